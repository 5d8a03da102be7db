package segments

import (
	"encoding/binary"
	"errors"
)

// reader reads numbers and bytes until the first error.
type reader struct {
	rest []byte
	err  error
}

// fail keeps the first error; it returns 0.
func (r *reader) fail(message string) int {
	if r.err == nil {
		r.err = errors.New(message)
	}
	return 0
}

// number reads a number of WebAssembly's (LEB128, as in encoding/binary), at most 32 bits long.
func (r *reader) number() int {
	n, length := binary.Uvarint(r.rest)
	if r.err != nil || length <= 0 || n > 1<<32-1 {
		return r.fail("the file ends within a number")
	}
	r.rest = r.rest[length:]
	return int(n)
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n > len(r.rest) {
		r.fail("the file ends too early")
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}
