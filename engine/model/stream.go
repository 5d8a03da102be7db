// A stream is one tower's residual stream in one pass: the rows of all sequences one below the other, and what backward
// needs of each layer. A place says where in such rows the array of a site lies.

package model

// span is where one sequence's rows are.
type span struct {
	start, rows int
	past        int // keys of self-attention that come from a cache
	source      int // keys of cross-attention
	self, cross int // where its scores start, in query×key pairs (times heads = elements)
}

// stream is the state of one tower in one pass.
type stream struct {
	tower      *tower
	spans      []span // by sequence
	rows       int
	pairs      int // Σ rows×keys of self-attention
	crossPairs int // Σ rows×source of cross-attention
	ids        []int32
	positions  []int32
	cos, sin   []float32 // [rows, pairs], rotary positions only
	localCos   []float32 // the same for windowed layers with a base of their own
	localSin   []float32
	embedLN    normTape
	layers     []layerTape
	final      normTape
	head       headTape
	out        []float32 // [rows, width] what the tower hands on
	dOut       []float32 // its gradient, gathered from cross-attention
	memory     *stream   // what cross-attention reads
}

// layerTape is what backward needs of one layer.
type layerTape struct {
	ln1, lnCross, ln2 normTape
	attn, cross       attentionTape
	mlp               mlpTape
}

// keys is the number of keys of self-attention of a sequence.
func (s span) keys() int { return s.past + s.rows }

// start prepares the stream for a new pass, keeping its storage.
func (s *stream) begin(t *tower) {
	if len(s.layers) != len(t.layers) {
		s.layers = make([]layerTape, len(t.layers))
	}
	clear(s.layers)
	*s = stream{tower: t, spans: s.spans[:0], ids: s.ids[:0], positions: s.positions[:0], layers: s.layers}
}

// add appends a sequence's rows.
func (s *stream) add(ids []int32, positions []int, past, source int) {
	s.spans = append(s.spans, span{s.rows, len(ids), past, source, s.pairs, s.crossPairs})
	s.ids = append(s.ids, ids...)
	for i := range ids {
		position := past + i
		if positions != nil {
			position = positions[i]
		}
		s.positions = append(s.positions, int32(position))
	}
	s.rows += len(ids)
	s.pairs += len(ids) * (past + len(ids))
	s.crossPairs += len(ids) * source
}

// place is the layout of a site's values over the batch.
type place struct {
	stream *stream
	kind   placeKind
	a, b   int // [rows, a] or, with b > 0, [rows, a, b]; for score kinds a is the number of heads
}

type placeKind uint8

const (
	rowValues   placeKind = iota // [pos, a(, b)]
	selfScores                   // [head, pos, key]
	crossScores                  // [head, pos, source pos]
)

// len is the number of values of all sequences.
func (p place) len() int {
	switch p.kind {
	case selfScores:
		return p.a * p.stream.pairs
	case crossScores:
		return p.a * p.stream.crossPairs
	}
	return p.stream.rows * p.a * max(p.b, 1)
}

// of is one sequence's part of data.
func (p place) of(data []float32, seq int) Array {
	s := p.stream.spans[seq]
	switch p.kind {
	case selfScores:
		return Array{data[p.a*s.self : p.a*(s.self+s.rows*s.keys())], []int{p.a, s.rows, s.keys()}}
	case crossScores:
		return Array{data[p.a*s.cross : p.a*(s.cross+s.rows*s.source)], []int{p.a, s.rows, s.source}}
	}
	return p.part(data, s.start, s.rows)
}

// all is every sequence's rows as one array; for row values only.
func (p place) all(data []float32) Array { return p.part(data, 0, p.stream.rows) }

func (p place) part(data []float32, start, rows int) Array {
	w := p.a * max(p.b, 1)
	a := Array{data[start*w : (start+rows)*w], []int{rows, p.a}}
	if p.b > 0 {
		a.Shape = append(a.Shape, p.b)
	}
	return a
}
