package positions

import (
	"bytes"
	"encoding/binary"
	"errors"
	"iter"
)

// tables are parts of a program.
type tables struct {
	functions []function
	names     []byte // of functions, each with a zero behind it
	values    []byte // what holds from which instruction on: lines, but also the stack's depth and its pointers
	files     []byte // names of files, and which of them a unit of compilation has
}

// function is the runtime's record of a function, with whatever comes behind it.
type function []byte

// Where a record has its numbers of 32 bits, in bytes.
const (
	name       = 4
	stackTable = 16
	fileTable  = 20
	lineTable  = 24
	count      = 28 // of further tables
	unit       = 32
	startLine  = 36
	kind       = 40 // one byte
	further    = 44
)

// wrapper is the kind of a function that the compiler adds, such as a pointer's method that calls the value's.
const wrapper = 23

func (f function) number(at int) int { return int(binary.LittleEndian.Uint32(f[at:])) }

// offsets are the places in the record that say where a table begins.
func (f function) offsets() iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := stackTable; at < count; at += 4 {
			if !yield(at) {
				return
			}
		}
		for i := range f.number(count) {
			if !yield(further + 4*i) {
				return
			}
		}
	}
}

// magic begins the tables of Go 1.20 and later: then come the least length of an instruction and that of a pointer.
var magic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// find looks for the tables. The magic may be anywhere by chance, so that what follows must fit.
func find(program []byte) (*tables, error) {
	for rest := program; ; rest = rest[len(magic):] {
		at := bytes.Index(rest, magic)
		if at < 0 {
			return nil, errors.New("positions: no tables of functions: has Go changed them?")
		}
		rest = rest[at:]
		if t := read(rest); t != nil {
			return t, nil
		}
	}
}

// read reads the header and the records behind it, nil for something else.
func read(program []byte) *tables {
	const words, most = 8, 1 << 20
	if len(program) < 8+8*words {
		return nil
	}
	var word [words]int
	for i := range word {
		word[i] = int(binary.LittleEndian.Uint64(program[8+8*i:]))
	}
	functions, names, units, values, records := word[0], word[3], word[4], word[6], word[7]
	if functions < 1 || functions > most || names < 8+8*words || units < names || values < units || records < values ||
		records > len(program)-8*functions {
		return nil
	}
	t := &tables{names: program[names:units], files: program[units:values], values: program[values:records]}
	list := program[records:]
	for i := range functions {
		at := int(binary.LittleEndian.Uint32(list[8*i+4:]))
		if at+further > len(list) {
			return nil
		}
		f := function(list[at:])
		if further+4*f.number(count) > len(f) {
			return nil
		}
		t.functions = append(t.functions, f)
	}
	return t
}
