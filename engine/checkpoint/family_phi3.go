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
		n := llamaNames(c)
		layers(c.DecoderLayers, "layers.#.", "blocks.#.", func(theirs, ours string) {
			n[theirs+"self_attn.qkv_proj.weight"] = rowsOf(ours+"attn.", "weight", "q", "k", "v")
			n[theirs+"mlp.gate_up_proj.weight"] = rowsOf(ours+"mlp.", "weight", "gate", "in")
		})
		return n
	},
	wraps: llama.wraps, ignore: llama.ignore,
	ggufConfig: func(s *settings) model.Config {
		c := ggufLlamaConfig(s)
		s.windowed(&c, s.whole(0, "attention.sliding_window"), func(int) bool { return true })
		return c
	},
	ggufNames: func(c model.Config) naming {
		n := naming{}
		layers(c.DecoderLayers, "blk.#.", "blocks.#.", func(theirs, ours string) {
			n[theirs+"attn_qkv.weight"] = rowsOf(ours+"attn.", "weight", "q", "k", "v")
			n[theirs+"ffn_up.weight"] = rowsOf(ours+"mlp.", "weight", "gate", "in")
		})
		return n
	},
}

// rowsOf is a tensor that holds the rows of several of our weights, one after the other.
func rowsOf(prefix, kind string, modules ...string) part {
	var p part
	for _, m := range modules {
		p.names = append(p.names, prefix+m+"."+kind)
	}
	return p
}
