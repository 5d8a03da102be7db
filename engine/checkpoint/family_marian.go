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
		n := naming{
			"shared.weight":               one(embedName),
			"encoder.embed_tokens.weight": {names: []string{embedName}, fallback: true},
			"decoder.embed_tokens.weight": {names: []string{"decoder." + embedName}, spare: unembedName},
			"lm_head.weight":              unembedding(c),
			"final_logits_bias":           {names: []string{unembedBias}, flat: true},
		}
		if !c.DecoderEmbed {
			n["decoder.embed_tokens.weight"] = part{names: []string{embedName}, fallback: true}
		}
		for _, stack := range []string{"encoder.", "decoder."} {
			count := c.EncoderLayers
			if stack == "decoder." {
				count = c.DecoderLayers
			}
			layers(count, stack+"layers.#.", stack+"#.", func(theirs, ours string) {
				for _, x := range []string{"q", "k", "v"} {
					n.both(theirs+"self_attn."+x+"_proj", ours+"attn."+x)
					n.both(theirs+"encoder_attn."+x+"_proj", ours+"cross_attn."+x)
				}
				n.both(theirs+"self_attn.out_proj", ours+"attn.o")
				n.both(theirs+"encoder_attn.out_proj", ours+"cross_attn.o")
				n.both(theirs+"self_attn_layer_norm", ours+"ln1")
				n.both(theirs+"encoder_attn_layer_norm", ours+"ln_cross")
				n.both(theirs+"final_layer_norm", ours+"ln2")
				n.both(theirs+"fc1", ours+"mlp.in")
				n.both(theirs+"fc2", ours+"mlp.out")
			})
		}
		return n
	},
	wraps: []string{"model."}, around: "end", ignore: []string{"embed_positions."},
}
