package model

// Sequence is one input of a ragged batch.
type Sequence struct {
	Source []int32 // encoder input; nil for a decoder, or when Cache already holds this source's encoding
	Tokens []int32 // decoder (or encoder-only) input rows to compute
	Cache  *Cache  // earlier positions of Tokens, nil for none; extended by the pass
	// Positions and SourcePositions override the position of each row (nil: 0, 1, 2 … after the cache),
	// for the shuffle experiment and for re-indexed caches.
	Positions, SourcePositions []int
	// Keys says, by layer, which keys the rows of a decoder look at; nil for all. The others are not multiplied, neither
	// forward nor backward. Scores and patterns then have no site. Not with a Cache.
	Keys [][]Queries
}

// Batch is a list of sequences of any lengths. Linear layers see all rows as one matrix; attention works per sequence.
type Batch []Sequence

// LogitRows says for which rows the logits, the largest product of all, are wanted.
type LogitRows struct {
	Mode LogitMode
	Rows [][]int // per sequence, for SomeRows
}

// LogitMode is the kind of a LogitRows; the zero value means every row.
type LogitMode uint8

// The modes.
const (
	AllRows LogitMode = iota
	LastRow
	SomeRows
	NoRows
)

// Run is all that may differ between two passes. The zero Run computes all logits and keeps and edits nothing.
type Run struct {
	Keep   func(Site) bool // which activations the trace keeps; nil for none
	Tape   bool            // keep what Backward needs
	Edits  []PlacedEdit
	Logits LogitRows
	// Encode asks for no logits, and ends the pass of an encoder–decoder after its encoder.
	Encode bool
	Top    TopKeys // for every sequence
	// Yield is called between sublayers and between parts of the logits with the share done; an error from it ends the pass and
	// is returned. May be nil.
	Yield func(done, total int) error
	Meter *Meter // counts this pass, and the backward passes of its trace; nil for none
	// Reuse is a trace of this model whose storage may be overwritten, so that a decode loop makes no garbage.
	Reuse *Trace
}
