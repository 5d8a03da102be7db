package checkpoint

// The tensors of a GGUF file: their descriptions and their values.

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"pellucid/engine/kernel"
)

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
	shape, unit, block := t.Shape, int64(0), 1
	switch name {
	case "F32":
		unit = 4
	case "F16", "BF16":
		unit = 2
	case "Q8_0":
		unit, block = q8Bytes, kernel.Block
	default:
		format := blockFormat(name)
		if format == nil {
			return unknownFormat(t.Name, name, ggufReadable())
		}
		unit, block = int64(format.Size), format.Weights
	}
	last := len(shape) - 1
	if shape[last]%block != 0 {
		return fmt.Errorf("%s is %s with rows of %d weights; wanted a multiple of %d", quoted(t.Name), name, shape[last], block)
	}
	shape = append(append([]int{}, shape[:last]...), shape[last]/block)
	t.bytes, ok = product(shape, unit)
	if !ok || t.bytes > math.MaxInt64/4 {
		return fmt.Errorf("%s of shape %v is too large", quoted(t.Name), t.Shape)
	}
	return nil
}

// blockFormat is the kernel's format of a name, nil for none.
func blockFormat(name string) *kernel.BlockFormat {
	for _, f := range kernel.BlockFormats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// ggufReadable lists the tensor types that are read.
func ggufReadable() string {
	list := []string{"F32", "F16", "BF16", "Q8_0"}
	for _, f := range kernel.BlockFormats {
		list = append(list, f.Name)
	}
	return strings.Join(list, ", ")
}

// Next returns the next tensor, or io.EOF after the last. Blocks come as a matrix with all leading axes as rows; others as F32.
func (g *GGUF) Next() (GGUFTensor, Values, kernel.Matrix, error) {
	if g.next == len(g.Tensors) {
		return GGUFTensor{}, Values{}, nil, g.end()
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

func (g *GGUF) read(t GGUFTensor) (v Values, blocks kernel.Matrix, err error) {
	if err := g.src.skip(g.dataFrom+t.Offset-g.src.done, "the padding before "+quoted(t.Name)); err != nil {
		return v, nil, err
	}
	elements, _ := product(t.Shape, 1)
	v.Shape = t.Shape
	switch t.Type {
	case "Q8_0":
		q := kernel.Q8{Cols: t.Shape[len(t.Shape)-1]}
		q.Rows = int(elements) / q.Cols
		q.Data, q.Scale, err = g.blocks(elements/kernel.Block, quoted(t.Name))
		blocks = q
	case "F32", "F16", "BF16":
		v.F32, err = g.src.floats(elements, dtype(t.Type), quoted(t.Name))
	default:
		b := kernel.Blocks{Kind: blockFormat(t.Type), Cols: t.Shape[len(t.Shape)-1]}
		b.Rows = int(elements) / b.Cols
		b.Data, err = g.src.bytes(t.bytes, quoted(t.Name))
		blocks = b
	}
	return v, blocks, err
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
