package kernel

import (
	"fmt"
	"sync"
)

// Matrices in the block formats of GGUF files (ggml), kept in memory as the file has them. A format is a [BlockFormat] in
// a file of its own; what has no kernel of its own is unpacked, some rows at a time, and multiplied as float32.

// BlockFormat says how a block of neighbouring weights of a row is stored.
type BlockFormat struct {
	Name    string
	Number  uint32 // in GGUF files
	Weights int    // of one block
	Size    int    // bytes of one block
	halves  []int  // where a block has float16 scales

	unpack func(y []float32, block []byte) // y [Weights], block [Size]
}

// BlockFormats are all that can be read.
var BlockFormats = []*BlockFormat{&Q4_0, &Q4_1, &Q5_0, &Q5_1, &Q2_K, &Q3_K, &Q4_K, &Q5_K, &Q6_K, &IQ4_NL, &IQ4_XS, &IQ3_S}

// Blocks is a matrix of blocks; Cols is a multiple of its format's Weights.
type Blocks struct {
	Kind       *BlockFormat
	Rows, Cols int
	Data       []byte
}

var _ Matrix = Blocks{}

// stride is the bytes of one row.
func (b Blocks) stride() int { return b.Cols / b.Kind.Weights * b.Kind.Size }

// Size is the number of rows and of columns.
func (b Blocks) Size() (rows, cols int) { return b.Rows, b.Cols }

// Format is the format's name.
func (b Blocks) Format() string { return b.Kind.Name }

// Bytes is that of the blocks.
func (b Blocks) Bytes() int { return len(b.Data) }

// Check says whether rows are whole blocks, and whether there are as many as the size wants.
func (b Blocks) Check() error {
	if b.Cols%b.Kind.Weights != 0 {
		return fmt.Errorf("want rows of a multiple of %d weights, got %d", b.Kind.Weights, b.Cols)
	}
	if len(b.Data) != b.Rows*b.stride() {
		return fmt.Errorf("want %d bytes, got %d", b.Rows*b.stride(), len(b.Data))
	}
	return nil
}

// NotFinite is the number of the first block with a scale that is no finite number.
func (b Blocks) NotFinite() int {
	for i := 0; i+b.Kind.Size <= len(b.Data); i += b.Kind.Size {
		for _, at := range b.Kind.halves {
			if b.Data[i+at+1]&0x7C == 0x7C { // all bits of the exponent
				return i / b.Kind.Size
			}
		}
	}
	return -1
}

// Row unpacks row i.
func (b Blocks) Row(y []float32, i int) {
	row := b.Data[i*b.stride():][:b.stride()]
	for len(row) > 0 {
		b.Kind.unpack(y[:b.Kind.Weights], row[:b.Kind.Size])
		y, row = y[b.Kind.Weights:], row[b.Kind.Size:]
	}
}

// Cut is rows [from, from+n).
func (b Blocks) Cut(from, n int) Matrix {
	start, end := from*b.stride(), (from+n)*b.stride()
	return Blocks{b.Kind, n, b.Cols, b.Data[start:end:end]}
}

// blocked is what an implementation has that knows some formats itself; each method says whether it did its work.
type blocked interface {
	// unpackBlocks writes rows [from, from+rows) of w to y.
	unpackBlocks(y []float32, w Blocks, from, rows int) bool
	// linearBlocks is [Blocks.Linear], with inputs rounded as [Kernels.LinearQ8] allows.
	linearBlocks(m int, y, x []float32, w Blocks) bool
}

// How many weights are unpacked at a time: few enough to stay in the processor's first cache where one or a few rows are
// multiplied, and more where many rows share them.
const (
	smallTile = 1 << 12
	largeTile = 1 << 16
)

// tileStore keeps the buffers between calls, so that decoding makes no garbage.
var tileStore = sync.Pool{New: func() any { return new([]float32) }}

// tiles calls use with stretches of rows, unpacked, for a product with m rows.
func (b Blocks) tiles(k Kernels, m int, use func(from, rows int, tile []float32)) {
	weights := smallTile
	if m >= 4 {
		weights = largeTile
	}
	rows := max(1, min(b.Rows, weights/max(1, b.Cols)))
	buffer := tileStore.Get().(*[]float32)
	defer tileStore.Put(buffer)
	if len(*buffer) < rows*b.Cols {
		*buffer = make([]float32, rows*b.Cols)
	}
	tile := (*buffer)[:rows*b.Cols]
	fast, _ := k.(blocked)
	for from := 0; from < b.Rows; from += rows {
		n := min(rows, b.Rows-from)
		if fast == nil || !fast.unpackBlocks(tile, b, from, n) {
			for i := range n {
				b.Row(tile[i*b.Cols:][:b.Cols], from+i)
			}
		}
		use(from, n, tile)
	}
}

// Linear is Σ_l x[i,l]*w[j,l].
func (b Blocks) Linear(k Kernels, m int, y, x []float32) {
	need(len(x) >= m*b.Cols && len(y) >= m*b.Rows, "kernel: rows are shorter than the matrix wants")
	if fast, ok := k.(blocked); ok && fast.linearBlocks(m, y, x, b) {
		return
	}
	b.tiles(k, m, func(from, rows int, tile []float32) {
		k.GemmNT(m, rows, b.Cols, 1, x, b.Cols, tile, b.Cols, 0, y[from:], b.Rows)
	})
}

// LinearGrad is beta*dx[i,l] + Σ_j dy[i,j]*w[j,l].
func (b Blocks) LinearGrad(k Kernels, m int, beta float32, dx, dy []float32) {
	need(len(dx) >= m*b.Cols && len(dy) >= m*b.Rows, "kernel: rows are shorter than the matrix wants")
	b.tiles(k, m, func(from, rows int, tile []float32) {
		k.GemmNN(m, b.Cols, rows, 1, dy[from:], b.Rows, tile, b.Cols, beta, dx, b.Cols)
		beta = 1
	})
}

// Gather unpacks the rows of ids.
func (b Blocks) Gather(_ Kernels, y []float32, id []int32) {
	checkIDs(id, b.Rows)
	need(len(y) >= len(id)*b.Cols, "kernel: rows are fewer than the ids")
	for i, t := range id {
		b.Row(y[i*b.Cols:][:b.Cols], int(t))
	}
}

// scaleAt reads a float16 at the start of a block's part.
func scaleAt(block []byte) float32 { return Half(uint16(block[0]) | uint16(block[1])<<8).Float32() }
