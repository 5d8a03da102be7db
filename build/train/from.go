package main

// Starting from weights that exist (-from), instead of from random ones: a pack and the vocabulary beside it. Of several packs the
// mean is taken: weights of one run at two times lie in one valley, and their mean forgets less than the later one
// (Wortsman et al. 2022, arXiv:2203.05482).

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// startFacts is what is recorded of the weights a run began with.
type startFacts struct {
	File   string `json:"file"`
	Hash   string `json:"hash"`   // sha256
	Tokens int64  `json:"tokens"` // that they had seen
}

// begin makes tokenizer and model: new ones, or those of -from.
func (r *run) begin() (err error) {
	if r.settings.from == "" {
		return r.beginNew()
	}
	paths := strings.Split(r.settings.from, ",")
	if r.tokenizer, err = readTokenizer(filepath.Dir(paths[0])); err != nil {
		return err
	}
	hash, err := tokenizerHash(r.tokenizer)
	if err != nil {
		return err
	}
	r.encoder = newEncoder(r.tokenizer, r.config.Context)
	for i, path := range paths {
		m, facts, tokenizer, err := readStart(path)
		switch want := r.encoder.Configure(r.config); {
		case err != nil:
			return err
		case !reflect.DeepEqual(m.Config, want):
			return fmt.Errorf("%s: the recipe wants %+v, the file has %+v", path, want, m.Config)
		case tokenizer != "" && tokenizer != hash:
			return fmt.Errorf("%s was trained with the vocabulary %s, the one beside it is %s", path, tokenizer, hash)
		}
		r.started = append(r.started, facts)
		if i == 0 {
			r.model = m
			continue
		}
		mix(r.model, m, 1/float32(i+1))
	}
	return nil
}

// writeOwnTexts writes what a later run learns of the output of the weights of -from.
func writeOwnTexts(recipe *recipe, s settings) error {
	if recipe.ownTexts == nil || s.from == "" {
		return errors.New("-write wants weights (-from) and a recipe with texts of its own to write")
	}
	if err := os.MkdirAll(s.state, 0o777); err != nil {
		return err
	}
	return recipe.ownTexts(&run{recipe: recipe, settings: s})
}

// readStart reads a pack of floats and the number of tokens it was trained on.
func readStart(path string) (*model.Model, startFacts, string, error) {
	m, meta, _, hash, err := readPackFile(path)
	if err != nil {
		return nil, startFacts{}, "", err
	}
	for _, spec := range m.Config.Specs() {
		if m.Weight(spec.Name).F32 == nil {
			return nil, startFacts{}, "", fmt.Errorf("%s: %s is quantised; -from wants F16 or F32", path, spec.Name)
		}
	}
	var training struct {
		Tokens float64 `json:"tokens"`
	}
	if meta.Training != nil {
		if err := json.Unmarshal(meta.Training, &training); err != nil {
			return nil, startFacts{}, "", fmt.Errorf("%s: training facts: %w", path, err)
		}
	}
	return m, startFacts{File: filepath.Base(path), Hash: hash, Tokens: int64(training.Tokens)}, meta.Tokenizer, nil
}

// mix moves the weights of m towards other's by share.
func mix(m, other *model.Model, share float32) {
	k := kernel.Best()
	for _, spec := range m.Config.Specs() {
		w := m.Weight(spec.Name).F32
		k.Scale(1-share, w)
		k.Axpy(share, w, other.Weight(spec.Name).F32)
	}
}

// blendStart moves the weights to be exported towards those the run began with, by the share -blend: what a short run
// learned is kept, and less of what was known before is lost (Wortsman et al. 2022, arXiv:2109.01903).
func (r *run) blendStart() error {
	if r.blend == 0 {
		return nil
	}
	start, err := meanOf(strings.Split(r.settings.from, ","))
	if err != nil {
		return fmt.Errorf("-blend wants -from: %w", err)
	}
	mix(r.model, start, float32(r.blend))
	return nil
}

// meanOf is the mean of packs of floats.
func meanOf(paths []string) (*model.Model, error) {
	var mean *model.Model
	for i, path := range paths {
		m, _, _, err := readStart(path)
		if err != nil {
			return nil, err
		}
		if mean == nil {
			mean = m
			continue
		}
		mix(mean, m, 1/float32(i+1))
	}
	return mean, nil
}

// startTokens is how many tokens the start had seen: the most of its files.
func (r *run) startTokens() int64 {
	most := int64(0)
	for _, facts := range r.started {
		most = max(most, facts.Tokens)
	}
	return most
}
