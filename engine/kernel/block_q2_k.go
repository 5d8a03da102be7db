package kernel

// Q2_K is 256 weights of 2 bits in groups of 16: a byte a group with scale (low half) and least value (high half), then
// 64 bytes, then float16 factors d and m of these; weight = d*scale*q - m*least. Of every 32 bytes, bit pair k holds the
// 32 weights from 32*k on.
var Q2_K = BlockFormat{Name: "Q2_K", Number: 10, Weights: 256, Size: 84, halves: []int{80, 82}, unpack: func(y []float32, block []byte) {
	d, m := scaleAt(block[80:]), scaleAt(block[82:])
	for i := range 256 {
		group := block[i/16]
		q := block[16+i/128*32+i%32] >> (i % 128 / 32 * 2) & 3
		y[i] = float32(d*float32(group&15))*float32(q) - float32(m*float32(group>>4))
	}
}}
