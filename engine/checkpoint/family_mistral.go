package checkpoint

import "pellucid/engine/model"

// mistral is Mistral 7B (arXiv:2310.06825): Llama with a window in every layer.
var mistral = family{
	name: "Mistral", architectures: []string{"MistralForCausalLM"}, modelType: "mistral",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, false)
		window := s.whole(0, "sliding_window")
		s.windowed(&c, window, func(int) bool { return true })
		return c
	},
	names: llamaNames, wraps: llama.wraps, ignore: llama.ignore,
}
