// What passes cost, on the shapes that matter: GPT-2 small, and the translator in training.

package model

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// gpt2Small is the shape of GPT-2 small (124 M parameters).
func gpt2Small() Config {
	return Config{Kind: "decoder", Vocab: 50257, Context: 1024, Width: 768, DecoderLayers: 12, Heads: 12, Hidden: 3072,
		Norm: "layer", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Begin: -1, End: -1, Pad: -1}.Defaults()
}

// large is a model of that shape whose random weights are the same few numbers over and over, made once; largeQ8 has
// them as int8.
var large, largeQ8 = sync.OnceValue(func() *Model { return makeLarge(false) }), sync.OnceValue(func() *Model { return makeLarge(true) })

func makeLarge(int8 bool) *Model {
	c, tensors := gpt2Small(), map[string]*Tensor{}
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]float32, 1<<16+1)
	for i := range noise {
		noise[i] = float32(random.NormFloat64()) * 0.02
	}
	for _, s := range c.Specs() {
		n := 1
		for _, v := range s.Shape {
			n *= v
		}
		w := make([]float32, n)
		for i := 0; i < n; i += len(noise) {
			copy(w[i:], noise)
		}
		if int8 && s.Quant {
			tensors[s.Name] = quantise(w, s.Shape[0], s.Shape[1])
		} else {
			tensors[s.Name] = &Tensor{Shape: s.Shape, F32: w}
		}
	}
	m, err := New(c, tensors)
	if err != nil {
		panic(err)
	}
	return m
}

// precisions runs a benchmark with weights of float32 and of int8.
func precisions(b *testing.B, run func(b *testing.B, m *Model)) {
	b.Run("float32", func(b *testing.B) { run(b, large()) })
	b.Run("int8", func(b *testing.B) { run(b, largeQ8()) })
}

// occlusions replaces each of the tokens in turn.
func occlusions(ids []int32) [][]int32 {
	var variants [][]int32
	for i := range ids {
		v := append([]int32{}, ids...)
		v[i] = 0
		variants = append(variants, v)
	}
	return variants
}

// BenchmarkOcclude is occluding each of 64 tokens, 32 variants a batch: with everything computed again, and with the
// prefix before the occluded token shared. The bar for shared is 0.6 of full. It reports processor time too, which a
// busy machine disturbs less.
func BenchmarkOcclude(b *testing.B) {
	m := large()
	ids := sentences(m.Config, 64)[0].Tokens
	variants := occlusions(ids)
	const together = 32
	occlude := func(b *testing.B, sequence func(i int) Sequence) {
		var trace *Trace
		started := processorTime()
		for b.Loop() {
			for i := 0; i < len(variants); i += together {
				var batch Batch
				for j := range together {
					batch = append(batch, sequence(i+j))
				}
				trace = forward(b, m, batch, Run{Logits: LogitRows{Mode: LastRow}, Reuse: trace})
			}
		}
		b.ReportMetric((processorTime()-started)/float64(b.N), "cpu-s/op")
	}
	b.Run("full", func(b *testing.B) {
		occlude(b, func(i int) Sequence { return Sequence{Tokens: variants[i]} })
	})
	b.Run("shared", func(b *testing.B) {
		cache := m.NewCache()
		forward(b, m, Batch{{Tokens: ids, Cache: cache}}, Run{Logits: LogitRows{Mode: NoRows}})
		occlude(b, func(i int) Sequence { return Sequence{Tokens: variants[i][i:], Cache: cache.View(i)} })
	})
}

// BenchmarkPrompt is a prompt of 100 tokens, logits of the last.
func BenchmarkPrompt(b *testing.B) { precisions(b, benchmarkPrompt) }

func benchmarkPrompt(b *testing.B, m *Model) {
	batch, trace := sentences(m.Config, 100), (*Trace)(nil)
	for b.Loop() {
		trace = forward(b, m, batch, Run{Logits: LogitRows{Mode: LastRow}, Reuse: trace})
	}
	b.ReportMetric(100/b.Elapsed().Seconds()*float64(b.N), "tokens/s")
}

// BenchmarkNextToken is one decode step after 100 tokens; it must make no garbage.
func BenchmarkNextToken(b *testing.B) { precisions(b, benchmarkNextToken) }

func benchmarkNextToken(b *testing.B, m *Model) {
	prompt, cache := sentences(m.Config, 100), m.NewCache()
	prompt[0].Cache = cache
	trace := forward(b, m, prompt, Run{Logits: LogitRows{Mode: LastRow}})
	batch := Batch{{Tokens: []int32{1}, Cache: cache}}
	b.ReportAllocs()
	for b.Loop() {
		if cache.Len() == 120 {
			*cache = *cache.Fork(100)
		}
		trace = forward(b, m, batch, Run{Reuse: trace})
	}
}

// BenchmarkTrain is a forward and backward pass of a 3+3 layer translator over 128 pairs of 15 tokens a side.
func BenchmarkTrain(b *testing.B) {
	c := Config{Kind: "encoder-decoder", Vocab: 7000, Context: 128, Width: 256, EncoderLayers: 3, DecoderLayers: 3, Heads: 8,
		Hidden: 1024, Norm: "layer", Activation: "gelu_tanh", Position: "sinusoidal", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, EmbedScale: true, Begin: 1, End: 2, Pad: 0}.Defaults()
	m := Init(c, rand.New(rand.NewPCG(1, 1)))
	var batch Batch
	random := rand.New(rand.NewPCG(2, 2))
	for range 128 {
		var s Sequence
		for range 15 {
			s.Source, s.Tokens = append(s.Source, int32(random.IntN(c.Vocab))), append(s.Tokens, int32(random.IntN(c.Vocab)))
		}
		batch = append(batch, s)
	}
	target, loss := make([]int32, 128*15), make([]float32, 128*15)
	for i := range target {
		target[i] = int32(random.IntN(c.Vocab))
	}
	var trace *Trace
	grads, started := m.NewGrads(), processorTime()
	b.ReportAllocs()
	for b.Loop() {
		grads.Zero()
		trace = forward(b, m, batch, Run{Tape: true, Reuse: trace})
		logits := trace.AllLogits()
		m.Kernels.CrossEntropy(loss, logits.Data, logits.Data, target, 0.1, 1/float32(len(target)), len(target), c.Vocab)
		if _, err := m.Backward(trace, logits, Want{Weights: true, Into: grads}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(2*len(target)*b.N)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(float64(2*len(target)*b.N)/(processorTime()-started), "tokens/cpu-s")
}
