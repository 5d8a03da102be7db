package token

// Older folders keep a vocabulary in files of its own: vocab.json and merges.txt (GPT-2), vocab.txt (BERT).

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ParseMerges reads vocab.json and merges.txt of byte-level BPE. split names the pre-tokenizer ("" is GPT-2's); specials
// are the texts of special tokens.
func ParseMerges(name, split string, vocabulary, merges []byte, specials []string) (*BPE, error) {
	fail := func(err error) (*BPE, error) { return nil, &vocabularyError{name, err} }
	var vocab map[string]int32
	if err := json.Unmarshal(vocabulary, &vocab); err != nil {
		return fail(err)
	}
	tokens, types, err := hfTokens(vocab, &hfFile{})
	if err != nil {
		return fail(err)
	}
	for id, text := range tokens {
		if _, plain := fromByteAlphabet(text); types[id] == TypeNormal && (!plain || slices.Contains(specials, text) || text == "<|endoftext|>") {
			types[id] = TypeControl
		}
	}
	v := ByteLevelVocabulary{Name: name, Split: split, Tokens: tokens, Types: types}
	if split == "" {
		v.Split = SplitGPT2
	}
	v.NFC = split == SplitQwen2
	for i, line := range strings.Split(string(merges), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || i == 0 && strings.HasPrefix(line, "#version") {
			continue
		}
		v.Merges = append(v.Merges, line)
	}
	return NewByteLevel(v)
}

// ParseWordPieces reads vocab.txt, a token a line, of BERT's.
func ParseWordPieces(name string, lines []byte, lower bool) (*WordPiece, error) {
	v := WordPieceVocabulary{Name: name, Prefix: "##", Lowercase: lower, StripAccents: lower}
	for _, line := range strings.Split(strings.TrimSuffix(string(lines), "\n"), "\n") {
		text, kind := strings.TrimSuffix(line, "\r"), int32(TypeNormal)
		switch {
		case text == "": // an empty line has an id and no token
			kind = TypeUnused
		case slices.Contains(bertSpecials, text):
			kind = TypeControl
		}
		v.Tokens, v.Types = append(v.Tokens, text), append(v.Types, kind)
	}
	if len(v.Tokens) > 1<<22 {
		return nil, &vocabularyError{name, fmt.Errorf("more than %d tokens", 1<<22)}
	}
	return NewWordPiece(v)
}

var bertSpecials = []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
