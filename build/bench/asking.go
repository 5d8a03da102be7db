package main

// Questions put to the small world's model and to a reader's chat model, see pages/asking.js.

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// questionsAsked is how many a model is asked, all of which are timed.
const questionsAsked = 200

// asking is what pages/asking.js returns, milliseconds.
type asking struct {
	Asked   int       `json:"asked"`
	World   []float64 `json:"asked_world"`
	Chat    []float64 `json:"asked_chat,omitempty"`
	GivenUp []float64 `json:"given_up,omitempty"`
}

// askingPart asks the small world, and the reader's file where it is there.
func (b *bench) askingPart(weights string) (part, error) {
	options := map[string]any{"questions": questionsAsked}
	file, err := b.linkReader(weights)
	if file == "" && err == nil {
		fmt.Fprintf(os.Stderr, "asking: a chat model is not asked, there is no %s\n", filepath.Join(b.data, readerFile))
	} else {
		options["file"] = readerLink
	}
	return part{Name: "asking", Script: "asking.js", Options: options, Alone: true}, err
}

func (r *report) judgeAsking() {
	if r.Asking == nil {
		return
	}
	n := r.Asking.Asked
	if len(r.Asking.World) > 0 {
		r.most(fmt.Sprintf("small world: %d questions, one witness", n), r.Asking.World[0]/1000, 20, "s")
	}
	if len(r.Asking.Chat) > 0 {
		r.most(fmt.Sprintf("SmolLM2-135M: label probability, P(true) and stated number of %d questions", n), r.Asking.Chat[0]/1000, 180, "s")
	}
	if len(r.Asking.GivenUp) > 0 {
		r.most("SmolLM2-135M: a question given up, engine free", slices.Max(r.Asking.GivenUp), 250, "ms")
	}
}
