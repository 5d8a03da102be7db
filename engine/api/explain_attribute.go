package api

// Credit of units for outputs: any method of explain.Methods, and what each would cost.

import (
	"time"

	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

// attribute asks one method how much credit each unit has for each output. Columns of occlusion are sent as they are done.
func attribute(c *Call, p AttributeParams, send func(AttributionPartial)) (AttributionResult, error) {
	m := explain.Find(p.Method)
	if m == nil {
		return AttributionResult{}, explain.Unknown("method", p.Method)
	}
	most := mostSamples
	if m.Family == explain.Gradients {
		most = mostSteps
	}
	if err := problem.Within("samples", p.Samples, 0, most); err != nil {
		return AttributionResult{}, err
	}
	s, err := c.study(p.Method, p.Explained)
	if err != nil {
		return AttributionResult{}, err
	}
	q, err := c.question(s, p.Masking)
	if err != nil {
		return AttributionResult{}, err
	}
	if m.Family != explain.Hiding {
		s.head.Mask, s.head.Neutral = "", nil
	}
	q.Only, q.Samples, q.Exact, q.Seed, q.Baseline = p.Outputs, p.Samples, p.Exact, p.Seed, p.Baseline
	if m.Seeded {
		s.head.Seed = p.Seed
	}
	if p.HideSinks {
		q.Sinks = s.specials()
	}
	yield := c.Yield
	if p.Method == "occlusion" {
		q.Finished, yield = s.columns(p.Outputs, send), c.pause
	}
	a, err := explain.Attribute(m, q, yield)
	if err != nil {
		return AttributionResult{}, err
	}
	head, err := c.finish(s)
	return AttributionResult{
		Head: head, TokenAttr: a.Token, SeqAttr: a.Seq, Base: a.Base, Error: a.Error, Total: a.Total, Gap: a.Gap, Fit: a.Fit,
	}, err
}

// question is the subject with its scale and masking; the masking is noted in the head.
func (c *Call) question(s *studied, k Masking) (*explain.Question, error) {
	masking, err := c.noted(s, k)
	return &explain.Question{Subject: s.Subject, Target: s.target, Options: explain.Options{Masking: masking}}, err
}

// specials are the positions read of the marks that the model adds.
func (s *studied) specials() []int {
	var positions []int
	for i, t := range s.head.Read.Tokens {
		if t.Special {
			positions = append(positions, i)
		}
	}
	return positions
}

// columns sends each unit's column as soon as it is known: the first variant hides nothing, the next ones a unit each.
func (s *studied) columns(outputs []int, send func(AttributionPartial)) func(int, []float64) {
	if outputs == nil {
		for j := range s.Outputs() {
			outputs = append(outputs, j)
		}
	}
	var base []float64
	return func(variant int, scores []float64) {
		if variant == 0 {
			base = scores
			return
		}
		column := make([]float64, len(outputs))
		for i, j := range outputs {
			column[i] = base[j] - scores[j]
		}
		send(AttributionPartial{Unit: variant - 1, Column: column, Done: variant, Total: len(s.Units)})
	}
}

// explainCost says what each method would cost on this input, before it is run.
func explainCost(c *Call, p CostParams) (CostResult, error) {
	s, err := c.study("occlusion", p.Explained)
	if err != nil {
		return CostResult{}, err
	}
	q, err := c.question(s, p.Masking)
	if err != nil {
		return CostResult{}, err
	}
	for _, j := range p.Outputs {
		if err := problem.Within("outputs", j, 0, s.Outputs()-1); err != nil {
			return CostResult{}, err
		}
	}
	q.Only, q.Seed = p.Outputs, p.Seed
	r := prices(q)
	if r.Card, err = c.cardPrice(s, p); err != nil {
		return CostResult{}, err
	}
	began := time.Now()
	if _, err := s.Probs(); err != nil {
		return CostResult{}, err
	}
	r.Millis = since(began)
	return r, nil
}

// prices are those of every method and analysis, nothing run.
func prices(q *explain.Question) CostResult {
	n := len(q.Units)
	r := CostResult{
		Units: n, Pairs: len(explain.PairUnits(n)),
		Prices: map[string]explain.Price{}, Exact: map[string]explain.Price{}, Masks: map[string]explain.Price{},
	}
	for _, m := range explain.Methods {
		r.Prices[m.Card.ID] = m.Price(q)
		if m.Exact >= n {
			exact := *q
			exact.Exact = true
			r.Exact[m.Card.ID] = m.Price(&exact)
		}
	}
	for _, a := range explain.Analyses {
		r.Prices[a.Card.ID] = a.Price(q)
	}
	for _, mask := range explain.Masks {
		other := *q
		other.Masking.Mask, other.Masking.Samples = mask, 0
		r.Masks[string(mask)] = explain.Find("occlusion").Price(&other)
	}
	return r
}

// cardPrice is the price of the why-card that was asked for: its methods, its judgement, and the pass that tells the
// probabilities of the outputs behind the one explained.
func (c *Call) cardPrice(s *studied, p CostParams) (*explain.Price, error) {
	if p.Card == nil {
		return nil, nil
	}
	if err := problem.Within("card.output", p.Card.Output, 0, s.Outputs()-1); err != nil {
		return nil, err
	}
	o, err := c.whyOptions(s, WhyParams{
		Output: p.Card.Output, Masking: p.Masking, Evaluate: p.Card.Evaluate, Methods: p.Card.Methods, Orders: p.Card.Orders, Seed: p.Seed,
	})
	if err != nil {
		return nil, err
	}
	price, err := explain.WhyPrice(s.Subject, s.target, o)
	price = price.Plus(explain.Price{Forward: 1})
	return &price, err
}
