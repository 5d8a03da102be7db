package main

// A reader's own file: SmolLM2-135M-Instruct in Q4_1 as people download it, in this engine and in wllama.

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/token"
)

const (
	readerFile  = "models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf" // in the data folder
	readerLink  = "reader.gguf"                                                  // in weights/, from where it is served
	readerSteps = 50                                                             // next tokens in a round
)

// readerParts are the pages that run the file; none, with the reason on standard error, where it is not there.
func (b *bench) readerParts(weights string) ([]part, error) {
	absolute, err := b.linkReader(weights)
	if err != nil {
		return nil, err
	}
	if absolute == "" {
		fmt.Fprintf(os.Stderr, "reader, reader-wllama: skipped, there is no %s\n", filepath.Join(b.data, readerFile))
		return nil, nil
	}
	given, err := readerTask(absolute)
	if err != nil {
		return nil, err
	}
	options := map[string]any{"task": given, "steps": readerSteps, "file": readerLink}
	return []part{
		{Name: "reader", Script: "pellucid.js", Options: options},
		{Name: "reader-wllama", Script: "wllama.js", Options: options},
	}, nil
}

// linkReader lets the server find the file, and returns where it is; "" where it is not there.
func (b *bench) linkReader(weights string) (string, error) {
	file, err := filepath.Abs(filepath.Join(b.data, readerFile))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(file); err != nil {
		return "", nil
	}
	link := filepath.Join(weights, readerLink)
	_ = os.Remove(link)
	if err := os.MkdirAll(weights, 0o755); err != nil {
		return "", err
	}
	return file, os.Symlink(file, link)
}

// readerTask is a prompt of exactly promptTokens tokens of the file's vocabulary.
func readerTask(file string) (task, error) {
	name := filepath.Base(file)
	about, err := os.Stat(file)
	if err != nil {
		return task{}, err
	}
	source := checkpoint.Source{Size: about.Size(), Open: func() (io.ReadCloser, error) { return os.Open(file) }}
	_, t, _, err := checkpoint.Open(checkpoint.FileMap{name: source})
	if err != nil {
		return task{}, err
	}
	text := strings.Repeat("The old man walked to the river and looked at the boats. ", 30)
	ids := token.IDs(t.Encode(text))
	for n := promptTokens; n <= len(ids); n++ { // a cut may fall where tokens join otherwise
		prompt := string(t.Decode(ids[:n]))
		if got := token.IDs(t.Encode(prompt)); len(got) == promptTokens {
			return task{Prompt: prompt, PromptIDs: got}, nil
		}
	}
	return task{}, fmt.Errorf("no prompt of %d tokens was found", promptTokens)
}

// judgeReader compares both.
func (r *report) judgeReader() {
	own, peer := r.readerEngine("reader"), r.readerEngine("reader-wllama")
	if own == nil {
		return
	}
	r.most("a reader's file: memory to file", float64(own.Memory)/float64(own.Weights), 1.3, "×")
	if peer != nil {
		r.most("a reader's file: load, against wllama", own.Load/peer.Load, 1.2, "×")
		r.least("a reader's file: next token, against wllama", peer.Next/own.Next, 3, "× as fast")
		r.least("a reader's file: prompt, against wllama", own.Prompt/peer.Prompt, 8, "× as fast")
	}
}

func (r *report) readerEngine(name string) *engine {
	for _, e := range r.Reader {
		if e.Name == name {
			return e
		}
	}
	return nil
}
