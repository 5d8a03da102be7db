// The KV cache: keys and values of earlier positions, in pages that forks share. A page is only ever appended to, by
// the cache that made it, so whoever shares its first rows never sees them change.

package model

import "slices"

// pageRows is the number of positions of one page.
const pageRows = 32

// page is the keys (turned, where positions are rotary) and values of up to pageRows positions,
// by layer [pageRows, kv heads, dim].
type page struct{ k, v [][]float32 }

// sourceCache is the keys and values that cross-attention reads, by layer [rows, kv heads, dim]. It never changes.
type sourceCache struct {
	k, v [][]float32
	rows int
}

// Cache is the memory of one sequence: give it to Forward as Sequence.Cache together with the tokens that follow. The
// pass computes only those, and extends the cache. For an encoder–decoder it also holds what cross-attention needs of
// the source, from the first pass on; later passes leave Sequence.Source nil.
//
// Edits of a later pass see cached keys in attention scores and patterns, but keys and values that are already cached
// stay as the earlier pass (and its edits) left them.
type Cache struct {
	model   *Model
	pages   []*page
	len     int
	lent    bool // the last page is another cache's: copy before the first append
	view    bool // never extended
	source  *sourceCache
	pending *sourceCache // of the pass under way
}

// NewCache is an empty cache for one sequence.
func (m *Model) NewCache() *Cache { return &Cache{model: m} }

// Len is the number of positions held.
func (c *Cache) Len() int { return c.len }

// SourceLen is the number of source positions held; 0 before the first pass and for a decoder-only model.
func (c *Cache) SourceLen() int {
	if c.source == nil {
		return 0
	}
	return c.source.rows
}

// Fork is a cache with the first at positions of this one (and its source), to be extended on its own. Whole pages are
// shared; the last one, if only partly used, is copied when the fork is first extended.
func (c *Cache) Fork(at int) *Cache {
	if at < 0 || at > c.len {
		panic("model: cache forked outside its length")
	}
	n := (at + pageRows - 1) / pageRows
	return &Cache{model: c.model, pages: slices.Clone(c.pages[:n]), len: at, lent: at%pageRows != 0, source: c.source}
}

// View is a fork that passes read but never extend: it costs nothing, and sequences of one batch may share one. It is
// the right prefix for variants of which only the logits matter.
func (c *Cache) View(at int) *Cache {
	view := c.Fork(at)
	view.view = true
	return view
}

// reserve makes room for more positions. The room is not part of the cache until commit.
func (c *Cache) reserve(rows int) {
	if c.lent {
		own, from := c.model.newPage(), c.pages[len(c.pages)-1]
		for layer := range own.k {
			copy(own.k[layer], from.k[layer])
			copy(own.v[layer], from.v[layer])
		}
		c.pages[len(c.pages)-1], c.lent = own, false
	}
	for len(c.pages)*pageRows < c.len+rows {
		c.pages = append(c.pages, c.model.newPage())
	}
}

func (m *Model) newPage() *page {
	width, layers := m.Config.KVHeads*m.Config.HeadDim, len(m.plan.towers[len(m.plan.towers)-1].layers)
	p := &page{k: make([][]float32, layers), v: make([][]float32, layers)}
	for layer := range layers { // each by itself: small pieces find room between others, where the heap need not grow
		values := make([]float32, 2*pageRows*width)
		p.k[layer], p.v[layer] = values[:pageRows*width], values[pageRows*width:]
	}
	return p
}

// write copies the keys and values of new positions into the reserved room.
func (c *Cache) write(layer, width int, k, v []float32) {
	for row := c.len; len(k) > 0; {
		at, page := row%pageRows*width, c.pages[row/pageRows]
		n := copy(page.k[layer][at:], k)
		copy(page.v[layer][at:], v)
		k, v, row = k[n:], v[n:], row+n/width
	}
}

// remember writes the keys and values of a layer into the caches of the batch.
func (t *Trace) remember(s *stream, layer int, tape *attentionTape) {
	if s != t.last() {
		return
	}
	cross, width := tape == &s.layers[layer].cross, t.model.Config.KVHeads*t.model.Config.HeadDim
	for seq := range t.batch {
		c := t.batch[seq].Cache
		if c == nil || c.view {
			continue
		}
		spans := s.spans
		if cross {
			spans = s.memory.spans
		}
		from, to := spans[seq].start*width, (spans[seq].start+spans[seq].rows)*width
		switch {
		case !cross:
			c.write(layer, width, tape.k[from:to], tape.v[from:to])
		case spans[seq].rows > 0:
			if layer == 0 {
				c.pending = &sourceCache{rows: spans[seq].rows}
			}
			c.pending.k = append(c.pending.k, slices.Clone(tape.k[from:to]))
			c.pending.v = append(c.pending.v, slices.Clone(tape.v[from:to]))
		}
	}
}

// commitCaches makes what the pass wrote part of the caches.
func (t *Trace) commitCaches() {
	for seq := range t.batch {
		if c := t.batch[seq].Cache; c != nil && !c.view {
			c.len += len(t.batch[seq].Tokens)
			if c.pending != nil {
				c.source, c.pending = c.pending, nil
			}
		}
	}
}
