package api

// How likely texts are after a prompt, for the questions from outside.

import (
	"pellucid/engine/model"
	"pellucid/engine/train"
)

// Score is the log-probability of each continuation after a prompt, nats. The prompt is read once, and of one that begins as the last
// question's does only the rest.
func (a *interview) Score(prompt string, continuations []string) ([]float64, error) {
	m, ids := a.call.Model, promptIDs(a.encoder, prompt)
	same := 0
	for same < min(len(ids)-1, len(a.read)) && ids[same] == a.read[same] {
		same++
	}
	cache := m.NewCache()
	if same > 0 {
		cache = a.cache.Fork(same)
	}
	trace, err := m.Forward(model.Batch{{Tokens: ids[same:], Cache: cache}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
	if err != nil {
		return nil, err
	}
	if same < len(ids)/2 {
		a.read, a.cache = ids, cache
	}
	first := append([]float32(nil), trace.Logits(0).Data...)
	scores := make([]float64, len(continuations))
	var batch model.Batch
	var rest [][]int32
	var places []int
	for i, text := range continuations {
		ids := a.encoder.IDs(text)
		scores[i] = float64(logProb(m.Kernels, first, ids[0]))
		if len(ids) > 1 {
			batch = append(batch, model.Sequence{Tokens: ids[:len(ids)-1], Cache: cache.View(cache.Len())})
			rest, places = append(rest, ids[1:]), append(places, i)
		}
	}
	if len(batch) == 0 {
		return scores, nil
	}
	if trace, err = m.Forward(batch, model.Run{Reuse: trace}); err != nil {
		return nil, err
	}
	for i, ids := range rest {
		rows := trace.Logits(i).Data
		for row, id := range ids {
			scores[places[i]] += float64(logProb(m.Kernels, rows[row*m.Config.Vocab:(row+1)*m.Config.Vocab], id))
		}
	}
	return scores, nil
}

// promptIDs is a prompt as the model reads it.
func promptIDs(e train.Encoder, prompt string) []int32 {
	return append([]int32{e.Begin}, e.IDs(prompt)...)
}
