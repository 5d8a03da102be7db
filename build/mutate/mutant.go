package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// mutant is one change: the bytes [From, To) of a file become New.
type mutant struct {
	File     string
	From, To int
	Old, New string
	Operator string // the kind of change
	Line     int
	kind     string // drawn or named

	// Whole is the text around the change that may be chosen while the tests run, [WholeFrom, WholeTo), and Type its type,
	// "" for a statement. WholeTo is 0 where that cannot be.
	WholeFrom, WholeTo int
	Type               string
}

func (m mutant) String() string {
	line := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	return fmt.Sprintf("%s %s:%d %s → %s", m.kind, m.File, m.Line, line(m.Old), line(m.New))
}

// find sets the place of a mutant that is given by its text.
func (m *mutant) find() error {
	text, err := os.ReadFile(m.File)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), m.Old); n != 1 {
		return fmt.Errorf("%s: %q is there %d times, want once", m.File, m.Old, n)
	}
	m.From = strings.Index(string(text), m.Old)
	m.To, m.Line = m.From+len(m.Old), 1+strings.Count(string(text[:m.From]), "\n")
	return nil
}

// changed is the file's text with the change in it.
func (m mutant) changed() ([]byte, error) {
	text, err := os.ReadFile(m.File)
	if err != nil {
		return nil, err
	}
	return slices.Concat(text[:m.From], []byte(m.New), text[m.To:]), nil
}

// other is what each operator becomes, by the kind of the change.
var other = map[string]map[string]string{
	"arithmetic": {"+": "-", "-": "+", "*": "/", "/": "*", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="},
	"edge":       {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
	"turn":       {"<": ">=", "<=": ">", ">": "<=", ">=": "<"},
	"equal":      {"==": "!=", "!=": "==", "===": "!==", "!==": "==="},
	"logic":      {"&&": "||", "||": "&&", "??": "&&"},
}

// draw picks mutants by file, then by operator, then by place. A file without any is passed over, and so is a change that
// does not compile.
func draw(rng *rand.Rand, files []source, count int) (drawn []mutant, err error) {
	places := map[source]map[string][]mutant{} // of a file, by operator
	for range 100 * count {
		if len(drawn) == count {
			break
		}
		file := files[rng.IntN(len(files))]
		if places[file] == nil {
			if places[file], err = file.mutants(); err != nil {
				return nil, err
			}
		}
		operators := slices.Sorted(maps.Keys(places[file]))
		if len(operators) == 0 {
			continue
		}
		operator := operators[rng.IntN(len(operators))]
		list := places[file][operator]
		at := rng.IntN(len(list))
		m := list[at]
		if places[file][operator] = slices.Delete(list, at, at+1); len(places[file][operator]) == 0 {
			delete(places[file], operator)
		}
		m.kind = "drawn"
		if file.compiles(m) {
			drawn = append(drawn, m)
		}
	}
	return drawn, nil
}
