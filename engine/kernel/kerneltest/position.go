package kerneltest

import (
	"fmt"
	"math"
	"testing"

	"pellucid/engine/kernel"
)

func testRotary(t *testing.T, k kernel.Kernels) {
	shapes := [][4]int{{1, 1, 2, 1}, {3, 2, 8, 4}, {2, 3, 7, 3}, {2, 1, 64, 32}, {3, 2, 40, 16}, {2, 2, 70, 17}, {2, 2, 64, 5}, {1, 2, 4, 0}}
	for _, s := range shapes {
		for _, adjacent := range []bool{false, true} {
			for _, inverse := range []bool{false, true} {
				expectRotary(t, k, s[0], s[1], s[2], s[3], adjacent, inverse)
			}
		}
	}
	expectRotaryGradient(t, k)
}

func expectRotary(t *testing.T, k kernel.Kernels, rows, heads, dim, half int, adjacent, inverse bool) {
	t.Helper()
	r := newRand(uint64(dim))
	name := fmt.Sprintf("Rotary rows=%d heads=%d dim=%d half=%d adjacent=%v inverse=%v", rows, heads, dim, half, adjacent, inverse)
	x := newMatrix(r, rows, heads*dim, 0, normal)
	cos, sin := newMatrix(r, rows, half, 0, normal), newMatrix(r, rows, half, 0, normal)
	k.Rotary(x.slice(), cos.slice(), sin.slice(), rows, heads, dim, half, adjacent, inverse)
	expectUnchanged(t, name, cos, sin)
	x.expect(t, name, 2e-6, func(i, at int) float64 {
		head, d := at/dim*dim, at%dim
		if d >= 2*half {
			return x.old(i, at)
		}
		pair, second, p, q := d%half, d >= half, d%half, d%half+half
		if adjacent {
			pair, second, p, q = d/2, d%2 == 1, d&^1, d|1
		}
		x1, x2, c, s := x.old(i, head+p), x.old(i, head+q), cos.old(i, pair), sin.old(i, pair)
		if inverse {
			s = -s
		}
		if second {
			return x1*s + x2*c
		}
		return x1*c - x2*s
	})
}

// expectRotaryGradient checks that inverse is the gradient.
func expectRotaryGradient(t *testing.T, k kernel.Kernels) {
	t.Helper()
	const rows, heads, dim, half = 2, 2, 10, 4
	r := newRand(13)
	x, dy := fill(r, rows*heads*dim, normal), fill(r, rows*heads*dim, normal)
	cos, sin := make([]float32, rows*half), make([]float32, rows*half)
	for i := range cos {
		cos[i], sin[i] = float32(math.Cos(float64(i))), float32(math.Sin(float64(i)))
	}
	for _, adjacent := range []bool{false, true} {
		dx := append([]float32(nil), dy...)
		k.Rotary(dx, cos, sin, rows, heads, dim, half, adjacent, true)
		expectGradient(t, "Rotary", dx, x, dy, func(x []float32) []float32 {
			y := append([]float32(nil), x...)
			k.Rotary(y, cos, sin, rows, heads, dim, half, adjacent, false)
			return y
		})
	}
}

func testEmbedding(t *testing.T, k kernel.Kernels) {
	r := newRand(14)
	id := []int32{3, 0, 4, 3, 3, 1}
	for _, n := range sizes {
		table, y := newMatrix(r, 5, n, 0, normal), newMatrix(r, len(id), n, 0, nil)
		k.Gather(y.slice(), table.slice(), id, n)
		expectUnchanged(t, "Gather", table)
		y.expect(t, "Gather", 0, func(i, j int) float64 { return table.old(int(id[i]), j) })

		q := kernel.Quantise(5, n, table.slice())
		w := q.Dequantise()
		y = newMatrix(r, len(id), n, 0, nil)
		k.GatherQ8(y.slice(), q, id)
		y.expect(t, "GatherQ8", 1e-7, func(i, j int) float64 { return float64(w[int(id[i])*n+j]) })

		dtable, dy := newMatrix(r, 5, n, 0, normal), newMatrix(r, len(id), n, 0, normal)
		k.Scatter(dtable.slice(), dy.slice(), id, n)
		expectUnchanged(t, "Scatter", dy)
		dtable.expect(t, "Scatter", 1e-6, func(row, j int) float64 {
			sum := dtable.old(row, j)
			for i, at := range id {
				if int(at) == row {
					sum += dy.old(i, j)
				}
			}
			return sum
		})
	}
	k.Gather(nil, make([]float32, 6), nil, 3)
	k.Scatter(make([]float32, 6), nil, nil, 3)
}
