package model

// Meter counts the passes that were really made: what an explanation costs. Forward and Backward fill the one in [Run].
// It is not safe for several goroutines.
type Meter struct {
	Forward  Count `json:"forward"`
	Backward Count `json:"backward"`
}

// Count is a number of passes.
type Count struct {
	Passes int `json:"passes"` // sequences run
	Rows   int `json:"rows"`   // their rows in all towers; what a cache held already is not run again
}

// add counts a batch whose pass has ended.
func (t *Trace) add(c *Count) {
	c.Passes += len(t.batch)
	for i := range t.count {
		for _, span := range t.streams[i].spans {
			c.Rows += span.rows
		}
	}
}
