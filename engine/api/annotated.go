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
func (s *OpenModel) Reading(sentence probe.Sentence, stack model.Stack) (probe.Reading, error) {
	return s.begin(nil, nil).readWords(Input{Text: sentence.Text}, sentence, stack)
}

// readWords is Reading of a text as an input gives it.
func (c *Call) readWords(text Input, sentence probe.Sentence, stack model.Stack) (probe.Reading, error) {
	s, config := c.OpenModel, c.Model.Config
	tokens := s.encode(text, sentence.Text)
	affixes, _, err := s.affixes(text)
	if err != nil {
		return probe.Reading{}, err
	}
	r, before := probe.Reading{}, len(affixes.Before)
	if config.Kind == model.EncoderDecoder && stack == model.Decoder {
		in, err := c.settle(text, true)
		if err != nil {
			return r, err
		}
		_, other := showIDs(s.Tokenizer, nil, in.output)
		back, err := s.read(Input{Text: other, To: backTo(in.to)})
		if err != nil {
			return r, err
		}
		before = 1
		r.Sequence = model.Sequence{Source: back.source, Tokens: append([]int32{config.Begin}, token.IDs(tokens)...)}
	} else {
		in, err := s.read(text)
		if err != nil {
			return r, err
		}
		r.Sequence = model.Sequence{Source: in.source, Tokens: in.start}
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
