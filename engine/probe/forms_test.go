package probe

import (
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// TestFiniteVerbsOnly: a feature of a verb is asked of finite verbs and auxiliaries.
func TestFiniteVerbsOnly(t *testing.T) {
	for _, c := range []struct{ tag, features, want string }{
		{"VERB", "Tense=Past|VerbForm=Fin", "Past"}, {"AUX", "Tense=Pres|VerbForm=Fin", "Pres"},
		{"VERB", "Tense=Past|VerbForm=Part", ""}, {"AUX", "Tense=Past", ""}, {"NOUN", "Tense=Past|VerbForm=Fin", ""}, {"NOUN", "", ""},
	} {
		if got := verb(Word{Tag: c.tag, Features: c.features}, "Tense"); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.tag, c.features, got, c.want)
		}
	}
}

// TestCKARefusesOtherRows: two spaces of the same rows, or nothing.
func TestCKARefusesOtherRows(t *testing.T) {
	of := func(shape ...int) model.Array {
		n := 1
		for _, d := range shape {
			n *= d
		}
		a := model.Array{Data: make([]float32, n), Shape: shape}
		for i := range a.Data {
			a.Data[i] = float32(i * i % 7)
		}
		return a
	}
	for _, pair := range [][2]model.Array{{of(4, 2), of(3, 2)}, {of(8), of(8)}, {of(4, 2), of(4)}, {of(4), of(4, 2)}} {
		if _, err := CKA(kernel.Plain{}, pair[0], pair[1]); err == nil {
			t.Errorf("%v and %v were compared", pair[0].Shape, pair[1].Shape)
		}
	}
	if same, err := CKA(kernel.Plain{}, of(4, 2), of(4, 2)); err != nil || same < 0.999 {
		t.Errorf("a space and itself: %v, %v", same, err)
	}
}
