package model

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pellucid/engine/kernel"
)

// quantise rounds a matrix to int8 blocks.
func quantise(w []float32, rows, cols int) *Tensor {
	return &Tensor{Shape: []int{rows, cols}, Q8: kernel.Quantise(rows, cols, w)}
}

// quantisedPair is m with int8 weights, and with the same weights as float32.
func quantisedPair(t *testing.T, m *Model) (quantised, plain *Model) {
	t.Helper()
	c, small, large := m.Config, map[string]*Tensor{}, map[string]*Tensor{}
	for _, s := range c.Specs() {
		small[s.Name], large[s.Name] = m.Weight(s.Name), m.Weight(s.Name)
		if s.Quant {
			small[s.Name] = quantise(m.Weight(s.Name).F32, s.Shape[0], s.Shape[1])
			large[s.Name] = &Tensor{Shape: s.Shape, F32: small[s.Name].Q8.Dequantise()}
		}
	}
	quantised, err := New(c, small)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err = New(c, large); err != nil {
		t.Fatal(err)
	}
	return quantised, plain
}

func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab, aa, bb = ab+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

// TestQuantised compares values and gradients at every site with those of the same weights in float32, with an edit at hook_result, which
// quantised weights compute differently.
func TestQuantised(t *testing.T) {
	for name, c := range architectures() {
		t.Run(name, func(t *testing.T) {
			small, large := quantisedPair(t, tiny(c, 3))
			if !small.Quantised() || large.Quantised() {
				t.Fatalf("quantised: got %v and %v, want true and false", small.Quantised(), large.Quantised())
			}
			batch, edit := sentences(c, 6, 4), PlacedEdit{Site{small.plan.towers[0].stack, 0, Result}, -1, Scale{Index{nil, {0}}, 0.5}}
			run := Run{Tape: true, Keep: every, Edits: []PlacedEdit{edit}}
			a, b := forward(t, small, batch, run), forward(t, large, batch, run)
			s := newScore(len(a.AllLogits().Data))
			ga, err := small.Backward(a, Array{Data: s.mix}, Want{Keep: every})
			if err != nil {
				t.Fatal(err)
			}
			gb, err := large.Backward(b, Array{Data: s.mix}, Want{Keep: every})
			if err != nil {
				t.Fatal(err)
			}
			if got := cosine(a.AllLogits().Data, b.AllLogits().Data); got < 0.999 {
				t.Errorf("logits: cosine %.5f to float32, want at least 0.999", got)
			}
			for site := range c.Sites() {
				x, y := ga.At(site, 1).Data, gb.At(site, 1).Data
				if got := cosine(x, y); got < 0.99 {
					t.Errorf("gradient at %v: cosine %.5f to float32", site, got)
				}
			}
			if _, err := small.Backward(a, Array{Data: s.mix}, Want{Weights: true}); err == nil || !strings.Contains(err.Error(), "quantised model has no weight gradients") {
				t.Errorf("weight gradients: got error %v", err)
			}
			if d := apart(small.Embedding(3), large.Embedding(3)) + apart(small.OutputWeight(edit.Site), large.OutputWeight(edit.Site)); d > 1e-5 {
				t.Errorf("rows of quantised weights differ from their float32 values by %g", d)
			}
		})
	}
}

// TestQuantisedWide does so for matrices that are large enough for products of bytes, where the processor has them, and
// compares a whole sequence with the same one a token at a time, which other loops compute.
func TestQuantisedWide(t *testing.T) {
	c := architectures()["llama"]
	c.Vocab, c.Width, c.Hidden, c.Heads, c.KVHeads, c.HeadDim = 513, 512, 544, 8, 8, 64
	small, large := quantisedPair(t, Init(c, rand.New(rand.NewPCG(3, 1))))
	batch := sentences(c, 9)
	whole := forward(t, small, batch, Run{}).AllLogits().Data
	if got := cosine(whole, forward(t, large, batch, Run{}).AllLogits().Data); got < 0.999 {
		t.Errorf("logits: cosine %.5f to float32, want at least 0.999", got)
	}
	var steps []float32
	cache := small.NewCache()
	for _, id := range batch[0].Tokens {
		steps = append(steps, forward(t, small, Batch{{Tokens: []int32{id}, Cache: cache}}, Run{}).AllLogits().Data...)
	}
	if d := relative(steps, whole); d > 1e-3 {
		t.Errorf("logits a token at a time differ from those of the whole by %g", d)
	}
}
