package checkpoint

// One place where bytes become numbers. Every format of this package reads its
// tensors through here, so that the memory rule is written once: bytes go
// straight into their final slice, and that slice is no larger than what the
// file is known to hold. When the file's size is not known, the slice grows as
// bytes really arrive, so a header that lies about a size costs nothing.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unsafe"

	"pellucid/engine/kernel"
)

// chunk is how many bytes are decoded at a time; a multiple of every element's and block's size is not needed.
const chunk = 64 << 10

// Values is the content of one tensor: exactly one of F32 and I8 is set, in row-major order.
// F16 and BF16 files are widened to F32, which is exact.
type Values struct {
	Shape []int
	F32   []float32
	I8    []int8
}

// source is a stream that counts what was read, knows (perhaps) how much there is,
// and says so to whoever watches.
type source struct {
	r        io.Reader
	size     int64 // of the whole stream; -1 if unknown
	done     int64
	progress func(done, total int64) error
	reported int64
	buffer   []byte
}

func newSource(r io.Reader, size int64, progress func(done, total int64) error) *source {
	return &source{r: r, size: size, progress: progress}
}

// remaining is how many bytes can still come, or -1 if unknown.
func (s *source) remaining() int64 {
	if s.size < 0 {
		return -1
	}
	return max(0, s.size-s.done)
}

// full fills p or fails; what, joined, names the thing being read.
func (s *source) full(p []byte, what ...string) error {
	n, err := io.ReadFull(s.r, p)
	s.done += int64(n)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("the file ends at byte %d, in the middle of %s: it is truncated", s.done, strings.Join(what, ""))
		}
		return fmt.Errorf("reading %s: %w", strings.Join(what, ""), err)
	}
	return s.report(false)
}

// report calls progress, at most once a mebibyte unless forced.
func (s *source) report(force bool) error {
	if s.progress == nil || !force && s.done-s.reported < 1<<20 {
		return nil
	}
	s.reported = s.done
	return s.progress(s.done, s.size)
}

// skip passes over n bytes.
func (s *source) skip(n int64, what string) error {
	for n > 0 {
		p := s.scratch(min(n, chunk))
		if err := s.full(p, what); err != nil {
			return err
		}
		n -= int64(len(p))
	}
	return nil
}

// end is an error unless the stream is at its end.
func (s *source) end() error {
	var one [1]byte
	for range 100 {
		n, err := s.r.Read(one[:])
		switch {
		case n > 0:
			return fmt.Errorf("the file goes on after byte %d, where its last tensor ends", s.done)
		case errors.Is(err, io.EOF):
			return s.report(true)
		case err != nil:
			return fmt.Errorf("reading the end of the file: %w", err)
		}
	}
	return fmt.Errorf("reading the end of the file: %w", io.ErrNoProgress)
}

func (s *source) scratch(n int64) []byte {
	if s.buffer == nil {
		s.buffer = make([]byte, chunk)
	}
	return s.buffer[:n]
}

// bytes reads n bytes into a new slice, never larger than what has come or is known to be there.
func (s *source) bytes(n int64, what string) ([]byte, error) {
	return fill(s, n, n, what, func(p []byte) error { return s.full(p, what) })
}

// int8s reads n int8 without a copy.
func (s *source) int8s(n int64, what string) ([]int8, error) {
	return fill(s, n, n, what, func(p []int8) error {
		return s.full(unsafe.Slice((*byte)(unsafe.Pointer(&p[0])), len(p)), what)
	})
}

// floats reads n floats of the given format.
func (s *source) floats(n int64, format dtype, what string) ([]float32, error) {
	width := format.size()
	return fill(s, n, n*width, what, func(p []float32) error {
		for len(p) > 0 {
			raw := s.scratch(min(int64(len(p))*width, chunk))
			if err := s.full(raw, what); err != nil {
				return err
			}
			p = p[decode(p, raw, format):]
		}
		return nil
	})
}

// decode turns raw into floats at the start of p and returns how many.
func decode(p []float32, raw []byte, format dtype) int {
	switch format {
	case typeF32:
		n := len(raw) / 4
		p = p[:n]
		for i := range p {
			p[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
		return n
	case typeF16, typeBF16:
		n := len(raw) / 2
		p = p[:n]
		for i := range p {
			bits := binary.LittleEndian.Uint16(raw[2*i:])
			if format == typeF16 {
				p[i] = kernel.Half(bits).Float32()
			} else {
				p[i] = fromBrain(bits)
			}
		}
		return n
	}
	panic("checkpoint: decode of a type that is not a float")
}

// fill makes a slice of n elements, which take need bytes of the stream, by calling read on its parts in order.
// With a known size the slice is made at once, if its bytes are really there. Otherwise it is made as large as what has
// come of the file so far, and doubles from there: at most half of a slice is ever unpaid for.
func fill[T any](s *source, n, need int64, what string, read func([]T) error) ([]T, error) {
	if n < 0 || need < 0 || n > math.MaxInt/8 {
		return nil, fmt.Errorf("%s has %d elements, which no file can hold", what, n)
	}
	if left := s.remaining(); left >= 0 {
		if need > left {
			return nil, fmt.Errorf("%s needs %d bytes but only %d are left: the file is truncated", what, need, left)
		}
		all := make([]T, n)
		if n == 0 {
			return all, nil
		}
		return all, read(all)
	}
	all := make([]T, 0, min(n, max(chunk, s.done/max(1, need/max(1, n)))))
	for int64(len(all)) < n {
		if len(all) == cap(all) {
			grown := make([]T, len(all), min(n, 2*int64(cap(all))))
			copy(grown, all)
			all = grown
		}
		from := len(all)
		all = all[:min(cap(all), from+chunk)]
		if err := read(all[from:]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
