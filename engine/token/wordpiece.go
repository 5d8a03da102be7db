package token

// WordPiece as BERT uses it (Devlin et al. 2019, arXiv:1810.04805): the text is cleaned, cut into words at white space,
// around punctuation and around every Chinese character, and each word is cut into the longest pieces from the left.
// It loses white space, and case and accents where the vocabulary has none; the tokens still name the bytes of the text.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// WordPieceVocabulary is what NewWordPiece needs. Tokens and Types are by id.
type WordPieceVocabulary struct {
	Name   string
	Tokens []string
	Types  []int32 // TypeNormal, TypeControl …
	// Prefix marks a piece that goes on a word, "##"; if it is "", tokens are written as in GGUF files instead, where a
	// piece that begins a word has "▁" before it and one that goes on has nothing.
	Prefix        string
	Unknown       string // the token of a word that cannot be cut; "" is "[UNK]"
	MaxCharacters int    // of a word; longer ones are unknown; 0 is 100
	Lowercase     bool
	StripAccents  bool
}

// WordPiece is a WordPiece vocabulary.
type WordPiece struct {
	name         string
	table        *table // pieces that begin a word with a space before them
	types        []int32
	specials     []Special
	unknown      int32
	longest      int // bytes of the longest piece
	maxRunes     int
	lower, strip bool
}

// NewWordPiece checks and indexes a vocabulary.
func NewWordPiece(v WordPieceVocabulary) (*WordPiece, error) {
	w, err := newWordPiece(v)
	if err != nil {
		return nil, &vocabularyError{v.Name, err}
	}
	return w, nil
}

func newWordPiece(v WordPieceVocabulary) (*WordPiece, error) {
	if len(v.Types) != len(v.Tokens) {
		return nil, fmt.Errorf("wanted a type for each of %d tokens, got %d", len(v.Tokens), len(v.Types))
	}
	w := &WordPiece{name: v.Name, types: v.Types, unknown: -1, maxRunes: v.MaxCharacters, lower: v.Lowercase, strip: v.StripAccents}
	if w.maxRunes <= 0 {
		w.maxRunes = 100
	}
	unknown := v.Unknown
	if unknown == "" {
		unknown = "[UNK]"
	}
	texts := make([]string, len(v.Tokens))
	for id, token := range v.Tokens {
		if token == unknown {
			w.unknown = int32(id)
		}
		switch v.Types[id] {
		case TypeNormal, TypeUserDefined:
			texts[id] = inWord(token, v.Prefix)
			w.longest = max(w.longest, len(texts[id]))
		case TypeControl, TypeUnknown:
			texts[id] = token
			w.specials = append(w.specials, Special{int32(id), token})
		case TypeUnused:
		default:
			return nil, fmt.Errorf("token %d: type %d does not belong in a WordPiece vocabulary", id, v.Types[id])
		}
	}
	if w.unknown < 0 {
		return nil, fmt.Errorf("wanted the token %q for words that cannot be cut, got none", unknown)
	}
	var err error
	w.table, err = newTable(texts, func(id int32) bool { return v.Types[id] != TypeNormal && v.Types[id] != TypeUserDefined })
	return w, err
}

// inWord puts a space before a piece that begins a word, and nothing before one that goes on.
func inWord(token, prefix string) string {
	if prefix == "" {
		if rest, ok := strings.CutPrefix(token, "▁"); ok {
			return " " + rest
		}
		return token
	}
	if rest, ok := strings.CutPrefix(token, prefix); ok && rest != "" {
		return rest
	}
	return " " + token
}

// Name is the vocabulary's.
func (w *WordPiece) Name() string { return w.name }

// Size is the number of tokens.
func (w *WordPiece) Size() int { return w.table.size() }

// Specials lists the special tokens, ordered by id.
func (w *WordPiece) Specials() []Special { return w.specials }

// Bytes returns the letters of a piece, without the sign of whether it begins a word.
func (w *WordPiece) Bytes(id int32) []byte {
	if text := w.table.bytes(id); text != "" {
		return []byte(strings.TrimPrefix(text, " "))
	}
	return nil
}

// Decode joins pieces to words, and words with spaces, but for two of which one is Chinese: these have none in writing.
func (w *WordPiece) Decode(ids []int32) []byte {
	var out []byte
	for _, id := range ids {
		text := w.table.bytes(id)
		if text == "" || w.types[id] == TypeControl || w.types[id] == TypeUnknown {
			continue
		}
		if rest, begins := strings.CutPrefix(text, " "); begins {
			last, _ := utf8.DecodeLastRune(out)
			first, _ := utf8.DecodeRuneInString(rest)
			if len(out) > 0 && !isChinese(last) && !isChinese(first) {
				out = append(out, ' ')
			}
			text = rest
		}
		out = append(out, text...)
	}
	return out
}

// isChinese tells what is written without spaces.
func isChinese(r rune) bool {
	c := classOf(r)
	return c == han || c == mark
}

// Encode returns the tokens of text. White space, control characters and bytes that are not UTF-8 are in no token.
func (w *WordPiece) Encode(text string) []Token {
	var tokens []Token
	word := &bertWord{}
	flush := func() {
		if len(word.runes) > 0 {
			tokens = w.encodeWord(tokens, word)
			*word = bertWord{runes: word.runes[:0], places: word.places[:0]}
		}
	}
	for i, r := range text {
		n := 1
		if r != utf8.RuneError {
			n = runeLen(r)
		}
		switch {
		case r == '\t' || r == '\n' || r == '\r' || unicode.IsSpace(r):
			flush()
		case r == 0 || r == utf8.RuneError || isControl(r):
		default:
			for _, folded := range w.fold(r) {
				alone := isBERTPunctuation(folded) || isBERTChinese(folded)
				if alone {
					flush()
				}
				word.add(folded, i, i+n)
				if alone {
					flush()
				}
			}
		}
	}
	flush()
	return tokens
}

// fold lowercases and strips accents as the vocabulary wants.
func (w *WordPiece) fold(r rune) []rune {
	runes := []rune{r}
	if w.strip && r >= 0x80 {
		runes = runes[:0]
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				runes = append(runes, d)
			}
		}
	}
	if w.lower {
		for i := range runes {
			runes[i] = unicode.ToLower(runes[i])
		}
	}
	return runes
}

// bertWord is a word after folding, and the bytes of the text that each rune comes from.
type bertWord struct {
	runes  []rune
	places [][2]int
}

func (b *bertWord) add(r rune, start, end int) {
	b.runes = append(b.runes, r)
	b.places = append(b.places, [2]int{start, end})
}

// encodeWord takes the longest piece from the left until the word is used up; if that fails the whole word is unknown.
func (w *WordPiece) encodeWord(tokens []Token, word *bertWord) []Token {
	end := word.places[len(word.places)-1][1]
	unknown := Token{w.unknown, word.places[0][0], end}
	if len(word.runes) > w.maxRunes {
		return append(tokens, unknown)
	}
	before := len(tokens)
	for i := 0; i < len(word.runes); {
		id, next := w.longestPiece(word.runes, i)
		if next == i {
			return append(tokens[:before], unknown)
		}
		tokens = append(tokens, Token{id, word.places[i][0], word.places[next-1][1]})
		i = next
	}
	return tokens
}

// longestPiece returns the longest piece of the word from rune i and where it ends; i if there is none.
func (w *WordPiece) longestPiece(runes []rune, i int) (id int32, end int) {
	rest := string(runes[i:])
	if i == 0 {
		rest = " " + rest
	}
	for end = len(runes); end > i; end-- {
		if len(rest) <= w.longest {
			if id, ok := w.table.find(rest); ok {
				return id, end
			}
		}
		rest = rest[:len(rest)-utf8.RuneLen(runes[end-1])]
	}
	return 0, i
}

// isControl tells control, format and private-use characters; unassigned ones are not among them.
func isControl(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) }

// isBERTPunctuation tells ASCII symbols and the punctuation of Unicode 8, for that is what tokenizers' tables have: marks
// that came later are letters of unknown words there.
func isBERTPunctuation(r rune) bool {
	return r < 0x80 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) || unicode.IsPunct(r) && !unicode.Is(laterPunctuation, r)
}

// laterPunctuation is the punctuation that Unicode has added since version 8.
var laterPunctuation = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x061D, Hi: 0x061D, Stride: 1}, {Lo: 0x0C77, Hi: 0x0C77, Stride: 1},
		{Lo: 0x1B4E, Hi: 0x1B4F, Stride: 1}, {Lo: 0x1B7D, Hi: 0x1B7F, Stride: 1}, {Lo: 0x2E43, Hi: 0x2E5D, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x10EAD, Hi: 0x10EAD, Stride: 1}, {Lo: 0x10F55, Hi: 0x10F89, Stride: 1},
		{Lo: 0x1144B, Hi: 0x1145D, Stride: 1}, {Lo: 0x11660, Hi: 0x116B9, Stride: 1}, {Lo: 0x1183B, Hi: 0x11946, Stride: 1},
		{Lo: 0x119E2, Hi: 0x11EF8, Stride: 1}, {Lo: 0x11F43, Hi: 0x11FFF, Stride: 1}, {Lo: 0x1E5FF, Hi: 0x1E95F, Stride: 1}},
}

// isBERTChinese tells the blocks that BERT sets apart: CJK ideographs, not kana or Hangul.
func isBERTChinese(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r >= 0x20000 && r <= 0x2A6DF ||
		r >= 0x2A700 && r <= 0x2CEAF || r >= 0xF900 && r <= 0xFAFF || r >= 0x2F800 && r <= 0x2FA1F
}
