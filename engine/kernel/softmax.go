package kernel

import "math"

// Softmax over rows and the loss that stands on it. Each row is shifted by its
// largest entry first, so that no exponential overflows.

// Softmax turns rows into probabilities; see [Kernels].
func (Plain) Softmax(y, x []float32, m, n int) {
	checkRows(m, n, y, x)
	for i := range m {
		xi, yi := x[i*n:][:n], y[i*n:][:n]
		top := largest(xi)
		if math.IsInf(float64(top), -1) {
			clear(yi)
			continue
		}
		sum := 0.0
		for j, v := range xi {
			e := math.Exp(float64(v - top))
			yi[j] = float32(e)
			sum += e
		}
		scale := float32(1 / sum)
		for j := range yi {
			yi[j] *= scale
		}
	}
}

// SoftmaxGrad pulls back through Softmax; see [Kernels].
func (Plain) SoftmaxGrad(dx, dy, y []float32, m, n int) {
	checkRows(m, n, dx, dy, y)
	for i := range m {
		yi, dyi, dxi := y[i*n:][:n], dy[i*n:][:n], dx[i*n:][:n]
		along := dot(dyi, yi)
		for j, p := range yi {
			dxi[j] = p * (dyi[j] - along)
		}
	}
}

// CrossEntropy is the smoothed negative log-likelihood and its gradient; see [Kernels].
// With lse = log Σ_j exp x_j the loss is lse - (1-smoothing)*x[target] - smoothing*mean(x).
func (Plain) CrossEntropy(loss, dlogits, logits []float32, target []int32, smoothing, weight float32, m, n int) {
	checkTargets(loss, dlogits, logits, target, m, n)
	for i := range m {
		x, t := logits[i*n:][:n], int(target[i])
		var d []float32
		if dlogits != nil {
			d = dlogits[i*n:][:n]
		}
		if t < 0 {
			loss[i] = 0
			clear(d)
			continue
		}
		top := largest(x)
		sum, total := 0.0, 0.0
		for _, v := range x {
			sum += math.Exp(float64(v - top))
			total += float64(v - top)
		}
		likely := (1 - float64(smoothing)) * float64(x[t]-top)
		if smoothing != 0 {
			likely += float64(smoothing) / float64(n) * total
		}
		loss[i] = float32(math.Log(sum) - likely)
		spread := float64(smoothing) / float64(n)
		for j := range d {
			d[j] = weight * float32(math.Exp(float64(x[j]-top))/sum-spread)
		}
		if d != nil {
			d[t] -= weight * (1 - smoothing)
		}
	}
}

// largest is the largest entry of x, -Inf if there is none.
func largest(x []float32) float32 {
	top := float32(math.Inf(-1))
	for _, v := range x {
		if v > top {
			top = v
		}
	}
	return top
}
