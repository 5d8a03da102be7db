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

// TestManyWordsHaveABound: nine words have more orders than are tried; what judging may cost is said as a bound, never more
// than all sets of words, and holds.
func TestManyWordsHaveABound(t *testing.T) {
	s := &Subject{Model: lively(decoderConfig(), 1), Read: []int32{2, 5, 7, 3, 9, 4, 6, 8, 10}, Write: []int32{6, 8}, Meter: &model.Meter{}}
	for i := range s.Read {
		s.Units = append(s.Units, Unit{Text: "w", Tokens: []int{i}})
	}
	masking := Masking{Mask: Replace, Neutral: 7}
	q := &Question{Subject: s}
	if got := q.Judging(masking, 30, 500); got.Forward != 1+512 || !got.AtMost {
		t.Errorf("30 rankings and 500 orders: %+v, want at most the prompt and 512 sets", got)
	}
	o := WhyOptions{Methods: IDs(), Masking: Masking{Mask: Blank}, Evaluate: masking, Seed: 2}
	price, err := WhyPrice(s, Target{}, o)
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWhy(s, Target{}, o, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !price.AtMost || !price.Fits(*s.Meter) || s.Meter.Forward.Passes < price.Forward/3 {
		t.Errorf("announced %+v, paid %+v", price, *s.Meter)
	}
	if w.Report.All || w.Report.Orders != RandomOrders || w.Report.Decisive != -1 || w.Report.Tied <= 0 {
		t.Errorf("nine words: %+v", w.Report)
	}
}
