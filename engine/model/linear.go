// Linear layers over all rows of a stream, float32 or int8; forward and backward.

package model

// linear is x·weightᵀ + bias, [rows, out].
func (t *Trace) linear(l linear, x []float32, rows int) []float32 {
	y := t.work.take(rows * l.out)
	t.linearInto(y, l, x, rows)
	return y
}

func (t *Trace) linearInto(y []float32, l linear, x []float32, rows int) {
	t.model.multiply(y, x, t.model.weights[l.weight], rows)
	if bias := t.model.floats(l.bias); bias != nil {
		t.model.Kernels.AddRow(y, bias, rows, l.out)
	}
}

// multiply is y = x·wᵀ; w is [out, in], x [rows, in], y [rows, out].
func (m *Model) multiply(y, x []float32, w *Tensor, rows int) {
	out, in := w.Shape[0], w.Shape[1]
	if w.F32 != nil {
		m.Kernels.GemmNT(rows, out, in, 1, x, in, w.F32, in, 0, y, out)
	} else {
		m.Kernels.LinearQ8(rows, y, x, w.Q8)
	}
}

// multiplyGrad is dx = beta*dx + dy·w.
func (m *Model) multiplyGrad(beta float32, dx, dy []float32, w *Tensor, rows int) {
	out, in := w.Shape[0], w.Shape[1]
	if w.F32 != nil {
		m.Kernels.GemmNN(rows, in, out, 1, dy, out, w.F32, in, beta, dx, in)
	} else {
		m.Kernels.LinearQ8Grad(rows, beta, dx, dy, w.Q8)
	}
}

// linear pulls dy back: dx = beta*dx + dy·weight, and adds to the gradients of weight and bias. x is the input.
func (b *back) linear(l linear, beta float32, dx, dy, x []float32, rows int) {
	b.model.multiplyGrad(beta, dx, dy, b.model.weights[l.weight], rows)
	b.linearWeights(l, dy, x, rows)
}

func (b *back) linearWeights(l linear, dy, x []float32, rows int) {
	if dw := b.weight(l.weight); dw != nil {
		b.model.Kernels.GemmTN(l.out, l.in, rows, 1, dy, l.out, x, l.in, 1, dw, l.in)
	}
	if db := b.weight(l.bias); db != nil {
		b.model.Kernels.SumRows(db, dy, rows, l.out)
	}
}
