package api

// From a reader's text to the ids that the model reads, the same way for every call.

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// reading is an Input as the model reads it. For an encoder–decoder, source is what the encoder reads and start is
// the begin token; for a decoder, source is nil and start is the prompt.
type reading struct {
	source, start []int32
	shown         Tokens // of source, or of start
	to            string // target language, "" if the model has none
	readAs        string // the text as it is read, "" if that is as it stands
	known         []int32
	positions     []int              // of source (or start), nil for the usual ones
	edits         []model.PlacedEdit // that take position information away
}

// read turns an Input into ids and checks that they fit.
func (s *OpenModel) read(in Input) (reading, error) {
	config := s.Model.Config
	if err := problem.OneOf("input.around", in.Around, "", WithAround, WithoutAround); err != nil {
		return reading{}, err
	}
	affixes, to, err := s.affixes(in)
	if err != nil {
		return reading{}, err
	}
	if in.Text == "" && (config.Kind == model.EncoderDecoder || len(affixes.Before)+len(affixes.After) == 0) {
		return reading{}, problem.New(problem.Empty, nil, "there is no text to read")
	}
	if to != "" && !strings.ContainsFunc(in.Text, unicode.IsLetter) {
		return reading{}, problem.New(problem.NoLetters, nil, "there is no letter in the text, so there is nothing to translate")
	}
	r := reading{to: to, readAs: s.reads(in.Text)}
	tokens, text := s.deal(in)
	tokens = surround(affixes, tokens, len(text))
	if err := s.checkIDs(token.IDs(tokens)); err != nil {
		return reading{}, err
	}
	if config.Kind == model.EncoderDecoder {
		r.source, r.start = token.IDs(tokens), []int32{config.Begin}
	} else {
		r.start = token.IDs(tokens)
	}
	r.shown = show(s.Tokenizer, text, tokens)
	if len(tokens) > config.Context {
		return reading{}, tooLong("text", "tokens", len(tokens), config.Context)
	}
	if err := s.place(&r, in); err != nil {
		return reading{}, err
	}
	return r, s.target(&r, in)
}

// tidier is a vocabulary that tidies text before it is encoded.
type tidier interface {
	Reads(text string) (read string, changed bool)
}

// reads is the text that the vocabulary encodes in place of text, "" if that is the text as it stands.
func (s *OpenModel) reads(text string) string {
	if t, ok := s.Tokenizer.(tidier); ok {
		if read, changed := t.Reads(text); changed {
			return read
		}
	}
	return ""
}

// affixes is what stands around a text: as the model's files say (for our packs, the tag of the target language, which is
// returned too, and the end token, or the begin token), or as the input wants it.
func (s *OpenModel) affixes(in Input) (token.Affixes, string, error) {
	config := s.Model.Config
	var a token.Affixes
	add := func(list []int32, id int32) []int32 {
		if id >= 0 {
			list = append(list, id)
		}
		return list
	}
	switch {
	case s.Meta.Affixes == nil && config.Kind == model.EncoderDecoder:
		tag, to, err := s.language(in)
		return token.Affixes{Before: add(nil, tag), After: add(nil, config.End)}, to, err
	case in.Around == WithoutAround:
	case s.Meta.Affixes == nil:
		a.Before = add(nil, config.Begin)
	default:
		if a = *s.Meta.Affixes; in.Around == WithAround && len(a.Before)+len(a.After) == 0 {
			a.Before = add(nil, config.Begin)
		}
	}
	return a, "", nil
}

// surround puts tokens around those of a text of so many bytes.
func surround(a token.Affixes, tokens []token.Token, size int) []token.Token {
	all := make([]token.Token, 0, len(a.Before)+len(tokens)+len(a.After))
	for _, id := range a.Before {
		all = append(all, token.Token{ID: id})
	}
	all = append(all, tokens...)
	for _, id := range a.After {
		all = append(all, token.Token{ID: id, Start: size, End: size})
	}
	return all
}

// writes is an error for a model that writes no text.
func (s *OpenModel) writes() error {
	if s.Model.Config.Kind == model.EncoderOnly {
		return problem.New(problem.WrongKind, nil, "this model only encodes: it writes no text")
	}
	return nil
}

// before is what an output goes on after: the prompt, or nothing for an encoder–decoder.
func (r *reading) before() []int32 {
	if r.source != nil {
		return nil
	}
	return r.start
}

// encode is the tokens of a text, special ones among them if they are meant.
func (s *OpenModel) encode(in Input, text string) []token.Token {
	if in.Special || s.Model.Config.Kind == model.EncoderOnly {
		return token.EncodeSpecials(s.Tokenizer, text, nil)
	}
	return s.Tokenizer.Encode(text)
}

// deal is the tokens of a text. If that is asked for, their groups (words and characters) come in a random order, and
// the text with them.
func (s *OpenModel) deal(in Input) ([]token.Token, string) {
	tokens := s.encode(in, in.Text)
	if in.Positions != Shuffled {
		return tokens, in.Text
	}
	groups := token.Groups(in.Text, tokens)
	shuffler(in.Seed).Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	dealt, text := make([]token.Token, 0, len(tokens)), ""
	for _, g := range groups {
		for _, t := range tokens[g.First:g.Last] {
			moved := len(text) - g.Start
			dealt = append(dealt, token.Token{ID: t.ID, Start: t.Start + moved, End: t.End + moved})
		}
		text += in.Text[g.Start:g.End]
	}
	return dealt, text
}

// language is the token that names the target language, -1 if the model has none, and the language.
func (s *OpenModel) language(in Input) (int32, string, error) {
	to := in.To
	if to == "" {
		to = otherLanguage(in.Text)
	}
	if tag, ok := token.FindSpecial(s.Tokenizer, "<2"+to+">"); ok {
		return tag, to, nil
	}
	if in.To == "" {
		return -1, "", nil
	}
	return 0, "", problem.Unfit("input.to", s.languages(), in.To)
}

// languages lists the target languages of the model, as its vocabulary names them.
func (s *OpenModel) languages() string {
	var list []string
	for _, special := range s.Tokenizer.Specials() {
		if name, ok := strings.CutPrefix(special.Text, "<2"); ok {
			list = append(list, strconv.Quote(strings.TrimSuffix(name, ">")))
		}
	}
	return cmp.Or(strings.Join(list, ", "), `""`)
}

// otherLanguage is the language to translate a text into: English if at least as many of its letters are Chinese
// characters as its words are anything else, Chinese otherwise.
func otherLanguage(text string) string {
	han, words, inWord := 0, 0, false
	for _, r := range text {
		isHan := unicode.Is(unicode.Han, r)
		isLetter := unicode.IsLetter(r) && !isHan
		if isHan {
			han++
		} else if isLetter && !inWord {
			words++
		}
		inWord = isLetter
	}
	if han > 0 && han >= words {
		return "en"
	}
	return "zh"
}

// place takes position information away if that is asked for. Absolute encodings are set to zero; with rotary or
// relative ones every token stands at position 0, so that no token is before another.
func (s *OpenModel) place(r *reading, in Input) error {
	switch in.Positions {
	case "", Shuffled:
		return nil
	case NoPositions:
	default:
		return problem.NoneOf("input.positions", in.Positions, "", NoPositions, Shuffled)
	}
	if !s.Model.Config.Position.Added() {
		r.positions = make([]int, max(len(r.source), len(r.start)))
		return nil
	}
	stack := model.Blocks
	if r.source != nil {
		stack = model.Encoder
	}
	r.edits = []model.PlacedEdit{{Site: model.Site{Stack: stack, Layer: -1, Point: model.PosEmbed}, Seq: -1, Edit: model.Zero{}}}
	return nil
}

// target reads the forced output, if there is one.
func (s *OpenModel) target(r *reading, in Input) error {
	r.known = in.TargetIDs
	if r.known == nil && in.Target != "" {
		if r.known = token.IDs(s.Tokenizer.Encode(in.Target)); r.source == nil {
			r.known = token.IDs(token.EncodeAfter(s.Tokenizer, in.Target))
		}
	}
	if err := s.checkIDs(r.known); err != nil {
		return err
	}
	// The last token is written but never read, as when the model itself fills its context.
	if total := len(r.start) + len(r.withoutEnd(s.Model.Config)); total > s.Model.Config.Context+1 {
		return tooLong("output", "tokens", total, s.Model.Config.Context+1)
	}
	return nil
}

func (r *reading) withoutEnd(config model.Config) []int32 {
	if n := len(r.known); n > 0 && config.Ends(r.known[n-1]) {
		return r.known[:n-1]
	}
	return r.known
}

func (s *OpenModel) checkIDs(ids []int32) error {
	for i, id := range ids {
		if id < 0 || int(id) >= s.Model.Config.Vocab {
			return problem.New(problem.BadToken, problem.Values{"index": i, "got": id, "limit": s.Model.Config.Vocab - 1},
				"token %d is %d; want 0 to %d", i, id, s.Model.Config.Vocab-1)
		}
	}
	return nil
}

// sequence is the input of one pass over everything, with the output so far.
func (r *reading) sequence(output []int32) model.Sequence {
	sequence := model.Sequence{Source: r.source, Tokens: slices.Concat(r.start, output)}
	if r.positions == nil {
		return sequence
	}
	if r.source != nil {
		sequence.SourcePositions = r.positions
		return sequence
	}
	sequence.Positions = make([]int, len(sequence.Tokens))
	return sequence
}

// settled is an Input whose output is fixed: the one it forces, or the greedy one.
type settled struct {
	reading
	output []int32 // with the end token, if it was produced or forced
}

// settle reads an Input and fixes its output. A decoder-only model is not asked to continue: its output is empty
// unless it is forced, or continued is set.
func (c *Call) settle(in Input, continued bool) (settled, error) {
	r, err := c.read(in)
	if err != nil {
		return settled{}, err
	}
	if in.TargetIDs != nil || in.Target != "" || r.source == nil && !continued {
		return settled{r, r.known}, nil
	}
	key, err := json.Marshal(in)
	if err != nil {
		return settled{}, err
	}
	if output, ok := c.greedy[string(key)]; ok {
		return settled{r, output}, nil
	}
	if err := c.writes(); err != nil {
		return settled{}, err
	}
	output, err := c.greedyOutput(r)
	if err != nil {
		return settled{}, err
	}
	if len(c.greedy) >= rememberedOutputs {
		clear(c.greedy)
	}
	c.greedy[string(key)] = output
	return settled{r, output}, nil
}

// rememberedOutputs bounds OpenModel.greedy.
const rememberedOutputs = 64

// greedyOutput is the most likely output, with the end token if it came to that.
func (c *Call) greedyOutput(r reading) ([]int32, error) {
	var output []int32
	d := c.decoder(r, nil)
	for range c.limit(r, 0) {
		logits, err := d.next(output)
		if err != nil {
			return nil, err
		}
		best := model.Argmax(logits)
		output = append(output, best)
		if c.Model.Config.Ends(best) {
			break
		}
	}
	return output, nil
}
