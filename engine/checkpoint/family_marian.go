package checkpoint

import "pellucid/engine/model"

// marian is Marian's translators as Hugging Face keeps them (OPUS-MT): norms behind the sublayers, sines before cosines,
// a bias on the logits.
var marian = family{
	name: "Marian", architectures: []string{"MarianMTModel"}, modelType: "marian",
	config: func(s *settings) model.Config {
		s.only("static_position_embeddings", true)
		s.only("normalize_before", false)
		s.only("normalize_embedding", false)
		s.only("add_final_layer_norm", false)
		c := s.vocabulary(model.Config{
			Kind: model.EncoderDecoder, Context: s.whole(512, "max_position_embeddings"), Width: s.size("d_model"),
			EncoderLayers: s.size("encoder_layers"), DecoderLayers: s.size("decoder_layers"), Heads: s.size("encoder_attention_heads"),
			Hidden: s.size("encoder_ffn_dim"), DecoderHidden: s.size("decoder_ffn_dim"), Norm: model.LayerNorm, NormPlace: model.PostNorm,
			Activation: s.activation(model.GELUErf, "activation_function"), Position: model.SinusoidalHalves,
			Biases: true, QKVBiases: true, NormBiases: true, EmbedScale: s.flag(false, "scale_embedding"),
			UnembedBias: true, Eps: 1e-5,
		}, true)
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		if n := s.whole(c.Heads, "decoder_attention_heads"); n != c.Heads {
			s.fail(refuse("decoder_attention_heads", n, "as many as encoder_attention_heads"))
		}
		if n := s.whole(c.Vocab, "decoder_vocab_size"); n != c.Vocab {
			s.fail(refuse("decoder_vocab_size", n, "the same as vocab_size"))
		}
		if !s.flag(true, "share_encoder_decoder_embeddings") {
			c.DecoderEmbed, c.TiedUnembed = true, false
		}
		c.Begin = firstBelow(s.tokens("decoder_start_token_id"), c.Vocab)
		return c
	},
	names: func(c model.Config) naming {
		n := tableOf(c, marianTable)
		if c.DecoderEmbed {
			n["decoder.embed_tokens.weight"] = part{names: []string{"decoder." + embedName}, spare: unembedName}
		}
		return n
	},
	wraps: []string{"model."}, around: "end", ignore: []string{"embed_positions."},
}

const marianTable = `
shared.weight embed.weight
encoder.embed_tokens.weight embed.weight spare
decoder.embed_tokens.weight embed.weight spare
lm_head.weight unembed.weight
final_logits_bias unembed.bias flat
encoder.layers.#.self_attn.q_proj.* encoder.#.attn.q.*
encoder.layers.#.self_attn.k_proj.* encoder.#.attn.k.*
encoder.layers.#.self_attn.v_proj.* encoder.#.attn.v.*
encoder.layers.#.self_attn.out_proj.* encoder.#.attn.o.*
encoder.layers.#.self_attn_layer_norm.* encoder.#.ln1.*
encoder.layers.#.final_layer_norm.* encoder.#.ln2.*
encoder.layers.#.fc1.* encoder.#.mlp.in.*
encoder.layers.#.fc2.* encoder.#.mlp.out.*
decoder.layers.#.self_attn.q_proj.* decoder.#.attn.q.*
decoder.layers.#.self_attn.k_proj.* decoder.#.attn.k.*
decoder.layers.#.self_attn.v_proj.* decoder.#.attn.v.*
decoder.layers.#.self_attn.out_proj.* decoder.#.attn.o.*
decoder.layers.#.self_attn_layer_norm.* decoder.#.ln1.*
decoder.layers.#.encoder_attn.q_proj.* decoder.#.cross_attn.q.*
decoder.layers.#.encoder_attn.k_proj.* decoder.#.cross_attn.k.*
decoder.layers.#.encoder_attn.v_proj.* decoder.#.cross_attn.v.*
decoder.layers.#.encoder_attn.out_proj.* decoder.#.cross_attn.o.*
decoder.layers.#.encoder_attn_layer_norm.* decoder.#.ln_cross.*
decoder.layers.#.final_layer_norm.* decoder.#.ln2.*
decoder.layers.#.fc1.* decoder.#.mlp.in.*
decoder.layers.#.fc2.* decoder.#.mlp.out.*`
