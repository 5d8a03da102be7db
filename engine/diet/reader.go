package diet

import (
	"fmt"

	"pellucid/engine/model"
)

// Reader reads a text token by token under a policy.
type Reader struct {
	Work Work // so far

	model  *model.Model
	policy Policy
	budget int
	cache  *model.Cache
	held   Held
	next   int // position
	trace  *model.Trace
}

// NewReader prepares a decoder to read with at most budget keys a query, its own included; nil as policy keeps all.
func NewReader(m *model.Model, policy Policy, budget int) (*Reader, error) {
	switch {
	case m.Config.Kind != model.DecoderOnly:
		return nil, fmt.Errorf("diet: want a decoder, got a model of kind %s", m.Config.Kind)
	case budget < 1:
		return nil, fmt.Errorf("diet: want a budget of at least 1 key, got %d", budget)
	}
	return &Reader{model: m, policy: policy, budget: budget, cache: m.NewCache()}, nil
}

// Read takes a token and returns the logits of the next one, valid until the next call.
func (r *Reader) Read(token int32) ([]float32, error) {
	if err := r.drop(); err != nil {
		return nil, err
	}
	batch := model.Batch{{Tokens: []int32{token}, Positions: []int{r.next}, Cache: r.cache}}
	run := model.Run{Reuse: r.trace}
	if _, attends := r.policy.(HeavyHitters); attends {
		run.Keep = func(s model.Site) bool { return s.Point == model.Pattern }
	}
	trace, err := r.model.Forward(batch, run)
	if err != nil {
		return nil, err
	}
	r.trace = trace
	r.held.Positions, r.held.Attention = append(r.held.Positions, r.next), append(r.held.Attention, 0)
	r.next++
	work := WorkOf(r.model.Config, len(r.held.Positions))
	r.Work.Attention, r.Work.Others = r.Work.Attention+work.Attention, r.Work.Others+work.Others
	if run.Keep != nil {
		if err := r.attend(); err != nil {
			return nil, err
		}
	}
	return trace.Logits(0).Data, nil
}

// drop leaves room for the token to come.
func (r *Reader) drop() error {
	if r.policy == nil {
		return nil
	}
	places := r.policy.Keep(r.held, r.budget-1)
	if len(places) == len(r.held.Positions) {
		return nil
	}
	if err := r.cache.Keep(places); err != nil {
		return err
	}
	for i, place := range places {
		r.held.Positions[i], r.held.Attention[i] = r.held.Positions[place], r.held.Attention[place]
	}
	r.held.Positions, r.held.Attention = r.held.Positions[:len(places)], r.held.Attention[:len(places)]
	return nil
}

// attend adds the last query's attention to what its keys got before.
func (r *Reader) attend() error {
	for site := range r.model.Config.Sites() {
		if site.Point != model.Pattern {
			continue
		}
		pattern, err := r.trace.At(site, 0)
		if err != nil {
			return err
		}
		for i, share := range pattern.Data {
			r.held.Attention[i%len(r.held.Attention)] += float64(share)
		}
	}
	return nil
}
