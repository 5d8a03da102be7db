package api

import (
	"math"
	"slices"
	"testing"
)

// TestAbility: the readings are those of the patterns that forward gives.
func TestAbility(t *testing.T) {
	for _, kind := range []struct{ kind, position string }{{"decoder", "rotary"}, {"encoder-decoder", "sinusoidal"}} {
		s := session(t, kind.kind, kind.position)
		in := Input{Text: "The cat is on the table."}
		r, _ := call[AbilityResult](t, s, "ability", AbilityParams{Input: in, Others: []Input{{Text: "I like dogs."}, {Text: "Tom ran home."}}})
		if len(r.Inputs) != 3 || r.Mean.Inputs <= 0 || r.Mean.Entropy <= 0 || r.Mean.Entropy > 1 {
			t.Fatalf("%s: %d inputs, %+v", kind.kind, len(r.Inputs), r.Mean)
		}
		forward, tensors := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Keep: []string{r.Layers[0].Site}})
		shape, data := forward.Tensors[0].Shape, tensors[0]
		causal := kind.kind == "decoder"
		for head, got := range r.Layers[0].Entropy {
			sum, rows := 0.0, 0.0
			for query := range shape[1] {
				row := data[(head*shape[1]+query)*shape[2]:][:shape[2]]
				if causal {
					row = row[:query+1]
				}
				if len(row) < 2 {
					continue
				}
				rows++
				for _, w := range row {
					if w > 0 {
						sum -= float64(w) * math.Log(float64(w)) / math.Log(float64(len(row)))
					}
				}
			}
			if want := sum / rows; math.Abs(got-want) > 1e-6 {
				t.Errorf("%s, head %d: want %g, got %g", kind.kind, head, want, got)
			}
		}
		alone, _ := call[AbilityResult](t, s, "ability", AbilityParams{Input: in})
		if alone.Mean.Inputs != -1 || !slices.Equal(alone.Layers[0].Entropy, r.Layers[0].Entropy) {
			t.Errorf("%s: one input, %+v", kind.kind, alone.Mean)
		}
	}
}
