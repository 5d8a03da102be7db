// Package kerneltest is the conformance suite of the kernels: one call of [Run]
// holds an implementation of [kernel.Kernels] to the loops that its interface
// documents, written here once more in float64, at odd shapes, with rows apart,
// in unaligned slices between guard bands, at extreme values, and against
// central differences wherever there is a backward.
package kerneltest

import (
	"math"
	"math/rand/v2"
	"testing"

	"pellucid/engine/kernel"
)

// Run tests every method of k.
func Run(t *testing.T, k kernel.Kernels) {
	run(t, k, normal)
	t.Run("GemmGradient", func(t *testing.T) { testGemmGradient(t, k) })
}

// RunBF16 is Run for a k that may round the operands of matrix products to bfloat16: its operands have such values
// already, so that it owes the exact product. Without GemmGradient, whose small differences rounding swallows.
func RunBF16(t *testing.T, k kernel.Kernels) { run(t, k, short) }

// run tests every method of k, with operands of matrix products drawn from values.
func run(t *testing.T, k kernel.Kernels, values func(*rand.Rand) float32) {
	products := func(test func(*testing.T, kernel.Kernels, func(*rand.Rand) float32)) func(*testing.T, kernel.Kernels) {
		return func(t *testing.T, k kernel.Kernels) { test(t, k, values) }
	}
	for _, part := range []struct {
		name string
		test func(*testing.T, kernel.Kernels)
	}{
		{"Gemm", products(testGemm)}, {"GemmLarge", products(testGemmLarge)}, {"Heads", products(testHeads)},
		{"LinearQ8", testLinearQ8}, {"Vector", testVector},
		{"LayerNorm", testLayerNorm}, {"RMSNorm", testRMSNorm}, {"NormGradient", testNormGradient},
		{"Softmax", testSoftmax}, {"SoftmaxGradient", testSoftmaxGradient}, {"CrossEntropy", testCrossEntropy},
		{"Activation", testActivation}, {"ActivationGradient", testActivationGradient}, {"SiLUGate", testSiLUGate},
		{"Rotary", testRotary}, {"Embedding", testEmbedding}, {"AdamW", testAdamW},
		{"Arguments", testArguments}, {"Goroutines", testGoroutines},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, k) })
	}
}

// sizes are the lengths that loops of 4, 8, 16, 32 and 64 steps get wrong.
var sizes = []int{1, 2, 3, 5, 7, 16, 17, 31, 33, 64, 65, 100}

// band is the number of guarded elements on each side of a slice.
const band = 37

// matrix is a rows×cols matrix whose rows are ld apart, somewhere inside a
// larger slice. What lies around it and between its rows is filled with a mark.
type matrix struct {
	rows, cols, ld, offset int
	all, before            []float32
}

var mark = math.Float32frombits(0x7fc12345) // a NaN, so that a read from it shows in results

// newMatrix is filled by fill, or with NaN where fill is nil.
func newMatrix(r *rand.Rand, rows, cols, gap int, fill func(*rand.Rand) float32) *matrix {
	m := &matrix{rows: rows, cols: cols, ld: cols + gap, offset: band + r.IntN(4)}
	m.all = make([]float32, m.offset+rows*m.ld+band)
	for i := range m.all {
		m.all[i] = mark
	}
	if fill != nil {
		for i := range rows {
			for j := range cols {
				m.all[m.offset+i*m.ld+j] = fill(r)
			}
		}
	}
	m.before = append([]float32(nil), m.all...)
	return m
}

// newVector is a packed slice of n elements.
func newVector(r *rand.Rand, n int, fill func(*rand.Rand) float32) *matrix {
	return newMatrix(r, 1, n, 0, fill)
}

// slice is what a kernel gets: as short as the matrix allows.
func (m *matrix) slice() []float32 {
	end := m.offset + (m.rows-1)*m.ld + m.cols
	return m.all[m.offset:end:end]
}

// old is entry (i, j) as it was filled; now is entry (i, j) as it is.
func (m *matrix) old(i, j int) float64 { return float64(m.before[m.offset+i*m.ld+j]) }
func (m *matrix) now(i, j int) float64 { return float64(m.all[m.offset+i*m.ld+j]) }

// expectGuarded fails if anything outside the matrix changed.
func (m *matrix) expectGuarded(t *testing.T, name string) {
	t.Helper()
	for i := range m.all {
		at := i - m.offset
		inside := at >= 0 && m.ld > 0 && at/m.ld < m.rows && at%m.ld < m.cols
		if !inside && math.Float32bits(m.all[i]) != math.Float32bits(m.before[i]) {
			t.Fatalf("%s: element %d outside the %d×%d matrix was written", name, at, m.rows, m.cols)
		}
	}
}

// expectUnchanged fails if an input changed.
func expectUnchanged(t *testing.T, name string, inputs ...*matrix) {
	t.Helper()
	for n, m := range inputs {
		for i := range m.all {
			if math.Float32bits(m.all[i]) != math.Float32bits(m.before[i]) {
				t.Fatalf("%s: input %d was written at %d", name, n, i-m.offset)
			}
		}
	}
}

// expect fails unless every entry is within tolerance*(1+|wanted|) and nothing outside changed.
func (m *matrix) expect(t *testing.T, name string, tolerance float64, want func(i, j int) float64) {
	t.Helper()
	m.expectGuarded(t, name)
	for i := range m.rows {
		for j := range m.cols {
			expectClose(t, name, i, j, m.now(i, j), want(i, j), tolerance)
		}
	}
}

func expectClose(t *testing.T, name string, i, j int, got, want, tolerance float64) {
	t.Helper()
	if got == want || math.IsInf(float64(float32(want)), 0) && float32(got) == float32(want) {
		return
	}
	if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
		t.Fatalf("%s: [%d,%d] is %v, want %v", name, i, j, got, want)
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2024)) }

func normal(r *rand.Rand) float32 { return float32(r.NormFloat64()) }

// short is normal cut to the 16 high bits, which a bfloat16 holds.
func short(r *rand.Rand) float32 { return math.Float32frombits(math.Float32bits(normal(r)) &^ 0xffff) }

func positive(r *rand.Rand) float32 { return 0.1 + r.Float32() }
func constantly(x float32) func(*rand.Rand) float32 {
	return func(*rand.Rand) float32 { return x }
}

// pick is one of list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
