//go:build !(goexperiment.simd && amd64 && linux)

package kernel

// BF16 is Best with large matrix products in bfloat16; this build has none.
func BF16() (Kernels, bool) { return Best(), false }
