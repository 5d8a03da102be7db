package main

// Pairs of the corpora with another number in them: found sentences name few numbers, mostly small ones, and a model must learn
// to carry any number over in any sentence.

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

var (
	englishNumeral = regexp.MustCompile(`\b\d{1,4}\b|(?i:\b(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|` +
		`fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)(?:[- ]|\b))+(?:and (?:(?:one|` +
		`two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|` +
		`forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]|\b))+)?)`)
	chineseNumeral = regexp.MustCompile(`[0-9]{1,4}|[零一二两三四五六七八九十百千万]+`)
	clockEnglish   = regexp.MustCompile(`^(?: ?(?:o'clock|[ap]\.?m\b|:|,\d|\.\d|st\b|nd\b|rd\b|th\b|%)|(?:-|/)\d)`)
	clockChinese   = regexp.MustCompile(`^(?:点|月|号|日|:|,\d|\.\d|%|分之)`)
)

// numberWords are the numbers that are replaced, by their spelling in either language.
var numberWords = func() map[string]int {
	words := map[string]int{}
	for n := 2; n < 10000; n++ {
		words[strconv.Itoa(n)] = n
		words[englishNumber(n)], words[strings.ReplaceAll(englishNumber(n), " and ", " ")] = n, n
		words[chineseNumber(n, false)], words[chineseNumber(n, true)] = n, n
	}
	words["两"], words["a hundred"], words["a thousand"] = 2, 100, 1000
	return words
}()

// numeralIn is the place and the value of the only number of a text; ok if there is one that is neither a time nor a part of
// something longer.
func numeralIn(text string, numeral, clock *regexp.Regexp) (start, end, n int, ok bool) {
	found := numeral.FindAllStringIndex(text, -1)
	if len(found) != 1 {
		return
	}
	start, end = found[0][0], found[0][1]
	for end > start && (text[end-1] == ' ' || text[end-1] == '-') {
		end--
	}
	n, ok = numberWords[strings.ToLower(text[start:end])]
	return start, end, n, ok && !clock.MatchString(text[end:]) && !strings.HasSuffix(text[:start], "第") &&
		!strings.HasSuffix(text[:start], "星期") && !strings.HasSuffix(text[:start], "周") && !strings.HasSuffix(text[:start], ".")
}

// renumbered is up to times copies of each pair that names one number, the same on both sides, with other numbers; half of them of
// the usual size and half larger, in digits or in words. Numbers that skip names are not used.
func renumbered(pairs []pair, times int, skip func(int) bool, random *rand.Rand) (made []pair) {
	for _, p := range pairs {
		e0, e1, n, ok := numeralIn(p.english, englishNumeral, clockEnglish)
		if !ok || n < 3 {
			continue
		}
		c0, c1, m, ok := numeralIn(p.chinese, chineseNumeral, clockChinese)
		if !ok || m != n {
			continue
		}
		for range times {
			other := 3 + random.IntN([]int{18, 98, 98, 298, 998}[random.IntN(5)])
			if n >= 1900 && n < 2100 { // a year
				other = 1500 + random.IntN(550)
			}
			if skip(other) {
				continue
			}
			english, chinese := fmt.Sprint(other), fmt.Sprint(other)
			if n < 1900 && random.IntN(3) > 0 {
				english, chinese = englishNumber(other), chineseNumber(other, random.IntN(4) == 0)
			}
			q := pair{p.english[:e0] + english + p.english[e1:], p.chinese[:c0] + chinese + p.chinese[c1:], p.source}
			if e0 == 0 {
				q.english = capital(q.english)
			}
			made = append(made, q)
		}
	}
	return made
}
