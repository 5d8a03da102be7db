package checkpoint

// Sixty and more folders that cannot be opened, each with words of the sentence that names the cause. None may panic,
// hang, or ask for memory that its bytes do not pay for.

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"
	"time"
)

// qwen3Files is the small checkpoint of testdata.
func qwen3Files(t *testing.T) FileMap {
	t.Helper()
	return form(t, "testdata/families/qwen3", "config.json")
}

func TestBrokenFolders(t *testing.T) {
	good := qwen3Files(t)
	read := func(name string) []byte {
		content, err := os.ReadFile("testdata/families/qwen3/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	weights, config, tokenizer := read("model.safetensors"), read("config.json"), read("tokenizer.json")
	with := func(name, content string) FileMap {
		f := maps.Clone(good)
		f[name] = Bytes([]byte(content))
		return f
	}
	without := func(names ...string) FileMap {
		f := maps.Clone(good)
		for _, name := range names {
			delete(f, name)
		}
		return f
	}
	setting := func(key string, value any) FileMap {
		var values map[string]any
		if err := json.Unmarshal(config, &values); err != nil {
			t.Fatal(err)
		}
		if values[key] = value; value == nil {
			delete(values, key)
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		return with("config.json", string(text))
	}
	instead := func(field string, value any) FileMap {
		var values map[string]any
		if err := json.Unmarshal(tokenizer, &values); err != nil {
			t.Fatal(err)
		}
		if values[field] = value; field == "type" {
			values["model"].(map[string]any)["type"] = value
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		return with("tokenizer.json", string(text))
	}
	one := func(name, content string) FileMap { return FileMap{name: Bytes([]byte(content))} }
	in := func(folder string) FileMap {
		f := FileMap{}
		for name, source := range good {
			f[folder+name] = source
		}
		return f
	}
	both := func(a, b FileMap) FileMap { f := maps.Clone(a); maps.Copy(f, b); return f }
	const lfs, page = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "<!DOCTYPE html><html><body>Sign in</body></html>"
	cases := []struct {
		name  string
		files FileMap
		want  string
	}{
		{"nothing", FileMap{}, "empty folder"},
		{"a text", one("notes.txt", "hello"), "no model folder"},
		{"PyTorch weights alone", one("pytorch_model.bin", "PK\x03\x04"), "PyTorch"},
		{"PyTorch weights with a config", both(without("model.safetensors"), one("pytorch_model.bin", "PK\x03\x04")), "PyTorch"},
		{"ONNX weights", both(without("model.safetensors"), one("model.onnx", "x")), "another framework"},
		{"Keras weights", both(without("model.safetensors"), one("tf_model.h5", "x")), "another framework"},
		{"a shard without its index", both(without("model.safetensors"), one("model-00001-of-00002.safetensors", "x")), "index.json"},
		{"no weights", without("model.safetensors"), "neither model.safetensors"},
		{"no tokenizer", without("tokenizer.json"), "no tokenizer"},
		{"weights are an LFS pointer", with("model.safetensors", lfs), "LFS pointer"},
		{"weights are a web page", with("model.safetensors", page), "web page"},
		{"weights are a pickle", with("model.safetensors", "\x80\x02}q\x00aaaaaaaa"), "pickle"},
		{"weights are an archive", with("model.safetensors", "PK\x03\x04aaaaaaaaaaaa"), "ZIP"},
		{"weights are gzipped", with("model.safetensors", "\x1f\x8b\x08\x00aaaaaaaaaaaa"), "archive"},
		{"weights are HDF5", with("model.safetensors", "\x89HDF\r\n\x1a\naaaa"), "Keras"},
		{"weights are empty", with("model.safetensors", ""), "truncated"},
		{"weights are seven bytes", with("model.safetensors", "1234567"), "truncated"},
		{"weights are cut in the header", with("model.safetensors", string(weights[:100])), "truncated"},
		{"weights are cut in a tensor", with("model.safetensors", string(weights[:len(weights)-5])), "truncated"},
		{"weights go on", with("model.safetensors", string(weights)+"x"), "belongs to no tensor"},
		{"weights claim a huge header", with("model.safetensors", "\xff\xff\xff\xff\xff\xff\xff\x7f{}"), "header claims"},
		{"config is an LFS pointer", with("config.json", lfs), "LFS pointer"},
		{"config is a web page", with("config.json", page), "web page"},
		{"config is empty", with("config.json", ""), "is empty"},
		{"config is cut", with("config.json", string(config[:40])), "config.json"},
		{"config is a list", with("config.json", "[]"), "config.json"},
		{"config is huge", with("config.json", strings.Repeat(" ", maxConfigFile+1)), "larger than"},
		{"a family nobody knows", setting("architectures", []string{"MambaForCausalLM"}), "Mamba"},
		{"no architecture", both(setting("architectures", nil), nil), ""},
		{"architecture is a number", setting("architectures", 3), "architectures"},
		{"an image model", setting("architectures", []string{"ViTForImageClassification"}), "ViT"},
		{"a quantised folder", setting("quantization_config", map[string]any{"quant_method": "awq"}), "quantization_config"},
		{"no width", setting("hidden_size", nil), "hidden_size"},
		{"width as text", setting("hidden_size", "48"), "hidden_size"},
		{"width of zero", setting("hidden_size", 0), "width"},
		{"negative layers", setting("num_hidden_layers", -1), "num_hidden_layers"},
		{"half a layer", setting("num_hidden_layers", 1.5), "num_hidden_layers"},
		{"a million layers", setting("num_hidden_layers", 1000000), "layers"},
		{"more layers than tensors", setting("num_hidden_layers", 4000), "layers but the file has only"},
		{"one layer less", setting("num_hidden_layers", 2), "unknown tensor"},
		{"one layer more", setting("num_hidden_layers", 4), "missing blocks.3"},
		{"a vocabulary of two thousand million", setting("vocab_size", 2000000000), "vocab"},
		{"another vocabulary", setting("vocab_size", 449), "wanted shape"},
		{"heads that do not divide", setting("num_attention_heads", 3), "heads"},
		{"no heads", setting("num_attention_heads", 0), "heads"},
		{"odd heads with rotary positions", setting("head_dim", 15), "head_dim"},
		{"an activation nobody knows", setting("hidden_act", "mish"), "hidden_act"},
		{"another activation", setting("hidden_act", "gelu"), "hidden_act"},
		{"scaled positions of an unknown kind", setting("rope_scaling", map[string]any{"rope_type": "yarn", "factor": 4}), "yarn"},
		{"a base of zero", setting("rope_theta", -1), "rotary_base"},
		{"a base as text", setting("rope_theta", "big"), "rope_theta"},
		{"norms of minus one", setting("rms_norm_eps", -1), "eps"},
		{"layer types of other length", setting("layer_types", []string{"full_attention"}), "layer_types"},
		{"layer types nobody knows", setting("layer_types", []string{"a", "b", "c"}), "layer_types"},
		{"tokenizer is an LFS pointer", with("tokenizer.json", lfs), "LFS pointer"},
		{"tokenizer is a web page", with("tokenizer.json", page), "web page"},
		{"tokenizer is empty", with("tokenizer.json", ""), "is empty"},
		{"tokenizer is cut", with("tokenizer.json", string(tokenizer[:1000])), "tokenizer.json"},
		{"tokenizer of another kind", instead("type", "WordLevel"), "WordLevel"},
		{"tokenizer with a pattern of its own", instead("pre_tokenizer", map[string]any{"type": "Sequence", "pretokenizers": []any{
			map[string]any{"type": "Split", "pattern": map[string]any{"Regex": "(a+)+$"}}, map[string]any{"type": "ByteLevel",
				"use_regex": false}}}), "pattern"},
		{"tokenizer with an unknown normalizer", instead("normalizer", map[string]any{"type": "Nmt"}), "Nmt"},
		{"index of another folder", both(without("model.safetensors"),
			one("model.safetensors.index.json", `{"weight_map":{"a":"../../etc/passwd"}}`)), "same folder"},
		{"index of nothing", both(without("model.safetensors"), one("model.safetensors.index.json", `{}`)), "names 0 files"},
		{"index of a shard that is not there", both(without("model.safetensors"),
			one("model.safetensors.index.json", `{"weight_map":{"a":"model-1.safetensors"}}`)), "model-1.safetensors"},
		{"two checkpoints inside", both(in("checkpoint-10/"), in("checkpoint-20/")), "several folders"},
		{"GGUF is an LFS pointer", one("x.gguf", lfs), "LFS pointer"},
		{"GGUF is a web page", one("x.gguf", page), "web page"},
		{"GGUF of the old format", one("x.gguf", "tjgg\x01\x00\x00\x00"), "before GGUF"},
		{"GGUF is empty", one("x.gguf", ""), "truncated"},
		{"GGUF of version 1", one("x.gguf", "GGUF\x01\x00\x00\x00"), "version 1"},
		{"GGUF from a big-endian machine", one("x.gguf", "GGUF\x00\x00\x00\x03"), "big-endian"},
		{"GGUF of a trillion tensors", one("x.gguf", "GGUF\x03\x00\x00\x00\xff\xff\xff\xff\xff\x00\x00\x00"), "tensors are claimed"},
		{"two GGUF files", both(one("a.gguf", "x"), one("b.gguf", "x")), "2 .gguf files"},
		{"a part alone", one("m-00002-of-00003.gguf", "x"), "00001-of-00003"},
		{"the last part missing", both(one("m-00001-of-00003.gguf", "x"), one("m-00002-of-00003.gguf", "x")), "00003-of-00003"},
	}
	if len(cases) < 60 {
		t.Fatalf("%d cases, want sixty", len(cases))
	}
	for _, c := range cases {
		start := time.Now()
		var err error
		used := allocated(func() { _, _, _, err = Open(c.files) })
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: want it opened by its model_type, got %v", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %v", c.name, took)
		}
		if used > 64<<20 {
			t.Errorf("%s: allocated %d bytes", c.name, used)
		}
	}
}

// TestRootOfDroppedFolders: the root's files are the model's, whatever folders inside hold.
func TestRootOfDroppedFolders(t *testing.T) {
	good := qwen3Files(t)
	for name, inside := range map[string]string{"folder": "m/", "folder in a folder": "a/b/"} {
		files := FileMap{}
		for n, source := range good {
			files[inside+n] = source
			files[inside+"checkpoint-10/"+n] = Bytes([]byte("{}"))
		}
		files[inside+"onnx/model.onnx"] = Bytes([]byte("x"))
		_, _, meta, err := Open(files)
		if err != nil || meta.Family != "Qwen3" {
			t.Errorf("%s: got %q, %v", name, meta.Family, err)
		}
	}
}
