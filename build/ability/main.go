// Command ability asks whether attention tells how able a model is: it trains small date translators that differ in size, data
// and rate, and lets every reading of attention rank them against their held-out loss, all at the same step:
//
//	GOEXPERIMENT=simd go run ./build/ability -out assets/ability/dates.json -report docs/ability.md
//
// Within one run everything grows with the step, so that ranking the moments of a run proves nothing. What is fitted on one
// half of the models is tried on the other; the halves are drawn before any is trained.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"pellucid/engine/evenness"
	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

// marks are the steps at which all models are compared; the last is what the page shows.
var marks = []int{75, 150, 300}

// grid is what the models differ in: width, layers of each tower, dates trained on, and peak rate.
var grid = struct {
	widths, layers, dates []int
	rates                 []float64
}{[]int{32, 64}, []int{2, 3}, []int{150, 1000, 8000}, []float64{1e-3, 4e-3, 1.6e-2}}

// Moment is a model at one step.
type Moment struct {
	Step     int               `json:"step"`
	Readings evenness.Readings `json:"readings"`
	Norm     float64           `json:"norm"`  // root of the sum of the squares of all weights
	Trained  float64           `json:"train"` // mean loss of the last 25 steps, label-smoothed
	Loss     float64           `json:"loss"`  // on held-out dates, nats a token
	// Layers is the profile, at the last step only.
	Layers []evenness.Layer `json:"layers,omitempty"`
}

// Trained is one model.
type Trained struct {
	Width   int      `json:"width"`
	Layers  int      `json:"layers"`
	Dates   int      `json:"dates"`
	Rate    float64  `json:"rate"`
	Fit     bool     `json:"fit"`   // in the half that gauges are fitted on
	Exact   float64  `json:"exact"` // share of held-out dates translated without a mistake, at the last step
	Moments []Moment `json:"moments"`
}

// task is what all models share.
type task struct {
	encoder train.Encoder
	rest    []train.Date
	held    []train.Example
	asked   []train.DateItem
	inputs  []evenness.Input
}

func main() {
	log.SetFlags(0)
	out := flag.String("out", "assets/ability/dates.json", "file for what the page shows")
	report := flag.String("report", "docs/ability.md", "file for the tables")
	most := flag.Int("n", 1000, "models at most")
	raw := flag.String("raw", "", "file of the trained models' numbers: read if it is there, else written")
	flag.Parse()
	models, err := all(*raw, *most)
	if err != nil {
		log.Fatalf("ability: %v", err)
	}
	s := newStudy(models)
	if err := os.MkdirAll(filepath.Dir(*out), 0o755); err != nil {
		log.Fatalf("ability: %v", err)
	}
	content, err := json.Marshal(s.page())
	if err == nil {
		err = os.WriteFile(*out, append(content, '\n'), 0o644)
	}
	if err == nil {
		err = os.WriteFile(*report, s.report(), 0o644)
	}
	if err != nil {
		log.Fatalf("ability: %v", err)
	}
}

// all trains every model of the grid, or reads what was measured before.
func all(raw string, most int) (models []Trained, err error) {
	if content, err := os.ReadFile(raw); err == nil {
		return models, json.Unmarshal(content, &models)
	}
	t, err := newTask()
	if err != nil {
		return nil, err
	}
	models = plan()
	models = models[:min(most, len(models))]
	began := time.Now()
	for i := range models {
		if err := t.train(&models[i], uint64(i)); err != nil {
			return nil, fmt.Errorf("model %d: %w", i, err)
		}
		last := models[i].Moments[len(marks)-1]
		log.Printf("%d of %d: %+v loss %.3f exact %.2f, %.0f s", i+1, len(models), last.Readings, last.Loss, models[i].Exact,
			time.Since(began).Seconds())
	}
	if raw != "" {
		content, err := json.Marshal(models)
		if err != nil {
			return nil, err
		}
		return models, os.WriteFile(raw, content, 0o644)
	}
	return models, nil
}

// plan is the grid in a random order, every other model to be fitted on.
func plan() []Trained {
	var models []Trained
	for _, width := range grid.widths {
		for _, layers := range grid.layers {
			for _, dates := range grid.dates {
				for _, rate := range grid.rates {
					models = append(models, Trained{Width: width, Layers: layers, Dates: dates, Rate: rate})
				}
			}
		}
	}
	rand.New(rand.NewPCG(1, 0x73706c6974)).Shuffle(len(models), func(i, j int) { models[i], models[j] = models[j], models[i] })
	for i := range models {
		models[i].Fit = i%2 == 0
	}
	return models
}

const (
	heldLoss   = 100 // held-out dates, both ways
	heldExact  = 30
	heldInputs = 6
	lossTokens = 2000
)

func newTask() (*task, error) {
	rest, dev, test := train.Dates()
	tokenizer, err := token.Train(train.DateTexts(rest), train.DateTask.Tokens)
	if err != nil {
		return nil, err
	}
	t := &task{encoder: train.NewEncoder(tokenizer), rest: rest, asked: train.BothWays(test[:heldExact])}
	for _, item := range train.BothWays(dev[:heldLoss]) {
		t.held = append(t.held, t.example(item))
	}
	special := map[int32]bool{}
	for _, s := range tokenizer.Specials() {
		special[s.ID] = true
	}
	sinks := func(ids []int32) []bool {
		list := make([]bool, len(ids))
		for i, id := range ids {
			list[i] = special[id]
		}
		return list
	}
	for _, item := range train.BothWays(test[len(test)-heldInputs/2:]) {
		e := t.example(item)
		read := e.Target[:len(e.Target)-1]
		t.inputs = append(t.inputs, evenness.Input{Sequence: model.Sequence{Source: e.Source, Tokens: read}, Source: sinks(e.Source),
			Target: sinks(read)})
	}
	return t, nil
}

func (t *task) example(item train.DateItem) train.Example {
	return train.Example{Source: t.encoder.Source(item.Source, item.To), Target: t.encoder.Target(item.Target)}
}

// train makes one model and measures it at every mark.
func (t *task) train(m *Trained, seed uint64) error {
	config := train.DateTask.Config
	config.Width, config.Hidden, config.HeadDim = m.Width, 2*m.Width, m.Width/config.Heads
	config.EncoderLayers, config.DecoderLayers = m.Layers, m.Layers
	sampler := &train.Sampler{Tokens: train.DateTask.Batch, Window: train.DateTask.Window, Seed: seed,
		Phases: []train.Phase{{Until: 1, Weights: []float64{1, 1}}}}
	for _, language := range []string{"en", "zh"} {
		pool := train.Pool{Name: language}
		for _, date := range t.rest[:m.Dates] {
			pool.Examples = append(pool.Examples, t.example(date.To(language)))
		}
		sampler.Pools = append(sampler.Pools, pool)
	}
	own := model.Init(t.encoder.Configure(config), rand.New(rand.NewPCG(seed, 0x696e6974)))
	options := train.DateTask.Options
	options.Seed, options.Schedule.Peak = seed, m.Rate
	trainer, err := train.New(own, sampler, options)
	if err != nil {
		return err
	}
	var losses []float64
	steps := marks[len(marks)-1]
	for _, mark := range marks {
		for trainer.Steps() < mark {
			report, err := trainer.Next(float64(trainer.Steps()) / float64(steps))
			if err != nil {
				return err
			}
			losses = append(losses, report.Loss)
		}
		if err := trainer.WithAverage(func() error { return t.measure(m, own, mark, losses) }); err != nil {
			return err
		}
	}
	debug.FreeOSMemory()
	return nil
}

// recentSteps is over how many steps the training loss is averaged.
const recentSteps = 25

func (t *task) measure(m *Trained, own *model.Model, mark int, losses []float64) error {
	layers, err := evenness.Profile(own, t.inputs, nil)
	if err != nil {
		return err
	}
	moment := Moment{Step: mark, Readings: evenness.Mean(layers)}
	for _, loss := range losses[len(losses)-recentSteps:] {
		moment.Trained += loss / recentSteps
	}
	for _, spec := range own.Config.Specs() {
		for _, w := range own.Weight(spec.Name).F32 {
			moment.Norm += float64(w) * float64(w)
		}
	}
	moment.Norm = math.Sqrt(moment.Norm)
	if moment.Loss, err = train.Loss(own, t.held, lossTokens, 1); err != nil {
		return err
	}
	if mark == marks[len(marks)-1] {
		moment.Layers = layers
		m.Exact, err = t.exact(own)
	}
	m.Moments = append(m.Moments, moment)
	return err
}

// exact is the share of held-out dates that are translated without a mistake.
func (t *task) exact(own *model.Model) (float64, error) {
	prompts := make([]train.Prompt, len(t.asked))
	for i, item := range t.asked {
		prompts[i] = train.Prompt{Source: t.encoder.Source(item.Source, item.To), Tokens: []int32{t.encoder.Begin}}
	}
	outputs, err := train.Greedy(own, prompts, train.DateTask.Longest, 1)
	right := 0.0
	for i, ids := range outputs {
		if string(t.encoder.Tokenizer.Decode(ids)) == t.asked[i].Target {
			right++
		}
	}
	return right / float64(len(t.asked)), err
}
