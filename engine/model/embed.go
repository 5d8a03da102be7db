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

// SinusoidHalves is [Sinusoid] with all sines in the first half of the columns and all cosines in the second (Marian).
func SinusoidHalves(context, width int) []float32 {
	table := Sinusoid(context, width)
	turned := make([]float32, len(table))
	for i, v := range table {
		column := i % width
		turned[i-column+column/2+column%2*(width/2)] = v
	}
	return turned
}

// embed is the input of layer 0, [rows, width].
func (t *Trace) embed(s *stream) ([]float32, error) {
	m, width := t.model, t.model.Config.Width
	k := m.Kernels
	p := place{stream: s, a: width}
	x := t.work.take(s.rows * width)
	m.matrices[s.tower.embed].Gather(k, x, s.ids)
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
	if table != nil {
		before := t.work.mark()
		position := t.work.take(s.rows * width)
		k.Gather(position, table, s.positions, width)
		if err := t.reach(Site{s.tower.stack, -1, PosEmbed}, position, p); err != nil {
			return nil, err
		}
		k.Add(x, position)
		t.work.rewind(before)
	}
	s.cos, s.sin = t.angles(s, m.frequency)
	s.localCos, s.localSin = t.angles(s, m.local)
	if s.tower.embedNorm.gain == none {
		return x, nil
	}
	at := normSites{Site{s.tower.stack, -1, EmbedLNScale}, Site{s.tower.stack, -1, EmbedLN}}
	return t.normalize(s, s.tower.embedNorm, at, x, &s.embedLN)
}

// angles computes the cosines and sines of rotary positions, [rows, pairs]; nil without frequencies.
func (t *Trace) angles(s *stream, frequency []float64) (cos, sin []float32) {
	if frequency == nil {
		return nil, nil
	}
	n := len(frequency)
	cos, sin = t.work.take(s.rows*n), t.work.take(s.rows*n)
	for i, position := range s.positions {
		for j, f := range frequency {
			y, x := math.Sincos(float64(position) * f)
			cos[i*n+j], sin[i*n+j] = float32(x), float32(y)
		}
	}
	return cos, sin
}

// embed pulls d, the gradient of layer 0's input, back to the tables.
func (b *back) embed(s *stream, d []float32) {
	m, width := b.model, b.model.Config.Width
	p := place{stream: s, a: width}
	if s.tower.embedNorm.gain != none {
		sum := b.work.zeros(len(d))
		at := normSites{Site{s.tower.stack, -1, EmbedLNScale}, Site{s.tower.stack, -1, EmbedLN}}
		b.normalize(s, s.tower.embedNorm, at, sum, d, &s.embedLN)
		d = sum
	}
	if m.Config.Position.Added() {
		before := b.work.mark()
		position := b.pulled(Site{s.tower.stack, -1, PosEmbed}, d, p)
		if table := b.weight(s.tower.position); table != nil {
			m.Kernels.Scatter(table, position, s.positions, width)
		}
		b.work.rewind(before)
	}
	b.pull(Site{s.tower.stack, -1, Embed}, d, p)
	if table := b.weight(s.tower.embed); table != nil {
		if m.Config.EmbedScale {
			m.Kernels.Scale(float32(math.Sqrt(float64(width))), d)
		}
		m.Kernels.Scatter(table, d, s.ids, width)
	}
}
