package world

// The world's statements and stories as sentences of words, for what learns from words rather than tokens.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences is n texts of what is told of the residents, each sentence as its words: in English lower case without marks, in
// Chinese the world's own words and single characters.
func (w *World) Sentences(l Language, n int) [][]string {
	words := map[string]bool{}
	longest := 1
	for _, list := range [][]word{names, homes, ages, colours, things, foods, classes, kindWords()} {
		for _, one := range list {
			words[one.zh] = true
			longest = max(longest, utf8.RuneCountInString(one.zh))
		}
	}
	var sentences [][]string
	for _, part := range w.Parts(n, []Language{l}, func(name string) bool { return name == PartTold }) {
		for _, text := range part.Texts {
			for _, s := range strings.FieldsFunc(text.Text, func(r rune) bool { return strings.ContainsRune(".?!。？！\n", r) }) {
				if l == Chinese {
					sentences = append(sentences, cutChinese(s, words, longest))
				} else {
					sentences = append(sentences, strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
						return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
					}))
				}
			}
		}
	}
	return sentences
}

// Telling are words of the world that belong to kinds anyone can name: colours, foods and animals.
func Telling(l Language) (list []string) {
	for _, words := range [][]word{colours, foods, kindWords()} {
		for _, one := range words {
			text := strings.ToLower(one.in(l))
			list = append(list, text[strings.LastIndex(text, " ")+1:])
		}
	}
	return list
}

func kindWords() (list []word) {
	for _, k := range kinds {
		list = append(list, k.one)
	}
	return list
}

// cutChinese takes the longest of words at each place, or one character; marks are left out.
func cutChinese(s string, words map[string]bool, longest int) (cut []string) {
	runes := []rune(s)
	for at := 0; at < len(runes); {
		size := min(longest, len(runes)-at)
		for size > 1 && !words[string(runes[at:at+size])] {
			size--
		}
		if unicode.IsLetter(runes[at]) || unicode.IsDigit(runes[at]) {
			cut = append(cut, string(runes[at:at+size]))
		}
		at += size
	}
	return cut
}
