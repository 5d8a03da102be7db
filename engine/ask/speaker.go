package ask

import (
	"errors"
	"math"
	"slices"
	"strings"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

// Speaker is a decoder as a [Witness]. What two prompts begin with alike is read once.
type Speaker struct {
	Model     *model.Model
	Tokenizer token.Tokenizer
	Before    []int32      // tokens before every prompt
	Special   bool         // names of special tokens in a prompt are meant as such
	Breathe   func() error // called in long work, an error ends it; may be nil
	Meter     model.Meter

	read  []int32 // the last prompt
	cache *model.Cache
	last  []float32 // logits after it
	// A prompt that those after it begin like: variants of one text share most with the text itself, not with each other.
	kept     []int32
	keptRead *model.Cache
	ahead    []ahead
}

// ahead is a prompt that was read before it is asked for.
type ahead struct {
	ids    []int32
	cache  *model.Cache
	logits []float32
}

// Spoken is one token that a speaker wrote, and how sure it was of it.
type Spoken struct {
	ID      int32
	Prob    float64
	Margin  float64 // over the most likely other token, in probability; below 0 where a sample took a less likely one
	Entropy float64 // of the next token, nats
}

// ids are the tokens of a text.
func (s *Speaker) ids(text string) []int32 {
	if s.Special {
		return token.IDs(token.EncodeSpecials(s.Tokenizer, text, nil))
	}
	return token.IDs(s.Tokenizer.Encode(text))
}

// mostRows is how many tokens are read in one pass, so that activations stay small.
const mostRows = 192

// Read reads prompts that are asked for next: what all begin with once, and the rest side by side, so that the weights are read once for
// all.
func (s *Speaker) Read(prompts []string) error {
	s.ahead = nil
	var all []ahead
	for _, text := range prompts {
		ids := s.begun(text)
		if len(ids) == 0 {
			return errors.New("ask: a prompt without tokens")
		}
		all = append(all, ahead{ids: ids})
	}
	same := len(all[0].ids) - 1
	for _, a := range all[1:] {
		same = alike(all[0].ids[:same], a.ids[:len(a.ids)-1])
	}
	if err := s.keep(all[0].ids[:same]); err != nil {
		return err
	}
	for from := 0; from < len(all); {
		var batch model.Batch
		to := from
		for rows := 0; to < len(all) && (to == from || rows+len(all[to].ids)-same <= mostRows); to++ {
			a := &all[to]
			a.cache = s.keptRead.Fork(same)
			batch = append(batch, model.Sequence{Tokens: a.ids[same:], Cache: a.cache})
			rows += len(a.ids) - same
		}
		trace, err := s.Model.Forward(batch, s.pass(model.LastRow))
		if err != nil {
			return err
		}
		for i := range batch {
			all[from+i].logits = slices.Clone(trace.Logits(i).Data)
		}
		from = to
	}
	s.ahead = all
	return s.breathe()
}

// keep reads tokens that many prompts begin with, unless they have been read.
func (s *Speaker) keep(ids []int32) error {
	same := alike(ids, s.kept)
	if s.keptRead == nil {
		s.keptRead = s.Model.NewCache()
	}
	if same == len(ids) {
		return nil
	}
	cache := s.keptRead.Fork(same)
	if _, err := s.Model.Forward(model.Batch{{Tokens: ids[same:], Cache: cache}}, s.pass(model.LastRow)); err != nil {
		return err
	}
	s.kept, s.keptRead = ids, cache
	return nil
}

// alike is how many tokens two lists begin with alike.
func alike(a, b []int32) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// pass is how a pass is made: it can be given up between two sublayers.
func (s *Speaker) pass(logits model.LogitMode) model.Run {
	return model.Run{Logits: model.LogitRows{Mode: logits}, Meter: &s.Meter, Yield: func(int, int) error { return s.breathe() }}
}

// begun is a prompt's tokens, with those before it.
func (s *Speaker) begun(text string) []int32 { return append(slices.Clone(s.Before), s.ids(text)...) }

// prompt reads a prompt, of which only what the kept one has not; the logits after it are those of the next token.
func (s *Speaker) prompt(text string) error {
	ids := s.begun(text)
	if len(ids) == 0 {
		return errors.New("ask: a prompt without tokens")
	}
	if slices.Equal(ids, s.read) {
		return nil
	}
	for _, a := range s.ahead {
		if slices.Equal(ids, a.ids) {
			s.read, s.cache, s.last = ids, a.cache, append(s.last[:0], a.logits...)
			return s.breathe()
		}
	}
	same := alike(ids[:len(ids)-1], s.kept)
	cache := s.Model.NewCache()
	if same > 0 {
		cache = s.keptRead.Fork(same)
	}
	trace, err := s.Model.Forward(model.Batch{{Tokens: ids[same:], Cache: cache}}, s.pass(model.LastRow))
	if err != nil {
		return err
	}
	s.read, s.cache, s.last = ids, cache, append(s.last[:0], trace.Logits(0).Data...)
	if same < len(ids)/2 {
		s.kept, s.keptRead = ids, cache
	}
	return s.breathe()
}

func (s *Speaker) breathe() error {
	if s.Breathe == nil {
		return nil
	}
	return s.Breathe()
}

// after are the tokens of a continuation: those that the whole text has more than the prompt, where the seam is one of tokens.
func (s *Speaker) after(prompt, continuation string) []int32 {
	whole := s.begun(prompt + continuation)
	if len(whole) > len(s.read) && slices.Equal(whole[:len(s.read)], s.read) {
		return whole[len(s.read):]
	}
	return s.ids(continuation)
}

// Score is the log-probability of each continuation right after a prompt, nats.
func (s *Speaker) Score(prompt string, continuations []string) ([]float64, error) {
	if err := s.prompt(prompt); err != nil {
		return nil, err
	}
	scores, sum := make([]float64, len(continuations)), model.LogSum(s.last)
	var batch model.Batch
	var rest [][]int32
	var places []int
	for i, text := range continuations {
		ids := s.after(prompt, text)
		if len(ids) == 0 {
			return nil, errors.New("ask: a continuation without tokens")
		}
		scores[i] = float64(s.last[ids[0]]) - sum
		if len(ids) > 1 {
			batch = append(batch, model.Sequence{Tokens: ids[:len(ids)-1], Cache: s.cache.View(s.cache.Len())})
			rest, places = append(rest, ids[1:]), append(places, i)
		}
	}
	if len(batch) == 0 {
		return scores, nil
	}
	trace, err := s.Model.Forward(batch, s.pass(model.AllRows))
	if err != nil {
		return nil, err
	}
	vocab := s.Model.Config.Vocab
	for i, ids := range rest {
		rows := trace.Logits(i).Data
		for row, id := range ids {
			logits := rows[row*vocab : (row+1)*vocab]
			scores[places[i]] += float64(logits[id]) - model.LogSum(logits)
		}
	}
	return scores, s.breathe()
}

// Write continues a prompt until a line ends.
func (s *Speaker) Write(prompt string, tokens int) (string, error) {
	spoken, err := s.Speak(prompt, tokens)
	return s.Text(spoken), err
}

// Text is what was written.
func (s *Speaker) Text(spoken []Spoken) string {
	var ids []int32
	for _, t := range spoken {
		ids = append(ids, t.ID)
	}
	return strings.TrimSpace(string(s.Tokenizer.Decode(ids)))
}

// Speak is Write with every token, the one that ends the text left out. Line breaks before the first word do not end it.
func (s *Speaker) Speak(prompt string, tokens int) ([]Spoken, error) {
	all, err := s.speak(prompt, 1, tokens, model.Sampling{})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Sample draws k texts at a temperature, all a token at a time, so that the weights are read once for all.
func (s *Speaker) Sample(prompt string, k, tokens int, temperature float64, seed uint64) ([]string, error) {
	all, err := s.speak(prompt, k, tokens, model.Sampling{Temperature: temperature, Seed: seed})
	texts := make([]string, len(all))
	for i, spoken := range all {
		texts[i] = s.Text(spoken)
	}
	return texts, err
}

// speak writes k texts side by side.
func (s *Speaker) speak(prompt string, k, tokens int, sampling model.Sampling) ([][]Spoken, error) {
	random := model.Stream(sampling.Seed)
	if err := s.prompt(prompt); err != nil {
		return nil, err
	}
	texts, caches, logits := make([][]Spoken, k), make([]*model.Cache, k), make([][]float32, k)
	for i := range k {
		caches[i], logits[i] = s.cache.Fork(s.cache.Len()), s.last
	}
	for range min(tokens, s.Model.Config.Context-s.cache.Len()) {
		var batch model.Batch
		var at []int
		for i := range k {
			if logits[i] == nil {
				continue
			}
			next := sureness(logits[i], model.Sample(logits[i], sampling, random))
			logits[i] = nil
			if !s.ends(texts[i], next.ID) {
				texts[i] = append(texts[i], next)
				batch, at = append(batch, model.Sequence{Tokens: []int32{next.ID}, Cache: caches[i]}), append(at, i)
			}
		}
		if len(batch) == 0 {
			break
		}
		trace, err := s.Model.Forward(batch, s.pass(model.AllRows))
		if err != nil {
			return nil, err
		}
		for n, i := range at {
			logits[i] = trace.Logits(n).Data
		}
		if err := s.breathe(); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// ends says whether a line ends with a token.
func (s *Speaker) ends(written []Spoken, id int32) bool {
	if s.Model.Config.Ends(id) {
		return true
	}
	var ids []int32
	for _, t := range written {
		ids = append(ids, t.ID)
	}
	return strings.Contains(strings.TrimLeft(string(s.Tokenizer.Decode(append(ids, id))), " \n"), "\n")
}

// sureness says how sure a choice was.
func sureness(logits []float32, id int32) Spoken {
	sum := model.LogSum(logits)
	t := Spoken{ID: id}
	other := 0.0
	for i, z := range logits {
		lp := float64(z) - sum
		p := math.Exp(lp)
		t.Entropy -= p * lp
		if int32(i) == id {
			t.Prob = p
		} else {
			other = max(other, p)
		}
	}
	t.Margin = t.Prob - other
	return t
}
