package main

// The model as ONNX, as an exporter would write GPT-2: one graph for whole sequences (past of length 0) and for one more
// token after a cache. Weights lie in a second file beside it.
//
//	inputs   ids [batch, seq], positions [seq], mask [seq, past+seq] (0 or a large negative number),
//	         past.<layer>.key and past.<layer>.value [batch, head, past, dim]
//	outputs  logits [batch, vocab] of the last row, present.<layer>.key and .value, attention.<layer> [batch, head, seq, past+seq]
//
// With int8, linear layers are DynamicQuantizeLinear and MatMulInteger with one scale a column, the arithmetic of
// onnxruntime's quantize_dynamic and of the files that transformers.js loads as "q8".

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"

	"pellucid/engine/model"
)

// ONNX element types.
const (
	onnxFloat = 1
	onnxInt8  = 3
	onnxInt64 = 7
)

// onnxFile is a graph being written. Field numbers are those of onnx.proto.
type onnxFile struct {
	graph  message
	data   io.Writer // the second file
	name   string    // its name
	offset int64
	err    error
	fresh  int
	int8   bool
	model  *model.Model
}

// writeONNX writes path and, beside it, path+"_data".
func writeONNX(path string, m *model.Model, quantised bool) error {
	return toFile(path+"_data", func(data io.Writer) error {
		f := &onnxFile{data: data, name: filepath.Base(path) + "_data", int8: quantised, model: m}
		f.gpt2()
		if f.err != nil {
			return fmt.Errorf("%s: %w", path, f.err)
		}
		return toFile(path, func(w io.Writer) error {
			_, err := w.Write(f.file())
			return err
		})
	})
}

// file is the ModelProto.
func (f *onnxFile) file() message {
	var file, opset message
	file.integer(1, 9) // IR version
	file.text(2, "pellucid bench")
	f.graph.text(2, "gpt2")
	file.bytes(7, f.graph)
	opset.text(1, "")
	opset.integer(2, 20)
	file.bytes(8, opset)
	return file
}

// attribute is one attribute of a node.
type attribute struct {
	name  string
	value any // int, []int64, float32 or string
}

func (a attribute) encode() (m message) {
	m.text(1, a.name)
	switch v := a.value.(type) {
	case int:
		m.integer(3, int64(v))
		m.integer(20, 2)
	case float32:
		m.float(2, v)
		m.integer(20, 1)
	case string:
		m.text(4, v)
		m.integer(20, 3)
	case []int64:
		for _, i := range v {
			m.integer(8, i)
		}
		m.integer(20, 7)
	default:
		panic("onnx: no such kind of attribute")
	}
	return m
}

// node adds an operation with one output, and names that output unless it is given a name.
func (f *onnxFile) node(op string, inputs []string, attributes ...attribute) string {
	return f.nodes(op, inputs, []string{f.unused()}, attributes...)[0]
}

func (f *onnxFile) unused() string {
	f.fresh++
	return fmt.Sprintf("t%d", f.fresh)
}

func (f *onnxFile) nodes(op string, inputs, outputs []string, attributes ...attribute) []string {
	var n message
	for _, name := range inputs {
		n.text(1, name)
	}
	for _, name := range outputs {
		n.text(2, name)
	}
	n.text(3, op+"."+outputs[0])
	n.text(4, op)
	for _, a := range attributes {
		n.bytes(5, a.encode())
	}
	f.graph.bytes(1, n)
	return outputs
}

// value declares an input (field 11) or output (12) of the graph; dims are numbers or names.
func (f *onnxFile) value(field int, name string, kind int64, dims ...any) string {
	var shape, tensor, kinds, info message
	for _, d := range dims {
		var dim message
		switch d := d.(type) {
		case int:
			dim.integer(1, int64(d))
		case string:
			dim.text(2, d)
		}
		shape.bytes(1, dim)
	}
	tensor.integer(1, kind)
	tensor.bytes(2, shape)
	kinds.bytes(1, tensor)
	info.text(1, name)
	info.bytes(2, kinds)
	f.graph.bytes(field, info)
	return name
}

// constant is a small tensor kept in the graph itself.
func (f *onnxFile) constant(kind int64, dims []int, raw []byte) string {
	name := f.unused()
	t := onnxTensor(name, kind, dims)
	t.bytes(9, raw)
	f.graph.bytes(5, t)
	return name
}

func (f *onnxFile) integers(values ...int64) string {
	var raw []byte
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint64(raw, uint64(v))
	}
	return f.constant(onnxInt64, []int{len(values)}, raw)
}

func onnxTensor(name string, kind int64, dims []int) (t message) {
	for _, d := range dims {
		t.integer(1, int64(d))
	}
	t.integer(2, kind)
	t.text(8, name)
	return t
}

// stored is a tensor of the second file.
func (f *onnxFile) stored(kind int64, dims []int, raw []byte) string {
	name := f.unused()
	t := onnxTensor(name, kind, dims)
	for _, entry := range [][2]string{{"location", f.name}, {"offset", fmt.Sprint(f.offset)}, {"length", fmt.Sprint(len(raw))}} {
		var e message
		e.text(1, entry[0])
		e.text(2, entry[1])
		t.bytes(13, e)
	}
	t.integer(14, 1) // external
	f.graph.bytes(5, t)
	padding := make([]byte, -len(raw)&63)
	for _, part := range [][]byte{raw, padding} {
		if _, err := f.data.Write(part); err != nil && f.err == nil {
			f.err = err
		}
	}
	f.offset += int64(len(raw) + len(padding))
	return name
}

func (f *onnxFile) floats(dims []int, values []float32) string {
	raw := make([]byte, 0, 4*len(values))
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return f.stored(onnxFloat, dims, raw)
}

func (f *onnxFile) vector(names ...string) string {
	values := joinF32(f.model, names)
	return f.floats([]int{len(values)}, values)
}

// matrix is the float32 values [rows, cols] of matrices below each other.
func (f *onnxFile) matrix(names ...string) (rows, cols int, values []float32) {
	q := joinQ8(f.model, names)
	return q.Rows, q.Cols, q.Dequantise()
}

func transposed(rows, cols int, values []float32) []float32 {
	out := make([]float32, len(values))
	for i := range rows {
		for j, v := range values[i*cols : (i+1)*cols] {
			out[j*rows+i] = v
		}
	}
	return out
}

// perRow is int8 with one scale a row, symmetric.
func perRow(rows, cols int, values []float32) (data []byte, scales []float32) {
	data, scales = make([]byte, len(values)), make([]float32, rows)
	for i := range rows {
		row := values[i*cols : (i+1)*cols]
		largest := float32(1e-12)
		for _, v := range row {
			largest = max(largest, v, -v)
		}
		scales[i] = largest / 127
		for j, v := range row {
			data[i*cols+j] = byte(int8(math.RoundToEven(float64(v / scales[i]))))
		}
	}
	return data, scales
}

// product is x·wᵀ of the named weights, which are [out, in].
func (f *onnxFile) product(x string, names ...string) string {
	out, in, values := f.matrix(names...)
	if !f.int8 {
		return f.node("MatMul", []string{x, f.floats([]int{in, out}, transposed(out, in, values))})
	}
	data, scales := perRow(out, in, values)
	columns := make([]byte, len(data))
	for i := range out {
		for j, v := range data[i*in : (i+1)*in] {
			columns[j*out+i] = v
		}
	}
	weights, scale := f.stored(onnxInt8, []int{in, out}, columns), f.floats([]int{out}, scales)
	quantised := f.nodes("DynamicQuantizeLinear", []string{x}, []string{f.unused(), f.unused(), f.unused()})
	whole := f.node("MatMulInteger", []string{quantised[0], weights, quantised[2]})
	return f.node("Mul", []string{f.node("Cast", []string{whole}, attribute{"to", onnxFloat}), f.node("Mul", []string{quantised[1], scale})})
}

func (f *onnxFile) linear(x, bias string, names ...string) string {
	return f.node("Add", []string{f.product(x, names...), bias})
}

func (f *onnxFile) norm(x, name string) string {
	return f.node("LayerNormalization", []string{x, f.vector(name + ".weight"), f.vector(name + ".bias")},
		attribute{"axis", -1}, attribute{"epsilon", shape.Eps})
}

// embedding is the rows of the token table; as int8 they are scaled after they are picked.
func (f *onnxFile) embedding(ids string) string {
	rows, cols, values := f.matrix("embed.weight")
	if !f.int8 {
		return f.node("Gather", []string{f.floats([]int{rows, cols}, values), ids})
	}
	data, scales := perRow(rows, cols, values)
	picked := f.node("Cast", []string{f.node("Gather", []string{f.stored(onnxInt8, []int{rows, cols}, data), ids})},
		attribute{"to", onnxFloat})
	return f.node("Mul", []string{picked, f.node("Gather", []string{f.floats([]int{rows, 1}, scales), ids})})
}

// gpt2 writes the whole graph.
func (f *onnxFile) gpt2() {
	ids := f.value(11, "ids", onnxInt64, "batch", "seq")
	positions := f.value(11, "positions", onnxInt64, "seq")
	mask := f.value(11, "mask", onnxFloat, "seq", "total")
	table := f.floats([]int{shape.Context, shape.Width}, f.model.Weight("pos_embed.weight").F32)
	x := f.node("Add", []string{f.embedding(ids), f.node("Gather", []string{table, positions})})
	for i := range shape.DecoderLayers {
		name := fmt.Sprintf("blocks.%d.", i)
		x = f.node("Add", []string{x, f.attention(i, f.norm(x, name+"ln1"), mask)})
		hidden := f.linear(f.norm(x, name+"ln2"), f.vector(name+"mlp.in.bias"), name+"mlp.in.weight")
		hidden = f.node("Gelu", []string{hidden}, attribute{"approximate", "tanh"})
		x = f.node("Add", []string{x, f.linear(hidden, f.vector(name+"mlp.out.bias"), name+"mlp.out.weight")})
	}
	last := f.node("Gather", []string{x, f.constant(onnxInt64, nil, binary.LittleEndian.AppendUint64(nil, math.MaxUint64))},
		attribute{"axis", 1})
	logits := f.product(f.norm(last, "ln_final"), "embed.weight")
	f.nodes("Identity", []string{logits}, []string{f.value(12, "logits", onnxFloat, "batch", shape.Vocab)})
}

// attention is one layer's, x already normed.
func (f *onnxFile) attention(layer int, x, mask string) string {
	name, dim := fmt.Sprintf("blocks.%d.attn.", layer), shape.HeadDim
	joint := f.linear(x, f.vector(name+"q.bias", name+"k.bias", name+"v.bias"), name+"q.weight", name+"k.weight", name+"v.weight")
	parts := f.nodes("Split", []string{joint}, []string{f.unused(), f.unused(), f.unused()}, attribute{"axis", -1},
		attribute{"num_outputs", 3})
	for i, part := range parts {
		heads := f.node("Reshape", []string{part, f.integers(0, 0, int64(shape.Heads), int64(dim))})
		parts[i] = f.node("Transpose", []string{heads}, attribute{"perm", []int64{0, 2, 1, 3}})
	}
	query, key, value := parts[0], f.remembered(layer, "key", parts[1]), f.remembered(layer, "value", parts[2])
	scale := f.constant(onnxFloat, nil, binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(1/math.Sqrt(float64(dim))))))
	scores := f.node("MatMul", []string{query, f.node("Transpose", []string{key}, attribute{"perm", []int64{0, 1, 3, 2}})})
	scores = f.node("Add", []string{f.node("Mul", []string{scores, scale}), mask})
	pattern := f.value(12, fmt.Sprintf("attention.%d", layer), onnxFloat, "batch", shape.Heads, "seq", "total")
	f.nodes("Softmax", []string{scores}, []string{pattern}, attribute{"axis", -1})
	mixed := f.node("Transpose", []string{f.node("MatMul", []string{pattern, value})}, attribute{"perm", []int64{0, 2, 1, 3}})
	mixed = f.node("Reshape", []string{mixed, f.integers(0, 0, int64(shape.Width))})
	return f.linear(mixed, f.vector(name+"o.bias"), name+"o.weight")
}

// remembered puts new keys or values behind those of the cache.
func (f *onnxFile) remembered(layer int, kind, new string) string {
	past := f.value(11, fmt.Sprintf("past.%d.%s", layer, kind), onnxFloat, "batch", shape.Heads, "past", shape.HeadDim)
	present := f.value(12, fmt.Sprintf("present.%d.%s", layer, kind), onnxFloat, "batch", shape.Heads, "total", shape.HeadDim)
	return f.nodes("Concat", []string{past, new}, []string{present}, attribute{"axis", 2})[0]
}
