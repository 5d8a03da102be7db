// The forward pass: check the batch, lay its rows out, run each tower, compute the logits asked for.

package model

import (
	"errors"
	"fmt"
)

// Forward runs the model over a batch. Caches of the batch are extended if, and only if, it succeeds.
// The error of a batch or edit that does not fit names the sequence or site, what was wanted and what came.
func (m *Model) Forward(batch Batch, run Run) (*Trace, error) {
	t := run.Reuse
	if t == nil {
		t = &Trace{model: m}
	} else if t.model != m {
		return nil, errors.New("model: Run.Reuse is a trace of another model")
	}
	t.begin(batch, run)
	if err := t.layOut(batch); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := t.placeEdits(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if err := t.forward(); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	t.commitCaches()
	t.run.Reuse, t.finished = nil, true
	if run.Meter != nil {
		t.add(&run.Meter.Forward)
	}
	return t, nil
}

// begin clears what an earlier pass left, keeping the storage.
func (t *Trace) begin(batch Batch, run Run) {
	t.batch = append(t.batch[:0], batch...)
	t.run, t.taped = run, run.Tape
	if run.Encode {
		t.run.Logits = LogitRows{Mode: NoRows}
	}
	t.work.reset()
	t.keep.reset()
	t.rows, t.perSeq = t.rows[:0], t.perSeq[:0]
	t.done, t.finished, t.narrowed, t.listed = 0, false, false, false
	t.edits = nil
	t.logits, t.picked, t.final = nil, nil, nil
	if t.kept || t.values == nil {
		t.values = make([]kept, t.slots())
		t.kept = false
	}
}

// forward runs the towers in order.
func (t *Trace) forward() error {
	for i := range t.count {
		if err := t.tower(&t.streams[i]); err != nil {
			return err
		}
		if t.run.Encode && i < t.count-1 {
			t.taken = t.work.mark()
			return t.unfired()
		}
	}
	if err := t.unembed(); err != nil {
		return err
	}
	t.taken = t.work.mark()
	return t.unfired()
}

// tower runs one stream through its layers and last norm.
func (t *Trace) tower(s *stream) error {
	if s.rows == 0 {
		t.done += len(s.layers)
		return nil
	}
	x, err := t.embed(s)
	if err != nil {
		return err
	}
	for i := range s.layers {
		before := t.work.mark()
		if x, err = t.layer(s, i, x); err != nil {
			return err
		}
		if !t.taped {
			t.work.rewind(before)
		}
		if err := t.yield(); err != nil {
			return err
		}
	}
	return t.finish(s, x)
}

// finish is what stands between a tower's last layer, whose output is x, and what it hands on.
func (t *Trace) finish(s *stream, x []float32) (err error) {
	s.out = x
	if s.tower.final.gain != none {
		at := normSites{Site{s.tower.stack, -1, FinalScale}, Site{s.tower.stack, -1, Final}}
		if s.out, err = t.normalize(s, s.tower.final, at, x, &s.final); err != nil {
			return err
		}
	}
	return t.head(s)
}

// yield reports a finished layer.
func (t *Trace) yield() error {
	t.done++
	return t.breathe()
}

// breathe reports what is done so far.
func (t *Trace) breathe() error {
	if t.run.Yield == nil {
		return nil
	}
	return t.run.Yield(t.done, t.model.Layers())
}

// residual is x + add: a new buffer if backward will want x, x itself otherwise.
func (t *Trace) residual(x, add []float32) []float32 {
	if t.taped {
		x = t.work.copied(x)
	}
	t.model.Kernels.Add(x, add)
	return x
}

// layOut checks the batch and lays its rows out in streams.
func (t *Trace) layOut(batch Batch) error {
	m := t.model
	if len(batch) == 0 {
		return errors.New("the batch has no sequences")
	}
	t.count = len(m.plan.towers)
	for i := range t.count {
		t.streams[i].begin(&m.plan.towers[i])
	}
	last := t.last()
	if last.tower.cross {
		last.memory = &t.streams[0]
	}
	for i := range batch {
		if err := t.addSequence(i, &batch[i]); err != nil {
			return fmt.Errorf("sequence %d: %w", i, err)
		}
	}
	for i, seq := range batch {
		if seq.Cache != nil && !seq.Cache.view {
			for _, other := range batch[:i] {
				if other.Cache == seq.Cache {
					return fmt.Errorf("sequence %d: its cache is another sequence's too; want a fork or a view", i)
				}
			}
			seq.Cache.reserve(len(seq.Tokens))
		}
	}
	if err := t.layOutLogits(); err != nil {
		return err
	}
	return nil
}

func (t *Trace) addSequence(i int, seq *Sequence) error {
	last := t.last()
	past, source := 0, 0
	if c := seq.Cache; c != nil {
		switch {
		case c.model != t.model:
			return errors.New("its cache is of another model")
		case !last.tower.causal:
			return errors.New("an encoder has no cache")
		}
		past, source = c.len, c.SourceLen()
	}
	if err := t.checkTokens("tokens", seq.Tokens, seq.Positions, past); err != nil {
		return err
	}
	if last.tower.cross {
		switch {
		case source > 0 && seq.Source != nil:
			return errors.New("want no source, for its cache holds one; got one")
		case source == 0:
			if err := t.checkTokens("source", seq.Source, seq.SourcePositions, 0); err != nil {
				return err
			}
			source = len(seq.Source)
		}
		t.streams[0].add(seq.Source, seq.SourcePositions, 0, 0)
	} else if seq.Source != nil {
		return fmt.Errorf("want no source for a model of kind %s, got one", t.model.Config.Kind)
	}
	last.add(seq.Tokens, seq.Positions, past, source)
	if seq.Keys == nil {
		return nil
	}
	t.listed = true
	return t.checkKeys(seq)
}

// checkTokens checks one list of tokens and its positions.
func (t *Trace) checkTokens(what string, ids []int32, positions []int, past int) error {
	c := t.model.Config
	if len(ids) == 0 {
		return fmt.Errorf("want at least one token in %s, got none", what)
	}
	if positions == nil && past+len(ids) > c.Context {
		return fmt.Errorf("want at most %d %s (the context), got %d", c.Context, what, past+len(ids))
	}
	if positions != nil && len(positions) != len(ids) {
		return fmt.Errorf("want a position for each of %d %s, got %d", len(ids), what, len(positions))
	}
	for i, id := range ids {
		if id < 0 || int(id) >= c.Vocab {
			return fmt.Errorf("%s: want tokens of 0..%d, got %d at %d", what, c.Vocab-1, id, i)
		}
		if positions != nil && (positions[i] < 0 || positions[i] >= c.Context) {
			return fmt.Errorf("%s: want positions of 0..%d, got %d at %d", what, c.Context-1, positions[i], i)
		}
	}
	return nil
}

// placeEdits checks every edit's site and sequence, and sorts edits by site.
func (t *Trace) placeEdits() error {
	if len(t.run.Edits) == 0 {
		return nil
	}
	t.edits, t.fired = map[int][]int{}, make([]bool, len(t.run.Edits))
	for i, e := range t.run.Edits {
		_, blanks := e.Edit.(BlankKeys)
		switch {
		case e.Edit == nil:
			return fmt.Errorf("edit %d at %v: want an edit, got nil", i, e.Site)
		case !t.model.Config.HasSite(e.Site):
			return fmt.Errorf("edit %d: this model has no site %v", i, e.Site)
		case e.Seq >= len(t.batch) || e.Seq < Joint:
			return fmt.Errorf("edit %d at %v: want a sequence of 0..%d, got %d", i, e.Site, len(t.batch)-1, e.Seq)
		case blanks && e.Site.Point != AttnScores && e.Site.Point != CrossScores:
			return fmt.Errorf("edit %d at %v: want an attention-scores site to blank keys", i, e.Site)
		}
		slot := t.slot(e.Site)
		t.edits[slot] = append(t.edits[slot], i)
	}
	return nil
}

// unfired is the error of edits that the pass never came to.
func (t *Trace) unfired() error {
	if t.edits == nil {
		return nil
	}
	for i, fired := range t.fired {
		if !fired {
			return fmt.Errorf("edit %d at %v, sequence %d: never reached in this pass (its source is cached, or its keys are listed)",
				i, t.run.Edits[i].Site, t.run.Edits[i].Seq)
		}
	}
	return nil
}
