//go:build goexperiment.simd && amd64

package kernel

import "simd/archsimd"

// Products with quantised matrices. Inputs stay float32. One or two rows read
// the int8 weights directly; more rows are worth undoing the quantisation of a
// strip of the matrix, which then goes through the float32 product.

// LinearQ8 is Σ_l x[i,l]*w[j,l]; see [Kernels].
func (s simd) LinearQ8(m int, y, x []float32, w Q8) {
	checkLinearQ8(m, x, y, w)
	if m <= 2 {
		for i := range m {
			xi := x[i*w.Cols:][:w.Cols]
			for j := range w.Rows {
				y[i*w.Rows+j] = dotQ8Vec(xi, w.Data[j*w.Cols:][:w.Cols], w.Scale[j*w.Blocks():])
			}
		}
		return
	}
	strips(w, func(strip []float32, row, rows int) {
		s.GemmNT(m, rows, w.Cols, 1, x, w.Cols, strip, w.Cols, 0, y[row:], w.Rows)
	})
}

// LinearQ8Grad pulls a gradient back through LinearQ8; see [Kernels].
func (s simd) LinearQ8Grad(m int, beta float32, dx, dy []float32, w Q8) {
	checkLinearQ8(m, dx, dy, w)
	if m == 0 {
		return
	}
	if w.Rows == 0 {
		scaleOrClear(beta, dx[:m*w.Cols])
	}
	strips(w, func(strip []float32, row, rows int) {
		s.GemmNN(m, w.Cols, rows, 1, dy[row:], w.Rows, strip, w.Cols, beta, dx, w.Cols)
		beta = 1
	})
}

// strips undoes the quantisation of a few rows at a time and hands them to use.
func strips(w Q8, use func(strip []float32, row, rows int)) {
	if w.Rows == 0 || w.Cols == 0 {
		return
	}
	buffer := panels.Get().(*[depth * wide]float32)
	defer panels.Put(buffer)
	strip := buffer[:]
	if w.Cols > len(strip) {
		strip = make([]float32, w.Cols)
	}
	step := min(len(strip)/w.Cols, depth)
	for row := 0; row < w.Rows; row += step {
		rows := min(step, w.Rows-row)
		for r := range rows {
			rowQ8Vec(strip[r*w.Cols:][:w.Cols], w, row+r)
		}
		use(strip[:rows*w.Cols], row, rows)
	}
}

// loadQ8 is 16 weights from q[i] on, as float32.
func loadQ8(q []int8, i int) vec {
	return archsimd.LoadInt8x16((*[lanes]int8)(q[i:])).ExtendToInt32().ConvertToFloat32()
}

// rowQ8Vec writes row i of w, dequantised, to y [cols].
func rowQ8Vec(y []float32, w Q8, i int) {
	data, scales := w.Data[i*w.Cols:][:w.Cols], w.Scale[i*w.Blocks():][:w.Blocks()]
	b := 0
	for ; (b+1)*Block <= len(y); b++ {
		scale, l := all(scales[b]), b*Block
		store(loadQ8(data, l).Mul(scale), y, l)
		store(loadQ8(data, l+lanes).Mul(scale), y, l+lanes)
	}
	scalar()
	for l := b * Block; l < len(y); l++ {
		y[l] = scales[b] * float32(data[l])
	}
}

// GatherQ8 is Gather from a quantised table.
func (simd) GatherQ8(y []float32, table Q8, id []int32) {
	checkQ8(table)
	n := table.Cols
	need(len(y) >= len(id)*n, "kernel: rows are fewer than the ids")
	checkIDs(id, table.Rows)
	for i, t := range id {
		rowQ8Vec(y[i*n:][:n], table, int(t))
	}
}

// dotQ8Vec is Σ_l x[l]*scale[l/32]*q[l].
func dotQ8Vec(x []float32, q []int8, scale []float32) float32 {
	var s0, s1 vec
	b := 0
	for ; (b+1)*Block <= len(x); b++ {
		factor, l := all(scale[b]), b*Block
		s0 = loadQ8(q, l).Mul(load(x, l)).MulAdd(factor, s0)
		s1 = loadQ8(q, l+lanes).Mul(load(x, l+lanes)).MulAdd(factor, s1)
	}
	return total(s0.Add(s1)) + dotQ8(x[b*Block:], q[b*Block:], scale[b:])
}
