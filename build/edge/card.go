package main

// A sentence in its tokens as a picture, for places that take no more than one.

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"
	"unicode"

	"pellucid/build/serve/static"
	"pellucid/engine/api"
	"pellucid/engine/problem"
)

// The card's measures, in pixels: as large as previews are, a token's box with its id below it.
const (
	cardWidth, cardHeight = 1200, 630
	cardEdge, cardGap     = 48, 8
	cardLine, cardType    = 104, 40
	longestCard           = 160 // characters
)

func (e *edge) card(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	query := r.URL.Query()
	text, vocab := query.Get("text"), query.Get("vocab")
	if vocab == "" {
		vocab = "cl100k"
	}
	if n := len([]rune(text)); n == 0 || n > longestCard {
		refuse(w, http.StatusBadRequest, fmt.Sprintf("text is the sentence to draw, of 1 to %d characters", longestCard))
		return
	}
	params, err := json.Marshal(api.TokenizeParams{Text: text, Vocab: api.Vocabulary(vocab)})
	if err != nil {
		panic(err) // strings always marshal
	}
	head, err := e.engine.call(r, "tokenize", params)
	if err != nil {
		respond(w, http.StatusBadRequest, problem.As(err))
		return
	}
	var cut api.TokenizeResult
	if err := json.Unmarshal(head, &cut); err != nil {
		refuse(w, http.StatusInternalServerError, "the sentence could not be drawn")
		return
	}
	answer := w.Header()
	static.Dress(answer)
	answer.Set("Content-Type", "image/svg+xml")
	answer.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors *")
	answer.Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write([]byte(drawing(vocab, cut))) // the reader may have gone
}

// drawing is the card: tokens in rows, what does not fit left out with a count.
func drawing(vocab string, cut api.TokenizeResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d" font-family="sans-serif">`+
		`<rect width="100%%" height="100%%" fill="#fbfaf6"/>`, cardWidth, cardHeight)
	x, y, left := float64(cardEdge), float64(cardEdge), 0
	for i, group := range cut.Groups {
		ids := make([]string, 0, group.Last-group.First)
		for _, token := range cut.Tokens.Tokens[group.First:group.Last] {
			ids = append(ids, fmt.Sprint(token.ID))
		}
		name, below := shownText(group.Text), strings.Join(ids, " ")
		width := max(wide(name, cardType), wide(below, 18)) + 24
		if x+width > cardWidth-cardEdge {
			x, y = cardEdge, y+cardLine
		}
		if y+cardLine > cardHeight-80 {
			left = len(cut.Groups) - i
			break
		}
		fmt.Fprintf(&b, `<rect x="%.0f" y="%.0f" width="%.0f" height="60" rx="8" fill="#d9ebe8"/>`+
			`<text x="%.0f" y="%.0f" font-size="%d" fill="#1f2328" text-anchor="middle">%s</text>`+
			`<text x="%.0[4]f" y="%.0[8]f" font-size="18" fill="#5f646b" text-anchor="middle">%s</text>`,
			x, y, width, x+width/2, y+44, cardType, html.EscapeString(name), y+84, below)
		x += width + cardGap
	}
	note := fmt.Sprintf("%d tokens · %s", len(cut.Tokens.Tokens), vocab)
	if left > 0 {
		note += fmt.Sprintf(" · +%d …", left)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="26" fill="#0f6b66">%s</text><text x="%d" y="%[2]d" font-size="26" `+
		`fill="#0f6b66" text-anchor="end">Pellucid 通透</text></svg>`, cardEdge, cardHeight-36, html.EscapeString(note), cardWidth-cardEdge)
	return b.String()
}

// shownText is a token's text with its spaces to be seen; control characters, which XML does not take, are left out.
func shownText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '·'
		case r == '\n':
			return '⏎'
		case unicode.IsControl(r), r == unicode.ReplacementChar, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, text)
}

// wide is about how wide a text is at a size: a full square for East Asian characters, half of one for others.
func wide(text string, size float64) (sum float64) {
	for _, r := range text {
		if r >= 0x2e80 {
			sum += size
		} else {
			sum += 0.58 * size
		}
	}
	return sum
}
