package train

import (
	"math"
	"testing"
)

func TestScheduleRate(t *testing.T) {
	s := Schedule{Peak: 2, Warmup: 10, Floor: 0.1}
	for _, c := range []struct {
		step  int
		share float64
		want  float64
	}{
		{1, 0, 0.2}, {5, 0, 1}, {10, 0, 2}, {100, 0, 2},
		{100, 0.5, 2 * (0.1 + 0.9*0.5)}, {100, 1, 0.2}, {100, 1.5, 0.2},
		{5, 1, 0.1}, // a run shorter than its warm-up still falls
	} {
		if got := s.Rate(c.step, c.share); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("step %d, share %g: want %g, got %g", c.step, c.share, c.want, got)
		}
	}
	if got := (Schedule{Peak: 3}).Rate(1, 0); got != 3 {
		t.Errorf("no warm-up: want 3, got %g", got)
	}
}

func TestNextLogSpaced(t *testing.T) {
	for _, total := range []int{30, 100, 5000, 100000} {
		steps := []int{0}
		for last := 0; last < total && len(steps) < 34; {
			last = NextLogSpaced(last, len(steps), 34, total)
			steps = append(steps, last)
		}
		if steps[1] != 1 || steps[len(steps)-1] != total {
			t.Errorf("total %d: want steps 0, 1, … %d, got %v", total, total, steps)
		}
		if total >= 100 && len(steps) != 34 {
			t.Errorf("total %d: want 34 steps, got %d", total, len(steps))
		}
		for i := 1; i < len(steps); i++ {
			if steps[i] <= steps[i-1] {
				t.Errorf("total %d: steps do not rise: %v", total, steps)
			}
		}
	}
}
