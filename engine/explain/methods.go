package explain

// Methods lists every method that gives credit to units, in the order of the page. Adding one: a file with its Method, a
// line here, `go generate ./engine/api`.
var Methods = []*Method{
	&occlusion,
	&lime,
	&shapley,
	&integrated,
	&gradientInput,
	&gradientNorm,
	&attention,
	&weighted,
	&rollout,
	&valueZeroing,
}

// Analyses lists the studies that are no credit of units.
var Analyses = []*Analysis{
	&pairs,
	&faithfulness,
	&headFinder,
	&importance,
	&patching,
	&lens,
	&direct,
	&surrogate,
}

// DefaultWhy are the why-card's rows.
var DefaultWhy = []string{"occlusion", "gradient_input", "weighted", "attention"}
