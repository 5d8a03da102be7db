package checkpoint

// The typed values of GGUF's metadata dictionary.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

func (g *GGUF) u32(what string) (uint32, error) {
	p := g.src.scratch(4)
	err := g.src.full(p, what)
	return binary.LittleEndian.Uint32(p), err
}

func (g *GGUF) u64(what ...string) (uint64, error) {
	p := g.src.scratch(8)
	err := g.src.full(p, what...)
	return binary.LittleEndian.Uint64(p), err
}

// count reads how many of a kind follow, each of at least least bytes. What has them is put together for an error only:
// a vocabulary asks a hundred thousand times.
func (g *GGUF) count(kind, what string, limit, least int64) (int64, error) {
	n, err := g.u64("the number of ", kind, what)
	if err != nil {
		return 0, err
	}
	if n > uint64(limit) {
		return 0, fmt.Errorf("%d %s are claimed; at most %d are taken", n, kind+what, limit)
	}
	if left := g.src.remaining(); left >= 0 && int64(n) > left/least {
		return 0, fmt.Errorf("%d %s are claimed but only %d bytes are left: the file is truncated", n, kind+what, left)
	}
	return int64(n), nil
}

func (g *GGUF) text(what string) (string, error) {
	n, err := g.count("bytes of ", what, maxGGUFString, 1)
	if err != nil {
		return "", err
	}
	if n <= chunk {
		p := g.src.scratch(n)
		err := g.src.full(p, what)
		return string(p), err
	}
	p, err := g.src.bytes(n, what)
	return string(p), err
}

func (g *GGUF) pair() error {
	key, err := g.text("a metadata key")
	if err != nil {
		return err
	}
	if key == "" {
		return errors.New("a metadata key is empty")
	}
	if _, twice := g.Metadata[key]; twice {
		return fmt.Errorf("metadata %s is there twice", quoted(key))
	}
	kind, err := g.u32("the type of " + quoted(key))
	if err != nil {
		return err
	}
	value, err := g.value(kind, "metadata "+quoted(key))
	if err != nil {
		return err
	}
	g.Metadata[key] = value
	return nil
}

// Types of metadata values.
const (
	ggufU8 = iota
	ggufI8
	ggufU16
	ggufI16
	ggufU32
	ggufI32
	ggufF32
	ggufBool
	ggufString
	ggufArray
	ggufU64
	ggufI64
	ggufF64
)

func (g *GGUF) value(kind uint32, what string) (any, error) {
	switch kind {
	case ggufString:
		return g.text(what)
	case ggufArray:
		return g.array(what)
	}
	one, err := g.list(kind, 1, what)
	if err != nil {
		return nil, err
	}
	switch v := one.(type) {
	case []uint8:
		return v[0], nil
	case []int8:
		return v[0], nil
	case []uint16:
		return v[0], nil
	case []int16:
		return v[0], nil
	case []uint32:
		return v[0], nil
	case []int32:
		return v[0], nil
	case []float32:
		return v[0], nil
	case []bool:
		return v[0], nil
	case []uint64:
		return v[0], nil
	case []int64:
		return v[0], nil
	case []float64:
		return v[0], nil
	}
	panic("checkpoint: a GGUF type without a case")
}

func (g *GGUF) array(what string) (any, error) {
	kind, err := g.u32("the element type of " + what)
	if err != nil {
		return nil, err
	}
	if kind == ggufArray {
		return nil, fmt.Errorf("%s is an array of arrays, which this reader does not take", what)
	}
	n, err := g.count("elements of ", what, maxGGUFArray, 1)
	if err != nil {
		return nil, err
	}
	if kind != ggufString {
		return g.list(kind, n, what)
	}
	list := make([]string, 0, max(0, min(n, g.src.remaining()/8))) // an empty string still takes eight bytes of the file
	what = "a string of " + what
	for range n {
		s, err := g.text(what)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// list reads n values of a fixed-size kind.
func (g *GGUF) list(kind uint32, n int64, what string) (any, error) {
	le := binary.LittleEndian
	switch kind {
	case ggufU8:
		return g.src.bytes(n, what)
	case ggufI8:
		return g.src.int8s(n, what)
	case ggufBool:
		raw, err := g.src.bytes(n, what)
		if err != nil {
			return nil, err
		}
		return convert(raw, 1, func(p []byte) bool { return p[0] != 0 }), nil
	case ggufU16:
		return words(g, n, 2, what, le.Uint16)
	case ggufI16:
		return words(g, n, 2, what, func(p []byte) int16 { return int16(le.Uint16(p)) })
	case ggufU32:
		return words(g, n, 4, what, le.Uint32)
	case ggufI32:
		return words(g, n, 4, what, func(p []byte) int32 { return int32(le.Uint32(p)) })
	case ggufF32:
		return g.src.floats(n, typeF32, what)
	case ggufU64:
		return words(g, n, 8, what, le.Uint64)
	case ggufI64:
		return words(g, n, 8, what, func(p []byte) int64 { return int64(le.Uint64(p)) })
	case ggufF64:
		return words(g, n, 8, what, func(p []byte) float64 { return math.Float64frombits(le.Uint64(p)) })
	}
	return nil, fmt.Errorf("%s has the unknown type %d", what, kind)
}

func words[T any](g *GGUF, n int64, size int, what string, one func([]byte) T) ([]T, error) {
	raw, err := g.src.bytes(n*int64(size), what)
	if err != nil {
		return nil, err
	}
	return convert(raw, size, one), nil
}

func convert[T any](raw []byte, size int, one func([]byte) T) []T {
	list := make([]T, len(raw)/size)
	for i := range list {
		list[i] = one(raw[i*size:])
	}
	return list
}
