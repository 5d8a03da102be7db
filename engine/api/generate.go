package api

import (
	"cmp"
	"encoding/json"
	"errors"

	"pellucid/engine/doubt"
	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// generate continues or translates a text token by token; each step is also sent as progress.
func generate(c *Call, p GenerateParams, send func(GenerateStep)) (GenerateResult, error) {
	if err := errors.Join(p.Sampling.check(), problem.Within("top", p.Top, 0, mostTop)); err != nil {
		return GenerateResult{}, err
	}
	r, err := c.read(p.Input)
	if err != nil {
		return GenerateResult{}, err
	}
	if err := c.writes(); err != nil {
		return GenerateResult{}, err
	}
	edits, err := c.edits(p.Edits)
	if err != nil {
		return GenerateResult{}, err
	}
	forced := append(append([]int32{}, r.known...), p.Forced...)
	if err := c.checkIDs(forced); err != nil {
		return GenerateResult{}, err
	}
	limit := c.limit(r, p.Sampling.MaxTokens)
	if len(forced) > limit {
		return GenerateResult{}, tooLong("output", "tokens", len(forced), limit)
	}
	result := GenerateResult{Source: r.shown, Stop: AtLength}
	g := generation{call: c, params: p, stream: token.NewStreamAfter(c.Tokenizer, r.before()), special: specialIDs(c.Tokenizer)}
	d, random := c.decoder(r, edits), model.Stream(p.Sampling.Seed)
	var output []int32
	for len(output) < limit {
		logits, err := d.next(output)
		if err != nil {
			return GenerateResult{}, err
		}
		// One draw a step, forced or not: going back and on again gives the same tokens.
		step := g.step(logits, random.Float64(), forced, len(output))
		output = append(output, step.Token.ID)
		result.Steps = append(result.Steps, step)
		send(step)
		if c.Model.Config.Ends(step.Token.ID) {
			result.Stop = AtEnd
			break
		}
	}
	result.Output, result.Text = showIDs(c.Tokenizer, r.before(), output)
	result.ReadAs = r.readAs
	c.judge(p.Input.Text, &result)
	return result, nil
}

// judge says whether a translation is a guess, if the model's card has the limit that was fitted for it.
func (s *OpenModel) judge(source string, result *GenerateResult) {
	probs := make([]float32, len(result.Steps))
	for i, step := range result.Steps {
		probs[i] = step.Prob
	}
	result.Surprise = doubt.Surprise(probs)
	var card struct {
		Doubt struct {
			Limit float64 `json:"limit"`
		} `json:"doubt"`
	}
	if json.Unmarshal(s.card(), &card) == nil && card.Doubt.Limit > 0 {
		result.Doubt = doubt.Of(source, result.Text, result.Surprise, card.Doubt.Limit)
	}
}

// generation is one generate call.
type generation struct {
	call    *Call
	params  GenerateParams
	stream  *token.Stream
	special map[int32]bool
	text    string

	probs, chance []float32 // of the last step; their storage is used again
}

// step chooses the next token and describes the choice.
func (g *generation) step(logits []float32, u float64, forced []int32, index int) GenerateStep {
	if g.probs == nil {
		g.probs, g.chance = make([]float32, len(logits)), make([]float32, len(logits))
	}
	probs, chance, kernels := g.probs, g.chance, g.call.Model.Kernels
	top := model.Top(logits, cmp.Or(g.params.Top, 10))
	kernels.Softmax(probs, logits, 1, len(logits))
	chances(chance, logits, top[0], g.params.Sampling)
	chosen := top[0]
	switch {
	case index < len(forced):
		chosen = forced[index]
	case g.params.Sampling.Temperature > 0:
		chosen = draw(chance, u)
	}
	g.text += g.stream.Push(chosen)
	return GenerateStep{
		Index: index, Token: showOne(g.call.Tokenizer, g.special, chosen), Prob: probs[chosen], Entropy: entropy(kernels, logits, probs, top[0]),
		Candidates: list(g.call.Tokenizer, g.special, top, logits, probs, chance), Text: g.text,
	}
}
