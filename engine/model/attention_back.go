// Attention's backward, part by part in reverse order of attention.go.

package model

// attention pulls d, the gradient of the sublayer's output, back: it adds to dx (the queries' input) and dMemory (the
// keys' and values'; dx itself for self-attention). Cached keys and values are constants.
func (b *back) attention(s, memory *stream, w *attention, layer int, at *attentionPoints, dx, dMemory, d []float32, tape *attentionTape) {
	p := b.attentionPlaces(s, memory)
	site := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	d = b.pulled(site(at.out), d, p.out)
	d = b.post(s, w.post, s.norm(layer, LN1PostScale, LN1Post), d, &tape.post)
	dz := b.output(s, w, site(at.result), p, d, tape)
	b.pull(site(at.z), dz, p.query)

	dq, dk, dv := b.work.zeros(p.query.len()), b.work.zeros(p.key.len()), b.work.zeros(p.key.len())
	scores := b.work.take(p.scores.len())
	for seq := range s.spans {
		b.mixValues(s, seq, layer, p, scores, dv, dz, tape)
	}
	b.pull(site(at.pattern), scores, p.scores)
	for _, span := range s.spans {
		part, keys := p.scores.data(scores, span)
		own, _ := p.scores.data(tape.softmax, span)
		if len(part) > 0 {
			b.model.Kernels.SoftmaxGrad(part, part, own, b.model.Config.Heads*span.rows, keys)
		}
	}
	b.pull(site(at.scores), scores, p.scores)
	if tape.capped != nil {
		softCapGrad(scores, tape.capped, b.model.Config.ScoreCap)
	}
	for seq := range s.spans {
		b.scoreKeys(s, seq, layer, p, scores, dq, dk, tape)
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

// mixValues pulls dz back to the pattern (set) and the values of this pass (added) of one sequence.
func (b *back) mixValues(s *stream, seq, layer int, p attentionPlaces, scores, dv, dz []float32, tape *attentionTape) {
	span, c, done := s.spans[seq], &b.model.Config, 0
	if span.rows == 0 {
		return
	}
	dPattern, keys := p.scores.data(scores, span)
	pattern, _ := p.scores.data(tape.pattern, span)
	wide, narrow := c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	dz = dz[span.start*wide:]
	for _, part := range b.stretches(s, seq, layer, p, tape) {
		for head := range c.Heads {
			from := head / (c.Heads / c.KVHeads) * c.HeadDim
			corner := head*span.rows*keys + done
			b.model.Kernels.GemmNT(span.rows, part.n, c.HeadDim, 1, dz[head*c.HeadDim:], wide, part.v[from:], narrow,
				0, dPattern[corner:], keys)
			if part.row >= 0 {
				b.model.Kernels.GemmTN(part.n, c.HeadDim, span.rows, 1, pattern[corner:], keys, dz[head*c.HeadDim:], wide,
					1, dv[part.row*narrow+from:], narrow)
			}
		}
		done += part.n
	}
}

// scoreKeys pulls the gradient of the scores back to the queries and the keys of this pass of one sequence (added).
func (b *back) scoreKeys(s *stream, seq, layer int, p attentionPlaces, scores, dq, dk []float32, tape *attentionTape) {
	span, c, done := s.spans[seq], &b.model.Config, 0
	if span.rows == 0 {
		return
	}
	dScores, keys := p.scores.data(scores, span)
	if table := b.weight(s.tower.relative); table != nil && p.scores.kind == selfScores {
		b.distances(s, span, dScores, table)
	}
	scale, wide, narrow := c.scoreScale(), c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	q, dq := tape.q[span.start*wide:], dq[span.start*wide:]
	for _, part := range b.stretches(s, seq, layer, p, tape) {
		for head := range c.Heads {
			from := head / (c.Heads / c.KVHeads) * c.HeadDim
			corner := head*span.rows*keys + done
			b.model.Kernels.GemmNN(span.rows, c.HeadDim, part.n, scale, dScores[corner:], keys, part.k[from:], narrow,
				1, dq[head*c.HeadDim:], wide)
			if part.row >= 0 {
				b.model.Kernels.GemmTN(part.n, c.HeadDim, span.rows, scale, dScores[corner:], keys, q[head*c.HeadDim:], wide,
					1, dk[part.row*narrow+from:], narrow)
			}
		}
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
