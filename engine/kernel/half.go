package kernel

import "math"

// Half is an IEEE 754 binary16 number (float16), as checkpoint files store weights and scales.
type Half uint16

// Float16 rounds x to the nearest float16, ties to even; what is too large becomes infinite.
func Float16(x float32) Half {
	bits := math.Float32bits(x)
	sign, rest := Half(bits>>16&0x8000), bits&0x7fffffff
	switch {
	case rest > 0x7f800000:
		return sign | 0x7e00 // NaN
	case rest >= 0x477ff000: // 65520 and up round to infinity; 65520 itself either way, by the carry
		return sign | 0x7c00
	case rest < 0x38800000: // below 2⁻¹⁴: a multiple of 2⁻²⁴
		return sign | Half(math.RoundToEven(float64(math.Float32frombits(rest))*(1<<24)))
	}
	rest += 0xfff + rest>>13&1
	return sign | Half(rest>>13-(127-15)<<10)
}

// Float32 is h exactly.
func (h Half) Float32() float32 {
	sign, exponent, fraction := uint32(h&0x8000)<<16, uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0:
		value := float32(fraction) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(value))
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
