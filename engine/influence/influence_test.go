package influence

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

func decoder(vocab int, seed uint64) *model.Model {
	config := model.Config{
		Kind: "decoder", Vocab: vocab, Context: 16, Width: 32, DecoderLayers: 2, Heads: 2, KVHeads: 2, HeadDim: 16, Hidden: 64,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "learned",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, Eps: 1e-5, Begin: 0, End: 1, Pad: -1,
	}
	return model.Init(config, rand.New(rand.NewPCG(seed, 5)))
}

func text(ids ...int32) Text { return Text{Example: train.Example{Target: ids}} }

// TestTracInForeseesAStep takes a small step on each text and looks what the query's loss does.
func TestTracInForeseesAStep(t *testing.T) {
	m := decoder(20, 1)
	query := Text{Example: train.Example{Target: []int32{0, 5, 6, 7, 1}}, From: 3}
	texts := []Text{query, {Example: train.Example{Target: []int32{0, 5, 6, 8, 1}}, From: 3}, text(0, 9, 10, 11, 12, 1)}
	scores, err := TracIn([]Moment{{m, 1}}, []Text{query}, texts, TracInOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSlope(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	lossAfter := func(gradient [][]float32, rate float32) float64 {
		step := func(rate float32) {
			for i, name := range s.names {
				m.Kernels.Axpy(-rate, m.Weight(name).F32, gradient[i])
			}
		}
		step(rate)
		loss, err := s.of(query)
		step(-rate)
		if err != nil {
			t.Fatal(err)
		}
		return loss
	}
	for i, one := range texts {
		if _, err := s.of(one); err != nil {
			t.Fatal(err)
		}
		gradient := s.copied()
		const rate = 1e-4
		want := (lossAfter(gradient, -rate) - lossAfter(gradient, rate)) / (2 * rate)
		if math.Abs(scores[0][i]-want) > 0.02*(0.1+math.Abs(want)) {
			t.Errorf("text %d: the loss falls by %g a unit of rate, TracIn says %g", i, want, scores[0][i])
		}
	}
	if Rank(scores[0])[0] != 0 {
		t.Errorf("want the query itself to help most, got %v", scores[0])
	}
}

// The planted world: each of 20 subjects has a value of its own that exactly one text tells, among texts about nothing.
const (
	is, firstSubject, firstValue, firstOther, words = 2, 3, 23, 43, 70
	facts                                           = 20
)

func plantedTexts() []train.Example {
	random := rand.New(rand.NewPCG(8, 8))
	var texts []train.Example
	for i, value := range random.Perm(facts) {
		texts = append(texts, train.Example{Target: []int32{0, int32(firstSubject + i), is, int32(firstValue + value), 1}})
	}
	for range 20 {
		text := []int32{0}
		for range 3 {
			text = append(text, int32(firstOther+random.IntN(words-firstOther)))
		}
		texts = append(texts, train.Example{Target: append(text, 1)})
	}
	return texts
}

// teach trains on the texts and returns moments of it, the end included.
func teach(t *testing.T, texts []train.Example) []Moment {
	t.Helper()
	m := decoder(words, 2)
	tokens := 0
	for _, text := range texts {
		tokens += text.Tokens()
	}
	sampler := &train.Sampler{Pools: []train.Pool{{Name: "planted", Examples: texts}}, Phases: []train.Phase{{Until: 1,
		Weights: []float64{1}}}, Tokens: tokens, Window: 1}
	const rate = 5e-3
	trainer, err := train.New(m, sampler, train.Options{Schedule: train.Schedule{Peak: rate, Warmup: 5}, Clip: 1})
	if err != nil {
		t.Fatal(err)
	}
	var moments []Moment
	for step := 1; step <= 90; step++ {
		if step%20 == 0 {
			moments = append(moments, Moment{copied(t, m), rate})
		}
		if _, err := trainer.Next(0); err != nil {
			t.Fatal(err)
		}
	}
	return append(moments, Moment{m, rate})
}

func copied(t *testing.T, m *model.Model) *model.Model {
	t.Helper()
	tensors := map[string]*model.Tensor{}
	for _, spec := range m.Config.Specs() {
		tensors[spec.Name] = &model.Tensor{Shape: spec.Shape, F32: slices.Clone(m.Weight(spec.Name).F32)}
	}
	same, err := model.New(m.Config, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return same
}

// sure is the probability of the judged token.
func sure(t *testing.T, m *model.Model, query Text) float64 {
	t.Helper()
	s, err := newSlope(m, nil)
	if err != nil {
		t.Fatal(err)
	}
	loss, err := s.of(query)
	if err != nil {
		t.Fatal(err)
	}
	return math.Exp(-loss)
}

// TestPlantedFacts wants TracIn to rank the only text that tells a fact first in at least 19 of 20 cases, and the fact to be
// gone from a model that is trained without that text.
func TestPlantedFacts(t *testing.T) {
	examples := plantedTexts()
	moments := teach(t, examples)
	var texts, queries []Text
	for i, example := range examples {
		texts = append(texts, Text{Example: example})
		if i < facts {
			queries = append(queries, Text{Example: train.Example{Target: example.Target[:4]}, From: 3})
		}
	}
	for _, normalise := range []bool{false, true} {
		scores, err := TracIn(moments, queries, texts, TracInOptions{Normalise: normalise})
		if err != nil {
			t.Fatal(err)
		}
		first := 0
		for q, row := range scores {
			if Rank(row)[0] == q {
				first++
			}
		}
		t.Logf("normalised %v: the planted text is first for %d of %d facts", normalise, first, facts)
		if first < 19 {
			t.Errorf("want the planted text first for at least 19 of %d facts, got %d", facts, first)
		}
	}
	removals := facts
	if testing.Short() {
		removals = 3
	}
	for q := range removals {
		with := sure(t, moments[len(moments)-1].Model, queries[q])
		again := teach(t, slices.Delete(slices.Clone(examples), q, q+1))
		without := sure(t, again[len(again)-1].Model, queries[q])
		if with < 0.9 || without > 0.1 {
			t.Errorf("fact %d: want it known with its text and not without, got probabilities of %.3f and %.3f", q, with, without)
		}
	}
}

func TestBM25(t *testing.T) {
	texts := []Text{text(0, 5, 6, 1), text(0, 7, 8, 1), text(0, 5, 7, 9, 10, 11, 1)}
	scores := BM25([]Text{text(0, 5, 6, 1)}, texts)[0]
	if order := Rank(scores); !slices.Equal(order, []int{0, 2, 1}) {
		t.Errorf("want both words before one before none, got %v of %v", order, scores)
	}
	idf := func(n float64) float64 { return math.Log(1 + (3-n+0.5)/(n+0.5)) }
	part := func(length float64) float64 { return 2.2 / (1 + 1.2*(0.25+0.75*length/5)) }
	want := (2*idf(3) + idf(2) + idf(1)) * part(4) // begin and end are in all three
	if math.Abs(scores[0]-want) > 1e-12 {
		t.Errorf("want %g, got %g", want, scores[0])
	}
}

func TestRandomIsTheSameForASeed(t *testing.T) {
	a, b, c := Random(2, 50, 1), Random(2, 50, 1), Random(2, 50, 2)
	if !slices.Equal(a[1], b[1]) || slices.Equal(a[1], c[1]) || slices.Equal(a[0], a[1]) {
		t.Error("want scores that depend on the seed and the query alone")
	}
}

func TestWhatCannotBeScored(t *testing.T) {
	m := decoder(20, 1)
	stop := errors.New("stop")
	for name, call := range map[string]func() error{
		"one token": func() error {
			_, err := TracIn([]Moment{{m, 1}}, []Text{text(0)}, nil, TracInOptions{})
			return err
		},
		"nothing judged": func() error {
			_, err := TracIn([]Moment{{m, 1}}, []Text{{Example: train.Example{Target: []int32{0, 1}}, From: 2}}, nil, TracInOptions{})
			return err
		},
		"no weights": func() error {
			_, err := TracIn([]Moment{{m, 1}}, nil, nil, TracInOptions{Keep: func(string) bool { return false }})
			return err
		},
		"an unknown token": func() error { _, err := Similar(m, []Text{text(99)}, nil, nil); return err },
	} {
		if call() == nil {
			t.Errorf("%s: want an error", name)
		}
	}
	_, err := TracIn([]Moment{{m, 1}}, []Text{text(0, 1)}, []Text{text(0, 1)}, TracInOptions{Yield: func(int, int) error { return stop }})
	if !errors.Is(err, stop) {
		t.Errorf("want the error of Yield, got %v", err)
	}
}
