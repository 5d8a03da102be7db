package main

// What a run keeps on disk so that it can be stopped at any moment and go on: the saved state and the losses so far.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func (r *run) statePath() string { return filepath.Join(r.state, "state") }

func (r *run) restore() error {
	if !r.resume {
		return nil
	}
	file, err := os.Open(r.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		r.log("no saved state in %s: starting from the beginning", r.state)
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	kept, err := r.trainer.Restore(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(kept, &r.note); err != nil {
		return fmt.Errorf("%s: %w", r.statePath(), err)
	}
	if own, err := tokenizerHash(r.tokenizer); err != nil {
		return err
	} else if r.note.Tokenizer != "" && r.note.Tokenizer != own {
		return fmt.Errorf("%s was saved with another vocabulary than the recipe and its texts give now: start without -resume, or from"+
			" the recipe and texts of then", r.statePath())
	}
	r.log("resumed at step %d after %.0f s of training", r.trainer.Steps(), r.note.Seconds)
	return nil
}

func (r *run) save() error {
	r.note.Seconds = r.seconds()
	var err error
	if r.note.Tokenizer, err = tokenizerHash(r.tokenizer); err != nil {
		return err
	}
	kept, err := json.Marshal(r.note)
	if err != nil {
		return err
	}
	return writeFile(r.statePath(), func(f *os.File) error { return r.trainer.Save(f, kept) })
}

// writeFile replaces a file whole: what is at path is always either the old or the new content.
func writeFile(path string, write func(f *os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeJSON replaces a JSON file whole.
func writeJSON(path string, value any, indent string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return writeFile(path, func(f *os.File) error {
		_, err := f.Write(text.Bytes())
		return err
	})
}

// openLosses keeps the lines of loss.tsv up to the step we are at; later ones, of a killed run, will be made again.
func (r *run) openLosses() error {
	path := filepath.Join(r.state, "loss.tsv")
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	lines := bytes.SplitAfter(old, []byte("\n"))
	kept := bytes.Join(lines[:min(len(lines), r.trainer.Steps())], nil)
	if err := writeFile(path, func(f *os.File) error { _, err := f.Write(kept); return err }); err != nil {
		return err
	}
	r.losses, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	return err
}
