package checkpoint

// The JSON header of a safetensors file: read by hand and checked to the byte.

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// readHeader reads and checks everything before the first tensor's bytes.
func readHeader(src *source) (*Header, error) {
	var prefix [8]byte
	if err := src.full(prefix[:], "the header's length"); err != nil {
		return nil, err
	}
	if what := otherThing(prefix[:]); what != "" {
		return nil, errors.New("the file " + what)
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if length > maxHeader {
		return nil, fmt.Errorf("the header claims %d bytes; the format allows %d: this is not a safetensors file", length, maxHeader)
	}
	text, err := src.bytes(int64(length), "the header")
	if err != nil {
		return nil, err
	}
	h, err := parseHeader(text)
	if err != nil {
		return nil, err
	}
	h.Size = 8 + int64(length)
	if err := checkRanges(h.Entries, src.remaining()); err != nil {
		return nil, err
	}
	return h, nil
}

// checkRanges sorts the entries by place and demands that they tile the data exactly; have is -1 if its size is unknown.
func checkRanges(entries []Entry, have int64) error {
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	at := int64(0)
	for i, e := range entries {
		switch {
		case e.Start < at:
			return fmt.Errorf("%s at bytes %d–%d overlaps %s", quoted(e.Name), e.Start, e.End, quoted(entries[i-1].Name))
		case e.Start > at:
			return fmt.Errorf("bytes %d–%d before %s belong to no tensor", at, e.Start, quoted(e.Name))
		}
		at = e.End
	}
	switch {
	case have < 0 || have == at:
		return nil
	case have < at:
		return fmt.Errorf("the header describes %d bytes of tensors but the file has %d: it is truncated", at, have)
	}
	return fmt.Errorf("the header describes %d bytes of tensors but the file has %d: the rest belongs to no tensor", at, have)
}

// parseHeader reads the header's JSON by hand, token by token: encoding/json would silently keep the last of two equal
// keys, and accept values of any depth.
func parseHeader(text []byte) (*Header, error) {
	if len(text) == 0 || text[0] != '{' {
		return nil, errors.New("the header is not a JSON object: this is not a safetensors file")
	}
	p := &headerParser{dec: json.NewDecoder(bytes.NewReader(text))}
	p.dec.UseNumber()
	h := &Header{}
	seen := map[string]bool{}
	err := p.object("the header", func(name string) error {
		if seen[name] {
			return fmt.Errorf("%s is described twice", quoted(name))
		}
		seen[name] = true
		if name == "__metadata__" {
			return p.metadata(h)
		}
		if len(h.Entries) == maxTensors {
			return fmt.Errorf("the header names more than %d tensors", maxTensors)
		}
		e, err := p.entry(name)
		h.Entries = append(h.Entries, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the header goes on after its JSON object")
	}
	return h, nil
}

type headerParser struct{ dec *json.Decoder }

func (p *headerParser) token(what string) (json.Token, error) {
	t, err := p.dec.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, fmt.Errorf("%s is not valid JSON: %w", what, err)
	}
	return t, nil
}

func (p *headerParser) delim(want json.Delim, what string) error {
	t, err := p.token(what)
	if err == nil && t != want {
		err = fmt.Errorf("%s: wanted %q, got %s", what, want.String(), show(t))
	}
	return err
}

// object reads an object, calling field with each key; field reads the value.
func (p *headerParser) object(what string, field func(key string) error) error {
	if err := p.delim('{', what); err != nil {
		return err
	}
	for p.dec.More() {
		t, err := p.token(what)
		if err != nil {
			return err
		}
		key, ok := t.(string)
		if !ok {
			return fmt.Errorf("%s: wanted a key, got %s", what, show(t))
		}
		if err := field(key); err != nil {
			return err
		}
	}
	return p.delim('}', what)
}

func (p *headerParser) text(what string) (string, error) {
	t, err := p.token(what)
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", fmt.Errorf("%s: wanted a string, got %s", what, show(t))
	}
	return s, nil
}

// numbers reads a list of at most limit whole numbers ≥ 0.
func (p *headerParser) numbers(what string, limit int) ([]int64, error) {
	if err := p.delim('[', what); err != nil {
		return nil, err
	}
	list := []int64{}
	for p.dec.More() {
		t, err := p.token(what)
		if err != nil {
			return nil, err
		}
		digits, ok := t.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%s: wanted a whole number, got %s", what, show(t))
		}
		n, err := strconv.ParseInt(string(digits), 10, 64)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%s: wanted a whole number from 0, got %s", what, show(t))
		}
		if len(list) == limit {
			return nil, fmt.Errorf("%s has more than %d numbers", what, limit)
		}
		list = append(list, n)
	}
	return list, p.delim(']', what)
}

func (p *headerParser) metadata(h *Header) error {
	h.Metadata = map[string]string{}
	return p.object("__metadata__", func(key string) error {
		if _, twice := h.Metadata[key]; twice {
			return fmt.Errorf("__metadata__ has %s twice", quoted(key))
		}
		value, err := p.text("__metadata__ " + quoted(key))
		h.Metadata[key] = value
		return err
	})
}

func (p *headerParser) entry(name string) (Entry, error) {
	e := Entry{Name: name}
	what := quoted(name)
	seen := map[string]bool{}
	var offsets []int64
	err := p.object(what, func(key string) (err error) {
		if seen[key] {
			return fmt.Errorf("%s has %s twice", what, quoted(key))
		}
		seen[key] = true
		switch key {
		case "dtype":
			e.Type, err = p.text(what + " dtype")
		case "shape":
			var shape []int64
			shape, err = p.numbers(what+" shape", maxAxes)
			e.Shape = make([]int, len(shape))
			for i, d := range shape {
				e.Shape[i] = int(d)
				if int64(e.Shape[i]) != d {
					return fmt.Errorf("%s shape %v is too large", what, shape)
				}
			}
		case "data_offsets":
			offsets, err = p.numbers(what+" data_offsets", 2)
		default:
			err = fmt.Errorf("%s has a field %s; a tensor has dtype, shape and data_offsets", what, quoted(key))
		}
		return err
	})
	if err != nil {
		return e, err
	}
	if len(seen) != 3 || len(offsets) != 2 {
		return e, fmt.Errorf("%s must have a dtype, a shape and two data_offsets", what)
	}
	e.Start, e.End = offsets[0], offsets[1]
	return e, checkEntry(e)
}

// checkEntry demands that type, shape and byte range agree.
func checkEntry(e Entry) error {
	size, ok := sizes[dtype(e.Type)]
	if !ok {
		return fmt.Errorf("%s has the unknown type %s", quoted(e.Name), quoted(e.Type))
	}
	n, ok := product(e.Shape, size)
	switch {
	case !ok:
		return fmt.Errorf("%s of shape %v is too large", quoted(e.Name), e.Shape)
	case e.End < e.Start:
		return fmt.Errorf("%s ends at byte %d, before its start at %d", quoted(e.Name), e.End, e.Start)
	case e.End-e.Start != n:
		return fmt.Errorf("%s of type %s and shape %v takes %d bytes, but its data_offsets span %d", quoted(e.Name), e.Type,
			e.Shape, n, e.End-e.Start)
	}
	return nil
}

// show is a JSON token as an error names it.
func show(t json.Token) string {
	switch t := t.(type) {
	case string:
		return quoted(t)
	case json.Number:
		return quoted(string(t))
	case nil:
		return "null"
	}
	return fmt.Sprint(t)
}
