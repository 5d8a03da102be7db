package probe

// ordered are the numbers 0 … n-1 in an order, equal ones as they were (merge sort). Generic sorts are compiled anew for every
// type: here this one does for all, and the engine's file is 10 kB smaller.
func ordered(n int, before func(a, b int) bool) []int {
	list, other := make([]int, n), make([]int, n)
	for i := range list {
		list[i] = i
	}
	for run := 1; run < n; run *= 2 {
		for first := 0; first < n; first += 2 * run {
			a, b, end := first, min(first+run, n), min(first+2*run, n)
			for to, middle := first, b; to < end; to++ {
				if b == end || a < middle && !before(list[b], list[a]) {
					other[to] = list[a]
					a++
				} else {
					other[to] = list[b]
					b++
				}
			}
		}
		list, other = other, list
	}
	return list
}
