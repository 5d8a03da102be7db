package rank

import (
	"math"
	"testing"
)

// TestSpearman is against values worked out by hand: 1 - 6·Σd²/(n(n²-1)) where no values are equal.
func TestSpearman(t *testing.T) {
	for _, c := range []struct {
		a, b []float64
		want float64
	}{
		{[]float64{1, 2, 3, 4}, []float64{10, 20, 30, 40}, 1},
		{[]float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}, -1},
		{[]float64{1, 2, 3, 4, 5}, []float64{2, 1, 4, 3, 5}, 1 - 6.0*4/(5*24)},
		{[]float64{1, 1, 2}, []float64{1, 1, 2}, 1},
		{[]float64{1, 2, 3}, []float64{5, 5, 5}, 0},
		{[]float64{1, 2, 3, 4, 5}, []float64{5, 6, 7, 8, 7}, 0.8207826816681233}, // scipy.stats.spearmanr
	} {
		if got := Spearman(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v, %v: want %g, got %g", c.a, c.b, c.want, got)
		}
	}
}
