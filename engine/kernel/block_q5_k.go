package kernel

// Q5_K is Q4_K with a fifth bit: 32 bytes of high bits stand before the halves, bit g of byte j for weight j of group g.
var Q5_K = BlockFormat{Name: "Q5_K", Number: 13, Weights: 256, Size: 176, halves: []int{0, 2}, unpack: func(y []float32, block []byte) {
	d, m := scaleAt(block), scaleAt(block[2:])
	for g := range 8 {
		scale, least := sixBits(block[4:16], g)
		s, l := d*float32(scale), m*float32(least)
		for j := range 32 {
			q := block[48+g/2*32+j]>>(g%2*4)&15 | block[16+j]>>g&1<<4
			y[g*32+j] = float32(s*float32(q)) - l
		}
	}
}}
