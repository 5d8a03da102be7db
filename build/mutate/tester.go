package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tester runs tests over a change.
type tester struct {
	scratch   string
	limit     time.Duration
	own       bool                // only a package's own tests, where it has any
	tested    map[string]bool     // packages of the engine that have tests
	importers map[string][]string // of each package of the engine, with tests
	files     map[string]goFile   // of the engine, by path
	switched  map[mutant]string   // the number of each mutant that can be chosen while tests run
	overlay   string              // of all of those
	programs  map[string]string   // tests with all of those in them, by package
}

func newTester(files []source, limit time.Duration) (*tester, error) {
	scratch, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return nil, err
	}
	t := &tester{
		scratch: scratch, limit: limit, tested: map[string]bool{}, importers: map[string][]string{}, programs: map[string]string{},
	}
	t.files = map[string]goFile{}
	for _, file := range files {
		if f, ok := file.(goFile); ok {
			t.files[f.path] = f
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}} {{join .Imports " "}}{{end}}`, "./engine/...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		t.tested[fields[0]] = true
		for _, imported := range fields[1:] {
			if list := t.importers[imported]; !slices.Contains(list, fields[0]) {
				t.importers[imported] = append(list, fields[0])
			}
		}
	}
	return t, nil
}

// noticed is the package whose tests fail over the change, or "" if all pass.
func (t *tester) noticed(m mutant) (string, error) {
	tests := t.testsOf("pellucid/" + path.Dir(m.File))
	if number, ok := t.switched[m]; ok {
		for _, p := range tests {
			if by, err := t.chosen(p, number); by != "" || err != nil {
				return by, err
			}
		}
		return "", nil
	}
	text, err := m.changed()
	if err != nil {
		return "", err
	}
	overlay, err := t.write("one", map[string][]byte{m.File: text})
	if err != nil {
		return "", err
	}
	if strings.HasSuffix(m.File, ".ts") {
		return t.fails("site/test/unit", exec.Command("go", "run", "./build/units", "-overlay", overlay))
	}
	for _, p := range tests {
		if by, err := t.fails(p, exec.Command("go", "test", "-short", "-vet=off", "-failfast", "-overlay", overlay, p)); by != "" || err != nil {
			return by, err
		}
	}
	return "", nil
}

// testsOf is the packages whose tests are to notice a change: the changed one first, then those that import it.
func (t *tester) testsOf(changed string) []string {
	switch {
	case !t.tested[changed]:
		return t.importers[changed]
	case t.own:
		return []string{changed}
	}
	return append([]string{changed}, t.importers[changed]...)
}

// chosen runs the tests of a package with one of the mutants that are all in its program.
func (t *tester) chosen(p, number string) (string, error) {
	program, built := t.programs[p]
	if !built {
		program = filepath.Join(t.scratch, strings.ReplaceAll(p, "/", "-")+".test")
		out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", t.overlay, "-o", program, p).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("%s does not build:\n%s", p, out)
		}
		t.programs[p] = program
		without := exec.Command(program, "-test.short", "-test.failfast")
		without.Dir = strings.TrimPrefix(p, "pellucid/")
		if by, err := t.fails(p, without); by != "" || err != nil {
			return "", fmt.Errorf("the tests of %s fail without any change (%v)", p, err)
		}
	}
	run := exec.Command(program, "-test.short", "-test.failfast")
	run.Dir = strings.TrimPrefix(p, "pellucid/")
	run.Env = append(os.Environ(), variable+"="+number)
	return t.fails(p, run)
}

// write writes changed files and the list that names them, as the go command wants it.
func (t *tester) write(name string, files map[string][]byte) (overlay string, err error) {
	list := map[string]string{}
	for file, text := range files {
		place, err := filepath.Abs(file)
		if err != nil {
			return "", err
		}
		changed := filepath.Join(t.scratch, fmt.Sprintf("%s-%d%s", name, len(list), path.Ext(file)))
		if err := os.WriteFile(changed, text, 0o644); err != nil {
			return "", err
		}
		list[place] = changed
	}
	text, err := json.Marshal(map[string]any{"Replace": list})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(t.scratch, name+".json")
	return overlay, os.WriteFile(overlay, text, 0o644)
}

// fails gives the name if the command does, for another reason than that nothing was built.
func (t *tester) fails(name string, run *exec.Cmd) (string, error) {
	var out bytes.Buffer
	run.Stdout, run.Stderr, run.WaitDelay = &out, &out, time.Second
	if err := run.Start(); err != nil {
		return "", err
	}
	late := time.AfterFunc(t.limit, func() { _ = run.Process.Kill() })
	defer late.Stop()
	if run.Wait() == nil {
		return "", nil
	}
	for _, sign := range []string{"[build failed]", "[setup failed]", "do not compile"} {
		if bytes.Contains(out.Bytes(), []byte(sign)) {
			return "", fmt.Errorf("%s does not build:\n%s", name, out.Bytes())
		}
	}
	return name, nil
}
