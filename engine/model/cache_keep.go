package model

import (
	"errors"
	"fmt"
	"slices"
)

// Keep makes the cache hold only some of its rows, numbers from 0 to Len()-1 in rising order: later passes neither read nor
// multiply the keys and values of the others. Keys stay turned by the positions that they had, so rows that follow want
// [Sequence.Positions], which Len no longer tells. An error for a view, and for models that count distances in rows
// (windowed layers, relative positions).
func (c *Cache) Keep(rows []int) error {
	switch config := c.model.Config; {
	case c.view:
		return errors.New("model: a view of a cache cannot be shortened")
	case config.Window > 0 || config.Position == Relative:
		return errors.New("model: a cache of a model with windows or relative positions cannot be shortened")
	}
	for i, row := range rows {
		if row < 0 || row >= c.len || i > 0 && row <= rows[i-1] {
			return fmt.Errorf("model: want rising rows of 0..%d to keep, got %d at %d", c.len-1, row, i)
		}
	}
	first := 0 // rows before it stay where they are, with their pages
	for first < len(rows) && rows[first] == first {
		first++
	}
	if first == c.len {
		return nil
	}
	from := slices.Clone(c.pages)
	*c = *c.Fork(first)
	c.reserve(len(rows) - first)
	width := c.model.Config.KVHeads * c.model.Config.HeadDim
	for _, row := range rows[first:] {
		at, page := row%pageRows*width, from[row/pageRows]
		for layer := range page.k {
			c.write(layer, width, page.k[layer][at:at+width], page.v[layer][at:at+width])
		}
		c.len++
	}
	return nil
}
