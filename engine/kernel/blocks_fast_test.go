package kernel

// Products that an implementation computes on the blocks themselves.

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// fusedFormats have such products where there are any; Q8_0 is held as [Q8].
var fusedFormats = []*BlockFormat{&Q4_0, &Q4_1, &Q4_K, &Q5_K, &Q6_K}

// randomBlocks is a matrix of random numbers, with scales about as large as those of trained weights.
func randomBlocks(f *BlockFormat, rows, cols int, random *rand.Rand) Blocks {
	w := Blocks{f, rows, cols, make([]byte, rows*cols/f.Weights*f.Size)}
	for i := range w.Data {
		w.Data[i] = byte(random.Uint32())
	}
	for at := 0; at < len(w.Data); at += f.Size {
		for _, half := range f.halves {
			value := Float16(float32(random.NormFloat64()) / 100)
			binary.LittleEndian.PutUint16(w.Data[at+half:], uint16(value))
		}
	}
	return w
}

// TestBlocksFusedProducts: products on the blocks are those of the unpacked matrix. Inputs that are whole numbers and
// reach ±127 in every group lose nothing to 8 bits and next to nothing to 16; others lose what rounding takes.
func TestBlocksFusedProducts(t *testing.T) {
	k := Best()
	fast, ok := k.(blocked)
	if !ok {
		t.Skipf("%s multiplies no blocks itself", k.Name())
	}
	random := rand.New(rand.NewPCG(3, 4))
	for _, f := range fusedFormats {
		for _, size := range [][2]int{{1, 256}, {3, 512}, {21, 1024}, {515, 768}, {771, 768}} {
			w := randomBlocks(f, size[0], size[1], random)
			dense := make([]float32, w.Rows*w.Cols)
			Unpack(dense, w)
			for _, m := range []int{1, 2, 3, 4, 7, 130} {
				whole, any := make([]float32, m*w.Cols), make([]float32, m*w.Cols)
				for i := range whole {
					whole[i] = float32(random.IntN(255) - 127)
					any[i] = float32(random.NormFloat64())
					if i%32 == 5 {
						whole[i] = 127
					}
				}
				for i, x := range [][]float32{whole, any} {
					name := fmt.Sprintf("%s [%d,%d], %d rows", f.Name, w.Rows, w.Cols, m)
					got := make([]float32, m*w.Rows)
					if !fast.linearBlocks(m, got, x, w) {
						t.Fatalf("%s has no products of %s", k.Name(), f.Name)
					}
					if at, off := worstProduct(got, x, dense, m, w.Rows, w.Cols); off > []float64{1e-5, 1e-3}[i] {
						t.Fatalf("%s: value %d is %v, off by %.2g of its vectors' lengths", name, at, got[at], off)
					}
				}
			}
		}
	}
}

// worstProduct is the place of the product [m,rows] that is furthest from x*wᵀ, and how far that is beside the product of
// the two vectors' lengths.
func worstProduct(got, x, w []float32, m, rows, cols int) (at int, off float64) {
	for i := range m {
		for j := range rows {
			var sum, xx, ww float64
			for l := range cols {
				a, b := float64(x[i*cols+l]), float64(w[j*cols+l])
				sum, xx, ww = sum+a*b, xx+a*a, ww+b*b
			}
			if d := math.Abs(float64(got[i*rows+j])-sum) / math.Sqrt(xx*ww); !(d <= off) {
				at, off = i*rows+j, d
			}
		}
	}
	return at, off
}

// TestBlocksInAnyCompany: a row has the same bits alone, among few and among many.
func TestBlocksInAnyCompany(t *testing.T) {
	k := Best()
	fast, ok := k.(blocked)
	if !ok {
		t.Skipf("%s multiplies no blocks itself", k.Name())
	}
	random := rand.New(rand.NewPCG(5, 6))
	for _, f := range fusedFormats {
		for _, rows := range []int{30, 1026} {
			w := randomBlocks(f, rows, 1024, random)
			const m = 133
			x, all := make([]float32, m*w.Cols), make([]float32, m*rows)
			for i := range x {
				x[i] = float32(random.NormFloat64())
			}
			fast.linearBlocks(m, all, x, w)
			for _, company := range []int{1, 2, 3, 4, 6} {
				for from := 0; from+company <= m; from += 19 {
					some := make([]float32, company*rows)
					fast.linearBlocks(company, some, x[from*w.Cols:], w)
					for i, v := range some {
						if want := all[from*rows+i]; v != want {
							t.Fatalf("%s: value %d of rows %d to %d alone is %v, among %d rows %v", f.Name, i, from, from+company-1, v, m, want)
						}
					}
				}
			}
		}
	}
}

// TestBlocksWriteNoFurther: a product writes only its outputs.
func TestBlocksWriteNoFurther(t *testing.T) {
	k := Best()
	fast, ok := k.(blocked)
	if !ok {
		t.Skipf("%s multiplies no blocks itself", k.Name())
	}
	random := rand.New(rand.NewPCG(7, 8))
	for _, f := range fusedFormats {
		w := randomBlocks(f, 11, 512, random)
		for _, m := range []int{1, 3, 5} {
			x, y := make([]float32, m*w.Cols), make([]float32, m*w.Rows+8)
			for i := range y {
				y[i] = 77
			}
			before := append([]byte(nil), w.Data...)
			fast.linearBlocks(m, y, x, w)
			for i, v := range y {
				if want := float32(0); i < m*w.Rows && v != want || i >= m*w.Rows && v != 77 {
					t.Fatalf("%s, %d rows: value %d of %d is %v", f.Name, m, i, m*w.Rows, v)
				}
			}
			if string(before) != string(w.Data) {
				t.Fatalf("%s: the weights were written to", f.Name)
			}
		}
	}
}

func BenchmarkBlocks(b *testing.B) {
	k := Best()
	random := rand.New(rand.NewPCG(1, 2))
	for _, f := range fusedFormats {
		for _, m := range []int{1, 64} {
			w := randomBlocks(f, 1536, 768, random)
			x, y := make([]float32, m*w.Cols), make([]float32, m*w.Rows)
			for i := range x {
				x[i] = float32(random.NormFloat64())
			}
			b.Run(fmt.Sprintf("%s/%d", f.Name, m), func(b *testing.B) {
				b.SetBytes(int64(m * w.Rows * w.Cols)) // multiply-adds, as if they were bytes
				for b.Loop() {
					w.Linear(k, m, y, x)
				}
			})
		}
	}
}
