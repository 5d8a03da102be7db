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
