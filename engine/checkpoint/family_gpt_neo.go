package checkpoint

import (
	"fmt"
	"math"

	"pellucid/engine/model"
)

// gptNeo is GPT-Neo: GPT-2 with a window in some layers, and scores that are not divided by √dim.
var gptNeo = family{
	name: "GPT-Neo", architectures: []string{"GPTNeoForCausalLM"}, modelType: "gpt_neo",
	config: func(s *settings) model.Config {
		c := s.vocabulary(model.Config{
			Kind: model.DecoderOnly, Context: s.size("max_position_embeddings"), Width: s.size("hidden_size"),
			DecoderLayers: s.size("num_layers"), Heads: s.size("num_heads"), Norm: model.LayerNorm, NormPlace: model.PreNorm,
			Position: model.Learned, Activation: s.activation(model.GELUTanh, "activation_function"),
			Biases: true, NormBiases: true, ScoreScale: 1, Eps: float32(s.number(1e-5, "layer_norm_epsilon")),
		}, true)
		c.KVHeads, c.HeadDim = c.Heads, divide(c.Width, c.Heads)
		c.Hidden = s.whole(4*min(c.Width, math.MaxInt32/8), "intermediate_size")
		kinds := s.gptNeoLayers(c.DecoderLayers)
		if len(kinds) != c.DecoderLayers {
			s.fail(fmt.Errorf("attention_types names %d layers, but there are %d", len(kinds), c.DecoderLayers))
			return c
		}
		s.windowed(&c, s.whole(256, "window_size"), func(layer int) bool { return kinds[layer] == "local" })
		return c
	},
	names: func(c model.Config) naming { return tableOf(c, gptNeoTable) },
	wraps: gpt2.wraps, ignore: []string{".attn.attention.bias", ".attn.attention.masked_bias"},
}

const gptNeoTable = `
wte.weight embed.weight
wpe.weight pos_embed.weight
lm_head.weight unembed.weight
ln_f.* ln_final.*
h.#.ln_1.* blocks.#.ln1.*
h.#.ln_2.* blocks.#.ln2.*
h.#.attn.attention.q_proj.weight blocks.#.attn.q.weight
h.#.attn.attention.k_proj.weight blocks.#.attn.k.weight
h.#.attn.attention.v_proj.weight blocks.#.attn.v.weight
h.#.attn.attention.out_proj.* blocks.#.attn.o.*
h.#.mlp.c_fc.* blocks.#.mlp.in.*
h.#.mlp.c_proj.* blocks.#.mlp.out.*`

// gptNeoLayers is the kind of each layer: attention_layers, or else attention_types, [[[kind, kind], times], ...].
func (s *settings) gptNeoLayers(count int) []string {
	if s.has("attention_layers") {
		return s.texts("attention_layers")
	}
	var kinds []string
	for _, group := range s.list("attention_types") {
		pair, _ := group.([]any)
		if len(pair) != 2 {
			break
		}
		names, _ := pair[0].([]any)
		times, _ := wholeNumber(pair[1])
		for range min(times, int64(count)) {
			for _, name := range names {
				kind, _ := name.(string)
				kinds = append(kinds, kind)
			}
		}
	}
	if kinds == nil && !s.has("attention_types") {
		for i := range min(count, 1<<12) {
			kinds = append(kinds, []string{"global", "local"}[i%2])
		}
	}
	return kinds
}
