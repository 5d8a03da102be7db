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
	return appendTop(make([]int32, 0, min(n, len(values))+1), values, n)
}

// appendTop is Top in the storage of an empty list.
func appendTop(top []int32, values []float32, n int) []int32 {
	n = min(n, len(values))
	if n > 64 {
		return appendSorted(top, values)[:n]
	}
	if n == 0 {
		return top
	}
	least := float32(0) // of a full list; most values end at the one comparison with it
	for i, v := range values {
		if len(top) == n && v <= least {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, v, func(have int32, v float32) int {
			if values[have] >= v {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, at, int32(i))
		top = top[:min(len(top), n)]
		least = values[top[len(top)-1]]
	}
	return top
}

// appendSorted lists all indices, the largest value's first.
func appendSorted(order []int32, values []float32) []int32 {
	order = appendAll(order, values)
	slices.SortStableFunc(order, func(i, j int32) int { return cmp.Compare(values[j], values[i]) })
	return order
}

// appendAll lists all indices.
func appendAll(order []int32, values []float32) []int32 {
	for i := range values {
		order = append(order, int32(i))
	}
	return order
}
