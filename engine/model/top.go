// The largest of a row of logits: what greedy decoding writes and what lists of candidates show.

package model

import (
	"cmp"
	"slices"
)

// Argmax is the index of the largest value, the first of equals.
func Argmax(values []float32) int32 {
	best := 0
	for i, v := range values {
		if v > values[best] {
			best = i
		}
	}
	return int32(best)
}

// Top lists the indices of the n largest values, largest first; of equals the smaller index first.
func Top(values []float32, n int) []int32 {
	n = min(n, len(values))
	if n > 64 {
		return sorted(values)[:n]
	}
	top := make([]int32, 0, n+1)
	for i, v := range values {
		if len(top) == n && (n == 0 || v <= values[top[n-1]]) {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, v, func(have int32, v float32) int {
			if values[have] >= v {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, at, int32(i))
		if len(top) > n {
			top = top[:n]
		}
	}
	return top
}

// sorted lists all indices, the largest value's first.
func sorted(values []float32) []int32 {
	order := make([]int32, len(values))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(i, j int32) int { return cmp.Compare(values[j], values[i]) })
	return order
}
