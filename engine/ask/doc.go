// Package ask questions a model from outside: its answer, its reason, how sure it says it is, and whether these fit what it
// does. Nothing here looks inside; a [Witness] is anything that can be given a text and be read.
//
// Four kinds of confidence are kept apart, since they answer different questions: the probability of the answer's label
// ([Labels]), the probability of "true" when the model is shown its own answer ([PTrue]), the number it states ([StatedNumber]), and
// the share of its samples that agree ([Agreement]). What cannot be parsed is counted, never dropped ([Parsed]).
//
// The tests of reasons ([Deletion], [Hint], [ContributionCosine]) are tests of consistency: they can show that a stated reason does not
// fit what the model does, not what the model thinks (Parcalabescu & Frank 2023, arXiv:2311.07466).
package ask

// Witness is what is questioned.
type Witness interface {
	// Score is the log-probability of each continuation right after the prompt, nats.
	Score(prompt string, continuations []string) ([]float64, error)
	// Write continues the prompt until a line ends, by so many tokens at most: the most likely text.
	Write(prompt string, tokens int) (string, error)
	// Sample draws k such texts at a temperature.
	Sample(prompt string, k, tokens int, temperature float64, seed uint64) ([]string, error)
}

// reader is a witness that reads prompts faster side by side, before it is asked them.
type reader interface{ Read(prompts []string) error }

// ready lets a witness read what it is asked next, if it can.
func ready(w Witness, prompts ...string) error {
	if r, ok := w.(reader); ok && len(prompts) > 1 {
		return r.Read(prompts)
	}
	return nil
}

// Yield reports done of total steps between pieces of work; an error from it ends the work and is returned.
type Yield func(done, total int) error

func (y Yield) call(done, total int) error {
	if y == nil {
		return nil
	}
	return y(done, total)
}
