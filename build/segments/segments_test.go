package segments

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is a WebAssembly module of sections, each a string that begins with its number and length.
func module(sections ...string) []byte {
	return []byte("\x00asm\x01\x00\x00\x00" + strings.Join(sections, ""))
}

const memory = "\x05\x03\x01\x00\x01" // one page

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		name, data, want string
	}{
		{"two with zeros between", "\x0b\x10\x02" + "\x00\x41\x08\x0b\x02ab" + "\x00\x41\x0d\x0b\x03cde",
			"\x0b\x0e\x01" + "\x00\x41\x08\x0b\x08ab\x00\x00\x00cde"},
		{"the second first, an address with a further byte", "\x0b\x0f\x02" + "\x00\x41\xc1\x00\x0b\x01b" + "\x00\x41\xc0\x00\x0b\x01a",
			"\x0b\x09\x01" + "\x00\x41\xc0\x00\x0b\x02ab"},
		{"the later one holds", "\x0b\x0f\x02" + "\x00\x41\x01\x0b\x03abc" + "\x00\x41\x02\x0b\x01X",
			"\x0b\x09\x01" + "\x00\x41\x01\x0b\x03aXc"},
		{"one", "\x0b\x07\x01\x00\x41\x01\x0b\x01a", "\x0b\x07\x01\x00\x41\x01\x0b\x01a"},
		{"none", "\x0b\x01\x00", "\x0b\x01\x00"},
		{"no section of data", "", ""},
	} {
		custom := "\x00\x03\x01nx"
		got, err := Join(module(memory, c.data, custom))
		if want := module(memory, c.want, custom); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", c.name, got, err, want)
		}
	}
}

func TestJoinRefuses(t *testing.T) {
	for _, c := range []struct {
		module []byte
		want   string
	}{
		{[]byte("MZ"), "not a WebAssembly module"},
		{module("\x0b\x20\x01\x00"), "ends too early"},
		{module("\x0b\x80"), "within a number"},
		{module("\x0b\x03\x01\x01\x00"), "without a constant address"},
		{module("\x0b\x07\x01\x00\x41\x7f\x0b\x01a"), "above 2 GiB"},
		{module("\x0b\x07\x01\x00\x41\x01\x6a\x01a"), "more than a constant"},
		{module("\x0b\x07\x01\x00\x41\x01\x0b\x02a"), "ends too early"},
		{module("\x0b\x08\x01\x00\x41\x01\x0b\x01ab"), "1 bytes after"},
	} {
		if got, err := Join(c.module); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %q, %v, want an error with %q", c.module, got, err, c.want)
		}
	}
}

// TestJoinedProgramRuns runs what Go's linker makes now: a program with segments, before and after.
func TestJoinedProgramRuns(t *testing.T) {
	folder := t.TempDir()
	source, program := filepath.Join(folder, "main.go"), filepath.Join(folder, "main.wasm")
	text := `package main

var a, b = [99]int{0: 7, 98: 8}, map[string]int{"sum": 1}

func main() { println(a[0] + a[50] + a[98] + b["sum"]) }
`
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", program, source)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	before, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	after, err := Join(before)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Join(after); err != nil || !bytes.Equal(again, after) || bytes.Equal(after, before) {
		t.Errorf("a joined module is joined once more (%v), or had no segments to join", err)
	}
	if err := os.WriteFile(program, after, 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	runner := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js")
	got, err := exec.Command("node", runner, program).CombinedOutput()
	if err != nil || strings.TrimSpace(string(got)) != "16" {
		t.Errorf("the joined program says %q, %v", got, err)
	}
}
