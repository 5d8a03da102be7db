package model

import "testing"

// TestNarrows: behind the last attention only the rows whose logits are wanted are computed, unless others are asked for.
func TestNarrows(t *testing.T) {
	c := architectures()["gpt2"]
	m, batch := tiny(c, 1), sentences(c, 6)
	mlp := func(s Site) bool { return s == Site{Blocks, m.Layers() - 1, MLPOut} }
	for name, x := range map[string]struct {
		run  Run
		want bool
	}{
		"last row":            {Run{Logits: LogitRows{Mode: LastRow}}, true},
		"all rows":            {Run{}, false},
		"something is kept":   {Run{Logits: LogitRows{Mode: LastRow}, Keep: mlp}, false},
		"to be gone back":     {Run{Logits: LogitRows{Mode: LastRow}, Tape: true}, false},
		"the embedding alone": {Run{Logits: LogitRows{Mode: LastRow}, Keep: func(s Site) bool { return s.Point == Embed }}, true},
	} {
		trace := forward(t, m, batch, x.run)
		if got := trace.last().rows == 1; got != x.want {
			t.Errorf("%s: %d of 6 rows are left", name, trace.last().rows)
		}
	}
}
