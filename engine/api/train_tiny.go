package api

// Training a model where the reader can watch: a real encoder–decoder learns to translate dates in a minute or two, by
// the same code that trained the shipped models.

import (
	"cmp"
	"errors"
	"time"

	"pellucid/engine/problem"
	"pellucid/engine/train"
)

// TrainTinyParams asks for a run. One seed gives the same run every time.
type TrainTinyParams struct {
	Seed        uint64 `json:"seed"`
	Steps       int    `json:"steps,omitempty"`        // 0 is as many as the task needs
	ReportEvery int    `json:"report_every,omitempty"` // steps; 0 is 10
}

// TrainTinyProgress is how far the run is. Exact and Examples come with the first report and about eight times more.
type TrainTinyProgress struct {
	Step            int           `json:"step"`
	Steps           int           `json:"steps"`
	Loss            float64       `json:"loss"` // nats a target token, label-smoothed, mean since the last report
	TokensPerSecond float64       `json:"tokens_per_second"`
	Exact           *float64      `json:"exact,omitempty"` // share of some held-out items translated without a mistake
	Examples        []TinyExample `json:"examples,omitempty"`
}

// TrainTinyResult is a run that has ended.
type TrainTinyResult struct {
	Exact      float64       `json:"exact"` // share of Items held-out items, in both directions, translated without a mistake
	Items      int           `json:"items"`
	Loss       []TinyLoss    `json:"loss"`
	Steps      int           `json:"steps"`
	Tokens     int           `json:"tokens"` // trained on, source and target
	Parameters int           `json:"parameters"`
	Kernels    string        `json:"kernels"`
	Examples   []TinyExample `json:"examples"`
	Millis     float64       `json:"millis"`
}

// TinyLoss is a point of the loss curve: nats a target token, label-smoothed, mean since the point before.
type TinyLoss struct {
	Step int     `json:"step"`
	Loss float64 `json:"loss"`
}

// TinyExample is a held-out date, what it should become and what the model writes.
type TinyExample struct {
	Source string `json:"source"`
	To     string `json:"to"` // "en" or "zh"
	Want   string `json:"want"`
	Got    string `json:"got"`
}

const (
	mostTinySteps   = 5000
	tinyReportEvery = 10
	tinyChecks      = 8  // times that the held-out items are tried on the way
	tinyChecked     = 32 // held-out dates tried then, in both directions
	tinyExamples    = 3  // in each direction
)

// trainTiny trains a small encoder–decoder on dates, Chinese and English both ways, from nothing. It needs no open
// model and leaves the open one as it is; other calls are answered between its steps.
func trainTiny(c *Call, p TrainTinyParams, send func(TrainTinyProgress)) (TrainTinyResult, error) {
	begun := time.Now()
	p.Steps, p.ReportEvery = cmp.Or(p.Steps, train.DateTask.Steps), cmp.Or(p.ReportEvery, tinyReportEvery)
	if err := errors.Join(problem.Within("steps", p.Steps, 1, mostTinySteps), problem.Within("report_every", p.ReportEvery, 1,
		mostTinySteps)); err != nil {
		return TrainTinyResult{}, err
	}
	r, err := train.NewDateRun(p.Seed, p.Steps, c.breathe)
	if err != nil {
		return TrainTinyResult{}, err
	}
	t := tinyRun{DateRun: r, call: c, params: p, send: send, checked: train.BothWays(r.Dev[:tinyChecked])}
	for range p.Steps {
		if err := t.step(); err != nil {
			return TrainTinyResult{}, err
		}
	}
	result := TrainTinyResult{
		Loss: t.losses, Steps: p.Steps, Tokens: t.tokens, Parameters: r.Trainer.Parameters(), Kernels: r.Model.Kernels.Name(),
	}
	if result.Exact, result.Examples, err = t.check(train.BothWays(r.Test)); err != nil {
		return TrainTinyResult{}, err
	}
	result.Items = 2 * len(r.Test)
	result.Millis = since(begun)
	return result, nil
}

// tinyRun is one run and what is to be reported of it.
type tinyRun struct {
	*train.DateRun
	call    *Call
	params  TrainTinyParams
	send    func(TrainTinyProgress)
	checked []train.DateItem
	checks  int // made so far
	losses  []TinyLoss
	tokens  int

	// since the last report
	sum     float64
	steps   int
	trained int // tokens
	spent   time.Duration
}

// step makes one step and, when it is due, a report.
func (t *tinyRun) step() error {
	start := time.Now()
	report, err := t.Next()
	if err != nil {
		return err
	}
	t.spent += time.Since(start)
	t.sum += report.Loss
	t.steps++
	t.trained += report.Tokens
	t.tokens += report.Tokens
	if report.Step%t.params.ReportEvery == 0 || report.Step == t.Steps {
		if err := t.report(report.Step); err != nil {
			return err
		}
	}
	return t.call.breathe()
}

func (t *tinyRun) report(step int) error {
	loss := t.sum / float64(t.steps)
	t.losses = append(t.losses, TinyLoss{step, loss})
	progress := TrainTinyProgress{Step: step, Steps: t.Steps, Loss: loss, TokensPerSecond: float64(t.trained) / max(t.spent.Seconds(), 1e-6)}
	if t.checks == 0 || step*tinyChecks/t.Steps >= t.checks {
		exact, examples, err := t.check(t.checked)
		if err != nil {
			return err
		}
		progress.Exact, progress.Examples = &exact, examples
		t.checks = step*tinyChecks/t.Steps + 1
	}
	t.send(progress)
	t.sum, t.steps, t.trained, t.spent = 0, 0, 0, 0
	return nil
}

// check translates items: the share without a mistake, and the first few in each direction.
func (t *tinyRun) check(items []train.DateItem) (float64, []TinyExample, error) {
	outputs, err := t.Translate(items, t.call.breathe)
	if err != nil {
		return 0, nil, err
	}
	right := 0
	shown := map[string]int{}
	var examples []TinyExample
	for i, item := range items {
		if outputs[i] == item.Target {
			right++
		}
		if shown[item.To]++; shown[item.To] <= tinyExamples {
			examples = append(examples, TinyExample{item.Source, item.To, item.Target, outputs[i]})
		}
	}
	return float64(right) / float64(len(items)), examples, nil
}
