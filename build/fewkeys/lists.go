package main

// Which keys the queries look at, and what that costs.

import (
	"math/rand/v2"
	"slices"

	"pellucid/engine/influence"
	"pellucid/engine/model"
)

// choose lists, for queries from a row on, which of the rows before them they look at.
type choose func(first int) []int32

// lists gives each group of neighbouring rows its own rows and those that are chosen.
func lists(p settings, choice choose) []model.Queries {
	var list []model.Queries
	for first := 0; first < p.rows; first += p.group {
		keys := choice(first)
		slices.Sort(keys)
		list = append(list, model.Queries{Rows: p.group, Keys: append(keys, upTo(first, first+p.group)...)})
	}
	return list
}

func upTo(from, to int) []int32 {
	var list []int32
	for i := from; i < to; i++ {
		list = append(list, int32(i))
	}
	return list
}

// everyKey is all rows before.
func everyKey(first int) []int32 { return upTo(0, first) }

// window is the first few and the newest.
func (p settings) window(first int) []int32 {
	if first <= p.keys {
		return everyKey(first)
	}
	return append(upTo(0, p.sinks), upTo(first-p.keys+p.sinks, first)...)
}

// any draws rows; those of later queries anew.
func (p settings) any(random *rand.Rand) choose {
	return func(first int) []int32 {
		var keys []int32
		for _, i := range random.Perm(first)[:min(first, p.keys)] {
			keys = append(keys, int32(i))
		}
		return keys
	}
}

// most is the rows on which most attention rests, of which attention says how much each group's queries have paid to each row.
func (p settings) most(attention [][]float32) choose {
	return func(first int) []int32 {
		paid := attention[first/p.group][:first]
		scores := make([]float64, len(paid))
		for i, v := range paid {
			scores[i] = float64(v)
		}
		var keys []int32
		for _, i := range influence.Rank(scores)[:min(first, p.keys)] {
			keys = append(keys, int32(i))
		}
		return keys
	}
}

// work is multiply-adds of matrix products.
type work struct{ attention, others float64 }

func (w *work) add(other work, times float64) {
	w.attention, w.others = w.attention+times*other.attention, w.others+times*other.others
}

func (w work) total() float64 { return w.attention + w.others }

// forward is the work of reading a text of so many rows, of which so many have logits: two products a listed key, head and layer,
// hidden ones in a group's own rows included, and every matrix once a row.
func forward(c model.Config, keys [][]model.Queries, rows, learned int) work {
	w := work{others: float64(learned) * float64(c.Width*c.Vocab)}
	pairs := 0
	for _, layer := range keys {
		for _, q := range layer {
			pairs += q.Rows * len(q.Keys)
		}
	}
	if keys == nil {
		pairs = c.DecoderLayers * rows * rows
	}
	w.attention = float64(2 * pairs * c.Heads * c.HeadDim)
	for _, spec := range c.Specs() {
		if len(spec.Shape) == 2 && spec.Name != "embed.weight" && spec.Name != "unembed.weight" {
			w.others += float64(rows) * float64(spec.Shape[0]*spec.Shape[1])
		}
	}
	return w
}

// trained is the work of a step: backward makes two products for each that forward makes.
func trained(c model.Config, keys [][]model.Queries, rows, learned int) work {
	w := forward(c, keys, rows, learned)
	return work{3 * w.attention, 3 * w.others}
}
