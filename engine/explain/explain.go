// Package explain holds the methods that say why a transformer gave its output, each by its canonical definition,
// one file a method; methods.go lists them with what each measures and what it does not.
//
// All of them stand on three ideas:
//
//   - a [Subject] is one input with its output held fixed: the model, the tokens read, the tokens written, and the
//     units (words, characters, tokens or hand-picked spans) that credit is given to;
//   - a [Target] turns the probabilities of the written tokens into the numbers to be explained;
//   - a [Scorer] computes those numbers for any set of hidden units, many variants in one ragged batch.
//
// Occlusion, Shapley values, LIME, faithfulness curves and the surrogate tree differ only in which variants they ask
// for. Gradients, attention and the lens read one recorded pass instead.
//
// Randomness is seeded by the caller; long work calls yield, which may cancel it.
package explain

import (
	"fmt"
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/share"
)

// Unit is one thing that can be hidden: a set of positions in the explained sequence.
type Unit struct {
	Text   string
	Tokens []int // positions in Subject.Read, ascending
}

// Subject is one input whose output is held fixed.
//
// For an encoder–decoder, Read is the encoder's input and Write the decoder's: Write[0] is Begin and Write[1:] the
// output tokens. For a decoder-only model Read is the prompt (with any begin token) and Write its continuation, and
// the model sees both in one row. For an encoder-only model Read has masks at the positions Guessed, and Write is the
// tokens that it puts there: each row of logits is about its own position.
type Subject struct {
	Model   *model.Model
	Read    []int32
	Write   []int32
	Guessed []int // ascending; nil for a model that writes
	Units   []Unit
	// Meter counts every pass that is made for this subject; nil for none.
	Meter *model.Meter
	// Pause is called within every pass that is made for this subject, and may cancel it; nil for none.
	Pause Yield
	// Spread does the batches of passes that do not depend on each other; nil does them here.
	Spread share.Spread

	probs []float64 // p of each output, once a pass over the untouched input has told
}

// Outputs is the number of output tokens that are scored.
func (s *Subject) Outputs() int {
	if s.encoderDecoder() {
		return len(s.Write) - 1
	}
	return len(s.Write)
}

// Output is the i-th scored token.
func (s *Subject) Output(i int) int32 {
	if s.encoderDecoder() {
		return s.Write[i+1]
	}
	return s.Write[i]
}

// upTo is the subject without what was written after output i. No model that writes looks ahead, so nothing about that
// output changes; the passes are shorter. What a model guesses in one place never depends on its guesses in others.
func (s *Subject) upTo(i int) *Subject {
	short := *s
	short.probs = nil
	short.Write = s.Write[:len(s.Write)-s.Outputs()+i+1]
	if s.guesses() {
		short.Guessed = s.Guessed[:i+1]
	}
	return &short
}

func (s *Subject) encoderDecoder() bool { return s.Model.Config.Kind == "encoder-decoder" }

func (s *Subject) guesses() bool { return s.Model.Config.Kind == model.EncoderOnly }

// Check says what is wrong with the subject, if anything.
func (s *Subject) Check() error {
	switch {
	case s.Model == nil:
		return fmt.Errorf("explain: no model")
	case len(s.Read) == 0:
		return problem.New(problem.Empty, nil, "nothing was read: the input has no tokens")
	case len(s.Guessed) > 0 && !s.guesses() || s.guesses() && len(s.Guessed) != len(s.Write):
		return fmt.Errorf("explain: %d guessed places for %d tokens", len(s.Guessed), len(s.Write))
	case s.Outputs() < 1:
		return problem.New(problem.Empty, nil, "nothing was written: the output has no tokens")
	case len(s.Units) == 0:
		return problem.New(problem.Empty, nil, "no units to give credit to")
	}
	owner := make(map[int]int)
	for j, t := range s.Guessed {
		if t < 0 || t >= len(s.Read) || j > 0 && t <= s.Guessed[j-1] {
			return fmt.Errorf("explain: the guessed places %v are not ascending positions of %d", s.Guessed, len(s.Read))
		}
	}
	for u, unit := range s.Units {
		if len(unit.Tokens) == 0 {
			return fmt.Errorf("explain: unit %d (%q) has no tokens", u, unit.Text)
		}
		for _, t := range unit.Tokens {
			if t < 0 || t >= len(s.Read) {
				return fmt.Errorf("explain: unit %d (%q) names position %d, want 0 to %d", u, unit.Text, t, len(s.Read)-1)
			}
			if slices.Contains(s.Guessed, t) {
				return fmt.Errorf("explain: unit %d (%q) is a guessed place", u, unit.Text)
			}
			if o, taken := owner[t]; taken {
				return fmt.Errorf("explain: units %d and %d share position %d", o, u, t)
			}
			owner[t] = u
		}
	}
	return nil
}

// Yield reports done of total steps between pieces of work; an error from it ends the work and is returned. A nil
// Yield is never called.
type Yield func(done, total int) error

func (y Yield) call(done, total int) error {
	if y == nil {
		return nil
	}
	return y(done, total)
}

// at is a Yield for the inside of one piece of work, which leaves the count as it was; nil for nil.
func (y Yield) at(done, total int) Yield {
	if y == nil {
		return nil
	}
	return func(int, int) error { return y(done, total) }
}
