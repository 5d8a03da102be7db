//go:build js && wasm

package kernel

import "unsafe"

// The SIMD implementation for WebAssembly: it checks its arguments as [Plain]
// does and hands their addresses to the kernel module, which works on Go's own
// memory, so nothing is copied. Go's heap does not move, and a call is over
// before Go runs on. Empty matrices, which have no address, go to Plain.

// simd implements [Kernels] with the kernel module; what it lacks is Plain's.
type simd struct{ Plain }

var (
	_ Kernels = simd{}
	_ headed  = simd{}
	_ blocked = simd{}
)

// Name says which of the two builds is attached.
func (simd) Name() string {
	if wasmFused() != 0 {
		return "wasm relaxed simd"
	}
	return "wasm simd"
}

// scratch is lent to one call at a time: a call into the module is never interrupted, and none
// relies on what an earlier one left there. It grows to the largest need and stays.
var scratch []uint64

func scratchOf(bytes int32) unsafe.Pointer {
	if words := int(bytes+7) / 8; len(scratch) < words {
		scratch = make([]uint64, words)
	}
	return unsafe.Pointer(unsafe.SliceData(scratch))
}

// at is the address of a slice's first element, nil for a nil slice.
func at[T any](x []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

// GemmNT is Σ_l a[i,l]*b[j,l]; see [Kernels].
func (s simd) GemmNT(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m <= 0 || n <= 0 || k <= 0 {
		s.Plain.GemmNT(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, m, k, lda, b, n, k, ldb, c, ldc)
	gemm(m, n, k, alpha, a, lda, 1, b, 1, ldb, beta, c, ldc)
}

// GemmNN is Σ_l a[i,l]*b[l,j]; see [Kernels].
func (s simd) GemmNN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m <= 0 || n <= 0 || k <= 0 {
		s.Plain.GemmNN(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, m, k, lda, b, k, n, ldb, c, ldc)
	gemm(m, n, k, alpha, a, lda, 1, b, ldb, 1, beta, c, ldc)
}

// GemmTN is Σ_l a[l,i]*b[l,j]; see [Kernels].
func (s simd) GemmTN(m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if m <= 0 || n <= 0 || k <= 0 {
		s.Plain.GemmTN(m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	checkGemm(m, n, k, a, k, m, lda, b, k, n, ldb, c, ldc)
	gemm(m, n, k, alpha, a, 1, lda, b, ldb, 1, beta, c, ldc)
}

// gemm is the product of a(i,l), at i*aRow + l*aCol, with b(l,j), at l*bRow + j*bCol.
func gemm(m, n, k int, alpha float32, a []float32, aRow, aCol int, b []float32, bRow, bCol int, beta float32, c []float32, ldc int) {
	wasmGemm(int32(m), int32(n), int32(k), alpha, at(a), int32(aRow), int32(aCol), at(b), int32(bRow), int32(bCol),
		beta, at(c), int32(ldc), scratchOf(wasmGemmScratch()))
}

// gemmHeads is gemm for every head; see [Heads].
func (simd) gemmHeads(h Heads, m, n, k int, alpha float32, a []float32, aRow int, b []float32, bRow, bCol int, beta float32,
	c []float32, ldc int) {
	wasmGemmHeads(int32(h.Count), int32(h.Share), int32(h.A), int32(h.B), int32(h.C), int32(m), int32(n), int32(k), alpha, at(a), int32(aRow),
		at(b), int32(bRow), int32(bCol), beta, at(c), int32(ldc), scratchOf(wasmGemmScratch()))
}

// LinearQ8 is Σ_l x[i,l]*w[j,l]; see [Kernels]. Each block of 32 inputs is rounded to 16 bits first, or
// to 8 for a large matrix where the processor multiplies bytes fast.
func (s simd) LinearQ8(m int, y, x []float32, w Q8) {
	if m <= 0 || w.Rows <= 0 || w.Cols <= 0 {
		s.Plain.LinearQ8(m, y, x, w)
		return
	}
	checkLinearQ8(m, x, y, w)
	lent := scratchOf(wasmLinearQ8Scratch(int32(m), int32(w.Cols)))
	wasmLinearQ8(int32(m), at(y), at(x), int32(w.Rows), int32(w.Cols), at(w.Data), at(w.Scale), lent)
}

// LinearQ8Grad pulls a gradient back through LinearQ8; see [Kernels].
func (s simd) LinearQ8Grad(m int, beta float32, dx, dy []float32, w Q8) {
	if m <= 0 || w.Rows <= 0 || w.Cols <= 0 {
		s.Plain.LinearQ8Grad(m, beta, dx, dy, w)
		return
	}
	checkLinearQ8(m, dx, dy, w)
	wasmLinearQ8Grad(int32(m), int32(w.Rows), int32(w.Cols), beta, at(dx), at(dy), at(w.Data), at(w.Scale), scratchOf(wasmGemmScratch()))
}

// unpackBlocks writes rows [from, from+rows) of w to y, if the module knows the format.
func (simd) unpackBlocks(y []float32, w Blocks, from, rows int) bool {
	if rows <= 0 || w.Cols <= 0 {
		return true
	}
	checkRows(rows, w.Cols, y)
	data := w.Data[from*w.stride() : (from+rows)*w.stride()]
	return wasmUnpackBlocks(int32(w.Kind.Number), at(y), at(data), int32(len(data)/w.Kind.Size)) != 0
}

// linearBlocks is Σ_l x[i,l]*w[j,l], if the module has products of the format. Inputs are rounded as LinearQ8 rounds them.
func (simd) linearBlocks(m int, y, x []float32, w Blocks) bool {
	if m <= 0 || w.Rows <= 0 || w.Cols <= 0 {
		return true
	}
	lent := scratchOf(wasmLinearBlocksScratch(int32(m), int32(w.Cols)))
	return wasmLinearBlocks(int32(w.Kind.Number), int32(m), at(y), at(x), int32(w.Rows), int32(w.Cols), at(w.Data), lent) != 0
}

// AddRow adds a row to every row; see [Kernels].
func (simd) AddRow(y, row []float32, m, n int) {
	checkRows(m, n, y)
	checkVectors(n, row)
	wasmAddRow(at(y), at(row), int32(m), int32(n))
}

// SumRows adds every row to sum; see [Kernels].
func (simd) SumRows(sum, x []float32, m, n int) {
	checkRows(m, n, x)
	checkVectors(n, sum)
	wasmSumRows(at(sum), at(x), int32(m), int32(n))
}

// Add is y[i] += x[i].
func (simd) Add(y, x []float32) {
	checkSame(len(y), x)
	wasmAdd(at(y), at(x), int32(len(y)))
}

// Axpy is y[i] += alpha*x[i].
func (simd) Axpy(alpha float32, y, x []float32) {
	checkSame(len(y), x)
	wasmAxpy(alpha, at(y), at(x), int32(len(y)))
}

// Scale is y[i] *= alpha.
func (simd) Scale(alpha float32, y []float32) { wasmScale(alpha, at(y), int32(len(y))) }

// Mul is y[i] *= x[i].
func (simd) Mul(y, x []float32) {
	checkSame(len(y), x)
	wasmMul(at(y), at(x), int32(len(y)))
}

// Dot is Σ_i x[i]*y[i].
func (simd) Dot(x, y []float32) float32 {
	checkSame(len(x), y)
	return wasmDot(at(x), at(y), int32(len(x)))
}

// LayerNorm normalises rows; see [Kernels]. y may be x.
func (s simd) LayerNorm(y, mean, rstd, x, gain, bias []float32, m, n int, eps float32) {
	if m <= 0 || n <= 0 {
		s.Plain.LayerNorm(y, mean, rstd, x, gain, bias, m, n, eps)
		return
	}
	checkRows(m, n, y, x)
	checkVectors(m, mean, rstd)
	checkVectors(n, gain)
	need(bias == nil || len(bias) >= n, "kernel: vector is shorter than the matrix's rows or columns")
	wasmLayerNorm(at(y), at(mean), at(rstd), at(x), at(gain), at(bias), int32(m), int32(n), eps)
}

// LayerNormGrad pulls back through LayerNorm; see [Kernels].
func (simd) LayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd []float32, m, n int) {
	checkLayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd, m, n)
	wasmLayerNormGrad(at(dx), at(dgain), at(dy), at(x), at(gain), at(mean), at(rstd), int32(m), int32(n))
	if dbias != nil {
		wasmSumRows(at(dbias), at(dy), int32(m), int32(n))
	}
}

// RMSNorm divides rows by their root mean square; see [Kernels]. y may be x.
func (s simd) RMSNorm(y, rstd, x, gain []float32, m, n int, eps float32) {
	if m <= 0 || n <= 0 {
		s.Plain.RMSNorm(y, rstd, x, gain, m, n, eps)
		return
	}
	checkRows(m, n, y, x)
	checkVectors(m, rstd)
	checkVectors(n, gain)
	wasmRMSNorm(at(y), at(rstd), at(x), at(gain), int32(m), int32(n), eps)
}

// RMSNormGrad pulls back through RMSNorm; see [Kernels].
func (simd) RMSNormGrad(dx, dgain, dy, x, gain, rstd []float32, m, n int) {
	checkRMSNormGrad(dx, dgain, dy, x, gain, rstd, m, n)
	wasmRMSNormGrad(at(dx), at(dgain), at(dy), at(x), at(gain), at(rstd), int32(m), int32(n))
}

// Softmax turns rows into probabilities; see [Kernels].
func (simd) Softmax(y, x []float32, m, n int) {
	checkRows(m, n, y, x)
	if n > 0 {
		wasmSoftmax(at(y), at(x), int32(m), int32(n))
	}
}

// SoftmaxGrad pulls back through Softmax; see [Kernels].
func (simd) SoftmaxGrad(dx, dy, y []float32, m, n int) {
	checkRows(m, n, dx, dy, y)
	wasmSoftmaxGrad(at(dx), at(dy), at(y), int32(m), int32(n))
}

// CrossEntropy is the smoothed negative log-likelihood and its gradient; see [Kernels].
func (s simd) CrossEntropy(loss, dlogits, logits []float32, target []int32, smoothing, weight float32, m, n int) {
	if m <= 0 || n <= 0 {
		s.Plain.CrossEntropy(loss, dlogits, logits, target, smoothing, weight, m, n)
		return
	}
	checkTargets(loss, dlogits, logits, target, m, n)
	wasmCrossEntropy(at(loss), at(dlogits), at(logits), at(target), smoothing, weight, int32(m), int32(n))
}

// GELUTanh is 0.5*x*(1+tanh(√(2/π)*(x+0.044715*x³))).
func (simd) GELUTanh(y, x []float32) {
	checkSame(len(y), x)
	wasmGELUTanh(at(y), at(x), int32(len(y)))
}

// GELUTanhGrad pulls back through GELUTanh.
func (simd) GELUTanhGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	wasmGELUTanhGrad(at(dx), at(dy), at(x), int32(len(x)))
}

// GELUErf is 0.5*x*(1+erf(x/√2)).
func (simd) GELUErf(y, x []float32) {
	checkSame(len(y), x)
	wasmGELUErf(at(y), at(x), int32(len(y)))
}

// GELUErfGrad pulls back through GELUErf.
func (simd) GELUErfGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	wasmGELUErfGrad(at(dx), at(dy), at(x), int32(len(x)))
}

// ReLU is max(x, 0).
func (simd) ReLU(y, x []float32) {
	checkSame(len(y), x)
	wasmReLU(at(y), at(x), int32(len(y)))
}

// ReLUGrad is dy where x > 0, else 0.
func (simd) ReLUGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	wasmReLUGrad(at(dx), at(dy), at(x), int32(len(x)))
}

// SiLUGate is gate*sigmoid(gate)*up.
func (simd) SiLUGate(y, gate, up []float32) {
	checkSame(len(y), gate, up)
	wasmSiLUGate(at(y), at(gate), at(up), int32(len(y)))
}

// SiLUGateGrad pulls back through SiLUGate.
func (simd) SiLUGateGrad(dgate, dup, dy, gate, up []float32) {
	checkSame(len(dgate), dup, dy, gate, up)
	wasmSiLUGateGrad(at(dgate), at(dup), at(dy), at(gate), at(up), int32(len(dy)))
}

// Rotary turns pairs in place; see [Kernels].
func (simd) Rotary(x, cos, sin []float32, rows, heads, dim, half int, adjacent, inverse bool) {
	checkRotary(x, cos, sin, rows, heads, dim, half)
	sign := float32(1)
	if inverse {
		sign = -1
	}
	wasmRotary(at(x), at(cos), at(sin), int32(rows), int32(heads), int32(dim), int32(half), adjacent, sign)
}

// GatherQ8 is Gather from a quantised table.
func (simd) GatherQ8(y []float32, table Q8, id []int32) {
	checkQ8(table)
	need(len(y) >= len(id)*table.Cols, "kernel: rows are fewer than the ids")
	checkIDs(id, table.Rows)
	wasmGatherQ8(at(y), at(table.Data), at(table.Scale), int32(table.Cols), at(id), int32(len(id)))
}

// Scatter is Gather's gradient: dtable[id[i],:] += dy[i,:].
func (simd) Scatter(dtable, dy []float32, id []int32, n int) {
	checkGather(dy, dtable, id, n)
	wasmScatter(at(dtable), at(dy), at(id), int32(len(id)), int32(n))
}

// AdamW is one optimiser step; see [Kernels].
func (simd) AdamW(w, g, m, v []float32, o AdamW) {
	checkSame(len(w), g, m, v)
	first, second := o.corrections()
	wasmAdamW(at(w), at(g), at(m), at(v), int32(len(w)), o.Rate, o.Beta1, o.Beta2, o.Eps, o.Decay, first, second)
}
