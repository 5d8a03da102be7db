package kerneltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

// gemm is one of the three products: which of its operands are stored transposed, and the call.
type gemm struct {
	name                     string
	aTransposed, bTransposed bool
	values                   func(*rand.Rand) float32 // of both operands
	call                     func(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)
}

func gemms(k kernel.Kernels, values func(*rand.Rand) float32) []gemm {
	return []gemm{{"NT", false, true, values, k.GemmNT}, {"NN", false, false, values, k.GemmNN}, {"TN", true, false, values, k.GemmTN}}
}

// entry is the entry (i, j) of a matrix that may be stored transposed.
func entry(x *matrix, transposed bool, i, j int) float64 {
	if transposed {
		return x.old(j, i)
	}
	return x.old(i, j)
}

func (g gemm) operand(r *rand.Rand, rows, cols int, transposed bool, gap int) *matrix {
	if transposed {
		rows, cols = cols, rows
	}
	return newMatrix(r, rows, cols, gap, g.values)
}

// expectProduct runs one product and compares every entry. A beta of 0 meets a c full of NaN.
func expectProduct(t *testing.T, g gemm, r *rand.Rand, m, n, k int, alpha, beta float32) {
	t.Helper()
	name := fmt.Sprintf("Gemm%s m=%d n=%d k=%d alpha=%v beta=%v", g.name, m, n, k, alpha, beta)
	a := g.operand(r, m, k, g.aTransposed, r.IntN(3)*5)
	b := g.operand(r, k, n, g.bTransposed, r.IntN(3)*3)
	var initial func(*rand.Rand) float32
	if beta != 0 {
		initial = normal
	}
	c := newMatrix(r, m, n, r.IntN(3)*2, initial)
	g.call(m, n, k, alpha, a.slice(), a.ld, b.slice(), b.ld, beta, c.slice(), c.ld)
	expectUnchanged(t, name, a, b)
	c.expect(t, name, 2e-6*math.Sqrt(float64(k)+1), func(i, j int) float64 {
		sum := 0.0
		for l := range k {
			sum += entry(a, g.aTransposed, i, l) * entry(b, g.bTransposed, l, j)
		}
		sum *= float64(alpha)
		if beta != 0 {
			sum += float64(beta) * c.old(i, j)
		}
		return sum
	})
}

func testGemm(t *testing.T, k kernel.Kernels, values func(*rand.Rand) float32) {
	for _, g := range gemms(k, values) {
		r := newRand(1)
		for range 150 {
			expectProduct(t, g, r, pick(r, sizes), pick(r, sizes), pick(r, sizes), pick(r, []float32{1, 1, 0.125, -2}),
				pick(r, []float32{0, 0, 1, 0.5}))
		}
		for _, m := range sizes { // one row of inputs, and one column of outputs
			expectProduct(t, g, r, 1, m, 67, 1, 0)
			expectProduct(t, g, r, m, 1, 67, 1, 1)
		}
		expectEmpty(t, g)
	}
}

// testGemmLarge crosses the edges of any cache blocks.
func testGemmLarge(t *testing.T, k kernel.Kernels, values func(*rand.Rand) float32) {
	for _, g := range gemms(k, values) {
		r := newRand(2)
		expectProduct(t, g, r, 97, 1030, 261, 1, 0)
		expectProduct(t, g, r, 391, 67, 519, 1, 1)
		expectProduct(t, g, r, 5, 130, 1031, 1, 0.5)
	}
}

// expectEmpty checks that products without rows, columns or terms do what their loop says.
func expectEmpty(t *testing.T, g gemm) {
	t.Helper()
	g.call(0, 3, 2, 1, nil, 3, make([]float32, 9), 3, 0, nil, 3)
	g.call(3, 0, 2, 1, make([]float32, 9), 3, nil, 3, 0, nil, 3)
	c := []float32{float32(math.NaN()), 2}
	g.call(1, 2, 0, 1, nil, 1, nil, 2, 0, c, 2)
	if c[0] != 0 || c[1] != 0 {
		t.Fatalf("Gemm%s without terms and beta 0 leaves %v", g.name, c)
	}
	c = []float32{4, 2}
	g.call(1, 2, 0, 1, nil, 1, nil, 2, 0.5, c, 2)
	if c[0] != 2 || c[1] != 1 {
		t.Fatalf("Gemm%s without terms and beta 0.5 leaves %v", g.name, c)
	}
}

// testGemmGradient checks that NN and TN are the gradients of NT, as a linear layer uses them.
func testGemmGradient(t *testing.T, k kernel.Kernels) {
	const m, n, in = 3, 5, 7
	r := newRand(3)
	x, w, dy := fill(r, m*in, normal), fill(r, n*in, normal), fill(r, m*n, normal)
	forward := func(x, w []float32) []float32 {
		y := make([]float32, m*n)
		k.GemmNT(m, n, in, 1, x, in, w, in, 0, y, n)
		return y
	}
	dx, dw := make([]float32, m*in), make([]float32, n*in)
	k.GemmNN(m, in, n, 1, dy, n, w, in, 0, dx, in)
	k.GemmTN(n, in, m, 1, dy, n, x, in, 0, dw, in)
	expectGradient(t, "GemmNN", dx, x, dy, func(x []float32) []float32 { return forward(x, w) })
	expectGradient(t, "GemmTN", dw, w, dy, func(w []float32) []float32 { return forward(x, w) })
}
