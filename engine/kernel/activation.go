package kernel

import "math"

// Activations, elementwise. GELU is Hendrycks & Gimpel, arXiv:1606.08415, in
// its exact form (GELUErf) and in the approximation by tanh that GPT-2 uses;
// SiLUGate is the gate of SwiGLU (Shazeer, arXiv:2002.05202).

const (
	geluRoot  = 0.7978845608028654  // √(2/π)
	geluCubic = 0.044715            // the x³ coefficient of GELUTanh
	invSqrt2  = 0.7071067811865476  // 1/√2
	invSqrt2π = 0.39894228040143268 // 1/√(2π)
)

// GELUTanh is 0.5*x*(1+tanh(√(2/π)*(x+0.044715*x³))).
func (Plain) GELUTanh(y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		u := float64(v)
		y[i] = float32(0.5 * u * (1 + math.Tanh(geluRoot*(u+geluCubic*u*u*u))))
	}
}

// GELUTanhGrad pulls back through GELUTanh: with t the tanh above,
//
//	dx = dy * (0.5*(1+t) + 0.5*x*(1-t²)*√(2/π)*(1+3*0.044715*x²))
func (Plain) GELUTanhGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	for i, v := range x {
		u := float64(v)
		t := math.Tanh(geluRoot * (u + geluCubic*u*u*u))
		slope := 0.5 * (1 + t)
		if curve := 1 - t*t; curve != 0 {
			slope += 0.5 * u * curve * geluRoot * (1 + 3*geluCubic*u*u)
		}
		dx[i] = dy[i] * float32(slope)
	}
}

// GELUErf is 0.5*x*(1+erf(x/√2)).
func (Plain) GELUErf(y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		u := float64(v)
		y[i] = float32(0.5 * u * math.Erfc(-u*invSqrt2))
	}
}

// GELUErfGrad pulls back through GELUErf: dx = dy * (Φ(x) + x*φ(x)), the normal distribution and its density.
func (Plain) GELUErfGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	for i, v := range x {
		u := float64(v)
		dx[i] = dy[i] * float32(0.5*math.Erfc(-u*invSqrt2)+u*invSqrt2π*math.Exp(-0.5*u*u))
	}
}

// ReLU is max(x, 0).
func (Plain) ReLU(y, x []float32) {
	checkSame(len(y), x)
	for i, v := range x {
		y[i] = max(v, 0)
	}
}

// ReLUGrad is dy where x > 0, else 0.
func (Plain) ReLUGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	for i, v := range x {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

// SiLUGate is gate*sigmoid(gate)*up.
func (Plain) SiLUGate(y, gate, up []float32) {
	checkSame(len(y), gate, up)
	for i, v := range gate {
		y[i] = v * sigmoid(v) * up[i]
	}
}

// SiLUGateGrad pulls back through SiLUGate: silu'(x) = σ*(1 + x*(1-σ)), σ = sigmoid(x).
func (Plain) SiLUGateGrad(dgate, dup, dy, gate, up []float32) {
	checkSame(len(dgate), dup, dy, gate, up)
	for i, v := range gate {
		s, d, u := sigmoid(v), dy[i], up[i]
		dgate[i] = d * u * s * (1 + v*(1-s))
		dup[i] = d * v * s
	}
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }
