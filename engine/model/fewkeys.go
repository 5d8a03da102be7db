// Attention to few keys. Neighbouring queries that look at the same keys are a group: what is theirs of keys and values is
// copied together and multiplied, the rest is not; their gradient goes back to where it was copied from.

package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Queries is neighbouring rows of a sequence that look at the same keys.
type Queries struct {
	Rows int // how many, behind those of the group before
	// Keys are rows of the sequence, rising. A key is hidden from the queries before it; the first is hidden from none.
	Keys []int32
}

// TopKeys has every query of every head keep, of the first Of keys of its sequence, the Keep of largest score; the zero value
// keeps all. All scores are computed, for they choose; the values of the others are not multiplied.
type TopKeys struct{ Of, Keep int }

// group is queries of one sequence that see the same keys: without lists, all of the sequence.
type group struct {
	span
	seq   int
	first int     // its first row in the sequence
	list  []int32 // its keys, as rows of the sequence; nil for all
	keys  int
	at    int // where its scores start, in query×key pairs
	hide  int // so many of the first keys are hidden from each query, by their scores
}

// groups lists the groups of a layer's queries, and counts their query×key pairs.
func (t *Trace) groups(s *stream, layer int, kind placeKind) (list []group, pairs int) {
	list = t.group[:0]
	for seq, span := range s.spans {
		g, lists := group{span: span, seq: seq, keys: span.keys()}, t.batch[seq].Keys
		switch top := t.run.Top; {
		case kind == crossScores:
			g.keys, lists = span.source, nil
		case lists == nil && s.tower.causal && top.Of <= g.keys:
			g.hide = max(top.Of-top.Keep, 0)
		}
		if lists == nil {
			list = append(list, g)
			continue
		}
		for _, q := range lists[layer] {
			g.rows, g.list, g.keys = q.Rows, q.Keys, len(q.Keys)
			list = append(list, g)
			g.start, g.first = g.start+q.Rows, g.first+q.Rows
		}
	}
	for i := range list {
		list[i].at = pairs
		pairs += list[i].rows * list[i].keys
	}
	t.group = list
	return list, pairs
}

// checkKeys checks the lists of a sequence.
func (t *Trace) checkKeys(seq *Sequence) error {
	c, rows := &t.model.Config, len(seq.Tokens)
	switch {
	case c.Kind != DecoderOnly || c.Position == Relative || seq.Cache != nil:
		return errors.New("keys can be listed for a decoder without a cache and without relative positions only")
	case len(seq.Keys) != c.DecoderLayers:
		return fmt.Errorf("want lists of keys for %d layers, got %d", c.DecoderLayers, len(seq.Keys))
	}
	for layer, groups := range seq.Keys {
		first := 0
		for _, g := range groups {
			if g.Rows < 1 || !g.fits(first, rows) {
				return fmt.Errorf("layer %d: want rising keys of 0..%d from row %d on, the first at most that", layer, rows-1, first)
			}
			first += g.Rows
		}
		if first != rows {
			return fmt.Errorf("layer %d: want groups of %d rows together, got %d", layer, rows, first)
		}
	}
	return nil
}

// fits says whether keys rise from at most a group's first row, and stay below rows.
func (q *Queries) fits(first, rows int) bool {
	last := int32(-1)
	for i, key := range q.Keys {
		if key <= last || int(key) >= rows || i == 0 && int(key) > first {
			return false
		}
		last = key
	}
	return len(q.Keys) > 0
}

// of is a group's part of the scores, [head, query, key].
func (g *group) of(values []float32, heads int) []float32 {
	return values[heads*g.at : heads*(g.at+g.rows*g.keys)]
}

// before is how many of the group's keys lie before a row of the sequence, cached ones counted.
func (g *group) before(row int) int {
	if g.list == nil {
		return max(row, 0)
	}
	n, _ := slices.BinarySearch(g.list, int32(row))
	return n
}

// mask sets the scores of keys after the query's own place, and of those before its window, to -Inf.
func (g *group) mask(scores []float32, heads, window int) {
	minus := float32(math.Inf(-1))
	for i := range g.rows {
		row := g.past + g.first + i
		from, to := g.before(row+1-window), g.before(row+1)
		if window == 0 {
			from = 0
		}
		for head := range heads {
			keys := scores[(head*g.rows+i)*g.keys:][:g.keys]
			for j := range from {
				keys[j] = minus
			}
			for j := to; j < g.keys; j++ {
				keys[j] = minus
			}
		}
	}
}

// reachPairs is reach at a site of scores; lists of keys leave it without a shape.
func (t *Trace) reachPairs(s Site, data []float32, p place) error {
	if t.listed {
		return nil
	}
	return t.reach(s, data, p)
}

// pullPairs is reachPairs' backward.
func (b *back) pullPairs(s Site, g []float32, p place) {
	if !b.listed {
		b.pull(s, g, p)
	}
}

// gathers is where the gradient of a stretch of keys or values gathers; nil for cached ones, which are constants.
func (b *back) gathers(g *group, part stretch, d []float32, width int) []float32 {
	switch {
	case part.row < 0:
		return nil
	case g.list != nil:
		return b.work.zeros(part.n * width)
	}
	return d[part.row*width:]
}

// scatter adds what gathered for listed keys to where they are from.
func (b *back) scatter(g *group, part stretch, d, gathered []float32, width int) {
	if g.list != nil {
		b.model.Kernels.Scatter(d[part.row*width:], gathered, g.list, width)
	}
}

// keepTop hides from each query all of the first keys but those of largest score; of equal ones the newest stay.
func (t *Trace) keepTop(scores []float32, g *group) {
	of, minus := t.run.Top.Of, float32(math.Inf(-1))
	sorted := make([]float64, of)
	for ; len(scores) > 0; scores = scores[g.keys:] {
		row := scores[:of]
		for j, v := range row {
			sorted[j] = float64(v)
		}
		slices.Sort(sorted)
		most := float32(sorted[g.hide-1])
		ties := 0 // that are hidden
		for _, v := range sorted[:g.hide] {
			if float32(v) == most {
				ties++
			}
		}
		for j, v := range row {
			if v < most {
				row[j] = minus
			} else if v == most && ties > 0 {
				row[j] = minus
				ties--
			}
		}
	}
}

// mixTop is z = pattern·v over the keys that have any share.
func (t *Trace) mixTop(g *group, parts []stretch, pattern, z []float32) {
	c := &t.model.Config
	narrow := c.KVHeads * c.HeadDim
	for i := range g.rows {
		for head := range c.Heads {
			to := z[(i*c.Heads+head)*c.HeadDim:][:c.HeadDim]
			clear(to)
			shares := pattern[(head*g.rows+i)*g.keys:][:g.keys]
			from := head / (c.Heads / c.KVHeads) * c.HeadDim
			for _, part := range parts {
				for j, share := range shares[:part.n] {
					if share != 0 {
						t.model.Kernels.Axpy(share, to, part.v[j*narrow+from:][:c.HeadDim])
					}
				}
				shares = shares[part.n:]
			}
		}
	}
}
