// The feed-forward sublayer; forward and backward.

package model

// mlpTape is what backward needs of one feed-forward sublayer.
type mlpTape struct {
	in              []float32 // [rows, width]
	pre, up, hidden []float32 // [rows, hidden]: hook_pre, hook_pre_linear (swiglu only), hook_post
}

// mlp is out(activation(in·x)), or out(silu(gate·x)*(in·x)) for swiglu.
func (t *Trace) mlp(s *stream, layer int, x []float32) ([]float32, error) {
	w, tape := &s.tower.layers[layer].mlp, &s.layers[layer].mlp
	at := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	wide := place{stream: s, a: t.model.Config.Hidden}
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
	tape.hidden = t.work.take(len(tape.pre))
	t.model.activate(tape.hidden, tape.pre, tape.up)
	if err := t.reach(at(MLPPost), tape.hidden, wide); err != nil {
		return nil, err
	}
	out := t.linear(w.out, tape.hidden, s.rows)
	return out, t.reach(at(MLPOut), out, place{stream: s, a: t.model.Config.Width})
}

// mlp pulls d, the gradient of the sublayer's output, back and adds to dx.
func (b *back) mlp(s *stream, layer int, dx, d []float32) {
	w, tape := &s.tower.layers[layer].mlp, &s.layers[layer].mlp
	at := func(p Point) Site { return Site{s.tower.stack, layer, p} }
	wide := place{stream: s, a: b.model.Config.Hidden}
	d = b.pulled(at(MLPOut), d, place{stream: s, a: b.model.Config.Width})
	dHidden := b.work.take(len(tape.hidden))
	b.linear(w.out, 0, dHidden, d, tape.hidden, s.rows)
	b.pull(at(MLPPost), dHidden, wide)
	if tape.up == nil {
		b.model.activateGrad(dHidden, nil, dHidden, tape.pre, nil)
		b.pull(at(MLPPre), dHidden, wide)
		b.linear(w.in, 1, dx, dHidden, tape.in, s.rows)
		return
	}
	dPre, dUp := b.work.take(len(tape.pre)), b.work.take(len(tape.up))
	b.model.activateGrad(dPre, dUp, dHidden, tape.pre, tape.up)
	b.pull(at(MLPPreLinear), dUp, wide)
	b.pull(at(MLPPre), dPre, wide)
	b.linear(w.in, 1, dx, dUp, tape.in, s.rows)
	b.linear(w.gate, 1, dx, dPre, tape.in, s.rows)
}

// activate is the activation of Config, y [rows, hidden].
func (m *Model) activate(y, pre, up []float32) {
	switch m.Config.Activation {
	case "gelu_tanh":
		m.Kernels.GELUTanh(y, pre)
	case "gelu_erf":
		m.Kernels.GELUErf(y, pre)
	case "relu":
		m.Kernels.ReLU(y, pre)
	default:
		m.Kernels.SiLUGate(y, pre, up)
	}
}

// activateGrad is its gradient; up and dUp are for swiglu.
func (m *Model) activateGrad(dPre, dUp, dy, pre, up []float32) {
	switch m.Config.Activation {
	case "gelu_tanh":
		m.Kernels.GELUTanhGrad(dPre, dy, pre)
	case "gelu_erf":
		m.Kernels.GELUErfGrad(dPre, dy, pre)
	case "relu":
		m.Kernels.ReLUGrad(dPre, dy, pre)
	default:
		m.Kernels.SiLUGateGrad(dPre, dUp, dy, pre, up)
	}
}
