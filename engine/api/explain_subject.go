package api

// From a reader's Explained to the explain package's subject, and the head that every explanation begins with.

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"pellucid/engine/explain"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// studied is an input ready to be explained.
type studied struct {
	*explain.Subject
	target explain.Target
	head   Head
	began  time.Time
	text   string
}

// study reads the input, fixes its output and cuts it into units.
func (c *Call) study(method string, e Explained) (*studied, error) {
	if e.Input.Positions != "" {
		return nil, problem.Unfit("input.positions", `""`, e.Input.Positions)
	}
	s := &studied{began: time.Now(), text: e.Input.Text}
	settled, guessed, err := c.explained(e.Input)
	if err != nil {
		return nil, err
	}
	s.Subject = &explain.Subject{Meter: &model.Meter{}, Pause: c.pause, Spread: c.spread, Model: c.Model, Read: settled.source,
		Write: append([]int32{c.Model.Config.Begin}, settled.output...)}
	if settled.source == nil {
		s.Subject.Read, s.Subject.Write, s.Subject.Guessed = settled.start, settled.output, guessed
	}
	if len(settled.output) == 0 {
		return nil, problem.New(problem.Empty, nil, "the model wrote nothing here, so there is nothing to explain")
	}
	card, _ := explain.CardOf(method)
	s.head = Head{Method: method, Card: card, Read: settled.shown, Model: c.Meta.Name, Hash: c.Meta.Hash}
	s.head.Written, _ = showIDs(c.Tokenizer, settled.before(), settled.output)
	if err := s.cut(e); err != nil {
		return nil, err
	}
	return s, s.aim(e)
}

// explained is an input with its output fixed. An encoder-only model's output is what it puts in masked places, which are
// returned too: the words that the input forces, one a place, or the likeliest.
func (c *Call) explained(in Input) (settled, []int, error) {
	if c.Model.Config.Kind != model.EncoderOnly {
		s, err := c.settle(in, true)
		return s, nil, err
	}
	r, err := c.read(in)
	if err != nil {
		return settled{}, nil, err
	}
	_, mask := c.mask()
	var at []int
	for i, id := range r.start {
		if id == mask {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return settled{}, nil, problem.New(problem.WrongKind, nil, "this model writes no text, and no place of it is masked")
	}
	if r.known != nil {
		if len(r.known) != len(at) {
			return settled{}, nil, problem.Unfit("input.target_ids", fmt.Sprintf("%d tokens, one a masked place", len(at)), len(r.known))
		}
		return settled{r, r.known}, at, nil
	}
	trace, err := c.Model.Forward(model.Batch{r.sequence(nil)}, model.Run{Yield: c.pause,
		Logits: model.LogitRows{Mode: model.SomeRows, Rows: [][]int{at}}})
	if err != nil {
		return settled{}, nil, err
	}
	logits, best := trace.Logits(0).Data, make([]int32, len(at))
	for i := range best {
		best[i] = model.Argmax(logits[i*c.Model.Config.Vocab:][:c.Model.Config.Vocab])
	}
	return settled{r, best}, at, nil
}

// mask is the token that stands for a word to be guessed; "" and -1 where there is none.
func (s *OpenModel) mask() (string, int32) {
	for _, special := range s.Tokenizer.Specials() {
		if s.Model.Config.Head && (special.Text == "[MASK]" || special.Text == "<mask>") {
			return special.Text, special.ID
		}
	}
	return "", -1
}

// aim sets the target.
func (s *studied) aim(e Explained) error {
	s.target = explain.Target{Measure: e.Measure, Foils: map[int]int32{}}
	if s.target.Measure == "" {
		s.target.Measure = explain.LogProb
	}
	for _, f := range e.Foils {
		s.target.Foils[f.Output] = f.Token
	}
	s.head.Measure = s.target.Measure
	if err := s.target.Check(s.Subject); err != nil {
		return err
	}
	return s.Subject.Check()
}

// cut makes the units.
func (s *studied) cut(e Explained) error {
	switch e.Units {
	case "", TokenUnits:
		for _, g := range s.head.Read.Groups {
			s.addUnit(s.groupSpan(g), g.First, g.Last)
		}
	case WordUnits, SpanUnits:
		spans := e.Spans
		if spans == nil && e.Units == WordUnits {
			spans = wordSpans(s.text)
		}
		if err := s.cutSpans(spans); err != nil {
			return err
		}
	default:
		return problem.NoneOf("units", e.Units, TokenUnits, WordUnits, SpanUnits)
	}
	if len(s.Units) == 0 {
		return problem.New(problem.Empty, nil, "there is no word to give credit to")
	}
	return nil
}

func (s *studied) groupSpan(g Group) [2]int {
	return [2]int{s.head.Read.Tokens[g.First].Start, s.head.Read.Tokens[g.Last-1].End}
}

// addUnit makes one unit of the tokens [first, last), unless they are the model's own marks.
func (s *studied) addUnit(span [2]int, first, last int) {
	unit := Unit{Start: span[0], End: span[1]}
	for i := first; i < last; i++ {
		if !s.head.Read.Tokens[i].Special {
			unit.Tokens = append(unit.Tokens, i)
		}
	}
	if unit.Tokens == nil {
		return
	}
	unit.Text = trimmed(s.text[unit.Start:unit.End])
	s.head.Units = append(s.head.Units, unit)
	s.Units = append(s.Units, explain.Unit{Text: unit.Text, Tokens: unit.Tokens})
}

// trimmed drops the space that a word's token begins with, unless there is nothing else.
func trimmed(text string) string {
	for i, r := range text {
		if !unicode.IsSpace(r) {
			return text[i:]
		}
	}
	return text
}

// cutSpans gives each group of tokens to the first span it reaches into.
func (s *studied) cutSpans(spans [][2]int) error {
	last := 0
	for i, span := range spans {
		if span[0] < last || span[1] <= span[0] || span[1] > len(s.text) {
			return problem.Unfit(fmt.Sprintf("spans[%d]", i), fmt.Sprintf("ascending byte ranges within 0–%d", len(s.text)), span)
		}
		last = span[1]
	}
	g, groups := 0, s.head.Read.Groups
	for _, span := range spans {
		for g < len(groups) && s.groupSpan(groups[g])[1] <= span[0] {
			g++
		}
		first := g
		for g < len(groups) && s.groupSpan(groups[g])[0] < span[1] {
			g++
		}
		if g > first {
			s.addUnit([2]int{s.groupSpan(groups[first])[0], s.groupSpan(groups[g-1])[1]}, groups[first].First, groups[g-1].Last)
		}
	}
	return nil
}

// wordSpans cuts a text into runs of letters and digits, single Han characters and single marks.
func wordSpans(text string) [][2]int {
	var spans [][2]int
	start := -1
	flush := func(end int) {
		if start >= 0 {
			spans = append(spans, [2]int{start, end})
			start = -1
		}
	}
	for i, r := range text {
		inner := (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\'' || r == '’') && !unicode.Is(unicode.Han, r)
		if inner {
			if start < 0 {
				start = i
			}
			continue
		}
		flush(i)
		if !unicode.IsSpace(r) {
			spans = append(spans, [2]int{i, i + utf8.RuneLen(max(r, 0))})
		}
	}
	flush(len(text))
	return spans
}

// scorer makes a scorer of the subject, and notes the masking in the head.
func (c *Call) scorer(s *studied, k Masking) (*explain.Scorer, error) {
	masking, err := c.noted(s, k)
	if err != nil {
		return nil, err
	}
	return explain.NewScorer(s.Subject, s.target, masking)
}

// noted is the masking, noted in the head.
func (c *Call) noted(s *studied, k Masking) (explain.Masking, error) {
	masking, err := c.masking(s, k)
	s.head.Mask, s.head.Seed = masking.Mask, k.Seed
	if masking.Mask == explain.Replace {
		neutral := c.token(masking.Neutral)
		s.head.Neutral = &neutral
	}
	return masking, err
}

func (c *Call) masking(s *studied, k Masking) (explain.Masking, error) {
	m := explain.Masking{Mask: k.Mask, Samples: k.Samples, Seed: k.Seed}
	if k.Mask == "" {
		m.Mask = explain.Replace
	}
	if err := problem.Within("masking.samples", k.Samples, 0, mostDraws); err != nil {
		return m, err
	}
	m.Neutral = c.neutral()
	if k.Neutral != nil {
		m.Neutral = *k.Neutral
	}
	if m.Mask == explain.Resample {
		m.Pool = c.pool(s.text)
	}
	return m, m.Check(s.Subject)
}

// neutral is the first of a few marks of little meaning that is one token in this vocabulary.
func (c *Call) neutral() int32 {
	for _, mark := range []string{"…", "_", "-", ",", "."} {
		if tokens := c.Tokenizer.Encode(mark); len(tokens) == 1 {
			return tokens[0].ID
		}
	}
	return 0
}

// pool is what resampling draws from: the vocabulary's tokens in the script of the text.
func (c *Call) pool(text string) []int32 {
	han := otherLanguage(text) == "en"
	special := specialIDs(c.Tokenizer)
	var pool []int32
	for id := range int32(c.Model.Config.Vocab) {
		word := trimmed(string(c.Tokenizer.Bytes(id)))
		r, _ := utf8.DecodeRuneInString(word)
		if !special[id] && r != utf8.RuneError && unicode.IsLetter(r) && unicode.Is(unicode.Han, r) == han {
			pool = append(pool, id)
		}
	}
	return pool
}

// finish fills in the probabilities of the written tokens, which cost a pass if none has told them, and the price.
func (c *Call) finish(s *studied) (Head, error) {
	probs, err := s.Probs()
	if err != nil {
		return Head{}, err
	}
	s.head.Probs, s.head.Paid = probs, *s.Meter
	s.head.Millis = since(s.began)
	return s.head, nil
}

// pointOf parses the name of a residual-stream point or a sublayer's output.
func pointOf(name PatchPoint) (model.Point, error) {
	switch name {
	case "", PatchStream:
		return model.ResidPre, nil
	case PatchAttention:
		return model.AttnOut, nil
	case PatchMLP:
		return model.MLPOut, nil
	}
	return 0, problem.NoneOf("point", name, PatchStream, PatchAttention, PatchMLP)
}

// token shows one id.
func (c *Call) token(id int32) Token { return showOne(c.Tokenizer, specialIDs(c.Tokenizer), id) }

// Subject is an input with its output fixed, cut into units, for programs that use the explain package themselves.
func (s *OpenModel) Subject(e Explained) (*explain.Subject, error) {
	studied, err := s.begin(nil, nil).study("", e)
	if err != nil {
		return nil, err
	}
	return studied.Subject, nil
}

// Neutral is the token that stands for "nothing here" in this vocabulary.
func (s *OpenModel) Neutral() int32 { return s.begin(nil, nil).neutral() }
