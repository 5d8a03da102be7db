package probe

import (
	"math/rand/v2"
	"slices"
)

// TreeDistances are the numbers of edges between words, [words·words], of a tree given by heads (-1 for the root).
func TreeDistances(heads []int) []int {
	n, depths := len(heads), TreeDepths(heads)
	d := make([]int, n*n)
	for i := range n {
		for j := range i {
			a, b, edges := i, j, 0
			for a != b {
				if depths[a] >= depths[b] { // of two alike, either way is as short
					a = heads[a]
				} else {
					b = heads[b]
				}
				edges++
			}
			d[i*n+j], d[j*n+i] = edges, edges
		}
	}
	return d
}

// TreeDepths are the numbers of heads above each word.
func TreeDepths(heads []int) []int {
	depths := make([]int, len(heads))
	for i := range heads {
		for at := heads[i]; at >= 0; at = heads[at] {
			depths[i]++
		}
	}
	return depths
}

// Edge joins two words, the lower number first.
type Edge [2]int

func (e Edge) before(other Edge) bool { return e[0] < other[0] || e[0] == other[0] && e[1] < other[1] }

// SpanningTree is the minimum spanning tree of distances [words·words] between the words that are not left out (Prim 1957),
// edges in order.
func SpanningTree(distances []float64, leaveOut []bool) []Edge {
	n := len(leaveOut)
	near, to, inside := make([]float64, n), make([]int, n), slices.Clone(leaveOut)
	first := slices.Index(leaveOut, false)
	if first < 0 {
		return nil
	}
	inside[first] = true
	for i := range n {
		near[i], to[i] = distances[first*n+i], first
	}
	var edges []Edge
	for {
		best := -1
		for i, in := range inside {
			if !in && (best == -1 || near[i] < near[best]) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		inside[best] = true
		edges = append(edges, Edge{min(best, to[best]), max(best, to[best])})
		for i := range n {
			if d := distances[best*n+i]; !inside[i] && d < near[i] {
				near[i], to[i] = d, best
			}
		}
	}
	var sorted []Edge
	for _, i := range ordered(len(edges), func(a, b int) bool { return edges[a].before(edges[b]) }) {
		sorted = append(sorted, edges[i])
	}
	return sorted
}

// HeadEdges are the edges of a tree given by heads, between words that are not left out.
func HeadEdges(heads []int, leaveOut []bool) []Edge {
	var edges []Edge
	for i, h := range heads {
		if h >= 0 && !leaveOut[i] && !leaveOut[h] {
			edges = append(edges, Edge{min(i, h), max(i, h)})
		}
	}
	return edges
}

// Shared counts the edges that are in both: over many sentences, shared / gold edges is the undirected unlabelled attachment
// score (UUAS).
func Shared(a, b []Edge) int {
	n := 0
	for _, e := range a {
		if slices.Contains(b, e) {
			n++
		}
	}
	return n
}

// Chain joins each word to the next that is not left out: the baseline that knows only order.
func Chain(leaveOut []bool) []Edge {
	var edges []Edge
	last := -1
	for i, out := range leaveOut {
		if out {
			continue
		}
		if last >= 0 {
			edges = append(edges, Edge{last, i})
		}
		last = i
	}
	return edges
}

// RandomTree is the spanning tree of random distances.
func RandomTree(leaveOut []bool, random *rand.Rand) []Edge {
	n := len(leaveOut)
	d := make([]float64, n*n)
	for i := range n {
		for j := range i {
			d[i*n+j] = random.Float64()
			d[j*n+i] = d[i*n+j]
		}
	}
	return SpanningTree(d, leaveOut)
}
