// Linear layers over all rows of a stream; forward and backward.

package model

// linear is x·weightᵀ + bias, [rows, out].
func (t *Trace) linear(l linear, x []float32, rows int) []float32 {
	y := t.work.take(rows * l.out)
	t.linearInto(y, l, x, rows)
	return y
}

func (t *Trace) linearInto(y []float32, l linear, x []float32, rows int) {
	t.model.multiply(y, x, l.weight, rows)
	if bias := t.model.floats(l.bias); bias != nil {
		t.model.Kernels.AddRow(y, bias, rows, l.out)
	}
}

// multiply is y = x·wᵀ; w is the weight of that number, [out, in], x [rows, in], y [rows, out].
func (m *Model) multiply(y, x []float32, number, rows int) {
	m.matrices[number].Linear(m.Kernels, rows, y, x)
}

// multiplyGrad is dx = beta*dx + dy·w.
func (m *Model) multiplyGrad(beta float32, dx, dy []float32, number, rows int) {
	m.matrices[number].LinearGrad(m.Kernels, rows, beta, dx, dy)
}

// linear pulls dy back: dx = beta*dx + dy·weight, and adds to the gradients of weight and bias. x is the input.
func (b *back) linear(l linear, beta float32, dx, dy, x []float32, rows int) {
	b.model.multiplyGrad(beta, dx, dy, l.weight, rows)
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
