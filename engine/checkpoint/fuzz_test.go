package checkpoint

// Each parser against bytes that nobody should trust: no panic, no hang, no memory beyond the file's own size, and what is
// accepted holds what it promises. The corpus under testdata/fuzz is run by every go test. To search on (packs are long, and
// the default minute of minimising each find would be all that happens):
//
//	go test -run xxx -fuzz FuzzPack -fuzztime 60s -fuzzminimizetime 20x ./engine/checkpoint

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"pellucid/engine/model"
)

// expectSameBothWays fails if a file is taken with its size known and not without, or the other way round.
func expectSameBothWays(t *testing.T, known, unknown error) {
	t.Helper()
	if (known == nil) != (unknown == nil) {
		t.Errorf("with the size known: %v; unknown: %v", known, unknown)
	}
}

// expectFrugal fails if run allocates much more than reading so many bytes can need. Strings, maps and slices of small things
// take several times their bytes in a file, hence the factor.
func expectFrugal(t *testing.T, bytes int, run func()) {
	t.Helper()
	if got, bound := allocated(run), uint64(1<<20+200*bytes); got > bound {
		t.Errorf("%d bytes were allocated for a file of %d; wanted at most %d", got, bytes, bound)
	}
}

func FuzzSafetensors(f *testing.F) {
	for _, c := range brokenSafetensors {
		f.Add(safetensorsFile(c.header, c.data))
	}
	var file bytes.Buffer
	if err := WriteSafetensors(&file, map[string]string{"k": "v"}, []Out{
		{"a", "F16", Values{Shape: []int{2, 2}, F32: ramp(4)}}, {"b", "I8", Values{Shape: []int{3}, I8: []int8{1, 2, 3}}},
	}); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		var known, unknown error
		expectFrugal(t, len(content), func() {
			_, _, known = readAll(bytes.NewReader(content), int64(len(content)))
			_, _, unknown = readAll(bytes.NewReader(content), -1)
		})
		expectSameBothWays(t, known, unknown)
		if known == nil {
			rewritten(t, content)
		}
	})
}

// rewritten writes what was read and reads it again.
func rewritten(t *testing.T, content []byte) {
	all, s, err := readAll(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var tensors []Out
	for _, e := range s.Entries {
		tensors = append(tensors, Out{e.Name, e.Type, all[e.Name]})
	}
	var file bytes.Buffer
	if err := WriteSafetensors(&file, s.Metadata, tensors); err != nil {
		t.Fatalf("written again: %v", err)
	}
	if _, _, err := readAll(&file, int64(file.Len())); err != nil {
		t.Fatalf("read again: %v", err)
	}
}

func FuzzGGUF(f *testing.F) {
	for _, c := range brokenGGUF {
		f.Add([]byte(c.file))
	}
	small := GGUFOut{Name: "t", Type: "F16", Shape: []int{2, 3}, F32: ramp(6)}
	for _, content := range [][]byte{
		ggufBytes(f, []GGUFPair{{"a", uint32(1)}, {"b", []string{"x", ""}}, {"c", []float32{1}}}, []GGUFOut{small}),
		ggufBytes(f, tinyGGUF(f)[:14], nil),
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var known, unknown error
		expectFrugal(t, len(content), func() {
			known = readWholeGGUFBytes(content, int64(len(content)))
			unknown = readWholeGGUFBytes(content, -1)
		})
		expectSameBothWays(t, known, unknown)
		if known != nil {
			return
		}
		if m, _, _, err := Open(FileMap{"x.gguf": Bytes(content)}); err == nil {
			expectRuns(t, m)
		}
	})
}

func tinyGGUF(t testing.TB) []GGUFPair {
	pairs, _ := ggufOf(t, ggufModel(t, "gpt2"), "F32")
	return pairs
}

// expectRuns fails if a model that was accepted cannot be used.
func expectRuns(t *testing.T, m *model.Model) {
	t.Helper()
	if m.Config.Kind == "encoder-decoder" {
		return
	}
	if _, err := m.Forward(model.Batch{{Tokens: []int32{0}}}, model.Run{}); err != nil {
		t.Errorf("the model that was read does not run: %v", err)
	}
}

// smallest is a configuration whose pack is a few kilobytes, so that fuzzing reaches its weights.
func smallest() model.Config {
	return model.Config{Kind: "decoder", Vocab: 3, Context: 2, Width: 2, DecoderLayers: 1, Heads: 1, KVHeads: 1, HeadDim: 2, Hidden: 2,
		Norm: "rms", NormPlace: "pre", Activation: "relu", Position: "rotary", RotaryPairs: "half", RotaryBase: 10, TiedUnembed: true,
		Eps: 1e-5, Begin: -1, End: -1, Pad: -1}
}

func FuzzPack(f *testing.F) {
	m := model.Init(smallest(), newRandom())
	f.Add(packBytes(f, m, Meta{}))
	f.Add(packBytes(f, Quantise(m), sampleMeta))
	for _, field := range []string{"vocab", "context", "width", "decoder_layers", "head_dim"} {
		f.Add(hostilePack(field, 1<<24))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var known, unknown error
		var got *model.Model
		expectFrugal(t, len(content), func() {
			got, _, known = ReadPack(bytes.NewReader(content), int64(len(content)), nil)
			_, _, unknown = ReadPack(bytes.NewReader(content), -1, nil)
		})
		expectSameBothWays(t, known, unknown)
		if known != nil {
			return
		}
		expectRuns(t, got)
		var again bytes.Buffer
		if err := WritePack(&again, got, Meta{}); err != nil {
			t.Fatalf("written again: %v", err)
		}
		if _, _, err := ReadPack(&again, int64(again.Len()), nil); err != nil && !errors.Is(err, io.EOF) {
			t.Fatalf("read again: %v", err)
		}
	})
}

func FuzzHFConfig(f *testing.F) {
	for _, text := range []string{
		`{"architectures":["GPT2LMHeadModel"],"vocab_size":50257,"n_positions":1024,"n_embd":768,"n_layer":12,"n_head":12,"activation_function":"gelu_new","layer_norm_epsilon":1e-05,"bos_token_id":50256,"eos_token_id":50256}`,
		`{"architectures":["LlamaForCausalLM"],"vocab_size":49152,"max_position_embeddings":8192,"hidden_size":576,"intermediate_size":1536,"num_hidden_layers":30,"num_attention_heads":9,"num_key_value_heads":3,"rms_norm_eps":1e-05,"rope_theta":100000,"rope_scaling":null,"rope_interleaved":false,"hidden_act":"silu","tie_word_embeddings":true,"bos_token_id":0,"eos_token_id":[0,2]}`,
		`{"architectures":["Qwen2ForCausalLM"],"vocab_size":151936,"max_position_embeddings":32768,"hidden_size":896,"intermediate_size":4864,"num_hidden_layers":24,"num_attention_heads":14,"num_key_value_heads":2,"rms_norm_eps":1e-06,"rope_theta":1000000.0,"sliding_window":32768,"use_sliding_window":false,"tie_word_embeddings":true}`,
		`{"architectures":["LlamaForCausalLM"],"rope_scaling":{"rope_type":"llama3","factor":8}}`,
		`{"architectures":["LlamaForCausalLM"],"num_attention_heads":0,"hidden_size":-1}`,
		`[]`, `{"architectures":[]}`, `{"eos_token_id":"x"}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		config, err := ParseHFConfig(content)
		if err != nil {
			return
		}
		if err := config.Check(); err != nil {
			t.Errorf("a configuration was accepted that is not one: %v", err)
		}
	})
}
