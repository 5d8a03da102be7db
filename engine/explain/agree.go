package explain

import (
	"cmp"
	"math"
	"slices"
)

// Agreement is how alike two credits are, as orders of the units.
type Agreement struct {
	Kendall float64 // τ-b: 1 the same order, 0 unrelated, −1 reversed; ties counted as such
	Top     float64 // share of the top K that both name
	K       int
	Chance  float64 // what Top would be for two random orders: K/n
}

// Agree compares two rows of credits of the same units; k is the size of the top, cut to the number of units.
func Agree(a, b []float64, k int) Agreement {
	k = min(k, len(a))
	first, second := Ranking(a)[:k], Ranking(b)[:k]
	both := 0
	for _, u := range first {
		if slices.Contains(second, u) {
			both++
		}
	}
	return Agreement{Kendall: kendall(a, b), Top: float64(both) / float64(k), K: k, Chance: float64(k) / float64(len(a))}
}

// kendall is τ-b (Kendall 1945): (concordant − discordant) / √((pairs − ties in a)(pairs − ties in b)).
// It is 0 where one side is all ties, since nothing is ordered then.
func kendall(a, b []float64) float64 {
	var agree, pairsA, pairsB float64
	for i := range a {
		for j := range i {
			x, y := float64(cmp.Compare(a[i], a[j])), float64(cmp.Compare(b[i], b[j]))
			agree += x * y
			pairsA += x * x
			pairsB += y * y
		}
	}
	if pairsA == 0 || pairsB == 0 {
		return 0
	}
	return agree / math.Sqrt(pairsA*pairsB)
}
