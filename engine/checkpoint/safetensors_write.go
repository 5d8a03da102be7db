package checkpoint

// Writing safetensors: the header first, then each tensor in the order given,
// converted chunk by chunk, so that writing needs no more memory than reading.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"unsafe"

	"pellucid/engine/kernel"
)

// Out is one tensor to be written as Type ("F32", "F16" or "BF16" from F32; "I8" from I8).
type Out struct {
	Name string
	Type string
	Values
}

// WriteSafetensors writes a file with these tensors, in this order. Floats are rounded to the nearest
// value of their type. The header is padded so that the data begins at a multiple of eight bytes.
func WriteSafetensors(w io.Writer, metadata map[string]string, tensors []Out) error {
	header, err := headerFor(metadata, tensors)
	if err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	var prefix [8]byte
	binary.LittleEndian.PutUint64(prefix[:], uint64(len(header)))
	if _, err := w.Write(prefix[:]); err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	buffer := make([]byte, chunk)
	for _, t := range tensors {
		if err := writeValues(w, t, buffer); err != nil {
			return fmt.Errorf("safetensors: writing %s: %w", quoted(t.Name), err)
		}
	}
	return nil
}

// headerFor lays the tensors out. The object is built by hand so that tensors keep their order.
func headerFor(metadata map[string]string, tensors []Out) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	if len(metadata) > 0 {
		text, err := json.Marshal(metadata)
		if err != nil {
			return nil, err
		}
		b.WriteString(`"__metadata__":`)
		b.Write(text)
	}
	at := int64(0)
	seen := map[string]bool{"__metadata__": true}
	for _, t := range tensors {
		if seen[t.Name] {
			return nil, fmt.Errorf("the name %s is taken", quoted(t.Name))
		}
		seen[t.Name] = true
		n, err := outSize(t)
		if err != nil {
			return nil, err
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		entry, err := json.Marshal(map[string]any{"dtype": t.Type, "shape": append([]int{}, t.Shape...), "data_offsets": []int64{at, at + n}})
		if err != nil {
			return nil, err
		}
		name, err := json.Marshal(t.Name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(entry)
		at += n
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	return b.Bytes(), nil
}

// outSize is the bytes that t takes, if its values fit its type and shape.
func outSize(t Out) (int64, error) {
	have := len(t.F32)
	switch dtype(t.Type) {
	case typeI8:
		have = len(t.I8)
	case typeF32, typeF16, typeBF16:
	default:
		return 0, fmt.Errorf("%s cannot be written as type %s", quoted(t.Name), quoted(t.Type))
	}
	n, ok := product(t.Shape, 1)
	if !ok || n != int64(have) {
		return 0, fmt.Errorf("%s of shape %v wants %d values of type %s, got %d", quoted(t.Name), t.Shape, n, t.Type, have)
	}
	return n * dtype(t.Type).size(), nil
}

func writeValues(w io.Writer, t Out, buffer []byte) error {
	if dtype(t.Type) == typeI8 {
		if len(t.I8) == 0 {
			return nil
		}
		_, err := w.Write(unsafe.Slice((*byte)(unsafe.Pointer(&t.I8[0])), len(t.I8)))
		return err
	}
	width := int(dtype(t.Type).size())
	for rest := t.F32; len(rest) > 0; {
		part := rest[:min(len(rest), len(buffer)/width)]
		encode(buffer, part, dtype(t.Type))
		if _, err := w.Write(buffer[:len(part)*width]); err != nil {
			return err
		}
		rest = rest[len(part):]
	}
	return nil
}

// encode is the inverse of decode.
func encode(raw []byte, values []float32, format dtype) {
	switch format {
	case typeF32:
		for i, v := range values {
			binary.LittleEndian.PutUint32(raw[4*i:], math.Float32bits(v))
		}
	case typeF16:
		for i, v := range values {
			binary.LittleEndian.PutUint16(raw[2*i:], uint16(kernel.Float16(v)))
		}
	case typeBF16:
		for i, v := range values {
			binary.LittleEndian.PutUint16(raw[2*i:], toBrain(v))
		}
	}
}
