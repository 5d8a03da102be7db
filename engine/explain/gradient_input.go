package explain

// gradientInput is e·∂s/∂e (Shrikumar et al. 2016, arXiv:1605.01713).
var gradientInput = Method{
	Card: Card{
		ID: "gradient_input", Name: Text{"Gradient × input", "梯度×输入"},
		Measures: Text{
			"The slope times the word's vector: a straight-line guess of what removing it would do.",
			"斜率乘以词向量：用直线估计去掉这个词会怎样。"},
		Not:       Text{"A straight line through a curved function: signs can be wrong far from the point.", "函数是弯的，直线只在附近准；离得远时连正负都可能错。"},
		Cost:      Text{"one pass forward and back an output", "每个输出一次前向加一次反向"},
		Reference: "Shrikumar et al. 2016, arXiv:1605.01713",
	},
	Family: Gradients, Signed: true, Shares: oneGradient, ByOutput: true,
	Price: slopesPrice,
	Run:   readSlopes(func(s *Slopes) [][]float64 { return s.Times }),
}
