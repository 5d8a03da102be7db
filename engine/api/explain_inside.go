package api

// Explanations from inside one pass: attention, gradients, lens, direct contributions, and switching parts off.

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"pellucid/engine/explain"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// attentionCredit reads attention as credit of units for outputs.
func attentionCredit(c *Call, p AttentionCreditParams) (AttributionResult, error) {
	s, err := c.study(string(p.Kind), p.Explained)
	if err != nil {
		return AttributionResult{}, err
	}
	a, err := explain.Record(s.Subject)
	if err != nil {
		return AttributionResult{}, err
	}
	var sinks []int
	if p.HideSinks {
		for i, t := range s.head.Read.Tokens {
			if t.Special {
				sinks = append(sinks, i)
			}
		}
	}
	rows, err := a.Credit(s.Subject, p.Kind, sinks)
	if err != nil {
		return AttributionResult{}, err
	}
	return c.rows(s, rows, 1)
}

// rows makes a result of credits that have no base score of their own.
func (c *Call) rows(s *studied, rows [][]float64, passes int) (AttributionResult, error) {
	sum := make([]float64, len(s.Units))
	for _, row := range rows {
		for i, x := range row {
			sum[i] += x
		}
	}
	head, err := c.finish(s, passes)
	return AttributionResult{Head: head, TokenAttr: rows, SeqAttr: sum}, err
}

// heads measures what every head does on this input, or on random tokens said twice.
func heads(c *Call, p HeadsParams) (HeadsResult, error) {
	s, err := c.study("attention", p.Explained)
	if err != nil {
		return HeadsResult{}, err
	}
	var metrics []explain.HeadMetrics
	if p.Random > 0 {
		metrics, err = explain.InductionTest(c.Model, p.Random, p.Seed)
	} else {
		var a *explain.Attention
		if a, err = explain.Record(s.Subject); err == nil {
			metrics = a.Metrics(s.Subject)
		}
	}
	if err != nil {
		return HeadsResult{}, err
	}
	s.head.Seed = p.Seed
	head, err := c.finish(s, 1)
	result := HeadsResult{Head: head}
	for _, m := range metrics {
		result.Heads = append(result.Heads, HeadMetric{
			Place: place(m.Site, m.Head), Entropy: finite(m.Entropy), Distance: finite(m.Distance), First: finite(m.First),
			Last: finite(m.Last), Previous: finite(m.Previous), Self: finite(m.Self), Duplicate: finite(m.Duplicate),
			Induction: finite(m.Induction), Alignment: finite(m.Alignment),
		})
	}
	return result, err
}

// finite is nil for NaN, which JSON cannot say.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// gradient computes gradients of chosen outputs.
func gradient(c *Call, p GradientParams) (AttributionResult, error) {
	s, err := c.study(string(p.Kind), p.Explained)
	if err != nil {
		return AttributionResult{}, err
	}
	switch p.Kind {
	case GradientNorm, GradientInput:
		g, err := explain.Gradient(s.Subject, s.target, p.Outputs, c.Yield)
		if err != nil {
			return AttributionResult{}, err
		}
		if p.Kind == GradientNorm {
			return c.rows(s, g.Norm, 3*g.Passes)
		}
		return c.rows(s, g.Times, 3*g.Passes)
	case IntegratedPath:
		if err := problem.Within("steps", p.Steps, 0, mostSteps); err != nil {
			return AttributionResult{}, err
		}
		o := explain.IntegratedOptions{Steps: p.Steps, Baseline: p.Baseline, Outputs: p.Outputs}
		a, err := explain.IntegratedGradients(s.Subject, s.target, o, c.Yield)
		if err != nil {
			return AttributionResult{}, err
		}
		a.Passes = 3*(a.Passes-2) + 2
		return c.attribution(s, a)
	}
	return AttributionResult{}, problem.NoneOf("kind", p.Kind, GradientNorm, GradientInput, IntegratedPath)
}

// importance switches every head and MLP off in turn.
func importance(c *Call, p ImportanceParams) (ImportanceResult, error) {
	s, err := c.study("importance", p.Explained)
	if err != nil {
		return ImportanceResult{}, err
	}
	ablation := cmp.Or(p.Ablation, explain.MeanAblation)
	parts := explain.Parts(c.Model.Config)
	drop, err := explain.Importance(s.Subject, s.target, parts, ablation, c.Yield)
	if err != nil {
		return ImportanceResult{}, err
	}
	head, err := c.finish(s, len(parts)+1)
	result := ImportanceResult{Head: head}
	for i, part := range parts {
		edit := Edit{Site: part.Site.String(), Op: Op(ablation)}
		if part.Head >= 0 {
			edit.At = [][]int{nil, {part.Head}}
		}
		sum := 0.0
		for _, d := range drop[i] {
			sum += d
		}
		result.Parts = append(result.Parts, Part{Place: place(part.Site, part.Head), Edit: edit, Drop: drop[i], Total: sum})
	}
	return result, err
}

// patch puts the original's activations into the run of another sentence, one at a time.
func patch(c *Call, p PatchParams) (PatchResult, error) {
	clean, err := c.study("patching", p.Explained)
	if err != nil {
		return PatchResult{}, err
	}
	point, err := pointOf(p.Point)
	if err != nil {
		return PatchResult{}, err
	}
	if err := problem.Within("output", p.Output, 0, clean.Outputs()-1); err != nil {
		return PatchResult{}, err
	}
	other := p.Explained
	other.Input.Text, other.Spans, other.Units = p.Other, nil, "token"
	other.Input.Target, other.Input.TargetIDs = "", clean.outputIDs()
	corrupt, err := c.study("patching", other)
	if err != nil {
		return PatchResult{}, err
	}
	if len(clean.Read) != len(corrupt.Read) {
		return PatchResult{}, problem.New(problem.DifferentLength, problem.Values{"first": len(clean.Read), "second": len(corrupt.Read)},
			"the two sentences have %d and %d tokens; change a word for another of the same length", len(clean.Read), len(corrupt.Read))
	}
	foil, err := c.foil(corrupt, p)
	if err != nil {
		return PatchResult{}, err
	}
	grid, err := explain.Patch(clean.Subject, corrupt.Subject, p.Output, foil, point, c.Yield)
	if err != nil {
		return PatchResult{}, err
	}
	head, err := c.finish(clean, grid.Passes)
	result := PatchResult{
		Head: head, OtherRead: corrupt.head.Read, Effect: grid.Effect, Clean: grid.Clean, Corrupt: grid.Corrupt,
		Answer: c.token(clean.Output(p.Output)), Foil: c.token(foil),
	}
	result.Sites = places(grid.Sites)
	return result, err
}

func (s *studied) outputIDs() []int32 {
	ids := make([]int32, s.Outputs())
	for i := range ids {
		ids[i] = s.Output(i)
	}
	return ids
}

// foil is the token asked for, or what the other sentence gives at that output: its likeliest token that is not the
// original's.
func (c *Call) foil(corrupt *studied, p PatchParams) (int32, error) {
	if p.Foil != nil {
		return *p.Foil, c.checkIDs([]int32{*p.Foil})
	}
	scores, err := explain.NextLogits(corrupt.Subject, p.Output)
	if err != nil {
		return 0, err
	}
	for _, id := range model.Top(scores, 2) {
		if id != corrupt.Output(p.Output) {
			return id, nil
		}
	}
	return 0, fmt.Errorf("this model has only one token")
}

// lens reads every layer as if it were the last.
func lens(c *Call, p LensParams) (LensResult, error) {
	s, err := c.study("lens", p.Explained)
	if err != nil {
		return LensResult{}, err
	}
	if err := errors.Join(problem.Within("top", p.Top, 0, min(mostTop, c.Model.Config.Vocab)), problem.Within("watch", len(p.Watch), 0, mostWatched)); err != nil {
		return LensResult{}, err
	}
	if p.Top == 0 {
		p.Top = 5
	}
	if err := c.checkIDs(p.Watch); err != nil {
		return LensResult{}, err
	}
	l, err := explain.LogitLens(s.Subject, p.Top, p.Watch)
	if err != nil {
		return LensResult{}, err
	}
	head, err := c.finish(s, 1)
	result := LensResult{Head: head, Ranks: l.Ranks}
	rows := explain.Rows(s.Subject)
	result.Positions, _ = showIDs(c.Tokenizer, nil, rows[:len(rows)-1])
	for _, id := range rows[1:] {
		result.Next = append(result.Next, c.token(id))
	}
	for _, id := range p.Watch {
		result.Watch = append(result.Watch, c.token(id))
	}
	result.Sites = places(l.Sites)
	for i := range l.Sites {
		result.Cells = append(result.Cells, c.lensRow(l.Cells[i]))
	}
	return result, err
}

func (c *Call) lensRow(cells []explain.LensCell) []LensCell {
	row := make([]LensCell, len(cells))
	for i, cell := range cells {
		row[i] = LensCell{KL: cell.KL, Entropy: cell.Entropy, Next: cell.Next}
		for _, t := range cell.Top {
			row[i].Top = append(row[i].Top, TokenProb{Token: c.token(t.ID), Prob: t.Prob})
		}
	}
	return row
}

// direct says what each part adds straight to a logit.
func direct(c *Call, p DirectParams) (DirectResult, error) {
	s, err := c.study("direct", p.Explained)
	if err != nil {
		return DirectResult{}, err
	}
	if err := problem.Within("output", p.Output, 0, s.Outputs()-1); err != nil {
		return DirectResult{}, err
	}
	foil := int32(-1)
	if p.Foil != nil {
		foil = *p.Foil
		if err := c.checkIDs([]int32{foil}); err != nil {
			return DirectResult{}, err
		}
	}
	d, err := explain.Direct(s.Subject, p.Output, foil)
	if err != nil {
		return DirectResult{}, err
	}
	head, err := c.finish(s, 2)
	result := DirectResult{Head: head, Constant: d.Constant, Logit: d.Logit, Gap: d.Gap}
	for _, part := range d.Components {
		result.Components = append(result.Components, Component{Place: place(part.Site, part.Head), Bias: part.Name == "bias", Logit: part.Logit})
	}
	return result, err
}
