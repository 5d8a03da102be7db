package explain

import (
	"math"
	"os"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
)

// TestLIMEErrorIsItsSpread: over 200 seeds, the standard error that LIME shows covers the credit's mean as often as one
// standard deviation of a normal distribution does, for functions of eight units that a straight line fits well and badly.
// Treating kernel weights as precisions covers 55 to 57 %.
func TestLIMEErrorIsItsSpread(t *testing.T) {
	const n = 8
	functions := map[string]func(shown []float64) float64{
		"one word decides":       func(x []float64) float64 { return -6 + 5*x[2] + 0.4*x[5] },
		"two must come together": func(x []float64) float64 { return -6 + 4*x[1]*x[3] + x[6] },
		"either will do":         func(x []float64) float64 { return -5 + 4*math.Max(x[0], x[4]) - 0.5*x[7]*x[2] },
	}
	for name, f := range functions {
		limeCovers(t, name, n, func(hidden Hidden) []float64 {
			x := make([]float64, n)
			for i := range x {
				if !hidden[i] {
					x[i] = 1
				}
			}
			return []float64{f(x)}
		})
	}
}

// limeCovers fits LIME to a function of n units with 200 seeds and counts how often ± 1 standard error covers the mean.
func limeCovers(t *testing.T, name string, n int, score func(Hidden) []float64) {
	t.Helper()
	const seeds = 200
	outputs := len(score(hiding(n)))
	credits, errors := make([][]float64, seeds), make([][]float64, seeds) // [seed][output × unit]
	for seed := range seeds {
		variants, weights := limeVariants(n, LIMEOptions{Seed: uint64(seed)}.filled(n))
		fit, err := newLimeFit(variants, weights, 0)
		if err != nil {
			t.Fatal(err)
		}
		y := make([]float64, len(variants))
		for j := range outputs {
			for v, hidden := range variants {
				y[v] = score(hidden)[j]
			}
			credit, sem, _ := fit.solve(y)
			credits[seed], errors[seed] = append(credits[seed], credit...), append(errors[seed], sem...)
		}
	}
	covered, spread, shown, counted := 0.0, 0.0, 0.0, 0.0
	for u := range outputs * n {
		mean := 0.0
		for _, c := range credits {
			mean += c[u] / seeds
		}
		for seed, c := range credits {
			if errors[seed][u] < 1e-3 { // a straight line that fits exactly has no error but the ridge's
				continue
			}
			counted++
			spread += (c[u] - mean) * (c[u] - mean)
			shown += errors[seed][u] * errors[seed][u]
			if math.Abs(c[u]-mean) <= errors[seed][u] {
				covered++
			}
		}
	}
	if counted == 0 {
		return
	}
	share, ratio := covered/counted, math.Sqrt(spread/shown)
	t.Logf("%s: ± 1 covers %.1f %% of %.0f, true spread %.3f times the error shown", name, 100*share, counted, ratio)
	if share < 0.65 || share > 0.71 || ratio < 0.92 || ratio > 1.08 {
		t.Errorf("%s: ± 1 covers %.1f %% (want 65 to 71), true spread %.3f times the error shown (want 0.92 to 1.08)", name, 100*share, ratio)
	}
}

// TestLIMEErrorOnSentences: the same on two sentences of the frozen translator. Every set of hidden words is scored once.
func TestLIMEErrorOnSentences(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the frozen translator 256 times")
	}
	m, vocabulary, _, err := checkpoint.Open(os.DirFS("../testdata/frozen"))
	if err != nil {
		t.Fatal(err)
	}
	special := map[string]int32{}
	for _, s := range vocabulary.Specials() {
		special[s.Text] = s.ID
	}
	for _, sentence := range []struct {
		to    string
		words []string
	}{
		{"<2en>", []string{"我的", "猫", "喜欢", "睡", "在", "窗边", "。"}},
		{"<2zh>", []string{"The", " little", " girl", " is", " reading", " a", " book."}},
	} {
		s := &Subject{Model: m, Read: []int32{special[sentence.to]}, Write: []int32{m.Config.Begin}}
		for _, word := range sentence.words {
			unit := Unit{Text: word}
			for _, token := range vocabulary.Encode(word) {
				unit.Tokens = append(unit.Tokens, len(s.Read))
				s.Read = append(s.Read, token.ID)
			}
			s.Units = append(s.Units, unit)
		}
		s.Read = append(s.Read, m.Config.End)
		err := m.Generate(model.Sequence{Source: s.Read, Tokens: s.Write}, model.Sampling{}, func(step model.Step) error {
			s.Write = append(s.Write, step.Token)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c, err := NewScorer(s, Target{Measure: LogProb}, Masking{Mask: Replace, Neutral: vocabulary.Encode("…")[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		n := len(s.Units)
		all := make([]Hidden, 1<<n)
		for set := range all {
			all[set] = hiding(n)
			for u := range n {
				all[set][u] = set>>u&1 == 1
			}
		}
		scores, err := c.Score(all, nil)
		if err != nil {
			t.Fatal(err)
		}
		known := map[string][]float64{}
		for set, v := range all {
			known[v.key()] = scores[set]
		}
		limeCovers(t, strings.Join(sentence.words, ""), n, func(v Hidden) []float64 { return known[v.key()] })
	}
}
