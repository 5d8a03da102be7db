package checkpoint

import "pellucid/engine/model"

// gptNeoX is GPT-NeoX and Pythia (arXiv:2204.06745, 2304.01373): both sublayers read the same input, and only part of a
// head is turned. Query, key and value of a head lie together.
var gptNeoX = family{
	name: "GPT-NeoX", architectures: []string{"GPTNeoXForCausalLM"}, modelType: "gpt_neox", gguf: "gptneox",
	config: func(s *settings) model.Config {
		c := s.vocabulary(model.Config{
			Kind: model.DecoderOnly, Context: s.size("max_position_embeddings"), Width: s.size("hidden_size"),
			DecoderLayers: s.size("num_hidden_layers"), Heads: s.size("num_attention_heads"), Hidden: s.size("intermediate_size"),
			Norm: model.LayerNorm, NormPlace: model.PreNorm, Activation: s.activation(model.GELUErf, "hidden_act"),
			Biases: true, QKVBiases: true, NormBiases: true, Eps: float32(s.number(1e-5, "layer_norm_eps")),
			Parallel: s.flag(true, "use_parallel_residual"),
		}, false)
		s.only("attention_bias", true)
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		if !s.has("rotary_pct") && !s.has("rope_parameters") {
			s.values["rotary_pct"] = 0.25
		}
		s.rotary(&c, 10000)
		return c
	},
	names: func(c model.Config) naming { return tableOf(c, gptNeoXTable) },
	wraps: []string{"gpt_neox."}, ignore: []string{".attention.bias", ".attention.masked_bias", ".rotary_emb.inv_freq"},
	ggufConfig: func(s *settings) model.Config {
		c := gpt2.ggufConfig(s)
		c.Activation, c.Position, c.RotaryPairs = model.GELUErf, model.Rotary, "half"
		c.Parallel = s.flag(true, "use_parallel_residual")
		s.ggufRotary(&c)
		return c
	},
	ggufNames: ggufFusedQKV,
}

const gptNeoXTable = `
embed_in.weight embed.weight
embed_out.weight unembed.weight
final_layer_norm.* ln_final.*
layers.#.input_layernorm.* blocks.#.ln1.*
layers.#.post_attention_layernorm.* blocks.#.ln2.*
layers.#.attention.query_key_value.* blocks.#.attn.q.*,blocks.#.attn.k.*,blocks.#.attn.v.* heads
layers.#.attention.dense.* blocks.#.attn.o.*
layers.#.mlp.dense_h_to_4h.* blocks.#.mlp.in.*
layers.#.mlp.dense_4h_to_h.* blocks.#.mlp.out.*`
