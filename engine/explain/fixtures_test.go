// Models and subjects that the tests share: small random ones, and one planted so that the right answer is known.

package explain

import (
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/model"
)

func decoderConfig() model.Config {
	return model.Config{Kind: "decoder", Vocab: 13, Context: 32, Width: 16, DecoderLayers: 2, Heads: 2, Hidden: 24,
		Norm: "layer", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true, NormBiases: true,
		TiedUnembed: true, Begin: -1, End: -1, Pad: -1}.Defaults()
}

func translatorConfig() model.Config {
	c := decoderConfig()
	c.Kind, c.EncoderLayers, c.Position, c.Activation, c.EmbedScale = "encoder-decoder", 2, "sinusoidal", "gelu_erf", true
	c.Begin, c.End = 0, 1
	return c.Defaults()
}

// maskToken stands in the texts of guesserConfig's model for a word to be guessed.
const maskToken = 12

// guesserConfig is an encoder-only model with a head for masked words, as BERT is.
func guesserConfig() model.Config {
	c := decoderConfig()
	c.Kind, c.DecoderLayers, c.EncoderLayers, c.NormPlace, c.Head, c.EmbedNorm = model.EncoderOnly, 0, 2, model.PostNorm, true, true
	return c.Defaults()
}

// lively is a model with random weights large enough for every part to matter.
func lively(c model.Config, seed uint64) *model.Model {
	random := rand.New(rand.NewPCG(seed, 9))
	m := model.Init(c, random)
	for _, s := range c.Specs() {
		w := m.Weight(s.Name).F32
		for i := range w {
			w[i] = w[i]*1.4 + 0.15*float32(random.NormFloat64())
		}
	}
	return m
}

// subjects are one decoder-only and one translating subject; unit 1 has two tokens, and position 0 (and the last of the
// translator's input) belongs to none.
func subjects() map[string]*Subject {
	units := []Unit{{"a", []int{1}}, {"b", []int{2, 3}}, {"c", []int{4}}, {"d", []int{5}}}
	return map[string]*Subject{
		"decoder": {Model: lively(decoderConfig(), 1), Read: []int32{2, 5, 7, 3, 9, 4}, Write: []int32{6, 8, 11}, Units: units},
		"encoder-decoder": {Model: lively(translatorConfig(), 2), Read: []int32{2, 5, 7, 3, 9, 4, 1}, Write: []int32{0, 6, 8, 11,
			1}, Units: units},
		"encoder": {Model: lively(guesserConfig(), 3), Read: []int32{2, 5, 7, 3, 9, 4, maskToken, maskToken, 1}, Units: units,
			Write: []int32{6, 8}, Guessed: []int{6, 7}},
	}
}

// plant describes a one-head, one-layer decoder whose last position looks at chosen positions and says what it read
// there: with width 2·8, dimensions 0–7 are the token and 8–15 the position.
type plant struct {
	score map[int]float32 // how strongly each position is looked at
	mute  map[int]bool    // tokens whose value is nothing, such as a sink's
	sure  float32         // how large the logits are
}

const plantVocab = 8

func (p plant) model(t *testing.T) *model.Model {
	t.Helper()
	c := model.Config{Kind: "decoder", Vocab: plantVocab, Context: 8, Width: 16, DecoderLayers: 1, Heads: 1, Hidden: 4,
		Norm: "rms", Activation: "relu", Position: "learned", QKVBiases: true, Begin: -1, End: -1, Pad: -1}.Defaults()
	tensors := map[string]*model.Tensor{}
	for _, s := range c.Specs() {
		n := 1
		for _, d := range s.Shape {
			n *= d
		}
		tensors[s.Name] = &model.Tensor{Shape: s.Shape, F32: make([]float32, n)}
	}
	set := func(name string, row, column int, v float32) {
		w := tensors[name]
		if w == nil {
			t.Fatalf("no weight %q", name)
		}
		if len(w.Shape) == 1 {
			w.F32[column] = v
			return
		}
		w.F32[row*w.Shape[1]+column] = v
	}
	for i := range 16 {
		set("blocks.0.ln1.weight", 0, i, 1)
		set("blocks.0.ln2.weight", 0, i, 1)
		set("ln_final.weight", 0, i, 1)
	}
	for id := range plantVocab {
		set("embed.weight", id, id, 1)
		if !p.mute[id] {
			set("blocks.0.attn.v.weight", id, id, 1)
		}
		set("blocks.0.attn.o.weight", id, id, p.sure)
		set("unembed.weight", id, id, p.sure)
	}
	set("blocks.0.attn.q.bias", 0, 0, 4) // √dim, so that scores are what the plant says
	for pos := range 8 {
		set("pos_embed.weight", pos, 8+pos, 1)
		set("blocks.0.attn.k.weight", 0, 8+pos, p.score[pos])
	}
	m, err := model.New(c, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// words makes every position of read a unit.
func words(m *model.Model, read []int32, write ...int32) *Subject {
	s := &Subject{Model: m, Read: read, Write: write}
	for i := range read {
		s.Units = append(s.Units, Unit{Text: string(rune('a' + i)), Tokens: []int{i}})
	}
	return s
}

func scorer(t *testing.T, s *Subject, target Target, mask Mask) *Scorer {
	t.Helper()
	c, err := NewScorer(s, target, Masking{Mask: mask, Neutral: 7, Pool: []int32{2, 3, 4}, Samples: 5, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.7g, want %.7g (±%g)", what, got, want, tolerance)
	}
}

// logProb is log p(y) of the softmax, the plain way.
func logProb(logits []float32, y int32) float64 {
	sum := 0.0
	for _, z := range logits {
		sum += math.Exp(float64(z) - float64(logits[y]))
	}
	return -math.Log(sum)
}
