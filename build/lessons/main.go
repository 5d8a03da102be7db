// Command lessons tries the sentences of the teachers' notes (assets/tried/sentences.json) with the shipped models and
// writes down what they do, assets/tried/effects.json: `go run ./build/lessons`. Run it after the models have changed;
// until then its test fails, naming each sentence whose effect no longer holds.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
)

const (
	askedFile   = "assets/tried/sentences.json"
	effectsFile = "assets/tried/effects.json"
	modelFolder = "assets/models"
)

// inBoth is one thing in both languages.
type inBoth[T any] struct {
	En T `json:"en"`
	Zh T `json:"zh"`
}

// asked is sentences.json: sentences for many lessons, and for each lesson what is measured on which.
type asked struct {
	Pool    []inBoth[string] `json:"pool"`
	Lessons map[string]struct {
		Kind  string           `json:"kind"`
		Of    []int            `json:"of"`    // of the pool
		Texts []inBoth[string] `json:"texts"` // of its own
		Seeds int              `json:"seeds"` // how many questions about the small world
	} `json:"lessons"`
}

// tried is what is known of the sentences of one lesson. Texts of effects are what a model wrote, numbers what was measured.
type tried struct {
	Kind  string           `json:"kind"`
	Texts []inBoth[string] `json:"texts"`
	Found []inBoth[effect] `json:"found"`
}

// effect is what became of one sentence: named words and numbers, in the places of a sentence of the page.
type effect map[string]any

func main() {
	log.SetFlags(0)
	effects, err := tryAll(".", math.MaxInt)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.MarshalIndent(effects, "", " ")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(effectsFile, append(text, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println(effectsFile)
}

// tryAll tries at most so many sentences of each lesson; root is the repository's folder.
func tryAll(root string, most int) (map[string]tried, error) {
	text, err := os.ReadFile(filepath.Join(root, askedFile))
	if err != nil {
		return nil, err
	}
	var list asked
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", askedFile, err)
	}
	t := &trier{root: root, models: map[string]*model{}}
	all := map[string]tried{}
	for id, lesson := range list.Lessons {
		texts := lesson.Texts
		for _, i := range lesson.Of {
			if i < 0 || i >= len(list.Pool) {
				return nil, fmt.Errorf("%s: the pool has no sentence %d", id, i)
			}
			texts = append(texts, list.Pool[i])
		}
		for seed := range lesson.Seeds { // the model's own world asks
			texts = append(texts, inBoth[string]{fmt.Sprint(seed + 1), fmt.Sprint(seed + 1)})
		}
		one := tried{Kind: lesson.Kind}
		for _, text := range texts[:min(most, len(texts))] {
			en, err := t.try(lesson.Kind, &text.En, "en")
			if err != nil {
				return nil, fmt.Errorf("%s, %q: %w", id, text.En, err)
			}
			zh, err := t.try(lesson.Kind, &text.Zh, "zh")
			if err != nil {
				return nil, fmt.Errorf("%s, %q: %w", id, text.Zh, err)
			}
			one.Texts, one.Found = append(one.Texts, text), append(one.Found, inBoth[effect]{en, zh})
		}
		all[id] = one
	}
	return all, nil
}
