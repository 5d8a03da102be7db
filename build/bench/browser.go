package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// part is one page to be run.
type part struct {
	Name    string         `json:"name"`
	Script  string         `json:"script"` // of an engine, in pages/; "" for the site itself
	Options map[string]any `json:"options"`
	Alone   bool           `json:"alone,omitempty"` // opened once, after the others are closed, for one round
}

// answer is what drive.mjs says of a part.
type answer struct {
	Name   string          `json:"name"`
	Result json.RawMessage `json:"result"`
	Opened bool            `json:"opened"` // the rest comes later
	Error  string          `json:"error"`
	RSS    int64           `json:"rss"`
}

// drive runs the parts in one browser and hands each answer to done before anything else begins.
func drive(folder, chromium, origin string, rounds, loads int, parts []part, done func(answer) error) error {
	run := exec.Command("node", filepath.Join(folder, "drive.mjs"))
	run.Stderr = os.Stderr
	in, err := run.StdinPipe()
	if err != nil {
		return err
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return err
	}
	if err := run.Start(); err != nil {
		return err
	}
	defer in.Close()
	if err := json.NewEncoder(in).Encode(map[string]any{"origin": origin, "chromium": chromium, "rounds": rounds, "loads": loads,
		"parts": parts}); err != nil {
		return err
	}
	decoder := json.NewDecoder(bufio.NewReader(out))
	for {
		var a answer
		if err := decoder.Decode(&a); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("drive.mjs: %w", err)
		}
		if err := done(a); err != nil {
			return err
		}
		fmt.Fprintln(in)
	}
	return run.Wait()
}
