package explain

import (
	"math"
	"testing"
)

// TestLIMEErrorIsItsSpread: over 200 seeds, the standard error that LIME shows covers the credit's mean as often as one
// standard deviation of a normal distribution does, for functions of eight units that a straight line fits well and badly.
// Treating kernel weights as precisions covers 55 to 57 %.
func TestLIMEErrorIsItsSpread(t *testing.T) {
	const n, seeds = 8, 200
	functions := map[string]func(shown []float64) float64{
		"one word decides":       func(x []float64) float64 { return -6 + 5*x[2] + 0.4*x[5] },
		"two must come together": func(x []float64) float64 { return -6 + 4*x[1]*x[3] + x[6] },
		"either will do":         func(x []float64) float64 { return -5 + 4*math.Max(x[0], x[4]) - 0.5*x[7]*x[2] },
	}
	for name, f := range functions {
		credits, errors := make([][]float64, seeds), make([][]float64, seeds)
		for seed := range seeds {
			variants, weights := limeVariants(n, LIMEOptions{Seed: uint64(seed)}.filled(n))
			fit, err := newLimeFit(variants, weights, 0)
			if err != nil {
				t.Fatal(err)
			}
			y := make([]float64, len(variants))
			for v, hidden := range variants {
				x := make([]float64, n)
				for i := range x {
					if !hidden[i] {
						x[i] = 1
					}
				}
				y[v] = f(x)
			}
			credits[seed], errors[seed], _ = fit.solve(y)
		}
		covered, spread, shown, counted := 0.0, 0.0, 0.0, 0.0
		for u := range n {
			mean := 0.0
			for _, c := range credits {
				mean += c[u] / seeds
			}
			for seed, c := range credits {
				if errors[seed][u] < 1e-3 { // a straight line that fits exactly has no error but the ridge's
					continue
				}
				counted++
				spread += (c[u] - mean) * (c[u] - mean)
				shown += errors[seed][u] * errors[seed][u]
				if math.Abs(c[u]-mean) <= errors[seed][u] {
					covered++
				}
			}
		}
		if counted == 0 {
			continue
		}
		share, ratio := covered/counted, math.Sqrt(spread/shown)
		t.Logf("%s: ± 1 covers %.1f %%, true spread %.3f times the error shown", name, 100*share, ratio)
		if share < 0.65 || share > 0.71 || ratio < 0.92 || ratio > 1.08 {
			t.Errorf("%s: ± 1 covers %.1f %% (want 65 to 71), true spread %.3f times the error shown (want 0.92 to 1.08)", name, 100*share, ratio)
		}
	}
}
