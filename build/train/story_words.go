package main

// What a story writer must stand beside perplexity: that it writes words, and that its greedy text does not turn in circles.

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

const (
	sampledStories = 20 // a sampled text for each opening and so many seeds
	heldStarts     = 2  // openings that each held-out text gives
)

var wordPattern = regexp.MustCompile(`[\pL]+(?:['’][\pL]+)*`)

// wordsOf is the words of a text in lower case.
func wordsOf(text string) []string { return wordPattern.FindAllString(strings.ToLower(text), -1) }

// knownWords are the words that occur twice or more in the training texts.
func knownWords(pools []textPool) map[string]bool {
	counts, known := map[string]int{}, map[string]bool{}
	for _, pool := range pools {
		for _, it := range pool.items {
			if it.own {
				continue
			}
			for _, word := range wordsOf(it.target) {
				if counts[word]++; counts[word] == 2 {
					known[word] = true
				}
			}
		}
	}
	return known
}

// unknownIn is the words of an output that are not known, and how many words it has. The last word of one that was cut off is
// not counted.
func unknownIn(known map[string]bool, output string, cut bool) (unknown []string, n int) {
	words := wordsOf(output)
	if cut && len(words) > 0 {
		words = words[:len(words)-1]
	}
	for _, word := range words {
		if !known[word] {
			unknown = append(unknown, word)
		}
	}
	return unknown, len(words)
}

// storyScores are the card's rows of both: non-words in 1,000 words sampled at temperature 0.8 and top-p 0.9, and greedy texts
// without a loop. The non-words are returned too, with their numbers.
func (r *run) storyScores(m *model.Model) (scores []cardScore, strange map[string]int, err error) {
	known := knownWords(r.corpus.pools)
	strange = map[string]int{}
	var unknown, words []float64 // by text
	for i, it := range r.own {
		for seed := range sampledStories {
			output, cut, err := r.sampled(m, it, uint64(seed*len(r.own)+i))
			if err != nil {
				return nil, nil, err
			}
			odd, n := unknownIn(known, output, cut)
			for _, word := range odd {
				strange[word]++
			}
			unknown, words = append(unknown, float64(len(odd))), append(words, float64(n))
		}
	}
	share := func(pick []int) float64 {
		a, b := 0.0, 0.0
		for _, i := range pick {
			a, b = a+unknown[i], b+words[i]
		}
		return 1000 * a / b
	}
	all := make([]int, len(words))
	total := 0.0
	for i := range all {
		all[i] = i
		total += words[i]
	}
	odd := train.Score{Metric: "non-words in 1,000 words", Value: share(all), N: int(total)}
	odd.Low, odd.High = train.Bootstrap(len(all), resamples, 1, odd.Value, share)
	scores = append(scores, cardScore{Score: odd, Data: fmt.Sprintf("%d texts sampled, temperature 0.8, top-p 0.9", len(all))})
	for _, of := range []struct {
		starts []item
		data   string
	}{{r.own, "openings"}, {openings(slices.Concat(r.corpus.dev, r.corpus.test), heldStarts), "openings from held-out texts"}} {
		texts, err := r.continued(m, of.starts, loopTokens, 0)
		if err != nil {
			return nil, nil, err
		}
		free := train.Score{Metric: fmt.Sprintf("greedy texts without a loop in %d tokens", loopTokens), N: len(texts)}
		for _, text := range texts {
			if !circles(text) {
				free.Value++
			}
		}
		free.Low, free.High = free.Value, free.Value
		scores = append(scores, cardScore{Score: free, Data: fmt.Sprintf("%d %s", len(texts), of.data)})
	}
	return scores, strange, nil
}

// sampled continues a text at random; cut if it did not come to its end.
func (r *run) sampled(m *model.Model, it item, seed uint64) (output string, cut bool, err error) {
	p := r.encoder.prompt(it)
	var ids []int32
	sampling := model.Sampling{Temperature: 0.8, TopP: 0.9, Seed: seed, MaxTokens: r.maxOutput}
	err = m.Generate(model.Sequence{Source: p.Source, Tokens: p.Tokens}, sampling, func(s model.Step) error {
		ids = append(ids, s.Token)
		return nil
	})
	cut = len(ids) == 0 || ids[len(ids)-1] != r.encoder.End
	return strings.ToValidUTF8(string(r.tokenizer.Decode(ids)), ""), cut, err
}

// listed is the words of a count, most frequent first.
func listed(counts map[string]int) []string {
	words := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(words, func(a, b string) int { return counts[b] - counts[a] })
	return words
}
