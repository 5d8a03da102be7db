package probe

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
)

// golden has the figures of scikit-learn, concept-erasure and PyTorch (testdata/golden.json; each section says its
// definition under "is").
type golden struct {
	Probe struct {
		X         [][]float64 `json:"X"`
		Y         []int32     `json:"y"`
		Train     int         `json:"train"`
		CodeParts []int       `json:"code_parts"`
		CodeBits  float64     `json:"code_bits"`
		Fits      []struct {
			C         float64     `json:"C"`
			Coef      [][]float64 `json:"coef"`
			Intercept []float64   `json:"intercept"`
			Accuracy  float64     `json:"accuracy_test"`
			LogLoss   float64     `json:"log_loss_test"`
		} `json:"fits"`
	} `json:"probe"`
	Leace struct {
		BiasMean  []float64   `json:"bias_mean"`
		Erased    [][]float64 `json:"first_rows_erased"`
		ProjLeft  [][]float64 `json:"proj_left"`
		ProjRight [][]float64 `json:"proj_right"`
	} `json:"leace"`
	Structural struct {
		H                [][]float64 `json:"H"`
		B                [][]float64 `json:"B"`
		Heads            []int       `json:"heads"`
		Distance         [][]int     `json:"tree_distance"`
		Depth            []int       `json:"depth"`
		DistanceLoss     float64     `json:"distance_loss"`
		DistanceGradient [][]float64 `json:"distance_gradient_B"`
		DepthLoss        float64     `json:"depth_loss"`
		DepthGradient    [][]float64 `json:"depth_gradient_B"`
		Edges            []Edge      `json:"edges"`
		UUAS             float64     `json:"uuas"`
	} `json:"structural_probe"`
	CKA struct {
		Y     [][]float64 `json:"Y"`
		Value float64     `json:"value"`
	} `json:"cka"`
}

func readGolden(t *testing.T) golden {
	t.Helper()
	content, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(content, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func matrix(rows [][]float64) model.Array {
	a := model.Array{Shape: []int{len(rows), len(rows[0])}}
	for _, row := range rows {
		for _, v := range row {
			a.Data = append(a.Data, float32(v))
		}
	}
	return a
}

// agree checks values to 1e-4 of the largest wanted.
func agree(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	most, off := 0.0, 0.0
	for i, w := range want {
		most = math.Max(most, math.Abs(w))
		off = math.Max(off, math.Abs(float64(got[i])-w))
	}
	if !(off <= 1e-4*most) {
		t.Errorf("%s: off by %.2g, which is %.2g of the largest", what, off, off/most)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	agree(t, what, []float32{float32(got)}, []float64{want})
}

func TestFitIsScikitLearns(t *testing.T) {
	g := readGolden(t).Probe
	x, k := matrix(g.X), kernel.Best()
	for _, want := range g.Fits {
		l, err := Fit(k, rows(x, 0, g.Train), g.Y[:g.Train], 4, FitOptions{Lambda: 1 / want.C}, nil)
		if err != nil {
			t.Fatal(err)
		}
		agree(t, "coefficients", l.W, slices.Concat(want.Coef...))
		agree(t, "intercepts", l.B, want.Intercept)
		test, labels := rows(x, g.Train, len(g.Y)), g.Y[g.Train:]
		near(t, "log loss", l.LogLoss(k, test, labels), want.LogLoss)
		right := 0.0
		for i, guess := range l.Classify(k, test) {
			if guess == labels[i] {
				right++
			}
		}
		near(t, "accuracy", right/float64(len(labels)), want.Accuracy)
	}
	bits, err := CodeLength(k, rows(x, 0, g.Train), g.Y[:g.Train], 4, g.CodeParts, func(int) FitOptions { return FitOptions{Lambda: 1} }, nil)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "code length", bits, g.CodeBits)
}

func TestLEACEIsConceptErasures(t *testing.T) {
	all := readGolden(t)
	x, y := matrix(all.Probe.X), make([]int32, len(all.Probe.Y))
	for i, c := range all.Probe.Y {
		y[i] = c % 2
	}
	e, err := LEACE(x, y, 2)
	if err != nil {
		t.Fatal(err)
	}
	if e.Directions() != 1 {
		t.Fatalf("%d directions, want 1", e.Directions())
	}
	agree(t, "mean", e.Mean, all.Leace.BiasMean)
	left, right := slices.Concat(all.Leace.ProjLeft...), slices.Concat(all.Leace.ProjRight...)
	sign := float32(1) // a direction may point either way
	if float64(e.Left[0])*left[0] < 0 {
		sign = -1
	}
	for i := range e.Left {
		e.Left[i], e.Right[i] = sign*e.Left[i], sign*e.Right[i]
	}
	agree(t, "left projection", e.Left, left)
	agree(t, "right projection", e.Right, right)
	first := rows(matrix(all.Probe.X), 0, len(all.Leace.Erased))
	if err := e.Apply(first); err != nil {
		t.Fatal(err)
	}
	agree(t, "erased rows", first.Data, slices.Concat(all.Leace.Erased...))
}

func TestStructuralProbeIsPyTorchs(t *testing.T) {
	g := readGolden(t).Structural
	h, b := matrix(g.H), matrix(g.B)
	p := &Structural{Kernels: kernel.Best(), Rank: b.Shape[0], Width: b.Shape[1], B: b.Data}
	gradient := make([]float32, len(p.B))
	near(t, "distance loss", p.DistanceLoss(h, g.Heads, gradient), g.DistanceLoss)
	agree(t, "distance gradient", gradient, slices.Concat(g.DistanceGradient...))
	clear(gradient)
	near(t, "depth loss", p.DepthLoss(h, g.Heads, gradient), g.DepthLoss)
	agree(t, "depth gradient", gradient, slices.Concat(g.DepthGradient...))
	if d := TreeDistances(g.Heads); !slices.Equal(d, slices.Concat(g.Distance...)) {
		t.Errorf("tree distances %v", d)
	}
	if d := TreeDepths(g.Heads); !slices.Equal(d, g.Depth) {
		t.Errorf("depths %v", d)
	}
	none := make([]bool, len(g.Heads))
	edges := SpanningTree(p.Distances(h), none)
	if !slices.Equal(edges, g.Edges) {
		t.Errorf("edges %v, want %v", edges, g.Edges)
	}
	near(t, "UUAS", float64(Shared(edges, HeadEdges(g.Heads, none)))/float64(len(edges)), g.UUAS)
}

func TestCKAIsNumPys(t *testing.T) {
	g := readGolden(t)
	x, y := rows(matrix(g.Probe.X), 0, len(g.CKA.Y)), matrix(g.CKA.Y)
	value, err := CKA(kernel.Best(), x, y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "CKA", value, g.CKA.Value)
}

// A shape leads to the same minimum, in fewer steps.
func TestShapeIsAShortcut(t *testing.T) {
	g := readGolden(t).Probe
	k := kernel.Best()
	x, want := rows(matrix(g.X), 0, g.Train), g.Fits[0]
	s := shape(k, x)
	if s == nil {
		t.Fatal("no shape")
	}
	l, err := Fit(k, x, g.Y[:g.Train], 4, FitOptions{Lambda: 1 / want.C, Shape: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	agree(t, "coefficients", l.W, slices.Concat(want.Coef...))
	agree(t, "intercepts", l.B, want.Intercept)
}

// On words whose values hang together, as a layer's do, half the steps come nearer with a shape than all without.
func TestShapeSparesSteps(t *testing.T) {
	const n, width, classes = 600, 64, 5
	random := rand.New(rand.NewPCG(3, 4))
	x, y := model.Array{Data: make([]float32, n*width), Shape: []int{n, width}}, make([]int32, n)
	for i := range n {
		y[i] = int32(random.IntN(classes))
		shared := random.NormFloat64()
		for j := range width {
			x.Data[i*width+j] = float32(3*shared + random.NormFloat64()/float64(1+j))
		}
		x.Data[i*width+int(y[i])] += 1
	}
	words := make([]int, n)
	for i := range words {
		words[i] = i
	}
	k, z := kernel.Best(), standardise(x, words, nil).train
	loss := func(iterations int, s []float32) float64 {
		o := FitOptions{Lambda: Strength * n, Iterations: iterations, Tolerance: 1e-9, Shape: s}
		l, err := Fit(k, z, y, classes, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l.LogLoss(k, z, y) + Strength/2*float64(k.Dot(l.W, l.W))
	}
	plain, shaped, end := loss(20, nil), loss(10, shape(k, z)), loss(1000, nil)
	t.Logf("above the minimum: %.2g without a shape, %.2g with one and half the steps", plain-end, shaped-end)
	if plain-end < 1e-5 || shaped > plain {
		t.Errorf("%.6f in 20 steps, %.6f in 10 with a shape; the minimum is %.6f", plain, shaped, end)
	}
}
