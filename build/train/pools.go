package main

// The pools of zh-en and their mixture: what share of the tokens each kind of text has.

import (
	"math/rand/v2"
	"strings"

	"pellucid/engine/train"
)

// mixture is the share of the tokens of each pool, in both directions together unless only is set. The last quarter leans
// towards everyday sentences, but keeps the others: a run that ended almost wholly on Tatoeba won BLEU and lost sentences
// that are in no corpus.
var mixture = []struct {
	pool        string
	first, last float64 // until lastPart of the run, and after it
	only        string  // a target language
}{
	{"tatoeba", 0.17, 0.22, ""},
	{"everyday to en", 0.06, 0.07, "en"},
	{"everyday to zh", 0.06, 0.07, "zh"},
	{"single to en", 0.08, 0.09, ""},
	{"single to zh", 0.01, 0.01, ""},
	{"general", 0.09, 0.05, ""},
	{"wiktionary", 0.01, 0.01, ""},
	{"words", 0.05, 0.05, ""},
	{"phrases, to English", 0.02, 0.02, "en"},
	{"phrases, to Chinese", 0.03, 0.03, "zh"},
	{"no mark", 0.09, 0.09, ""},
	{"lower case", 0.06, 0.05, "zh"},
	{"two sentences", 0.03, 0.03, ""},
	{"generated", 0.18, 0.16, ""},
	{"other numbers", 0.06, 0.05, ""},
}

const lastPart = 0.7

// mixed is the pools in each direction and their shares as phases.
func mixed(pairs map[string][]pair) (pools []textPool, phases []train.Phase) {
	phases = []train.Phase{{Until: lastPart}, {Until: 1}}
	add := func(name, to string, of []pair, first, last float64) {
		pools = append(pools, textPool{name, directed(of, to)})
		phases[0].Weights = append(phases[0].Weights, first)
		phases[1].Weights = append(phases[1].Weights, last)
	}
	for _, m := range mixture {
		of := pairs[m.pool]
		switch {
		case len(of) == 0:
		case m.only != "":
			add(m.pool, m.only, of, m.first, m.last)
		default:
			add(m.pool+", to English", "en", of, m.first/2, m.last/2)
			add(m.pool+", to Chinese", "zh", of, m.first/2, m.last/2)
		}
	}
	return pools, phases
}

// withoutMark is a pair without the marks at the ends of both sides; ok if there was one to take off and something is left.
func withoutMark(p pair) (q pair, ok bool) {
	q = pair{strings.TrimRight(p.english, ".!?"), strings.TrimRight(p.chinese, "。！？.!?"), p.source}
	return q, q.english != "" && q.chinese != "" && (q.english != p.english || q.chinese != p.chinese)
}

// withoutMarks is every pair that withoutMark can change.
func withoutMarks(pairs []pair) (bare []pair) {
	for _, p := range pairs {
		if q, ok := withoutMark(p); ok {
			bare = append(bare, q)
		}
	}
	return bare
}

// otherCase is half of the pairs with the English side in lower case, half of these without marks, and a twelfth in capitals:
// sources for Chinese.
func otherCase(pairs []pair, random *rand.Rand) (cased []pair) {
	for _, p := range pairs {
		if random.IntN(2) == 0 {
			q := pair{strings.ToLower(p.english), p.chinese, p.source}
			if random.IntN(2) == 0 {
				if r, ok := withoutMark(q); ok {
					q = r
				}
			}
			cased = append(cased, q)
		}
		if random.IntN(12) == 0 {
			cased = append(cased, pair{strings.ToUpper(p.english), p.chinese, p.source})
		}
	}
	return cased
}

// twoSentences is n random pairs of pairs, one after the other on both sides.
func twoSentences(pairs []pair, n int, random *rand.Rand) (two []pair) {
	for range n {
		a, b := pairs[random.IntN(len(pairs))], pairs[random.IntN(len(pairs))]
		two = append(two, pair{a.english + " " + b.english, a.chinese + b.chinese, a.source})
	}
	return two
}
