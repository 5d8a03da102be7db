package explain

// gradientNorm is ‖∂s/∂e‖₂ (Simonyan et al. 2013, arXiv:1312.6034).
var gradientNorm = Method{
	Card: Card{
		ID: "gradient", Name: Text{"Gradient norm", "梯度大小"},
		Measures: Text{
			"How sensitive the output is to a tiny change of a word's vector.",
			"词向量有极小变化时，输出有多敏感。"},
		Not:       Text{"It has no sign, and a function that has levelled off has no slope however important the word was.", "没有正负；函数已经饱和时斜率接近零，哪怕这个词很重要。"},
		Cost:      Text{"one pass forward and back an output", "每个输出一次前向加一次反向"},
		Reference: "Simonyan, Vedaldi & Zisserman 2013, arXiv:1312.6034",
	},
	Family: Gradients, Shares: oneGradient, ByOutput: true,
	Price: slopesPrice,
	Run:   readSlopes(func(s *Slopes) [][]float64 { return s.Norm }),
}
