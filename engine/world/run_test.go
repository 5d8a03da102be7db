package world

import (
	"math"
	"testing"
)

func TestFirstLosses(t *testing.T) {
	// Recorded natively; the same test runs as WebAssembly, whose kernels add in another order.
	want := []float64{
		6.470860, 6.411047, 6.374462, 6.285052, 6.441931, 6.150220, 6.319716, 6.297220, 6.001469, 5.930222,
		6.078350, 5.742748, 5.625179, 5.919282, 5.978271, 5.343240, 5.605506, 5.108939, 5.552510, 5.427060,
	}
	run, err := NewRun(Live, 1, []Language{English}, 60, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	var got []float64
	for range 20 {
		report, err := run.Next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, report.Loss)
	}
	if len(want) != len(got) {
		t.Fatalf("%.6f", got)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-4 {
			t.Errorf("the loss of step %d is %.6f, want %.6f", i+1, got[i], want[i])
		}
	}
	if got[19] > 0.9*got[0] {
		t.Errorf("the loss goes from %.3f to %.3f, want it to fall", got[0], got[19])
	}
}
