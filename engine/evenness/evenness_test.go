package evenness

import (
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/model"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s: want %g, got %g", what, want, got)
	}
}

// TestDivergence is against values worked out by hand.
func TestDivergence(t *testing.T) {
	for _, c := range []struct {
		a, b []float32
		want float64
	}{
		{[]float32{1, 0}, []float32{0, 1}, 1},
		{[]float32{0.5, 0.5}, []float32{1, 1}, 0}, // the same shares
		{[]float32{1, 0}, []float32{0.5, 0.5}, 0.5*math.Log2(4.0/3) + 0.25*math.Log2(2.0/3) + 0.25},
	} {
		got, ok := Divergence(c.a, c.b)
		if !ok {
			t.Fatal("want a divergence")
		}
		near(t, "divergence", got, c.want)
	}
	if _, ok := Divergence([]float32{0, 0}, []float32{1, 0}); ok {
		t.Error("want none of weights that are all zero")
	}
}

// TestEntropy: a head that is even but for a sink is uneven with it and even without; its first row sees one key only.
func TestEntropy(t *testing.T) {
	pattern := model.Array{Shape: []int{1, 3, 3}, Data: []float32{1, 0, 0, 0.9, 0.1, 0, 0.8, 0.1, 0.1}}
	g := newGrid(pattern, true, nil)
	var all, spared mean
	g.entropy(0, nil, &all)
	g.entropy(0, g.sinks, &spared)
	two := -(0.9*math.Log(0.9) + 0.1*math.Log(0.1)) / math.Log(2)
	three := -(0.8*math.Log(0.8) + 0.2*math.Log(0.1)) / math.Log(3)
	near(t, "with the sink", all.value(0), (two+three)/2)
	near(t, "without", spared.value(0), 1)
	if spared.n != 1 {
		t.Errorf("want one row with two keys beside the sink, got %d", spared.n)
	}
}

// TestProfile: random weights attend nearly evenly in every layer, and every sublayer has its kind's next one.
func TestProfile(t *testing.T) {
	config := model.Config{
		Kind: "encoder-decoder", Context: 16, Width: 16, EncoderLayers: 2, DecoderLayers: 2, Heads: 2, KVHeads: 2, HeadDim: 8, Hidden: 16,
		Norm: "layer", NormPlace: "pre", Activation: "relu", Position: "sinusoidal", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Eps: 1e-5, Vocab: 20, Begin: 17, End: 18, Pad: 19,
	}
	m := model.Init(config, rand.New(rand.NewPCG(1, 1)))
	a := Input{Sequence: model.Sequence{Source: []int32{1, 2, 3, 4, 5}, Tokens: []int32{17, 6, 7, 8}}}
	b := Input{Sequence: model.Sequence{Source: []int32{9, 10, 11}, Tokens: []int32{17, 12, 13, 14, 15}}}
	layers, err := Profile(m, []Input{a, b}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(layers) != 6 {
		t.Fatalf("want 2 encoder and 4 decoder sublayers, got %d", len(layers))
	}
	for _, l := range layers {
		last := l.Site == "encoder.1.attn.hook_pattern" || l.Site[:9] == "decoder.1"
		if (l.Next < 0) != last {
			t.Errorf("%s: next layer's divergence is %g", l.Site, l.Next)
		}
		for head := range l.Entropy {
			if l.Entropy[head] < 0.5 || l.Entropy[head] > 1+1e-9 || l.Inputs[head] < 0 || l.Inputs[head] > 1 {
				t.Errorf("%s: head %d has entropy %g and divergence %g", l.Site, head, l.Entropy[head], l.Inputs[head])
			}
		}
	}
	same, err := Profile(m, []Input{a, a}, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "the same input twice", Mean(same).Inputs, 0)
	alone, err := Profile(m, []Input{a}, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "one input", Mean(alone).Inputs, -1)
}
