// Package share cuts long work into pieces that do not depend on each other, so that several engines can do it together.
//
// Every engine makes the same call and comes to the same work; each does some of its pieces, and all get what everybody found. What
// is done with that is the caller's own code, which is the same with one engine, so the result is too, to the last bit. What
// is drawn at random has to be drawn before, for all pieces.
package share

import (
	"encoding/binary"
	"errors"
	"math"
)

// Spread does pieces 0 to n−1. work says what one finds; take gets the finding of each once, in any order. Either may end
// the work with an error.
type Spread func(n int, work func(piece int) ([]byte, error), take func(piece int, found []byte) error) error

// Alone does all pieces here, one after another.
func Alone(n int, work func(piece int) ([]byte, error), take func(piece int, found []byte) error) error {
	for i := range n {
		found, err := work(i)
		if err == nil {
			err = take(i, found)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Elsewhere is the error of a piece that only an engine can do which was given what it needs. The first engine ends with it; others
// wait for what somebody else finds.
type Elsewhere struct{ error }

// NotHere makes an error an [Elsewhere].
func NotHere(err error) error { return Elsewhere{err} }

// Unwrap is the error itself.
func (e Elsewhere) Unwrap() error { return e.error }

// Over is the spread, or [Alone] for none.
func (s Spread) Over(n int, work func(piece int) ([]byte, error), take func(piece int, found []byte) error) error {
	if s == nil || n == 0 {
		return Alone(n, work, take)
	}
	return s(n, work, take)
}

// Pack writes numbers as they are, NaN and −0 included.
func Pack[F float32 | float64](numbers []F) []byte {
	found := make([]byte, 0, 8*len(numbers))
	for _, x := range numbers {
		found = binary.LittleEndian.AppendUint64(found, math.Float64bits(float64(x)))
	}
	return found
}

// Unpack reads what [Pack] wrote.
func Unpack[F float32 | float64](found []byte) []F {
	numbers := make([]F, len(found)/8)
	for i := range numbers {
		numbers[i] = F(math.Float64frombits(binary.LittleEndian.Uint64(found[8*i:])))
	}
	return numbers
}

// Member is one engine's part in a call that is shared. Other engines' pieces come in between, through Give.
type Member struct {
	// First works through all pieces from the front, whatever others do, and waits for nobody until it has been through; the others
	// do what they are given.
	First bool
	// Tell says where this engine is: the loop (the number of the work in its call) of so many pieces, and what it found in a piece
	// that it has done, or piece −1 when it comes to the loop.
	Tell func(loop, pieces, piece int, found []byte)
	// Wait lets others run until something was given; an error, such as that of a call given up, ends the work.
	Wait func() error

	loop  int
	next  int            // the piece given to this engine, −1 for none
	given map[int][]byte // by piece, not yet taken
	now   int            // the piece in work, −1 for none
}

// errDone ends a piece that another engine has finished first.
type errDone struct{}

func (errDone) Error() string { return "share: another engine was faster" }

// Give puts what others have done, and the piece that this engine is to do next (−1 for none), where the work finds it. What is of
// another loop than the one in work comes too late.
func (m *Member) Give(loop, next int, given map[int][]byte) {
	if loop != m.loop-1 {
		return
	}
	if next >= 0 {
		m.next = next
	}
	for piece, found := range given {
		m.given[piece] = found
	}
}

// Overtaken is an error if another engine has finished the piece in work; the work's own breaths ask it.
func (m *Member) Overtaken() error {
	if m.now >= 0 && m.given[m.now] != nil {
		return errDone{}
	}
	return nil
}

// Spread is the engine's way through one loop after another.
func (m *Member) Spread(n int, work func(int) ([]byte, error), take func(int, []byte) error) error {
	loop := m.loop
	m.loop, m.next, m.now, m.given = loop+1, -1, -1, map[int][]byte{}
	taken, left := make([]bool, n), n
	accept := func(piece int, found []byte) error {
		if taken[piece] {
			return nil
		}
		taken[piece] = true
		left--
		return take(piece, found)
	}
	m.Tell(loop, n, -1, nil)
	for {
		if err := m.collect(accept); err != nil || left == 0 {
			return err
		}
		piece := m.choose(taken)
		if piece < 0 {
			if err := m.Wait(); err != nil {
				return err
			}
			continue
		}
		m.now = piece
		found, err := work(piece)
		m.now = -1
		if _, elsewhere := err.(Elsewhere); errors.Is(err, errDone{}) || elsewhere && !m.First {
			continue
		}
		if err == nil {
			m.Tell(loop, n, piece, found)
			err = accept(piece, found)
		}
		if err != nil {
			return err
		}
	}
}

// collect takes what has been given.
func (m *Member) collect(accept func(int, []byte) error) error {
	for piece, found := range m.given {
		delete(m.given, piece)
		if err := accept(piece, found); err != nil {
			return err
		}
	}
	return nil
}

// choose is the piece to do next, −1 for none.
func (m *Member) choose(taken []bool) int {
	if m.First {
		for i, done := range taken {
			if !done {
				return i
			}
		}
	}
	next := m.next
	m.next = -1
	if next >= 0 && taken[next] {
		return -1
	}
	return next
}
