package kernel

import "math"

// AdamW is one optimiser step (Loshchilov & Hutter, arXiv:1711.05101); see [Kernels].
func (Plain) AdamW(w, g, m, v []float32, o AdamW) {
	checkSame(len(w), g, m, v)
	first, second := o.corrections()
	for i, d := range g {
		m[i] = o.Beta1*m[i] + (1-o.Beta1)*d
		v[i] = o.Beta2*v[i] + (1-o.Beta2)*d*d
		root := float32(math.Sqrt(float64(v[i] * second)))
		w[i] -= o.Rate * (m[i]*first/(root+o.Eps) + o.Decay*w[i])
	}
}

// corrections are 1/(1-β₁ᵗ) and 1/(1-β₂ᵗ), which undo the moments' start from zero.
func (o AdamW) corrections() (first, second float32) {
	need(o.Step >= 1, "kernel: optimiser steps count from 1")
	t := float64(o.Step)
	first = float32(1 / (1 - math.Pow(float64(o.Beta1), t)))
	second = float32(1 / (1 - math.Pow(float64(o.Beta2), t)))
	return first, second
}
