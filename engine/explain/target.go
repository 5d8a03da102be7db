package explain

import (
	"math"

	"pellucid/engine/kernel"
	"pellucid/engine/problem"
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
		return problem.NoneOf("measure", t.Measure, LogProb, Probability, Contrast)
	}
	if len(t.Foils) == 0 {
		return problem.Unfit("foils", "at least one", 0)
	}
	for i, id := range t.Foils {
		if i < 0 || i >= s.Outputs() {
			return problem.Outside("foils", i, 0, s.Outputs()-1)
		}
		if id < 0 || int(id) >= s.Model.Config.Vocab {
			return badToken(id, s.Model.Config.Vocab)
		}
	}
	return nil
}

// only is the target for one output alone.
func (t Target) only(output int) Target {
	foil, ok := t.Foils[output]
	if t.Foils = nil; ok {
		t.Foils = map[int]int32{output: foil}
	}
	if t.Measure == Contrast && !ok {
		t.Measure = LogProb
	}
	return t
}

// values are the scores of the outputs y given the rows of logits that predict them, [len(y), vocab].
func (t Target) values(k kernel.Kernels, logits []float32, y []int32) []float64 {
	values, vocab := make([]float64, len(y)), len(logits)/max(len(y), 1)
	for i, log := range logProbs(k, logits, y) {
		row := logits[i*vocab : (i+1)*vocab]
		foil, contrast := t.Foils[i]
		switch {
		case t.Measure == Contrast && contrast:
			values[i] = float64(row[y[i]]) - float64(row[foil])
		case t.Measure == Probability:
			values[i] = math.Exp(log)
		default:
			values[i] = log
		}
	}
	return values
}

// gradient is d value / d logits of output i, [vocab], written to d.
func (t Target) gradient(k kernel.Kernels, d, logits []float32, i int, y int32) {
	if foil, ok := t.Foils[i]; ok && t.Measure == Contrast {
		clear(d)
		d[y], d[foil] = 1, -1
		return
	}
	weight := 1.0
	if t.Measure == Probability {
		weight = math.Exp(logProbs(k, logits, []int32{y})[0]) // dp/dz = p·(onehot − p)
	}
	// The loss is −log p(y), so its gradient times −1.
	k.CrossEntropy([]float32{0}, d, logits, []int32{y}, 0, float32(-weight), 1, len(logits))
}

// logProbs is log p of one token for each row of logits, [len(y), vocab].
func logProbs(k kernel.Kernels, logits []float32, y []int32) []float64 {
	loss, logs := make([]float32, len(y)), make([]float64, len(y))
	if len(y) > 0 {
		k.CrossEntropy(loss, nil, logits, y, 0, 1, len(y), len(logits)/len(y))
	}
	for i, l := range loss {
		logs[i] = -float64(l)
	}
	return logs
}

// badToken is the error of an id that a vocabulary of so many tokens does not have.
func badToken(id int32, vocab int) error {
	return problem.New(problem.BadToken, problem.Values{"got": id, "limit": vocab - 1}, "token %d, want 0 to %d", id, vocab-1)
}
