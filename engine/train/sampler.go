package train

// The sampler decides which examples a step sees. Everything it will ever deal out follows from its seed and a few
// counters, so a checkpoint needs to carry only those to continue with the very next batch.

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pellucid/engine/model"
)

// Example is one training text or pair as token ids.
type Example struct {
	Source []int32 // encoder input, nil for a decoder
	Target []int32 // begin … end; the model reads all but the last and predicts all but the first
	// Given tells of each predicted token whether it is only read and not to be learned; nil to learn all.
	Given []bool
	// Against tells of each predicted token whether it is to become unlikely: its loss is −ln(1 − p) instead of −ln p
	// (unlikelihood, Welleck et al. 2019, arXiv:1908.04319); nil for none. With label smoothing it is not defined.
	Against []bool
	Keys    [][]model.Queries // which keys a decoder's rows look at, by layer; nil for all
}

// learned counts the tokens that the loss is about.
func (e Example) learned() int {
	n := len(e.Target) - 1
	for _, given := range e.Given {
		if given {
			n--
		}
	}
	return n
}

// Tokens is what an example costs: encoder rows plus decoder rows.
func (e Example) Tokens() int { return len(e.Source) + len(e.Target) - 1 }

// Pool is a set of examples of one kind, such as one corpus in one direction.
type Pool struct {
	Name     string
	Examples []Example
}

// Phase is a mixture of the pools that holds until a share of the run is done. Weights (one a pool, any scale)
// are shares of tokens, not of examples.
type Phase struct {
	Until   float64
	Weights []float64
}

// SamplerState is the place in the data order.
type SamplerState struct {
	Window int     `json:"window"` // windows begun
	Used   int     `json:"used"`   // batches handed out of the present window
	Share  float64 `json:"share"`  // of the run, when the present window was drawn
	Epoch  []int   `json:"epoch"`  // per pool, at the start of the present window
	Next   []int   `json:"next"`   // per pool, place within the epoch
}

// Sampler deals shuffled, length-bucketed batches of about Tokens tokens. It draws a window of several batches at a time
// from the pools, sorts it by length, cuts it into batches and shuffles these. Batches are ragged, nothing is padded:
// bucketing keeps the number of sequences in a batch, and so the work of a step, even.
type Sampler struct {
	Pools  []Pool
	Phases []Phase // by rising Until; the last holds to the end
	Tokens int     // of a batch
	Window int     // batches a window; 1 switches bucketing off
	Seed   uint64

	state   SamplerState
	batches [][]Example
	after   SamplerState // the state once the present window is used up
	order   [][]int      // per pool: the permutation of its epoch in orderOf
	orderOf []int
}

// Check names the first field that cannot work.
func (s *Sampler) Check() error {
	switch {
	case len(s.Pools) == 0:
		return fmt.Errorf("train: sampler has no pools")
	case s.Tokens < 1 || s.Window < 1:
		return fmt.Errorf("train: sampler wants at least 1 token a batch and 1 batch a window, got %d and %d", s.Tokens, s.Window)
	case len(s.Phases) == 0:
		return fmt.Errorf("train: sampler has no phases")
	}
	for i, phase := range s.Phases {
		if len(phase.Weights) != len(s.Pools) {
			return fmt.Errorf("train: phase %d wants %d weights, got %d", i, len(s.Pools), len(phase.Weights))
		}
		total := 0.0
		for p, weight := range phase.Weights {
			total += weight
			if weight < 0 || weight > 0 && len(s.Pools[p].Examples) == 0 {
				return fmt.Errorf("train: phase %d draws %g of pool %q, which has %d examples", i, weight, s.Pools[p].Name, len(s.Pools[p].Examples))
			}
		}
		if total <= 0 {
			return fmt.Errorf("train: phase %d has no positive weight", i)
		}
	}
	return nil
}

// State is the place in the data order after the last batch handed out.
func (s *Sampler) State() SamplerState {
	state := s.state
	state.Epoch, state.Next = slices.Clone(state.Epoch), slices.Clone(state.Next)
	return state
}

// Restore continues from a state that the same sampler (same pools, seed and sizes) gave; pools may have been added behind
// the others since.
func (s *Sampler) Restore(state SamplerState) error {
	if len(state.Epoch) > len(s.Pools) || len(state.Next) != len(state.Epoch) {
		return fmt.Errorf("train: sampler state wants %d pools, got %d", len(state.Epoch), len(s.Pools))
	}
	if added := len(s.Pools) - len(state.Epoch); state.Window > 0 {
		state.Epoch = append(slices.Clone(state.Epoch), make([]int, added)...)
		state.Next = append(slices.Clone(state.Next), make([]int, added)...)
	}
	for p, next := range state.Next {
		if next < 0 || next > len(s.Pools[p].Examples) {
			return fmt.Errorf("train: sampler state is at example %d of pool %q, which has %d", next, s.Pools[p].Name, len(s.Pools[p].Examples))
		}
	}
	s.state, s.batches = state, nil
	if state.Window > 0 {
		s.draw()
		if state.Used > len(s.batches) {
			return fmt.Errorf("train: sampler state has used %d batches of a window of %d", state.Used, len(s.batches))
		}
	}
	return nil
}

// Next is the next batch when share (0 … 1) of the run is done.
func (s *Sampler) Next(share float64) []Example {
	if s.state.Epoch == nil {
		s.state.Epoch, s.state.Next = make([]int, len(s.Pools)), make([]int, len(s.Pools))
	}
	if s.state.Window == 0 || s.state.Used == len(s.batches) {
		if s.state.Window > 0 {
			s.state.Epoch, s.state.Next = s.after.Epoch, s.after.Next
		}
		s.state.Window++
		s.state.Used, s.state.Share = 0, share
		s.draw()
	}
	s.state.Used++
	return s.batches[s.state.Used-1]
}

// Epochs is how often each pool has been gone through, fractions included.
func (s *Sampler) Epochs() []float64 {
	epochs := make([]float64, len(s.Pools))
	for p := range s.state.Epoch {
		if n := len(s.Pools[p].Examples); n > 0 {
			epochs[p] = float64(s.state.Epoch[p]) + float64(s.state.Next[p])/float64(n)
		}
	}
	return epochs
}

func (s *Sampler) weights(share float64) []float64 {
	for _, phase := range s.Phases {
		if share < phase.Until {
			return phase.Weights
		}
	}
	return s.Phases[len(s.Phases)-1].Weights
}

// draw fills batches with the window that state describes. The pool that is furthest behind its weight gives the next example.
func (s *Sampler) draw() {
	weights := s.weights(s.state.Share)
	s.after = s.State()
	var window []Example
	drawn := make([]float64, len(s.Pools))
	for total := 0; total < s.Tokens*s.Window; {
		best := -1
		for p, weight := range weights {
			if weight > 0 && (best < 0 || drawn[p]/weight < drawn[best]/weights[best]) {
				best = p
			}
		}
		example := s.take(best)
		window = append(window, example)
		drawn[best] += float64(example.Tokens())
		total += example.Tokens()
	}
	random := rand.New(rand.NewPCG(s.Seed, uint64(s.state.Window)))
	random.Shuffle(len(window), func(i, j int) { window[i], window[j] = window[j], window[i] })
	if s.Window > 1 {
		sorted := make([]Example, 0, len(window))
		for _, i := range sortedBy(len(window), func(a, b int) int { return window[a].Tokens() - window[b].Tokens() }) {
			sorted = append(sorted, window[i])
		}
		window = sorted
	}
	s.batches = even(window, s.Window)
	random.Shuffle(len(s.batches), func(i, j int) { s.batches[i], s.batches[j] = s.batches[j], s.batches[i] })
}

// take is the next example of pool p in the order of its epoch.
func (s *Sampler) take(p int) Example {
	examples := s.Pools[p].Examples
	if s.after.Next[p] == len(examples) {
		s.after.Epoch[p]++
		s.after.Next[p] = 0
	}
	if s.order == nil {
		s.order, s.orderOf = make([][]int, len(s.Pools)), make([]int, len(s.Pools))
	}
	if epoch := s.after.Epoch[p]; s.order[p] == nil || s.orderOf[p] != epoch {
		s.order[p] = rand.New(rand.NewPCG(s.Seed+uint64(p)<<32, ^uint64(epoch))).Perm(len(examples))
		s.orderOf[p] = epoch
	}
	s.after.Next[p]++
	return examples[s.order[p][s.after.Next[p]-1]]
}

// even splits a window into n runs of nearly equally many tokens: the gradient of a small remainder would weigh as much as
// that of a whole batch. Fewer than n where single examples are longer than a run.
func even(window []Example, n int) [][]Example {
	whole := 0
	for _, example := range window {
		whole += example.Tokens()
	}
	var batches [][]Example
	start, total, done := 0, 0, 0
	for i, example := range window {
		total += example.Tokens()
		if due := total * n / whole; due > done {
			batches = append(batches, window[start:i+1])
			start, done = i+1, due
		}
	}
	return batches
}

// cut splits examples into runs of at most limit tokens (one example may be larger).
func cut(examples []Example, limit int) [][]Example {
	var batches [][]Example
	start, total := 0, 0
	for i, example := range examples {
		if total+example.Tokens() > limit && i > start {
			batches = append(batches, examples[start:i])
			start, total = i, 0
		}
		total += example.Tokens()
	}
	return append(batches, examples[start:])
}
