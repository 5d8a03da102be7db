// Tiny models and batches that the tests share.

package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// architectures are small models that together have every part; the key is the name of the subtest.
func architectures() map[string]Config {
	base := Config{Kind: "decoder", Vocab: 11, Context: 64, Width: 8, DecoderLayers: 2, Heads: 2, Hidden: 12,
		Norm: "layer", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Begin: -1, End: -1, Pad: -1}.Defaults()
	llama := base
	llama.Heads, llama.KVHeads, llama.HeadDim = 4, 2, 4
	llama.Norm, llama.Activation, llama.Position = "rms", "swiglu", "rotary"
	llama.Biases, llama.QKVBiases, llama.NormBiases, llama.TiedUnembed = false, false, false, false
	adjacent := llama
	adjacent.RotaryPairs, adjacent.QKVBiases = "adjacent", true
	encoder := base
	encoder.Kind, encoder.EncoderLayers, encoder.DecoderLayers = "encoder", 2, 0
	encoder.NormPlace, encoder.Activation = "post", "gelu_erf"
	pre := base
	pre.Kind, pre.EncoderLayers, pre.Position, pre.Activation, pre.EmbedScale = "encoder-decoder", 2, "sinusoidal", "gelu_erf", true
	post := pre
	post.NormPlace, post.Position, post.TiedUnembed, post.KVHeads, post.Activation = "post", "learned", false, 1, "relu"
	rotary := pre
	rotary.Position, rotary.Activation, rotary.Norm, rotary.NormBiases = "rotary", "swiglu", "rms", false
	qwen3 := llama
	qwen3.QKNorm, qwen3.Unrotated, qwen3.RotaryDivisors = true, []int{1}, []float64{2, 3}
	gemma := llama
	gemma.NormPlace, gemma.Activation, gemma.ScoreCap, gemma.LogitCap, gemma.ScoreScale = "both", "geglu", 2, 3, 0.3
	gemma.QKNorm, gemma.Window, gemma.Windowed, gemma.LocalRotaryBase, gemma.EmbedScale = true, 2, []int{0}, 100, true
	neox := base
	neox.Position, neox.RotaryDims, neox.Parallel, neox.HeadDim, neox.TiedUnembed = "rotary", 2, true, 4, false
	bert := encoder
	bert.EmbedNorm, bert.Head, bert.UnembedBias = true, true, true
	t5 := pre
	t5.Position, t5.Norm, t5.NormBiases, t5.Activation = "relative", "rms", false, "geglu"
	t5.RelativeBuckets, t5.RelativeReach, t5.ScoreScale, t5.LogitScale = 4, 3, 0.5, 0.4
	marian := post
	marian.Position, marian.Activation, marian.UnembedBias, marian.DecoderHidden, marian.DecoderEmbed = "sinusoidal_halves",
		"silu", true, 10, true
	return map[string]Config{"qwen3": qwen3, "gemma": gemma, "neox": neox, "bert": bert, "t5": t5, "marian": marian,
		"gpt2": base, "llama": llama, "llama adjacent pairs": adjacent, "encoder": encoder,
		"encoder-decoder pre-norm": pre, "encoder-decoder post-norm": post, "encoder-decoder rotary": rotary}
}

// tiny is a model whose weights (gains and biases too) are random and large enough for every part to matter.
func tiny(c Config, seed uint64) *Model {
	random := rand.New(rand.NewPCG(seed, 1))
	m := Init(c, random)
	for _, w := range m.weights {
		for i := range w.F32 {
			w.F32[i] = w.F32[i]*1.5 + 0.2*float32(random.NormFloat64())
		}
	}
	return m
}

// sentences is a ragged batch for a model.
func sentences(c Config, lengths ...int) Batch {
	random := rand.New(rand.NewPCG(7, 7))
	ids := func(n int) []int32 {
		list := make([]int32, n)
		for i := range list {
			list[i] = int32(random.IntN(c.Vocab))
		}
		return list
	}
	var batch Batch
	for i, n := range lengths {
		s := Sequence{Tokens: ids(n)}
		if c.Kind == "encoder-decoder" {
			s.Source = ids(max(1, n+1-i%3))
		}
		batch = append(batch, s)
	}
	return batch
}

func forward(t testing.TB, m *Model, batch Batch, run Run) *Trace {
	t.Helper()
	trace, err := m.Forward(batch, run)
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// apart is the largest absolute difference; infinite if lengths differ or one value is no number or infinite and the
// other is not the same.
func apart(a, b []float32) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	worst := 0.0
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		d := math.Abs(float64(a[i]) - float64(b[i]))
		if math.IsNaN(d) {
			return math.Inf(1)
		}
		worst = max(worst, d)
	}
	return worst
}

// relative is apart as a share of the largest value, or of 1 if all are smaller.
func relative(got, want []float32) float64 {
	largest := 1.0
	for _, v := range want {
		if a := math.Abs(float64(v)); !math.IsInf(a, 0) {
			largest = max(largest, a)
		}
	}
	return apart(got, want) / largest
}

func every(Site) bool { return true }
