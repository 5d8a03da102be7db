package kernel

// Q3_K is 256 weights of 3 bits in groups of 16: 32 bytes of high bits, 64 of low pairs (as Q2_K has them), 12 with 16
// scales of 6 bits, and a float16 factor d; weight = d*(scale-32)*(q-4).
var Q3_K = BlockFormat{Name: "Q3_K", Number: 11, Weights: 256, Size: 110, halves: []int{108}, unpack: func(y []float32, block []byte) {
	d := scaleAt(block[108:])
	scales := block[96:108]
	for i := range 256 {
		g := i / 16
		low := scales[g%8] >> (g / 8 * 4) & 15
		scale := int(low|scales[8+g%4]>>(g/4*2)&3<<4) - 32
		q := int(block[32+i/128*32+i%32] >> (i % 128 / 32 * 2) & 3)
		if block[i%32]>>(i/32)&1 == 0 {
			q -= 4
		}
		y[i] = float32(d*float32(scale)) * float32(q)
	}
}}
