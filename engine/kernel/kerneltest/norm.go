package kerneltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

const eps = 1e-5

// moments are the mean and the reciprocal deviation of row i, or 0 and the reciprocal root mean square.
func moments(x *matrix, i int, centred bool) (mean, rstd float64) {
	n := float64(x.cols)
	if centred {
		for j := range x.cols {
			mean += x.old(i, j) / n
		}
	}
	square := 0.0
	for j := range x.cols {
		square += (x.old(i, j) - mean) * (x.old(i, j) - mean) / n
	}
	return mean, 1 / math.Sqrt(square+float64(float32(eps)))
}

func testLayerNorm(t *testing.T, k kernel.Kernels) {
	for _, n := range append([]int{255, 768}, sizes...) {
		for _, m := range []int{1, 3} {
			expectNorm(t, k, m, n, true, normal)
			expectNormGrad(t, k, m, n, true)
		}
	}
	// A large common offset and a wide spread.
	expectNorm(t, k, 2, 100, true, func(r *rand.Rand) float32 { return 100 + normal(r) })
	expectNorm(t, k, 2, 100, true, func(r *rand.Rand) float32 { return 1e6 * normal(r) })
}

func testRMSNorm(t *testing.T, k kernel.Kernels) {
	for _, n := range append([]int{255, 768}, sizes...) {
		for _, m := range []int{1, 3} {
			expectNorm(t, k, m, n, false, normal)
			expectNormGrad(t, k, m, n, false)
		}
	}
	expectNorm(t, k, 2, 100, false, func(r *rand.Rand) float32 { return 1e6 * normal(r) })
}

// expectNorm compares LayerNorm (centred) with and without bias, or RMSNorm.
func expectNorm(t *testing.T, k kernel.Kernels, m, n int, centred bool, values func(*rand.Rand) float32) {
	t.Helper()
	r := newRand(uint64(m*10000 + n))
	for _, biased := range []bool{false, centred} {
		name := fmt.Sprintf("norm m=%d n=%d centred=%v bias=%v", m, n, centred, biased)
		x, gain, bias := newMatrix(r, m, n, 0, values), newVector(r, n, normal), newVector(r, n, normal)
		y, mean, rstd := newMatrix(r, m, n, 0, nil), newVector(r, m, nil), newVector(r, m, nil)
		switch {
		case biased:
			k.LayerNorm(y.slice(), mean.slice(), rstd.slice(), x.slice(), gain.slice(), bias.slice(), m, n, eps)
		case centred:
			k.LayerNorm(y.slice(), mean.slice(), rstd.slice(), x.slice(), gain.slice(), nil, m, n, eps)
		default:
			k.RMSNorm(y.slice(), rstd.slice(), x.slice(), gain.slice(), m, n, eps)
		}
		expectUnchanged(t, name, x, gain, bias)
		if centred {
			mean.expect(t, name+" mean", 1e-6, func(_, i int) float64 { mu, _ := moments(x, i, true); return mu })
		}
		expectReciprocals(t, name, rstd, x, centred)
		y.expect(t, name, 3e-5, func(i, j int) float64 {
			mu, s := moments(x, i, centred)
			want := (x.old(i, j) - mu) * s * gain.old(0, j)
			if biased {
				want += bias.old(0, j)
			}
			return want
		})
	}
}

// expectReciprocals compares reciprocal deviations by their ratio, for they may be tiny or huge.
func expectReciprocals(t *testing.T, name string, rstd, x *matrix, centred bool) {
	t.Helper()
	rstd.expectGuarded(t, name)
	for i := range x.rows {
		_, want := moments(x, i, centred)
		if got := rstd.now(0, i); !(math.Abs(got/want-1) <= 1e-5) {
			t.Fatalf("%s: rstd[%d] is %v, want %v", name, i, got, want)
		}
	}
}

// expectNormGrad compares the backward with its formula; nil gradients are left out in a second call.
func expectNormGrad(t *testing.T, k kernel.Kernels, m, n int, centred bool) {
	t.Helper()
	r := newRand(uint64(m*10000 + n + 1))
	name := fmt.Sprintf("norm gradient m=%d n=%d centred=%v", m, n, centred)
	x, dy, gain := newMatrix(r, m, n, 0, normal), newMatrix(r, m, n, 0, normal), newVector(r, n, normal)
	mean, rstd := newVector(r, m, constantly(0)), newVector(r, m, nil)
	for i := range m {
		mu, s := moments(x, i, centred)
		mean.slice()[i], rstd.slice()[i] = float32(mu), float32(s)
	}
	copy(mean.before, mean.all)
	copy(rstd.before, rstd.all)
	hat := func(i, j int) float64 { return (x.old(i, j) - mean.old(0, i)) * rstd.old(0, i) }

	for _, weights := range []bool{true, false} {
		dx, dgain, dbias := newMatrix(r, m, n, 0, normal), newVector(r, n, normal), newVector(r, n, normal)
		dg, db := dgain.slice(), dbias.slice()
		if !weights {
			dg, db = nil, nil
		}
		if centred {
			k.LayerNormGrad(dx.slice(), dg, db, dy.slice(), x.slice(), gain.slice(), mean.slice(), rstd.slice(), m, n)
		} else {
			k.RMSNormGrad(dx.slice(), dg, dy.slice(), x.slice(), gain.slice(), rstd.slice(), m, n)
		}
		expectUnchanged(t, name, x, dy, gain, mean, rstd)
		dx.expect(t, name+" dx", 3e-5, func(i, j int) float64 {
			meanG, meanGHat := 0.0, 0.0
			for l := range n {
				g := dy.old(i, l) * gain.old(0, l) / float64(n)
				meanG += g
				meanGHat += g * hat(i, l)
			}
			if !centred {
				meanG = 0
			}
			return dx.old(i, j) + rstd.old(0, i)*(dy.old(i, j)*gain.old(0, j)-meanG-hat(i, j)*meanGHat)
		})
		if !weights {
			expectUnchanged(t, name, dgain, dbias)
			continue
		}
		dgain.expect(t, name+" dgain", 1e-5, func(_, j int) float64 {
			sum := dgain.old(0, j)
			for i := range m {
				sum += dy.old(i, j) * hat(i, j)
			}
			return sum
		})
		if centred {
			dbias.expect(t, name+" dbias", 1e-5, func(_, j int) float64 {
				sum := dbias.old(0, j)
				for i := range m {
					sum += dy.old(i, j)
				}
				return sum
			})
		}
	}
}

func testNormGradient(t *testing.T, k kernel.Kernels) {
	const m, n = 2, 21
	r := newRand(6)
	x, gain, bias, dy := fill(r, m*n, normal), fill(r, n, positive), fill(r, n, normal), fill(r, m*n, normal)
	mean, rstd := make([]float32, m), make([]float32, m)
	layer := func(x, gain, bias []float32) []float32 {
		y := make([]float32, m*n)
		k.LayerNorm(y, mean, rstd, x, gain, bias, m, n, eps)
		return y
	}
	layer(x, gain, bias)
	dx, dgain, dbias := make([]float32, m*n), make([]float32, n), make([]float32, n)
	k.LayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd, m, n)
	expectGradient(t, "LayerNormGrad dx", dx, x, dy, func(x []float32) []float32 { return layer(x, gain, bias) })
	expectGradient(t, "LayerNormGrad dgain", dgain, gain, dy, func(gain []float32) []float32 { return layer(x, gain, bias) })
	expectGradient(t, "LayerNormGrad dbias", dbias, bias, dy, func(bias []float32) []float32 { return layer(x, gain, bias) })

	root := func(x, gain []float32) []float32 {
		y := make([]float32, m*n)
		k.RMSNorm(y, rstd, x, gain, m, n, eps)
		return y
	}
	root(x, gain)
	clear(dx)
	clear(dgain)
	k.RMSNormGrad(dx, dgain, dy, x, gain, rstd, m, n)
	expectGradient(t, "RMSNormGrad dx", dx, x, dy, func(x []float32) []float32 { return root(x, gain) })
	expectGradient(t, "RMSNormGrad dgain", dgain, gain, dy, func(gain []float32) []float32 { return root(x, gain) })
}
