package model

// Edit changes an activation as the pass goes by, and pulls the gradient back through that change.
// The edits below are plain data, so that a link, a test or a worker message can carry them.
type Edit interface {
	// Apply changes a, one sequence's array at the site, in place. An edit that does not fit is an error
	// that names what was wanted and got.
	Apply(a Array) error
	// Pull turns g, the gradient with respect to the edited array, into that with respect to the array before the edit, in place.
	Pull(g Array)
}

// Index picks entries of an array: one list of indices an axis; a nil list, or a missing last axis, means all.
// {{3}, nil, {0, 1}} of a pattern is head 3, every query, keys 0 and 1.
type Index [][]int

// Zero sets the picked entries to 0.
type Zero struct{ At Index }

// Mean replaces each picked entry by its mean over axis 0 (positions) of the same array, or by Value
// (broadcast over the leading axes) when given, such as a mean over many inputs.
type Mean struct {
	At    Index
	Value []float32
}

// Scale multiplies the picked entries by Factor.
type Scale struct {
	At     Index
	Factor float32
}

// Add adds Value, broadcast over the leading axes of the picked entries.
type Add struct {
	At    Index
	Value []float32
}

// Set overwrites with Value, broadcast over the leading axes of the picked entries.
type Set struct {
	At    Index
	Value []float32
}

// Mask multiplies by a full-sized array of factors, such as dropout's.
type Mask struct{ Factor []float32 }

// BlankKeys hides keys from every query (at an attention-scores site): their scores become -Inf.
type BlankKeys struct{ Keys []int }

// Joint, as PlacedEdit.Seq, hands an edit the rows of all sequences as one array [all rows, ...], for sites with one
// row a position: the cheap way for dropout's masks over a large batch.
const Joint = -2 // below -1, any other would do

// PlacedEdit is an edit at a site of one sequence of the batch, or of each sequence by itself if Seq is -1.
// Edits at one site apply in the order they are listed. After edits at self-attention scores the causal mask is applied
// again: an edit cannot show a token its future.
type PlacedEdit struct {
	Site Site
	Seq  int
	Edit Edit
}
