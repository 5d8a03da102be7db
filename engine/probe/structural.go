package probe

import (
	"fmt"
	"math"
	"math/rand/v2"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// Structural is the structural probe of Hewitt & Manning (2019, N19-1419): a matrix B such that ‖B(h_i−h_j)‖² is near the distance
// of words i and j in the dependency tree ([Structural.DistanceLoss]), or ‖B·h_i‖² near a word's depth ([Structural.DepthLoss]).
type Structural struct {
	Kernels     kernel.Kernels
	Rank, Width int
	B           []float32 // [rank, width]
}

// Distances are the squared distances between the words h [words, width] of a sentence, [words·words].
func (p *Structural) Distances(h model.Array) []float64 {
	n, low := h.Shape[0], p.project(h)
	d := make([]float64, n*n)
	for i := range n {
		for j := range i {
			d[i*n+j] = p.between(low, i, j)
			d[j*n+i] = d[i*n+j]
		}
	}
	return d
}

// Depths are the squared norms of the words.
func (p *Structural) Depths(h model.Array) []float64 {
	low := p.project(h)
	d := make([]float64, h.Shape[0])
	for i, v := range low {
		d[i/p.Rank] += float64(v) * float64(v)
	}
	return d
}

// project is h·Bᵀ, [words, rank].
func (p *Structural) project(h model.Array) []float32 {
	n := h.Shape[0]
	low := make([]float32, n*p.Rank)
	p.Kernels.GemmNT(n, p.Rank, p.Width, 1, h.Data, p.Width, p.B, p.Width, 0, low, p.Rank)
	return low
}

func (p *Structural) between(low []float32, i, j int) float64 {
	a, b, sum := low[i*p.Rank:(i+1)*p.Rank], low[j*p.Rank:(j+1)*p.Rank], 0.0
	for r, v := range a {
		sum += float64(v-b[r]) * float64(v-b[r])
	}
	return sum
}

// DistanceLoss is Σ_ij |‖B(h_i−h_j)‖² − d_ij| / n², d the distances in the tree of the heads; gradient [rank, width] is added to.
func (p *Structural) DistanceLoss(h model.Array, heads []int, gradient []float32) float64 {
	n, low := h.Shape[0], p.project(h)
	want, back, loss := TreeDistances(heads), make([]float32, len(low)), 0.0
	for i := range n {
		for j := range i {
			over := p.between(low, i, j) - float64(want[i*n+j])
			loss += 2 * math.Abs(over)
			slope := float32(4*sign(over)) / float32(n*n) // both orders of the pair, and the square's 2
			for r := range p.Rank {
				apart := slope * (low[i*p.Rank+r] - low[j*p.Rank+r])
				back[i*p.Rank+r] += apart
				back[j*p.Rank+r] -= apart
			}
		}
	}
	p.pull(h, back, gradient)
	return loss / float64(n*n)
}

// DepthLoss is Σ_i |‖B·h_i‖² − depth_i| / n; gradient is added to.
func (p *Structural) DepthLoss(h model.Array, heads []int, gradient []float32) float64 {
	n, low := h.Shape[0], p.project(h)
	norm, back, loss := p.Depths(h), make([]float32, len(low)), 0.0
	for i, depth := range TreeDepths(heads) {
		over := norm[i] - float64(depth)
		loss += math.Abs(over)
		for r := range p.Rank {
			back[i*p.Rank+r] = float32(2*sign(over)) / float32(n) * low[i*p.Rank+r]
		}
	}
	p.pull(h, back, gradient)
	return loss / float64(n)
}

func (p *Structural) pull(h model.Array, back, gradient []float32) {
	p.Kernels.GemmTN(p.Rank, p.Width, h.Shape[0], 1, back, p.Rank, h.Data, p.Width, 1, gradient, p.Width)
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// StructuralOptions say how a structural probe is trained.
type StructuralOptions struct {
	Depth  bool // on depths instead of distances
	Rank   int  // 0 is 32: fixed, like all here, before looking
	Epochs int  // 0 is 30
	Seed   uint64
}

// sentencesAtOnce are in one step of a structural probe's training.
const sentencesAtOnce = 20

// FitStructural trains a structural probe on sentences, each its words [words, width] with their heads, by Adam with a rate that
// falls to nothing. The words are best scaled to have values of about 1.
func FitStructural(k kernel.Kernels, sentences []model.Array, heads [][]int, o StructuralOptions, yield Yield) (*Structural, error) {
	if len(sentences) == 0 || len(sentences) != len(heads) {
		return nil, fmt.Errorf("probe: want heads for each of at least one sentence, got %d for %d", len(heads), len(sentences))
	}
	if o.Rank == 0 {
		o.Rank = 32
	}
	if o.Epochs == 0 {
		o.Epochs = 30
	}
	random := rand.New(rand.NewPCG(o.Seed, 0x74726565))
	width := sentences[0].Shape[1]
	p := &Structural{Kernels: k, Rank: o.Rank, Width: width, B: make([]float32, o.Rank*width)}
	for i := range p.B {
		p.B[i] = float32((2*random.Float64() - 1) / math.Sqrt(float64(o.Rank*width)))
	}
	gradient, m, v := make([]float32, len(p.B)), make([]float32, len(p.B)), make([]float32, len(p.B))
	step := 0
	steps := o.Epochs * ((len(sentences) + sentencesAtOnce - 1) / sentencesAtOnce)
	for range o.Epochs {
		order := random.Perm(len(sentences))
		for first := 0; first < len(order); first += sentencesAtOnce {
			if err := yield.call(step, steps); err != nil {
				return nil, err
			}
			part := order[first:min(first+sentencesAtOnce, len(order))]
			clear(gradient)
			for _, s := range part {
				if o.Depth {
					p.DepthLoss(sentences[s], heads[s], gradient)
				} else {
					p.DistanceLoss(sentences[s], heads[s], gradient)
				}
			}
			k.Scale(1/float32(len(part)), gradient)
			step++
			rate := 0.003 * float32(steps-step+1) / float32(steps)
			k.AdamW(p.B, gradient, m, v, kernel.AdamW{Rate: rate, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, Step: step})
		}
	}
	return p, nil
}
