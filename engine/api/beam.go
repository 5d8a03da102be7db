package api

import (
	"errors"
	"math"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// widestBeam bounds the work of a beam search.
const widestBeam = 32

// beam finds the best outputs by beam search: at every step the Width likeliest continuations of the Width best
// unfinished outputs go on. Finished outputs are ranked by log-probability over ((5+length)/6)^α.
func beam(c *Call, p BeamParams) (BeamResult, error) {
	if err := errors.Join(problem.Within("width", p.Width, 1, widestBeam), problem.Within("length_penalty", p.LengthPenalty, -10, 10),
		problem.Within("max_tokens", p.MaxTokens, 0, mostTokens)); err != nil {
		return BeamResult{}, err
	}
	r, err := c.read(p.Input)
	if err != nil {
		return BeamResult{}, err
	}
	if err := c.writes(); err != nil {
		return BeamResult{}, err
	}
	s := search{call: c, params: p, before: r.before(), limit: c.limit(r, p.MaxTokens)}
	if len(r.edits) > 0 && r.source == nil || r.positions != nil && r.source == nil {
		return BeamResult{}, problem.Unfit("input.positions", `""`, p.Input.Positions)
	}
	if err := s.start(r); err != nil {
		return BeamResult{}, err
	}
	for len(s.open) > 0 && !s.settled() {
		if err := c.Yield(len(s.open[0].ids), s.limit); err != nil {
			return BeamResult{}, err
		}
		if err := s.advance(); err != nil {
			return BeamResult{}, err
		}
	}
	return s.result(), nil
}

// branch is one output on the way.
type branch struct {
	ids     []int32
	logProb float64
	probs   []float32
	cache   *model.Cache
	logits  []float32 // of the next token
}

// search is one beam search.
type search struct {
	before     []int32 // what the output goes on after
	call       *Call
	params     BeamParams
	limit      int
	open, done []branch
	trace      *model.Trace
}

// start runs the input once.
func (s *search) start(r reading) error {
	sequence := r.sequence(nil)
	sequence.Cache = s.call.Model.NewCache()
	trace, err := s.run(model.Batch{sequence}, r.edits)
	if err != nil {
		return err
	}
	s.open = []branch{{cache: sequence.Cache, logits: slices.Clone(trace.Logits(0).Data)}}
	return nil
}

func (s *search) run(batch model.Batch, edits []model.PlacedEdit) (*model.Trace, error) {
	trace, err := s.call.Model.Forward(batch, model.Run{
		Edits: edits, Logits: model.LogitRows{Mode: model.LastRow}, Yield: s.call.pause, Reuse: s.trace,
	})
	s.trace = trace
	return trace, err
}

// advance extends every open branch by a token, all in one batch.
func (s *search) advance() error {
	var next []branch
	for _, p := range s.open {
		next = append(next, s.extensions(p)...)
	}
	slices.SortStableFunc(next, func(a, b branch) int { return compareDown(a.logProb, b.logProb) })
	next = next[:min(len(next), s.params.Width)]
	s.open = nil
	var batch model.Batch
	for _, p := range next {
		if last := p.ids[len(p.ids)-1]; s.call.Model.Config.Ends(last) || len(p.ids) >= s.limit {
			s.done = append(s.done, p)
			continue
		}
		p.cache = p.cache.Fork(p.cache.Len())
		batch = append(batch, model.Sequence{Tokens: p.ids[len(p.ids)-1:], Cache: p.cache})
		s.open = append(s.open, p)
	}
	if len(batch) == 0 {
		return nil
	}
	trace, err := s.run(batch, nil)
	if err != nil {
		return err
	}
	for i := range s.open {
		s.open[i].logits = slices.Clone(trace.Logits(i).Data)
	}
	return nil
}

// extensions are the likeliest continuations of one branch by a token.
func (s *search) extensions(p branch) []branch {
	var list []branch
	for _, id := range model.Top(p.logits, s.params.Width) {
		step := float64(logProb(s.call.Model.Kernels, p.logits, id))
		list = append(list, branch{
			ids:     append(slices.Clip(p.ids), id),
			logProb: p.logProb + step,
			probs:   append(slices.Clip(p.probs), float32(math.Exp(step))),
			cache:   p.cache,
		})
	}
	return list
}

// score is the length-normalised log-probability.
func (s *search) score(p branch) float64 {
	return p.logProb / math.Pow((5+float64(len(p.ids)))/6, s.params.LengthPenalty)
}

// settled is whether enough outputs are finished that no open one, were it certain of all its further tokens,
// could come before them.
func (s *search) settled() bool {
	if len(s.done) < s.params.Width {
		return false
	}
	s.rank()
	worst := s.score(s.done[s.params.Width-1])
	for _, p := range s.open {
		most := p.logProb / math.Pow((5+float64(s.limit))/6, s.params.LengthPenalty)
		if most > worst {
			return false
		}
	}
	return true
}

func (s *search) rank() {
	slices.SortStableFunc(s.done, func(a, b branch) int { return compareDown(s.score(a), s.score(b)) })
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

func (s *search) result() BeamResult {
	s.rank()
	var result BeamResult
	for _, p := range s.done[:min(len(s.done), s.params.Width)] {
		output, text := showIDs(s.call.Tokenizer, s.before, p.ids)
		result.Hypotheses = append(result.Hypotheses, Hypothesis{
			Text: text, Output: output, LogProb: float32(p.logProb), Score: float32(s.score(p)), Probs: p.probs,
		})
	}
	return result
}
