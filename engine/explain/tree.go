package explain

import "fmt"

// Tree is a binary decision tree over yes/no features: the opposite of a black box, since every answer has one
// explicit path of questions.
type Tree struct {
	Feature int   // asked here; -1 in a leaf
	Yes, No *Tree //
	Class   int   // most frequent class among the examples that came here
	Counts  []int // examples of each class that came here
}

// Example is one input of a tree: its features and its class.
type Example struct {
	Features []bool
	Class    int
}

// GrowTree grows a classification tree by CART (Breiman et al. 1984): at each node the question that lowers the Gini
// impurity most, until depth questions, fewer than leaf examples on a side, or purity.
func GrowTree(examples []Example, classes, depth, leaf int) (*Tree, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("explain: a tree needs examples")
	}
	features := len(examples[0].Features)
	for i, e := range examples {
		if len(e.Features) != features {
			return nil, fmt.Errorf("explain: example %d has %d features, want %d", i, len(e.Features), features)
		}
		if e.Class < 0 || e.Class >= classes {
			return nil, fmt.Errorf("explain: example %d has class %d, want 0 to %d", i, e.Class, classes-1)
		}
	}
	return grow(examples, classes, depth, max(1, leaf)), nil
}

func grow(examples []Example, classes, depth, leaf int) *Tree {
	t := &Tree{Feature: -1, Counts: make([]int, classes)}
	for _, e := range examples {
		t.Counts[e.Class]++
	}
	for class, n := range t.Counts {
		if n > t.Counts[t.Class] {
			t.Class = class
		}
	}
	if depth == 0 || t.Counts[t.Class] == len(examples) {
		return t
	}
	feature := bestQuestion(examples, t.Counts, leaf)
	if feature < 0 {
		return t
	}
	var yes, no []Example
	for _, e := range examples {
		if e.Features[feature] {
			yes = append(yes, e)
		} else {
			no = append(no, e)
		}
	}
	t.Feature, t.Yes, t.No = feature, grow(yes, classes, depth-1, leaf), grow(no, classes, depth-1, leaf)
	return t
}

// bestQuestion is the feature with the largest fall in impurity, −1 if none lowers it.
func bestQuestion(examples []Example, counts []int, leaf int) int {
	best, lowest := -1, gini(counts, len(examples))-1e-12
	yes, no := make([]int, len(counts)), make([]int, len(counts))
	for feature := range examples[0].Features {
		clear(yes)
		n := 0
		for _, e := range examples {
			if e.Features[feature] {
				yes[e.Class]++
				n++
			}
		}
		if n < leaf || len(examples)-n < leaf {
			continue
		}
		for class := range counts {
			no[class] = counts[class] - yes[class]
		}
		share := float64(n) / float64(len(examples))
		impurity := share*gini(yes, n) + (1-share)*gini(no, len(examples)-n)
		if impurity < lowest {
			best, lowest = feature, impurity
		}
	}
	return best
}

// gini is 1 − Σ p².
func gini(counts []int, n int) float64 {
	impurity := 1.0
	for _, c := range counts {
		p := float64(c) / float64(n)
		impurity -= p * p
	}
	return impurity
}

// Path is the nodes from the root to the leaf that the features lead to.
func (t *Tree) Path(features []bool) []*Tree {
	path := []*Tree{t}
	for t.Feature >= 0 {
		if features[t.Feature] {
			t = t.Yes
		} else {
			t = t.No
		}
		path = append(path, t)
	}
	return path
}

// Classify is the class of the leaf that the features lead to.
func (t *Tree) Classify(features []bool) int {
	path := t.Path(features)
	return path[len(path)-1].Class
}

// Leaves counts the tree's answers.
func (t *Tree) Leaves() int {
	if t.Feature < 0 {
		return 1
	}
	return t.Yes.Leaves() + t.No.Leaves()
}

// Agreement is the share of examples whose class the tree gives.
func (t *Tree) Agreement(examples []Example) float64 {
	right := 0
	for _, e := range examples {
		if t.Classify(e.Features) == e.Class {
			right++
		}
	}
	return float64(right) / float64(len(examples))
}
