package train

import (
	"math"
	"slices"

	"pellucid/engine/model"
)

// Prompt is what generation starts from: an encoder's input (nil for a decoder) and the first output tokens.
type Prompt struct{ Source, Tokens []int32 }

// greedyBatch is how many outputs are generated side by side.
const greedyBatch = 32

// Greedy is the most likely next token again and again, for each prompt, until End or limit tokens; End is left out.
// Many prompts at once cost much less than one by one.
func Greedy(m *model.Model, prompts []Prompt, limit, workers int) ([][]int32, error) {
	return greedyOutputs(m, prompts, limit, workers, func(_ int, _ []int32, logits []float32) int32 { return model.Argmax(logits) })
}

// GreedyProbs is Greedy with the probability of each token written, End included.
func GreedyProbs(m *model.Model, prompts []Prompt, limit, workers int) (outputs [][]int32, probs [][]float32, err error) {
	probs = make([][]float32, len(prompts))
	outputs, err = greedyOutputs(m, prompts, limit, workers, func(at int, _ []int32, logits []float32) int32 {
		next := model.Argmax(logits)
		m.Kernels.Softmax(logits, logits, 1, len(logits))
		probs[at] = append(probs[at], logits[next])
		return next
	})
	return outputs, probs, err
}

// GreedyUnrepeated is Greedy that never writes n tokens in a row that its prompt or output already has: it takes the next best
// instead (Paulus et al. 2017, arXiv:1705.04304).
func GreedyUnrepeated(m *model.Model, prompts []Prompt, limit, workers, n int) ([][]int32, error) {
	return greedyOutputs(m, prompts, limit, workers, func(at int, written []int32, logits []float32) int32 {
		text := slices.Concat(prompts[at].Tokens, written)
		for i := n - 1; i < len(text); i++ {
			if slices.Equal(text[i-n+1:i], text[len(text)-n+1:]) {
				logits[text[i]] = float32(math.Inf(-1))
			}
		}
		return model.Argmax(logits)
	})
}

// choice is the next token of prompt at, given what was written behind it. It may change the logits.
type choice func(at int, written []int32, logits []float32) int32

// greedyOutputs generates with a choice, which several goroutines call at once.
func greedyOutputs(m *model.Model, prompts []Prompt, limit, workers int, choose choice) ([][]int32, error) {
	outputs := make([][]int32, len(prompts))
	workers = max(workers, 1)
	err := parallel(workers, func(w int) error {
		for start := w * greedyBatch; start < len(prompts); start += workers * greedyBatch {
			end := min(start+greedyBatch, len(prompts))
			own := func(at int, written []int32, logits []float32) int32 { return choose(start+at, written, logits) }
			if err := greedy(m, prompts[start:end], outputs[start:end], own, limit); err != nil {
				return err
			}
		}
		return nil
	})
	return outputs, err
}

// greedy continues one batch; sequences that have ended leave it.
func greedy(m *model.Model, prompts []Prompt, outputs [][]int32, choose choice, limit int) error {
	batch, place := make(model.Batch, len(prompts)), make([]int, len(prompts))
	room := make([]int, len(prompts))
	for i, p := range prompts {
		batch[i] = model.Sequence{Source: p.Source, Tokens: p.Tokens, Cache: m.NewCache()}
		place[i], room[i] = i, min(limit, m.Config.Context-len(p.Tokens))
	}
	var trace *model.Trace
	for len(batch) > 0 {
		var err error
		trace, err = m.Forward(batch, model.Run{Logits: model.LogitRows{Mode: model.LastRow}, Reuse: trace})
		if err != nil {
			return err
		}
		left := 0
		for i, sequence := range batch {
			at := place[i]
			next := choose(at, outputs[at], trace.Logits(i).Data)
			if m.Config.Ends(next) {
				continue
			}
			outputs[at] = append(outputs[at], next)
			if len(outputs[at]) < room[at] {
				batch[left] = model.Sequence{Tokens: []int32{next}, Cache: sequence.Cache}
				place[left] = at
				left++
			}
		}
		batch, place = batch[:left], place[:left]
	}
	return nil
}

// Beams is the best output of a beam search for each prompt, End included, with its score.
func Beams(m *model.Model, prompts []Prompt, b model.BeamSearch, workers int) ([]model.Hypothesis, error) {
	best := make([]model.Hypothesis, len(prompts))
	workers = max(workers, 1)
	const size = greedyBatch / 2
	err := parallel(workers, func(w int) error {
		for start := w * size; start < len(prompts); start += workers * size {
			var sequences []model.Sequence
			for _, p := range prompts[start:min(start+size, len(prompts))] {
				sequences = append(sequences, model.Sequence{Source: p.Source, Tokens: p.Tokens})
			}
			found, err := m.Beams(sequences, b)
			if err != nil {
				return err
			}
			for i, hypotheses := range found {
				best[start+i] = hypotheses[0]
			}
		}
		return nil
	})
	return best, err
}
