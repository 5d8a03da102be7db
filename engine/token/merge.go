package token

// The merge loop that every kind of BPE here shares: of all pairs of neighbours that may be joined, join the one of the
// lowest order, the leftmost first among equals, until none is left. A heap makes it n log n, for a hostile text can be
// one piece of a megabyte.

// symbol is a part of the piece: text[start:end] and, where the pairing works with ids, its id. Symbols form a list.
type symbol struct {
	start, end int
	prev, next int32 // -1 at the ends
	id         int32
}

// pairing says which neighbours may be joined, in which order, and what they become.
type pairing interface {
	pair(text string, left, right symbol) (order, id int32, ok bool)
}

// merger is the working storage of a merge; it may be used again and again.
type merger struct {
	symbols []symbol // in the order of the text; those with start == end after a merge are gone
	queue   []candidate
}

type candidate struct {
	order    int32
	left     int32
	id       int32
	mid, end int // of the pair when it was queued: if either has moved since, the entry is void
}

func (c candidate) before(d candidate) bool {
	return c.order < d.order || c.order == d.order && c.left < d.left
}

func (m *merger) reset() { m.symbols, m.queue = m.symbols[:0], m.queue[:0] }

// add appends a symbol to the piece.
func (m *merger) add(start, end int, id int32) {
	n := int32(len(m.symbols))
	if n > 0 {
		m.symbols[n-1].next = n
	}
	m.symbols = append(m.symbols, symbol{start, end, n - 1, -1, id})
}

// run merges until nothing can be. step, if not nil, is told of each merge: the symbol that grew, and the order.
func (m *merger) run(text string, p pairing, step func(grown, order int32)) {
	for i := range int32(len(m.symbols) - 1) {
		m.consider(text, p, i)
	}
	for len(m.queue) > 0 {
		c := m.pop()
		left := &m.symbols[c.left]
		if left.start == left.end || left.next < 0 || left.end != c.mid {
			continue
		}
		right := &m.symbols[left.next]
		if right.end != c.end {
			continue
		}
		left.end, left.id, left.next = right.end, c.id, right.next
		right.start = right.end
		if left.next >= 0 {
			m.symbols[left.next].prev = c.left
		}
		if step != nil {
			step(c.left, c.order)
		}
		if left.prev >= 0 {
			m.consider(text, p, left.prev)
		}
		m.consider(text, p, c.left)
	}
}

// consider queues the pair that begins with symbol i, if it may be joined.
func (m *merger) consider(text string, p pairing, i int32) {
	left := m.symbols[i]
	if left.next < 0 {
		return
	}
	right := m.symbols[left.next]
	if order, id, ok := p.pair(text, left, right); ok {
		m.push(candidate{order, i, id, left.end, right.end})
	}
}

func (m *merger) push(c candidate) {
	m.queue = append(m.queue, c)
	q := m.queue
	for i := len(q) - 1; i > 0; {
		parent := (i - 1) / 2
		if !q[i].before(q[parent]) {
			return
		}
		q[i], q[parent] = q[parent], q[i]
		i = parent
	}
}

func (m *merger) pop() candidate {
	q := m.queue
	top, last := q[0], len(q)-1
	q[0] = q[last]
	q = q[:last]
	m.queue = q
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return top
		}
		if child+1 < last && q[child+1].before(q[child]) {
			child++
		}
		if !q[child].before(q[i]) {
			return top
		}
		q[i], q[child] = q[child], q[i]
		i = child
	}
}

// each calls f for the symbols that are left.
func (m *merger) each(f func(index int32, s symbol)) {
	for i := int32(0); i >= 0 && int(i) < len(m.symbols); i = m.symbols[i].next {
		f(i, m.symbols[i])
	}
}
