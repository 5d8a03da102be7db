// Definitions held to values worked out by hand: each of these was once changed in one place without a test noticing.

package api

import (
	"math"
	"slices"
	"testing"
)

// near fails unless got is want to within a tolerance.
func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, want %v ± %v", what, got, want, within)
	}
}

// TestBeamScoreByHand: log p over ((5+length)/6)^α (Wu et al. 2016), at a width above 1, the best first; and log p is what
// a forced pass says of the same tokens.
func TestBeamScoreByHand(t *testing.T) {
	for _, kind := range []string{"encoder-decoder", "decoder"} {
		s := session(t, kind, "learned")
		in := Input{Text: "I like cats"}
		r, _ := call[BeamResult](t, s, "beam", BeamParams{Input: in, Width: 3, MaxTokens: 6, LengthPenalty: 0.7})
		if len(r.Hypotheses) != 3 {
			t.Fatalf("%s: %d hypotheses, want 3", kind, len(r.Hypotheses))
		}
		for i, h := range r.Hypotheses {
			forced := in
			for _, token := range h.Output.Tokens {
				forced.TargetIDs = append(forced.TargetIDs, token.ID)
			}
			n := len(h.Probs)
			if n != len(forced.TargetIDs) || n > 6 {
				t.Errorf("%s: %d probabilities of %d tokens", kind, n, len(forced.TargetIDs))
			}
			near(t, kind+" score", float64(h.Score), float64(h.LogProb)/math.Pow((5+float64(n))/6, 0.7), 1e-5)
			f, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: forced, Logits: AllRows})
			sum := 0.0
			for _, log := range f.LogProb[len(f.LogProb)-n:] {
				sum += float64(log)
			}
			near(t, kind+" log p", float64(h.LogProb), sum, 1e-3)
			if i > 0 && h.Score > r.Hypotheses[i-1].Score {
				t.Errorf("%s: hypothesis %d scores %v, the one before %v", kind, i, h.Score, r.Hypotheses[i-1].Score)
			}
		}
	}
}

// TestRandomPairsAgainstAllPairs: mean and spread of the cosine of random pairs are those of all pairs, nearly.
func TestRandomPairsAgainstAllPairs(t *testing.T) {
	s := translator(t)
	e, err := s.begin(nil, nil).embeddings()
	if err != nil {
		t.Fatal(err)
	}
	for _, centred := range []bool{false, true} {
		var rows [][]float32
		for _, id := range e.usable {
			rows = append(rows, e.vector(id, centred))
		}
		var sum, squares, n float64
		for i, x := range rows {
			for _, y := range rows[:i] {
				var xy, xx, yy float64
				for d := range x {
					xy, xx, yy = xy+float64(x[d])*float64(y[d]), xx+float64(x[d])*float64(x[d]), yy+float64(y[d])*float64(y[d])
				}
				cosine := xy / math.Sqrt(xx*yy)
				sum, squares, n = sum+cosine, squares+cosine*cosine, n+1
			}
		}
		deviation := math.Sqrt(squares/n - sum/n*sum/n)
		r, _ := call[NeighboursResult](t, s, "neighbours", NeighboursParams{Text: "猫", K: 1, Centered: centred})
		near(t, "mean of random pairs", r.RandomMean, sum/n, 4*deviation/math.Sqrt(randomPairCount))
		near(t, "spread of random pairs", r.RandomSD, deviation, 0.06*deviation)
	}
}

// TestEvenlyByHand: the first, the last, and what lies evenly between.
func TestEvenlyByHand(t *testing.T) {
	list := []int{0, 1, 2, 3, 4}
	for most, want := range map[int][]int{0: list, 1: {0}, 2: {0, 4}, 3: {0, 2, 4}, 4: {0, 1, 2, 4}, 5: list, 9: list} {
		if got := evenly(list, most); !slices.Equal(got, want) {
			t.Errorf("%d of %v: %v, want %v", most, list, got, want)
		}
	}
}

// TestStepsAreThoseOfOnePass: each step's probability is what one pass over the whole output gives with the same edits,
// wherever in the model they are.
func TestStepsAreThoseOfOnePass(t *testing.T) {
	for _, c := range []struct {
		kind string
		site string // "" for no edit
	}{{"encoder-decoder", ""}, {"encoder-decoder", "encoder.1.hook_mlp_out"}, {"encoder-decoder", "decoder.0.hook_mlp_out"},
		{"decoder", ""}, {"decoder", "blocks.0.hook_mlp_out"}} {
		s := session(t, c.kind, "learned")
		in := Input{Text: "I like cats"}
		var edits []Edit
		if c.site != "" {
			edits = []Edit{{Site: c.site, Op: "zero"}}
		}
		g, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: in, Edits: edits, Sampling: Sampling{MaxTokens: 6}})
		for _, token := range g.Output.Tokens {
			in.TargetIDs = append(in.TargetIDs, token.ID)
		}
		f, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Edits: edits, Logits: AllRows})
		logs := f.LogProb[len(f.LogProb)-len(g.Steps):]
		for i, step := range g.Steps {
			near(t, c.kind+" "+c.site, math.Log(float64(step.Prob)), float64(logs[i]), 1e-3)
		}
	}
}

// TestFiniteByHand: what JSON cannot say is left out.
func TestFiniteByHand(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if finite(x) != nil {
			t.Errorf("%v is kept", x)
		}
	}
	if x := finite(-1.5); x == nil || *x != -1.5 {
		t.Error("-1.5 is not")
	}
}

// TestRewrittenWithoutEdits is the output itself.
func TestRewrittenWithoutEdits(t *testing.T) {
	c := translator(t).begin(func() error { return nil }, nil)
	in, err := c.settle(Input{Text: "I like cats"}, true)
	if err != nil {
		t.Fatal(err)
	}
	_, want := showIDs(c.Tokenizer, in.before(), in.output)
	if got, err := c.rewritten(in, nil); err != nil || got != want || want == "" {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}
