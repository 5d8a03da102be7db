package model

import "pellucid/engine/kernel"

// Array is a dense float32 array, row-major.
type Array struct {
	Data  []float32
	Shape []int
}

// Tensor is one named weight: float32 values, or a matrix in blocks. Exactly one of F32 and Blocks is set.
type Tensor struct {
	Shape  []int
	F32    []float32
	Blocks kernel.Matrix
}

// Matrix is a tensor of two axes as a matrix, however it is stored; it shares the tensor's memory.
func (t *Tensor) Matrix() kernel.Matrix {
	if t.Blocks != nil {
		return t.Blocks
	}
	return kernel.Dense{Rows: t.Shape[0], Cols: t.Shape[1], Data: t.F32}
}

// Spec says what one weight of a Config must look like.
type Spec struct {
	Name  string // e.g. "encoder.0.attn.q.weight"
	Shape []int  // linear weights are [out, in]
	Quant bool   // may be stored in blocks
}
