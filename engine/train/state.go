package train

// A training state on disk is everything that the next step depends on: a resumed run continues as if it had never
// stopped. The caller makes the write atomic (write beside, flush, rename); the checksum at the end catches the rest.
//
//	"pellucid training state 1\n", uint32 header length, header (JSON), then for each parameter in the
//	header's order weights, first moment, second moment and (if kept) average as float32, then the CRC-32C of all before.
//	All numbers are little-endian.

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"
)

const stateMagic = "pellucid training state 1\n"

type stateHeader struct {
	Step    int          `json:"step"`
	Sampler SamplerState `json:"sampler"`
	Average bool         `json:"average"`
	Names   []string     `json:"names"`
	Sizes   []int        `json:"sizes"`
	Note    []byte       `json:"note"`
}

// Save writes the whole state of the run. note is kept beside it for the caller (elapsed time, history so far).
func (t *Trainer) Save(w io.Writer, note []byte) error {
	header := stateHeader{Step: t.step, Sampler: t.sampler.State(), Average: t.average != nil, Note: note}
	for _, p := range t.parameters {
		header.Names, header.Sizes = append(header.Names, p.name), append(header.Sizes, len(p.weight))
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	buffered := bufio.NewWriterSize(w, 1<<20)
	out := io.MultiWriter(buffered, sum)
	if _, err := io.WriteString(out, stateMagic); err != nil {
		return err
	}
	if err := writeUint32(out, uint32(len(text))); err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		return err
	}
	for i := range t.parameters {
		for _, values := range t.stateOf(i) {
			if err := writeFloats(out, values); err != nil {
				return err
			}
		}
	}
	if err := writeUint32(buffered, sum.Sum32()); err != nil {
		return err
	}
	return buffered.Flush()
}

// Restore reads a state that Save wrote for the same model and sampler. After an error the trainer must not be used.
func (t *Trainer) Restore(r io.Reader) (note []byte, err error) {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	in := &summedReader{bufio.NewReaderSize(r, 1<<20), sum}
	header, err := readStateHeader(in)
	if err != nil {
		return nil, err
	}
	if err := t.fits(header); err != nil {
		return nil, err
	}
	for i := range t.parameters {
		for _, values := range t.stateOf(i) {
			if err := readFloats(in, values); err != nil {
				return nil, fmt.Errorf("train: state of %q is cut short: %w", t.parameters[i].name, err)
			}
		}
	}
	want := sum.Sum32()
	if got, err := readUint32(in); err != nil || got != want {
		return nil, fmt.Errorf("train: state is damaged: want checksum %08x, got %08x", want, got)
	}
	t.step = header.Step
	return header.Note, t.sampler.Restore(header.Sampler)
}

func readStateHeader(in io.Reader) (stateHeader, error) {
	var header stateHeader
	magic := make([]byte, len(stateMagic))
	if _, err := io.ReadFull(in, magic); err != nil || string(magic) != stateMagic {
		return header, errors.New("train: this is not a training state")
	}
	size, err := readUint32(in)
	if err != nil || size > 1<<28 {
		return header, fmt.Errorf("train: state header of %d bytes cannot be read", size)
	}
	text, err := io.ReadAll(io.LimitReader(in, int64(size)))
	if err != nil || len(text) != int(size) {
		return header, fmt.Errorf("train: state header wants %d bytes, got %d", size, len(text))
	}
	if err := json.Unmarshal(text, &header); err != nil {
		return header, fmt.Errorf("train: state header: %w", err)
	}
	return header, nil
}

// fits says how a state differs from this trainer.
func (t *Trainer) fits(header stateHeader) error {
	if len(header.Names) != len(t.parameters) || len(header.Sizes) != len(t.parameters) || header.Average != (t.average != nil) {
		return fmt.Errorf("train: state wants %d parameters (averaged: %v), got %d (%v)",
			len(t.parameters), t.average != nil, len(header.Names), header.Average)
	}
	for i, p := range t.parameters {
		if header.Names[i] != p.name || header.Sizes[i] != len(p.weight) {
			return fmt.Errorf("train: state wants %q of %d weights, got %q of %d", p.name, len(p.weight), header.Names[i], header.Sizes[i])
		}
	}
	return nil
}

// stateOf is the arrays of parameter i in file order.
func (t *Trainer) stateOf(i int) [][]float32 {
	arrays := [][]float32{t.parameters[i].weight, t.first[i], t.second[i]}
	if t.average != nil {
		arrays = append(arrays, t.average[i])
	}
	return arrays
}

func writeFloats(w io.Writer, values []float32) error {
	var chunk [1 << 14]byte
	for len(values) > 0 {
		n := min(len(values), len(chunk)/4)
		for i, v := range values[:n] {
			binary.LittleEndian.PutUint32(chunk[4*i:], math.Float32bits(v))
		}
		if _, err := w.Write(chunk[:4*n]); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

func readFloats(r io.Reader, values []float32) error {
	var chunk [1 << 14]byte
	for len(values) > 0 {
		n := min(len(values), len(chunk)/4)
		if _, err := io.ReadFull(r, chunk[:4*n]); err != nil {
			return err
		}
		for i := range values[:n] {
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(chunk[4*i:]))
		}
		values = values[n:]
	}
	return nil
}

// summedReader adds what is read to a checksum.
type summedReader struct {
	io.Reader
	sum hash.Hash32
}

func (s *summedReader) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

// writeUint32 is here because binary.Write would bring its reflection into the page's engine.
func writeUint32(w io.Writer, v uint32) error {
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, v))
	return err
}

func readUint32(r io.Reader) (uint32, error) {
	var b [4]byte
	_, err := io.ReadFull(r, b[:])
	return binary.LittleEndian.Uint32(b[:]), err
}
