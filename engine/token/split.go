package token

// Our own pre-tokenizers: how a text is cut into the pieces inside which BPE may merge. Written out as code, for the
// trainer cuts some hundred thousand sentences; the same cut as a pattern is in patterns.go, and a test holds the two
// together. Every byte of the text is in exactly one piece.

import (
	"unicode"
	"unicode/utf8"
)

// splitter cuts text into pieces [start, end), in order, covering it wholly.
type splitter interface {
	split(text string, piece func(start, end int))
}

// The names of our own pre-tokenizers, as a vocabulary's header states them.
const (
	// SplitHan cuts, from left to right:
	//   - a contraction: ' or ’ with s, t, re, ve, m, ll or d
	//   - a Han character, alone
	//   - a run of letters and combining marks other than Han, with the space before it
	//   - a digit (any numeral), alone
	//   - a CJK punctuation mark (also — “ ” ‘ ’ …), alone
	//   - a run of other punctuation and symbols, with the space before it
	//   - a run of white space, less its last character if something follows
	SplitHan = "han-1"
	// SplitWords is the same, but Han characters are letters like others.
	SplitWords = "words-1"
)

// class is what a rune is to our pre-tokenizers.
type class uint8

const (
	other class = iota
	letter
	digit
	mark
	space
	han
)

// classes holds the class of every rune below 0x300.
var classes = func() (c [0x300]class) {
	for r := range c {
		c[r] = slowClass(rune(r))
	}
	return
}()

func classOf(r rune) class {
	switch {
	case r < 0x300:
		return classes[r]
	case r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF:
		return han
	case r >= 0x3041 && r <= 0x3096 || r >= 0xAC00 && r <= 0xD7A3:
		return letter
	}
	return slowClass(r)
}

func slowClass(r rune) class {
	switch {
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.In(r, unicode.L, unicode.M):
		return letter
	case unicode.Is(unicode.N, r):
		return digit
	case isMark(r):
		return mark
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// isMark tells the punctuation of Chinese and Japanese text, among runes that are neither letter, numeral nor Han.
func isMark(r rune) bool {
	switch {
	case r >= 0x3000 && r <= 0x303F, r >= 0xFE30 && r <= 0xFE4F, r >= 0xFF00 && r <= 0xFFEF:
		return true
	case r == 0x2014, r >= 0x2018 && r <= 0x201D, r == 0x2026, r == 0x30FB:
		return true
	}
	return false
}

// ownSplit is SplitHan or SplitWords.
type ownSplit struct{ hanSingle bool }

func (o ownSplit) class(r rune) class {
	c := classOf(r)
	if c == han && !o.hanSingle {
		return letter
	}
	return c
}

// runEnd returns where the run of class c that goes on at i ends.
func (o ownSplit) runEnd(text string, i int, c class) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if o.class(r) != c {
			break
		}
		i += n
	}
	return i
}

func (o ownSplit) split(text string, piece func(start, end int)) {
	for i := 0; i < len(text); {
		end := o.next(text, i)
		piece(i, end)
		i = end
	}
}

// next returns where the piece that starts at i ends.
func (o ownSplit) next(text string, i int) int {
	if n := contraction(text[i:]); n > 0 {
		return i + n
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	switch c := o.class(r); c {
	case han, digit, mark:
		return i + n
	case letter, other:
		return o.runEnd(text, i+n, c)
	}
	if r == ' ' && i+1 < len(text) { // a space before a word or symbols belongs to it
		r, n := utf8.DecodeRuneInString(text[i+1:])
		if c := o.class(r); c == letter || c == other {
			return o.runEnd(text, i+1+n, c)
		}
	}
	end := o.runEnd(text, i, space)
	if end == len(text) {
		return end
	}
	_, last := utf8.DecodeLastRuneInString(text[:end])
	if end-last > i {
		return end - last
	}
	return end
}

// contraction returns the length of the English contraction that s begins with, or 0.
func contraction(s string) int {
	n := 0
	switch {
	case len(s) > 1 && s[0] == '\'':
		n = 1
	case len(s) > 3 && s[:3] == "’":
		n = 3
	default:
		return 0
	}
	switch s[n] {
	case 's', 't', 'm', 'd':
		return n + 1
	}
	if len(s) > n+1 {
		switch s[n : n+2] {
		case "re", "ve", "ll":
			return n + 2
		}
	}
	return 0
}
