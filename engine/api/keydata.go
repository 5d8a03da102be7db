package api

// Key training data: which of the texts that a small world's model has read last are behind an answer, by each method, and what
// becomes of the answer when they are taken away and that part of training is done again.

import (
	"errors"
	"math"
	"time"

	"pellucid/engine/influence"
	"pellucid/engine/keydata"
	"pellucid/engine/problem"
	"pellucid/engine/share"
)

// KeyDataParams begins: the run of world_begin, as it stands, reads the texts in which facts are planted. It needs a run in one
// language.
type KeyDataParams struct {
	Seed uint64 `json:"seed"` // of the order of the texts
}

// KeyDataResult is what can be asked for now.
type KeyDataResult struct {
	Facts  []KeyFact `json:"facts"`
	Texts  []KeyText `json:"texts"`
	Steps  int       `json:"steps"` // of the part of training in which the texts are read
	Millis float64   `json:"millis"`
}

// KeyFact is a planted fact: Prompt is to be continued by Value. Before and After are the probability of that, before and after
// the texts were read.
type KeyFact struct {
	Prompt   string  `json:"prompt"`
	Value    string  `json:"value"`
	Reworded bool    `json:"reworded"` // no text says it in this form
	Before   float64 `json:"before"`
	After    float64 `json:"after"`
}

// KeyText is a training text; Fact is the planted fact that it states, -1 for none.
type KeyText struct {
	Text string `json:"text"`
	Fact int    `json:"fact"`
}

// KeyRankParams asks for the texts behind a fact.
type KeyRankParams struct {
	Fact int `json:"fact"`
	Most int `json:"most"` // texts a method
}

// KeyRankResult has one ranking a method.
type KeyRankResult struct {
	Rankings []KeyRanking `json:"rankings"`
	Millis   float64      `json:"millis"`
}

// KeyRanking is the first texts by a method.
type KeyRanking struct {
	Method keydata.Method `json:"method"`
	Texts  []int          `json:"texts"`
	Scores []float64      `json:"scores"`
}

// KeyRemoveParams asks to train again without some texts: each removal once for each seed.
type KeyRemoveParams struct {
	Fact     int      `json:"fact"`
	Removals [][]int  `json:"removals"` // texts that are taken away together; none of them trains with all
	Seeds    []uint64 `json:"seeds"`    // of the order of the texts
}

// KeyRemoveProgress is one training more: by seed, and within a seed by removal.
type KeyRemoveProgress struct {
	Removal int     `json:"removal"`
	Prob    float64 `json:"prob"`
}

// KeyRemoveResult is the probability of the fact's value after each training.
type KeyRemoveResult struct {
	Probs  [][]float64 `json:"probs"` // [removal][seed]
	Millis float64     `json:"millis"`
}

// keyField is what key_data has begun.
type keyField struct {
	*keydata.Field
	trained keydata.Trained
	seed    uint64
}

const mostKeyRuns = 50

// keyData reads the planted texts.
func keyData(c *Call, p KeyDataParams) (KeyDataResult, error) {
	began := time.Now()
	if err := c.hasWorld(); err != nil {
		return KeyDataResult{}, err
	}
	if len(c.world.Languages) != 1 {
		return KeyDataResult{}, problem.New(problem.BadParams, problem.Values{"field": "language", "want": "one language", "got": "two"},
			"key_data wants a run in one language")
	}
	field, err := keydata.New(c.world, c.world.Languages[0], keydata.Late)
	if err != nil {
		return KeyDataResult{}, err
	}
	before, err := field.LogProbs(field.Before())
	if err != nil {
		return KeyDataResult{}, err
	}
	trained, err := field.Train(nil, p.Seed, c.Yield)
	if err != nil {
		return KeyDataResult{}, err
	}
	after, err := field.LogProbs(trained.Model)
	if err != nil {
		return KeyDataResult{}, err
	}
	c.keys = &keyField{field, trained, p.Seed}
	r := KeyDataResult{Steps: field.Steps}
	for i, f := range field.Facts {
		r.Facts = append(r.Facts, KeyFact{f.Prompt, f.Value, f.Reworded, math.Exp(before[i]), math.Exp(after[i])})
	}
	for _, t := range field.Texts {
		r.Texts = append(r.Texts, KeyText(t))
	}
	r.Millis = since(began)
	return r, nil
}

// keyRank ranks the texts by every method.
func keyRank(c *Call, p KeyRankParams) (KeyRankResult, error) {
	began := time.Now()
	if err := c.hasKeys(p.Fact); err != nil {
		return KeyRankResult{}, err
	}
	if err := problem.Within("most", p.Most, 1, len(c.keys.Texts)); err != nil {
		return KeyRankResult{}, err
	}
	var r KeyRankResult
	for _, method := range keydata.Methods {
		scores, err := c.keys.Scores(method, []int{p.Fact}, c.keys.trained, c.keys.seed, influence.Yield(c.Yield))
		if err != nil {
			return KeyRankResult{}, err
		}
		ranking := KeyRanking{Method: method, Texts: keydata.First(scores[0], p.Most)}
		for _, text := range ranking.Texts {
			ranking.Scores = append(ranking.Scores, scores[0][text])
		}
		r.Rankings = append(r.Rankings, ranking)
	}
	r.Millis = since(began)
	return r, nil
}

// keyRemove trains the late part again, from the moment before any of the texts was seen.
func keyRemove(c *Call, p KeyRemoveParams, send func(KeyRemoveProgress)) (KeyRemoveResult, error) {
	began := time.Now()
	replay, err := c.replay(p.Fact)
	if err != nil {
		return KeyRemoveResult{}, err
	}
	size, runs := replay.Size(), len(p.Removals)*len(p.Seeds)
	errs := []error{problem.Within("seeds", runs, 1, mostKeyRuns)}
	for _, texts := range p.Removals {
		errs = append(errs, problem.Within("removals", len(texts), 0, size/2))
		for _, text := range texts {
			errs = append(errs, problem.Within("removals", text, 0, size-1))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return KeyRemoveResult{}, err
	}
	r := KeyRemoveResult{Probs: make([][]float64, len(p.Removals))}
	probs, sent := make([][]float64, runs), 0 // by seed and removal
	err = c.spread.Over(runs, func(i int) ([]byte, error) {
		trained, err := replay.Train(p.Removals[i%len(p.Removals)], p.Seeds[i/len(p.Removals)], c.pause)
		if err != nil {
			return nil, err
		}
		list, err := replay.LogProbs(trained.Model)
		if err != nil {
			return nil, err
		}
		return share.Pack([]float64{math.Exp(list[p.Fact])}), nil
	}, func(i int, found []byte) error {
		probs[i] = share.Unpack[float64](found)
		for ; sent < runs && probs[sent] != nil; sent++ { // in order, whichever come first
			of := sent % len(p.Removals)
			r.Probs[of] = append(r.Probs[of], probs[sent]...)
			send(KeyRemoveProgress{of, probs[sent][0]})
		}
		return c.breathe()
	})
	r.Millis = since(began)
	return r, err
}

// replay is what was planted here, or in the engine with which this one does the call.
func (c *Call) replay(fact int) (*keydata.Replay, error) {
	replay := &keydata.Replay{}
	err := c.spread.Over(1, func(int) ([]byte, error) {
		if err := c.hasKeys(fact); err != nil {
			return nil, share.NotHere(err)
		}
		return c.keys.Pack()
	}, func(_ int, found []byte) error { return replay.Unpack(found) })
	return replay, err
}

func (c *Call) hasKeys(fact int) error {
	if c.keys == nil {
		return problem.New(problem.Closed, problem.Values{}, "no facts are planted; call key_data first")
	}
	return problem.Within("fact", fact, 0, len(c.keys.Facts)-1)
}
