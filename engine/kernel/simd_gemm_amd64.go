//go:build goexperiment.simd && amd64

package kernel

import (
	"sync"
	"unsafe"
)

// Matrix products by tiles. c is cut into tiles of 6 rows × 64 columns that
// stay in registers while k goes by (tile_amd64.s). b is copied panel by panel
// (64 columns, depth rows), transposed if it has to be, so that the tile reads
// it in order; a is read in place. Blocks of depth, wide and tall are sized so
// that a panel of b stays in the nearest caches while all rows of a pass.
const (
	tileRows = 6
	tileCols = 64
	depth    = 256
	wide     = 1024
	tall     = 384
)

// tile holds the arguments of one tile, at the offsets that tile_amd64.s reads.
//
//	c[i,j] = beta*c[i,j] + alpha * Σ_l a[i][l*aStep] * b[l*bStep + j]     steps in bytes
type tile struct {
	a     [tileRows]unsafe.Pointer // rows of a; those from rows on repeat the last
	aStep uintptr
	b     unsafe.Pointer
	bStep uintptr
	c     unsafe.Pointer
	cStep uintptr
	k     int
	rows  int    // rows of c to write, 1 to 6
	mask  uint64 // the columns to write of the last vector
	alpha float32
	beta  float32
}

//go:noescape
func tile16(t *tile)

//go:noescape
func tile32(t *tile)

//go:noescape
func tile48(t *tile)

//go:noescape
func tile64(t *tile)

// run computes a tile of cols columns, 1 to 64.
func (t *tile) run(cols int) {
	t.mask = 0xffff >> (-cols & (lanes - 1))
	switch (cols - 1) / lanes {
	case 0:
		tile16(t)
	case 1:
		tile32(t)
	case 2:
		tile48(t)
	default:
		tile64(t)
	}
}

var panels = sync.Pool{New: func() any { return new([depth * wide]float32) }}

// GemmNT is Σ_l a[i,l]*b[j,l]; see [Kernels].
func (simd) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, m, k, lda, b, n, k, ldb, c, ldc)
	switch {
	case m == 0 || n == 0:
	case k == 0:
		scaleMatrix(m, n, beta, c, ldc)
	case m <= 2:
		for i := range m {
			dotRows(c[i*ldc:][:n], alpha, a[i*lda:][:k], b, ldb, beta)
		}
	default:
		p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: lda, aStep: 1, ldb: ldb, ldc: ldc, transposed: true}
		p.packed()
	}
}

// GemmNN is Σ_l a[i,l]*b[l,j]; see [Kernels].
func (simd) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, m, k, lda, b, k, n, ldb, c, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: lda, aStep: 1, ldb: ldb, ldc: ldc}
	p.either()
}

// GemmTN is Σ_l a[l,i]*b[l,j]; see [Kernels].
func (simd) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkGemm(m, n, k, a, k, m, lda, b, k, n, ldb, c, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: 1, aStep: lda, ldb: ldb, ldc: ldc}
	p.either()
}

func scaleMatrix(m, n int, beta float32, c []float32, ldc int) {
	for i := range m {
		scaleOrClear(beta, c[i*ldc:][:n])
	}
}

// product is one matrix product: entry (i,l) of a is a[i*aRow+l*aStep], and
// entry (l,j) of b is b[l*ldb+j], or b[j*ldb+l] if transposed.
type product struct {
	m, n, k               int
	alpha, beta           float32
	a, b, c               []float32
	aRow, aStep, ldb, ldc int
	transposed            bool
}

// either reads b in place where it is read only a few times, and copies panels of it elsewhere.
func (p *product) either() {
	switch {
	case p.m == 0 || p.n == 0:
	case p.k == 0:
		scaleMatrix(p.m, p.n, p.beta, p.c, p.ldc)
	case p.m <= tileRows || p.m <= 16*tileRows && p.k <= depth:
		p.rows(0, p.m, 0, p.n, 0, p.k, p.beta, nil)
	default:
		p.packed()
	}
}

// packed goes through blocks of b, copies each into panels and multiplies it with all rows of a.
func (p *product) packed() {
	buffer := panels.Get().(*[depth * wide]float32)
	for j := 0; j < p.n; j += wide {
		jEnd := min(j+wide, p.n)
		for l := 0; l < p.k; l += depth {
			lEnd, beta := min(l+depth, p.k), float32(1)
			if l == 0 {
				beta = p.beta
			}
			p.pack(buffer[:], j, jEnd, l, lEnd)
			for i := 0; i < p.m; i += tall {
				p.rows(i, min(i+tall, p.m), j, jEnd, l, lEnd, beta, buffer[:])
			}
		}
	}
	panels.Put(buffer)
}

// pack copies rows l to lEnd and columns j to jEnd of b to panels of 64 columns,
// each packed with a row length of its columns rounded up to whole vectors.
func (p *product) pack(panel []float32, j, jEnd, l, lEnd int) {
	for ; j < jEnd; j += tileCols {
		cols := min(tileCols, jEnd-j)
		width := (cols + lanes - 1) &^ (lanes - 1)
		if p.transposed {
			packTransposed(panel, width, p.b[j*p.ldb+l:], p.ldb, cols, lEnd-l)
		} else {
			for r := l; r < lEnd; r++ {
				copy(panel[(r-l)*width:], p.b[r*p.ldb+j:][:cols])
			}
		}
		panel = panel[(lEnd-l)*width:]
	}
}

// packTransposed is panel[l*width+j] = b[j*ldb+l] for l < rows, j < cols, by blocks of 16×16. What it writes beyond them,
// up to 15 columns and rows, is within the panel's room.
func packTransposed(panel []float32, width int, b []float32, ldb, cols, rows int) {
	for j := 0; j < cols; j += lanes {
		for l := 0; l < rows; l += lanes {
			to, from := panel[l*width+j:], b[j*ldb+l:]
			mask := uint64(0xffff >> (lanes - min(lanes, rows-l)))
			transpose16(unsafe.Pointer(&to[0]), uintptr(width)*4, unsafe.Pointer(&from[0]), uintptr(ldb)*4, min(lanes, cols-j), mask)
		}
	}
}

// transpose16 writes a block of rows (1 to 16; the last counts for those missing) × 16 columns, those of mask, as 16 rows
// of 16 entries. The steps between rows are in bytes.
//
//go:noescape
func transpose16(to unsafe.Pointer, toStep uintptr, from unsafe.Pointer, step uintptr, rows int, mask uint64)

// rows multiplies rows i to iEnd of a with the block of b at columns j to jEnd, rows l to lEnd:
// from its panels, or in place if there are none.
func (p *product) rows(i, iEnd, j, jEnd, l, lEnd int, beta float32, panel []float32) {
	t := tile{aStep: uintptr(p.aStep) * 4, cStep: uintptr(p.ldc) * 4, k: lEnd - l, alpha: p.alpha, beta: beta}
	for ; j < jEnd; j += tileCols {
		cols := min(tileCols, jEnd-j)
		if panel == nil {
			t.b, t.bStep = unsafe.Pointer(&p.b[l*p.ldb+j]), uintptr(p.ldb)*4
		} else {
			width := (cols + lanes - 1) &^ (lanes - 1)
			t.b, t.bStep = unsafe.Pointer(&panel[0]), uintptr(width)*4
			panel = panel[t.k*width:]
		}
		for r := i; r < iEnd; r += tileRows {
			t.rows = min(tileRows, iEnd-r)
			for q := range t.a {
				t.a[q] = unsafe.Pointer(&p.a[(r+min(q, t.rows-1))*p.aRow+l*p.aStep])
			}
			t.c = unsafe.Pointer(&p.c[r*p.ldc+j])
			t.run(cols)
		}
	}
}

// dotRows is c[j] = beta*c[j] + alpha * Σ_l a[l]*b[j,l], four rows of b at a time.
func dotRows(c []float32, alpha float32, a, b []float32, ldb int, beta float32) {
	j := 0
	for ; j+4 <= len(c); j += 4 {
		s0, s1, s2, s3 := dot4(a, b[j*ldb:][:len(a)], b[(j+1)*ldb:][:len(a)], b[(j+2)*ldb:][:len(a)], b[(j+3)*ldb:][:len(a)])
		if beta == 0 {
			c[j], c[j+1], c[j+2], c[j+3] = alpha*s0, alpha*s1, alpha*s2, alpha*s3
		} else {
			c[j], c[j+1] = beta*c[j]+alpha*s0, beta*c[j+1]+alpha*s1
			c[j+2], c[j+3] = beta*c[j+2]+alpha*s2, beta*c[j+3]+alpha*s3
		}
	}
	for ; j < len(c); j++ {
		s := alpha * (simd{}).Dot(a, b[j*ldb:][:len(a)])
		if beta != 0 {
			s += beta * c[j]
		}
		c[j] = s
	}
}

// dot4 is the inner product of a with four vectors of its length.
func dot4(a, b0, b1, b2, b3 []float32) (float32, float32, float32, float32) {
	var s0, s1, s2, s3 vec
	n := len(a) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		x := load(a, i)
		s0 = load(b0, i).MulAdd(x, s0)
		s1 = load(b1, i).MulAdd(x, s1)
		s2 = load(b2, i).MulAdd(x, s2)
		s3 = load(b3, i).MulAdd(x, s3)
	}
	if n < len(a) {
		x := loadTail(a, n)
		s0 = loadTail(b0, n).MulAdd(x, s0)
		s1 = loadTail(b1, n).MulAdd(x, s1)
		s2 = loadTail(b2, n).MulAdd(x, s2)
		s3 = loadTail(b3, n).MulAdd(x, s3)
	}
	return total(s0), total(s1), total(s2), total(s3)
}

// Dot is Σ_i x[i]*y[i].
func (simd) Dot(x, y []float32) float32 {
	checkSame(len(x), y)
	var s0, s1, s2, s3 vec
	i := 0
	for ; i+4*lanes <= len(x); i += 4 * lanes {
		s0 = load(x, i).MulAdd(load(y, i), s0)
		s1 = load(x, i+lanes).MulAdd(load(y, i+lanes), s1)
		s2 = load(x, i+2*lanes).MulAdd(load(y, i+2*lanes), s2)
		s3 = load(x, i+3*lanes).MulAdd(load(y, i+3*lanes), s3)
	}
	for ; i+lanes <= len(x); i += lanes {
		s0 = load(x, i).MulAdd(load(y, i), s0)
	}
	if i < len(x) {
		s1 = loadTail(x, i).MulAdd(loadTail(y, i), s1)
	}
	return total(s0.Add(s1).Add(s2.Add(s3)))
}
