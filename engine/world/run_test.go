package world

import (
	"math"
	"testing"
)

func TestFirstLosses(t *testing.T) {
	// Recorded natively; the same test runs as WebAssembly, whose kernels add in another order.
	want := []float64{
		6.358362, 6.385161, 6.369536, 6.240290, 6.149820, 6.056944, 6.168419, 6.221209, 6.123500, 5.995411,
		6.108170, 5.844290, 5.789532, 5.717541, 5.541711, 5.495000, 5.560569, 5.445858, 5.509682, 5.239310,
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

// What the live recipe is for: after one whole run, four in five questions about the facts that its texts tell are answered
// right, in either language. In the page this takes about a minute; make bench prints it.
func TestLiveLearns(t *testing.T) {
	if testing.Short() {
		t.Skip("trains two models")
	}
	for _, l := range Languages {
		run, err := NewRun(Live, 1, []Language{l}, 0, func() error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for range run.Steps {
			if _, err := run.Next(); err != nil {
				t.Fatal(err)
			}
		}
		generate := func(prompts []string) ([]string, error) { return run.Generate(prompts, func() error { return nil }) }
		right := map[Sort]Mean{}
		for _, sort := range LiveSorts {
			if right[sort], err = run.World.Right(generate, sort, l, 1000); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s, %d tokens: %+v", l, run.Tokens, right)
		if got := right[ToldFacts]; got.Value < 0.8 || got.N != 6*smallResidents {
			t.Errorf("%s: %.3f of %d told facts are answered right, want 0.8 of %d", l, got.Value, got.N, 6*smallResidents)
		}
	}
}
