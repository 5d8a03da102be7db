package diet

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Held is what a policy chooses from: the keys in the cache, the oldest first.
type Held struct {
	Positions []int     // of each
	Attention []float64 // that each has got so far, summed over layers, heads and queries
}

// Policy chooses at most room keys to keep, as rising places in Held.
type Policy interface {
	Keep(held Held, room int) []int
}

// SinksRecent keeps the first Sinks tokens, on which much attention rests though they say little, and the newest
// (StreamingLLM, Xiao et al., arXiv:2309.17453, with positions left as they are). Sinks 0 is recent-only.
type SinksRecent struct{ Sinks int }

// Keep is the first and the last places.
func (p SinksRecent) Keep(held Held, room int) []int {
	return best(held, room, func(place int) float64 {
		if held.Positions[place] < p.Sinks {
			return float64(len(held.Positions) + 1)
		}
		return float64(place)
	})
}

// HeavyHitters keeps the newest half of the room, and of the others those that got most attention (H2O, Zhang et al.,
// arXiv:2306.14048).
type HeavyHitters struct{}

// Keep is the newest and the most attended places.
func (HeavyHitters) Keep(held Held, room int) []int {
	recent, most := len(held.Positions)-room/2, 0.0
	for _, a := range held.Attention {
		most = max(most, a)
	}
	return best(held, room, func(place int) float64 {
		if place >= recent {
			return most + 1 + float64(place)
		}
		return held.Attention[place]
	})
}

// Random keeps any keys, the same for a seed: each position draws its lot once.
type Random struct{ Seed uint64 }

// Keep is the places of the largest lots.
func (p Random) Keep(held Held, room int) []int {
	return best(held, room, func(place int) float64 {
		return rand.New(rand.NewPCG(p.Seed, uint64(held.Positions[place]))).Float64()
	})
}

// Chosen keeps only the given positions, such as those that an explanation says are key, whatever the room.
type Chosen struct{ Positions []int }

// Keep is the places of those positions.
func (p Chosen) Keep(held Held, _ int) []int {
	var places []int
	for place, position := range held.Positions {
		if slices.Contains(p.Positions, position) {
			places = append(places, place)
		}
	}
	return places
}

// best is the places of the room largest values, rising.
func best(held Held, room int, value func(place int) float64) []int {
	places, values := make([]int, len(held.Positions)), make([]float64, len(held.Positions))
	for i := range places {
		places[i], values[i] = i, value(i)
	}
	if room < len(places) {
		slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
		places = places[:max(room, 0)]
		slices.Sort(places)
	}
	return places
}
