package diet

import (
	"errors"
	"fmt"
	"math"
	"time"

	"pellucid/engine/model"
)

// Prompt is a text that a decoder has read with full attention, and that it may go on from with few of its keys.
type Prompt struct {
	Held // all keys but the last token's, with the attention that the prompt's queries gave them

	model *model.Model
	cache *model.Cache
	last  int32
	meter *model.Meter
}

// NewPrompt reads a text of two tokens or more.
func NewPrompt(m *model.Model, tokens []int32, meter *model.Meter, yield func(done, total int) error) (*Prompt, error) {
	if m.Config.Kind != model.DecoderOnly {
		return nil, fmt.Errorf("diet: want a decoder, got a model of kind %s", m.Config.Kind)
	}
	if len(tokens) < 2 {
		return nil, errors.New("diet: want a prompt of at least 2 tokens")
	}
	n := len(tokens) - 1
	p := &Prompt{model: m, cache: m.NewCache(), last: tokens[n], meter: meter}
	trace, err := m.Forward(model.Batch{{Tokens: tokens[:n], Cache: p.cache}}, model.Run{
		Keep: func(s model.Site) bool { return s.Point == model.Pattern }, Yield: yield, Meter: meter,
		Logits: model.LogitRows{Mode: model.NoRows},
	})
	if err != nil {
		return nil, err
	}
	p.Held = Held{Positions: make([]int, n), Attention: make([]float64, n)}
	for i := range n {
		p.Positions[i] = i
	}
	for site := range m.Config.Sites() {
		if site.Point != model.Pattern {
			continue
		}
		pattern, err := trace.At(site, 0)
		if err != nil {
			return nil, err
		}
		for i, share := range pattern.Data {
			p.Attention[i%n] += float64(share)
		}
	}
	return p, nil
}

// Outcome is how a continuation fares.
type Outcome struct {
	LogProbs []float64 // of each of its tokens, nats
	Best     []int32   // the likeliest token in each place
	Work     Work      // of reading it
	Millis   float64   // that reading it took
}

// Continue reads the prompt's last token and a continuation with nothing but the kept keys (rising places in Held) and those of
// its own. Kept whole, it is the full model.
func (p *Prompt) Continue(output []int32, keep []int) (Outcome, error) {
	cache := p.cache.Fork(p.cache.Len())
	if err := cache.Keep(keep); err != nil {
		return Outcome{}, err
	}
	return p.read(output, cache, model.TopKeys{}, func(i int) Work { return WorkOf(p.model.Config, len(keep)+i+1) })
}

// ContinueTop is Continue where each query of each head keeps the prompt's keys of largest score, so many of them. They must
// all be scored to choose: only the work of the values is spared.
func (p *Prompt) ContinueTop(output []int32, keys int) (Outcome, error) {
	all := len(p.Positions)
	return p.read(output, p.cache.Fork(p.cache.Len()), model.TopKeys{Of: all, Keep: keys}, func(i int) Work {
		work, few := WorkOf(p.model.Config, all+i+1), WorkOf(p.model.Config, min(keys, all)+i+1)
		work.Attention = (work.Attention + few.Attention) / 2
		return work
	})
}

// Next reads the prompt's last token and a text with nothing but the kept keys and those of its own, and is the logits of what
// comes behind it.
func (p *Prompt) Next(text []int32, keep []int, yield func(done, total int) error) ([]float32, error) {
	cache := p.cache.Fork(p.cache.Len())
	if err := cache.Keep(keep); err != nil {
		return nil, err
	}
	trace, err := p.forward(text, cache, model.Run{Logits: model.LogitRows{Mode: model.LastRow}, Yield: yield})
	if err != nil {
		return nil, err
	}
	return trace.Logits(0).Data, nil
}

// forward reads the prompt's last token and a text behind what is in a cache.
func (p *Prompt) forward(text []int32, cache *model.Cache, run model.Run) (*model.Trace, error) {
	tokens := append([]int32{p.last}, text...)
	positions := make([]int, len(tokens))
	for i := range positions {
		positions[i] = len(p.Positions) + i
	}
	run.Meter = p.meter
	return p.model.Forward(model.Batch{{Tokens: tokens, Positions: positions, Cache: cache}}, run)
}

// read reads the prompt's last token and a continuation behind what is in a cache; work is that of its token i.
func (p *Prompt) read(output []int32, cache *model.Cache, top model.TopKeys, work func(i int) Work) (Outcome, error) {
	if len(output) == 0 {
		return Outcome{}, errors.New("diet: want a continuation of at least 1 token")
	}
	began := time.Now()
	trace, err := p.forward(output[:len(output)-1], cache, model.Run{Top: top})
	if err != nil {
		return Outcome{}, err
	}
	millis := float64(time.Since(began)) / float64(time.Millisecond)
	logits, vocab := trace.Logits(0).Data, p.model.Config.Vocab
	o := Outcome{Millis: millis}
	for i, token := range output {
		best, logSum := peak(logits[i*vocab : (i+1)*vocab])
		o.Best = append(o.Best, best)
		o.LogProbs = append(o.LogProbs, float64(logits[i*vocab+int(token)])-logSum)
		one := work(i)
		o.Work.Attention, o.Work.Others = o.Work.Attention+one.Attention, o.Work.Others+one.Others
	}
	return o, nil
}

// peak is the place of the largest logit, and the logarithm of the sum of their exponentials.
func peak(logits []float32) (best int32, logSum float64) {
	for i, v := range logits {
		if v > logits[best] {
			best = int32(i)
		}
	}
	sum := 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v - logits[best]))
	}
	return best, float64(logits[best]) + math.Log(sum)
}

// Ranked keeps the keys with the largest values, by position: those that an explanation says are key.
type Ranked struct{ Values []float64 }

// Keep is the places of the largest values.
func (p Ranked) Keep(held Held, room int) []int {
	return best(held, room, func(place int) float64 { return p.Values[held.Positions[place]] })
}
