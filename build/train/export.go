package main

// The files that a finished run gives: tokenizer, weights, history, facts and the moments to be published.

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"pellucid/engine/train"
)

// momentShares are the shares of the run after which the weights are kept.
var momentShares = []float64{0, 0.01, 0.03, 0.1, 0.3, 1}

// export writes the shipped files.
func (r *run) export() error {
	if err := os.MkdirAll(r.out, 0o777); err != nil {
		return err
	}
	if err := r.writeHalf(filepath.Join(r.state, "half.safetensors")); err != nil {
		return err
	}
	if err := r.blendStart(); err != nil {
		return err
	}
	if err := r.writeTokenizer(r.out); err != nil {
		return err
	}
	if err := r.writePack(filepath.Join(r.out, "weights.safetensors"), r.trainer.Steps()); err != nil {
		return err
	}
	if err := r.writeFloats(filepath.Join(r.state, "weights.safetensors")); err != nil {
		return err
	}
	facts := runFacts{Start: r.started, Blend: r.blend, Steps: r.trainer.Steps(), Seconds: r.seconds(), Tokens: r.note.Tokens,
		Workers: r.workers, Kernels: r.trainer.Kernels(), Epochs: map[string]float64{}}
	for i, epochs := range r.sampler.Epochs() {
		facts.Epochs[r.corpus.pools[i].name] = round(epochs, 2)
	}
	if err := writeJSON(filepath.Join(r.state, "facts.json"), facts, " "); err != nil {
		return err
	}
	return errors.Join(writeJSON(filepath.Join(r.out, "history.json"), r.note.History, ""), r.publishMoments())
}

// publishMoments copies the weights nearest to the wanted shares of the run to the output folder.
func (r *run) publishMoments() error {
	if !r.moments {
		return nil
	}
	folder := filepath.Join(r.out, "moments")
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	list := chooseMoments(r.note.History.Points, r.trainer.Steps())
	for _, m := range list {
		if m.File == finalMoment {
			continue // the model itself
		}
		content, err := os.ReadFile(r.momentPath(m.Step))
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(folder, m.File), func(f *os.File) error { _, err := f.Write(content); return err }); err != nil {
			return err
		}
	}
	return writeJSON(filepath.Join(folder, "moments.json"), list, " ")
}

// finalMoment is the file of the last moment, seen from the folder of moments: the model's own weights, not a copy.
const finalMoment = "../weights.safetensors"

// moment is one line of moments.json.
type moment struct {
	File  string  `json:"file"` // seen from the folder of moments
	Step  int     `json:"step"`
	Share float64 `json:"share"` // of all steps
}

// chooseMoments picks, for each of momentShares, the point of the history nearest to it (by ratio).
func chooseMoments(points []train.Point, steps int) []moment {
	var list []moment
	for i, share := range momentShares {
		best := points[0].Step
		for _, p := range points[1:] {
			off := func(step int) float64 { return math.Abs(math.Log(float64(step) / (share * float64(steps)))) }
			if share > 0 && (best == 0 || off(p.Step) < off(best)) {
				best = p.Step
			}
		}
		file := fmt.Sprintf("%d.safetensors", i)
		if best == steps {
			file = finalMoment
		}
		list = append(list, moment{file, best, round(float64(best)/float64(steps), 4)})
	}
	return list
}

// runFacts is what the card tells of the run.
type runFacts struct {
	Start   []startFacts       `json:"start,omitempty"`
	Blend   float64            `json:"blend,omitempty"`
	Steps   int                `json:"steps"`
	Seconds float64            `json:"seconds"`
	Tokens  int64              `json:"tokens"`
	Workers int                `json:"workers"`
	Kernels string             `json:"kernels"`
	Epochs  map[string]float64 `json:"epochs"`
}
