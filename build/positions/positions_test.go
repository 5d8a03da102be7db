package positions

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pellucid/build/segments"
)

// source recovers from a panic, moves and scans its stack, and then ends with a panic that nobody recovers from.
const source = `package main

import (
	"os"
	"runtime"
	"strings"
)

func deep(n int) *int {
	if n == 0 {
		runtime.GC()
		return new(int)
	}
	held := deep(n - 1)
	*held += n
	return held
}

func saved(values []int) (said any) {
	defer func() { said = recover() }()
	return values[len(values)]
}

type number int

func (n number) value() int { return int(n) }

// none calls a value's method on nil, by way of the method that the compiler adds to its pointer.
func none() (said any) {
	defer func() { said = recover() }()
	return boxed(nil).value()
}

//go:noinline
func boxed(n *number) interface{ value() int } { return n }

//go:noinline
func falls(values []int) int { return values[len(values)] }

func main() {
	println(*deep(5000), saved(nil).(error).Error(), none().(error).Error(), strings.Repeat("-", len(os.Args)))
	falls(nil)
}
`

// compile returns the program of source, its memory in one piece.
func compile(t *testing.T) []byte {
	t.Helper()
	folder := t.TempDir()
	text, path := filepath.Join(folder, "main.go"), filepath.Join(folder, "main.wasm")
	if err := os.WriteFile(text, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, text)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if program, err = segments.Join(program); err != nil {
		t.Fatal(err)
	}
	return program
}

// run returns what a program prints before it fails.
func run(t *testing.T, program []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "main.wasm")
	if err := os.WriteFile(path, program, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), path).CombinedOutput()
	if err == nil {
		t.Errorf("the program does not fail: %s", out)
	}
	return string(out)
}

func TestDrop(t *testing.T) {
	program := compile(t)
	before, gone := run(t, program), []string{"runtime/panic.go\x00", "strings.Repeat\x00"}
	for _, name := range gone {
		if !bytes.Contains(program, []byte(name)) {
			t.Fatalf("the program as compiled does not have %q", name)
		}
	}
	if !strings.Contains(before, "main.go:") {
		t.Fatalf("the program as compiled names no line: %s", before)
	}
	if err := Drop(program, "main."); err != nil {
		t.Fatal(err)
	}
	after := run(t, program)
	for _, want := range []string{
		"12502500 runtime error: index out of range [0] with length 0 value method main.number.value called using nil *number pointer -\n",
		"main.falls(", "main.main()\n\t?:0",
	} {
		if !strings.Contains(after, want) {
			t.Errorf("want %q in %s", want, after)
		}
	}
	for _, name := range gone {
		if bytes.Contains(program, []byte(name)) {
			t.Errorf("%q is left", name)
		}
	}
	if strings.Contains(after, ".go:") {
		t.Errorf("a line is left: %s", after)
	}
}

func TestDropRefuses(t *testing.T) {
	program := compile(t)
	tables, err := find(program)
	if err != nil {
		t.Fatal(err)
	}
	half := len(tables.functions) / 2
	for _, c := range []struct {
		name, want string
		change     func()
	}{
		{"a table without an end", "has no end", func() { copy(tables.values[len(tables.values)-40:], bytes.Repeat([]byte{0x81}, 40)) }},
		{"bytes of no table", "belongs to no table", func() {
			for _, f := range tables.functions[:half] {
				copy(f[lineTable:], []byte{0, 0, 0, 0})
			}
		}},
		{"a record outside", "no tables of functions", func() { copy(tables.functions[0][count:], []byte{255, 255, 255, 255}) }},
		{"another magic", "no tables of functions", func() { copy(program[bytes.Index(program, magic):], []byte{0xf2}) }},
	} {
		whole := bytes.Clone(program)
		c.change()
		changed := bytes.Clone(program)
		if err := Drop(program); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
		if !bytes.Equal(program, changed) {
			t.Errorf("%s: the program is changed", c.name)
		}
		copy(program, whole)
	}
}
