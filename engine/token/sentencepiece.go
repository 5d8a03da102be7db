package token

// SentencePiece's BPE (Kudo & Richardson 2018, arXiv:1808.06226) as GGUF files of the Llama family hold it: characters
// are merged whenever two neighbours are a piece, the piece of the highest score first; a character that is no piece
// falls back to tokens for its bytes. White space is not cut off: pieces write it "▁", and a space is put before the text.

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"unicode/utf8"
)

// The token types of GGUF files (tokenizer.ggml.token_type).
const (
	TypeNormal      = 1
	TypeUnknown     = 2
	TypeControl     = 3
	TypeUserDefined = 4
	TypeUnused      = 5
	TypeByte        = 6
)

// maxUserDefined is how many user-defined tokens a vocabulary may have, for each is looked for in each text.
const maxUserDefined = 1 << 14

func errTooManyUserDefined(n int) error {
	return fmt.Errorf("%d user-defined tokens; at most %d are supported", n, maxUserDefined)
}

// SentencePieceVocabulary is what NewSentencePiece needs, as it stands in a GGUF file; all slices are by id.
type SentencePieceVocabulary struct {
	Name     string
	Tokens   []string  // tokenizer.ggml.tokens
	Scores   []float32 // tokenizer.ggml.scores
	Types    []int32   // tokenizer.ggml.token_type
	AddSpace bool      // tokenizer.ggml.add_space_prefix, which is true where a file does not say
}

// SentencePiece is a SentencePiece BPE vocabulary.
//
// It differs from llama.cpp in one case: a "▁" (U+2581) in the text is not taken for a space but encoded as its bytes,
// so that every text can be decoded again.
type SentencePiece struct {
	name     string
	table    *table // with spaces for "▁"; byte tokens as their byte
	types    []int32
	order    []int32 // of each id: 0 for the highest score; equal scores are equal here
	bytes    [256]int32
	unknown  int32 // -1 for none
	addSpace bool
	specials []Special
	users    []string // user-defined tokens, longest first
	userIDs  map[string]int32
}

// NewSentencePiece checks and indexes a vocabulary.
func NewSentencePiece(v SentencePieceVocabulary) (*SentencePiece, error) {
	s, err := newSentencePiece(v)
	if err != nil {
		return nil, &vocabularyError{v.Name, err}
	}
	return s, nil
}

func newSentencePiece(v SentencePieceVocabulary) (*SentencePiece, error) {
	if len(v.Scores) != len(v.Tokens) || len(v.Types) != len(v.Tokens) {
		return nil, fmt.Errorf("wanted a score and a type for each of %d tokens, got %d and %d", len(v.Tokens), len(v.Scores), len(v.Types))
	}
	s := &SentencePiece{name: v.Name, types: v.Types, unknown: -1, addSpace: v.AddSpace, userIDs: map[string]int32{}}
	for i := range s.bytes {
		s.bytes[i] = -1
	}
	texts := make([]string, len(v.Tokens))
	for id, piece := range v.Tokens {
		text, err := s.classify(int32(id), piece, v.Types[id])
		if err != nil {
			return nil, err
		}
		texts[id] = text
	}
	var err error
	if s.table, err = newTable(texts, func(id int32) bool { return v.Types[id] != TypeNormal && v.Types[id] != TypeUnused }); err != nil {
		return nil, err
	}
	if len(s.users) > maxUserDefined {
		return nil, errTooManyUserDefined(len(s.users))
	}
	sort.SliceStable(s.users, func(i, j int) bool { return len(s.users[i]) > len(s.users[j]) })
	for b, id := range s.bytes {
		if id < 0 && s.unknown < 0 {
			return nil, fmt.Errorf("no token for the byte 0x%02X and no unknown token, so some texts could not be encoded", b)
		}
	}
	s.order, err = orderOfScores(v.Scores)
	return s, err
}

// classify notes what a token is for and returns the bytes it stands for.
func (s *SentencePiece) classify(id int32, piece string, kind int32) (string, error) {
	switch kind {
	case TypeNormal, TypeUnused:
		return strings.ReplaceAll(piece, "▁", " "), nil
	case TypeByte:
		b, ok := parseByteToken(piece)
		if !ok {
			return "", fmt.Errorf("token %d: wanted a byte such as <0x0A>, got %s", id, quote(piece))
		}
		s.bytes[b] = id
		return string([]byte{b}), nil
	case TypeUserDefined:
		if piece == "" {
			return "", fmt.Errorf("user-defined token %d is empty", id)
		}
		s.users = append(s.users, piece)
		s.userIDs[piece] = id
		return piece, nil
	case TypeUnknown, TypeControl:
		if kind == TypeUnknown && s.unknown < 0 {
			s.unknown = id
		}
		s.specials = append(s.specials, Special{id, piece})
		return piece, nil
	}
	return "", fmt.Errorf("token %d: wanted a type from %d to %d, got %d", id, TypeNormal, TypeByte, kind)
}

// parseByteToken reads "<0xHH>".
func parseByteToken(piece string) (b byte, ok bool) {
	if len(piece) != 6 || piece[:3] != "<0x" || piece[5] != '>' {
		return 0, false
	}
	for _, c := range []byte(piece[3:5]) {
		digit := strings.IndexByte("0123456789ABCDEF", c)
		if digit < 0 {
			digit = strings.IndexByte("0123456789abcdef", c)
		}
		if digit < 0 {
			return 0, false
		}
		b = b<<4 | byte(digit)
	}
	return b, true
}

// orderOfScores ranks scores from the highest; equal scores get equal ranks.
func orderOfScores(scores []float32) ([]int32, error) {
	ids := make([]int32, len(scores))
	for i := range ids {
		ids[i] = int32(i)
		if math.IsNaN(float64(scores[i])) {
			return nil, fmt.Errorf("the score of token %d is not a number", i)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return scores[ids[i]] > scores[ids[j]] })
	order := make([]int32, len(scores))
	for i := 1; i < len(ids); i++ {
		order[ids[i]] = order[ids[i-1]]
		if scores[ids[i]] != scores[ids[i-1]] {
			order[ids[i]]++
		}
	}
	return order, nil
}

// Name is the vocabulary's.
func (s *SentencePiece) Name() string { return s.name }

// Size is the number of tokens.
func (s *SentencePiece) Size() int { return s.table.size() }

// Specials lists the control and unknown tokens.
func (s *SentencePiece) Specials() []Special { return s.specials }

// Bytes returns what a token stands for, with spaces for "▁".
func (s *SentencePiece) Bytes(id int32) []byte {
	if text := s.table.bytes(id); text != "" {
		return []byte(text)
	}
	return nil
}

// special tells a control or unknown token.
func (s *SentencePiece) special(id int32) bool {
	return s.types[id] == TypeControl || s.types[id] == TypeUnknown
}

// Decode joins the bytes of the tokens, less the space that Encode puts at the beginning and after each user-defined or
// special token.
func (s *SentencePiece) Decode(ids []int32) []byte {
	var out []byte
	opening := s.addSpace
	for _, id := range ids {
		if id < 0 || int(id) >= s.table.size() {
			continue
		}
		text := s.table.bytes(id)
		switch {
		case s.special(id):
			opening = s.addSpace
			continue
		case s.types[id] == TypeUserDefined:
			opening = s.addSpace
		case opening && text != "":
			text = strings.TrimPrefix(text, " ")
			opening = false
		}
		out = append(out, text...)
	}
	return out
}

// Encode returns the tokens of text. User-defined tokens are found in it first, as llama.cpp does.
func (s *SentencePiece) Encode(text string) []Token {
	var tokens []Token
	start := 0
	for at, name := range splitSpecials(text, s.users) {
		if at > start {
			tokens = s.encodePlain(tokens, text, start, at)
		}
		start = at + len(name)
		tokens = append(tokens, Token{s.userIDs[name], at, start})
	}
	if start < len(text) {
		tokens = s.encodePlain(tokens, text, start, len(text))
	}
	return tokens
}

func (s *SentencePiece) encodePlain(tokens []Token, text string, start, end int) []Token {
	part, shift := s.opened(text[start:end])
	m := &merger{}
	spellRunes(m, part)
	m.run(part, s, nil)
	m.each(func(_ int32, sym symbol) {
		for _, token := range s.tokensOf(part, sym.start, sym.end) {
			tokens = append(tokens, Token{token.ID, start + max(0, token.Start-shift), start + max(0, token.End-shift)})
		}
	})
	return tokens
}

// opened puts the space before a text, and says how many bytes that is.
func (s *SentencePiece) opened(text string) (string, int) {
	if s.addSpace {
		return " " + text, 1
	}
	return text, 0
}

// spellRunes fills m with the characters of text; bytes that are not UTF-8 are characters by themselves.
func spellRunes(m *merger, text string) {
	m.reset()
	for i := 0; i < len(text); {
		_, n := utf8.DecodeRuneInString(text[i:])
		m.add(i, i+n, -1)
		i += n
	}
}

// pair joins two neighbours that together are a piece; it makes SentencePiece a pairing.
func (s *SentencePiece) pair(text string, left, right symbol) (order, id int32, ok bool) {
	id, ok = s.table.find(text[left.start:right.end])
	if !ok {
		return 0, 0, false
	}
	return s.order[id], id, true
}

// tokensOf returns the piece text[start:end], or the bytes or unknown token of a character that is none.
func (s *SentencePiece) tokensOf(text string, start, end int) []Token {
	if id, ok := s.table.find(text[start:end]); ok {
		return []Token{{id, start, end}}
	}
	tokens := make([]Token, 0, 4)
	for i := start; i < end; i++ {
		id := s.bytes[text[i]]
		if id < 0 {
			return []Token{{s.unknown, start, end}}
		}
		tokens = append(tokens, Token{id, i, i + 1})
	}
	return tokens
}

// Merges shows how the tokens of word are made: its characters first (as bytes where they are no pieces), then the
// pieces after each merge. Rank is the place of the piece's score among all, 0 for the highest.
func (s *SentencePiece) Merges(word string) []MergeStep {
	part, shift := s.opened(word)
	m := &merger{}
	spellRunes(m, part)
	trace := &mergeTrace{}
	m.each(func(_ int32, sym symbol) {
		trace.pieces = append(trace.pieces, s.tokensOf(part, sym.start, sym.end)...)
	})
	trace.record(-1, -1)
	m.run(part, s, func(grown, order int32) {
		sym := m.symbols[grown]
		trace.join(sym.start, sym.end, sym.id, order)
	})
	for _, step := range trace.steps {
		for i, p := range step.Pieces {
			step.Pieces[i] = Token{p.ID, max(0, p.Start-shift), max(0, p.End-shift)}
		}
	}
	return trace.steps
}
