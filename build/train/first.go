package main

// The list of first inputs: what visitors type before anything else, with the translations that count as right.

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"pellucid/engine/token"
)

//go:embed testdata/first_inputs.tsv
var firstInputsFile string

// freshInputsFile is first inputs by another hand, who saw neither frames nor lexicon; nothing keeps them out of the corpora.
//
//go:embed testdata/fresh_inputs.tsv
var freshInputsFile string

// firstInput is one line of the lists.
type firstInput struct {
	kind   string // "closed", "open" (neither side may be in training) or "fresh"
	to     string
	text   string
	accept *regexp.Regexp // of the comparable form of a translation
}

var inputKinds = map[string]bool{"closed": true, "open": true, "fresh": true}

// firstInputs reads both lists.
func firstInputs() ([]firstInput, error) {
	var list []firstInput
	n := 0
	for line := range strings.Lines(firstInputsFile + freshInputsFile) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 4 || !inputKinds[fields[0]] || fields[1] != "en" && fields[1] != "zh" {
			return nil, fmt.Errorf("first inputs, line %d: want closed, open or fresh, en or zh, a text and its translations", n)
		}
		accept, err := regexp.Compile("^(?:" + acceptable(fields[3]) + ")$")
		if err != nil {
			return nil, fmt.Errorf("first inputs, line %d: %w", n, err)
		}
		list = append(list, firstInput{fields[0], fields[1], fields[2], accept})
	}
	return list, nil
}

// acceptable is a pattern of the list in comparable form: only (, | and ) are special, and ? after a group.
func acceptable(pattern string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		if strings.ContainsRune("(|)?", r) {
			return r
		}
		return -1
	}, pattern)
}

var contractions = strings.NewReplacer("can't", "can not", "cannot", "can not", "won't", "will not", "n't", " not",
	"'m", " am", "'re", " are", "'ll", " will", "'ve", " have", "'s", " is", "'d", " would")

// comparable is what two translations that differ in case, punctuation, spaces or contractions share.
func comparable(text string) string {
	return bare(contractions.Replace(token.Tidy(strings.ToLower(text))))
}

// right says whether a translation is among the accepted ones.
func (f firstInput) right(translation string) bool {
	return f.accept.MatchString(comparable(translation))
}

// heldOutFirst drops pairs with a side that is an open input of the list or one of its accepted translations.
func heldOutFirst(list []firstInput) rule {
	texts := map[string]bool{}
	for _, f := range list {
		if f.kind == "open" {
			texts[comparable(f.text)] = true
		}
	}
	return func(p pair) string {
		english, chinese := comparable(p.english), comparable(p.chinese)
		if texts[english] || texts[chinese] {
			return "shares a side with an open first input"
		}
		for _, f := range list {
			if f.kind == "open" && (f.to == "en" && f.accept.MatchString(english) || f.to == "zh" && f.accept.MatchString(chinese)) {
				return "shares a side with an open first input"
			}
		}
		return ""
	}
}
