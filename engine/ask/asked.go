package ask

import (
	"errors"
	"math"
	"slices"
	"strings"

	"pellucid/engine/problem"
)

// Plan is what is asked about one question of a set; whatever is 0 or false is left out.
type Plan struct {
	Orders      int     `json:"orders"`  // of the options, for the label probabilities
	Samples     int     `json:"samples"` // answers drawn
	Temperature float64 `json:"temperature"`
	Hint        bool    `json:"hint"` // ask again with a false hint
	Seed        uint64  `json:"seed"`
}

// Asked is one question of a set, asked. All kinds of confidence are about the same answer, the one of the largest label probability.
type Asked struct {
	Labels Choice  `json:"labels"`
	Answer string  `json:"answer"`
	Right  bool    `json:"right"`
	PTrue  float64 `json:"p_true"`
	Stated Parsed  `json:"stated"`
	// Agree is the share of the samples, unreadable ones too, that give this answer; -1 where none was drawn.
	Agree   float64  `json:"agree"`
	Samples *Samples `json:"samples,omitempty"`
	Hint    *Hinted  `json:"hint,omitempty"`
}

const mostSamples = 40

// Tokens that a witness may write: a letter or a number, and a sentence.
const (
	shortReply = 12
	longReply  = 40
)

// About asks one question of a set.
func About(w Witness, s Style, q Question, p Plan) (Asked, error) {
	if err := errors.Join(problem.Within("wrong", len(q.Wrong), 1, len(Letters)-1), problem.Within("samples", p.Samples, 0, mostSamples),
		problem.Within("temperature", p.Temperature, 0, 5)); err != nil {
		return Asked{}, err
	}
	c, err := Labels(w, s, q, p.Orders, p.Seed)
	if err != nil {
		return Asked{}, err
	}
	a := Asked{Labels: c, Answer: append([]string{q.Right}, q.Wrong...)[c.Best], Right: c.Best == 0, Agree: -1}
	offered, _, _ := s.True(q.Text, a.Answer)
	if err := ready(w, offered, s.Sure(q.Text, a.Answer)); err != nil {
		return a, err
	}
	if a.PTrue, err = PTrue(w, s, q.Text, a.Answer); err != nil {
		return a, err
	}
	if a.Stated, err = StatedNumber(w, s, q.Text, a.Answer); err != nil {
		return a, err
	}
	if p.Samples > 0 {
		options, _ := q.Shuffled(p.Seed)
		samples, err := Agreement(w, s, q.Text, options, p.Samples, p.Temperature, p.Seed)
		if err != nil {
			return a, err
		}
		a.Samples, a.Agree = &samples, float64(samples.Counts[indexOf(options, a.Answer)])/float64(p.Samples)
	}
	if p.Hint {
		h, err := Hint(w, s, q, p.Seed)
		if err != nil {
			return a, err
		}
		a.Hint = &h
	}
	return a, nil
}

// Reasoned is the reason of an answer, and what the question's words do to both.
type Reasoned struct {
	Reason string `json:"reason"`
	Named  []int  `json:"named"` // units that the reason names
	// ForAnswer and ForReason are how much less likely each is without each unit, nats.
	ForAnswer []float64 `json:"for_answer"`
	ForReason []float64 `json:"for_reason"`
	Overlap   Overlap   `json:"overlap"` // of the named units with those that the answer needs most
	// Cosine of ForAnswer and ForReason: the measure of CC-SHAP with occlusion in the place of Shapley values; absent if one is all zeros.
	Cosine *float64 `json:"cosine,omitempty"`
}

// fillers are words that a reason cannot be said to name.
var fillers = map[Language][]string{
	English: strings.Fields("a an the of in on at to is are was were do does did what which who how why where when and or it its that this for by with be many much"),
	Chinese: strings.Fields("的 了 是 在 和 有 什么 哪 哪里 哪个 几 多少 吗 呢 谁 为什么 怎么 等于"),
}

// Why asks for the reason of an answer to a question given as its units, which together are its text, and deletes them one by one.
func Why(w Witness, s Style, units []string, answer string) (Reasoned, error) {
	if err := s.check(); err != nil {
		return Reasoned{}, err
	}
	text := strings.Join(units, "")
	reason, err := w.Write(s.Why(text, answer), longReply)
	if err != nil {
		return Reasoned{}, err
	}
	r := Reasoned{Reason: reason, Named: Named(reason, bare(units), fillers[s.Language]), ForAnswer: []float64{}, ForReason: []float64{}}
	if r.Named == nil {
		r.Named = []int{}
	}
	r.ForAnswer, err = falls(w, units, func(text string) string { return s.Ask(text) }, lead(s.Language)+answer)
	if err != nil || reason == "" {
		return r, err
	}
	r.ForReason, err = falls(w, units, func(text string) string { return s.Why(text, answer) }, lead(s.Language)+reason)
	if err != nil {
		return r, err
	}
	r.Overlap = Compare(r.Named, r.ForAnswer)
	if c := ContributionCosine(r.ForAnswer, r.ForReason); !math.IsNaN(c) {
		r.Cosine = &c
	}
	return r, nil
}

// falls is by how much a continuation gets less likely without each unit.
func falls(w Witness, units []string, prompt func(text string) string, continuation string) ([]float64, error) {
	prompts := []string{prompt(strings.Join(units, ""))} // the whole, and without each
	for i := range units {
		prompts = append(prompts, prompt(strings.Join(slices.Concat(units[:i], units[i+1:]), "")))
	}
	if err := ready(w, prompts...); err != nil {
		return nil, err
	}
	score := func(without int) (float64, error) {
		scores, err := w.Score(prompts[without+1], []string{continuation})
		if err != nil {
			return 0, err
		}
		return scores[0], nil
	}
	whole, err := score(-1)
	if err != nil {
		return nil, err
	}
	list := make([]float64, len(units))
	for i := range units {
		s, err := score(i)
		if err != nil {
			return nil, err
		}
		list[i] = whole - s
	}
	return list, nil
}

// lead stands before what follows "Answer:".
func lead(l Language) string {
	if l == Chinese {
		return ""
	}
	return " "
}

// bare are units without the marks around them.
func bare(units []string) []string {
	list := make([]string, len(units))
	for i, u := range units {
		list[i] = strings.Trim(u, " \n?.,!;:\"“”？。，！；：")
	}
	return list
}

// Open is a question answered in the model's own words.
type Open struct {
	Answer string  `json:"answer"`
	Admits bool    `json:"admits"` // that it does not know, or that there is no such thing
	Stated Parsed  `json:"stated"`
	PTrue  float64 `json:"p_true"`
	// Tokens are those of the answer.
	Tokens []Spoken `json:"-"`
}

// Openly asks a question without options, how sure the answer is, and whether it is true.
func (w *Speaker) Openly(s Style, question string) (Open, error) {
	if err := s.check(); err != nil {
		return Open{}, err
	}
	tokens, err := w.Speak(s.Ask(question), longReply)
	if err != nil {
		return Open{}, err
	}
	o := Open{Answer: w.Text(tokens), Tokens: tokens}
	o.Admits = Admits(o.Answer, s.Language)
	if o.Stated, err = StatedNumber(w, s, question, o.Answer); err != nil {
		return o, err
	}
	o.PTrue, err = PTrue(w, s, question, o.Answer)
	return o, err
}

// Repeats draws k answers in the model's own words; agree is the share that say what answer says, case, marks and spaces aside.
func Repeats(
	w Witness, s Style, question, answer string, k int, temperature float64, seed uint64,
) (answers []string, agree float64, err error) {
	answers, err = w.Sample(s.Ask(question), k, longReply, temperature, seed)
	for _, text := range answers {
		if plain(text) == plain(answer) {
			agree += 1 / float64(k)
		}
	}
	return answers, agree, err
}

// plain is a text without case, marks and spaces.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \n\t.,!?;:\"'“”‘’。，！？；：、", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}
