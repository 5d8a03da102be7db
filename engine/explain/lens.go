package explain

import (
	"slices"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// lens reads every layer as if it were the last.
var lens = Analysis{
	Card: Card{
		ID: "lens", Name: Text{"Logit lens", "对数几率透镜"},
		Measures: Text{
			"What the model would write if it stopped after a layer.",
			"假如在某一层之后就停下，模型会写什么。"},
		Not:       Text{"Early layers do not yet speak the output's language: nonsense there is the lens's, not the model's.", "前面的层还没有使用输出的表示方式：那里的胡话是透镜的，不是模型的。"},
		Cost:      Text{"one pass", "一次前向"},
		Reference: "nostalgebraist 2020; Belrose et al. 2023, arXiv:2303.08112",
	},
	Price: passPrice,
}

// Lens is the logit lens (nostalgebraist 2020): the residual stream of every layer put through the final norm and the
// unembedding, as if the layers above did nothing. In early layers the stream is not yet in the output's basis, so
// nonsense there is the lens's, not the model's.
type Lens struct {
	Sites []model.Site // rows: the input of the first layer, then the output of each layer
	Cells [][]LensCell // [row][position written]
	Ranks [][][]int    // [chosen token][row][position]: 0 is the most probable
	Watch []int32      // the chosen tokens
}

// LensCell is what the lens reads at one layer and position.
type LensCell struct {
	Top     []TokenProb // most probable first
	KL      float64     // KL(final ‖ this layer), nats: 0 at the top
	Entropy float64     // nats
	Next    float64     // probability given to the token that was really written next; NaN if unknown
}

// TokenProb is a token and its probability.
type TokenProb struct {
	ID   int32
	Prob float64
}

// LogitLens reads the subject's writing positions (for a decoder-only model, all positions), with the top most
// probable tokens of each cell and the ranks of the watched ones.
func LogitLens(s *Subject, top int, watch []int32) (*Lens, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	c := s.Model.Config
	if s.guesses() {
		return nil, problem.New(problem.WrongKind, nil, "an encoder-only model writes no next token; the logit lens does not apply")
	}
	if c.NormPlace == "post" {
		return nil, problem.New(problem.WrongKind, nil, "a post-norm model has no final norm to read inner layers with; the logit lens does not apply")
	}
	if top < 1 || top > c.Vocab {
		return nil, problem.Outside("top", top, 1, c.Vocab)
	}
	sites := lensSites(c)
	streams, _, err := recordRows(s, sites)
	if err != nil {
		return nil, err
	}
	final, err := s.Model.Project(streams[len(streams)-1])
	if err != nil {
		return nil, err
	}
	l, last := &Lens{Sites: sites, Watch: watch, Ranks: make([][][]int, len(watch))}, distributionsOf(s.Model, final)
	next := Rows(s)[1:]
	for i, stream := range streams {
		if err := s.Pause.call(i, len(streams)); err != nil {
			return nil, err
		}
		logits, err := s.Model.Project(stream)
		if err != nil {
			return nil, err
		}
		l.read(distributionsOf(s.Model, logits), last, next, top)
	}
	return l, nil
}

func lensSites(c model.Config) []model.Site {
	stack := model.Blocks
	if c.Kind == "encoder-decoder" {
		stack = model.Decoder
	}
	sites := []model.Site{{Stack: stack, Layer: 0, Point: model.ResidPre}}
	for layer := range c.DecoderLayers {
		sites = append(sites, model.Site{Stack: stack, Layer: layer, Point: model.ResidPost})
	}
	return sites
}

// distributions are rows of logits and what they say: probabilities and their logarithms' common offset.
type distributions struct {
	rows, vocab   int
	logits, probs []float32 // [rows, vocab]
	norm          []float64 // log p = logit − norm
}

func distributionsOf(m *model.Model, logits model.Array) distributions {
	d := distributions{rows: logits.Shape[0], vocab: logits.Shape[1], logits: logits.Data, probs: make([]float32, len(logits.Data))}
	m.Kernels.Softmax(d.probs, d.logits, d.rows, d.vocab)
	first := make([]int32, d.rows)
	for i, log := range logProbs(m.Kernels, d.logits, first) {
		d.norm = append(d.norm, float64(d.logits[i*d.vocab])-log)
	}
	return d
}

func (d distributions) row(i int) (logits, probs []float32, norm float64) {
	from, to := i*d.vocab, (i+1)*d.vocab
	return d.logits[from:to], d.probs[from:to], d.norm[i]
}

func (l *Lens) read(layer, final distributions, next []int32, top int) {
	var cells []LensCell
	ranks := make([][]int, len(l.Watch))
	for pos := range layer.rows {
		cells = append(cells, lensCell(layer, final, pos, next[pos], top))
		logits, _, _ := layer.row(pos)
		for w, id := range l.Watch {
			ranks[w] = append(ranks[w], rank(logits, id))
		}
	}
	l.Cells = append(l.Cells, cells)
	for w := range ranks {
		l.Ranks[w] = append(l.Ranks[w], ranks[w])
	}
}

func lensCell(layer, final distributions, pos int, next int32, top int) LensCell {
	logits, probs, norm := layer.row(pos)
	finalLogits, finalProbs, finalNorm := final.row(pos)
	var cell LensCell
	for i, x := range logits {
		log := float64(x) - norm
		cell.KL += float64(finalProbs[i]) * (float64(finalLogits[i]) - finalNorm - log)
		cell.Entropy -= float64(probs[i]) * log
	}
	cell.Next = float64(probs[next])
	for _, id := range model.Top(logits, top) {
		cell.Top = append(cell.Top, TokenProb{id, float64(probs[id])})
	}
	return cell
}

func rank(row []float32, id int32) int {
	above := 0
	for _, x := range row {
		if x > row[id] {
			above++
		}
	}
	return above
}

// Rows are all tokens the writing tower sees and writes: row i predicts token i+1.
func Rows(s *Subject) []int32 {
	return append(slices.Clone(s.sequence().Tokens), s.Write[len(s.Write)-1])
}
