package explain

import (
	"fmt"
	"math/bits"
	"testing"
)

// shapleyByOrders averages each unit's contribution over all n! orders: the definition, computed another way than by subsets.
func shapleyByOrders(value map[string]float64, n int) []float64 {
	credit, orders := make([]float64, n), 0.0
	var visit func(shown Hidden, order []int)
	visit = func(shown Hidden, order []int) {
		if len(order) == n {
			orders++
			hidden := everything(n)
			last := value[hidden.key()]
			for _, u := range order {
				hidden[u] = false
				credit[u] += value[hidden.key()] - last
				last = value[hidden.key()]
			}
			return
		}
		for u := range n {
			if !shown[u] {
				shown[u] = true
				visit(shown, append(order, u))
				shown[u] = false
			}
		}
	}
	visit(make(Hidden, n), nil)
	for u := range credit {
		credit[u] /= orders
	}
	return credit
}

func TestShapley(t *testing.T) {
	for kind, s := range subjects() {
		n := len(s.Units)
		c := scorer(t, s, Target{}, Replace)
		var variants []Hidden
		for set := range 1 << n {
			v := make(Hidden, n)
			for i := range v {
				v[i] = set>>i&1 == 1
			}
			variants = append(variants, v)
		}
		scores, err := c.Score(variants, nil)
		if err != nil {
			t.Fatal(err)
		}
		exact, err := ExactShapley(c, nil)
		if err != nil {
			t.Fatal(err)
		}
		sampled, err := Shapley(c, 400, 7, nil)
		if err != nil {
			t.Fatal(err)
		}
		for j := range s.Outputs() {
			value := map[string]float64{}
			for v, hidden := range variants {
				value[hidden.key()] = scores[v][j]
			}
			for u, want := range shapleyByOrders(value, n) {
				near(t, kind+" exact", exact.Token[j][u], want, 1e-6)
				near(t, kind+" sampled", sampled.Token[j][u], want, 5*sampled.Error[j][u]+1e-6)
			}
			near(t, kind+" exact sum", exact.Gap[j], 0, 1e-6)
			near(t, kind+" sampled sum", sampled.Gap[j], 0, 1e-6)
		}
	}
}

// TestExactShapleyUpToItsLimit: for one unit, seven, and as many as are enumerated, the credits are what dividends give; one
// unit more is too many.
func TestExactShapleyUpToItsLimit(t *testing.T) {
	subject := func(n int) *Subject {
		s := &Subject{Model: lively(decoderConfig(), 1), Write: []int32{6, 8}}
		for u := range n {
			s.Read = append(s.Read, int32((5*u+3)%13))
			s.Units = append(s.Units, Unit{Text: fmt.Sprint(u), Tokens: []int{u}})
		}
		return s
	}
	for _, n := range []int{1, 7, ExactUnits} {
		c := scorer(t, subject(n), Target{}, Replace)
		exact, err := ExactShapley(c, nil)
		if err != nil {
			t.Fatal(err)
		}
		scores, err := c.Score(allVariants(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		for j := range exact.Token {
			for u, want := range byDividends(scores, j, n) {
				near(t, fmt.Sprintf("unit %d of %d", u, n), exact.Token[j][u], want, 1e-9)
			}
		}
	}
	if _, err := ExactShapley(scorer(t, subject(ExactUnits+1), Target{}, Replace), nil); err == nil {
		t.Errorf("%d units were enumerated", ExactUnits+1)
	}
}

// byDividends are the Shapley values of output j by another way than weighted differences: what each set of units gains
// over all its parts, its dividend, is shared by its members (Harsanyi 1963). Scores are by set of units shown, bit u for
// unit u.
func byDividends(scores [][]float64, j, n int) []float64 {
	dividend := make([]float64, 1<<n)
	for set := range dividend {
		dividend[set] = scores[set][j]
	}
	for u := range n {
		for set := range dividend {
			if set>>u&1 == 1 {
				dividend[set] -= dividend[set^1<<u]
			}
		}
	}
	credit := make([]float64, n)
	for set, d := range dividend {
		for u := range n {
			if set>>u&1 == 1 {
				credit[u] += d / float64(bits.OnesCount(uint(set)))
			}
		}
	}
	return credit
}

func TestShapleyIsSeeded(t *testing.T) {
	s := subjects()["decoder"]
	credit := func(seed uint64) string {
		a, err := Shapley(scorer(t, s, Target{}, Replace), 3, seed, nil)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(a.Token)
	}
	if credit(1) != credit(1) {
		t.Error("the same seed gave two answers")
	}
	if credit(1) == credit(2) {
		t.Error("two seeds gave the same answer to the last bit")
	}
}

func TestLIME(t *testing.T) {
	// Where the score is a sum over units, LIME must find the summands whatever the sample.
	variants, weights := limeVariants(4, LIMEOptions{Samples: 300, Width: 0.5, Seed: 3})
	fit, err := newLimeFit(variants, weights, 1e-9)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{2, -1, 0, 0.5}
	y := make([]float64, len(variants))
	for v, hidden := range variants {
		y[v] = 7
		for u, h := range hidden {
			if !h {
				y[v] += want[u]
			}
		}
	}
	credit, sem, r2 := fit.solve(y)
	for u := range want {
		near(t, "summand", credit[u], want[u], 1e-6)
		near(t, "its error", sem[u], 0, 1e-6)
	}
	near(t, "fit", r2, 1, 1e-9)

	a, err := LIME(scorer(t, subjects()["decoder"], Target{}, Replace), LIMEOptions{Seed: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for j, r2 := range a.Fit {
		if r2 <= 0 || r2 > 1 || a.Error[j][0] <= 0 {
			t.Errorf("output %d: fit %g, error %g", j, r2, a.Error[j][0])
		}
	}
}
