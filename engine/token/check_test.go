package token_test

// Properties that hold for every tokenizer, used by the tests and the fuzz tests.

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pellucid/engine/token"

	"github.com/rivo/uniseg"
)

// checkCover makes sure that the tokens cover the text, in order and without gaps.
func checkCover(t testing.TB, text string, tokens []token.Token) {
	t.Helper()
	at := 0
	for i, token := range tokens {
		if token.Start != at || token.End < at {
			t.Fatalf("%q: token %d covers [%d, %d), wanted it to begin at %d", text, i, token.Start, token.End, at)
		}
		at = token.End
	}
	if at != len(text) {
		t.Fatalf("%q: the tokens cover %d of %d bytes", text, at, len(text))
	}
}

// checkGroups makes sure that the groups cover the text and the tokens, break between characters only, and could not be cut further.
func checkGroups(t testing.TB, text string, tokens []token.Token) {
	t.Helper()
	boundaries := map[int]bool{0: true}
	state, rest, end := -1, text, 0
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		end += len(cluster)
		boundaries[end] = true
	}
	at, next := 0, 0
	for i, g := range token.Groups(text, tokens) {
		if g.Start != at || g.First != next || g.Last <= g.First || g.End < g.Start {
			t.Fatalf("%q: group %d is %+v, wanted it to begin at byte %d and token %d", text, i, g, at, next)
		}
		if !boundaries[g.End] {
			t.Fatalf("%q: group %d ends at byte %d, inside a character", text, i, g.End)
		}
		for _, inner := range tokens[g.First : g.Last-1] {
			if boundaries[inner.End] {
				t.Fatalf("%q: group %d %+v could have ended at byte %d", text, i, g, inner.End)
			}
		}
		at, next = g.End, g.Last
	}
	if at != len(text) || next != len(tokens) {
		t.Fatalf("%q: the groups cover %d of %d bytes and %d of %d tokens", text, at, len(text), next, len(tokens))
	}
}

// checkStream makes sure that a stream gives the text, and no part of a character that goes on.
func checkStream(t testing.TB, tok token.Tokenizer, ids []int32, want string) {
	t.Helper()
	s := token.NewStream(tok)
	var got strings.Builder
	for _, id := range ids {
		part := s.Push(id)
		if utf8.ValidString(want) && !utf8.ValidString(part) {
			t.Fatalf("%s, %q: the stream let part of a character out: %q", tok.Name(), want, part)
		}
		got.WriteString(part)
	}
	got.WriteString(s.Flush())
	if got.String() != want {
		t.Fatalf("%s: wanted the stream to give %q, got %q", tok.Name(), want, got.String())
	}
}
