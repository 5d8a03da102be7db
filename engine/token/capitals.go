package token

// Capitals for English typed without any. A vocabulary learned from edited text has a name only with its capital, and a sentence
// typed in lower case would be cut into other tokens than those the model met.

import (
	"bytes"
	"strings"
	"unicode"
)

// capitals is the step that gives them back to a text that has none: to “I” and words that the vocabulary has as one token only
// so (“Beijing”, “Monday”), and, in a text that ends as sentences do, to the first letter of each.
func capitals(t *table) step {
	return func(n *normal) *normal {
		text := string(n.text)
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsUpper(r) || unicode.Is(unicode.Han, r) }) {
			return n
		}
		sentences := endsSentence(text)
		m := &normal{text: bytes.Clone(n.text), from: n.from}
		for start := 0; start < len(text); start++ {
			if !lower(text[start]) || start > 0 && goesOn(text[start-1]) {
				continue
			}
			end := start + 1
			for end < len(text) && lower(text[end]) {
				end++
			}
			if t.isName(text[start:end], text[end:]) || sentences && beginsSentence(text[:start]) {
				m.text[start] -= 'a' - 'A'
			}
			start = end - 1
		}
		return m
	}
}

// isName says whether a word in lower case, with what follows it, is “I” or a token only with a capital.
func (t *table) isName(word, rest string) bool {
	if len(word) == 1 { // but the “i” of “i.e.” and “i-th”
		return word[0] == 'i' && !strings.HasPrefix(rest, "-") && (!strings.HasPrefix(rest, ".") || len(rest) == 1)
	}
	if _, ok := t.find(" " + word); ok {
		return false
	}
	_, ok := t.find(" " + string(word[0]-'a'+'A') + word[1:])
	return ok
}

func lower(c byte) bool { return 'a' <= c && c <= 'z' }

// goesOn says whether a letter behind this byte does not begin a word: “don't”, “3rd”, “é” in bytes.
func goesOn(c byte) bool {
	return lower(c) || '0' <= c && c <= '9' || c == '\'' || c == '-' || c >= 0x80
}

func endsSentence(text string) bool {
	text = strings.TrimRight(text, "\")")
	return text != "" && strings.IndexByte(".!?", text[len(text)-1]) >= 0
}

// beginsSentence says whether what follows this text is the first word of a sentence.
func beginsSentence(before string) bool {
	left := strings.TrimRight(before, "\"( ") // quotes and space
	return left == "" || len(left) < len(before) && endsSentence(left)
}
