package kernel

// Products of attention: one small product for each head, whose matrices lie interleaved in wide rows. A model of many
// heads makes thousands of them for a sentence, so an implementation may take all heads in one call.

// Heads says how the matrices of one head lie from those of the next, in elements.
type Heads struct {
	Count   int // heads
	Share   int // neighbouring heads that read the same b: more than 1 in grouped-query attention (arXiv:2305.13245)
	A, B, C int // from one head's a, b and c to the next's
}

// headed is an implementation that takes all heads in one call; a(i,l) is at i*aRow + l, b(l,j) at l*bRow + j*bCol.
// The arguments have been checked and no dimension is 0.
type headed interface {
	gemmHeads(h Heads, m, n, k int, alpha float32, a []float32, aRow int, b []float32, bRow, bCol int, beta float32, c []float32, ldc int)
}

// HeadsNT is GemmNT of a[h*A:], b[h/Share*B:] and c[h*C:] for every head h.
func HeadsNT(kern Kernels, h Heads, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32,
	c []float32, ldc int) {
	if f, ok := kern.(headed); ok && m > 0 && n > 0 && k > 0 {
		h.check()
		last := h.Count - 1
		checkGemm(m, n, k, a[last*h.A:], m, k, lda, b[last/h.Share*h.B:], n, k, ldb, c[last*h.C:], ldc)
		f.gemmHeads(h, m, n, k, alpha, a, lda, b, 1, ldb, beta, c, ldc)
		return
	}
	for i := range h.Count {
		kern.GemmNT(m, n, k, alpha, a[i*h.A:], lda, b[i/h.Share*h.B:], ldb, beta, c[i*h.C:], ldc)
	}
}

// HeadsNN is GemmNN of a[h*A:], b[h/Share*B:] and c[h*C:] for every head h.
func HeadsNN(kern Kernels, h Heads, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32,
	c []float32, ldc int) {
	if f, ok := kern.(headed); ok && m > 0 && n > 0 && k > 0 {
		h.check()
		last := h.Count - 1
		checkGemm(m, n, k, a[last*h.A:], m, k, lda, b[last/h.Share*h.B:], k, n, ldb, c[last*h.C:], ldc)
		f.gemmHeads(h, m, n, k, alpha, a, lda, b, ldb, 1, beta, c, ldc)
		return
	}
	for i := range h.Count {
		kern.GemmNN(m, n, k, alpha, a[i*h.A:], lda, b[i/h.Share*h.B:], ldb, beta, c[i*h.C:], ldc)
	}
}

func (h Heads) check() {
	need(h.Count > 0 && h.Share > 0 && h.A >= 0 && h.B >= 0 && h.C >= 0, "kernel: heads need a count, a share and steps of 0 or more")
}
