// Package keydata looks for the training texts behind an answer where the answer is known: facts are planted in texts that a
// model of a small world reads last, every method of engine/influence ranks those texts, and the proof is to take texts away and
// train again. That begins at the moment before any of the texts was seen, so it is no training from nothing.
package keydata

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"pellucid/engine/influence"
	"pellucid/engine/model"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

// Options are the late part of training, in which the planted texts are read.
type Options struct {
	Steps, Batch int // batch in tokens
	Rate         float64
	Moments      int // of the late part that TracIn looks at
}

// Late is what the page and the study use.
var Late = Options{Steps: 60, Batch: 200, Rate: 2e-3, Moments: 3}

// Method is a way to rank training texts.
type Method string

// The methods.
const (
	TracIn  Method = "tracin"
	Similar Method = "similar"
	BM25    Method = "bm25"
	Random  Method = "random"
)

// Methods lists them.
var Methods = []Method{TracIn, Similar, BM25, Random}

// Field is a model of a small world before its planting, and the planting.
type Field struct {
	world.Planting
	Replay
	encoder train.Encoder
}

// New takes a run as it stands: the averaged weights are copied, and the run is left as it is.
func New(run *world.Run, l world.Language, o Options) (*Field, error) {
	f := &Field{Planting: run.World.Planting(l), Replay: Replay{Options: o}, encoder: run.Encoder}
	err := run.Trainer.WithAverage(func() (err error) {
		f.start, err = copied(run.Model)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, text := range f.Texts {
		f.examples = append(f.examples, train.Example{Target: f.encoder.Target(text.Text)})
	}
	for i, fact := range f.Facts {
		query := influence.Text{Example: train.Example{Target: []int32{f.encoder.Begin}}}
		end := len(fact.Prompt) + len(fact.Value)
		for _, t := range f.encoder.Tokenizer.Encode(fact.Say(l, 0, false)) {
			if t.Start >= end {
				break
			}
			if query.From == 0 && t.End > len(fact.Prompt) {
				query.From = len(query.Target)
			}
			query.Target = append(query.Target, t.ID)
		}
		if query.From == 0 {
			return nil, fmt.Errorf("keydata: fact %d has no value in %q", i, fact.Prompt)
		}
		query.Given = make([]bool, len(query.Target)-1)
		for at := range query.From - 1 {
			query.Given[at] = true
		}
		f.queries = append(f.queries, query)
	}
	return f, nil
}

func copied(m *model.Model) (*model.Model, error) {
	weights := map[string]*model.Tensor{}
	for _, spec := range m.Config.Specs() {
		weights[spec.Name] = &model.Tensor{Shape: spec.Shape, F32: slices.Clone(m.Weight(spec.Name).F32)}
	}
	return model.New(m.Config, weights)
}

// Scores is what a method gives the texts for some facts, [fact][text], after a training with all texts.
func (f *Field) Scores(method Method, facts []int, t Trained, seed uint64, yield influence.Yield) ([][]float64, error) {
	queries, texts := make([]influence.Text, len(facts)), make([]influence.Text, len(f.examples))
	for i, fact := range facts {
		queries[i] = f.queries[fact]
	}
	for i, example := range f.examples {
		texts[i].Example = example
	}
	switch method {
	case TracIn:
		return influence.TracIn(t.Moments, queries, texts, influence.TracInOptions{Normalise: true, Yield: yield})
	case Similar:
		return influence.Similar(t.Model, queries, texts, yield)
	case BM25:
		return influence.BM25(queries, texts), nil
	}
	return influence.Random(len(queries), len(texts), seed), nil
}

// Interval is the mean of values and its normal 95 % interval.
func Interval(values []float64) (mean, low, high float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	half := 1.96 * math.Sqrt(squares/max(n-1, 1)/n)
	return mean, mean - half, mean + half
}

// First is the k texts with the largest scores.
func First(scores []float64, k int) []int {
	order := influence.Rank(scores)
	return order[:min(k, len(order))]
}

// Found is which share of the first k texts states the fact.
func (f *Field) Found(first []int, fact int) float64 {
	n := 0.0
	for _, text := range first {
		if f.Texts[text].Fact == fact {
			n++
		}
	}
	return n / float64(cmp.Or(len(first), 1))
}
