//go:build js && wasm

package kernel

import "unsafe"

// The functions of the kernel module (wasm/kernel/assembly), which runs on Go's
// own linear memory: pointers are addresses in it, sizes count elements, steps
// too. wasm/kernel/load.mjs gives them to Go.

// wasmAvailable says whether the kernel module is attached; nothing else may be called where it is 0.
//
//go:wasmimport pellucid_kernel available
func wasmAvailable() int32

// wasmFused is 1 in the build with relaxed SIMD.
//
//go:wasmimport pellucid_kernel fused
func wasmFused() int32

//go:wasmimport pellucid_kernel sumBlocks
//go:noescape
func wasmSumBlocks(state, data unsafe.Pointer, blocks int32, rounds, schedule unsafe.Pointer)

//go:wasmimport pellucid_kernel gemmScratch
func wasmGemmScratch() int32

//go:wasmimport pellucid_kernel gemm
//go:noescape
func wasmGemm(m, n, k int32, alpha float32, a unsafe.Pointer, aRow, aCol int32, b unsafe.Pointer, bRow, bCol int32,
	beta float32, c unsafe.Pointer, ldc int32, scratch unsafe.Pointer)

//go:wasmimport pellucid_kernel gemmHeads
//go:noescape
func wasmGemmHeads(count, share, aStep, bStep, cStep, m, n, k int32, alpha float32, a unsafe.Pointer, aRow int32,
	b unsafe.Pointer, bRow, bCol int32, beta float32, c unsafe.Pointer, ldc int32, scratch unsafe.Pointer)

//go:wasmimport pellucid_kernel linearQ8Scratch
func wasmLinearQ8Scratch(m, cols int32) int32

//go:wasmimport pellucid_kernel linearQ8
//go:noescape
func wasmLinearQ8(m int32, y, x unsafe.Pointer, rows, cols int32, w, scale, scratch unsafe.Pointer)

//go:wasmimport pellucid_kernel linearQ8Grad
//go:noescape
func wasmLinearQ8Grad(m, rows, cols int32, beta float32, dx, dy, w, scale, scratch unsafe.Pointer)

//go:wasmimport pellucid_kernel unpackBlocks
//go:noescape
func wasmUnpackBlocks(format int32, y, w unsafe.Pointer, count int32) int32

//go:wasmimport pellucid_kernel linearBlocksScratch
func wasmLinearBlocksScratch(m, cols int32) int32

//go:wasmimport pellucid_kernel linearBlocks
//go:noescape
func wasmLinearBlocks(format, m int32, y, x unsafe.Pointer, rows, cols int32, w, scratch unsafe.Pointer) int32

//go:wasmimport pellucid_kernel addRow
//go:noescape
func wasmAddRow(y, row unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel sumRows
//go:noescape
func wasmSumRows(sum, x unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel add
//go:noescape
func wasmAdd(y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel axpy
//go:noescape
func wasmAxpy(alpha float32, y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel scale
//go:noescape
func wasmScale(alpha float32, y unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel mul
//go:noescape
func wasmMul(y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel dot
//go:noescape
func wasmDot(x, y unsafe.Pointer, n int32) float32

//go:wasmimport pellucid_kernel layerNorm
//go:noescape
func wasmLayerNorm(y, mean, rstd, x, gain, bias unsafe.Pointer, m, n int32, eps float32)

//go:wasmimport pellucid_kernel layerNormGrad
//go:noescape
func wasmLayerNormGrad(dx, dgain, dy, x, gain, mean, rstd unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel rmsNorm
//go:noescape
func wasmRMSNorm(y, rstd, x, gain unsafe.Pointer, m, n int32, eps float32)

//go:wasmimport pellucid_kernel rmsNormGrad
//go:noescape
func wasmRMSNormGrad(dx, dgain, dy, x, gain, rstd unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel softmax
//go:noescape
func wasmSoftmax(y, x unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel softmaxGrad
//go:noescape
func wasmSoftmaxGrad(dx, dy, y unsafe.Pointer, m, n int32)

//go:wasmimport pellucid_kernel crossEntropy
//go:noescape
func wasmCrossEntropy(loss, dlogits, logits, target unsafe.Pointer, smoothing, weight float32, m, n int32)

//go:wasmimport pellucid_kernel geluTanh
//go:noescape
func wasmGELUTanh(y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel geluTanhGrad
//go:noescape
func wasmGELUTanhGrad(dx, dy, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel geluErf
//go:noescape
func wasmGELUErf(y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel geluErfGrad
//go:noescape
func wasmGELUErfGrad(dx, dy, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel relu
//go:noescape
func wasmReLU(y, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel reluGrad
//go:noescape
func wasmReLUGrad(dx, dy, x unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel siluGate
//go:noescape
func wasmSiLUGate(y, gate, up unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel siluGateGrad
//go:noescape
func wasmSiLUGateGrad(dgate, dup, dy, gate, up unsafe.Pointer, n int32)

//go:wasmimport pellucid_kernel rotary
//go:noescape
func wasmRotary(x, cos, sin unsafe.Pointer, rows, heads, dim, half int32, adjacent bool, sign float32)

//go:wasmimport pellucid_kernel gatherQ8
//go:noescape
func wasmGatherQ8(y, w, scale unsafe.Pointer, cols int32, id unsafe.Pointer, count int32)

//go:wasmimport pellucid_kernel scatter
//go:noescape
func wasmScatter(dtable, dy, id unsafe.Pointer, count, n int32)

//go:wasmimport pellucid_kernel adamW
//go:noescape
func wasmAdamW(w, g, m, v unsafe.Pointer, n int32, rate, beta1, beta2, eps, decay, first, second float32)
