// Package influence ranks training texts by what they have to do with one answer of a model.
//
// TracIn follows the training: which texts pushed the weights the way the answer wanted. It says "influential", and only
// for a model whose training texts and saved moments one has. The others are its baselines and say less: [Similar],
// "represented alike"; [BM25], "worded alike"; [Random], nothing. Words and facts that were seen are often found better by
// BM25, while gradients find what moved the answer (Akyürek et al., arXiv:2205.11482; Chang et al., arXiv:2410.17413). None is a
// proof: that is to take the texts away and train again.
//
// Every method gives [query][text] scores, of which larger means more; [Rank] orders them.
package influence

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"pellucid/engine/train"
)

// Text is a training text, or a query: an example of which only the target tokens from From on are judged. 0 judges all
// that are predicted.
type Text struct {
	train.Example
	From int
}

// Yield reports done of total pieces of work; an error from it ends the work and is returned. May be nil.
type Yield func(done, total int) error

func (y Yield) call(done, total int) error {
	if y == nil {
		return nil
	}
	return y(done, total)
}

// Rank is the places of the scores from the largest to the smallest; equals stay in their order.
func Rank(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}

// Random is scores from 0 to 1 that know nothing, the same for a seed.
func Random(queries, texts int, seed uint64) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 0x72616e6b))
	scores := newScores(queries, texts)
	for _, row := range scores {
		for i := range row {
			row[i] = random.Float64()
		}
	}
	return scores
}

func newScores(queries, texts int) [][]float64 {
	scores := make([][]float64, queries)
	for i := range scores {
		scores[i] = make([]float64, texts)
	}
	return scores
}
