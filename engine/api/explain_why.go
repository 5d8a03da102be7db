package api

// The why-card: one output, several methods' rows over the same words, their agreement and their faithfulness.

import (
	"errors"

	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

// why explains one output token. Rows are sent as they are known, cheapest first, and the whole card at the end.
func why(c *Call, p WhyParams, send func(WhyRow)) (WhyResult, error) {
	s, err := c.study("occlusion", p.Explained)
	if err != nil {
		return WhyResult{}, err
	}
	if err := errors.Join(problem.Within("output", p.Output, 0, s.Outputs()-1), problem.Within("orders", p.Orders, 0,
		mostOrders)); err != nil {
		return WhyResult{}, err
	}
	o, err := c.whyOptions(s, p)
	if err != nil {
		return WhyResult{}, err
	}
	w, err := explain.NewWhy(s.Subject, s.target, o, func(r explain.WhyRow) {
		send(WhyRow{Method: r.Method, Credit: r.Credit})
	}, c.pause)
	if err != nil {
		return WhyResult{}, err
	}
	s.head.Seed = p.Seed
	head, err := c.finish(s)
	return c.whyResult(s, w, head), err
}

// whyOptions are the card's settings; the masking is noted in the head.
func (c *Call) whyOptions(s *studied, p WhyParams) (explain.WhyOptions, error) {
	o := explain.WhyOptions{Output: p.Output, Methods: p.Methods, Orders: p.Orders, Seed: p.Seed}
	var err error
	if o.Evaluate, err = c.masking(s, evaluator(p)); err == nil {
		o.Masking, err = c.noted(s, p.Masking)
	}
	return o, err
}

// evaluator is the mask that judges: blanking unless that made the scores, then replacing.
func evaluator(p WhyParams) Masking {
	k := p.Evaluate
	if k.Mask == "" {
		k.Mask = explain.Blank
		if p.Masking.Mask == k.Mask {
			k.Mask = explain.Replace
		}
	}
	return k
}

func (c *Call) whyResult(s *studied, w *explain.Why, head Head) WhyResult {
	result := WhyResult{Head: head, Output: w.Output, HiddenProb: w.HiddenProb, TooShort: w.Report == nil}
	for _, r := range w.Rows {
		row := WhyRow{Method: r.Method, Credit: r.Credit}
		if r.Curves != nil {
			judged := curves(*r.Curves)
			row.Curves = &judged
		}
		result.Rows = append(result.Rows, row)
	}
	for _, row := range w.Agreement {
		var kendall, top []float64
		for _, a := range row {
			kendall, top = append(kendall, a.Kendall), append(top, a.Top)
			result.K, result.Chance = a.K, a.Chance
		}
		result.Kendall, result.Top = append(result.Kendall, kendall), append(result.Top, top)
	}
	if w.Report != nil {
		found := compared(w.Report)
		result.Compared = &found
	}
	written := c.token(s.Output(w.Output))
	name := trimmed(written.Text)
	if name == "" {
		name = written.Bytes
	}
	result.Conclusion, result.Verdict = w.Conclude(s.Subject, name), w.Verdict(s.Subject)
	return result
}
