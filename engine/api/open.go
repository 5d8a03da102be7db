package api

import (
	"encoding/json"
	"io/fs"
	"time"

	"pellucid/engine/ask"
	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
	"pellucid/engine/share"
	"pellucid/engine/token"
	"pellucid/engine/world"
)

// OpenModel is a model and what is kept between calls. Its calls may overlap, but only by taking turns:
// two goroutines never run in it at once.
type OpenModel struct {
	Model     *model.Model
	Tokenizer token.Tokenizer
	Meta      checkpoint.Meta

	vocabularies map[Vocabulary]token.Tokenizer // published ones, handed over by the page
	greedy       map[string][]int32             // greedy outputs by input, for the many calls that look into the same one
	space        *embeddingSpace                // made when first needed
	banks        map[Language][]probe.Sentence  // annotated sentences, handed over by the page
	beds         map[ProbeSource]*bed           // what probes are trained on; a few
	learned      *learned                       // words and vectors of the last learn_words
	world        *world.Run                     // the training of a small world, if one was begun
	keys         *keyField                      // the facts planted in it, if key_data was called
	asked        *ask.Speaker                   // the model as a witness, with what it read last
	shipped      *probe.Shipped                 // probes made ahead, handed over by the page
}

// Open opens a model folder.
func Open(files fs.FS) (*OpenModel, error) { return OpenWith(files, checkpoint.Options{Hash: true}) }

// OpenWith is Open with options.
func OpenWith(files fs.FS, o checkpoint.Options) (*OpenModel, error) {
	m, t, meta, err := checkpoint.OpenWith(files, o)
	if err != nil {
		if coded := problem.As(err); coded.Code != problem.Failed {
			return nil, coded
		}
		return nil, problem.New(problem.BadModel, problem.Values{"detail": err.Error()}, "%v", err)
	}
	return New(m, t, meta), nil
}

// New is a model in memory, open.
func New(m *model.Model, t token.Tokenizer, meta checkpoint.Meta) *OpenModel {
	return &OpenModel{Model: m, Tokenizer: t, Meta: meta, vocabularies: map[Vocabulary]token.Tokenizer{}, greedy: map[string][]int32{}}
}

// Opened is what a page is told at once when a model has been opened.
type Opened struct {
	Config model.Config    `json:"config"`
	Card   json.RawMessage `json:"card"` // null if it has none
}

// Opened describes the model in short.
func (s *OpenModel) Opened() Opened {
	return Opened{s.Model.Config, s.card()}
}

func (s *OpenModel) card() json.RawMessage {
	if s.Meta.Card == nil {
		return json.RawMessage("null")
	}
	return s.Meta.Card
}

// Call answers a call: its result as JSON, and the numbers of the tensors in it. breathe is called often during long
// work; an error from it ends the call. send receives partial results in the same form. Both may be nil.
func (s *OpenModel) Call(
	name string, params json.RawMessage, binary []byte, breathe func() error, send func(head []byte, tail [][]float32),
) ([]byte, [][]float32, error) {
	return s.CallShared(name, params, binary, breathe, send, nil)
}

// Answer makes a call that takes no bytes and streams nothing, and reads its result.
func Answer[R any](s *OpenModel, name string, params any) (result R, tensors [][]float32, err error) {
	text, err := json.Marshal(params)
	if err != nil {
		return result, nil, err
	}
	head, tensors, err := s.Call(name, text, nil, nil, nil)
	if err != nil {
		return result, nil, err
	}
	return result, tensors, json.Unmarshal(head, &result)
}

// CallShared is Call, with the work of calls that are [Signature.Shared] done by a spread.
func (s *OpenModel) CallShared(
	name string, params json.RawMessage, binary []byte, breathe func() error, send func(head []byte, tail [][]float32), spread share.Spread,
) ([]byte, [][]float32, error) {
	for _, m := range Calls {
		if m.Name == name {
			c := s.begin(breathe, send)
			if m.Shared {
				c.spread = spread
			}
			result, err := m.run(c, params, binary)
			if err != nil {
				return nil, nil, err
			}
			return encode(result)
		}
	}
	return nil, nil, problem.New(problem.UnknownMethod, problem.Values{"method": name}, "there is no call named %s", name)
}

func (s *OpenModel) begin(breathe func() error, send func([]byte, [][]float32)) *Call {
	c := &Call{OpenModel: s, breathe: breathe, progress: func(any) {}}
	if breathe == nil {
		c.breathe = func() error { return nil }
	}
	if send != nil {
		c.progress = func(partial any) {
			if head, tail, err := encode(partial); err == nil {
				send(head, tail)
			}
		}
	}
	return c
}

// progressInterval bounds how often a long call reports how much is done.
const progressInterval = 50 * time.Millisecond
