package token_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/token"
)

// benchmarkText is the Rust source of tiktoken and llama.cpp's texts in many scripts.
func benchmarkText(b *testing.B) string {
	return string(shared(b, "tokenizers/expected/microsoft_lib.rs.txt")) + string(shared(b, "tokenizers/gguf/ggml-vocab-gpt-2.gguf.inp"))
}

func pairs(b *testing.B, n int) []string {
	lines := strings.SplitN(string(shared(b, "mt/train.tsv")), "\n", n+1)[:n]
	var texts []string
	for _, line := range lines {
		texts = append(texts, strings.SplitN(line, "\t", 3)[:2]...)
	}
	return texts
}

func benchmarkTokenizers(b *testing.B) []token.Tokenizer {
	own, err := token.Train(slices.Values(pairs(b, 20000)), token.Options{Name: "own-6000", Vocab: 6000, HanSingle: true})
	if err != nil {
		b.Fatal(err)
	}
	return []token.Tokenizer{own, published(b, "r50k"), published(b, "cl100k"), published(b, "o200k"), huggingFace(b, "gpt2"),
		gguf(b, "tokenizers/gguf/ggml-vocab-phi-3.gguf"), gguf(b, "tokenizers/gguf/ggml-vocab-bert-bge.gguf")}
}

func BenchmarkEncode(b *testing.B) {
	text := benchmarkText(b)
	for _, t := range benchmarkTokenizers(b) {
		b.Run(t.Name(), func(b *testing.B) {
			t.Encode("a") // builds what is built at the first use
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				t.Encode(text)
			}
		})
	}
}

func BenchmarkEncodeSentence(b *testing.B) {
	for _, text := range []string{"The weather is so nice today that we all went to the park to fly kites.", "今天天气很好，我们一起去公园放风筝吧。"} {
		for _, t := range benchmarkTokenizers(b) {
			b.Run(fmt.Sprintf("%s/%d tokens", t.Name(), len(t.Encode(text))), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					token.Groups(text, t.Encode(text))
				}
			})
		}
	}
}

// BenchmarkOpen reports the memory that a vocabulary holds, after reading and after its first use.
func BenchmarkOpen(b *testing.B) {
	for _, name := range []string{"r50k", "cl100k", "o200k"} {
		b.Run(name, func(b *testing.B) {
			var read, used float64
			for b.Loop() {
				before := heap()
				t := published(b, name)
				read = heap() - before
				t.Encode("a")
				used = heap() - before
				runtime.KeepAlive(t)
			}
			b.ReportMetric(read/1e6, "MB-read")
			b.ReportMetric(used/1e6, "MB-used")
		})
	}
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func BenchmarkTrain(b *testing.B) {
	texts := pairs(b, 300000)
	for _, size := range []int{6000, 8000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				if _, err := token.Train(slices.Values(texts), token.Options{Vocab: size, HanSingle: true, MinCount: 8}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
