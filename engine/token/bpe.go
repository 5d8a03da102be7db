package token

// BPE is byte-level byte-pair encoding in both its forms. A vocabulary of ranks (tiktoken's, and our own) merges any two
// neighbours whose bytes together are a token, the lowest id first; it is encoded through tiktoken-go. One with a list of
// merges (Hugging Face's and GGUF's) merges only the pairs listed, which tiktoken-go cannot express, so it is encoded here.

import (
	"sort"
	"sync"
	"unicode/utf8"
)

// BPE is a byte-level BPE vocabulary.
type BPE struct {
	header   Header
	table    *table
	specials []Special
	size     int
	splitter splitter
	pairing  pairing
	whole    bool    // a piece that is a token is taken as it is, without merging
	ranked   bool    // ids are ranks: a vocabulary for tiktoken-go
	steps    []step  // what the text goes through first
	users    []added // tokens that are found in the text before all else, longest first
	added    []added // flags of special and user-defined tokens
	unknown  int32   // the token of bytes that have none, or -1: such bytes are left out

	library library // tiktoken-go's form of the vocabulary
	mergers sync.Pool
}

// newRanked makes a vocabulary whose ids are ranks. tokens[id] is the bytes of id, "" for none.
func newRanked(h Header, tokens []string) (*BPE, error) {
	b := &BPE{header: h, whole: true, ranked: true, unknown: -1}
	if err := b.init(tokens, nil); err != nil {
		return nil, err
	}
	if err := b.table.missingBytes(); err != nil {
		return nil, b.named(err)
	}
	b.pairing = rankPairs{b.table}
	return b, nil
}

// newOwn makes a vocabulary of the trainer's tokens; the special tokens follow them.
func newOwn(name, split string, tokens, special []string) (*BPE, error) {
	h := Header{Name: name, Split: split, Tokens: len(tokens)}
	for i, s := range special {
		h.Special = append(h.Special, Special{int32(len(tokens) + i), s})
	}
	return newRanked(h, tokens)
}

// init fills in what both forms share.
func (b *BPE) init(tokens []string, unlisted func(id int32) bool) (err error) {
	if b.splitter == nil {
		if b.splitter, err = newSplitter(b.header.Split); err != nil {
			return b.named(err)
		}
	}
	if b.table, err = newTable(tokens, unlisted); err != nil {
		return b.named(err)
	}
	b.specials, err = checkSpecials(b.header.Special, func(id int32) bool { return b.table.bytes(id) != "" })
	if err != nil {
		return b.named(err)
	}
	b.header.Special = b.specials
	b.steps = append(b.readingSteps(), b.steps...)
	b.size = b.table.size()
	if n := len(b.specials); n > 0 {
		b.size = max(b.size, int(b.specials[n-1].ID)+1)
	}
	b.mergers.New = func() any { return &merger{} }
	return nil
}

func (b *BPE) named(err error) error { return &vocabularyError{b.header.Name, err} }

// vocabularyError says in which vocabulary something is wrong.
type vocabularyError struct {
	name string
	err  error
}

func (e *vocabularyError) Error() string {
	if e.name == "" {
		return "vocabulary: " + e.err.Error()
	}
	return "vocabulary " + e.name + ": " + e.err.Error()
}
func (e *vocabularyError) Unwrap() error { return e.err }

// Name is the header's.
func (b *BPE) Name() string { return b.header.Name }

// Header describes the vocabulary, all but its tokens.
func (b *BPE) Header() Header { return b.header }

// Size is one more than the largest id.
func (b *BPE) Size() int { return b.size }

// Specials lists the special tokens, ordered by id.
func (b *BPE) Specials() []Special { return b.specials }

// Bytes returns the bytes of an ordinary token, the name of a special one, or nil.
func (b *BPE) Bytes(id int32) []byte {
	if s := b.table.bytes(id); s != "" {
		return []byte(s)
	}
	i := sort.Search(len(b.specials), func(i int) bool { return b.specials[i].ID >= id })
	if i < len(b.specials) && b.specials[i].ID == id {
		return []byte(b.specials[i].Text)
	}
	return nil
}

// Decode joins the bytes of the ordinary tokens. Of Encode's result it is the text, whatever bytes that had.
func (b *BPE) Decode(ids []int32) []byte {
	var out []byte
	for _, id := range ids {
		out = append(out, b.table.bytes(id)...)
	}
	return out
}

// longRun is the length from which a run without (or of nothing but) white space is merged here instead of by
// tiktoken-go, whose time grows with the square of a piece's length.
const longRun = 2048

// Encode returns the tokens of text. Bytes that are not UTF-8 become tokens too; no piece crosses from them to valid text.
// A vocabulary with user-defined tokens has them found first.
func (b *BPE) Encode(text string) []Token {
	tokens := make([]Token, 0, len(text)/3+1)
	start := 0
	for m := range findAdded(text, b.users) {
		tokens = b.encodePlain(tokens, text, start, m.start)
		start = m.end
		tokens = append(tokens, Token{m.id, m.start, m.end})
	}
	return b.encodePlain(tokens, text, start, len(text))
}

// addedTokens are the flags of special and user-defined tokens.
func (b *BPE) addedTokens() []added { return b.added }

// encodePlain encodes text[start:end], normalised first where the vocabulary wants it.
func (b *BPE) encodePlain(tokens []Token, text string, start, end int) []Token {
	if len(b.steps) == 0 || start == end {
		return b.encodeBytes(tokens, text[:end], start)
	}
	n := original(text[start:end], start)
	for _, step := range b.steps {
		n = step(n)
	}
	for _, token := range b.encodeBytes(nil, string(n.text), 0) {
		from, to := n.place(token.Start, token.End)
		tokens = append(tokens, Token{token.ID, from, to})
	}
	return tokens
}

// encodeBytes encodes text from start on.
func (b *BPE) encodeBytes(tokens []Token, text string, start int) []Token {
	for start < len(text) {
		if end := validEnd(text, start); end > start {
			if b.ranked && longestRun(text[start:end]) < longRun {
				tokens = b.throughTiktoken(tokens, text, start, end)
			} else {
				tokens = b.encodeHere(tokens, text, start, end)
			}
			start = end
		}
		end := start
		for end < len(text) && !validAt(text, end) {
			end++
		}
		if end > start {
			tokens = b.mergePiece(tokens, text, start, end)
			start = end
		}
	}
	return tokens
}

// validAt tells whether a whole rune begins at i.
func validAt(text string, i int) bool {
	r, n := utf8.DecodeRuneInString(text[i:])
	return r != utf8.RuneError || n > 1
}

// validEnd returns where the valid UTF-8 that begins at start ends.
func validEnd(text string, start int) int {
	if utf8.ValidString(text[start:]) {
		return len(text)
	}
	for i := start; ; {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}

// longestRun returns the length of the longest run of bytes that are all ASCII white space or all not; no piece of any
// pre-tokenizer is longer by more than the white space beside it.
func longestRun(s string) int {
	longest, start := 0, 0
	for i := 1; i <= len(s); i++ {
		if i == len(s) || isASCIISpace(s[i]) != isASCIISpace(s[start]) {
			longest = max(longest, i-start)
			start = i
		}
	}
	return longest
}

func isASCIISpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// encodeHere encodes text[start:end] without tiktoken-go.
func (b *BPE) encodeHere(tokens []Token, text string, start, end int) []Token {
	b.splitter.split(text[start:end], func(s, e int) {
		tokens = b.mergePiece(tokens, text, start+s, start+e)
	})
	return tokens
}

// mergePiece encodes one piece.
func (b *BPE) mergePiece(tokens []Token, text string, start, end int) []Token {
	if b.whole {
		if id, ok := b.table.find(text[start:end]); ok {
			return append(tokens, Token{id, start, end})
		}
	}
	m := b.mergers.Get().(*merger)
	b.spell(m, text[start:end])
	m.run(text[start:end], b.pairing, nil)
	m.each(func(_ int32, s symbol) {
		if s.id >= 0 {
			tokens = append(tokens, Token{s.id, start + s.start, start + s.end})
		}
	})
	b.mergers.Put(m)
	return tokens
}

// spell fills m with the single bytes of a piece. Bytes without a token become the unknown one, or are left out, so that
// those beside them are neighbours: as the field does.
func (b *BPE) spell(m *merger, piece string) {
	m.reset()
	for i := range len(piece) {
		id := b.table.single[piece[i]]
		if id < 0 {
			id = b.unknown
		}
		if id >= 0 {
			m.add(i, i+1, id)
		}
	}
}

// rankPairs joins any two neighbours that together are a token.
type rankPairs struct{ table *table }

func (r rankPairs) pair(text string, left, right symbol) (order, id int32, ok bool) {
	id, ok = r.table.find(text[left.start:right.end])
	return id, id, ok
}

// MergeStep is the state of a word after one merge.
type MergeStep struct {
	Pieces []Token
	At     int   // index of the piece just made; -1 in the first step
	Rank   int32 // place of the merge in the order of all merges (in a vocabulary of ranks: the id made); -1 in the first step
}

// Merges shows how the tokens of word are made: the single bytes first, then the pieces after each merge. The pieces
// that the pre-tokenizer makes of word are merged one after the other. A piece that is a token without merges leading to
// it, such as a Han character of its own, is made in one step. The result grows with the square of the word's length.
func (b *BPE) Merges(word string) []MergeStep {
	var pieces []Token
	for i := range len(word) {
		if id := b.table.single[word[i]]; id >= 0 {
			pieces = append(pieces, Token{id, i, i + 1})
		}
	}
	trace := &mergeTrace{pieces: pieces}
	trace.record(-1, -1)
	for start := 0; start < len(word); {
		end := validEnd(word, start)
		if end > start {
			b.splitter.split(word[start:end], func(s, e int) { b.tracePiece(trace, word, start+s, start+e) })
		} else {
			for end < len(word) && !validAt(word, end) {
				end++
			}
			b.tracePiece(trace, word, start, end)
		}
		start = end
	}
	return trace.steps
}

func (b *BPE) tracePiece(trace *mergeTrace, word string, start, end int) {
	piece := word[start:end]
	id, isToken := b.table.find(piece)
	m := &merger{}
	b.spell(m, piece)
	if b.whole && isToken && !b.reaches(piece) {
		trace.join(start, end, id, id)
		return
	}
	m.run(piece, b.pairing, func(grown, order int32) {
		s := m.symbols[grown]
		trace.join(start+s.start, start+s.end, s.id, order)
	})
}

// reaches tells whether merging makes a single token of piece.
func (b *BPE) reaches(piece string) bool {
	m := &merger{}
	b.spell(m, piece)
	m.run(piece, b.pairing, nil)
	return len(m.symbols) > 0 && m.symbols[0].next < 0
}

// mergeTrace collects steps.
type mergeTrace struct {
	pieces []Token
	steps  []MergeStep
}

func (t *mergeTrace) record(at int, rank int32) {
	t.steps = append(t.steps, MergeStep{append([]Token(nil), t.pieces...), at, rank})
}

// join makes one piece of those in [start, end).
func (t *mergeTrace) join(start, end int, id, rank int32) {
	var out []Token
	at := -1
	for _, p := range t.pieces {
		if p.Start < start || p.End > end {
			out = append(out, p)
		} else if at < 0 {
			at = len(out)
			out = append(out, Token{id, start, end})
		}
	}
	t.pieces = out
	t.record(at, rank)
}
