package kerneltest

import (
	"fmt"
	"math"
	"testing"

	"pellucid/engine/kernel"
)

func testLinearQ8(t *testing.T, k kernel.Kernels) {
	r := newRand(4)
	for range 120 {
		expectLinearQ8(t, k, r.Uint64(), pick(r, sizes[:8]), pick(r, sizes), pick(r, sizes))
	}
	for _, s := range [][3]int{{1, 130, 768}, {4, 33, 1056}, {9, 300, 96}, {2, 7, 257}, {1, 516, 544}, {3, 513, 545}, {6, 525, 800}} {
		expectLinearQ8(t, k, r.Uint64(), s[0], s[1], s[2])
	}
	k.LinearQ8(0, nil, nil, kernel.Quantise(2, 3, make([]float32, 6)))
}

// expectLinearQ8 compares one product and its gradient. The product may be off by what
// rounding each block of 32 inputs to int8 does: half a step of max|x|/127 for each input.
func expectLinearQ8(t *testing.T, k kernel.Kernels, seed uint64, m, rows, cols int) {
	t.Helper()
	r := newRand(seed)
	name := fmt.Sprintf("LinearQ8 m=%d rows=%d cols=%d", m, rows, cols)
	q := kernel.Quantise(rows, cols, fill(r, rows*cols, normal))
	w := q.Dequantise()
	x, y := newMatrix(r, m, cols, 0, normal), newMatrix(r, m, rows, 0, nil)
	k.LinearQ8(m, y.slice(), x.slice(), q)
	expectUnchanged(t, name, x)
	y.expectGuarded(t, name)
	for i := range m {
		for j := range rows {
			want, slack := productQ8(x, i, w[j*cols:][:cols])
			if got := y.now(i, j); !(math.Abs(got-want) <= slack) {
				t.Fatalf("%s: [%d,%d] is %v, want %v within %v", name, i, j, got, want, slack)
			}
		}
	}
	expectLinearQ8Grad(t, k, seed, m, q, w)
}

// productQ8 is the exact product of a row of inputs and a row of weights, and how far off it may be.
func productQ8(x *matrix, i int, w []float32) (want, slack float64) {
	for from := 0; from < len(w); from += kernel.Block {
		top, weights := 0.0, 0.0
		for l := from; l < min(from+kernel.Block, len(w)); l++ {
			want += x.old(i, l) * float64(w[l])
			top = math.Max(top, math.Abs(x.old(i, l)))
			weights += math.Abs(float64(w[l]))
		}
		slack += (0.5001*top/127 + 1e-5) * weights
	}
	return want, slack + 1e-6
}

func expectLinearQ8Grad(t *testing.T, k kernel.Kernels, seed uint64, m int, q kernel.Q8, w []float32) {
	t.Helper()
	r := newRand(seed + 1)
	name := fmt.Sprintf("LinearQ8Grad m=%d rows=%d cols=%d", m, q.Rows, q.Cols)
	for _, beta := range []float32{0, 1, 0.5} {
		dy, dx := newMatrix(r, m, q.Rows, 0, normal), newMatrix(r, m, q.Cols, 0, normal)
		if beta == 0 {
			dx = newMatrix(r, m, q.Cols, 0, nil)
		}
		k.LinearQ8Grad(m, beta, dx.slice(), dy.slice(), q)
		expectUnchanged(t, name, dy)
		dx.expect(t, name, 2e-6*math.Sqrt(float64(q.Rows)+1), func(i, l int) float64 {
			sum := 0.0
			for j := range q.Rows {
				sum += dy.old(i, j) * float64(w[j*q.Cols+l])
			}
			if beta != 0 {
				sum += float64(beta) * dx.old(i, l)
			}
			return sum
		})
	}
}
