package kernel

// Sums and products of vectors, and the bias of a linear layer with its gradient.

// AddRow adds a row to every row; see [Kernels].
func (Plain) AddRow(y, row []float32, m, n int) {
	checkRows(m, n, y)
	checkVectors(n, row)
	row = row[:n]
	for i := range m {
		yi := y[i*n:][:n]
		for j, r := range row {
			yi[j] += r
		}
	}
}

// SumRows adds every row to sum; see [Kernels].
func (Plain) SumRows(sum, x []float32, m, n int) {
	checkRows(m, n, x)
	checkVectors(n, sum)
	sum = sum[:n]
	for i := range m {
		for j, v := range x[i*n:][:n] {
			sum[j] += v
		}
	}
}

// Add is y[i] += x[i].
func (Plain) Add(y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		y[i] += v
	}
}

// Axpy is y[i] += alpha*x[i].
func (Plain) Axpy(alpha float32, y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		y[i] += alpha * v
	}
}

// Scale is y[i] *= alpha.
func (Plain) Scale(alpha float32, y []float32) {
	for i := range y {
		y[i] *= alpha
	}
}

// Mul is y[i] *= x[i].
func (Plain) Mul(y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		y[i] *= v
	}
}

// Dot is Σ_i x[i]*y[i].
func (Plain) Dot(x, y []float32) float32 {
	checkSame(len(x), y)
	return dot(x, y)
}
