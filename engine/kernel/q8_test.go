package kernel_test

import (
	"math"
	"testing"

	"pellucid/engine/kernel"
)

func TestHalfRoundTripsEveryPattern(t *testing.T) {
	for bits := range 1 << 16 {
		h := kernel.Half(bits)
		x := h.Float32()
		if math.IsNaN(float64(x)) {
			if back := kernel.Float16(x); !math.IsNaN(float64(back.Float32())) {
				t.Fatalf("%#04x is NaN and comes back as %#04x", bits, back)
			}
			continue
		}
		if back := kernel.Float16(x); back != h {
			t.Fatalf("%#04x is %v and comes back as %#04x", bits, x, back)
		}
	}
}

func TestFloat16Rounds(t *testing.T) {
	for _, c := range []struct {
		x    float32
		want kernel.Half
	}{
		{1, 0x3c00}, {-2, 0xc000}, {65504, 0x7bff}, {65519, 0x7bff}, {65520, 0x7c00}, {1e30, 0x7c00},
		{1 + 1.0/2048, 0x3c00}, {1 + 3.0/2048, 0x3c02}, {1 + 1.1/2048, 0x3c01}, // ties to even, and above a tie
		{0x1p-14, 0x0400}, {0x1p-24, 0x0001}, {0x1p-25, 0x0000}, {0x1.8p-25, 0x0001}, {0x1.8p-24, 0x0002},
		{0x1.ff8p-15, 0x03ff}, {0x1.ffcp-15, 0x0400}, {0, 0}, {float32(math.Copysign(0, -1)), 0x8000},
		{float32(math.Inf(-1)), 0xfc00},
	} {
		if got := kernel.Float16(c.x); got != c.want {
			t.Errorf("Float16(%v) is %#04x, want %#04x", c.x, got, c.want)
		}
	}
}

func TestQuantiseIsWithinHalfAStep(t *testing.T) {
	const rows, cols = 7, 77
	w := random(rows * cols)
	clear(w[64:77]) // a short block of zeros
	q := kernel.Quantise(rows, cols, w)
	back := q.Dequantise()
	for i := range w {
		scale := q.Scale[i/cols*q.Blocks()+i%cols/kernel.Block]
		if kernel.Float16(scale).Float32() != scale {
			t.Fatalf("scale %v is no float16", scale)
		}
		// The rounded scale may be 2⁻¹¹ too small for the largest weight, a sixteenth of a step at 127.
		if d := math.Abs(float64(w[i] - back[i])); d > float64(scale)*(0.5+0.0625) {
			t.Fatalf("weight %d is %v, comes back as %v, scale %v", i, w[i], back[i], scale)
		}
	}
}

func TestQuantiseAgainIsTheSame(t *testing.T) {
	q := kernel.Quantise(5, 100, random(500))
	again := kernel.Quantise(5, 100, q.Dequantise())
	for i := range q.Data {
		if q.Data[i] != again.Data[i] {
			t.Fatalf("weight %d is %d, after a round trip %d", i, q.Data[i], again.Data[i])
		}
	}
}

func TestQuantiseExtremes(t *testing.T) {
	for _, w := range [][]float32{{0, 0}, {1e-30, -1e-30}, {1e-6, -3e-7}, {1e9, -1e9}} {
		for i, v := range kernel.Quantise(1, len(w), w).Dequantise() {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) || math.Abs(float64(v)) > 2*math.Abs(float64(w[i]))+1e-5 {
				t.Errorf("%v comes back as %v", w, v)
			}
		}
	}
}
