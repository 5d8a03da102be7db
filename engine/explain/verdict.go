package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sentence is one sentence that a conclusion may say, with names in braces. When says, for people, what must hold; the
// code that says it stands below, and a test has for each sentence a case in which it must, and one in which it must not,
// be said.
type sentence struct {
	ID, When string
	Text
}

// judged opens what is said about the orders of the methods.
var judged = Text{"Judged by hiding words another way, ", "换一种遮法来检验，"}

// sentences are all sentences of the why-card's conclusion.
var sentences = []sentence{
	{"hide.raises", "no word's hiding costs 5 points, and one's gains 5", Text{
		"No single word supports “{output}”; hiding “{unit}” even raises its probability from {from} to {to}.",
		"没有哪个词单独支持“{output}”；遮住“{unit}”，它的概率反而从 {from} 升到 {to}。"}},
	{"hide.none", "no word's hiding costs or gains 5 points", Text{
		"Whichever single word is hidden, the probability of “{output}” ({from}) falls by less than 5 points: no one word decides it.",
		"无论遮住哪一个词，“{output}”的概率（{from}）都下降不到 5 个百分点：没有哪个词单独决定它。"}},
	{"hide.one", "there is only one word, and its hiding costs 5 points", Text{
		"Hiding “{unit}” lowers the probability of “{output}” from {from} to {to}.",
		"遮住“{unit}”，“{output}”的概率从 {from} 降到 {to}。"}},
	{"hide.only", "one word's hiding costs 5 points, and no other's", Text{
		"Hiding “{unit}” lowers the probability of “{output}” from {from} to {to}; no other word costs 5 points.",
		"遮住“{unit}”，“{output}”的概率从 {from} 降到 {to}；其余每个词都不到 5 个百分点。"}},
	{"hide.next", "at least two words' hiding costs 5 points each", Text{
		"Hiding “{unit}” lowers the probability of “{output}” from {from} to {to}; next comes “{next}”, to {less}.",
		"遮住“{unit}”，“{output}”的概率从 {from} 降到 {to}；其次是“{next}”，降到 {less}。"}},
	{"short", "fewer than MinUnits words", Text{
		"With only {words} there is too little to compare the methods.",
		"只有 {n} 个词，太短，无法比较各方法。"}},
	{"look.same", "one word costs 5 points, and attention's largest credit is its", Text{
		"Attention looks there most, too.", "注意力看得最多的也是它。"}},
	{"look.other", "one word costs 5 points, and attention's largest credit is another's", Text{
		"Attention looks most at “{unit}” instead ({share} of its weight).", "注意力看得最多的却是“{unit}”（占权重的 {share}）。"}},
	{"look.marks", "one word costs 5 points, and marks outside all words have more weight than any word", Text{
		"Marks of the model's own take {marks} of attention's weight; among the words it looks most at “{unit}” ({share}).",
		"模型自己的记号占去注意力权重的 {marks}；在词里看得最多的是“{unit}”（{share}）。"}},
	{"look.even", "one word costs 5 points, and no word has half as much again as its part of the words' weight", Text{
		"Attention looks at all words about alike.", "注意力看各个词差不多。"}},
	{"order.flat", "the best order's area is less than 2 % of p(y) below the average order's", Text{
		"the order of the words hardly matters here: the best of {orders} orders gains {gain} of the probability over the average one, so no method can be told from chance.",
		"词的顺序在这里几乎没有影响：{orders}顺序里最好的也只比平均多降 {gain} 的概率，所以哪个方法都与随机分不开。"}},
	{"order.one.all", "the orders as good as the best are those that hide one certain word first, and all methods do", Text{
		"“{unit}” decides alone: the orders that hide it first are as good as the best, and no others. All {n} methods put it first, so they cannot be told apart; there are too few words for that.",
		"“{unit}”一个词就决定了结果：先遮它的顺序都与最好的一样好，别的都不如。{n} 种方法都把它排在第一，分不出高下，因为词太少。"}},
	{"order.one.some", "the orders as good as the best are those that hide one certain word first, and some methods do", Text{
		"“{unit}” decides alone: the orders that hide it first are as good as the best, and no others. {first} put it first and cannot be told apart; not so {others}.",
		"“{unit}”一个词就决定了结果：先遮它的顺序都与最好的一样好，别的都不如。把它排在第一的有{first}，彼此分不出高下；没有的是{others}。"}},
	{"order.one.none", "the orders as good as the best are those that hide one certain word first, and no method does", Text{
		"“{unit}” decides alone: the orders that hide it first are as good as the best, and no others. No method puts it first.",
		"“{unit}”一个词就决定了结果：先遮它的顺序都与最好的一样好，别的都不如。没有哪个方法把它排在第一。"}},
	{"order.few", "all orders are known, and 40 % of them or more are as good as the best", Text{
		"{tied} of all {orders} orders are as good as the best: there are too few words to separate the methods from chance.",
		"{orders}顺序里有 {tied} 与最好的一样好：词太少，分不清方法与随机。"}},
	{"order.none", "no method gains 2 % of p(y) over the average order and is better than 80 % of the orders", Text{
		"no method clearly beats hiding words in random order on this sentence.", "在这句话上没有哪个方法明显好过随机顺序。"}},
	{"order.best", "one method alone is best", Text{
		"{name} is the most faithful here: better than {beaten} % of {orders} orders.",
		"这里最忠实的是{name}：好过{orders}顺序中的 {beaten}%。"}},
	{"order.tied", "several methods, not all, are best within the tolerance", Text{
		"{names} are the most faithful here, and no different from each other: better than {beaten} % of {orders} orders.",
		"这里最忠实的是{names}，彼此没有差别：都好过{orders}顺序中的 {beaten}%。"}},
	{"order.all", "all methods are alike within the tolerance", Text{
		"all {n} methods are equally faithful here: better than {beaten} % of {orders} orders.",
		"{n} 种方法在这里同样忠实：都好过{orders}顺序中的 {beaten}%。"}},
	{"order.top", "a best method was named, all orders are known, and none is better", Text{
		"No order does better.", "没有更好的顺序。"}},
	{"order.below", "a best method was named, all orders are known, and some are better", Text{
		"The best order lowers the probability by another {regret} on average.", "最好的顺序平均还能再降 {regret}。"}},
}

// say fills a sentence in: name, value, name, value …; a value is a string or a Text. It panics for an unknown sentence.
func say(id string, values ...any) Text {
	i := slices.IndexFunc(sentences, func(s sentence) bool { return s.ID == id })
	if i < 0 {
		panic("explain: no sentence " + id)
	}
	var en, zh []string
	for k := 0; k < len(values); k += 2 {
		value, ok := values[k+1].(Text)
		if !ok {
			value = Text{fmt.Sprint(values[k+1]), fmt.Sprint(values[k+1])}
		}
		name := "{" + values[k].(string) + "}"
		en, zh = append(en, name, value.En), append(zh, name, value.Zh)
	}
	return Text{strings.NewReplacer(en...).Replace(sentences[i].En), strings.NewReplacer(zh...).Replace(sentences[i].Zh)}
}

// small is a change of probability not worth a sentence.
const small = 0.05

// Conclude says in a few sentences what the numbers say, in both languages. output is the explained token's text.
func (w *Why) Conclude(s *Subject, output string) Text {
	fall := make([]float64, len(w.HiddenProb))
	for i, p := range w.HiddenProb {
		fall[i] = w.Prob - p
	}
	order := Ranking(fall)
	t := w.mainPoint(s, output, fall, order)
	if len(s.Units) < MinUnits {
		return join(t, say("short", "words", count(len(s.Units), "word"), "n", len(s.Units)))
	}
	return join(t, w.attentionPoint(s, order[0], fall[order[0]]), w.Verdict(s))
}

func (w *Why) mainPoint(s *Subject, output string, fall []float64, order []int) Text {
	top := order[0]
	values := func(unit int) []any {
		return []any{"output", output, "unit", s.Units[unit].Text, "from", percent(w.Prob), "to", percent(w.HiddenProb[unit])}
	}
	if fall[top] < small {
		lowest := slices.MinFunc(order, func(a, b int) int { return cmp.Compare(fall[a], fall[b]) })
		if fall[lowest] < -small {
			return say("hide.raises", values(lowest)...)
		}
		return say("hide.none", values(top)...)
	}
	switch {
	case len(order) == 1:
		return say("hide.one", values(top)...)
	case fall[order[1]] < small:
		return say("hide.only", values(top)...)
	}
	next := order[1]
	return say("hide.next", append(values(top), "next", s.Units[next].Text, "less", percent(w.HiddenProb[next]))...)
}

// attentionPoint compares the word that attention looks at most with the one that occlusion found.
func (w *Why) attentionPoint(s *Subject, top int, fall float64) Text {
	i := slices.IndexFunc(w.Rows, func(r WhyRow) bool { return r.Method == "attention" })
	if i < 0 || fall < small {
		return Text{}
	}
	credit := w.Rows[i].Credit
	looked := Ranking(credit)[0]
	words := total(credit)
	switch {
	case credit[looked]*float64(len(credit)) < 1.5*words:
		return say("look.even")
	case 1-words > credit[looked]:
		return say("look.marks", "marks", percent(1-words), "unit", s.Units[looked].Text, "share", percent(credit[looked]))
	case looked == top:
		return say("look.same")
	}
	return say("look.other", "unit", s.Units[looked].Text, "share", percent(credit[looked]))
}

// Verdict says which methods' orders are the most faithful, as far as that can be told; nothing if they were not judged.
func (w *Why) Verdict(s *Subject) Text {
	r := w.Report
	if r == nil {
		return Text{}
	}
	spread := (r.Mean - r.Best) / max(r.Prob, 1e-300)
	if spread < worth {
		return judge(say("order.flat", "orders", r.orderCount(), "gain", percent(max(0, spread))))
	}
	if r.Decisive >= 0 {
		return judge(w.decided(s.Units[r.Decisive].Text))
	}
	if r.All && r.Tied >= 0.4 {
		return judge(say("order.few", "tied", percent(r.Tied), "orders", r.orderCount()))
	}
	return judge(w.mostFaithful())
}

// worth is the share of p(y) that is worth a claim.
const worth = 0.02

// judge opens a verdict.
func judge(t Text) Text { return Text{judged.En + t.En, judged.Zh + t.Zh} }

// decided says which methods found the unit that decides.
func (w *Why) decided(unit string) Text {
	var first, others []string
	for _, row := range w.Rows {
		if Ranking(row.Credit)[0] == w.Report.Decisive {
			first = append(first, row.Method)
		} else {
			others = append(others, row.Method)
		}
	}
	switch {
	case len(others) == 0:
		return say("order.one.all", "unit", unit, "n", len(first))
	case len(first) == 0:
		return say("order.one.none", "unit", unit)
	}
	return say("order.one.some", "unit", unit, "first", names(first), "others", names(others))
}

// mostFaithful names the methods whose orders hide the right words soonest, if they beat chance. Orders that begin alike
// lose the probability alike: a tie has no winner.
func (w *Why) mostFaithful() Text {
	r := w.Report
	best := slices.MinFunc(w.Rows, func(a, b WhyRow) int { return cmp.Compare(a.Curves.DeletionAUC, b.Curves.DeletionAUC) }).Curves
	if best.Gain < worth*r.Prob || best.Share > 0.2 {
		return say("order.none")
	}
	var tied []string
	share := best.Share // of the weakest of them: what is said of all must hold for each
	for _, row := range w.Rows {
		if row.Curves.DeletionAUC-best.DeletionAUC <= r.tolerated() {
			tied, share = append(tied, row.Method), max(share, row.Curves.Share)
		}
	}
	values := []any{"beaten", fmt.Sprintf("%.0f", 100*(1-share)), "orders", r.orderCount(), "n", len(tied), "name", names(tied),
		"names", names(tied)}
	var t Text
	switch len(tied) {
	case 1:
		t = say("order.best", values...)
	case len(w.Rows):
		t = say("order.all", values...)
	default:
		t = say("order.tied", values...)
	}
	switch {
	case r.All && best.Regret <= r.tolerated():
		t = join(t, say("order.top"))
	case r.All:
		t = join(t, say("order.below", "regret", percent(best.Regret)))
	}
	return t
}

// orderCount says how many orders of which kind a verdict stands on.
func (r *FaithfulnessReport) orderCount() Text {
	n := grouped(r.Orders)
	if r.All {
		return Text{n, "全部 " + n + " 种"}
	}
	return Text{n + " random", " " + n + " 种随机"}
}

// grouped writes 5040 as 5,040.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// names lists methods' names.
func names(ids []string) Text {
	var t Text
	for i, id := range ids {
		card, _ := CardOf(id)
		switch {
		case i == 0:
			t = card.Name
		case i == len(ids)-1:
			t = Text{t.En + " and " + card.Name.En, t.Zh + "和" + card.Name.Zh}
		default:
			t = Text{t.En + ", " + card.Name.En, t.Zh + "、" + card.Name.Zh}
		}
	}
	return t
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
