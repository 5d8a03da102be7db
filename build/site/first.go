package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// opening matches the sentence that the page opens with, in the file that decides it.
var opening = regexp.MustCompile(`defaultText = '([^']+)'`)

// firstResult runs the page's engine, kernels and all, in Node on the page's opening sentence, and writes what it
// answers. Without the default model there is no first result, and the page waits for its engine.
func (b *builder) firstResult() error {
	folder := filepath.Join(b.models, defaultModel)
	if len(b.index.Models) == 0 || b.index.Models[0].Name != defaultModel {
		fmt.Printf("no first result: there is no model %s\n", folder)
		return nil
	}
	source, err := os.ReadFile("site/state/url.ts")
	if err != nil {
		return err
	}
	sentence := opening.FindSubmatch(source)
	if sentence == nil {
		return errors.New("site/state/url.ts has no defaultText")
	}
	scratch, err := os.MkdirTemp("", "pellucid-first-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	program := filepath.Join(scratch, "first.wasm")
	if err := compileWasm(program, "./build/first"); err != nil {
		return err
	}
	run := exec.Command("node", "--stack-size=8192", "wasm/kernel/exec.mjs", program, folder, string(sentence[1]), filepath.Join(b.out, "vocab"))
	run.Env = append(os.Environ(), "PELLUCID_KERNEL=relaxed")
	run.Stderr = os.Stderr
	result, err := run.Output()
	if err != nil {
		return fmt.Errorf("computing the first result: %w", err)
	}
	if result, err = withModel(result, b.index.Models[0]); err != nil {
		return err
	}
	b.first = "first-" + shortHash(result) + ".json"
	return b.write(b.first, result)
}

// withModel adds the manifest of the model, which the page would otherwise know only after the index has come.
func withModel(result []byte, model manifest) ([]byte, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(result, &parts); err != nil {
		return nil, err
	}
	text, err := json.Marshal(model)
	if err != nil {
		return nil, err
	}
	parts["model"] = text
	return json.Marshal(parts)
}
