package model

import (
	"math"
	"math/rand/v2"
	"pellucid/engine/problem"
	"strings"
	"testing"
)

// TestReadersOfWeights rebuilds values of a pass from what the readers return.
func TestReadersOfWeights(t *testing.T) {
	for name, c := range architectures() {
		m, batch := tiny(c, 1), sentences(c, 4)
		trace := forward(t, m, batch, Run{Keep: every})
		tower := m.plan.towers[len(m.plan.towers)-1]
		at := func(layer int, p Point) Array {
			a, err := trace.At(Site{tower.stack, layer, p}, 0)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		last := at(1, ResidPost)
		if c.NormPlace == "post" {
			last = at(1, LN2)
		}
		logits, err := m.Project(last)
		if err != nil {
			t.Fatal(err)
		}
		if d := relative(logits.Data, trace.Logits(0).Data); d > 1e-5 {
			t.Errorf("%s: projection of the last residual stream differs from the logits by %g", name, d)
		}
		if c.Head { // from here on the logit is no linear function of the stream; see LogitDirection
			last = at(-1, HeadLN)
		}
		direction, constant := m.LogitDirection(5)
		for row := range 4 {
			sum, mean, scale := constant, 0.0, 1.0
			stream := last.Data[row*c.Width : (row+1)*c.Width]
			if c.NormPlace != "post" {
				scale = float64(at(-1, FinalScale).Data[row])
				for _, v := range stream {
					if c.Norm == "layer" {
						mean += float64(v) / float64(c.Width)
					}
				}
			}
			for j, v := range stream {
				sum += float64(direction[j]) * (float64(v) - mean) / scale
			}
			if limit := float64(c.LogitCap); limit > 0 {
				sum = limit * math.Tanh(sum/limit)
			}
			if want := float64(trace.Logits(0).Data[row*c.Vocab+5]); math.Abs(sum-want) > 1e-4 {
				t.Errorf("%s: direction gives logit %v in row %d, want %v", name, sum, row, want)
			}
		}
		first, read := at(-1, Embed).Data, batch[0].Tokens
		if c.Kind == EncoderDecoder {
			a, err := trace.At(Site{Encoder, -1, Embed}, 0)
			if err != nil {
				t.Fatal(err)
			}
			first, read = a.Data, batch[0].Source
		}
		if d := apart(m.Embedding(read[2]), first[2*c.Width:3*c.Width]); d > 1e-6 {
			t.Errorf("%s: embedding differs from hook_embed by %g", name, d)
		}
		points := []attentionPoints{selfPoints}
		if tower.cross {
			points = append(points, crossPoints)
		}
		for _, p := range points {
			site := Site{tower.stack, 1, p.pattern}
			if c.NormPlace == "both" { // the sublayer's output is normed again
				continue
			}
			z, out, w, bias := at(1, p.z).Data, at(1, p.out).Data, m.OutputWeight(site), m.OutputBias(site)
			for i := range out {
				sum, wide := float32(0), c.Heads*c.HeadDim
				for j := range wide {
					sum += z[i/c.Width*wide+j] * w[i%c.Width*wide+j]
				}
				if bias != nil {
					sum += bias[i%c.Width]
				}
				if math.Abs(float64(sum-out[i])) > 1e-4 {
					t.Errorf("%s: %v: output weight gives %v at %d, want %v", name, site, sum, i, out[i])
				}
			}
		}
	}
	m := tiny(architectures()["gpt2"], 1)
	if _, err := m.Project(Array{Data: make([]float32, 9)}); err == nil || !strings.Contains(err.Error(),
		"want rows of width 8, got 9 values") {
		t.Errorf("projection of 9 values: got error %v", err)
	}
	if m.Weight("blocks.0.attn.z.weight") != nil {
		t.Error("a weight that does not exist: want nil")
	}
}

func TestNewNamesTheTensorThatIsNoNumber(t *testing.T) {
	m := Init(Config{
		Kind: "decoder", Vocab: 8, Context: 8, Width: 8, DecoderLayers: 1, Heads: 2, Hidden: 8, Norm: "layer", Activation: "relu",
		Position: "learned",
	}.Defaults(), rand.New(rand.NewPCG(1, 1)))
	tensors := map[string]*Tensor{}
	for _, spec := range m.Config.Specs() {
		tensors[spec.Name] = m.Weight(spec.Name)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		name := m.Config.Specs()[3].Name
		old := tensors[name].F32[1]
		tensors[name].F32[1] = float32(bad)
		_, err := New(m.Config, tensors)
		if problem.As(err).Code != problem.NotFinite || problem.As(err).Values["where"] != name {
			t.Errorf("%v in %s: got %v", bad, name, err)
		}
		tensors[name].F32[1] = old
	}
}
