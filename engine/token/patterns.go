package token

// The pre-tokenizer patterns, by name, and how they are run. The published ones are tiktoken's; Qwen2's and Llama 3's
// are from their tokenizer.json files. Only named patterns are run, never one from a file: backtracking on a hostile
// pattern has no end. They are for regexp2, which tiktoken-go uses, because of the look-ahead in them.

import (
	"fmt"
	"sync"

	"github.com/dlclark/regexp2"
)

// The names of the published pre-tokenizers.
const (
	SplitGPT2   = "gpt2" // also r50k, p50k
	SplitCL100K = "cl100k"
	SplitO200K  = "o200k"
	SplitLlama3 = "llama3"
	SplitQwen2  = "qwen2"
	SplitThree  = "three digits" // Falcon
	// SplitDigitsGPT2 is SplitGPT2 with each digit alone (SmolLM2).
	SplitDigitsGPT2 = "digits+gpt2"
)

const (
	ownMarks = `\u3000-\u3007\u3008-\u303F\uFE30-\uFE4F\uFF00-\uFFEF\u2014\u2018-\u201D\u2026\u30FB`
	ownTail  = `|\p{N}|[` + ownMarks + `-[\p{L}\p{M}\p{N}\p{Han}]]| ?[^\s\p{L}\p{M}\p{N}\p{Han}` + ownMarks +
		`]+|[\s-[\u3000]]+(?!\S|\u3000)|[\s-[\u3000]]+`
	ownPattern = `['’](?:s|t|re|ve|m|ll|d)|`
)

var patterns = map[string]string{
	SplitGPT2:   `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
	SplitCL100K: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
	SplitO200K: `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|` +
		`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|` +
		`\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
	SplitLlama3: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
	SplitQwen2:  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
	SplitHan:    ownPattern + ` ?[\p{L}\p{M}-[\p{Han}]]+|\p{Han}` + ownTail,
	SplitWords:  ownPattern + ` ?[\p{L}\p{M}\p{Han}]+` + ownTail,
}

// newSplitter returns the pre-tokenizer of that name.
func newSplitter(name string) (splitter, error) {
	switch name {
	case SplitHan, SplitWords:
		return ownSplit{name == SplitHan}, nil
	case SplitDigitsGPT2:
		return digitSplit{&patternSplit{pattern: patterns[SplitGPT2]}}, nil
	}
	if name == SplitThree {
		return threeDigits{}, nil
	}
	if pattern, ok := patterns[name]; ok {
		return &patternSplit{pattern: pattern}, nil
	}
	return nil, fmt.Errorf("unknown pre-tokenizer %q: wanted %s, %s, %s, %s, %s, %s, %s or %s", name,
		SplitHan, SplitWords, SplitGPT2, SplitCL100K, SplitO200K, SplitLlama3, SplitQwen2, SplitDigitsGPT2)
}

// patternSplit cuts valid UTF-8 at the matches of a pattern, compiled when first used.
type patternSplit struct {
	pattern string
	once    sync.Once
	regexp  *regexp2.Regexp
}

func (p *patternSplit) split(text string, piece func(start, end int)) {
	p.once.Do(func() { p.regexp = regexp2.MustCompile(p.pattern, regexp2.None) })
	runes := []rune(text)
	at, end := 0, 0 // the same place in runes and in bytes
	advance := func(to int) {
		for ; at < to; at++ {
			end += runeLen(runes[at])
		}
	}
	start := 0
	// Neither call can fail: the only error there is, a time-out, is not asked for.
	for m, _ := p.regexp.FindRunesMatch(runes); m != nil && m.Length > 0; m, _ = p.regexp.FindNextMatch(m) {
		if advance(m.Index); end > start { // between matches
			piece(start, end)
			start = end
		}
		advance(m.Index + m.Length)
		piece(start, end)
		start = end
	}
	if start < len(text) {
		piece(start, len(text))
	}
}

func runeLen(r rune) int {
	switch {
	case r < 0x80:
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}

// digitSplit puts each numeral into a piece of its own and leaves the rest to another splitter.
type digitSplit struct{ rest splitter }

func (d digitSplit) split(text string, piece func(start, end int)) {
	start := 0
	flush := func(end int) {
		if end > start {
			offset := start
			d.rest.split(text[start:end], func(s, e int) { piece(s+offset, e+offset) })
		}
	}
	for i, r := range text {
		if classOf(r) == digit || isHanNumeral(r) {
			flush(i)
			start = i + runeLen(r)
			piece(i, start)
		}
	}
	flush(len(text))
}

// isHanNumeral tells the numerals that are of the Han script (〇 and 〡–〩), which classOf takes for Han characters.
func isHanNumeral(r rune) bool {
	return r == 0x3007 || r >= 0x3021 && r <= 0x3029 || r >= 0x3038 && r <= 0x303B && r != 0x303B
}
