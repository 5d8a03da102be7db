package token

// How a model that was trained on tidied text reads what people type: Unicode's normal form C, one kind of quotes, dashes,
// widths and white space, and simplified characters for traditional ones where the vocabulary has only those. Training text is
// tidied by the same code.

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Reading says that a vocabulary's texts are tidied before they are encoded.
type Reading struct {
	// Simplify lists traditional characters, each followed by the simplified one it is read as (OpenCC's tables).
	Simplify string `json:"simplify,omitempty"`
	// Capitals gives English text without any capital letter those of names, of “I” and of whole sentences.
	Capitals bool `json:"capitals,omitempty"`
}

// Tidy is text as models of this project are trained on it; English and Chinese text differ in quotes and in the width of marks.
func Tidy(text string) string {
	return string(run(new(Reading).steps(), text).text)
}

// Reads is the text that is encoded in place of text, and whether they differ.
func (b *BPE) Reads(text string) (read string, changed bool) {
	if b.header.Reading == nil {
		return text, false
	}
	read = string(run(b.readingSteps(), text).text)
	return read, read != text
}

// steps are the normalisers of a reading; none of nil.
func (r *Reading) steps() []step {
	if r == nil {
		return nil
	}
	return []step{inForm(norm.NFC), tidied(r.simplifications())}
}

func run(steps []step, text string) *normal {
	n := original(text, 0)
	for _, step := range steps {
		n = step(n)
	}
	return n
}

// simplifications turns a list of pairs into a table.
func (r *Reading) simplifications() map[rune]rune {
	table := map[rune]rune{}
	from := rune(-1)
	for _, c := range r.Simplify {
		if from < 0 {
			from = c
			continue
		}
		table[from], from = c, -1
	}
	return table
}

// placed is a rune of the tidied text and the bytes [start, end) of the text before that it comes from.
type placed struct {
	r          rune // -1 for a byte that is not UTF-8
	start, end int
}

// tidied is the step that tidies composed text.
func tidied(simplify map[rune]rune) step {
	return func(n *normal) *normal {
		chinese := strings.ContainsFunc(string(n.text), func(r rune) bool { return unicode.Is(unicode.Han, r) })
		var runes []placed
		for i := 0; i < len(n.text); {
			r, size := utf8.DecodeRune(n.text[i:])
			p := placed{r, i, i + size}
			if r == utf8.RuneError && size == 1 {
				p.r = -1
			} else if s, ok := simplify[r]; ok {
				p.r = s
			}
			i += size
			runes = spell(runes, p, chinese)
		}
		if chinese {
			widen(runes)
		}
		return n.joined(withoutSpaces(runes))
	}
}

// spell appends a rune in the one spelling of its kind.
func spell(runes []placed, p placed, chinese bool) []placed {
	put := func(spelling string) []placed {
		for _, r := range spelling {
			runes = append(runes, placed{r: r, start: p.start, end: p.end})
		}
		return runes
	}
	if p.r >= '０' && p.r <= '９' || p.r >= 'Ａ' && p.r <= 'Ｚ' || p.r >= 'ａ' && p.r <= 'ｚ' || !chinese && p.r >= '！' && p.r <= '～' {
		return put(string(p.r - '！' + '!'))
	}
	switch p.r {
	case '\u200b', '\u200c', '\u2060', '\ufeff', '\u00ad': // no width at all
		return runes
	case '％', '＄':
		return put(string(p.r - '！' + '!'))
	}
	if chinese {
		switch p.r {
		case '「', '﹁':
			return put("“")
		case '」', '﹂':
			return put("”")
		case '『':
			return put("‘")
		case '』':
			return put("’")
		}
		return append(runes, p)
	}
	switch p.r {
	case '’', '‘', 'ʼ', '`', '´':
		return put("'")
	case '“', '”', '„', '«', '»':
		return put(`"`)
	case '…':
		return put("...")
	case '—':
		return put(" - ")
	case '–', '‐', '‑':
		return put("-")
	case '。':
		return put(".")
	case '、':
		return put(",")
	}
	return append(runes, p)
}

// wide is the Chinese form of marks.
var wide = map[rune]rune{'!': '！', '?': '？', ',': '，', '.': '。', ':': '：', ';': '；', '(': '（', ')': '）', '｡': '。', '､': '、'}

// widen gives marks of Chinese text their full width: exclamation and question marks everywhere, others beside a Han character.
func widen(runes []placed) {
	beside := func(i, step int) bool {
		for i += step; i >= 0 && i < len(runes) && unicode.IsSpace(runes[i].r); i += step {
		}
		return i >= 0 && i < len(runes) && unicode.Is(unicode.Han, runes[i].r)
	}
	dots := func(i int) bool {
		return runes[i].r == '.' && (i > 0 && runes[i-1].r == '.' || i+1 < len(runes) && runes[i+1].r == '.')
	}
	for i, p := range runes {
		w, ok := wide[p.r]
		switch {
		case !ok || dots(i):
		case p.r == '!' || p.r == '?' || p.r == '｡' || p.r == '､' || beside(i, -1) || p.r == '(' && beside(i, 1):
			runes[i].r = w
		}
	}
}

// withoutSpaces leaves one space where there is white space, and none at the ends and beside Han characters.
func withoutSpaces(runes []placed) []placed {
	han := func(i int) bool { return i >= 0 && i < len(runes) && unicode.Is(unicode.Han, runes[i].r) }
	kept := runes[:0:0]
	for i := 0; i < len(runes); i++ {
		if !unicode.IsSpace(runes[i].r) {
			kept = append(kept, runes[i])
			continue
		}
		first := i
		for i+1 < len(runes) && unicode.IsSpace(runes[i+1].r) {
			i++
		}
		if first > 0 && i+1 < len(runes) && !han(first-1) && !han(i+1) {
			kept = append(kept, placed{r: ' ', start: runes[first].start, end: runes[i].end})
		}
	}
	return kept
}

// joined is the runes as text; a rune of as many bytes as it had keeps their places.
func (n *normal) joined(runes []placed) *normal {
	m := &normal{}
	for _, p := range runes {
		if p.r < 0 || string(p.r) == string(n.text[p.start:p.end]) {
			m.keep(n, p.start, p.end)
			continue
		}
		start, end := n.place(p.start, p.end)
		if spelling := string(p.r); len(spelling) == end-start {
			for i := range len(spelling) {
				m.put(spelling[i:i+1], [2]int32{int32(start + i), int32(start + i + 1)})
			}
		} else {
			m.put(spelling, [2]int32{int32(start), int32(end)})
		}
	}
	return m
}

// ReadAs sets how text is tidied before it is encoded, nil for not at all. Not to be called once the vocabulary is in use.
func (b *BPE) ReadAs(r *Reading) {
	b.header.Reading = r
	b.steps = b.readingSteps()
}

// readingSteps are the normalisers of the vocabulary's reading; none if it has none.
func (b *BPE) readingSteps() []step {
	steps := b.header.Reading.steps()
	if r := b.header.Reading; r != nil && r.Capitals {
		steps = append(steps, capitals(b.table))
	}
	return steps
}
