package keydata

import (
	"encoding/json"
	"slices"

	"pellucid/engine/influence"
	"pellucid/engine/model"
	"pellucid/engine/share"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

// Replay is all that the late part of training needs: the model before it, and the texts.
type Replay struct {
	Options
	start    *model.Model
	examples []train.Example  // of the texts
	queries  []influence.Text // of the facts: prompt and value, of which the value is judged
}

// packed is a replay on its way to another engine.
type packed struct {
	Options
	Config   model.Config
	Weights  [][]byte // in the order of the config's specs
	Examples []train.Example
	Queries  []influence.Text
}

// Pack writes a replay, so that another engine can train from the same moment, to the last bit.
func (r *Replay) Pack() ([]byte, error) {
	p := packed{Options: r.Options, Config: r.start.Config, Examples: r.examples, Queries: r.queries}
	for _, spec := range p.Config.Specs() {
		p.Weights = append(p.Weights, share.Pack(r.start.Weight(spec.Name).F32))
	}
	return json.Marshal(p)
}

// Unpack reads what [Replay.Pack] wrote.
func (r *Replay) Unpack(data []byte) error {
	var p packed
	if err := json.Unmarshal(data, &p); err != nil {
		return err
	}
	weights := map[string]*model.Tensor{}
	for i, spec := range p.Config.Specs() {
		weights[spec.Name] = &model.Tensor{Shape: spec.Shape, F32: share.Unpack[float32](p.Weights[i])}
	}
	start, err := model.New(p.Config, weights)
	*r = Replay{p.Options, start, p.Examples, p.Queries}
	return err
}

// Size is how many texts there are.
func (r *Replay) Size() int { return len(r.examples) }

// Trained is the model after the late part, and some moments of it.
type Trained struct {
	Model   *model.Model
	Moments []influence.Moment
}

// Train is the late part without some of the texts. The seed is of the order of the texts.
func (r *Replay) Train(without []int, seed uint64, yield influence.Yield) (trained Trained, err error) {
	m, err := copied(r.start)
	if err != nil {
		return trained, err
	}
	pool := train.Pool{Name: "late"}
	for i, example := range r.examples {
		if !slices.Contains(without, i) {
			pool.Examples = append(pool.Examples, example)
		}
	}
	sampler := &train.Sampler{Pools: []train.Pool{pool}, Phases: []train.Phase{{Until: 1, Weights: []float64{1}}}, Tokens: r.Batch,
		Window: 4, Seed: seed}
	options := world.Live.Options
	options.Schedule = train.Schedule{Peak: r.Rate, Warmup: 5, Floor: 1}
	options.Average, options.Seed = 0, seed
	t, err := train.New(m, sampler, options)
	if err != nil {
		return trained, err
	}
	trained.Model = m
	for step := range r.Steps {
		if step*r.Moments%r.Steps < r.Moments {
			now, err := copied(m)
			if err != nil {
				return trained, err
			}
			trained.Moments = append(trained.Moments, influence.Moment{Model: now, Rate: r.Rate})
		}
		if _, err := t.Next(float64(step) / float64(r.Steps)); err != nil {
			return trained, err
		}
		if yield == nil {
			continue
		}
		if err := yield(step+1, r.Steps); err != nil {
			return trained, err
		}
	}
	return trained, nil
}

// Before is the model that has read none of the texts.
func (r *Replay) Before() *model.Model { return r.start }

// LogProbs is the log probability of each fact's value after its prompt, nats.
func (r *Replay) LogProbs(m *model.Model) ([]float64, error) {
	list := make([]float64, len(r.queries))
	for i, q := range r.queries {
		loss, err := train.Loss(m, []train.Example{q.Example}, 1, 1)
		if err != nil {
			return nil, err
		}
		list[i] = -loss * float64(len(q.Target)-q.From)
	}
	return list, nil
}
