package explain

import "pellucid/engine/problem"

// Attribution is credit of units for outputs, in Captum's shape: Token[j][i] is output j's score with everything
// there minus its score with unit i hidden (or the method's own analogue); positive means unit i supported output j.
type Attribution struct {
	Token [][]float64 // [output][unit]
	Seq   []float64   // [unit], the sum over outputs: for log-probabilities, of the whole output
	Base  []float64   // [output], the score with nothing hidden
	// Error is the standard error of Token where the method samples, else nil.
	Error [][]float64
	// Gap is what should be zero by the method's own law, for each output, where it has one: Shapley's additivity
	// and integrated gradients' completeness; else nil. Total is the sum that the credits should reach.
	Gap, Total []float64
	// Fit is the weighted R² of a fitted surrogate for each output (LIME), else nil.
	Fit    []float64
	Passes int
}

func (a *Attribution) sum() {
	a.Seq = make([]float64, len(a.Token[0]))
	for _, row := range a.Token {
		for i, x := range row {
			a.Seq[i] += x
		}
	}
}

// Occlusion hides each unit alone: credit[j][i] = s_j(x) − s_j(x without i) (Zeiler & Fergus 2013, arXiv:1311.2901;
// Li et al. 2016, arXiv:1612.08220). It costs one pass a unit, and one for the whole input.
func Occlusion(c *Scorer, yield Yield) (*Attribution, error) {
	n := len(c.Subject.Units)
	variants := []Hidden{make(Hidden, n)}
	for i := range n {
		v := make(Hidden, n)
		v[i] = true
		variants = append(variants, v)
	}
	before := c.Passes()
	scores, err := c.Score(variants, yield)
	if err != nil {
		return nil, err
	}
	a := &Attribution{Base: scores[0], Passes: c.Passes() - before}
	for j := range c.Subject.Outputs() {
		row := make([]float64, n)
		for i := range row {
			row[i] = scores[0][j] - scores[i+1][j]
		}
		a.Token = append(a.Token, row)
	}
	a.sum()
	return a, nil
}

// Pairs is what two units do together beyond what each does alone, on the sum of the outputs' scores:
//
//	interaction[i][k] = s(x) − s(x∖i) − s(x∖k) + s(x∖{i,k})
//
// Negative: either would do (redundant); positive: only together. The matrix is symmetric with a zero diagonal.
func Pairs(c *Scorer, units []int, yield Yield) ([][]float64, error) {
	n := len(c.Subject.Units)
	if len(units) < 2 {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "units", "got": len(units), "want": 2}, "pairs need at least two units, got %d", len(units))
	}
	for _, u := range units {
		if u < 0 || u >= n {
			return nil, problem.Outside("chosen", u, 0, n-1)
		}
	}
	variants := []Hidden{hiding(n)}
	for _, u := range units {
		variants = append(variants, hiding(n, u))
	}
	for a, u := range units {
		for _, w := range units[:a] {
			variants = append(variants, hiding(n, u, w))
		}
	}
	scores, err := c.Score(variants, yield)
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

func hiding(n int, units ...int) Hidden {
	v := make(Hidden, n)
	for _, u := range units {
		v[u] = true
	}
	return v
}

func total(row []float64) float64 {
	sum := 0.0
	for _, x := range row {
		sum += x
	}
	return sum
}
