package influence

import (
	"fmt"
	"math"

	"pellucid/engine/model"
)

// slope computes the gradient of a text's loss with respect to the weights of one model.
type slope struct {
	model  *model.Model
	names  []string // of the weights that count
	grads  *model.Grads
	trace  *model.Trace
	losses []float32
}

// newSlope takes the weights that keep accepts; nil accepts all.
func newSlope(m *model.Model, keep func(weight string) bool) (*slope, error) {
	s := &slope{model: m, grads: m.NewGrads()}
	for _, spec := range m.Config.Specs() {
		if keep == nil || keep(spec.Name) {
			s.names = append(s.names, spec.Name)
		}
	}
	if len(s.names) == 0 {
		return nil, fmt.Errorf("influence: no weight of the model is to count")
	}
	return s, nil
}

// of is the mean negative log-likelihood of the judged tokens of a text, and leaves its gradient in s.
func (s *slope) of(text Text) (loss float64, err error) {
	if len(text.Target) < 2 {
		return 0, fmt.Errorf("want a text of at least 2 target tokens, got %d", len(text.Target))
	}
	batch := model.Batch{{Source: text.Source, Tokens: text.Target[:len(text.Target)-1]}}
	if s.trace, err = s.model.Forward(batch, model.Run{Tape: true, Reuse: s.trace}); err != nil {
		return 0, err
	}
	targets, judged := text.targets()
	if judged == 0 {
		return 0, fmt.Errorf("want a judged token, got a text of %d of which those from %d on count", len(text.Target), text.From)
	}
	s.losses = append(s.losses[:0], make([]float32, len(targets))...)
	logits := s.trace.AllLogits()
	s.model.Kernels.CrossEntropy(s.losses, logits.Data, logits.Data, targets, 0, 1/float32(judged), len(targets), s.model.Config.Vocab)
	for _, l := range s.losses {
		loss += float64(l) / float64(judged)
	}
	s.grads.Zero()
	_, err = s.model.Backward(s.trace, logits, model.Want{Weights: true, Into: s.grads})
	return loss, err
}

// targets is what each row is to predict, -1 where it is not judged.
func (text Text) targets() (targets []int32, judged int) {
	targets = make([]int32, len(text.Target)-1)
	for i := range targets {
		targets[i] = -1
		if i+1 >= text.From {
			targets[i] = text.Target[i+1]
			judged++
		}
	}
	return targets, judged
}

// copied is the gradient as one slice a weight.
func (s *slope) copied() [][]float32 {
	var parts [][]float32
	for _, name := range s.names {
		parts = append(parts, append([]float32(nil), s.grads.Weight(name)...))
	}
	return parts
}

// along is the inner product of the gradient with one that was copied.
func (s *slope) along(parts [][]float32) float64 {
	sum := 0.0
	for i, name := range s.names {
		sum += float64(s.model.Kernels.Dot(parts[i], s.grads.Weight(name)))
	}
	return sum
}

// size is the gradient's Euclidean norm.
func (s *slope) size() float64 {
	sum := 0.0
	for _, name := range s.names {
		g := s.grads.Weight(name)
		sum += float64(s.model.Kernels.Dot(g, g))
	}
	return math.Sqrt(sum)
}
