package checkpoint

// bfloat16 as files store it: the upper half of a float32. Go has no type for it, so it
// lives as uint16 bits for the length of one conversion. (float16 is kernel.Half.)

import "math"

// fromBrain widens a bfloat16, exactly.
func fromBrain(bits uint16) float32 { return math.Float32frombits(uint32(bits) << 16) }

// toBrain rounds to the nearest bfloat16, ties to even.
func toBrain(value float32) uint16 {
	bits := math.Float32bits(value)
	if bits&0x7fffffff > 0x7f800000 { // NaN stays a NaN
		return uint16(bits>>16) | 0x40
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}
