//go:build goexperiment.simd

package kernel

import (
	"simd/archsimd"
	"sync"
	"syscall"
	"unsafe"
)

// amx is simd with large matrix products in bfloat16 on the processor's matrix
// unit (Intel AMX). Operands are rounded and packed in panels of 32 rows of a,
// or 32 columns of b, in steps of 32 along k: two tiles of 1 KB a step. c is cut
// into blocks of 32×32 that stay in tiles while k goes by (amx_linux_amd64.s).
type amx struct {
	simd
	least int // products of fewer multiply-adds are float32's
}

// The panels of a block of b and of one of a stay in the second-level cache while they are multiplied, a panel of a in the first.
const (
	panel     = 32
	halfPanel = panel / 2 // the rows of a tile
	amxDepth  = 512
	amxWide   = 1024
	amxTall   = 256
)

// worthwhile is where packing begins to pay.
const worthwhile = 1 << 18

// BF16 is Best with large matrix products of inputs rounded to bfloat16 (to the
// nearest, ties to even; what is too small for a normal number counts as 0) and
// summed in float32, for training. False without a matrix unit.
func BF16() (Kernels, bool) {
	return amx{least: worthwhile}, hasAMX()
}

// Name is "amx-bf16".
func (amx) Name() string { return "amx-bf16" }

// hasAMX says whether processor and system have tiles of bfloat16, and asks for their use, once for the process.
var hasAMX = sync.OnceValue(func() bool {
	const (
		tiles, tileBF16, vectorBF16 = 1 << 24, 1 << 22, 1 << 5 // CPUID 7.0 EDX twice, 7.1 EAX
		tileState                   = 3 << 17                  // XCR0: configuration and data
		archPrctl, request, data    = 158, 0x1023, 18          // arch_prctl(ARCH_REQ_XCOMP_PERM, XTILEDATA)
	)
	if most, _, _, _ := cpuid(0, 0); most < 7 || !archsimd.X86.AVX512() {
		return false
	}
	_, _, _, seven := cpuid(7, 0)
	more, _, _, _ := cpuid(7, 1)
	if seven&tiles == 0 || seven&tileBF16 == 0 || more&vectorBF16 == 0 || enabledState()&tileState != tileState {
		return false
	}
	_, _, errno := syscall.RawSyscall(archPrctl, request, data, 0)
	return errno == 0
})

func cpuid(leaf, subleaf uint32) (a, b, c, d uint32)
func enabledState() uint32

// panelProduct holds the arguments of multiplyPanels, at the offsets that it reads:
//
//	c[i,j] (+)= Σ_l a[i,l]*b[l,j]     32 rows, panels*32 columns, steps*32 terms
type panelProduct struct {
	a, b   unsafe.Pointer // a panel, and panels one after another
	c      unsafe.Pointer
	cStep  uintptr // bytes between rows of c
	steps  int
	panels int
	add    int // 0 to set c, 1 to add to it
}

//go:noescape
func multiplyPanels(t *panelProduct)

// These read 16 rows of 32 floats, or 32 rows of 16, that are step bytes apart, and write a tile of bfloat16: 16 rows
// of 16 pairs that are neighbours along k, or (T) its transpose. They go on for more tiles, advance bytes further on,
// and write every second one of to.

//go:noescape
func packRows(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)

//go:noescape
func packRowsT(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)

//go:noescape
func packPairs(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)

//go:noescape
func packPairsT(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)

// GemmNT is Σ_l a[i,l]*b[j,l]; see [Kernels].
func (x amx) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m*n*k < x.least || k == 0 {
		x.simd.GemmNT(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, m, k, lda, b, n, k, ldb, c, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: lda, aStep: 1, ldb: ldb, ldc: ldc, transposed: true}
	p.rounded()
}

// GemmNN is Σ_l a[i,l]*b[l,j]; see [Kernels].
func (x amx) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m*n*k < x.least || k == 0 {
		x.simd.GemmNN(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, m, k, lda, b, k, n, ldb, c, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: lda, aStep: 1, ldb: ldb, ldc: ldc}
	p.rounded()
}

// GemmTN is Σ_l a[l,i]*b[l,j]; see [Kernels].
func (x amx) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m*n*k < x.least || k == 0 {
		x.simd.GemmTN(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, k, m, lda, b, k, n, ldb, c, ldc)
	p := product{m: m, n: n, k: k, alpha: alpha, beta: beta, a: a, b: b, c: c, aRow: 1, aStep: lda, ldb: ldb, ldc: ldc}
	p.rounded()
}

// roundedPanels is the storage of one product under way.
type roundedPanels struct {
	a     [amxTall * amxDepth]uint16
	b     [amxWide * amxDepth]uint16
	block [panel * panel]float32     // of c, where it cannot be written in place
	edge  [halfPanel * panel]float32 // a ragged tile's source, filled up with zeros
}

var rounded = sync.Pool{New: func() any { return new(roundedPanels) }}

// rounded computes the product with inputs rounded to bfloat16.
func (p *product) rounded() {
	s := rounded.Get().(*roundedPanels)
	a, b := operand{p.a, p.aRow, p.aStep, false}, operand{p.b, 1, p.ldb, true}
	if p.transposed {
		b.row, b.step = p.ldb, 1
	}
	for j := 0; j < p.n; j += amxWide {
		jEnd := min(j+amxWide, p.n)
		for l := 0; l < p.k; l += amxDepth {
			lEnd, beta := min(l+amxDepth, p.k), float32(1)
			if l == 0 {
				beta = p.beta
			}
			s.packBlock(s.b[:], b, j, jEnd, l, lEnd)
			for i := 0; i < p.m; i += amxTall {
				iEnd := min(i+amxTall, p.m)
				s.packBlock(s.a[:], a, i, iEnd, l, lEnd)
				for at := i; at < iEnd; at += panel {
					s.multiply(p, at, i, j, jEnd, panelSize(l, lEnd), beta)
				}
			}
		}
	}
	rounded.Put(s)
}

// operand is a matrix as the product reads it: entry l of its row (a's) or column (b's) i is x[i*row+l*step].
type operand struct {
	x         []float32
	row, step int // one of them is 1
	columns   bool
}

// panelSize is the room of a panel of entries l to lEnd.
func panelSize(l, lEnd int) int { return panel * panel * ((lEnd - l + panel - 1) / panel) }

// packBlock packs rows i to iEnd of o, entries l to lEnd, panel after panel. It reads o in the order of memory: by rows
// where entries are neighbours, and else by steps.
func (s *roundedPanels) packBlock(to []uint16, o operand, i, iEnd, l, lEnd int) {
	size, step := panelSize(l, lEnd), lEnd-l
	if o.step != 1 {
		step = panel
	}
	for from := l; from < lEnd; from += step {
		for at := i; at < iEnd; at += panel {
			s.pack(to[(at-i)/panel*size+(from-l)*panel:], o, at, min(at+panel, iEnd), from, min(from+step, lEnd))
		}
	}
}

// pack rounds rows i to iEnd (up to 32) of o, entries l to lEnd, to a panel, filled up with zeros.
func (s *roundedPanels) pack(to []uint16, o operand, i, iEnd, l, lEnd int) {
	tiles, whole := (lEnd-l+panel-1)/panel, (lEnd-l)/panel
	for half := range 2 {
		at, first := i+half*halfPanel, 0
		if at+halfPanel <= iEnd && whole > 0 {
			o.tiles(to[half*halfPanel*panel:], o.x[at*o.row+l*o.step:], max(o.row, o.step), whole, panel*o.step)
			first = whole
		}
		for t := first; t < tiles; t++ {
			step := s.copyEdge(o, at, min(at+halfPanel, iEnd), l+t*panel, min(l+(t+1)*panel, lEnd))
			o.tiles(to[(2*t+half)*halfPanel*panel:], s.edge[:], step, 1, 0)
		}
	}
}

// copyEdge copies a ragged tile of o to s.edge and returns the distance between rows there.
func (s *roundedPanels) copyEdge(o operand, i, iEnd, l, lEnd int) int {
	clear(s.edge[:])
	if o.step == 1 {
		for r := i; r < iEnd; r++ {
			copy(s.edge[(r-i)*panel:], o.x[r*o.row+l:][:lEnd-l])
		}
		return panel
	}
	if i < iEnd {
		for r := l; r < lEnd; r++ {
			copy(s.edge[(r-l)*halfPanel:], o.x[r*o.step+i:][:iEnd-i])
		}
	}
	return halfPanel
}

// tiles packs whole tiles from a source whose rows are step floats apart, and tiles advance floats.
func (o operand) tiles(to []uint16, from []float32, step, tiles, advance int) {
	target, source := unsafe.Pointer(&to[0]), unsafe.Pointer(&from[0])
	switch {
	case o.step == 1 && !o.columns:
		packRows(target, source, uintptr(step)*4, tiles, uintptr(advance)*4)
	case o.step == 1:
		packRowsT(target, source, uintptr(step)*4, tiles, uintptr(advance)*4)
	case o.columns:
		packPairs(target, source, uintptr(step)*4, tiles, uintptr(advance)*4)
	default:
		packPairsT(target, source, uintptr(step)*4, tiles, uintptr(advance)*4)
	}
}

// multiply is up to 32 rows of c from i on, columns j to jEnd: whole blocks in place, others by way of s.block. The block
// of a begins at row aStart.
func (s *roundedPanels) multiply(p *product, i, aStart, j, jEnd, size int, beta float32) {
	t := panelProduct{a: unsafe.Pointer(&s.a[(i-aStart)/panel*size]), steps: size / (panel * panel)}
	rows, b := min(panel, p.m-i), s.b[:]
	if whole := (jEnd - j) / panel; whole > 0 && rows == panel && p.alpha == 1 && (beta == 0 || beta == 1) {
		t.b, t.c, t.cStep, t.panels, t.add = unsafe.Pointer(&b[0]), unsafe.Pointer(&p.c[i*p.ldc+j]), uintptr(p.ldc)*4, whole, int(beta)
		multiplyPanels(&t)
		j, b = j+whole*panel, b[whole*size:]
	}
	for ; j < jEnd; j, b = j+panel, b[size:] {
		t.b, t.c, t.cStep, t.panels, t.add = unsafe.Pointer(&b[0]), unsafe.Pointer(&s.block[0]), panel*4, 1, 0
		multiplyPanels(&t)
		cols := min(panel, jEnd-j)
		for r := range rows {
			blend(p.c[(i+r)*p.ldc+j:][:cols], beta, s.block[r*panel:][:cols], p.alpha)
		}
	}
}

// blend is c[j] = beta*c[j] + alpha*x[j], up to 32 of them; c is not read where beta is 0.
func blend(c []float32, beta float32, x []float32, alpha float32) {
	b, a := all(beta), all(alpha)
	for j := 0; j < len(c); j += lanes {
		switch whole := j+lanes <= len(c); {
		case whole && beta == 0:
			store(load(x, j).Mul(a), c, j)
		case whole:
			store(load(c, j).MulAdd(b, load(x, j).Mul(a)), c, j)
		case beta == 0:
			storeTail(loadTail(x, j).Mul(a), c, j)
		default:
			storeTail(loadTail(c, j).MulAdd(b, loadTail(x, j).Mul(a)), c, j)
		}
	}
	scalar()
}
