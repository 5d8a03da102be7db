package explain

import (
	"slices"
	"strings"
	"testing"

	"pellucid/engine/model"
)

// ran is the token the model itself writes after read.
func ran(t *testing.T, m *model.Model, read []int32) int32 {
	t.Helper()
	trace, err := m.Forward(model.Batch{{Tokens: read}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
	if err != nil {
		t.Fatal(err)
	}
	return model.Argmax(trace.Logits(0).Data)
}

func explained(t *testing.T, s *Subject, mask Mask) *Why {
	t.Helper()
	o := WhyOptions{Methods: []string{"occlusion", "gradient_input", "gradient", "weighted", "attention", "integrated", "shapley", "lime"},
		Masking: Masking{Mask: mask, Neutral: 7}, Evaluate: Masking{Mask: Resample, Pool: []int32{5, 6, 7}, Seed: 4}, Seed: 1}
	w, err := NewWhy(s, Target{}, o, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *Why) credit(method string) []float64 {
	return w.Rows[slices.IndexFunc(w.Rows, func(r WhyRow) bool { return r.Method == method })].Credit
}

// TestCopyingHead: the last position copies position 2, and nothing else matters. Every method must say so.
func TestCopyingHead(t *testing.T) {
	m := plant{score: map[int]float32{2: 6}, sure: 3}.model(t)
	read := []int32{1, 2, 3, 4, 5}
	if got := ran(t, m, read); got != 3 {
		t.Fatalf("the planted head writes %d, want a copy of token 3", got)
	}
	w := explained(t, words(m, read, 3), Replace)
	for _, r := range w.Rows {
		if top := Ranking(r.Credit)[0]; top != 2 {
			t.Errorf("%s credits unit %d most, want 2: %.3g", r.Method, top, r.Credit)
		}
		if r.Curves.Gain <= 0 || r.Curves.Share > 0.1 {
			t.Errorf("%s: gain %g, share of better random orders %g; want a clear win over chance", r.Method, r.Curves.Gain, r.Curves.Share)
		}
	}
	for u, c := range w.credit("occlusion") {
		if u != 2 && c > 0.1*w.credit("occlusion")[2] {
			t.Errorf("occlusion credits unit %d with %g", u, c)
		}
	}
}

// TestSinkFoolsAttention: most weight goes to position 0, whose token has no value. Raw attention names it; occlusion,
// value-weighted attention and Shapley values do not, and removing the sink repairs raw attention.
func TestSinkFoolsAttention(t *testing.T) {
	m := plant{score: map[int]float32{0: 6, 2: 5.7}, mute: map[int]bool{0: true}, sure: 4}.model(t)
	read := []int32{0, 2, 3, 4, 5}
	if got := ran(t, m, read); got != 3 {
		t.Fatalf("the planted head writes %d, want 3", got)
	}
	s := words(m, read, 3)
	w := explained(t, s, Replace)
	if top := Ranking(w.credit("attention"))[0]; top != 0 {
		t.Errorf("attention credits unit %d, want to see it fooled by the sink at 0", top)
	}
	for _, method := range []string{"occlusion", "weighted", "shapley"} {
		if top := Ranking(w.credit(method))[0]; top != 2 {
			t.Errorf("%s credits unit %d, want 2: %.3g", method, top, w.credit(method))
		}
	}
	a, err := Record(s)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := unitCredit(s, a.mean(s, false), []int{0}, true)
	if err != nil {
		t.Fatal(err)
	}
	if top := Ranking(rows[0])[0]; top != 2 {
		t.Errorf("attention without the sink credits unit %d, want 2", top)
	}
}

// TestRedundancyFoolsOcclusion: the word stands twice and either is enough. Occlusion alone sees little; the pair's
// interaction is strongly negative, and Shapley values share the credit.
func TestRedundancyFoolsOcclusion(t *testing.T) {
	m := plant{score: map[int]float32{1: 6, 3: 6}, sure: 6}.model(t)
	read := []int32{1, 3, 2, 3, 5}
	s := words(m, read, 3)
	c, err := NewScorer(s, Target{Measure: Probability}, Masking{Mask: Blank})
	if err != nil {
		t.Fatal(err)
	}
	occlusion, _ := Occlusion(c, nil)
	pairs, err := Pairs(c, []int{1, 3}, nil)
	if err != nil {
		t.Fatal(err)
	}
	shapley, _ := ExactShapley(c, nil)
	if occlusion.Seq[1] > 0.02 || occlusion.Seq[3] > 0.02 {
		t.Errorf("occlusion credits %.3g; want it fooled, near 0", occlusion.Seq)
	}
	if pairs[0][1] > -0.3 {
		t.Errorf("interaction %g, want clearly negative", pairs[0][1])
	}
	if shapley.Seq[1] < 0.2 || shapley.Seq[3] < 0.2 {
		t.Errorf("Shapley credits %.3g, want the two words to share", shapley.Seq)
	}
}

// TestSaturationFoolsGradients: where the model is sure, the probability's slope is nearly nothing, though hiding the
// word takes it all.
func TestSaturationFoolsGradients(t *testing.T) {
	s := words(plant{score: map[int]float32{2: 9}, sure: 8}.model(t), []int32{1, 2, 3, 4, 5}, 3)
	target := Target{Measure: Probability}
	g, err := Gradient(s, target, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Occlusion(scorer(t, s, target, Replace), nil)
	if err != nil {
		t.Fatal(err)
	}
	if g.Norm[0][2] > 0.01 || a.Seq[2] < 0.9 {
		t.Errorf("gradient norm %g and occlusion %g at the deciding word; want near 0 and near 1", g.Norm[0][2], a.Seq[2])
	}
}

func TestConclusions(t *testing.T) {
	copying := plant{score: map[int]float32{2: 6}, sure: 5}.model(t)
	sink := plant{score: map[int]float32{0: 6, 2: 5.7}, mute: map[int]bool{0: true}, sure: 5}.model(t)
	blind := plant{sure: 0}.model(t)
	cases := []struct {
		name   string
		s      *Subject
		en, zh string
	}{
		{"one word decides", words(copying, []int32{1, 2, 3, 4, 5}, 3), "Hiding “c” lowers the probability of “x” from", "注意力看得最多的也是它。"},
		{"attention elsewhere", words(sink, []int32{0, 2, 3, 4, 5}, 3), "Attention looks most at “a” instead", "注意力看得最多的却是“a”"},
		{"nothing matters", words(blind, []int32{1, 2, 3, 4, 5}, 3), "no one word decides it", "没有哪个词单独决定它"},
		{"nothing matters to any order", words(blind, []int32{1, 2, 3, 4, 5}, 3), "no method can be told from chance", "哪个方法都与随机分不开"},
		{"one word", words(copying, []int32{3}, 3), "With only one word", "只有 1 个词"},
	}
	for _, c := range cases {
		o := WhyOptions{Masking: Masking{Mask: Replace, Neutral: 7}, Evaluate: Masking{Mask: Blank}, Seed: 1}
		w, err := NewWhy(c.s, Target{}, o, nil, nil)
		if err != nil {
			t.Fatal(c.name, err)
		}
		text := w.Conclude(c.s, "x")
		if !strings.Contains(text.En, c.en) || !strings.Contains(text.Zh, c.zh) {
			t.Errorf("%s:\n%s\n%s\nwant %q and %q in it", c.name, text.En, text.Zh, c.en, c.zh)
		}
	}
}
