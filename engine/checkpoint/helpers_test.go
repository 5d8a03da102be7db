package checkpoint

// What the tests of this package share: small configurations of each kind, a tokenizer, and the files of each format made
// from a model.

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"testing"
	"testing/fstest"

	"pellucid/engine/model"
)

// configs is one small configuration of each kind; widths that are no multiple of 32 make short last blocks.
var configs = map[string]model.Config{
	"gpt2": {Kind: "decoder", Vocab: 300, Context: 24, Width: 48, DecoderLayers: 2, Heads: 4, KVHeads: 4, HeadDim: 12, Hidden: 96,
		Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Eps: 1e-5, Begin: 1, End: 2, Pad: -1},
	"llama": {Kind: "decoder", Vocab: 300, Context: 24, Width: 64, DecoderLayers: 2, Heads: 4, KVHeads: 2, HeadDim: 16, Hidden: 96,
		Norm: "rms", NormPlace: "pre", Activation: "swiglu", Position: "rotary", RotaryPairs: "half", RotaryBase: 10000,
		Eps: 1e-6, Begin: 1, End: 2, Pad: -1},
	"qwen2": {Kind: "decoder", Vocab: 300, Context: 24, Width: 64, DecoderLayers: 2, Heads: 4, KVHeads: 2, HeadDim: 16, Hidden: 96,
		Norm: "rms", NormPlace: "pre", Activation: "swiglu", Position: "rotary", RotaryPairs: "half", RotaryBase: 1e6,
		QKVBiases: true, TiedUnembed: true, Eps: 1e-6, Begin: -1, End: 2, Pad: -1},
	"encoder": {Kind: "encoder", Vocab: 300, Context: 24, Width: 40, EncoderLayers: 2, Heads: 4, KVHeads: 4, HeadDim: 10, Hidden: 80,
		Norm: "layer", NormPlace: "post", Activation: "gelu_erf", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Eps: 1e-12, Begin: -1, End: -1, Pad: 0},
	"encoder-decoder": {Kind: "encoder-decoder", Vocab: 300, Context: 24, Width: 32, EncoderLayers: 2, DecoderLayers: 2,
		Heads: 4, KVHeads: 4, HeadDim: 8, Hidden: 64,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, EmbedScale: true, Eps: 1e-5, Begin: 1, End: 2, Pad: 0},
}

// randomModel has weights, biases and gains that are all random, so that no two of them can be confused unnoticed.
func randomModel(t testing.TB, name string) *model.Model {
	t.Helper()
	config, ok := configs[name]
	if !ok {
		t.Fatalf("there is no configuration %q", name)
	}
	random := newRandom()
	m := model.Init(config, random)
	for _, spec := range config.Specs() {
		if values := m.Weight(spec.Name).F32; len(spec.Shape) == 1 {
			for i := range values {
				values[i] += 0.2 * float32(random.NormFloat64())
			}
		}
	}
	return m
}

func newRandom() *rand.Rand { return rand.New(rand.NewPCG(7, 11)) }

// expectSameWeights compares every tensor of two models, exactly.
func expectSameWeights(t *testing.T, want, got *model.Model) {
	t.Helper()
	for _, spec := range want.Config.Specs() {
		w, g := want.Weight(spec.Name), got.Weight(spec.Name)
		if g == nil || !sameTensor(w, g) {
			t.Errorf("%s differs", spec.Name)
		}
	}
}

// sameTensor compares two tensors bit for bit.
func sameTensor(a, b *model.Tensor) bool {
	return equal(a.F32, b.F32) && reflect.DeepEqual(a.Blocks, b.Blocks)
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// logits runs the model on a fixed text of n tokens.
func logits(t testing.TB, m *model.Model, n int) []float32 {
	t.Helper()
	sequence := model.Sequence{}
	for i := range n {
		sequence.Tokens = append(sequence.Tokens, int32(i*37%m.Config.Vocab))
	}
	if m.Config.Kind == "encoder-decoder" {
		sequence.Source = []int32{3, 4, 5, 6}
	}
	trace, err := m.Forward(model.Batch{sequence}, model.Run{})
	if err != nil {
		t.Fatal(err)
	}
	return trace.Logits(0).Data
}

// tinyTokenizer is a byte-level BPE tokenizer.json with the 256 bytes and one special token.
func tinyTokenizer() []byte {
	vocabulary := map[string]int{}
	next := 0
	add := func(r rune) {
		vocabulary[string(r)] = next
		next++
	}
	extra := rune(256)
	for b := range 256 { // GPT-2's printable names of the bytes
		if b >= '!' && b <= '~' || b >= '¡' && b <= '¬' || b >= '®' {
			add(rune(b))
			continue
		}
		add(extra)
		extra++
	}
	text, err := json.Marshal(map[string]any{
		"added_tokens":  []any{map[string]any{"id": 256, "content": "<|endoftext|>", "special": true}},
		"pre_tokenizer": map[string]any{"type": "ByteLevel", "add_prefix_space": false, "use_regex": true},
		"decoder":       map[string]any{"type": "ByteLevel"},
		"model":         map[string]any{"type": "BPE", "vocab": vocabulary, "merges": []any{}},
	})
	if err != nil {
		panic(err)
	}
	return text
}

// packBytes is m as a pack.
func packBytes(t testing.TB, m *model.Model, meta Meta) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WritePack(&file, m, meta); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// familyIn is the family of a test's configuration.
func familyIn(c model.Config) *family {
	if c.Position == model.Rotary {
		return &qwen2
	}
	return &gpt2
}

// hfFolder is m as a Hugging Face folder, in as many files as shards. Names of the file are those of the model's naming, turned round.
func hfFolder(t testing.TB, m *model.Model, config map[string]any, dtype string, shards int) fstest.MapFS {
	t.Helper()
	f := familyIn(m.Config)
	names, prefix := f.names(m.Config), f.wraps[0]
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"config.json": {Data: text}, "tokenizer.json": {Data: tinyTokenizer()}}
	parts := make([][]Out, shards)
	weightMap := map[string]string{}
	a, err := newAssembler(m.Config, 1000)
	if err != nil {
		t.Fatal(err)
	}
	a.useNames(names)
	i := 0
	for name, p := range a.names {
		if len(p.names) == 0 || p.fallback {
			continue
		}
		full := prefix + name
		if name == "lm_head.weight" {
			full = name
		}
		parts[i%shards] = append(parts[i%shards], Out{full, dtype, fused(m, p)})
		weightMap[full] = shardName(i%shards, shards)
		i++
	}
	for i, tensors := range parts {
		var file bytes.Buffer
		if err := WriteSafetensors(&file, map[string]string{"format": "pt"}, tensors); err != nil {
			t.Fatal(err)
		}
		files[shardName(i, shards)] = &fstest.MapFile{Data: file.Bytes()}
	}
	if shards > 1 {
		index, err := json.Marshal(map[string]any{"weight_map": weightMap})
		if err != nil {
			t.Fatal(err)
		}
		files["model.safetensors.index.json"] = &fstest.MapFile{Data: index}
	}
	return files
}

func shardName(i, shards int) string {
	if shards == 1 {
		return "model.safetensors"
	}
	return "model-0000" + strconv.Itoa(i+1) + "-of-0000" + strconv.Itoa(shards) + ".safetensors"
}

// fused joins the weights of a part as its file has them.
func fused(m *model.Model, p part) Values {
	v := Values{}
	for _, name := range p.names {
		w := m.Weight(name)
		if v.Shape == nil {
			v.Shape = append([]int{}, w.Shape...)
		} else {
			v.Shape[0] += w.Shape[0]
		}
		v.F32 = append(v.F32, w.F32...)
	}
	if p.transposed && len(v.Shape) == 2 {
		rows, cols := v.Shape[0], v.Shape[1]
		turned := make([]float32, len(v.F32))
		for i := range v.F32 {
			turned[i%cols*rows+i/cols] = v.F32[i]
		}
		v.F32, v.Shape = turned, []int{cols, rows}
	}
	return v
}

// dataFile is a file of the shared data folder; the test is skipped, saying so, where it is absent.
func dataFile(t testing.TB, name string) string {
	t.Helper()
	root := os.Getenv("PELLUCID_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(root, filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the data folder has no %s (set PELLUCID_DATA to look elsewhere): %v", name, err)
	}
	return path
}
