package api

// Probes: tables of what each layer's output holds, and what the probes read from the reader's own sentence.

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

const (
	mostSeeds     = 10
	mostSpans     = 200 // words of a sentence
	shownGuesses  = 3   // classes told of each word
	defaultSeeds  = 3
	longestListed = 200 // bytes of a word in a reader's list
	mostListed    = 80  // words of all lists
)

// probeTask trains and tests a linear probe for a task on each layer, with its controls.
func probeTask(c *Call, p ProbeParams) (ProbeResult, error) {
	began := time.Now()
	if err := problem.Within("seeds", p.Seeds, 0, mostSeeds); err != nil {
		return ProbeResult{}, err
	}
	if p.Seeds == 0 {
		p.Seeds = defaultSeeds
	}
	b, err := c.bedOf(p.Source)
	if err != nil {
		return ProbeResult{}, err
	}
	for i, layer := range p.Layers {
		if err := b.layer(fmt.Sprintf("layers[%d]", i), layer); err != nil {
			return ProbeResult{}, err
		}
	}
	t, err := b.task(p.Task)
	if err != nil {
		return ProbeResult{}, err
	}
	result := ProbeResult{Seeds: p.Seeds, RandomModels: b.randomise(c, p.Seeds)}
	o := probe.Options{Layers: p.Layers, CodeLength: p.CodeLength, Read: b.reread(c), Spread: c.spread}
	for seed := range p.Seeds {
		o.Seeds = append(o.Seeds, uint64(seed))
	}
	table, err := b.data.Probe(t, o, c.Yield)
	if err != nil {
		return ProbeResult{}, err
	}
	result.Table, result.Bed = *table, b.told(began)
	return result, nil
}

// probeTrees trains a structural probe on each layer and draws the bank's sentences with it.
func probeTrees(c *Call, p ProbeTreesParams) (ProbeTreesResult, error) {
	began := time.Now()
	b, err := c.bedOf(p.Source)
	if err != nil {
		return ProbeTreesResult{}, err
	}
	table, err := b.drawn(c)
	if err != nil {
		return ProbeTreesResult{}, err
	}
	return ProbeTreesResult{Bed: b.told(began), Table: *table}, nil
}

// probeApply reads the reader's sentence with probes that were trained on the bank.
func probeApply(c *Call, p ProbeApplyParams) (ProbeApplyResult, error) {
	began := time.Now()
	sentence, err := spanned(p.Input.Text, p.Spans)
	if err != nil {
		return ProbeApplyResult{}, err
	}
	result := ProbeApplyResult{Tasks: []AppliedTask{}, Trees: [][][2]int{}}
	for _, w := range sentence.Words {
		mark := !strings.ContainsFunc(w.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		result.Words = append(result.Words, AppliedWord{Text: w.Text, Start: w.Start, End: w.End, Mark: mark})
	}
	if p.Shipped {
		err = c.applyShipped(p, sentence, &result)
	} else {
		err = c.applyTrained(p, sentence, &result)
	}
	result.Bed.Millis = since(began)
	return result, err
}

// applyTrained is [probeApply] by probes that are trained on the bank.
func (c *Call) applyTrained(p ProbeApplyParams, sentence probe.Sentence, result *ProbeApplyResult) error {
	b, err := c.bedOf(p.Source)
	if err != nil {
		return err
	}
	layers, err := b.look(c, p.Input, []probe.Sentence{sentence})
	if err != nil {
		return err
	}
	for _, id := range p.Tasks {
		t, probes, err := b.probes(c, id)
		if err != nil {
			return err
		}
		applied := AppliedTask{Task: id, Classes: len(t.Classes)}
		for layer, l := range probes {
			applied.Top = append(applied.Top, guesses(t.Classes, l.Probabilities(c.Model.Kernels, layers[layer])))
		}
		result.Tasks = append(result.Tasks, applied)
	}
	if p.Trees {
		drawn, err := b.drawn(c)
		if err != nil {
			return err
		}
		for layer, probed := range drawn.Probes {
			result.Trees = append(result.Trees, drawTree(probed, layers[layer], drawn.Scales[layer], result.marks()))
		}
	}
	result.Bed = b.told(time.Now())
	return nil
}

// look is the words of sentences at the bed's layers, each [words, width].
func (b *bed) look(c *Call, in Input, sentences []probe.Sentence) ([]model.Array, error) {
	stack, err := c.stack(b.source.Stack)
	if err != nil {
		return nil, err
	}
	var readings []probe.Reading
	for _, s := range sentences {
		in.Text = s.Text
		r, err := c.readWords(in, s, stack)
		if err != nil {
			return nil, err
		}
		readings = append(readings, r)
	}
	return probe.Vectors(c.Model, readings, b.sites, nil, c.pause)
}

// spanned is a text with its words.
func spanned(text string, spans [][2]int) (probe.Sentence, error) {
	s, last := probe.Sentence{Text: text}, 0
	if len(spans) > mostSpans {
		return s, tooLong("text", "words", len(spans), mostSpans)
	}
	for i, span := range spans {
		if span[0] < last || span[1] <= span[0] || span[1] > len(text) {
			return s, problem.Unfit(fmt.Sprintf("spans[%d]", i), fmt.Sprintf("ascending byte ranges within 0–%d", len(text)), span)
		}
		last = span[1]
		s.Words = append(s.Words, probe.Word{Text: text[span[0]:span[1]], Start: span[0], End: span[1]})
	}
	if len(s.Words) == 0 {
		return s, problem.New(problem.Empty, nil, "there is no word to read")
	}
	return s, nil
}

// guesses are the likeliest classes of each row of probabilities.
func guesses(classes []string, p []float32) [][]TagGuess {
	var list [][]TagGuess
	for at := 0; at < len(p); at += len(classes) {
		var top []TagGuess
		for _, class := range model.Top(p[at:at+len(classes)], min(shownGuesses, len(classes))) {
			top = append(top, TagGuess{classes[class], p[at+int(class)]})
		}
		list = append(list, top)
	}
	return list
}
