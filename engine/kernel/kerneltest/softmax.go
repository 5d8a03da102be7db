package kerneltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

// logits are the distributions that rows of scores are drawn from: ordinary, large, far apart, masked.
var logits = map[string]func(*rand.Rand) float32{
	"ordinary":  normal,
	"large":     func(r *rand.Rand) float32 { return 1e4 + 10*normal(r) },
	"negative":  func(r *rand.Rand) float32 { return -1e4 + 10*normal(r) },
	"far apart": func(r *rand.Rand) float32 { return 60 * normal(r) },
	"enormous":  func(r *rand.Rand) float32 { return 1e30 * normal(r) },
	"equal":     constantly(3),
	"masked": func(r *rand.Rand) float32 {
		if r.IntN(2) == 0 {
			return float32(math.Inf(-1))
		}
		return normal(r)
	},
	"all masked": constantly(float32(math.Inf(-1))),
}

// probabilities are softmax of row i; zeros if all is masked.
func probabilities(x *matrix, i int) []float64 {
	p, top, sum := make([]float64, x.cols), math.Inf(-1), 0.0
	for j := range p {
		top = math.Max(top, x.old(i, j))
	}
	if math.IsInf(top, -1) {
		return p
	}
	for j := range p {
		p[j] = math.Exp(x.old(i, j) - top)
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return p
}

func testSoftmax(t *testing.T, k kernel.Kernels) {
	for kind, values := range logits {
		for _, n := range append([]int{48, 1000}, sizes...) {
			r, name := newRand(uint64(n)), fmt.Sprintf("Softmax %s n=%d", kind, n)
			x, y := newMatrix(r, 3, n, 0, values), newMatrix(r, 3, n, 0, nil)
			want := [][]float64{probabilities(x, 0), probabilities(x, 1), probabilities(x, 2)}
			k.Softmax(y.slice(), x.slice(), 3, n)
			expectUnchanged(t, name, x)
			y.expect(t, name, 1e-6, func(i, j int) float64 { return want[i][j] })
			k.Softmax(x.slice(), x.slice(), 3, n)
			x.expect(t, name+" in place", 1e-6, func(i, j int) float64 { return want[i][j] })
		}
	}
}

func testSoftmaxGradient(t *testing.T, k kernel.Kernels) {
	r := newRand(7)
	for _, n := range append([]int{48}, sizes...) {
		name := fmt.Sprintf("SoftmaxGrad n=%d", n)
		y, dy, dx := newMatrix(r, 2, n, 0, normal), newMatrix(r, 2, n, 0, normal), newMatrix(r, 2, n, 0, nil)
		want := func(i, j int) float64 {
			along := 0.0
			for l := range n {
				along += dy.old(i, l) * y.old(i, l)
			}
			return y.old(i, j) * (dy.old(i, j) - along)
		}
		k.SoftmaxGrad(dx.slice(), dy.slice(), y.slice(), 2, n)
		expectUnchanged(t, name, y, dy)
		dx.expect(t, name, 2e-5, want)
		k.SoftmaxGrad(dy.slice(), dy.slice(), y.slice(), 2, n)
		dy.expect(t, name+" in place", 2e-5, want)
	}
	const m, n = 2, 19
	x, dy, dx := fill(r, m*n, normal), fill(r, m*n, normal), make([]float32, m*n)
	forward := func(x []float32) []float32 {
		y := make([]float32, m*n)
		k.Softmax(y, x, m, n)
		return y
	}
	k.SoftmaxGrad(dx, dy, forward(x), m, n)
	expectGradient(t, "SoftmaxGrad", dx, x, dy, forward)
}

func testCrossEntropy(t *testing.T, k kernel.Kernels) {
	for _, kind := range []string{"ordinary", "large", "negative", "far apart", "equal"} {
		for _, n := range append([]int{48, 1000}, sizes...) {
			for _, smoothing := range []float32{0, 0.1} {
				expectCrossEntropy(t, k, kind, n, smoothing)
			}
		}
	}
	expectMaskedCrossEntropy(t, k)
	const m, n = 2, 19
	r := newRand(8)
	x, d, ones := fill(r, m*n, normal), make([]float32, m*n), []float32{1, 1}
	forward := func(x []float32) []float32 {
		loss := make([]float32, m)
		k.CrossEntropy(loss, nil, x, []int32{4, 18}, 0.1, 1, m, n)
		return loss
	}
	k.CrossEntropy(make([]float32, m), d, x, []int32{4, 18}, 0.1, 1, m, n)
	expectGradient(t, "CrossEntropy", d, x, ones, forward)
}

// expectCrossEntropy compares losses and gradients of three rows, the second without target,
// with the gradient apart, in place, and left out.
func expectCrossEntropy(t *testing.T, k kernel.Kernels, kind string, n int, smoothing float32) {
	t.Helper()
	r := newRand(uint64(n))
	name := fmt.Sprintf("CrossEntropy %s n=%d smoothing=%v", kind, n, smoothing)
	target := []int32{int32(r.IntN(n)), -1, int32(n - 1)}
	x, d := newMatrix(r, 3, n, 0, logits[kind]), newMatrix(r, 3, n, 0, nil)
	const weight = 0.25
	wantLoss := func(_, i int) float64 { return entropyLoss(x, i, target[i], float64(smoothing)) }
	p := [][]float64{probabilities(x, 0), nil, probabilities(x, 2)}
	wantGrad := func(i, j int) float64 {
		if target[i] < 0 {
			return 0
		}
		return weight * (p[i][j] - smoothed(n, j, target[i], float64(smoothing)))
	}
	loss := newVector(r, 3, nil)
	k.CrossEntropy(loss.slice(), nil, x.slice(), target, smoothing, weight, 3, n)
	loss.expect(t, name+" loss alone", 3e-6, wantLoss)
	loss = newVector(r, 3, nil)
	k.CrossEntropy(loss.slice(), d.slice(), x.slice(), target, smoothing, weight, 3, n)
	expectUnchanged(t, name, x)
	loss.expect(t, name+" loss", 3e-6, wantLoss)
	d.expect(t, name+" gradient", 1e-6, wantGrad)
	loss = newVector(r, 3, nil)
	k.CrossEntropy(loss.slice(), x.slice(), x.slice(), target, smoothing, weight, 3, n)
	loss.expect(t, name+" loss in place", 3e-6, wantLoss)
	x.expect(t, name+" gradient in place", 1e-6, wantGrad)
}

// expectMaskedCrossEntropy checks that impossible entries have no part in an unsmoothed loss.
func expectMaskedCrossEntropy(t *testing.T, k kernel.Kernels) {
	t.Helper()
	x := fill(newRand(9), 40, normal)
	for j := range x {
		if j%3 == 0 {
			x[j] = float32(math.Inf(-1))
		}
	}
	loss, d := make([]float32, 1), make([]float32, 40)
	k.CrossEntropy(loss, d, x, []int32{1}, 0, 1, 1, 40)
	if math.IsNaN(float64(loss[0])) || math.IsInf(float64(loss[0]), 0) || d[0] != 0 || d[39] != 0 || !(d[1] < 0) {
		t.Fatalf("CrossEntropy with masked entries: loss %v, gradient %v", loss, d)
	}
}

// smoothed is q_j = (1-smoothing)*onehot(target) + smoothing/n.
func smoothed(n, j int, target int32, smoothing float64) float64 {
	q := smoothing / float64(n)
	if j == int(target) {
		q += 1 - smoothing
	}
	return q
}

func entropyLoss(x *matrix, i int, target int32, smoothing float64) float64 {
	if target < 0 {
		return 0
	}
	top, sum, loss := math.Inf(-1), 0.0, 0.0
	for j := range x.cols {
		top = math.Max(top, x.old(i, j))
	}
	for j := range x.cols {
		sum += math.Exp(x.old(i, j) - top)
	}
	for j := range x.cols {
		loss -= smoothed(x.cols, j, target, smoothing) * (x.old(i, j) - top - math.Log(sum))
	}
	return loss
}
