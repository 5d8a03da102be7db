package explain

import (
	"cmp"
	"fmt"
	"math"
	"pellucid/engine/problem"
	"slices"
)

// WhyOptions asks several methods why one output token was written.
type WhyOptions struct {
	Output   int
	Methods  []string // card ids; nil is DefaultWhy
	Masking  Masking  // of the occlusion row
	Evaluate Masking  // of the faithfulness test; its Mask must differ
	Orders   int      // random orders; 0 is 20
	Seed     uint64
}

// DefaultWhy are the why-card's rows.
var DefaultWhy = []string{"occlusion", "gradient_input", "weighted", "attention"}

// WhyRow is one method's credit of the units for the output.
type WhyRow struct {
	Method string
	Credit []float64
	Passes int
	Curves *Faithfulness // nil until judged, or if the text is too short to judge an order
	Share  float64       // of random orders that are better
}

// Why is the whole card.
type Why struct {
	Output     int
	Rows       []WhyRow
	Agreement  [][]Agreement // between rows
	Prob       float64       // p(y) with nothing hidden
	HiddenProb []float64     // p(y) with each unit hidden, under Masking
	Report     *FaithfulnessReport
}

// Explain runs the methods, cheapest first; row is called with each as soon as it is known (nil to ignore).
func Explain(s *Subject, t Target, o WhyOptions, row func(WhyRow), yield Yield) (*Why, error) {
	if _, err := checkGradient(s, t, []int{o.Output}); err != nil {
		return nil, err
	}
	if o.Methods == nil {
		o.Methods = DefaultWhy
	}
	if o.Orders == 0 {
		o.Orders = 20
	}
	if o.Evaluate.Mask == o.Masking.Mask {
		return nil, problem.New(problem.SameMask, problem.Values{"mask": o.Masking.Mask}, "scores made with masking %q must be judged with another one", o.Masking.Mask)
	}
	if err := t.Check(s); err != nil {
		return nil, err
	}
	s, t = s.upTo(o.Output), t.only(o.Output)
	w := &Why{Output: o.Output, Rows: make([]WhyRow, len(o.Methods))}
	m := rowMaker{s: s, t: t, o: o, yield: yield}
	for _, i := range byCost(o.Methods) {
		credit, passes, err := m.row(o.Methods[i])
		if err != nil {
			return nil, err
		}
		w.Rows[i] = WhyRow{Method: o.Methods[i], Credit: credit, Passes: passes}
		if row != nil {
			row(w.Rows[i])
		}
	}
	if err := w.hide(s, o, yield); err != nil {
		return nil, err
	}
	w.agree()
	return w, w.judge(s, o, yield)
}

// byCost orders methods so that the cheap ones are seen first.
func byCost(methods []string) []int {
	cost := map[string]int{"attention": 0, "weighted": 0, "rollout": 0, "gradient": 1, "gradient_input": 1, "occlusion": 2, "integrated": 3, "lime": 4, "shapley": 5}
	order := make([]int, len(methods))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cost[methods[a]] - cost[methods[b]] })
	return order
}

// rowMaker computes rows, sharing one recorded pass and one gradient between those that need it.
type rowMaker struct {
	s         *Subject
	t         Target
	o         WhyOptions
	yield     Yield
	attention *Attention
	gradients *Gradients
}

func (m *rowMaker) row(method string) (credit []float64, passes int, err error) {
	switch method {
	case "attention", "weighted", "rollout":
		return m.attentionRow(AttentionKind(method))
	case "gradient", "gradient_input":
		return m.gradientRow(method)
	case "integrated":
		a, err := IntegratedGradients(m.s, m.t, IntegratedOptions{Outputs: []int{m.o.Output}}, m.yield)
		if err != nil {
			return nil, 0, err
		}
		return a.Token[0], a.Passes, nil
	case "occlusion", "lime", "shapley":
		return m.maskedRow(method)
	}
	return nil, 0, problem.Unfit("methods", "ids of methods with a row", method)
}

func (m *rowMaker) attentionRow(kind AttentionKind) ([]float64, int, error) {
	passes := 0
	if m.attention == nil {
		a, err := Record(m.s)
		if err != nil {
			return nil, 0, err
		}
		m.attention, passes = a, 1
	}
	rows, err := m.attention.Credit(m.s, kind, nil)
	if err != nil {
		return nil, 0, err
	}
	return rows[m.o.Output], passes, nil
}

func (m *rowMaker) gradientRow(method string) ([]float64, int, error) {
	passes := 0
	if m.gradients == nil {
		g, err := Gradient(m.s, m.t, []int{m.o.Output}, m.yield)
		if err != nil {
			return nil, 0, err
		}
		m.gradients, passes = g, g.Passes
	}
	if method == "gradient" {
		return m.gradients.Norm[0], passes, nil
	}
	return m.gradients.Times[0], passes, nil
}

func (m *rowMaker) maskedRow(method string) ([]float64, int, error) {
	c, err := NewScorer(m.s, m.t, m.o.Masking)
	if err != nil {
		return nil, 0, err
	}
	var a *Attribution
	switch method {
	case "occlusion":
		a, err = Occlusion(c, m.yield)
	case "lime":
		a, err = LIME(c, LIMEOptions{Seed: m.o.Seed}, m.yield)
	default:
		a, err = Shapley(c, 20, m.o.Seed, m.yield)
	}
	if err != nil {
		return nil, 0, err
	}
	return a.Token[m.o.Output], a.Passes, nil
}

// hide fills Prob and HiddenProb.
func (w *Why) hide(s *Subject, o WhyOptions, yield Yield) error {
	c, err := NewScorer(s, Target{Measure: Probability}, o.Masking)
	if err != nil {
		return err
	}
	a, err := Occlusion(c, yield)
	if err != nil {
		return err
	}
	w.Prob = a.Base[o.Output]
	for _, fall := range a.Token[o.Output] {
		w.HiddenProb = append(w.HiddenProb, w.Prob-fall)
	}
	return nil
}

func (w *Why) agree() {
	k := max(1, (len(w.HiddenProb)+2)/4)
	for _, a := range w.Rows {
		var row []Agreement
		for _, b := range w.Rows {
			row = append(row, Agree(a.Credit, b.Credit, k))
		}
		w.Agreement = append(w.Agreement, row)
	}
}

func (w *Why) judge(s *Subject, o WhyOptions, yield Yield) error {
	if len(s.Units) < MinUnits {
		return nil
	}
	c, err := NewScorer(s, Target{}, o.Evaluate)
	if err != nil {
		return err
	}
	rankings := make([][]int, len(w.Rows))
	for i, r := range w.Rows {
		rankings[i] = Ranking(r.Credit)
	}
	if w.Report, err = Faithful(c, rankings, []int{o.Output}, o.Orders, o.Seed, yield); err != nil {
		return err
	}
	for i := range w.Rows {
		w.Rows[i].Curves, w.Rows[i].Share = &w.Report.Methods[i], w.Report.Share[i]
	}
	return nil
}

// small is a change of probability not worth a sentence.
const small = 0.05

// Conclude says in one or two sentences what the numbers say, in both languages. output is the explained token's text.
func (w *Why) Conclude(s *Subject, output string) Text {
	fall := make([]float64, len(w.HiddenProb))
	for i, p := range w.HiddenProb {
		fall[i] = w.Prob - p
	}
	order := Ranking(fall)
	t := w.mainPoint(s, output, fall, order)
	if len(s.Units) < MinUnits {
		return join(t, Text{
			fmt.Sprintf("With only %s there is too little to compare the methods.", count(len(s.Units), "word")),
			fmt.Sprintf("只有 %d 个词，太短，无法比较各方法。", len(s.Units))})
	}
	return join(t, w.attentionPoint(s, order[0], fall[order[0]]), w.faithPoint())
}

func (w *Why) mainPoint(s *Subject, output string, fall []float64, order []int) Text {
	top := order[0]
	from, to := percent(w.Prob), percent(w.HiddenProb[top])
	if fall[top] < small {
		lowest := slices.MinFunc(order, func(a, b int) int { return cmp.Compare(fall[a], fall[b]) })
		if fall[lowest] < -small {
			return Text{
				fmt.Sprintf("No single word supports “%s”; hiding “%s” even raises its probability from %s to %s.", output, s.Units[lowest].Text, from, percent(w.HiddenProb[lowest])),
				fmt.Sprintf("没有哪个词单独支持“%s”；遮住「%s」，它的概率反而从 %s 升到 %s。", output, s.Units[lowest].Text, from, percent(w.HiddenProb[lowest]))}
		}
		return Text{
			fmt.Sprintf("Whichever single word is hidden, the probability of “%s” (%s) falls by less than 5 points: no one word decides it.", output, from),
			fmt.Sprintf("无论遮住哪一个词，“%s”的概率（%s）都下降不到 5 个百分点：没有哪个词单独决定它。", output, from)}
	}
	t := Text{
		fmt.Sprintf("Hiding “%s” lowers the probability of “%s” from %s to %s", s.Units[top].Text, output, from, to),
		fmt.Sprintf("遮住「%s」，“%s”的概率从 %s 降到 %s", s.Units[top].Text, output, from, to)}
	if len(order) == 1 {
		return Text{t.En + ".", t.Zh + "。"}
	}
	next := order[1]
	if fall[next] < small {
		return Text{t.En + "; no other word costs 5 points.", t.Zh + "；其余每个词都不到 5 个百分点。"}
	}
	return Text{
		fmt.Sprintf("%s; next comes “%s”, to %s.", t.En, s.Units[next].Text, percent(w.HiddenProb[next])),
		fmt.Sprintf("%s；其次是「%s」，降到 %s。", t.Zh, s.Units[next].Text, percent(w.HiddenProb[next]))}
}

// attentionPoint compares the word that attention looks at most with the one that occlusion found.
func (w *Why) attentionPoint(s *Subject, top int, fall float64) Text {
	i := slices.IndexFunc(w.Rows, func(r WhyRow) bool { return r.Method == "attention" })
	if i < 0 || fall < small {
		return Text{}
	}
	credit := w.Rows[i].Credit
	looked := Ranking(credit)[0]
	if looked == top {
		return Text{"Attention looks there most, too.", "注意力看得最多的也是它。"}
	}
	return Text{
		fmt.Sprintf("Attention looks most at “%s” instead (%s of its weight).", s.Units[looked].Text, percent(credit[looked])),
		fmt.Sprintf("注意力看得最多的却是「%s」（占权重的 %s）。", s.Units[looked].Text, percent(credit[looked]))}
}

// faithPoint names the method whose order hides the right words soonest, if any beats chance.
func (w *Why) faithPoint() Text {
	best := 0
	for i, r := range w.Rows {
		if r.Curves.Gain > w.Rows[best].Curves.Gain {
			best = i
		}
	}
	r := w.Rows[best]
	if r.Curves.Gain < 0.02*r.Curves.Deletion[0] || r.Share > 0.2 { // a fiftieth of p(y) is not worth a claim
		return Text{"On this sentence no method clearly beats hiding words in random order.", "在这句话上，没有哪个方法明显好过随机顺序。"}
	}
	// Orders that begin alike lose the probability alike: a tie has no winner.
	var tied []Text
	share := r.Share // of the weakest of them: what is said of all must hold for each
	for _, other := range w.Rows {
		if r.Curves.Gain-other.Curves.Gain < 0.005*r.Curves.Deletion[0] {
			card, _ := Find(other.Method)
			tied, share = append(tied, card.Name), max(share, other.Share)
		}
	}
	beaten := int(math.Round((1 - share) * 100))
	switch {
	case len(tied) == 1:
		return Text{
			fmt.Sprintf("Judged by hiding words another way, %s is the most faithful here: better than %d %% of random orders.", tied[0].En, beaten),
			fmt.Sprintf("换一种遮法来检验，这里最忠实的是%s：好过 %d%% 的随机顺序。", tied[0].Zh, beaten)}
	case len(tied) == len(w.Rows):
		return Text{
			fmt.Sprintf("Judged by hiding words another way, all %d methods are equally faithful here: better than %d %% of random orders.", len(tied), beaten),
			fmt.Sprintf("换一种遮法来检验，%d 种方法在这里同样忠实：都好过 %d%% 的随机顺序。", len(tied), beaten)}
	}
	en, zh := tied[0].En, tied[0].Zh
	for i, name := range tied[1:] {
		if i+2 == len(tied) {
			en, zh = en+" and "+name.En, zh+"和"+name.Zh
		} else {
			en, zh = en+", "+name.En, zh+"、"+name.Zh
		}
	}
	return Text{
		fmt.Sprintf("Judged by hiding words another way, %s are the most faithful here: better than %d %% of random orders.", en, beaten),
		fmt.Sprintf("换一种遮法来检验，这里最忠实的是%s：都好过 %d%% 的随机顺序。", zh, beaten)}
}

func join(parts ...Text) Text {
	var t Text
	for _, p := range parts {
		if p.En != "" && t.En != "" {
			t.En += " "
		}
		t.En += p.En
		t.Zh += p.Zh
	}
	return t
}

// percent shows a share, never rounding a rest away to 0 % or 100 %.
func percent(p float64) string {
	switch {
	case p > 0 && p < 0.001:
		return "<0.1%"
	case p > 0.999 && p < 1:
		return ">99.9%"
	case p < 0.1 || p > 0.99:
		return fmt.Sprintf("%.1f%%", 100*p)
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

func count(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
