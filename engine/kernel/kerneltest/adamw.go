package kerneltest

import (
	"fmt"
	"math"
	"testing"

	"pellucid/engine/kernel"
)

func testAdamW(t *testing.T, k kernel.Kernels) {
	r := newRand(15)
	for _, n := range append([]int{0}, sizes...) {
		for _, step := range []int{1, 2, 1000} {
			o := kernel.AdamW{Rate: 0.01, Beta1: 0.9, Beta2: 0.95, Eps: 1e-8, Decay: 0.1, Step: step}
			name := fmt.Sprintf("AdamW n=%d step=%d", n, step)
			w, g := newVector(r, n, normal), newVector(r, n, normal)
			m, v := newVector(r, n, normal), newVector(r, n, positive)
			k.AdamW(w.slice(), g.slice(), m.slice(), v.slice(), o)
			expectUnchanged(t, name, g)
			rate, b1, b2 := float64(o.Rate), float64(o.Beta1), float64(o.Beta2)
			first := func(i, j int) float64 { return b1*m.old(i, j) + (1-b1)*g.old(i, j) }
			second := func(i, j int) float64 { return b2*v.old(i, j) + (1-b2)*g.old(i, j)*g.old(i, j) }
			m.expect(t, name+" m", 1e-6, first)
			v.expect(t, name+" v", 1e-6, second)
			w.expect(t, name+" w", 2e-6, func(i, j int) float64 {
				mHat := first(i, j) / (1 - math.Pow(b1, float64(step)))
				vHat := second(i, j) / (1 - math.Pow(b2, float64(step)))
				return w.old(i, j) - rate*(mHat/(math.Sqrt(vHat)+float64(o.Eps))+float64(o.Decay)*w.old(i, j))
			})
		}
	}
}
