package share

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

// through does a member's way through n pieces, each of which finds its own number, and gives what was taken, by piece.
func through(m *Member, n int) (taken map[int]string, worked []int, err error) {
	taken = map[int]string{}
	err = m.Spread(n, func(i int) ([]byte, error) {
		worked = append(worked, i)
		return []byte(fmt.Sprint(i)), m.Overtaken()
	}, func(i int, found []byte) error {
		if _, twice := taken[i]; twice {
			return errors.New("taken twice")
		}
		taken[i] = string(found)
		return nil
	})
	return taken, worked, err
}

// The first engine does what no other has found, from the front; what others find is taken once, though it was in work here.
func TestFirst(t *testing.T) {
	m := &Member{First: true}
	m.Tell = func(loop, _, piece int, _ []byte) {
		if piece == 0 {
			m.Give(loop, -1, map[int][]byte{2: []byte("theirs"), 3: []byte("theirs")})
		}
	}
	taken, worked, err := through(m, 5)
	want := map[int]string{0: "0", 1: "1", 2: "theirs", 3: "theirs", 4: "4"}
	if err != nil || fmt.Sprint(taken) != fmt.Sprint(want) || !slices.Equal(worked, []int{0, 1, 4}) {
		t.Errorf("took %v, worked at %v: %v", taken, worked, err)
	}
}

// Another engine does what it is given and waits for the rest; a piece that somebody else has finished is dropped.
func TestOther(t *testing.T) {
	m := &Member{}
	told := 0
	m.Tell = func(loop, _, piece int, _ []byte) {
		if told++; piece < 0 {
			m.Give(loop, 2, nil)
		}
	}
	m.Wait = func() error {
		m.Give(0, -1, map[int][]byte{0: []byte("theirs"), 1: []byte("theirs")})
		m.Give(7, 0, map[int][]byte{0: []byte("of another loop")})
		return nil
	}
	taken, worked, err := through(m, 3)
	if err != nil || fmt.Sprint(taken) != "map[0:theirs 1:theirs 2:2]" || !slices.Equal(worked, []int{2}) || told != 2 {
		t.Errorf("took %v, worked at %v, told %d times: %v", taken, worked, told, err)
	}
	gone := errors.New("given up")
	m = &Member{Tell: func(int, int, int, []byte) {}, Wait: func() error { return gone }}
	if _, _, err := through(m, 3); !errors.Is(err, gone) {
		t.Errorf("a call given up ends with %v", err)
	}
}

// What only some engines can do ends the first with its reason; another waits for what is found elsewhere.
func TestElsewhere(t *testing.T) {
	nothing := errors.New("nothing was given")
	way := func(m *Member) (got string, err error) {
		m.Tell = func(int, int, int, []byte) {}
		err = m.Spread(1, func(int) ([]byte, error) { return nil, NotHere(nothing) }, func(_ int, found []byte) error {
			got = string(found)
			return nil
		})
		return got, err
	}
	if _, err := way(&Member{First: true}); !errors.Is(err, nothing) {
		t.Errorf("the first ends with %v", err)
	}
	m := &Member{}
	waits := 0
	m.Wait = func() error {
		if waits++; waits == 1 {
			m.Give(0, 0, nil)
		} else {
			m.Give(0, -1, map[int][]byte{0: []byte("theirs")})
		}
		return nil
	}
	if got, err := way(m); err != nil || got != "theirs" || waits != 2 {
		t.Errorf("another got %q after %d waits: %v", got, waits, err)
	}
}

// An engine alone does all pieces in order, and numbers are packed to the last bit.
func TestAloneAndPack(t *testing.T) {
	var order []int
	err := Spread(nil).Over(3, func(i int) ([]byte, error) { return Pack([]float64{float64(i)}), nil }, func(i int, found []byte) error {
		order = append(order, int(Unpack[float64](found)[0]))
		return nil
	})
	if err != nil || !slices.Equal(order, []int{0, 1, 2}) {
		t.Errorf("%v, %v", order, err)
	}
	given := []float64{math.Copysign(0, -1), math.Inf(1), math.NaN(), 0.1}
	for i, x := range Unpack[float64](Pack(given)) {
		if math.Float64bits(x) != math.Float64bits(given[i]) {
			t.Errorf("%v comes back as %v", given[i], x)
		}
	}
}
