package checkpoint

import (
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// qwen3 is Qwen3 (arXiv:2505.09388): Llama with normed queries and keys.
var qwen3 = family{
	name: "Qwen3", architectures: []string{"Qwen3ForCausalLM"}, modelType: "qwen3", gguf: "qwen3",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, false)
		c.QKNorm = true
		s.only("attention_bias", false)
		s.qwenWindow(&c)
		return c
	},
	names: func(c model.Config) naming { return tableOf(c, llamaTable, qkNormTable) },
	wraps: llama.wraps, ignore: llama.ignore,
	pre: token.SplitQwen2,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		c.QKNorm = true
		return c
	},
}
