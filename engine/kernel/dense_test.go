package kernel

import "testing"

// TestDenseOverwrites: a product of a dense matrix replaces what was there, and its rows are in their places.
func TestDenseOverwrites(t *testing.T) {
	d := Dense{Rows: 2, Cols: 3, Data: []float32{1, 2, 3, 4, 5, 6}}
	y := []float32{100, 100}
	d.Linear(Plain{}, 1, y, []float32{1, 0, -1})
	if y[0] != -2 || y[1] != -2 {
		t.Errorf("the product is %v, want -2 and -2", y)
	}
	all := make([]float32, 6)
	Unpack(all, d)
	for i, v := range all {
		if v != float32(i+1) {
			t.Errorf("number %d is %v", i, v)
		}
	}
}
