package checkpoint

import "pellucid/engine/model"

// phi3 is Phi-3 and Phi-4-mini (arXiv:2404.14219): Llama with fused matrices.
var phi3 = family{
	name: "Phi-3", architectures: []string{"Phi3ForCausalLM"}, modelType: "phi3", gguf: "phi3",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, false)
		s.windowed(&c, s.whole(0, "sliding_window"), func(int) bool { return true })
		return c
	},
	names: func(c model.Config) naming {
		return tableOf(c, llamaTable, `
layers.#.self_attn.qkv_proj.weight blocks.#.attn.q.weight,blocks.#.attn.k.weight,blocks.#.attn.v.weight
layers.#.mlp.gate_up_proj.weight blocks.#.mlp.gate.weight,blocks.#.mlp.in.weight`)
	},
	wraps: llama.wraps, ignore: llama.ignore,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		s.windowed(&c, s.whole(0, "attention.sliding_window"), func(int) bool { return true })
		return c
	},
	ggufNames: func(c model.Config) naming {
		return tableOf(c, `
blk.#.attn_qkv.weight blocks.#.attn.q.weight,blocks.#.attn.k.weight,blocks.#.attn.v.weight
blk.#.ffn_up.weight blocks.#.mlp.gate.weight,blocks.#.mlp.in.weight`)
	},
}
