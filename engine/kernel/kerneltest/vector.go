package kerneltest

import (
	"math"
	"testing"

	"pellucid/engine/kernel"
)

func testVector(t *testing.T, k kernel.Kernels) {
	r := newRand(5)
	for _, n := range append([]int{0, 255, 1000}, sizes...) {
		x, z := newVector(r, n, normal), newVector(r, n, normal)
		check := func(name string, call func(y []float32), want func(y, x float64) float64) {
			t.Helper()
			y := newVector(r, n, normal)
			call(y.slice())
			expectUnchanged(t, name, x)
			y.expect(t, name, 1e-6, func(i, j int) float64 { return want(y.old(i, j), x.old(i, j)) })
		}
		check("Add", func(y []float32) { k.Add(y, x.slice()) }, func(y, x float64) float64 { return y + x })
		check("Axpy", func(y []float32) { k.Axpy(-1.5, y, x.slice()) }, func(y, x float64) float64 { return y - 1.5*x })
		check("Scale", func(y []float32) { k.Scale(0.3, y) }, func(y, x float64) float64 { return float64(float32(0.3)) * y })
		check("Mul", func(y []float32) { k.Mul(y, x.slice()) }, func(y, x float64) float64 { return y * x })
		sum, size := 0.0, 0.0
		for j := range n {
			sum += x.old(0, j) * z.old(0, j)
			size += math.Abs(x.old(0, j) * z.old(0, j))
		}
		if got := float64(k.Dot(x.slice(), z.slice())); !(math.Abs(got-sum) <= 1e-6*(1+size)) {
			t.Fatalf("Dot of %d is %v, want %v", n, got, sum)
		}
		expectUnchanged(t, "Dot", x, z)
		for _, m := range []int{1, 2, 9} {
			expectRows(t, k, m, n)
		}
	}
}

// expectRows compares AddRow and SumRows.
func expectRows(t *testing.T, k kernel.Kernels, m, n int) {
	t.Helper()
	r := newRand(uint64(m*1000 + n))
	x, row := newMatrix(r, m, n, 0, normal), newVector(r, n, normal)
	k.AddRow(x.slice(), row.slice(), m, n)
	expectUnchanged(t, "AddRow", row)
	x.expect(t, "AddRow", 1e-6, func(i, j int) float64 { return x.old(i, j) + row.old(0, j) })

	x, row = newMatrix(r, m, n, 0, normal), newVector(r, n, normal)
	k.SumRows(row.slice(), x.slice(), m, n)
	expectUnchanged(t, "SumRows", x)
	row.expect(t, "SumRows", 2e-6, func(_, j int) float64 {
		sum := row.old(0, j)
		for i := range m {
			sum += x.old(i, j)
		}
		return sum
	})
}
