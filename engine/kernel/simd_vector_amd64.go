//go:build goexperiment.simd && amd64

package kernel

// Sums and products of vectors, and the optimiser's step, 16 entries at a time.

// AddRow adds a row to every row.
func (s simd) AddRow(y, row []float32, m, n int) {
	checkRows(m, n, y)
	checkVectors(n, row)
	for i := range m {
		s.Add(y[i*n:][:n], row[:n])
	}
}

// SumRows adds every row to sum, 16 columns at a time.
func (simd) SumRows(sum, x []float32, m, n int) {
	checkRows(m, n, x)
	checkVectors(n, sum)
	j := 0
	for ; j+2*lanes <= n; j += 2 * lanes {
		s0, s1 := load(sum, j), load(sum, j+lanes)
		for i := range m {
			s0, s1 = s0.Add(load(x, i*n+j)), s1.Add(load(x, i*n+j+lanes))
		}
		store(s0, sum, j)
		store(s1, sum, j+lanes)
	}
	scalar()
	for ; j < n; j++ {
		for i := range m {
			sum[j] += x[i*n+j]
		}
	}
}

// Add is y[i] += x[i].
func (simd) Add(y, x []float32) {
	checkSame(len(y), x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(y, i).Add(load(x, i)), y, i)
	}
	scalar()
	Plain{}.Add(y[n:], x[n:])
}

// Axpy is y[i] += alpha*x[i].
func (simd) Axpy(alpha float32, y, x []float32) {
	checkSame(len(y), x)
	n, factor := len(x)&^(lanes-1), all(alpha)
	for i := 0; i < n; i += lanes {
		store(load(x, i).MulAdd(factor, load(y, i)), y, i)
	}
	scalar()
	Plain{}.Axpy(alpha, y[n:], x[n:])
}

// Scale is y[i] *= alpha.
func (simd) Scale(alpha float32, y []float32) {
	n, factor := len(y)&^(lanes-1), all(alpha)
	for i := 0; i < n; i += lanes {
		store(load(y, i).Mul(factor), y, i)
	}
	if n < len(y) {
		storeTail(loadTail(y, n).Mul(factor), y, n)
	}
	scalar()
}

// Mul is y[i] *= x[i].
func (simd) Mul(y, x []float32) {
	checkSame(len(y), x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(y, i).Mul(load(x, i)), y, i)
	}
	scalar()
	Plain{}.Mul(y[n:], x[n:])
}

// Scatter is Gather's gradient: dtable[id[i],:] += dy[i,:].
func (s simd) Scatter(dtable, dy []float32, id []int32, n int) {
	checkGather(dy, dtable, id, n)
	for i, t := range id {
		s.Add(dtable[int(t)*n:][:n], dy[i*n:][:n])
	}
}

// AdamW is one optimiser step; see [Kernels].
func (simd) AdamW(w, g, m, v []float32, o AdamW) {
	checkSame(len(w), g, m, v)
	first, second := o.corrections()
	n := len(w) &^ (lanes - 1)
	keep1, take1, keep2, take2 := all(o.Beta1), all(1-o.Beta1), all(o.Beta2), all(1-o.Beta2)
	correct1, correct2, eps, decay, back := all(first), all(second), all(o.Eps), all(o.Decay), all(-o.Rate)
	for i := 0; i < n; i += lanes {
		d, weight := load(g, i), load(w, i)
		m1 := load(m, i).MulAdd(keep1, d.Mul(take1))
		v1 := load(v, i).MulAdd(keep2, d.Mul(take2).Mul(d))
		store(m1, m, i)
		store(v1, v, i)
		step := m1.Mul(correct1).Div(v1.Mul(correct2).Sqrt().Add(eps))
		store(weight.MulAdd(decay, step).MulAdd(back, weight), w, i)
	}
	scalar()
	Plain{}.AdamW(w[n:], g[n:], m[n:], v[n:], o)
}

// Rotary turns pairs in place; see [Kernels]. Pairs of neighbours are left to Plain.
func (simd) Rotary(x, cos, sin []float32, rows, heads, dim, half int, adjacent, inverse bool) {
	checkRotary(x, cos, sin, rows, heads, dim, half)
	if adjacent || half%lanes != 0 {
		Plain{}.Rotary(x, cos, sin, rows, heads, dim, half, adjacent, inverse)
		return
	}
	sign := all(1)
	if inverse {
		sign = all(-1)
	}
	for r := range rows {
		for h := range heads {
			head := x[(r*heads+h)*dim:][:dim]
			for j := 0; j < half; j += lanes {
				c, s := load(cos, r*half+j), load(sin, r*half+j).Mul(sign)
				p, q := load(head, j), load(head, half+j)
				store(p.Mul(c).Sub(q.Mul(s)), head, j)
				store(p.MulAdd(s, q.Mul(c)), head, half+j)
			}
		}
	}
	scalar()
}
