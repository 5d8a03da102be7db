package kerneltest

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
)

// expectGradient fails unless got is the gradient of Σ_i weight[i]*forward(x)[i] at x by
// central differences. Float32 noise asks for a step as long as 1e-2, which asks for
// a tolerance of some 1e-3; the exact formulas are tested to much less elsewhere.
func expectGradient(t *testing.T, name string, got, x, weight []float32, forward func(x []float32) []float32) {
	t.Helper()
	at, x32 := make([]float64, len(x)), make([]float32, len(x))
	for i, v := range x {
		at[i] = float64(v)
	}
	value := func(at []float64) float64 {
		for i, v := range at {
			x32[i] = float32(v)
		}
		sum := 0.0
		for i, y := range forward(x32) {
			sum += float64(weight[i]) * float64(y)
		}
		return sum
	}
	want := fd.Gradient(nil, value, at, &fd.Settings{Formula: fd.Central, Step: 1e-2})
	size := 0.0
	for _, w := range want {
		size = math.Max(size, math.Abs(w))
	}
	for i := range want {
		if !(math.Abs(float64(got[i])-want[i]) <= 2e-3*(1+size)) {
			t.Fatalf("%s: derivative %d is %v, central differences give %v", name, i, got[i], want[i])
		}
	}
}

func fill(r *rand.Rand, n int, f func(*rand.Rand) float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = f(r)
	}
	return x
}
