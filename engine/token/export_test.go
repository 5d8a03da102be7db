package token

import "testing"

// SmallTokenizers returns one small tokenizer of each kind that gives every text back, for the tests outside the package.
func SmallTokenizers(t testing.TB) []Tokenizer {
	return []Tokenizer{
		smallVocabulary(t), smallSentencePiece(t), smallByteLevel(t, nil),
		smallByteLevel(t, func(v *ByteLevelVocabulary) { v.IgnoreMerges, v.Split, v.Name = true, SplitDigitsGPT2, "digits" }),
		smallByteLevel(t, func(v *ByteLevelVocabulary) {
			v.Split, v.Name = SplitLlama3, "users"
			v.Tokens = append(v.Tokens, "<end>", "<s>")
			for range len(v.Tokens) - 2 {
				v.Types = append(v.Types, TypeNormal)
			}
			v.Types = append(v.Types, TypeUserDefined, TypeControl)
		}),
	}
}

// SmallWordPiece is a WordPiece vocabulary, and SmallComposing a BPE that composes its text first.
var SmallWordPiece = smallWordPiece

func SmallComposing(t testing.TB) *BPE {
	return smallByteLevel(t, func(v *ByteLevelVocabulary) { v.NFC, v.Split = true, SplitQwen2 })
}

// SameCut fails unless our own pre-tokenizers, as code and as patterns, cut text alike.
func SameCut(t *testing.T, text string) {
	for _, name := range []string{SplitHan, SplitWords} {
		code, _ := newSplitter(name)
		checkSameCut(t, code, ownPatterns[name], text)
	}
}

var ownPatterns = map[string]*patternSplit{SplitHan: {pattern: patterns[SplitHan]}, SplitWords: {pattern: patterns[SplitWords]}}
