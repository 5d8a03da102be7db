package token

// The unigram model (Kudo 2018, arXiv:1804.10959): of all ways to cut a word into pieces, the one whose scores, which are
// log-probabilities, have the largest sum.

import "unicode/utf8"

// unknownPenalty is how much less than the worst piece a character that is none counts.
const unknownPenalty = 10

// best is the best cut of a word, as ends and ids of its pieces in order; the id of an unknown character is -1.
func (s *SentencePiece) best(word string) (pieces []symbol) {
	type node struct {
		score float64
		from  int
		id    int32
		ok    bool
	}
	nodes := make([]node, len(word)+1)
	nodes[0].ok = true
	reach := func(from, to int, id int32, score float64) {
		if score += nodes[from].score; !nodes[to].ok || score > nodes[to].score {
			nodes[to] = node{score, from, id, true}
		}
	}
	for from := 0; from < len(word); {
		_, first := utf8.DecodeRuneInString(word[from:])
		single := false
		for to := from + first; to <= len(word) && to-from <= s.longest; {
			if id, ok := s.table.find(word[from:to]); ok {
				reach(from, to, id, s.scores[id])
				single = single || to == from+first
			}
			if to == len(word) {
				break
			}
			_, size := utf8.DecodeRuneInString(word[to:])
			to += size
		}
		if !single {
			reach(from, from+first, -1, s.lowest-unknownPenalty)
		}
		from += first
	}
	for to := len(word); to > 0; to = nodes[to].from {
		pieces = append(pieces, symbol{start: nodes[to].from, end: to, id: nodes[to].id})
	}
	for i, j := 0, len(pieces)-1; i < j; i, j = i+1, j-1 {
		pieces[i], pieces[j] = pieces[j], pieces[i]
	}
	return pieces
}
