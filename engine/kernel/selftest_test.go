package kernel

import (
	"testing"

	"pellucid/engine/problem"
)

func TestBestPassesItsSelfTest(t *testing.T) {
	if err := SelfTest(Best()); err != nil {
		t.Error(err)
	}
}

// crooked is Plain with one wrong loop.
type crooked struct {
	Plain
	loop string
}

func (crooked) Name() string { return "crooked" }

func (c crooked) LinearQ8(m int, y, x []float32, w Q8) {
	c.Plain.LinearQ8(m, y, x, w)
	if c.loop == "LinearQ8" {
		y[len(y)/2] *= -1
	}
}

func (c crooked) unpackBlocks([]float32, Blocks, int, int) bool { return false }

func (c crooked) linearBlocks(m int, y, x []float32, w Blocks) bool {
	if c.loop != w.Kind.Name {
		return false
	}
	w.Linear(c.Plain, m, y, x)
	y[2] += 5
	return true
}

func (c crooked) Softmax(y, x []float32, m, n int) {
	c.Plain.Softmax(y, x, m, n)
	if c.loop == "Softmax" {
		y[7] *= 2
	}
}

func (c crooked) GELUErf(y, x []float32) {
	c.Plain.GELUErf(y, x)
	if c.loop == "GELUErf" {
		y[3] += 1
	}
}

func TestSelfTestFindsACrookedLoop(t *testing.T) {
	for _, loop := range []string{"LinearQ8", "Q4_K", "Softmax", "GELUErf"} {
		failure := problem.As(SelfTest(crooked{loop: loop}))
		if failure.Code != problem.BadKernels || failure.Values["loop"] != loop {
			t.Errorf("%s: got %v", loop, failure)
		}
	}
}
