package problem

import (
	"math"
	"testing"
)

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		got float64
		ok  bool
	}{{0, true}, {1, true}, {0.5, true}, {-0.001, false}, {1.001, false}, {math.NaN(), false}, {math.Inf(1), false}} {
		err := Within("share", c.got, 0, 1)
		if (err == nil) != c.ok {
			t.Errorf("%v between 0 and 1: %v", c.got, err)
		}
		if err != nil && As(err).Code != BadParams {
			t.Errorf("%v: code %q, want %q", c.got, As(err).Code, BadParams)
		}
	}
}
