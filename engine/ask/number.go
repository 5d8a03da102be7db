package ask

import (
	"strconv"
	"strings"
	"unicode"
)

// ParseNumber reads a stated confidence, 0 to 1: "90", "90 %", "0.9", "９０％", "百分之九十", "九成", "9/10". The first number counts;
// ok is false if there is none, or it is beyond 100.
func ParseNumber(reply string) (value float64, ok bool) {
	text := strings.Map(narrow, reply)
	if _, after, found := strings.Cut(text, "百分之"); found {
		if n, _, ok := chineseNumber(after); ok {
			return share(n, 100)
		}
		text = after
	}
	at := strings.IndexFunc(text, unicode.IsDigit)
	if at < 0 {
		for i := range text { // the first Chinese number, as in 九成 or 八十
			if n, rest, ok := chineseNumber(text[i:]); ok {
				if strings.HasPrefix(rest, "成") {
					return share(n, 10)
				}
				return share(n, 100)
			}
		}
		return 0, false
	}
	if at > 0 && text[at-1] == '-' {
		return 0, false
	}
	end := at
	for end < len(text) && (unicode.IsDigit(rune(text[end])) || text[end] == '.' && end+1 < len(text) && unicode.IsDigit(rune(text[end+1]))) {
		end++
	}
	n, err := strconv.ParseFloat(text[at:end], 64)
	if err != nil {
		return 0, false
	}
	rest := strings.TrimLeft(text[end:], " ")
	switch {
	case strings.HasPrefix(rest, "成"):
		return share(n, 10)
	case strings.HasPrefix(rest, "/10") && !strings.HasPrefix(rest, "/100"):
		return share(n, 10)
	case strings.Contains(text[at:end], ".") && n <= 1 && !strings.HasPrefix(rest, "%"):
		return share(n, 1)
	}
	return share(n, 100)
}

func share(n, of float64) (float64, bool) { return n / of, n >= 0 && n <= of }

// narrow turns full-width digits and signs to ASCII.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// chineseNumber reads a number up to 百 at the beginning of a text.
func chineseNumber(text string) (n float64, rest string, ok bool) {
	digits := []rune("零一二三四五六七八九")
	total, last := 0.0, -1.0
	for i, r := range text {
		digit := -1
		for d, c := range digits {
			if c == r {
				digit = d
			}
		}
		switch {
		case digit >= 0:
			last, ok = float64(digit), true
		case r == '两':
			last, ok = 2, true
		case r == '十' || r == '百':
			unit := map[rune]float64{'十': 10, '百': 100}[r]
			if last < 0 {
				last = 1
			}
			total, last, ok = total+last*unit, -1, true
		default:
			return total + max(last, 0), text[i:], ok
		}
	}
	return total + max(last, 0), "", ok
}
