package checkpoint

// SHA-256 (FIPS 180-4) without the standard library's: crypto/sha256 brings AES, SHA-3 and the self-tests of all of them
// into the page's engine (RATIONALE.md). It tells files apart; nothing is kept secret with it.

import (
	"encoding/binary"
	"encoding/hex"

	"pellucid/engine/kernel"
)

// Sum takes the SHA-256 sum of what is written to it.
type Sum struct {
	state [8]uint32
	rest  []byte // of the last, unfinished block
	bytes uint64
}

const sumBlock = 64

// NewSum is the sum of nothing yet.
func NewSum() *Sum {
	return &Sum{state: [8]uint32{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
		rest: make([]byte, 0, sumBlock)}
}

// SumOf is the sum of a whole text, in hexadecimal.
func SumOf(content []byte) string {
	s := NewSum()
	s.Write(content)
	return s.String()
}

// Write adds bytes; it never fails.
func (s *Sum) Write(p []byte) (int, error) {
	n := len(p)
	s.bytes += uint64(n)
	if len(s.rest) > 0 {
		take := min(sumBlock-len(s.rest), len(p))
		s.rest, p = append(s.rest, p[:take]...), p[take:]
		if len(s.rest) < sumBlock {
			return n, nil
		}
		kernel.SumBlocks(&s.state, s.rest)
		s.rest = s.rest[:0]
	}
	kernel.SumBlocks(&s.state, p)
	s.rest = append(s.rest, p[len(p)/sumBlock*sumBlock:]...)
	return n, nil
}

// String is the sum of all that has been written, in hexadecimal.
func (s *Sum) String() string {
	last := *s
	end := append(append([]byte{}, s.rest...), 0x80)
	for len(end)%sumBlock != sumBlock-8 {
		end = append(end, 0)
	}
	end = binary.BigEndian.AppendUint64(end, s.bytes*8)
	kernel.SumBlocks(&last.state, end)
	var sum []byte
	for _, word := range last.state {
		sum = binary.BigEndian.AppendUint32(sum, word)
	}
	return hex.EncodeToString(sum)
}
