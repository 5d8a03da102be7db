package api

// Label words: on which attention the answer to a few-shot prompt hangs, and whether its label words alone carry it.

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"pellucid/engine/diet"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// LabelWordsParams is demonstrations, and questions that are each asked behind all of them.
type LabelWordsParams struct {
	Shots   []LabelShot `json:"shots"`
	Queries []LabelShot `json:"queries"` // with the right label, which the model does not see
	Form    LabelForm   `json:"form"`
	Seed    uint64      `json:"seed"`            // of the random words
	Draws   int         `json:"draws,omitempty"` // random choices a question; 0 is 10
}

// LabelShot is a text and its label.
type LabelShot struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

// LabelForm is what stands before each text, between it and its label, and behind that.
type LabelForm struct {
	Before string `json:"before"`
	Middle string `json:"middle"`
	After  string `json:"after"`
}

// LabelWordsResult says how the answers come about. Probabilities are among the labels.
type LabelWordsResult struct {
	Labels  []string      `json:"labels"`
	Tokens  int           `json:"tokens"` // of the longest prompt
	Kept    int           `json:"kept"`   // tokens of the label words
	Words   int           `json:"words"`  // from which as many are drawn: the other tokens of the demonstrations' texts
	Flow    LabelFlow     `json:"flow"`   // means over the questions
	Answers []LabelAnswer `json:"answers"`
	Price   model.Meter   `json:"price"`
	Millis  float64       `json:"millis"`
}

// LabelFlow is I = Σ_h |A ∂L/∂A| by layer, mean over pairs of a sort (Wang et al., arXiv:2305.14160).
type LabelFlow struct {
	ToLabels []float64 `json:"to_labels"` // label words look at what stands before them
	ToAnswer []float64 `json:"to_answer"` // the place that predicts the answer looks at the label words
	Rest     []float64 `json:"rest"`      // all other pairs
}

// LabelAnswer is one question.
type LabelAnswer struct {
	Right  int       `json:"right"`  // which label is right
	Full   []float64 `json:"full"`   // [label] with all keys
	Labels []float64 `json:"labels"` // [label] with the label words and the form alone
	Form   []float64 `json:"form"`   // [label] with the form alone
	Random []float64 `json:"random"` // [label] with the form and as many other words, mean over the draws
	Same   float64   `json:"same"`   // share of the draws whose likeliest label is that with all keys
}

const (
	mostShots      = 16
	mostLabelDraws = 50
	// mostShotTokens bounds what a backward pass holds of all layers.
	mostShotTokens = 512
)

func labelWords(c *Call, p LabelWordsParams) (LabelWordsResult, error) {
	began := time.Now()
	if c.Model.Config.Kind != model.DecoderOnly {
		return LabelWordsResult{}, problem.New(problem.WrongKind, nil, "a decoder is wanted, which goes on from a prompt")
	}
	if err := p.check(); err != nil {
		return LabelWordsResult{}, err
	}
	r := LabelWordsResult{Labels: p.labels()}
	steps, done := len(p.Queries)*(p.Draws+3), 0
	step := func() error { done++; return c.Yield(done, steps) }
	for _, query := range p.Queries {
		s, texts, err := c.shots(p, query.Text, r.Labels)
		if err != nil {
			return LabelWordsResult{}, err
		}
		r.Tokens, r.Kept, r.Words = max(r.Tokens, len(s.Tokens)), len(s.Labels), len(texts)
		flow, err := s.Flow(c.Model, &r.Price, c.pause)
		if err != nil {
			return LabelWordsResult{}, err
		}
		r.Flow.add(flow, len(p.Queries))
		a, err := c.labelAnswer(s, texts, p, &r.Price, step)
		if err != nil {
			return LabelWordsResult{}, err
		}
		a.Right = slices.Index(r.Labels, query.Label)
		r.Answers = append(r.Answers, a)
	}
	r.Millis = since(began)
	return r, nil
}

func (p *LabelWordsParams) check() error {
	p.Draws = cmp.Or(p.Draws, 10)
	labels := p.labels()
	errs := []error{
		problem.Within("shots", len(p.Shots), 2, mostShots), problem.Within("queries", len(p.Queries), 1, mostShots),
		problem.Within("draws", p.Draws, 2, mostLabelDraws), problem.Within("labels", len(labels), 2, 8),
	}
	for i, q := range p.Queries {
		errs = append(errs, problem.OneOf(fmt.Sprintf("queries[%d].label", i), q.Label, labels...))
	}
	for i, s := range p.Shots {
		if strings.TrimSpace(s.Text) == "" || strings.TrimSpace(s.Label) == "" {
			errs = append(errs, problem.New(problem.Empty, nil, "demonstration %d has no text or no label", i+1))
		}
	}
	return errors.Join(errs...)
}

// labels are those of the demonstrations, each once.
func (p *LabelWordsParams) labels() []string {
	var list []string
	for _, s := range p.Shots {
		if !slices.Contains(list, s.Label) {
			list = append(list, s.Label)
		}
	}
	return list
}

// shots makes the prompt of one question; texts are the places of the demonstrations' own words.
func (c *Call) shots(p LabelWordsParams, query string, labels []string) (s *diet.Shots, texts []int, err error) {
	var text strings.Builder
	var isText, isLabel [][2]int // byte ranges
	for _, shot := range p.Shots {
		text.WriteString(p.Form.Before)
		isText = append(isText, [2]int{text.Len(), text.Len() + len(shot.Text)})
		text.WriteString(shot.Text + p.Form.Middle)
		isLabel = append(isLabel, [2]int{text.Len(), text.Len() + len(shot.Label)})
		text.WriteString(shot.Label + p.Form.After)
	}
	end := text.Len()
	text.WriteString(p.Form.Before + query + p.Form.Middle)
	r, err := c.read(Input{Text: text.String()})
	if err != nil {
		return nil, nil, err
	}
	if err := problem.Within("tokens", len(r.start), 1, mostShotTokens); err != nil {
		return nil, nil, err
	}
	s = &diet.Shots{Tokens: r.start, Query: -1}
	touches := func(t Token, ranges [][2]int) int {
		for i, r := range ranges {
			if t.Start < r[1] && t.End > r[0] {
				return i
			}
		}
		return -1
	}
	labelled := make([]bool, len(p.Shots))
	for i, t := range r.shown.Tokens {
		label := touches(t, isLabel)
		switch {
		case t.End > end && s.Query < 0:
			s.Query = i
		case s.Query >= 0:
		case label >= 0:
			s.Labels, labelled[label] = append(s.Labels, i), true
		case touches(t, isText) >= 0:
			texts = append(texts, i)
		default:
			s.Form = append(s.Form, i)
		}
	}
	if slices.Contains(labelled, false) {
		return nil, nil, problem.Unfit("shots", "labels that share no token of this model", strings.Join(labels, ", "))
	}
	s.Options, err = c.labelTokens(text.String(), labels)
	return s, texts, err
}

// labelTokens are the first tokens of the labels behind a prompt.
func (c *Call) labelTokens(prompt string, labels []string) ([]int32, error) {
	var ids []int32
	for _, label := range labels {
		id := int32(-1)
		for _, t := range c.Tokenizer.Encode(prompt + label) {
			if t.End > len(prompt) {
				id = t.ID
				break
			}
		}
		if id < 0 || slices.Contains(ids, id) {
			return nil, problem.Unfit("labels", "labels that begin with different tokens of this model", strings.Join(labels, ", "))
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// labelAnswer reads one question with few of the demonstrations' keys.
func (c *Call) labelAnswer(s *diet.Shots, texts []int, p LabelWordsParams, price *model.Meter, step func() error) (
	a LabelAnswer, err error,
) {
	prompt, err := s.Read(c.Model, price, c.pause)
	if err != nil {
		return a, err
	}
	// The last place of the demonstrations is read with the question.
	read := func(others ...int) []float64 {
		if err == nil {
			err = step()
		}
		if err != nil {
			return make([]float64, len(s.Options))
		}
		var keep []int
		for at := range s.Query - 1 {
			if slices.Contains(s.Form, at) || slices.Contains(others, at) {
				keep = append(keep, at)
			}
		}
		var probs []float64
		probs, err = s.Answer(prompt, keep, c.pause)
		return probs
	}
	a.Full, a.Labels, a.Form = read(all(s.Query)...), read(s.Labels...), read()
	a.Random = make([]float64, len(s.Options))
	random, same := rand.New(rand.NewPCG(p.Seed, 0x6c6162656c)), 0
	for range p.Draws {
		drawn := random.Perm(len(texts))[:min(len(s.Labels), len(texts))]
		for i, at := range drawn {
			drawn[i] = texts[at]
		}
		probs := read(drawn...)
		if err != nil {
			return a, err
		}
		for i, v := range probs {
			a.Random[i] += v / float64(p.Draws)
		}
		if likeliest(probs) == likeliest(a.Full) {
			same++
		}
	}
	a.Same = float64(same) / float64(p.Draws)
	return a, err
}

func likeliest(probs []float64) int { return slices.Index(probs, slices.Max(probs)) }

// add adds the flow of one of n questions.
func (f *LabelFlow) add(one diet.Flow, n int) {
	for _, pair := range []struct {
		to   *[]float64
		from []float64
	}{{&f.ToLabels, one.ToLabels}, {&f.ToAnswer, one.ToAnswer}, {&f.Rest, one.Rest}} {
		if *pair.to == nil {
			*pair.to = make([]float64, len(pair.from))
		}
		for i, v := range pair.from {
			(*pair.to)[i] += v / float64(n)
		}
	}
}
