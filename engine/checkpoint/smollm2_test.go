package checkpoint

// A real chat model, SmolLM2-135M-Instruct in Q4_1, against transformers in float64 on the same weights.

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

func TestSmolLM2(t *testing.T) {
	const folder = "../../../shared/data/models/smollm2-135m-instruct"
	raw, err := os.ReadFile(filepath.Join(folder, "reference.json"))
	if err != nil {
		t.Skipf("the model is not here: %v", err)
	}
	if testing.Short() {
		t.Skip("skipped in short mode: a model of 98 MB is read and run")
	}
	var r struct {
		Texts []struct {
			Text string
			IDs  []int32
		}
		Chats []struct {
			Rendered string
			IDs      []int32
		}
		Prompts []struct {
			Name   string
			IDs    []int32
			Top20  [][][2]float64
			Every  []float32 `json:"last_logits_every_64th"`
			Greedy []int32   `json:"greedy_ids"`
			Margin []float64 `json:"greedy_margin"`
		}
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	const name = "SmolLM2-135M-Instruct.Q4_1.gguf"
	source := Source{Size: 98362432, Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(folder, name)) }}
	m, tokenizer, meta, err := Open(FileMap{name: source})
	if err != nil {
		t.Fatal(err)
	}
	if meta.Family != "Llama" || len(meta.Affixes.Before)+len(meta.Affixes.After) != 0 || meta.ChatTemplate == "" {
		t.Errorf("family %q, affixes %v, template of %d bytes", meta.Family, meta.Affixes, len(meta.ChatTemplate))
	}
	for _, c := range r.Texts {
		if got := token.IDs(token.EncodeSpecials(tokenizer, c.Text, nil)); !slices.Equal(got, c.IDs) {
			t.Errorf("%q: ids %v, want %v", c.Text, got, c.IDs)
		}
	}
	for _, c := range r.Chats { // with the begin and end of each message typed in the text
		if got := token.IDs(token.EncodeSpecials(tokenizer, c.Rendered, nil)); !slices.Equal(got, c.IDs) {
			t.Errorf("chat %q: ids %v, want %v", c.Rendered, got, c.IDs)
		}
	}
	for _, p := range r.Prompts {
		trace, err := m.Forward(model.Batch{{Tokens: p.IDs}}, model.Run{})
		if err != nil {
			t.Fatal(err)
		}
		vocab, logits := m.Config.Vocab, trace.Logits(0).Data
		last := logits[len(logits)-vocab:]
		var every []float32
		for i := 0; i < vocab; i += 64 {
			every = append(every, last[i])
		}
		cosine, err := Cosine(every, p.Every)
		if err != nil {
			t.Fatal(err)
		}
		if cosine < 0.9992 {
			t.Errorf("%s: cosine of the last logits %v, want at least 0.9992", p.Name, cosine)
		}
		worst := 0.0
		for i, top := range p.Top20 {
			row := logits[i*vocab : (i+1)*vocab]
			if got, want := model.Argmax(row), int32(top[0][0]); got != want && top[0][1]-top[1][1] > 0.25 {
				t.Errorf("%s: the best token at %d is %d, want %d", p.Name, i, got, want)
			}
			for _, one := range top {
				worst = math.Max(worst, math.Abs(float64(row[int(one[0])])-one[1]))
			}
		}
		t.Logf("%s: cosine %.7f, logits of the top 20 at most %.2g off", p.Name, cosine, worst)
		greedySmolLM2(t, m, p.IDs, p.Greedy[:min(12, len(p.Greedy))], p.Margin) // all 48 take minutes without SIMD
	}
}

// greedySmolLM2 continues greedily; it may part from the reference only where the choice was close.
func greedySmolLM2(t *testing.T, m *model.Model, prompt, want []int32, margin []float64) {
	t.Helper()
	i := 0
	err := m.Generate(model.Sequence{Tokens: prompt}, model.Sampling{MaxTokens: len(want)}, func(s model.Step) error {
		if s.Token != want[i] {
			if margin[i] > 0.25 {
				t.Errorf("token %d is %d, want %d by a margin of %v", i, s.Token, want[i], margin[i])
			}
			return model.ErrStop
		}
		i++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
