package api

// Tokens as a page shows them: with their bytes, their places in the text, and the groups of them that only together
// are whole characters.

import (
	"slices"
	"unicode/utf8"

	"pellucid/engine/token"
)

// show makes the page's form of tokens of a text, as Encode returned them.
func show(t token.Tokenizer, text string, tokens []token.Token) Tokens {
	special := specialIDs(t)
	shown := Tokens{Tokens: make([]Token, len(tokens))}
	for i, tok := range tokens {
		shown.Tokens[i] = showOne(t, special, tok.ID)
		shown.Tokens[i].Start, shown.Tokens[i].End = tok.Start, tok.End
	}
	for g, group := range token.Groups(text, tokens) {
		covered := text[group.Start:group.End]
		if group.Start == group.End {
			covered = shown.Tokens[group.First].Text
		}
		if !utf8.ValidString(covered) {
			covered = ""
		}
		shown.Groups = append(shown.Groups, Group{Text: covered, First: group.First, Last: group.Last})
		for i := group.First; i < group.Last; i++ {
			shown.Tokens[i].Group = g
		}
	}
	return shown
}

// showIDs is show for ids that came out of a model after others, and the text they read as.
func showIDs(t token.Tokenizer, before, ids []int32) (Tokens, string) {
	tokens, all := make([]token.Token, len(ids)), slices.Concat(before, ids)
	offset := len(t.Decode(before))
	start := 0
	for i, id := range ids {
		end := max(0, len(t.Decode(all[:len(before)+i+1]))-offset)
		tokens[i] = token.Token{ID: id, Start: min(start, end), End: end}
		start = end
	}
	text := string(t.Decode(all)[offset:])
	return show(t, text, tokens), text
}

// showOne is a token by itself.
func showOne(t token.Tokenizer, special map[int32]bool, id int32) Token {
	content := t.Bytes(id)
	shown := Token{ID: id, Bytes: hexPairs(content), Special: special[id]}
	if utf8.Valid(content) {
		shown.Text = string(content)
	}
	return shown
}

func specialIDs(t token.Tokenizer) map[int32]bool {
	ids := map[int32]bool{}
	for _, s := range t.Specials() {
		ids[s.ID] = true
	}
	return ids
}

// hexPairs is "E4 BD A0".
func hexPairs(content []byte) string {
	const digits = "0123456789ABCDEF"
	var pairs []byte
	for i, c := range content {
		if i > 0 {
			pairs = append(pairs, ' ')
		}
		pairs = append(pairs, digits[c>>4], digits[c&15])
	}
	return string(pairs)
}
