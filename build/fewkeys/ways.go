package main

// One way to train, from the end of the first part on.

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"syscall"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

// follow trains one way to the end, and measures on the way.
func (c *compared) follow(way string) (run, error) {
	r := run{way: way, seed: c.seed}
	before, targets := c.work, c.rows
	from := processor()
	for i := range c.pool {
		if err := c.choose(way, uint64(i), &c.pool[i], true); err != nil {
			return r, err
		}
	}
	c.seconds += processor() - from
	r.chosen = work{c.work.attention - before.attention, c.work.others - before.others}
	var held []train.Example
	for i, t := range c.held {
		example := t.example
		example.Keys = c.all
		if way != tokens && way != unsure { // these are measured on all tokens
			if err := c.choose(way, uint64(1<<20+i), &example, false); err != nil {
				return r, err
			}
		}
		held = append(held, example)
	}
	if way == tokens || way == unsure {
		targets /= 2
	}
	step := trained(c.model.Config, c.pool[0].Keys, c.rows, targets)
	for {
		at, err := c.measure(held)
		if err != nil {
			return r, err
		}
		r.curve = append(r.curve, at)
		next := min(c.trainer.Steps()+c.every, c.steps)
		if c.trainer.Steps() == next {
			break
		}
		c.work.add(step, float64(next-c.trainer.Steps()))
		if err := c.train(next); err != nil {
			return r, err
		}
	}
	for i := range held {
		held[i].Keys = c.all
	}
	var err error
	r.work = c.work
	r.whole, err = c.measure(held)
	return r, err
}

// choose gives a text the keys, or the tokens, of a way; what it works is counted where it is for training.
func (c *compared) choose(way string, number uint64, e *train.Example, counted bool) error {
	layers := c.settings.layers
	switch way {
	case sinks:
		e.Keys = c.layers(func(int) choose { return c.window })
	case random:
		e.Keys = c.layers(func(layer int) choose {
			return c.any(rand.New(rand.NewPCG(c.seed<<32+number, uint64(layer))))
		})
	case learned:
		trace, err := c.model.Forward(model.Batch{{Tokens: e.Target[:c.rows]}}, model.Run{Reuse: c.trace,
			Keep: func(s model.Site) bool { return s.Point == model.Pattern }, Logits: model.LogitRows{Mode: model.NoRows}})
		if err != nil {
			return err
		}
		c.trace = trace
		attention := make([][][]float32, layers)
		for layer := range attention {
			if attention[layer], err = c.attention(trace, layer); err != nil {
				return err
			}
		}
		e.Keys = c.layers(func(layer int) choose { return c.most(attention[layer]) })
		if counted {
			c.work.add(forward(c.model.Config, nil, c.rows, 0), 1)
		}
	case tokens, unsure:
		hardness := c.losses
		if way == unsure {
			hardness = c.entropies
		}
		list, err := hardness(*e)
		if err != nil {
			return err
		}
		e.Given = easier(list)
		if counted {
			c.work.add(forward(c.model.Config, c.all, c.rows, c.rows), 1)
		}
	}
	return nil
}

// attention is how much each group's queries pay to each row, over all heads of a layer.
func (c *compared) attention(trace *model.Trace, layer int) ([][]float32, error) {
	pattern, err := trace.At(model.Site{Stack: model.Blocks, Layer: layer, Point: model.Pattern}, 0)
	if err != nil {
		return nil, err
	}
	paid := make([][]float32, c.rows/c.group)
	for i := range paid {
		paid[i] = make([]float32, c.rows)
	}
	for i := 0; i*c.rows < len(pattern.Data); i++ { // a query of a head
		c.model.Kernels.Add(paid[i%c.rows/c.group], pattern.Data[i*c.rows:(i+1)*c.rows])
	}
	return paid, nil
}

// logits is what the model says after each token of a text, [rows, vocab].
func (c *compared) logits(e train.Example) ([]float32, error) {
	trace, err := c.model.Forward(model.Batch{{Tokens: e.Target[:c.rows], Keys: e.Keys}}, model.Run{Reuse: c.trace})
	if err != nil {
		return nil, err
	}
	c.trace = trace
	return trace.AllLogits().Data, nil
}

// losses is the loss of each token of a text.
func (c *compared) losses(e train.Example) ([]float32, error) {
	logits, err := c.logits(e)
	if err != nil {
		return nil, err
	}
	losses := make([]float32, c.rows)
	c.model.Kernels.CrossEntropy(losses, nil, logits, e.Target[1:], 0, 1, c.rows, c.model.Config.Vocab)
	return losses, nil
}

// entropies is how unsure the model is of each token of a text before it comes, nats.
func (c *compared) entropies(e train.Example) ([]float32, error) {
	probs, err := c.logits(e)
	if err != nil {
		return nil, err
	}
	vocab := c.model.Config.Vocab
	c.model.Kernels.Softmax(probs, probs, c.rows, vocab)
	entropies := make([]float32, c.rows)
	for i := range entropies {
		for _, p := range probs[i*vocab : (i+1)*vocab] {
			if p > 0 {
				entropies[i] -= p * float32(math.Log(float64(p)))
			}
		}
	}
	return entropies, nil
}

// easier marks the half of the tokens with the smallest values.
func easier(losses []float32) []bool {
	order := make([]int, len(losses))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(losses[a], losses[b]) })
	easy := make([]bool, len(losses))
	for _, i := range order[:len(losses)-len(losses)/2] {
		easy[i] = true
	}
	return easy
}

// split halves the held-out tales as each way of choosing tokens would.
func (c *compared) split() error {
	c.easy = map[string][][]bool{}
	for _, way := range []string{tokens, unsure} {
		for _, t := range c.held {
			example := t.example
			example.Keys = c.all
			if err := c.choose(way, 0, &example, false); err != nil {
				return err
			}
			c.easy[way] = append(c.easy[way], example.Given)
		}
	}
	return nil
}

// measure reads held-out tales with the mean of the last steps' weights.
func (c *compared) measure(held []train.Example) (point, error) {
	at := point{step: c.trainer.Steps(), seconds: c.seconds, halves: map[string]halves{}}
	half := 2 / float64(len(held)*c.rows) // weight of a token in the mean of a half
	return at, c.trainer.WithAverage(func() error {
		again, n := 0.0, 0
		for i, e := range held {
			losses, err := c.losses(e)
			if err != nil {
				return err
			}
			for j, loss := range losses {
				at.loss += float64(loss) / float64(len(held)*c.rows)
				if c.held[i].again[j] {
					again, n = again+float64(loss), n+1
				}
				for way, easy := range c.easy {
					h := at.halves[way]
					if easy[i][j] {
						h.other += float64(loss) * half
					} else {
						h.learned += float64(loss) * half
					}
					at.halves[way] = h
				}
			}
		}
		at.again = again / float64(max(n, 1))
		return nil
	})
}

// processor is the seconds that this program has kept a processor busy: on a shared machine a clock would count others' work.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it takes no argument that can be wrong
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
