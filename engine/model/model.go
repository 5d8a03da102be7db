// A Model is a checked Config with its weights; building one is where every missing or misshapen weight is found.

package model

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pellucid/engine/kernel"
	"pellucid/engine/problem"
)

// Model is an architecture with its weights. Passes only read it, so goroutines may share one; whoever changes
// weights (an optimiser) does so between passes.
type Model struct {
	Config  Config
	Kernels kernel.Kernels // which implementation runs the loops; New sets kernel.Best()

	plan      *plan
	weights   []*Tensor       // by number in plan.specs
	matrices  []kernel.Matrix // the same, of two axes; nil for vectors
	numbers   map[string]int
	quantised bool
	sinusoid  []float32 // [context, width], sinusoidal positions only
	frequency []float64 // [pairs], rotary positions only
	local     []float64 // [pairs], of windowed layers where they have a base of their own
}

// New makes a model of weights named and shaped as [Config.Specs] says. Its error lists every tensor that is missing,
// misshapen or unknown, with what was wanted and what came. The tensors are kept, not copied.
func New(c Config, tensors map[string]*Tensor) (*Model, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	m := &Model{Config: c, Kernels: kernel.Best(), plan: c.plan(), numbers: map[string]int{}}
	var bad []error
	for i, spec := range m.plan.specs {
		m.numbers[spec.Name] = i
		t := tensors[spec.Name]
		if err := spec.check(t); err != nil {
			bad = append(bad, err)
			continue
		}
		if at := t.notFinite(); at >= 0 {
			return nil, problem.New(problem.NotFinite, problem.Values{"where": spec.Name},
				"tensor %s: value %d is not a finite number, so the file is damaged", spec.Name, at)
		}
		m.quantised = m.quantised || t.Blocks != nil
		m.weights = append(m.weights, t)
		var matrix kernel.Matrix
		if len(t.Shape) == 2 {
			matrix = t.Matrix()
		}
		m.matrices = append(m.matrices, matrix)
	}
	var unknown []string
	for name := range tensors {
		if _, ok := m.numbers[name]; !ok {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		bad = append(bad, fmt.Errorf("tensor %s: unknown, shape %v", name, tensors[name].shape()))
	}
	if len(bad) > 0 {
		return nil, fmt.Errorf("model: %w", errors.Join(bad...))
	}
	m.tables()
	return m, nil
}

// notFinite is the index of the first value, or scale of a block, that is no finite number; −1 if there is none.
func (t *Tensor) notFinite() int {
	if t.Blocks != nil {
		return t.Blocks.NotFinite()
	}
	return kernel.Dense{Data: t.F32}.NotFinite()
}

func (t *Tensor) shape() []int {
	if t == nil {
		return nil
	}
	return t.Shape
}

// check says how a tensor differs from its spec.
func (s Spec) check(t *Tensor) error {
	count := 1
	for _, n := range s.Shape {
		count *= n
	}
	switch {
	case t == nil:
		return fmt.Errorf("tensor %s: missing, want shape %v", s.Name, s.Shape)
	case !slices.Equal(t.Shape, s.Shape):
		return fmt.Errorf("tensor %s: want shape %v, got %v", s.Name, s.Shape, t.Shape)
	case t.F32 != nil && t.Blocks != nil:
		return fmt.Errorf("tensor %s: want float32 values or blocks, got both", s.Name)
	case t.F32 != nil && len(t.F32) != count:
		return fmt.Errorf("tensor %s: want %d values for shape %v, got %d", s.Name, count, s.Shape, len(t.F32))
	case t.F32 != nil:
		return nil
	case t.Blocks == nil:
		return fmt.Errorf("tensor %s: want %d values for shape %v, got none", s.Name, count, s.Shape)
	case !s.Quant:
		return fmt.Errorf("tensor %s: want float32 values, got %s blocks", s.Name, t.Blocks.Format())
	}
	if rows, cols := t.Blocks.Size(); rows != s.Shape[0] || cols != s.Shape[1] {
		return fmt.Errorf("tensor %s: want %s blocks [%d %d], got [%d %d]", s.Name, t.Blocks.Format(), s.Shape[0], s.Shape[1], rows, cols)
	}
	if err := t.Blocks.Check(); err != nil {
		return fmt.Errorf("tensor %s: %s blocks: %w", s.Name, t.Blocks.Format(), err)
	}
	return nil
}

// Init makes a model with random weights, ready for training: linear weights normal with standard deviation
// √(2/(in+out)) (Glorot & Bengio 2010), those that write into a pre-norm residual stream divided by √(2·layers)
// (GPT-2), embeddings 1/√width if EmbedScale and 0.02 otherwise, gains 1, biases 0. It panics if the Config is wrong.
func Init(c Config, random *rand.Rand) *Model {
	if err := c.Check(); err != nil {
		panic(err)
	}
	tensors := map[string]*Tensor{}
	p := c.plan()
	for _, s := range p.specs {
		count := 1
		for _, n := range s.Shape {
			count *= n
		}
		t := &Tensor{Shape: s.Shape, F32: make([]float32, count)}
		if deviation := c.deviation(p, s); deviation > 0 {
			for i := range t.F32 {
				t.F32[i] = float32(random.NormFloat64() * deviation)
			}
		} else if gain := s.Name[len(s.Name)-len("weight"):] == "weight"; gain {
			for i := range t.F32 {
				t.F32[i] = 1
			}
		}
		tensors[s.Name] = t
	}
	m, err := New(c, tensors)
	if err != nil {
		panic(err)
	}
	return m
}

// deviation is the standard deviation of a weight's random start; 0 for gains and biases.
func (c Config) deviation(p *plan, s Spec) float64 {
	if len(s.Shape) < 2 {
		return 0
	}
	if !s.Quant || s.Name == "embed.weight" || s.Name == "unembed.weight" {
		if s.Name == "embed.weight" && c.EmbedScale {
			return 1 / math.Sqrt(float64(c.Width))
		}
		return 0.02
	}
	deviation := math.Sqrt(2 / float64(s.Shape[0]+s.Shape[1]))
	if c.NormPlace != PostNorm {
		for _, t := range p.towers {
			for _, l := range t.layers {
				for _, out := range []linear{l.attn.o, l.cross.o, l.mlp.out} {
					if out.out > 0 && p.specs[out.weight].Name == s.Name {
						return deviation / math.Sqrt(float64(2*len(t.layers)))
					}
				}
			}
		}
	}
	return deviation
}

// Weight is the tensor of a name, nil if the architecture has none. Its values may be changed between passes.
func (m *Model) Weight(name string) *Tensor {
	if i, ok := m.numbers[name]; ok {
		return m.weights[i]
	}
	return nil
}

// Quantised says whether any weight is stored in blocks.
func (m *Model) Quantised() bool { return m.quantised }

// Layers is the number of layers of all towers.
func (m *Model) Layers() int { return m.Config.EncoderLayers + m.Config.DecoderLayers }

// floats is the float32 values of a small weight (a gain, a bias, a position table), nil for none.
func (m *Model) floats(number int) []float32 {
	if number == none {
		return nil
	}
	return m.weights[number].F32
}

// tables computes what depends on the Config alone.
func (m *Model) tables() {
	c := m.Config
	switch c.Position {
	case Sinusoidal:
		m.sinusoid = Sinusoid(c.Context, c.Width)
	case SinusoidalHalves:
		m.sinusoid = SinusoidHalves(c.Context, c.Width)
	case Rotary:
		m.frequency = c.RotaryFrequencies()
		if c.LocalRotaryBase > 0 {
			m.local = rotaryFrequencies(c.LocalRotaryBase, c.rotaryHalf(), nil)
		}
	}
}

// RotaryFrequencies is by how much each pair of a head is turned from one position to the next, radians, [pairs].
func (c Config) RotaryFrequencies() []float64 {
	return rotaryFrequencies(c.RotaryBase, c.rotaryHalf(), c.RotaryDivisors)
}

func rotaryFrequencies(base float64, half int, divisors []float64) []float64 {
	list := make([]float64, half)
	for j := range list {
		list[j] = math.Pow(base, -float64(j)/float64(half))
		if divisors != nil {
			list[j] /= divisors[j]
		}
	}
	return list
}
