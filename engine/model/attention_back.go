// Attention's backward, part by part in reverse order of attention.go.

package model

// attention pulls d, the gradient of the sublayer's output, back: it adds to dx (the queries' input) and dMemory (the
// keys' and values'; dx itself for self-attention). Cached keys and values are constants.
func (b *back) attention(s, memory *stream, w *attention, layer int, at *attentionPoints, dx, dMemory, d []float32, tape *attentionTape) {
	p := b.attentionPlaces(s, memory, layer)
	site := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	d = b.pulled(site(at.out), d, p.out)
	d = b.post(s, w.post, s.norm(layer, LN1PostScale, LN1Post), d, &tape.post)
	dz := b.output(s, w, site(at.result), p, d, tape)
	b.pull(site(at.z), dz, p.query)

	dq, dk, dv := b.work.zeros(p.query.len()), b.work.zeros(p.key.len()), b.work.zeros(p.key.len())
	heads := b.model.Config.Heads
	scores := b.work.take(heads * p.pairs)
	for i := range p.groups {
		b.mixValues(&p.groups[i], layer, p, scores, dv, dz, tape)
	}
	b.pullPairs(site(at.pattern), scores, p.scores)
	for i := range p.groups {
		g := &p.groups[i]
		if part := g.of(scores, heads); len(part) > 0 {
			b.model.Kernels.SoftmaxGrad(part, part, g.of(tape.softmax, heads), heads*g.rows, g.keys)
		}
	}
	b.pullPairs(site(at.scores), scores, p.scores)
	if tape.capped != nil {
		softCapGrad(scores, tape.capped, b.model.Config.ScoreCap)
	}
	for i := range p.groups {
		b.scoreKeys(s, &p.groups[i], layer, p, scores, dq, dk, tape)
	}
	b.project(s, memory, w, layer, at, p, dx, dMemory, dq, dk, dv, tape)
}

// output pulls d back through z·o + bias.
func (b *back) output(s *stream, w *attention, result Site, p attentionPlaces, d []float32, tape *attentionTape) []float32 {
	dz := b.work.take(p.query.len())
	if !b.edited(result) && !b.concerns(result) {
		b.linear(w.o, 0, dz, d, tape.z, s.rows)
		return dz
	}
	c := b.model.Config
	shares := b.work.take(p.result.len())
	for i := range s.rows {
		for head := range c.Heads {
			copy(shares[(i*c.Heads+head)*c.Width:][:c.Width], d[i*c.Width:])
		}
	}
	b.pull(result, shares, p.result)
	weight, dw := b.unpacked(w.o), b.weight(w.o.weight)
	for head := range c.Heads {
		from, share := head*c.HeadDim, shares[head*c.Width:]
		b.model.Kernels.GemmNN(s.rows, c.HeadDim, c.Width, 1, share, c.Heads*c.Width, weight[from:], w.o.in, 0, dz[from:], w.o.in)
		if dw != nil {
			b.model.Kernels.GemmTN(c.Width, c.HeadDim, s.rows, 1, share, c.Heads*c.Width, tape.z[from:], w.o.in, 1, dw[from:], w.o.in)
		}
	}
	if db := b.weight(w.o.bias); db != nil {
		b.model.Kernels.SumRows(db, d, s.rows, c.Width)
	}
	return dz
}

// mixValues pulls dz back to the pattern (set) and the values of this pass (added) of one group.
func (b *back) mixValues(g *group, layer int, p attentionPlaces, scores, dv, dz []float32, tape *attentionTape) {
	c, done := &b.model.Config, 0
	if g.rows == 0 {
		return
	}
	defer b.work.rewind(b.work.mark())
	dPattern, pattern, keys := g.of(scores, c.Heads), g.of(tape.pattern, c.Heads), g.keys
	wide, narrow := c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	dz = dz[g.start*wide:]
	for _, part := range b.stretches(g, layer, p, tape) {
		to := b.gathers(g, part, dv, narrow)
		for head := range c.Heads {
			from := head / (c.Heads / c.KVHeads) * c.HeadDim
			corner := head*g.rows*keys + done
			b.model.Kernels.GemmNT(g.rows, part.n, c.HeadDim, 1, dz[head*c.HeadDim:], wide, part.v[from:], narrow,
				0, dPattern[corner:], keys)
			if to != nil {
				b.model.Kernels.GemmTN(part.n, c.HeadDim, g.rows, 1, pattern[corner:], keys, dz[head*c.HeadDim:], wide,
					1, to[from:], narrow)
			}
		}
		b.scatter(g, part, dv, to, narrow)
		done += part.n
	}
}

// scoreKeys pulls the gradient of the scores back to the queries and the keys of this pass of one group (added).
func (b *back) scoreKeys(s *stream, g *group, layer int, p attentionPlaces, scores, dq, dk []float32, tape *attentionTape) {
	c, done := &b.model.Config, 0
	if g.rows == 0 {
		return
	}
	defer b.work.rewind(b.work.mark())
	dScores, keys := g.of(scores, c.Heads), g.keys
	if table := b.weight(s.tower.relative); table != nil && p.scores.kind == selfScores {
		b.distances(s, g.span, dScores, table)
	}
	scale, wide, narrow := c.scoreScale(), c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	q, dq := tape.q[g.start*wide:], dq[g.start*wide:]
	for _, part := range b.stretches(g, layer, p, tape) {
		to := b.gathers(g, part, dk, narrow)
		for head := range c.Heads {
			from := head / (c.Heads / c.KVHeads) * c.HeadDim
			corner := head*g.rows*keys + done
			b.model.Kernels.GemmNN(g.rows, c.HeadDim, part.n, scale, dScores[corner:], keys, part.k[from:], narrow,
				1, dq[head*c.HeadDim:], wide)
			if to != nil {
				b.model.Kernels.GemmTN(part.n, c.HeadDim, g.rows, scale, dScores[corner:], keys, q[head*c.HeadDim:], wide,
					1, to[from:], narrow)
			}
		}
		b.scatter(g, part, dk, to, narrow)
		done += part.n
	}
}

// project pulls the gradients of queries, keys and values back to what they are made of.
func (b *back) project(s, memory *stream, w *attention, layer int, at *attentionPoints, p attentionPlaces,
	dx, dMemory, dq, dk, dv []float32, tape *attentionTape) {
	site := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	if b.model.Config.rotated(layer) && s == memory {
		b.pull(site(at.rotK), dk, p.key)
		b.rotate(s, layer, dk, b.model.Config.KVHeads, true)
		b.pull(site(at.rotQ), dq, p.query)
		b.rotate(s, layer, dq, b.model.Config.Heads, true)
	}
	if w.qNorm.gain != none && s == memory {
		b.pull(site(KNorm), dk, p.key)
		dk = b.normHeads(w.kNorm, dk, &tape.kNorm)
		b.pull(site(QNorm), dq, p.query)
		dq = b.normHeads(w.qNorm, dq, &tape.qNorm)
	}
	if memory.rows > 0 {
		b.pull(site(at.v), dv, p.key)
		b.linear(w.v, 1, dMemory, dv, tape.memory, memory.rows)
		b.pull(site(at.k), dk, p.key)
		b.linear(w.k, 1, dMemory, dk, tape.memory, memory.rows)
	}
	b.pull(site(at.q), dq, p.query)
	b.linear(w.q, 1, dx, dq, tape.in, s.rows)
}

// normHeads pulls dy back through the norm of each head.
func (b *back) normHeads(n norm, dy []float32, tape *headNormTape) []float32 {
	dx := b.work.zeros(len(dy))
	b.model.Kernels.RMSNormGrad(dx, b.weight(n.gain), dy, tape.x, b.model.floats(n.gain), tape.rstd, len(tape.rstd), b.model.Config.HeadDim)
	return dx
}
