package main

// What the translator's vocabulary says of reading: OpenCC's table of traditional characters (pairs/simplify.txt, every single
// character that its "t" to "cn" conversion changes into one other), as far as the vocabulary needs it.

import (
	"strings"

	"pellucid/engine/token"
)

// reading simplifies the characters that a vocabulary lacks and whose simplified form it has.
func reading(t *token.BPE) *token.Reading {
	table, err := pairFiles.ReadFile("pairs/simplify.txt")
	if err != nil {
		panic("train: " + err.Error()) // it is embedded
	}
	single := map[string]bool{}
	for id := range int32(t.Size()) {
		single[string(t.Bytes(id))] = true
	}
	var needed strings.Builder
	from := ""
	for _, r := range string(table) {
		if from == "" {
			from = string(r)
			continue
		}
		if !single[from] && single[string(r)] {
			needed.WriteString(from + string(r))
		}
		from = ""
	}
	return &token.Reading{Simplify: needed.String(), Capitals: true}
}
