//go:build goexperiment.simd && amd64

package kernel

// Activations, 16 entries at a time.

// GELUTanh is 0.5*x*(1+tanh(√(2/π)*(x+0.044715*x³))).
func (simd) GELUTanh(y, x []float32) {
	checkSame(len(y), x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(geluTanhVec(load(x, i)), y, i)
	}
	if n < len(x) {
		storeTail(geluTanhVec(loadTail(x, n)), y, n)
	}
	scalar()
}

// GELUTanhGrad pulls back through GELUTanh.
func (simd) GELUTanhGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(dy, i).Mul(geluTanhSlope(load(x, i))), dx, i)
	}
	if n < len(x) {
		storeTail(loadTail(dy, n).Mul(geluTanhSlope(loadTail(x, n))), dx, n)
	}
	scalar()
}

// GELUErf is x*Φ(x).
func (simd) GELUErf(y, x []float32) {
	checkSame(len(y), x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(x, i).Mul(normalVec(load(x, i))), y, i)
	}
	if n < len(x) {
		storeTail(loadTail(x, n).Mul(normalVec(loadTail(x, n))), y, n)
	}
	scalar()
}

// GELUErfGrad pulls back through GELUErf.
func (simd) GELUErfGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(dy, i).Mul(geluErfSlope(load(x, i))), dx, i)
	}
	if n < len(x) {
		storeTail(loadTail(dy, n).Mul(geluErfSlope(loadTail(x, n))), dx, n)
	}
	scalar()
}

// ReLU is max(x, 0).
func (simd) ReLU(y, x []float32) {
	checkSame(len(y), x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(vec{}.Max(load(x, i)), y, i)
	}
	scalar()
	Plain{}.ReLU(y[n:], x[n:])
}

// ReLUGrad is dy where x > 0, else 0.
func (simd) ReLUGrad(dx, dy, x []float32) {
	checkSame(len(dx), dy, x)
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		store(load(dy, i).Masked(load(x, i).Greater(vec{})), dx, i)
	}
	scalar()
	Plain{}.ReLUGrad(dx[n:], dy[n:], x[n:])
}

// SiLUGate is gate*sigmoid(gate)*up.
func (simd) SiLUGate(y, gate, up []float32) {
	checkSame(len(y), gate, up)
	n := len(y) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		g := load(gate, i)
		store(g.Mul(sigmoidVec(g)).Mul(load(up, i)), y, i)
	}
	if n < len(y) {
		g := loadTail(gate, n)
		storeTail(g.Mul(sigmoidVec(g)).Mul(loadTail(up, n)), y, n)
	}
	scalar()
}

// SiLUGateGrad pulls back through SiLUGate.
func (simd) SiLUGateGrad(dgate, dup, dy, gate, up []float32) {
	checkSame(len(dgate), dup, dy, gate, up)
	n := len(dy) &^ (lanes - 1)
	for i := 0; i < n; i += lanes {
		slope, value := siluVec(load(gate, i))
		d := load(dy, i)
		store(d.Mul(load(up, i)).Mul(slope), dgate, i)
		store(d.Mul(value), dup, i)
	}
	if n < len(dy) {
		slope, value := siluVec(loadTail(gate, n))
		d := loadTail(dy, n)
		storeTail(d.Mul(loadTail(up, n)).Mul(slope), dgate, n)
		storeTail(d.Mul(value), dup, n)
	}
	scalar()
}

// siluVec is silu'(x) = σ*(1+x*(1-σ)) and silu(x) = x*σ, σ = sigmoid(x).
func siluVec(x vec) (slope, value vec) {
	s := sigmoidVec(x)
	return s.Mul(x.MulAdd(one.vec().Sub(s), one.vec())), x.Mul(s)
}
