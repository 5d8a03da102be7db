package kernel

// IQ4_NL is Q4_0 whose four bits pick one of sixteen values that are denser near zero.
var IQ4_NL = BlockFormat{Name: "IQ4_NL", Number: 20, Weights: 32, Size: 18, halves: []int{0}, unpack: func(y []float32, block []byte) {
	d := scaleAt(block)
	for j, b := range block[2:18] {
		y[j], y[j+16] = d*unevenValues[b&15], d*unevenValues[b>>4]
	}
}}

// unevenValues are the values of IQ4_NL and IQ4_XS.
var unevenValues = [16]float32{-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113}
