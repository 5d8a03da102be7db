package explain

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"pellucid/engine/problem"
)

// lime fits a straight line to random variants; see [LIME].
var lime = Method{
	Card: Card{
		ID: "lime", Name: Text{"LIME", "LIME"},
		Measures: Text{
			"A straight-line model fitted to what the model does when random words are hidden, near ones counted more.",
			"随机遮住若干词，看模型怎样变化，再拟合一个线性模型；离原句近的样本权重大。"},
		Not:       Text{"Where the fit R² is low, a straight line does not describe the model here. Other seeds give other numbers; see the error bars.", "拟合 R² 低时，说明线性模型描述不了这里的行为。换随机种子数字会变，请看误差线。"},
		Cost:      Text{"at least 200 passes", "至少 200 次前向"},
		Reference: "Ribeiro, Singh & Guestrin 2016, arXiv:1602.04938",
	},
	Family: Hiding, Signed: true, Seeded: true, Samples: limeSamples,
	Price: func(q *Question) Price {
		variants, _ := limeVariants(len(q.Units), q.limeOptions().filled(len(q.Units)))
		return q.scored(variants)
	},
	Run: func(q *Question, yield Yield) (*Attribution, error) {
		c, err := q.scorer()
		if err != nil {
			return nil, err
		}
		return LIME(c, q.limeOptions(), yield)
	},
}

func (q *Question) limeOptions() LIMEOptions { return LIMEOptions{Samples: q.Samples, Seed: q.Seed} }

// limeSamples is the standard number of variants.
func limeSamples(units int) int { return max(200, 20*units) }

// LIMEOptions are the knobs of LIME; the zero value takes the defaults named here.
type LIMEOptions struct {
	Samples int     // random variants; 0 is 20 a unit, at least 200
	Width   float64 // of the kernel over cosine distance; 0 is 0.25
	Ridge   float64 // penalty on the coefficients; 0 is 1e-3 of the total weight
	Seed    uint64
}

// LIME fits a linear model of the score to random variants near the input (Ribeiro et al. 2016, arXiv:1602.04938):
// each unit is hidden with a probability that is itself uniform, variants are weighted by
// exp(−d²/width²) with d = 1 − cos(mask, 1), and the ridge-regression coefficient of a unit is its credit.
// Fit says how well a straight line describes the model here. Error is the coefficient's standard error under other draws
// of the variants, by the sandwich formula (White 1980): the kernel weights say what is near, not how precise it is, so
// the textbook formula of weighted least squares, which takes them for precisions, is too small.
func LIME(c *Scorer, o LIMEOptions, yield Yield) (*Attribution, error) {
	n, outputs := len(c.Subject.Units), c.Subject.Outputs()
	o = o.filled(n)
	if o.Samples < n+2 {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "samples", "got": o.Samples, "want": n + 2},
			"%d samples for %d units, want at least %d", o.Samples, n, n+2)
	}
	variants, weights := limeVariants(n, o)
	scores, err := c.Score(variants, yield)
	if err != nil {
		return nil, err
	}
	a := &Attribution{Base: scores[0]}
	fit, err := newLimeFit(variants, weights, o.Ridge)
	if err != nil {
		return nil, err
	}
	y := make([]float64, len(variants))
	for j := range outputs {
		for v := range variants {
			y[v] = scores[v][j]
		}
		credit, sem, r2 := fit.solve(y)
		a.Token, a.Error, a.Fit = append(a.Token, credit), append(a.Error, sem), append(a.Fit, r2)
	}
	a.sum()
	return a, nil
}

// filled has the standard values where nothing was said.
func (o LIMEOptions) filled(units int) LIMEOptions {
	if o.Samples == 0 {
		o.Samples = limeSamples(units)
	}
	if o.Width == 0 {
		o.Width = 0.25
	}
	return o
}

// limeVariants draws the variants, the untouched input first, and their kernel weights.
func limeVariants(n int, o LIMEOptions) ([]Hidden, []float64) {
	rng := rand.New(rand.NewPCG(o.Seed, 2))
	variants, weights := []Hidden{hiding(n)}, []float64{1}
	for range o.Samples {
		share := rng.Float64()
		v, shown := make(Hidden, n), n
		for i := range v {
			if rng.Float64() < share {
				v[i] = true
				shown--
			}
		}
		d := 1 - math.Sqrt(float64(shown)/float64(n)) // cos of a 0/1 mask with all ones is √(shown/n)
		variants, weights = append(variants, v), append(weights, math.Exp(-d*d/(o.Width*o.Width)))
	}
	return variants, weights
}

// limeFit is weighted ridge regression with an unpenalised intercept, its normal matrix factored once.
type limeFit struct {
	x       *mat.Dense // [variant, 1+unit]: 1, then 1 where the unit is shown
	weights []float64
	inverse mat.Dense // of XᵀWX + ridge
}

func newLimeFit(variants []Hidden, weights []float64, ridge float64) (*limeFit, error) {
	n := len(variants[0])
	f := &limeFit{x: mat.NewDense(len(variants), n+1, nil), weights: weights}
	for v, hidden := range variants {
		f.x.Set(v, 0, 1)
		for i, h := range hidden {
			if !h {
				f.x.Set(v, i+1, 1)
			}
		}
	}
	if ridge == 0 {
		ridge = 1e-3 * total(weights)
	}
	normal := mat.NewSymDense(n+1, nil)
	var weighted mat.Dense
	weighted.Apply(func(v, _ int, x float64) float64 { return x * math.Sqrt(weights[v]) }, f.x)
	normal.SymOuterK(1, weighted.T())
	for i := 1; i <= n; i++ {
		normal.SetSym(i, i, normal.At(i, i)+ridge)
	}
	if !invert(&f.inverse, normal) {
		return nil, problem.New(problem.TooShort, problem.Values{"what": "samples", "got": len(weights), "want": 2 * len(weights)},
			"%d samples do not determine %d units; take more", len(weights), n)
	}
	return f, nil
}

// invert inverts a positive definite matrix through its eigenvalues, which the page's engine computes for its word map
// too; it says whether they are far enough from 0.
func invert(inverse *mat.Dense, a *mat.SymDense) bool {
	var decomposition mat.EigenSym
	if !decomposition.Factorize(a, true) {
		return false
	}
	values := decomposition.Values(nil) // ascending
	if last := values[len(values)-1]; !(values[0] > 1e-14*last) {
		return false
	}
	var vectors, scaled mat.Dense
	decomposition.VectorsTo(&vectors)
	scaled.Apply(func(_, j int, v float64) float64 { return v / values[j] }, &vectors)
	inverse.Mul(&scaled, vectors.T())
	return true
}

func (f *limeFit) solve(y []float64) (credit, sem []float64, r2 float64) {
	rows, cols := f.x.Dims()
	wy := make([]float64, rows)
	for v := range wy {
		wy[v] = f.weights[v] * y[v]
	}
	var xty, beta mat.VecDense
	xty.MulVec(f.x.T(), mat.NewVecDense(rows, wy))
	beta.MulVec(&f.inverse, &xty)
	var fitted mat.VecDense
	fitted.MulVec(f.x, &beta)
	sumW := total(f.weights)
	mean := total(wy) / sumW
	var residual, spread float64
	for v := range y {
		residual += f.weights[v] * (y[v] - fitted.AtVec(v)) * (y[v] - fitted.AtVec(v))
		spread += f.weights[v] * (y[v] - mean) * (y[v] - mean)
	}
	r2 = 1
	if spread > 1e-24*sumW*mean*mean { // else it is rounding: nothing changes, and a straight line says so
		r2 = 1 - residual/spread
	}
	errors := f.sandwich(y, &fitted)
	for i := 1; i < cols; i++ {
		credit, sem = append(credit, beta.AtVec(i)), append(sem, errors[i])
	}
	return credit, sem, r2
}

// sandwich is the standard error of every coefficient: the roots of the diagonal of A·(Σ w²e²·xxᵀ)·A, with A the inverse
// of the normal matrix and e the residuals, enlarged by n/(n−k) for the k coefficients fitted (MacKinnon & White 1985, HC1).
func (f *limeFit) sandwich(y []float64, fitted *mat.VecDense) []float64 {
	rows, cols := f.x.Dims()
	var scaled, middle, product mat.Dense
	scaled.Apply(func(v, _ int, x float64) float64 { return x * f.weights[v] * (y[v] - fitted.AtVec(v)) }, f.x)
	middle.Mul(scaled.T(), &scaled)
	product.Mul(&f.inverse, &middle)
	middle.Mul(&product, &f.inverse)
	errors := make([]float64, cols)
	for i := range errors {
		errors[i] = math.Sqrt(math.Max(0, middle.At(i, i)) * float64(rows) / math.Max(1, float64(rows-cols)))
	}
	return errors
}
