package checkpoint

import (
	"strings"

	"pellucid/engine/model"
)

// gemma is Gemma (arXiv:2403.08295): gated GELU, scaled embeddings, and gains stored less one.
var gemma = family{
	name: "Gemma", architectures: []string{"GemmaForCausalLM"}, modelType: "gemma", gguf: "gemma",
	config: gemmaConfig,
	names:  func(c model.Config) naming { return gainsLessOne(llamaNames(c)) },
	wraps:  llama.wraps, ignore: llama.ignore,
	ggufConfig: ggufGemmaConfig,
}

// gemmaConfig is what all Gemmas have in common.
func gemmaConfig(s *settings) model.Config {
	// hidden_act of the first files says gelu, and means hidden_activation, which is always the tanh form.
	activation := s.text("gelu_pytorch_tanh", "hidden_activation")
	s.values["hidden_act"] = nil
	if activation != "gelu_pytorch_tanh" {
		s.fail(refuse("hidden_activation", activation, "gelu_pytorch_tanh"))
	}
	s.only("attention_bias", false)
	s.only("use_bidirectional_attention", false)
	c := llamaConfig(s, true)
	c.Activation, c.EmbedScale = model.GeGLU, true
	return c
}

// gainsLessOne marks every norm's gain as stored less one.
func gainsLessOne(n naming) naming {
	for name, p := range n {
		if strings.HasSuffix(name, "norm.weight") {
			p.plus = 1
			n[name] = p
		}
	}
	return n
}

// ggufGemmaConfig is the same of GGUF files, whose converter has added the one.
func ggufGemmaConfig(s *settings) model.Config {
	c := ggufLlamaConfig(s)
	c.Activation, c.EmbedScale = model.GeGLU, true
	return c
}
