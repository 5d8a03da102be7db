package kernel

import "encoding/binary"

// Q5_0 is Q4_0 with a fifth bit: after the scale stand 32 high bits, one a weight; weight = d*(q-16).
var Q5_0 = BlockFormat{Name: "Q5_0", Number: 6, Weights: 32, Size: 22, halves: []int{0}, unpack: func(y []float32, block []byte) {
	d, high := scaleAt(block), binary.LittleEndian.Uint32(block[2:])
	for j, b := range block[6:22] {
		low, top := fifth(b, high, j)
		y[j], y[j+16] = d*float32(low-16), d*float32(top-16)
	}
}}

// fifth joins the two weights of byte j with their high bits.
func fifth(b byte, high uint32, j int) (low, top int) {
	return int(b&15) | int(high>>j&1)<<4, int(b>>4) | int(high>>(j+16)&1)<<4
}
