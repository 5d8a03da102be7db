// Embedding: tokens to vectors, and position information; forward and backward.

package model

import "math"

// Sinusoid is the fixed position table of Vaswani et al. 2017, [context, width]:
// sin(p/10000^(2i/width)) in column 2i and the cosine of the same angle in column 2i+1.
func Sinusoid(context, width int) []float32 {
	table := make([]float32, context*width)
	for p := range context {
		for i := 0; i+1 < width; i += 2 {
			angle := float64(p) * math.Pow(10000, -float64(i)/float64(width))
			table[p*width+i], table[p*width+i+1] = float32(math.Sin(angle)), float32(math.Cos(angle))
		}
	}
	return table
}

// embed is the input of layer 0, [rows, width].
func (t *Trace) embed(s *stream) ([]float32, error) {
	m, width := t.model, t.model.Config.Width
	k := m.Kernels
	p := place{stream: s, a: width}
	x := t.work.take(s.rows * width)
	if table := m.weights[m.plan.embed]; table.F32 != nil {
		k.Gather(x, table.F32, s.ids, width)
	} else {
		k.GatherQ8(x, table.Q8, s.ids)
	}
	if m.Config.EmbedScale {
		k.Scale(float32(math.Sqrt(float64(width))), x)
	}
	if err := t.reach(Site{s.tower.stack, -1, Embed}, x, p); err != nil {
		return nil, err
	}
	table := m.sinusoid
	if s.tower.position != none {
		table = m.floats(s.tower.position)
	}
	if table == nil {
		t.angles(s)
		return x, nil
	}
	before := t.work.mark()
	position := t.work.take(s.rows * width)
	k.Gather(position, table, s.positions, width)
	if err := t.reach(Site{s.tower.stack, -1, PosEmbed}, position, p); err != nil {
		return nil, err
	}
	k.Add(x, position)
	t.work.rewind(before)
	return x, nil
}

// angles computes the cosines and sines of rotary positions, [rows, head dim/2].
func (t *Trace) angles(s *stream) {
	frequency := t.model.frequency
	s.cos, s.sin = t.work.take(s.rows*len(frequency)), t.work.take(s.rows*len(frequency))
	for i, position := range s.positions {
		for j, f := range frequency {
			sin, cos := math.Sincos(float64(position) * f)
			s.cos[i*len(frequency)+j], s.sin[i*len(frequency)+j] = float32(cos), float32(sin)
		}
	}
}

// embed pulls d, the gradient of layer 0's input, back to the tables.
func (b *back) embed(s *stream, d []float32) {
	m, width := b.model, b.model.Config.Width
	p := place{stream: s, a: width}
	if m.Config.Position != "rotary" {
		before := b.work.mark()
		position := b.pulled(Site{s.tower.stack, -1, PosEmbed}, d, p)
		if table := b.weight(s.tower.position); table != nil {
			m.Kernels.Scatter(table, position, s.positions, width)
		}
		b.work.rewind(before)
	}
	b.pull(Site{s.tower.stack, -1, Embed}, d, p)
	if table := b.weight(m.plan.embed); table != nil {
		if m.Config.EmbedScale {
			m.Kernels.Scale(float32(math.Sqrt(float64(width))), d)
		}
		m.Kernels.Scatter(table, d, s.ids, width)
	}
}
