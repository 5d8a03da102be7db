package wordvec

import (
	"cmp"
	"math"
	"slices"
)

// Corpus is a text as numbered words, the most frequent first.
type Corpus struct {
	Words     []string
	Counts    []int // of each word
	Sentences [][]int32
	Left      int // occurrences of rarer words, which are left out of their sentences
}

// NewCorpus numbers the words of sentences: those that occur least times or more, the most frequent ones if there are more than most.
func NewCorpus(sentences [][]string, most, least int) Corpus {
	counts := map[string]int{}
	for _, sentence := range sentences {
		for _, word := range sentence {
			counts[word]++
		}
	}
	var c Corpus
	for word, n := range counts {
		if n >= least {
			c.Words = append(c.Words, word)
		}
	}
	slices.SortFunc(c.Words, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	c.Words = c.Words[:min(most, len(c.Words))]
	number := map[string]int32{}
	for i, word := range c.Words {
		number[word] = int32(i)
		c.Counts = append(c.Counts, counts[word])
	}
	for _, sentence := range sentences {
		var ids []int32
		for _, word := range sentence {
			if id, ok := number[word]; ok {
				ids = append(ids, id)
			} else {
				c.Left++
			}
		}
		if len(ids) > 1 {
			c.Sentences = append(c.Sentences, ids)
		}
	}
	return c
}

// Telling is how much a word's company tells, for each word: the relative entropy in nats of the words beside it to all words
// (a mark or “the” stands beside everything, and tells little).
func Telling(counts []float64, words int) []float64 {
	all, total := make([]float64, words), 0.0
	for i, n := range counts {
		all[i%words] += n
		total += n
	}
	telling := make([]float64, words)
	for i := range words {
		for j, n := range counts[i*words : (i+1)*words] {
			if n > 0 {
				telling[i] += n / all[i] * math.Log(n/all[i]*total/all[j])
			}
		}
	}
	return telling
}
