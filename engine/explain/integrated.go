package explain

import (
	"gonum.org/v1/gonum/integrate/quad"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// integrated follows the path from a baseline to the embeddings; see [IntegratedGradients].
var integrated = Method{
	Card: Card{
		ID: "integrated", Name: Text{"Integrated gradients", "积分梯度"},
		Measures: Text{
			"Slopes summed along the straight path from an average vector to the word's. The credits add up to the whole change; the gap shown is the error of the sum.",
			"沿着从平均向量到词向量的直线把斜率累加起来。各词之和应等于总变化，所示差额就是数值误差。"},
		Not:       Text{"The points on the path are no words, and another baseline gives another answer.", "路径中间的点不是任何词；换一个起点，结果也会变。"},
		Cost:      Text{"32 passes forward and back an output", "每个输出 32 次前向加反向"},
		Reference: "Sundararajan, Taly & Yan 2017, arXiv:1703.01365",
	},
	Family: Gradients, Signed: true, ByOutput: true, Samples: pathNodes,
	Price: func(q *Question) Price {
		n := q.samples(pathNodes) * len(q.outputs())
		return Price{Forward: n + 2, Backward: n}
	},
	Run: func(q *Question, yield Yield) (*Attribution, error) {
		o := IntegratedOptions{Steps: q.samples(pathNodes), Baseline: q.Baseline, Outputs: q.Only}
		return IntegratedGradients(q.Subject, q.Target, o, yield)
	},
}

// pathNodes is the standard number of Gauss–Legendre nodes.
func pathNodes(int) int { return 32 }

// Baseline is where integrated gradients start from.
type Baseline string

// The baselines.
const (
	ZeroBaseline Baseline = "zero" // the zero vector
	MeanBaseline Baseline = "mean" // the mean embedding of the vocabulary, the default
)

// IntegratedOptions are the knobs of [IntegratedGradients].
type IntegratedOptions struct {
	Steps    int // Gauss–Legendre nodes on the path; at least 1
	Baseline Baseline
	Outputs  []int // nil: all
}

// IntegratedGradients follows the straight path from the baseline b to the embeddings e of all units
// (Sundararajan et al. 2017, arXiv:1703.01365):
//
//	credit_i = (e_i − b_i) · ∫₀¹ ∂s(b + α(e − b))/∂e_i dα
//
// Completeness says that the credits sum to s(e) − s(b) = Total; Gap is by how much they miss it, which is the error
// of the numerical integral.
func IntegratedGradients(s *Subject, t Target, o IntegratedOptions, yield Yield) (*Attribution, error) {
	outputs, err := checkOutputs(s, t, o.Outputs)
	if err != nil {
		return nil, err
	}
	path, err := newPath(s, o)
	if err != nil {
		return nil, err
	}
	var jobs []gradientJob
	for _, j := range outputs {
		for k := range path.alpha {
			jobs = append(jobs, gradientJob{output: j, edits: path.at(path.alpha[k])})
		}
	}
	a := &Attribution{Token: zeros(len(outputs), len(s.Units))}
	done := 0
	for _, chunk := range chunks(s, jobs) {
		results, err := gradients(s, t, chunk, yield.at(done, len(jobs)))
		if err != nil {
			return nil, err
		}
		for i, r := range results {
			path.add(a.Token[(done+i)/o.Steps], s, r, path.weight[(done+i)%o.Steps])
		}
		done += len(chunk)
		if err := yield.call(done, len(jobs)); err != nil {
			return nil, err
		}
	}
	return a, path.complete(a, s, t, outputs)
}

// path is the straight line of integrated gradients, with its quadrature.
type path struct {
	positions     []int
	from, to      []float32 // [positions, width]
	width         int
	alpha, weight []float64
}

func newPath(s *Subject, o IntegratedOptions) (*path, error) {
	p := &path{width: s.Model.Config.Width, alpha: make([]float64, o.Steps), weight: make([]float64, o.Steps)}
	quad.Legendre{}.FixedLocations(p.alpha, p.weight, 0, 1)
	base := make([]float32, p.width)
	switch o.Baseline {
	case "", MeanBaseline:
		base = meanEmbedding(s.Model)
	case ZeroBaseline:
	default:
		return nil, problem.NoneOf("baseline", o.Baseline, MeanBaseline, ZeroBaseline)
	}
	for _, unit := range s.Units {
		for _, pos := range unit.Tokens {
			p.positions = append(p.positions, pos)
			p.from = append(p.from, base...)
			p.to = append(p.to, s.Model.Embedding(s.Read[pos])...)
		}
	}
	return p, nil
}

// at places the embeddings a share alpha of the way along.
func (p *path) at(alpha float64) placing {
	return func(s *Subject, seq int) []model.PlacedEdit {
		value := make([]float32, len(p.from))
		for i := range value {
			value[i] = p.from[i] + float32(alpha)*(p.to[i]-p.from[i])
		}
		edit := model.Set{At: model.Index{p.positions}, Value: value}
		return []model.PlacedEdit{{Site: s.embedSite(), Seq: seq, Edit: edit}}
	}
}

// add accumulates one node of the integral. The gradient at the site is that of the edited value, which is wanted here.
func (p *path) add(credit []float64, s *Subject, r gradientResult, weight float64) {
	k := 0
	for u, unit := range s.Units {
		for _, pos := range unit.Tokens {
			g := r.gradient(pos)
			for j := range p.width {
				credit[u] += weight * float64(p.to[k+j]-p.from[k+j]) * float64(g[j])
			}
			k += p.width
		}
	}
}

// complete fills Base, Total and Gap from the scores at both ends of the path.
func (p *path) complete(a *Attribution, s *Subject, t Target, outputs []int) error {
	ends, err := s.outputScores(t, []placing{nil, p.at(0)})
	if err != nil {
		return err
	}
	for row, j := range outputs {
		a.Base = append(a.Base, ends[0][j])
		a.Total = append(a.Total, ends[0][j]-ends[1][j])
		a.Gap = append(a.Gap, total(a.Token[row])-a.Total[row])
	}
	a.sum()
	return nil
}
