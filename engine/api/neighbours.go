package api

import (
	"cmp"
	"pellucid/engine/problem"
	"slices"
)

// neighbours finds the tokens whose embeddings point most nearly the same way.
func neighbours(c *Call, p NeighboursParams) (NeighboursResult, error) {
	of, err := c.neighbourOf(p)
	if err != nil {
		return NeighboursResult{}, err
	}
	space, err := c.embeddings()
	if err != nil {
		return NeighboursResult{}, err
	}
	cosine, err := space.cosines(space.vector(of, p.Centered), p.Centered, c.pause)
	if err != nil {
		return NeighboursResult{}, err
	}
	order := slices.Clone(space.usable)
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(cosine[b], cosine[a]) })
	special := specialIDs(c.Tokenizer)
	random := space.random(p.Centered)
	result := NeighboursResult{
		Of: showOne(c.Tokenizer, special, of), Vector: space.vector(of, false),
		RandomMean: random.mean, RandomSD: random.deviation, RandomN: randomPairCount,
	}
	for _, id := range order {
		if len(result.Neighbours) == cmp.Or(p.K, 10) {
			break
		}
		if id != of {
			result.Neighbours = append(result.Neighbours, Neighbour{Token: showOne(c.Tokenizer, special, id), Cosine: cosine[id]})
		}
	}
	return result, nil
}

// neighbourOf is the token that is asked about.
func (c *Call) neighbourOf(p NeighboursParams) (int32, error) {
	if err := problem.Within("k", p.K, 0, mostTop); err != nil {
		return 0, err
	}
	if p.ID != nil {
		return *p.ID, c.checkIDs([]int32{*p.ID})
	}
	tokens := c.Tokenizer.Encode(p.Text)
	if len(tokens) == 0 {
		return 0, problem.New(problem.Empty, nil, "there is no text to take a token from")
	}
	return tokens[0].ID, nil
}
