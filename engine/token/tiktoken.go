//go:build !js || edge

package token

// Encoding through tiktoken-go, the field's own library in Go.

import (
	"sync"

	"github.com/pkoukk/tiktoken-go"
)

// library is tiktoken-go's form of a vocabulary.
type library struct {
	once     sync.Once
	tiktoken *tiktoken.Tiktoken
}

// throughTiktoken encodes text[start:end], which is valid UTF-8. tiktoken-go gives ids only: the places follow from
// the lengths of their bytes. It is built when first needed, for it takes several times the memory of the table.
func (b *BPE) throughTiktoken(tokens []Token, text string, start, end int) []Token {
	b.library.once.Do(b.buildTiktoken)
	at := start
	for _, id := range b.library.tiktoken.EncodeOrdinary(text[start:end]) {
		next := at + len(b.table.bytes(int32(id)))
		tokens = append(tokens, Token{int32(id), at, next})
		at = next
	}
	return tokens
}

func (b *BPE) buildTiktoken() {
	ranks := make(map[string]int, b.table.size())
	for id := range int32(b.table.size()) {
		if s := b.table.bytes(id); s != "" {
			ranks[s] = int(id)
		}
	}
	core, err := tiktoken.NewCoreBPE(ranks, nil, patterns[b.header.Split])
	if err != nil {
		panic("token: a named pattern does not compile: " + err.Error())
	}
	b.library.tiktoken = tiktoken.NewTiktoken(core, nil, nil)
}
