package api

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

// probeOwn tells the reader's own lists of words apart, layer by layer, each word guessed by a probe trained on all the others.
func probeOwn(c *Call, p ProbeOwnParams) (ProbeOwnResult, error) {
	began := time.Now()
	stack, err := c.stack(p.Stack)
	if err != nil {
		return ProbeOwnResult{}, err
	}
	words, lists, err := listed(p.Lists)
	if err != nil {
		return ProbeOwnResult{}, err
	}
	var readings []probe.Reading
	for _, word := range words {
		r, err := c.readWords(Input{Text: word, To: p.To}, probe.Sentence{Text: word, Words: []probe.Word{{Text: word, End: len(word)}}}, stack)
		if err != nil {
			return ProbeOwnResult{}, err
		}
		readings = append(readings, r)
	}
	sites := evenly(probe.Layers(c.Model.Config, stack), mostOwnLayers)
	layers, err := probe.Vectors(c.Model, readings, sites, nil, c.Yield)
	if err != nil {
		return ProbeOwnResult{}, err
	}
	result := ProbeOwnResult{Sites: places(sites), Words: len(words)}
	for layer, x := range layers {
		idea, err := probe.Own(c.Model.Kernels, x, lists, len(p.Lists), p.Seed, func(int, int) error { return c.Yield(layer, len(layers)) })
		if few := (probe.TooFew{}); errors.As(err, &few) {
			return ProbeOwnResult{}, problem.New(problem.TooShort,
				problem.Values{"what": "list", "list": few.List, "got": few.Words, "want": few.Want}, "%v", err)
		}
		if err != nil {
			return ProbeOwnResult{}, err
		}
		result.Layers = append(result.Layers, idea)
	}
	result.Millis = since(began)
	return result, nil
}

// mostOwnLayers bounds the places at which lists are told apart: so many are a curve.
const mostOwnLayers = 13

// listed is all words with the list of each, checked.
func listed(lists [][]string) (words []string, of []int32, err error) {
	if err := problem.Within("lists", len(lists), 2, 8); err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for l, list := range lists {
		for i, word := range list {
			field := fmt.Sprintf("lists[%d][%d]", l, i)
			bare := strings.TrimSpace(word)
			switch {
			case bare == "":
				return nil, nil, problem.New(problem.Empty, nil, "a word of the list is empty")
			case len(word) > longestListed:
				return nil, nil, tooLong("word", "bytes", len(word), longestListed)
			case seen[bare]:
				return nil, nil, problem.Unfit(field, "a word that is in the lists once", bare)
			}
			seen[bare] = true
			words, of = append(words, word), append(of, int32(l))
		}
	}
	if len(words) > mostListed {
		return nil, nil, tooLong("list", "words", len(words), mostListed)
	}
	return words, of, nil
}
