package api

import (
	"os"
	"path/filepath"
	"testing"

	"pellucid/engine/explain"
	"pellucid/engine/model"
)

// TestEveryAnnouncedPriceIsPaid asks, on both shipped models, for every method and study by its own call, and holds what
// the head says was paid, which the model's meter counted, against what explain_cost announced.
func TestEveryAnnouncedPriceIsPaid(t *testing.T) {
	if testing.Short() {
		t.Skip("opens both shipped models and runs every method")
	}
	cases := []struct{ name, text, target string }{{"zh-en", "猫喝水。", "A cat."}, {"stories", "Tom ran home.", " He was"}}
	for _, c := range cases {
		s, err := Open(os.DirFS(filepath.Join("..", "..", "assets", "models", c.name)))
		if err != nil {
			t.Fatal(err)
		}
		e := explainedText(c.text)
		e.Units, e.Input.Target = "word", c.target
		priced(t, s, c.name, e, Masking{})
	}
}

func priced(t *testing.T, s *OpenModel, name string, e Explained, masking Masking) {
	evaluate := Masking{Mask: explain.Blank}
	cost, _ := call[CostResult](t, s, "explain_cost", CostParams{
		Explained: e, Masking: masking, Outputs: []int{0}, Seed: 3, Card: &CardPlan{Output: 1, Methods: explain.IDs(),
			Evaluate: evaluate, Orders: 30},
	})
	check := func(id string, price explain.Price, paid model.Meter) {
		if !price.Fits(paid) {
			t.Errorf("%s, %q, %s: announced %+v, paid %+v", name, masking.Mask, id, price, paid)
		}
	}
	for _, m := range explain.Methods {
		p := AttributeParams{Explained: e, Method: m.Card.ID, Masking: masking, Outputs: []int{0}, Seed: 3}
		r, _ := call[AttributionResult](t, s, "attribute", p)
		check(m.Card.ID, cost.Prices[m.Card.ID], r.Head.Paid)
		if price, ok := cost.Exact[m.Card.ID]; ok && masking.Mask != explain.Resample {
			p.Exact = true
			r, _ := call[AttributionResult](t, s, "attribute", p)
			check(m.Card.ID+" exactly", price, r.Head.Paid)
		}
	}
	card, _ := call[WhyResult](t, s, "why", WhyParams{
		Explained: e, Output: 1, Masking: masking, Evaluate: evaluate, Methods: explain.IDs(), Orders: 30, Seed: 3,
	})
	check("why", *cost.Card, card.Head.Paid)
	for id, paid := range studies(t, s, e, masking, cost) {
		check(id, cost.Prices[id], paid)
	}
	for _, a := range explain.Analyses {
		if _, ok := cost.Prices[a.Card.ID]; !ok {
			t.Errorf("%s has no price", a.Card.ID)
		}
	}
}

// studies makes every study once and says what each paid.
func studies(t *testing.T, s *OpenModel, e Explained, masking Masking, cost CostResult) map[string]model.Meter {
	paid := map[string]model.Meter{}
	var chosen []int
	for i := range cost.Pairs {
		chosen = append(chosen, i)
	}
	pairs, _ := call[PairsResult](t, s, "pairs", PairsParams{Explained: e, Masking: masking, Chosen: chosen})
	paid["pairs"] = pairs.Head.Paid
	order := make([]int, cost.Units)
	for i := range order {
		order[i] = i
	}
	judged, _ := call[FaithfulnessResult](t, s, "faithfulness", FaithfulnessParams{Explained: e, Masking: masking,
		Rankings: [][]int{order}, Seed: 3})
	paid["faithfulness"] = judged.Head.Paid
	found, err := heads(s.begin(nil, nil), HeadsParams{Explained: e}) // not through JSON: some metrics are null
	if err != nil {
		t.Fatal(err)
	}
	paid["heads"] = found.Head.Paid
	importance, _ := call[ImportanceResult](t, s, "importance", ImportanceParams{Explained: e})
	paid["importance"] = importance.Head.Paid
	other := map[string]string{"encoder-decoder": "狗喝水。", "decoder": "Tom ran away."}[string(s.Model.Config.Kind)]
	patched, _ := call[PatchResult](t, s, "patch", PatchParams{Explained: e, Other: other})
	paid["patching"] = patched.Head.Paid
	lens, _ := call[LensResult](t, s, "lens", LensParams{Explained: e})
	paid["lens"] = lens.Head.Paid
	direct, _ := call[DirectResult](t, s, "direct", DirectParams{Explained: e})
	paid["direct"] = direct.Head.Paid
	tree, _ := call[SurrogateResult](t, s, "surrogate", SurrogateParams{Explained: e, Masking: masking, Seed: 3})
	paid["surrogate"] = tree.Head.Paid
	return paid
}
