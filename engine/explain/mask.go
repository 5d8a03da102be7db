package explain

import (
	"fmt"
	"math/rand/v2"

	"pellucid/engine/model"
	"pellucid/engine/problem"
)

// Mask is how a unit is hidden. The choice decides the answer, since each asks another question; good practice is to
// compare several.
type Mask string

// The maskings.
const (
	Delete   Mask = "delete"   // take the tokens out; later ones move forward
	Replace  Mask = "replace"  // put a neutral token in their place; length and positions stay
	Blank    Mask = "blank"    // let nothing attend to them: their attention scores become −∞ for every query
	MeanMask Mask = "mean"     // give them the mean embedding of the vocabulary
	Resample Mask = "resample" // put random tokens in their place, averaged over Masking.Samples draws
)

// Masks lists the maskings in the order the page offers them.
var Masks = []Mask{Delete, Replace, Blank, MeanMask, Resample}

// Masking is a Mask with what it needs.
type Masking struct {
	Mask    Mask
	Neutral int32   // token of Replace, and what Delete leaves of an input that would be empty
	Pool    []int32 // tokens Resample draws from, uniformly
	Samples int     // draws of Resample; 0 is 8
	Seed    uint64  // of Resample
}

// Check says what is wrong with the masking for a subject.
func (k Masking) Check(s *Subject) error {
	switch k.Mask {
	case Replace, Delete:
		if k.Neutral < 0 || int(k.Neutral) >= s.Model.Config.Vocab {
			return badToken(k.Neutral, s.Model.Config.Vocab)
		}
	case Resample:
		if len(k.Pool) == 0 {
			return problem.New(problem.Empty, nil, "resampling needs tokens to draw from")
		}
		for _, id := range k.Pool {
			if id < 0 || int(id) >= s.Model.Config.Vocab {
				return fmt.Errorf("explain: token %d to draw from, want 0 to %d", id, s.Model.Config.Vocab-1)
			}
		}
	case Blank, MeanMask:
	default:
		return problem.NoneOf("mask", k.Mask, Masks...)
	}
	return nil
}

// Draws is the number of passes that one variant takes in which something is hidden.
func (k Masking) Draws() int {
	if k.Mask != Resample {
		return 1
	}
	if k.Samples <= 0 {
		return 8
	}
	return k.Samples
}

// masked is what one variant reads: its tokens, and the edits that hide what tokens cannot.
type masked struct {
	read  []int32
	first int // how many tokens at the start are those of the unmasked input, for prefix sharing
	rows  []int
	gone  []int // positions that were taken out

	variant int     // whose pass this is
	share   float64 // of the variant's passes
	whole   bool    // nothing is hidden
}

// apply hides positions (ascending) of read. For Resample, rng draws the tokens.
func (k Masking) apply(read []int32, hidden []int, rng *rand.Rand) masked {
	m := masked{read: read, first: len(read)}
	if len(hidden) == 0 {
		return m
	}
	m.first = hidden[0]
	switch k.Mask {
	case Delete:
		m.read, m.gone = without(read, hidden), hidden
		if len(m.read) == 0 {
			m.read = []int32{k.Neutral}
		}
	case Replace:
		m.read = append([]int32(nil), read...)
		for _, i := range hidden {
			m.read[i] = k.Neutral
		}
	case Resample:
		m.read = append([]int32(nil), read...)
		for _, i := range hidden {
			m.read[i] = k.Pool[rng.IntN(len(k.Pool))]
		}
	default:
		m.rows = hidden
	}
	return m
}

func without(read []int32, hidden []int) []int32 {
	kept := make([]int32, 0, len(read))
	for i, id := range read {
		if len(hidden) > 0 && hidden[0] == i {
			hidden = hidden[1:]
			continue
		}
		kept = append(kept, id)
	}
	return kept
}

// edits hides m.rows of sequence seq, whose pass starts at position from (the length of its cached prefix).
func (k Masking) edits(s *Subject, m masked, seq, from int, mean []float32) []model.PlacedEdit {
	if len(m.rows) == 0 {
		return nil
	}
	if k.Mask == MeanMask {
		rows := make([]int, len(m.rows))
		for i, r := range m.rows {
			rows[i] = r - from
		}
		return []model.PlacedEdit{{Site: s.embedSite(), Seq: seq, Edit: model.Set{At: model.Index{rows}, Value: mean}}}
	}
	var edits []model.PlacedEdit
	for _, site := range s.scoreSites() {
		edits = append(edits, model.PlacedEdit{Site: site, Seq: seq, Edit: model.BlankKeys{Keys: m.rows}})
	}
	return edits
}

// embedSite is where the explained sequence's token embeddings enter.
func (s *Subject) embedSite() model.Site {
	site := model.Site{Stack: model.Blocks, Layer: -1, Point: model.Embed}
	if s.encoderDecoder() {
		site.Stack = model.Encoder
	}
	return site
}

// scoreSites are all attention scores whose keys are positions of the explained sequence.
func (s *Subject) scoreSites() []model.Site {
	var sites []model.Site
	c := s.Model.Config
	if !s.encoderDecoder() {
		for l := range c.DecoderLayers + c.EncoderLayers {
			sites = append(sites, model.Site{Stack: model.Blocks, Layer: l, Point: model.AttnScores})
		}
		return sites
	}
	for l := range c.EncoderLayers {
		sites = append(sites, model.Site{Stack: model.Encoder, Layer: l, Point: model.AttnScores})
	}
	for l := range c.DecoderLayers {
		sites = append(sites, model.Site{Stack: model.Decoder, Layer: l, Point: model.CrossScores})
	}
	return sites
}
