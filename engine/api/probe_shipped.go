package api

import (
	"bytes"
	"errors"

	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

// longestProbes bounds a file of shipped probes, bytes.
const longestProbes = 64 << 20

// probes hands over probes that were made ahead for the open model; those of other weights are refused.
func probes(c *Call, p ProbesParams) (ProbesResult, error) {
	if len(p.Data) > longestProbes {
		return ProbesResult{}, tooLong("file", "bytes", len(p.Data), longestProbes)
	}
	shipped, err := probe.ReadShipped(bytes.NewReader(p.Data), int64(len(p.Data)), c.Meta.Hash, c.Model.Kernels)
	if coded := (*problem.Error)(nil); err != nil && !errors.As(err, &coded) {
		err = problem.New(problem.WrongFile, problem.Values{"file": "probes"}, "%v", err)
	}
	if err != nil {
		return ProbesResult{}, err
	}
	c.shipped = shipped
	result := ProbesResult{Licence: shipped.Licence, Credit: shipped.Credit, Tasks: []ShippedTask{}}
	seen := map[ShippedTask]bool{}
	for _, l := range shipped.Linear {
		t := ShippedTask{Language(l.Language), l.Task}
		if !seen[t] {
			seen[t] = true
			result.Tasks = append(result.Tasks, t)
		}
	}
	return result, nil
}

// applyShipped is [probeApply] by shipped probes.
func (c *Call) applyShipped(p ProbeApplyParams, sentence probe.Sentence, result *ProbeApplyResult) error {
	stack, err := c.stack(p.Source.Stack)
	if err != nil {
		return err
	}
	if c.shipped == nil {
		return problem.Unfit("shipped", "false, unless probes were handed over by the call probes", true)
	}
	sites := probe.Layers(c.Model.Config, stack)
	result.Bed.Sites = places(sites)
	r, err := c.readWords(p.Input, sentence, stack)
	if err != nil {
		return err
	}
	layers, err := probe.Vectors(c.Model, []probe.Reading{r}, sites, nil, c.pause)
	if err != nil {
		return err
	}
	for _, id := range p.Tasks {
		applied := AppliedTask{Task: id}
		for layer, site := range sites {
			for _, l := range c.shipped.Linear {
				if l.Language == string(p.Source.Language) && l.Site == site.String() && l.Task == string(id) && l.Probe.Width == c.Model.Config.Width {
					applied.Classes = len(l.Classes)
					applied.Top = append(applied.Top, guesses(l.Classes, l.Probe.Probabilities(c.Model.Kernels, layers[layer])))
				}
			}
		}
		if len(applied.Top) != len(sites) {
			return problem.Unfit("tasks", "those that the call probes has told", id)
		}
		result.Tasks = append(result.Tasks, applied)
	}
	if p.Trees {
		result.Trees = c.shippedTrees(p.Source.Language, sites, layers, result.marks())
	}
	return nil
}

// shippedTrees are the trees of the shipped structural probes of distance.
func (c *Call) shippedTrees(language Language, sites []model.Site, layers []model.Array, marks []bool) [][][2]int {
	trees := [][][2]int{}
	for layer, site := range sites {
		for _, t := range c.shipped.Trees {
			if t.Language == string(language) && t.Site == site.String() && !t.Depth && t.Probe.Width == c.Model.Config.Width {
				trees = append(trees, drawTree(t.Probe, layers[layer], t.Scale, marks))
			}
		}
	}
	return trees
}

// drawTree is the spanning tree that a structural probe draws over words.
func drawTree(p *probe.Structural, words model.Array, scale float32, marks []bool) [][2]int {
	edges := [][2]int{}
	for _, e := range probe.SpanningTree(p.Distances(probe.Scaled(words, scale)), marks) {
		edges = append(edges, [2]int(e))
	}
	return edges
}

// marks says which of the words are no words.
func (r *ProbeApplyResult) marks() []bool {
	list := make([]bool, len(r.Words))
	for i, w := range r.Words {
		list[i] = w.Mark
	}
	return list
}
