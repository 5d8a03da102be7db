// Logits for the rows asked for; forward and backward.

package model

import "fmt"

// layOutLogits lists the rows whose logits are wanted.
func (t *Trace) layOutLogits() error {
	l, s := t.run.Logits, t.last()
	if l.Mode == SomeRows && len(l.Rows) != len(s.spans) {
		return fmt.Errorf("logits: want a list of rows for each of %d sequences, got %d", len(s.spans), len(l.Rows))
	}
	for seq, span := range s.spans {
		t.perSeq = append(t.perSeq, len(t.rows))
		switch l.Mode {
		case AllRows:
			for i := range span.rows {
				t.rows = append(t.rows, span.start+i)
			}
		case LastRow:
			t.rows = append(t.rows, span.start+span.rows-1)
		case SomeRows:
			for _, row := range l.Rows[seq] {
				if row < 0 || row >= span.rows {
					return fmt.Errorf("logits: sequence %d: want rows of 0..%d, got %d", seq, span.rows-1, row)
				}
				t.rows = append(t.rows, span.start+row)
			}
		}
	}
	t.perSeq = append(t.perSeq, len(t.rows))
	return nil
}

// unembedRows is how many rows are multiplied between two calls of Yield: with a large vocabulary the logits are the longest
// work of a pass.
const unembedRows = 128

// unembed computes the logits of the rows asked for.
func (t *Trace) unembed() error {
	m := t.model
	t.final = t.last().out
	t.picked = t.final
	if t.run.Logits.Mode != AllRows && !t.narrowed {
		t.picked = t.pick(t.final)
	}
	t.logits = t.keep.take(len(t.rows) * m.Config.Vocab)
	if len(t.rows) == 0 {
		return nil
	}
	c := &m.Config
	for from := 0; from < len(t.rows); from += unembedRows {
		if from > 0 {
			if err := t.breathe(); err != nil {
				return err
			}
		}
		to := min(from+unembedRows, len(t.rows))
		m.multiply(t.logits[from*c.Vocab:to*c.Vocab], t.picked[from*c.Width:to*c.Width], m.plan.unembed, to-from)
	}
	if c.LogitScale > 0 {
		m.Kernels.Scale(c.LogitScale, t.logits)
	}
	if bias := m.floats(m.plan.unembedBias); bias != nil {
		m.Kernels.AddRow(t.logits, bias, len(t.rows), c.Vocab)
	}
	if c.LogitCap > 0 {
		softCap(t.logits, c.LogitCap)
	}
	return nil
}

// beforeLogits pulls dLogits back through cap, bias and scale.
func (b *back) beforeLogits(dLogits []float32) []float32 {
	c := &b.model.Config
	db := b.weight(b.model.plan.unembedBias)
	if c.LogitCap > 0 || c.LogitScale > 0 {
		dLogits = b.work.copied(dLogits)
	}
	if c.LogitCap > 0 {
		softCapGrad(dLogits, b.logits, c.LogitCap)
	}
	if db != nil {
		b.model.Kernels.SumRows(db, dLogits, len(b.rows), c.Vocab)
	}
	if c.LogitScale > 0 {
		b.model.Kernels.Scale(c.LogitScale, dLogits)
	}
	return dLogits
}

// pick copies the rows of x, [rows, width], whose logits are wanted.
func (t *Trace) pick(x []float32) []float32 {
	width := t.model.Config.Width
	picked := t.work.take(len(t.rows) * width)
	for i, row := range t.rows {
		copy(picked[i*width:(i+1)*width], x[row*width:(row+1)*width])
	}
	return picked
}

// unembed pulls dLogits, [rows asked for, vocab], back to the output of the last tower.
func (b *back) unembed(dLogits []float32) []float32 {
	m, width, rows := b.model, b.model.Config.Width, len(b.rows)
	d := b.work.zeros(len(b.final))
	if len(dLogits) == 0 {
		return d
	}
	dLogits = b.beforeLogits(dLogits)
	if dw := b.weight(m.plan.unembed); dw != nil {
		m.Kernels.GemmTN(m.Config.Vocab, width, rows, 1, dLogits, m.Config.Vocab, b.picked, width, 1, dw, width)
	}
	if b.run.Logits.Mode == AllRows {
		m.multiplyGrad(0, d, dLogits, m.plan.unembed, rows)
		return d
	}
	before := b.work.mark()
	dPicked := b.work.take(rows * width)
	m.multiplyGrad(0, dPicked, dLogits, m.plan.unembed, rows)
	for i, row := range b.rows {
		m.Kernels.Add(d[row*width:(row+1)*width], dPicked[i*width:(i+1)*width])
	}
	b.work.rewind(before)
	return d
}

// Project is what the model would say if its last tower ended with x, [rows, width]: the last norm (in pre-norm models),
// the head and the unembedding, [rows, vocab]. Given hook_resid_post of a layer it is the logit lens (nostalgebraist 2020);
// in a post-norm model give it the layer's ln2.hook_normalized. It is the end of Forward, on rows of its own.
func (m *Model) Project(x Array) (Array, error) {
	width := m.Config.Width
	if len(x.Data) == 0 || len(x.Data)%width != 0 {
		return Array{}, fmt.Errorf("model: project: want rows of width %d, got %d values", width, len(x.Data))
	}
	t, rows := &Trace{model: m, count: 1}, len(x.Data)/width
	s := t.last()
	s.begin(&m.plan.towers[len(m.plan.towers)-1])
	s.rows, s.spans = rows, []span{{rows: rows}}
	for i := range rows {
		t.rows = append(t.rows, i)
	}
	if err := t.finish(s, x.Data); err != nil {
		return Array{}, fmt.Errorf("model: project: %w", err)
	}
	err := t.unembed()
	return Array{t.logits, []int{rows, m.Config.Vocab}}, err
}
