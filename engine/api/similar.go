package api

// Texts of a list that a model holds alike: for a model whose training texts are not at hand, this is what can be found, and it
// says nothing of causes.

import (
	"fmt"
	"slices"
	"time"

	"pellucid/engine/influence"
	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

// SimilarParams asks how like the input each of some texts of its language is.
type SimilarParams struct {
	Input Input    `json:"input"`
	Texts []string `json:"texts"`
}

// SimilarResult is two kinds of likeness, [text].
type SimilarResult struct {
	// Cosines are of the mean output of the encoder (of the only stack) over the text's tokens, less the mean of all the texts: what
	// these have in common would make any two alike (Mu & Viswanath, arXiv:1702.01417).
	Cosines []float64 `json:"cosines"`
	Words   []float64 `json:"words"`    // BM25: shared tokens, rare ones most
	LeftOut int       `json:"left_out"` // texts that do not fit the model; either likeness is given as 0
	Millis  float64   `json:"millis"`
}

const mostSimilar = 2000

// similar compares the input with texts, by what the model makes of them and by their words.
func similar(c *Call, p SimilarParams) (SimilarResult, error) {
	began := time.Now()
	if err := problem.Within("texts", len(p.Texts), 1, mostSimilar); err != nil {
		return SimilarResult{}, err
	}
	stack, err := c.stack("")
	if err != nil {
		return SimilarResult{}, err
	}
	query, err := c.readWhole(p.Input, stack)
	if err != nil {
		return SimilarResult{}, err
	}
	r := SimilarResult{Cosines: make([]float64, len(p.Texts)), Words: make([]float64, len(p.Texts))}
	readings, places := []probe.Reading{query}, []int{}
	for i, text := range p.Texts {
		if reading, err := c.readWhole(Input{Text: text}, stack); err == nil {
			readings, places = append(readings, reading), append(places, i)
		}
	}
	rows, err := c.outputs(readings, stack)
	if err != nil {
		return SimilarResult{}, err
	}
	common := make([]float32, c.Model.Config.Width)
	for _, row := range rows[1:] {
		for i, v := range row {
			common[i] += v / float32(len(places))
		}
	}
	for i, words := range influence.BM25(wholes(readings[:1]), wholes(readings[1:]))[0] {
		r.Cosines[places[i]], r.Words[places[i]] = influence.Cosine(minus(rows[0], common), minus(rows[1+i], common)), words
	}
	r.LeftOut, r.Millis = len(p.Texts)-len(places), since(began)
	return r, nil
}

// readWhole is a text of which all tokens are one word.
func (c *Call) readWhole(text Input, stack model.Stack) (probe.Reading, error) {
	if text.Text == "" {
		return probe.Reading{}, problem.New(problem.Empty, nil, "there is no text to compare")
	}
	sentence := probe.Sentence{Text: text.Text, Words: []probe.Word{{Text: text.Text, End: len(text.Text)}}}
	return c.readWords(text, sentence, stack)
}

// outputs are the readings' mean outputs of a stack.
func (c *Call) outputs(readings []probe.Reading, stack model.Stack) ([][]float32, error) {
	sites := probe.Layers(c.Model.Config, stack)
	layers, err := probe.Vectors(c.Model, readings, sites[len(sites)-1:], nil, c.Yield)
	if err != nil {
		return nil, fmt.Errorf("similar: %w", err)
	}
	return slices.Collect(slices.Chunk(layers[0].Data, c.Model.Config.Width)), nil
}

func minus(a, b []float32) []float32 {
	d := make([]float32, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}

// wholes are all that is read, as BM25 takes it.
func wholes(readings []probe.Reading) []influence.Text {
	texts := make([]influence.Text, len(readings))
	for i, r := range readings {
		texts[i].Source = append(slices.Clone(r.Sequence.Source), r.Sequence.Tokens...)
	}
	return texts
}
