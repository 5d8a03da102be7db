package kernel

import (
	"math"
	"testing"
)

// refused says whether a call panics, as an argument that does not fit makes it.
func refused(call func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	call()
	return false
}

// TestChecksAtTheirEdges: what just fits is taken, one number less is not.
func TestChecksAtTheirEdges(t *testing.T) {
	of := func(n int) []float32 { return make([]float32, n) }
	q := Quantise(3, 64, of(3*64))
	holds := func(length, rows, cols, ld int) func() { return func() { need(fits(length, rows, cols, ld), "") } }
	linear := func(wide, narrow int) func() { return func() { checkLinearQ8(2, of(wide), of(narrow), q) } }
	square := func(a, b, c int) func() {
		return func() { checkGemm(2, 2, 2, of(a), 2, 2, 2, of(b), 2, 2, 2, of(c), 2) }
	}
	quantised := func(data, scale int) func() {
		return func() { checkQ8(Q8{Rows: 3, Cols: 64, Data: q.Data[:data], Scale: q.Scale[:scale]}) }
	}
	empty := func(n int) func() { return func() { checkGemm(0, n, 0, nil, 0, 0, 0, nil, 0, 0, 0, nil, 0) } }
	for name, c := range map[string]struct{ fits, short func() }{
		"rows of a matrix that is not square": {holds(14, 3, 4, 5), holds(13, 3, 4, 5)},
		"rows closer than their length":       {holds(99, 3, 4, 4), holds(99, 3, 4, 3)},
		"an empty matrix":                     {holds(0, 0, 4, 0), holds(0, 1, 4, 4)},
		"inputs of a quantised matrix":        {linear(128, 6), linear(127, 6)},
		"outputs of a quantised matrix":       {linear(128, 6), linear(128, 5)},
		"data of a quantised matrix":          {quantised(192, 6), quantised(191, 6)},
		"scales of a quantised matrix":        {quantised(192, 6), quantised(192, 5)},
		"a and lda":                           {square(4, 4, 4), square(3, 4, 4)},
		"b and ldb":                           {square(4, 4, 4), square(4, 3, 4)},
		"c and ldc":                           {square(4, 4, 4), square(4, 4, 3)},
		"a dimension below 0":                 {empty(0), empty(-1)},
	} {
		if refused(c.fits) || !refused(c.short) {
			t.Errorf("%s: what fits is refused: %v; what is too short is refused: %v", name, refused(c.fits), refused(c.short))
		}
	}
}

// TestSelfTestAllowsRoundingOnly: a loop may differ by its share of the largest number, not by more.
func TestSelfTestAllowsRoundingOnly(t *testing.T) {
	for _, c := range []struct {
		scale, share, off float64
		wrong             bool
	}{{1, 1e-3, 0.5e-3, false}, {1, 1e-3, 2e-3, true}, {100, 1e-3, 0.05, false}, {100, 1e-3, 0.2, true}, {0.01, 1e-3, 2e-5, true},
		{1, 1e-3, math.NaN(), true}} {
		test, calls := &selfTest{fast: Plain{}}, 0
		test.same("loop", 2, c.share, func(_ Kernels, y []float32) {
			y[0], y[1] = float32(c.scale), 0
			if calls++; calls == 1 { // the fast one
				y[1] = float32(c.off)
			}
		})
		if (test.wrong != "") != c.wrong {
			t.Errorf("numbers up to %v, off by %v with a share of %v: wrong is %q", c.scale, c.off, c.share, test.wrong)
		}
	}
}

// TestHalfAtItsEdge: 65504 is the largest, what rounds to more is infinite.
func TestHalfAtItsEdge(t *testing.T) {
	for x, want := range map[float32]float64{65504: 65504, 65519: 65504, 65520: math.Inf(1), -65520: math.Inf(-1), 65521: math.Inf(1)} {
		if got := Float16(x).Float32(); float64(got) != want {
			t.Errorf("%v becomes %v, want %v", x, got, want)
		}
	}
}
