package kernel

import "math"

// LayerNorm (Ba et al., arXiv:1607.06450) and RMSNorm (Zhang & Sennrich,
// arXiv:1910.07467) over rows. The forward pass keeps a mean and a reciprocal
// deviation of each row, from which the backward pass makes x̂ again; sums over
// a row are in float64.

// LayerNorm normalises rows; see [Kernels]. y may be x.
func (Plain) LayerNorm(y, mean, rstd, x, gain, bias []float32, m, n int, eps float32) {
	checkRows(m, n, y, x)
	checkVectors(m, mean, rstd)
	checkVectors(n, gain)
	need(bias == nil || len(bias) >= n, "kernel: vector is shorter than the matrix's rows or columns")
	for i := range m {
		xi, yi := x[i*n:][:n], y[i*n:][:n]
		sum, square := 0.0, 0.0
		for _, v := range xi {
			sum += float64(v)
		}
		mu := sum / float64(n)
		for _, v := range xi {
			d := float64(v) - mu
			square += d * d
		}
		mean[i] = float32(mu)
		rstd[i] = float32(1 / math.Sqrt(square/float64(n)+float64(eps)))
		for j, v := range xi {
			yi[j] = (v - mean[i]) * rstd[i] * gain[j]
			if bias != nil {
				yi[j] += bias[j]
			}
		}
	}
}

// LayerNormGrad pulls back through LayerNorm; see [Kernels].
func (Plain) LayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd []float32, m, n int) {
	checkLayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd, m, n)
	for i := range m {
		xi, dyi, dxi := x[i*n:][:n], dy[i*n:][:n], dx[i*n:][:n]
		sum, sumHat := 0.0, 0.0
		for j, d := range dyi {
			g, hat := d*gain[j], (xi[j]-mean[i])*rstd[i]
			sum += float64(g)
			sumHat += float64(g * hat)
		}
		meanG, meanGHat := float32(sum/float64(n)), float32(sumHat/float64(n))
		for j, d := range dyi {
			hat := (xi[j] - mean[i]) * rstd[i]
			dxi[j] += rstd[i] * (d*gain[j] - meanG - hat*meanGHat)
			if dgain != nil {
				dgain[j] += d * hat
			}
			if dbias != nil {
				dbias[j] += d
			}
		}
	}
}

func checkLayerNormGrad(dx, dgain, dbias, dy, x, gain, mean, rstd []float32, m, n int) {
	checkRows(m, n, dx, dy, x)
	checkVectors(m, mean, rstd)
	checkVectors(n, gain)
	need(dgain == nil || len(dgain) >= n, "kernel: vector is shorter than the matrix's rows or columns")
	need(dbias == nil || len(dbias) >= n, "kernel: vector is shorter than the matrix's rows or columns")
}

// RMSNorm divides rows by their root mean square; see [Kernels]. y may be x.
func (Plain) RMSNorm(y, rstd, x, gain []float32, m, n int, eps float32) {
	checkRows(m, n, y, x)
	checkVectors(m, rstd)
	checkVectors(n, gain)
	for i := range m {
		xi, yi := x[i*n:][:n], y[i*n:][:n]
		square := 0.0
		for _, v := range xi {
			square += float64(v) * float64(v)
		}
		rstd[i] = float32(1 / math.Sqrt(square/float64(n)+float64(eps)))
		for j, v := range xi {
			yi[j] = v * rstd[i] * gain[j]
		}
	}
}

// RMSNormGrad pulls back through RMSNorm; see [Kernels].
func (Plain) RMSNormGrad(dx, dgain, dy, x, gain, rstd []float32, m, n int) {
	checkRMSNormGrad(dx, dgain, dy, x, gain, rstd, m, n)
	for i := range m {
		xi, dyi, dxi := x[i*n:][:n], dy[i*n:][:n], dx[i*n:][:n]
		sumHat := 0.0
		for j, d := range dyi {
			sumHat += float64(d * gain[j] * xi[j] * rstd[i])
		}
		meanGHat := float32(sumHat / float64(n))
		for j, d := range dyi {
			hat := xi[j] * rstd[i]
			dxi[j] += rstd[i] * (d*gain[j] - hat*meanGHat)
			if dgain != nil {
				dgain[j] += d * hat
			}
		}
	}
}

func checkRMSNormGrad(dx, dgain, dy, x, gain, rstd []float32, m, n int) {
	checkRows(m, n, dx, dy, x)
	checkVectors(m, rstd)
	checkVectors(n, gain)
	need(dgain == nil || len(dgain) >= n, "kernel: vector is shorter than the matrix's rows or columns")
}
