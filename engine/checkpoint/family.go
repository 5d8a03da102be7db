package checkpoint

// The families of checkpoints. A family is one value, in a file of its own: how it is recognised, what its configuration
// means, what its tensors are called and which tokenizer files it has. It is chosen by the name that the file gives.

import (
	"slices"
	"strings"

	"pellucid/engine/model"
)

// family is one kind of checkpoint.
type family struct {
	name          string   // as readers know it: "GPT-2"
	architectures []string // in config.json: "GPT2LMHeadModel"
	modelType     string   // model_type in config.json, where architectures says nothing
	gguf          string   // general.architecture of GGUF files; "" if there are none, or none is read

	config func(s *settings) model.Config                      // from config.json
	names  func(c model.Config) naming                         // of tensors in safetensors files, without wrapper
	wraps  []string                                            // prefixes that wrappers put before names: "transformer."
	adapt  func(c *model.Config, has func(tensor string) bool) // what only the tensors of a file tell; may be nil
	ignore []string                                            // tensors that are computed, copies or for other tasks: parts of their names
	fill   bool                                                // missing biases are zeros

	pre    string // the pre-tokenizer of its vocab.json and merges.txt; "" is GPT-2's
	around string // tokens around a text where no file says: "begin", "end", "both", or ""

	ggufConfig func(s *settings) model.Config // from GGUF metadata
	ggufNames  func(c model.Config) naming    // what differs from the usual names there; may be nil

}

// families lists all; order does not matter.
var families = []*family{&gpt2, &gptNeo, &gptNeoX, &llama, &mistral, &smolLM3, &qwen2, &qwen3, &gemma, &gemma2, &gemma3,
	&phi3, &bert, &roberta, &distilBERT, &marian, &t5}

// Families names all kinds of checkpoints that can be opened, sorted.
func Families() []string {
	var list []string
	for _, f := range families {
		list = append(list, f.name)
	}
	slices.Sort(list)
	return list
}

// familyOf finds the family of a config.json.
func familyOf(s *settings) (*family, error) {
	architectures, kind := s.texts("architectures"), s.text("", "model_type")
	if s.err != nil {
		return nil, s.err
	}
	for _, f := range families {
		if len(architectures) > 0 && slices.Contains(f.architectures, architectures[0]) || len(architectures) == 0 && f.modelType == kind {
			return f, nil
		}
	}
	got := kind
	if len(architectures) > 0 {
		got = architectures[0]
	}
	return nil, unknownArchitecture(got, strings.Join(Families(), ", "))
}

// familyOfGGUF finds the family of a GGUF file.
func familyOfGGUF(architecture string) (*family, error) {
	var known []string
	for _, f := range families {
		if f.gguf == architecture && architecture != "" {
			return f, nil
		}
		if f.gguf != "" {
			known = append(known, f.gguf)
		}
	}
	slices.Sort(known)
	return nil, unknownArchitecture(architecture, strings.Join(known, ", "))
}

// oldNames are how norms were called before they were called weight and bias.
var oldNames = strings.NewReplacer("LayerNorm.gamma", "LayerNorm.weight", "LayerNorm.beta", "LayerNorm.bias")

// ours is a tensor's name without what wrappers put before it.
func (f *family) ours(name string) string {
	for _, wrap := range f.wraps {
		if rest, ok := strings.CutPrefix(name, wrap); ok {
			name = rest
			break
		}
	}
	return oldNames.Replace(name)
}

// ignores says whether a tensor is passed over.
func (f *family) ignores(name string) bool {
	return slices.ContainsFunc(f.ignore, func(part string) bool { return strings.Contains(name, part) })
}

// vocabulary fills in what every config.json says in the same words.
func (s *settings) vocabulary(c model.Config, tied bool) model.Config {
	c.Vocab = s.size("vocab_size")
	c.TiedUnembed = s.flag(tied, "tie_word_embeddings")
	first := func(key string) int32 { return firstBelow(s.tokens(key), c.Vocab) }
	c.Begin, c.End, c.Pad = first("bos_token_id"), first("eos_token_id"), first("pad_token_id")
	c.MoreEnds = restBelow(s.tokens("eos_token_id"), c.End, c.Vocab)
	return c
}

// firstBelow is the first id that is a token of the vocabulary, -1 for none.
func firstBelow(ids []int32, vocab int) int32 {
	for _, id := range ids {
		if int(id) < vocab {
			return id
		}
	}
	return -1
}

// restBelow is the other ids that are tokens of the vocabulary, each once.
func restBelow(ids []int32, first int32, vocab int) (rest []int32) {
	for _, id := range ids {
		if id != first && int(id) < vocab && !slices.Contains(rest, id) {
			rest = append(rest, id)
		}
	}
	return rest
}
