package api

// Explanations by hiding units: occlusion, pairs, LIME, Shapley values, and what each method would cost.

import (
	"errors"
	"time"

	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

// explainCost says what each method would cost on this input, before it is run.
func explainCost(c *Call, p CostParams) (CostResult, error) {
	if err := problem.Within("samples", p.Samples, 0, mostSamples); err != nil {
		return CostResult{}, err
	}
	s, err := c.study("occlusion", p.Explained)
	if err != nil {
		return CostResult{}, err
	}
	masking, err := c.masking(s, p.Masking)
	if err != nil {
		return CostResult{}, err
	}
	began := time.Now()
	if _, err := c.finish(s, 0); err != nil {
		return CostResult{}, err
	}
	n, draws := len(s.Units), masking.Draws()
	curve := n * draws
	layers := c.Model.Config.EncoderLayers // patching works on the tower that reads
	if c.Model.Config.Kind == "decoder" {
		layers = c.Model.Config.DecoderLayers
	}
	or := func(standard int) int {
		if p.Samples > 0 {
			return p.Samples
		}
		return standard
	}
	return CostResult{
		Units: n,
		Passes: map[string]int{
			"occlusion": (n + 1) * draws, "pairs": (1 + n + n*(n-1)/2) * draws,
			"attention": 1, "weighted": 1, "rollout": 1, "gradient": 3, "gradient_input": 3, "integrated": 3*or(32) + 2,
			"lime": (or(max(200, 20*n)) + 1) * draws, "shapley": (2 + or(defaultPermutations)*(n-1)) * draws,
			"curve": curve, "faithfulness": (or(defaultOrders) + 2) * curve, "importance": len(explain.Parts(c.Model.Config)) + 1,
			"patching": layers*len(s.Read) + 3, "lens": 1, "direct": 2, "surrogate": min(max(200, 40*n), 600),
		},
		Millis: float64(time.Since(began).Microseconds()) / 1000,
	}, nil
}

const (
	defaultPermutations = 20
	defaultOrders       = 20
)

// occlusion hides each unit alone and says how much each output's score falls. Columns are sent as they are done.
func occlusion(c *Call, p OcclusionParams, send func(OcclusionPartial)) (AttributionResult, error) {
	s, err := c.study("occlusion", p.Explained)
	if err != nil {
		return AttributionResult{}, err
	}
	scorer, err := c.scorer(s, p.Masking)
	if err != nil {
		return AttributionResult{}, err
	}
	var base []float64
	scorer.Finished = func(variant int, scores []float64) {
		if variant == 0 {
			base = scores
			return
		}
		column := make([]float64, len(scores))
		for j := range column {
			column[j] = base[j] - scores[j]
		}
		send(OcclusionPartial{Unit: variant - 1, Column: column, Done: variant, Total: len(s.Units)})
	}
	a, err := explain.Occlusion(scorer, c.pause)
	if err != nil {
		return AttributionResult{}, err
	}
	return c.attribution(s, a)
}

func (c *Call) attribution(s *studied, a *explain.Attribution) (AttributionResult, error) {
	head, err := c.finish(s, a.Passes)
	return AttributionResult{
		Head: head, TokenAttr: a.Token, SeqAttr: a.Seq, Base: a.Base, Error: a.Error, Total: a.Total, Gap: a.Gap, Fit: a.Fit,
	}, err
}

// maxPairs bounds the units of one pair matrix: 276 pairs.
const maxPairs = 24

// pairs says what two units do together beyond what each does alone.
func pairs(c *Call, p PairsParams) (PairsResult, error) {
	s, err := c.study("pairs", p.Explained)
	if err != nil {
		return PairsResult{}, err
	}
	if p.Chosen == nil {
		for i := range s.Units {
			p.Chosen = append(p.Chosen, i)
		}
	}
	if len(p.Chosen) > maxPairs {
		return PairsResult{}, tooLong("choice", "words", len(p.Chosen), maxPairs)
	}
	scorer, err := c.scorer(s, p.Masking)
	if err != nil {
		return PairsResult{}, err
	}
	matrix, err := explain.Pairs(scorer, p.Chosen, c.Yield)
	if err != nil {
		return PairsResult{}, err
	}
	head, err := c.finish(s, scorer.Passes())
	return PairsResult{Head: head, Chosen: p.Chosen, Interaction: matrix}, err
}

// sampled estimates credit from random variants: LIME or Shapley values.
func sampled(c *Call, p SampledParams) (AttributionResult, error) {
	if p.Kind != LIME && p.Kind != Shapley {
		return AttributionResult{}, problem.NoneOf("kind", p.Kind, LIME, Shapley)
	}
	if err := problem.Within("samples", p.Samples, 0, mostSamples); err != nil {
		return AttributionResult{}, err
	}
	s, err := c.study(string(p.Kind), p.Explained)
	if err != nil {
		return AttributionResult{}, err
	}
	scorer, err := c.scorer(s, p.Masking)
	if err != nil {
		return AttributionResult{}, err
	}
	s.head.Seed = p.Seed
	var a *explain.Attribution
	if p.Kind == LIME {
		a, err = explain.LIME(scorer, explain.LIMEOptions{Samples: p.Samples, Seed: p.Seed}, c.Yield)
	} else {
		permutations := p.Samples
		if permutations == 0 {
			permutations = defaultPermutations
		}
		a, err = explain.Shapley(scorer, permutations, p.Seed, c.Yield)
	}
	if err != nil {
		return AttributionResult{}, err
	}
	return c.attribution(s, a)
}

// faithfulness judges rankings of the units against random orders.
func faithfulness(c *Call, p FaithfulnessParams) (FaithfulnessResult, error) {
	s, err := c.study("faithfulness", p.Explained)
	if err != nil {
		return FaithfulnessResult{}, err
	}
	s.target = explain.Target{}
	scorer, err := c.scorer(s, p.Masking)
	if err != nil {
		return FaithfulnessResult{}, err
	}
	s.head.Seed = p.Seed
	if err := errors.Join(problem.Within("orders", p.Orders, 0, mostOrders), problem.Within("rankings", len(p.Rankings), 0, mostRankings)); err != nil {
		return FaithfulnessResult{}, err
	}
	if p.Orders == 0 {
		p.Orders = defaultOrders
	}
	r, err := explain.Faithful(scorer, p.Rankings, p.Outputs, p.Orders, p.Seed, c.Yield)
	if err != nil {
		return FaithfulnessResult{}, err
	}
	head, err := c.finish(s, r.Passes)
	result := FaithfulnessResult{Head: head, Band: [][]float64{r.Bottom, r.Median, r.Top}, Orders: len(r.Random)}
	for i, f := range r.Methods {
		result.Methods = append(result.Methods, curves(f, r.Share[i]))
	}
	return result, err
}

func curves(f explain.Faithfulness, share float64) Curves {
	return Curves{
		Deletion: f.Deletion, Insertion: f.Insertion, DeletionAUC: f.DeletionAUC, InsertionAUC: f.InsertionAUC,
		Comprehensiveness: f.Comprehensiveness, Sufficiency: f.Sufficiency, Gain: f.Gain, Share: share,
	}
}

// surrogate grows the best small tree that imitates the model near this input.
func surrogate(c *Call, p SurrogateParams) (SurrogateResult, error) {
	if err := errors.Join(problem.Within("samples", p.Samples, 0, mostSamples), problem.Within("depth", p.Depth, 0, mostDepth)); err != nil {
		return SurrogateResult{}, err
	}
	s, err := c.study("surrogate", p.Explained)
	if err != nil {
		return SurrogateResult{}, err
	}
	scorer, err := c.scorer(s, p.Masking)
	if err != nil {
		return SurrogateResult{}, err
	}
	s.head.Seed = p.Seed
	g, err := explain.GrowSurrogate(scorer, p.Output, explain.SurrogateOptions{Samples: p.Samples, Depth: p.Depth, Seed: p.Seed}, c.Yield)
	if err != nil {
		return SurrogateResult{}, err
	}
	head, err := c.finish(s, g.Passes)
	result := SurrogateResult{Head: head, Fidelity: g.Fidelity, Majority: g.Majority, Train: g.Train, Held: g.Held}
	for _, id := range g.Classes {
		result.Classes = append(result.Classes, c.token(id))
	}
	shown := make([]bool, len(s.Units))
	for i := range shown {
		shown[i] = true
	}
	result.Nodes, result.Path = treeNodes(g.Tree, shown)
	return result, err
}

// treeNodes lists a tree in preorder, and the nodes on the path of the features.
func treeNodes(t *explain.Tree, features []bool) (nodes []TreeNode, path []int) {
	var visit func(t *explain.Tree) int
	index := map[*explain.Tree]int{}
	visit = func(t *explain.Tree) int {
		at := len(nodes)
		index[t] = at
		nodes = append(nodes, TreeNode{Feature: t.Feature, Yes: -1, No: -1, Class: t.Class, Counts: t.Counts})
		if t.Feature >= 0 {
			yes, no := visit(t.Yes), visit(t.No)
			nodes[at].Yes, nodes[at].No = yes, no
		}
		return at
	}
	visit(t)
	for _, node := range t.Path(features) {
		path = append(path, index[node])
	}
	return nodes, path
}
