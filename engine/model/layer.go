// One layer: its sublayers in order, each with its norm before or after; forward and backward.

package model

// layer runs one layer on x, [rows, width]; x may be overwritten.
func (t *Trace) layer(s *stream, i int, x []float32) ([]float32, error) {
	w, tape := &s.tower.layers[i], &s.layers[i]
	if err := t.reach(Site{s.tower.stack, i, ResidPre}, x, place{stream: s, a: t.model.Config.Width}); err != nil {
		return nil, err
	}
	if t.model.Config.Parallel {
		return t.parallel(s, i, x)
	}
	x, err := t.sublayer(s, w.ln1, s.norm(i, LN1Scale, LN1), &tape.ln1, Site{s.tower.stack, i, ResidMid}, x,
		func(in []float32) ([]float32, error) {
			return t.attention(s, s, &w.attn, i, &selfPoints, in, in, &tape.attn)
		})
	if err != nil {
		return nil, err
	}
	if s.tower.cross {
		x, err = t.sublayer(s, w.lnCross, s.norm(i, LNCrossScale, LNCross), &tape.lnCross, Site{s.tower.stack, i, ResidCross}, x,
			func(in []float32) ([]float32, error) {
				return t.attention(s, s.memory, &w.cross, i, &crossPoints, in, s.memory.out, &tape.cross)
			})
		if err != nil {
			return nil, err
		}
	}
	if t.narrows(s, i) {
		x = t.narrow(s, x)
	}
	return t.sublayer(s, w.ln2, s.norm(i, LN2Scale, LN2), &tape.ln2, Site{s.tower.stack, i, ResidPost}, x,
		func(in []float32) ([]float32, error) { return t.mlp(s, i, in) })
}

// parallel runs a layer whose two sublayers read the same input: x + attention(ln1(x)) + mlp(ln2(x)).
func (t *Trace) parallel(s *stream, i int, x []float32) ([]float32, error) {
	w, tape := &s.tower.layers[i], &s.layers[i]
	in, err := t.normalize(s, w.ln1, s.norm(i, LN1Scale, LN1), x, &tape.ln1)
	if err != nil {
		return nil, err
	}
	attended, err := t.attention(s, s, &w.attn, i, &selfPoints, in, in, &tape.attn)
	if err != nil {
		return nil, err
	}
	if err := t.breathe(); err != nil {
		return nil, err
	}
	if in, err = t.normalize(s, w.ln2, s.norm(i, LN2Scale, LN2), x, &tape.ln2); err != nil {
		return nil, err
	}
	out, err := t.mlp(s, i, in)
	if err != nil {
		return nil, err
	}
	x = t.residual(x, attended)
	t.model.Kernels.Add(x, out)
	return x, t.reach(Site{s.tower.stack, i, ResidPost}, x, place{stream: s, a: t.model.Config.Width})
}

// afterAttention are the sites of a layer behind its last attention, where each row is by itself.
var afterAttention = []Point{LN2Scale, LN2, MLPPre, MLPPreLinear, MLPPost, LN2PostScale, LN2Post, MLPOut, ResidPost}

// afterLayers are the sites behind the last layer, likewise.
var afterLayers = []Point{FinalScale, Final, HeadPre, HeadPost, HeadLNScale, HeadLN}

// narrows says whether the rest of the pass needs only the rows whose logits are wanted: behind the last attention of
// the last layer, if nothing there is kept, edited or differentiated. For one row of a long prompt that saves most of
// the last feed-forward sublayer.
func (t *Trace) narrows(s *stream, layer int) bool {
	if s != t.last() || t.model.Config.Parallel || layer != len(s.layers)-1 || t.taped || len(t.rows) >= s.rows { // all rows: either way
		return false
	}
	used := func(site Site) bool { return t.edited(site) || t.keeps(site) }
	for _, p := range afterAttention {
		if used(Site{s.tower.stack, layer, p}) {
			return false
		}
	}
	for _, p := range afterLayers {
		if used(Site{s.tower.stack, -1, p}) {
			return false
		}
	}
	return true
}

// narrow leaves of x, [rows, width], the rows whose logits are wanted, in place: a buffer of this layer ends with it.
func (t *Trace) narrow(s *stream, x []float32) []float32 {
	s.rows, t.narrowed = len(t.rows), true
	return x[:copy(x, t.pick(x))]
}

// norm names the two sites of a norm in layer i.
func (s *stream) norm(i int, scale, normalized Point) normSites {
	return normSites{Site{s.tower.stack, i, scale}, Site{s.tower.stack, i, normalized}}
}

// sublayer is x + body(norm(x)), or norm(x + body(x)) in post-norm models; resid is the site of the sum.
func (t *Trace) sublayer(s *stream, n norm, at normSites, tape *normTape, resid Site, x []float32,
	body func([]float32) ([]float32, error)) ([]float32, error) {
	pre, in := t.model.Config.NormPlace != PostNorm, x
	err := t.breathe()
	if err != nil {
		return nil, err
	}
	if before := t.work.mark(); !t.taped { // its sum is in x, so that the next sublayer may have its buffers
		defer t.work.rewind(before)
	}
	if pre {
		if in, err = t.normalize(s, n, at, x, tape); err != nil {
			return nil, err
		}
	}
	out, err := body(in)
	if err != nil {
		return nil, err
	}
	x = t.residual(x, out)
	if err := t.reach(resid, x, place{stream: s, a: t.model.Config.Width}); err != nil || pre {
		return x, err
	}
	y, err := t.normalize(s, n, at, x, tape)
	if t.taped || err != nil {
		return y, err
	}
	copy(x, y) // y's buffer ends with the sublayer
	return x, nil
}

// layer pulls d, the gradient of the layer's output, back to its input, in place.
func (b *back) layer(s *stream, i int, d []float32) {
	w, tape := &s.tower.layers[i], &s.layers[i]
	if b.model.Config.Parallel {
		b.parallel(s, i, d)
		return
	}
	b.sublayer(s, w.ln2, s.norm(i, LN2Scale, LN2), &tape.ln2, Site{s.tower.stack, i, ResidPost}, d,
		func(dIn []float32) { b.mlp(s, i, dIn, d) })
	if s.tower.cross {
		b.sublayer(s, w.lnCross, s.norm(i, LNCrossScale, LNCross), &tape.lnCross, Site{s.tower.stack, i, ResidCross}, d,
			func(dIn []float32) {
				b.attention(s, s.memory, &w.cross, i, &crossPoints, dIn, s.memory.dOut, d, &tape.cross)
			})
	}
	b.sublayer(s, w.ln1, s.norm(i, LN1Scale, LN1), &tape.ln1, Site{s.tower.stack, i, ResidMid}, d,
		func(dIn []float32) { b.attention(s, s, &w.attn, i, &selfPoints, dIn, dIn, d, &tape.attn) })
	b.pull(Site{s.tower.stack, i, ResidPre}, d, place{stream: s, a: b.model.Config.Width})
}

// parallel pulls d back through a layer whose sublayers read the same input.
func (b *back) parallel(s *stream, i int, d []float32) {
	w, tape := &s.tower.layers[i], &s.layers[i]
	before := b.work.mark()
	b.pull(Site{s.tower.stack, i, ResidPost}, d, place{stream: s, a: b.model.Config.Width})
	dMLP, dAttn := b.work.zeros(len(d)), b.work.zeros(len(d))
	b.mlp(s, i, dMLP, d)
	b.attention(s, s, &w.attn, i, &selfPoints, dAttn, dAttn, d, &tape.attn)
	b.normalize(s, w.ln2, s.norm(i, LN2Scale, LN2), d, dMLP, &tape.ln2)
	b.normalize(s, w.ln1, s.norm(i, LN1Scale, LN1), d, dAttn, &tape.ln1)
	b.pull(Site{s.tower.stack, i, ResidPre}, d, place{stream: s, a: b.model.Config.Width})
	b.work.rewind(before)
}

// sublayer pulls d back in place; body adds the gradient of the sublayer's input, given that its output's is d.
func (b *back) sublayer(s *stream, n norm, at normSites, tape *normTape, resid Site, d []float32, body func(dIn []float32)) {
	before, pre := b.work.mark(), b.model.Config.NormPlace != PostNorm
	if !pre {
		sum := b.work.zeros(len(d))
		b.normalize(s, n, at, sum, d, tape)
		copy(d, sum)
	}
	b.pull(resid, d, place{stream: s, a: b.model.Config.Width})
	dIn := b.work.zeros(len(d))
	body(dIn)
	if pre {
		b.normalize(s, n, at, d, dIn, tape)
	} else {
		b.model.Kernels.Add(d, dIn)
	}
	b.work.rewind(before)
}
