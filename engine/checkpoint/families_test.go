package checkpoint

// Every family against transformers: logits, residual streams, attention and gradients of the tiny checkpoints of
// shared/data/goldens/families (one of which is in testdata), with both forms of config.json.

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pellucid/engine/model"
	"pellucid/engine/token"
)

const sharedGoldens = "../../../shared/data/goldens"

// familyReference is one family's reference.json.
type familyReference struct {
	Cases []referenceCase `json:"cases"`
}

type referenceCase struct {
	Text       string        `json:"text"`
	IDs        []int32       `json:"ids"`
	DecoderIDs []int32       `json:"decoder_ids"`
	Argmax     []int32       `json:"argmax"`
	Greedy     []int32       `json:"greedy"`
	MaskAt     []int         `json:"mask_at"`
	LogitsLast []float32     `json:"logits_last"`
	LogitsAll  [][]float32   `json:"logits"`
	First      []float32     `json:"logits_first"`
	Mask       [][]float32   `json:"logits_mask"`
	Residual   [][][]float32 `json:"residual"`
	EncoderRes [][][]float32 `json:"encoder_residual"`
	DecoderRes [][][]float32 `json:"decoder_residual"`

	Attention        [][][][]float32 `json:"attention"`
	EncoderAttention [][][][]float32 `json:"encoder_attention"`
	DecoderAttention [][][][]float32 `json:"decoder_attention"`
	CrossAttention   [][][][]float32 `json:"cross_attention"`

	GradientXInput struct {
		Values []float32 `json:"values"`
	} `json:"gradient_x_input"`
}

// goldenFamilies are the folders of tiny checkpoints, by name.
func goldenFamilies(t *testing.T) map[string]string {
	t.Helper()
	folders := map[string]string{}
	for _, root := range []string{filepath.Join(sharedGoldens, "families"), "testdata/families"} {
		entries, err := os.ReadDir(root)
		if err != nil {
			t.Logf("%s is not here: only the checkpoints of testdata are tested", root)
			continue
		}
		for _, e := range entries {
			folders[e.Name()] = filepath.Join(root, e.Name())
		}
	}
	if len(folders) == 0 {
		t.Fatal("no checkpoint to test")
	}
	return folders
}

func readFamilyReference(t *testing.T, path string) familyReference {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r familyReference
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// form is a folder with one of its forms of config.json.
func form(t *testing.T, path, config string) FileMap {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	files := FileMap{}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(path, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = Bytes(content)
	}
	files["config.json"] = files[config]
	delete(files, "config.v5.json")
	delete(files, "reference.json")
	return files
}

func TestFamilies(t *testing.T) {
	for name, path := range goldenFamilies(t) {
		t.Run(name, func(t *testing.T) {
			r := readFamilyReference(t, filepath.Join(path, "reference.json"))
			for _, config := range []string{"config.json", "config.v5.json"} {
				m, tokenizer, meta, err := Open(form(t, path, config))
				if err != nil {
					t.Fatal(err)
				}
				for i, c := range r.Cases {
					ids := slices.Concat(meta.Affixes.Before, token.IDs(token.EncodeSpecials(tokenizer, c.Text, nil)), meta.Affixes.After)
					if !slices.Equal(ids, c.IDs) {
						t.Errorf("%q: ids %v, want %v", c.Text, ids, c.IDs)
					}
					if i == 0 || config == "config.json" {
						checkCase(t, m, c)
					}
				}
			}
		})
	}
}

// checkCase runs one text with everything kept and compares all that the reference has.
func checkCase(t *testing.T, m *model.Model, c referenceCase) {
	t.Helper()
	sequence := model.Sequence{Tokens: c.IDs}
	if m.Config.Kind == model.EncoderDecoder {
		sequence = model.Sequence{Source: c.IDs, Tokens: c.DecoderIDs}
	}
	trace, err := m.Forward(model.Batch{sequence}, model.Run{Tape: true, Keep: func(model.Site) bool { return true }})
	if err != nil {
		t.Fatal(err)
	}
	vocab, logits := m.Config.Vocab, trace.Logits(0).Data
	row := func(i int) []float32 { return logits[i*vocab : (i+1)*vocab] }
	rows := len(sequence.Tokens)
	for i, want := range c.Argmax {
		if got := model.Argmax(row(i)); got != want {
			t.Errorf("%q: the best token at %d is %d, want %d", c.Text, i, got, want)
		}
	}
	near(t, c.Text+": last logits", 1e-4, row(rows-1), c.LogitsLast)
	near(t, c.Text+": first logits", 1e-4, row(0), c.First)
	near(t, c.Text+": logits", 1e-4, logits, slices.Concat(c.LogitsAll...))
	for i, at := range c.MaskAt {
		near(t, c.Text+": logits at the mask", 1e-4, row(at), c.Mask[i])
	}
	stack := model.Blocks
	if m.Config.Kind == model.EncoderDecoder {
		checkStreams(t, m, trace, model.Encoder, m.Config.EncoderLayers, c.EncoderRes, c.EncoderAttention, model.Pattern)
		checkStreams(t, m, trace, model.Decoder, m.Config.DecoderLayers, c.DecoderRes, c.DecoderAttention, model.Pattern)
		checkStreams(t, m, trace, model.Decoder, m.Config.DecoderLayers, nil, c.CrossAttention, model.CrossPattern)
		stack = model.Encoder
	} else {
		checkStreams(t, m, trace, stack, m.Layers(), c.Residual, c.Attention, model.Pattern)
	}
	at := rows - 1
	if len(c.MaskAt) > 0 {
		at = c.MaskAt[0]
	}
	checkGradient(t, m, trace, c, stack, at)
	checkGreedy(t, m, c)
}

// near compares with a tolerance relative to the largest value; a reference that is not there is right.
func near(t *testing.T, what string, tolerance float64, got, want []float32) {
	t.Helper()
	if want == nil {
		return
	}
	largest, worst := 0.0, 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(float64(v)))
	}
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); !(d <= worst) {
			worst = d
		}
	}
	if len(got) != len(want) || !(worst <= tolerance*largest) {
		t.Errorf("%s: %d values, want %d; differ by %.2g of the largest, want at most %g", what, len(got), len(want), worst/largest, tolerance)
	}
}

// checkStreams compares residual streams (embedding, then after each layer, the last after the final norm) and attention.
func checkStreams(t *testing.T, m *model.Model, trace *model.Trace, stack model.Stack, layers int,
	residual [][][]float32, attention [][][][]float32, pattern model.Point) {
	t.Helper()
	at := func(layer int, p model.Point) []float32 {
		a, err := trace.At(model.Site{Stack: stack, Layer: layer, Point: p}, 0)
		if err != nil {
			t.Fatal(err)
		}
		return a.Data
	}
	for i, want := range residual {
		var got []float32
		switch {
		case i < layers:
			got = at(i, model.ResidPre)
		case m.Config.NormPlace == model.PostNorm:
			got = at(layers-1, model.LN2)
		default:
			got = at(-1, model.Final)
		}
		near(t, "residual stream", 1e-4, got, slices.Concat(want...))
	}
	for i, heads := range attention {
		var want []float32
		for _, head := range heads {
			want = append(want, slices.Concat(head...)...)
		}
		near(t, "attention", 1e-4, at(i, pattern), want)
	}
}

// checkGradient compares gradient × input of the log-probability of the best token at a row.
func checkGradient(t *testing.T, m *model.Model, trace *model.Trace, c referenceCase, stack model.Stack, at int) {
	t.Helper()
	if c.GradientXInput.Values == nil {
		return
	}
	vocab := m.Config.Vocab
	logits := trace.Logits(0).Data
	d := make([]float32, len(logits))
	row := logits[at*vocab : (at+1)*vocab]
	gradientOfBest(d[at*vocab:(at+1)*vocab], row)
	site := model.Site{Stack: stack, Layer: -1, Point: model.Embed}
	grads, err := m.Backward(trace, model.Array{Data: d}, model.Want{Keep: func(s model.Site) bool { return s == site }})
	if err != nil {
		t.Fatal(err)
	}
	g, x, width := grads.At(site, 0).Data, (model.Array{}), m.Config.Width
	if x, err = trace.At(site, 0); err != nil {
		t.Fatal(err)
	}
	got := make([]float32, len(g)/width)
	for i := range got {
		got[i] = m.Kernels.Dot(g[i*width:(i+1)*width], x.Data[i*width:(i+1)*width])
	}
	near(t, c.Text+": gradient × input", 1e-3, got, c.GradientXInput.Values)
}

// gradientOfBest is the gradient of the best token's log-probability by the logits. In float64, for a model may be so
// sure that 1-p has no digits left in float32.
func gradientOfBest(d, logits []float32) {
	best := model.Argmax(logits)
	sum, others := 0.0, 0.0
	for i, v := range logits {
		e := math.Exp(float64(v - logits[best]))
		if sum += e; int32(i) != best {
			others += e
		}
	}
	for i, v := range logits {
		d[i] = float32(-math.Exp(float64(v-logits[best])) / sum)
	}
	d[best] = float32(others / sum)
}

// checkGreedy continues greedily. The reference goes on after a token that ends the text.
func checkGreedy(t *testing.T, m *model.Model, c referenceCase) {
	t.Helper()
	if len(c.Greedy) == 0 {
		return
	}
	tokens := slices.Clone(c.IDs)
	for _, want := range c.Greedy {
		if len(tokens) == m.Config.Context {
			return
		}
		trace, err := m.Forward(model.Batch{{Tokens: tokens}}, model.Run{Logits: model.LogitRows{Mode: model.LastRow}})
		if err != nil {
			t.Fatal(err)
		}
		got := model.Argmax(trace.Logits(0).Data)
		if got != want {
			t.Errorf("%q: continues with %d, want %d", c.Text, got, want)
		}
		tokens = append(tokens, want)
	}
}
