package checkpoint

import (
	"bytes"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// shapedPack is an int8 pack with GPT-2 small's shapes and so many layers, whose values do not matter.
func shapedPack(t testing.TB, layers int) []byte {
	t.Helper()
	config := model.Config{Kind: "decoder", Vocab: 50257, Context: 1024, Width: 768, DecoderLayers: layers, Heads: 12, KVHeads: 12, HeadDim: 64,
		Hidden: 3072, Norm: "layer", NormPlace: "pre", Activation: "gelu_tanh", Position: "learned", Biases: true, QKVBiases: true,
		NormBiases: true, TiedUnembed: true, Eps: 1e-5, Begin: -1, End: 50256, Pad: -1}
	tensors := map[string]*model.Tensor{}
	for _, spec := range config.Specs() {
		tensor := &model.Tensor{Shape: spec.Shape}
		if spec.Quant {
			q := kernel.Q8{Rows: spec.Shape[0], Cols: spec.Shape[1]}
			q.Data, q.Scale = make([]int8, q.Rows*q.Cols), make([]float32, q.Rows*q.Blocks())
			for i := range q.Data {
				q.Data[i] = int8(i * 7)
			}
			for i := range q.Scale {
				q.Scale[i] = 1.0 / 1024
			}
			tensor.Q8 = q
		} else {
			tensor.F32 = make([]float32, elements(spec.Shape))
		}
		tensors[spec.Name] = tensor
	}
	m, err := model.New(config, tensors)
	if err != nil {
		t.Fatal(err)
	}
	return packBytes(t, m, Meta{Name: "shaped"})
}

// BenchmarkReadPack reads GPT-2 small as int8 (132 MB) and tells, besides the speed, the highest heap during the reading
// and what stays afterwards, both as a ratio to the file.
func BenchmarkReadPack(b *testing.B) {
	content := shapedPack(b, 12)
	for _, c := range []struct {
		name string
		size int64
	}{{"size known", int64(len(content))}, {"size unknown", -1}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			var m *model.Model
			for b.Loop() {
				m = nil
				var err error
				if m, _, err = ReadPack(bytes.NewReader(content), c.size, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			m = nil
			runtime.GC()
			base := heap()
			peak := highest(func() { m, _, _ = ReadPack(bytes.NewReader(content), c.size, nil) })
			b.ReportMetric(float64(peak-base)/float64(len(content)), "peak/file")
			b.ReportMetric(float64(heap()-base)/float64(len(content)), "kept/file")
			runtime.KeepAlive(m)
		})
	}
}

func heap() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapInuse
}

// highest is the highest heap seen while run runs.
func highest(run func()) uint64 {
	var top atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			top.Store(max(top.Load(), heap()))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	run()
	close(done)
	<-stopped
	return max(top.Load(), heap())
}

func BenchmarkQuantise(b *testing.B) {
	values := ramp(768 * 3072)
	b.SetBytes(int64(4 * len(values)))
	for b.Loop() {
		quantised([]int{3072, 768}, values)
	}
}
