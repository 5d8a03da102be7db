package main

// Numbers in words, English and Chinese.

import (
	"fmt"
	"strconv"
	"strings"
)

var englishOnes = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
var englishTens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")

// englishNumber is n (0 to 999,999) in words: "two hundred and fifty".
func englishNumber(n int) string {
	switch {
	case n < 20:
		return englishOnes[n]
	case n < 100:
		if n%10 == 0 {
			return englishTens[n/10]
		}
		return englishTens[n/10] + "-" + englishOnes[n%10]
	case n < 1000:
		return withRest(englishOnes[n/100]+" hundred", n%100)
	default:
		return withRest(englishNumber(n/1000)+" thousand", n%1000)
	}
}

// withRest joins a round number and what is left of it, with "and" before tens and ones.
func withRest(round string, rest int) string {
	switch {
	case rest == 0:
		return round
	case rest < 100:
		return round + " and " + englishNumber(rest)
	default:
		return round + " " + englishNumber(rest)
	}
}

const chineseDigits = "零一二三四五六七八九"

func chineseDigit(n int) string { return string([]rune(chineseDigits)[n]) }

// chineseNumber is n (0 to 99,999,999) in characters: 250 is 二百五十. liang writes 两百, 两千 and 两万.
func chineseNumber(n int, liang bool) string {
	if n < 10 {
		return chineseDigit(n)
	}
	if n < 20 {
		return "十" + strings.TrimPrefix(chineseDigit(n%10), "零")
	}
	return chinesePart(n, liang)
}

// chinesePart writes n ≥ 1 as it stands within a larger number: 10 is 一十.
func chinesePart(n int, liang bool) string {
	for _, unit := range []struct {
		value int
		name  string
	}{{10000, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}} {
		if n < unit.value {
			continue
		}
		head := n / unit.value
		text := chineseNumber(head, liang)
		if head == 2 && (unit.value > 100 || unit.value == 100 && liang) {
			text = "两"
		}
		text += unit.name
		rest := n % unit.value
		if rest == 0 {
			return text
		}
		if rest < unit.value/10 {
			text += "零"
		}
		return text + chinesePart(rest, liang)
	}
	return chineseDigit(n)
}

// chineseDigitsOf is each digit as a character: 1998 is 一九九八.
func chineseDigitsOf(digits string) string {
	var b strings.Builder
	for _, d := range digits {
		b.WriteString(chineseDigit(int(d - '0')))
	}
	return b.String()
}

// grouped is n in digits; English has commas from 10,000 on.
func grouped(n int) string {
	if n < 10000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// ordinal is 1st, 2nd, 3rd, 4th ….
func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
