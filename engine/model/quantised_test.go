package model

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/kernel"
)

// quantise rounds a matrix to int8 blocks.
func quantise(w []float32, rows, cols int) *Tensor {
	return &Tensor{Shape: []int{rows, cols}, Blocks: kernel.Quantise(rows, cols, w)}
}

// quantisedPair is m with int8 weights, and with the same weights as float32.
func quantisedPair(t *testing.T, m *Model) (quantised, plain *Model) {
	t.Helper()
	c, small, large := m.Config, map[string]*Tensor{}, map[string]*Tensor{}
	for _, s := range c.Specs() {
		small[s.Name], large[s.Name] = m.Weight(s.Name), m.Weight(s.Name)
		if s.Quant {
			small[s.Name] = quantise(m.Weight(s.Name).F32, s.Shape[0], s.Shape[1])
			large[s.Name] = &Tensor{Shape: s.Shape, F32: small[s.Name].Blocks.(kernel.Q8).Dequantise()}
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
			if _, err := small.Backward(a, Array{Data: s.mix}, Want{Weights: true}); err == nil || !strings.Contains(err.Error(),
				"quantised model has no weight gradients") {
				t.Errorf("weight gradients: got error %v", err)
			}
			if d := apart(small.Embedding(3), large.Embedding(3)) + apart(small.OutputWeight(edit.Site), large.OutputWeight(edit.Site)); d > 1e-5 {
				t.Errorf("rows of quantised weights differ from their float32 values by %g", d)
			}
		})
	}
}

// wide are models whose matrices are large enough for products of bytes, where the processor has them.
func wide() map[string]Config {
	models := map[string]Config{}
	for _, name := range []string{"gpt2", "llama", "encoder-decoder post-norm"} {
		c := architectures()[name]
		c.Vocab, c.Width, c.Hidden, c.Heads, c.HeadDim, c.Context = 513, 512, 544, 8, 64, 128
		c.KVHeads = min(c.KVHeads*2, 8)
		models[name] = c
	}
	return models
}

func TestQuantisedWide(t *testing.T) {
	for name, c := range wide() {
		small, large := quantisedPair(t, Init(c, rand.New(rand.NewPCG(3, 1))))
		batch := sentences(c, 9)
		got := cosine(forward(t, small, batch, Run{}).AllLogits().Data, forward(t, large, batch, Run{}).AllLogits().Data)
		if got < 0.999 {
			t.Errorf("%s: logits: cosine %.5f to float32, want at least 0.999", name, got)
		}
	}
}

// TestQuantisedInAnyCompany computes the same rows whole, in pieces of one token and more, and as variants that share a
// prefix. Rounding inputs to integers makes a large difference of the smallest one, so the WebAssembly kernels give a
// row the same bits in any company.
func TestQuantisedInAnyCompany(t *testing.T) {
	most := 0.0
	if name := kernel.Best().Name(); !strings.HasPrefix(name, "wasm") {
		most = 1e-4
		t.Logf("%s kernels sum in other orders for few rows: differences up to %g are let pass", name, most)
	}
	for name, c := range wide() {
		m, _ := quantisedPair(t, Init(c, rand.New(rand.NewPCG(3, 1))))
		whole := sentences(c, 75)[0]
		same := func(how string, got, want []float32) {
			t.Helper()
			if d := apart(got, want); d > most {
				t.Errorf("%s, %s: logits differ by %g, want %g at most", name, how, d, most)
			}
		}
		want := forward(t, m, Batch{whole}, Run{}).AllLogits().Data
		var pieces []float32
		cache := m.NewCache()
		from := 0
		for _, n := range []int{1, 1, 2, 3, 4, 5, 8, 17, 34} {
			piece := Sequence{Tokens: whole.Tokens[from : from+n], Cache: cache}
			if from == 0 {
				piece.Source = whole.Source
			}
			pieces = append(pieces, forward(t, m, Batch{piece}, Run{}).AllLogits().Data...)
			from += n
		}
		same("in pieces", pieces, want)
		var shared Batch
		variants := occlusions(whole.Tokens)
		for i := 70; i < 75; i++ {
			shared = append(shared, Sequence{Tokens: variants[i][i:], Cache: cache.View(i)}, Sequence{Tokens: variants[i][i:], Cache: cache.Fork(i)})
		}
		got := forward(t, m, shared, Run{Logits: LogitRows{Mode: LastRow}})
		for i := range shared {
			alone := forward(t, m, Batch{{Source: whole.Source, Tokens: variants[70+i/2]}}, Run{Logits: LogitRows{Mode: LastRow}})
			same("sharing a prefix", got.Logits(i).Data, alone.Logits(0).Data)
		}
	}
}

// TestUnpacked: the float32 model has the numbers that the blocks stand for.
func TestUnpacked(t *testing.T) {
	for name, c := range architectures() {
		small, large := quantisedPair(t, tiny(c, 3))
		unpacked, err := small.Unpacked()
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range c.Specs() {
			if got, want := unpacked.Weight(spec.Name), large.Weight(spec.Name); got.Blocks != nil || !slices.Equal(got.F32, want.F32) {
				t.Errorf("%s: %s differs", name, spec.Name)
			}
		}
	}
}
