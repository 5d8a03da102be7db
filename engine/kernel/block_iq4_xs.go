package kernel

import "encoding/binary"

// IQ4_XS is 256 weights in groups of 32, each picking one of IQ4_NL's values: a float16 factor d, 16 bits with the high
// pairs of 8 scales, 4 bytes with their low halves, then 16 bytes a group; weight = d*(scale-32)*value.
var IQ4_XS = BlockFormat{Name: "IQ4_XS", Number: 23, Weights: 256, Size: 136, halves: []int{0}, unpack: func(y []float32, block []byte) {
	d, high := scaleAt(block), binary.LittleEndian.Uint16(block[2:])
	for g := range 8 {
		scale := int(block[4+g/2]>>(g%2*4)&15) | int(high>>(2*g)&3)<<4
		s := d * float32(scale-32)
		for j, b := range block[8+16*g:][:16] {
			y[g*32+j], y[g*32+j+16] = s*unevenValues[b&15], s*unevenValues[b>>4]
		}
	}
}}
