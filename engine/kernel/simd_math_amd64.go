//go:build goexperiment.simd && amd64

package kernel

import (
	"math"
	"simd/archsimd"
)

// Elementary functions of vectors. Constants lie in memory as whole vectors,
// because the compiler would otherwise rebuild each of them in every iteration.

type constant [lanes]float32

func repeated(x float32) (c constant) {
	for i := range c {
		c[i] = x
	}
	return c
}

func (c *constant) vec() vec { return archsimd.LoadFloat32x16((*[lanes]float32)(c)) }

var (
	one    = repeated(1)
	half   = repeated(0.5)
	lowest = repeated(float32(math.Inf(-1)))

	// Beyond these exp is 0 or +Inf in float32 whatever follows.
	expLow, expHigh = repeated(-126), repeated(126)
	log2e           = repeated(math.Log2E)
	// ln 2 in two parts, the first exact in few bits (Cody & Waite).
	minusLn2High, minusLn2Low = repeated(-0.693359375), repeated(2.12194440e-4)
	// exp(r) = 1 + r + r²*(…) on |r| ≤ ln2/2, Moshier's coefficients (Cephes, expf).
	exp2, exp3, exp4 = repeated(5.0000001201e-1), repeated(1.6666665459e-1), repeated(4.1665795894e-2)
	exp5, exp6, exp7 = repeated(8.3334519073e-3), repeated(1.3981999507e-3), repeated(1.9875691500e-4)
)

// expVec is exp(x) to about 2e-7 of its value; NaN stays NaN.
func expVec(x vec) vec {
	x = expHigh.vec().Min(expLow.vec().Max(x))
	n := x.Mul(log2e.vec()).RoundToEvenScaled(0)
	r := n.MulAdd(minusLn2Low.vec(), n.MulAdd(minusLn2High.vec(), x))
	p := exp7.vec().MulAdd(r, exp6.vec())
	p = p.MulAdd(r, exp5.vec())
	p = p.MulAdd(r, exp4.vec())
	p = p.MulAdd(r, exp3.vec())
	p = p.MulAdd(r, exp2.vec())
	p = p.MulAdd(r.Mul(r), r).Add(one.vec())
	return p.Scale(n)
}

// sigmoidVec is 1/(1+exp(-x)).
func sigmoidVec(x vec) vec {
	return one.vec().Div(one.vec().Add(expVec(vec{}.Sub(x))))
}

var (
	minusGELURoot2    = repeated(-2 * geluRoot)
	geluCubicVec      = repeated(geluCubic)
	geluRoot2         = repeated(2 * geluRoot)
	geluCubic3        = repeated(3 * geluCubic)
	flatLow, flatHigh = repeated(-30), repeated(30) // beyond these the slope of a GELU is 0 or 1
	invSqrt2Vec       = repeated(invSqrt2)
	invSqrt2πVec      = repeated(invSqrt2π)
	minusHalf         = repeated(-0.5)
	erfc0, erfc1      = repeated(-1.26551223), repeated(1.00002368)
	erfc2, erfc3      = repeated(0.37409196), repeated(0.09678418)
	erfc4, erfc5      = repeated(-0.18628806), repeated(0.27886807)
	erfc6, erfc7      = repeated(-1.13520398), repeated(1.48851587)
	erfc8, erfc9      = repeated(-0.82215223), repeated(0.17087277)
)

// geluTanhVec is GELUTanh, written as x*sigmoid(2u) with u the argument of tanh.
func geluTanhVec(x vec) vec {
	u := x.Mul(x).MulAdd(geluCubicVec.vec(), one.vec()).Mul(x).Mul(minusGELURoot2.vec())
	return x.Div(one.vec().Add(expVec(u)))
}

// geluTanhSlope is its derivative: s + x*s*(1-s)*2u', s = sigmoid(2u).
func geluTanhSlope(x vec) vec {
	x = flatHigh.vec().Min(flatLow.vec().Max(x))
	square := x.Mul(x)
	s := sigmoidVec(square.MulAdd(geluCubicVec.vec(), one.vec()).Mul(x).Mul(geluRoot2.vec()))
	rise := square.MulAdd(geluCubic3.vec(), one.vec()).Mul(geluRoot2.vec())
	return x.Mul(s).Mul(one.vec().Sub(s)).MulAdd(rise, s)
}

// normalVec is Φ(x), the normal distribution: 0.5*erfc(|x|/√2) below zero, by the
// Chebyshev fit of Numerical Recipes §6.2 (1.2e-7 of its value), and one minus that above.
func normalVec(x vec) vec {
	below := x.Less(vec{})
	z := x.Max(vec{}.Sub(x)).Mul(invSqrt2Vec.vec())
	t := one.vec().Div(z.MulAdd(half.vec(), one.vec()))
	p := erfc9.vec().MulAdd(t, erfc8.vec())
	p = p.MulAdd(t, erfc7.vec())
	p = p.MulAdd(t, erfc6.vec())
	p = p.MulAdd(t, erfc5.vec())
	p = p.MulAdd(t, erfc4.vec())
	p = p.MulAdd(t, erfc3.vec())
	p = p.MulAdd(t, erfc2.vec())
	p = p.MulAdd(t, erfc1.vec())
	p = p.MulAdd(t, erfc0.vec()).Sub(z.Mul(z))
	tail := expVec(p).Mul(t).Mul(half.vec())
	return tail.Merge(one.vec().Sub(tail), below)
}

// geluErfSlope is the derivative of GELUErf: Φ(x) + x*φ(x).
func geluErfSlope(x vec) vec {
	x = flatHigh.vec().Min(flatLow.vec().Max(x))
	density := expVec(x.Mul(x).Mul(minusHalf.vec())).Mul(invSqrt2πVec.vec())
	return x.MulAdd(density, normalVec(x))
}
