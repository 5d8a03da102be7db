// A Trace is one pass: its storage, what was kept of it, and (with Run.Tape) what Backward needs.

package model

import (
	"fmt"
	"slices"
)

// Trace is the result of a forward pass. It stays valid until it is given to another pass as Run.Reuse.
// A Trace is used by one goroutine at a time.
type Trace struct {
	model *Model
	batch []Sequence // copied, so that Backward sees the batch as it was
	run   Run
	taped bool

	work, keep arena
	taken      mark // of work, at the end of the forward pass
	streams    [2]stream
	count      int // of streams in use; the last makes the logits

	edits  map[int][]int // by slot: numbers into run.Edits, in order
	fired  []bool        // by edit
	values []kept        // by slot
	kept   bool          // whether any of values is set

	rows     []int // of the last stream, whose logits were computed, all sequences
	perSeq   []int // where each sequence's start in rows, and the end
	final    []float32
	picked   []float32 // final at rows
	narrowed bool      // final has only those rows; see narrow
	logits   []float32 // [len(rows), vocab]
	stretch  []stretch
	group    []group
	listed   bool // some sequence lists its keys
	done     int
	finished bool
}

// kept is the values of one site.
type kept struct {
	data  []float32
	place place
}

// slot numbers a site densely.
func (t *Trace) slot(s Site) int {
	layers := max(t.model.Config.EncoderLayers, t.model.Config.DecoderLayers) + 1
	return (int(s.Stack)*layers+s.Layer+1)*points + int(s.Point)
}

func (t *Trace) slots() int {
	return 3 * points * (max(t.model.Config.EncoderLayers, t.model.Config.DecoderLayers) + 1)
}

// At is what a site held in one sequence of the batch, after its edits. The site must have been kept (Run.Keep).
// The array is the trace's own: valid as long as the trace is, and not to be changed.
func (t *Trace) At(s Site, seq int) (Array, error) {
	if !t.model.Config.HasSite(s) {
		return Array{}, fmt.Errorf("trace: this model has no site %v", s)
	}
	return keptAt(t.values[t.slot(s)], s, seq)
}

func keptAt(k kept, s Site, seq int) (Array, error) {
	switch {
	case k.place.stream == nil:
		return Array{}, fmt.Errorf("site %v: not kept in this pass (or not computed in it)", s)
	case seq < 0 || seq >= len(k.place.stream.spans):
		return Array{}, fmt.Errorf("site %v: want a sequence of 0..%d, got %d", s, len(k.place.stream.spans)-1, seq)
	case k.place.stream.spans[seq].rows == 0:
		return Array{}, fmt.Errorf("site %v: sequence %d took its source from a cache", s, seq)
	}
	return k.place.of(k.data, seq), nil
}

// Logits is [rows, vocab] for one sequence: the rows that Run.Logits asked for, in that order.
func (t *Trace) Logits(seq int) Array {
	from, to := t.perSeq[seq], t.perSeq[seq+1]
	vocab := t.model.Config.Vocab
	return Array{t.logits[from*vocab : to*vocab], []int{to - from, vocab}}
}

// AllLogits is [rows, vocab] for the whole batch, sequence after sequence: the array that dLogits of Backward matches.
func (t *Trace) AllLogits() Array {
	return Array{t.logits, []int{len(t.rows), t.model.Config.Vocab}}
}

// LogitRows is which rows of the sequence (0 is the first of this pass) Logits has.
func (t *Trace) LogitRows(seq int) []int {
	rows := slices.Clone(t.rows[t.perSeq[seq]:t.perSeq[seq+1]])
	for i := range rows {
		rows[i] -= t.last().spans[seq].start
	}
	return rows
}

// last is the stream that makes the logits.
func (t *Trace) last() *stream { return &t.streams[t.count-1] }

// edited says whether any edit is placed at a site.
func (t *Trace) edited(s Site) bool { return t.edits != nil && len(t.edits[t.slot(s)]) > 0 }

// keeps says whether a site is kept.
func (t *Trace) keeps(s Site) bool { return t.run.Keep != nil && t.run.Keep(s) }

// reach is called when the pass comes to a site, with its values for all sequences: edits change them in place, and a
// copy is kept if asked for.
func (t *Trace) reach(s Site, data []float32, p place) error {
	if t.edited(s) {
		for _, number := range t.edits[t.slot(s)] {
			if err := t.apply(number, data, p); err != nil {
				return err
			}
		}
	}
	if t.keeps(s) {
		t.values[t.slot(s)] = kept{t.keep.copied(data[:p.len()]), p}
		t.kept = true
	}
	return nil
}

// apply carries out one edit on the sequences it is placed on.
func (t *Trace) apply(number int, data []float32, p place) error {
	e := t.run.Edits[number]
	fail := func(err error) error {
		return fmt.Errorf("edit %d at %v: %w", number, e.Site, err)
	}
	if e.Seq == Joint {
		if p.kind != rowValues {
			return fail(fmt.Errorf("want a site with one row a position for a joint edit"))
		}
		t.fired[number] = true
		if err := e.Edit.Apply(p.all(data)); err != nil {
			return fail(err)
		}
		return nil
	}
	for seq, span := range p.stream.spans {
		if (e.Seq >= 0 && e.Seq != seq) || span.rows == 0 {
			continue
		}
		t.fired[number] = true
		if err := e.Edit.Apply(p.of(data, seq)); err != nil {
			return fail(fmt.Errorf("sequence %d: %w", seq, err))
		}
	}
	return nil
}
