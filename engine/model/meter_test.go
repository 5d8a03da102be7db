package model

import "testing"

// TestMeter: every sequence is a pass, every one of its rows in a tower counts, and what a cache holds is not run again.
func TestMeter(t *testing.T) {
	c := architectures()["encoder-decoder pre-norm"]
	m, batch := tiny(c, 1), sentences(c, 5, 3)
	rows := 0
	for _, s := range batch {
		rows += len(s.Source) + len(s.Tokens)
	}
	var meter Meter
	forward(t, m, batch, Run{Meter: &meter})
	if want := (Meter{Forward: Count{Passes: 2, Rows: rows}}); meter != want {
		t.Errorf("a batch of two costs %+v, want %+v", meter, want)
	}
	forward(t, m, batch[:1], Run{Meter: &meter})
	rows += len(batch[0].Source) + len(batch[0].Tokens)
	if want := (Meter{Forward: Count{Passes: 3, Rows: rows}}); meter != want {
		t.Errorf("with one more it costs %+v, want %+v", meter, want)
	}

	cache, before := m.NewCache(), meter
	first := Sequence{Source: batch[0].Source, Tokens: batch[0].Tokens[:3], Cache: cache}
	forward(t, m, Batch{first}, Run{Meter: &meter})
	forward(t, m, Batch{{Tokens: batch[0].Tokens[3:], Cache: cache}}, Run{Meter: &meter})
	if got := meter.Forward.Rows - before.Forward.Rows; got != len(batch[0].Source)+len(batch[0].Tokens) {
		t.Errorf("in two steps with a cache %d rows were run, want %d", got, len(batch[0].Source)+len(batch[0].Tokens))
	}
}
