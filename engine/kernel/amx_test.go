//go:build goexperiment.simd && amd64 && linux

package kernel_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/kernel/kerneltest"
)

// always is the matrix unit's kernels without a least size, or the test is skipped.
func always(t *testing.T) kernel.Kernels {
	k, ok := kernel.AMXAlways()
	if !ok {
		t.Skip("this processor or system has no matrix unit for bfloat16")
	}
	return k
}

func TestBF16(t *testing.T) { kerneltest.RunBF16(t, always(t)) }

// TestBF16RoundsToNearestEven multiplies by the identity, each operand in each order that a product reads.
func TestBF16RoundsToNearestEven(t *testing.T) {
	k := always(t)
	const n = 64
	r := rand.New(rand.NewPCG(1, 1))
	x, one := make([]float32, n*n), make([]float32, n*n)
	for i := range x {
		bits := r.Uint32()
		switch i % 4 {
		case 0:
			bits = bits&0xffff0000 | 0x8000 // a tie
		case 1:
			bits = bits&0xffff0000 | 0x7fff + r.Uint32N(3) // around one
		}
		x[i] = math.Float32frombits(bits&^(0xff<<23) | (1+r.Uint32N(253))<<23) // finite, normal, also when rounded up
	}
	for i := range n {
		one[i*n+i] = 1
	}
	for name, product := range map[string]func(c []float32){
		"NT a":             func(c []float32) { k.GemmNT(n, n, n, 1, x, n, one, n, 0, c, n) },
		"NN a":             func(c []float32) { k.GemmNN(n, n, n, 1, x, n, one, n, 0, c, n) },
		"NN b":             func(c []float32) { k.GemmNN(n, n, n, 1, one, n, x, n, 0, c, n) },
		"TN b":             func(c []float32) { k.GemmTN(n, n, n, 1, one, n, x, n, 0, c, n) },
		"NT b, transposed": func(c []float32) { k.GemmNT(n, n, n, 1, one, n, x, n, 0, c, n) },
		"TN a, transposed": func(c []float32) { k.GemmTN(n, n, n, 1, x, n, one, n, 0, c, n) },
	} {
		c := make([]float32, n*n)
		product(c)
		for i := range c {
			from := i
			if len(name) > 4 {
				from = i%n*n + i/n
			}
			bits := math.Float32bits(x[from])
			if want := (bits + 0x7fff + bits>>16&1) &^ 0xffff; math.Float32bits(c[i]) != want {
				t.Fatalf("%s: %08x becomes %08x, want %08x", name, bits, math.Float32bits(c[i]), want)
			}
		}
	}
}
