package explain

import "pellucid/engine/problem"

// pairs is the study of what two units do together.
var pairs = Analysis{
	Card: Card{
		ID: "pairs", Name: Text{"Pair occlusion", "成对遮挡"},
		Measures: Text{
			"What two words do together beyond what each does alone. Negative: either would do. Positive: only both together.",
			"两个词一起的作用超出各自作用之和的部分。负值：有一个就够；正值：缺一不可。"},
		Not:       Text{"Only pairs are seen; three words can hide for each other just as two can.", "只看两两之间；三个词之间的互相替补看不到。"},
		Cost:      Text{"one pass a pair", "每对一次前向"},
		Reference: "Grabisch & Roubens 1999, interaction index",
	},
	Price: func(q *Question) Price { return q.scored(pairVariants(len(q.Units), PairUnits(len(q.Units)))) },
}

// PairUnits is of how many units the page shows all pairs: those of the largest effect.
func PairUnits(n int) []int {
	first := make([]int, min(n, 16))
	for i := range first {
		first[i] = i
	}
	return first
}

// Pairs is what two units do together beyond what each does alone, on the sum of the outputs' scores:
//
//	interaction[i][k] = s(x) − s(x∖i) − s(x∖k) + s(x∖{i,k})
//
// Negative: either would do (redundant); positive: only together. The matrix is symmetric with a zero diagonal.
func Pairs(c *Scorer, units []int, yield Yield) ([][]float64, error) {
	n := len(c.Subject.Units)
	if len(units) < 2 {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "units", "got": len(units), "want": 2},
			"pairs need at least two units, got %d", len(units))
	}
	for _, u := range units {
		if u < 0 || u >= n {
			return nil, problem.Outside("chosen", u, 0, n-1)
		}
	}
	scores, err := c.Score(pairVariants(n, units), yield)
	if err != nil {
		return nil, err
	}
	s := make([]float64, len(scores))
	for i, row := range scores {
		s[i] = total(row)
	}
	matrix := make([][]float64, len(units))
	next := 1 + len(units)
	for a := range units {
		matrix[a] = make([]float64, len(units))
		for b := range a {
			x := s[0] - s[1+a] - s[1+b] + s[next]
			matrix[a][b], matrix[b][a] = x, x
			next++
		}
	}
	return matrix, nil
}

// pairVariants are the whole input, each unit hidden alone, and each pair.
func pairVariants(n int, units []int) []Hidden {
	variants := []Hidden{hiding(n)}
	for _, u := range units {
		variants = append(variants, hiding(n, u))
	}
	for a, u := range units {
		for _, w := range units[:a] {
			variants = append(variants, hiding(n, u, w))
		}
	}
	return variants
}
