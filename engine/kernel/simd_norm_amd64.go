//go:build goexperiment.simd && amd64

package kernel

import "math"

// LayerNorm and RMSNorm, 16 columns at a time. The columns left over at the end
// of a row go one by one.

// LayerNorm normalises rows; see [Kernels]. y may be x.
func (simd) LayerNorm(y, mean, rstd, x, gain, bias []float32, m, n int, eps float32) {
	checkRows(m, n, y, x)
	checkVectors(m, mean, rstd)
	checkVectors(n, gain)
	need(bias == nil || len(bias) >= n, "kernel: vector is shorter than the matrix's rows or columns")
	for i := range m {
		xi := x[i*n:][:n]
		mu := sumRow(xi, 0) / float32(n)
		r := float32(1 / math.Sqrt(float64(squaredDistance(xi, mu)/float32(n))+float64(eps)))
		mean[i], rstd[i] = mu, r
		normRow(y[i*n:][:n], xi, gain[:n], bias, mu, r)
	}
}

// sumRow is Σ_j (x[j]-shift).
func sumRow(x []float32, shift float32) float32 {
	var s0, s1 vec
	center, j := all(shift), 0
	for ; j+2*lanes <= len(x); j += 2 * lanes {
		s0, s1 = s0.Add(load(x, j).Sub(center)), s1.Add(load(x, j+lanes).Sub(center))
	}
	sum := total(s0.Add(s1))
	for ; j < len(x); j++ {
		sum += x[j] - shift
	}
	return sum
}

// squaredDistance is Σ_j (x[j]-mu)².
func squaredDistance(x []float32, mu float32) float32 {
	var s0, s1 vec
	center, j := all(mu), 0
	for ; j+2*lanes <= len(x); j += 2 * lanes {
		d0, d1 := load(x, j).Sub(center), load(x, j+lanes).Sub(center)
		s0, s1 = d0.MulAdd(d0, s0), d1.MulAdd(d1, s1)
	}
	sum := total(s0.Add(s1))
	for ; j < len(x); j++ {
		sum += (x[j] - mu) * (x[j] - mu)
	}
	return sum
}

// normRow is y[j] = (x[j]-mu)*r*gain[j] + bias[j], bias may be nil.
func normRow(y, x, gain, bias []float32, mu, r float32) {
	center, scale := all(mu), all(r)
	n := len(x) &^ (lanes - 1)
	for j := 0; j < n; j += lanes {
		v := load(x, j).Sub(center).Mul(scale).Mul(load(gain, j))
		if bias != nil {
			v = v.Add(load(bias, j))
		}
		store(v, y, j)
	}
	scalar()
	for j := n; j < len(x); j++ {
		y[j] = (x[j] - mu) * r * gain[j]
		if bias != nil {
			y[j] += bias[j]
		}
	}
}

// LayerNormGrad pulls back through LayerNorm; see [Kernels].
func (simd) LayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd []float32, m, n int) {
	checkLayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd, m, n)
	for i := range m {
		xi, dyi := x[i*n:][:n], dy[i*n:][:n]
		sum, sumHat := normSums(dyi, xi, gain[:n], mean[i], rstd[i])
		normRowGrad(dx[i*n:][:n], dgain, dyi, xi, gain[:n], mean[i], rstd[i], sum/float32(n), sumHat/float32(n))
		if dbias != nil {
			(simd{}).Add(dbias[:n], dyi)
		}
	}
}

// normSums is Σ_j g and Σ_j g*x̂, with g = dy*gain and x̂ = (x-mu)*r.
func normSums(dy, x, gain []float32, mu, r float32) (sum, sumHat float32) {
	var s, sHat vec
	center := all(mu)
	n := len(x) &^ (lanes - 1)
	for j := 0; j < n; j += lanes {
		g := load(dy, j).Mul(load(gain, j))
		s = s.Add(g)
		sHat = g.MulAdd(load(x, j).Sub(center), sHat)
	}
	sum, sumHat = total(s), total(sHat)
	for j := n; j < len(x); j++ {
		g := dy[j] * gain[j]
		sum += g
		sumHat += g * (x[j] - mu)
	}
	return sum, sumHat * r
}

// normRowGrad is dx[j] += r*(g - meanG - x̂*meanGHat) and dgain[j] += dy[j]*x̂; dgain may be nil.
func normRowGrad(dx, dgain, dy, x, gain []float32, mu, r, meanG, meanGHat float32) {
	center, scale, m0, m1 := all(mu), all(r), all(meanG), all(-meanGHat)
	n := len(x) &^ (lanes - 1)
	for j := 0; j < n; j += lanes {
		d, hat := load(dy, j), load(x, j).Sub(center).Mul(scale)
		store(hat.MulAdd(m1, d.Mul(load(gain, j)).Sub(m0)).MulAdd(scale, load(dx, j)), dx, j)
		if dgain != nil {
			store(d.MulAdd(hat, load(dgain, j)), dgain, j)
		}
	}
	scalar()
	for j := n; j < len(x); j++ {
		hat := (x[j] - mu) * r
		dx[j] += r * (dy[j]*gain[j] - meanG - hat*meanGHat)
		if dgain != nil {
			dgain[j] += dy[j] * hat
		}
	}
}

// RMSNorm divides rows by their root mean square; see [Kernels]. y may be x.
func (simd) RMSNorm(y, rstd, x, gain []float32, m, n int, eps float32) {
	checkRows(m, n, y, x)
	checkVectors(m, rstd)
	checkVectors(n, gain)
	for i := range m {
		xi := x[i*n:][:n]
		rstd[i] = float32(1 / math.Sqrt(float64(squaredDistance(xi, 0)/float32(n))+float64(eps)))
		normRow(y[i*n:][:n], xi, gain[:n], nil, 0, rstd[i])
	}
}

// RMSNormGrad pulls back through RMSNorm; see [Kernels].
func (simd) RMSNormGrad(dx, dgain, dy, x, gain, rstd []float32, m, n int) {
	checkRMSNormGrad(dx, dgain, dy, x, gain, rstd, m, n)
	for i := range m {
		xi, dyi := x[i*n:][:n], dy[i*n:][:n]
		_, sumHat := normSums(dyi, xi, gain[:n], 0, rstd[i])
		normRowGrad(dx[i*n:][:n], dgain, dyi, xi, gain[:n], 0, rstd[i], 0, sumHat/float32(n))
	}
}
