package wordvec

import (
	"math"
	"testing"
)

// TestLikenessByHand: cosines of vectors in the plane, the nearest first, and the one that points elsewhere.
func TestLikenessByHand(t *testing.T) {
	v := Vectors{Dim: 2, Data: []float32{3, 4, 4, 3, 0, -2, 0, 0, 6, 8}}
	for _, c := range []struct {
		a, b int32
		want float64
	}{{0, 1, 24. / 25}, {0, 2, -4. / 5}, {1, 2, -3. / 5}, {0, 3, 0}, {0, 4, 1}} {
		if got := v.Cosine(c.a, c.b); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("cosine of %d and %d: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if v.Words() != 5 || len(v.Row(1)) != 2 || v.Row(1)[0] != 4 {
		t.Errorf("%d words, the second %v", v.Words(), v.Row(1))
	}
	near := v.Neighbours(0, 2)
	if len(near) != 2 || near[0].Word != 4 || near[1].Word != 1 {
		t.Errorf("neighbours %+v, want 4 and 1", near)
	}
	if got := v.OddOneOut([]int32{0, 1, 2, 4}); got != 2 {
		t.Errorf("the odd one is at %d, want 2", got)
	}
}
