package checkpoint

import (
	"math"

	"pellucid/engine/model"
)

// gemma2 is Gemma 2 (arXiv:2408.00118): norms on both sides, soft caps, and a window in every second layer.
var gemma2 = family{
	name: "Gemma 2", architectures: []string{"Gemma2ForCausalLM"}, modelType: "gemma2", gguf: "gemma2",
	config: func(s *settings) model.Config {
		c := gemma2Config(s)
		s.windowed(&c, s.whole(4096, "sliding_window"), everySecond)
		return c
	},
	names: gemma2Names, wraps: llama.wraps, ignore: llama.ignore,
	ggufConfig: func(s *settings) model.Config {
		c := ggufGemmaConfig(s)
		c.NormPlace = model.BothNorm
		c.ScoreCap, c.LogitCap = float32(s.number(50, "attn_logit_softcapping")), float32(s.number(30, "final_logit_softcapping"))
		s.windowed(&c, s.whole(4096, "attention.sliding_window"), everySecond)
		return c
	},
}

func everySecond(layer int) bool { return layer%2 == 0 }

// gemma2Config is what Gemma 2 and 3 have in common.
func gemma2Config(s *settings) model.Config {
	c := gemmaConfig(s)
	c.NormPlace = model.BothNorm
	if scalar := s.number(0, "query_pre_attn_scalar"); scalar > 0 {
		c.ScoreScale = 1 / math.Sqrt(scalar)
	}
	c.ScoreCap, c.LogitCap = float32(s.number(0, "attn_logit_softcapping")), float32(s.number(0, "final_logit_softcapping"))
	return c
}

func gemma2Names(c model.Config) naming { return gainsLessOne(tableOf(c, llamaTable, gemma2Table)) }

const gemma2Table = `
layers.#.post_attention_layernorm.weight blocks.#.ln1_post.weight
layers.#.pre_feedforward_layernorm.weight blocks.#.ln2.weight
layers.#.post_feedforward_layernorm.weight blocks.#.ln2_post.weight`
