package checkpoint

// The real checkpoint stories260K (karpathy's tinyllamas, MIT) as llama.cpp's converter wrote it, against numbers of
// an independent float64 implementation and the text that llama2.c's own test expects.

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

const storiesFolder = "models/stories260K"

// reference is stories260K_greedy_reference.json.
type reference struct {
	GreedyIDs  []int32 `json:"greedy_ids"`
	GreedyText string  `json:"greedy_text"`
	Steps      []struct {
		Position  int           `json:"pos"`
		Token     int32         `json:"token"`
		Logits    []float64     `json:"logits"`     // [vocab]
		ResidPost [][]float64   `json:"resid_post"` // [layer][width]
		Attention [][][]float64 `json:"attention"`  // [layer][head][key]
	} `json:"steps"`
}

func openStories(t testing.TB) (*model.Model, token.Tokenizer) {
	t.Helper()
	path := dataFile(t, storiesFolder+"/stories260K.gguf")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, tokenizer, meta, err := Open(FileMap{"stories260K.gguf": Bytes(content)})
	if err != nil {
		t.Fatal(err)
	}
	if meta.Format != "gguf" {
		t.Errorf("format: wanted gguf, got %q", meta.Format)
	}
	return m, tokenizer
}

func readReference(t testing.TB) reference {
	t.Helper()
	text, err := os.ReadFile(dataFile(t, storiesFolder+"/stories260K_greedy_reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStoriesGreedyText(t *testing.T) {
	m, tokenizer := openStories(t)
	want := readReference(t)
	expected, err := os.ReadFile(dataFile(t, storiesFolder+"/stories260K_expected_stdout.txt"))
	if err != nil {
		t.Fatal(err)
	}
	ids := greedy(t, m, len(want.GreedyIDs))
	if !equal(ids, want.GreedyIDs) {
		t.Errorf("greedy ids: wanted %v, got %v", want.GreedyIDs, ids)
	}
	text := strings.TrimPrefix(string(tokenizer.Decode(ids)), " ") // the space that SentencePiece puts before a text
	if text != want.GreedyText {
		t.Errorf("greedy text: wanted %q, got %q", want.GreedyText, text)
	}
	if text != strings.TrimSuffix(string(expected), "\n") {
		t.Errorf("greedy text: llama2.c has %q, got %q", expected, text)
	}
	encoded := append([]int32{m.Config.Begin}, token.IDs(tokenizer.Encode(text))...)
	if again := string(tokenizer.Decode(encoded)); strings.TrimPrefix(again, " ") != text {
		t.Errorf("encoded and decoded again: wanted %q, got %q", text, again)
	}
}

// greedy is n tokens from the begin token on, the likeliest each time.
func greedy(t *testing.T, m *model.Model, n int) []int32 {
	t.Helper()
	ids := []int32{m.Config.Begin}
	cache := m.NewCache()
	for len(ids) < n {
		trace, err := m.Forward(model.Batch{{Tokens: ids[len(ids)-1:], Cache: cache}}, model.Run{})
		if err != nil {
			t.Fatal(err)
		}
		best := 0
		row := trace.Logits(0).Data
		for i, v := range row {
			if v > row[best] {
				best = i
			}
		}
		ids = append(ids, int32(best))
	}
	return ids
}

// storiesTokens are the tokens of the reference's positions.
func (r reference) tokens() []int32 {
	var ids []int32
	for _, s := range r.Steps {
		ids = append(ids, s.Token)
	}
	return ids
}

func TestStoriesNumbers(t *testing.T) {
	m, _ := openStories(t)
	want := readReference(t)
	trace, err := m.Forward(model.Batch{{Tokens: want.tokens()}}, model.Run{Keep: func(s model.Site) bool {
		return s.Point == model.ResidPost || s.Point == model.Pattern
	}})
	if err != nil {
		t.Fatal(err)
	}
	worst := map[string]float64{}
	compare := func(what string, got []float32, want []float64, tolerance float64) {
		for i, w := range want {
			difference := math.Abs(float64(got[i]) - w)
			worst[what] = max(worst[what], difference)
			if !(difference <= tolerance) {
				t.Fatalf("%s, entry %d: wanted %v, got %v", what, i, w, got[i])
			}
		}
	}
	all := trace.Logits(0)
	for _, step := range want.Steps {
		compare("logits", all.Data[step.Position*m.Config.Vocab:], step.Logits, 1e-3)
		for layer := range m.Config.DecoderLayers {
			resid, err := trace.At(model.Site{Layer: layer, Point: model.ResidPost}, 0)
			if err != nil {
				t.Fatal(err)
			}
			compare("residuals", resid.Data[step.Position*m.Config.Width:], step.ResidPost[layer], 1e-4)
			pattern, err := trace.At(model.Site{Layer: layer, Point: model.Pattern}, 0)
			if err != nil {
				t.Fatal(err)
			}
			for head, row := range step.Attention[layer] {
				keys := len(want.Steps)
				compare("attention", pattern.Data[(head*keys+step.Position)*keys:], row, 1e-5)
			}
		}
	}
	t.Logf("largest differences: %v", worst)
}

func TestStoriesQuantised(t *testing.T) {
	m, _ := openStories(t)
	ids := readReference(t).GreedyIDs
	run := func(m *model.Model) []float32 {
		trace, err := m.Forward(model.Batch{{Tokens: ids}}, model.Run{})
		if err != nil {
			t.Fatal(err)
		}
		return trace.Logits(0).Data
	}
	exact, int8s := run(m), run(Quantise(m))
	least := 1.0
	for i := range ids {
		row := func(all []float32) []float32 { return all[i*m.Config.Vocab:][:m.Config.Vocab] }
		cosine, err := Cosine(row(exact), row(int8s))
		if err != nil {
			t.Fatal(err)
		}
		least = min(least, cosine)
	}
	if !(least >= 0.999) {
		t.Errorf("least cosine of %d rows of logits is %v; wanted at least 0.999", len(ids), least)
	}
	t.Logf("least cosine of %d rows of logits: %.6f", len(ids), least)
}

// TestStoriesAsHuggingFace: the same weights with the converter's reordering of query and key rows undone, in a Hugging Face
// folder, whose rotary pairs are half a head apart, must give the same logits.
func TestStoriesAsHuggingFace(t *testing.T) {
	m, _ := openStories(t)
	ids := readReference(t).tokens()
	tensors := map[string]*model.Tensor{}
	config := m.Config
	config.RotaryPairs = "half"
	for _, spec := range config.Specs() {
		w := *m.Weight(spec.Name)
		switch {
		case strings.HasSuffix(spec.Name, "attn.q.weight"), strings.HasSuffix(spec.Name, "attn.k.weight"):
			w.F32 = halfPairs(w.F32, config.HeadDim, config.Width)
		}
		tensors[spec.Name] = &w
	}
	half, err := model.New(config, tensors)
	if err != nil {
		t.Fatal(err)
	}
	got, _, _, err := Open(hfFolder(t, half, hfLlamaConfig(config, "LlamaForCausalLM"), "F32", 3))
	if err != nil {
		t.Fatal(err)
	}
	logits := func(m *model.Model) []float32 {
		trace, err := m.Forward(model.Batch{{Tokens: ids}}, model.Run{})
		if err != nil {
			t.Fatal(err)
		}
		return trace.Logits(0).Data
	}
	want := logits(m)
	for i, v := range logits(got) {
		if math.Abs(float64(v-want[i])) > 1e-4 {
			t.Fatalf("logit %d: wanted %v, got %v", i, want[i], v)
		}
	}
}

// halfPairs reorders rows [heads·dim, width] from neighbouring pairs to pairs half a head apart.
func halfPairs(rows []float32, dim, width int) []float32 {
	out := make([]float32, len(rows))
	for r := range len(rows) / width {
		head, j := r/dim, r%dim
		to := head*dim + j/2 + j%2*(dim/2)
		copy(out[to*width:][:width], rows[r*width:][:width])
	}
	return out
}

// TestVocabulariesOfGGUF opens llama.cpp's vocabulary files, which have no weights, and holds each tokenizer against llama.cpp's own ids.
func TestVocabulariesOfGGUF(t *testing.T) {
	for _, name := range []string{"gpt-2", "phi-3", "bert-bge"} {
		path := dataFile(t, "tokenizers/gguf/ggml-vocab-"+name+".gguf")
		read := func(suffix string) string {
			content, err := os.ReadFile(path + suffix)
			if err != nil {
				t.Fatal(err)
			}
			return string(content)
		}
		g, err := ReadGGUF(strings.NewReader(read("")), int64(len(read(""))))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tokenizer, err := g.Tokenizer()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		texts := strings.Split(read(".inp"), "\n__ggml_vocab_test__\n")
		ids := strings.Split(strings.TrimSuffix(read(".out"), "\n"), "\n")
		if len(texts) < 40 || len(ids) < 40 {
			t.Fatalf("%s: wanted about 46 texts and lines of ids, got %d and %d", name, len(texts), len(ids))
		}
		for i, line := range ids {
			var want []int32
			for _, field := range strings.Fields(line) {
				var id int32
				if err := json.Unmarshal([]byte(field), &id); err != nil {
					t.Fatal(err)
				}
				want = append(want, id)
			}
			if got := token.IDs(tokenizer.Encode(texts[i])); !equal(got, want) {
				t.Errorf("%s: %q: wanted %v, got %v", name, texts[i], want, got)
			}
		}
		if _, err := g.Model(false); err == nil {
			t.Errorf("%s: wanted an error: the file has no weights", name)
		}
	}
}
