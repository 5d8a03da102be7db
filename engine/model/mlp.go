// The feed-forward sublayer; forward and backward.

package model

// mlpTape is what backward needs of one feed-forward sublayer.
type mlpTape struct {
	in              []float32 // [rows, width]
	pre, up, hidden []float32 // [rows, hidden]: hook_pre, hook_pre_linear (gated only), hook_post
	post            normTape
}

// mlp is out(activation(in·x)), or out(activation(gate·x)*(in·x)) for gated ones; normed again where norms are on both sides.
func (t *Trace) mlp(s *stream, layer int, x []float32) ([]float32, error) {
	w, tape := &s.tower.layers[layer].mlp, &s.layers[layer].mlp
	at := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	wide := place{stream: s, a: t.model.Config.hidden(s.tower.stack)}
	tape.in = x
	if w.gate.weight != none {
		tape.pre, tape.up = t.linear(w.gate, x, s.rows), t.linear(w.in, x, s.rows)
	} else {
		tape.pre = t.linear(w.in, x, s.rows)
	}
	if err := t.reach(at(MLPPre), tape.pre, wide); err != nil {
		return nil, err
	}
	if tape.up != nil {
		if err := t.reach(at(MLPPreLinear), tape.up, wide); err != nil {
			return nil, err
		}
	}
	tape.hidden = tape.pre // which nobody reads again, but a backward pass
	if t.taped {
		tape.hidden = t.work.take(len(tape.pre))
	}
	t.activate(tape.hidden, tape.pre, tape.up)
	if err := t.reach(at(MLPPost), tape.hidden, wide); err != nil {
		return nil, err
	}
	out := t.linear(w.out, tape.hidden, s.rows)
	if w.post.gain != none {
		var err error
		if out, err = t.normalize(s, w.post, s.norm(layer, LN2PostScale, LN2Post), out, &tape.post); err != nil {
			return nil, err
		}
	}
	return out, t.reach(at(MLPOut), out, place{stream: s, a: t.model.Config.Width})
}

// mlp pulls d, the gradient of the sublayer's output, back and adds to dx.
func (b *back) mlp(s *stream, layer int, dx, d []float32) {
	w, tape := &s.tower.layers[layer].mlp, &s.layers[layer].mlp
	at := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	wide := place{stream: s, a: b.model.Config.hidden(s.tower.stack)}
	d = b.pulled(at(MLPOut), d, place{stream: s, a: b.model.Config.Width})
	d = b.post(s, w.post, s.norm(layer, LN2PostScale, LN2Post), d, &tape.post)
	dHidden := b.work.take(len(tape.hidden))
	b.linear(w.out, 0, dHidden, d, tape.hidden, s.rows)
	b.pull(at(MLPPost), dHidden, wide)
	if tape.up == nil {
		b.activateGrad(dHidden, nil, dHidden, tape.pre, nil)
		b.pull(at(MLPPre), dHidden, wide)
		b.linear(w.in, 1, dx, dHidden, tape.in, s.rows)
		return
	}
	dPre, dUp := b.work.take(len(tape.pre)), b.work.take(len(tape.up))
	b.activateGrad(dPre, dUp, dHidden, tape.pre, tape.up)
	b.pull(at(MLPPreLinear), dUp, wide)
	b.pull(at(MLPPre), dPre, wide)
	b.linear(w.in, 1, dx, dUp, tape.in, s.rows)
	b.linear(w.gate, 1, dx, dPre, tape.in, s.rows)
}

// post pulls d back through the norm behind a sublayer, if there is one.
func (b *back) post(s *stream, n norm, at normSites, d []float32, tape *normTape) []float32 {
	if n.gain == none {
		return d
	}
	dx := b.work.zeros(len(d))
	b.normalize(s, n, at, dx, b.work.copied(d), tape)
	return dx
}

// activate is the activation of Config, y [rows, hidden].
func (t *Trace) activate(y, pre, up []float32) {
	k := t.model.Kernels
	switch t.model.Config.Activation {
	case GELUTanh:
		k.GELUTanh(y, pre)
	case GELUErf:
		k.GELUErf(y, pre)
	case ReLU:
		k.ReLU(y, pre)
	case SiLU:
		before := t.work.mark()
		k.SiLUGate(y, pre, t.ones(len(pre)))
		t.work.rewind(before)
	case GeGLU:
		k.GELUTanh(y, pre)
		k.Mul(y, up)
	default:
		k.SiLUGate(y, pre, up)
	}
}

// ones is a buffer of ones: the gate of an activation without a gate.
func (t *Trace) ones(n int) []float32 {
	list := t.work.take(n)
	for i := range list {
		list[i] = 1
	}
	return list
}

// activateGrad is its gradient; up and dUp are for gated activations.
func (b *back) activateGrad(dPre, dUp, dy, pre, up []float32) {
	k := b.model.Kernels
	switch b.model.Config.Activation {
	case GELUTanh:
		k.GELUTanhGrad(dPre, dy, pre)
	case GELUErf:
		k.GELUErfGrad(dPre, dy, pre)
	case ReLU:
		k.ReLUGrad(dPre, dy, pre)
	case SiLU:
		before := b.work.mark()
		k.SiLUGateGrad(dPre, b.work.take(len(pre)), b.work.copied(dy), pre, b.ones(len(pre)))
		b.work.rewind(before)
	case GeGLU:
		k.GELUTanh(dUp, pre)
		k.Mul(dUp, dy)
		copy(dPre, up)
		k.Mul(dPre, dy)
		k.GELUTanhGrad(dPre, dPre, pre)
	default:
		k.SiLUGateGrad(dPre, dUp, dy, pre, up)
	}
}
