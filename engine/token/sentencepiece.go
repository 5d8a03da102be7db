package token

// SentencePiece (Kudo & Richardson 2018, arXiv:1808.06226), as .model files, GGUF files and tokenizer.json hold it. Text
// is normalised, spaces are written "▁" and one may be put before the text. Then characters are merged (BPE: the pair
// whose piece has the highest score first, or the first in a list), or the most probable cut is taken (unigram). A
// character that is no piece falls back to tokens for its bytes, or to the unknown token.

import (
	"bytes"
	"fmt"
	"math"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The token types of GGUF and .model files (tokenizer.ggml.token_type).
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

// spaceSign is how pieces write a space.
const spaceSign = "▁"

// SentencePieceVocabulary is what NewSentencePiece needs; all slices are by id.
type SentencePieceVocabulary struct {
	Name     string
	Tokens   []string  // tokenizer.ggml.tokens
	Scores   []float32 // tokenizer.ggml.scores
	Types    []int32   // tokenizer.ggml.token_type
	AddSpace bool      // tokenizer.ggml.add_space_prefix, which is true where a file does not say
	Unigram  bool      // the most probable cut, not merges
	Merges   []string  // "left right", the first to be merged first; nil: the piece of the highest score first

	steps     []step
	words     bool      // pieces do not cross the space that begins a word
	unless    bool      // no space is put before a text that begins with one
	onlyFirst bool      // a space is put before the beginning of the text only, not after special tokens
	splits    bool      // words are cut at any white space, which is dropped
	apart     bool      // each unknown character is a token of its own
	exact     []float64 // Scores with all their digits, which decide between cuts of equal sums; may be nil
	added     []added
}

// SentencePiece is a SentencePiece vocabulary. As in all of the field, a "▁" (U+2581) in the text is a space.
type SentencePiece struct {
	v        SentencePieceVocabulary
	table    *table  // pieces with "▁"; byte tokens as their byte
	order    []int32 // of each id: 0 for the highest score; equal scores are equal here
	scores   []float64
	lowest   float64 // score
	longest  int     // bytes of the longest piece
	merges   listPairs
	bytes    [256]int32
	unknown  int32 // -1 for none
	specials []Special
	users    []added
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
	s := &SentencePiece{v: v, unknown: -1, scores: make([]float64, len(v.Tokens))}
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
	listed := func(id int32) bool { return v.Types[id] == TypeNormal || v.Types[id] == TypeUnused }
	if s.table, err = newTable(texts, func(id int32) bool { return !listed(id) }); err != nil {
		return nil, err
	}
	if len(s.users) > maxUserDefined {
		return nil, errTooManyUserDefined(len(s.users))
	}
	longestFirst(s.users)
	for b, id := range s.bytes {
		if id < 0 && s.unknown < 0 && v.Merges == nil {
			return nil, fmt.Errorf("no token for the byte 0x%02X and no unknown token, so some texts could not be encoded", b)
		}
	}
	for id, text := range texts {
		s.scores[id] = float64(v.Scores[id])
		if id < len(v.exact) {
			s.scores[id] = v.exact[id]
		}
		if listed(int32(id)) {
			s.longest, s.lowest = max(s.longest, len(text)), min(s.lowest, s.scores[id])
		}
	}
	if v.Merges != nil {
		s.merges, err = newListPairs(s.table, v.Merges, func(written string) (string, bool) { return written, true })
		if err != nil {
			return nil, err
		}
	}
	s.order, err = orderOfScores(v.Scores)
	return s, err
}

// classify notes what a token is for and returns the bytes it is found by.
func (s *SentencePiece) classify(id int32, piece string, kind int32) (string, error) {
	switch kind {
	case TypeNormal, TypeUnused, typeForeign:
		return piece, nil
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
		s.users = append(s.users, flagsOf(s.v.added, added{id: id, text: strings.ReplaceAll(piece, spaceSign, " ")}))
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
func (s *SentencePiece) Name() string { return s.v.Name }

// Size is the number of tokens.
func (s *SentencePiece) Size() int { return s.table.size() }

// Specials lists the control and unknown tokens.
func (s *SentencePiece) Specials() []Special { return s.specials }

// Bytes returns what a token stands for, with spaces for "▁".
func (s *SentencePiece) Bytes(id int32) []byte {
	if text := s.text(id); text != "" {
		return []byte(text)
	}
	return nil
}

// text is what a token reads as.
func (s *SentencePiece) text(id int32) string {
	text := s.table.bytes(id)
	if text == "" || s.v.Types[id] == TypeByte {
		return text
	}
	return strings.ReplaceAll(text, spaceSign, " ")
}

// special tells a control or unknown token.
func (s *SentencePiece) special(id int32) bool {
	return s.v.Types[id] == TypeControl || s.v.Types[id] == TypeUnknown
}

// Decode joins the bytes of the tokens, less the space that Encode puts at the beginning and after each user-defined or
// special token.
func (s *SentencePiece) Decode(ids []int32) []byte {
	var out []byte
	opening := s.v.AddSpace
	for _, id := range ids {
		if id < 0 || int(id) >= s.table.size() {
			continue
		}
		text := s.text(id)
		switch {
		case s.special(id):
			opening = s.v.AddSpace && !s.v.onlyFirst
			continue
		case s.v.Types[id] == TypeUserDefined:
			opening = s.v.AddSpace && !s.v.onlyFirst
		case opening && text != "":
			text = strings.TrimPrefix(text, " ")
			opening = false
		}
		out = append(out, text...)
	}
	return out
}

// Encode returns the tokens of text. User-defined tokens are found in it first, as llama.cpp does.
func (s *SentencePiece) Encode(text string) []Token { return s.encodeAt(text, true) }

// addedTokens are the flags of special and user-defined tokens.
func (s *SentencePiece) addedTokens() []added { return s.v.added }

// encodeAt encodes a stretch of text; first says that the text begins with it.
func (s *SentencePiece) encodeAt(text string, first bool) []Token {
	var tokens []Token
	start := 0
	for m := range findAdded(text, s.users) {
		tokens = s.encodePlain(tokens, text, start, m.start, first && start == 0)
		start = m.end
		tokens = append(tokens, Token{m.id, m.start, m.end})
	}
	return s.encodePlain(tokens, text, start, len(text), first && start == 0)
}

func (s *SentencePiece) encodePlain(tokens []Token, text string, start, end int, first bool) []Token {
	if start == end {
		return tokens
	}
	n := s.opened(text[start:end], start, first)
	for i := 0; i < len(n.text); {
		j := s.wordEnd(n, i)
		tokens = s.encodeWord(tokens, n, i, j)
		i = j
	}
	return tokens
}

// opened is a text normalised, with signs for spaces and the one before it.
func (s *SentencePiece) opened(text string, offset int, first bool) *normal {
	n := original(text, offset)
	for _, step := range s.v.steps {
		n = step(n)
	}
	if s.v.splits {
		return spacedWords(n)
	}
	n = replaced(" ", spaceSign)(n)
	begins := bytes.HasPrefix(n.text, []byte(spaceSign))
	if s.v.AddSpace && len(n.text) > 0 && !(s.v.unless && begins) && (first || !s.v.onlyFirst) {
		n.front(spaceSign)
	}
	return n
}

// spacedWords puts the sign of a space before every word and drops white space.
func spacedWords(n *normal) *normal {
	m, inWord := &normal{}, false
	for i := 0; i < len(n.text); {
		r, size := utf8.DecodeRune(n.text[i:])
		if space := unicode.IsSpace(r); space {
			inWord = false
		} else {
			if !inWord && !bytes.HasPrefix(n.text[i:], []byte(spaceSign)) {
				m.put(spaceSign, [2]int32{n.from[i][0], n.from[i][0]})
			}
			m.keep(n, i, i+size)
			inWord = true
		}
		i += size
	}
	return m
}

// wordEnd is where the word that begins at i ends.
func (s *SentencePiece) wordEnd(n *normal, i int) int {
	if s.v.words {
		if next := bytes.Index(n.text[i+1:], []byte(spaceSign)); next >= 0 {
			return i + 1 + next
		}
	}
	return len(n.text)
}

// encodeWord appends the tokens of n.text[i:j].
func (s *SentencePiece) encodeWord(tokens []Token, n *normal, i, j int) []Token {
	word, before := string(n.text[i:j]), len(tokens)
	s.cut(word, func(start, end int, id int32) {
		for _, t := range s.tokensOf(word, start, end, id) {
			from, to := n.place(i+t.Start, i+t.End)
			if last := len(tokens) - 1; !s.v.apart && t.ID == s.unknown && last >= before && tokens[last].ID == s.unknown {
				tokens[last].End = to // a run of unknown characters is one token
				continue
			}
			tokens = append(tokens, Token{t.ID, from, to})
		}
	})
	return tokens
}

// cut calls piece for every piece of a word; its id is -1 for a character that is none.
func (s *SentencePiece) cut(word string, piece func(start, end int, id int32)) {
	if s.v.Unigram {
		for _, p := range s.best(word) {
			piece(p.start, p.end, p.id)
		}
		return
	}
	m := &merger{}
	s.spell(m, word)
	m.run(word, s, nil)
	m.each(func(_ int32, sym symbol) {
		id, ok := s.table.find(word[sym.start:sym.end])
		if !ok {
			id = -1
		}
		piece(sym.start, sym.end, id)
	})
}

// spell fills m with the characters of text; bytes that are not UTF-8 are characters by themselves.
func (s *SentencePiece) spell(m *merger, text string) {
	m.reset()
	for i := 0; i < len(text); {
		_, n := utf8.DecodeRuneInString(text[i:])
		id, ok := s.table.find(text[i : i+n])
		if !ok {
			id = -1
		}
		m.add(i, i+n, id)
		i += n
	}
}

// pair joins two neighbours that together are a piece; it makes SentencePiece a pairing.
func (s *SentencePiece) pair(text string, left, right symbol) (order, id int32, ok bool) {
	if s.merges != nil {
		return s.merges.pair(text, left, right)
	}
	id, ok = s.table.find(text[left.start:right.end])
	if !ok {
		return 0, 0, false
	}
	return s.order[id], id, true
}

// tokensOf returns the piece text[start:end], or the bytes or unknown token of a character that is none.
func (s *SentencePiece) tokensOf(text string, start, end int, id int32) []Token {
	if id >= 0 {
		return []Token{{id, start, end}}
	}
	tokens := make([]Token, 0, 4)
	for i := start; i < end; i++ {
		b := s.bytes[text[i]]
		if b < 0 {
			if s.unknown < 0 {
				return nil
			}
			return []Token{{s.unknown, start, end}}
		}
		tokens = append(tokens, Token{b, i, i + 1})
	}
	return tokens
}

// Merges shows how the tokens of word are made: its characters first (as bytes where they are no pieces), then the
// pieces after each merge. Rank is the place of the piece's score among all, 0 for the highest, or that in the list of
// merges. A unigram model makes no merges: its pieces are shown at once.
func (s *SentencePiece) Merges(word string) []MergeStep {
	n := s.opened(word, 0, true)
	part := string(n.text)
	trace := &mergeTrace{}
	m := &merger{}
	s.spell(m, part)
	m.each(func(_ int32, sym symbol) {
		trace.pieces = append(trace.pieces, s.tokensOf(part, sym.start, sym.end, sym.id)...)
	})
	trace.record(-1, -1)
	if s.v.Unigram {
		for _, p := range s.best(part) {
			if p.id >= 0 && p.end-p.start > 1 {
				trace.join(p.start, p.end, p.id, s.order[p.id])
			}
		}
	} else {
		m.run(part, s, func(grown, order int32) {
			sym := m.symbols[grown]
			trace.join(sym.start, sym.end, sym.id, order)
		})
	}
	for _, step := range trace.steps {
		for i, p := range step.Pieces {
			start, end := n.place(p.Start, p.End)
			step.Pieces[i] = Token{p.ID, start, end}
		}
	}
	return trace.steps
}
