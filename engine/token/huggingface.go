package token

// Hugging Face's tokenizer.json, as far as the models that Pellucid opens need it: byte-level BPE (GPT-2, Llama 3,
// Qwen2, SmolLM2) and WordPiece (BERT). All else is refused with a sentence that says what was found.

import (
	"encoding/json"
	"fmt"
	"slices"
)

type hfFile struct {
	AddedTokens []struct {
		ID      int32
		Content string
		Special bool
	} `json:"added_tokens"`
	Normalizer   *hfPart `json:"normalizer"`
	PreTokenizer *hfPart `json:"pre_tokenizer"`
	Model        struct {
		Type             string
		Vocab            json.RawMessage
		Merges           []hfMerge
		UnkToken         string  `json:"unk_token"`
		Prefix           *string `json:"continuing_subword_prefix"`
		Suffix           string  `json:"end_of_word_suffix"`
		ByteFallback     bool    `json:"byte_fallback"`
		IgnoreMerges     bool    `json:"ignore_merges"`
		MaxCharsPerWord  int     `json:"max_input_chars_per_word"`
		Dropout          *float64
		FuseUnknownPiece bool `json:"fuse_unk"`
	}
}

// hfPart is a normalizer or pre-tokenizer; the fields are those of all kinds together.
type hfPart struct {
	Type             string
	Normalizers      []hfPart
	PreTokenizers    []hfPart `json:"pretokenizers"`
	AddPrefixSpace   bool     `json:"add_prefix_space"`
	UseRegex         *bool    `json:"use_regex"`
	IndividualDigits bool     `json:"individual_digits"`
	Behavior         string
	Invert           bool
	Pattern          struct{ Regex, String string }
	CleanText        *bool `json:"clean_text"`
	ChineseChars     *bool `json:"handle_chinese_chars"`
	StripAccents     *bool `json:"strip_accents"`
	Lowercase        *bool
}

// hfMerge is "left right" in older files and ["left", "right"] in newer ones.
type hfMerge string

func (m *hfMerge) UnmarshalJSON(data []byte) error {
	var line string
	if json.Unmarshal(data, &line) == nil {
		*m = hfMerge(line)
		return nil
	}
	var both []string
	if err := json.Unmarshal(data, &both); err != nil || len(both) != 2 {
		return fmt.Errorf("wanted a merge as \"left right\" or [left, right], got %s", quote(string(data)))
	}
	*m = hfMerge(both[0] + " " + both[1])
	return nil
}

// ParseHF reads a tokenizer.json: the result is a *BPE or a *WordPiece.
func ParseHF(name string, data []byte) (Tokenizer, error) {
	var file hfFile
	if len(data) > maxFile {
		return nil, &vocabularyError{name, fmt.Errorf("more than %d bytes", maxFile)}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json: %w", err)}
	}
	kind := file.Model.Type
	if kind == "" && file.PreTokenizer != nil && file.PreTokenizer.Type == "BertPreTokenizer" {
		kind = "WordPiece" // files of the first releases name no type
	}
	switch kind {
	case "BPE":
		return hfByteLevel(name, &file)
	case "WordPiece":
		return hfWordPiece(name, &file)
	}
	return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json holds a model of type %q: wanted byte-level BPE or WordPiece", kind)}
}

func hfByteLevel(name string, file *hfFile) (*BPE, error) {
	refuse := func(format string, args ...any) (*BPE, error) {
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json: "+format, args...)}
	}
	m := &file.Model
	if m.ByteFallback || m.Suffix != "" || (m.Prefix != nil && *m.Prefix != "") {
		return refuse("wanted byte-level BPE, got BPE with byte_fallback %v, continuing_subword_prefix and end_of_word_suffix %q", m.ByteFallback, m.Suffix)
	}
	v := ByteLevelVocabulary{Name: name, IgnoreMerges: m.IgnoreMerges}
	switch n := file.Normalizer; {
	case n == nil, n.Type == "Sequence" && len(n.Normalizers) == 0:
	case n.Type == "NFC":
		v.NFC = true
	default:
		return refuse("normalizer %q is not supported in BPE: wanted none or NFC", n.Type)
	}
	var err error
	if v.Split, err = hfSplit(file.PreTokenizer); err != nil {
		return refuse("%w", err)
	}
	var vocab map[string]int32
	if err := json.Unmarshal(m.Vocab, &vocab); err != nil {
		return refuse("vocab: %w", err)
	}
	if v.Tokens, v.Types, err = hfTokens(vocab, file); err != nil {
		return refuse("%w", err)
	}
	for _, merge := range m.Merges {
		v.Merges = append(v.Merges, string(merge))
	}
	return NewByteLevel(v)
}

// hfTokens lists tokens and types by id, added tokens included.
func hfTokens(vocab map[string]int32, file *hfFile) (tokens []string, types []int32, err error) {
	limit := int32(len(vocab) + len(file.AddedTokens) + 4096)
	place := func(id int32, text string, kind int32) error {
		if id < 0 || id >= limit {
			return fmt.Errorf("token %s: wanted an id below %d, got %d", quote(text), limit, id)
		}
		for len(tokens) <= int(id) {
			tokens, types = append(tokens, ""), append(types, TypeUnused)
		}
		if types[id] != TypeUnused && tokens[id] != text {
			return fmt.Errorf("tokens %s and %s have the same id %d", quote(tokens[id]), quote(text), id)
		}
		tokens[id], types[id] = text, kind
		return nil
	}
	for text, id := range vocab {
		if err := place(id, text, TypeNormal); err != nil {
			return nil, nil, err
		}
	}
	for _, added := range file.AddedTokens {
		kind := int32(TypeUserDefined)
		if added.Special {
			kind = TypeControl
		}
		if err := place(added.ID, added.Content, kind); err != nil {
			return nil, nil, err
		}
	}
	return tokens, types, nil
}

// hfPatterns are the patterns that tokenizer.json files give, as they write them.
var hfPatterns = map[string]string{
	patterns[SplitLlama3]: SplitLlama3,
	patterns[SplitQwen2]:  SplitQwen2,
	patterns[SplitGPT2]:   SplitGPT2,
	patterns[SplitO200K]:  SplitO200K,
}

// hfSplit names the pre-tokenizer that p describes.
func hfSplit(p *hfPart) (string, error) {
	if p == nil {
		return "", fmt.Errorf("wanted a byte-level pre-tokenizer, got none")
	}
	steps := []hfPart{*p}
	if p.Type == "Sequence" {
		steps = p.PreTokenizers
	}
	var types []string
	for _, s := range steps {
		types = append(types, s.Type)
		if s.AddPrefixSpace {
			return "", fmt.Errorf("pre-tokenizer %s with add_prefix_space is not supported", s.Type)
		}
	}
	regex := func(s hfPart) bool { return s.UseRegex == nil || *s.UseRegex }
	switch {
	case slices.Equal(types, []string{"ByteLevel"}) && regex(steps[0]):
		return SplitGPT2, nil
	case slices.Equal(types, []string{"Digits", "ByteLevel"}) && steps[0].IndividualDigits && regex(steps[1]):
		return SplitDigitsGPT2, nil
	case slices.Equal(types, []string{"Split", "ByteLevel"}) && !regex(steps[1]) && steps[0].Behavior == "Isolated" && !steps[0].Invert:
		if split, ok := hfPatterns[steps[0].Pattern.Regex]; ok {
			return split, nil
		}
		return "", fmt.Errorf("the pre-tokenizer's pattern %s is none of those of GPT-2, Llama 3, Qwen2 and o200k", quote(steps[0].Pattern.Regex))
	}
	return "", fmt.Errorf("pre-tokenizer %v is not supported: wanted ByteLevel, Digits and ByteLevel, or Split (a known pattern) and ByteLevel", types)
}

func hfWordPiece(name string, file *hfFile) (*WordPiece, error) {
	refuse := func(format string, args ...any) (*WordPiece, error) {
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json: "+format, args...)}
	}
	if file.PreTokenizer == nil || file.PreTokenizer.Type != "BertPreTokenizer" || file.Normalizer == nil || file.Normalizer.Type != "BertNormalizer" {
		return refuse("WordPiece is supported with BertNormalizer and BertPreTokenizer only")
	}
	var vocab map[string]int32
	if err := json.Unmarshal(file.Model.Vocab, &vocab); err != nil {
		return refuse("vocab: %w", err)
	}
	tokens, types, err := hfTokens(vocab, file)
	if err != nil {
		return refuse("%w", err)
	}
	prefix := "##"
	if file.Model.Prefix != nil {
		prefix = *file.Model.Prefix
	}
	set := func(p *bool, otherwise bool) bool {
		if p == nil {
			return otherwise
		}
		return *p
	}
	n := file.Normalizer
	lower := set(n.Lowercase, true)
	return NewWordPiece(WordPieceVocabulary{
		Name: name, Tokens: tokens, Types: types, Prefix: prefix, Unknown: file.Model.UnkToken, MaxCharacters: file.Model.MaxCharsPerWord,
		Lowercase: lower, StripAccents: set(n.StripAccents, lower),
	})
}
