package api

import (
	"encoding/json"
	"math"
	"pellucid/engine/explain"
	"slices"
	"testing"
)

func explainedText(text string) Explained { return Explained{Input: Input{Text: text}} }

func sumTo(t *testing.T, what string, parts []float64, want float64) {
	t.Helper()
	sum := 0.0
	for _, x := range parts {
		sum += x
	}
	if math.Abs(sum-want) > 1e-6 {
		t.Errorf("%s: parts sum to %g, want %g", what, sum, want)
	}
}

func TestUnits(t *testing.T) {
	s := translator(t)
	cases := []struct {
		units UnitKind
		spans [][2]int
		text  string
		want  []string
	}{
		{"", nil, "我喜欢猫。", []string{"我", "喜", "欢", "猫", "。"}},
		{"word", nil, "I like cats.", []string{"I", "like", "cats", "."}},
		{"word", [][2]int{{0, 3}, {3, 9}, {9, 12}, {12, 15}}, "我喜欢猫。", []string{"我", "喜欢", "猫", "。"}},
		{"spans", [][2]int{{3, 9}}, "我喜欢猫。", []string{"喜欢"}},
		{"", nil, "𠮷", []string{"𠮷"}},
		{"", nil, "我👨‍👩‍👧", []string{"我", "👨‍👩‍👧"}},
	}
	for _, c := range cases {
		e := explainedText(c.text)
		e.Units, e.Spans = c.units, c.spans
		r, _ := call[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion", Explained: e})
		var got []string
		for _, u := range r.Head.Units {
			got = append(got, u.Text)
			for _, i := range u.Tokens {
				if r.Head.Read.Tokens[i].Special {
					t.Errorf("%q: unit %q takes the model's own mark", c.text, u.Text)
				}
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q as %q %v: units %q, want %q", c.text, c.units, c.spans, got, c.want)
		}
	}
}

func TestOcclusionSendsItsColumns(t *testing.T) {
	s := translator(t)
	params, _ := json.Marshal(AttributeParams{Method: "occlusion", Explained: explainedText("我喜欢猫和狗。")})
	var columns []AttributionPartial
	head, _, err := s.Call("attribute", params, nil, nil, func(head []byte, _ [][]float32) {
		var p AttributionPartial
		if err := json.Unmarshal(head, &p); err != nil {
			t.Error(err)
		}
		columns = append(columns, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	var r AttributionResult
	if err := json.Unmarshal(head, &r); err != nil {
		t.Fatal(err)
	}
	if len(columns) != len(r.Head.Units) {
		t.Fatalf("%d columns of %d units were sent", len(columns), len(r.Head.Units))
	}
	for _, p := range columns {
		for j, x := range p.Column {
			if x != r.TokenAttr[j][p.Unit] {
				t.Errorf("column %d, output %d: sent %g, result %g", p.Unit, j, x, r.TokenAttr[j][p.Unit])
			}
		}
	}
	if r.Head.Card.ID != "occlusion" || r.Head.Hash != "00" || r.Head.Paid.Forward.Passes != len(columns)+1 {
		t.Errorf("head %+v", r.Head)
	}
	for j, p := range r.Head.Probs {
		if math.Abs(math.Log(p)-r.Base[j]) > 1e-4 {
			t.Errorf("output %d: probability %g, base log-probability %g", j, p, r.Base[j])
		}
	}
}

// TestEveryMethodAnswers runs all calls on both kinds of model, and checks what must hold of each.
func TestEveryMethodAnswers(t *testing.T) {
	for _, kind := range []string{"encoder-decoder", "decoder"} {
		position := map[string]string{"encoder-decoder": "sinusoidal", "decoder": "learned"}[kind]
		s := session(t, kind, position)
		e := explainedText("今天天气很好。")
		e.Input.Target = "The weather"
		for _, mask := range explain.Masks {
			call[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion", Explained: e, Masking: Masking{Mask: mask, Samples: 2}})
		}
		for _, attention := range []string{"attention", "weighted", "rollout"} {
			call[AttributionResult](t, s, "attribute", AttributeParams{Explained: e, Method: attention, HideSinks: true})
		}
		integrated, _ := call[AttributionResult](t, s, "attribute", AttributeParams{Explained: e, Method: "integrated", Outputs: []int{0}})
		sumTo(t, kind+" integrated gradients", integrated.TokenAttr[0], integrated.Total[0]+integrated.Gap[0])
		call[AttributionResult](t, s, "attribute", AttributeParams{Explained: e, Method: "gradient_input"})
		shapley, _ := call[AttributionResult](t, s, "attribute", AttributeParams{Explained: e, Method: "shapley", Samples: 4, Seed: 2})
		sumTo(t, kind+" Shapley values", shapley.TokenAttr[0], shapley.Total[0])
		call[AttributionResult](t, s, "attribute", AttributeParams{Explained: e, Method: "lime", Samples: 40})
		call[PairsResult](t, s, "pairs", PairsParams{Explained: e, Chosen: []int{0, 1, 2}})
		call[FaithfulnessResult](t, s, "faithfulness", FaithfulnessParams{Explained: e, Rankings: [][]int{{0, 1, 2, 3, 4, 5, 6}}, Orders: 3})
		call[LensResult](t, s, "lens", LensParams{Explained: e, Watch: []int32{7}})
		direct, _ := call[DirectResult](t, s, "direct", DirectParams{Explained: e, Output: 1})
		var parts []float64
		for _, c := range direct.Components {
			parts = append(parts, c.Logit)
		}
		sumTo(t, kind+" direct contributions", append(parts, direct.Constant), direct.Logit+direct.Gap)
		importance, _ := call[ImportanceResult](t, s, "importance", ImportanceParams{Explained: e})
		if len(importance.Parts) == 0 {
			t.Error("no parts")
		}
		call[PatchResult](t, s, "patch", PatchParams{Explained: e, Other: "今天天气好很。"})
		_, _, err := try[PatchResult](t, s, "patch", PatchParams{Explained: e, Other: "猫。"})
		wantCode(t, err, "different-length")
		tree, _ := call[SurrogateResult](t, s, "surrogate", SurrogateParams{Explained: e, Samples: 40})
		if tree.Train+tree.Held != 40 || tree.Path[0] != 0 || tree.Nodes[tree.Path[len(tree.Path)-1]].Feature != -1 {
			t.Errorf("tree %+v", tree)
		}
		cost, _ := call[CostResult](t, s, "explain_cost", CostParams{Explained: e})
		if cost.Prices["occlusion"].Forward < cost.Units+1 || cost.Millis <= 0 {
			t.Errorf("cost %+v", cost)
		}
	}
}

func TestWhyCard(t *testing.T) {
	s := translator(t)
	e := explainedText("我喜欢猫和狗。")
	params, _ := json.Marshal(WhyParams{Explained: e, Seed: 1, Orders: 5})
	var sent []string
	head, _, err := s.Call("why", params, nil, nil, func(head []byte, _ [][]float32) {
		var r WhyRow
		if err := json.Unmarshal(head, &r); err != nil {
			t.Error(err)
		}
		sent = append(sent, r.Method)
	})
	if err != nil {
		t.Fatal(err)
	}
	var r WhyResult
	if err := json.Unmarshal(head, &r); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(sent, []string{"weighted", "attention", "gradient_input", "occlusion"}) {
		t.Errorf("rows came as %q, want the cheap ones first", sent)
	}
	if len(r.Rows) != 4 || r.Rows[0].Method != "occlusion" || r.Rows[0].Curves == nil || r.TooShort || r.Kendall[1][1] != 1 {
		t.Errorf("card %+v", r)
	}
	if r.Conclusion.En == "" || r.Conclusion.Zh == "" {
		t.Error("no conclusion")
	}
	_, _, err = try[WhyResult](t, s, "why", WhyParams{Explained: e, Masking: Masking{Mask: "blank"}, Evaluate: Masking{Mask: "blank"}})
	wantCode(t, err, "same-mask")
	short, _ := call[WhyResult](t, s, "why", WhyParams{Explained: explainedText("猫")})
	if !short.TooShort || short.Conclusion.Zh == "" {
		t.Errorf("one word: %+v", short)
	}
}

func TestExplainRefuses(t *testing.T) {
	s := translator(t)
	_, _, err := try[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion", Explained: explainedText("")})
	wantCode(t, err, "empty")
	e := explainedText("猫")
	e.Units = "letters"
	_, _, err = try[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion", Explained: e})
	wantCode(t, err, "bad-params")
	e.Units, e.Spans = "spans", [][2]int{{2, 1}}
	_, _, err = try[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion", Explained: e})
	wantCode(t, err, "bad-params")
}
