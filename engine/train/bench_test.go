package train

import (
	"math/rand/v2"
	"testing"

	"pellucid/engine/model"
)

// BenchmarkStep is one training step of the translator's shape, 8.2 million weights, on batches of its size; tokens/s is
// its speed on one core.
func BenchmarkStep(b *testing.B) {
	config := model.Config{
		Kind: "encoder-decoder", Vocab: 10240, Context: 96, Width: 256, EncoderLayers: 5, DecoderLayers: 2, Heads: 4, KVHeads: 4,
		HeadDim: 64, Hidden: 896,
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
	sampler := &Sampler{Pools: []Pool{pool}, Phases: []Phase{{1, []float64{1}}}, Tokens: 4000, Window: 8}
	for name, bf16 := range map[string]bool{"float32": false, "bf16": true} {
		b.Run(name, func(b *testing.B) {
			options := Options{Schedule: Schedule{Peak: 1e-4}, Clip: 1, Smoothing: 0.1, Dropout: 0.05, Average: 0.998, BF16: bf16}
			trainer, err := New(model.Init(config, random), sampler, options)
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
		})
	}
}
