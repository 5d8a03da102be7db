// Passes take their buffers from an arena that is rewound, never freed, so that a decode loop or a training step makes
// no garbage once it has seen its largest batch.

package model

// blockSize is the least number of float32 values an arena asks of the heap at once.
const blockSize = 1 << 16

// arena hands out float32 buffers. The zero value is empty and ready.
type arena struct {
	blocks [][]float32
	block  int // in use
	used   int // of that block
	most   int // the furthest block since the last reset
	again  bool
}

// mark is a moment of an arena to rewind to.
type mark struct{ block, used int }

func (a *arena) mark() mark { return mark{a.block, a.used} }

// rewind gives back everything taken since the mark.
func (a *arena) rewind(m mark) { a.block, a.used = m.block, m.used }

// reset gives everything back, and joins many small blocks into one once two passes in a row have needed them: after
// the only pass over a long prompt, whose successors take a row each, that would hold the same memory twice.
func (a *arena) reset() {
	many := a.most > 3
	if many && a.again {
		total := 0
		for _, b := range a.blocks {
			total += len(b)
		}
		a.blocks = nil // lets the old ones go first
		a.blocks = append(a.blocks, make([]float32, total))
	}
	a.rewind(mark{})
	a.most, a.again = 0, many
}

// take returns n values whose contents are undefined.
func (a *arena) take(n int) []float32 {
	for ; a.block < len(a.blocks); a.block, a.used = a.block+1, 0 {
		if b := a.blocks[a.block]; a.used+n <= len(b) {
			a.used, a.most = a.used+n, max(a.most, a.block)
			return b[a.used-n : a.used : a.used]
		}
	}
	a.blocks = append(a.blocks, make([]float32, max(n, blockSize)))
	a.used, a.most = n, max(a.most, a.block)
	return a.blocks[a.block][:n:n]
}

// zeros returns n zeros.
func (a *arena) zeros(n int) []float32 {
	b := a.take(n)
	clear(b)
	return b
}

// copied returns a copy of x.
func (a *arena) copied(x []float32) []float32 {
	b := a.take(len(x))
	copy(b, x)
	return b
}
