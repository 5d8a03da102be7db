// The soft cap c*tanh(x/c), which keeps scores and logits within ±c (Gemma 2, arXiv:2408.00118).

package model

import "math"

// softCap replaces each value by c*tanh(value/c).
func softCap(values []float32, c float32) {
	for i, v := range values {
		values[i] = c * float32(math.Tanh(float64(v/c)))
	}
}

// Uncapped is a logit before the soft cap of the logits, if the model has one.
func (c Config) Uncapped(logit float32) float64 {
	if c.LogitCap == 0 {
		return float64(logit)
	}
	return float64(c.LogitCap) * math.Atanh(float64(logit)/float64(c.LogitCap))
}

// softCapGrad pulls d back through softCap; capped is its result.
func softCapGrad(d, capped []float32, c float32) {
	for i, v := range capped {
		if v < -c { // masked behind the cap
			d[i] = 0
			continue
		}
		d[i] *= 1 - (v/c)*(v/c)
	}
}
