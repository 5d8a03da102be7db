package explain

import (
	"fmt"
	"math"
	"slices"

	"pellucid/engine/model"
)

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
	if c.NormPlace == "post" {
		return nil, fmt.Errorf("explain: a post-norm model has no final norm to read inner layers with; the logit lens does not apply")
	}
	if top < 1 || top > c.Vocab {
		return nil, fmt.Errorf("explain: top %d, want 1 to %d", top, c.Vocab)
	}
	sites := lensSites(c)
	streams, err := recordRows(s, sites)
	if err != nil {
		return nil, err
	}
	final, err := s.Model.Project(streams[len(streams)-1])
	if err != nil {
		return nil, err
	}
	l := &Lens{Sites: sites, Watch: watch, Ranks: make([][][]int, len(watch))}
	next := Rows(s)[1:]
	for _, stream := range streams {
		logits, err := s.Model.Project(stream)
		if err != nil {
			return nil, err
		}
		l.read(logits, final, next, top)
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

func (l *Lens) read(logits, final model.Array, next []int32, top int) {
	vocab := logits.Shape[1]
	var cells []LensCell
	ranks := make([][]int, len(l.Watch))
	for pos := range logits.Shape[0] {
		row := logits.Data[pos*vocab : (pos+1)*vocab]
		cells = append(cells, lensCell(row, final.Data[pos*vocab:(pos+1)*vocab], next[pos], top))
		for w, id := range l.Watch {
			ranks[w] = append(ranks[w], rank(row, id))
		}
	}
	l.Cells = append(l.Cells, cells)
	for w := range ranks {
		l.Ranks[w] = append(l.Ranks[w], ranks[w])
	}
}

func lensCell(row, final []float32, next int32, top int) LensCell {
	z, zFinal := logSumExp(row), logSumExp(final)
	var cell LensCell
	for i, x := range row {
		log := float64(x) - z
		logFinal := float64(final[i]) - zFinal
		cell.KL += math.Exp(logFinal) * (logFinal - log)
		cell.Entropy -= math.Exp(log) * log
	}
	cell.Next = math.Exp(float64(row[next]) - z)
	for _, id := range model.Top(row, top) {
		cell.Top = append(cell.Top, TokenProb{id, math.Exp(float64(row[id]) - z)})
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

// NextLogits is the model's logits where output is predicted, [vocab].
func NextLogits(s *Subject, output int) ([]float32, error) {
	rows := model.LogitRows{Mode: model.SomeRows, Rows: [][]int{{query(s, output)}}}
	trace, err := s.Model.Forward(model.Batch{s.sequence()}, model.Run{Logits: rows})
	if err != nil {
		return nil, err
	}
	return trace.Logits(0).Data, nil
}

// Rows are all tokens the writing tower sees and writes: row i predicts token i+1.
func Rows(s *Subject) []int32 {
	return append(slices.Clone(s.sequence().Tokens), s.Write[len(s.Write)-1])
}
