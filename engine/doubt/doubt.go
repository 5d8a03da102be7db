// Package doubt tells from an output and the model's own probabilities when the output is little more than a guess.
//
// A model is confident of a bad output less often than of a good one: the mean surprise of its own tokens, −ln p, orders outputs
// by quality without a reference (Fomicheva et al. 2020, arXiv:2005.10608). Where the line is drawn is fitted on held-out
// pairs and stands in the model's card with its precision. Two signs need no probabilities: an output that repeats itself, and
// one without the digits of its source.
package doubt

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Reason is why an output is taken for a guess.
type Reason string

// The reasons.
const (
	None    Reason = ""        // it is not
	Unsure  Reason = "unsure"  // the model gave its own tokens little probability
	Repeats Reason = "repeats" // a phrase comes three times in a row, or a bracket stays open
	Digits  Reason = "digits"  // digits of the source are missing
)

// Surprise is the mean of −ln p in nats over the probabilities that a model gave the tokens it wrote; 0 for none.
func Surprise(probs []float32) float64 {
	sum := 0.0
	for _, p := range probs {
		sum -= math.Log(max(float64(p), 1e-12))
	}
	if len(probs) == 0 {
		return 0
	}
	return sum / float64(len(probs))
}

// Of is the first reason to doubt an output; limit is the surprise from which on it is taken for a guess, in nats.
func Of(source, output string, surprise, limit float64) Reason {
	switch {
	case Loops(output):
		return Repeats
	case limit > 0 && surprise >= limit:
		return Unsure
	case !hasDigits(source, output):
		return Digits
	}
	return None
}

// hasDigits tells whether every number in digits of the source is in the output, as long as the output has digits at all: it
// may say them in words.
func hasDigits(source, output string) bool {
	digits := func(r rune) bool { return r < '0' || r > '9' }
	numbers := map[string]bool{}
	for _, n := range strings.FieldsFunc(strings.ReplaceAll(output, ",", ""), digits) {
		numbers[n] = true
	}
	if len(numbers) == 0 {
		return true
	}
	for _, n := range strings.FieldsFunc(strings.ReplaceAll(source, ",", ""), digits) {
		if len(n) > 1 && !numbers[n] {
			return false
		}
	}
	return true
}

// Loops tells whether a text repeats a phrase three times in a row, or leaves a bracket open. Units are words, and single
// characters of text without spaces.
func Loops(text string) bool {
	for _, pair := range []string{"()", "（）", "[]", "《》", "“”"} {
		first, n := utf8.DecodeRuneInString(pair)
		if strings.Count(text, string(first)) != strings.Count(text, pair[n:]) {
			return true
		}
	}
	units := unitsOf(text)
	for size := 1; 3*size <= len(units); size++ {
		same := 0 // how many units in a row equal the one size places before
		for i := size; i < len(units); i++ {
			if units[i] != units[i-size] {
				same = 0
				continue
			}
			if same++; same == 2*size {
				return true
			}
		}
	}
	return false
}

// unitsOf is the words of a text, without marks, each character of text without spaces, and each number in it: 4000 is no loop.
func unitsOf(text string) []string {
	var units []string
	for _, field := range strings.Fields(strings.ToLower(text)) {
		if field[0] < utf8.RuneSelf {
			if word := strings.Trim(field, ".,!?"); word != "" {
				units = append(units, word)
			}
			continue
		}
		number := false
		for _, c := range field {
			digit := '0' <= c && c <= '9'
			if digit && number {
				units[len(units)-1] += string(c)
			} else {
				units = append(units, string(c))
			}
			number = digit
		}
	}
	return units
}
