package train

// How texts become what a model reads and writes, the same for every recipe: a source is a tag of the language wanted,
// tokens, end; a target is begin, tokens, end.

import (
	"pellucid/engine/model"
	"pellucid/engine/token"
)

// The special tokens, by name; a recipe's tokenizer gives them the last ids.
const (
	PadToken   = "<pad>"
	BeginToken = "<begin>"
	EndToken   = "<end>"
	ToEnglish  = "<2en>"
	ToChinese  = "<2zh>"
)

// Encoder frames texts with special tokens. Ids are -1 where the tokenizer has no such token.
type Encoder struct {
	Tokenizer        token.Tokenizer
	Pad, Begin, End  int32
	English, Chinese int32 // tags of the language wanted

	known map[string][]int32 // nil to remember nothing
}

// NewEncoder looks up the special tokens.
func NewEncoder(t token.Tokenizer) Encoder {
	find := func(name string) int32 {
		if id, ok := token.FindSpecial(t, name); ok {
			return id
		}
		return -1
	}
	return Encoder{Tokenizer: t, Pad: find(PadToken), Begin: find(BeginToken), End: find(EndToken),
		English: find(ToEnglish), Chinese: find(ToChinese)}
}

// Remembering is the encoder with a memory: a text is encoded once, though it is a source and a target. Worth having
// while a corpus is encoded, and to be dropped after.
func (e Encoder) Remembering() Encoder {
	e.known = map[string][]int32{}
	return e
}

// Configure completes an architecture with what the tokenizer says.
func (e Encoder) Configure(c model.Config) model.Config {
	c.Vocab, c.Begin, c.End, c.Pad = e.Tokenizer.Size(), e.Begin, e.End, e.Pad
	return c
}

// IDs is the tokens of a text, to be only read.
func (e Encoder) IDs(text string) []int32 {
	if ids, ok := e.known[text]; ok {
		return ids
	}
	ids := token.IDs(e.Tokenizer.Encode(text))
	if e.known != nil {
		e.known[text] = ids
	}
	return ids
}

// Source is what an encoder reads of a text to be put into the language to, "en" or "zh".
func (e Encoder) Source(text, to string) []int32 {
	tag := e.English
	if to == "zh" {
		tag = e.Chinese
	}
	return e.frame(tag, text)
}

// Target is a text as it is written.
func (e Encoder) Target(text string) []int32 { return e.frame(e.Begin, text) }

// Text is a text to be learned but for the byte ranges in given, which are in order; a token belongs to the range that its
// first byte is in.
func (e Encoder) Text(text string, given [][2]int) Example {
	tokens := e.Tokenizer.Encode(text)
	example := Example{Target: make([]int32, 0, len(tokens)+2), Given: make([]bool, len(tokens)+1)}
	example.Target = append(example.Target, e.Begin)
	for i, t := range tokens {
		example.Target = append(example.Target, t.ID)
		for len(given) > 0 && given[0][1] <= t.Start {
			given = given[1:]
		}
		example.Given[i] = len(given) > 0 && given[0][0] <= t.Start
	}
	example.Target = append(example.Target, e.End)
	return example
}

func (e Encoder) frame(first int32, text string) []int32 {
	ids := e.IDs(text)
	framed := make([]int32, 0, len(ids)+2)
	return append(append(append(framed, first), ids...), e.End)
}
