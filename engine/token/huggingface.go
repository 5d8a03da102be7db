package token

// Hugging Face's tokenizer.json: byte-level BPE (GPT-2, Llama 3, Qwen2, SmolLM2), SentencePiece's BPE with byte fallback
// (Llama 2, Gemma), unigram (T5, XLM-R) and WordPiece (BERT). All else is refused with a sentence that says what was found.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

type hfFile struct {
	AddedTokens []struct {
		ID         int32
		Content    string
		Special    bool
		LStrip     bool `json:"lstrip"`
		RStrip     bool `json:"rstrip"`
		SingleWord bool `json:"single_word"`
	} `json:"added_tokens"`
	Normalizer   *hfPart `json:"normalizer"`
	PreTokenizer *hfPart `json:"pre_tokenizer"`
	Decoder      *hfPart `json:"decoder"`
	Model        struct {
		Type             string
		Vocab            json.RawMessage
		Merges           []hfMerge
		UnkToken         string  `json:"unk_token"`
		UnkID            *int32  `json:"unk_id"`
		Prefix           *string `json:"continuing_subword_prefix"`
		Suffix           string  `json:"end_of_word_suffix"`
		ByteFallback     bool    `json:"byte_fallback"`
		IgnoreMerges     bool    `json:"ignore_merges"`
		MaxCharsPerWord  int     `json:"max_input_chars_per_word"`
		Dropout          *float64
		FuseUnknownPiece bool `json:"fuse_unk"`
	}
}

// hfPart is a normalizer, pre-tokenizer or decoder; the fields are those of all kinds together.
type hfPart struct {
	Type             string
	Normalizers      []hfPart
	PreTokenizers    []hfPart `json:"pretokenizers"`
	AddPrefixSpace   *bool    `json:"add_prefix_space"`
	UseRegex         *bool    `json:"use_regex"`
	IndividualDigits bool     `json:"individual_digits"`
	Behavior         string
	Invert           bool
	Pattern          struct{ Regex, String string }
	Content          string
	Prepend          string
	Charsmap         []byte `json:"precompiled_charsmap"`
	StripLeft        bool   `json:"strip_left"`
	StripRight       bool   `json:"strip_right"`
	PrependScheme    string `json:"prepend_scheme"`
	Split            *bool
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

// ParseHF reads a tokenizer.json: the result is a *BPE, a *SentencePiece or a *WordPiece.
func ParseHF(name string, data []byte) (Tokenizer, error) {
	var file hfFile
	if len(data) > maxFile {
		return nil, &vocabularyError{name, fmt.Errorf("more than %d bytes", maxFile)}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json: %w", err)}
	}
	t, err := file.tokenizer(name)
	if named := (*vocabularyError)(nil); errors.As(err, &named) {
		return nil, err
	}
	if err != nil {
		return nil, &vocabularyError{name, fmt.Errorf("tokenizer.json: %w", err)}
	}
	return t, nil
}

func (file *hfFile) tokenizer(name string) (Tokenizer, error) {
	switch kind := file.kind(); {
	case kind == "BPE" && file.byteLevel():
		return hfByteLevel(name, file)
	case kind == "BPE":
		return hfSentencePiece(name, file)
	case kind == "Unigram":
		return hfUnigram(name, file)
	case kind == "WordPiece":
		return hfWordPiece(name, file)
	default:
		return nil, fmt.Errorf("a model of type %q is not supported: wanted BPE, Unigram or WordPiece", kind)
	}
}

// kind is the model's type. Files of the first releases name none: then the fields tell, as in tokenizers itself.
func (file *hfFile) kind() string {
	m := &file.Model
	vocab := bytes.TrimLeft(m.Vocab, " \t\r\n")
	switch {
	case m.Type != "":
		return m.Type
	case m.Merges != nil:
		return "BPE"
	case len(vocab) > 0 && vocab[0] == '[':
		return "Unigram"
	case m.MaxCharsPerWord > 0 || m.Prefix != nil || file.PreTokenizer != nil && file.PreTokenizer.Type == "BertPreTokenizer":
		return "WordPiece"
	}
	return ""
}

// parts are the steps of a sequence, or the one step there is.
func (p *hfPart) parts() []hfPart {
	switch {
	case p == nil:
		return nil
	case p.Type == "Sequence":
		return append(append([]hfPart(nil), p.PreTokenizers...), p.Normalizers...)
	}
	return []hfPart{*p}
}

// byteLevel says whether BPE works on bytes.
func (file *hfFile) byteLevel() bool {
	is := func(p hfPart) bool { return p.Type == "ByteLevel" }
	return slices.ContainsFunc(file.PreTokenizer.parts(), is) || file.PreTokenizer == nil && slices.ContainsFunc(file.Decoder.parts(), is)
}

// flags are those of all added tokens.
func (file *hfFile) flags() (list []added) {
	for _, a := range file.AddedTokens {
		list = append(list, added{id: a.ID, text: a.Content, lstrip: a.LStrip, rstrip: a.RStrip, single: a.SingleWord})
	}
	return list
}

func (file *hfFile) noAffixes() error {
	if m := &file.Model; m.Suffix != "" || (m.Prefix != nil && *m.Prefix != "") {
		return fmt.Errorf("BPE with continuing_subword_prefix or end_of_word_suffix %q is not supported", m.Suffix)
	}
	return nil
}

func hfByteLevel(name string, file *hfFile) (*BPE, error) {
	m := &file.Model
	if err := file.noAffixes(); err != nil {
		return nil, err
	}
	v := ByteLevelVocabulary{Name: name, IgnoreMerges: m.IgnoreMerges, Unknown: m.UnkToken, added: file.flags()}
	var err error
	if v.steps, err = hfNormalizer(file.Normalizer); err != nil {
		return nil, err
	}
	if err := v.hfSplit(file.PreTokenizer); err != nil {
		return nil, err
	}
	var vocab map[string]int32
	if err := json.Unmarshal(m.Vocab, &vocab); err != nil {
		return nil, fmt.Errorf("vocab: %w", err)
	}
	if v.Tokens, v.Types, err = hfTokens(vocab, file); err != nil {
		return nil, err
	}
	v.Merges = file.merges()
	return NewByteLevel(v)
}

func (file *hfFile) merges() []string {
	list := make([]string, 0, len(file.Model.Merges))
	for _, merge := range file.Model.Merges {
		list = append(list, string(merge))
	}
	return list
}

// hfSentencePiece reads BPE over characters with "▁" for spaces, as SentencePiece's models are kept.
func hfSentencePiece(name string, file *hfFile) (*SentencePiece, error) {
	if err := file.noAffixes(); err != nil {
		return nil, err
	}
	var vocab map[string]int32
	if err := json.Unmarshal(file.Model.Vocab, &vocab); err != nil {
		return nil, fmt.Errorf("vocab: %w", err)
	}
	v := SentencePieceVocabulary{Name: name, Merges: file.merges(), apart: !file.Model.FuseUnknownPiece}
	var err error
	if v.Tokens, v.Types, err = hfTokens(vocab, file); err != nil {
		return nil, err
	}
	v.Scores = make([]float32, len(v.Tokens))
	for id, token := range v.Tokens {
		_, isByte := parseByteToken(token)
		switch {
		case token == file.Model.UnkToken && token != "":
			v.Types[id] = TypeUnknown
		case isByte && file.Model.ByteFallback && v.Types[id] == TypeNormal:
			v.Types[id] = TypeByte
		}
	}
	return v.hf(file)
}

// hfUnigram reads a unigram model.
func hfUnigram(name string, file *hfFile) (*SentencePiece, error) {
	var list []hfScored
	if err := json.Unmarshal(file.Model.Vocab, &list); err != nil {
		return nil, fmt.Errorf("vocab: %w", err)
	}
	vocab := make(map[string]int32, len(list))
	for id, piece := range list {
		vocab[piece.text] = int32(id)
	}
	if len(vocab) != len(list) {
		return nil, fmt.Errorf("vocab: a piece is listed twice")
	}
	v := SentencePieceVocabulary{Name: name, Unigram: true}
	var err error
	if v.Tokens, v.Types, err = hfTokens(vocab, file); err != nil {
		return nil, err
	}
	v.Scores = make([]float32, len(v.Tokens))
	for id, piece := range list {
		v.Scores[id] = float32(piece.score)
		v.exact = append(v.exact, piece.score)
	}
	if id := file.Model.UnkID; id != nil && *id >= 0 && int(*id) < len(v.Types) {
		v.Types[*id] = TypeUnknown
	}
	for id, token := range v.Tokens {
		if _, isByte := parseByteToken(token); isByte && file.Model.ByteFallback && v.Types[id] == TypeNormal {
			v.Types[id] = TypeByte
		}
	}
	return v.hf(file)
}

// hfScored is a piece with its score, [text, number].
type hfScored struct {
	text  string
	score float64
}

func (p *hfScored) UnmarshalJSON(data []byte) error {
	both := []any{&p.text, &p.score}
	if err := json.Unmarshal(data, &both); err != nil || len(both) != 2 {
		return fmt.Errorf("wanted a piece as [text, score], got %s", quote(string(data)))
	}
	return nil
}

// hf fills in what normalizer and pre-tokenizer say of spaces.
func (v SentencePieceVocabulary) hf(file *hfFile) (*SentencePiece, error) {
	v.added = file.flags()
	for _, p := range file.Normalizer.parts() {
		switch {
		case p.Type == "Prepend" && p.Prepend == spaceSign:
			v.AddSpace = true
		case p.Type == "Replace" && p.Pattern.String == " " && p.Content == spaceSign:
		default:
			steps, err := hfNormalizer(&p)
			if err != nil {
				return nil, err
			}
			v.steps = append(v.steps, steps...)
		}
	}
	for _, p := range file.PreTokenizer.parts() {
		switch {
		case p.Type == "Metaspace":
			scheme := p.PrependScheme
			if scheme == "" && p.AddPrefixSpace != nil && !*p.AddPrefixSpace {
				scheme = "never"
			}
			v.AddSpace, v.unless, v.onlyFirst = scheme != "never", true, scheme == "first"
			v.words = p.Split == nil || *p.Split
		case p.Type == "WhitespaceSplit":
			v.splits = true
		case p.Type == "Split" && p.Pattern.String == " ": // after every space has become a sign there is none left
		default:
			return nil, fmt.Errorf("pre-tokenizer %q is not supported for this kind of model", p.Type)
		}
	}
	return NewSentencePiece(v)
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
	"[0-9][0-9][0-9]":     SplitThree,
}

// hfSplit sets the pre-tokenizer that p describes: one that has a name, or a chain of steps.
func (v *ByteLevelVocabulary) hfSplit(p *hfPart) error {
	var list chain
	mapped := false // the text is in the byte alphabet from here on
	for _, s := range p.parts() {
		one, err := hfStep(s, mapped)
		if err != nil {
			return err
		}
		if one != nil {
			list = append(list, one)
		}
		if s.Type == "ByteLevel" {
			mapped = true
			if s.AddPrefixSpace != nil && *s.AddPrefixSpace {
				v.steps = append(v.steps, spaceFirst)
			}
		}
	}
	if v.Split = nameOf(p.parts()); v.Split == "" {
		v.Split, v.splitter = "several steps", list
	}
	return nil
}

// nameOf is the name of the usual chains, "" for any other.
func nameOf(parts []hfPart) string {
	regex := func(p hfPart) bool { return p.UseRegex == nil || *p.UseRegex }
	switch {
	case len(parts) == 1 && parts[0].Type == "ByteLevel" && regex(parts[0]):
		return SplitGPT2
	case len(parts) != 2 || parts[1].Type != "ByteLevel":
	case parts[0].Type == "Digits" && parts[0].IndividualDigits && regex(parts[1]):
		return SplitDigitsGPT2
	case parts[0].Type == "Split" && !regex(parts[1]):
		return hfPatterns[parts[0].Pattern.Regex]
	}
	return ""
}

// spaceFirst puts a space before a text that begins with none.
func spaceFirst(n *normal) *normal {
	if len(n.text) > 0 && n.text[0] != ' ' {
		n.front(" ")
	}
	return n
}

// hfStep is one step of a pre-tokenizer, nil for one that cuts nothing.
func hfStep(s hfPart, mapped bool) (splitter, error) {
	switch s.Type {
	case "ByteLevel":
		if s.UseRegex == nil || *s.UseRegex {
			return newSplitter(SplitGPT2)
		}
		return nil, nil
	case "Digits":
		if mapped {
			return digitBytes{s.IndividualDigits}, nil
		}
		return runs{isNumeral, s.IndividualDigits}, nil
	case "Punctuation":
		if s.Behavior == "" || s.Behavior == "Isolated" || s.Behavior == "Contiguous" {
			return runs{isBERTPunctuation, s.Behavior != "Contiguous"}, nil
		}
	case "Split":
		if split, ok := hfPatterns[s.Pattern.Regex]; ok && (s.Behavior == "Isolated" && !s.Invert || s.Behavior == "Removed" && s.Invert) {
			return newSplitter(split)
		}
		return nil, fmt.Errorf("the pre-tokenizer's pattern %s is none of those known here", quote(s.Pattern.Regex+s.Pattern.String))
	}
	return nil, fmt.Errorf("pre-tokenizer %s with behaviour %q is not supported in byte-level BPE", s.Type, s.Behavior)
}

func hfWordPiece(name string, file *hfFile) (*WordPiece, error) {
	if file.PreTokenizer == nil || file.PreTokenizer.Type != "BertPreTokenizer" || file.Normalizer == nil ||
		file.Normalizer.Type != "BertNormalizer" {
		return nil, fmt.Errorf("WordPiece is supported with BertNormalizer and BertPreTokenizer only")
	}
	var vocab map[string]int32
	if err := json.Unmarshal(file.Model.Vocab, &vocab); err != nil {
		return nil, fmt.Errorf("vocab: %w", err)
	}
	tokens, types, err := hfTokens(vocab, file)
	if err != nil {
		return nil, err
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
