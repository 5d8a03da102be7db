package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// first is the first result of one language: its file, and what the page says of it where no script runs.
type first struct {
	file, sum string // the sum is SHA-256, base64
	Input     struct{ Text string }
	Generate  struct {
		Text  string
		Steps []struct {
			Token struct {
				Text    string
				Special bool
			}
			Prob float64
		}
	}
}

// firstResults runs the page's engine, kernels and all, in Node on the opening sentence of each language, and writes
// what it answers. Without its model a language has no first result, and the page waits for its engine.
func (b *builder) firstResults() error {
	scratch, err := os.MkdirTemp("", "pellucid-first-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	program := filepath.Join(scratch, "first.wasm")
	if err := compileWasm(program, "./build/first"); err != nil {
		return err
	}
	b.firsts = map[string]first{}
	for lang, opening := range b.openings {
		i := slices.IndexFunc(b.index.Models, func(m manifest) bool { return m.Name == opening.Model })
		if i < 0 {
			fmt.Printf("no first result: there is no model %s\n", filepath.Join(b.models, opening.Model))
			continue
		}
		if b.firsts[lang], err = b.firstResult(program, opening, b.index.Models[i]); err != nil {
			return fmt.Errorf("computing the first result (%s): %w", lang, err)
		}
	}
	return nil
}

// firstResult computes one and writes its file.
func (b *builder) firstResult(program string, o opening, model manifest) (f first, err error) {
	arguments := []string{program, filepath.Join(b.models, o.Model), o.Text, filepath.Join(b.out, "vocab")}
	run := exec.Command("node", append([]string{"--stack-size=8192", "wasm/kernel/exec.mjs"}, arguments...)...)
	run.Env = append(os.Environ(), "PELLUCID_KERNEL=relaxed")
	run.Stderr = os.Stderr
	result, err := run.Output()
	if err != nil {
		return f, err
	}
	if result, err = withModel(result, model); err != nil {
		return f, err
	}
	if err := json.Unmarshal(result, &f); err != nil {
		return f, err
	}
	f.file, f.sum = "first-"+shortHash(result)+".json", integrity(result)
	return f, b.write(f.file, result)
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
