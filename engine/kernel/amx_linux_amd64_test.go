//go:build goexperiment.simd

package kernel

// AMXAlways sends every product to the matrix unit, for tests of all shapes.
func AMXAlways() (Kernels, bool) { return amx{}, hasAMX() }
