package api

// Studies by hiding units that are no credit: pairs, faithfulness, the surrogate tree.

import (
	"errors"

	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

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
	head, err := c.finish(s)
	return PairsResult{Head: head, Chosen: p.Chosen, Interaction: matrix}, err
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
	if err := errors.Join(problem.Within("orders", p.Orders, 0, mostOrders), problem.Within("rankings", len(p.Rankings), 0,
		mostRankings)); err != nil {
		return FaithfulnessResult{}, err
	}
	if p.Orders == 0 {
		p.Orders = explain.RandomOrders
	}
	r, err := explain.Faithful(scorer, p.Rankings, p.Outputs, p.Orders, p.Seed, c.Yield)
	if err != nil {
		return FaithfulnessResult{}, err
	}
	head, err := c.finish(s)
	result := FaithfulnessResult{Head: head, Compared: compared(r)}
	for _, f := range r.Methods {
		result.Methods = append(result.Methods, curves(f))
	}
	return result, err
}

func compared(r *explain.FaithfulnessReport) Compared {
	return Compared{
		Band: [][]float64{r.Bottom, r.Median, r.Top}, Orders: r.Orders, All: r.All, Mean: r.Mean, Best: r.Best, Tied: r.Tied,
		Decisive: r.Decisive,
	}
}

func curves(f explain.Faithfulness) Curves {
	return Curves{
		Deletion: f.Deletion, Insertion: f.Insertion, DeletionAUC: f.DeletionAUC, InsertionAUC: f.InsertionAUC,
		Comprehensiveness: f.Comprehensiveness, Sufficiency: f.Sufficiency, Gain: f.Gain, Share: f.Share, Regret: f.Regret,
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
	head, err := c.finish(s)
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
