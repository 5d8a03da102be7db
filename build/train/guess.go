package main

// Where the line is drawn between a translation and a guess: fitted on one half of dev, with its precision measured on the other.

import (
	"cmp"
	"slices"

	"pellucid/engine/doubt"
	"pellucid/engine/model"
	"pellucid/engine/train"
)

// poorChrF is the chrF2 of one sentence, against its one reference, below which it counts as poor; the languages differ in how
// much chance agreement their characters have.
var poorChrF = map[string]float64{"en": 30, "zh": 12}

// leastPrecision is the share of poor outputs that the fitted limit asks for among those above it.
const leastPrecision = 0.7

// doubtFacts is what the card says of guesses. Shares are in per cent, of the half that the limit was not fitted on.
type doubtFacts struct {
	Limit     float64            `json:"limit"`     // mean −ln p of the output's tokens, nats: from here on it is called a guess
	Precision float64            `json:"precision"` // of outputs called guesses, how many are poor
	Recall    float64            `json:"recall"`    // of poor outputs, how many are called guesses
	Poor      float64            `json:"poor"`      // of all outputs, how many are poor
	Called    float64            `json:"called"`    // of all outputs, how many are called guesses
	N         int                `json:"n"`
	ChrF      map[string]float64 `json:"chrf"` // poor is a chrF2 below this, by target language
}

// judgedOutput is one held-out output.
type judgedOutput struct {
	surprise float64
	reason   doubt.Reason // with no limit
	poor     bool
}

// fitDoubt fits the limit on half of the items and measures it on the other half.
func (r *run) fitDoubt(m *model.Model, items []item) (doubtFacts, error) {
	outputs, probs, err := train.GreedyProbs(m, r.prompts(items), r.maxOutput, r.workers)
	if err != nil {
		return doubtFacts{}, err
	}
	chrf := train.ChrF2()
	var halves [2][]judgedOutput
	for i, it := range items {
		text := string(r.tokenizer.Decode(outputs[i]))
		j := judgedOutput{surprise: doubt.Surprise(probs[i]), poor: chrf.Score(chrf.Count(text, it.target)) < poorChrF[it.to]}
		j.reason = doubt.Of(it.source, text, j.surprise, 0)
		halves[i%2] = append(halves[i%2], j)
	}
	facts := doubtFacts{Limit: round(limitOf(halves[0]), 3), N: len(halves[1]), ChrF: poorChrF}
	called, poor, both := 0, 0, 0
	for _, j := range halves[1] {
		isCalled := j.reason != doubt.None || j.surprise >= facts.Limit
		called += count(isCalled)
		poor += count(j.poor)
		both += count(isCalled && j.poor)
	}
	percent := func(part, whole int) float64 { return round(100*float64(part)/float64(max(whole, 1)), 1) }
	facts.Precision, facts.Recall = percent(both, called), percent(both, poor)
	facts.Poor, facts.Called = percent(poor, facts.N), percent(called, facts.N)
	return facts, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// limitOf is the lowest surprise from which on at least leastPrecision of the outputs are poor, twenty of them at least.
func limitOf(outputs []judgedOutput) float64 {
	sorted := slices.SortedFunc(slices.Values(outputs), func(a, b judgedOutput) int { return cmp.Compare(b.surprise, a.surprise) })
	limit, poor := sorted[min(20, len(sorted)-1)].surprise, 0
	for i, j := range sorted {
		if poor += count(j.poor); i >= 20 && float64(poor) >= leastPrecision*float64(i+1) {
			limit = j.surprise
		}
	}
	return limit
}
