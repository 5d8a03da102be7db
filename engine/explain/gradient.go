package explain

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Gradients is what one backward pass an output says, [output][unit]; a unit of several tokens sums them.
// It is local: it answers what an infinitely small change of the embeddings would do.
type Gradients struct {
	Outputs []int       // which outputs the rows are
	Norm    [][]float64 // ‖∂s/∂e‖₂, unsigned (Simonyan et al. 2013, arXiv:1312.6034)
	Times   [][]float64 // e·∂s/∂e, signed (Shrikumar et al. 2016, arXiv:1605.01713)
	Passes  int         // forward passes; each has a backward, about twice its cost
}

// Gradient computes the gradient norm and gradient × input for the given outputs (nil: all). The embedding is that
// of the token alone, before its position is added.
func Gradient(s *Subject, t Target, outputs []int, yield Yield) (*Gradients, error) {
	outputs, err := checkGradient(s, t, outputs)
	if err != nil {
		return nil, err
	}
	g := &Gradients{Outputs: outputs}
	for _, chunk := range chunks(s, outputs) {
		jobs := make([]gradientJob, len(chunk))
		for i, j := range chunk {
			jobs[i] = gradientJob{output: j}
		}
		results, err := gradients(s, t, jobs, yield.at(len(g.Norm), len(outputs)))
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			g.Norm = append(g.Norm, s.perUnit(func(pos int) float64 { return norm(r.gradient(pos)) }))
			g.Times = append(g.Times, s.perUnit(func(pos int) float64 { return dot(r.embedding(pos), r.gradient(pos)) }))
		}
		g.Passes += len(chunk)
		if err := yield.call(len(g.Norm), len(outputs)); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// Baseline is where integrated gradients start from.
type Baseline string

// The baselines.
const (
	ZeroBaseline Baseline = "zero" // the zero vector
	MeanBaseline Baseline = "mean" // the mean embedding of the vocabulary, the default
)

// IntegratedOptions are the knobs of [IntegratedGradients]; the zero value takes the defaults.
type IntegratedOptions struct {
	Steps    int // Gauss–Legendre nodes on the path; 0 is 32
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
	outputs, err := checkGradient(s, t, o.Outputs)
	if err != nil {
		return nil, err
	}
	if o.Steps == 0 {
		o.Steps = 32
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
	a.Passes = len(jobs) + 2
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
	ends, err := forwardScores(s, t, []placing{nil, p.at(0)})
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

// gradientJob is one forward and backward of one output, with edits that depend on its place in the batch.
type gradientJob struct {
	output int
	edits  placing
}

// gradientResult holds embedding and gradient at the embedding site, [pos, width] of the sequence's rows.
type gradientResult struct {
	width  int
	e, dsE []float32
}

func (r gradientResult) embedding(pos int) []float32 { return r.e[pos*r.width : (pos+1)*r.width] }
func (r gradientResult) gradient(pos int) []float32  { return r.dsE[pos*r.width : (pos+1)*r.width] }

// gradients runs jobs as one batch, forward and backward.
func gradients(s *Subject, t Target, jobs []gradientJob, yield Yield) ([]gradientResult, error) {
	site := s.embedSite()
	atSite := func(x model.Site) bool { return x == site }
	batch, run := make(model.Batch, len(jobs)), model.Run{Keep: atSite, Tape: true, Yield: yield}
	for i, job := range jobs {
		batch[i] = s.sequence()
		if job.edits != nil {
			run.Edits = append(run.Edits, job.edits(s, i)...)
		}
		run.Logits.Rows = append(run.Logits.Rows, lastRows(len(batch[i].Tokens), s.Outputs()))
	}
	run.Logits.Mode = model.SomeRows
	trace, err := s.Model.Forward(batch, run)
	if err != nil {
		return nil, err
	}
	vocab := s.Model.Config.Vocab
	d := model.Array{Data: make([]float32, len(jobs)*s.Outputs()*vocab), Shape: []int{len(jobs) * s.Outputs(), vocab}}
	for i, job := range jobs {
		row := (i*s.Outputs() + job.output) * vocab
		at := job.output * vocab
		t.gradient(s.Model.Kernels, d.Data[row:row+vocab], trace.Logits(i).Data[at:at+vocab], job.output, s.Output(job.output))
	}
	grads, err := s.Model.Backward(trace, d, model.Want{Keep: atSite})
	if err != nil {
		return nil, err
	}
	results := make([]gradientResult, len(jobs))
	for i := range jobs {
		e, err := trace.At(site, i)
		if err != nil {
			return nil, err
		}
		results[i] = gradientResult{s.Model.Config.Width, e.Data, grads.At(site, i).Data}
	}
	return results, nil
}

// forwardScores is the target of every output under each set of edits.
func forwardScores(s *Subject, t Target, edits []placing) ([][]float64, error) {
	batch, run := make(model.Batch, len(edits)), model.Run{}
	run.Logits.Mode = model.SomeRows
	for i, edit := range edits {
		batch[i] = s.sequence()
		if edit != nil {
			run.Edits = append(run.Edits, edit(s, i)...)
		}
		run.Logits.Rows = append(run.Logits.Rows, lastRows(len(batch[i].Tokens), s.Outputs()))
	}
	trace, err := s.Model.Forward(batch, run)
	if err != nil {
		return nil, err
	}
	reader := Scorer{Subject: s, Target: t}
	scores := make([][]float64, len(edits))
	for i := range edits {
		scores[i] = reader.read(trace.Logits(i))
	}
	return scores, nil
}

// sequence is the whole subject as the model's input, nothing cached.
func (s *Subject) sequence() model.Sequence {
	if s.encoderDecoder() {
		return model.Sequence{Source: s.Read, Tokens: s.Write[:len(s.Write)-1]}
	}
	return model.Sequence{Tokens: slices.Concat(s.Read, s.Write[:len(s.Write)-1])}
}

func rowsOf(s *Subject) int { return len(s.Read) + len(s.Write) }

// chunks splits jobs, each a pass of the subject, so that a batch stays near batchRows.
func chunks[T any](s *Subject, jobs []T) [][]T {
	size := max(1, batchRows(s.Model.Config)/rowsOf(s))
	var parts [][]T
	for len(jobs) > size {
		parts, jobs = append(parts, jobs[:size]), jobs[size:]
	}
	return append(parts, jobs)
}

func checkGradient(s *Subject, t Target, outputs []int) ([]int, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if err := t.Check(s); err != nil {
		return nil, err
	}
	if outputs == nil {
		for j := range s.Outputs() {
			outputs = append(outputs, j)
		}
	}
	for _, j := range outputs {
		if j < 0 || j >= s.Outputs() {
			return nil, problem.Outside("outputs", j, 0, s.Outputs()-1)
		}
	}
	return outputs, nil
}

// perUnit sums f over each unit's positions.
func (s *Subject) perUnit(f func(pos int) float64) []float64 {
	row := make([]float64, len(s.Units))
	for u, unit := range s.Units {
		for _, pos := range unit.Tokens {
			row[u] += f(pos)
		}
	}
	return row
}

func zeros(rows, cols int) [][]float64 {
	z := make([][]float64, rows)
	for i := range z {
		z[i] = make([]float64, cols)
	}
	return z
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func norm(a []float32) float64 { return math.Sqrt(dot(a, a)) }

// placing makes the edits of one sequence, which depend on its place in the batch.
type placing func(s *Subject, seq int) []model.PlacedEdit
