package checkpoint

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"pellucid/engine/model"
)

// hfLlamaConfig is the config.json of a Llama-family model.
func hfLlamaConfig(c model.Config, architecture string) map[string]any {
	return map[string]any{
		"architectures": []string{architecture}, "model_type": "llama", "vocab_size": c.Vocab,
		"hidden_size": c.Width, "intermediate_size": c.Hidden, "num_hidden_layers": c.DecoderLayers,
		"num_attention_heads": c.Heads, "num_key_value_heads": c.KVHeads, "max_position_embeddings": c.Context,
		"rms_norm_eps": c.Eps, "rope_theta": c.RotaryBase, "rope_scaling": nil, "hidden_act": "silu",
		"tie_word_embeddings": c.TiedUnembed, "bos_token_id": c.Begin, "eos_token_id": []int32{c.End}, "torch_dtype": "float32",
	}
}

func hfGPT2Config(c model.Config) map[string]any {
	return map[string]any{
		"architectures": []string{"GPT2LMHeadModel"}, "model_type": "gpt2", "vocab_size": c.Vocab, "n_positions": c.Context, "n_ctx": c.Context,
		"n_embd": c.Width, "n_layer": c.DecoderLayers, "n_head": c.Heads, "n_inner": c.Hidden, "activation_function": "gelu_new",
		"layer_norm_epsilon": c.Eps, "bos_token_id": c.Begin, "eos_token_id": c.End, "summary_type": "cls_index",
	}
}

func hfConfigOf(name string) map[string]any {
	switch name {
	case "gpt2":
		return hfGPT2Config(configs[name])
	case "qwen2":
		return hfLlamaConfig(configs[name], "Qwen2ForCausalLM")
	}
	return hfLlamaConfig(configs[name], "LlamaForCausalLM")
}

func TestHuggingFaceRoundTrip(t *testing.T) {
	for _, name := range []string{"gpt2", "llama", "qwen2"} {
		for _, shards := range []int{1, 3} {
			m := randomModel(t, name)
			files := hfFolder(t, m, hfConfigOf(name), "F32", shards)
			calls, last := 0, int64(0)
			got, tokenizer, meta, err := OpenWith(files, Options{Hash: true, Progress: func(done, total int64) error {
				calls++
				last = total
				return nil
			}})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			expectSameWeights(t, m, got)
			if !reflect.DeepEqual(got.Config, m.Config) {
				t.Errorf("%s: config: wanted %+v, got %+v", name, m.Config, got.Config)
			}
			if tokenizer.Size() != 257 || meta.Format != "huggingface" || (meta.Hash != "") != (shards == 1) {
				t.Errorf("%s: got a tokenizer of %d tokens and %+v", name, tokenizer.Size(), meta)
			}
			if calls == 0 || last <= 0 {
				t.Errorf("%s: progress was told %d times, total %d", name, calls, last)
			}
		}
	}
}

func TestHuggingFaceHalfPrecisionAndQuantised(t *testing.T) {
	for _, dtype := range []string{"F16", "BF16"} {
		m := randomModel(t, "qwen2")
		files := hfFolder(t, m, hfConfigOf("qwen2"), dtype, 1)
		got, _, _, err := OpenWith(files, Options{Quantise: true})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Quantised() {
			t.Error("wanted int8 matrices")
		}
		if cosine, _ := Cosine(logits(t, m, 20), logits(t, got, 20)); !(cosine > 0.998) {
			t.Errorf("%s: cosine of the logits is %v", dtype, cosine)
		}
	}
}

// TestGPT2ConvWeightsAreTurned pins the layout down on paper, for the round trip above turns by the same code: weight [in, out] of
// c_attn holds the query's outputs first.
func TestGPT2ConvWeightsAreTurned(t *testing.T) {
	config := configs["gpt2"]
	a, err := newAssembler(config, 100)
	if err != nil {
		t.Fatal(err)
	}
	a.useNames(gpt2.names(config))
	width := config.Width
	values := make([]float32, width*3*width)
	for in := range width {
		for out := range 3 * width {
			values[in*3*width+out] = float32(1000*in + out)
		}
	}
	f := found{"h.1.attn.c_attn.weight", []int{width, 3 * width}}
	if want := a.fileShape(a.names[f.name]); want[0] != width || want[1] != 3*width {
		t.Fatalf("shape in the file: wanted [%d %d], got %v", width, 3*width, want)
	}
	a.place(f, values, nil)
	for i, x := range []string{"q", "k", "v"} {
		w := a.tensors["blocks.1.attn."+x+".weight"].F32
		for _, at := range [][2]int{{0, 0}, {5, 7}, {width - 1, width - 2}} {
			out, in := at[0], at[1]
			if got, want := w[out*width+in], float32(1000*in+i*width+out); got != want {
				t.Errorf("%s[%d,%d]: wanted %v, got %v", x, out, in, want, got)
			}
		}
	}
}

// TestGPT2Extras: the published file has no prefix and carries causal masks; some carry a copy of the embedding.
func TestGPT2Extras(t *testing.T) {
	m := randomModel(t, "gpt2")
	files := hfFolder(t, m, hfConfigOf("gpt2"), "F32", 1)
	content := files["model.safetensors"].Data
	f, err := OpenSafetensors(strings.NewReader(string(content)), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var tensors []Out
	for _, e := range f.Entries {
		v, err := f.Read(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		tensors = append(tensors, Out{strings.TrimPrefix(e.Name, "transformer."), e.Type, v})
	}
	mask := Values{Shape: []int{1, 1, 2, 2}, I8: make([]int8, 4)}
	tensors = append(tensors, Out{"h.0.attn.bias", "I8", mask}, Out{"h.1.attn.masked_bias", "F32", Values{Shape: []int{},
		F32: []float32{-1e4}}},
		Out{"lm_head.weight", "F32", Values{Shape: []int{1}, F32: []float32{0}}})
	var file strings.Builder
	if err := WriteSafetensors(&file, nil, tensors); err != nil {
		t.Fatal(err)
	}
	files["model.safetensors"] = &fstest.MapFile{Data: []byte(file.String())}
	got, _, _, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	expectSameWeights(t, m, got)
}

func TestHFConfigRefuses(t *testing.T) {
	cases := []struct {
		base, field string
		value       any
		want        string
	}{
		{"llama", "architectures", []string{"MambaForCausalLM"}, "MambaForCausalLM"},
		{"llama", "architectures", 7, "architectures"},
		{"llama", "rope_scaling", map[string]any{"factor": 2.0}, "rope_scaling factor"},
		{"llama", "rope_parameters", map[string]any{"rope_type": "yarn"}, "yarn"},
		{"llama", "rope_parameters", map[string]any{"rope_type": "default", "partial_rotary_factor": 1.5}, "partial_rotary_factor"},
		{"llama", "rope_theta", "many", "rope_theta"},
		{"llama", "hidden_act", "gelu", "hidden_act"},
		{"llama", "quantization_config", map[string]any{"quant_method": "gptq"}, "quantization_config"},
		{"qwen2", "layer_types", []string{"full_attention", "chunked_attention"}, "layer_types"},
		{"qwen2", "layer_types", []string{"full_attention"}, "layer_types"},
		{"gpt2", "activation_function", "mish", "activation_function"},
		{"gpt2", "scale_attn_weights", false, "scale_attn_weights"},
		{"gpt2", "scale_attn_by_inverse_layer_idx", true, "scale_attn_by_inverse_layer_idx"},
		{"gpt2", "add_cross_attention", true, "add_cross_attention"},
		{"gpt2", "n_layer", 1.5, "n_layer"},
	}
	for _, c := range cases {
		config := hfConfigOf(c.base)
		config[c.field] = c.value
		text, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		expectError(t, c.base+" "+c.field, c.want, func() error {
			_, err := ParseHFConfig(text)
			return err
		})
	}
	expectError(t, "no width", "n_embd", func() error {
		_, err := ParseHFConfig([]byte(`{"architectures":["GPT2LMHeadModel"],"vocab_size":9,"n_head":2,"n_layer":1,"n_positions":8}`))
		return err
	})
	expectError(t, "not JSON", "config.json", func() error { _, err := ParseHFConfig([]byte("{")); return err })
}

func TestHFConfigUnderstands(t *testing.T) {
	cases := []struct {
		name   string
		base   string
		change map[string]any
		want   func(c model.Config) bool
	}{
		{"theta in rope_parameters", "llama", map[string]any{"rope_theta": nil,
			"rope_parameters": map[string]any{"rope_type": "default", "rope_theta": 5e5}}, func(c model.Config) bool { return c.RotaryBase == 5e5 }},
		{"default theta", "llama", map[string]any{"rope_theta": nil}, func(c model.Config) bool { return c.RotaryBase == 10000 }},
		{"interleaved rotary", "llama", map[string]any{"rope_interleaved": true},
			func(c model.Config) bool { return c.RotaryPairs == "adjacent" }},
		{"head_dim", "llama", map[string]any{"head_dim": 32}, func(c model.Config) bool { return c.HeadDim == 32 }},
		{"no grouped keys", "llama", map[string]any{"num_key_value_heads": nil}, func(c model.Config) bool { return c.KVHeads == 4 }},
		{"several end tokens", "llama", map[string]any{"eos_token_id": []int{7, 8, 7, 9}}, func(c model.Config) bool {
			return c.End == 7 && c.Ends(8) && c.Ends(9) && !c.Ends(6) && len(c.MoreEnds) == 2
		}},
		{"no architectures", "llama", map[string]any{"architectures": nil, "model_type": "llama"},
			func(c model.Config) bool { return c.Norm == "rms" }},
		{"one end token", "llama", map[string]any{"eos_token_id": 7}, func(c model.Config) bool { return c.End == 7 }},
		{"no end token", "llama", map[string]any{"eos_token_id": nil}, func(c model.Config) bool { return c.End == -1 }},
		{"end token outside", "llama", map[string]any{"eos_token_id": 99999}, func(c model.Config) bool { return c.End == -1 }},
		{"window that is off", "qwen2", map[string]any{"sliding_window": 4096, "use_sliding_window": false,
			"layer_types": []string{"full_attention", "full_attention"}}, func(c model.Config) bool { return c.QKVBiases }},
		{"inner width of its own", "gpt2", map[string]any{"n_inner": nil}, func(c model.Config) bool { return c.Hidden == 4*48 }},
		{"erf", "gpt2", map[string]any{"activation_function": "gelu"}, func(c model.Config) bool { return c.Activation == "gelu_erf" }},
		{"untied", "gpt2", map[string]any{"tie_word_embeddings": false}, func(c model.Config) bool { return !c.TiedUnembed }},
	}
	for _, c := range cases {
		config := hfConfigOf(c.base)
		maps.Copy(config, c.change)
		text, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseHFConfig(text)
		if err != nil || !c.want(got) {
			t.Errorf("%s: got %+v (%v)", c.name, got, err)
		}
	}
}

func TestFolderRefuses(t *testing.T) {
	m := randomModel(t, "llama")
	good := func() fstest.MapFS { return hfFolder(t, m, hfConfigOf("llama"), "F32", 2) }
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	cases := []struct {
		name  string
		files func() fstest.MapFS
		want  string
	}{
		{"empty", func() fstest.MapFS { return fstest.MapFS{} }, "an empty folder"},
		{"something else", func() fstest.MapFS { return fstest.MapFS{"a.txt": file("")} }, `got "a.txt"`},
		{"two gguf", func() fstest.MapFS { return fstest.MapFS{"a.gguf": file(""), "b.GGUF": file("")} }, "2 .gguf files"},
		{"no weights", func() fstest.MapFS {
			f := good()
			delete(f, "model.safetensors.index.json")
			return f
		}, "index.json"},
		{"no tokenizer", func() fstest.MapFS { f := good(); delete(f, "tokenizer.json"); return f }, "tokenizer.json"},
		{"shard missing", func() fstest.MapFS { f := good(); delete(f, shardName(1, 2)); return f }, shardName(1, 2)},
		{"shard elsewhere", func() fstest.MapFS {
			f := good()
			f["model.safetensors.index.json"] = file(`{"weight_map":{"a":"../secret"}}`)
			return f
		}, "same folder"},
		{"no shards", func() fstest.MapFS { f := good(); f["model.safetensors.index.json"] = file(`{}`); return f }, "names 0 files"},
		{"same shard twice", func() fstest.MapFS { f := good(); f[shardName(1, 2)] = f[shardName(0, 2)]; return f }, "there twice"},
		{"other depth", func() fstest.MapFS {
			config := hfConfigOf("llama")
			config["num_hidden_layers"] = 1
			return hfFolder(t, m, config, "F32", 2)
		}, `unknown tensor "layers.1.`},
		{"bias nobody expects", func() fstest.MapFS {
			return hfFolder(t, randomModel(t, "qwen2"), hfConfigOf("llama"), "F32", 1)
		}, `unknown tensor "layers.0.self_attn.k_proj.bias"`},
		{"integers", func() fstest.MapFS {
			f := good()
			f["model.safetensors"] = file(string(packBytes(t, Quantise(m), Meta{})))
			return f
		}, "unknown tensor"},
		{"small vocabulary", func() fstest.MapFS {
			c := m.Config
			c.Vocab = 200
			small := model.Init(c, newRandom())
			return hfFolder(t, small, hfLlamaConfig(c, "LlamaForCausalLM"), "F32", 1)
		}, "257 tokens but the model knows only 200"},
	}
	for _, c := range cases {
		expectError(t, c.name, c.want, func() error { _, _, _, err := Open(c.files()); return err })
	}
}
