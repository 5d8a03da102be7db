package api

// Keeping only the attention to key inputs: how an output fares when it is read with few of the prompt's keys.

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"pellucid/engine/diet"
	"pellucid/engine/explain"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// DietParams asks how well the output holds with few keys of a decoder's prompt. The output is the greedy one, or Input's target.
type DietParams struct {
	Input   Input     `json:"input"`
	Budgets []float64 `json:"budgets"`         // shares of the prompt's keys that are kept, 0 to 1
	Seed    uint64    `json:"seed"`            // of the random keys
	Draws   int       `json:"draws,omitempty"` // random choices a budget; 0 is 20
	Sinks   int       `json:"sinks,omitempty"` // first tokens that sinks_recent keeps; 0 is 4
	Seen    int       `json:"seen,omitempty"`  // tokens of the output that the explanation sees; 0 is 8

	Policies []DietPolicy `json:"policies,omitempty"` // those to try; none is all
}

// DietPolicy chooses the keys that stay.
type DietPolicy string

// The policies.
const (
	DietGradient DietPolicy = "gradient"     // those with most gradient × input for the output's first tokens: by explanation
	DietHeavy    DietPolicy = "heavy"        // those that got most attention, and the newest
	DietSinks    DietPolicy = "sinks_recent" // the first few and the newest
	DietRecent   DietPolicy = "recent"       // the newest
	DietTop      DietPolicy = "top"          // for each query of each head those of largest score, chosen anew: all must be scored
)

// DietPolicies lists them.
var DietPolicies = []DietPolicy{DietGradient, DietHeavy, DietSinks, DietRecent, DietTop}

// DietResult is how the output fares.
type DietResult struct {
	Prompt    Tokens      `json:"prompt"`
	Output    Tokens      `json:"output"`
	Full      float64     `json:"full"`      // mean log probability of the output's tokens with all keys, nats
	Budgets   []int       `json:"budgets"`   // keys kept
	Curves    []DietCurve `json:"curves"`    // one a policy
	Random    []DietBand  `json:"random"`    // [budget]
	Attention []DietShare `json:"attention"` // what part of all work attention is, by length
	Price     model.Meter `json:"price"`     // of the explanation alone
	Millis    float64     `json:"millis"`
}

// DietCurve is one policy over the budgets.
type DietCurve struct {
	Policy DietPolicy `json:"policy"`
	Fall   []float64  `json:"fall"`   // [budget] mean log probability lost, nats a token
	Same   []float64  `json:"same"`   // [budget] share of places where the likeliest token is the full model's
	Kept   [][]int    `json:"kept"`   // [budget] positions of the prompt; none for top, where each query has its own
	Spare  []float64  `json:"spare"`  // [budget] share of the output's attention work that is spared
	Millis []float64  `json:"millis"` // [budget] of reading the output
}

// DietBand is what random keys lose: the mean, and between which bounds 95 % of the draws lie.
type DietBand struct {
	Fall float64 `json:"fall"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	Same float64 `json:"same"` // mean
}

// DietShare is attention's part of the multiply-adds of one token of this model's shape.
type DietShare struct {
	Keys  int     `json:"keys"`
	Share float64 `json:"share"`
}

const (
	mostBudgets   = 12
	mostDietDraws = 200
	leastPrompt   = 6 // keys

)

// dietCurves reads the output with few of the prompt's keys, chosen by each policy and at random.
func dietCurves(c *Call, p DietParams) (DietResult, error) {
	began := time.Now()
	d, err := c.dietOf(&p)
	if err != nil {
		return DietResult{}, err
	}
	full, err := d.prompt.Continue(d.output, all(len(d.prompt.Positions)))
	if err != nil {
		return DietResult{}, err
	}
	r := DietResult{Prompt: d.head.Read, Output: d.head.Written, Full: mean(full.LogProbs), Price: d.price, Attention: shares(c.Model.Config)}
	for _, share := range p.Budgets {
		r.Budgets = append(r.Budgets, int(share*float64(len(d.prompt.Positions))+0.5))
	}
	steps := len(r.Budgets) * (len(p.Policies) + p.Draws)
	done := 0
	try := func(policy diet.Policy, keys int) (diet.Outcome, []int, error) {
		done++
		if err := c.Yield(done, steps); err != nil {
			return diet.Outcome{}, nil, err
		}
		if policy == nil {
			o, err := d.prompt.ContinueTop(d.output, keys)
			return o, []int{}, err
		}
		places := policy.Keep(d.prompt.Held, keys)
		o, err := d.prompt.Continue(d.output, places)
		return o, places, err
	}
	for _, name := range p.Policies {
		curve := DietCurve{Policy: name}
		for _, keys := range r.Budgets {
			o, places, err := try(d.policies[name], keys)
			if err != nil {
				return DietResult{}, err
			}
			curve.Fall = append(curve.Fall, r.Full-mean(o.LogProbs))
			curve.Same = append(curve.Same, agreement(o.Best, full.Best))
			curve.Kept = append(curve.Kept, places)
			curve.Millis = append(curve.Millis, o.Millis)
			curve.Spare = append(curve.Spare, 1-float64(o.Work.Attention)/float64(full.Work.Attention))
		}
		r.Curves = append(r.Curves, curve)
	}
	for _, keys := range r.Budgets {
		var falls, same []float64
		for draw := range p.Draws {
			o, _, err := try(diet.Random{Seed: p.Seed*mostDietDraws + uint64(draw)}, keys)
			if err != nil {
				return DietResult{}, err
			}
			falls, same = append(falls, r.Full-mean(o.LogProbs)), append(same, agreement(o.Best, full.Best))
		}
		r.Random = append(r.Random, bandOf(falls, same))
	}
	r.Millis = since(began)
	return r, nil
}

// dieting is a prompt that was read, its output, and the policies for it.
type dieting struct {
	*studied
	prompt   *diet.Prompt
	output   []int32
	policies map[DietPolicy]diet.Policy // none for top
	price    model.Meter                // of the explanation
}

func (c *Call) dietOf(p *DietParams) (*dieting, error) {
	if c.Model.Config.Kind != model.DecoderOnly {
		return nil, problem.New(problem.WrongKind, nil, "a decoder is wanted, whose prompt has keys that can be dropped")
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	s, err := c.study("gradient_input", Explained{Input: p.Input, Units: TokenUnits})
	if err != nil {
		return nil, err
	}
	if n := len(s.Read) - 1; n < leastPrompt {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "prompt", "got": n, "want": leastPrompt},
			"want a prompt of %d tokens before its last, got %d", leastPrompt, n)
	}
	d := &dieting{studied: s, output: s.Write}
	var values []float64
	if slices.Contains(p.Policies, DietGradient) {
		if values, err = c.keyInputs(s, p.Seen); err != nil {
			return nil, err
		}
	}
	d.price = *s.Meter
	if d.prompt, err = diet.NewPrompt(c.Model, s.Read, nil, c.pause); err != nil {
		return nil, problem.New(problem.WrongKind, nil, "%v", err)
	}
	d.policies = map[DietPolicy]diet.Policy{
		DietGradient: diet.Ranked{Values: values}, DietHeavy: diet.HeavyHitters{},
		DietSinks: diet.SinksRecent{Sinks: p.Sinks}, DietRecent: diet.SinksRecent{},
	}
	return d, nil
}

// check fills in what is not said, and bounds the rest.
func (p *DietParams) check() error {
	p.Draws, p.Sinks, p.Seen = cmp.Or(p.Draws, 20), cmp.Or(p.Sinks, 4), cmp.Or(p.Seen, 8)
	if len(p.Policies) == 0 {
		p.Policies = DietPolicies
	}
	errs := []error{
		problem.Within("draws", p.Draws, 2, mostDietDraws), problem.Within("sinks", p.Sinks, 1, 64),
		problem.Within("seen", p.Seen, 1, 64), problem.Within("budgets", len(p.Budgets), 1, mostBudgets),
	}
	for i, name := range p.Policies {
		errs = append(errs, problem.OneOf(fmt.Sprintf("policies[%d]", i), name, DietPolicies...))
	}
	for i, b := range p.Budgets {
		errs = append(errs, problem.Within(fmt.Sprintf("budgets[%d]", i), b, 0, 1))
	}
	return errors.Join(errs...)
}

// keyInputs is the size of gradient × input, summed over the first outputs, at each position of the prompt.
func (c *Call) keyInputs(s *studied, outputs int) ([]float64, error) {
	q, err := c.question(s, Masking{})
	if err != nil {
		return nil, err
	}
	q.Only = all(min(outputs, len(s.Write)))
	a, err := explain.Attribute(explain.Find("gradient_input"), q, c.pause)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(s.Read))
	for _, row := range a.Token {
		for i, v := range row {
			for _, at := range s.Units[i].Tokens {
				values[at] += max(v, -v)
			}
		}
	}
	return values, nil
}

func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}

// agreement is the share of places where two lists are equal.
func agreement(a, b []int32) float64 {
	same := 0
	for i, v := range a {
		if b[i] == v {
			same++
		}
	}
	return float64(same) / float64(len(a))
}

// bandOf is the mean and the middle 95 % of what random keys lose.
func bandOf(falls, same []float64) DietBand {
	band := DietBand{Fall: mean(falls), Same: mean(same)}
	sorted := slices.Sorted(slices.Values(falls))
	at := func(q float64) float64 { return sorted[int(math.Round(q*float64(len(sorted)-1)))] }
	band.Low, band.High = at(0.025), at(0.975)
	return band
}

// shares is attention's part of the work of one token of a model's shape, at lengths that double.
func shares(config model.Config) []DietShare {
	var list []DietShare
	for keys := 32; keys <= 8192; keys *= 2 {
		list = append(list, DietShare{keys, diet.WorkOf(config, keys).Share()})
	}
	return list
}
