package explain

import (
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// direct splits a logit into what each part writes.
var direct = Analysis{
	Card: Card{
		ID: "direct", Name: Text{"Direct logit attribution", "直接贡献"},
		Measures: Text{
			"What each head, MLP and embedding adds straight to the output's logit. The parts add up exactly.",
			"每个头、前馈层和嵌入直接给输出分数加了多少。各部分之和恰好等于总分。"},
		Not:       Text{"What a part does through later layers is not seen.", "部件通过后面各层产生的间接作用看不到。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "Elhage et al. 2021, A Mathematical Framework for Transformer Circuits",
	},
	Price: passPrice,
}

// Component is one summand of the final residual stream and what it adds to a logit.
type Component struct {
	Site  model.Site // hook_embed, hook_pos_embed, an attention's hook_result, or hook_mlp_out
	Head  int        // -1 except for a head
	Name  string     // "" , or "bias" for an attention's output bias, which belongs to no head
	Logit float64
}

// DirectAttribution splits a logit, or a difference of two, into what each component writes straight to the output
// (Elhage et al. 2021): the final residual stream is the sum of the embeddings, every head's output and every MLP's,
// and with the final norm's scale frozen the logit is linear in them. What a component does through later layers is
// not seen.
type DirectAttribution struct {
	Components []Component
	Constant   float64 // the final norm's own bias through the unembedding, and the unembedding's
	Logit      float64 // as the model computed it; the sum of all the above to within rounding
	Gap        float64 // that sum minus Logit
}

// Direct explains output: the logit of its token, or minus that of foil when foil ≥ 0.
func Direct(s *Subject, output int, foil int32) (*DirectAttribution, error) {
	t := Target{}
	if foil >= 0 {
		t = Target{Measure: Contrast, Foils: map[int]int32{output: foil}}
	}
	if _, err := checkOutputs(s, t, []int{output}); err != nil {
		return nil, err
	}
	if s.Model.Config.NormPlace == "post" || s.guesses() {
		return nil, problem.New(problem.WrongKind, nil, "in a post-norm or encoder-only model the output is no sum over layers; direct attribution does not apply")
	}
	sites := componentSites(s)
	stack := lensSites(s.Model.Config)[0].Stack
	scaleSite := model.Site{Stack: stack, Layer: -1, Point: model.FinalScale}
	arrays, logits, err := recordRows(s, append(sites, scaleSite))
	if err != nil {
		return nil, err
	}
	row := query(s, output)
	direction, constant := s.Model.LogitDirection(s.Output(output))
	if foil >= 0 {
		d, k := s.Model.LogitDirection(foil)
		for i := range direction {
			direction[i] -= d[i]
		}
		constant -= k
	}
	d := &DirectAttribution{Constant: constant}
	reader := directReader{direction: direction, scale: float64(arrays[len(sites)].Data[row]), centre: s.Model.Config.Norm == "layer"}
	for i, site := range sites {
		d.Components = append(d.Components, reader.split(s.Model, site, arrays[i], row)...)
	}
	d.check(s, logits.Data[output*s.Model.Config.Vocab:], output, foil)
	return d, nil
}

// check compares the sum with the logits of the output.
func (d *DirectAttribution) check(s *Subject, logits []float32, output int, foil int32) {
	d.Logit = s.Model.Config.Uncapped(logits[s.Output(output)])
	if foil >= 0 {
		d.Logit -= s.Model.Config.Uncapped(logits[foil])
	}
	d.Gap = d.Constant - d.Logit
	for _, c := range d.Components {
		d.Gap += c.Logit
	}
}

// componentSites are the summands of the writing stack's residual stream.
func componentSites(s *Subject) []model.Site {
	stack := lensSites(s.Model.Config)[0].Stack
	var sites []model.Site
	for site := range s.Model.Config.Sites() {
		if site.Stack != stack {
			continue
		}
		attention := model.Result
		if s.Model.Config.NormPlace == model.BothNorm { // normed again behind the heads, so only their sum is a summand
			attention = model.AttnOut
		}
		switch site.Point {
		case model.Embed, model.PosEmbed, attention, model.CrossResult, model.MLPOut:
			sites = append(sites, site)
		}
	}
	return sites
}

// directReader is the frozen final norm followed by one direction of the unembedding.
type directReader struct {
	direction []float32 // final gain times the unembedding row, [width]
	scale     float64
	centre    bool // LayerNorm subtracts the mean
}

func (r directReader) logit(x []float32) float64 {
	mean := 0.0
	if r.centre {
		for _, v := range x {
			mean += float64(v) / float64(len(x))
		}
	}
	sum := 0.0
	for i, v := range x {
		sum += (float64(v) - mean) * float64(r.direction[i])
	}
	return sum / r.scale
}

// split reads one site: [pos, width], or [pos, head, width] with the output bias apart.
func (r directReader) split(m *model.Model, site model.Site, a model.Array, row int) []Component {
	width := a.Shape[len(a.Shape)-1]
	if len(a.Shape) == 2 {
		return []Component{{Site: site, Head: -1, Logit: r.logit(a.Data[row*width : (row+1)*width])}}
	}
	var parts []Component
	heads := a.Shape[1]
	for head := range heads {
		x := a.Data[(row*heads+head)*width:][:width]
		parts = append(parts, Component{Site: site, Head: head, Logit: r.logit(x)})
	}
	if bias := m.OutputBias(site); bias != nil {
		parts = append(parts, Component{Site: site, Head: -1, Name: "bias", Logit: r.logit(bias)})
	}
	return parts
}
