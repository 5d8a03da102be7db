package train

import (
	"math"
	"testing"
)

// TestAverageByHand: each of the first hundred steps moves the average, then each fifth, by as much as five would.
func TestAverageByHand(t *testing.T) {
	for _, c := range []struct {
		step int
		keep float64
		due  bool
	}{
		{1, 1. / 21, true}, {20, 0.5, true}, {99, 99. / 119, true}, {100, 100. / 120, true},
		{101, 0, false}, {104, 0, false}, {105, math.Pow(105./125, 5), true}, {1_000_000, math.Pow(0.999, 5), true},
	} {
		keep, due := averageDecay(0.999, c.step)
		if due != c.due || due && math.Abs(float64(keep)-c.keep) > 1e-6 {
			t.Errorf("step %d keeps %v (due: %v), want %v (%v)", c.step, keep, due, c.keep, c.due)
		}
	}
}
