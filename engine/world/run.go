package world

// Training a model of the world: the recipe that is shipped, the small one that the page trains, and a run of either.

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/token"
	"pellucid/engine/train"
)

// Recipe is everything that makes a model of a world, but its seed.
type Recipe struct {
	Small   bool          // texts of a small world
	Config  model.Config  // Vocab, Begin, End and Pad come from the tokenizer
	Tokens  token.Options // of the vocabulary
	Options train.Options
	Batch   int // tokens
	Window  int // batches sorted by length together
	Steps   int
	Texts   int // of each part and language at most
	// Mixture is the shares of tokens by part; those of LateMixture hold from the share LateFrom of the run on, which is
	// when the planted facts come.
	Mixture     map[string]float64
	LateMixture map[string]float64
	LateFrom    float64
}

// LongestAnswer is how many tokens an answer has at most.
const LongestAnswer = 40

func config(width, layers, heads, hidden int) model.Config {
	return model.Config{
		Kind: "decoder", Context: 256, Width: width, DecoderLayers: layers, Heads: heads, KVHeads: heads, HeadDim: width / heads, Hidden: hidden,
		Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "rotary", RotaryPairs: "half", RotaryBase: 10000,
		Biases: true, QKVBiases: true, NormBiases: true, TiedUnembed: true, Eps: 1e-5,
	}
}

var specials = []string{train.PadToken, train.BeginToken, train.EndToken}

// Shipped makes the model that the page offers.
var Shipped = Recipe{
	Config: config(128, 4, 4, 512),
	Tokens: token.Options{Name: "world", Vocab: 960, HanSingle: true, MinPair: 20, Special: specials},
	Options: train.Options{
		Schedule: train.Schedule{Peak: 2.5e-3, Warmup: 100, Floor: 0.03},
		Beta2:    0.97, Decay: 0.1, Clip: 1, Average: 0.995, Seed: 1,
	},
	Batch: 1000, Window: 8, Steps: 30000, Texts: 20000,
	Mixture:     map[string]float64{PartTold: 0.24, PartAsked: 0.37, PartVisitors: 0.34, PartHard: 0.05},
	LateMixture: map[string]float64{PartTold: 0.2, PartAsked: 0.35, PartVisitors: 0.34, PartHard: 0.06, PartPlanted: 0.05},
	LateFrom:    0.35,
}

// Live makes the small model that a page trains in about a minute: it learns the facts of a small world and their questions,
// but does not look things up in a scene, which takes longer.
var Live = Recipe{
	Small:  true,
	Config: config(64, 2, 2, 256),
	Tokens: token.Options{Name: "world-live", Vocab: 640, HanSingle: true, MinPair: 20, Special: specials},
	Options: train.Options{
		Schedule: train.Schedule{Peak: 4e-3, Warmup: 40, Floor: 0.03},
		Beta2:    0.97, Decay: 0.1, Clip: 1, Average: 0.98, Seed: 1,
	},
	Batch: 400, Window: 8, Steps: 1400, Texts: 4000,
	Mixture:  map[string]float64{PartTold: 0.48, PartAsked: 0.52},
	LateFrom: 1,
}

// HasPart tells whether a recipe reads a part at any time.
func (r Recipe) HasPart(name string) bool { return r.Mixture[name] > 0 || r.LateMixture[name] > 0 }

// Phases is the mixture over the run for parts in this order.
func (r Recipe) Phases(parts []Part) []train.Phase {
	var early, late []float64
	for _, p := range parts {
		early, late = append(early, r.Mixture[p.Name]), append(late, r.LateMixture[p.Name])
	}
	if r.LateFrom >= 1 {
		return []train.Phase{{Until: 1, Weights: early}}
	}
	return []train.Phase{{Until: r.LateFrom, Weights: early}, {Until: 1, Weights: late}}
}

// vocabularyTexts is how many texts of each part the vocabulary is trained on.
const vocabularyTexts = 600

// Vocabulary is the texts that the vocabulary is trained on.
func Vocabulary(parts []Part) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for _, p := range parts {
			for _, t := range p.Texts[:min(len(p.Texts), vocabularyTexts)] {
				if !yield(t.Text) {
					return
				}
			}
		}
	}
}

// Run is the training of one model of one world, from nothing.
type Run struct {
	World     *World
	Recipe    Recipe
	Languages []Language
	Model     *model.Model
	Trainer   *train.Trainer
	Encoder   train.Encoder
	Tokenizer *token.BPE
	Steps     int // of the whole run
	Tokens    int // trained on since the run was made
}

// NewRun makes the world of a seed, its texts, their vocabulary, an untrained model and its trainer. steps is the length
// of the run, 0 for the recipe's. A short run gets no more texts than it can use, for making them takes time. Pause is
// called often, and an error from it ends the work.
func NewRun(recipe Recipe, seed uint64, languages []Language, steps int, pause func() error) (*Run, error) {
	if steps == 0 {
		steps = recipe.Steps
	}
	r := &Run{World: New(seed), Recipe: recipe, Languages: languages, Steps: steps}
	r.World.Small = recipe.Small
	used := (steps + recipe.Window) * recipe.Batch / 40 / len(languages) // a text has 40 tokens or more
	parts := r.World.Parts(min(recipe.Texts, used+vocabularyTexts), languages, recipe.HasPart)
	if err := pause(); err != nil {
		return nil, err
	}
	var err error
	if r.Tokenizer, err = token.Train(Vocabulary(parts), recipe.Tokens); err != nil {
		return nil, err
	}
	r.Encoder = train.NewEncoder(r.Tokenizer)
	sampler := &train.Sampler{Tokens: recipe.Batch, Window: recipe.Window, Seed: seed, Phases: recipe.Phases(parts)}
	for _, p := range parts {
		pool := train.Pool{Name: p.Name + " " + string(p.Language)}
		for _, t := range p.Texts {
			pool.Examples = append(pool.Examples, r.Encoder.Text(t.Text, t.Given))
			if err := pause(); err != nil {
				return nil, err
			}
		}
		sampler.Pools = append(sampler.Pools, pool)
	}
	r.Model = model.Init(r.Encoder.Configure(recipe.Config), rand.New(rand.NewPCG(seed, 0x696e6974)))
	options := recipe.Options
	options.Seed = seed
	r.Trainer, err = train.New(r.Model, sampler, options)
	return r, err
}

// Next makes the next step.
func (r *Run) Next() (train.Report, error) {
	report, err := r.Trainer.Next(min(float64(r.Trainer.Steps())/float64(r.Steps), 1))
	r.Tokens += report.Tokens
	return report, err
}

// generateBatch is how many answers are generated side by side.
const generateBatch = 32

// Generate is the greedy output of the averaged weights after each prompt. Pause is called between batches.
func (r *Run) Generate(prompts []string, pause func() error) (texts []string, err error) {
	err = r.Trainer.WithAverage(func() error {
		for start := 0; start < len(prompts); start += generateBatch {
			some, err := Continue(r.Model, r.Encoder, prompts[start:min(start+generateBatch, len(prompts))], 1)
			if err != nil {
				return err
			}
			texts = append(texts, some...)
			if err := pause(); err != nil {
				return err
			}
		}
		return nil
	})
	return texts, err
}

// Continue is the greedy output of a model of the world after each prompt.
func Continue(m *model.Model, e train.Encoder, prompts []string, workers int) ([]string, error) {
	inputs := make([]train.Prompt, len(prompts))
	for i, p := range prompts {
		inputs[i].Tokens = append([]int32{e.Begin}, e.IDs(p)...)
	}
	outputs, err := train.Greedy(m, inputs, LongestAnswer, workers)
	texts := make([]string, len(outputs))
	for i, ids := range outputs {
		texts[i] = strings.ToValidUTF8(string(e.Tokenizer.Decode(ids)), "")
	}
	return texts, err
}

// Files is the averaged weights, as int8, with their vocabulary: the files of a model folder.
func (r *Run) Files() (map[string][]byte, error) {
	var weights, ranks bytes.Buffer
	meta := checkpoint.Meta{Name: r.Recipe.Tokens.Name, Licence: "Apache-2.0"}
	err := r.Trainer.WithAverage(func() error { return checkpoint.WritePack(&weights, checkpoint.Quantise(r.Model), meta) })
	if err != nil {
		return nil, err
	}
	if err := r.Tokenizer.WriteRanks(&ranks); err != nil {
		return nil, err
	}
	header, err := json.Marshal(r.Tokenizer.Header())
	return map[string][]byte{
		checkpoint.PackFile: weights.Bytes(), checkpoint.TokenizerHeader: header, checkpoint.TokenizerRanks: ranks.Bytes(),
	}, err
}
