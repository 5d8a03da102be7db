//go:build !edge

package token

// In the page the pieces are merged by our own loop alone, which the conformance tests hold to the same results:
// tiktoken-go brings net/http with it, which is more than a quarter of the engine's download, and takes tens of
// megabytes of maps for a large vocabulary.

// library is nothing here.
type library struct{}

func (b *BPE) throughTiktoken(tokens []Token, text string, start, end int) []Token {
	return b.encodeHere(tokens, text, start, end)
}
