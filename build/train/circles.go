package main

// Texts that turn in circles: how they are found, and how a model unlearns them from what it writes itself. Its circling texts are
// a pool in which the tokens that say a phrase again are to become unlikely and the others are only read (sequence-level
// unlikelihood, Welleck et al. 2019, arXiv:1908.04319); what it writes of the same openings when it may say no phrase twice is a
// pool to be learned, if all its words are words.

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

const (
	loopTokens    = 60 // of greedy text in which no loop may be
	loopWords     = 4  // a phrase of so many words that comes three times is a loop
	phraseTokens  = 5  // a phrase of so many tokens that comes again is unlearned
	circledStarts = 1  // openings that each training text gives
)

// circles says whether a phrase of loopWords words comes three times in a text.
func circles(text string) bool {
	words := wordsOf(text)
	times := map[string]int{}
	for i := 0; i+loopWords <= len(words); i++ {
		phrase := strings.Join(words[i:i+loopWords], " ")
		if times[phrase]++; times[phrase] == 3 {
			return true
		}
	}
	return false
}

// openings are n beginnings of sentences of each text, of three to eight words.
func openings(texts []item, n int) (starts []item) {
	for at, it := range texts {
		sentences := strings.FieldsFunc(it.target, func(r rune) bool { return strings.ContainsRune(".!?\n\"“”", r) })
		for i := range min(n, len(sentences)) {
			words := strings.Fields(sentences[(at+i*len(sentences)/n)%len(sentences)])
			if length := 3 + (at+i)%6; len(words) > length {
				starts = append(starts, item{source: strings.Join(words[:length], " ")})
			}
		}
	}
	return starts
}

// continued is each opening with the model's greedy text of so many tokens behind it, in which no unrepeated tokens in a row come
// twice (0: they may).
func (r *run) continued(m *model.Model, starts []item, tokens, unrepeated int) ([]string, error) {
	prompts := r.prompts(starts)
	var outputs [][]int32
	var err error
	if unrepeated == 0 {
		outputs, err = train.Greedy(m, prompts, tokens, r.workers)
	} else {
		outputs, err = train.GreedyUnrepeated(m, prompts, tokens, r.workers, unrepeated)
	}
	texts := make([]string, len(outputs))
	for i, ids := range outputs {
		texts[i] = starts[i].source + r.text(ids)
	}
	return texts, err
}

// The pools that a model writes itself: texts that circle, and those it writes of the same openings when it may say no phrase
// twice. Each is a file of one Go string a line in the folder of the run's state.
const (
	circlingPool   = "texts in circles"
	unrepeatedPool = "texts without repeats"
)

// ownShares is what these pools weigh, beside 1 for all others.
var ownShares = map[string]float64{circlingPool: 0.15, unrepeatedPool: 0.25}

// ownFile is where the texts of a pool lie.
func (s settings) ownFile(pool string) string {
	return filepath.Join(s.state, strings.ReplaceAll(pool, " ", "-")+".txt")
}

// writeCircles continues openings of the training texts with the weights of -from and adds to the files of both pools.
func writeCircles(r *run) error {
	var err error
	if r.corpus, err = r.load(r.settings); err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		return err
	}
	starts := distinct(openings(r.corpus.pools[0].items, circledStarts), r.own)
	plain, err := r.continued(r.model, starts, 2*loopTokens, 0)
	if err != nil {
		return err
	}
	unrepeated, err := r.continued(r.model, starts, 2*loopTokens, phraseTokens)
	if err != nil {
		return err
	}
	words := knownWords(r.corpus.pools)
	circling := slices.DeleteFunc(plain, func(text string) bool { return !circles(text) })
	unrepeated = slices.DeleteFunc(unrepeated, func(text string) bool {
		unknown, _ := unknownIn(words, text, true)
		return circles(text) || len(unknown) > 0
	})
	r.log("of %d texts %d turn in circles; without repeats %d are good", len(starts), len(circling), len(unrepeated))
	return errors.Join(r.addOwn(circlingPool, circling), r.addOwn(unrepeatedPool, unrepeated))
}

// distinct is each of items once, and none of those in known.
func distinct(items, known []item) (kept []item) {
	seen := map[string]bool{}
	for _, it := range known {
		seen[it.source] = true
	}
	for _, it := range items {
		if !seen[it.source] {
			kept = append(kept, it)
		}
		seen[it.source] = true
	}
	return kept
}

// addOwn adds texts to the file of a pool.
func (s settings) addOwn(pool string, texts []string) error {
	file, err := os.OpenFile(s.ownFile(pool), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	for _, text := range texts {
		fmt.Fprintf(w, "%q\n", text)
	}
	return errors.Join(w.Flush(), file.Close())
}

// readOwn is the texts of a pool; none where nothing was written.
func (s settings) readOwn(pool string) (items []item, err error) {
	content, err := os.ReadFile(s.ownFile(pool))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for line := range strings.Lines(string(content)) {
		text, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			return nil, fmt.Errorf("%s: a line is no quoted text", s.ownFile(pool))
		}
		items = append(items, item{target: text, own: true, circling: pool == circlingPool})
	}
	return items, err
}

// unlearned is a circling text in which each token that ends a phrase said before is to become unlikely.
func unlearned(ids []int32) train.Example {
	e := train.Example{Target: ids, Given: make([]bool, len(ids)-1), Against: make([]bool, len(ids)-1)}
	said := map[[phraseTokens]int32]bool{}
	for at := range e.Given {
		end := at + 2 // of the phrase whose last token is predicted at at
		if end < phraseTokens {
			e.Given[at] = true
			continue
		}
		phrase := [phraseTokens]int32(ids[end-phraseTokens : end])
		e.Given[at], e.Against[at] = !said[phrase], said[phrase]
		said[phrase] = true
	}
	return e
}
