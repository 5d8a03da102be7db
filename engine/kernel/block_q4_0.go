package kernel

// Q4_0 is 32 weights of 4 bits: a float16 scale d, then byte j with weight j in its low half and j+16 in its high half;
// weight = d*(q-8).
var Q4_0 = BlockFormat{Name: "Q4_0", Number: 2, Weights: 32, Size: 18, halves: []int{0}, unpack: func(y []float32, block []byte) {
	d := scaleAt(block)
	for j, b := range block[2:18] {
		y[j], y[j+16] = d*float32(int(b&15)-8), d*float32(int(b>>4)-8)
	}
}}
