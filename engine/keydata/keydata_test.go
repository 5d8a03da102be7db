package keydata

import (
	"math"
	"slices"
	"testing"

	"pellucid/engine/world"
)

// field is a planting in a model that has learned little, read long enough to know it.
func field(t *testing.T, l world.Language) *Field {
	t.Helper()
	if f := fields[l]; f != nil {
		return f
	}
	run, err := world.NewRun(world.Live, 1, []world.Language{l}, 10, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for run.Trainer.Steps() < 10 {
		if _, err := run.Next(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := New(run, l, Options{Steps: 12, Batch: 200, Rate: 3e-3, Moments: 3})
	if err != nil {
		t.Fatal(err)
	}
	fields[l] = f
	return f
}

var fields = map[world.Language]*Field{}

// TestQueries: what is judged of a query is the value, in both languages.
func TestQueries(t *testing.T) {
	for _, l := range world.Languages {
		f := field(t, l)
		for i, q := range f.queries {
			got := string(f.encoder.Tokenizer.Decode(q.Target[q.From:]))
			if want := f.Facts[i].Value; got != want && got != " "+want {
				t.Errorf("%s: want %q judged, got %q", l, want, got)
			}
		}
		if len(f.Texts) != 2*world.PlantedTexts*len(f.Facts) || len(f.Facts) < 20 {
			t.Errorf("%s: %d texts, %d facts", l, len(f.Texts), len(f.Facts))
		}
	}
}

// TestTrain: one seed gives one training, which leaves the model before it alone; texts taken away change it.
func TestTrain(t *testing.T) {
	f := field(t, world.English)
	before, err := f.LogProbs(f.Before())
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	probs := func(without []int) []float64 {
		trained, err := f.Train(without, 5, func(done, total int) error { calls++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		if len(trained.Moments) != 3 {
			t.Errorf("want 3 moments, got %d", len(trained.Moments))
		}
		list, err := f.LogProbs(trained.Model)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	full := probs(nil)
	if again := probs(nil); !slices.Equal(full, again) || calls != 24 {
		t.Errorf("one seed gave two trainings, or %d reports of 24", calls)
	}
	if slices.Equal(full, probs([]int{0, 1, 2})) || slices.Equal(full, before) {
		t.Error("texts change nothing")
	}
	if still, _ := f.LogProbs(f.Before()); !slices.Equal(still, before) {
		t.Error("training has moved the model before it")
	}
	for fact, lp := range full {
		if lp >= 0 || math.IsNaN(lp) {
			t.Errorf("fact %d has log probability %g", fact, lp)
		}
	}
}

// TestBM25FindsTheWords: the texts that state a fact share the rarest words with the question, so that this baseline is not a
// straw man; random finds few.
func TestBM25FindsTheWords(t *testing.T) {
	f := field(t, world.English)
	for _, c := range []struct {
		method Method
		least  float64
		most   float64
	}{{BM25, 0.9, 1}, {Random, 0, 0.3}} {
		mean := 0.0
		for fact := range f.Facts {
			scores, err := f.Scores(c.method, []int{fact}, Trained{}, 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			mean += f.Found(First(scores[0], world.PlantedTexts), fact) / float64(len(f.Facts))
		}
		if mean < c.least || mean > c.most {
			t.Errorf("%s finds %.2f", c.method, mean)
		}
	}
}

func TestInterval(t *testing.T) {
	if mean, low, high := Interval([]float64{1, 2, 3}); mean != 2 || math.Abs(high-2-1.96/math.Sqrt(3)) > 1e-9 || math.Abs(low+high-4) > 1e-9 {
		t.Errorf("%g, %g to %g", mean, low, high)
	}
}
