// The backward pass: gradients of a score with respect to any site, and to every weight.

package model

import (
	"errors"
	"fmt"
)

// Want says which gradients Backward computes. The zero Want computes none that can be read.
type Want struct {
	// Weights asks for the gradient of every weight; an error for a quantised model.
	Weights bool
	// Into, if set, is a Grads of this model whose storage is used again: weight gradients are added to those it holds
	// (see [Grads.Zero]), gradients at sites replace those it held.
	Into *Grads
	// Keep says at which sites the gradient is kept; nil for none.
	Keep func(Site) bool
	// From adds scores that are not logits: each is a gradient that starts at a site (after its edits).
	From []SiteGrad
}

// SiteGrad is the gradient of a score with respect to one sequence's array at a site.
type SiteGrad struct {
	Site Site
	Seq  int
	Grad []float32 // as many values as Trace.At has
}

// Grads is the result of Backward. Gradients at sites are valid until the trace, or the Grads, is used for another pass.
type Grads struct {
	model   *Model
	weights [][]float32 // by number; nil where never asked for
	sites   map[Site]kept
	store   arena
}

// NewGrads makes storage for gradients of this model, all zero, to be used as Want.Into.
func (m *Model) NewGrads() *Grads { return &Grads{model: m, sites: map[Site]kept{}} }

// Weight is the gradient of a weight, shaped like it and stored row by row; nil if weight gradients were not asked for
// or the model has no such weight.
func (g *Grads) Weight(name string) []float32 {
	if i, ok := g.model.numbers[name]; ok && g.weights != nil {
		return g.weights[i]
	}
	return nil
}

// Zero sets all weight gradients to 0.
func (g *Grads) Zero() {
	for _, w := range g.weights {
		clear(w)
	}
}

// Add adds another Grads' weight gradients, as data-parallel training needs.
func (g *Grads) Add(other *Grads) {
	g.prepareWeights()
	for i, w := range other.weights {
		g.model.Kernels.Add(g.weights[i], w)
	}
}

// At is the gradient with respect to what [Trace.At] shows: the site's value after its edits (so, at an edited site, how
// the score would change if that edited value changed). The gradient of the input embeddings is at hook_embed.
// It panics unless Want.Keep held for the site and the pass computed the site for that sequence.
func (g *Grads) At(s Site, seq int) Array {
	a, err := keptAt(g.sites[s], s, seq)
	if err != nil {
		panic("model: gradient at a site or sequence that was not kept")
	}
	return a
}

func (g *Grads) prepareWeights() {
	if g.weights == nil {
		g.weights = make([][]float32, len(g.model.weights))
		for i, w := range g.model.weights {
			g.weights[i] = make([]float32, len(w.F32))
		}
	}
}

// back is a backward pass under way.
type back struct {
	*Trace
	want  Want
	grads *Grads
	seeds map[Site][]int // numbers into want.From
}

// Backward computes gradients of a score whose gradient with respect to the logits is dLogits, [rows, vocab] as
// [Trace.AllLogits] (no values, for a score that does not depend on the logits). The pass must have run with Run.Tape.
// It may be called several times for one trace. Values from a cache are constants.
func (m *Model) Backward(t *Trace, dLogits Array, want Want) (*Grads, error) {
	b := &back{Trace: t, want: want, grads: want.Into}
	if err := b.check(m, dLogits); err != nil {
		return nil, fmt.Errorf("model: backward: %w", err)
	}
	if b.grads == nil {
		b.grads = m.NewGrads()
	}
	clear(b.grads.sites)
	b.grads.store.reset()
	if want.Weights {
		b.grads.prepareWeights()
	}
	defer t.work.rewind(t.taken)
	b.walk(dLogits.Data)
	if t.run.Meter != nil {
		t.add(&t.run.Meter.Backward)
	}
	return b.grads, nil
}

func (b *back) walk(dLogits []float32) {
	d := b.unembed(dLogits)
	for i := b.count - 1; i >= 0; i-- {
		s := &b.streams[i]
		if s.rows == 0 {
			return
		}
		if s.memory != nil {
			s.memory.dOut = b.work.zeros(len(s.memory.out))
		}
		b.tower(s, d)
		if s.memory != nil {
			d = s.memory.dOut
		}
	}
}

// tower pulls d, the gradient of a tower's output, back to its tables.
func (b *back) tower(s *stream, d []float32) {
	d = b.head(s, d)
	if s.tower.final.gain != none {
		sum := b.work.zeros(len(d))
		at := normSites{Site{s.tower.stack, -1, FinalScale}, Site{s.tower.stack, -1, Final}}
		b.normalize(s, s.tower.final, at, sum, d, &s.final)
		d = sum
	}
	for i := len(s.layers) - 1; i >= 0; i-- {
		b.layer(s, i, d)
	}
	b.embed(s, d)
}

func (b *back) check(m *Model, dLogits Array) error {
	t := b.Trace
	switch {
	case t.model != m || b.want.Into != nil && b.want.Into.model != m:
		return errors.New("the trace or Want.Into is of another model")
	case !t.taped || !t.finished:
		return errors.New("want a finished pass that ran with Run.Tape, got one without")
	case len(dLogits.Data) != 0 && len(dLogits.Data) != len(t.logits):
		return fmt.Errorf("want a gradient for each of %d rows × %d logits, got %d values", len(t.rows), m.Config.Vocab, len(dLogits.Data))
	case b.want.Weights && m.quantised:
		return errors.New("a quantised model has no weight gradients; want Weights false")
	}
	for i, seed := range b.want.From {
		if !m.Config.HasSite(seed.Site) {
			return fmt.Errorf("this model has no site %v", seed.Site)
		}
		if seed.Seq < 0 || seed.Seq >= len(t.batch) {
			return fmt.Errorf("gradient from %v: want a sequence of 0..%d, got %d", seed.Site, len(t.batch)-1, seed.Seq)
		}
		if t.listed && (seed.Site.Point == AttnScores || seed.Site.Point == Pattern) {
			return fmt.Errorf("gradient from %v: this pass had no such site, since keys are listed", seed.Site)
		}
		if want := t.size(seed.Site, seed.Seq); len(seed.Grad) != want {
			return fmt.Errorf("gradient from %v: want %d values, got %d", seed.Site, want, len(seed.Grad))
		}
		if b.seeds == nil {
			b.seeds = map[Site][]int{}
		}
		b.seeds[seed.Site] = append(b.seeds[seed.Site], i)
	}
	return nil
}

// weight is where the gradient of a weight gathers; nil if it is not wanted.
func (b *back) weight(number int) []float32 {
	if number == none || !b.want.Weights {
		return nil
	}
	return b.grads.weights[number]
}

// concerns says whether the gradient at a site is kept, or starts there.
func (b *back) concerns(s Site) bool {
	return b.want.Keep != nil && b.want.Keep(s) || len(b.seeds[s]) > 0
}

// pull is reach's backward: g, the gradient after the edits at a site, is kept if asked for, and becomes the gradient
// before them.
func (b *back) pull(s Site, g []float32, p place) {
	for _, number := range b.seeds[s] {
		seed := b.want.From[number]
		b.model.Kernels.Add(p.of(g, seed.Seq).Data, seed.Grad)
	}
	if b.want.Keep != nil && b.want.Keep(s) {
		b.grads.sites[s] = kept{b.grads.store.copied(g[:p.len()]), p}
	}
	if !b.edited(s) {
		return
	}
	numbers := b.edits[b.slot(s)]
	for i := len(numbers) - 1; i >= 0; i-- {
		e := b.run.Edits[numbers[i]]
		if e.Seq == Joint {
			e.Edit.Pull(p.all(g))
			continue
		}
		for seq, span := range p.stream.spans {
			if (e.Seq < 0 || e.Seq == seq) && span.rows > 0 {
				e.Edit.Pull(p.of(g, seq))
			}
		}
	}
}

// pulled is pull for a gradient that is still needed as it is: a copy if anything changes it.
func (b *back) pulled(s Site, g []float32, p place) []float32 {
	if b.edited(s) || len(b.seeds[s]) > 0 {
		g = b.work.copied(g)
	}
	b.pull(s, g, p)
	return g
}

// size is the number of values of one sequence at a site.
func (t *Trace) size(s Site, seq int) int {
	c, stream := t.model.Config, t.last()
	if s.Stack == Encoder || (s.Point == CrossK || s.Point == CrossV) {
		stream = &t.streams[0]
	}
	span := stream.spans[seq]
	switch s.Point {
	case LN1Scale, LNCrossScale, LN2Scale, FinalScale, EmbedLNScale, LN1PostScale, LN2PostScale, HeadLNScale:
		return span.rows
	case Q, QNorm, RotQ, Z, CrossQ, CrossZ:
		return span.rows * c.Heads * c.HeadDim
	case K, V, KNorm, RotK, CrossK, CrossV:
		return span.rows * c.KVHeads * c.HeadDim
	case AttnScores, Pattern:
		return c.Heads * span.rows * span.keys()
	case CrossScores, CrossPattern:
		return c.Heads * span.rows * span.source
	case Result, CrossResult:
		return span.rows * c.Heads * c.Width
	case MLPPre, MLPPreLinear, MLPPost:
		return span.rows * c.hidden(stream.tower.stack)
	}
	return span.rows * c.Width
}
