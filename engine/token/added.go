package token

// Tokens that are found in a text before it is cut (added_tokens of tokenizer.json): special ones, where they are meant
// as such, and user-defined ones.

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// added is such a token.
type added struct {
	id             int32
	text           string
	lstrip, rstrip bool // it takes the white space beside it
	single         bool // it is no part of a longer word
}

// flagsOf is a token with the flags that a list has for its id.
func flagsOf(list []added, a added) added {
	for _, other := range list {
		if other.id == a.id {
			a.lstrip, a.rstrip, a.single = other.lstrip, other.rstrip, other.single
		}
	}
	return a
}

// match is where an added token is, with the white space that it takes.
type match struct {
	id         int32
	start, end int
}

// longestFirst sorts tokens as findAdded wants them.
func longestFirst(list []added) {
	sort.SliceStable(list, func(i, j int) bool { return len(list[i].text) > len(list[j].text) })
}

// findAdded yields the added tokens in text from left to right, the longest at each place; list has the longest first.
func findAdded(text string, list []added) func(yield func(match) bool) {
	return func(yield func(match) bool) {
		if len(list) == 0 {
			return
		}
		names := make([]string, len(list))
		for i, a := range list {
			names[i] = a.text
		}
		done := 0
		for at, name := range splitSpecials(text, names) {
			a := list[slices.Index(names, name)]
			m := match{a.id, at, at + len(name)}
			if a.single && (wordBefore(text[:m.start]) || wordAfter(text[m.end:])) || m.start < done {
				continue
			}
			if a.lstrip {
				m.start = max(done, len(strings.TrimRightFunc(text[:m.start], unicode.IsSpace)))
			}
			if a.rstrip {
				m.end = len(text) - len(strings.TrimLeftFunc(text[m.end:], unicode.IsSpace))
			}
			if done = m.end; !yield(m) {
				return
			}
		}
	}
}

func wordBefore(text string) bool {
	r, n := utf8.DecodeLastRuneInString(text)
	return n > 0 && inAWord(r)
}

func wordAfter(text string) bool {
	r, n := utf8.DecodeRuneInString(text)
	return n > 0 && inAWord(r)
}

func inAWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}
