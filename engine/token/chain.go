package token

// Pre-tokenizers of several steps, each of which cuts the pieces of the one before it.

import (
	"unicode"
	"unicode/utf8"
)

// chain is splitters one after the other.
type chain []splitter

func (c chain) split(text string, piece func(start, end int)) {
	if len(c) == 0 {
		if text != "" {
			piece(0, len(text))
		}
		return
	}
	c[0].split(text, func(start, end int) {
		c[1:].split(text[start:end], func(s, e int) { piece(start+s, start+e) })
	})
}

// runs sets characters of a kind apart: each by itself, or runs of them.
type runs struct {
	is    func(r rune) bool
	alone bool
}

func (s runs) split(text string, piece func(start, end int)) {
	start, inside := 0, false
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if is := s.is(r); i > start && (is != inside || is && s.alone) {
			piece(start, i)
			start, inside = i, is
		} else if i == start {
			inside = is
		}
		i += n
	}
	if start < len(text) {
		piece(start, len(text))
	}
}

// isNumeral tells numerals of any script.
func isNumeral(r rune) bool { return unicode.Is(unicode.N, r) }

// digitBytes sets digits apart after the text has been written in GPT-2's byte alphabet, where some bytes of other
// characters look like numerals too: ² ³ ¹ ¼ ½ ¾.
type digitBytes struct{ alone bool }

func (s digitBytes) split(text string, piece func(start, end int)) {
	is := func(b byte) bool {
		return b >= '0' && b <= '9' || b == 0xB2 || b == 0xB3 || b == 0xB9 || b >= 0xBC && b <= 0xBE
	}
	start := 0
	for i := 1; i <= len(text); i++ {
		if i == len(text) || is(text[i]) != is(text[i-1]) || is(text[i]) && s.alone {
			piece(start, i)
			start = i
		}
	}
}

// threeDigits sets apart every three digits that follow each other (Falcon).
type threeDigits struct{}

func (threeDigits) split(text string, piece func(start, end int)) {
	start, run := 0, 0
	for i := range len(text) {
		if run++; text[i] < '0' || text[i] > '9' {
			run = 0
		}
		if run == 3 {
			if i-2 > start {
				piece(start, i-2)
			}
			piece(i-2, i+1)
			start, run = i+1, 0
		}
	}
	if start < len(text) {
		piece(start, len(text))
	}
}
