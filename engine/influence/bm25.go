package influence

import (
	"maps"
	"math"
	"slices"
)

// Okapi's constants as Lucene has them: how soon a repeated token stops counting, and how much a long text is held back.
const (
	bm25Saturation = 1.2
	bm25Length     = 0.75
)

// BM25 scores texts by the tokens that they share with a query, rare ones most (Robertson & Zaragoza 2009). Source and target
// both count; a token that all texts share (begin, end) weighs next to nothing.
//
//	score = Σ_token∈query idf * f*(k+1)/(f + k*(1-b+b*length/mean length)),  idf = ln(1 + (N-n+½)/(n+½))
func BM25(queries, texts []Text) [][]float64 {
	counts, holders, mean := make([]map[int32]int, len(texts)), map[int32]int{}, 0.0
	for i, text := range texts {
		counts[i] = tokenCounts(text)
		for id := range counts[i] {
			holders[id]++
		}
		mean += float64(text.length()) / float64(len(texts))
	}
	scores := newScores(len(queries), len(texts))
	for q, query := range queries {
		asked := tokenCounts(query)
		for _, id := range slices.Sorted(maps.Keys(asked)) { // in one order, for the same sum every time
			n := float64(holders[id])
			rarity := float64(asked[id]) * math.Log(1+(float64(len(texts))-n+0.5)/(n+0.5))
			for i, text := range texts {
				f := float64(counts[i][id])
				held := bm25Saturation * (1 - bm25Length + bm25Length*float64(text.length())/mean)
				scores[q][i] += rarity * f * (bm25Saturation + 1) / (f + held)
			}
		}
	}
	return scores
}

func (text Text) length() int { return len(text.Source) + len(text.Target) }

func tokenCounts(text Text) map[int32]int {
	counts := map[int32]int{}
	for _, ids := range [][]int32{text.Source, text.Target} {
		for _, id := range ids {
			counts[id]++
		}
	}
	return counts
}
