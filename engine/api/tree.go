package api

// The other side of the black box: a decision tree on a small task, with its whole path in the open.

import (
	"pellucid/engine/explain"
	"pellucid/engine/problem"
)

// TreeParams asks for the tree that tells questions from statements. Text is a sentence to send down it.
type TreeParams struct {
	Text  string `json:"text"`
	Depth int    `json:"depth,omitempty"` // most questions on a path; 0 is 4
}

// TreeResult is the tree in preorder; Class 1 is "question". Right and Majority are shares of Held sentences that the tree
// was not grown on: where it is right, and where always answering "statement" would be.
type TreeResult struct {
	Nodes    []TreeNode    `json:"nodes"`
	Features []TreeFeature `json:"features"`
	Answers  []bool        `json:"answers"` // of Text, by feature
	Path     []int         `json:"path"`    // nodes that Text passes
	Train    int           `json:"train"`
	Held     int           `json:"held"`
	Right    float64       `json:"right"`
	Majority float64       `json:"majority"`
}

// TreeFeature is a question that the tree may ask.
type TreeFeature struct {
	ID   string       `json:"id"`
	Name explain.Text `json:"name"`
}

// treeDepth is how many questions a path has at most.
const treeDepth = 4

// tree grows a decision tree on a small list of sentences and sends a sentence down it. It asks nothing of the model.
func tree(_ *Call, p TreeParams) (TreeResult, error) {
	if p.Depth == 0 {
		p.Depth = treeDepth
	}
	if err := problem.Within("depth", p.Depth, 1, 8); err != nil {
		return TreeResult{}, err
	}
	grown, right, majority, held, err := explain.QuestionTree(p.Depth)
	if err != nil {
		return TreeResult{}, err
	}
	r := TreeResult{Answers: explain.QuestionAnswers(p.Text), Train: len(explain.Questions) - held, Held: held, Right: right,
		Majority: majority}
	r.Nodes, r.Path = treeNodes(grown, r.Answers)
	for _, f := range explain.QuestionFeatures {
		r.Features = append(r.Features, TreeFeature{f.ID, f.Name})
	}
	return r, nil
}
