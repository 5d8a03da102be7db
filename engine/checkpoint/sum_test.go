package checkpoint

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"
)

// hexSum is the standard library's sum.
func hexSum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// TestSum compares with the standard library's SHA-256, at every length around the blocks and written in pieces.
func TestSum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	content := make([]byte, 1000)
	for i := range content {
		content[i] = byte(random.Uint32())
	}
	for n := range content {
		want := hexSum(content[:n])
		s := NewSum()
		for rest := content[:n]; len(rest) > 0; {
			piece := rest[:min(len(rest), 1+random.IntN(150))]
			s.Write(piece)
			if rest = rest[len(piece):]; random.IntN(3) == 0 {
				_ = s.String() // asking changes nothing
			}
		}
		if got := s.String(); got != want || SumOf(content[:n]) != want {
			t.Fatalf("sum of %d bytes: got %s, want %s", n, got, want)
		}
	}
}

func BenchmarkSum(b *testing.B) {
	content := make([]byte, 1<<20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		NewSum().Write(content)
	}
}
