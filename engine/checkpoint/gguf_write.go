package checkpoint

// Writing GGUF: for tests, and for showing other programs the very weights that this one runs.

import (
	"encoding/binary"
	"fmt"
	"io"

	"pellucid/engine/kernel"
)

// GGUFPair is one entry of the metadata; see [GGUF] for the types a value may have.
type GGUFPair struct {
	Key   string
	Value any
}

// GGUFOut is one tensor to be written as Type: "F32" or "F16" from F32, "Q8_0" from Q8 (rows of a multiple of 32 weights).
type GGUFOut struct {
	Name  string
	Type  string
	Shape []int // row-major
	F32   []float32
	Q8    kernel.Q8
}

// ggufAlignment is what the format takes for granted unless told otherwise.
const ggufAlignment = 32

// WriteGGUF writes a version 3 file.
func WriteGGUF(w io.Writer, pairs []GGUFPair, tensors []GGUFOut) error {
	header, sizes, err := ggufHeader(pairs, tensors)
	if err != nil {
		return fmt.Errorf("gguf: %w", err)
	}
	if _, err := w.Write(ggufPad(header)); err != nil {
		return err
	}
	buffer := make([]byte, chunk)
	for i, t := range tensors {
		if err := writeGGUFTensor(w, t, buffer); err != nil {
			return fmt.Errorf("gguf: writing %s: %w", quoted(t.Name), err)
		}
		if _, err := w.Write(make([]byte, -sizes[i]&(ggufAlignment-1))); err != nil {
			return err
		}
	}
	return nil
}

func ggufPad(b []byte) []byte { return append(b, make([]byte, -len(b)&(ggufAlignment-1))...) }

// ggufHeader returns everything before the data, and each tensor's size.
func ggufHeader(pairs []GGUFPair, tensors []GGUFOut) (header []byte, sizes []int64, err error) {
	le := binary.LittleEndian
	text := func(s string) {
		header = le.AppendUint64(header, uint64(len(s)))
		header = append(header, s...)
	}
	header = append(header, "GGUF\x03\x00\x00\x00"...)
	header = le.AppendUint64(header, uint64(len(tensors)))
	header = le.AppendUint64(header, uint64(len(pairs)))
	for _, p := range pairs {
		text(p.Key)
		if header, err = appendGGUFValue(header, p.Value); err != nil {
			return nil, nil, fmt.Errorf("metadata %s: %w", quoted(p.Key), err)
		}
	}
	numbers := map[string]uint32{"F32": 0, "F16": 1, "Q8_0": 8}
	offset := int64(0)
	for _, out := range tensors {
		number, ok := numbers[out.Type]
		if !ok || len(out.Shape) == 0 || len(out.Shape) > maxGGUFAxes {
			return nil, nil, fmt.Errorf("%s: wanted type F32, F16 or Q8_0 and 1 to %d axes, got %s and %v", quoted(out.Name),
				maxGGUFAxes, out.Type, out.Shape)
		}
		t := GGUFTensor{Name: out.Name, Shape: out.Shape}
		if err := t.measure(number); err != nil {
			return nil, nil, err
		}
		if have := len(out.F32) + len(out.Q8.Data); have != elements(out.Shape) {
			return nil, nil, fmt.Errorf("%s of shape %v wants %d values, got %d", quoted(out.Name), out.Shape, elements(out.Shape), have)
		}
		text(out.Name)
		header = le.AppendUint32(header, uint32(len(out.Shape)))
		for i := range out.Shape {
			header = le.AppendUint64(header, uint64(out.Shape[len(out.Shape)-1-i]))
		}
		header = le.AppendUint32(header, number)
		header = le.AppendUint64(header, uint64(offset))
		sizes = append(sizes, t.bytes)
		offset += (t.bytes + ggufAlignment - 1) &^ (ggufAlignment - 1)
	}
	return header, sizes, nil
}

func appendGGUFValue(b []byte, value any) ([]byte, error) {
	if s, ok := value.(string); ok {
		b = binary.LittleEndian.AppendUint32(b, ggufString)
		b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
		return append(b, s...), nil
	}
	if list, ok := value.([]string); ok {
		b = appendGGUFArray(b, ggufString, len(list))
		for _, s := range list {
			b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
			b = append(b, s...)
		}
		return b, nil
	}
	kind, n := ggufKind(value)
	switch {
	case kind < 0:
		return nil, fmt.Errorf("a value of type %T cannot be written", value)
	case n < 0:
		b = binary.LittleEndian.AppendUint32(b, uint32(kind))
	default:
		b = appendGGUFArray(b, uint32(kind), n)
	}
	return binary.Append(b, binary.LittleEndian, value)
}

func appendGGUFArray(b []byte, kind uint32, n int) []byte {
	b = binary.LittleEndian.AppendUint32(b, ggufArray)
	b = binary.LittleEndian.AppendUint32(b, kind)
	return binary.LittleEndian.AppendUint64(b, uint64(n))
}

// ggufKind is the number of a fixed-size value's type, -1 for none, and its length if it is a slice, else -1.
func ggufKind(value any) (kind, n int) {
	switch v := value.(type) {
	case uint8:
		return ggufU8, -1
	case int8:
		return ggufI8, -1
	case uint16:
		return ggufU16, -1
	case int16:
		return ggufI16, -1
	case uint32:
		return ggufU32, -1
	case int32:
		return ggufI32, -1
	case float32:
		return ggufF32, -1
	case bool:
		return ggufBool, -1
	case uint64:
		return ggufU64, -1
	case int64:
		return ggufI64, -1
	case float64:
		return ggufF64, -1
	case []uint8:
		return ggufU8, len(v)
	case []int8:
		return ggufI8, len(v)
	case []uint16:
		return ggufU16, len(v)
	case []int16:
		return ggufI16, len(v)
	case []uint32:
		return ggufU32, len(v)
	case []int32:
		return ggufI32, len(v)
	case []float32:
		return ggufF32, len(v)
	case []bool:
		return ggufBool, len(v)
	case []uint64:
		return ggufU64, len(v)
	case []int64:
		return ggufI64, len(v)
	case []float64:
		return ggufF64, len(v)
	}
	return -1, -1
}

func writeGGUFTensor(w io.Writer, t GGUFOut, buffer []byte) error {
	if t.Type != "Q8_0" {
		return writeValues(w, Out{t.Name, t.Type, Values{Shape: t.Shape, F32: t.F32}}, buffer)
	}
	used := 0
	for i, scale := range t.Q8.Scale {
		if used+q8Bytes > len(buffer) {
			if _, err := w.Write(buffer[:used]); err != nil {
				return err
			}
			used = 0
		}
		binary.LittleEndian.PutUint16(buffer[used:], uint16(kernel.Float16(scale)))
		for j, v := range t.Q8.Data[i*kernel.Block:][:kernel.Block] {
			buffer[used+2+j] = byte(v)
		}
		used += q8Bytes
	}
	_, err := w.Write(buffer[:used])
	return err
}
