package main

// One seed of the study: a first part with all keys, and from there each way to train on its own.

import (
	"bytes"
	"fmt"
	"math/rand/v2"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

// settings are the numbers of the study.
type settings struct {
	seeds, steps                 int
	first                        int // steps with all keys, which all ways to train share
	every                        int // steps between two measures
	texts, held                  int // tales to learn from, and held out
	rows                         int // tokens read of a tale
	residents                    int // told of in one
	far                          int // tokens after which a fact counts as far back
	group                        int // neighbouring queries with one list of keys
	keys                         int // before the group that each keeps
	sinks                        int
	vocab                        int
	width, layers, heads, hidden int
	rate                         float64
}

var plan = settings{seeds: 4, steps: 700, first: 140, every: 70, texts: 200, held: 10, rows: 1024, residents: 5, far: 128,
	group: 32, keys: 96, sinks: 4, vocab: 448, width: 64, layers: 2, heads: 4, hidden: 128, rate: 4e-3}

// config is the decoder; Vocab and special tokens come from the vocabulary.
func (p settings) config() model.Config {
	return model.Config{Kind: "decoder", Context: p.rows, Width: p.width, DecoderLayers: p.layers, Heads: p.heads, KVHeads: p.heads,
		HeadDim: p.width / p.heads, Hidden: p.hidden, Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "rotary",
		RotaryPairs: "half", RotaryBase: 10000, Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, Eps: 1e-5}
}

// The ways to train.
const (
	full    = "full"    // every key before the query
	sinks   = "window"  // the first few and the newest
	learned = "learned" // those that the first part's attention rested on
	random  = "random"  // any
	tokens  = "tokens"  // all keys, but the loss is taken at the half of the tokens with the largest loss after the first part
	unsure  = "unsure"  // likewise, at the half before which the model was least sure then, whatever followed
)

var ways = []string{full, sinks, learned, random, tokens, unsure}

// point is a moment of a run.
type point struct {
	step    int
	seconds float64 // of the processor, choosing included, measuring not
	loss    float64 // on held-out tales, nats a token, read as it is trained
	again   float64 // of values told before, far back
	halves  map[string]halves
}

// halves is the loss on that half of the tokens which a way of choosing tokens would learn, and on the other.
type halves struct{ learned, other float64 }

// run is one way to train, with one seed.
type run struct {
	way    string
	seed   uint64
	curve  []point // from the end of the first part on
	work   work    // of the whole run, choosing included
	chosen work    // of choosing alone
	whole  point   // at the end, read with all keys
}

// compared is what all ways of one seed share.
type compared struct {
	settings
	seed    uint64
	encoder train.Encoder
	model   *model.Model
	trainer *train.Trainer
	trace   *model.Trace    // of the model, used again by every reading
	pool    []train.Example // to learn from, as the trainer deals them
	texts   []tale
	held    []tale
	all     [][]model.Queries
	easy    map[string][][]bool // by way of choosing tokens: of each held-out tale, those not chosen
	seconds float64
	work    work
}

// compare trains each way with one seed.
func compare(p settings, seed uint64) ([]run, error) {
	c := &compared{settings: p, seed: seed}
	var err error
	if c.encoder, err = vocabulary(p); err != nil {
		return nil, err
	}
	for i := range p.texts + p.held {
		t := newTale(c.encoder, seed<<20+uint64(i), p)
		if i < p.texts {
			c.texts = append(c.texts, t)
		} else {
			c.held = append(c.held, t)
		}
	}
	c.all = c.layers(func(int) choose { return everyKey })
	if err := c.begin(); err != nil {
		return nil, err
	}
	if err := c.train(p.first); err != nil {
		return nil, err
	}
	if err := c.split(); err != nil {
		return nil, err
	}
	var state bytes.Buffer
	if err := c.trainer.Save(&state, nil); err != nil {
		return nil, err
	}
	var runs []run
	seconds, done := c.seconds, c.work
	done.add(trained(c.model.Config, c.all, p.rows, p.rows), float64(p.first))
	for _, way := range ways {
		c.seconds, c.work = seconds, done
		if err := c.begin(); err != nil {
			return nil, err
		}
		if _, err := c.trainer.Restore(bytes.NewReader(state.Bytes())); err != nil {
			return nil, err
		}
		r, err := c.follow(way)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", way, err)
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// layers makes the lists of all layers.
func (c *compared) layers(of func(layer int) choose) [][]model.Queries {
	list := make([][]model.Queries, c.settings.layers)
	for layer := range list {
		list[layer] = lists(c.settings, of(layer))
	}
	return list
}

// begin makes an untrained model and its trainer, over texts that are read with all keys.
func (c *compared) begin() error {
	c.pool, c.trace = nil, nil
	for _, t := range c.texts {
		example := t.example
		example.Keys = c.all
		c.pool = append(c.pool, example)
	}
	sampler := &train.Sampler{Pools: []train.Pool{{Name: "tales", Examples: c.pool}}, Phases: []train.Phase{{Until: 1, Weights: []float64{1}}},
		Tokens: 1, Window: 1, Seed: c.seed}
	c.model = model.Init(c.encoder.Configure(c.config()), rand.New(rand.NewPCG(c.seed, 1)))
	var err error
	c.trainer, err = train.New(c.model, sampler, train.Options{Schedule: train.Schedule{Peak: c.rate, Warmup: 20, Floor: 1},
		Beta2: 0.97, Decay: 0.1, Clip: 1, Average: 0.97, Seed: c.seed})
	return err
}

// train makes steps until so many are made.
func (c *compared) train(until int) error {
	for c.trainer.Steps() < until {
		from := processor()
		if _, err := c.trainer.Next(0); err != nil {
			return err
		}
		c.seconds += processor() - from
	}
	return nil
}
