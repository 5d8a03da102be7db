package wordvec

import "math"

// Network is the two matrices: Input has the vectors, Output what they are compared with; both [words, dim].
type Network struct{ Input, Output Vectors }

// pair is one example: the words that are looked up (one for skip-gram, several for CBOW, which takes their mean), the word
// to be told, and words drawn at random.
type pair struct {
	in        []int32
	out       int32
	negatives []int32
}

// scratch is the room of a step.
type scratch struct {
	mean, pull []float32 // [dim]
	slopes     []float32 // [1+negatives]
}

// step moves both matrices down the gradient of
//
//	loss = -log σ(h·output[out]) - Σ_k log σ(-h·output[negative k]),  h = mean of input[in]
//
// and returns the loss before. Every word of CBOW gets its share of the mean's gradient, the true one (word2vec.c gives each
// the whole).
func (n *Network) step(p pair, rate float32, s *scratch) float64 {
	h, pull := s.mean, s.pull
	clear(h)
	clear(pull)
	share := 1 / float32(len(p.in))
	for _, word := range p.in {
		axpy(share, h, n.Input.Row(word))
	}
	loss := 0.0
	s.slopes = s.slopes[:0]
	for k := range len(p.negatives) + 1 { // all slopes first, for a negative may be drawn twice
		row := n.Output.Row(p.word(k))
		z := float64(dot(h, row))
		slope := 1 / (1 + math.Exp(-z))
		if k == 0 {
			loss += softplus(-z)
			slope--
		} else {
			loss += softplus(z)
		}
		s.slopes = append(s.slopes, float32(slope))
		axpy(float32(slope), pull, row)
	}
	for k, slope := range s.slopes {
		axpy(-rate*slope, n.Output.Row(p.word(k)), h)
	}
	for _, word := range p.in {
		axpy(-rate*share, n.Input.Row(word), pull)
	}
	return loss
}

// word is the compared word k: out, then the negatives.
func (p pair) word(k int) int32 {
	if k == 0 {
		return p.out
	}
	return p.negatives[k-1]
}

// softplus is log(1+exp(z)), without overflow.
func softplus(z float64) float64 { return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) }

func axpy(alpha float32, y, x []float32) {
	for i, v := range x {
		y[i] += alpha * v
	}
}

func dot(x, y []float32) float32 {
	sum := float32(0)
	for i, v := range x {
		sum += v * y[i]
	}
	return sum
}
