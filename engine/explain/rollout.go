package explain

import "pellucid/engine/model"

// rollout multiplies weights through the layers (Abnar & Zuidema 2020, arXiv:2005.00928).
var rollout = Method{
	Card: Card{
		ID: "rollout", Name: Text{"Attention rollout", "注意力传播"},
		Measures: Text{
			"Attention followed down through all layers to the words, half of each layer passing along the residual.",
			"把注意力一层层追到输入的词，每层有一半沿残差直接通过。"},
		Not:       Text{"Still only weights: values, signs and the MLPs are left out.", "仍然只是权重：没有计入值向量、正负号和前馈层。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Abnar & Zuidema 2020, arXiv:2005.00928",
	},
	Family: Weights, Shares: onePass,
	Price: passPrice,
	Run:   readAttention(true, (*Attention).rollout),
}

// rollout follows attention, averaged over heads, down to the input: each sublayer passes half of what it has along
// the residual and half through its weights. An encoder–decoder's decoder rows read first each other (self-attention)
// and then what the encoder's rows have become (cross-attention).
func (a *Attention) rollout(s *Subject) [][]float64 {
	read, write := len(s.Read), len(s.Write)
	inputs := read + write // columns: positions read, then positions written
	rows := identity(read, inputs, 0)
	decoder := identity(write, inputs, read)
	if !s.encoderDecoder() {
		rows = identity(len(s.sequence().Tokens), inputs, 0)
	}
	for _, m := range a.Maps {
		switch {
		case m.Site.Point == model.CrossPattern:
			decoder = half(decoder, m.headMean(), rows)
		case m.Site.Stack == model.Decoder:
			decoder = half(decoder, m.headMean(), decoder)
		default:
			rows = half(rows, m.headMean(), rows)
		}
	}
	from := decoder
	if !s.encoderDecoder() {
		from = rows
	}
	credit := make([][]float64, s.Outputs())
	for j := range credit {
		credit[j] = append([]float64(nil), from[query(s, j)][:read]...)
	}
	return credit
}

// half is (own + weights·below)/2, row by row; weights has as many rows as were computed.
func half(own [][]float64, weights [][]float64, below [][]float64) [][]float64 {
	out := make([][]float64, len(own))
	for i := range own {
		out[i] = make([]float64, len(own[i]))
		for c, x := range own[i] {
			out[i][c] = x / 2
		}
		if i >= len(weights) { // the last written token is never an input row
			continue
		}
		for k, w := range weights[i] {
			for c, x := range below[k] {
				out[i][c] += w * x / 2
			}
		}
	}
	return out
}

func identity(n, columns, from int) [][]float64 {
	rows := zeros(n, columns)
	for i := range rows {
		rows[i][from+i] = 1
	}
	return rows
}
