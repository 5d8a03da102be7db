package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// script is a file of site/state. The formatter writes every operator of two operands between spaces, so that they are
// found without a parser of TypeScript; texts, comments and patterns are passed over.
type script string

var (
	// silent are the parts of a script in which nothing is changed.
	silent = regexp.MustCompile("(?s)/\\*.*?\\*/|//[^\\n]*|'(?:\\\\.|[^'\\\\\\n])*'|\"(?:\\\\.|[^\"\\\\\\n])*\"|`(?:\\\\.|[^`\\\\])*`|" +
		`[(=,:\[!] ?/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[a-z]*`)
	operatorOfTwo = regexp.MustCompile(` (\+|-|\*|/|<|<=|>|>=|===|!==|&&|\|\||\?\?|\+=|-=|\*=) `)
	wholeNumber   = regexp.MustCompile(`[^\w.$]([0-9]+)(?:[^\w.]|$)`)
	negation      = regexp.MustCompile(`(!)[\w(]`)
)

func (s script) name() string { return string(s) }

func (s script) mutants() (map[string][]mutant, error) {
	content, err := os.ReadFile(string(s))
	if err != nil {
		return nil, err
	}
	text := silent.ReplaceAllStringFunc(string(content), func(part string) string { return strings.Repeat("_", len(part)) })
	found := map[string][]mutant{}
	add := func(operator string, from, to int, changed string) {
		found[operator] = append(found[operator], mutant{File: string(s), From: from, To: to, Old: string(content[from:to]), New: changed,
			Operator: operator, Line: 1 + strings.Count(text[:from], "\n"), around: lineAt(content, from)})
	}
	for _, at := range operatorOfTwo.FindAllStringSubmatchIndex(text, -1) {
		// Types are not told apart here: an order is moved by its edge only.
		for _, kind := range []string{"arithmetic", "edge", "equal", "logic"} {
			if changed, ok := other[kind][text[at[2]:at[3]]]; ok {
				add(kind, at[2], at[3], changed)
			}
		}
	}
	for _, at := range wholeNumber.FindAllStringSubmatchIndex(text, -1) {
		value, err := strconv.Atoi(text[at[2]:at[3]])
		if err == nil && !strings.Contains(lineAt(content, at[2]), "any other would do") {
			add("number", at[2], at[3], strconv.Itoa(value+1))
		}
	}
	for _, at := range negation.FindAllStringSubmatchIndex(text, -1) {
		add("not", at[2], at[3], "")
	}
	return found, nil
}

func (s script) compiles(m mutant) bool {
	text, err := m.changed()
	if err != nil {
		return false
	}
	return len(api.Transform(string(text), api.TransformOptions{Loader: api.LoaderTS}).Errors) == 0
}
