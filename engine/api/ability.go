package api

// Ability from attention: how even the open model's attention is, and how it changes over layers and inputs.

import (
	"errors"
	"fmt"
	"time"

	"pellucid/engine/evenness"
	"pellucid/engine/problem"
)

// AbilityParams asks for the profile of the open model on Input and some others, whose maps are compared with Input's.
type AbilityParams struct {
	Input  Input   `json:"input"`
	Others []Input `json:"others,omitempty"`
}

// AbilityResult is how even attention is, and how it changes. It is a profile, and no verdict on the model.
type AbilityResult struct {
	Layers []evenness.Layer  `json:"layers"` // of the input alone, but for the divergence of inputs; forward order
	Mean   evenness.Readings `json:"mean"`   // over sublayers and heads
	Inputs []Tokens          `json:"inputs"` // what was read, the input first: by an encoder where there is one
	Millis float64           `json:"millis"`
}

const mostAbilityInputs = 12

// ability profiles attention. Translators first translate every input greedily.
func ability(c *Call, p AbilityParams) (AbilityResult, error) {
	began := time.Now()
	if err := errors.Join(problem.Within("others", len(p.Others), 0, mostAbilityInputs)); err != nil {
		return AbilityResult{}, err
	}
	special := specialIDs(c.Tokenizer)
	sinks := func(ids []int32) []bool {
		list := make([]bool, len(ids))
		for i, id := range ids {
			list[i] = special[id]
		}
		return list
	}
	var inputs []evenness.Input
	var r AbilityResult
	for i, in := range append([]Input{p.Input}, p.Others...) {
		s, err := c.settle(in, false)
		if err != nil {
			return AbilityResult{}, fmt.Errorf("input %d: %w", i, err)
		}
		f := forwardPass{call: c, settled: s}
		sequence := f.sequence(f.written())
		inputs = append(inputs, evenness.Input{Sequence: sequence, Source: sinks(sequence.Source), Target: sinks(sequence.Tokens)})
		r.Inputs = append(r.Inputs, s.shown)
		if err := c.Yield(i, 2*len(p.Others)+2); err != nil {
			return AbilityResult{}, err
		}
	}
	own, err := evenness.Profile(c.Model, inputs[:1], c.pause)
	if err != nil {
		return AbilityResult{}, err
	}
	r.Layers = own
	if len(inputs) > 1 {
		all, err := evenness.Profile(c.Model, inputs, c.pause)
		if err != nil {
			return AbilityResult{}, err
		}
		for i := range own {
			own[i].Inputs = all[i].Inputs
		}
	}
	r.Mean, r.Millis = evenness.Mean(own), since(began)
	return r, nil
}
