package kernel

// Q6_K is 256 weights of 6 bits in groups of 16: 128 bytes of low halves, 64 of high pairs, 16 int8 scales, a float16
// factor d; weight = d*scale*(q-32).
var Q6_K = BlockFormat{Name: "Q6_K", Number: 14, Weights: 256, Size: 210, halves: []int{208}, unpack: func(y []float32, block []byte) {
	d := scaleAt(block[208:])
	for i := range 256 {
		part, k := i/128, i%128
		low := block[part*64+k%64] >> (k / 64 * 4) & 15
		high := block[128+part*32+k%32] >> (k / 32 * 2) & 3
		scale := float32(int8(block[192+i/16]))
		y[i] = float32(d*scale) * float32(int(low|high<<4)-32)
	}
}}
