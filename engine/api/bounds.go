package api

import (
	"errors"

	"pellucid/engine/problem"
)

// What a caller may ask for at most. Each bound is far above what a figure needs, and keeps a mistaken or hostile number
// from taking the page's memory or its afternoon; the error names the bound.
const (
	mostTop      = 1000    // candidates, neighbours
	mostTokens   = 1 << 20 // of an output; the context is smaller
	mostDraws    = 64      // of "resample", each a whole variant
	mostSamples  = 5000    // variants of LIME and the surrogate, permutations of Shapley
	mostOrders   = 500     // random orders of a faithfulness test
	mostRankings = 64      // judged in one call
	mostSteps    = 512     // nodes on the path of integrated gradients
	mostDepth    = 8       // of a tree
	mostWatched  = 64      // tokens that the lens follows
)

// check says what is wrong with the settings.
func (s Sampling) check() error {
	return errors.Join(
		problem.Within("sampling.temperature", s.Temperature, 0, 100),
		problem.Within("sampling.top_k", s.TopK, 0, mostTokens),
		problem.Within("sampling.top_p", s.TopP, 0, 1),
		problem.Within("sampling.max_tokens", s.MaxTokens, 0, mostTokens),
	)
}
