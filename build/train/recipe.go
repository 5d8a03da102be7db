package main

// A recipe is everything that makes one model, as data: texts and their mixture, tokenizer, architecture, optimiser, and
// what its card says. Each recipe has a file of its own.

import (
	"fmt"
	"iter"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

// recipe is one model to be made.
type recipe struct {
	name      string
	title     text
	cannot    text
	kind      kind
	config    model.Config  // Vocab, Begin, End and Pad come from the tokenizer
	tokens    token.Options // of the vocabulary
	options   train.Options // Workers come from the command line
	batch     int           // tokens
	window    int           // batches sorted by length together
	steps     int           // default length, unless minutes is set
	minutes   float64       // default time, 0 to count steps
	moments   bool          // keep the weights at six moments
	scored    int           // dev items a direction that are generated for a score while training
	measured  int           // dev items for the loss while training
	maxOutput int           // tokens generated at most
	load      func(settings) (*corpus, error)
	ownTexts  func(*run) error // writes what a run learns of the output of the weights of -from (-write); nil for nothing
	own       []item           // sentences of our own to show in the card; target is empty
}

// kind is the task, which decides the scores.
type kind uint8

const (
	translation kind = iota // BLEU and chrF in both directions
	language                // perplexity and continuations
	exact                   // share of outputs that are wholly right
	questions               // share of held-out questions of the small world that are answered right
)

// text is a sentence in both languages of the page.
type text struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// item is one text (source empty) or one pair with its target language ("en" or "zh").
type item struct {
	source, target, to string
	given              [][2]int // byte ranges of a text that are read but not learned, in order
	own                bool     // a text of the model's own
	circling           bool     // one whose repeated phrases are unlearned
}

// textPool is a kind of items that a mixture weighs.
type textPool struct {
	name  string
	items []item
}

// corpus is what a recipe loads.
type corpus struct {
	pools      []textPool
	phases     []train.Phase
	dev, test  []item
	vocabulary iter.Seq[string] // what the tokenizer is trained on
	data       []dataSource
	dropped    map[string]int // pairs or texts left out, by reason
}

// dataSource is one line of the card's list of data.
type dataSource struct {
	Name        string   `json:"name"`
	Licence     string   `json:"licence"`
	Attribution string   `json:"attribution"`
	Credits     []string `json:"credits,omitempty"` // by title, where the licence wants each
	Pairs       int      `json:"pairs,omitempty"`
	Texts       int      `json:"texts,omitempty"`
}

// recipes lists every recipe.
var recipes = []*recipe{&zhEn, &stories, &tiny, &smallWorld}

func findRecipe(name string) (*recipe, error) {
	var names []string
	for _, r := range recipes {
		if r.name == name {
			return r, nil
		}
		names = append(names, r.name)
	}
	return nil, fmt.Errorf("there is no recipe %q; there are %s", name, strings.Join(names, ", "))
}

// encoder turns items into examples.
type encoder struct {
	train.Encoder
	context int
}

func newEncoder(t token.Tokenizer, context int) encoder { return encoder{train.NewEncoder(t), context} }

// examples is one pair as begin, tokens, end; or a text cut to what the context holds. Only the first piece of a text
// begins with begin, only the last ends with end.
func (e encoder) examples(it item) []train.Example {
	if it.given != nil {
		return []train.Example{e.Text(it.target, it.given)}
	}
	target := e.Target(it.target)
	if it.circling {
		return []train.Example{unlearned(target)}
	}
	if it.own { // it was cut off: no end
		return []train.Example{{Target: target[:len(target)-1]}}
	}
	if it.to != "" {
		return []train.Example{{Source: e.Source(it.source, it.to), Target: target}}
	}
	var pieces []train.Example
	for len(target) > 1 {
		n := min(e.context+1, len(target))
		pieces = append(pieces, train.Example{Target: target[:n]})
		target = target[n-1:]
	}
	return pieces
}

// all encodes items; what is longer than the context is left out.
func (e encoder) all(items []item) []train.Example {
	var examples []train.Example
	for _, it := range items {
		for _, example := range e.examples(it) {
			if len(example.Source) <= e.context && len(example.Target)-1 <= e.context {
				examples = append(examples, example)
			}
		}
	}
	return examples
}
