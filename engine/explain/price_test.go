package explain

import (
	"testing"

	"pellucid/engine/model"
)

// asked is a question with a meter of its own.
func asked(s *Subject, o Options) *Question {
	own := *s
	own.Meter, own.probs = &model.Meter{}, nil
	return &Question{Subject: &own, Options: o}
}

// TestEveryPriceIsPaid: what is announced for each method is what the model's meter shows after it, the probabilities of
// the outputs included, with every masking, on both kinds of model.
func TestEveryPriceIsPaid(t *testing.T) {
	for kind, s := range subjects() {
		for _, mask := range Masks {
			masking := Masking{Mask: mask, Neutral: 7, Pool: []int32{2, 3, 4}, Samples: 3, Seed: 1}
			for _, m := range Methods {
				for _, exact := range []bool{false, true} {
					if exact && m.Exact == 0 {
						continue
					}
					q := asked(s, Options{Masking: masking, Only: []int{1}, Exact: exact, Seed: 3})
					price := m.Price(q)
					if _, err := Attribute(m, q, nil); err != nil {
						t.Fatal(m.Card.ID, err)
					}
					{
						if _, err := q.Probs(); err != nil {
							t.Fatal(err)
						}
					}
					if !price.Fits(*q.Meter) || price.AtMost {
						t.Errorf("%s, %s, %s, exact %v: announced %+v, paid %+v", kind, mask, m.Card.ID, exact, price, *q.Meter)
					}
				}
			}
		}
	}
}

// TestWhyPriceIsPaid: the why-card of all methods costs what was announced, shared passes once, occlusion once.
func TestWhyPriceIsPaid(t *testing.T) {
	for kind, s := range subjects() {
		for _, methods := range [][]string{nil, IDs(), {"attention", "rollout"}} {
			s.Meter = &model.Meter{}
			o := WhyOptions{Output: 1, Methods: methods, Masking: Masking{Mask: Replace, Neutral: 7}, Evaluate: Masking{Mask: Blank}, Seed: 1}
			price, err := WhyPrice(s, Target{}, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := NewWhy(s, Target{}, o, nil, nil); err != nil {
				t.Fatal(err)
			}
			if !price.Fits(*s.Meter) || price.AtMost {
				t.Errorf("%s, %v: announced %+v, paid %+v", kind, methods, price, *s.Meter)
			}
		}
	}
}
