// What each kind of edit does on the way forward and to the gradient on the way back.

package model

import (
	"fmt"
	"math"

	"pellucid/engine/kernel"
)

// Apply sets the picked entries to 0.
func (e Zero) Apply(a Array) error { return Scale{At: e.At}.Apply(a) }

// Pull sets their gradient to 0: the score no longer depends on what was there.
func (e Zero) Pull(g Array) { Scale{At: e.At}.Pull(g) }

// Apply multiplies the picked entries by Factor; by 0 it sets them to 0, whatever they were.
func (e Scale) Apply(a Array) error {
	if err := e.At.check(a.Shape); err != nil {
		return err
	}
	e.Pull(a)
	return nil
}

// Pull multiplies their gradient by Factor.
func (e Scale) Pull(g Array) {
	e.At.each(g.Shape, func(_, i int) {
		if e.Factor == 0 {
			g.Data[i] = 0
		} else {
			g.Data[i] *= e.Factor
		}
	})
}

// Apply adds Value.
func (e Add) Apply(a Array) error {
	return write(e.At, e.Value, a, func(old, v float32) float32 { return old + v })
}

// Pull leaves the gradient as it is.
func (e Add) Pull(Array) {}

// Apply overwrites with Value.
func (e Set) Apply(a Array) error {
	return write(e.At, e.Value, a, func(_, v float32) float32 { return v })
}

// Pull sets the gradient of the overwritten entries to 0.
func (e Set) Pull(g Array) { Zero{e.At}.Pull(g) }

// write combines the picked entries with value, broadcast over their leading axes.
func write(at Index, value []float32, a Array, combine func(old, v float32) float32) error {
	if err := at.check(a.Shape); err != nil {
		return err
	}
	if err := at.broadcasts(a.Shape, len(value)); err != nil {
		return err
	}
	at.each(a.Shape, func(n, i int) { a.Data[i] = combine(a.Data[i], value[n%len(value)]) })
	return nil
}

// Apply replaces the picked entries by Value, or by the mean over axis 0 (of all entries of that axis, picked or not).
func (e Mean) Apply(a Array) error {
	if e.Value != nil {
		return Set(e).Apply(a)
	}
	if err := e.At.check(a.Shape); err != nil {
		return err
	}
	rest := len(a.Data) / a.Shape[0]
	mean := make([]float32, rest)
	for i, v := range a.Data {
		mean[i%rest] += v / float32(a.Shape[0])
	}
	e.At.each(a.Shape, func(_, i int) { a.Data[i] = mean[i%rest] })
	return nil
}

// Pull spreads the gradient of the picked entries evenly over axis 0, whose mean they became; with Value it sets it to 0.
func (e Mean) Pull(g Array) {
	if e.Value != nil {
		Set(e).Pull(g)
		return
	}
	rest := len(g.Data) / g.Shape[0]
	share := make([]float32, rest)
	e.At.each(g.Shape, func(_, i int) {
		share[i%rest] += g.Data[i] / float32(g.Shape[0])
		g.Data[i] = 0
	})
	for i := range g.Data {
		g.Data[i] += share[i%rest]
	}
}

// Apply multiplies by Factor, one for each entry of the array.
func (e Mask) Apply(a Array) error {
	if len(e.Factor) != len(a.Data) {
		return fmt.Errorf("want a factor for each of %d entries (shape %v), got %d", len(a.Data), a.Shape, len(e.Factor))
	}
	e.Pull(a)
	return nil
}

// Pull multiplies the gradient by Factor.
func (e Mask) Pull(g Array) { kernel.Best().Mul(g.Data[:len(e.Factor)], e.Factor) }

// Apply sets the scores of the keys to -Inf, for every head and query. A query that sees no other key gets a pattern of zeros.
func (e BlankKeys) Apply(a Array) error {
	if len(a.Shape) != 3 {
		return fmt.Errorf("want attention scores [head, query, key], got shape %v", a.Shape)
	}
	return Set{Index{nil, nil, e.keys()}, []float32{float32(math.Inf(-1))}}.Apply(a)
}

// Pull sets the gradient of those scores to 0.
func (e BlankKeys) Pull(g Array) { Zero{Index{nil, nil, e.keys()}}.Pull(g) }

// keys is Keys as a list of an Index, where nil would mean all.
func (e BlankKeys) keys() []int { return append([]int{}, e.Keys...) }
