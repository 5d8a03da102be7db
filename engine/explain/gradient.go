// What the methods that read gradients share: forward and backward passes of one output each.

package explain

import (
	"math"

	"pellucid/engine/model"
)

// Slopes is what one backward pass an output says, [output][unit]; a unit of several tokens sums them.
// It is local: it answers what an infinitely small change of the embeddings would do.
type Slopes struct {
	Outputs []int       // which outputs the rows are
	Norm    [][]float64 // ‖∂s/∂e‖₂, unsigned
	Times   [][]float64 // e·∂s/∂e, signed
}

// oneGradient names the passes that the two methods share.
const oneGradient = "gradient"

// readSlopes is a Method's Run for methods that read the slopes.
func readSlopes(rows func(*Slopes) [][]float64) func(*Question, Yield) (*Attribution, error) {
	return func(q *Question, yield Yield) (*Attribution, error) {
		if q.slopes == nil {
			g, err := Gradient(q.Subject, q.Target, q.Only, yield)
			if err != nil {
				return nil, err
			}
			q.slopes = g
		}
		return &Attribution{Token: rows(q.slopes)}, nil
	}
}

func slopesPrice(q *Question) Price {
	n := len(q.outputs())
	return Price{Forward: n, Backward: n}
}

// Gradient computes the gradient norm and gradient × input for the given outputs (nil: all). The embedding is that
// of the token alone, before its position is added.
func Gradient(s *Subject, t Target, outputs []int, yield Yield) (*Slopes, error) {
	outputs, err := checkOutputs(s, t, outputs)
	if err != nil {
		return nil, err
	}
	g := &Slopes{Outputs: outputs}
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
		if err := yield.call(len(g.Norm), len(outputs)); err != nil {
			return nil, err
		}
	}
	return g, nil
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
		run.Logits.Rows = append(run.Logits.Rows, s.predicting(len(batch[i].Tokens), nil))
	}
	run.Logits.Mode = model.SomeRows
	trace, err := s.forward(batch, run)
	if err != nil {
		return nil, err
	}
	for i, job := range jobs {
		if job.edits == nil {
			s.note(trace.Logits(i))
		}
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
