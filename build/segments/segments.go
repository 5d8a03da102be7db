// Package segments joins the data segments of a compiled Go program.
//
// Go's linker leaves out every run of eight zeros: of the engine it makes a hundred thousand segments, each with an address
// and a length that no compressor can guess. In one segment the file is a twelfth longer, and 6 % shorter as brotli or gzip.
package segments

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// data is the number of the section of segments.
const data = 11

// Join returns a WebAssembly module with one data segment in place of all, from the first address to the last. What memory
// holds when it starts is the same. It takes what Go writes: one memory, segments at constant addresses below 2 GiB.
func Join(module []byte) ([]byte, error) {
	header := []byte("\x00asm\x01\x00\x00\x00")
	if !bytes.HasPrefix(module, header) {
		return nil, fmt.Errorf("segments: not a WebAssembly module")
	}
	out := make([]byte, len(header), len(module)+len(module)/8)
	copy(out, header)
	r := &reader{rest: module[len(header):]}
	for len(r.rest) > 0 && r.err == nil {
		section := r.take(1)
		content := r.take(r.number())
		if r.err != nil {
			break
		}
		if section[0] == data {
			inside := &reader{rest: content}
			content, r.err = inside.joined()
		}
		out = append(out, section[0])
		out = binary.AppendUvarint(out, uint64(len(content)))
		out = append(out, content...)
	}
	if r.err != nil {
		return nil, fmt.Errorf("segments: %w", r.err)
	}
	return out, nil
}

// segment is a piece of memory.
type segment struct {
	address int
	content []byte
}

// joined reads a section of segments and returns it with one.
func (r *reader) joined() ([]byte, error) {
	whole := r.rest
	var all []segment
	for range r.number() {
		all = append(all, segment{r.address(), r.take(r.number())})
		if r.err != nil {
			return nil, r.err
		}
	}
	if len(r.rest) > 0 {
		return nil, fmt.Errorf("%d bytes after the last segment", len(r.rest))
	}
	if len(all) < 2 {
		return whole, r.err
	}
	low, high := all[0].address, 0
	for _, s := range all {
		low, high = min(low, s.address), max(high, s.address+len(s.content))
	}
	memory := make([]byte, high-low)
	for _, s := range all {
		copy(memory[s.address-low:], s.content)
	}
	section := appendAddress([]byte{1}, low)
	section = binary.AppendUvarint(section, uint64(len(memory)))
	return append(section, memory...), nil
}

// The bytes around an address: a segment of the first memory begins with a constant.
const (
	active = 0x00
	i32    = 0x41 // the instruction i32.const
	end    = 0x0b
	sign   = 0x40 // of a constant's last byte
)

func (r *reader) address() int {
	if head := r.take(2); r.err != nil || head[0] != active || head[1] != i32 {
		return r.fail("a segment without a constant address")
	}
	before := r.rest
	address := r.number()
	if r.err == nil && before[len(before)-len(r.rest)-1]&sign != 0 {
		return r.fail("a segment above 2 GiB")
	}
	if tail := r.take(1); r.err != nil || tail[0] != end {
		return r.fail("a segment whose address is more than a constant")
	}
	return address
}

func appendAddress(section []byte, address int) []byte {
	section = binary.AppendUvarint(append(section, active, i32), uint64(address))
	if last := len(section) - 1; section[last]&sign != 0 { // a further byte says that the number is not negative
		section[last] |= 0x80
		section = append(section, 0)
	}
	return append(section, end)
}
