package influence

import (
	"fmt"

	"pellucid/engine/model"
)

// Moment is a model as it was at one time of its training, and the learning rate about then.
type Moment struct {
	Model *model.Model
	Rate  float64
}

// TracInOptions are the choices of TracIn.
type TracInOptions struct {
	// Normalise divides by the lengths of both gradients, so that long or rare texts with large gradients do not rank first
	// for every query (Barshan et al., arXiv:2003.11630).
	Normalise bool
	// Keep says which weights count, by name; nil counts all.
	Keep  func(weight string) bool
	Yield Yield // per moment and text
}

// TracIn is how much a step on a text, at each of the moments, lowered the loss of a query (Pruthi et al., arXiv:2002.08484):
//
//	score(query, text) = Σ_moments rate * ⟨∇loss(text), ∇loss(query)⟩
//
// Positive is helpful, negative harmful. It costs a forward and a backward pass for each text and query at each moment,
// and holds the gradients of all queries at one moment.
func TracIn(moments []Moment, queries, texts []Text, o TracInOptions) ([][]float64, error) {
	scores := newScores(len(queries), len(texts))
	for number, moment := range moments {
		if err := moment.add(scores, queries, texts, o, number*len(texts), len(moments)*len(texts)); err != nil {
			return nil, fmt.Errorf("influence: moment %d: %w", number, err)
		}
	}
	return scores, nil
}

// add adds one moment's part to the scores.
func (m Moment) add(scores [][]float64, queries, texts []Text, o TracInOptions, done, total int) error {
	s, err := newSlope(m.Model, o.Keep)
	if err != nil {
		return err
	}
	wanted, lengths := make([][][]float32, len(queries)), make([]float64, len(queries))
	for q, query := range queries {
		if _, err := s.of(query); err != nil {
			return fmt.Errorf("query %d: %w", q, err)
		}
		wanted[q], lengths[q] = s.copied(), s.size()
	}
	for i, text := range texts {
		if _, err := s.of(text); err != nil {
			return fmt.Errorf("text %d: %w", i, err)
		}
		own := s.size()
		for q := range queries {
			share := m.Rate * s.along(wanted[q])
			if o.Normalise && share != 0 {
				share /= lengths[q] * own
			}
			scores[q][i] += share
		}
		if err := o.Yield.call(done+i+1, total); err != nil {
			return err
		}
	}
	return nil
}
