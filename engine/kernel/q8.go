package kernel

import (
	"fmt"
	"math"
)

// Quantised matrices: making them, undoing them, and their products. A block
// of 32 neighbouring weights of a row shares one scale, as in GGUF's Q8_0.

// Quantise rounds w [rows, cols], packed and finite, to the nearest multiples of a scale
// for each block, scale = max|w|/127. Scales are rounded to float16 first, so
// that a file which stores them as float16 gives back the very same matrix.
func Quantise(rows, cols int, w []float32) Q8 {
	checkRows(rows, cols, w)
	q := Q8{Rows: rows, Cols: cols}
	q.Data = make([]int8, rows*cols)
	q.Scale = make([]float32, rows*q.Blocks())
	for i := range rows {
		scales := q.Scale[i*q.Blocks():][:q.Blocks()]
		for b := range scales {
			from, to := i*cols+b*Block, i*cols+min((b+1)*Block, cols)
			scales[b] = quantiseBlock(q.Data[from:to], w[from:to])
		}
	}
	return q
}

// quantiseBlock rounds one block and returns its scale.
func quantiseBlock(q []int8, w []float32) float32 {
	top := float32(0)
	for _, v := range w {
		top = max(top, float32(math.Abs(float64(v))))
	}
	const largestFloat16 = 65504
	scale := Float16(min(top/127, largestFloat16)).Float32()
	if scale == 0 {
		clear(q)
		return 0
	}
	for i, v := range w {
		q[i] = int8(max(-127, min(127, math.RoundToEven(float64(v)/float64(scale)))))
	}
	return scale
}

var _ Matrix = Q8{}

// Size is the number of rows and of columns.
func (q Q8) Size() (rows, cols int) { return q.Rows, q.Cols }

// Format is "Q8".
func (q Q8) Format() string { return "Q8" }

// Bytes is one for each weight and four for each scale.
func (q Q8) Bytes() int { return len(q.Data) + 4*len(q.Scale) }

// Check says whether there are as many weights and scales as the size wants.
func (q Q8) Check() error {
	if len(q.Data) != q.Rows*q.Cols || len(q.Scale) != q.Rows*q.Blocks() {
		return fmt.Errorf("want %d int8 values and %d scales, got %d and %d", q.Rows*q.Cols, q.Rows*q.Blocks(), len(q.Data), len(q.Scale))
	}
	return nil
}

// NotFinite is the place of the first scale that is no finite number.
func (q Q8) NotFinite() int { return firstNotFinite(q.Scale) }

// Row writes row i as float32 values to y [cols].
func (q Q8) Row(y []float32, i int) { q.row(y[:q.Cols], i) }

// Cut is rows [from, from+n).
func (q Q8) Cut(from, n int) Matrix {
	d, s := (from+n)*q.Cols, (from+n)*q.Blocks()
	return Q8{n, q.Cols, q.Data[from*q.Cols : d : d], q.Scale[from*q.Blocks() : s : s]}
}

// Linear is LinearQ8.
func (q Q8) Linear(k Kernels, m int, y, x []float32) { k.LinearQ8(m, y, x, q) }

// LinearGrad is LinearQ8Grad.
func (q Q8) LinearGrad(k Kernels, m int, beta float32, dx, dy []float32) {
	k.LinearQ8Grad(m, beta, dx, dy, q)
}

// Gather is GatherQ8.
func (q Q8) Gather(k Kernels, y []float32, id []int32) { k.GatherQ8(y, q, id) }

// Dequantise is the float32 matrix [rows, cols] that q stands for, packed.
func (q Q8) Dequantise() []float32 {
	checkQ8(q)
	w := make([]float32, q.Rows*q.Cols)
	for i := range q.Rows {
		q.row(w[i*q.Cols:][:q.Cols], i)
	}
	return w
}

// row writes row i of q, dequantised, to y [cols].
func (q Q8) row(y []float32, i int) {
	data, scales := q.Data[i*q.Cols:][:q.Cols], q.Scale[i*q.Blocks():]
	for j, v := range data {
		y[j] = scales[j/Block] * float32(v)
	}
}

// LinearQ8 is Σ_l x[i,l]*w[j,l]; see [Kernels]. Inputs stay float32 here.
func (Plain) LinearQ8(m int, y, x []float32, w Q8) {
	checkLinearQ8(m, x, y, w)
	for i := range m {
		xi, yi := x[i*w.Cols:][:w.Cols], y[i*w.Rows:][:w.Rows]
		for j := range yi {
			yi[j] = dotQ8(xi, w.Data[j*w.Cols:][:w.Cols], w.Scale[j*w.Blocks():])
		}
	}
}

// dotQ8 is Σ_l x[l]*scale[l/32]*q[l].
func dotQ8(x []float32, q []int8, scale []float32) float32 {
	sum := float32(0)
	for b := 0; b*Block < len(x); b++ {
		xb := x[b*Block : min((b+1)*Block, len(x))]
		qb := q[b*Block:][:len(xb)]
		var s0, s1 float32
		l := 0
		for ; l+2 <= len(xb); l += 2 {
			s0 += xb[l] * float32(qb[l])
			s1 += xb[l+1] * float32(qb[l+1])
		}
		if l < len(xb) {
			s0 += xb[l] * float32(qb[l])
		}
		sum += scale[b] * (s0 + s1)
	}
	return sum
}

// LinearQ8Grad pulls a gradient back through LinearQ8; see [Kernels].
func (Plain) LinearQ8Grad(m int, beta float32, dx, dy []float32, w Q8) {
	checkLinearQ8(m, dx, dy, w)
	for i := range m {
		dxi, dyi := dx[i*w.Cols:][:w.Cols], dy[i*w.Rows:][:w.Rows]
		scaleOrClear(beta, dxi)
		for j, d := range dyi {
			if d == 0 {
				continue
			}
			addRowQ8(dxi, d, w.Data[j*w.Cols:][:w.Cols], w.Scale[j*w.Blocks():])
		}
	}
}

// addRowQ8 is y[l] += d*scale[l/32]*q[l].
func addRowQ8(y []float32, d float32, q []int8, scale []float32) {
	for b := 0; b*Block < len(y); b++ {
		yb := y[b*Block : min((b+1)*Block, len(y))]
		factor := d * scale[b]
		for l, v := range q[b*Block:][:len(yb)] {
			yb[l] += factor * float32(v)
		}
	}
}
