package checkpoint

import "pellucid/engine/model"

// llama is Llama 2 and 3 (arXiv:2302.13971, 2407.21783), and the many models that share its layers, SmolLM and SmolLM2
// among them. Other families begin with its configuration and names.
var llama = family{
	name: "Llama", architectures: []string{"LlamaForCausalLM"}, modelType: "llama", gguf: "llama",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, false)
		c.QKVBiases = s.flag(false, "attention_bias")
		c.Biases = c.QKVBiases || s.flag(false, "mlp_bias")
		return c
	},
	names: llamaNames, wraps: []string{"model."}, ignore: []string{"rotary_emb.inv_freq"}, fill: true,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		c.RotaryPairs = "adjacent" // the converter reorders the rows of query and key weights
		_, c.QKVBiases = s.tensors["blk.0.attn_q.bias"]
		_, c.Biases = s.tensors["blk.0.attn_output.bias"]
		return c
	},
}

// llamaConfig is what the families after Llama have in common.
func llamaConfig(s *settings, tied bool) model.Config {
	c := s.vocabulary(model.Config{
		Kind: model.DecoderOnly, Context: s.size("max_position_embeddings"), Width: s.size("hidden_size"),
		DecoderLayers: s.size("num_hidden_layers"), Heads: s.size("num_attention_heads"), Hidden: s.size("intermediate_size"),
		Norm: model.RMSNorm, NormPlace: model.PreNorm, Activation: model.SwiGLU, Eps: float32(s.number(1e-6, "rms_norm_eps")),
	}, tied)
	c.KVHeads = s.whole(c.Heads, "num_key_value_heads")
	c.HeadDim = s.whole(divide(c.Width, c.Heads), "head_dim")
	if a := s.activation(model.SiLU, "hidden_act"); a != model.SiLU {
		s.fail(refuse("hidden_act", a, "silu"))
	}
	s.rotary(&c, 10000)
	return c
}

// llamaNames maps tensors of Llama and the families after it; what a configuration has no weight for is left out.
func llamaNames(c model.Config) naming { return tableOf(c, llamaTable) }

const llamaTable = `
embed_tokens.weight embed.weight
norm.weight ln_final.weight
lm_head.weight unembed.weight
layers.#.input_layernorm.weight blocks.#.ln1.weight
layers.#.post_attention_layernorm.weight blocks.#.ln2.weight
layers.#.self_attn.q_proj.* blocks.#.attn.q.*
layers.#.self_attn.k_proj.* blocks.#.attn.k.*
layers.#.self_attn.v_proj.* blocks.#.attn.v.*
layers.#.self_attn.o_proj.* blocks.#.attn.o.*
layers.#.mlp.gate_proj.* blocks.#.mlp.gate.*
layers.#.mlp.up_proj.* blocks.#.mlp.in.*
layers.#.mlp.down_proj.* blocks.#.mlp.out.*`

// ggufLlamaConfig is what GGUF files of the families after Llama have in common.
func ggufLlamaConfig(s *settings) model.Config {
	c := s.ggufCommon()
	c.KVHeads = s.whole(c.Heads, "attention.head_count_kv")
	c.HeadDim = s.whole(divide(c.Width, c.Heads), "attention.key_length")
	c.Norm, c.Activation, c.Position = model.RMSNorm, model.SwiGLU, model.Rotary
	c.Eps = float32(s.number(1e-5, "attention.layer_norm_rms_epsilon"))
	s.ggufRotary(&c)
	s.only("attention.value_length", uint32(c.HeadDim))
	s.only("expert_count", uint32(0))
	return c
}
