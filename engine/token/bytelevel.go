package token

// Byte-level BPE with a list of merges, the form of Hugging Face's tokenizer.json and of GGUF files. Its tokens are
// written in GPT-2's alphabet, in which each byte is one printable character ("Ġ" is the space).

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ByteLevelVocabulary is what NewByteLevel needs. Tokens and Types are by id.
type ByteLevelVocabulary struct {
	Name   string
	Split  string   // the pre-tokenizer, one of the Split constants; SplitOfGGUF translates GGUF's names
	Tokens []string // in GPT-2's alphabet, special and user-defined ones as they are; "" where an id is not used
	Types  []int32  // TypeNormal, TypeControl …; nil if all are normal
	Merges []string // "left right", the first to be merged first
	// IgnoreMerges takes a piece that is a token as it is (Llama 3).
	IgnoreMerges bool
	// NFC composes the text first (Qwen2); the tokens still name the bytes of the original.
	NFC bool
	// Unknown is the token of bytes that have none; "" leaves such bytes out.
	Unknown string

	steps    []step
	splitter splitter
	added    []added
}

// ggufSplits are the names that llama.cpp gives pre-tokenizers (tokenizer.ggml.pre).
var ggufSplits = map[string]string{
	"gpt-2": SplitGPT2, "gpt2": SplitGPT2, "llama-bpe": SplitLlama3, "llama3": SplitLlama3, "llama-v3": SplitLlama3,
	"qwen2": SplitQwen2, "qwen35": SplitQwen2, "deepseek-r1-qwen": SplitQwen2, "stablelm2": SplitQwen2, "megrez": SplitQwen2,
	"smollm": SplitDigitsGPT2, "starcoder": SplitDigitsGPT2, "refact": SplitDigitsGPT2, "command-r": SplitDigitsGPT2,
	"codeshell": SplitDigitsGPT2, "gpt-4o": SplitO200K, "llama4": SplitO200K, "smaug-bpe": SplitLlama3, "dbrx": SplitLlama3,
	"falcon3": SplitLlama3, "pixtral": SplitLlama3, "lfm2": SplitLlama3, "mpt": SplitGPT2, "olmo": SplitGPT2, "jais": SplitGPT2,
	"phi-2": SplitGPT2, "roberta-bpe": SplitGPT2, "exaone": SplitGPT2,
}

// SplitOfGGUF returns the pre-tokenizer that tokenizer.ggml.pre names.
func SplitOfGGUF(pre string) (string, error) {
	if split, ok := ggufSplits[pre]; ok {
		return split, nil
	}
	known := make([]string, 0, len(ggufSplits))
	for name := range ggufSplits {
		known = append(known, name)
	}
	sort.Strings(known)
	return "", fmt.Errorf("pre-tokenizer %q is not supported: wanted one of %s", pre, strings.Join(known, ", "))
}

// NewByteLevel checks and indexes a vocabulary with a list of merges.
func NewByteLevel(v ByteLevelVocabulary) (*BPE, error) {
	if v.Types != nil && len(v.Types) != len(v.Tokens) {
		return nil, &vocabularyError{v.Name, fmt.Errorf("wanted a type for each of %d tokens, got %d", len(v.Tokens), len(v.Types))}
	}
	b := &BPE{header: Header{Name: v.Name, Split: v.Split}, whole: v.IgnoreMerges, unknown: -1,
		steps: v.steps, splitter: v.splitter, added: v.added}
	if v.NFC {
		b.steps = append(b.steps, inForm(norm.NFC))
	}
	texts, err := b.classify(v)
	if err != nil {
		return nil, b.named(err)
	}
	if err := b.init(texts, func(id int32) bool { return v.Types != nil && v.Types[id] != TypeNormal }); err != nil {
		return nil, err
	}
	if b.pairing, err = newListPairs(b.table, v.Merges, fromByteAlphabet); err != nil {
		return nil, b.named(err)
	}
	return b, nil
}

// classify returns the bytes of the ordinary and user-defined tokens by id, and notes the special ones.
func (b *BPE) classify(v ByteLevelVocabulary) ([]string, error) {
	texts := make([]string, len(v.Tokens))
	for id, token := range v.Tokens {
		kind := int32(TypeNormal)
		if v.Types != nil {
			kind = v.Types[id]
		}
		switch kind {
		case TypeNormal:
			text, ok := fromByteAlphabet(token)
			if !ok {
				return nil, fmt.Errorf("token %d: wanted only characters of the byte alphabet, got %s", id, quote(token))
			}
			texts[id] = text
		case TypeUserDefined:
			if token == "" {
				return nil, fmt.Errorf("user-defined token %d is empty", id)
			}
			texts[id] = token
			b.users = append(b.users, flagsOf(v.added, added{id: int32(id), text: token}))
		case TypeUnknown, TypeControl:
			b.header.Special = append(b.header.Special, Special{int32(id), token})
		case TypeUnused:
		default:
			return nil, fmt.Errorf("token %d: type %d does not belong in a byte-level vocabulary", id, kind)
		}
	}
	if len(b.users) > maxUserDefined {
		return nil, errTooManyUserDefined(len(b.users))
	}
	longestFirst(b.users)
	if v.Unknown != "" {
		b.unknown = int32(slices.Index(v.Tokens, v.Unknown))
	}
	return texts, nil
}

// byteAlphabet is GPT-2's: printable Latin-1 characters stand for themselves, the other bytes for U+0100 and on.
var byteAlphabet, byteOfRune = func() (alphabet [256]rune, byteOf map[rune]byte) {
	byteOf = make(map[rune]byte, 256)
	next := rune(0x100)
	for b := range 256 {
		r := rune(b)
		if r <= 0x20 || r >= 0x7F && r <= 0xA0 || r == 0xAD {
			r = next
			next++
		}
		alphabet[b] = r
		byteOf[r] = byte(b)
	}
	return
}()

// fromByteAlphabet returns the bytes that a token in GPT-2's alphabet stands for.
func fromByteAlphabet(token string) (string, bool) {
	out := make([]byte, 0, len(token))
	for _, r := range token {
		b, ok := byteOfRune[r]
		if !ok {
			return "", false
		}
		out = append(out, b)
	}
	return string(out), true
}

// listPairs joins the pairs of a list, in its order.
type listPairs map[pair]listedPair

type listedPair struct{ order, id int32 }

func (l listPairs) pair(_ string, left, right symbol) (order, id int32, ok bool) {
	p, ok := l[pair{left.id, right.id}]
	return p.order, p.id, ok
}

// newListPairs reads a list of merges; read turns a token as it is written into its bytes. A pair that is listed twice
// has its last place, as in Hugging Face's tokenizers.
func newListPairs(t *table, merges []string, read func(written string) (string, bool)) (listPairs, error) {
	list := make(listPairs, len(merges))
	for i, line := range merges {
		left, right, ok := cutMerge(line)
		if !ok {
			return nil, fmt.Errorf("merge %d: wanted two tokens with a space between, got %s", i, quote(line))
		}
		var ids [3]int32
		for j, written := range []string{left, right, left + right} {
			text, ok := read(written)
			id, found := t.find(text)
			if !ok || !found {
				return nil, fmt.Errorf("merge %d, %s: %s is not a token", i, quote(line), quote(written))
			}
			ids[j] = id
		}
		list[pair{ids[0], ids[1]}] = listedPair{int32(i), ids[2]}
	}
	return list, nil
}

// cutMerge cuts "left right".
func cutMerge(line string) (left, right string, ok bool) {
	left, right, ok = strings.Cut(line, " ")
	return left, right, ok && left != "" && right != "" && !strings.Contains(right, " ")
}
