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

// part is where one tensor of a file goes.
type part struct {
	names      []string // of our weights; several share the tensor's rows among them, in order
	transposed bool     // the file has [in, out] where we have [out, in]
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
	tensors  map[string]*model.Tensor
}

// newAssembler prepares for a checked configuration. tensors is how many the file has: a configuration that claims
// more layers than that is refused before its specs are listed.
func newAssembler(config model.Config, tensors int) (*assembler, error) {
	if err := config.Check(); err != nil {
		return nil, err
	}
	const least = 8 // tensors of a layer
	if layers := config.EncoderLayers + config.DecoderLayers; layers > tensors/least {
		return nil, fmt.Errorf("the configuration has %d layers but the file has only %d tensors", layers, tensors)
	}
	const table = 1 << 24 // entries of the position table, which no file pays for
	if config.Position == "sinusoidal" && config.Context > table/config.Width {
		return nil, fmt.Errorf("the configuration has sinusoidal positions for %d tokens of width %d; at most %d numbers are taken", config.Context, config.Width, table)
	}
	a := &assembler{config: config, specs: map[string]model.Spec{}, tensors: map[string]*model.Tensor{}}
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
		if known {
			a.names[file] = p
		}
	}
}

// check holds the tensors of a file against the configuration; one error lists all that does not fit.
func (a *assembler) check(file []found) error {
	var unknown, wrong, missing []string
	covered := map[string]string{}
	for _, f := range file {
		p, ok := a.names[f.name]
		if !ok {
			unknown = append(unknown, fmt.Sprintf("unknown tensor %s", quoted(f.name)))
			continue
		}
		for _, name := range p.names {
			if other, twice := covered[name]; twice {
				wrong = append(wrong, fmt.Sprintf("both %s and %s hold %s", quoted(other), quoted(f.name), name))
			}
			covered[name] = f.name
		}
		if want := a.fileShape(p); len(p.names) > 0 && !slices.Equal(want, f.shape) {
			wrong = append(wrong, fmt.Sprintf("%s: wanted shape %v, got %v", quoted(f.name), want, f.shape))
		}
	}
	for _, s := range a.order {
		if _, ok := covered[s.Name]; !ok {
			missing = append(missing, fmt.Sprintf("missing %s %v%s", s.Name, s.Shape, a.fileName(s.Name)))
		}
	}
	return list("the weights do not fit the configuration", wrong, unknown, missing)
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
	if p.transposed && len(shape) == 2 {
		shape[0], shape[1] = shape[1], shape[0]
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

// place stores one tensor that has been read: values, or q if its Data is set. The slices become the model's.
func (a *assembler) place(f found, values []float32, q kernel.Q8) {
	p := a.names[f.name]
	if q.Data == nil && p.transposed && len(f.shape) == 2 {
		values = transpose(values, f.shape[0], f.shape[1])
	}
	for _, name := range p.names {
		spec := a.specs[name]
		if q.Data != nil {
			var rows kernel.Q8
			rows, q = splitRows(q, spec.Shape[0])
			a.set(spec, nil, rows)
			continue
		}
		n := elements(spec.Shape)
		a.set(spec, values[:n:n], kernel.Q8{})
		values = values[n:]
	}
}

func (a *assembler) set(spec model.Spec, values []float32, q kernel.Q8) {
	t := &model.Tensor{Shape: spec.Shape, F32: values, Q8: q}
	switch {
	case q.Data != nil && !spec.Quant: // a file may quantise what we keep in float32
		t = &model.Tensor{Shape: spec.Shape, F32: q.Dequantise()}
	case q.Data == nil && spec.Quant && a.quantise:
		t = &model.Tensor{Shape: spec.Shape, Q8: quantised(spec.Shape, values)}
	}
	a.tensors[spec.Name] = t
}

// model makes the model once all is placed.
func (a *assembler) model() (*model.Model, error) { return model.New(a.config, a.tensors) }

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

// splitRows cuts the first n rows off q, without copying.
func splitRows(q kernel.Q8, n int) (first, rest kernel.Q8) {
	d, s := n*q.Cols, n*q.Blocks()
	first = kernel.Q8{Rows: n, Cols: q.Cols, Data: q.Data[:d:d], Scale: q.Scale[:s:s]}
	rest = kernel.Q8{Rows: q.Rows - n, Cols: q.Cols, Data: q.Data[d:], Scale: q.Scale[s:]}
	return first, rest
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
