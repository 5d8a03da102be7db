package api

import (
	"time"

	"pellucid/engine/explain"
	"pellucid/engine/probe"
)

// probeQuestions trains a linear probe on the mean of a sentence's tokens, on the same sentences that the tree of the call
// tree grows on, and tests both on the others: one has a path, one has none.
func probeQuestions(c *Call, p ProbeQuestionsParams) (ProbeQuestionsResult, error) {
	began := time.Now()
	stack, err := c.stack(p.Stack)
	if err != nil {
		return ProbeQuestionsResult{}, err
	}
	tree, _, _, _, err := explain.QuestionTree(treeDepth)
	if err != nil {
		return ProbeQuestionsResult{}, err
	}
	var corpus []probe.Sentence
	var readings []probe.Reading
	var result ProbeQuestionsResult
	var held []bool
	var rival []bool // by held sentence: the tree is right
	task := probe.Task{ID: string(SentenceTask), Classes: []string{"statement", "question"}}
	for i, q := range explain.Questions {
		s := probe.Sentence{Text: q.Text, Words: []probe.Word{{Text: q.Text, End: len(q.Text)}}}
		r, err := c.readWords(Input{Text: q.Text}, s, stack)
		if err != nil {
			return ProbeQuestionsResult{}, err
		}
		label := 0
		if q.Question {
			label = 1
		}
		corpus, readings, held = append(corpus, s), append(readings, r), append(held, explain.QuestionHeld(i))
		task.Label = append(task.Label, int32(label))
		if held[i] {
			rival = append(rival, tree.Classify(explain.QuestionAnswers(q.Text)) == label)
		}
	}
	sites := evenly(probe.Layers(c.Model.Config, stack), mostOwnLayers)
	d, err := probe.NewData(c.Model, nil, corpus, readings, sites, c.Yield)
	if err != nil {
		return ProbeQuestionsResult{}, err
	}
	d.Test = held
	for layer := range sites {
		if err := c.Yield(layer, len(sites)); err != nil {
			return ProbeQuestionsResult{}, err
		}
		l, err := d.Train(task, layer, nil)
		if err != nil {
			return ProbeQuestionsResult{}, err
		}
		var right []bool
		for i, guess := range l.Classify(c.Model.Kernels, d.Layers[layer]) {
			if held[i] {
				right = append(right, guess == task.Label[i])
			}
		}
		share, over := probe.Against(right, rival)
		result.Probe, result.Over = append(result.Probe, share), append(result.Over, over)
	}
	result.Tree, _ = probe.Against(rival, rival)
	result.Sites, result.Held, result.Train = places(sites), len(rival), len(corpus)-len(rival)
	result.Millis = since(began)
	return result, nil
}
