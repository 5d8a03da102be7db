package explain

import (
	"slices"
	"strings"
	"testing"
)

// verdictOf is a why-card whose methods' orders have these areas, p(y) being 1, with nothing else planted.
func verdictOf(r FaithfulnessReport, areas ...float64) *Why {
	ids := []string{"occlusion", "weighted", "attention", "lime"}
	w := &Why{Report: &r}
	r.Prob = 1
	for i, a := range areas {
		curves := &Faithfulness{DeletionAUC: a, Gain: r.Mean - a, Regret: a - r.Best, Share: 0.1}
		w.Rows = append(w.Rows, WhyRow{Method: ids[i], Credit: []float64{1, 0, 0}, Curves: curves})
	}
	return w
}

func (w *Why) share(row int, share float64) *Why {
	w.Rows[row].Curves.Share = share
	return w
}

func (w *Why) first(row, unit int) *Why {
	w.Rows[row].Credit = []float64{0, 0, 0}
	w.Rows[row].Credit[unit] = 1
	return w
}

// fell is a why-card of words whose hiding leaves these probabilities of 0.9.
func fell(looked int, hidden ...float64) *Why {
	credit := make([]float64, len(hidden))
	for i := range credit {
		credit[i] = 0.1
	}
	credit[looked] = 0.6
	return &Why{Prob: 0.9, HiddenProb: hidden, Rows: []WhyRow{{Method: "attention", Credit: credit}}}
}

func (w *Why) looking(credit ...float64) *Why {
	w.Rows[0].Credit = credit
	return w
}

// TestEverySentenceIsSaidWhereItIsTrue: for each sentence a planted case in which it must, and one in which it must not,
// be said.
func TestEverySentenceIsSaidWhereItIsTrue(t *testing.T) {
	few := FaithfulnessReport{Orders: 6, All: true, Mean: 0.6, Best: 0.2, Tied: 1. / 6, Decisive: -1}
	random := FaithfulnessReport{Orders: 40, Mean: 0.6, Best: 0.2, Tied: 0.05, Decisive: -1}
	decided, flat, tied := few, few, few
	decided.Decisive, flat.Mean, tied.Tied = 1, 0.21, 0.5
	almost, nearly := few, few
	almost.Mean, nearly.Tied = 0.221, 0.39
	cases := []struct {
		id       string
		must     *Why
		must2    string // in Chinese
		mustNot  *Why
		fragment string // of the English sentence
	}{
		{"hide.raises", fell(0, 0.9, 0.9, 0.96), "反而从 90% 升到 96%", fell(0, 0.9, 0.9, 0.94), "even raises its probability from 90% to 96%"},
		{"hide.none", fell(0, 0.9, 0.86, 0.94), "都下降不到 5 个百分点", fell(0, 0.9, 0.84, 0.9), "no one word decides it"},
		{"hide.one", fell(0, 0.1), "遮住“a”，“x”的概率从 90% 降到 10%。", fell(0, 0.1, 0.9, 0.9), "from 90% to 10%."},
		{"hide.only", fell(0, 0.9, 0.1, 0.86), "遮住“b”，“x”的概率从 90% 降到 10%；其余", fell(0, 0.9, 0.1, 0.84), "no other word costs 5 points"},
		{"hide.next", fell(0, 0.9, 0.1, 0.5), "其次是“c”，降到 50%", fell(0, 0.9, 0.1, 0.86), "from 90% to 10%; next comes “c”, to 50%"},
		{"short", fell(0, 0.1, 0.9), "只有 2 个词", fell(0, 0.1, 0.9, 0.9), "With only 2 words"},
		{"look.same", fell(1, 0.9, 0.1, 0.9), "看得最多的也是它", fell(0, 0.9, 0.1, 0.9), "looks there most, too"},
		{"look.other", fell(0, 0.9, 0.1, 0.9), "却是“a”（占权重的 60%）", fell(1, 0.9, 0.1, 0.9), "most at “a” instead (60% of its weight)"},
		{"look.marks", fell(1, 0.9, 0.1, 0.9).looking(0.1, 0.3, 0.1), "模型自己的记号占去注意力权重的 50%；在词里看得最多的是“b”（30%）", fell(1, 0.9, 0.1,
			0.9).looking(0.2, 0.4, 0.1), "Marks of the model's own take 50%"},
		{"look.even", fell(1, 0.9, 0.1, 0.9).looking(0.3, 0.4, 0.3), "看各个词差不多", fell(1, 0.9, 0.1, 0.9).looking(0.2, 0.6, 0.2),
			"at all words about alike"},
		{"order.flat", verdictOf(flat, 0.2, 0.2), "6 种顺序里最好的也只比平均多降 1.0%", verdictOf(almost, 0.2, 0.2),
			"best of 6 orders gains 1.0% of the probability"},
		{"order.one.all", verdictOf(decided, 0.2, 0.2).first(0, 1).first(1, 1), "2 种方法都把它排在第一", verdictOf(decided, 0.2, 0.2).first(0, 1), "“b” decides alone: the orders that hide it first are as good as the best, and no others. All 2 methods"},
		{"order.one.some", verdictOf(decided, 0.2, 0.2).first(1, 1), "有加值注意力，彼此分不出高下；没有的是遮挡", verdictOf(decided, 0.2).first(0, 1),
			"Value-weighted attention put it first"},
		{"order.one.none", verdictOf(decided, 0.2, 0.2), "没有哪个方法把它排在第一", verdictOf(decided, 0.2, 0.2).first(1, 1), "No method puts it first"},
		{"order.few", verdictOf(tied, 0.2, 0.5), "全部 6 种顺序里有 50% 与最好的一样好", verdictOf(nearly, 0.2, 0.5),
			"50% of all 6 orders are as good as the best: there are too few words"},
		{"order.none", verdictOf(few, 0.585, 0.59), "没有哪个方法明显好过随机", verdictOf(few, 0.575, 0.59), "no method clearly beats"},
		{"order.none", verdictOf(few, 0.4, 0.59).share(0, 0.21), "没有哪个方法明显好过随机", verdictOf(few, 0.4, 0.59).share(0, 0.19),
			"no method clearly beats"},
		{"order.best", verdictOf(random, 0.3, 0.4, 0.5), "最忠实的是遮挡：好过 40 种随机顺序中的 90%", verdictOf(random, 0.3, 0.304, 0.5),
			"Occlusion is the most faithful here: better than 90 % of 40 random orders"},
		{"order.tied", verdictOf(random, 0.3, 0.304, 0.5).share(1, 0.15), "遮挡和加值注意力，彼此没有差别：都好过 40 种随机顺序中的 85%", verdictOf(random,
			0.3, 0.306, 0.5), "better than 85 % of 40 random orders"},
		{"order.all", verdictOf(random, 0.3, 0.304), "2 种方法在这里同样忠实", verdictOf(random, 0.3, 0.304, 0.5), "all 2 methods are equally faithful"},
		{"order.top", verdictOf(few, 0.204, 0.4), "没有更好的顺序", verdictOf(few, 0.206, 0.4), "No order does better"},
		{"order.below", verdictOf(few, 0.35, 0.4), "平均还能再降 15%", verdictOf(few, 0.204, 0.4), "another 15% on average"},
		{"order.below", verdictOf(few, 0.35, 0.4), "平均还能再降 15%", verdictOf(random, 0.35, 0.4), "another 15% on average"},
	}
	for _, c := range cases {
		if text := c.must.words(); !strings.Contains(text.En, c.fragment) || !strings.Contains(text.Zh, c.must2) {
			t.Errorf("%s must be said; got %q and %q", c.id, text.En, text.Zh)
		}
		if text := c.mustNot.words(); strings.Contains(text.En, c.fragment) || strings.Contains(text.Zh, c.must2) {
			t.Errorf("%s must not be said; got %q and %q", c.id, text.En, text.Zh)
		}
	}
	for _, s := range sentences {
		if !slices.ContainsFunc(cases, func(c struct {
			id       string
			must     *Why
			must2    string
			mustNot  *Why
			fragment string
		}) bool {
			return c.id == s.ID
		}) {
			t.Errorf("the sentence %s has no planted case", s.ID)
		}
		if s.When == "" || strings.Count(s.En, "{") == 0 != (strings.Count(s.Zh, "{") == 0) {
			t.Errorf("the sentence %s: no condition, or one language leaves its values out", s.ID)
		}
	}
}

// words is what the card says of words a, b, c.
func (w *Why) words() Text {
	if w.HiddenProb == nil {
		return w.Verdict(units(3))
	}
	return w.Conclude(units(len(w.HiddenProb)), "x")
}

func units(n int) *Subject {
	s := &Subject{}
	for i := range n {
		s.Units = append(s.Units, Unit{Text: string(rune('a' + i))})
	}
	return s
}

// TestOrdersAreCountedWithTies: all six orders of three units, worked out by hand. p(y) is 1, hiding unit 0 leaves 0.1,
// every other unit 0.9, and two of them as much as the lower.
func TestOrdersAreCountedWithTies(t *testing.T) {
	p := make([]float64, 8) // by set shown, bit i for unit i
	for set := range p {
		switch {
		case set == 7:
			p[set] = 1
		case set == 0:
			p[set] = 0
		case set&1 == 0:
			p[set] = 0.1
		default:
			p[set] = 0.9
		}
	}
	o := newOrders(p, 3)
	// Unit 0 first: (1/2 + 0.1 + 0.1)/3; second: (1/2 + 0.9 + 0.1)/3; last: (1/2 + 0.9 + 0.9)/3.
	slices.Sort(o.areas)
	for i, want := range []float64{0.7, 0.7, 1.5, 1.5, 2.3, 2.3} {
		near(t, "area", o.areas[i], want/3, 1e-12)
	}
	r := &FaithfulnessReport{Prob: 1, All: true, Decisive: -1, Methods: []Faithfulness{{DeletionAUC: 0.7 / 3},
		{DeletionAUC: 1.5 / 3}, {DeletionAUC: 0.7/3 + 0.004}}}
	r.compareAll(o)
	near(t, "share of the best: two ties of six count half", r.Methods[0].Share, 1./6, 1e-12)
	near(t, "share of the middle", r.Methods[1].Share, 3./6, 1e-12)
	near(t, "noise is no difference", r.Methods[2].Share, 1./6, 1e-12)
	near(t, "gain", r.Methods[0].Gain, 0.8/3, 1e-12)
	near(t, "regret", r.Methods[1].Regret, 0.8/3, 1e-12)
	near(t, "tied", r.Tied, 2./6, 1e-12)
	if r.Decisive != 0 || r.Orders != 6 {
		t.Errorf("decisive unit %d of %d orders, want 0 of 6", r.Decisive, r.Orders)
	}
	near(t, "median after one step", r.Median[1], 0.9, 1e-12)
	p[5], p[3] = 0.1, 0.1 // now any unit hidden first leaves 0.1: none decides alone
	r = &FaithfulnessReport{Prob: 1, All: true, Decisive: -1}
	r.compareAll(newOrders(p, 3))
	if r.Decisive >= 0 {
		t.Errorf("unit %d is said to decide", r.Decisive)
	}
}
