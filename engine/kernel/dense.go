package kernel

import "fmt"

// Dense is a matrix of float32 values, [Rows, Cols], row after row.
type Dense struct {
	Rows, Cols int
	Data       []float32
}

var _ Matrix = Dense{}

// Size is the number of rows and of columns.
func (d Dense) Size() (rows, cols int) { return d.Rows, d.Cols }

// Format is "F32".
func (d Dense) Format() string { return "F32" }

// Bytes is four for each value.
func (d Dense) Bytes() int { return 4 * len(d.Data) }

// Check says whether there are as many values as the size wants.
func (d Dense) Check() error {
	if len(d.Data) != d.Rows*d.Cols {
		return fmt.Errorf("want %d values, got %d", d.Rows*d.Cols, len(d.Data))
	}
	return nil
}

// NotFinite is the place of the first value that is no finite number.
func (d Dense) NotFinite() int { return firstNotFinite(d.Data) }

// Row copies row i to y.
func (d Dense) Row(y []float32, i int) { copy(y[:d.Cols], d.Data[i*d.Cols:]) }

// Cut is rows [from, from+n).
func (d Dense) Cut(from, n int) Matrix {
	end := (from + n) * d.Cols
	return Dense{n, d.Cols, d.Data[from*d.Cols : end : end]}
}

// Linear is GemmNT.
func (d Dense) Linear(k Kernels, m int, y, x []float32) {
	k.GemmNT(m, d.Rows, d.Cols, 1, x, d.Cols, d.Data, d.Cols, 0, y, d.Rows)
}

// LinearGrad is GemmNN.
func (d Dense) LinearGrad(k Kernels, m int, beta float32, dx, dy []float32) {
	k.GemmNN(m, d.Cols, d.Rows, 1, dy, d.Rows, d.Data, d.Cols, beta, dx, d.Cols)
}

// Gather is [Kernels]' Gather.
func (d Dense) Gather(k Kernels, y []float32, id []int32) { k.Gather(y, d.Data, id, d.Cols) }
