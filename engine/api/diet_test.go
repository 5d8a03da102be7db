package api

import (
	"math"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

func TestDiet(t *testing.T) {
	for _, position := range []string{"learned", "rotary"} {
		s := session(t, "decoder", position)
		p := DietParams{Input: Input{Text: "The cat is on the table. I like cats and dogs."}, Budgets: []float64{0.25, 0.5, 1}, Seed: 3, Draws: 8}
		r, _ := call[DietResult](t, s, "diet", p)
		keys := len(r.Prompt.Tokens) - 1
		if len(r.Curves) != len(DietPolicies) || len(r.Random) != 3 || r.Budgets[2] != keys || r.Price.Backward == (model.Count{}) {
			t.Fatalf("%s: %d curves, budgets %v of %d keys, price %+v", position, len(r.Curves), r.Budgets, keys, r.Price)
		}
		for _, c := range r.Curves {
			// All keys are the full model to the last bit.
			if c.Fall[2] != 0 || c.Same[2] != 1 || c.Spare[2] != 0 {
				t.Errorf("%s, %s: all keys lose %g", position, c.Policy, c.Fall[2])
			}
			for i := range c.Fall {
				if len(c.Kept[i]) != r.Budgets[i] && c.Policy != DietTop || math.IsNaN(c.Fall[i]) || i < 2 && c.Spare[i] <= c.Spare[i+1] {
					t.Errorf("%s, %s at %d keys: kept %v, fall %g, spare %g", position, c.Policy, r.Budgets[i], c.Kept[i], c.Fall[i], c.Spare[i])
				}
			}
		}
		for i, band := range r.Random {
			if band.Low > band.Fall || band.High < band.Fall || i == 2 && (band.Low != 0 || band.High != 0) {
				t.Errorf("%s: random %+v", position, band)
			}
		}
		for _, c := range r.Curves {
			if len(c.Millis) != 3 || min(c.Millis[0], c.Millis[1], c.Millis[2]) <= 0 {
				t.Errorf("%s, %s: read in %v ms", position, c.Policy, c.Millis)
			}
		}
		one := p
		one.Policies = []DietPolicy{DietRecent}
		few, _ := call[DietResult](t, s, "diet", one)
		if len(few.Curves) != 1 || few.Curves[0].Fall[0] != r.Curves[3].Fall[0] || few.Price.Backward != (model.Count{}) {
			t.Errorf("%s: recent alone: %+v, an explanation's price %+v", position, few.Curves, few.Price)
		}
		if again, _ := call[DietResult](t, s, "diet", p); again.Random[0] != r.Random[0] {
			t.Errorf("%s: one seed, %+v and %+v", position, r.Random[0], again.Random[0])
		}
		if first, last := r.Attention[0].Keys, r.Attention[len(r.Attention)-1].Keys; first != 32 || last != 8192 {
			t.Errorf("lengths from %d to %d", first, last)
		}
		for i := 1; i < len(r.Attention); i++ {
			if r.Attention[i].Share <= r.Attention[i-1].Share {
				t.Errorf("attention's share falls with the length: %v", r.Attention)
			}
		}
	}
}

func TestDietRefuses(t *testing.T) {
	s := session(t, "decoder", "learned")
	for code, p := range map[problem.Code]DietParams{
		problem.TooShort:  {Input: Input{Text: "cat"}, Budgets: []float64{0.5}},
		problem.BadParams: {Input: Input{Text: "The cat is on the table."}, Budgets: []float64{1.5}},
	} {
		_, _, err := try[DietResult](t, s, "diet", p)
		wantCode(t, err, code)
	}
	unknown := DietParams{Input: Input{Text: "The cat is on the table."}, Budgets: []float64{0.5}, Policies: []DietPolicy{"salad"}}
	_, _, err := try[DietResult](t, s, "diet", unknown)
	wantCode(t, err, problem.BadParams)
	_, _, err = try[DietResult](t, translator(t), "diet", DietParams{Input: Input{Text: "猫在桌子上。"}, Budgets: []float64{0.5}})
	wantCode(t, err, problem.WrongKind)
}
