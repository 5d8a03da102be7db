package token

// SentencePiece's compiled normalisation: a double-array trie (Darts, Yata et al.) from character sequences to their
// replacements, as it stands in .model files and, in base64, in tokenizer.json.

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// charsmap is the trie's units and the replacements, each ended by a zero byte.
type charsmap struct {
	units []uint32
	texts string
}

// parseCharsmap reads the bytes: the trie's length, the trie, the replacements. An empty map changes nothing.
func parseCharsmap(data []byte) (*charsmap, error) {
	if len(data) == 0 {
		return &charsmap{}, nil
	}
	if len(data) < 4 {
		return nil, errors.New("the compiled normalisation is cut short")
	}
	size := binary.LittleEndian.Uint32(data)
	if size%4 != 0 || uint64(size) > uint64(len(data)-4) {
		return nil, errors.New("the compiled normalisation is cut short")
	}
	m := &charsmap{units: make([]uint32, size/4), texts: string(data[4+size:])}
	for i := range m.units {
		m.units[i] = binary.LittleEndian.Uint32(data[4+4*i:])
	}
	return m, nil
}

// prefixes calls found with the length of every entry that text begins with, shortest first, and its replacement,
// until found says no.
func (m *charsmap) prefixes(text []byte, found func(length int, with string) bool) {
	if len(m.units) == 0 {
		return
	}
	offset := func(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }
	at := offset(m.units[0])
	for i, c := range text {
		at ^= uint32(c)
		if int(at) >= len(m.units) {
			return
		}
		unit := m.units[at]
		if unit&(1<<31|0xff) != uint32(c) {
			return
		}
		at ^= offset(unit)
		if int(at) >= len(m.units) {
			return
		}
		if unit>>8&1 == 1 {
			start := int(m.units[at] & (1<<31 - 1))
			if start >= len(m.texts) {
				return
			}
			with, _, _ := strings.Cut(m.texts[start:], "\x00")
			if !found(i+1, with) {
				return
			}
		}
	}
}

// longest replaces, from left to right, the longest entry at each place, as SentencePiece does.
func (m *charsmap) longest(n *normal) *normal {
	out := &normal{}
	for i := 0; i < len(n.text); {
		length, with := 0, ""
		m.prefixes(n.text[i:], func(l int, w string) bool { length, with = l, w; return true })
		if length == 0 {
			_, size := utf8.DecodeRune(n.text[i:])
			out.keep(n, i, i+size)
			i += size
			continue
		}
		start, end := n.place(i, i+length)
		out.put(with, [2]int32{int32(start), int32(end)})
		i += length
	}
	return out
}

// shortest is the replacement of the shortest entry that text begins with.
func (m *charsmap) shortest(text []byte) (with string, ok bool) {
	m.prefixes(text, func(_ int, w string) bool { with, ok = w, true; return false })
	return with, ok
}

// byGrapheme replaces as Hugging Face's tokenizers does: a short grapheme cluster as a whole by the shortest entry that
// it begins with, else each of its characters so.
func (m *charsmap) byGrapheme(n *normal) *normal {
	out, rest, state, i := &normal{}, string(n.text), -1, 0
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		parts := []string{cluster}
		if _, ok := m.shortest([]byte(cluster)); !ok || len(cluster) >= 6 {
			parts = strings.Split(cluster, "")
		}
		for _, part := range parts {
			if with, ok := m.shortest([]byte(part)); ok {
				start, end := n.place(i, i+len(part))
				out.put(with, [2]int32{int32(start), int32(end)})
			} else {
				out.keep(n, i, i+len(part))
			}
			i += len(part)
		}
	}
	return out
}
