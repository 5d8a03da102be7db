package explain

// attention is the mean over layers and heads of the weights from the writing position.
var attention = Method{
	Card: Card{
		ID: "attention", Name: Text{"Attention", "注意力"},
		Measures: Text{
			"Where the writing position looks: the weights averaged over layers and heads.",
			"写这个词时在看哪里：各层各头注意力权重的平均。"},
		Not: Text{
			"A large weight is not a large effect: what is read there may be almost nothing, and heads can cancel each other. Marks such as the end token often soak up weight.",
			"权重大不等于作用大：读到的内容可能几乎为零，不同的头还会互相抵消。结束符之类的记号常常吸走大量权重。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Vaswani et al. 2017, arXiv:1706.03762; Jain & Wallace 2019, arXiv:1902.10186; Wiegreffe & Pinter 2019, arXiv:1908.04626",
	},
	Family: Weights, Shares: onePass,
	Price: passPrice,
	Run:   readAttention(true, func(a *Attention, s *Subject) [][]float64 { return a.mean(s, false) }),
}
