package api

// Annotated sentences as the model reads them, for probes.

import (
	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// Reading is how the model reads an annotated sentence in a stack. The decoder of an encoder–decoder writes it as the
// translation of what the model itself makes of it in the other language, so that nothing there is unlike its work.
func (s *Session) Reading(sentence probe.Sentence, stack model.Stack) (probe.Reading, error) {
	config, c := s.Model.Config, s.begin(nil, nil)
	tokens := s.Tokenizer.Encode(sentence.Text)
	r := probe.Reading{}
	before := 1 // positions before the text
	switch {
	case config.Kind == model.EncoderDecoder && stack == model.Encoder:
		in, err := s.read(Input{Text: sentence.Text})
		if err != nil {
			return r, err
		}
		before = len(in.source) - len(tokens) - 1
		r.Sequence = model.Sequence{Source: in.source, Tokens: in.start}
	case config.Kind == model.EncoderDecoder:
		in, err := c.settle(Input{Text: sentence.Text}, true)
		if err != nil {
			return r, err
		}
		_, other := showIDs(s.Tokenizer, in.output)
		back, err := s.read(Input{Text: other, To: backTo(in.to)})
		if err != nil {
			return r, err
		}
		r.Sequence = model.Sequence{Source: back.source, Tokens: token.IDs(surround(config.Begin, tokens, -1, 0))}
	default:
		end := int32(-1)
		if config.Kind == model.EncoderOnly {
			end = config.End
		}
		if config.Begin < 0 {
			before = 0
		}
		r.Sequence = model.Sequence{Tokens: token.IDs(surround(config.Begin, tokens, end, 0))}
	}
	if n := max(len(r.Sequence.Source), len(r.Sequence.Tokens)); n > config.Context {
		return r, tooLong("text", "tokens", n, config.Context)
	}
	r.Words, _ = probe.Align(sentence, tokens, before)
	for i, positions := range r.Words {
		if len(positions) == 0 {
			return r, problem.New(problem.BadToken, problem.Values{"got": i, "limit": len(r.Words)},
				"the word %q has no token of this vocabulary", sentence.Words[i].Text)
		}
	}
	return r, nil
}

// backTo is the language that a text was in before it was translated to another.
func backTo(to string) string {
	if to == "en" {
		return "zh"
	}
	if to == "zh" {
		return "en"
	}
	return ""
}
