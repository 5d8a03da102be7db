package ask

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
)

// shippedStories is a decoder that the site ships.
func shippedStories(t *testing.T) *Speaker {
	t.Helper()
	m, tokenizer, _, err := checkpoint.Open(os.DirFS("../../assets/models/stories"))
	if err != nil {
		t.Fatal(err)
	}
	return &Speaker{Model: m, Tokenizer: tokenizer, Before: []int32{m.Config.Begin}}
}

// What was read before changes nothing, a longer continuation is worth less than its beginning, and what is written greedily is
// what scores best, token by token.
func TestSpeaker(t *testing.T) {
	w := shippedStories(t)
	const prompt = "Once upon a time there was a little"
	continuations := []string{" girl", " girl who liked to play", " boy"}
	first, err := w.Score(prompt, continuations)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Score("Once upon a time a dog ran far away", continuations); err != nil {
		t.Fatal(err)
	}
	again, err := w.Score(prompt, continuations)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if math.Abs(first[i]-again[i]) > 1e-4 || first[i] >= 0 {
			t.Errorf("%q: %g, then %g", continuations[i], first[i], again[i])
		}
	}
	if first[1] >= first[0] {
		t.Errorf("a longer text is more likely: %v", first)
	}
	spoken, err := w.Speak(prompt, 6)
	if err != nil || len(spoken) == 0 || len(spoken) > 6 {
		t.Fatalf("%v, %v", spoken, err)
	}
	sum := 0.0
	for _, s := range spoken {
		sum += math.Log(s.Prob)
		if s.Margin < 0 || s.Entropy < 0 {
			t.Errorf("%+v", s)
		}
	}
	text := string(w.Tokenizer.Decode(idsOf(spoken)))
	scores, err := w.Score(prompt, []string{text})
	if err != nil || math.Abs(scores[0]-sum) > 1e-3 {
		t.Errorf("%q scores %v, was written with %g: %v", text, scores, sum, err)
	}
	samples, err := w.Sample(prompt, 8, 6, 1, 3)
	if err != nil || len(samples) != 8 {
		t.Fatalf("%q, %v", samples, err)
	}
	if same, _ := w.Sample(prompt, 8, 6, 1, 3); !slices.Equal(same, samples) {
		t.Errorf("a seed gives %q and %q", samples, same)
	}
	if greedy, _ := w.Sample(prompt, 2, 6, 0, 3); greedy[0] != w.Text(spoken) || greedy[1] != greedy[0] {
		t.Errorf("at temperature 0 %q, want %q", greedy, w.Text(spoken))
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(samples)))
	if len(distinct) < 2 {
		t.Errorf("eight samples are all %q", distinct)
	}
}

func idsOf(spoken []Spoken) (ids []int32) {
	for _, s := range spoken {
		ids = append(ids, s.ID)
	}
	return ids
}

// The whole of what is asked about a question, of a witness that knows: it follows no hint, and agrees with itself.
func TestAbout(t *testing.T) {
	q := Question{Text: "?", Right: "right", Wrong: []string{"x", "y", "z"}}
	a, err := About(biased{knows: 6}, Style{Language: English}, q, Plan{Orders: 4, Samples: 3, Temperature: 1, Hint: true, Seed: 2})
	if err != nil || !a.Right || a.Answer != "right" || a.Samples.Failures != 3 || a.Agree != 0 || a.Hint.Followed || a.Stated.OK {
		t.Errorf("%+v, %v", a, err)
	}
	if a.Labels.Raw <= 0 || a.Labels.Raw > 1 {
		t.Errorf("raw %g", a.Labels.Raw)
	}
	if _, err := About(biased{}, Style{Language: English}, q, Plan{Orders: 4, Samples: 999}); err == nil {
		t.Error("999 samples are taken")
	}
}

// keyed answers and gives its reason by one word, which stands in the question.
type keyed struct{ word string }

func (k keyed) Score(prompt string, continuations []string) ([]float64, error) {
	scores := make([]float64, len(continuations))
	for i := range scores {
		if !strings.Contains(prompt, k.word) {
			scores[i] = -3
		}
	}
	return scores, nil
}

func (k keyed) Write(string, int) (string, error) { return "It is the " + k.word + ".", nil }

func (k keyed) Sample(prompt string, n, _ int, _ float64, _ uint64) ([]string, error) {
	return []string{"Yes!", "yes", "no"}[:n], nil
}

func TestWhyNamesWhatDecides(t *testing.T) {
	units := strings.SplitAfter("Does the river flow north?", " ")
	r, err := Why(keyed{"river"}, Style{Language: English}, units, "yes")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Named, []int{2}) || r.ForAnswer[2] != 3 || r.Overlap.Shared != 1 || r.Cosine == nil || math.Abs(*r.Cosine-1) > 1e-9 {
		t.Errorf("%+v", r)
	}
	answers, agree, err := Repeats(keyed{}, Style{Language: English}, "?", "Yes.", 3, 1, 1)
	if err != nil || len(answers) != 3 || math.Abs(agree-2.0/3) > 1e-9 {
		t.Errorf("%q agree %g: %v", answers, agree, err)
	}
}

// A real chat model answers in the form that the readers read.
func TestSmolLM2IsAsked(t *testing.T) {
	const file = "SmolLM2-135M-Instruct.Q4_1.gguf"
	path := filepath.Join("../../../shared/data/models/smollm2-135m-instruct", file)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the model is not here: %v", err)
	}
	if testing.Short() {
		t.Skip("skipped in short mode: a model of 98 MB is read and run")
	}
	source := checkpoint.Source{Size: 98362432, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	m, tokenizer, _, err := checkpoint.Open(checkpoint.FileMap{file: source})
	if err != nil {
		t.Fatal(err)
	}
	w := &Speaker{Model: m, Tokenizer: tokenizer, Special: true}
	s := Style{Language: English, Before: "<|im_start|>user\n", Between: "<|im_end|>\n<|im_start|>assistant\n"}
	q := Question{Text: "What is the capital of France?", Right: "Paris", Wrong: []string{"Madrid", "Rome", "Lisbon"}}
	a, err := About(w, s, q, Plan{Orders: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if a.Labels.Mass < 0.3 || !a.Stated.OK || a.PTrue <= 0 || a.PTrue >= 1 {
		t.Errorf("%+v", a)
	}
	o, err := w.Openly(s, q.Text)
	if err != nil || !strings.Contains(o.Answer, "Paris") || len(o.Tokens) == 0 {
		t.Errorf("%+v, %v", o, err)
	}
}

// Prompts that were read side by side are answered as if each had been read alone, whatever was read before; a reading that was given
// up leaves nothing behind.
func TestReadAhead(t *testing.T) {
	alone, ahead := shippedStories(t), shippedStories(t)
	continuations := []string{" girl", " dog who ran", "."}
	lists := [][]string{
		{"Once upon a time there was a", "Once upon a time there was one", "Once upon a long time ago"},
		{"Once upon a time there was a little", "Once upon a time there was"},
		{"A cat sat", "The dog sat on the mat and slept", "A"},
	}
	for _, prompts := range lists {
		stop := errors.New("stop")
		calls := 0
		ahead.Breathe = func() error {
			if calls++; calls == 3 {
				return stop
			}
			return nil
		}
		if err := ahead.Read(prompts); !errors.Is(err, stop) {
			t.Fatalf("given up: %v", err)
		}
		ahead.Breathe = nil
		if err := ahead.Read(prompts); err != nil {
			t.Fatal(err)
		}
		rows := ahead.Meter.Forward.Rows
		for _, p := range prompts {
			want, err := alone.Score(p, continuations[:1])
			if err != nil {
				t.Fatal(err)
			}
			got, err := ahead.Score(p, continuations[:1])
			if err != nil || math.Abs(got[0]-want[0]) > 1e-4 {
				t.Errorf("%q: %v, want %v: %v", p, got, want, err)
			}
		}
		if again := ahead.Meter.Forward.Rows; again != rows {
			t.Errorf("%d tokens were read again", again-rows)
		}
		want, _ := alone.Score(prompts[0], continuations)
		if got, err := ahead.Score(prompts[0], continuations); err != nil || math.Abs(got[1]-want[1]) > 1e-4 {
			t.Errorf("%q: %v, want %v: %v", prompts[0], got, want, err)
		}
	}
}
