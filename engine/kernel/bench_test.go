package kernel_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"pellucid/engine/kernel"
)

// Benchmarks have the same names on every platform, so that their results line
// up: MatMul/<kernel>/<product>/<rows>x<outputs>x<inputs>, figures in GFLOP/s.

// shapes are m, n, k: linear layers in training and in prompts, one token, an unembedding, one head of attention.
var shapes = [][3]int{
	{2048, 256, 256}, {2048, 1024, 256}, {2048, 256, 1024}, {1024, 8000, 256},
	{64, 3072, 768}, {1, 3072, 768}, {40, 40, 32}, {40, 32, 40}, {17, 17, 64},
}

// implementations are what a build has to compare, Plain first.
func implementations() []kernel.Kernels {
	if bf16, ok := kernel.BF16(); ok {
		return []kernel.Kernels{kernel.Plain{}, kernel.Best(), bf16}
	}
	if best := kernel.Best(); best.Name() != (kernel.Plain{}).Name() {
		return []kernel.Kernels{kernel.Plain{}, best}
	}
	return []kernel.Kernels{kernel.Plain{}}
}

func random(n int) []float32 {
	r, x := rand.New(rand.NewPCG(1, uint64(n))), make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func gflops(b *testing.B, flops int) {
	b.ReportMetric(float64(flops)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkMatMul(b *testing.B) {
	for _, s := range shapes {
		m, n, k := s[0], s[1], s[2]
		x, y, c := random(m*k), random(k*n), make([]float32, m*n)
		name := fmt.Sprintf("%dx%dx%d", m, n, k)
		for _, kern := range implementations() {
			run := func(product string, f func()) {
				b.Run(strings.Join([]string{kern.Name(), product, name}, "/"), func(b *testing.B) {
					f() // the first call meets memory that the system has yet to hand out
					for b.Loop() {
						f()
					}
					gflops(b, 2*m*n*k)
				})
			}
			run("NT", func() { kern.GemmNT(m, n, k, 1, x, k, y, k, 0, c, n) })
			run("NN", func() { kern.GemmNN(m, n, k, 1, x, k, y, n, 0, c, n) })
			run("TN", func() { kern.GemmTN(m, n, k, 1, x, m, y, n, 0, c, n) })
		}
		b.Run("gonum/NT/"+name, func(b *testing.B) {
			for b.Loop() {
				(gonum.Implementation{}).Sgemm(blas.NoTrans, blas.Trans, m, n, k, 1, x, k, y, k, 0, c, n)
			}
			gflops(b, 2*m*n*k)
		})
	}
}

// BenchmarkLinearQ8 is one linear layer with int8 weights: one token, and a prompt.
func BenchmarkLinearQ8(b *testing.B) {
	for _, s := range [][3]int{{1, 3072, 768}, {64, 3072, 768}} {
		m, n, k := s[0], s[1], s[2]
		x, y, q := random(m*k), make([]float32, m*n), kernel.Quantise(n, k, random(n*k))
		for _, kern := range implementations() {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", kern.Name(), m, n, k), func(b *testing.B) {
				for b.Loop() {
					kern.LinearQ8(m, y, x, q)
				}
				gflops(b, 2*m*n*k)
			})
			b.Run(fmt.Sprintf("%s/grad/%dx%dx%d", kern.Name(), m, n, k), func(b *testing.B) {
				for b.Loop() {
					kern.LinearQ8Grad(m, 0, x, y, q)
				}
				gflops(b, 2*m*n*k)
			})
		}
	}
}

// BenchmarkElements is what runs once per token and width, in nanoseconds an element:
// <kernel>/<method>/<rows>x<columns>.
func BenchmarkElements(b *testing.B) {
	for _, kern := range implementations() {
		for _, e := range []struct {
			method string
			m, n   int
			call   func(k kernel.Kernels, d elements)
		}{
			{"LayerNorm", 256, 256, func(k kernel.Kernels, d elements) { k.LayerNorm(d.y, d.p, d.q, d.x, d.row, d.row, d.m, d.n, 1e-5) }},
			{"LayerNormGrad", 256, 256, func(k kernel.Kernels, d elements) {
				k.LayerNormGrad(d.y, d.row, d.row2, d.x, d.x, d.row3, d.p, d.q, d.m, d.n)
			}},
			{"RMSNorm", 256, 256, func(k kernel.Kernels, d elements) { k.RMSNorm(d.y, d.q, d.x, d.row, d.m, d.n, 1e-5) }},
			{"RMSNormGrad", 256, 256, func(k kernel.Kernels, d elements) { k.RMSNormGrad(d.y, d.row, d.x, d.x, d.row3, d.q, d.m, d.n) }},
			{"Softmax", 256, 40, func(k kernel.Kernels, d elements) { k.Softmax(d.y, d.x, d.m, d.n) }},
			{"SoftmaxGrad", 256, 40, func(k kernel.Kernels, d elements) { k.SoftmaxGrad(d.y, d.x, d.x, d.m, d.n) }},
			{"CrossEntropy", 64, 8000, func(k kernel.Kernels, d elements) { k.CrossEntropy(d.p, d.y, d.x, d.id, 0.1, 1, d.m, d.n) }},
			{"GELUTanh", 64, 1024, func(k kernel.Kernels, d elements) { k.GELUTanh(d.y, d.x) }},
			{"GELUTanhGrad", 64, 1024, func(k kernel.Kernels, d elements) { k.GELUTanhGrad(d.y, d.x, d.x) }},
			{"GELUErf", 64, 1024, func(k kernel.Kernels, d elements) { k.GELUErf(d.y, d.x) }},
			{"GELUErfGrad", 64, 1024, func(k kernel.Kernels, d elements) { k.GELUErfGrad(d.y, d.x, d.x) }},
			{"SiLUGate", 64, 1024, func(k kernel.Kernels, d elements) { k.SiLUGate(d.y, d.x, d.x) }},
			{"SiLUGateGrad", 64, 1024, func(k kernel.Kernels, d elements) { k.SiLUGateGrad(d.y, d.z, d.x, d.x, d.x) }},
			{"AddRow", 256, 256, func(k kernel.Kernels, d elements) { k.AddRow(d.y, d.row, d.m, d.n) }},
			{"SumRows", 256, 256, func(k kernel.Kernels, d elements) { k.SumRows(d.row, d.x, d.m, d.n) }},
			{"AdamW", 256, 1024, func(k kernel.Kernels, d elements) { k.AdamW(d.y, d.x, d.z, d.v, kernel.AdamW{Rate: 1e-3, Step: 1}) }},
		} {
			b.Run(fmt.Sprintf("%s/%s/%dx%d", kern.Name(), e.method, e.m, e.n), func(b *testing.B) {
				d := newElements(e.m, e.n)
				for b.Loop() {
					e.call(kern, d)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(e.m*e.n), "ns/element")
			})
		}
	}
}

// elements are operands of the sizes that methods ask for.
type elements struct {
	m, n            int
	x, y, z, v      []float32 // [m, n]
	p, q            []float32 // [m]
	row, row2, row3 []float32 // [n]
	id              []int32   // [m]
}

func newElements(m, n int) elements {
	return elements{m: m, n: n, x: random(m * n), y: make([]float32, m*n), z: make([]float32, m*n), v: make([]float32, m*n),
		p: make([]float32, m), q: make([]float32, m), row: random(n), row2: random(n), row3: random(n), id: make([]int32, m)}
}
