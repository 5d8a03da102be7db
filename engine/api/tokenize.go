package api

import (
	"bytes"

	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// tokenize shows a text as tokens and grapheme groups.
func tokenize(c *Call, p TokenizeParams) (TokenizeResult, error) {
	t, err := c.vocabulary(p.Vocab)
	if err != nil {
		return TokenizeResult{}, err
	}
	tokens := t.Encode(p.Text)
	if p.Special {
		tokens = token.EncodeSpecials(t, p.Text, nil)
	}
	return TokenizeResult{Tokens: show(t, p.Text, tokens), Vocab: t.Name(), Size: t.Size()}, nil
}

// vocabulary is the model's own for "", or one that was handed over.
func (s *OpenModel) vocabulary(name Vocabulary) (token.Tokenizer, error) {
	if name == "" {
		return s.Tokenizer, nil
	}
	if t, ok := s.vocabularies[name]; ok {
		return t, nil
	}
	return nil, problem.New(problem.UnknownVocab, problem.Values{"vocab": name},
		"the vocabulary %q has not been handed over: call vocab first", name)
}

// vocab hands over a published vocabulary for tokenize and merges.
func vocab(c *Call, p VocabParams) (VocabResult, error) {
	t, err := token.ReadPublished(string(p.Name), bytes.NewReader(p.Data))
	if err != nil {
		return VocabResult{}, problem.New(problem.BadVocab, problem.Values{"vocab": p.Name}, "%v", err)
	}
	c.vocabularies[p.Name] = t
	return VocabResult{Name: p.Name, Size: t.Size()}, nil
}

// merger is a tokenizer that can show how it builds a word.
type merger interface {
	Merges(word string) []token.MergeStep
}

// longestWord bounds what merges shows, bytes: its answer grows with the square.
const longestWord = 400

// merges shows how BPE builds the tokens of one word.
func merges(c *Call, p MergesParams) (MergesResult, error) {
	t, err := c.vocabulary(p.Vocab)
	if err != nil {
		return MergesResult{}, err
	}
	m, ok := t.(merger)
	if !ok {
		return MergesResult{}, problem.New(problem.WrongKind, nil, "the vocabulary %s is not built by merges", t.Name())
	}
	if len(p.Word) > longestWord {
		return MergesResult{}, tooLong("word", "bytes", len(p.Word), longestWord)
	}
	var result MergesResult
	special := specialIDs(t)
	for _, step := range m.Merges(p.Word) {
		shown := MergeStep{At: step.At, Rank: int(step.Rank)}
		for _, piece := range step.Pieces {
			one := showOne(t, special, piece.ID)
			one.Start, one.End = piece.Start, piece.End
			shown.Pieces = append(shown.Pieces, one)
		}
		result.Steps = append(result.Steps, shown)
	}
	return result, nil
}

// tooLong is the error of an input over a limit.
func tooLong(what, unit string, got, limit int) *Error {
	return problem.New(problem.TooLong, problem.Values{"what": what, "unit": unit, "got": got, "limit": limit},
		"the %s has %d %s; at most %d are possible", what, got, unit, limit)
}
