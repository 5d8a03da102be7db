package api

// Asking the chat model that is open: one question at a time, so that whoever asks many may pause and give up between two.

import (
	"errors"
	"strings"
	"time"

	"pellucid/engine/ask"
	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/world"
)

// AskStyle is what a model wants around what it is told: a chat model's turns by its template, nothing for a plain one.
type AskStyle struct {
	Language world.Language `json:"language"`
	Before   string         `json:"before"`  // before what the reader says
	Between  string         `json:"between"` // before what the model says
}

func (s AskStyle) style() ask.Style {
	return ask.Style{Language: ask.Language(s.Language), Before: s.Before, Between: s.Between}
}

// AskAboutParams asks one question of a set.
type AskAboutParams struct {
	Style    AskStyle     `json:"style"`
	Question ask.Question `json:"question"`
	Plan     ask.Plan     `json:"plan"`
}

// AskAboutResult is what came of it, and what it cost.
type AskAboutResult struct {
	Asked   ask.Asked   `json:"asked"`
	Forward model.Count `json:"forward"`
	Millis  float64     `json:"millis"`
}

// AskWhyParams asks a reader's own question.
type AskWhyParams struct {
	Style   AskStyle `json:"style"`
	Units   []string `json:"units"`   // the question, cut; together they are its text
	Samples int      `json:"samples"` // answers drawn beside the most likely one
	Seed    uint64   `json:"seed"`
}

// AskWhyResult is the answer taken apart.
type AskWhyResult struct {
	Open   ask.Open   `json:"open"`
	Tokens []Token    `json:"tokens"` // of the answer
	Sure   []AskToken `json:"sure"`   // one a token
	// Samples are the answers drawn, Agree the share of them that say the same, -1 where none was drawn.
	Samples []string     `json:"samples"`
	Agree   float64      `json:"agree"`
	Why     ask.Reasoned `json:"why"`
	Forward model.Count  `json:"forward"`
	Millis  float64      `json:"millis"`
}

// AskToken is how sure a model was of a token.
type AskToken struct {
	Prob    float64 `json:"prob"`
	Margin  float64 `json:"margin"`  // over the next likely one
	Entropy float64 `json:"entropy"` // nats
}

// AskOpenlyParams asks a question without options.
type AskOpenlyParams struct {
	Style    AskStyle `json:"style"`
	Question string   `json:"question"`
}

// AskOpenlyResult is the answer, whether it owns up, and how sure it is.
type AskOpenlyResult struct {
	Open ask.Open `json:"open"`
}

// CalibrateParams compares confidences, 0 to 1, with what was right.
type CalibrateParams struct {
	Confidence []float64 `json:"confidence"`
	Right      []bool    `json:"right"`
	Seed       uint64    `json:"seed"` // of the resampling
}

// CalibrateResult is how well they fit.
type CalibrateResult struct {
	Fit ask.Calibration `json:"fit"`
}

const (
	// mostAsked is the longest question, characters.
	mostAsked = 2000
	// askTemperature is that of the samples.
	askTemperature = 1
)

// askAbout asks one question of a set.
func askAbout(c *Call, p AskAboutParams) (AskAboutResult, error) {
	began := time.Now()
	w, err := c.speaker(p.Style, p.Question.Text)
	if err != nil {
		return AskAboutResult{}, err
	}
	asked, err := ask.About(w, p.Style.style(), p.Question, p.Plan)
	return AskAboutResult{asked, w.Meter.Forward, since(began)}, err
}

// askWhy asks a reader's own question: answer, reason, confidences, and what its words do to answer and reason.
func askWhy(c *Call, p AskWhyParams) (AskWhyResult, error) {
	began := time.Now()
	text := strings.Join(p.Units, "")
	w, err := c.speaker(p.Style, text)
	if err != nil {
		return AskWhyResult{}, err
	}
	if err := problem.Within("samples", p.Samples, 0, 40); err != nil {
		return AskWhyResult{}, err
	}
	r := AskWhyResult{Sure: []AskToken{}, Samples: []string{}, Agree: -1}
	if r.Open, err = w.Openly(p.Style.style(), text); err != nil {
		return r, err
	}
	var ids []int32
	for _, t := range r.Open.Tokens {
		ids, r.Sure = append(ids, t.ID), append(r.Sure, AskToken{t.Prob, t.Margin, t.Entropy})
	}
	shown, _ := showIDs(c.Tokenizer, nil, ids)
	r.Tokens = shown.Tokens
	if p.Samples > 0 {
		if r.Samples, r.Agree, err = ask.Repeats(w, p.Style.style(), text, r.Open.Answer, p.Samples, askTemperature, p.Seed); err != nil {
			return r, err
		}
	}
	r.Why, err = ask.Why(w, p.Style.style(), p.Units, r.Open.Answer)
	r.Forward, r.Millis = w.Meter.Forward, since(began)
	return r, err
}

// askOpenly asks a question without options, how sure the answer is, and whether it is true.
func askOpenly(c *Call, p AskOpenlyParams) (AskOpenlyResult, error) {
	w, err := c.speaker(p.Style, p.Question)
	if err != nil {
		return AskOpenlyResult{}, err
	}
	open, err := w.Openly(p.Style.style(), p.Question)
	return AskOpenlyResult{open}, err
}

// calibrate compares confidences with what was right; it needs no open model.
func calibrate(c *Call, p CalibrateParams) (CalibrateResult, error) {
	fit, err := ask.Calibrate(p.Confidence, p.Right, p.Seed)
	return CalibrateResult{fit}, err
}

// speaker is the open model as a witness; what it has read stays read from call to call.
func (c *Call) speaker(s AskStyle, question string) (*ask.Speaker, error) {
	if c.Model.Config.Kind != model.DecoderOnly {
		return nil, problem.New(problem.WrongKind, nil, "a model that continues texts is wanted, such as a chat model")
	}
	if err := errors.Join(problem.OneOf("language", s.Language, world.Languages...),
		problem.Within("question", len([]rune(question)), 1, mostAsked)); err != nil {
		return nil, err
	}
	if c.asked == nil {
		c.asked = &ask.Speaker{Model: c.Model, Tokenizer: c.Tokenizer, Special: true}
	}
	c.asked.Before = nil
	if s.Between == "" { // no template, so as any text
		affixes, _, err := c.affixes(Input{})
		if err != nil {
			return nil, err
		}
		c.asked.Before = affixes.Before
	}
	c.asked.Breathe, c.asked.Meter = c.breathe, model.Meter{}
	return c.asked, nil
}
