package kernel

import "encoding/binary"

// Q5_1 is Q4_1 with a fifth bit, as Q5_0 has it; weight = d*q + m.
var Q5_1 = BlockFormat{Name: "Q5_1", Number: 7, Weights: 32, Size: 24, halves: []int{0, 2}, unpack: func(y []float32, block []byte) {
	d, m, high := scaleAt(block), scaleAt(block[2:]), binary.LittleEndian.Uint32(block[4:])
	for j, b := range block[8:24] {
		low, top := fifth(b, high, j)
		y[j], y[j+16] = float32(d*float32(low))+m, float32(d*float32(top))+m
	}
}}
