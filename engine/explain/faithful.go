package explain

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"pellucid/engine/problem"
	"slices"
)

// faithfulness judges orders of the units; its price is for one order besides the random ones.
var faithfulness = Analysis{
	Card: Card{
		ID: "faithfulness", Name: Text{"Faithfulness", "忠实度"},
		Measures: Text{
			"How fast the probability falls when words are hidden in the order a method gives, against random orders. It is judged with another way of hiding than the one that made the order.",
			"按某方法给出的顺序遮词，概率比随机顺序掉得快多少。评判时的遮挡方式与打分时不同。"},
		Not:       Text{"Faithful to the model is not the same as convincing to people, and one sentence is one sample.", "对模型忠实不等于让人信服；一个句子只是一个样本。"},
		Cost:      Text{"two passes a word and order", "每个顺序、每个词两次前向"},
		Reference: "Samek et al. 2015, arXiv:1509.06321; DeYoung et al. 2020, arXiv:1911.03429; Petsiuk, Das & Saenko 2018, arXiv:1806.07421",
	},
	Price: func(q *Question) Price {
		return q.Judging(q.Masking, 1, q.samples(constant(RandomOrders)))
	},
}

// Faithfulness says whether hiding the units that a ranking puts first really changes the output more than hiding
// units at random. All curves are of p(y), the probability of the explained outputs (geometric mean of the tokens'),
// under the evaluating scorer, whose masking should differ from the one that made the ranking; otherwise occlusion
// wins by construction.
type Faithfulness struct {
	Deletion  []float64 // p(y) after hiding the first 0, 1, … n units of the ranking
	Insertion []float64 // p(y) with only the first 0, 1, … n units shown
	// DeletionAUC and InsertionAUC are the areas under these curves over [0,1] (Samek et al. 2015, arXiv:1509.06321;
	// Petsiuk et al. 2018, arXiv:1806.07421): faithful means low deletion and high insertion.
	DeletionAUC, InsertionAUC float64
	// Comprehensiveness = mean over k of p(y|x) − p(y|x∖top-k) and Sufficiency = mean of p(y|x) − p(y|top-k only),
	// k at 1, 5, 10, 20, 50 % of the units rounded up, repeats dropped (DeYoung et al. 2020, arXiv:1911.03429).
	// High is good for the first, low for the second.
	Comprehensiveness, Sufficiency float64
	// Gain = mean DeletionAUC of the orders it is compared with − DeletionAUC: above 0 is better than random order.
	Gain float64
	// Share of the orders compared with that are better (their DeletionAUC is lower by more than the tolerance); one that
	// is no different within the tolerance counts half. 0 is best.
	Share float64
	// Regret = DeletionAUC − that of the best order: what any ranking could still gain.
	Regret float64
}

// FaithfulnessReport compares rankings with other orders: with all of them where there are few units, else with random ones.
type FaithfulnessReport struct {
	Methods []Faithfulness // one a ranking
	Prob    float64        // p(y) with nothing hidden
	Orders  int            // how many orders the rankings are compared with
	All     bool           // those are all the orders there are, n!
	// Mean and Best are of the DeletionAUC of these orders; Best, where not all are known, counts the rankings too.
	Mean, Best float64
	// Tied is the share of the orders that are no worse than the best within the tolerance.
	Tied float64
	// Decisive is the unit such that the orders that hide it first are as good as the best one within the tolerance, and no
	// others are; −1 if there is none, or if it is not known because not all orders were tried.
	Decisive int
	// Bottom and Top are the 5th and 95th percentile of these orders' deletion curves, [0..n], and Median their middle.
	Bottom, Median, Top []float64
}

// MinUnits is the fewest units for which an order can be judged.
const MinUnits = 3

// RandomOrders is the standard number of random orders.
const RandomOrders = 20

// enumerable is the most passes for which every set of units is tried, so that all orders are known exactly.
const enumerable = 256

// tolerance is the share of p(y) within which two areas are no different.
const tolerance = 0.005

// tolerated is that difference.
func (r *FaithfulnessReport) tolerated() float64 { return tolerance * r.Prob }

// Faithful judges rankings of units, best supporter first, against all orders, or against the number of random ones asked
// for where trying every set of units would cost more than 256 passes. outputs picks the output tokens explained (nil: all).
func Faithful(c *Scorer, rankings [][]int, outputs []int, orders int, seed uint64, yield Yield) (*FaithfulnessReport, error) {
	n := len(c.Subject.Units)
	if n < MinUnits {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "units", "got": n, "want": MinUnits},
			"%d units are too few to judge an order, want at least %d", n, MinUnits)
	}
	if c.Target.Measure != "" && c.Target.Measure != LogProb {
		return nil, fmt.Errorf("explain: faithfulness is measured on log-probabilities, not %q", c.Target.Measure)
	}
	outputs, err := checkOutputs(c.Subject, c.Target, outputs)
	if err != nil {
		return nil, err
	}
	for i, r := range rankings {
		if !isPermutation(r, n) {
			return nil, problem.Unfit(fmt.Sprintf("rankings[%d]", i), fmt.Sprintf("every one of %d units once", n), r)
		}
	}
	all := enumerates(n, c.Masking)
	sets := newHiddenSets(n, all)
	var deletion, insertion, random []curve
	for _, order := range rankings {
		deletion, insertion = append(deletion, sets.curve(order, true)), append(insertion, sets.curve(order, false))
	}
	if !all {
		random = sets.randomCurves(n, orders, seed)
	}
	p, err := sets.score(c, outputs, yield)
	if err != nil {
		return nil, err
	}
	r := &FaithfulnessReport{Prob: p[sets.at(hiding(n))], All: all, Decisive: -1}
	for i := range rankings {
		r.Methods = append(r.Methods, newFaithfulness(pick(p, deletion[i]), pick(p, insertion[i])))
	}
	if all {
		r.compareAll(newOrders(p, n))
	} else {
		r.compare(p, random)
	}
	return r, nil
}

// enumerates says whether every set of units is tried.
func enumerates(n int, k Masking) bool { return n <= 8 && k.Draws()<<n <= enumerable }

// Judging is what [Faithful] costs for so many rankings and random orders: a bound where not every set is tried, because
// rankings that begin alike share passes.
func (q *Question) Judging(k Masking, rankings, orders int) Price {
	n := len(q.Units)
	if n < MinUnits {
		return Price{}
	}
	other := Question{Subject: q.Subject, Options: Options{Masking: k}}
	if enumerates(n, k) {
		return other.scored(allVariants(n))
	}
	sets := newHiddenSets(n, false)
	sets.at(hiding(n))
	sets.at(everything(n))
	sets.randomCurves(n, orders, q.Seed)
	price := other.scored(sets.sets)
	price.Forward += 2 * rankings * (n - 1) * k.Draws()
	if n < 20 {
		price.Forward = min(price.Forward, other.shared().Forward+1+(1<<n-1)*k.Draws())
	}
	price.AtMost = true
	return price
}

// compare judges against random orders, given as curves' points in p.
func (r *FaithfulnessReport) compare(p []float64, random []curve) {
	if len(random) == 0 {
		return
	}
	r.Orders, r.Best = len(random), math.Inf(1)
	curves, areas := make([][]float64, len(random)), make([]float64, len(random))
	for i, points := range random {
		curves[i] = pick(p, points)
		areas[i] = area(curves[i])
		r.Mean += areas[i] / float64(len(random))
		r.Best = min(r.Best, areas[i])
	}
	for _, m := range r.Methods {
		r.Best = min(r.Best, m.DeletionAUC)
	}
	for i := range r.Methods {
		r.judge(&r.Methods[i], areas)
	}
	for _, a := range areas {
		if a <= r.Best+r.tolerated() {
			r.Tied += 1 / float64(len(areas))
		}
	}
	for k := range curves[0] {
		column := make([]float64, len(curves))
		for i := range curves {
			column[i] = curves[i][k]
		}
		r.band(column)
	}
}

// compareAll judges against all orders.
func (r *FaithfulnessReport) compareAll(o *orders) {
	r.Orders, r.Mean, r.Best = len(o.areas), total(o.areas)/float64(len(o.areas)), slices.Min(o.areas)
	for i := range r.Methods {
		r.judge(&r.Methods[i], o.areas)
	}
	within := 0
	for _, a := range o.areas {
		if a <= r.Best+r.tolerated() {
			within++
		}
	}
	r.Tied = float64(within) / float64(len(o.areas))
	for u, worst := range o.worstFirst {
		if worst <= r.Best+r.tolerated() && within*o.n == len(o.areas) {
			r.Decisive = u
		}
	}
	for k := range o.n + 1 {
		r.band(o.atSize(k))
	}
}

// judge fills what a ranking is in comparison with other orders' areas.
func (r *FaithfulnessReport) judge(m *Faithfulness, areas []float64) {
	better := 0.0
	for _, a := range areas {
		switch d := m.DeletionAUC - a; {
		case d > r.tolerated():
			better++
		case d >= -r.tolerated():
			better += 0.5
		}
	}
	m.Gain, m.Regret, m.Share = r.Mean-m.DeletionAUC, m.DeletionAUC-r.Best, better/float64(len(areas))
}

// band adds the percentiles of the next point of the curves.
func (r *FaithfulnessReport) band(column []float64) {
	slices.Sort(column)
	r.Bottom = append(r.Bottom, quantile(column, 0.05))
	r.Median = append(r.Median, quantile(column, 0.5))
	r.Top = append(r.Top, quantile(column, 0.95))
}

// orders are all orders of n units by their deletion areas.
type orders struct {
	n          int
	p          []float64 // p(y) by set: bit i set, unit i shown
	areas      []float64
	worstFirst []float64 // the largest area among the orders that begin with a unit
}

func newOrders(p []float64, n int) *orders {
	o := &orders{n: n, p: p, worstFirst: make([]float64, n)}
	whole := 1<<n - 1
	for u := range n {
		o.walk(whole&^(1<<u), u, (p[whole]+p[0])/2)
	}
	return o
}

// walk goes through all orders that have come to a set, with the sum of their curves so far.
func (o *orders) walk(set, first int, sum float64) {
	if set == 0 {
		a := sum / float64(o.n)
		o.areas, o.worstFirst[first] = append(o.areas, a), max(o.worstFirst[first], a)
		return
	}
	sum += o.p[set]
	for u := range o.n {
		if set>>u&1 == 1 {
			o.walk(set&^(1<<u), first, sum)
		}
	}
}

// atSize is p(y) of all sets with k units hidden: each is equally often what an order has hidden after k steps.
func (o *orders) atSize(k int) []float64 {
	var column []float64
	for set, p := range o.p {
		if o.n-bits.OnesCount(uint(set)) == k {
			column = append(column, p)
		}
	}
	return column
}

// hiddenSets are the distinct sets of hidden units that curves need, each to be scored once.
type hiddenSets struct {
	index map[string]int
	sets  []Hidden
}

// newHiddenSets has no sets yet, or all of them, numbered as in [allVariants].
func newHiddenSets(n int, all bool) *hiddenSets {
	h := &hiddenSets{index: map[string]int{}}
	if all {
		for _, set := range allVariants(n) {
			h.at(set)
		}
	}
	return h
}

// randomCurves hides the units in random orders.
func (h *hiddenSets) randomCurves(n, orders int, seed uint64) []curve {
	rng := rand.New(rand.NewPCG(seed, 3))
	curves := make([]curve, orders)
	for i := range curves {
		curves[i] = h.curve(rng.Perm(n), true)
	}
	return curves
}

// curve is a curve's points as numbers of sets.
type curve []int

// curve hides the units of an order one by one, or shows them one by one.
func (h *hiddenSets) curve(order []int, hide bool) curve {
	set := hiding(len(order))
	if !hide {
		set = everything(len(order))
	}
	points := curve{h.at(set)}
	for _, u := range order {
		set[u] = hide
		points = append(points, h.at(set))
	}
	return points
}

func (h *hiddenSets) at(set Hidden) int {
	key := set.key()
	i, seen := h.index[key]
	if !seen {
		i = len(h.sets)
		h.index[key], h.sets = i, append(h.sets, slices.Clone(set))
	}
	return i
}

// score is p(y) under every set.
func (h *hiddenSets) score(c *Scorer, outputs []int, yield Yield) ([]float64, error) {
	scores, err := c.Score(h.sets, yield)
	if err != nil {
		return nil, err
	}
	p := make([]float64, len(scores))
	for v, row := range scores {
		for _, j := range outputs {
			p[v] += row[j] / float64(len(outputs))
		}
		p[v] = math.Exp(p[v])
	}
	return p, nil
}

func newFaithfulness(deletion, insertion []float64) Faithfulness {
	f := Faithfulness{Deletion: deletion, Insertion: insertion, DeletionAUC: area(deletion), InsertionAUC: area(insertion)}
	n, last, bins := len(deletion)-1, 0, 0.0
	for _, share := range []float64{0.01, 0.05, 0.10, 0.20, 0.50} {
		k := int(math.Ceil(share * float64(n)))
		if k == last {
			continue
		}
		f.Comprehensiveness += deletion[0] - deletion[k]
		f.Sufficiency += deletion[0] - insertion[k]
		last, bins = k, bins+1
	}
	f.Comprehensiveness /= bins
	f.Sufficiency /= bins
	return f
}

// area is the trapezoid rule over [0,1].
func area(curve []float64) float64 {
	sum := 0.0
	for i := 1; i < len(curve); i++ {
		sum += (curve[i-1] + curve[i]) / 2
	}
	return sum / float64(len(curve)-1)
}

// Ranking orders units by credit, most supporting first; ties keep the order of the text.
func Ranking(credit []float64) []int {
	order := make([]int, len(credit))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(credit[b], credit[a]) })
	return order
}

func (v Hidden) key() string {
	b := make([]byte, len(v))
	for i, hidden := range v {
		if hidden {
			b[i] = 1
		}
	}
	return string(b)
}

func isPermutation(order []int, n int) bool {
	seen := make([]bool, n)
	for _, u := range order {
		if u < 0 || u >= n || seen[u] {
			return false
		}
		seen[u] = true
	}
	return len(order) == n
}

func pick(p []float64, at curve) []float64 {
	values := make([]float64, len(at))
	for i, k := range at {
		values[i] = p[k]
	}
	return values
}

// quantile of sorted values by linear interpolation.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
