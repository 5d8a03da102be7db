package kernel

// Q4_K is 256 weights of 4 bits in groups of 32: float16 factors d and m, 12 bytes with 8 scales and 8 least values of 6
// bits, 128 bytes; weight = d*scale*q - m*least. Of every 32 bytes, the low halves are one group and the high ones the next.
var Q4_K = BlockFormat{Name: "Q4_K", Number: 12, Weights: 256, Size: 144, halves: []int{0, 2}, unpack: func(y []float32, block []byte) {
	d, m := scaleAt(block), scaleAt(block[2:])
	for g := range 8 {
		scale, least := sixBits(block[4:16], g)
		s, l := d*float32(scale), m*float32(least)
		for j := range 32 {
			y[g*32+j] = float32(s*float32(block[16+g/2*32+j]>>(g%2*4)&15)) - l
		}
	}
}}

// sixBits is scale and least value of group g of the twelve bytes that Q4_K and Q5_K have.
func sixBits(packed []byte, g int) (scale, least byte) {
	if g < 4 {
		return packed[g] & 63, packed[g+4] & 63
	}
	return packed[g+4]&15 | packed[g-4]>>6<<4, packed[g+4]>>4 | packed[g]>>6<<4
}
