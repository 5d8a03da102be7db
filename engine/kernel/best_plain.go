//go:build !(goexperiment.simd && amd64) && !js

package kernel

// Best is the fastest implementation of this build.
func Best() Kernels { return Plain{} }
