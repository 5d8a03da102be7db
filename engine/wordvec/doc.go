// Package wordvec learns vectors of words from who stands beside whom: by a network of one layer, skip-gram or CBOW with
// negative sampling (Mikolov et al., arXiv:1310.4546), and by counting, positive pointwise mutual information with a singular
// value decomposition, which on small corpora is often as good (Levy & Goldberg 2014; Levy et al. 2015).
//
// The simple network is two matrices. A word's row of the first is looked up and compared with rows of the second; there
// is nothing else, so what is looked up is the network's weight matrix. In today's models this table is learned together
// with all other weights.
package wordvec

import (
	"cmp"
	"math"
	"slices"
)

// Vectors is a table [words, Dim], row by row.
type Vectors struct {
	Dim  int
	Data []float32
}

// Row is the vector of a word, not a copy.
func (v Vectors) Row(word int32) []float32 { return v.Data[int(word)*v.Dim:][:v.Dim] }

// Words is how many there are.
func (v Vectors) Words() int { return len(v.Data) / v.Dim }

// Cosine is the likeness of two words, -1 to 1; 0 with a vector of zeros.
func (v Vectors) Cosine(a, b int32) float64 {
	var dot, aa, bb float64
	other := v.Row(b)
	for i, x := range v.Row(a) {
		y := float64(other[i])
		dot, aa, bb = dot+float64(x)*y, aa+float64(x)*float64(x), bb+y*y
	}
	if dot == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}

// Neighbour is a word and its likeness.
type Neighbour struct {
	Word   int32
	Cosine float64
}

// Neighbours are the k words most like one, the nearest first, itself left out.
func (v Vectors) Neighbours(word int32, k int) []Neighbour {
	var list []Neighbour
	for other := range int32(v.Words()) {
		if other != word {
			list = append(list, Neighbour{other, v.Cosine(word, other)})
		}
	}
	slices.SortStableFunc(list, func(a, b Neighbour) int { return cmp.Compare(b.Cosine, a.Cosine) })
	return list[:min(k, len(list))]
}

// OddOneOut is the place of the word that is least like the others, by its mean cosine with them.
func (v Vectors) OddOneOut(words []int32) int {
	odd, least := -1, math.Inf(1)
	for i, word := range words {
		sum := 0.0
		for j, other := range words {
			if j != i {
				sum += v.Cosine(word, other)
			}
		}
		if sum < least {
			odd, least = i, sum
		}
	}
	return odd
}
