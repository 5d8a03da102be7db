package checkpoint

import (
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// qwen2 is Qwen2 and Qwen2.5 (arXiv:2407.10671): Llama with biases on queries, keys and values.
var qwen2 = family{
	name: "Qwen2", architectures: []string{"Qwen2ForCausalLM"}, modelType: "qwen2", gguf: "qwen2",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, false)
		c.QKVBiases = true
		s.qwenWindow(&c)
		return c
	},
	names: llamaNames, wraps: llama.wraps, ignore: llama.ignore,
	pre: token.SplitQwen2,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		c.QKVBiases = true
		return c
	},
}

// qwenWindow reads a window that use_sliding_window turns on, in the layers from max_window_layers on.
func (s *settings) qwenWindow(c *model.Config) {
	window, from := s.whole(0, "sliding_window"), s.whole(0, "max_window_layers")
	if !s.flag(false, "use_sliding_window") {
		window = 0
	}
	s.windowed(c, window, func(layer int) bool { return layer >= from })
}
