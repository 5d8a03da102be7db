package probe

import (
	"encoding/json"
	"fmt"
	"io"

	"pellucid/engine/checkpoint"
	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Shipped are probes made ahead, for one model and no other.
type Shipped struct {
	Hash    string         `json:"hash"` // of the model's weights
	Licence string         `json:"licence"`
	Credit  string         `json:"credit"`
	Linear  []ShippedProbe `json:"linear"`
	Trees   []ShippedTree  `json:"trees"`
}

// ShippedProbe is a linear probe of one site.
type ShippedProbe struct {
	Language string   `json:"language"`
	Site     string   `json:"site"`
	Task     string   `json:"task"`
	Classes  []string `json:"classes"`
	Probe    *Linear  `json:"-"`
}

// ShippedTree is a structural probe of one site; words are divided by Scale before it.
type ShippedTree struct {
	Language string      `json:"language"`
	Site     string      `json:"site"`
	Depth    bool        `json:"depth"` // of depths, not distances
	Rank     int         `json:"rank"`
	Scale    float32     `json:"scale"`
	Probe    *Structural `json:"-"`
}

// headKey is where the file's metadata has everything but the numbers.
const headKey = "pellucid.probes"

// Write writes a safetensors file, matrices in half precision.
func (s *Shipped) Write(w io.Writer) error {
	head, err := json.Marshal(s)
	if err != nil {
		return err
	}
	var tensors []checkpoint.Out
	add := func(name, kind string, values []float32, shape ...int) {
		tensors = append(tensors, checkpoint.Out{Name: name, Type: kind, Values: checkpoint.Values{Shape: shape, F32: values}})
	}
	for i, p := range s.Linear {
		add(fmt.Sprintf("linear.%d.weight", i), "F16", p.Probe.W, p.Probe.Classes, p.Probe.Width)
		add(fmt.Sprintf("linear.%d.bias", i), "F32", p.Probe.B, p.Probe.Classes)
	}
	for i, p := range s.Trees {
		add(fmt.Sprintf("tree.%d.weight", i), "F16", p.Probe.B, p.Rank, p.Probe.Width)
	}
	return checkpoint.WriteSafetensors(w, map[string]string{headKey: string(head)}, tensors)
}

// ReadShipped reads such a file for a model, by the hash of its weights; probes of other weights are refused, since they would say
// something about a model that is not there.
func ReadShipped(r io.ReaderAt, size int64, hash string, k kernel.Kernels) (*Shipped, error) {
	file, err := checkpoint.OpenSafetensors(r, size)
	if err != nil {
		return nil, err
	}
	s := &Shipped{}
	if err := json.Unmarshal([]byte(file.Metadata[headKey]), s); err != nil {
		return nil, fmt.Errorf("probe: the file does not describe its probes: %w", err)
	}
	if s.Hash != hash {
		return nil, problem.New(problem.WrongFile, problem.Values{"file": "probes"},
			"these probes were trained on other weights (%.12s…) than the open model's (%.12s…)", s.Hash, hash)
	}
	for i := range s.Linear {
		if err := s.Linear[i].read(file, i); err != nil {
			return nil, err
		}
	}
	for i := range s.Trees {
		if err := s.Trees[i].read(file, i, k); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (p *ShippedProbe) read(file *checkpoint.File, i int) error {
	w, err := file.Read(fmt.Sprintf("linear.%d.weight", i))
	if err != nil {
		return err
	}
	b, err := file.Read(fmt.Sprintf("linear.%d.bias", i))
	if err != nil {
		return err
	}
	if len(w.Shape) != 2 || w.Shape[0] != len(p.Classes) || len(b.F32) != len(p.Classes) || len(w.F32) != w.Shape[0]*w.Shape[1] {
		return fmt.Errorf("probe: probe %d has weights of shape %v and %d biases for %d classes", i, w.Shape, len(b.F32), len(p.Classes))
	}
	p.Probe = &Linear{Classes: w.Shape[0], Width: w.Shape[1], W: w.F32, B: b.F32}
	return nil
}

func (p *ShippedTree) read(file *checkpoint.File, i int, k kernel.Kernels) error {
	w, err := file.Read(fmt.Sprintf("tree.%d.weight", i))
	if err != nil {
		return err
	}
	if len(w.Shape) != 2 || w.Shape[0] != p.Rank || len(w.F32) != w.Shape[0]*w.Shape[1] {
		return fmt.Errorf("probe: tree probe %d has weights of shape %v, want %d rows", i, w.Shape, p.Rank)
	}
	p.Probe = &Structural{Kernels: k, Rank: p.Rank, Width: w.Shape[1], B: w.F32}
	return nil
}

// Scaled is rows divided by a scale, for a structural probe.
func Scaled(x model.Array, scale float32) model.Array {
	y := model.Array{Data: make([]float32, len(x.Data)), Shape: x.Shape}
	for i, v := range x.Data {
		y.Data[i] = v / scale
	}
	return y
}
