package checkpoint

import (
	"math"

	"pellucid/engine/model"
)

// t5 is T5 and its descendants (arXiv:1910.10683): relative positions, no biases, scores that are not divided by √dim.
var t5 = family{
	name: "T5", architectures: []string{"T5ForConditionalGeneration"}, modelType: "t5",
	config: func(s *settings) model.Config {
		c := s.vocabulary(model.Config{
			Kind: model.EncoderDecoder, Context: s.whole(512, "n_positions"), Width: s.size("d_model"), HeadDim: s.size("d_kv"),
			EncoderLayers: s.size("num_layers"), Heads: s.size("num_heads"), Hidden: s.size("d_ff"), Norm: model.RMSNorm,
			NormPlace: model.PreNorm, Position: model.Relative, ScoreScale: 1, Eps: float32(s.number(1e-6, "layer_norm_epsilon")),
			RelativeBuckets: s.whole(32, "relative_attention_num_buckets"), RelativeReach: s.whole(128, "relative_attention_max_distance"),
		}, true)
		c.DecoderLayers, c.KVHeads = s.whole(c.EncoderLayers, "num_decoder_layers"), c.Heads
		if s.flag(c.TiedUnembed, "scale_decoder_outputs") {
			c.LogitScale = float32(1 / math.Sqrt(float64(c.Width)))
		}
		switch kind := s.text("relu", "feed_forward_proj"); kind {
		case "relu":
			c.Activation = model.ReLU
		case "gated-gelu":
			c.Activation = model.GeGLU
		case "gated-silu":
			c.Activation = model.SwiGLU
		default:
			s.fail(refuse("feed_forward_proj", kind, "relu, gated-gelu or gated-silu"))
		}
		c.Begin = firstBelow(s.tokens("decoder_start_token_id"), c.Vocab)
		return c
	},
	names: func(c model.Config) naming {
		n := tableOf(c, t5Table)
		if c.DecoderEmbed {
			n["decoder.embed_tokens.weight"] = part{names: []string{"decoder." + embedName}}
		}
		return n
	},
	adapt: func(c *model.Config, has func(string) bool) { // the stacks share a table unless the file holds two
		c.DecoderEmbed = !c.TiedUnembed && has("decoder.embed_tokens.weight")
	},
	around: "end",
	ignore: []string{"EncDecAttention.relative_attention_bias"},
}

const t5Table = `
shared.weight embed.weight spare
encoder.embed_tokens.weight embed.weight
decoder.embed_tokens.weight -
lm_head.weight unembed.weight
encoder.final_layer_norm.weight encoder.ln_final.weight
encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight encoder.relative.weight
encoder.block.#.layer.0.SelfAttention.q.weight encoder.#.attn.q.weight
encoder.block.#.layer.0.SelfAttention.k.weight encoder.#.attn.k.weight
encoder.block.#.layer.0.SelfAttention.v.weight encoder.#.attn.v.weight
encoder.block.#.layer.0.SelfAttention.o.weight encoder.#.attn.o.weight
encoder.block.#.layer.0.layer_norm.weight encoder.#.ln1.weight
encoder.block.#.layer.1.layer_norm.weight encoder.#.ln2.weight
encoder.block.#.layer.1.DenseReluDense.wi.weight encoder.#.mlp.in.weight
encoder.block.#.layer.1.DenseReluDense.wi_0.weight encoder.#.mlp.gate.weight
encoder.block.#.layer.1.DenseReluDense.wi_1.weight encoder.#.mlp.in.weight
encoder.block.#.layer.1.DenseReluDense.wo.weight encoder.#.mlp.out.weight
decoder.final_layer_norm.weight decoder.ln_final.weight
decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight decoder.relative.weight
decoder.block.#.layer.0.SelfAttention.q.weight decoder.#.attn.q.weight
decoder.block.#.layer.0.SelfAttention.k.weight decoder.#.attn.k.weight
decoder.block.#.layer.0.SelfAttention.v.weight decoder.#.attn.v.weight
decoder.block.#.layer.0.SelfAttention.o.weight decoder.#.attn.o.weight
decoder.block.#.layer.0.layer_norm.weight decoder.#.ln1.weight
decoder.block.#.layer.1.EncDecAttention.q.weight decoder.#.cross_attn.q.weight
decoder.block.#.layer.1.EncDecAttention.k.weight decoder.#.cross_attn.k.weight
decoder.block.#.layer.1.EncDecAttention.v.weight decoder.#.cross_attn.v.weight
decoder.block.#.layer.1.EncDecAttention.o.weight decoder.#.cross_attn.o.weight
decoder.block.#.layer.1.layer_norm.weight decoder.#.ln_cross.weight
decoder.block.#.layer.2.layer_norm.weight decoder.#.ln2.weight
decoder.block.#.layer.2.DenseReluDense.wi.weight decoder.#.mlp.in.weight
decoder.block.#.layer.2.DenseReluDense.wi_0.weight decoder.#.mlp.gate.weight
decoder.block.#.layer.2.DenseReluDense.wi_1.weight decoder.#.mlp.in.weight
decoder.block.#.layer.2.DenseReluDense.wo.weight decoder.#.mlp.out.weight`
