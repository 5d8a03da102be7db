// What the methods that read attention share: one recorded pass.

package explain

import (
	"fmt"
	"math"

	"pellucid/engine/model"
)

// Attention is what one recorded pass says about who looked at whom. Weights show where information could flow, not
// what was used: the value read may be nearly nothing (sinks), and layers above the first read mixtures, not words.
type Attention struct {
	Maps []AttentionMap
}

// AttentionMap is one attention sublayer.
type AttentionMap struct {
	Site    model.Site // of the pattern
	Heads   int
	Queries int
	Keys    int
	Pattern []float32 // [head, query, key], rows sum to 1
	// Weighted is ‖α_ij · v_j W_O‖₂, the size of what the head really adds (Kobayashi et al. 2020, arXiv:2004.10102).
	Weighted []float32 // [head, query, key]
	Causal   bool      // query i sees keys up to i only
}

// Record runs the subject once and reads every attention sublayer.
func Record(s *Subject) (*Attention, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	keep := func(x model.Site) bool {
		switch x.Point {
		case model.Pattern, model.V, model.CrossPattern, model.CrossV:
			return true
		}
		return false
	}
	trace, err := s.record(keep)
	if err != nil {
		return nil, err
	}
	var a Attention
	for site := range s.Model.Config.Sites() {
		if site.Point != model.Pattern && site.Point != model.CrossPattern {
			continue
		}
		m, err := readMap(s.Model, trace, site)
		if err != nil {
			return nil, err
		}
		a.Maps = append(a.Maps, m)
	}
	return &a, nil
}

func readMap(m *model.Model, trace *model.Trace, site model.Site) (AttentionMap, error) {
	pattern, err := trace.At(site, 0)
	if err != nil {
		return AttentionMap{}, err
	}
	valueSite := site
	valueSite.Point = model.V
	if site.Point == model.CrossPattern {
		valueSite.Point = model.CrossV
	}
	values, err := trace.At(valueSite, 0)
	if err != nil {
		return AttentionMap{}, err
	}
	a := AttentionMap{Site: site, Heads: pattern.Shape[0], Queries: pattern.Shape[1], Keys: pattern.Shape[2],
		Pattern: pattern.Data, Causal: m.Config.Causal(site)}
	norms := valueNorms(m, site, values)
	a.Weighted = make([]float32, len(a.Pattern))
	for i, p := range a.Pattern {
		head, key := i/(a.Queries*a.Keys), i%a.Keys
		a.Weighted[i] = p * norms[head*a.Keys+key]
	}
	return a, nil
}

// valueNorms is ‖v_j W_O‖₂ of each head, [head, key]; values is [key, kv head, dim].
func valueNorms(m *model.Model, site model.Site, values model.Array) []float32 {
	c := m.Config
	keys, kvHeads, dim := values.Shape[0], values.Shape[1], values.Shape[2]
	w := m.OutputWeight(site) // [width, heads*dim]
	norms := make([]float32, c.Heads*keys)
	for head := range c.Heads {
		gram := headGram(w, head, dim, c.Heads*dim, c.Width)
		kv := head * kvHeads / c.Heads
		for key := range keys {
			v := values.Data[(key*kvHeads+kv)*dim:][:dim]
			norms[head*keys+key] = float32(math.Sqrt(math.Max(0, quadratic(v, gram))))
		}
	}
	return norms
}

// headGram is W_Oᵀ·W_O of one head, [dim, dim], so that ‖W_O v‖² = vᵀ gram v.
func headGram(w []float32, head, dim, ld, width int) []float64 {
	gram := make([]float64, dim*dim)
	for r := range width {
		row := w[r*ld+head*dim:][:dim]
		for i, x := range row {
			for j, y := range row[:i+1] {
				gram[i*dim+j] += float64(x) * float64(y)
			}
		}
	}
	for i := range dim {
		for j := range i {
			gram[j*dim+i] = gram[i*dim+j]
		}
	}
	return gram
}

func quadratic(v []float32, gram []float64) float64 {
	sum := 0.0
	for i, x := range v {
		for j, y := range v {
			sum += float64(x) * gram[i*len(v)+j] * float64(y)
		}
	}
	return sum
}

// onePass names the pass that the methods that read attention share.
const onePass = "pass"

// readAttention is a Method's Run for methods that read the recorded pass: rows of positions read.
func readAttention(renormalise bool, rows func(*Attention, *Subject) [][]float64) func(*Question, Yield) (*Attribution, error) {
	return func(q *Question, _ Yield) (*Attribution, error) {
		if q.attention == nil {
			a, err := Record(q.Subject)
			if err != nil {
				return nil, err
			}
			q.attention = a
		}
		credit, err := unitCredit(q.Subject, rows(q.attention, q.Subject), q.Sinks, renormalise)
		return &Attribution{Token: credit}, err
	}
}

func passPrice(*Question) Price { return Price{Forward: 1} }

// unitCredit is each output's row over positions, [output][position read], as credit of units, [output][unit]; a unit sums
// its tokens. What falls on tokens outside all units (begin, language tag, end) is not handed to the units, so rows need
// not sum to 1. Positions listed as sinks are left out.
func unitCredit(s *Subject, rows [][]float64, sinks []int, renormalise bool) ([][]float64, error) {
	credit := make([][]float64, len(rows))
	for j, row := range rows {
		if err := removeSinks(row, sinks, renormalise); err != nil {
			return nil, err
		}
		credit[j] = s.perUnit(func(pos int) float64 { return row[pos] })
	}
	return credit, nil
}

func removeSinks(row []float64, sinks []int, renormalise bool) error {
	for _, i := range sinks {
		if i < 0 || i >= len(row) {
			return fmt.Errorf("explain: sink at position %d, want 0 to %d", i, len(row)-1)
		}
		row[i] = 0
	}
	if sum := total(row); renormalise && len(sinks) > 0 && sum > 0 {
		for i := range row {
			row[i] /= sum
		}
	}
	return nil
}

// reading says whether a map is looked at by the writing positions: cross-attention, or a decoder's own.
func reading(s *Subject, m AttentionMap) bool {
	return !s.encoderDecoder() || m.Site.Point == model.CrossPattern
}

// query is the row that predicts output j.
func query(s *Subject, j int) int {
	if s.encoderDecoder() {
		return j
	}
	if s.guesses() {
		return s.Guessed[j]
	}
	return len(s.Read) - 1 + j
}

// mean is what the writing positions look at, averaged over layers and heads, [output][position read].
func (a *Attention) mean(s *Subject, weighted bool) [][]float64 {
	rows := zeros(s.Outputs(), len(s.Read))
	n := 0.0
	for _, m := range a.Maps {
		if reading(s, m) {
			n += float64(m.Heads)
		}
	}
	for _, m := range a.Maps {
		if !reading(s, m) {
			continue
		}
		data := m.Pattern
		if weighted {
			data = m.Weighted
		}
		for j, row := range rows {
			for head := range m.Heads {
				from := data[(head*m.Queries+query(s, j))*m.Keys:]
				for i := range row {
					row[i] += float64(from[i]) / n
				}
			}
		}
	}
	return rows
}

// headMean is the pattern averaged over heads, [query][key].
func (m AttentionMap) headMean() [][]float64 {
	rows := zeros(m.Queries, m.Keys)
	for head := range m.Heads {
		for q, row := range rows {
			for k := range row {
				row[k] += float64(m.Pattern[(head*m.Queries+q)*m.Keys+k]) / float64(m.Heads)
			}
		}
	}
	return rows
}
