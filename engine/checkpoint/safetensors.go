package checkpoint

// The safetensors format (github.com/huggingface/safetensors): eight bytes of
// header length, a JSON header that names every tensor's type, shape and byte
// range, and then the bytes. The format promises that ranges neither overlap
// nor leave gaps, which is why a file can be read front to back in one pass.
// This reader holds a file to that promise before it believes any size in it.

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

const (
	maxHeader  = 100_000_000 // the format's own limit, bytes
	maxTensors = 1 << 16
	maxAxes    = 8
)

// dtype is an element type by its safetensors name.
type dtype string

const (
	typeF32  dtype = "F32"
	typeF16  dtype = "F16"
	typeBF16 dtype = "BF16"
	typeI8   dtype = "I8"
)

// sizes of every type that the format knows; a file may hold tensors of types that we never decode.
var sizes = map[dtype]int64{
	"BOOL": 1, "U8": 1, typeI8: 1, "F8_E5M2": 1, "F8_E4M3": 1,
	"I16": 2, "U16": 2, typeF16: 2, typeBF16: 2,
	"I32": 4, "U32": 4, typeF32: 4, "I64": 8, "U64": 8, "F64": 8,
}

func (d dtype) size() int64 { return sizes[d] }

// Entry is one tensor of a header.
type Entry struct {
	Name       string
	Type       string // "F32", "F16", "BF16", "I8", or another that this package can name but not decode
	Shape      []int
	Start, End int64 // byte range, from the end of the header
}

// Elements is the product of the shape.
func (e Entry) Elements() int64 {
	n := int64(1)
	for _, d := range e.Shape {
		n *= int64(d)
	}
	return n
}

// Header is what a safetensors file says of itself, its tensors in file order.
type Header struct {
	Entries  []Entry
	Metadata map[string]string
	Size     int64 // bytes of the header, its length field included
}

// Find returns the entry of that name.
func (h *Header) Find(name string) (Entry, bool) {
	for _, e := range h.Entries {
		if e.Name == name {
			return e, true
		}
	}
	return Entry{}, false
}

// Stream reads a safetensors file front to back.
type Stream struct {
	Header
	src  *source
	next int
}

// ReadSafetensors reads the header of r. size is the length of the whole file, or -1 if it is not known; with a
// known size, a header that does not account for every byte is refused before anything is allocated.
func ReadSafetensors(r io.Reader, size int64) (*Stream, error) {
	return readSafetensors(newSource(r, size, nil))
}

func readSafetensors(src *source) (*Stream, error) {
	header, err := readHeader(src)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return &Stream{Header: *header, src: src}, nil
}

// Next returns the next tensor that want accepts (nil accepts all), or io.EOF after the last.
func (s *Stream) Next(want func(Entry) bool) (Entry, Values, error) {
	for s.next < len(s.Entries) {
		e := s.Entries[s.next]
		s.next++
		if want != nil && !want(e) {
			if err := s.src.skip(e.End-e.Start, quoted(e.Name)); err != nil {
				return e, Values{}, fmt.Errorf("safetensors: %w", err)
			}
			continue
		}
		v, err := readValues(s.src, e)
		if err != nil {
			err = fmt.Errorf("safetensors: %w", err)
		}
		return e, v, err
	}
	if err := s.src.end(); err != nil {
		return Entry{}, Values{}, fmt.Errorf("safetensors: %w", err)
	}
	return Entry{}, Values{}, io.EOF
}

// File reads single tensors of a safetensors file in any order.
type File struct {
	Header
	r    io.ReaderAt
	size int64
}

// OpenSafetensors reads the header of a file of which any part can be read at any time.
func OpenSafetensors(r io.ReaderAt, size int64) (*File, error) {
	if size < 0 {
		return nil, errors.New("safetensors: random access needs to know the file's size")
	}
	header, err := readHeader(newSource(io.NewSectionReader(r, 0, size), size, nil))
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return &File{Header: *header, r: r, size: size}, nil
}

// Read returns one tensor.
func (f *File) Read(name string) (Values, error) {
	e, ok := f.Find(name)
	if !ok {
		return Values{}, fmt.Errorf("safetensors: there is no tensor %s among the %d of this file", quoted(name), len(f.Entries))
	}
	n := e.End - e.Start
	v, err := readValues(newSource(io.NewSectionReader(f.r, f.Size+e.Start, n), n, nil), e)
	if err != nil {
		return v, fmt.Errorf("safetensors: %w", err)
	}
	return v, nil
}

// readValues reads the bytes of e, which come next.
func readValues(src *source, e Entry) (Values, error) {
	v := Values{Shape: e.Shape}
	var err error
	switch t := dtype(e.Type); t {
	case typeI8:
		v.I8, err = src.int8s(e.Elements(), quoted(e.Name))
	case typeF32, typeF16, typeBF16:
		v.F32, err = src.floats(e.Elements(), t, quoted(e.Name))
	default:
		err = fmt.Errorf("%s has type %s; this reader decodes F32, F16, BF16 and I8", quoted(e.Name), e.Type)
	}
	return v, err
}

// product multiplies size by every entry of shape; false if that leaves int64.
func product(shape []int, size int64) (int64, bool) {
	if slices.Contains(shape, 0) {
		return 0, true
	}
	n := size
	for _, d := range shape {
		if d < 0 || n > math.MaxInt64/int64(d) {
			return 0, false
		}
		n *= int64(d)
	}
	return n, true
}

// quoted shows a name from a file: escaped, and not longer than a line.
func quoted(name string) string {
	const limit = 100
	if len(name) > limit {
		return fmt.Sprintf("%q…", name[:limit])
	}
	return strconv.Quote(name)
}
