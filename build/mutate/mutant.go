package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
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
	around   string // the line that it is in

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

// draw picks mutants by file, then by operator, then by place: the first by a hash of the seed and of what they are, so that
// a change elsewhere leaves the draw as it was. A file without any is passed over, and so is a change that does not compile.
func draw(seed uint64, files []source, count int) (drawn []mutant, err error) {
	slices.SortFunc(files, func(a, b source) int { return cmp.Compare(rank(seed, a.name()), rank(seed, b.name())) })
	for _, file := range files {
		if len(drawn) == count {
			break
		}
		places, err := file.mutants()
		if err != nil {
			return nil, err
		}
		operators := slices.SortedFunc(maps.Keys(places), func(a, b string) int {
			return cmp.Compare(rank(seed, file.name(), a), rank(seed, file.name(), b))
		})
		if len(operators) == 0 {
			continue
		}
		list := places[operators[0]]
		slices.SortStableFunc(list, func(a, b mutant) int { return cmp.Compare(rank(seed, a.File, a.around), rank(seed, b.File, b.around)) })
		for _, m := range list {
			if m.kind = "drawn"; file.compiles(m) {
				drawn = append(drawn, m)
				break
			}
		}
	}
	return drawn, nil
}

// rank is where a hash puts something.
func rank(seed uint64, what ...string) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, seed, what)
	sum := h.Sum64() // FNV's last bytes move the upper bits little
	sum ^= sum >> 32
	sum *= 0xd6e8feb86659fd93
	return sum ^ sum>>32
}
