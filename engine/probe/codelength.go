package probe

import (
	"fmt"
	"math"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// CodeLength is the online code length in bits of labels y given rows x (Voita & Titov 2020, arXiv:2003.12298): rows come in
// parts that end at ends; the first part costs log2(classes) a label, and each later one is coded with a probe trained on all
// rows before it. Where that probe lacks some classes, they share, by Laplace's rule, the chance of something new.
// A shorter code than rows·log2(classes) means that the labels can be read from the rows, with few examples and little effort.
func CodeLength(k kernel.Kernels, x model.Array, y []int32, classes int, ends []int,
	o func(rows int) FitOptions, yield Yield) (float64, error) {
	if len(ends) == 0 || ends[len(ends)-1] != len(y) {
		return 0, fmt.Errorf("probe: want parts that end with the last of %d rows, got %v", len(y), ends)
	}
	bits := float64(ends[0]) * math.Log2(float64(classes))
	for i, from := range ends[:len(ends)-1] {
		to := ends[i+1]
		if from < 1 || to <= from {
			return 0, fmt.Errorf("probe: want parts that grow, got %v", ends)
		}
		l, err := Fit(k, rows(x, 0, from), y[:from], classes, o(from), yield)
		if err != nil {
			return 0, err
		}
		bits += l.codeOf(k, rows(x, from, to), y[from:to], from)
	}
	return bits, nil
}

// codeOf is the cost in bits of labels under a probe that was trained on so many rows.
func (l *Linear) codeOf(k kernel.Kernels, x model.Array, y []int32, trained int) float64 {
	unseen := 0
	for _, b := range l.B {
		if b == never {
			unseen++
		}
	}
	fresh := float64(unseen) / float64(trained+l.Classes) // chance of a class not seen so far
	p, bits := l.Probabilities(k, x), 0.0
	for i, c := range y {
		chance := (1 - fresh) * math.Max(float64(p[i*l.Classes+int(c)]), 1e-30)
		if l.B[c] == never {
			chance = fresh / float64(unseen)
		}
		bits -= math.Log2(chance)
	}
	return bits
}

// Parts are the ends of the parts of n rows in which [CodeLength] is usually taken: 0.1 % … 50 %, 100 % by doubling.
func Parts(n int) []int {
	var ends []int
	for _, share := range []float64{0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.0625, 0.125, 0.25, 0.5} {
		if end := int(share * float64(n)); end >= 8 && (len(ends) == 0 || end > ends[len(ends)-1]) {
			ends = append(ends, end)
		}
	}
	return append(ends, n)
}

// rows is a view of x's rows from..to.
func rows(x model.Array, from, to int) model.Array {
	width := x.Shape[1]
	return model.Array{Data: x.Data[from*width : to*width], Shape: []int{to - from, width}}
}
