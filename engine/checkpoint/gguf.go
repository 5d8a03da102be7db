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

// ReadGGUF reads the header of r and leaves r at the first tensor; [GGUF.Next] reads on. size is the length of the
// whole file, or -1 if it is not known.
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
	if what := otherThing(binary.LittleEndian.AppendUint32(nil, magic)); what != "" {
		return errors.New("the file " + what)
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
	tensors, err := g.count("tensors", "", maxTensors, 24)
	if err != nil {
		return err
	}
	pairs, err := g.count("metadata pairs", "", maxGGUFPairs, 13)
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
			return fmt.Errorf("%s is at byte %d of the data, but the tensors before it end at %d: they overlap or leave a gap",
				quoted(t.Name), t.Offset, at)
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
