package model

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// written is what Generate emits.
func written(t *testing.T, m *Model, seq Sequence, s Sampling, o Observe) []int32 {
	t.Helper()
	var ids []int32
	if err := m.GenerateObserved(seq, s, o, func(step Step) error {
		if step.Index != len(ids) {
			t.Errorf("step %d comes at %d", step.Index, len(ids))
		}
		ids = append(ids, step.Token)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return ids
}

// TestGreedyEqualsFullPasses writes with a cache what full passes choose.
func TestGreedyEqualsFullPasses(t *testing.T) {
	for name, c := range causal() {
		t.Run(name, func(t *testing.T) {
			m, seq := tiny(c, 1), sentences(c, 3)[0]
			got := written(t, m, seq, Sampling{MaxTokens: 40}, Observe{})
			text := seq
			text.Tokens = slices.Clone(seq.Tokens)
			for i, token := range got {
				want := Argmax(forward(t, m, Batch{text}, Run{Logits: LogitRows{Mode: LastRow}}).Logits(0).Data)
				if token != want {
					t.Fatalf("step %d: got token %d, want %d", i, token, want)
				}
				text.Tokens = append(text.Tokens, want)
			}
			if len(got) != 40 {
				t.Errorf("got %d tokens, want 40", len(got))
			}
			if again := written(t, m, seq, Sampling{MaxTokens: 40}, Observe{
				Edits: []PlacedEdit{{Site{m.plan.towers[0].stack, 0, AttnOut}, -1, Scale{nil, 1}}}}); !slices.Equal(again, got) {
				t.Errorf("an edit that changes nothing changes the text from %v to %v", got, again)
			}
			edit := PlacedEdit{Site{m.plan.towers[len(m.plan.towers)-1].stack, 1, MLPOut}, -1, Scale{nil, -3}}
			edited := written(t, m, seq, Sampling{MaxTokens: 10}, Observe{Edits: []PlacedEdit{edit}})
			text.Tokens = slices.Clone(seq.Tokens)
			for i, token := range edited {
				trace := forward(t, m, Batch{text}, Run{Logits: LogitRows{Mode: LastRow}, Edits: []PlacedEdit{edit}})
				if want := Argmax(trace.Logits(0).Data); token != want {
					t.Fatalf("step %d under an edit: got token %d, want %d", i, token, want)
				}
				text.Tokens = append(text.Tokens, token)
			}
		})
	}
}

func TestGenerateEnds(t *testing.T) {
	c := architectures()["gpt2"]
	m, prompt := tiny(c, 1), Sequence{Tokens: []int32{1, 2, 3}}
	free := written(t, m, prompt, Sampling{}, Observe{})
	if len(free) != c.Context-3+1 {
		t.Errorf("without limits: got %d tokens, want %d (up to the context and one more)", len(free), c.Context-3+1)
	}
	forced := written(t, m, prompt, Sampling{MaxTokens: 4, Forced: []int32{7, 7}}, Observe{})
	if len(forced) != 4 || forced[0] != 7 || forced[1] != 7 {
		t.Errorf("forced: got %v", forced)
	}
	if edge := written(t, m, prompt, Sampling{MaxTokens: 2, Forced: []int32{0, 10}}, Observe{}); !slices.Equal(edge, []int32{0, 10}) {
		t.Errorf("the first and the last token forced: got %v", edge)
	}
	stopped := written(t, m, prompt, Sampling{Forced: []int32{7, 8, 9}, Stop: []int32{8}}, Observe{})
	if !slices.Equal(stopped, []int32{7, 8}) {
		t.Errorf("stop token: got %v, want [7 8]", stopped)
	}
	n := 0
	if err := m.Generate(prompt, Sampling{}, func(Step) error {
		if n++; n == 3 {
			return ErrStop
		}
		return nil
	}); err != nil || n != 3 {
		t.Errorf("stopped by emit: got %v after %d tokens", err, n)
	}
	failed := errors.New("failed")
	if err := m.Generate(prompt, Sampling{}, func(Step) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("failing emit: got %v", err)
	}
	for _, s := range []Sampling{{Temperature: -1}, {Temperature: math.NaN()}, {TopK: -1}, {TopP: 1.5}, {MaxTokens: -1},
		{Forced: []int32{11}}, {Forced: []int32{-1}}} {
		if err := m.Generate(prompt, s, func(Step) error { return nil }); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%+v: got error %v", s, err)
		}
	}
	if err := tiny(architectures()["encoder"], 1).Generate(prompt, Sampling{}, nil); err == nil {
		t.Error("an encoder generates, want an error")
	}
}

func TestGenerateObservesEachStep(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m, seq := tiny(c, 1), sentences(c, 2)[0]
	at := Site{Decoder, 1, CrossPattern}
	err := m.GenerateObserved(seq, Sampling{MaxTokens: 3}, Observe{Keep: func(s Site) bool { return s == at }}, func(s Step) error {
		pattern, err := s.Trace.At(at, 0)
		if rows := []int{2, 1, 1}[s.Index]; err != nil || !slices.Equal(pattern.Shape, []int{c.Heads, rows, len(seq.Source)}) {
			t.Errorf("step %d: pattern of shape %v, %v", s.Index, pattern.Shape, err)
		}
		if p := s.LogProb(); p > 0 || p < -math.Log(float64(c.Vocab)) {
			t.Errorf("step %d: log-probability %v of the likeliest of %d", s.Index, p, c.Vocab)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSampleDistribution draws many tokens and compares how often each comes with its probability.
func TestSampleDistribution(t *testing.T) {
	logits := []float32{1, 3, -2, 2.5, 0, 3}
	for _, c := range []struct {
		name    string
		s       Sampling
		allowed []int // the tokens left, all others have probability 0
	}{
		{"temperature 1", Sampling{Temperature: 1}, []int{0, 1, 2, 3, 4, 5}},
		{"temperature 3", Sampling{Temperature: 3}, []int{0, 1, 2, 3, 4, 5}},
		{"top 3", Sampling{Temperature: 1, TopK: 3}, []int{1, 3, 5}},
		{"top 1", Sampling{Temperature: 2, TopK: 1}, []int{1}},
		{"top 99", Sampling{Temperature: 2, TopK: 99}, []int{0, 1, 2, 3, 4, 5}},
		{"p 0.5", Sampling{Temperature: 1, TopP: 0.5}, []int{1, 5}},
		{"p 0.9", Sampling{Temperature: 1, TopP: 0.9}, []int{1, 3, 5}},
		{"tiny p", Sampling{Temperature: 1, TopP: 1e-9}, []int{1}},
		{"p of 1", Sampling{Temperature: 1, TopP: 1}, []int{0, 1, 2, 3, 4, 5}},
		{"top 3, p 0.5", Sampling{Temperature: 1, TopK: 3, TopP: 0.3}, []int{1}},
	} {
		want, sum := make([]float64, len(logits)), 0.0
		for _, i := range c.allowed {
			want[i] = math.Exp(float64(logits[i]) / c.s.Temperature)
			sum += want[i]
		}
		const draws = 40000
		got, random := make([]float64, len(logits)), rand.New(rand.NewPCG(1, 0))
		for range draws {
			got[Sample(logits, c.s, random)] += 1.0 / draws
		}
		for i := range want {
			if p := want[i] / sum; math.Abs(got[i]-p) > 0.012 || (p == 0) != (got[i] == 0) {
				t.Errorf("%s: token %d comes in %.4f of draws, want %.4f", c.name, i, got[i], p)
			}
		}
	}
	if got := Sample(logits, Sampling{}, nil); got != 1 {
		t.Errorf("greedy: got %d, want 1, the first of equals", got)
	}
}

func TestSamplingIsSeeded(t *testing.T) {
	c := architectures()["llama"]
	m, seq := tiny(c, 1), sentences(c, 3)[0]
	s := Sampling{Temperature: 1.5, MaxTokens: 30, Seed: 1}
	first := written(t, m, seq, s, Observe{})
	if again := written(t, m, seq, s, Observe{}); !slices.Equal(again, first) {
		t.Errorf("one seed gives %v and %v", first, again)
	}
	s.Seed = 2
	if other := written(t, m, seq, s, Observe{}); slices.Equal(other, first) {
		t.Errorf("two seeds both give %v", first)
	}
}

// TestTop compares the insertion of a few with the sort of all.
func TestTop(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 0))
	logits := make([]float32, 500)
	for i := range logits {
		logits[i] = float32(random.IntN(60)) // with equals
	}
	all := appendSorted(nil, logits)
	for k := 0; k <= 80; k++ {
		if got := Top(logits, k); !slices.Equal(got, all[:k]) {
			t.Errorf("top %d: got %v, want %v", k, got, all[:k])
		}
	}
}

// exhaustive scores every text of up to limit tokens that Beam could return.
func exhaustive(t *testing.T, m *Model, seq Sequence, b BeamSearch) []Hypothesis {
	var all []Hypothesis
	var walk func(text []int32, logProb float64)
	walk = func(text []int32, logProb float64) {
		s := seq
		s.Tokens = slices.Concat(seq.Tokens, text)
		logits := forward(t, m, Batch{s}, Run{Logits: LogitRows{Mode: LastRow}}).Logits(0).Data
		sum := LogSum(logits)
		for token := range int32(m.Config.Vocab) {
			h := Hypothesis{Tokens: append(slices.Clone(text), token), LogProb: logProb + float64(logits[token]) - sum}
			h.Score = h.LogProb / penalty(len(h.Tokens), b.Alpha)
			if h.Ended = m.Config.ends(token, b.Stop); h.Ended || len(h.Tokens) == b.MaxTokens {
				all = append(all, h)
			} else {
				walk(h.Tokens, h.LogProb)
			}
		}
	}
	walk(nil, 0)
	return b.ranked(nil, all)
}

// TestBeamWideEnoughIsExhaustive: with a beam wider than the number of texts the search must find the best of all.
func TestBeamWideEnoughIsExhaustive(t *testing.T) {
	for _, name := range []string{"gpt2", "encoder-decoder post-norm"} {
		c := architectures()[name]
		c.Vocab, c.End = 4, 3
		m, seq := tiny(c, 3), sentences(c, 2)[0]
		for _, alpha := range []float64{0, 1} {
			b := BeamSearch{Width: 90, Alpha: alpha, MaxTokens: 4}
			got, err := m.Beam(seq, b)
			if err != nil {
				t.Fatal(err)
			}
			want := exhaustive(t, m, seq, b)
			for i := range want[:10] {
				if !slices.Equal(got[i].Tokens, want[i].Tokens) || math.Abs(got[i].Score-want[i].Score) > 1e-4 || got[i].Ended != want[i].Ended {
					t.Errorf("%s, alpha %v, hypothesis %d: got %+v, want %+v", name, alpha, i, got[i], want[i])
				}
			}
		}
	}
}

func TestBeam(t *testing.T) {
	for name, c := range causal() {
		m, seq := tiny(c, 1), sentences(c, 3)[0]
		got, err := m.Beam(seq, BeamSearch{Width: 1, MaxTokens: 36})
		if err != nil {
			t.Fatal(err)
		}
		if want := written(t, m, seq, Sampling{MaxTokens: 36}, Observe{}); !slices.Equal(got[0].Tokens, want) {
			t.Errorf("%s: a beam of 1 writes %v, greedy %v", name, got[0].Tokens, want)
		}
		hypotheses, err := m.Beam(seq, BeamSearch{Width: 4, MaxTokens: 36, Alpha: 0.6, Stop: []int32{5}})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hypotheses { // each log-probability must be that of its text in one plain pass
			text := seq
			text.Tokens = slices.Concat(seq.Tokens, h.Tokens)
			trace, sum := forward(t, m, Batch{text}, Run{}), 0.0
			for i, token := range h.Tokens {
				row := trace.Logits(0).Data[(len(seq.Tokens)-1+i)*c.Vocab:][:c.Vocab]
				sum += float64(row[token]) - LogSum(row)
			}
			if math.Abs(sum-h.LogProb) > 1e-3 {
				t.Errorf("%s: %v has log-probability %.5f, its beam says %.5f", name, h.Tokens, sum, h.LogProb)
			}
		}
	}
	c := architectures()["gpt2"]
	long, err := tiny(c, 1).Beam(Sequence{Tokens: make([]int32, 60)}, BeamSearch{Width: 2})
	if err != nil || len(long[0].Tokens) != 5 {
		t.Errorf("up to the context: got %v, %v, want 5 tokens", long, err)
	}
	if _, err := tiny(c, 1).Beam(Sequence{Tokens: []int32{1}}, BeamSearch{}); err == nil {
		t.Error("a beam of width 0: want an error")
	}
}

// TestBeamsSideBySide: each sequence finds what it finds alone, though the others end sooner or later.
func TestBeamsSideBySide(t *testing.T) {
	for name, c := range causal() {
		m, sequences := tiny(c, 1), sentences(c, 3, 9, 5)
		b := BeamSearch{Width: 3, MaxTokens: 20, Alpha: 0.6, Stop: []int32{5}}
		together, err := m.Beams(sequences, b)
		if err != nil {
			t.Fatal(err)
		}
		for i, seq := range sequences {
			alone, err := m.Beam(seq, b)
			if err != nil {
				t.Fatal(err)
			}
			for j, h := range alone {
				if got := together[i][j]; !slices.Equal(got.Tokens, h.Tokens) || math.Abs(got.Score-h.Score) > 1e-4 {
					t.Errorf("%s, sequence %d, hypothesis %d: got %v, alone %v", name, i, j, got, h)
				}
			}
		}
	}
}

// TestDecodingMakesNoGarbage: a pass of one more token allocates nothing but, every 32 tokens, a page of its cache.
func TestDecodingMakesNoGarbage(t *testing.T) {
	for name, c := range causal() {
		m, seq := tiny(c, 1), sentences(c, 33)[0]
		seq.Cache = m.NewCache()
		trace := forward(t, m, Batch{seq}, Run{Logits: LogitRows{Mode: LastRow}})
		batch := Batch{{Tokens: []int32{1}, Cache: seq.Cache}}
		if n := testing.AllocsPerRun(20, func() { trace = forward(t, m, batch, Run{Reuse: trace}) }); n > 0 {
			t.Errorf("%s: %v allocations a token", name, n)
		}
	}
}
