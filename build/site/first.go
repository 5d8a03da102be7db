package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// opening is what the page opens with in one language; site/opening.json has one for each.
type opening struct {
	Model string `json:"model"`
	Text  string `json:"text"`
}

// readOpenings reads what the page opens with, by language.
func readOpenings() (map[string]opening, error) {
	text, err := os.ReadFile("site/opening.json")
	if err != nil {
		return nil, err
	}
	var openings map[string]opening
	if err := json.Unmarshal(text, &openings); err != nil {
		return nil, fmt.Errorf("site/opening.json: %w", err)
	}
	for _, lang := range []string{"zh", "en"} {
		if o := openings[lang]; o.Model == "" || o.Text == "" {
			return nil, fmt.Errorf("site/opening.json has no model or no text for %s", lang)
		}
	}
	return openings, nil
}

// firstResult runs the page's engine, kernels and all, in Node on the page's opening sentence, and writes what it
// answers. Without the default model there is no first result, and the page waits for its engine.
func (b *builder) firstResult() error {
	name := b.openings["zh"].Model
	folder := filepath.Join(b.models, name)
	if len(b.index.Models) == 0 || b.index.Models[0].Name != name {
		fmt.Printf("no first result: there is no model %s\n", folder)
		return nil
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
	arguments := []string{program, folder, b.openings["zh"].Text, filepath.Join(b.out, "vocab")}
	run := exec.Command("node", append([]string{"--stack-size=8192", "wasm/kernel/exec.mjs"}, arguments...)...)
	run.Env = append(os.Environ(), "PELLUCID_KERNEL=relaxed")
	run.Stderr = os.Stderr
	result, err := run.Output()
	if err != nil {
		return fmt.Errorf("computing the first result: %w", err)
	}
	if result, err = withModel(result, b.index.Models[0]); err != nil {
		return err
	}
	b.first, b.firstSum = "first-"+shortHash(result)+".json", integrity(result)
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
