package main

// named are eighteen changes that once went unnoticed.
var named = []mutant{
	{File: "engine/explain/lime.go", Old: "o.Width = 0.25", New: "o.Width = 0.75"},
	{File: "engine/explain/lime.go", Old: "rng := rand.New(rand.NewPCG(o.Seed, 2))", New: "rng := rand.New(rand.NewPCG(1, 2))"},
	{File: "engine/explain/lime.go", Old: "return x * f.weights[v] * (y[v]", New: "return x * math.Sqrt(f.weights[v]) * (y[v]"},
	{File: "engine/explain/integrated.go", Old: `case "", MeanBaseline:`, New: "case MeanBaseline:"},
	{File: "engine/explain/mask.go", Old: "for l := range c.DecoderLayers {\n\t\tsites = append(sites, model.Site{Stack: model.Decoder",
		New: "for l := range c.DecoderLayers - 1 {\n\t\tsites = append(sites, model.Site{Stack: model.Decoder"},
	{File: "site/state/format.ts", Old: "return `${(share * 100).toFixed(digits)}%`;", New: "return `${Math.floor(share * 100)}%`;"},
	{File: "site/state/format.ts", Old: "const written = Math.abs(value).toFixed(digits);",
		New: "const written = (Math.floor(Math.abs(value) * 10 ** digits) / 10 ** digits).toFixed(digits);"},
	{File: "site/state/format.ts", Old: "value.toFixed(1).replace(", New: "(Math.floor(value * 10) / 10).toFixed(1).replace("},
	{File: "engine/explain/faithful.go", Old: "f.Sufficiency += deletion[0] - insertion[k]", New: "f.Sufficiency += deletion[0] - insertion[last]"},
	{File: "engine/explain/faithful.go", Old: "f.Comprehensiveness += deletion[0] - deletion[k]",
		New: "f.Comprehensiveness += deletion[0] - deletion[k-1]"},
	{File: "engine/explain/lens.go", Old: "(float64(finalLogits[i]) - finalNorm - log)", New: "(log - float64(finalLogits[i]) + finalNorm)"},
	{File: "engine/explain/lens.go", Old: "if x > row[id] {", New: "if x >= row[id] {"},
	{File: "engine/explain/attention_maps.go", Old: "renormalise && len(sinks) > 0", New: "!renormalise && len(sinks) > 0"},
	{File: "engine/api/beam.go", Old: "return p.logProb / math.Pow((5+float64(len(p.ids)))/6, s.params.LengthPenalty)",
		New: "return p.logProb / math.Pow((6+float64(len(p.ids)))/6, s.params.LengthPenalty)"},
	{File: "engine/api/space.go", Old: "squares/randomPairCount-mean*mean", New: "squares/randomPairCount-mean"},
	{File: "engine/explain/verdict.go", Old: `"from", percent(w.Prob), "to", percent(w.HiddenProb[unit])`,
		New: `"from", percent(w.HiddenProb[unit]), "to", percent(w.Prob)`},
	{File: "engine/explain/surrogate.go", Old: "s.Fidelity = s.Tree.Agreement(examples[:held])", New: "s.Fidelity = s.Tree.Agreement(examples)"},
	{File: "site/state/attention.ts", Old: "return m.rows ? sum / m.rows : 0;", New: "return m.rows ? sum / m.cols : 0;"},
}
