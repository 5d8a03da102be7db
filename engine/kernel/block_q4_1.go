package kernel

// Q4_1 is 32 weights of 4 bits: float16 scale d and least value m, then halves of bytes as in Q4_0; weight = d*q + m.
var Q4_1 = BlockFormat{Name: "Q4_1", Number: 3, Weights: 32, Size: 20, halves: []int{0, 2}, unpack: func(y []float32, block []byte) {
	d, m := scaleAt(block), scaleAt(block[2:])
	for j, b := range block[4:20] {
		y[j], y[j+16] = float32(d*float32(b&15))+m, float32(d*float32(b>>4))+m
	}
}}
