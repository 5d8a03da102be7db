// Generation, one token at a time, with a cache.

package model

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// ErrStop, returned by an emit function, ends generation without an error.
var ErrStop = errors.New("model: generation stopped")

// Step is one generated token.
type Step struct {
	Index  int       // 0, 1, 2 …
	Token  int32     //
	Logits []float32 // [vocab] what it was chosen from; valid until emit returns
	Trace  *Trace    // the pass that made them (its last row), with what Observe.Keep kept; valid until emit returns
	Ended  bool      // this token ends the text (Config.End or one of Sampling.Stop)
}

// LogProb is the log-probability of the token at temperature 1, nothing cut off.
func (s Step) LogProb() float64 { return float64(s.Logits[s.Token]) - LogSum(s.Logits) }

// Observe is what [Model.GenerateObserved] does in every pass. Its fields are those of [Run].
type Observe struct {
	Keep  func(Site) bool
	Edits []PlacedEdit
	Yield func(done, total int) error
}

// Generate continues a sequence (for an encoder–decoder, writes what Source calls for, after Tokens, which usually are
// just the begin token) and calls emit with each token. It ends after a token that ends the text, after
// s.MaxTokens, at the end of the context, or with emit's error. seq.Cache, if given, is extended: by all tokens but the last.
func (m *Model) Generate(seq Sequence, s Sampling, emit func(Step) error) error {
	return m.GenerateObserved(seq, s, Observe{}, emit)
}

// GenerateObserved is Generate with sites kept and edited. Without edits each pass computes only the newest row.
// With edits, every pass computes all rows again (those after seq.Cache, which is then only read), so that each row of
// the text is made under the edits and an edit's indices mean the same positions throughout.
func (m *Model) GenerateObserved(seq Sequence, s Sampling, o Observe, emit func(Step) error) error {
	if err := s.Check(); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	again := len(o.Edits) > 0
	switch {
	case again && seq.Cache != nil:
		seq.Cache = seq.Cache.View(seq.Cache.len)
	case seq.Cache == nil && !again && m.plan.towers[len(m.plan.towers)-1].causal:
		seq.Cache = m.NewCache()
	}
	if !m.plan.towers[len(m.plan.towers)-1].causal {
		return fmt.Errorf("model: a model of kind %s does not generate", m.Config.Kind)
	}
	seq.Tokens, seq.Positions = slices.Clone(seq.Tokens), slices.Clone(seq.Positions)
	var choose chooser
	random := Stream(s.Seed)
	run := Run{Keep: o.Keep, Edits: o.Edits, Yield: o.Yield, Logits: LogitRows{Mode: LastRow}}
	batch, length := Batch{seq}, len(seq.Tokens)
	if seq.Cache != nil {
		length += seq.Cache.len
	}
	for i := 0; s.MaxTokens == 0 || i < s.MaxTokens; i++ {
		trace, err := m.Forward(batch, run)
		if err != nil {
			return err
		}
		run.Reuse = trace
		logits := trace.logits
		token, err := m.next(logits, s, i, &choose, random)
		if err != nil {
			return err
		}
		ended := m.Config.ends(token, s.Stop)
		if err := emit(Step{i, token, logits, trace, ended}); err != nil || ended {
			if errors.Is(err, ErrStop) {
				return nil
			}
			return err
		}
		if length++; length > m.Config.Context {
			return nil
		}
		batch[0].extend(token, length-1, again)
	}
	return nil
}

// next is the token of step i: a forced one, or a chosen one.
func (m *Model) next(logits []float32, s Sampling, i int, choose *chooser, random *rand.Rand) (int32, error) {
	if i < len(s.Forced) {
		if token := s.Forced[i]; token >= 0 && int(token) < m.Config.Vocab {
			return token, nil
		}
		return 0, fmt.Errorf("model: want forced tokens of 0..%d, got %d", m.Config.Vocab-1, s.Forced[i])
	}
	token := choose.choose(logits, s, random)
	if v := float64(logits[token]); math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("model: the logits of step %d are not finite numbers", i)
	}
	return token, nil
}

// extend makes the input of the next pass: the new token after the others, or alone if a cache has the others.
func (s *Sequence) extend(token int32, position int, again bool) {
	if !again {
		s.Source, s.SourcePositions, s.Positions = nil, nil, nil
		s.Tokens = append(s.Tokens[:0], token)
		return
	}
	s.Tokens = append(s.Tokens, token)
	if s.Positions != nil {
		s.Positions = append(s.Positions, position)
	}
}

// ends says whether a token ends the text.
func (c Config) ends(token int32, stop []int32) bool {
	return c.Ends(token) || slices.Contains(stop, token)
}
