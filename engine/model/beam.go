// Beam search over a batch of forked caches.

package model

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// BeamSearch says how Beam searches.
type BeamSearch struct {
	Width     int     // hypotheses kept alive; 1 is greedy
	Alpha     float64 // length penalty: scores are log p / ((5+length)/6)^Alpha (Wu et al. 2016, arXiv:1609.08144); 0 is none
	MaxTokens int     // 0 is up to the context
	Stop      []int32 // tokens that end the text, besides Config.End
	Yield     func(done, total int) error
}

// Hypothesis is one text that Beam found.
type Hypothesis struct {
	Tokens  []int32 // without those given; with the token that ended it
	LogProb float64 // Σ log p of Tokens
	Score   float64 // LogProb with the length penalty
	Ended   bool    // false if it was cut at MaxTokens or the context
}

// ray is a hypothesis still growing.
type ray struct {
	Hypothesis
	cache *Cache
}

// Beam finds the best continuations of a sequence, the best first, at most b.Width of them. It stops when no growing hypothesis can beat
// the worst of the ended ones it would return. seq.Cache, if given, is not extended.
func (m *Model) Beam(seq Sequence, b BeamSearch) ([]Hypothesis, error) {
	found, err := m.Beams([]Sequence{seq}, b)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// search is the beam of one sequence.
type search struct {
	rays  []ray
	ended []Hypothesis
	limit int // tokens
}

// Beams is Beam of each sequence, all of them side by side, which costs much less than one after the other.
func (m *Model) Beams(sequences []Sequence, b BeamSearch) ([][]Hypothesis, error) {
	if b.Width < 1 || b.MaxTokens < 0 || !(b.Alpha >= 0) {
		return nil, fmt.Errorf("model: beam: want a width of 1 or more, and tokens and alpha of 0 or more, got %d, %d and %v",
			b.Width, b.MaxTokens, b.Alpha)
	}
	if !m.plan.towers[len(m.plan.towers)-1].causal {
		return nil, fmt.Errorf("model: a model of kind %s does not generate", m.Config.Kind)
	}
	searches := make([]search, len(sequences))
	growing := make([]*search, len(sequences))
	var batch Batch
	for i, seq := range sequences {
		s := m.startSearch(&seq, b.MaxTokens)
		searches[i], growing[i], batch = s, &searches[i], append(batch, seq)
	}
	run := Run{Logits: LogitRows{Mode: LastRow}, Yield: b.Yield}
	for length := 1; len(growing) > 0; length++ {
		trace, err := m.Forward(batch, run)
		if err != nil {
			return nil, err
		}
		run.Reuse, batch = trace, batch[:0]
		first, left := 0, growing[:0]
		for _, s := range growing {
			n := len(s.rays)
			s.rays, s.ended = m.grow(trace, first, s.rays, s.ended, b, length)
			first += n
			if length >= s.limit || b.settled(s.rays, s.ended, s.limit) {
				continue
			}
			left = append(left, s)
		}
		growing = left
		for _, s := range growing {
			for _, r := range s.rays {
				batch = append(batch, Sequence{Tokens: r.Tokens[len(r.Tokens)-1:], Cache: r.cache})
			}
		}
	}
	found := make([][]Hypothesis, len(searches))
	for i, s := range searches {
		found[i] = b.ranked(s.rays, s.ended)
	}
	return found, nil
}

// startSearch gives a sequence a cache of its own and begins its search.
func (m *Model) startSearch(seq *Sequence, maxTokens int) search {
	if seq.Cache == nil {
		seq.Cache = m.NewCache()
	} else {
		seq.Cache = seq.Cache.Fork(seq.Cache.len)
	}
	limit := m.Config.Context - seq.Cache.len - len(seq.Tokens) + 1
	if maxTokens > 0 {
		limit = min(limit, maxTokens)
	}
	return search{rays: []ray{{cache: seq.Cache}}, limit: limit}
}

// grow extends every ray by its best tokens and keeps the best of all. The rays' logits are the trace's from first on.
func (m *Model) grow(trace *Trace, first int, rays []ray, ended []Hypothesis, b BeamSearch, length int) ([]ray, []Hypothesis) {
	type candidate struct {
		from    int
		token   int32
		logProb float64
	}
	var all []candidate
	for i, r := range rays {
		logits := trace.Logits(first + i).Data
		sum := LogSum(logits)
		for _, token := range Top(logits, b.Width+len(b.Stop)+1) {
			all = append(all, candidate{i, token, r.LogProb + float64(logits[token]) - sum})
		}
	}
	slices.SortStableFunc(all, func(a, c candidate) int { return cmp.Compare(c.logProb, a.logProb) })
	var next []ray
	owners := make([]int, len(rays)) // how many of next grow from each ray
	var from []int
	for _, c := range all {
		if len(next) == b.Width {
			break
		}
		h := Hypothesis{Tokens: append(slices.Clone(rays[c.from].Tokens), c.token), LogProb: c.logProb}
		h.Score = h.LogProb / penalty(length, b.Alpha)
		if h.Ended = m.Config.ends(c.token, b.Stop); h.Ended {
			ended = append(ended, h)
			continue
		}
		next, from = append(next, ray{h, nil}), append(from, c.from)
		owners[c.from]++
	}
	for i := range next {
		cache := rays[from[i]].cache
		if owners[from[i]]--; owners[from[i]] > 0 {
			cache = cache.Fork(cache.len)
		}
		next[i].cache = cache // the last to grow from a ray takes its cache over
	}
	return next, ended
}

// penalty is the divisor of a log-probability of a text of so many tokens.
func penalty(length int, alpha float64) float64 { return math.Pow(float64(5+length)/6, alpha) }

// settled says that enough hypotheses have ended and none that grows can still beat them.
func (b BeamSearch) settled(rays []ray, ended []Hypothesis, limit int) bool {
	if len(ended) < b.Width || len(rays) == 0 {
		return len(rays) == 0
	}
	return b.ranked(nil, ended)[b.Width-1].Score >= rays[0].LogProb/penalty(limit, b.Alpha)
}

// ranked is the best b.Width: ended ones first, then those cut off.
func (b BeamSearch) ranked(rays []ray, ended []Hypothesis) []Hypothesis {
	list := slices.Clone(ended)
	for _, r := range rays {
		list = append(list, r.Hypothesis)
	}
	slices.SortStableFunc(list, func(a, c Hypothesis) int {
		if a.Ended != c.Ended {
			if a.Ended {
				return -1
			}
			return 1
		}
		return cmp.Compare(c.Score, a.Score)
	})
	return list[:min(len(list), b.Width)]
}
