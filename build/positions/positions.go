// Package positions takes file names, line numbers and names of functions out of a compiled Go program.
//
// A program holds, for every instruction, its line, and for every function its name, which only the trace of a panic prints. Without
// lines a trace says "?:0" for them, which Go does where it knows none. The linker has no switch for it.
//
// The tables are those of runtime/symtab.go and of the type _func in runtime/runtime2.go.
package positions

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// Drop takes the positions out of a program whose memory is in one piece (pellucid/build/segments), in place, as zeros, and the names
// of functions but those that begin with one of the given words. It changes nothing if it does not know every byte of the tables, as
// may be with another version of Go.
func Drop(program []byte, named ...string) error {
	t, err := find(program)
	if err != nil {
		return err
	}
	known, stays := make([]bool, len(t.values)), make([]bool, len(t.values))
	for _, f := range t.functions {
		for at := range f.offsets() {
			if err := t.mark(known, f.number(at)); err != nil {
				return err
			}
			if at != fileTable && at != lineTable {
				t.mark(stays, f.number(at))
			}
		}
	}
	// No function uses the first byte: offset 0 stands for no table. Others only fill the last eight.
	if first := slices.Index(known[1:], false); first >= 0 && first+1 < len(known)-8 {
		return fmt.Errorf("positions: byte %d of %d belongs to no table: has Go changed them?", first+1, len(known))
	}
	for _, f := range t.functions {
		for _, at := range []int{fileTable, lineTable, unit, startLine} {
			binary.LittleEndian.PutUint32(f[at:], 0)
		}
	}
	for i, used := range stays {
		if !used {
			t.values[i] = 0
		}
	}
	clear(t.files)
	t.forget(named)
	return nil
}

// forget takes out the names that do not begin so and that the program itself does not read: by "runtime." Go knows its own
// goroutines, and in the name of a pointer's method it finds what to say when that is called on nil.
func (t *tables) forget(named []string) {
	read := map[int]bool{}
	for _, f := range t.functions {
		if f[kind] == wrapper {
			read[f.number(name)] = true
		}
	}
	for at := 0; at < len(t.names); {
		text, _, _ := bytes.Cut(t.names[at:], []byte{0})
		if !read[at] {
			clear(text[kept(text, named):])
		}
		at += len(text) + 1
	}
}

// kept is how much of a name stays: of a generic function's, nothing of the types that it was made for.
func kept(text []byte, named []string) int {
	const own = "runtime."
	if bytes.HasPrefix(text, []byte(own)) {
		return len(own)
	}
	if !slices.ContainsFunc(named, func(word string) bool { return bytes.HasPrefix(text, []byte(word)) }) {
		return 0
	}
	plain, _, _ := bytes.Cut(text, []byte{'['})
	return len(plain)
}

// mark marks the bytes of the table at an offset: steps of a value and a program counter, each a variable-length number, up to
// a step of 0. Only the first step may be 0 and not the end.
func (t *tables) mark(marks []bool, offset int) error {
	if offset == 0 {
		return nil
	}
	for at := offset; at < len(t.values); {
		step, length := binary.Uvarint(t.values[at:])
		if length > 0 && (step != 0 || at == offset) {
			_, more := binary.Uvarint(t.values[at+length:])
			if more <= 0 {
				break
			}
			length += more
		}
		if length <= 0 {
			break
		}
		for i := range length {
			marks[at+i] = true
		}
		if step == 0 && at > offset {
			return nil
		}
		at += length
	}
	return fmt.Errorf("positions: a table at %d of %d has no end: has Go changed them?", offset, len(t.values))
}
