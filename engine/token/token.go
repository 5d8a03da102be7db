package token

// The interface that every tokenizer meets, small enough for the three families to share, and what can be done
// with any of them.

import "strings"

// Token is one token of a text and the bytes [Start, End) of the text that it covers.
// Start == End for a token that stands for none of the text, such as a space a tokenizer puts before the first word.
type Token struct {
	ID         int32
	Start, End int
}

// Special is a token that no text is encoded to, such as a begin or padding token.
type Special struct {
	ID   int32  `json:"id"`
	Text string `json:"text"`
}

// Tokenizer is a vocabulary and the way to encode with it. Tokenizers may be used from several goroutines at once.
type Tokenizer interface {
	// Name says which vocabulary this is.
	Name() string
	// Size is one more than the largest id, special tokens included; not every id below it need exist.
	Size() int
	// Encode returns the tokens of text, which may be any bytes. Text that looks like a special token is plain text to it.
	Encode(text string) []Token
	// Decode returns the bytes the ids stand for; special and unknown ids stand for none.
	Decode(ids []int32) []byte
	// Bytes returns what one token reads as (special tokens: their name), or nil if there is no such id.
	Bytes(id int32) []byte
	// Specials lists the special tokens, ordered by id.
	Specials() []Special
}

// IDs returns the ids of tokens.
func IDs(tokens []Token) []int32 {
	ids := make([]int32, len(tokens))
	for i, t := range tokens {
		ids[i] = t.ID
	}
	return ids
}

// FindSpecial returns the id of the special token named text.
func FindSpecial(t Tokenizer, text string) (id int32, ok bool) {
	for _, s := range t.Specials() {
		if s.Text == text {
			return s.ID, true
		}
	}
	return 0, false
}

// EncodeSpecials encodes text in which the special tokens named in allowed (all of t's when nil) are meant as such.
// At each place the longest name wins.
func EncodeSpecials(t Tokenizer, text string, allowed []string) []Token {
	var flags, list []added
	if f, ok := t.(interface{ addedTokens() []added }); ok {
		flags = f.addedTokens()
	}
	for _, s := range t.Specials() {
		if s.Text != "" && (allowed == nil || contains(allowed, s.Text)) {
			list = append(list, flagsOf(flags, added{id: s.ID, text: s.Text}))
		}
	}
	longestFirst(list)
	encode := func(text string, first bool) []Token { return t.Encode(text) }
	if p, ok := t.(interface {
		encodeAt(text string, first bool) []Token
	}); ok {
		encode = p.encodeAt
	}
	var tokens []Token
	plain := func(start, end int) {
		for _, token := range encode(text[start:end], start == 0) {
			tokens = append(tokens, Token{token.ID, token.Start + start, token.End + start})
		}
	}
	start := 0
	for m := range findAdded(text, list) {
		if m.start > start {
			plain(start, m.start)
		}
		start = m.end
		tokens = append(tokens, Token{m.id, m.start, m.end})
	}
	if start < len(text) {
		plain(start, len(text))
	}
	return tokens
}

// splitSpecials yields where names (longest first) occur in text, from left to right, without overlap.
// The next place of each name is remembered, so that a text without names is searched once a name.
func splitSpecials(text string, names []string) func(yield func(at int, name string) bool) {
	return func(yield func(int, string) bool) {
		next := make([]int, len(names))
		for i := range next {
			next[i] = -1
		}
		for start := 0; ; {
			best := -1
			for i, name := range names {
				if next[i] < start {
					if at := strings.Index(text[start:], name); at < 0 {
						next[i] = len(text)
					} else {
						next[i] = start + at
					}
				}
				if next[i] < len(text) && (best < 0 || next[i] < next[best]) {
					best = i
				}
			}
			if best < 0 || !yield(next[best], names[best]) {
				return
			}
			start = next[best] + len(names[best])
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}
