package token

// Normalisers: text is rewritten before it is cut, and every byte of the result remembers which bytes of the text it
// comes from, so that tokens still name places of the text.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normal is a text under way.
type normal struct {
	text []byte
	from [][2]int32 // of each byte: the range of the original that it comes from
}

// original is a text as it is, whose first byte is at offset.
func original(text string, offset int) *normal {
	n := &normal{text: []byte(text), from: make([][2]int32, len(text))}
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRuneInString(text[i:])
		for j := range size {
			n.from[i+j] = [2]int32{int32(offset + i + j), int32(offset + i + j + 1)}
		}
		i += size
	}
	return n
}

// put appends text that comes from a range of the original.
func (n *normal) put(text string, from [2]int32) {
	n.text = append(n.text, text...)
	for range len(text) {
		n.from = append(n.from, from)
	}
}

// keep appends bytes [i, j) of another text as they are.
func (n *normal) keep(m *normal, i, j int) {
	n.text, n.from = append(n.text, m.text[i:j]...), append(n.from, m.from[i:j]...)
}

// place is the range of the original that bytes [i, j) come from.
func (n *normal) place(i, j int) (start, end int) { return int(n.from[i][0]), int(n.from[j-1][1]) }

// front puts text before all else; it comes from nowhere.
func (n *normal) front(text string) {
	at := n.from[0][0]
	m := &normal{}
	m.put(text, [2]int32{at, at})
	m.keep(n, 0, len(n.text))
	*n = *m
}

// step is one normaliser.
type step func(n *normal) *normal

// replaced rewrites every occurrence of one text by another.
func replaced(old, with string) step {
	return func(n *normal) *normal {
		text, m, i := string(n.text), &normal{}, 0
		for old != "" {
			at := strings.Index(text[i:], old)
			if at < 0 {
				break
			}
			m.keep(n, i, i+at)
			start, end := n.place(i+at, i+at+len(old))
			m.put(with, [2]int32{int32(start), int32(end)})
			i += at + len(old)
		}
		m.keep(n, i, len(text))
		return m
	}
}

// byRune rewrites each character by itself.
func byRune(change func(r rune) string) step {
	return func(n *normal) *normal {
		m := &normal{}
		for i := 0; i < len(n.text); {
			r, size := utf8.DecodeRune(n.text[i:])
			if r == utf8.RuneError && size <= 1 {
				m.keep(n, i, i+size)
			} else if to := change(r); to == string(r) {
				m.keep(n, i, i+size)
			} else {
				start, end := n.place(i, i+size)
				m.put(to, [2]int32{int32(start), int32(end)})
			}
			i += size
		}
		return m
	}
}

// lowercase is Unicode's, character by character.
var lowercase = byRune(func(r rune) string { return strings.ToLower(string(r)) })

// noAccents drops the combining marks that NFD has set apart.
var noAccents = byRune(func(r rune) string {
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	return string(r)
})

// inForm brings the text into a Unicode normal form.
func inForm(form norm.Form) step {
	return func(n *normal) *normal {
		if form.IsNormal(n.text) {
			return n
		}
		m, iterator, i := &normal{}, norm.Iter{}, 0
		iterator.Init(form, n.text)
		for !iterator.Done() {
			changed := string(iterator.Next())
			j := iterator.Pos()
			if changed == string(n.text[i:j]) {
				m.keep(n, i, j)
			} else if changed != "" {
				start, end := n.place(i, j)
				m.put(changed, [2]int32{int32(start), int32(end)})
			}
			i = j
		}
		return m
	}
}

// stripped drops white space at the ends.
func stripped(left, right bool) step {
	return func(n *normal) *normal {
		text, i, j := string(n.text), 0, len(n.text)
		if left {
			i = j - len(strings.TrimLeftFunc(text, unicode.IsSpace))
		}
		if right {
			j = max(i, len(strings.TrimRightFunc(text, unicode.IsSpace)))
		}
		m := &normal{}
		m.keep(n, i, j)
		return m
	}
}

// oneSpace makes one space of each run of at least two.
func oneSpace(n *normal) *normal {
	m := &normal{}
	for i, b := range n.text {
		if b == ' ' && i > 0 && n.text[i-1] == ' ' {
			m.from[len(m.from)-1][1] = n.from[i][1]
			continue
		}
		m.keep(n, i, i+1)
	}
	return m
}

// noExtraSpaces is SentencePiece's: one space for each run, none at the ends.
func noExtraSpaces(n *normal) *normal {
	m := oneSpace(n)
	i, j := 0, len(m.text)
	for i < j && m.text[i] == ' ' {
		i++
	}
	for j > i && m.text[j-1] == ' ' {
		j--
	}
	k := &normal{}
	k.keep(m, i, j)
	return k
}

// hfNormalizer reads a normalizer of tokenizer.json.
func hfNormalizer(p *hfPart) ([]step, error) {
	if p == nil {
		return nil, nil
	}
	one := func(s step) ([]step, error) { return []step{s}, nil }
	switch p.Type {
	case "Sequence":
		var all []step
		for i := range p.Normalizers {
			steps, err := hfNormalizer(&p.Normalizers[i])
			if err != nil {
				return nil, err
			}
			all = append(all, steps...)
		}
		return all, nil
	case "NFC":
		return one(inForm(norm.NFC))
	case "NFD":
		return one(inForm(norm.NFD))
	case "NFKC":
		return one(inForm(norm.NFKC))
	case "NFKD":
		return one(inForm(norm.NFKD))
	case "Lowercase":
		return one(lowercase)
	case "StripAccents":
		return one(noAccents)
	case "Strip":
		return one(stripped(p.StripLeft, p.StripRight))
	case "Prepend":
		return one(func(n *normal) *normal {
			if len(n.text) > 0 {
				n.front(p.Prepend)
			}
			return n
		})
	case "Replace":
		switch {
		case p.Pattern.String != "":
			return one(replaced(p.Pattern.String, p.Content))
		case p.Pattern.Regex == " {2,}" && (p.Content == " " || p.Content == "▁"):
			if p.Content == "▁" {
				return []step{oneSpace, replaced(" ", "▁")}, nil
			}
			return one(oneSpace)
		}
		return nil, fmt.Errorf("normalizer Replace of the pattern %s is not supported", quote(p.Pattern.Regex))
	case "Precompiled":
		m, err := parseCharsmap(p.Charsmap)
		if err != nil {
			return nil, err
		}
		return one(m.byGrapheme)
	}
	return nil, fmt.Errorf("normalizer %q is not supported", p.Type)
}
