// Index: which entries of an array an edit picks.

package model

import (
	"fmt"
	"slices"
)

// check says whether the index fits an array's shape.
func (at Index) check(shape []int) error {
	if len(at) > len(shape) {
		return fmt.Errorf("want indices for at most %d axes (shape %v), got %d", len(shape), shape, len(at))
	}
	for axis, list := range at {
		for i, v := range list {
			if v < 0 || v >= shape[axis] {
				return fmt.Errorf("want indices of 0..%d on axis %d (shape %v), got %d", shape[axis]-1, axis, shape, v)
			}
			if slices.Contains(list[:i], v) {
				return fmt.Errorf("want each index of axis %d once, got %d twice", axis, v)
			}
		}
	}
	return nil
}

// each calls visit with the offset of every picked entry, row by row; n counts them from 0.
// The index must fit the shape.
func (at Index) each(shape []int, visit func(n, offset int)) {
	n := 0
	var walk func(axis, offset int)
	walk = func(axis, offset int) {
		if axis == len(shape) {
			visit(n, offset)
			n++
			return
		}
		if axis < len(at) && at[axis] != nil {
			for _, v := range at[axis] {
				walk(axis+1, offset*shape[axis]+v)
			}
			return
		}
		for v := range shape[axis] {
			walk(axis+1, offset*shape[axis]+v)
		}
	}
	walk(0, 0)
}

// broadcasts says whether a value of n entries fits the trailing axes of the picked entries.
func (at Index) broadcasts(shape []int, n int) error {
	picked := slices.Clone(shape)
	for axis, list := range at {
		if list != nil {
			picked[axis] = len(list)
		}
	}
	size := 1
	for axis := len(picked); ; axis-- {
		if n == size {
			return nil
		}
		if axis == 0 {
			return fmt.Errorf("want as many values as trailing axes of the picked shape %v have, got %d", picked, n)
		}
		size *= picked[axis-1]
	}
}
