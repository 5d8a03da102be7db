package checkpoint

// A file must not be able to ask for memory that it does not pay for in bytes. Each case below claims gigabytes in a few
// bytes; reading it, with the size known and unknown, may allocate no more than a small constant.

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
)

// allocated is how many bytes run allocates.
func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestHostileSizesDoNotAllocate(t *testing.T) {
	const bound = 1 << 20
	huge := func(dtype string, elements, bytes uint64) []byte {
		return safetensorsFile(fmt.Sprintf(`{"a":{"dtype":"%s","shape":[%d],"data_offsets":[0,%d]}}`, dtype, elements, bytes), 100)
	}
	manyStrings := rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufString).u64(1 << 24)
	cases := []struct {
		name string
		file []byte
		read func(file []byte, size int64) error
	}{
		{"safetensors header of 100 MB", binary.LittleEndian.AppendUint64(nil, maxHeader), readWholeSafetensors},
		{"safetensors header of 2⁶³ bytes", binary.LittleEndian.AppendUint64(nil, 1<<63), readWholeSafetensors},
		{"safetensors F32", huge("F32", 1<<40, 1<<42), readWholeSafetensors},
		{"safetensors F16", huge("F16", 1<<40, 1<<41), readWholeSafetensors},
		{"safetensors I8", huge("I8", 1<<62, 1<<62), readWholeSafetensors},
		{"gguf key", rawGGUF(3, 0, 1).u64(maxGGUFString), readWholeGGUFBytes},
		{"gguf array", rawGGUF(3, 0, 1).text("k").u32(ggufArray).u32(ggufF64).u64(maxGGUFArray), readWholeGGUFBytes},
		{"gguf strings", manyStrings, readWholeGGUFBytes},
		{"gguf tensors", rawGGUF(3, maxTensors, 0), readWholeGGUFBytes},
		{"gguf pairs", rawGGUF(3, 0, maxGGUFPairs), readWholeGGUFBytes},
		{"gguf F32", rawGGUF(3, 1, 0).tensor("t", 0, 0, 1<<30, 1<<20).data(100), readWholeGGUFBytes},
		{"gguf Q8_0", rawGGUF(3, 1, 0).tensor("t", 8, 0, 1<<30, 1<<20).data(100), readWholeGGUFBytes},
		{"gguf alignment", append(rawGGUF(3, 1, 1).text("general.alignment").u32(ggufU32).u32(1<<20).tensor("t", 0, 0, 1<<30), 0),
			readWholeGGUFBytes},
		{"pack of a million layers", hostilePack("decoder_layers", 1000000), readPackBytes},
		{"pack of a million tokens and widths", hostilePack("vocab", 1<<24), readPackBytes},
		{"pack with a long position table", hostilePack("context", 1<<24), readPackBytes},
		{"pack with wide heads", hostilePack("head_dim", 1<<22), readPackBytes},
	}
	for _, c := range cases {
		for _, size := range []int64{int64(len(c.file)), -1, math.MaxInt64 / 4} {
			if size == math.MaxInt64/4 && !strings.HasPrefix(c.name, "pack") {
				continue // who passes a size that is not the file's gets what it asked for, up to that size
			}
			var err error
			got := allocated(func() { err = c.read(c.file, size) })
			if err == nil {
				t.Errorf("%s, size %d: wanted an error", c.name, size)
			}
			if got > bound {
				t.Errorf("%s, size %d: %d bytes were allocated for a file of %d; wanted at most %d (%v)", c.name, size, got, len(c.file), bound, err)
			}
		}
	}
}

func readWholeSafetensors(file []byte, size int64) error {
	_, _, err := readAll(bytes.NewReader(file), size)
	return err
}

func readWholeGGUFBytes(file []byte, size int64) error {
	return readWholeGGUF(bytes.NewReader(file), size)
}

func readPackBytes(file []byte, size int64) error {
	_, _, err := ReadPack(bytes.NewReader(file), size, nil)
	return err
}

// hostilePack has a header that fits a configuration with one field far too large, and no weights.
func hostilePack(field string, value int) []byte {
	metadata, err := packMetadata(configs["llama"], Meta{})
	if err != nil {
		panic(err)
	}
	setConfig(metadata, field, value)
	var file bytes.Buffer
	if err := WriteSafetensors(&file, metadata, nil); err != nil {
		panic(err)
	}
	return file.Bytes()
}

// TestReadingTakesTheMemoryOfTheWeights: what reading a pack allocates in all, garbage included, is little more than
// its weights in memory, also where the size is not known and slices grow.
func TestReadingTakesTheMemoryOfTheWeights(t *testing.T) {
	open, size := shapedPack(t, 12)
	for _, c := range []struct {
		size  int64
		bound float64
	}{{size, 1.15}, {-1, 1.6}} {
		got := allocated(func() {
			if _, _, err := ReadPack(open(), c.size, nil); err != nil {
				t.Fatal(err)
			}
		})
		if ratio := float64(got) / float64(size); ratio > c.bound {
			t.Errorf("size %d: %.2f times the file's bytes were allocated; wanted at most %.2f", c.size, ratio, c.bound)
		}
	}
}
