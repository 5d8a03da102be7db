package main

// What a model can do, measured while it trains and for its card.

import (
	"fmt"
	"math"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/train"
)

// generate is the model's greedy output for each item: a translation, or a continuation.
func (r *run) generate(m *model.Model, items []item) ([]string, error) {
	outputs, err := train.Greedy(m, r.prompts(items), r.maxOutput, r.workers)
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(outputs))
	for i, ids := range outputs {
		texts[i] = r.text(ids)
	}
	return texts, nil
}

// search is the best output of a beam search for each item.
func (r *run) search(m *model.Model, items []item) ([]string, error) {
	texts := make([]string, len(items))
	found, err := r.beams(m, items)
	for i, h := range found {
		texts[i] = r.text(h.Tokens)
	}
	return texts, err
}

// beams is what a beam search finds for each item.
func (r *run) beams(m *model.Model, items []item) ([]model.Hypothesis, error) {
	return train.Beams(m, r.prompts(items), model.BeamSearch{Width: r.beam, Alpha: 0.6, MaxTokens: r.maxOutput}, r.workers)
}

// text is what tokens say.
func (r *run) text(ids []int32) string {
	return strings.ToValidUTF8(string(r.tokenizer.Decode(ids)), "")
}

// prompts is what the model is given of items.
func (r *run) prompts(items []item) []train.Prompt {
	prompts := make([]train.Prompt, len(items))
	for i, it := range items {
		prompts[i] = r.encoder.prompt(it)
	}
	return prompts
}

// prompt is what the model is given of an item.
func (e encoder) prompt(it item) train.Prompt {
	if it.to != "" {
		return train.Prompt{Source: e.Source(it.source, it.to), Tokens: []int32{e.Begin}}
	}
	return train.Prompt{Tokens: append([]int32{e.Begin}, e.IDs(it.source)...)}
}

// scores is the recipe's scores on items, without intervals, and the outputs they stand on.
func (r *run) scores(m *model.Model, items []item) (map[string]float64, []string, error) {
	if r.kind == questions {
		scores, err := r.worldScores(m, r.scored)
		return scores, nil, err
	}
	if r.kind == language || len(items) == 0 {
		return nil, nil, nil
	}
	outputs, err := r.generate(m, items)
	if err != nil {
		return nil, nil, err
	}
	scores := map[string]float64{}
	for _, s := range r.measure(items, outputs, 0) {
		scores[s.key()] = round(s.Value, 2)
	}
	return scores, outputs, nil
}

// cardScore is one score of the card.
type cardScore struct {
	train.Score
	Label     *text  `json:"label,omitempty"` // what it measures, where metric and data do not say it in both languages
	Data      string `json:"data"`            // "Tatoeba test, zh→en"
	Weights   string `json:"weights"`         // "float32" or "int8"
	Decoding  string `json:"decoding"`        // "greedy" or "beam 4"
	direction string // "en" or "zh"
}

// key names a score in the history: "bleu_en", "chrf_zh", "exact_en".
func (s cardScore) key() string {
	name := "exact"
	switch {
	case strings.HasPrefix(s.Metric, "BLEU"):
		name = "bleu"
	case strings.HasPrefix(s.Metric, "chrF"):
		name = "chrf"
	}
	return name + "_" + s.direction
}

// measure scores outputs of translation items by direction, with intervals from resamples draws.
func (r *run) measure(items []item, outputs []string, resamples int) []cardScore {
	var scores []cardScore
	for _, direction := range []string{"en", "zh"} {
		var hypotheses, references []string
		for i, it := range items {
			if it.to == direction {
				hypotheses, references = append(hypotheses, outputs[i]), append(references, it.target)
			}
		}
		for _, metric := range r.metrics(direction) {
			score, err := metric.Evaluate(hypotheses, references, resamples, 1)
			if err != nil { // no item in this direction
				continue
			}
			name := map[string]string{"en": "zh→en", "zh": "en→zh"}[direction]
			scores = append(scores, cardScore{Score: score, Data: name, direction: direction})
		}
	}
	return scores
}

func (r *run) metrics(direction string) []train.Metric {
	switch {
	case r.kind == exact:
		return []train.Metric{exactMatch}
	case direction == "zh":
		return []train.Metric{train.BLEUChinese(), train.ChrF2()}
	default:
		return []train.Metric{train.BLEUEnglish(), train.ChrF2()}
	}
}

// exactMatch is the share of outputs equal to their reference, in per cent.
var exactMatch = train.Metric{
	Name: "exact (%)",
	Count: func(hypothesis, reference string) []float64 {
		if hypothesis == reference {
			return []float64{1, 1}
		}
		return []float64{0, 1}
	},
	Score: func(counts []float64) float64 { return 100 * counts[0] / counts[1] },
}

// perplexities of a language model on texts: a token, a word (split at white space) and bits a byte, each with its interval
// from resamples draws over texts. Ends of text count as predicted tokens but not as words or bytes.
func (r *run) perplexities(m *model.Model, items []item, resamples int) ([]cardScore, error) {
	var nll, tokens, words, size []float64
	for _, it := range items {
		examples := r.encoder.examples(it)
		loss, err := train.Loss(m, examples, evalTokens, r.workers)
		if err != nil {
			return nil, err
		}
		count := 0
		for _, example := range examples {
			count += len(example.Target) - 1
		}
		nll, tokens = append(nll, loss*float64(count)), append(tokens, float64(count))
		words, size = append(words, float64(len(strings.Fields(it.target)))), append(size, float64(len(it.target)))
	}
	var scores []cardScore
	for _, unit := range []struct {
		name  string
		per   []float64
		value func(nats float64) float64
	}{
		{"perplexity a token", tokens, math.Exp},
		{"perplexity a word", words, math.Exp},
		{"bits a byte", size, func(nats float64) float64 { return nats / math.Ln2 }},
	} {
		statistic := func(pick []int) float64 {
			sum, count := 0.0, 0.0
			for _, i := range pick {
				sum += nll[i]
				count += unit.per[i]
			}
			return unit.value(sum / count)
		}
		all := make([]int, len(items))
		for i := range all {
			all[i] = i
		}
		score := train.Score{Metric: unit.name, Value: statistic(all), N: len(items)}
		score.Low, score.High = train.Bootstrap(len(items), resamples, 1, score.Value, statistic)
		scores = append(scores, cardScore{Score: score, Data: fmt.Sprintf("%d held-out TinyStories", len(items))})
	}
	return scores, nil
}
