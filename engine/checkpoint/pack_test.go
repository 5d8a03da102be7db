package checkpoint

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pellucid/engine/model"
)

var sampleMeta = Meta{Name: "tiny 小", Licence: "CC-BY-4.0", Tokenizer: "ab12", Training: json.RawMessage(`{"steps":1000,"tokens":2.5e6}`)}

func TestPackRoundTrip(t *testing.T) {
	for name := range configs {
		m := randomModel(t, name)
		for kind, m := range map[string]*model.Model{"float32": m, "int8": Quantise(m)} {
			content := packBytes(t, m, sampleMeta)
			for _, size := range []int64{int64(len(content)), -1} {
				got, meta, err := ReadPack(bytes.NewReader(content), size, nil)
				if err != nil {
					t.Fatalf("%s %s: %v", name, kind, err)
				}
				expectSameWeights(t, m, got)
				if !reflect.DeepEqual(got.Config, m.Config) {
					t.Errorf("%s: config: wanted %+v, got %+v", name, m.Config, got.Config)
				}
				want := sampleMeta
				want.Format = "pellucid"
				if !reflect.DeepEqual(meta, want) {
					t.Errorf("%s: meta: wanted %+v, got %+v", name, want, meta)
				}
			}
		}
	}
}

// TestPackIsDeterministic: the same model is the same file, so a hash can name it.
func TestPackIsDeterministic(t *testing.T) {
	m := Quantise(randomModel(t, "llama"))
	if !bytes.Equal(packBytes(t, m, sampleMeta), packBytes(t, m, sampleMeta)) {
		t.Error("two packs of one model differ")
	}
}

func TestQuantiseTouchesMatricesOnly(t *testing.T) {
	for name := range configs {
		m := randomModel(t, name)
		q := Quantise(m)
		for _, spec := range m.Config.Specs() {
			if got := q.Weight(spec.Name).Blocks != nil; got != spec.Quant {
				t.Errorf("%s %s: int8: wanted %v, got %v", name, spec.Name, spec.Quant, got)
			}
			if m.Weight(spec.Name).F32 == nil {
				t.Errorf("%s %s: the original lost its float32 values", name, spec.Name)
			}
		}
		expectSameWeights(t, q, Quantise(q))
	}
}

// TestQuantisedLogitsPointTheSameWay: the promise of int8 packs is a cosine of at least 0.999.
func TestQuantisedLogitsPointTheSameWay(t *testing.T) {
	for name := range configs {
		m := randomModel(t, name)
		cosine, err := Cosine(logits(t, m, 20), logits(t, Quantise(m), 20))
		if err != nil || !(cosine >= 0.999) {
			t.Errorf("%s: cosine of the logits is %v; wanted at least 0.999 (%v)", name, cosine, err)
		}
	}
}

func TestCosine(t *testing.T) {
	cases := []struct {
		a, b []float32
		want float64
	}{
		{[]float32{1, 2}, []float32{2, 4}, 1}, {[]float32{1, 0}, []float32{0, 1}, 0},
		{[]float32{1}, []float32{-3}, -1}, {[]float32{0}, []float32{1}, 0},
	}
	for _, c := range cases {
		if got, err := Cosine(c.a, c.b); err != nil || got-c.want > 1e-12 || c.want-got > 1e-12 {
			t.Errorf("cosine of %v and %v: wanted %v, got %v (%v)", c.a, c.b, c.want, got, err)
		}
	}
	if _, err := Cosine([]float32{1}, nil); err == nil {
		t.Error("wanted an error for different lengths")
	}
}

// packOf writes a pack by hand, changed by change before it is written.
func packOf(t *testing.T, m *model.Model, change func(metadata map[string]string, tensors []Out) []Out) []byte {
	t.Helper()
	s, err := OpenSafetensors(bytes.NewReader(packBytes(t, m, Meta{})), int64(len(packBytes(t, m, Meta{}))))
	if err != nil {
		t.Fatal(err)
	}
	var tensors []Out
	for _, e := range s.Entries {
		v, err := s.Read(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		tensors = append(tensors, Out{e.Name, e.Type, v})
	}
	var file bytes.Buffer
	if err := WriteSafetensors(&file, s.Metadata, change(s.Metadata, tensors)); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// setConfig changes one field of the pack's configuration.
func setConfig(metadata map[string]string, field string, value any) {
	var config map[string]any
	if err := json.Unmarshal([]byte(metadata["config"]), &config); err != nil {
		panic(err)
	}
	config[field] = value
	text, err := json.Marshal(config)
	if err != nil {
		panic(err)
	}
	metadata["config"] = string(text)
}

func TestPackRefuses(t *testing.T) {
	type tensors = []Out
	cases := []struct {
		name   string
		change func(metadata map[string]string, list tensors) tensors
		want   string
	}{
		{"not a pack", func(m map[string]string, l tensors) tensors { delete(m, "format"); return l }, "not a pack"},
		{"newer layout", func(m map[string]string, l tensors) tensors { m["format"] = "pellucid 2"; return l }, "pellucid 2"},
		{"no config", func(m map[string]string, l tensors) tensors { delete(m, "config"); return l }, "config"},
		{"unknown setting", func(m map[string]string, l tensors) tensors { setConfig(m, "experts", 8); return l }, "experts"},
		{"broken training", func(m map[string]string, l tensors) tensors { m["training"] = "{"; return l }, "training"},
		{"many layers", func(m map[string]string, l tensors) tensors { setConfig(m, "decoder_layers", 4000); return l }, "4000 layers"},
		{"negative width", func(m map[string]string, l tensors) tensors { setConfig(m, "width", -1); return l }, "width"},
		{"hostile context", func(m map[string]string, l tensors) tensors { setConfig(m, "context", 1<<24); return l },
			"wanted shape [16777216 48]"},
		{"hostile positions", func(m map[string]string, l tensors) tensors {
			setConfig(m, "position", "sinusoidal")
			setConfig(m, "context", 1<<19)
			return l
		}, "sinusoidal positions for"},
		{"other width", func(m map[string]string, l tensors) tensors { setConfig(m, "hidden", 64); return l },
			"mlp.in.weight: wanted shape [64 48], got [96 48]"},
		{"missing", func(m map[string]string, l tensors) tensors { return l[1:] }, "embed.weight"},
		{"misnamed", func(m map[string]string, l tensors) tensors { l[0].Name = "embedding"; return l }, `unknown tensor "embedding"`},
		{"scale missing", func(m map[string]string, l tensors) tensors { return append(l[:1:1], l[2:]...) }, "embed.weight.scale is missing"},
		{"scale of a float", func(m map[string]string, l tensors) tensors {
			l[0].Type, l[0].F32 = "F32", make([]float32, len(l[0].I8))
			return l
		}, "has a scale"},
		{"scale of a bias", func(m map[string]string, l tensors) tensors {
			return append(l, Out{"blocks.0.ln1.bias.scale", "F16", Values{Shape: []int{1}, F32: []float32{1}}})
		}, "not a matrix"},
		{"scale not finite", func(m map[string]string, l tensors) tensors { l[1].F32[3] = 1e9; return l }, "finite"},
		{"int8 bias", func(m map[string]string, l tensors) tensors {
			for i := range l {
				if l[i].Name == "blocks.0.ln1.bias" {
					l[i].Type, l[i].I8 = "I8", make([]int8, len(l[i].F32))
				}
			}
			return l
		}, "blocks.0.ln1.bias: wanted one of [F32 F16 BF16], got I8"},
	}
	m := Quantise(randomModel(t, "gpt2"))
	for _, c := range cases {
		content := packOf(t, m, c.change)
		expectError(t, c.name, c.want, func() error {
			_, _, err := ReadPack(bytes.NewReader(content), int64(len(content)), nil)
			return err
		})
	}
	content := packBytes(t, m, Meta{})
	for n := 0; n < len(content); n += 1 + n/50 {
		if _, _, err := ReadPack(bytes.NewReader(content[:n]), -1, nil); err == nil {
			t.Errorf("cut to %d of %d bytes: wanted an error", n, len(content))
		}
	}
	expectError(t, "one byte more", "goes on after", func() error {
		_, _, err := ReadPack(strings.NewReader(string(content)+"x"), -1, nil)
		return err
	})
}

// TestPackReadsHalfMatrices: a pack may also hold float16 weights.
func TestPackReadsHalfMatrices(t *testing.T) {
	m := randomModel(t, "llama")
	content := packOf(t, m, func(_ map[string]string, list []Out) []Out {
		for i := range list {
			list[i].Type = "F16"
		}
		return list
	})
	got, _, err := ReadPack(bytes.NewReader(content), int64(len(content)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if cosine, _ := Cosine(logits(t, m, 20), logits(t, got, 20)); cosine < 0.99999 {
		t.Errorf("cosine of the logits is %v; wanted at least 0.99999", cosine)
	}
}

func TestWritePackRefusesBrokenFacts(t *testing.T) {
	expectError(t, "training", "not valid JSON", func() error {
		return WritePack(&bytes.Buffer{}, randomModel(t, "gpt2"), Meta{Training: json.RawMessage("{")})
	})
}

// TestPackFolder: a pack must be opened with the tokenizer it was made with.
func TestPackFolder(t *testing.T) {
	m := Quantise(randomModel(t, "encoder-decoder"))
	folder := func(tokenizer string) FileMap {
		return FileMap{PackFile: Bytes(packBytes(t, m, Meta{Tokenizer: tokenizer})), TokenizerHF: Bytes(tinyTokenizer()),
			CardFile: Bytes([]byte(`{"a":1}`))}
	}
	sum := hexSum(tinyTokenizer())
	files := folder(sum)
	got, tokenizer, meta, err := OpenWith(files, Options{Hash: true})
	if err != nil {
		t.Fatal(err)
	}
	expectSameWeights(t, m, got)
	want := Meta{Format: "pellucid", Tokenizer: sum, Card: json.RawMessage(`{"a":1}`), Hash: hexSum(packBytes(t, m, Meta{Tokenizer: sum}))}
	if !reflect.DeepEqual(meta, want) || tokenizer.Size() != 257 {
		t.Errorf("wanted %+v and 257 tokens, got %+v and %d", want, meta, tokenizer.Size())
	}
	cases := []struct {
		name, want string
		change     func(FileMap)
	}{
		{"other tokenizer", "was made with a tokenizer of sha256", func(f FileMap) { f[PackFile] = folder("00ff")[PackFile] }},
		{"no tokenizer", "has no tokenizer", func(f FileMap) { delete(f, TokenizerHF) }},
		{"half a tokenizer", TokenizerHeader, func(f FileMap) { f[TokenizerRanks] = Bytes([]byte("YQ== 0\n")) }},
		{"broken card", "card.json is not valid JSON", func(f FileMap) { f[CardFile] = Bytes([]byte("{")) }},
		{"large card", "is larger than", func(f FileMap) { f[CardFile] = Bytes(make([]byte, maxConfigFile+1)) }},
		{"broken weights", "weights.safetensors: safetensors:", func(f FileMap) { f[PackFile] = Bytes([]byte("x")) }},
	}
	for _, c := range cases {
		files := folder(sum)
		c.change(files)
		expectError(t, c.name, c.want, func() error { _, _, _, err := Open(files); return err })
	}
}
