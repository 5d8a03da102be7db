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
	names: func(c model.Config) naming { return tableOf(c, gpt2Table) },
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

const gpt2Table = `
wte.weight embed.weight
wpe.weight pos_embed.weight
lm_head.weight unembed.weight
ln_f.* ln_final.*
h.#.ln_1.* blocks.#.ln1.*
h.#.ln_2.* blocks.#.ln2.*
h.#.attn.c_attn.* blocks.#.attn.q.*,blocks.#.attn.k.*,blocks.#.attn.v.* turned
h.#.attn.c_proj.* blocks.#.attn.o.* turned
h.#.mlp.c_fc.* blocks.#.mlp.in.* turned
h.#.mlp.c_proj.* blocks.#.mlp.out.* turned`

// ggufFusedQKV are the names of GGUF files that keep query, key and value in one.
func ggufFusedQKV(c model.Config) naming {
	return tableOf(c, "blk.#.attn_qkv.* blocks.#.attn.q.*,blocks.#.attn.k.*,blocks.#.attn.v.*")
}
