package explain

import (
	"fmt"
	"math"
)

// Measure is the scale on which an output token's score is taken.
type Measure string

// The measures. The ranking of units can differ between them: small probabilities explode in log-probability,
// and saturate in probability.
const (
	LogProb     Measure = "log_prob" // log p(y), the default
	Probability Measure = "prob"     // p(y)
	Contrast    Measure = "contrast" // log p(y) − log p(y′), "why y rather than y′" (Yin & Neubig 2022, arXiv:2202.10419)
)

// Target says which numbers are explained: one for each output token.
type Target struct {
	Measure Measure
	Foils   map[int]int32 // for Contrast: y′ of each output position that has one; others use log p(y)
}

// Check says what is wrong with the target for a subject.
func (t Target) Check(s *Subject) error {
	switch t.Measure {
	case "", LogProb, Probability:
		return nil
	case Contrast:
	default:
		return fmt.Errorf("explain: measure %q, want %q, %q or %q", t.Measure, LogProb, Probability, Contrast)
	}
	if len(t.Foils) == 0 {
		return fmt.Errorf("explain: a contrast needs the other token for at least one output position")
	}
	for i, id := range t.Foils {
		if i < 0 || i >= s.Outputs() {
			return fmt.Errorf("explain: contrast at output %d, want 0 to %d", i, s.Outputs()-1)
		}
		if id < 0 || int(id) >= s.Model.Config.Vocab {
			return fmt.Errorf("explain: contrast token %d, want 0 to %d", id, s.Model.Config.Vocab-1)
		}
	}
	return nil
}

// value is the score of output i given the row of logits that predicts it.
func (t Target) value(logits []float32, i int, y int32) float64 {
	switch t.Measure {
	case Probability:
		return math.Exp(logProb(logits, y))
	case Contrast:
		if foil, ok := t.Foils[i]; ok {
			return float64(logits[y]) - float64(logits[foil])
		}
	}
	return logProb(logits, y)
}

// gradient adds d value / d logits, scaled by weight, into d.
func (t Target) gradient(d, logits []float32, i int, y int32, weight float64) {
	if foil, ok := t.Foils[i]; ok && t.Measure == Contrast {
		d[y] += float32(weight)
		d[foil] -= float32(weight)
		return
	}
	norm := logSumExp(logits)
	p := math.Exp(float64(logits[y]) - norm)
	if t.Measure == Probability {
		weight *= p // dp/dz = p·(onehot − p)
	}
	for j, z := range logits {
		d[j] -= float32(weight * math.Exp(float64(z)-norm))
	}
	d[y] += float32(weight)
}

func logProb(logits []float32, y int32) float64 {
	return float64(logits[y]) - logSumExp(logits)
}

func logSumExp(logits []float32) float64 {
	largest := math.Inf(-1)
	for _, z := range logits {
		largest = max(largest, float64(z))
	}
	sum := 0.0
	for _, z := range logits {
		sum += math.Exp(float64(z) - largest)
	}
	return largest + math.Log(sum)
}
