// Choosing the next token from logits.

package model

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
)

// Sampling says how tokens are chosen. The zero value is greedy, without limits other than the model's.
type Sampling struct {
	Temperature float64 // divides the logits; 0 is greedy
	TopK        int     // keep only the most probable tokens; 0 is all
	TopP        float64 // then only the fewest of them whose probabilities add up to it (nucleus sampling, arXiv:1904.09751); 0 is all
	Seed        uint64  // of the PCG generator

	MaxTokens int     // generate at most so many; 0 is up to the context
	Stop      []int32 // tokens that end the text, besides Config.End
	Forced    []int32 // tokens to take before choosing begins
}

// Check says which field is out of range.
func (s Sampling) Check() error {
	switch {
	case !(s.Temperature >= 0) || math.IsInf(s.Temperature, 0):
		return fmt.Errorf("sampling: want a temperature of 0 or more, got %v", s.Temperature)
	case s.TopK < 0:
		return fmt.Errorf("sampling: want top-k of 0 or more, got %d", s.TopK)
	case !(s.TopP >= 0 && s.TopP <= 1):
		return fmt.Errorf("sampling: want top-p of 0 to 1, got %v", s.TopP)
	case s.MaxTokens < 0:
		return fmt.Errorf("sampling: want at most 0 (no limit) or more tokens, got %d", s.MaxTokens)
	}
	return nil
}

// Stream is the randomness of a seed for writing, one number a token. Every way to write takes it, so that one seed writes one
// text wherever it is used.
func Stream(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// Sample chooses a token from logits, [vocab]: the largest (the first of equals) at temperature 0, else at random.
func Sample(logits []float32, s Sampling, random *rand.Rand) int32 {
	var c chooser
	return c.choose(logits, s, random)
}

// chooser keeps its storage from token to token.
type chooser struct {
	ids     []int32
	weights []float64
}

func (c *chooser) choose(logits []float32, s Sampling, random *rand.Rand) int32 {
	if s.Temperature == 0 {
		return Argmax(logits)
	}
	if s.TopK > 0 || (s.TopP > 0 && s.TopP < 1) {
		c.ids = appendTop(c.ids[:0], logits, cmp.Or(s.TopK, len(logits)))
	} else {
		c.ids = appendAll(c.ids[:0], logits)
	}
	largest := float64(logits[Argmax(logits)])
	c.weights, s.TopP = c.weights[:0], cmp.Or(s.TopP, 1)
	sum := 0.0
	for _, id := range c.ids {
		w := math.Exp((float64(logits[id]) - largest) / s.Temperature)
		c.weights = append(c.weights, w)
		sum += w
	}
	if s.TopP < 1 {
		kept, n := 0.0, 0
		for kept < s.TopP*sum && n < len(c.weights) {
			kept += c.weights[n]
			n++
		}
		c.weights, sum = c.weights[:n], kept
	}
	at := random.Float64() * sum
	for i, w := range c.weights {
		if at -= w; at < 0 {
			return c.ids[i]
		}
	}
	return c.ids[len(c.weights)-1]
}

// LogSum is log Σ exp(logits), the constant between logits and log-probabilities.
func LogSum(logits []float32) float64 {
	largest, sum := math.Inf(-1), 0.0
	for _, v := range logits {
		largest = max(largest, float64(v))
	}
	for _, v := range logits {
		sum += math.Exp(float64(v) - largest)
	}
	return largest + math.Log(sum)
}
