package api

import "errors"

var errNoModel = errors.New("no model is open")

// info describes the open model.
func info(c *Call, p InfoParams) (InfoResult, error) { return InfoResult{}, errNoModel }

// tokenize shows a text as tokens and grapheme groups.
func tokenize(c *Call, p TokenizeParams) (TokenizeResult, error) { return TokenizeResult{}, errNoModel }

// merges shows how BPE builds the tokens of one word.
func merges(c *Call, p MergesParams) (MergesResult, error) { return MergesResult{}, errNoModel }

// vocab hands over a published vocabulary for tokenize and merges.
func vocab(c *Call, p VocabParams) (VocabResult, error) { return VocabResult{}, errNoModel }

// forward runs the model once and returns the activations asked for as tensors.
func forward(c *Call, p ForwardParams) (ForwardResult, error) { return ForwardResult{}, errNoModel }

// generate continues or translates a text token by token; each step is also sent as progress.
func generate(c *Call, p GenerateParams, send func(GenerateStep)) (GenerateResult, error) {
	return GenerateResult{}, errNoModel
}

// beam finds the best outputs by beam search.
func beam(c *Call, p BeamParams) (BeamResult, error) { return BeamResult{}, errNoModel }

// neighbours finds the tokens whose embeddings point most nearly the same way.
func neighbours(c *Call, p NeighboursParams) (NeighboursResult, error) {
	return NeighboursResult{}, errNoModel
}

// wordMap places words on the first two principal components of their embeddings.
func wordMap(c *Call, p MapParams) (MapResult, error) { return MapResult{}, errNoModel }

// positions returns the position encodings as numbers.
func positions(c *Call, p PositionsParams) (PositionsResult, error) {
	return PositionsResult{}, errNoModel
}
