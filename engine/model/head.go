// The head of masked-word models (BERT, Devlin et al., arXiv:1810.04805) between the last layer and the unembedding:
// LayerNorm(gelu(W·x + b)); forward and backward.

package model

// headTape is what backward needs of the head.
type headTape struct {
	in, pre, post []float32 // [rows, width]
	norm          normTape
}

// headSites are the two sites of its norm.
func (s *stream) headSites() normSites { return s.norm(-1, HeadLNScale, HeadLN) }

// head puts what a tower hands on through the head, if it has one.
func (t *Trace) head(s *stream) error {
	if s.tower.head.weight == none {
		return nil
	}
	p, tape := place{stream: s, a: t.model.Config.Width}, &s.head
	tape.in = s.out
	tape.pre = t.linear(s.tower.head, s.out, s.rows)
	if err := t.reach(Site{s.tower.stack, -1, HeadPre}, tape.pre, p); err != nil {
		return err
	}
	tape.post = t.work.take(len(tape.pre))
	t.model.Kernels.GELUErf(tape.post, tape.pre)
	if err := t.reach(Site{s.tower.stack, -1, HeadPost}, tape.post, p); err != nil {
		return err
	}
	var err error
	s.out, err = t.normalize(s, s.tower.headNorm, s.headSites(), tape.post, &tape.norm)
	return err
}

// head pulls d, the gradient of what the tower hands on, back through the head.
func (b *back) head(s *stream, d []float32) []float32 {
	if s.tower.head.weight == none {
		return d
	}
	p, tape := place{stream: s, a: b.model.Config.Width}, &s.head
	dPost, dx := b.work.zeros(len(d)), b.work.zeros(len(d))
	b.normalize(s, s.tower.headNorm, s.headSites(), dPost, d, &tape.norm)
	b.pull(Site{s.tower.stack, -1, HeadPost}, dPost, p)
	b.model.Kernels.GELUErfGrad(dPost, dPost, tape.pre)
	b.pull(Site{s.tower.stack, -1, HeadPre}, dPost, p)
	b.linear(s.tower.head, 0, dx, dPost, tape.in, s.rows)
	return dx
}
