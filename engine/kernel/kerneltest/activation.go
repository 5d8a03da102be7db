package kerneltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

// activation is one elementwise function with its backward, and both again in float64.
type activation struct {
	name         string
	call         func(y, x []float32)
	grad         func(dx, dy, x []float32)
	value, slope func(x float64) float64
}

func activations(k kernel.Kernels) []activation {
	cubic := func(x float64) float64 { return math.Sqrt(2/math.Pi) * (x + 0.044715*x*x*x) }
	normalDistribution := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	return []activation{
		{"GELUTanh", k.GELUTanh, k.GELUTanhGrad,
			func(x float64) float64 { return 0.5 * x * (1 + math.Tanh(cubic(x))) },
			func(x float64) float64 {
				th := math.Tanh(cubic(x))
				return 0.5*(1+th) + 0.5*x*(1-th*th)*math.Sqrt(2/math.Pi)*(1+3*0.044715*x*x)
			}},
		{"GELUErf", k.GELUErf, k.GELUErfGrad,
			func(x float64) float64 { return x * normalDistribution(x) },
			func(x float64) float64 { return normalDistribution(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi) }},
		{"ReLU", k.ReLU, k.ReLUGrad,
			func(x float64) float64 { return math.Max(x, 0) },
			func(x float64) float64 {
				if x > 0 {
					return 1
				}
				return 0
			}},
	}
}

// extremes are the values where exponentials overflow, underflow and cancel.
var extremes = []float32{0, float32(math.Copysign(0, -1)), 1e-30, -1e-30, 1e-4, -1e-4, 0.5, -0.5, 1, -1, 3, -3, 5, -5, 9, -9,
	13, -13, 30, -30, 88, -88, 89, -89, 104, -104, 1e4, -1e4, 1e15, -1e15}

// wide draws from all magnitudes.
func wide(r *rand.Rand) float32 {
	if r.IntN(3) == 0 {
		return pick(r, extremes)
	}
	return 4 * normal(r)
}

func testActivation(t *testing.T, k kernel.Kernels) {
	r := newRand(10)
	for _, a := range activations(k) {
		for _, n := range append([]int{0, 300}, sizes...) {
			name := fmt.Sprintf("%s n=%d", a.name, n)
			x, dy, y, dx := newVector(r, n, wide), newVector(r, n, normal), newVector(r, n, nil), newVector(r, n, nil)
			value := func(i, j int) float64 { return a.value(x.old(i, j)) }
			slope := func(i, j int) float64 { return dy.old(i, j) * a.slope(x.old(i, j)) }
			a.call(y.slice(), x.slice())
			a.grad(dx.slice(), dy.slice(), x.slice())
			expectUnchanged(t, name, x, dy)
			y.expect(t, name, 2e-6, value)
			dx.expect(t, name+" gradient", 5e-6, slope)
			a.grad(dy.slice(), dy.slice(), x.slice())
			dy.expect(t, name+" gradient in place", 5e-6, slope)
			a.call(x.slice(), x.slice())
			x.expect(t, name+" in place", 2e-6, value)
		}
	}
}

func testActivationGradient(t *testing.T, k kernel.Kernels) {
	r := newRand(11)
	away := func(r *rand.Rand) float32 { return (0.1 + 2*r.Float32()) * float32(2*r.IntN(2)-1) } // from ReLU's kink
	for _, a := range activations(k) {
		x, dy, dx := fill(r, 35, away), fill(r, 35, normal), make([]float32, 35)
		a.grad(dx, dy, x)
		expectGradient(t, a.name, dx, x, dy, func(x []float32) []float32 {
			y := make([]float32, len(x))
			a.call(y, x)
			return y
		})
	}
}

func testSiLUGate(t *testing.T, k kernel.Kernels) {
	r := newRand(12)
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for _, n := range append([]int{0, 300}, sizes...) {
		name := fmt.Sprintf("SiLUGate n=%d", n)
		gate, up, dy := newVector(r, n, wide), newVector(r, n, normal), newVector(r, n, normal)
		y, dgate, dup := newVector(r, n, nil), newVector(r, n, nil), newVector(r, n, nil)
		k.SiLUGate(y.slice(), gate.slice(), up.slice())
		k.SiLUGateGrad(dgate.slice(), dup.slice(), dy.slice(), gate.slice(), up.slice())
		expectUnchanged(t, name, gate, up, dy)
		y.expect(t, name, 2e-6, func(i, j int) float64 { return gate.old(i, j) * sigmoid(gate.old(i, j)) * up.old(i, j) })
		dgate.expect(t, name+" dgate", 5e-6, func(i, j int) float64 {
			x := gate.old(i, j)
			return dy.old(i, j) * up.old(i, j) * sigmoid(x) * (1 + x*(1-sigmoid(x)))
		})
		dup.expect(t, name+" dup", 2e-6, func(i, j int) float64 { return dy.old(i, j) * gate.old(i, j) * sigmoid(gate.old(i, j)) })
	}
	gate, up, dy := fill(r, 21, normal), fill(r, 21, normal), fill(r, 21, normal)
	dgate, dup := make([]float32, 21), make([]float32, 21)
	forward := func(gate, up []float32) []float32 {
		y := make([]float32, 21)
		k.SiLUGate(y, gate, up)
		return y
	}
	k.SiLUGateGrad(dgate, dup, dy, gate, up)
	expectGradient(t, "SiLUGateGrad dgate", dgate, gate, dy, func(gate []float32) []float32 { return forward(gate, up) })
	expectGradient(t, "SiLUGateGrad dup", dup, up, dy, func(up []float32) []float32 { return forward(gate, up) })
}
