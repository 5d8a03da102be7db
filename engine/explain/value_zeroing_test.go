package explain

import (
	"math"
	"testing"

	"pellucid/engine/model"
)

// TestValueZeroingIsItsDefinition: one layer, worked out position after position with passes of the test's own.
func TestValueZeroingIsItsDefinition(t *testing.T) {
	c := decoderConfig()
	c.DecoderLayers = 1
	s := subjects()["decoder"]
	s.Model = lively(c, 5)
	a, err := Attribute(&valueZeroing, &Question{Subject: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := model.Site{Layer: 0, Point: model.ResidPost}
	pass := func(edits ...model.PlacedEdit) model.Array {
		trace, err := s.Model.Forward(model.Batch{s.sequence()}, model.Run{Edits: edits, Keep: func(x model.Site) bool { return x == out }})
		if err != nil {
			t.Fatal(err)
		}
		x, _ := trace.At(out, 0)
		return model.Array{Data: append([]float32(nil), x.Data...), Shape: x.Shape}
	}
	whole, row := pass(), len(s.Read)-1 // the row that writes the first output
	turns, sum := make([]float64, len(s.Read)), 0.0
	for key := range turns {
		values := make([]float32, c.Width)
		x := pass(model.PlacedEdit{Site: model.Site{Layer: 0, Point: model.V}, Edit: model.Set{At: model.Index{{key}}, Value: values}})
		var ab, aa, bb float64
		for i := range c.Width {
			p, q := float64(whole.Data[row*c.Width+i]), float64(x.Data[row*c.Width+i])
			ab, aa, bb = ab+p*q, aa+p*p, bb+q*q
		}
		turns[key] = 1 - ab/math.Sqrt(aa*bb)
		sum += turns[key]
	}
	for u, unit := range s.Units {
		want := 0.0
		for _, pos := range unit.Tokens {
			want += turns[pos] / sum
		}
		near(t, unit.Text, a.Token[0][u], want, 1e-5)
	}
}

// TestValueZeroingFindsTheCopy: a head that copies position 2 turns by it alone; a sink without a value turns nothing.
func TestValueZeroingFindsTheCopy(t *testing.T) {
	m := plant{score: map[int]float32{0: 8, 2: 6}, mute: map[int]bool{0: true}, sure: 3}.model(t)
	a, err := Attribute(&valueZeroing, &Question{Subject: words(m, []int32{0, 2, 3, 4, 5}, 3)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if top := Ranking(a.Token[0])[0]; top != 2 || a.Token[0][0] > 1e-6 {
		t.Errorf("credit %.3g, want unit 2 most and the sink nothing", a.Token[0])
	}
	for kind, s := range subjects() {
		a, err := Attribute(&valueZeroing, &Question{Subject: s}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for j, row := range a.Token {
			if sum := total(row); sum <= 0 || sum > 1+1e-6 {
				t.Errorf("%s, output %d: credits sum to %g, want at most 1", kind, j, sum)
			}
		}
	}
}
