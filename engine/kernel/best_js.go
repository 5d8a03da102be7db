//go:build js && wasm

package kernel

// Best is the fastest implementation of this build: SIMD where the page or Node
// attached the kernel module to Go's memory, [Plain] where it could not.
func Best() Kernels {
	if wasmAvailable() != 0 {
		return simd{}
	}
	return Plain{}
}
