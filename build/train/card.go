package main

// The model card: what a trained model is, where it came from, and what it scores. Made by -eval from the files that
// training left, so that it can be made again at any time.

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"pellucid/engine/model"
)

// card is card.json.
type card struct {
	Name         string             `json:"name"`
	Title        text               `json:"title"`
	Architecture model.Config       `json:"architecture"`
	Parameters   int                `json:"parameters"`
	Bytes        int                `json:"bytes"` // of the weights file
	Data         []dataSource       `json:"data"`
	LeftOut      map[string]int     `json:"left_out"`        // pairs or texts of the data that were not used, by reason
	Recipe       string             `json:"recipe"`          // the command
	Start        []startFacts       `json:"start,omitempty"` // the weights that the run began with: their mean
	Blend        float64            `json:"blend,omitempty"` // share of the start in the shipped weights
	Steps        int                `json:"steps"`
	Tokens       int64              `json:"tokens"` // seen in this run; those of the start come before
	Epochs       map[string]float64 `json:"epochs"`
	Hardware     string             `json:"hardware"`
	Minutes      float64            `json:"minutes"`
	Scores       []cardScore        `json:"scores"`
	Checked      *checked           `json:"checked,omitempty"` // of a translator
	Doubt        *doubtFacts        `json:"doubt,omitempty"`   // of a translator: when an output is called a guess
	Samples      []cardSample       `json:"samples"`
	Cannot       text               `json:"cannot"`
	Licence      string             `json:"licence"`
	Hash         string             `json:"hash"` // sha256 of the weights file
	Tokenizer    cardTokenizer      `json:"tokenizer"`
}

// cardSample is a text of our own, in no corpus, and what the shipped weights make of it.
type cardSample struct {
	Input  string `json:"input"`
	To     string `json:"to,omitempty"`
	Output string `json:"output"`
	Method string `json:"method"` // "greedy" or "sampled, temperature 0.8, seed 3"
}

type cardTokenizer struct {
	Size   int    `json:"size"`
	Header string `json:"header"` // file names
	Ranks  string `json:"ranks"`
	Hash   string `json:"hash"` // sha256 of the ranks file
}

// resamples of the confidence intervals.
const resamples = 1000

// writeCard scores the trained model, float32 and int8, and writes card.json.
func writeCard(recipe *recipe, s settings) error {
	r := &run{recipe: recipe, settings: s}
	var err error
	if r.corpus, err = r.load(r.settings); err != nil {
		return err
	}
	if r.tokenizer, err = readTokenizer(r.out); err != nil {
		return err
	}
	r.encoder = newEncoder(r.tokenizer, r.config.Context)
	packed, size, hash, err := readModel(filepath.Join(r.out, weightsFile))
	if err != nil {
		return err
	}
	c := card{
		Name: r.name, Title: r.title, Architecture: packed.Config, Parameters: parameters(packed), Bytes: size,
		Data: r.corpus.data, LeftOut: r.corpus.dropped, Recipe: "go run ./build/train -recipe " + r.name,
		Hardware: hardware(), Cannot: r.cannot, Licence: licences(r.corpus.data), Hash: hash,
	}
	if err := r.addFacts(&c); err != nil {
		return err
	}
	if c.Scores, err = r.cardScores(packed); err != nil {
		return err
	}
	if c.Samples, err = r.cardSamples(packed); err != nil {
		return err
	}
	if r.kind == translation {
		if err := r.addChecks(&c, packed); err != nil {
			return err
		}
	}
	c.Tokenizer = cardTokenizer{Size: r.tokenizer.Size(), Header: headerFile, Ranks: vocabFile}
	if c.Tokenizer.Hash, err = tokenizerHash(r.tokenizer); err != nil {
		return err
	}
	r.printCard(c)
	return writeJSON(filepath.Join(r.out, cardFile), c, " ")
}

// addChecks adds what a translator must stand beside BLEU, and when it is called a guess.
func (r *run) addChecks(c *card, m *model.Model) error {
	more, err := r.respelledScores(m, r.corpus.test, resamples)
	if err != nil {
		return err
	}
	for _, s := range more {
		s.Weights, s.Decoding = "int8", "greedy"
		s.Value, s.Low, s.High = round(s.Value, 3), round(s.Low, 3), round(s.High, 3)
		c.Scores = append(c.Scores, s)
	}
	checks, err := r.check(m)
	if err != nil {
		return err
	}
	facts, err := r.fitDoubt(m, r.corpus.dev)
	if err != nil {
		return err
	}
	c.Checked, c.Doubt = &checks, &facts
	return nil
}

// addFacts takes over what the run recorded.
func (r *run) addFacts(c *card) error {
	content, err := os.ReadFile(filepath.Join(r.state, "facts.json"))
	if err != nil {
		return err
	}
	var facts runFacts
	if err := json.Unmarshal(content, &facts); err != nil {
		return err
	}
	c.Start, c.Blend = facts.Start, facts.Blend
	c.Steps, c.Tokens, c.Epochs, c.Minutes = facts.Steps, facts.Tokens, facts.Epochs, round(facts.Seconds/60, 1)
	c.Hardware = fmt.Sprintf("%s, %d workers, %s kernels", c.Hardware, facts.Workers, facts.Kernels)
	return nil
}

// hardware names the machine.
func hardware() string {
	name := runtime.GOARCH
	if content, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(content)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores", name, runtime.NumCPU())
}

// cardScores measures the shipped int8 weights and the float32 weights they were made of on the test split.
func (r *run) cardScores(packed *model.Model) ([]cardScore, error) {
	exact, _, _, err := readModel(filepath.Join(r.state, weightsFile))
	if err != nil {
		return nil, err
	}
	var scores []cardScore
	add := func(weights, decoding string, more []cardScore) {
		for _, s := range more {
			s.Weights, s.Decoding = weights, decoding
			s.Value, s.Low, s.High = round(s.Value, 3), round(s.Low, 3), round(s.High, 3)
			scores = append(scores, s)
		}
	}
	for _, version := range []struct {
		name string
		m    *model.Model
	}{{"int8", packed}, {"float32", exact}} {
		if r.brief && version.name != "int8" {
			continue
		}
		if r.kind == questions {
			if version.name != "int8" { // it answers the same
				continue
			}
			more, err := r.worldCard(version.m)
			if err != nil {
				return nil, err
			}
			add(version.name, "greedy", more)
			continue
		}
		if r.kind == language {
			more, err := r.perplexities(version.m, r.corpus.test, resamples)
			if err != nil {
				return nil, err
			}
			add(version.name, "teacher forcing", more)
			if version.name != "int8" {
				continue
			}
			written, strange, err := r.storyScores(version.m)
			if err != nil {
				return nil, err
			}
			fmt.Println("non-words:", strings.Join(listed(strange), " "))
			add(version.name, "", written)
			continue
		}
		outputs, err := r.generate(version.m, r.corpus.test)
		if err != nil {
			return nil, err
		}
		add(version.name, "greedy", r.measure(r.corpus.test, outputs, resamples))
		if r.beam > 1 && r.kind == translation && version.name == "int8" {
			if outputs, err = r.search(version.m, r.corpus.test); err != nil {
				return nil, err
			}
			add(version.name, fmt.Sprintf("beam %d", r.beam), r.measure(r.corpus.test, outputs, resamples))
		}
	}
	return scores, nil
}

// cardSamples shows the model on texts of our own.
func (r *run) cardSamples(m *model.Model) ([]cardSample, error) {
	outputs, err := r.generate(m, r.own)
	if err != nil {
		return nil, err
	}
	var samples []cardSample
	for i, it := range r.own {
		samples = append(samples, cardSample{it.source, it.to, outputs[i], "greedy"})
	}
	if r.kind != language {
		return samples, nil
	}
	for i, it := range r.own {
		p := r.encoder.prompt(it)
		var ids []int32
		sampling := model.Sampling{Temperature: 0.8, Seed: uint64(i), MaxTokens: r.maxOutput}
		err := m.Generate(model.Sequence{Source: p.Source, Tokens: p.Tokens}, sampling, func(s model.Step) error {
			ids = append(ids, s.Token)
			return nil
		})
		if err != nil {
			return nil, err
		}
		output := strings.ToValidUTF8(string(r.tokenizer.Decode(ids)), "")
		samples = append(samples, cardSample{it.source, "", output, fmt.Sprintf("sampled, temperature 0.8, seed %d", i)})
	}
	return samples, nil
}

func (r *run) printCard(c card) {
	for _, s := range c.Scores {
		if s.Label != nil {
			fmt.Printf("%-8s %-100s %7.2f  [%.2f, %.2f]  n=%d\n", s.Weights, s.Label.EN, s.Value, s.Low, s.High, s.N)
			continue
		}
		fmt.Printf("%-8s %-16s %-44s %-28s %7.2f  [%.2f, %.2f]  n=%d\n", s.Weights, s.Decoding, s.Metric, s.Data, s.Value, s.Low, s.High, s.N)
	}
	for _, s := range c.Samples {
		fmt.Printf("    %s → %s\n", s.Input, s.Output)
	}
	if c.Checked != nil {
		fmt.Printf("closed %+v, open %+v, fresh %+v, numbers %+v, negation %+v, loops %+v\n%+v\n", c.Checked.Closed, c.Checked.Open,
			c.Checked.Fresh, c.Checked.Numbers, c.Checked.Negation, c.Checked.Loops, *c.Doubt)
	}
	fmt.Printf("%d parameters, %d bytes\n", c.Parameters, c.Bytes)
}
