package kerneltest

import (
	"sync"
	"testing"

	"pellucid/engine/kernel"
)

// testArguments checks that what does not fit panics with a constant string.
func testArguments(t *testing.T, k kernel.Kernels) {
	f := func(n int) []float32 { return make([]float32, n) }
	q := kernel.Quantise(2, 3, f(6))
	for name, call := range map[string]func(){
		"GemmNT short a":        func() { k.GemmNT(2, 3, 4, 1, f(7), 4, f(12), 4, 0, f(6), 3) },
		"GemmNT short b":        func() { k.GemmNT(2, 3, 4, 1, f(8), 4, f(11), 4, 0, f(6), 3) },
		"GemmNT short c":        func() { k.GemmNT(2, 3, 4, 1, f(8), 4, f(12), 4, 0, f(5), 3) },
		"GemmNT narrow rows":    func() { k.GemmNT(2, 3, 4, 1, f(8), 3, f(12), 4, 0, f(6), 3) },
		"GemmNN short b":        func() { k.GemmNN(2, 3, 4, 1, f(8), 4, f(11), 3, 0, f(6), 3) },
		"GemmTN short a":        func() { k.GemmTN(2, 3, 4, 1, f(7), 2, f(12), 3, 0, f(6), 3) },
		"GemmNN negative":       func() { k.GemmNN(-1, 3, 4, 1, f(8), 4, f(12), 3, 0, f(6), 3) },
		"LinearQ8 short x":      func() { k.LinearQ8(2, f(4), f(5), q) },
		"LinearQ8 short matrix": func() { k.LinearQ8(1, f(4), f(9), kernel.Q8{Rows: 4, Cols: 3}) },
		"LinearQ8Grad short":    func() { k.LinearQ8Grad(2, 0, f(5), f(4), q) },
		"AddRow short":          func() { k.AddRow(f(5), f(3), 2, 3) },
		"SumRows short":         func() { k.SumRows(f(2), f(6), 2, 3) },
		"Add lengths":           func() { k.Add(f(3), f(2)) },
		"Axpy lengths":          func() { k.Axpy(1, f(3), f(4)) },
		"Mul lengths":           func() { k.Mul(f(3), f(2)) },
		"Dot lengths":           func() { k.Dot(f(3), f(2)) },
		"LayerNorm short":       func() { k.LayerNorm(f(6), f(2), f(2), f(5), f(3), f(3), 2, 3, 1e-5) },
		"LayerNormGrad short":   func() { k.LayerNormGrad(f(6), f(2), f(3), f(6), f(6), f(3), f(2), f(2), 2, 3) },
		"RMSNorm short":         func() { k.RMSNorm(f(6), f(1), f(6), f(3), 2, 3, 1e-5) },
		"RMSNormGrad short":     func() { k.RMSNormGrad(f(6), f(3), f(5), f(6), f(3), f(2), 2, 3) },
		"Softmax short":         func() { k.Softmax(f(6), f(5), 2, 3) },
		"SoftmaxGrad short":     func() { k.SoftmaxGrad(f(6), f(6), f(5), 2, 3) },
		"CrossEntropy target":   func() { k.CrossEntropy(f(1), nil, f(3), []int32{3}, 0, 1, 1, 3) },
		"CrossEntropy short":    func() { k.CrossEntropy(f(1), f(6), f(6), []int32{0, 1}, 0, 1, 2, 3) },
		"GELUTanh lengths":      func() { k.GELUTanh(f(3), f(2)) },
		"GELUErfGrad lengths":   func() { k.GELUErfGrad(f(3), f(3), f(2)) },
		"ReLU lengths":          func() { k.ReLU(f(2), f(3)) },
		"SiLUGate lengths":      func() { k.SiLUGate(f(3), f(3), f(2)) },
		"SiLUGateGrad lengths":  func() { k.SiLUGateGrad(f(3), f(3), f(3), f(3), f(4)) },
		"Rotary too many":       func() { k.Rotary(f(8), f(3), f(3), 1, 2, 4, 3, false, false) },
		"Gather id":             func() { k.Gather(f(3), f(6), []int32{2}, 3) },
		"Gather negative id":    func() { k.Gather(f(3), f(6), []int32{-1}, 3) },
		"GatherQ8 id":           func() { k.GatherQ8(f(3), q, []int32{2}) },
		"Scatter short":         func() { k.Scatter(f(6), f(2), []int32{1}, 3) },
		"AdamW lengths":         func() { k.AdamW(f(3), f(3), f(3), f(2), kernel.AdamW{Step: 1}) },
		"AdamW without step":    func() { k.AdamW(f(3), f(3), f(3), f(3), kernel.AdamW{}) },
	} {
		expectPanic(t, name, call)
	}
}

func expectPanic(t *testing.T, name string, call func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if _, isString := recover().(string); !isString {
			t.Errorf("%s does not panic with a message of its own", name)
		}
	}()
	call()
}

// testGoroutines checks that calls at the same time do not share what they should not.
func testGoroutines(t *testing.T, k kernel.Kernels) {
	const m, n, in = 40, 70, 50
	r := newRand(16)
	x, w := fill(r, m*in, normal), fill(r, n*in, normal)
	want := make([]float32, m*n)
	k.GemmNT(m, n, in, 1, x, in, w, in, 0, want, n)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			y := make([]float32, m*n)
			for range 20 {
				k.GemmNT(m, n, in, 1, x, in, w, in, 0, y, n)
			}
			for i := range y {
				if y[i] != want[i] {
					t.Errorf("GemmNT in several goroutines: [%d] is %v, want %v", i, y[i], want[i])
					return
				}
			}
		})
	}
	group.Wait()
}
