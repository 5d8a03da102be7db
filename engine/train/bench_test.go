package train

import (
	"math/rand/v2"
	"testing"

	"pellucid/engine/model"
)

// BenchmarkStep is one training step of the shape that the shipped translator has; tokens/s is its speed on one core.
func BenchmarkStep(b *testing.B) {
	config := model.Config{
		Kind: "encoder-decoder", Vocab: 6400, Context: 96, Width: 256, EncoderLayers: 3, DecoderLayers: 3, Heads: 4, KVHeads: 4, HeadDim: 64, Hidden: 768,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal",
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, EmbedScale: true, Eps: 1e-5,
	}
	random := rand.New(rand.NewPCG(1, 1))
	sentence := func() []int32 {
		ids := make([]int32, 8+random.IntN(10))
		for i := range ids {
			ids[i] = int32(random.IntN(config.Vocab))
		}
		return ids
	}
	pool := Pool{Name: "random"}
	for range 2000 {
		pool.Examples = append(pool.Examples, Example{Source: sentence(), Target: sentence()})
	}
	sampler := &Sampler{Pools: []Pool{pool}, Phases: []Phase{{1, []float64{1}}}, Tokens: 2500, Window: 8}
	trainer, err := New(model.Init(config, random), sampler, Options{Schedule: Schedule{Peak: 1e-4}, Clip: 1, Smoothing: 0.1})
	if err != nil {
		b.Fatal(err)
	}
	tokens := 0
	for b.Loop() {
		report, err := trainer.Next(0)
		if err != nil {
			b.Fatal(err)
		}
		tokens += report.Tokens
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}
