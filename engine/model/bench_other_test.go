//go:build !unix

package model

import "time"

var start = time.Now()

// processorTime is the seconds since the start, where a process cannot ask for its processor time.
func processorTime() float64 { return time.Since(start).Seconds() }
