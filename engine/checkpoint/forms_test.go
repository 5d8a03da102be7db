package checkpoint

import (
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"math"
	"reflect"
	"strings"
	"testing"
)

// TestPlainParts: blocks are taken as they are only where a matrix is neither turned, nor cut, nor added to.
func TestPlainParts(t *testing.T) {
	if !(part{}).plain() || !(part{flat: true, fallback: true, divisors: true}).plain() {
		t.Error("an untouched part is not taken as it is")
	}
	for _, p := range []part{(part{}).turned(), {heads: 2}, {plus: 1}, {skip: 1}, {addTo: "x"}} {
		if p.plain() {
			t.Errorf("%+v is taken as it is", p)
		}
	}
}

// TestGPTNeoLayers: the kinds of layers from either list, and every second one local where there is none.
func TestGPTNeoLayers(t *testing.T) {
	for config, want := range map[string][]string{
		`{}`: {"global", "local", "global", "local"},
		`{"attention_layers":["local","global"]}`:                                {"local", "global"},
		`{"attention_types":[[["global","local"],2]]}`:                           {"global", "local", "global", "local"},
		`{"attention_types":[[["global"],1],[["local"],3]]}`:                     {"global", "local", "local", "local"},
		`{"attention_types":[]}`:                                                 nil,
		`{"attention_types":[[["global"],1],"local"]}`:                           {"global"},
		`{"attention_types":[[["global","local"],1],[["local"]],[["local"],1]]}`: {"global", "local"},
	} {
		s, err := hfSettings([]byte(config))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.gptNeoLayers(4); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", config, got, want)
		}
	}
}

// TestRootByModel: the folder with a model in it is the root, however deep it is and whatever lies beside it.
func TestRootByModel(t *testing.T) {
	for _, c := range []struct {
		names string
		want  string // "" for an error
	}{
		{"config.json model.safetensors other/config.json", "config.json model.safetensors"},
		{"m/config.json m/model.safetensors notes/readme.txt readme.txt", "config.json model.safetensors"},
		{"m/weights.safetensors m/vocab.json notes/a.txt", "vocab.json weights.safetensors"},
		{"a/b/x.GGUF a/b/y.txt c/z.txt", "x.GGUF y.txt"},
		{"a/x.gguf b/config.json", ""},
		{"readme.txt a/b.txt", "readme.txt"},
		{"a/b.txt", "none"},
	} {
		files := FileMap{}
		for name := range strings.FieldsSeq(c.names) {
			files[name] = Bytes(nil)
		}
		root, err := folder{files}.rooted()
		if c.want == "" {
			if err == nil || !strings.Contains(err.Error(), "several folders") {
				t.Errorf("%s: %v", c.names, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.names, err)
			continue
		}
		names, err := root.names()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(names, " "); got != c.want && !(c.want == "none" && got == "") {
			t.Errorf("%s: %q, want %q", c.names, got, c.want)
		}
	}
}

// TestCountsAtTheEndOfAFile: a count with nothing behind it is refused for what it claims.
func TestCountsAtTheEndOfAFile(t *testing.T) {
	file := binary.LittleEndian.AppendUint32([]byte("GGUF"), 3)
	file = binary.LittleEndian.AppendUint64(file, 0) // tensors
	for pairs, want := range map[uint64]string{3: "only 0 bytes are left", 1 << 60: "at most"} {
		content := binary.LittleEndian.AppendUint64(file, pairs)
		_, err := ReadGGUF(bytes.NewReader(content), int64(len(content)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d pairs: %v, want %q", pairs, err, want)
		}
	}
}

// TestWhatElseAFileIs: two bytes are enough to tell, one is not.
func TestWhatElseAFileIs(t *testing.T) {
	for start, other := range map[string]bool{"<h": true, "<html><b": true, "version ": true, "<": false, "": false, "\x08\x00": false} {
		if got := otherThing([]byte(start)); (got != "") != other {
			t.Errorf("%q is %q", start, got)
		}
	}
}

// TestUnknownArchitectureNamesTheKnown, and only those that GGUF files have.
func TestUnknownArchitectureNamesTheKnown(t *testing.T) {
	for _, architecture := range []string{"zzz", ""} {
		_, err := familyOfGGUF(architecture)
		if err == nil || !strings.Contains(err.Error(), "gpt2") ||
			!strings.Contains(err.Error(), "llama") || strings.Contains(err.Error(), ", ,") {
			t.Errorf("%q: %v", architecture, err)
		}
	}
	if f, err := familyOfGGUF("llama"); err != nil || f.gguf != "llama" {
		t.Errorf("llama: %v", err)
	}
}

// TestAlignmentOfGGUF: a power of two as a uint32 is taken, all else is refused.
func TestAlignmentOfGGUF(t *testing.T) {
	for _, c := range []struct {
		value any
		taken bool
	}{{uint32(32), true}, {uint32(1), true}, {uint32(1 << 20), true}, {uint32(0), false}, {uint32(24), false}, {uint32(1 << 21), false},
		{"32", false}, {int64(32), false}} {
		g := &GGUF{Metadata: map[string]any{"general.alignment": c.value},
			src: newSource(strings.NewReader(strings.Repeat("x", 4096)), 4096, nil)}
		if err := g.layOut(); err == nil != c.taken && (err == nil || strings.Contains(err.Error(), "alignment")) {
			t.Errorf("%v: %v", c.value, err)
		}
	}
}

// TestFolderOfFilesIsRead in parts, as fs.ReadDirFile says.
func TestFolderOfFilesIsRead(t *testing.T) {
	root, err := FileMap{"a": Bytes(nil), "b": Bytes(nil), "c": Bytes(nil)}.Open(".")
	if err != nil {
		t.Fatal(err)
	}
	folder := root.(fs.ReadDirFile)
	for _, c := range []struct {
		ask, got int
		end      bool
	}{{2, 2, false}, {2, 1, false}, {2, 0, true}, {-1, 0, false}} {
		list, err := folder.ReadDir(c.ask)
		if len(list) != c.got || (err == io.EOF) != c.end {
			t.Errorf("asked for %d: %d entries, %v", c.ask, len(list), err)
		}
	}
}

// TestInfinityAsBfloat16 stays what it is.
func TestInfinityAsBfloat16(t *testing.T) {
	for _, x := range []float32{float32(math.Inf(1)), float32(math.Inf(-1)), 1, -2} {
		if got := fromBrain(toBrain(x)); got != x {
			t.Errorf("%v became %v", x, got)
		}
	}
}

// TestTensorsBeyondAnyFile: an offset that no file can hold is told from one that this file does not reach.
func TestTensorsBeyondAnyFile(t *testing.T) {
	for offset, want := range map[uint64]string{math.MaxInt64/2 + 1: "beyond what a file can hold", 1 << 40: "", 0: ""} {
		file := binary.LittleEndian.AppendUint32([]byte("GGUF"), 3)
		file = binary.LittleEndian.AppendUint64(file, 1) // tensors
		file = binary.LittleEndian.AppendUint64(file, 0) // settings
		file = append(binary.LittleEndian.AppendUint64(file, 1), 'w')
		file = binary.LittleEndian.AppendUint32(file, 1) // dimensions
		file = binary.LittleEndian.AppendUint64(file, 1)
		file = binary.LittleEndian.AppendUint32(file, 0) // F32
		file = binary.LittleEndian.AppendUint64(file, offset)
		file = append(file, make([]byte, 128)...)
		_, err := ReadGGUF(bytes.NewReader(file), int64(len(file)))
		if beyond := err != nil && strings.Contains(err.Error(), "beyond what a file can hold"); beyond != (want != "") {
			t.Errorf("offset %d: %v", offset, err)
		}
	}
}

// TestGPTNeoXRotation: its base is 10,000 unless the settings say otherwise.
func TestGPTNeoXRotation(t *testing.T) {
	config := `{"architectures":["GPTNeoXForCausalLM"],"vocab_size":32,"max_position_embeddings":64,"hidden_size":16,"intermediate_size":24,` +
		`"num_hidden_layers":1,"num_attention_heads":2,"hidden_act":"gelu"`
	for more, want := range map[string]float64{`}`: 10000, `,"rotary_emb_base":5000}`: 5000} {
		c, err := ParseHFConfig([]byte(config + more))
		if err != nil || c.RotaryBase != want {
			t.Errorf("%s: base %v, %v, want %v", more, c.RotaryBase, err, want)
		}
	}
}

// TestT5Buckets: a T5 that says nothing of its relative positions has the paper's 32 buckets, up to a distance of 128.
func TestT5Buckets(t *testing.T) {
	sizes := `"d_model": 64, "d_kv": 16, "num_layers": 2, "num_heads": 4, "d_ff": 128, "vocab_size": 100`
	for config, want := range map[string][2]int{
		`{` + sizes + `}`: {32, 128},
		`{` + sizes + `, "relative_attention_num_buckets": 8, "relative_attention_max_distance": 20}`: {8, 20},
	} {
		s, err := hfSettings([]byte(config))
		if err != nil {
			t.Fatal(err)
		}
		if c := t5.config(s); s.err != nil || c.RelativeBuckets != want[0] || c.RelativeReach != want[1] {
			t.Errorf("%s: %d buckets up to %d (%v), want %v", config, c.RelativeBuckets, c.RelativeReach, s.err, want)
		}
	}
}
