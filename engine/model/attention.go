// Self- and cross-attention, with fewer key/value heads than query heads where the Config says so. Linear layers work
// on the rows of the whole batch; scores, patterns and their products on each sequence by itself.

package model

import "pellucid/engine/kernel"

// attentionPoints are the sites of one attention sublayer.
type attentionPoints struct{ q, k, v, rotQ, rotK, scores, pattern, z, result, out Point }

var (
	selfPoints  = attentionPoints{Q, K, V, RotQ, RotK, AttnScores, Pattern, Z, Result, AttnOut}
	crossPoints = attentionPoints{q: CrossQ, k: CrossK, v: CrossV, scores: CrossScores, pattern: CrossPattern,
		z: CrossZ, result: CrossResult, out: CrossOut}
)

// attentionTape is what backward needs of one attention sublayer.
type attentionTape struct {
	in, memory []float32 // [rows, width], [memory rows, width]: what queries, and keys and values, are made of
	q          []float32 // [rows, heads, dim], turned
	k, v       []float32 // [memory rows, kv heads, dim], turned
	softmax    []float32 // pattern before edits
	pattern    []float32
	z          []float32 // [rows, heads, dim]
	capped     []float32 // scores behind their soft cap, before edits; nil without one
	qNorm      headNormTape
	kNorm      headNormTape
	post       normTape
}

// headNormTape is what backward needs of the norm of queries or keys.
type headNormTape struct{ x, rstd []float32 } // [rows, heads, dim], [rows, heads]

// attentionPlaces are the layouts of its sites, and the groups of its queries.
type attentionPlaces struct {
	query, key, scores, result, out place

	groups []group
	pairs  int // query×key pairs of all groups
}

func (t *Trace) attentionPlaces(s, memory *stream, layer int) attentionPlaces {
	c, kind := t.model.Config, selfScores
	if s != memory {
		kind = crossScores
	}
	groups, pairs := t.groups(s, layer, kind)
	return attentionPlaces{
		groups: groups, pairs: pairs,
		query:  place{stream: s, a: c.Heads, b: c.HeadDim},
		key:    place{stream: memory, a: c.KVHeads, b: c.HeadDim},
		scores: place{stream: s, kind: kind, a: c.Heads},
		result: place{stream: s, a: c.Heads, b: c.Width},
		out:    place{stream: s, a: c.Width},
	}
}

// attention is one sublayer: in makes the queries, values of memory (in itself, for self-attention) keys and values.
func (t *Trace) attention(s, memory *stream, w *attention, layer int, at *attentionPoints, in, from []float32,
	tape *attentionTape) ([]float32, error) {
	p := t.attentionPlaces(s, memory, layer)
	tape.in, tape.memory = in, from
	if err := t.project(s, memory, w, layer, at, p, tape); err != nil {
		return nil, err
	}
	t.remember(s, layer, tape)
	if err := t.pattern(s, layer, at, p, tape); err != nil {
		return nil, err
	}
	tape.z = t.work.take(p.query.len())
	for i := range p.groups {
		t.mixValues(&p.groups[i], layer, p, tape)
	}
	if err := t.reach(Site{s.tower.stack, layer, at.z}, tape.z, p.query); err != nil {
		return nil, err
	}
	out, err := t.output(s, w, Site{s.tower.stack, layer, at.result}, p, tape)
	if err != nil {
		return nil, err
	}
	if w.post.gain != none {
		if out, err = t.normalize(s, w.post, s.norm(layer, LN1PostScale, LN1Post), out, &tape.post); err != nil {
			return nil, err
		}
	}
	return out, t.reach(Site{s.tower.stack, layer, at.out}, out, p.out)
}

// project makes queries, keys and values, and turns queries and keys where positions are rotary.
func (t *Trace) project(s, memory *stream, w *attention, layer int, at *attentionPoints, p attentionPlaces, tape *attentionTape) error {
	site := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	tape.q = t.linear(w.q, tape.in, s.rows)
	if err := t.reach(site(at.q), tape.q, p.query); err != nil {
		return err
	}
	if memory.rows > 0 {
		tape.k, tape.v = t.linear(w.k, tape.memory, memory.rows), t.linear(w.v, tape.memory, memory.rows)
		if err := t.reach(site(at.k), tape.k, p.key); err != nil {
			return err
		}
		if err := t.reach(site(at.v), tape.v, p.key); err != nil {
			return err
		}
	}
	if w.qNorm.gain != none && s == memory {
		tape.q = t.normHeads(w.qNorm, tape.q, &tape.qNorm)
		if err := t.reach(site(QNorm), tape.q, p.query); err != nil {
			return err
		}
		tape.k = t.normHeads(w.kNorm, tape.k, &tape.kNorm)
		if err := t.reach(site(KNorm), tape.k, p.key); err != nil {
			return err
		}
	}
	if !t.model.Config.rotated(layer) || s != memory {
		return nil
	}
	t.rotate(s, layer, tape.q, t.model.Config.Heads, false)
	if err := t.reach(site(at.rotQ), tape.q, p.query); err != nil {
		return err
	}
	t.rotate(s, layer, tape.k, t.model.Config.KVHeads, false)
	return t.reach(site(at.rotK), tape.k, p.key)
}

// normHeads is the RMS norm of each head by itself; x is [rows, heads, dim].
func (t *Trace) normHeads(n norm, x []float32, tape *headNormTape) []float32 {
	c, rows := &t.model.Config, len(x)/t.model.Config.HeadDim
	y := t.work.take(len(x))
	tape.x, tape.rstd = x, t.work.take(rows)
	t.model.Kernels.RMSNorm(y, tape.rstd, x, t.model.floats(n.gain), rows, c.HeadDim, c.Eps)
	return y
}

func (t *Trace) rotate(s *stream, layer int, x []float32, heads int, inverse bool) {
	c, cos, sin := t.model.Config, s.cos, s.sin
	if s.localCos != nil && c.windowed(s.tower.stack, layer) {
		cos, sin = s.localCos, s.localSin
	}
	t.model.Kernels.Rotary(x, cos, sin, s.rows, heads, c.HeadDim, c.rotaryHalf(), c.RotaryPairs == "adjacent", inverse)
}

// pattern is softmax(scores) for every sequence.
func (t *Trace) pattern(s *stream, layer int, at *attentionPoints, p attentionPlaces, tape *attentionTape) error {
	tape.pattern = t.work.take(p.scores.a * p.pairs)
	for i := range p.groups {
		t.scoreKeys(s, &p.groups[i], layer, p, tape)
	}
	if t.taped && t.model.Config.ScoreCap > 0 {
		tape.capped = t.work.copied(tape.pattern)
	}
	site := Site{s.tower.stack, layer, at.scores}
	if err := t.reachPairs(site, tape.pattern, p.scores); err != nil {
		return err
	}
	causal, heads := s.tower.causal && p.scores.kind == selfScores, t.model.Config.Heads
	for i := range p.groups {
		g := &p.groups[i]
		scores := g.of(tape.pattern, heads)
		if causal && t.edited(site) {
			g.mask(scores, heads, s.window(layer, t.model.Config)) // an edit cannot show the future
		}
		if g.hide > 0 {
			t.keepTop(scores, g)
		}
		if len(scores) > 0 {
			t.model.Kernels.Softmax(scores, scores, heads*g.rows, g.keys)
		}
	}
	tape.softmax = tape.pattern
	if site.Point = at.pattern; t.taped && t.edited(site) {
		tape.softmax = t.work.copied(tape.pattern)
	}
	return t.reachPairs(site, tape.pattern, p.scores)
}

// window is how many keys a query of a layer sees; 0 is all before it.
func (s *stream) window(layer int, c Config) int {
	if c.windowed(s.tower.stack, layer) {
		return c.Window
	}
	return 0
}

// stretch is a run of keys and values that lie together in memory, [n, kv heads, dim].
type stretch struct {
	k, v []float32
	n    int
	row  int // of this pass's own keys: their first row in memory; -1 for cached ones
}

// stretches lists where the keys of a group are: pages of its cache, then the rows of this pass, or copies of those listed.
func (t *Trace) stretches(g *group, layer int, p attentionPlaces, tape *attentionTape) []stretch {
	list, cache := t.stretch[:0], t.batch[g.seq].Cache
	width := p.key.a * p.key.b
	if p.scores.kind == selfScores {
		for done := 0; done < g.past; done += pageRows {
			page := cache.pages[done/pageRows]
			list = append(list, stretch{page.k[layer], page.v[layer], min(pageRows, g.past-done), -1})
		}
	}
	if own := p.key.stream.spans[g.seq]; own.rows > 0 {
		from, to := own.start*width, (own.start+own.rows)*width
		if g.list != nil {
			k, v := t.work.take(g.keys*width), t.work.take(g.keys*width)
			t.model.Kernels.Gather(k, tape.k[from:to], g.list, width)
			t.model.Kernels.Gather(v, tape.v[from:to], g.list, width)
			t.stretch = append(list, stretch{k, v, g.keys, own.start})
			return t.stretch
		}
		list = append(list, stretch{tape.k[from:to], tape.v[from:to], own.rows, own.start})
	} else if source := cache.source; source != nil {
		list = append(list, stretch{source.k[layer], source.v[layer], source.rows, -1})
	}
	t.stretch = list
	return list
}

// scoreKeys is the scores q·k/√dim of one group, -Inf where masked.
func (t *Trace) scoreKeys(s *stream, g *group, layer int, p attentionPlaces, tape *attentionTape) {
	c, done := &t.model.Config, 0
	if g.rows == 0 {
		return
	}
	defer t.work.rewind(t.work.mark())
	scores, keys := g.of(tape.pattern, c.Heads), g.keys
	scale, wide, narrow := c.scoreScale(), c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	q := tape.q[g.start*wide:]
	heads := kernel.Heads{Count: c.Heads, Share: c.Heads / c.KVHeads, A: c.HeadDim, B: c.HeadDim, C: g.rows * keys}
	for _, part := range t.stretches(g, layer, p, tape) {
		kernel.HeadsNT(t.model.Kernels, heads, g.rows, part.n, c.HeadDim, scale, q, wide, part.k, narrow, 0, scores[done:], keys)
		done += part.n
	}
	if p.scores.kind == selfScores && s.tower.relative != none {
		t.addDistances(s, g.span, scores)
	}
	if c.ScoreCap > 0 {
		softCap(scores, c.ScoreCap)
	}
	if window := s.window(layer, *c); s.tower.causal && p.scores.kind == selfScores && (g.rows > 1 || window > 0 || g.list != nil) {
		g.mask(scores, c.Heads, window)
	}
}

// mixValues is z = pattern·v of one group.
func (t *Trace) mixValues(g *group, layer int, p attentionPlaces, tape *attentionTape) {
	c, done := &t.model.Config, 0
	if g.rows == 0 {
		return
	}
	defer t.work.rewind(t.work.mark())
	pattern, keys := g.of(tape.pattern, c.Heads), g.keys
	wide, narrow := c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	z := tape.z[g.start*wide:]
	if g.hide > 0 {
		t.mixTop(g, t.stretches(g, layer, p, tape), pattern, z)
		return
	}
	heads := kernel.Heads{Count: c.Heads, Share: c.Heads / c.KVHeads, A: g.rows * keys, B: c.HeadDim, C: c.HeadDim}
	for i, part := range t.stretches(g, layer, p, tape) {
		kernel.HeadsNN(t.model.Kernels, heads, g.rows, c.HeadDim, part.n, 1, pattern[done:], keys, part.v, narrow, float32(min(i, 1)), z, wide)
		done += part.n
	}
}

// output is z·o + bias. Each head's own share of it is computed only if somebody looks (hook_result).
func (t *Trace) output(s *stream, w *attention, result Site, p attentionPlaces, tape *attentionTape) ([]float32, error) {
	edited := t.edited(result)
	if !edited && !t.keeps(result) {
		return t.linear(w.o, tape.z, s.rows), nil
	}
	shares := t.shares(s, w.o, p, tape.z)
	if err := t.reach(result, shares, p.result); err != nil {
		return nil, err
	}
	if !edited {
		return t.linear(w.o, tape.z, s.rows), nil
	}
	out, c := t.work.zeros(p.out.len()), t.model.Config
	for i := range s.rows {
		for head := range c.Heads {
			t.model.Kernels.Add(out[i*c.Width:(i+1)*c.Width], shares[(i*c.Heads+head)*c.Width:][:c.Width])
		}
	}
	if bias := t.model.floats(w.o.bias); bias != nil {
		t.model.Kernels.AddRow(out, bias, s.rows, c.Width)
	}
	return out, nil
}

// shares is hook_result, [rows, head, width]: the output of each head alone, without the bias.
func (t *Trace) shares(s *stream, o linear, p attentionPlaces, z []float32) []float32 {
	c, weight := t.model.Config, t.unpacked(o)
	shares := t.work.take(p.result.len())
	for head := range c.Heads {
		t.model.Kernels.GemmNT(s.rows, c.Width, c.HeadDim, 1, z[head*c.HeadDim:], o.in, weight[head*c.HeadDim:], o.in,
			0, shares[head*c.Width:], c.Heads*c.Width)
	}
	return shares
}

// unpacked is the weight of a linear layer as float32 values, [out, in], for products with some of its columns.
func (t *Trace) unpacked(l linear) []float32 {
	values := t.work.take(l.out * l.in)
	kernel.Unpack(values, t.model.matrices[l.weight])
	return values
}
