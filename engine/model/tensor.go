package model

import "pellucid/engine/kernel"

// Array is a dense float32 array, row-major.
type Array struct {
	Data  []float32
	Shape []int
}

// Tensor is one named weight: float32, or an int8-quantised matrix. Exactly one of F32 and Q8.Data is set.
type Tensor struct {
	Shape []int
	F32   []float32
	Q8    kernel.Q8
}

// Spec says what one weight of a Config must look like.
type Spec struct {
	Name  string // e.g. "encoder.0.attn.q.weight"
	Shape []int  // linear weights are [out, in]
	Quant bool   // may be stored as int8 blocks
}
