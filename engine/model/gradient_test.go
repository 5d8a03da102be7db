// Gradients against central differences: every weight, every site, every kind of edit.

package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
)

// score is a fixed random mixture of the logits, in float64, and its gradient.
type score struct{ mix []float32 }

func newScore(n int) score {
	random := rand.New(rand.NewPCG(3, 9))
	s := score{make([]float32, n)}
	for i := range s.mix {
		s.mix[i] = float32(random.NormFloat64()) / 4
	}
	return s
}

func (s score) of(logits []float32) float64 {
	sum := 0.0
	for i, v := range logits {
		sum += float64(v) * float64(s.mix[i])
	}
	return sum
}

// slope is the central difference of the score along one direction, extrapolated from two steps (Richardson), since
// float32 scores allow no small step.
func slope(f func(step float64) float64) float64 {
	wide := fd.Derivative(f, 0, &fd.Settings{Formula: fd.Central, Step: 4e-3})
	narrow := fd.Derivative(f, 0, &fd.Settings{Formula: fd.Central, Step: 2e-3})
	return (4*narrow - wide) / 3
}

// agree allows for float32 noise in a difference of two scores.
func agree(got, want float64) bool {
	return math.Abs(got-want) <= 4e-3+2e-2*math.Max(math.Abs(got), math.Abs(want))
}

func TestWeightGradients(t *testing.T) {
	for name, c := range architectures() {
		t.Run(name, func(t *testing.T) {
			m, batch := tiny(c, 1), sentences(c, 4, 3)
			trace := forward(t, m, batch, Run{Tape: true})
			s := newScore(len(trace.AllLogits().Data))
			grads, err := m.Backward(trace, Array{Data: s.mix}, Want{Weights: true})
			if err != nil {
				t.Fatal(err)
			}
			checkWeights(t, m, batch, grads, s)
		})
	}
}

// checkWeights compares every weight's gradient along a direction with a central difference of the score.
func checkWeights(t *testing.T, m *Model, batch Batch, grads *Grads, s score) {
	t.Helper()
	random, reuse := rand.New(rand.NewPCG(5, 5)), (*Trace)(nil)
	for _, spec := range m.Config.Specs() {
		w, g := m.Weight(spec.Name).F32, grads.Weight(spec.Name)
		direction := make([]float32, len(w))
		want, norm := 0.0, 0.0
		for i := range direction {
			direction[i] = float32(random.NormFloat64())
			norm += float64(direction[i]) * float64(direction[i])
		}
		for i := range direction {
			direction[i] /= float32(math.Sqrt(norm))
			want += float64(direction[i]) * float64(g[i])
		}
		got := slope(func(step float64) float64 {
			for i := range w {
				w[i] += float32(step) * direction[i]
			}
			reuse = forward(t, m, batch, Run{Reuse: reuse})
			for i := range w {
				w[i] -= float32(step) * direction[i]
			}
			return s.of(reuse.AllLogits().Data)
		})
		if !agree(want, got) {
			t.Errorf("%s: gradient along a direction %.5f, central difference %.5f", spec.Name, want, got)
		}
	}
}

// nudge adds Step along a direction at a site: what a gradient at the site predicts.
type nudge struct {
	direction []float32
	step      float32
}

func (n nudge) Apply(a Array) error {
	if len(a.Data) != len(n.direction) {
		return fmt.Errorf("want %d values, got %d", len(n.direction), len(a.Data))
	}
	for i, v := range n.direction {
		a.Data[i] += n.step * v
	}
	return nil
}

func (nudge) Pull(Array) {}

// checkSites compares the gradient at every site with a central difference, in passes that also carry edits.
func checkSites(t *testing.T, m *Model, batch Batch, edits []PlacedEdit) {
	t.Helper()
	trace := forward(t, m, batch, Run{Tape: true, Edits: edits, Keep: every})
	s := newScore(len(trace.AllLogits().Data))
	grads, err := m.Backward(trace, Array{Data: s.mix}, Want{Keep: every})
	if err != nil {
		t.Fatal(err)
	}
	random, reuse := rand.New(rand.NewPCG(6, 6)), (*Trace)(nil)
	for site := range m.Config.Sites() {
		const seq = 1
		value, err := trace.At(site, seq)
		if err != nil {
			t.Fatal(err)
		}
		g := grads.At(site, seq)
		direction, want, norm := make([]float32, len(g.Data)), 0.0, 0.0
		for i := range direction {
			if !math.IsInf(float64(value.Data[i]), 0) {
				direction[i] = float32(random.NormFloat64())
			}
			norm += float64(direction[i]) * float64(direction[i])
		}
		for i := range direction {
			direction[i] /= float32(math.Sqrt(norm))
			want += float64(direction[i]) * float64(g.Data[i])
		}
		got := slope(func(step float64) float64 {
			nudged := append(edits[:len(edits):len(edits)], PlacedEdit{site, seq, nudge{direction, float32(step)}})
			reuse = forward(t, m, batch, Run{Edits: nudged, Reuse: reuse})
			return s.of(reuse.AllLogits().Data)
		})
		if !agree(want, got) {
			t.Errorf("%v: gradient along a direction %.5f, central difference %.5f", site, want, got)
		}
	}
}

func TestSiteGradients(t *testing.T) {
	for name, c := range architectures() {
		t.Run(name, func(t *testing.T) { checkSites(t, tiny(c, 2), sentences(c, 3, 4), nil) })
	}
}
