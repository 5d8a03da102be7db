package kernel

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestSumBlocks: this build's loop and plain Go's give the standard library's sums of whole blocks, wherever they lie in memory; what
// is no whole block is left.
func TestSumBlocks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, 64*20+63+3)
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	for name, sum := range map[string]func(*[8]uint32, []byte){"best": SumBlocks, "plain": plainSum} {
		for blocks := range 20 {
			for from := range 3 {
				want := sha256.New()
				whole := content[from : from+64*blocks]
				want.Write(whole)
				state := [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}
				sum(&state, content[from:from+64*blocks+from*20])
				end := make([]byte, 64) // the padding of whole blocks
				end[0] = 0x80
				binary.BigEndian.PutUint64(end[56:], uint64(8*len(whole)))
				sum(&state, end)
				for i, word := range state {
					if got := binary.BigEndian.Uint32(want.Sum(nil)[4*i:]); got != word {
						t.Fatalf("%s, %d blocks: word %d is %x, want %x", name, blocks, i, word, got)
					}
				}
			}
		}
	}
}
