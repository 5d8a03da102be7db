// The kernels that Go imports as module pellucid_kernel. They work on Go's linear memory, which they import: arguments
// are addresses of Go slices and counts of elements that Go has checked; Go lends scratch space
// where a kernel needs it.

export { add, addRow, adamW, axpy, dot, mul, scale, scatter, sumRows } from './vector';
export { geluErf, geluErfGrad, geluTanh, geluTanhGrad, relu, reluGrad, siluGate, siluGateGrad } from './activation';
export { crossEntropy, softmax, softmaxGrad } from './softmax';
export { layerNorm, layerNormGrad, rmsNorm, rmsNormGrad } from './norm';
export { rotary } from './rotary';
export { gemm, gemmScratch } from './gemm';
export { gemmHeads } from './heads';
export { gatherQ8, linearQ8, linearQ8Scratch } from './q8';
export { linearQ8Grad } from './q8grad';
export { sumBlocks } from './sum';
export { unpackBlocks } from './blocks';
export { linearBlocks, linearBlocksScratch } from './blockdot';

/** 1 in the build whose multiply-add is fused (relaxed SIMD), else 0. */
export function fused(): i32 {
	return ASC_FEATURE_RELAXED_SIMD ? 1 : 0;
}
