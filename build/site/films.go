package main

// Films of trainings: the weights at some moments, each fetched alone when a reader asks for it, and the curves of the run.

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/train"
)

// film is one training; site/state/films.ts has its TypeScript form.
type film struct {
	Name       string       `json:"name"`
	Vocabulary []filmFile   `json:"vocabulary"`
	Moments    []filmMoment `json:"moments"`
	Curve      []filmPoint  `json:"curve"`
}

// filmFile is a file of the site, and what the engine wants it to be called.
type filmFile struct {
	File  string `json:"file"`
	As    string `json:"as"`
	Bytes int    `json:"bytes"`
	Sum   string `json:"sum"` // SHA-256, base64
}

type filmMoment struct {
	Step int `json:"step"`
	filmFile
}

// filmPoint is a point of the history: nats a token on held-out text, and the mean over all heads of how even attention is.
type filmPoint struct {
	Step   int     `json:"step"`
	Tokens int64   `json:"tokens"`
	Loss   float64 `json:"loss"`
	Even   float64 `json:"even"`
}

// films copies the moments of the translator's first run and of the models that have some, and lists them in films/index.json.
func (b *builder) films() error {
	list := []film{}
	assets := filepath.Dir(b.models)
	own, ofModels := filepath.Join(assets, "films", "*"), filepath.Join(b.models, "*", "moments")
	for _, folders := range []string{own, ofModels} {
		found, err := filepath.Glob(filepath.Join(folders, "moments.json"))
		if err != nil {
			return err
		}
		for _, file := range found {
			folder := strings.TrimSuffix(filepath.Dir(file), string(filepath.Separator)+"moments")
			f, err := b.film(folder, filepath.Dir(file))
			if err != nil {
				return err
			}
			list = append(list, f)
		}
	}
	return b.writeJSON("films/index.json", list)
}

// film copies one film; folder has vocabulary and history, moments the weights.
func (b *builder) film(folder, moments string) (film, error) {
	f := film{Name: filepath.Base(folder)}
	for _, name := range []string{checkpoint.TokenizerHeader, checkpoint.TokenizerRanks} {
		file, err := b.filmFile(f.Name, filepath.Join(folder, name), name)
		if err != nil {
			return f, err
		}
		f.Vocabulary = append(f.Vocabulary, file)
	}
	var listed []struct {
		File string
		Step int
	}
	if err := readInto(filepath.Join(moments, "moments.json"), &listed); err != nil {
		return f, err
	}
	for _, m := range listed {
		file, err := b.filmFile(f.Name, filepath.Join(moments, filepath.FromSlash(m.File)), checkpoint.PackFile)
		if err != nil {
			return f, err
		}
		f.Moments = append(f.Moments, filmMoment{m.Step, file})
	}
	var history train.History
	if err := readInto(filepath.Join(folder, "history.json"), &history); err != nil {
		return f, err
	}
	for _, p := range history.Points {
		point, heads := filmPoint{Step: p.Step, Tokens: p.Tokens, Loss: p.DevLoss}, 0
		for _, site := range p.Attention {
			for _, head := range site.Heads {
				point.Even += head.Entropy
				heads++
			}
		}
		point.Even /= float64(max(1, heads))
		f.Curve = append(f.Curve, point)
	}
	return f, nil
}

func (b *builder) filmFile(name, from, as string) (filmFile, error) {
	content, err := os.ReadFile(from)
	if err != nil {
		return filmFile{}, err
	}
	file := path.Join("films", name, shortHash(content)+path.Ext(as))
	return filmFile{file, as, len(content), integrity(content)}, b.write(file, content)
}

func readInto(file string, value any) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, value)
}
