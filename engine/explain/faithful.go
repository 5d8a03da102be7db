package explain

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"pellucid/engine/problem"
	"slices"
)

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
	// Gain = mean DeletionAUC of random orders − DeletionAUC: above 0 is better than random order.
	Gain float64
}

// FaithfulnessReport compares rankings with random orders.
type FaithfulnessReport struct {
	Methods []Faithfulness // one a ranking
	Random  [][]float64    // the deletion curve of each random order
	// Share[m] is the share of random orders whose DeletionAUC is lower (better) than method m's: 0 is best.
	Share []float64
	// Bottom and Top are the 5th and 95th percentile of the random deletion curves, [0..n], and Median their middle.
	Bottom, Median, Top []float64
	Passes              int
}

// MinUnits is the fewest units for which an order can be judged.
const MinUnits = 3

// Faithful judges rankings of units, best supporter first, against the number of random orders asked for.
// outputs picks the output tokens explained (nil: all).
func Faithful(c *Scorer, rankings [][]int, outputs []int, orders int, seed uint64, yield Yield) (*FaithfulnessReport, error) {
	n := len(c.Subject.Units)
	if n < MinUnits {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "units", "got": n, "want": MinUnits}, "%d units are too few to judge an order, want at least %d", n, MinUnits)
	}
	if c.Target.Measure != "" && c.Target.Measure != LogProb {
		return nil, problem.NoneOf("measure", c.Target.Measure, LogProb)
	}
	outputs, err := checkGradient(c.Subject, c.Target, outputs)
	if err != nil {
		return nil, err
	}
	for i, r := range rankings {
		if !isPermutation(r, n) {
			return nil, problem.Unfit(fmt.Sprintf("rankings[%d]", i), fmt.Sprintf("every one of %d units once", n), r)
		}
	}
	var deletion, insertion []curve
	sets := hiddenSets{index: map[string]int{}}
	for _, order := range rankings {
		deletion, insertion = append(deletion, sets.curve(order, true)), append(insertion, sets.curve(order, false))
	}
	rng := rand.New(rand.NewPCG(seed, 3))
	for range orders {
		deletion = append(deletion, sets.curve(rng.Perm(n), true))
	}
	before := c.Passes()
	p, err := sets.score(c, outputs, yield)
	if err != nil {
		return nil, err
	}
	r := &FaithfulnessReport{Passes: c.Passes() - before}
	for i, order := range deletion {
		if i < len(rankings) {
			r.Methods = append(r.Methods, newFaithfulness(pick(p, order), pick(p, insertion[i])))
		} else {
			r.Random = append(r.Random, pick(p, order))
		}
	}
	r.compare()
	return r, nil
}

// RandomAUC is the mean area under the deletion curves of the random orders.
func (r *FaithfulnessReport) RandomAUC() float64 {
	mean := 0.0
	for _, deletion := range r.Random {
		mean += area(deletion) / float64(len(r.Random))
	}
	return mean
}

func (r *FaithfulnessReport) compare() {
	if len(r.Random) == 0 {
		return
	}
	mean := r.RandomAUC()
	for i := range r.Methods {
		r.Methods[i].Gain = mean - r.Methods[i].DeletionAUC
		better := 0
		for _, deletion := range r.Random {
			if area(deletion) < r.Methods[i].DeletionAUC {
				better++
			}
		}
		r.Share = append(r.Share, float64(better)/float64(len(r.Random)))
	}
	column := make([]float64, len(r.Random))
	for k := range r.Random[0] {
		for i, deletion := range r.Random {
			column[i] = deletion[k]
		}
		slices.Sort(column)
		r.Bottom = append(r.Bottom, quantile(column, 0.05))
		r.Median = append(r.Median, quantile(column, 0.5))
		r.Top = append(r.Top, quantile(column, 0.95))
	}
}

// hiddenSets are the distinct sets of hidden units that curves need, each to be scored once.
type hiddenSets struct {
	index map[string]int
	sets  []Hidden
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
