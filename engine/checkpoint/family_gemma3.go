package checkpoint

import "pellucid/engine/model"

// gemma3 is the text model of Gemma 3 (arXiv:2503.19786): Gemma 2 without caps, with normed queries and keys, and with a
// window and a rotary base of their own in five layers of six.
var gemma3 = family{
	name: "Gemma 3", architectures: []string{"Gemma3ForCausalLM"}, modelType: "gemma3_text", gguf: "gemma3",
	config: func(s *settings) model.Config {
		c := gemma2Config(s)
		c.QKNorm = true
		if c.LocalRotaryBase == 0 {
			c.LocalRotaryBase = s.number(10000, "rope_local_base_freq")
		}
		pattern := s.whole(6, "sliding_window_pattern", "_sliding_window_pattern")
		s.windowed(&c, s.whole(4096, "sliding_window"), allBut(pattern))
		return c
	},
	names: func(c model.Config) naming { return gainsLessOne(tableOf(c, llamaTable, gemma2Table, qkNormTable)) },
	wraps: llama.wraps, ignore: llama.ignore,
	ggufConfig: func(s *settings) model.Config {
		c := ggufGemmaConfig(s)
		c.NormPlace, c.QKNorm = model.BothNorm, true
		c.LocalRotaryBase = s.number(10000, "rope.freq_base_swa")
		c.LogitCap = float32(s.number(0, "final_logit_softcapping"))
		s.windowed(&c, s.whole(1024, "attention.sliding_window"), allBut(6))
		return c
	},
}

// allBut is every layer but each last of n.
func allBut(n int) func(layer int) bool {
	return func(layer int) bool { return n == 0 || (layer+1)%n != 0 }
}

// qkNormTable is for families after Llama that norm queries and keys.
const qkNormTable = `
layers.#.self_attn.q_norm.weight blocks.#.attn.q_norm.weight
layers.#.self_attn.k_norm.weight blocks.#.attn.k_norm.weight`
