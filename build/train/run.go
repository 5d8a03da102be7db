package main

// One training run: steps until the time or the steps are used up, with a progress line, a saved state, scores and a
// history on the way. Whatever a later step depends on is in the saved state; files are replaced whole, so a kill at any
// moment loses the steps since the last save and nothing else.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

// note is what the run keeps beside the trainer's own state.
type note struct {
	Seconds   float64       `json:"seconds"` // of training so far
	Tokens    int64         `json:"tokens"`
	LossSum   float64       `json:"loss_sum"` // since the last point of the history
	LossN     int           `json:"loss_n"`
	NextStep  int           `json:"next_step"` // of the history
	Tokenizer string        `json:"tokenizer"` // sha256 of the vocabulary file
	History   train.History `json:"history"`
}

// run is a recipe at work.
type run struct {
	*recipe
	settings
	corpus    *corpus
	tokenizer *token.BPE
	encoder   encoder
	model     *model.Model
	trainer   *train.Trainer
	sampler   *train.Sampler
	note      note
	started   []startFacts // of -from
	began     time.Time
	before    float64 // seconds trained before began
	clock     clock
	losses    *os.File
}

func trainRecipe(recipe *recipe, s settings, stop <-chan os.Signal) error {
	r := &run{recipe: recipe, settings: s}
	if s.steps == 0 && s.minutes == 0 && s.until == "" {
		r.settings.steps, r.settings.minutes = recipe.steps, recipe.minutes
	}
	if err := r.prepare(); err != nil {
		return err
	}
	defer r.losses.Close()
	return r.loop(stop)
}

// prepare loads data, tokenizer and model, and the saved state if asked to.
func (r *run) prepare() error {
	if err := os.MkdirAll(r.state, 0o777); err != nil {
		return err
	}
	var err error
	if r.corpus, err = r.load(r.settings); err != nil {
		return err
	}
	for reason, n := range r.corpus.dropped {
		r.log("left out %6d: %s", n, reason)
	}
	if err := r.begin(); err != nil {
		return err
	}
	if r.kind == translation {
		r.tokenizer.ReadAs(reading(r.tokenizer))
	}
	r.sampler = &train.Sampler{Phases: r.corpus.phases, Tokens: r.batch, Window: r.window, Seed: r.options.Seed}
	remembering := encoder{r.encoder.Remembering(), r.config.Context}
	for _, pool := range r.corpus.pools {
		examples := remembering.all(pool.items)
		r.sampler.Pools = append(r.sampler.Pools, train.Pool{Name: pool.name, Examples: examples})
		tokens := 0
		for _, example := range examples {
			tokens += example.Tokens()
		}
		r.log("pool %-28s %7d texts, %8d tokens", pool.name, len(pool.items), tokens)
	}
	options := r.options
	options.Workers, options.BF16 = r.workers, r.bf16
	if r.trainer, err = train.New(r.model, r.sampler, options); err != nil {
		return err
	}
	r.note.History = train.History{Model: r.name, Inputs: historyInputs}
	r.log("%d parameters, vocabulary %d, kernels %s, %d workers", parameters(r.model), r.model.Config.Vocab, r.trainer.Kernels(), r.workers)
	if err := r.restore(); err != nil {
		return err
	}
	return r.openLosses()
}

// beginNew trains a tokenizer and draws the weights at random.
func (r *run) beginNew() (err error) {
	if r.tokenizer, err = token.Train(r.corpus.vocabulary, r.tokens); err != nil {
		return err
	}
	r.encoder = newEncoder(r.tokenizer, r.config.Context)
	r.model = model.Init(r.encoder.Configure(r.config), rand.New(rand.NewPCG(r.options.Seed, 0x696e6974)))
	return nil
}

// parameters counts the weights of a model.
func parameters(m *model.Model) int {
	total := 0
	for _, spec := range m.Config.Specs() {
		size := 1
		for _, n := range spec.Shape {
			size *= n
		}
		total += size
	}
	return total
}

func (r *run) log(format string, values ...any) {
	fmt.Printf(time.Now().Format("15:04:05 ")+format+"\n", values...)
}

// loop makes the steps.
func (r *run) loop(stop <-chan os.Signal) error {
	r.before, r.began = r.note.Seconds, time.Now()
	if err := r.setClock(); err != nil {
		return err
	}
	saved, scored := time.Now(), time.Now()
	var progress meter
	for share := r.share(); share < 1; share = r.share() {
		if err := r.record(); err != nil {
			return err
		}
		report, err := r.trainer.Next(share)
		if err != nil {
			return err
		}
		r.note.Tokens += int64(report.Tokens)
		r.note.LossSum += report.Loss
		r.note.LossN++
		if _, err := fmt.Fprintf(r.losses, "%d\t%.6f\t%d\t%.3g\t%.4f\n", report.Step, report.Loss, report.Tokens, report.Rate,
			report.GradNorm); err != nil {
			return err
		}
		if line := progress.add(report, r.share(), r.left()); line != "" {
			r.log("%s  epochs %.2f", line, r.sampler.Epochs())
		}
		select {
		case <-stop:
			r.log("stopping: saving the state of step %d", report.Step)
			return r.save()
		default:
		}
		if time.Since(saved) > r.saveEvery || r.saveSteps > 0 && report.Step%r.saveSteps == 0 {
			if err := r.save(); err != nil {
				return err
			}
			saved = time.Now()
		}
		if time.Since(scored) > r.scoreEvery {
			if err := r.trainer.WithAverage(r.sample); err != nil {
				return err
			}
			scored = time.Now()
		}
	}
	if err := r.point(); err != nil {
		return err
	}
	if err := r.save(); err != nil {
		return err
	}
	r.log("done: %d steps, %d tokens, %.1f minutes", r.trainer.Steps(), r.note.Tokens, r.seconds()/60)
	return r.trainer.WithAverage(r.export)
}

// meter makes the progress line.
type meter struct {
	loss    float64
	steps   int
	tokens  int
	since   time.Time
	printed bool
}

func (m *meter) add(report train.Report, share float64, left time.Duration) string {
	if m.since.IsZero() {
		m.since = time.Now().Add(-time.Millisecond)
	}
	m.loss += report.Loss
	m.steps++
	m.tokens += report.Tokens
	passed := time.Since(m.since)
	if m.printed && passed < 15*time.Second {
		return ""
	}
	line := fmt.Sprintf("step %6d  %5.1f %%  loss %.4f  %6.0f tokens/s  rate %.2e  gradient %.2f  left %s",
		report.Step, 100*share, m.loss/float64(m.steps), float64(m.tokens)/passed.Seconds(), report.Rate, report.GradNorm,
		left.Round(time.Second))
	*m = meter{since: time.Now(), printed: true}
	return line
}

// sample prints scores and outputs.
func (r *run) sample() error {
	scores, _, err := r.scores(r.model, spread(r.corpus.dev, 200))
	if err != nil {
		return err
	}
	r.log("dev scores %v", scores)
	outputs, err := r.generate(r.model, r.own)
	if err != nil {
		return err
	}
	for i, it := range r.own {
		fmt.Printf("    %s → %s\n", it.source, outputs[i])
	}
	return nil
}
