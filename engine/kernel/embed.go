package kernel

// Embedding look-ups and their gradient.

// Gather is y[i,:] = table[id[i],:].
func (Plain) Gather(y, table []float32, id []int32, n int) {
	checkGather(y, table, id, n)
	for i, t := range id {
		copy(y[i*n:][:n], table[int(t)*n:][:n])
	}
}

func checkGather(y, table []float32, id []int32, n int) {
	need(n >= 0, "kernel: negative matrix dimension")
	need(len(y) >= len(id)*n, "kernel: rows are fewer than the ids")
	if n > 0 {
		checkIDs(id, len(table)/n)
	}
}

// GatherQ8 is Gather from a quantised table.
func (Plain) GatherQ8(y []float32, table Q8, id []int32) {
	checkQ8(table)
	n := table.Cols
	need(len(y) >= len(id)*n, "kernel: rows are fewer than the ids")
	checkIDs(id, table.Rows)
	for i, t := range id {
		table.row(y[i*n:][:n], int(t))
	}
}

// Scatter is Gather's gradient: dtable[id[i],:] += dy[i,:].
func (Plain) Scatter(dtable, dy []float32, id []int32, n int) {
	checkGather(dy, dtable, id, n)
	for i, t := range id {
		row := dtable[int(t)*n:][:n]
		for j, d := range dy[i*n:][:n] {
			row[j] += d
		}
	}
}
