package main

// Single words: what a visitor types first, and what sentences alone do not teach.

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"pellucid/engine/token"
)

// word is one line of words/hsk_words.tsv.
type word struct {
	rank    int // by frequency
	chinese string
	glosses []string // the first is the most usual
}

// readWords reads frequency rank, word, traditional form, levels, parts of speech, glosses ("|" between), after a line of headings.
func readWords(folder string) ([]word, error) {
	path := filepath.Join(folder, "words", "hsk_words.tsv")
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var words []word
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 6 {
			return nil, fmt.Errorf("%s:%d: want 6 fields, got %d", path, n, len(fields))
		}
		rank, err := strconv.Atoi(fields[0])
		if err != nil {
			continue // headings, or a word without a rank
		}
		words = append(words, word{rank, fields[1], strings.Split(fields[5], "|")})
	}
	return words, lines.Err()
}

// wordPairs is each word with its first gloss, where that is short and plain. Verbs stand without "to" as well as with it.
func wordPairs(words []word, skip func(pair) bool) (pairs []pair) {
	for _, w := range words {
		gloss := token.Tidy(w.glosses[0])
		if gloss == "" || strings.ContainsAny(gloss, `()[]~"`) || len(strings.Fields(gloss)) > 4 || strings.ContainsFunc(gloss, func(r rune) bool { return r > 0x24f }) {
			continue
		}
		p := pair{gloss, w.chinese, "hsk"}
		if skip(p) || vulgar(p) != "" {
			continue
		}
		pairs = append(pairs, p)
		if verb, ok := strings.CutPrefix(gloss, "to "); ok && !strings.Contains(verb, " ") {
			pairs = append(pairs, pair{verb, w.chinese, "hsk"})
		}
	}
	return pairs
}

// hanOf is every Han character of the words.
func hanOf(words []word) map[rune]bool {
	han := map[rune]bool{}
	for _, w := range words {
		for _, r := range w.chinese {
			if unicode.Is(unicode.Han, r) {
				han[r] = true
			}
		}
	}
	return han
}
