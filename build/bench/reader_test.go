package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReaderTask(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "data", readerFile)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("the model is not here: %v", err)
	}
	given, err := readerTask(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(given.PromptIDs) != promptTokens || given.Prompt == "" {
		t.Errorf("the prompt has %d tokens, want %d", len(given.PromptIDs), promptTokens)
	}
}

// TestReaderIsJudged: both engines of a reader's file are compared, and kept apart from the others.
func TestReaderIsJudged(t *testing.T) {
	r := newReport()
	for name, result := range map[string]string{
		"reader":        `{"prompt":[100],"next":[10],"memory":120,"weights":100,"logits":[0,1]}`,
		"reader-wllama": `{"prompt":[700],"next":[40],"memory":300}`,
	} {
		if err := r.add(answer{Name: name, Result: []byte(result)}); err != nil {
			t.Fatal(err)
		}
	}
	r.judge()
	if len(r.Engines) != 0 || len(r.Reader) != 2 || len(r.Bars) != 3 {
		t.Fatalf("%d engines, %d of the reader's file, %d bars", len(r.Engines), len(r.Reader), len(r.Bars))
	}
	for i, want := range []struct {
		got float64
		met bool
	}{{1.2, true}, {4, true}, {7, false}} {
		if b := r.Bars[i]; b.Got != want.got || b.Met != want.met {
			t.Errorf("%s: %v, met %v, want %v, %v", b.Name, b.Got, b.Met, want.got, want.met)
		}
	}
}
