// Command words makes assets/words/zh.txt, the list by which the page cuts Chinese into words, from the HSK word lists:
//
//	go run ./build/words [-from ../shared/data/words/hsk_words.tsv] [-out assets/words/zh.txt]
//
// Only the words are taken, no glosses (drkameleon/complete-hsk-vocabulary, MIT). A line holds all words of one length,
// one character first, without anything between them, the commonest first. What would make the file larger than
// most bytes is left out, the rarest words first.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	most    = 60_000 // bytes of the file
	longest = 4      // characters of a word
)

func main() {
	log.SetFlags(0)
	from := flag.String("from", "../shared/data/words/hsk_words.tsv", "the HSK lists")
	out := flag.String("out", "assets/words/zh.txt", "the file to write")
	flag.Parse()
	table, err := os.ReadFile(*from)
	if err != nil {
		log.Fatal(err)
	}
	list, err := derive(table)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, list, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d bytes\n", *out, len(list))
}

// word is a row of the table.
type word struct {
	text string
	rank int
}

// derive makes the list from the table: columns frequency_rank and simplified, with a line of names first.
func derive(table []byte) ([]byte, error) {
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")
	if !strings.HasPrefix(lines[0], "frequency_rank\tsimplified\t") {
		return nil, errors.New("the table has no columns frequency_rank and simplified")
	}
	var words []word
	for i, line := range lines[1:] {
		columns := strings.Split(line, "\t")
		rank, err := strconv.Atoi(columns[0])
		if err != nil || len(columns) < 2 {
			return nil, fmt.Errorf("line %d of the table has no rank and word", i+2)
		}
		if han(columns[1]) && utf8.RuneCountInString(columns[1]) <= longest {
			words = append(words, word{columns[1], rank})
		}
	}
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(a.rank, b.rank) })
	var byLength [longest]bytes.Buffer
	size := longest // line breaks
	for _, w := range words {
		if size += len(w.text); size > most {
			break
		}
		byLength[utf8.RuneCountInString(w.text)-1].WriteString(w.text)
	}
	var list bytes.Buffer
	for i := range byLength {
		list.Write(byLength[i].Bytes())
		list.WriteByte('\n')
	}
	return list.Bytes(), nil
}

// han is whether a text is of Han characters alone.
func han(text string) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return text != ""
}
