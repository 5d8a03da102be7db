package diet

import (
	"errors"
	"fmt"
	"math"

	"pellucid/engine/model"
)

// Shots is a few-shot prompt: demonstrations, each of which ends with its label, and a question whose label is to be written.
type Shots struct {
	Tokens  []int32 // of both, beginning tokens included
	Labels  []int   // places of the demonstrations' label words, all tokens of each, rising
	Form    []int   // places of what every demonstration has, and of beginning tokens, rising
	Query   int     // the place at which the question begins
	Options []int32 // the first token of each label
}

// Flow is on which attention the answer hangs, by layer. Of a pair of places (who looks, at what) it takes
// I = Σ_h |A_h ∂L/∂A_h|, where A is the pattern and L = −ln p of the answer, and of a sort of pairs the mean
// (Wang et al., "Label Words are Anchors", arXiv:2305.14160, equation 1 and section 2.1).
type Flow struct {
	ToLabels []float64 // S_wp: label words look at what stands before them
	ToAnswer []float64 // S_pq: the last place, which predicts the answer, looks at the label words
	Rest     []float64 // S_ww: all other pairs
}

func (s *Shots) check(m *model.Model) error {
	switch {
	case m.Config.Kind != model.DecoderOnly:
		return fmt.Errorf("diet: want a decoder, got a model of kind %s", m.Config.Kind)
	case len(s.Labels) == 0 || len(s.Options) < 2:
		return errors.New("diet: want demonstrations with labels, and two labels to choose from")
	case s.Query < 2 || s.Query >= len(s.Tokens) || s.Labels[len(s.Labels)-1] >= s.Query:
		return errors.New("diet: want the question behind the demonstrations")
	}
	return nil
}

// Flow reads the prompt and goes back from the likeliest of the labels.
func (s *Shots) Flow(m *model.Model, meter *model.Meter, yield func(done, total int) error) (Flow, error) {
	if err := s.check(m); err != nil {
		return Flow{}, err
	}
	patterns := func(at model.Site) bool { return at.Point == model.Pattern }
	trace, err := m.Forward(model.Batch{{Tokens: s.Tokens}}, model.Run{Keep: patterns, Tape: true, Meter: meter, Yield: yield,
		Logits: model.LogitRows{Mode: model.LastRow}})
	if err != nil {
		return Flow{}, err
	}
	logits := trace.Logits(0).Data
	slope := model.Array{Data: lossSlope(logits, s.answer(logits)), Shape: []int{1, len(logits)}}
	grads, err := m.Backward(trace, slope, model.Want{Keep: patterns})
	if err != nil {
		return Flow{}, err
	}
	var f Flow
	for site := range m.Config.Sites() {
		if !patterns(site) {
			continue
		}
		pattern, err := trace.At(site, 0)
		if err != nil {
			return Flow{}, err
		}
		f.add(s, pattern, grads.At(site, 0))
	}
	return f, nil
}

// answer is the label to which the logits give most.
func (s *Shots) answer(logits []float32) int32 {
	best := s.Options[0]
	for _, id := range s.Options {
		if logits[id] > logits[best] {
			best = id
		}
	}
	return best
}

// lossSlope is ∂(−ln p(token))/∂logits.
func lossSlope(logits []float32, token int32) []float32 {
	_, logSum := peak(logits)
	slope := make([]float32, len(logits))
	for i, v := range logits {
		slope[i] = float32(math.Exp(float64(v) - logSum))
	}
	slope[token]--
	return slope
}

// add takes one layer, [head, query, key].
func (f *Flow) add(s *Shots, pattern, slope model.Array) {
	heads, n := pattern.Shape[0], pattern.Shape[1]
	label := make([]bool, n)
	for _, at := range s.Labels {
		label[at] = true
	}
	var sums, counts [3]float64
	for i := range n {
		for j := range i {
			sort := 2
			switch {
			case label[i]:
				sort = 0
			case i == n-1 && label[j]:
				sort = 1
			}
			counts[sort]++
			for h := range heads {
				at := (h*n+i)*n + j
				sums[sort] += math.Abs(float64(pattern.Data[at]) * float64(slope.Data[at]))
			}
		}
	}
	f.ToLabels = append(f.ToLabels, sums[0]/max(counts[0], 1))
	f.ToAnswer = append(f.ToAnswer, sums[1]/max(counts[1], 1))
	f.Rest = append(f.Rest, sums[2]/max(counts[2], 1))
}

// Read reads the demonstrations with full attention and prepares to read the question with few of their keys.
func (s *Shots) Read(m *model.Model, meter *model.Meter, yield func(done, total int) error) (*Prompt, error) {
	if err := s.check(m); err != nil {
		return nil, err
	}
	return NewPrompt(m, s.Tokens[:s.Query], meter, yield)
}

// Answer is the probability of each label among the labels, where the question sees no more of the demonstrations than the keys
// at the given places (rising; the last place of the demonstrations is always read).
func (s *Shots) Answer(p *Prompt, keep []int, yield func(done, total int) error) ([]float64, error) {
	logits, err := p.Next(s.Tokens[s.Query:], keep, yield)
	if err != nil {
		return nil, err
	}
	probs, sum, most := make([]float64, len(s.Options)), 0.0, float64(logits[s.answer(logits)])
	for i, id := range s.Options {
		probs[i] = math.Exp(float64(logits[id]) - most)
		sum += probs[i]
	}
	for i := range probs {
		probs[i] /= sum
	}
	return probs, nil
}
