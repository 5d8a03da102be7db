package main

// known are changes that once went unnoticed.
var known = []mutant{
	{File: "engine/explain/lime.go", Old: "o.Width = 0.25", New: "o.Width = 0.75"},
	{File: "engine/explain/lime.go", Old: "rng := rand.New(rand.NewPCG(o.Seed, 2))", New: "rng := rand.New(rand.NewPCG(1, 2))"},
	{File: "engine/explain/lime.go", Old: "return x * f.weights[v] * (y[v]", New: "return x * math.Sqrt(f.weights[v]) * (y[v]"},
	{File: "engine/explain/integrated.go", Old: `case "", MeanBaseline:`, New: "case MeanBaseline:"},
	{File: "engine/explain/mask.go", Old: "for l := range c.DecoderLayers {\n\t\tsites = append(sites, model.Site{Stack: model.Decoder", New: "for l := range c.DecoderLayers - 1 {\n\t\tsites = append(sites, model.Site{Stack: model.Decoder"},
	{File: "engine/explain/faithful.go", Old: "f.Sufficiency += deletion[0] - insertion[k]",
		New: "f.Sufficiency += deletion[0] - insertion[last]"},
	{File: "engine/explain/faithful.go", Old: "f.Comprehensiveness += deletion[0] - deletion[k]",
		New: "f.Comprehensiveness += deletion[0] - deletion[k-1]"},
	{File: "engine/explain/lens.go", Old: "(float64(finalLogits[i]) - finalNorm - log)", New: "(log - float64(finalLogits[i]) + finalNorm)"},
	{File: "engine/explain/lens.go", Old: "if x > row[id] {", New: "if x >= row[id] {"},
	{File: "engine/explain/attention_maps.go", Old: "renormalise && len(sinks) > 0", New: "!renormalise && len(sinks) > 0"},
	{File: "engine/explain/surrogate.go", Old: "s.Fidelity = s.Tree.Agreement(examples[:held])",
		New: "s.Fidelity = s.Tree.Agreement(examples)"},
	{File: "engine/explain/verdict.go", Old: `"from", percent(w.Prob), "to", percent(w.HiddenProb[unit])`,
		New: `"from", percent(w.HiddenProb[unit]), "to", percent(w.Prob)`},
}
