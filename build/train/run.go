package main

// One training run: steps until the time or the steps are used up, with a progress line, a saved state, scores and a
// history on the way. Whatever a later step depends on is in the saved state; files are replaced whole, so a kill at any
// moment loses the steps since the last save and nothing else.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

const (
	historyPoints = 34 // log-spaced, at least
	historyInputs = 64 // fixed dev inputs whose attention is measured
	evalTokens    = 2000
)

// momentShares are the shares of the run after which the weights are kept.
var momentShares = []float64{0, 0.01, 0.03, 0.1, 0.3, 1}

// note is what the run keeps beside the trainer's own state.
type note struct {
	Seconds  float64       `json:"seconds"` // of training so far
	Tokens   int64         `json:"tokens"`
	LossSum  float64       `json:"loss_sum"` // since the last point of the history
	LossN    int           `json:"loss_n"`
	NextStep int           `json:"next_step"` // of the history
	History  train.History `json:"history"`
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
	if r.corpus, err = r.load(r.data); err != nil {
		return err
	}
	for reason, n := range r.corpus.dropped {
		r.log("left out %6d: %s", n, reason)
	}
	if r.tokenizer, err = token.Train(r.corpus.vocabulary, r.tokens); err != nil {
		return err
	}
	r.encoder = newEncoder(r.tokenizer, r.config.Context)
	r.model = model.Init(r.encoder.Configure(r.config), rand.New(rand.NewPCG(r.options.Seed, 0x696e6974)))
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
	options.Workers = r.workers
	if r.trainer, err = train.New(r.model, r.sampler, options); err != nil {
		return err
	}
	r.note.History = train.History{Model: r.name, Inputs: historyInputs}
	r.log("%d parameters, vocabulary %d, kernels %s, %d workers", parameters(r.model), r.model.Config.Vocab, r.model.Kernels.Name(), r.workers)
	if err := r.restore(); err != nil {
		return err
	}
	return r.openLosses()
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

func (r *run) statePath() string { return filepath.Join(r.state, "state") }

func (r *run) restore() error {
	if !r.resume {
		return nil
	}
	file, err := os.Open(r.statePath())
	if errors.Is(err, fs.ErrNotExist) {
		r.log("no saved state in %s: starting from the beginning", r.state)
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	kept, err := r.trainer.Restore(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(kept, &r.note); err != nil {
		return fmt.Errorf("%s: %w", r.statePath(), err)
	}
	r.log("resumed at step %d after %.0f s of training", r.trainer.Steps(), r.note.Seconds)
	return nil
}

func (r *run) save() error {
	r.note.Seconds = r.seconds()
	kept, err := json.Marshal(r.note)
	if err != nil {
		return err
	}
	return writeFile(r.statePath(), func(f *os.File) error { return r.trainer.Save(f, kept) })
}

// writeFile replaces a file whole: what is at path is always either the old or the new content.
func writeFile(path string, write func(f *os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeJSON replaces a JSON file whole.
func writeJSON(path string, value any, indent string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return writeFile(path, func(f *os.File) error {
		_, err := f.Write(text.Bytes())
		return err
	})
}

// openLosses keeps the lines of loss.tsv up to the step we are at; later ones, of a killed run, will be made again.
func (r *run) openLosses() error {
	path := filepath.Join(r.state, "loss.tsv")
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	lines := bytes.SplitAfter(old, []byte("\n"))
	kept := bytes.Join(lines[:min(len(lines), r.trainer.Steps())], nil)
	if err := writeFile(path, func(f *os.File) error { _, err := f.Write(kept); return err }); err != nil {
		return err
	}
	r.losses, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	return err
}

func (r *run) seconds() float64 { return r.before + time.Since(r.began).Seconds() }

// share is how much of the run is done.
func (r *run) share() float64 {
	if r.clock.end.IsZero() {
		return float64(r.trainer.Steps()) / float64(r.settings.steps)
	}
	return r.clock.share(time.Now(), r.note.Tokens)
}

// left is how much longer the run will take.
func (r *run) left() time.Duration {
	if !r.clock.end.IsZero() {
		return time.Until(r.clock.end)
	}
	steps := float64(r.trainer.Steps())
	return time.Duration(r.seconds() * (float64(r.settings.steps)/steps - 1) * float64(time.Second))
}

// setClock fixes the end of a run that has a time instead of a number of steps.
func (r *run) setClock() error {
	switch {
	case r.settings.until != "":
		at, err := time.ParseInLocation("15:04", r.settings.until, time.Local)
		if err != nil {
			return fmt.Errorf("-until wants a time of day such as 08:40, got %q", r.settings.until)
		}
		now := time.Now()
		r.clock.end = time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, time.Local)
		if r.clock.end.Before(now) {
			r.clock.end = r.clock.end.AddDate(0, 0, 1)
		}
	case r.settings.minutes > 0:
		r.clock.end = time.Now().Add(time.Duration((60*r.settings.minutes - r.note.Seconds) * float64(time.Second)))
	}
	return nil
}

// clock tells the share of a run that ends at a certain time: the work done, against that and the work to be expected
// at the speed of the last minutes. So the learning rate lands at its floor at the end although the speed of a shared
// machine changes; when it rises, the share falls back, for more is to come than was thought.
type clock struct {
	end   time.Time
	marks []clockMark // of the last minutes
}

type clockMark struct {
	at     time.Time
	tokens int64
}

const (
	clockWindow = 4 * time.Minute
	clockPause  = 2 * time.Second // between marks
)

func (c *clock) share(now time.Time, tokens int64) float64 {
	left := c.end.Sub(now)
	if left <= 0 {
		return 1
	}
	if n := len(c.marks); n == 0 || now.Sub(c.marks[n-1].at) >= clockPause {
		c.marks = append(c.marks, clockMark{now, tokens})
	}
	for len(c.marks) > 2 && now.Sub(c.marks[0].at) > clockWindow {
		c.marks = c.marks[1:]
	}
	passed := now.Sub(c.marks[0].at)
	if tokens == 0 || passed <= 0 || tokens == c.marks[0].tokens {
		return 0
	}
	expected := float64(tokens-c.marks[0].tokens) / passed.Seconds() * left.Seconds()
	return float64(tokens) / (float64(tokens) + expected)
}

// expected is how many steps the run is likely to have.
func (r *run) expected() int {
	if r.clock.end.IsZero() {
		return r.settings.steps
	}
	steps, share := r.trainer.Steps(), r.share()
	if steps < 5 || share <= 0 {
		return 1 << 30
	}
	return max(steps, int(float64(steps)/share))
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
		if _, err := fmt.Fprintf(r.losses, "%d\t%.6f\t%d\t%.3g\t%.4f\n", report.Step, report.Loss, report.Tokens, report.Rate, report.GradNorm); err != nil {
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
		report.Step, 100*share, m.loss/float64(m.steps), float64(m.tokens)/passed.Seconds(), report.Rate, report.GradNorm, left.Round(time.Second))
	*m = meter{since: time.Now(), printed: true}
	return line
}

// record takes a point of the history when it is due.
func (r *run) record() error {
	points := r.note.History.Points
	if r.trainer.Steps() < r.note.NextStep || len(points) > 0 && points[len(points)-1].Step == r.trainer.Steps() {
		return nil
	}
	return r.point()
}

// point measures the model as it is now and appends to the history.
func (r *run) point() error {
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

// export writes the shipped files.
func (r *run) export() error {
	if err := os.MkdirAll(r.out, 0o777); err != nil {
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
	facts := runFacts{Steps: r.trainer.Steps(), Seconds: r.seconds(), Tokens: r.note.Tokens, Workers: r.workers, Kernels: r.model.Kernels.Name(), Epochs: map[string]float64{}}
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

// moment is one line of moments.json.
type moment struct {
	File  string  `json:"file"`
	Step  int     `json:"step"`
	Share float64 `json:"share"` // of all steps
}

// chooseMoments picks, for each of momentShares, the point of the history nearest to it (by ratio).
func chooseMoments(points []train.Point, steps int) []moment {
	var list []moment
	for i, share := range momentShares {
		best := points[0].Step
		for _, p := range points[1:] {
			if share > 0 && (best == 0 || math.Abs(math.Log(float64(p.Step)/(share*float64(steps)))) < math.Abs(math.Log(float64(best)/(share*float64(steps))))) {
				best = p.Step
			}
		}
		list = append(list, moment{fmt.Sprintf("%d.safetensors", i), best, round(float64(best)/float64(steps), 4)})
	}
	return list
}

// runFacts is what the card tells of the run.
type runFacts struct {
	Steps   int                `json:"steps"`
	Seconds float64            `json:"seconds"`
	Tokens  int64              `json:"tokens"`
	Workers int                `json:"workers"`
	Kernels string             `json:"kernels"`
	Epochs  map[string]float64 `json:"epochs"`
}
