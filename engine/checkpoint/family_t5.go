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
		if s.flag(c.TiedUnembed, "scale_decoder_outputs") && c.Width > 0 {
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
		n := naming{
			"shared.weight":               {names: []string{embedName}, fallback: true},
			"encoder.embed_tokens.weight": one(embedName),
			"decoder.embed_tokens.weight": {},
			"lm_head.weight":              unembedding(c),
		}
		if c.DecoderEmbed {
			n["decoder.embed_tokens.weight"] = one("decoder." + embedName)
		}
		for _, stack := range []string{"encoder.", "decoder."} {
			n[stack+"final_layer_norm.weight"] = one(stack + "ln_final.weight")
			n[stack+"block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = one(stack + "relative.weight")
			count, mlp := c.EncoderLayers, "1"
			if stack == "decoder." {
				count, mlp = c.DecoderLayers, "2"
			}
			layers(count, stack+"block.#.layer.", stack+"#.", func(theirs, ours string) {
				for _, x := range []string{"q", "k", "v", "o"} {
					n[theirs+"0.SelfAttention."+x+".weight"] = one(ours + "attn." + x + ".weight")
					n[theirs+"1.EncDecAttention."+x+".weight"] = one(ours + "cross_attn." + x + ".weight")
				}
				n[theirs+"0.layer_norm.weight"] = one(ours + "ln1.weight")
				if mlp == "2" {
					n[theirs+"1.layer_norm.weight"] = one(ours + "ln_cross.weight")
				}
				n[theirs+mlp+".layer_norm.weight"] = one(ours + "ln2.weight")
				n[theirs+mlp+".DenseReluDense.wi.weight"] = one(ours + "mlp.in.weight")
				n[theirs+mlp+".DenseReluDense.wi_0.weight"] = one(ours + "mlp.gate.weight")
				n[theirs+mlp+".DenseReluDense.wi_1.weight"] = one(ours + "mlp.in.weight")
				n[theirs+mlp+".DenseReluDense.wo.weight"] = one(ours + "mlp.out.weight")
			})
		}
		return n
	},
	adapt: func(c *model.Config, has func(string) bool) { // the stacks share a table unless the file holds two
		c.DecoderEmbed = !c.TiedUnembed && has("decoder.embed_tokens.weight")
	},
	around: "end",
	ignore: []string{"EncDecAttention.relative_attention_bias"},
}
