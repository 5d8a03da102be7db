package main

// Compiling costs more than testing. Most mutants are therefore compiled together: each stands beside what it changes, and
// an environment variable says which of them is.

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// variable names the mutant that is.
const variable = "PELLUCID_MUTANT"

// switches makes one program of each package with all the mutants that can be chosen while it runs.
func (t *tester) switches(drawn []mutant, only string) error {
	t.switched = map[mutant]string{}
	files := map[string][]byte{}
	for number, m := range drawn {
		if m.WholeTo == 0 || !strings.HasPrefix(m.File, only) || strings.HasSuffix(m.File, ".ts") {
			continue
		}
		t.switched[m] = strconv.Itoa(number + 1)
		next := map[string][]byte{}
		if err := t.render(m.File, next); err != nil {
			return err
		}
		// What cannot be a choice (a constant, two changes in one place) is compiled by itself.
		if t.files[m.File].check(next) != nil {
			delete(t.switched, m)
			continue
		}
		for file, text := range next {
			files[file] = text
		}
	}
	var err error
	t.overlay, err = t.write("all", files)
	return err
}

// render writes a file with its chosen mutants, and the variable beside it.
func (t *tester) render(file string, files map[string][]byte) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var list []mutant
	for m := range t.switched {
		if m.File == file {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b mutant) int { return cmp.Compare(b.WholeFrom, a.WholeFrom) }) // from the end
	for _, m := range list {
		before, after := string(text[m.WholeFrom:m.WholeTo]), string(text[m.WholeFrom:m.From])+m.New+string(text[m.To:m.WholeTo])
		choice := fmt.Sprintf("func() %s { if mutantChosen == %q { return %s }; return %s }()", m.Type, t.switched[m], after, before)
		if m.Type == "" {
			choice = fmt.Sprintf("if mutantChosen == %q { %s } else { %s }", t.switched[m], after, before)
		}
		text = slices.Concat(text[:m.WholeFrom], []byte(choice), text[m.WholeTo:])
	}
	files[file] = text
	folder := path.Dir(file)
	files[folder+"/mutant_chosen.go"] = fmt.Appendf(nil, "package %s\n\nimport \"os\"\n\nvar mutantChosen = os.Getenv(%q)\n",
		path.Base(folder), variable)
	return nil
}
