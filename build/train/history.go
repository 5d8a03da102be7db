package main

// The history of a run: points at which the model is measured, and its weights kept, while it learns.

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"pellucid/engine/train"
)

const (
	historyPoints = 34 // log-spaced, at least
	historyInputs = 64 // fixed dev inputs whose attention is measured
	evalTokens    = 2000
)

// record takes a point of the history when it is due.
func (r *run) record() error {
	if r.trainer.Steps() < r.note.NextStep {
		return nil
	}
	return r.point()
}

// point measures the model as it is now and appends to the history, once for a step.
func (r *run) point() error {
	if had := r.note.History.Points; len(had) > 0 && had[len(had)-1].Step == r.trainer.Steps() {
		return nil
	}
	point := train.Point{Step: r.trainer.Steps(), Seconds: round(r.seconds(), 1), Tokens: r.note.Tokens}
	if r.note.LossN > 0 {
		point.TrainLoss = round(r.note.LossSum/float64(r.note.LossN), 4)
	}
	err := r.trainer.WithAverage(func() (err error) {
		dev := r.encoder.all(spread(r.corpus.dev, r.measured))
		if point.DevLoss, err = train.Loss(r.model, dev, evalTokens, r.workers); err != nil {
			return err
		}
		point.DevLoss = round(point.DevLoss, 4)
		if point.Scores, _, err = r.scores(r.model, spread(r.corpus.dev, 2*r.scored)); err != nil {
			return err
		}
		inputs := r.encoder.all(spread(r.corpus.dev, historyInputs))
		if point.Attention, err = train.Attention(r.model, inputs[:min(len(inputs), historyInputs)], evalTokens); err != nil {
			return err
		}
		return r.keepMoment()
	})
	if err != nil {
		return err
	}
	points := append(r.note.History.Points, point)
	if point.TrainLoss == 0 { // nothing was trained on yet: the loss of the untrained model stands for it
		points[len(points)-1].TrainLoss = point.DevLoss
	}
	r.note.History.Points = points
	r.note.LossSum, r.note.LossN = 0, 0
	r.note.NextStep = train.NextLogSpaced(point.Step, len(points), historyPoints, r.expected())
	r.log("history %d at step %d: dev loss %.4f %v", len(points), point.Step, point.DevLoss, point.Scores)
	return nil
}

// keepMoment keeps the weights at every point of the history: which of them are the shares to be published is known
// only at the end.
func (r *run) keepMoment() error {
	if !r.moments {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(r.state, "moments"), 0o777); err != nil {
		return err
	}
	return r.writePack(r.momentPath(r.trainer.Steps()), r.trainer.Steps())
}

func (r *run) momentPath(step int) string {
	return filepath.Join(r.state, "moments", fmt.Sprintf("%d.safetensors", step))
}

// spread picks n items evenly (all if there are fewer): held-out files are sorted by length.
func spread(items []item, n int) []item {
	if n >= len(items) {
		return items
	}
	picked := make([]item, 0, n)
	for i := range n {
		picked = append(picked, items[i*len(items)/n])
	}
	return picked
}

// round keeps some decimals.
func round(x float64, decimals int) float64 {
	unit := math.Pow(10, float64(decimals))
	return math.Round(x*unit) / unit
}
