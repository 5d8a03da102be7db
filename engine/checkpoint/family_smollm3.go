package checkpoint

import "pellucid/engine/model"

// smolLM3 is SmolLM3: Llama in which some layers have no positions (NoPE, arXiv:2305.19466).
var smolLM3 = family{
	name: "SmolLM3", architectures: []string{"SmolLM3ForCausalLM"}, modelType: "smollm3", gguf: "smollm3",
	config: func(s *settings) model.Config {
		c := llamaConfig(s, true)
		s.only("attention_bias", false)
		s.only("mlp_bias", false)
		s.qwenWindow(&c)
		interval := s.whole(4, "no_rope_layer_interval")
		turned := s.wholes("no_rope_layers") // 1 where a layer has positions
		for i := range min(c.DecoderLayers, 1<<12) {
			if i < len(turned) && turned[i] == 0 || turned == nil && interval > 0 && (i+1)%interval == 0 {
				c.Unrotated = append(c.Unrotated, i)
			}
		}
		return c
	},
	names: llamaNames, wraps: llama.wraps, ignore: llama.ignore,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		c.RotaryPairs = "adjacent"
		for i := 3; i < min(c.DecoderLayers, 1<<12); i += 4 {
			c.Unrotated = append(c.Unrotated, i)
		}
		return c
	},
}
