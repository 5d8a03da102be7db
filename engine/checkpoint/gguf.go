package checkpoint

// GGUF, the file format of llama.cpp (ggml/docs/gguf.md), version 3: a typed
// metadata dictionary, tensor descriptions, and the tensors' bytes, each padded
// to an alignment. Everything is little-endian. Only what the gpt2 and llama
// architectures need is decoded: F32, F16 and Q8_0 tensors.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"pellucid/engine/kernel"
)

// Limits of what a header may claim; every real file is far below them.
const (
	maxGGUFPairs  = 1 << 16
	maxGGUFString = 16 << 20 // bytes; the longest real ones are chat templates
	maxGGUFArray  = 1 << 24  // elements; the longest real ones are vocabularies
	maxGGUFAxes   = 4
)

// GGUFTensor describes one tensor of a GGUF file.
type GGUFTensor struct {
	Name   string
	Type   string // "F32", "F16" or "Q8_0"
	Shape  []int  // row-major: the reverse of the file's dimensions
	Offset int64  // from the start of the data section
	bytes  int64
}

// GGUF is the header of a file. Metadata values are uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32,
// float64, bool, string, or a slice of one of these; arrays of arrays are refused.
type GGUF struct {
	Version  int
	Metadata map[string]any
	Tensors  []GGUFTensor // in file order

	src      *source
	dataFrom int64
	dataEnd  int64 // of the last tensor, padded
	next     int
}

// ReadGGUF reads the header of r and leaves r at the first tensor; [GGUF.Next] reads on. size is the length of the whole file, or -1 if it is not known.
func ReadGGUF(r io.Reader, size int64) (*GGUF, error) {
	return readGGUF(newSource(r, size, nil))
}

func readGGUF(src *source) (*GGUF, error) {
	g := &GGUF{src: src, Metadata: map[string]any{}}
	if err := g.readHeader(); err != nil {
		return nil, fmt.Errorf("gguf: %w", err)
	}
	return g, nil
}

func (g *GGUF) readHeader() error {
	magic, err := g.u32("the magic number")
	if err != nil {
		return err
	}
	if magic != 0x46554747 {
		return errors.New("the file does not begin with GGUF: this is not a GGUF file")
	}
	version, err := g.u32("the version")
	switch {
	case err != nil:
		return err
	case version&0xffff == 0:
		return errors.New("the file is big-endian; this reader takes little-endian files")
	case version != 2 && version != 3: // 2 differs from 3 only in not knowing of big-endian files
		return fmt.Errorf("version %d; this reader takes version 3", version)
	}
	g.Version = int(version)
	tensors, err := g.count("tensors", maxTensors, 24)
	if err != nil {
		return err
	}
	pairs, err := g.count("metadata pairs", maxGGUFPairs, 13)
	if err != nil {
		return err
	}
	for range pairs {
		if err := g.pair(); err != nil {
			return err
		}
	}
	for range tensors {
		if err := g.tensor(); err != nil {
			return err
		}
	}
	return g.layOut()
}

// layOut checks that the tensors follow each other, each padded to the alignment, and passes over the padding before the first.
func (g *GGUF) layOut() error {
	alignment := int64(32)
	if v, ok := g.Metadata["general.alignment"]; ok {
		n, ok := v.(uint32)
		if !ok || n == 0 || n&(n-1) != 0 || n > 1<<20 {
			return fmt.Errorf("general.alignment must be a power of two, got %v", v)
		}
		alignment = int64(n)
	}
	pad := func(n int64) int64 { return (n + alignment - 1) &^ (alignment - 1) }
	at, seen := int64(0), map[string]bool{}
	for _, t := range g.Tensors {
		if seen[t.Name] {
			return fmt.Errorf("%s is described twice", quoted(t.Name))
		}
		seen[t.Name] = true
		if t.Offset != at {
			return fmt.Errorf("%s is at byte %d of the data, but the tensors before it end at %d: they overlap or leave a gap", quoted(t.Name), t.Offset, at)
		}
		if at > math.MaxInt64/2-t.bytes {
			return fmt.Errorf("%s ends beyond what a file can hold", quoted(t.Name))
		}
		at = pad(at + t.bytes)
	}
	if len(g.Tensors) == 0 {
		return nil
	}
	g.dataFrom = pad(g.src.done)
	g.dataEnd = g.dataFrom + at
	last := g.Tensors[len(g.Tensors)-1]
	return g.checkSize(g.dataFrom + last.Offset + last.bytes)
}

// checkSize demands that the file ends after the last tensor, with or without its padding.
func (g *GGUF) checkSize(end int64) error {
	switch {
	case g.src.size >= 0 && g.src.size < end:
		return fmt.Errorf("the tensors end at byte %d but the file has %d: it is truncated", end, g.src.size)
	case g.src.size > g.dataEnd:
		return fmt.Errorf("the tensors end at byte %d but the file has %d: the rest belongs to no tensor", g.dataEnd, g.src.size)
	}
	return g.src.skip(g.dataFrom-g.src.done, "the padding before the tensors")
}

func (g *GGUF) u32(what string) (uint32, error) {
	var p [4]byte
	err := g.src.full(p[:], what)
	return binary.LittleEndian.Uint32(p[:]), err
}

func (g *GGUF) u64(what string) (uint64, error) {
	var p [8]byte
	err := g.src.full(p[:], what)
	return binary.LittleEndian.Uint64(p[:]), err
}

// count reads how many of what follow, each of at least least bytes.
func (g *GGUF) count(what string, limit, least int64) (int64, error) {
	n, err := g.u64("the number of " + what)
	if err != nil {
		return 0, err
	}
	if n > uint64(limit) {
		return 0, fmt.Errorf("%d %s are claimed; at most %d are taken", n, what, limit)
	}
	if left := g.src.remaining(); left >= 0 && int64(n) > left/least {
		return 0, fmt.Errorf("%d %s are claimed but only %d bytes are left: the file is truncated", n, what, left)
	}
	return int64(n), nil
}

func (g *GGUF) text(what string) (string, error) {
	n, err := g.count("bytes of "+what, maxGGUFString, 1)
	if err != nil {
		return "", err
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
	n, err := g.count("elements of "+what, maxGGUFArray, 1)
	if err != nil {
		return nil, err
	}
	if kind != ggufString {
		return g.list(kind, n, what)
	}
	var list []string
	for range n { // grows as strings arrive: an empty string still takes eight bytes of the file
		s, err := g.text("a string of " + what)
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

// ggmlTypes names the tensor types by number, so that an error can name what it does not read. Gaps are retired numbers.
var ggmlTypes = map[uint32]string{0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1",
	10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS",
	19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64",
	29: "IQ1_M", 30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4"}

// q8Bytes is one block of Q8_0: a float16 scale and 32 int8.
const q8Bytes = 2 + kernel.Block

func (g *GGUF) tensor() error {
	name, err := g.text("a tensor's name")
	if err != nil {
		return err
	}
	what := quoted(name)
	axes, err := g.u32("the number of dimensions of " + what)
	if err != nil {
		return err
	}
	if axes == 0 || axes > maxGGUFAxes {
		return fmt.Errorf("%s has %d dimensions; a tensor has 1 to %d", what, axes, maxGGUFAxes)
	}
	t := GGUFTensor{Name: name, Shape: make([]int, axes)}
	for i := range t.Shape {
		d, err := g.u64("a dimension of " + what)
		if err != nil {
			return err
		}
		if d == 0 || d > math.MaxInt32 {
			return fmt.Errorf("%s has a dimension of %d", what, d)
		}
		t.Shape[len(t.Shape)-1-i] = int(d)
	}
	kind, err := g.u32("the type of " + what)
	if err != nil {
		return err
	}
	offset, err := g.u64("the offset of " + what)
	if err != nil {
		return err
	}
	if offset > math.MaxInt64/2 {
		return fmt.Errorf("%s is at byte %d, beyond what a file can hold", what, offset)
	}
	t.Offset = int64(offset)
	if err := t.measure(kind); err != nil {
		return err
	}
	g.Tensors = append(g.Tensors, t)
	return nil
}

// measure sets the type and the size in bytes.
func (t *GGUFTensor) measure(kind uint32) error {
	name, ok := ggmlTypes[kind]
	if !ok {
		return fmt.Errorf("%s has the unknown type %d", quoted(t.Name), kind)
	}
	t.Type = name
	shape, unit := t.Shape, int64(0)
	switch name {
	case "F32":
		unit = 4
	case "F16":
		unit = 2
	case "Q8_0":
		last := len(shape) - 1
		if shape[last]%kernel.Block != 0 {
			return fmt.Errorf("%s is Q8_0 with rows of %d weights; wanted a multiple of %d", quoted(t.Name), shape[last], kernel.Block)
		}
		shape = append(append([]int{}, shape[:last]...), shape[last]/kernel.Block)
		unit = q8Bytes
	default:
		return fmt.Errorf("%s is stored as %s; this reader takes F32, F16 and Q8_0 files", quoted(t.Name), name)
	}
	t.bytes, ok = product(shape, unit)
	if !ok || t.bytes > math.MaxInt64/4 {
		return fmt.Errorf("%s of shape %v is too large", quoted(t.Name), t.Shape)
	}
	return nil
}

// Next returns the next tensor, or io.EOF after the last. Q8_0 tensors come as Q8 with all leading axes as rows; others as F32.
func (g *GGUF) Next() (GGUFTensor, Values, kernel.Q8, error) {
	if g.next == len(g.Tensors) {
		return GGUFTensor{}, Values{}, kernel.Q8{}, g.end()
	}
	t := g.Tensors[g.next]
	g.next++
	v, q, err := g.read(t)
	if err != nil {
		err = fmt.Errorf("gguf: %w", err)
	}
	return t, v, q, err
}

// end is io.EOF if the file ends after the last tensor, with or without its padding.
func (g *GGUF) end() error {
	if len(g.Tensors) == 0 {
		return io.EOF
	}
	n, err := io.Copy(io.Discard, io.LimitReader(g.src.r, max(0, g.dataEnd-g.src.done)+1))
	g.src.done += n
	switch {
	case err != nil:
		return fmt.Errorf("gguf: reading the end of the file: %w", err)
	case g.src.done > g.dataEnd:
		return fmt.Errorf("gguf: the file goes on after byte %d, where its last tensor ends", g.dataEnd)
	}
	if err := g.src.report(true); err != nil {
		return err
	}
	return io.EOF
}

func (g *GGUF) read(t GGUFTensor) (v Values, q kernel.Q8, err error) {
	if err := g.src.skip(g.dataFrom+t.Offset-g.src.done, "the padding before "+quoted(t.Name)); err != nil {
		return v, q, err
	}
	elements, _ := product(t.Shape, 1)
	v.Shape = t.Shape
	switch t.Type {
	case "Q8_0":
		q.Cols = t.Shape[len(t.Shape)-1]
		q.Rows = int(elements) / q.Cols
		q.Data, q.Scale, err = g.blocks(elements/kernel.Block, quoted(t.Name))
	default:
		v.F32, err = g.src.floats(elements, dtype(t.Type), quoted(t.Name))
	}
	return v, q, err
}

// blocks reads n blocks of Q8_0, which interleave scales and weights, into our two arrays.
func (g *GGUF) blocks(n int64, what string) ([]int8, []float32, error) {
	var scales []float32
	if g.src.size >= 0 {
		scales = make([]float32, 0, n)
	}
	const atOnce = chunk / q8Bytes
	data, err := fill(g.src, n*kernel.Block, n*q8Bytes, what, func(p []int8) error {
		for len(p) > 0 {
			count := min(len(p)/kernel.Block, atOnce)
			raw := g.src.scratch(int64(count * q8Bytes))
			if err := g.src.full(raw, what); err != nil {
				return err
			}
			for ; count > 0; count-- {
				scales = append(scales, kernel.Half(binary.LittleEndian.Uint16(raw)).Float32())
				for i, b := range raw[2:q8Bytes] {
					p[i] = int8(b)
				}
				raw, p = raw[q8Bytes:], p[kernel.Block:]
			}
		}
		return nil
	})
	return data, scales, err
}
