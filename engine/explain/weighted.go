package explain

// weighted is the mean over layers and heads of ‖αV·W_O‖ (Kobayashi et al. 2020, arXiv:2004.10102).
var weighted = Method{
	Card: Card{
		ID: "weighted", Name: Text{"Value-weighted attention", "加值注意力"},
		Measures: Text{
			"The size of what each position really adds: the weight times the length of the value vector after the output projection.",
			"每个位置实际加进来的量：权重乘以值向量经输出投影后的长度。"},
		Not:       Text{"A length has no direction: it cannot tell support from opposition, nor see heads that cancel.", "长度没有方向：分不出支持还是反对，也看不出互相抵消的头。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Kobayashi et al. 2020, arXiv:2004.10102",
	},
	Family: Weights, Shares: onePass,
	Price: passPrice,
	Run:   readAttention(false, func(a *Attention, s *Subject) [][]float64 { return a.mean(s, true) }),
}
