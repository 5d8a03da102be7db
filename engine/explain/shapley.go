package explain

import (
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/problem"
)

// shapley averages a unit's contribution over orders; see [Shapley] and [ExactShapley].
var shapley = Method{
	Card: Card{
		ID: "shapley", Name: Text{"Shapley values", "沙普利值"},
		Measures: Text{
			"A word's average contribution over orders of revealing the words, random ones or, for few words, all of them. The credits add up to the whole effect.",
			"按各种顺序逐个显示词语（随机抽取；词少时可穷举），一个词平均带来多少变化。各词之和等于总效果。"},
		Not:       Text{"Most of the texts it averages over are mostly holes, unlike anything the model was trained on.", "参与平均的多数句子大半是空洞，与训练时见过的句子很不一样。"},
		Cost:      Text{"at most one pass a word and order; exactly, one for every set of words", "每个顺序、每个词至多一次前向；精确计算则每个词集一次"},
		Reference: "Shapley 1953; Castro, Gómez & Tejada 2009; Lundberg & Lee 2017, arXiv:1705.07874",
	},
	Family: Hiding, Signed: true, Seeded: true, Samples: permutations, Exact: ExactUnits,
	Price: func(q *Question) Price {
		n := len(q.Units)
		if q.Exact {
			return q.scored(allVariants(n))
		}
		return q.scored(orderVariants(shapleyOrders(n, q.samples(permutations), q.Seed)))
	},
	Run: func(q *Question, yield Yield) (*Attribution, error) {
		c, err := q.scorer()
		if err != nil {
			return nil, err
		}
		if q.Exact {
			return ExactShapley(c, yield)
		}
		return Shapley(c, q.samples(permutations), q.Seed, yield)
	},
}

// permutations is the standard number of orders.
func permutations(int) int { return 20 }

// Shapley estimates Shapley values by permutation sampling (Castro et al. 2009; Štrumbelj & Kononenko 2014): units
// are revealed one after another in random orders, and each is credited with the change it makes, averaged over
// orders. The sum of a permutation's credits is s(x) − s(∅) exactly, so Gap shows rounding only; Error is the standard
// error over permutations. Every second order is the reverse of the one before (antithetic), which lowers the error
// at no cost.
func Shapley(c *Scorer, permutations int, seed uint64, yield Yield) (*Attribution, error) {
	if permutations < 2 {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "permutations", "got": permutations, "want": 2},
			"%d permutations, want at least 2 for an error bar", permutations)
	}
	n, outputs := len(c.Subject.Units), c.Subject.Outputs()
	orders := shapleyOrders(n, permutations, seed)
	scores, err := c.Score(orderVariants(orders), yield)
	if err != nil {
		return nil, err
	}
	a := &Attribution{Base: scores[0]}
	for j := range outputs {
		mean, sem := shapleyOutput(orders, scores, j)
		a.Token, a.Error = append(a.Token, mean), append(a.Error, sem)
		a.Total = append(a.Total, scores[0][j]-scores[1][j])
		a.Gap = append(a.Gap, total(mean)-a.Total[j])
	}
	a.sum()
	return a, nil
}

// orderVariants are everything shown, everything hidden, and what each order shows on its way.
func orderVariants(orders [][]int) []Hidden {
	n := len(orders[0])
	variants := []Hidden{hiding(n), everything(n)}
	for _, order := range orders {
		v := everything(n)
		for _, u := range order[:n-1] {
			v[u] = false
			variants = append(variants, slices.Clone(v))
		}
	}
	return variants
}

// allVariants are all sets of units: bit i of a variant's number says that unit i is shown.
func allVariants(n int) []Hidden {
	variants := make([]Hidden, 1<<n)
	for set := range variants {
		variants[set] = make(Hidden, n)
		for i := range n {
			variants[set][i] = set>>i&1 == 0
		}
	}
	return variants
}

func shapleyOrders(n, permutations int, seed uint64) [][]int {
	rng := rand.New(rand.NewPCG(seed, 1))
	orders := make([][]int, permutations)
	for p := range orders {
		if p%2 == 0 {
			orders[p] = rng.Perm(n)
			continue
		}
		orders[p] = make([]int, n)
		for i, u := range orders[p-1] {
			orders[p][n-1-i] = u
		}
	}
	return orders
}

// shapleyOutput reads output j's credits from the scores: [all, none, then n−1 steps an order]. The error is over
// antithetic pairs, which are independent of each other; an odd order at the end counts as one of its own.
func shapleyOutput(orders [][]int, scores [][]float64, j int) (mean, sem []float64) {
	n := len(orders[0])
	credits := make([][]float64, 0, len(orders))
	next := 2
	for _, order := range orders {
		credit := make([]float64, n)
		last := scores[1][j]
		for i, u := range order {
			now := scores[0][j]
			if i < n-1 {
				now = scores[next][j]
				next++
			}
			credit[u], last = now-last, now
		}
		credits = append(credits, credit)
	}
	mean, sem = make([]float64, n), make([]float64, n)
	for u := range n {
		mean[u], sem[u] = pairedMean(credits, u)
	}
	return mean, sem
}

func pairedMean(credits [][]float64, u int) (mean, sem float64) {
	var draws []float64
	for p := 0; p+1 < len(credits); p += 2 {
		draws = append(draws, (credits[p][u]+credits[p+1][u])/2)
	}
	for _, c := range credits {
		mean += c[u] / float64(len(credits))
	}
	if len(draws) < 2 { // one pair alone says nothing about its own spread: fall back to the two orders
		draws = draws[:0]
		for _, c := range credits {
			draws = append(draws, c[u])
		}
	}
	return mean, standardError(draws)
}

func standardError(draws []float64) float64 {
	mean := total(draws) / float64(len(draws))
	sum := 0.0
	for _, d := range draws {
		sum += (d - mean) * (d - mean)
	}
	k := float64(len(draws))
	return math.Sqrt(sum / (k - 1) / k)
}

func everything(n int) Hidden {
	v := make(Hidden, n)
	for i := range v {
		v[i] = true
	}
	return v
}

// ExactUnits is the most units [ExactShapley] takes: 1,024 passes.
const ExactUnits = 10

// ExactShapley enumerates every subset: credit_i = Σ_S |S|!(n−|S|−1)!/n! · (s(S∪i) − s(S)) (Shapley 1953). It is
// the check on the estimate, and exact where it is affordable.
func ExactShapley(c *Scorer, yield Yield) (*Attribution, error) {
	n := len(c.Subject.Units)
	if n > ExactUnits {
		return nil, tooManyUnits(n, ExactUnits)
	}
	variants := allVariants(n)
	scores, err := c.Score(variants, yield)
	if err != nil {
		return nil, err
	}
	full := len(variants) - 1
	a := &Attribution{Base: scores[full]}
	for j := range c.Subject.Outputs() {
		row := make([]float64, n)
		for set := range variants {
			for i := range n {
				if set>>i&1 == 0 {
					row[i] += shapleyWeight(n, set) * (scores[set|1<<i][j] - scores[set][j])
				}
			}
		}
		a.Token = append(a.Token, row)
		a.Total = append(a.Total, scores[full][j]-scores[0][j])
		a.Gap = append(a.Gap, total(row)-a.Total[j])
	}
	a.sum()
	return a, nil
}

// shapleyWeight is |S|!(n−|S|−1)!/n! for the subset with these bits.
func shapleyWeight(n, set int) float64 {
	size := 0
	for ; set > 0; set &= set - 1 {
		size++
	}
	w := 1.0 / float64(n)
	for i := 1; i <= size; i++ { // 1 / (n · C(n−1, size))
		w *= float64(i) / float64(n-i)
	}
	return w
}
