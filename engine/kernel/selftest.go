package kernel

import (
	"math"

	"pellucid/engine/problem"
)

// SelfTest holds an implementation to [Plain] on a few fixed inputs: each loop of a forward pass, in the shapes that take
// its different ways. A damaged kernel file, or a processor that rounds as nobody foresaw, is found before a wrong number
// is shown. It takes a few milliseconds.
func SelfTest(k Kernels) error {
	t := &selfTest{fast: k, state: 1}
	t.products()
	t.blocks()
	t.rows()
	t.elements()
	if t.wrong == "" {
		return nil
	}
	return problem.New(problem.BadKernels, problem.Values{"loop": t.wrong, "kernels": k.Name()},
		"the kernels (%s) failed their test at the start: %s gave a wrong number", k.Name(), t.wrong)
}

// selfTest is one run; wrong is the first loop that failed.
type selfTest struct {
	fast  Kernels
	state uint32
	wrong string
}

// numbers are n fixed pseudo-random numbers from −1 to 1 (a linear congruential generator, Numerical Recipes).
func (t *selfTest) numbers(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		t.state = t.state*1664525 + 1013904223
		x[i] = float32(int32(t.state)) / (1 << 31)
	}
	return x
}

// same runs a loop that writes n numbers in both implementations; they may differ by a share of the largest one.
func (t *selfTest) same(loop string, n int, share float64, run func(k Kernels, y []float32)) {
	if t.wrong != "" {
		return
	}
	start := t.numbers(n)
	got, want := append([]float32{}, start...), append([]float32{}, start...)
	run(t.fast, got)
	run(Plain{}, want)
	most := 0.0
	for _, v := range want {
		most = max(most, math.Abs(float64(v)))
	}
	for i := range want {
		if difference := math.Abs(float64(got[i] - want[i])); !(difference <= share*most) {
			t.wrong = loop
			return
		}
	}
}

// products tries the matrix products, the quantised ones also in the size that takes inputs of eight bits.
func (t *selfTest) products() {
	const m, n, k = 5, 37, 67
	a, b := t.numbers(m*k), t.numbers(n*k)
	t.same("GemmNT", m*n, 1e-4, func(f Kernels, y []float32) { f.GemmNT(m, n, k, 0.5, a, k, b, k, 0.25, y, n) })
	t.same("GemmNN", m*n, 1e-4, func(f Kernels, y []float32) { f.GemmNN(m, n, k, 1, a, k, b, n, 0, y, n) })
	t.same("GemmTN", m*n, 1e-4, func(f Kernels, y []float32) { f.GemmTN(m, n, k, 1, a, m, b, n, 1, y, n) })
	for _, size := range []struct{ rows, cols int }{{37, 70}, {512, 512}} {
		q := Quantise(size.rows, size.cols, t.numbers(size.rows*size.cols))
		x := t.numbers(m * size.cols)
		for _, inputs := range []int{1, m} {
			t.same("LinearQ8", inputs*size.rows, 2e-2, func(f Kernels, y []float32) { f.LinearQ8(inputs, y, x, q) })
		}
		t.same("GatherQ8", 3*size.cols, 1e-6, func(f Kernels, y []float32) { f.GatherQ8(y, q, []int32{3, 0, 36}) })
	}
}

// blocks tries products with every block format that is multiplied as it is, one also in the size that takes inputs of
// eight bits.
func (t *selfTest) blocks() {
	for i, f := range []*BlockFormat{&Q4_0, &Q4_1, &Q4_K, &Q5_K, &Q6_K, &Q4_1} {
		w := Blocks{Kind: f, Rows: 19, Cols: 512}
		if i == 5 {
			w.Rows = 512
		}
		w.Data = make([]byte, w.Rows*w.stride())
		for j, v := range t.numbers(len(w.Data)) {
			w.Data[j] = byte(int(v * 128))
		}
		for at := 0; at < len(w.Data); at += f.Size {
			for _, half := range f.halves {
				w.Data[at+half+1] = w.Data[at+half+1]&0x83 | 0x20 // between 0.008 and 0.03
			}
		}
		x := t.numbers(5 * w.Cols)
		for _, inputs := range []int{1, 5} {
			t.same(f.Name, inputs*w.Rows, 2e-2, func(k Kernels, y []float32) { w.Linear(k, inputs, y, x) })
		}
	}
}

// rows tries the loops that go row by row.
func (t *selfTest) rows() {
	const m, n = 3, 45
	x, gain, bias := t.numbers(m*n), t.numbers(n), t.numbers(n)
	mean, rstd := make([]float32, m), make([]float32, m)
	t.same("LayerNorm", m*n, 1e-4, func(f Kernels, y []float32) { f.LayerNorm(y, mean, rstd, x, gain, bias, m, n, 1e-5) })
	t.same("RMSNorm", m*n, 1e-4, func(f Kernels, y []float32) { f.RMSNorm(y, rstd, x, gain, m, n, 1e-5) })
	t.same("Softmax", m*n, 1e-4, func(f Kernels, y []float32) { f.Softmax(y, x, m, n) })
	t.same("AddRow", m*n, 1e-6, func(f Kernels, y []float32) { f.AddRow(y, bias, m, n) })
	cos, sin := t.numbers(m*4), t.numbers(m*4)
	for _, adjacent := range []bool{false, true} {
		t.same("Rotary", m*5*9, 1e-5, func(f Kernels, y []float32) { f.Rotary(y, cos, sin, m, 5, 9, 4, adjacent, false) })
	}
}

// elements tries the loops that go element by element.
func (t *selfTest) elements() {
	const n = 83
	x := t.numbers(n)
	for i := range x {
		x[i] *= 6 // where the activations bend
	}
	t.same("Add", n, 1e-6, func(f Kernels, y []float32) { f.Add(y, x) })
	t.same("Mul", n, 1e-6, func(f Kernels, y []float32) { f.Mul(y, x) })
	t.same("Axpy", n, 1e-5, func(f Kernels, y []float32) { f.Axpy(0.7, y, x) })
	t.same("Scale", n, 1e-6, func(f Kernels, y []float32) { f.Scale(0.7, y) })
	t.same("Dot", 1, 1e-4, func(f Kernels, y []float32) { y[0] = 10 + f.Dot(x, x) })
	t.same("GELUTanh", n, 1e-4, func(f Kernels, y []float32) { f.GELUTanh(y, x) })
	t.same("GELUErf", n, 1e-4, func(f Kernels, y []float32) { f.GELUErf(y, x) })
	t.same("ReLU", n, 0, func(f Kernels, y []float32) { f.ReLU(y, x) })
	t.same("SiLUGate", n, 1e-4, func(f Kernels, y []float32) { f.SiLUGate(y, x, x) })
}
