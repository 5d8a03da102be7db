package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// notices writes LICENSE and NOTICES.txt: the licences, in full, of everything that a page of the site carries. A part
// without a licence text stops the build.
func (b *builder) notices() error {
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	if err := b.write("LICENSE", own); err != nil {
		return err
	}
	modules, err := goModules()
	if err != nil {
		return err
	}
	packages, err := bundledPackages()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "What this site is made of, besides its own files (Apache-2.0, see LICENSE): the licence of every part.\n")
	parts := append([]part{{"Go: the runtime and standard library in the engine, wasm_exec.js", b.goRoot}}, append(modules, packages...)...)
	for _, p := range parts {
		folder := p.folder
		if name, _, _ := strings.Cut(p.name, " "); sameRepository[name] != "" {
			folder = strings.Replace(folder, filepath.FromSlash(name), sameRepository[name], 1)
		}
		licence, err := licenceOf(folder)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(&text, "\n%s\n%s\n\n%s\n", p.name, strings.Repeat("=", len(p.name)), bytes.TrimSpace(licence))
	}
	sources, err := b.modelSources()
	if err != nil {
		return err
	}
	text.WriteString(sources)
	text.WriteString("\nVocabularies\n============\n\ngpt2, p50k, cl100k and o200k were published by OpenAI with tiktoken (MIT licence); the files come from " +
		"tiktoken-go-loader, whose licence is above.\n")
	text.WriteString("\nWord lists\n==========\n\nwords/zh.txt holds words (no glosses) of drkameleon/complete-hsk-vocabulary (MIT licence); words/cos960.txt " +
		"is COS960, word pairs with their mean ratings, Huang et al. 2019, thunlp (MIT licence).\n")
	text.WriteString("\nProbes\n======\n\nThe files in probes/ were trained on UD English EWT (Silveira et al. 2014) and UD Chinese GSDSimp (Shen et al., " +
		"Qi et al.), universaldependencies.org, and are under CC BY-SA 4.0 (creativecommons.org/licenses/by-sa/4.0), as these are.\n")
	return b.write("NOTICES.txt", text.Bytes())
}

// sameRepository are packages that carry no licence text, and the one of the same repository that does.
var sameRepository = map[string]string{"@lit-labs/ssr-dom-shim": "lit"}

// part is one thing with a licence and the folder that has its text.
type part struct{ name, folder string }

// goModules are the modules that the engine is linked from, and the one that the vocabularies come from.
func goModules() ([]part, error) {
	const form = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}"
	list := exec.Command("go", "list", "-deps", "-f", form, "./wasm")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	list.Stderr = os.Stderr
	linked, err := list.Output()
	if err != nil {
		return nil, err
	}
	const loader = "github.com/pkoukk/tiktoken-go-loader"
	other, err := command("go", "list", "-m", "-f", "{{.Path}} {{.Version}}\t{{.Dir}}", loader)
	if err != nil {
		return nil, err
	}
	var parts []part
	for line := range strings.Lines(string(linked) + other) {
		name, folder, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if p := (part{name, folder}); ok && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return parts, nil
}

// bundledPackages are the packages of npm that the bundler may put into a script: site/package.json's dependencies and
// theirs, and the one that the kernels' loader uses.
func bundledPackages() ([]part, error) {
	var parts []part
	seen := map[string]bool{}
	var visit func(modules, name string) error
	visit = func(modules, name string) error {
		if seen[name] {
			return nil
		}
		seen[name] = true
		folder := filepath.Join(modules, filepath.FromSlash(name))
		text, err := os.ReadFile(filepath.Join(folder, "package.json"))
		if err != nil {
			return err
		}
		var description struct {
			Version      string
			Dependencies map[string]string
		}
		if err := json.Unmarshal(text, &description); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if !strings.HasPrefix(name, "@types/") {
			parts = append(parts, part{name + " " + description.Version, folder})
		}
		for dependency := range description.Dependencies {
			if err := visit(modules, dependency); err != nil {
				return err
			}
		}
		return nil
	}
	for _, root := range []string{"site", filepath.Join("wasm", "kernel")} {
		text, err := os.ReadFile(filepath.Join(root, "package.json"))
		if err != nil {
			return nil, err
		}
		var own struct{ Dependencies map[string]string }
		if err := json.Unmarshal(text, &own); err != nil {
			return nil, err
		}
		for name := range own.Dependencies {
			if err := visit(filepath.Join(root, "node_modules"), name); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return parts, nil
}

// licenceOf is the text of a folder's licence, and of its notice if it has one.
func licenceOf(folder string) ([]byte, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var texts [][]byte
	for _, entry := range entries {
		name := strings.ToUpper(entry.Name())
		named := strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "NOTICE") || strings.HasPrefix(name, "COPYING")
		if !entry.Type().IsRegular() || !named {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil, errors.Join(fmt.Errorf("%s has no licence text", folder), fs.ErrNotExist)
	}
	return bytes.Join(texts, []byte("\n\n")), nil
}

// modelSources tells what the models were trained on, from their cards; a model whose card does not say stops the build.
func (b *builder) modelSources() (string, error) {
	var text strings.Builder
	for _, m := range b.index.Models {
		var card struct {
			Licence string
			Data    []struct {
				Name, Licence, Attribution string
				Credits                    []string
			}
		}
		if err := json.Unmarshal(m.Card, &card); err != nil {
			return "", fmt.Errorf("card of %s: %w", m.Name, err)
		}
		if card.Licence == "" || len(card.Data) == 0 {
			return "", fmt.Errorf("the card of %s names no licence or no data", m.Name)
		}
		head := "The model " + m.Name
		fmt.Fprintf(&text, "\n%s\n%s\n\n%s. Trained on:\n", head, strings.Repeat("=", len(head)), card.Licence)
		for _, source := range card.Data {
			fmt.Fprintf(&text, "\n- %s (%s): %s\n", source.Name, source.Licence, source.Attribution)
			for _, credit := range source.Credits {
				fmt.Fprintf(&text, "  - %s\n", credit)
			}
		}
	}
	return text.String(), nil
}
