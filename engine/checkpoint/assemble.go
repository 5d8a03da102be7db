package checkpoint

// From the tensors of some file to the weights of a model. A naming says where
// each tensor of a file belongs; the whole file is held against the whole
// configuration before a byte of weights is read, so that a file that does not
// fit is refused at once, with every reason in one error.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// part is where one tensor of a file goes, and how.
type part struct {
	names      []string // of our weights; several share the tensor's rows among them, in order
	transposed bool     // the file has [in, out] where we have [out, in]
	heads      int      // the rows of the several weights alternate by head: [heads, weights, dim]
	plus       float32  // is added to every value (gains stored less one)
	skip       int      // leading rows that we have not
	flat       bool     // a vector that the file has as one row [1, n]
	fallback   bool     // taken only if no other tensor of the file is for these weights
	addTo      string   // the first row is added to every row of this weight
	spare      string   // a weight that is this one too if the file has none for it
	divisors   bool     // Config.RotaryDivisors
}

// turned is the part transposed.
func (p part) turned() part {
	p.transposed = true
	return p
}

// plain says whether blocks can be taken as they are.
func (p part) plain() bool {
	return !p.transposed && p.heads == 0 && p.plus == 0 && p.skip == 0 && p.addTo == ""
}

// naming maps the names in a file; a part without names is passed over.
type naming map[string]part

// found is a tensor that a file's header describes.
type found struct {
	name  string
	shape []int
}

// assembler collects the weights of one model.
type assembler struct {
	config   model.Config
	specs    map[string]model.Spec
	order    []model.Spec
	names    naming
	quantise bool
	fill     bool // missing biases are zeros
	tensors  map[string]*model.Tensor
	spare    map[string]string    // weights that are another one too
	added    map[string][]float32 // rows to add to weights
}

// newAssembler prepares for a checked configuration. tensors is how many the file has: a configuration that claims
// more layers than that is refused before its specs are listed.
func newAssembler(config model.Config, tensors int) (*assembler, error) {
	if err := config.Check(); err != nil {
		return nil, err
	}
	const least = 6 // tensors of a layer
	if layers := config.EncoderLayers + config.DecoderLayers; layers > tensors/least {
		return nil, fmt.Errorf("the configuration has %d layers but the file has only %d tensors", layers, tensors)
	}
	const table = 1 << 24 // entries of the position table, which no file pays for
	if sinusoids := config.Position == model.Sinusoidal || config.Position == model.SinusoidalHalves; sinusoids &&
		config.Context > table/config.Width {
		return nil, fmt.Errorf("the configuration has sinusoidal positions for %d tokens of width %d; at most %d numbers are taken",
			config.Context, config.Width, table)
	}
	a := &assembler{config: config, specs: map[string]model.Spec{}, tensors: map[string]*model.Tensor{},
		spare: map[string]string{}, added: map[string][]float32{}}
	for _, s := range config.Specs() {
		a.order = append(a.order, s)
		a.specs[s.Name] = s
	}
	return a, nil
}

// useNames takes the part of a naming that the configuration has weights for; the rest is as unknown as any other name.
func (a *assembler) useNames(names naming) {
	a.names = naming{}
	for file, p := range names {
		known := true
		for _, name := range p.names {
			_, ok := a.specs[name]
			known = known && ok
		}
		if _, ok := a.specs[p.addTo]; p.addTo != "" {
			known = ok
		}
		if _, ok := a.specs[p.spare]; !ok {
			p.spare = ""
		}
		if known {
			a.names[file] = p
		}
	}
}

// check holds the tensors of a file against the configuration; one error lists all that does not fit.
func (a *assembler) check(file []found) error {
	var unknown, wrong, missing []string
	covered := map[string]string{}
	for _, fallback := range []bool{false, true} {
		for _, f := range file {
			p, ok := a.names[f.name]
			switch {
			case !ok && !fallback:
				unknown = append(unknown, fmt.Sprintf("unknown tensor %s", quoted(f.name)))
			case !ok || p.fallback != fallback:
			case fallback && covered[p.names[0]] != "":
				a.names[f.name] = part{}
			default:
				wrong = append(wrong, a.cover(covered, f, p)...)
			}
		}
	}
	for _, p := range a.names {
		if p.spare != "" && covered[p.spare] == "" && covered[p.names[0]] != "" {
			a.spare[p.spare], covered[p.spare] = p.names[0], covered[p.names[0]]
		}
	}
	for _, s := range a.order {
		if _, ok := covered[s.Name]; ok || a.fill && strings.HasSuffix(s.Name, ".bias") {
			continue
		}
		missing = append(missing, fmt.Sprintf("missing %s %v%s", s.Name, s.Shape, a.fileName(s.Name)))
	}
	return list("the weights do not fit the configuration", wrong, unknown, missing)
}

// cover notes which weights a tensor is for, and returns what is wrong with it.
func (a *assembler) cover(covered map[string]string, f found, p part) (wrong []string) {
	for _, name := range p.names {
		if other, twice := covered[name]; twice {
			wrong = append(wrong, fmt.Sprintf("both %s and %s hold %s", quoted(other), quoted(f.name), name))
		}
		covered[name] = f.name
	}
	want := a.fileShape(p)
	switch {
	case len(p.names) > 0 && !slices.Equal(want, f.shape):
		wrong = append(wrong, fmt.Sprintf("%s: wanted shape %v, got %v", quoted(f.name), want, f.shape))
	case p.addTo != "" && (len(f.shape) != 2 || f.shape[0] < 1 || f.shape[1] != a.config.Width):
		wrong = append(wrong, fmt.Sprintf("%s: wanted rows of %d numbers, got shape %v", quoted(f.name), a.config.Width, f.shape))
	}
	return wrong
}

// fileShape is the shape that a part must have in its file.
func (a *assembler) fileShape(p part) []int {
	var shape []int
	for _, name := range p.names {
		s := a.specs[name].Shape
		if shape == nil {
			shape = slices.Clone(s)
		} else {
			shape[0] += s[0]
		}
	}
	switch {
	case p.transposed && len(shape) == 2:
		shape[0], shape[1] = shape[1], shape[0]
	case p.flat:
		shape = append([]int{1}, shape...)
	case shape != nil:
		shape[0] += p.skip
	}
	return shape
}

// fileName says how a missing weight would be called in the file, where that differs.
func (a *assembler) fileName(ours string) string {
	for file, p := range a.names {
		if file != ours && slices.Contains(p.names, ours) {
			return fmt.Sprintf(" (called %s in this format)", quoted(file))
		}
	}
	return ""
}

// place stores one tensor that has been read: values, or blocks if they are not nil. Both become the model's.
func (a *assembler) place(f found, values []float32, blocks kernel.Matrix) {
	p := a.names[f.name]
	if blocks != nil && !p.plain() {
		rows, cols := blocks.Size()
		values = make([]float32, rows*cols)
		kernel.Unpack(values, blocks)
		blocks = nil
	}
	switch {
	case p.divisors:
		for _, v := range values {
			a.config.RotaryDivisors = append(a.config.RotaryDivisors, float64(v))
		}
	case p.addTo != "":
		a.added[p.addTo] = values[:a.config.Width]
	}
	if blocks == nil && len(p.names) > 0 {
		values = p.arranged(f.shape, values)
	}
	from := 0
	for _, name := range p.names {
		spec := a.specs[name]
		if blocks != nil {
			a.set(spec, nil, blocks.Cut(from, spec.Shape[0]))
			from += spec.Shape[0]
			continue
		}
		n := elements(spec.Shape)
		a.set(spec, values[:n:n], nil)
		values = values[n:]
	}
}

// arranged brings values into our order.
func (p part) arranged(shape []int, values []float32) []float32 {
	if p.transposed && len(shape) == 2 {
		values = transpose(values, shape[0], shape[1])
	}
	if p.heads > 0 {
		values = byWeight(values, p.heads, len(p.names))
	}
	for i := range values {
		if p.plus == 0 {
			break
		}
		values[i] += p.plus
	}
	if p.skip > 0 {
		values = values[p.skip*elements(shape[1:]):]
	}
	return values
}

// byWeight turns [heads, weights, rest] into [weights, heads, rest].
func byWeight(values []float32, heads, weights int) []float32 {
	turned, rest := make([]float32, len(values)), len(values)/heads/weights
	for head := range heads {
		for w := range weights {
			copy(turned[(w*heads+head)*rest:][:rest], values[(head*weights+w)*rest:])
		}
	}
	return turned
}

func (a *assembler) set(spec model.Spec, values []float32, blocks kernel.Matrix) {
	t := &model.Tensor{Shape: spec.Shape, F32: values, Blocks: blocks}
	switch {
	case blocks != nil && !spec.Quant: // a file may quantise what we keep in float32
		t = &model.Tensor{Shape: spec.Shape, F32: make([]float32, elements(spec.Shape))}
		kernel.Unpack(t.F32, blocks)
	case blocks == nil && spec.Quant && a.quantise:
		t = &model.Tensor{Shape: spec.Shape, Blocks: quantised(spec.Shape, values)}
	}
	a.tensors[spec.Name] = t
}

// model makes the model once all is placed.
func (a *assembler) model() (*model.Model, error) {
	for copied, name := range a.spare {
		a.tensors[copied] = a.tensors[name]
	}
	for name, row := range a.added {
		t := a.tensors[name]
		for i := range t.F32 {
			t.F32[i] += row[i%len(row)]
		}
	}
	for _, s := range a.order {
		if a.tensors[s.Name] == nil && a.fill && strings.HasSuffix(s.Name, ".bias") {
			a.tensors[s.Name] = &model.Tensor{Shape: s.Shape, F32: make([]float32, elements(s.Shape))}
		}
	}
	return model.New(a.config, a.tensors)
}

// transpose turns [rows, cols] into [cols, rows].
func transpose(values []float32, rows, cols int) []float32 {
	turned := make([]float32, len(values))
	for i := range rows {
		for j, v := range values[i*cols:][:cols] {
			turned[j*rows+i] = v
		}
	}
	return turned
}

func elements(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// list makes one error of all problems, kind by kind, showing as many of each as a reader will read.
func list(what string, kinds ...[]string) error {
	const shown = 8
	var parts []string
	for _, problems := range kinds {
		slices.Sort(problems)
		parts = append(parts, problems[:min(shown, len(problems))]...)
		if more := len(problems) - shown; more > 0 {
			parts = append(parts, fmt.Sprintf("… and %d more like that", more))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return errors.New(what + ": " + strings.Join(parts, "; "))
}
