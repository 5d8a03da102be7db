package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// lessonOrder puts the lessons into the order in which the page offers them; others follow by name.
var lessonOrder = []string{"note", "path", "tokens", "machine", "attention", "why", "layers", "reason", "world", "diet"}

// lessonEntry is what the page says of a lesson before it is begun.
type lessonEntry struct {
	ID      string            `json:"id"`
	Title   map[string]string `json:"title"`
	Goal    map[string]string `json:"goal"`
	Minutes float64           `json:"minutes"`
}

// lessons copies the lessons and writes the list of them, with what the page says of each before it is begun.
func (b *builder) lessons() error {
	files, err := filepath.Glob("assets/lessons/*.json")
	if err != nil {
		return err
	}
	effects, err := os.ReadFile("assets/tried/effects.json")
	if err != nil {
		return err
	}
	var tried map[string]json.RawMessage
	if err := json.Unmarshal(effects, &tried); err != nil {
		return fmt.Errorf("assets/tried/effects.json: %w", err)
	}
	list := []lessonEntry{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var e lessonEntry
		if err := json.Unmarshal(content, &e); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if filepath.Base(file) != e.ID+".json" {
			return fmt.Errorf("%s is the lesson %q", file, e.ID)
		}
		list = append(list, e)
		if content, err = withTried(content, tried[e.ID]); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := b.write("lessons/"+e.ID+".json", content); err != nil {
			return err
		}
	}
	place := func(e lessonEntry) int {
		if i := slices.Index(lessonOrder, e.ID); i >= 0 {
			return i
		}
		return len(lessonOrder)
	}
	slices.SortStableFunc(list, func(x, y lessonEntry) int { return place(x) - place(y) })
	b.lessonList = list
	return b.writeJSON("lessons/index.json", list)
}

// withTried adds to a lesson the sentences that were tried for its teacher.
func withTried(lesson []byte, tried json.RawMessage) ([]byte, error) {
	if tried == nil {
		return lesson, nil
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(lesson, &parts); err != nil {
		return nil, err
	}
	parts["tried"] = tried
	return json.Marshal(parts)
}
