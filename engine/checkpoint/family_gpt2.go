package checkpoint

import (
	"math"

	"pellucid/engine/model"
)

// gpt2 is GPT-2 (Radford et al. 2019). Its linear layers are "Conv1D", stored [in, out], and query, key and value are one.
var gpt2 = family{
	name: "GPT-2", architectures: []string{"GPT2LMHeadModel"}, modelType: "gpt2", gguf: "gpt2",
	config: func(s *settings) model.Config {
		s.only("scale_attn_weights", true)
		s.only("scale_attn_by_inverse_layer_idx", false)
		s.only("add_cross_attention", false)
		c := s.vocabulary(model.Config{
			Kind: model.DecoderOnly, Context: s.size("n_positions", "n_ctx"), Width: s.size("n_embd"), DecoderLayers: s.size("n_layer"),
			Heads: s.size("n_head"), Norm: model.LayerNorm, NormPlace: model.PreNorm, Position: model.Learned,
			Activation: s.activation(model.GELUTanh, "activation_function"), Biases: true, QKVBiases: true, NormBiases: true,
			Eps: float32(s.number(1e-5, "layer_norm_epsilon")),
		}, true)
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		c.Hidden = s.whole(4*min(c.Width, math.MaxInt32/8), "n_inner")
		return c
	},
	names: func(c model.Config) naming {
		n := naming{"wte.weight": one(embedName), "wpe.weight": one(positionName), "lm_head.weight": unembedding(c)}
		n.both("ln_f", finalNormName)
		layers(c.DecoderLayers, "h.#.", "blocks.#.", func(theirs, ours string) {
			n.both(theirs+"ln_1", ours+"ln1")
			n.both(theirs+"ln_2", ours+"ln2")
			for _, kind := range []string{"weight", "bias"} {
				n[theirs+"attn.c_attn."+kind] = rowsOf(ours+"attn.", kind, "q", "k", "v").turned()
				n[theirs+"attn.c_proj."+kind] = rowsOf(ours+"attn.", kind, "o").turned()
				n[theirs+"mlp.c_fc."+kind] = rowsOf(ours+"mlp.", kind, "in").turned()
				n[theirs+"mlp.c_proj."+kind] = rowsOf(ours+"mlp.", kind, "out").turned()
			}
		})
		return n
	},
	wraps: []string{"transformer."}, ignore: []string{".attn.bias", ".attn.masked_bias"}, // the causal mask, stored by older writers
	ggufConfig: func(s *settings) model.Config {
		c := s.ggufCommon()
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		c.Norm, c.Activation, c.Position = model.LayerNorm, model.GELUTanh, model.Learned
		c.Biases, c.QKVBiases, c.NormBiases = true, true, true
		c.Eps = float32(s.number(1e-5, "attention.layer_norm_epsilon"))
		return c
	},
	ggufNames: ggufFusedQKV,
}

// ggufFusedQKV are the names of GGUF files that keep query, key and value in one.
func ggufFusedQKV(c model.Config) naming {
	n := naming{}
	layers(c.DecoderLayers, "blk.#.", "blocks.#.", func(theirs, ours string) {
		for _, kind := range []string{"weight", "bias"} {
			n[theirs+"attn_qkv."+kind] = rowsOf(ours+"attn.", kind, "q", "k", "v")
		}
	})
	return n
}
