package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/model"
)

// tinyDecoder has random weights and a layer.
func tinyDecoder(vocab, context int, seed uint64) *model.Model {
	config := model.Config{Kind: "decoder", Vocab: vocab, Context: context, Width: 8, DecoderLayers: 1, Heads: 2, Hidden: 8, Norm: "rms",
		Activation: "gelu_tanh", Position: "rotary", TiedUnembed: true, Begin: 0, End: 1, Pad: -1}.Defaults()
	return model.Init(config, rand.New(rand.NewPCG(seed, seed)))
}

// TestOnlyLearnedRowsHaveLogits: leaving the logits of tokens that are only read out gives the gradient of a loss in which they
// count for nothing, and lists of all keys change no bit of it.
func TestOnlyLearnedRowsHaveLogits(t *testing.T) {
	config := model.Config{Kind: "decoder", Vocab: 13, Context: 12, Width: 8, DecoderLayers: 2, Heads: 2, Hidden: 12, Norm: "rms",
		Activation: "gelu_tanh", Position: "rotary", TiedUnembed: true, Begin: 0, End: 1, Pad: -1}.Defaults()
	m := model.Init(config, rand.New(rand.NewPCG(3, 3)))
	parameters, err := parametersOf(m)
	if err != nil {
		t.Fatal(err)
	}
	every := []int32{0, 1, 2, 3}
	all := [][]model.Queries{{{Rows: 4, Keys: every}}, {{Rows: 4, Keys: every}}}
	shard := []numbered{
		{Example{Target: []int32{0, 5, 6, 7, 1}, Given: []bool{true, false, true, false}, Keys: all}, 0},
		{Example{Target: []int32{0, 9, 8, 1}}, 1},
		{Example{Target: []int32{0, 4, 1}, Given: []bool{true, true}}, 2},
	}
	w := newWorker(m, parameters)
	if err := w.gradient(shard, task{weight: 0.2}); err != nil {
		t.Fatal(err)
	}
	if rows := w.trace.AllLogits().Shape[0]; rows != 5 {
		t.Errorf("want logits of 5 learned rows, got %d", rows)
	}
	shard[0].Keys = nil
	plain := newWorker(m, parameters)
	if err := plain.gradient(shard, task{weight: 0.2}); err != nil {
		t.Fatal(err)
	}

	// The same with all logits, the others' losses and gradients being 0.
	batch, targets := inputs([]Example{shard[0].Example, shard[1].Example, shard[2].Example}, nil)
	trace, err := m.Forward(batch, model.Run{Tape: true})
	if err != nil {
		t.Fatal(err)
	}
	logits, losses := trace.AllLogits(), make([]float32, len(targets))
	m.Kernels.CrossEntropy(losses, logits.Data, logits.Data, targets, 0, 0.2, len(targets), config.Vocab)
	grads, err := m.Backward(trace, logits, model.Want{Weights: true})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, loss := range losses {
		sum += float64(loss)
	}
	if math.Abs(sum-w.loss) > 1e-5 || w.loss != plain.loss {
		t.Errorf("losses %g, %g and %g", w.loss, plain.loss, sum)
	}
	for i, p := range parameters {
		for j, want := range grads.Weight(p.name) {
			if got := w.gradients[i][j]; math.Abs(float64(got-want)) > 1e-6 || got != plain.gradients[i][j] {
				t.Fatalf("%s: gradient %g, with all logits %g, without lists %g", p.name, got, want, plain.gradients[i][j])
			}
		}
	}
}

// TestUnlikelihood compares the gradient of tokens that are to become unlikely with central differences of its loss, which is
// −ln(1 − p) by its definition.
func TestUnlikelihood(t *testing.T) {
	m := tinyDecoder(9, 8, 7)
	parameters, err := parametersOf(m)
	if err != nil {
		t.Fatal(err)
	}
	shard := []numbered{
		{Example{Target: []int32{0, 5, 6, 7, 1}, Given: []bool{true, false, false, true}, Against: []bool{false, false, true, false}}, 0},
		{Example{Target: []int32{0, 4, 1}}, 1},
	}
	w := newWorker(m, parameters)
	if err := w.gradient(shard, task{weight: 1}); err != nil {
		t.Fatal(err)
	}
	want := func() float64 { // −ln p(6|0), of 7 −ln(1 − p), and the two of the other example
		total := 0.0
		for _, part := range []struct {
			tokens  []int32
			next    int32
			against bool
		}{{[]int32{0, 5}, 6, false}, {[]int32{0, 5, 6}, 7, true}, {[]int32{0}, 4, false}, {[]int32{0, 4}, 1, false}} {
			trace, err := m.Forward(model.Batch{{Tokens: part.tokens}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
			if err != nil {
				t.Fatal(err)
			}
			sum, logits := 0.0, trace.AllLogits().Data
			for _, x := range logits {
				sum += math.Exp(float64(x))
			}
			p := math.Exp(float64(logits[part.next])) / sum
			if part.against {
				p = 1 - p
			}
			total -= math.Log(p)
		}
		return total
	}
	if math.Abs(w.loss-want()) > 1e-5 {
		t.Errorf("loss %g, want %g", w.loss, want())
	}
	for i, p := range parameters {
		for _, j := range []int{0, len(p.weight) / 2, len(p.weight) - 1} {
			const step = 2e-3
			kept := p.weight[j]
			p.weight[j] = kept + step
			up := want()
			p.weight[j] = kept - step
			slope := (up - want()) / (2 * step)
			p.weight[j] = kept
			if got := float64(w.gradients[i][j]); math.Abs(got-slope) > 2e-3*(1+math.Abs(slope)) {
				t.Errorf("%s[%d]: gradient %g, by differences %g", p.name, j, got, slope)
			}
		}
	}
}
