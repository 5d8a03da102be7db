package kernel

// A weight matrix behind one type, so that whoever multiplies by it does not ask how its numbers are stored. A further
// storage is a type with these methods; a further block format of GGUF files is less: a [BlockFormat] in a file of its own.

// Matrix is a weight matrix [rows, cols] in some storage. It is only read.
type Matrix interface {
	// Size is the number of rows and of columns.
	Size() (rows, cols int)
	// Format names the storage: "F32", "Q8" (our int8 blocks), or a block format of GGUF such as "Q4_K".
	Format() string
	// Bytes is the memory that the numbers take.
	Bytes() int
	// Check says what does not fit together; nil for a matrix that can be used.
	Check() error
	// NotFinite is the place of the first value, or scale of a block, that is no finite number; -1 if there is none.
	NotFinite() int
	// Row writes row i as float32 values to y [cols].
	Row(y []float32, i int)
	// Cut is rows [from, from+n), which share this matrix's memory.
	Cut(from, n int) Matrix
	// Linear is y[i,j] = Σ_l x[i,l]*w[j,l] with x [m,cols], y [m,rows], packed. Blocks may round x as [Kernels] says.
	Linear(k Kernels, m int, y, x []float32)
	// LinearGrad is dx[i,l] = beta*dx[i,l] + Σ_j dy[i,j]*w[j,l] with dy [m,rows], dx [m,cols], packed.
	LinearGrad(k Kernels, m int, beta float32, dx, dy []float32)
	// Gather is y[i,:] = w[id[i],:] with y [len(id),cols].
	Gather(k Kernels, y []float32, id []int32)
}

// firstNotFinite is the place of the first value that is no finite number, -1 if all are.
func firstNotFinite(values []float32) int {
	for i, v := range values {
		if v-v != 0 {
			return i
		}
	}
	return -1
}

// Unpack writes the whole matrix as float32 values to y [rows, cols].
func Unpack(y []float32, w Matrix) {
	rows, cols := w.Size()
	checkRows(rows, cols, y)
	for i := range rows {
		w.Row(y[i*cols:][:cols], i)
	}
}
