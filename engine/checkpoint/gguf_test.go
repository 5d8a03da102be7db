package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// ggufTokenizer is the smallest byte-level vocabulary: the 256 bytes under GPT-2's printable names, and an end token.
func ggufTokenizer(c model.Config) []GGUFPair {
	var tokens []string
	types := make([]int32, 257)
	extra := rune(256)
	for b := range 256 {
		r := rune(b)
		if !(b >= '!' && b <= '~' || b >= '¡' && b <= '¬' || b >= '®') {
			r, extra = extra, extra+1
		}
		tokens = append(tokens, string(r))
		types[b] = 1
	}
	types[256] = 3
	return []GGUFPair{
		{"tokenizer.ggml.model", "gpt2"}, {"tokenizer.ggml.pre", "gpt-2"}, {"tokenizer.ggml.tokens", append(tokens, "<|endoftext|>")},
		{"tokenizer.ggml.token_type", types}, {"tokenizer.ggml.merges", []string{}},
		{"tokenizer.ggml.bos_token_id", uint32(c.Begin)}, {"tokenizer.ggml.eos_token_id", uint32(c.End)},
		{"tokenizer.ggml.padding_token_id", uint32(math.MaxUint32)},
	}
}

// ggufOf is m as a GGUF file; matrices with rows of whole blocks get the given type.
func ggufOf(t testing.TB, m *model.Model, kind string) (pairs []GGUFPair, tensors []GGUFOut) {
	t.Helper()
	c := m.Config
	architecture := map[model.Position]string{"rotary": "llama", "learned": "gpt2"}[c.Position]
	add := func(key string, value any) { pairs = append(pairs, GGUFPair{architecture + "." + key, value}) }
	pairs = append(pairs, GGUFPair{"general.architecture", architecture}, GGUFPair{"general.name", "tiny"}, GGUFPair{"general.license", "mit"})
	add("context_length", uint32(c.Context))
	add("embedding_length", uint32(c.Width))
	add("block_count", uint32(c.DecoderLayers))
	add("feed_forward_length", uint32(c.Hidden))
	add("attention.head_count", uint32(c.Heads))
	if architecture == "llama" {
		add("attention.head_count_kv", uint32(c.KVHeads))
		add("attention.layer_norm_rms_epsilon", c.Eps)
		add("rope.dimension_count", uint32(c.HeadDim))
		add("rope.freq_base", float32(c.RotaryBase))
	} else {
		add("attention.layer_norm_epsilon", c.Eps)
	}
	pairs = append(pairs, ggufTokenizer(c)...)
	a, err := newAssembler(c, 1000)
	if err != nil {
		t.Fatal(err)
	}
	names := tableOf(c, ggufTable)
	if architecture == "gpt2" {
		maps.Copy(names, ggufFusedQKV(c))
	}
	a.useNames(names)
	for name, p := range a.names {
		if p.fallback || len(p.names) == 0 || architecture == "gpt2" && strings.Contains(name, "attn_q.") ||
			architecture == "gpt2" && strings.Contains(name, "attn_k.") || architecture == "gpt2" && strings.Contains(name, "attn_v.") {
			continue
		}
		v := fused(m, p)
		out := GGUFOut{Name: name, Type: "F32", Shape: v.Shape, F32: v.F32}
		if len(v.Shape) == 2 && v.Shape[1]%kernel.Block == 0 {
			if out.Type = kind; kind == "Q8_0" {
				out.F32, out.Q8 = nil, quantised(v.Shape, v.F32)
			}
		}
		tensors = append(tensors, out)
	}
	return pairs, tensors
}

func ggufBytes(t testing.TB, pairs []GGUFPair, tensors []GGUFOut) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteGGUF(&file, pairs, tensors); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// ggufModel is a random model whose rotary pairs are as the format has them.
func ggufModel(t testing.TB, name string) *model.Model {
	t.Helper()
	m := randomModel(t, name)
	if m.Config.Position != "rotary" {
		return m
	}
	tensors := map[string]*model.Tensor{}
	for _, spec := range m.Config.Specs() {
		tensors[spec.Name] = m.Weight(spec.Name)
	}
	config := m.Config
	config.RotaryPairs = "adjacent"
	m, err := model.New(config, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestGGUFRoundTrip(t *testing.T) {
	for _, name := range []string{"gpt2", "llama", "qwen2"} { // the last has query, key and value biases and a tied unembedding
		m := ggufModel(t, name)
		pairs, tensors := ggufOf(t, m, "F32")
		content := ggufBytes(t, pairs, tensors)
		for _, source := range []FileMap{
			{"a.gguf": Bytes(content)},
			{"a.gguf": Source{Size: -1, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(iotest.HalfReader(bytes.NewReader(content))), nil
			}}},
		} {
			got, tokenizer, meta, err := OpenWith(source, Options{Hash: true})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			expectSameWeights(t, m, got)
			if !reflect.DeepEqual(got.Config, m.Config) {
				t.Errorf("%s: config: wanted %+v, got %+v", name, m.Config, got.Config)
			}
			want := Meta{Format: "gguf", Family: "Llama", Name: "tiny", Licence: "mit", Hash: hexSum(content),
				Affixes: &token.Affixes{}, Files: []string{"a.gguf"}} // a GPT-2 vocabulary: no begin token unless the file says so
			if m.Config.Position == model.Learned {
				want.Family = "GPT-2"
			}
			if !reflect.DeepEqual(meta, want) {
				t.Errorf("%s: meta: wanted %+v, got %+v", name, want, meta)
			}
			if tokenizer.Size() != 257 {
				t.Errorf("%s: got a tokenizer of %d tokens", name, tokenizer.Size())
			}
		}
	}
}

// TestGGUFQ8: Q8_0 blocks become ours without any change of value, and other matrices can be quantised on the way.
func TestGGUFQ8(t *testing.T) {
	for _, name := range []string{"gpt2", "llama"} {
		m := ggufModel(t, name)
		pairs, tensors := ggufOf(t, m, "Q8_0")
		content := ggufBytes(t, pairs, tensors)
		for _, size := range []int64{int64(len(content)), -1} {
			g, err := ReadGGUF(bytes.NewReader(content), size)
			if err != nil {
				t.Fatal(err)
			}
			got, err := g.Model(true)
			if err != nil {
				t.Fatal(err)
			}
			want := Quantise(m)
			for _, spec := range want.Config.Specs() {
				w, g := want.Weight(spec.Name), got.Weight(spec.Name)
				if !sameTensor(w, g) {
					t.Errorf("%s: %s differs", name, spec.Name)
				}
			}
		}
	}
}

func TestGGUFMetadataOfAllTypes(t *testing.T) {
	pairs := []GGUFPair{
		{"u8", uint8(200)}, {"i8", int8(-5)}, {"u16", uint16(60000)}, {"i16", int16(-300)}, {"u32", uint32(4e9)}, {"i32", int32(-7)},
		{"u64", uint64(1 << 63)}, {"i64", int64(math.MinInt64)}, {"f32", float32(1.5)}, {"f64", -2.25}, {"yes", true},
		{"no", false}, {"text", "通透"},
		{"u8s", []uint8{1, 2}}, {"i8s", []int8{-1}}, {"u16s", []uint16{3}}, {"i16s", []int16{-4}}, {"u32s", []uint32{5}},
		{"i32s", []int32{-6, 6}},
		{"u64s", []uint64{7}}, {"i64s", []int64{-8}}, {"f32s", []float32{0.5}}, {"f64s", []float64{0.25}}, {"bools", []bool{true, false}},
		{"texts", []string{"", "a", "长"}}, {"none", []float32{}},
	}
	content := ggufBytes(t, pairs, nil)
	for _, size := range []int64{int64(len(content)), -1} {
		g, err := ReadGGUF(bytes.NewReader(content), size)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			if got := g.Metadata[p.Key]; !reflect.DeepEqual(got, p.Value) {
				t.Errorf("%s: wanted %#v, got %#v", p.Key, p.Value, got)
			}
		}
	}
	if err := WriteGGUF(io.Discard, []GGUFPair{{"x", struct{}{}}}, nil); err == nil {
		t.Error("wanted an error for a value that the format has no type for")
	}
}

// ggufRaw builds broken headers field by field.
type ggufRaw []byte

func rawGGUF(version uint32, tensors, pairs uint64) ggufRaw {
	return ggufRaw("GGUF").u32(version).u64(tensors).u64(pairs)
}
func (b ggufRaw) u32(v uint32) ggufRaw  { return binary.LittleEndian.AppendUint32(b, v) }
func (b ggufRaw) u64(v uint64) ggufRaw  { return binary.LittleEndian.AppendUint64(b, v) }
func (b ggufRaw) text(s string) ggufRaw { return append(b.u64(uint64(len(s))), s...) }
func (b ggufRaw) zeros(n int) ggufRaw   { return append(b, make([]byte, n)...) }
func (b ggufRaw) tensor(name string, kind uint32, offset uint64, dimensions ...uint64) ggufRaw {
	b = b.text(name).u32(uint32(len(dimensions)))
	for _, d := range dimensions {
		b = b.u64(d)
	}
	return b.u32(kind).u64(offset)
}

// data pads to the alignment and adds n bytes.
func (b ggufRaw) data(n int) ggufRaw { return b.zeros(-len(b)&31 + n) }

var brokenGGUF = []struct {
	name string
	file ggufRaw
	want string
}{
	{"empty", nil, "truncated"},
	{"other format", ggufRaw("PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaa"), "ZIP archive"},
	{"version 1", rawGGUF(1, 0, 0), "version 1"},
	{"version 9", rawGGUF(9, 0, 0), "version 9"},
	{"big-endian", rawGGUF(3<<24, 0, 0), "big-endian"},
	{"hostile number of tensors", rawGGUF(3, 1<<62, 0), "at most"},
	{"more tensors than bytes", rawGGUF(3, 60000, 0), "truncated"},
	{"hostile number of pairs", rawGGUF(3, 0, math.MaxUint64), "at most"},
	{"more pairs than bytes", rawGGUF(3, 0, 60000), "truncated"},
	{"hostile key", rawGGUF(3, 0, 1).u64(1 << 60).zeros(20), "at most"},
	{"key longer than the file", rawGGUF(3, 0, 1).u64(1 << 20).zeros(20), "truncated"},
	{"empty key", rawGGUF(3, 0, 1).text("").u32(ggufU8).zeros(9), "key is empty"},
	{"unknown value type", rawGGUF(3, 0, 1).text("k").u32(77).zeros(9), "unknown type 77"},
	{"key twice", rawGGUF(3, 0, 2).text("k").u32(ggufU8).zeros(1).text("k").u32(ggufU8).zeros(1), "there twice"},
	{"cut value", rawGGUF(3, 0, 1).text("key").u32(ggufU64).zeros(5), "truncated"},
	{"hostile string", rawGGUF(3, 0, 1).text("k").u32(ggufString).u64(1 << 50), "at most"},
	{"hostile array", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufU64).u64(1 << 61), "at most"},
	{"array longer than the file", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufF64).u64(1 << 20).zeros(100), "truncated"},
	{"array that would fit as bytes only", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufF64).u64(50).zeros(100), "truncated"},
	{"strings longer than the file", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufString).u64(50).zeros(100), "truncated"},
	{"array of arrays", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufArray).u64(1).zeros(20), "array of arrays"},
	{"array of unknown type", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(50).u64(1).zeros(20), "unknown type 50"},
	{"alignment 0", rawGGUF(3, 0, 1).text("general.alignment").u32(ggufU32).u32(0), "power of two"},
	{"alignment 24", rawGGUF(3, 0, 1).text("general.alignment").u32(ggufU32).u32(24), "power of two"},
	{"alignment text", rawGGUF(3, 0, 1).text("general.alignment").u32(ggufString).text("x"), "power of two"},
	{"no dimensions", rawGGUF(3, 1, 0).tensor("t", 0, 0).zeros(40), "0 dimensions"},
	{"five dimensions", rawGGUF(3, 1, 0).tensor("t", 0, 0, 1, 1, 1, 1, 1).data(32), "5 dimensions"},
	{"dimension 0", rawGGUF(3, 1, 0).tensor("t", 0, 0, 0).data(32), "dimension of 0"},
	{"product overflows", rawGGUF(3, 1, 0).tensor("t", 0, 0, 1<<31-1, 1<<31-1, 1<<31-1).data(32), "too large"},
	{"hostile size", rawGGUF(3, 1, 0).tensor("t", 0, 0, 1<<31-1, 1<<20).data(32), "truncated"},
	{"hostile offset", rawGGUF(3, 1, 0).tensor("t", 0, math.MaxUint64, 8).data(32), "beyond what a file can hold"},
	{"gap", rawGGUF(3, 1, 0).tensor("t", 0, 32, 8).data(64), "leave a gap"},
	{"overlap", rawGGUF(3, 2, 0).tensor("t", 0, 0, 8).tensor("u", 0, 0, 8).data(64), "overlap"},
	{"name twice", rawGGUF(3, 2, 0).tensor("t", 0, 0, 8).tensor("t", 0, 32, 8).data(64), "described twice"},
	{"unknown type", rawGGUF(3, 1, 0).tensor("t", 99, 0, 8).data(32), "unknown type 99"},
	{"type not read", rawGGUF(3, 1, 0).tensor("t", 16, 0, 256).data(144), "IQ2_XXS"},
	{"ragged Q8_0", rawGGUF(3, 1, 0).tensor("t", 8, 0, 33).data(64), "multiple of 32"},
	{"truncated", rawGGUF(3, 1, 0).tensor("t", 0, 0, 8).data(31), "truncated"},
	{"oversized", rawGGUF(3, 1, 0).tensor("t", 0, 0, 8).data(33), "belongs to no tensor"},
}

// readWholeGGUF reads the header and every tensor.
func readWholeGGUF(r io.Reader, size int64) error {
	g, err := ReadGGUF(r, size)
	for err == nil {
		_, _, _, err = g.Next()
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func TestGGUFRefusesBrokenFiles(t *testing.T) {
	for _, c := range brokenGGUF {
		expectError(t, c.name, c.want, func() error { return readWholeGGUF(bytes.NewReader(c.file), int64(len(c.file))) })
		if readWholeGGUF(bytes.NewReader(c.file), -1) == nil {
			t.Errorf("%s: wanted an error with an unknown size too", c.name)
		}
	}
	pairs, tensors := ggufOf(t, ggufModel(t, "gpt2"), "Q8_0")
	content := ggufBytes(t, pairs, tensors)
	for n := 0; n < len(content)-ggufAlignment; n += 1 + n/100 {
		if readWholeGGUF(bytes.NewReader(content[:n]), int64(n)) == nil || readWholeGGUF(bytes.NewReader(content[:n]), -1) == nil {
			t.Errorf("cut to %d of %d bytes: wanted an error", n, len(content))
		}
	}
}

// TestGGUFMayEndWithoutPadding: some writers do not pad after the last tensor.
func TestGGUFMayEndWithoutPadding(t *testing.T) {
	file := rawGGUF(3, 1, 0).tensor("t", 0, 0, 3).data(12)
	for _, n := range []int{0, 20} {
		padded := file.zeros(n)
		for _, size := range []int64{int64(len(padded)), -1} {
			if err := readWholeGGUF(bytes.NewReader(padded), size); err != nil {
				t.Errorf("%d bytes of padding: %v", n, err)
			}
		}
	}
}

func TestGGUFModelRefuses(t *testing.T) {
	cases := []struct {
		name, base, key string
		value           any // nil takes the key out
		want            string
	}{
		{"architecture", "llama", "general.architecture", "mamba", `architecture "mamba"`},
		{"no architecture", "llama", "general.architecture", nil, `architecture ""`},
		{"no width", "llama", "llama.embedding_length", nil, "no llama.embedding_length"},
		{"width as text", "llama", "llama.embedding_length", "64", "(string)"},
		{"hidden for each layer", "llama", "llama.feed_forward_length", []int32{96, 96}, "([]int32)"},
		{"negative heads", "llama", "llama.attention.head_count", int32(-4), "head_count"},
		{"scaled positions", "llama", "llama.rope.scaling.type", "yarn", "rope.scaling.type"},
		{"base as text", "llama", "llama.rope.freq_base", "x", "wanted a number"},
		{"part of a head turns", "llama", "llama.rope.dimension_count", uint32(7), "rotary_dims"},
		{"values of another width", "llama", "llama.attention.value_length", uint32(8), "value_length"},
		{"experts", "llama", "llama.expert_count", uint32(8), "expert_count"},
		{"other depth", "gpt2", "gpt2.block_count", uint32(1), "unknown tensor"},
		{"many layers", "gpt2", "gpt2.block_count", uint32(4000), "layers but the file has only"},
		{"no tokenizer", "gpt2", "tokenizer.ggml.model", nil, "tokenizer.ggml.model"},
	}
	for _, c := range cases {
		pairs, tensors := ggufOf(t, ggufModel(t, c.base), "F32")
		var changed []GGUFPair
		for _, p := range pairs {
			if p.Key != c.key {
				changed = append(changed, p)
			}
		}
		if c.value != nil {
			changed = append(changed, GGUFPair{c.key, c.value})
		}
		content := ggufBytes(t, changed, tensors)
		expectError(t, c.name, c.want, func() error {
			_, _, _, err := Open(FileMap{"x.gguf": Bytes(content)})
			return err
		})
	}
	pairs, tensors := ggufOf(t, ggufModel(t, "llama"), "F32")
	tensors = append(tensors, GGUFOut{Name: "rope_freqs.weight", Type: "F32", Shape: []int{8}, F32: make([]float32, 8)})
	expectError(t, "rope_freqs of zero", "rotary_divisors", func() error {
		_, _, _, err := Open(FileMap{"x.gguf": Bytes(ggufBytes(t, pairs, tensors))})
		return err
	})
}

// TestVocabularyIsReadWithoutWaste: a vocabulary's strings cost an allocation each and nothing beside, for what is put
// down on the way stays in a page's memory.
func TestVocabularyIsReadWithoutWaste(t *testing.T) {
	const strings = 10_000
	file := rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufString).u64(strings)
	for range strings {
		file = file.text("a token")
	}
	allocations := testing.AllocsPerRun(3, func() {
		if _, err := ReadGGUF(bytes.NewReader(file), int64(len(file))); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 1.1*strings {
		t.Errorf("%.0f allocations for %d strings", allocations, strings)
	}
}
