// One layer: its sublayers in order, each with its norm before or after; forward and backward.

package model

// layer runs one layer on x, [rows, width]; x may be overwritten.
func (t *Trace) layer(s *stream, i int, x []float32) ([]float32, error) {
	w, tape := &s.tower.layers[i], &s.layers[i]
	if err := t.reach(Site{s.tower.stack, i, ResidPre}, x, place{stream: s, a: t.model.Config.Width}); err != nil {
		return nil, err
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

// afterAttention are the sites of a layer behind its last attention, where each row is by itself.
var afterAttention = []Point{LN2Scale, LN2, MLPPre, MLPPreLinear, MLPPost, MLPOut, ResidPost}

// narrows says whether the rest of the pass needs only the rows whose logits are wanted: behind the last attention of
// the last layer, if nothing there is kept, edited or differentiated. For one row of a long prompt that saves most of
// the last feed-forward sublayer.
func (t *Trace) narrows(s *stream, layer int) bool {
	if s != t.last() || layer != len(s.layers)-1 || t.taped || len(t.rows) >= s.rows {
		return false
	}
	used := func(site Site) bool { return t.edited(site) || t.keeps(site) }
	for _, p := range afterAttention {
		if used(Site{s.tower.stack, layer, p}) {
			return false
		}
	}
	return !used(Site{s.tower.stack, -1, FinalScale}) && !used(Site{s.tower.stack, -1, Final})
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
	pre, in := t.model.Config.NormPlace == "pre", x
	var err error
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
	copy(x, y) // y's buffer ends with the layer
	return x, nil
}

// layer pulls d, the gradient of the layer's output, back to its input, in place.
func (b *back) layer(s *stream, i int, d []float32) {
	w, tape := &s.tower.layers[i], &s.layers[i]
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

// sublayer pulls d back in place; body adds the gradient of the sublayer's input, given that its output's is d.
func (b *back) sublayer(s *stream, n norm, at normSites, tape *normTape, resid Site, d []float32, body func(dIn []float32)) {
	before, pre := b.work.mark(), b.model.Config.NormPlace == "pre"
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
