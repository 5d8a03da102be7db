//go:build goexperiment.simd && amd64

package kernel

import "simd/archsimd"

// simd is the implementation for AVX-512, written with simd/archsimd and, for
// the tile of a matrix product, assembly. What it does not override is Plain's.
type simd struct{ Plain }

// Best is the fastest implementation of this build on this machine.
func Best() Kernels {
	if archsimd.X86.AVX512() {
		return simd{}
	}
	return Plain{}
}

// Name is "avx512".
func (simd) Name() string { return "avx512" }

// lanes is the number of float32 in a vector.
const lanes = 16

type vec = archsimd.Float32x16

func all(x float32) vec { return archsimd.BroadcastFloat32x16(x) }

// load and store take the vector that begins at x[i].
func load(x []float32, i int) vec     { return archsimd.LoadFloat32x16((*[lanes]float32)(x[i:])) }
func store(v vec, x []float32, i int) { v.Store((*[lanes]float32)(x[i:])) }

// loadTail and storeTail take the fewer than 16 entries from x[i] on; the rest of the vector is zero.
func loadTail(x []float32, i int) vec     { return archsimd.LoadFloat32x16SlicePart(x[i:]) }
func storeTail(v vec, x []float32, i int) { v.StoreSlicePart(x[i:]) }

// scalar ends a stretch of vectors. Go's scalar floats are SSE instructions, each of which waits for the register's upper
// bits while these are in use: rows of 12 took seven times as long.
func scalar() { archsimd.ClearAVXUpperBits() }

// total is the sum of a vector's entries.
func total(v vec) float32 {
	half := v.GetLo().Add(v.GetHi())
	quarter := half.GetLo().Add(half.GetHi())
	var s [4]float32
	quarter.Store(&s)
	scalar()
	return (s[0] + s[1]) + (s[2] + s[3])
}
