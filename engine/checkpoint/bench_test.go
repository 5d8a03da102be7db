package checkpoint

import (
	"bytes"
	"encoding/json"
	"io"
	"runtime"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// shapedPack is an int8 pack with GPT-2 small's shapes and so many layers, of zeros: the file itself is never in memory, so
// that what is measured is the reading alone.
func shapedPack(t testing.TB, layers int) (open func() io.Reader, size int64) {
	t.Helper()
	config := model.Config{Kind: "decoder", Vocab: 50257, Context: 1024, Width: 768, DecoderLayers: layers, Heads: 12,
		KVHeads: 12, HeadDim: 64,
		Hidden: 3072, Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true,
		NormBiases: true, TiedUnembed: true, Eps: 1e-5, Begin: -1, End: 50256, Pad: -1}
	metadata, err := packMetadata(config, Meta{Name: "shaped"})
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]any{"__metadata__": metadata}
	at := int64(0)
	add := func(name, dtype string, shape []int, width int) {
		n := int64(elements(shape) * width)
		header[name] = map[string]any{"dtype": dtype, "shape": shape, "data_offsets": []int64{at, at + n}}
		at += n
	}
	for _, spec := range config.Specs() {
		if !spec.Quant {
			add(spec.Name, "F32", spec.Shape, 4)
			continue
		}
		add(spec.Name, "I8", spec.Shape, 1)
		add(spec.Name+scaleSuffix, "F16", []int{spec.Shape[0], kernel.Q8{Cols: spec.Shape[1]}.Blocks()}, 2)
	}
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	first := safetensorsFile(string(text), 0)
	return func() io.Reader { return io.MultiReader(bytes.NewReader(first), io.LimitReader(zeros{}, at)) }, int64(len(first)) + at
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// BenchmarkReadPack reads GPT-2 small as int8 (132 MB) and tells, besides the speed, how large the heap has ever been (under
// js/wasm, where memory is never given back, that is the page's) and what the weights take, both as a ratio to the file.
func BenchmarkReadPack(b *testing.B) {
	open, size := shapedPack(b, 12)
	for _, c := range []struct {
		name string
		size int64
	}{{"size known", size}, {"size unknown", -1}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			var m *model.Model
			for b.Loop() {
				m = nil
				runtime.GC() // as a page that opens its first model
				var err error
				if m, _, err = ReadPack(open(), c.size, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			b.ReportMetric(float64(s.HeapSys)/float64(size), "peak/file")
			runtime.GC()
			runtime.ReadMemStats(&s)
			b.ReportMetric(float64(s.HeapAlloc)/float64(size), "weights/file")
			runtime.KeepAlive(m)
		})
	}
}

func BenchmarkQuantise(b *testing.B) {
	values := ramp(768 * 3072)
	b.SetBytes(int64(4 * len(values)))
	for b.Loop() {
		quantised([]int{3072, 768}, values)
	}
}
