package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pellucid/engine/checkpoint"
)

// index is models/index.json; wasm/bridge/manifest.ts has its TypeScript form.
type index struct {
	Models []manifest `json:"models"`
}

// manifest describes one model: models/<name>/manifest.json.
type manifest struct {
	Name  string          `json:"name"`
	Bytes int             `json:"bytes"`
	Files []manifestFile  `json:"files"`
	Card  json.RawMessage `json:"card"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// copyModels copies every model folder and writes the manifests and the index.
func (b *builder) copyModels() error {
	entries, err := os.ReadDir(b.models)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b.index.Models = []manifest{}
	for _, entry := range entries {
		if _, err := os.Stat(filepath.Join(b.models, entry.Name(), checkpoint.PackFile)); err != nil {
			continue
		}
		m, err := b.copyModel(entry.Name())
		if err != nil {
			return fmt.Errorf("%s: %w", entry.Name(), err)
		}
		b.index.Models = append(b.index.Models, m)
	}
	// The model that the page opens by itself comes first.
	opened := b.openings["zh"].Model
	slices.SortStableFunc(b.index.Models, func(x, y manifest) int {
		if x.Name == opened || y.Name == opened {
			return map[bool]int{true: -1, false: 1}[x.Name == opened]
		}
		return strings.Compare(x.Name, y.Name)
	})
	return b.writeJSON("models/index.json", b.index)
}

// engineFiles are the files of a model's folder that the engine reads. Others (the history of a training, its moments)
// are not part of the model; films.go has those.
var engineFiles = []string{checkpoint.PackFile, checkpoint.TokenizerHeader, checkpoint.TokenizerRanks, checkpoint.TokenizerHF,
	checkpoint.CardFile}

func (b *builder) copyModel(name string) (manifest, error) {
	m := manifest{Name: name, Card: json.RawMessage("null")}
	folder := os.DirFS(filepath.Join(b.models, name))
	err := fs.WalkDir(folder, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(engineFiles, file) {
			return err
		}
		content, err := fs.ReadFile(folder, file)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		m.Files = append(m.Files, manifestFile{file, len(content), hex.EncodeToString(sum[:])})
		m.Bytes += len(content)
		if file == checkpoint.CardFile {
			m.Card = content
		}
		return b.write(path.Join("models", name, file), content)
	})
	if err != nil {
		return m, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	if b.manifestSums == nil {
		b.manifestSums = map[string]string{}
	}
	b.manifestSums[name] = integrity(text)
	return m, b.write(path.Join("models", name, "manifest.json"), text)
}

func (b *builder) writeJSON(name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return b.write(name, text)
}
