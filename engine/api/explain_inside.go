package api

// Studies from inside that are no credit of units: heads, lens, direct contributions, switching parts off, patching.

import (
	"cmp"
	"errors"
	"math"

	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

// heads measures what every head does on this input, or on random tokens said twice.
func heads(c *Call, p HeadsParams) (HeadsResult, error) {
	s, err := c.study("heads", p.Explained)
	if err != nil {
		return HeadsResult{}, err
	}
	var metrics, uniform []explain.HeadMetrics
	if p.Random > 0 {
		metrics, uniform, err = explain.InductionTest(c.Model, p.Random, p.Seed, s.Meter)
	} else {
		var a *explain.Attention
		if a, err = explain.Record(s.Subject); err == nil {
			metrics, uniform = a.Metrics(s.Subject, s.specials())
		}
	}
	if err != nil {
		return HeadsResult{}, err
	}
	s.head.Seed = p.Seed
	head, err := c.finish(s)
	result := HeadsResult{Head: head}
	for i := range metrics {
		result.Heads, result.Uniform = append(result.Heads, headMetric(metrics[i])), append(result.Uniform, headMetric(uniform[i]))
	}
	return result, err
}

func headMetric(m explain.HeadMetrics) HeadMetric {
	return HeadMetric{
		Place: place(m.Site, m.Head), Entropy: finite(m.Entropy), Distance: finite(m.Distance), First: finite(m.First),
		Last: finite(m.Last), Previous: finite(m.Previous), Self: finite(m.Self), Duplicate: finite(m.Duplicate),
		Induction: finite(m.Induction), Alignment: finite(m.Alignment),
	}
}

// finite is nil for NaN, which JSON cannot say.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
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
	head, err := c.finish(s)
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
	foil := explain.NoFoil
	if p.Foil != nil {
		if err := c.checkIDs([]int32{*p.Foil}); err != nil {
			return PatchResult{}, err
		}
		foil = *p.Foil
	}
	grid, err := explain.Patch(clean.Subject, corrupt.Subject, p.Output, foil, point, c.Yield)
	if err != nil {
		return PatchResult{}, err
	}
	head, err := c.finish(clean)
	result := PatchResult{
		Head: head, OtherRead: corrupt.head.Read, Effect: grid.Effect, Clean: grid.Clean, Corrupt: grid.Corrupt,
		Answer: c.token(clean.Output(p.Output)), Foil: c.token(grid.Foil),
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

// lens reads every layer as if it were the last.
func lens(c *Call, p LensParams) (LensResult, error) {
	s, err := c.study("lens", p.Explained)
	if err != nil {
		return LensResult{}, err
	}
	if err := errors.Join(problem.Within("top", p.Top, 0, min(mostTop, c.Model.Config.Vocab)), problem.Within("watch",
		len(p.Watch), 0, mostWatched)); err != nil {
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
	head, err := c.finish(s)
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
	head, err := c.finish(s)
	result := DirectResult{Head: head, Constant: d.Constant, Logit: d.Logit, Gap: d.Gap}
	for _, part := range d.Components {
		result.Components = append(result.Components, Component{Place: place(part.Site, part.Head), Bias: part.Name == "bias", Logit: part.Logit})
	}
	return result, err
}
