//go:build goexperiment.simd && amd64

package kernel

import (
	"math"
	"simd/archsimd"
)

// Softmax and cross-entropy, 16 columns at a time.

// first masks the first count entries of a vector, 1 to 15.
func first(count int) archsimd.Mask32x16 {
	return archsimd.Mask32x16FromBits(0xffff >> (lanes - count))
}

// Softmax turns rows into probabilities; see [Kernels].
func (simd) Softmax(y, x []float32, m, n int) {
	checkRows(m, n, y, x)
	for i := range m {
		xi, yi := x[i*n:][:n], y[i*n:][:n]
		top := largestVec(xi)
		if top == float32(math.Inf(-1)) {
			clear(yi)
			continue
		}
		sum := expRow(yi, xi, top)
		(simd{}).Scale(1/sum, yi)
	}
}

// largestVec is the largest entry of x, -Inf if there is none.
func largestVec(x []float32) float32 {
	top0, top1 := lowest.vec(), lowest.vec()
	j := 0
	for ; j+2*lanes <= len(x); j += 2 * lanes {
		top0, top1 = load(x, j).Max(top0), load(x, j+lanes).Max(top1)
	}
	if j < len(x) && len(x) >= lanes {
		for ; j+lanes <= len(x); j += lanes {
			top0 = load(x, j).Max(top0)
		}
		top1 = load(x, len(x)-lanes).Max(top1) // some entries twice, which a maximum bears
		j = len(x)
	}
	top := top0.Max(top1)
	half := top.GetLo().Max(top.GetHi())
	quarter := half.GetLo().Max(half.GetHi())
	var s [4]float32
	quarter.Store(&s)
	scalar()
	return max(s[0], s[1], s[2], s[3], largest(x[j:]))
}

// expRow is y[j] = exp(x[j]-top), and returns its sum. A nil y keeps the sum alone; y may be x.
func expRow(y, x []float32, top float32) float32 {
	var sum vec
	shift := all(top)
	n := len(x) &^ (lanes - 1)
	for j := 0; j < n; j += lanes {
		e := expVec(load(x, j).Sub(shift))
		sum = sum.Add(e)
		if y != nil {
			store(e, y, j)
		}
	}
	if n < len(x) {
		e := expVec(loadTail(x, n).Sub(shift)).Masked(first(len(x) - n))
		sum = sum.Add(e)
		if y != nil {
			storeTail(e, y, n)
		}
	}
	return total(sum)
}

// SoftmaxGrad pulls back through Softmax; see [Kernels].
func (simd) SoftmaxGrad(dx, dy, y []float32, m, n int) {
	checkRows(m, n, dx, dy, y)
	for i := range m {
		yi, dyi, dxi := y[i*n:][:n], dy[i*n:][:n], dx[i*n:][:n]
		along := simd{}.Dot(dyi, yi)
		whole, shift := n&^(lanes-1), all(along)
		for j := 0; j < whole; j += lanes {
			store(load(yi, j).Mul(load(dyi, j).Sub(shift)), dxi, j)
		}
		if whole < n {
			storeTail(loadTail(yi, whole).Mul(loadTail(dyi, whole).Sub(shift)), dxi, whole)
		}
	}
	scalar()
}

// CrossEntropy is the smoothed negative log-likelihood and its gradient; see [Kernels].
func (simd) CrossEntropy(loss, dlogits, logits []float32, target []int32, smoothing, weight float32, m, n int) {
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
		top := largestVec(x)
		likely := (1 - float64(smoothing)) * float64(x[t]-top)
		if smoothing != 0 {
			likely += float64(smoothing) / float64(n) * float64(sumRow(x, top))
		}
		sum := expRow(d, x, top)
		loss[i] = float32(math.Log(float64(sum)) - likely)
		if d != nil {
			scaleShift(d, weight/sum, -weight*smoothing/float32(n))
			d[t] -= weight * (1 - smoothing)
		}
	}
}

// scaleShift is y[j] = y[j]*factor + shift.
func scaleShift(y []float32, factor, shift float32) {
	f, s := all(factor), all(shift)
	n := len(y) &^ (lanes - 1)
	for j := 0; j < n; j += lanes {
		store(load(y, j).MulAdd(f, s), y, j)
	}
	scalar()
	for j := n; j < len(y); j++ {
		y[j] = y[j]*factor + shift
	}
}
