package api

// Banks of annotated sentences, and the words of one as the layers of the model see them.

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"time"

	"pellucid/engine/model"
	"pellucid/engine/probe"
	"pellucid/engine/problem"
)

// bank hands over annotated sentences.
func bank(c *Call, p BankParams) (BankResult, error) {
	if err := problem.OneOf("language", p.Language, English, Chinese); err != nil {
		return BankResult{}, err
	}
	if len(p.Data) > longestBank {
		return BankResult{}, tooLong("bank", "bytes", len(p.Data), longestBank)
	}
	list, err := probe.ReadBank(bytes.NewReader(p.Data), p.Language == English)
	if err != nil || len(list) == 0 {
		return BankResult{}, problem.New(problem.WrongFile, problem.Values{"file": "bank"}, "this is no bank of annotated sentences: %v", err)
	}
	if c.banks == nil {
		c.banks = map[Language][]probe.Sentence{}
	}
	c.banks[p.Language] = list
	clear(c.beds)
	result := BankResult{Language: p.Language, Sentences: len(list)}
	for _, s := range list {
		result.Words += len(s.Words)
	}
	return result, nil
}

// What the words of a bank may take: bytes of its file, bytes of their vectors, and weights of a model that is made again with
// random ones to compare with.
const (
	longestBank    = 1 << 20
	mostBedBytes   = 64 << 20
	mostRandomised = 20e6
	keptBeds       = 2
)

// bed is a bank as a stack sees it, and the probes that were trained on it.
type bed struct {
	source   ProbeSource
	corpus   []probe.Sentence
	readings []probe.Reading
	sites    []model.Site
	data     *probe.Data
	leftOut  int

	tasks map[ProbeTask]probe.Task
	kept  map[ProbeTask][]*probe.Linear
	trees *probe.TreeTable
	cka   [][]float64
}

// bedOf reads the bank, or remembers having done so.
func (c *Call) bedOf(source ProbeSource) (*bed, error) {
	stack, err := c.stack(source.Stack)
	if err != nil {
		return nil, err
	}
	list, ok := c.banks[source.Language]
	if !ok {
		return nil, problem.Unfit("source.language", "that of a bank handed over by the call bank", source.Language)
	}
	if err := problem.Within("source.sentences", source.Sentences, 0, len(list)); err != nil {
		return nil, err
	}
	if b, ok := c.beds[source]; ok {
		return b, nil
	}
	b := &bed{source: source, tasks: map[ProbeTask]probe.Task{}, kept: map[ProbeTask][]*probe.Linear{}}
	if err := b.read(c, evenly(list, source.Sentences), stack); err != nil {
		return nil, err
	}
	if b.data, err = probe.NewData(c.Model, nil, b.corpus, b.readings, b.sites, c.Yield); err != nil {
		return nil, err
	}
	if c.beds == nil || len(c.beds) >= keptBeds {
		c.beds = map[ProbeSource]*bed{}
	}
	c.beds[source] = b
	return b, nil
}

// read takes the sentences that fit the model, and as many layers as fit into memory.
func (b *bed) read(c *Call, list []probe.Sentence, stack model.Stack) error {
	words := 0
	for i, s := range list {
		if err := c.Yield(i, len(list)); err != nil {
			return err
		}
		r, err := c.readWords(Input{Text: s.Text}, s, stack)
		if err != nil {
			b.leftOut++
			continue
		}
		b.corpus, b.readings = append(b.corpus, s), append(b.readings, r)
		words += len(s.Words)
	}
	if len(b.corpus) < fewestSentences {
		return problem.New(problem.TooShort, problem.Values{"what": "bank", "got": len(b.corpus), "want": fewestSentences},
			"%d sentences of the bank fit this model; probes need at least %d", len(b.corpus), fewestSentences)
	}
	all := probe.Layers(c.Model.Config, stack)
	b.sites = evenly(all, max(3, mostBedBytes/(4*words*c.Model.Config.Width)))
	return nil
}

// fewestSentences are needed for a probe to have something to train on and something to be tested on.
const fewestSentences = 20

// evenly chooses at most so many of a list, the first and the last among them; 0 is all.
func evenly[T any](list []T, most int) []T {
	if most == 0 || most >= len(list) { // as many as there are: either way all of them
		return list
	}
	chosen := make([]T, most)
	for i := range chosen {
		chosen[i] = list[i*(len(list)-1)/max(1, most-1)]
	}
	return chosen
}

// stack is a stack of this model by name; "" is the encoder, or the only one.
func (s *OpenModel) stack(name Stack) (model.Stack, error) {
	if s.Model.Config.Kind != model.EncoderDecoder {
		return model.Blocks, problem.OneOf("stack", name, "", Blocks)
	}
	if name == Decoder {
		return model.Decoder, nil
	}
	return model.Encoder, problem.OneOf("stack", name, "", Encoder, Decoder)
}

// task labels the bank's words.
func (b *bed) task(id ProbeTask) (probe.Task, error) {
	if t, ok := b.tasks[id]; ok {
		return t, nil
	}
	if err := problem.OneOf("task", id, PartOfSpeech, Relation, DepthTask, PositionTask, SentenceTask, IdentityTask); err != nil {
		return probe.Task{}, err
	}
	t, err := probe.NewTask(string(id), b.corpus)
	if err == nil {
		b.tasks[id] = t
	}
	return t, err
}

// probes are the task's, one a layer, trained on the whole bank.
func (b *bed) probes(c *Call, id ProbeTask) (probe.Task, []*probe.Linear, error) {
	t, err := b.task(id)
	if err != nil || b.kept[id] != nil {
		return t, b.kept[id], err
	}
	var list []*probe.Linear
	for layer := range b.sites {
		l, err := b.data.Train(t, layer, func(int, int) error { return c.Yield(layer, len(b.sites)) })
		if err != nil {
			return t, nil, err
		}
		list = append(list, l)
	}
	b.kept[id] = list
	return t, list, nil
}

// drawn are the structural probes, one a layer, with how well they draw the sentences that were kept for the test.
func (b *bed) drawn(c *Call) (*probe.TreeTable, error) {
	if b.trees == nil {
		t, err := b.data.Trees(b.corpus, probe.StructuralOptions{Seed: 1}, c.spread, c.Yield)
		if err != nil {
			return nil, err
		}
		b.trees = t
	}
	return b.trees, nil
}

// randomise says how many models of the same shape with random weights are to read the bank: none if the model is large.
func (b *bed) randomise(c *Call, models int) int {
	weights := 0
	for _, spec := range c.Model.Config.Specs() {
		count := 1
		for _, n := range spec.Shape {
			count *= n
		}
		weights += count
	}
	if weights > mostRandomised {
		return 0
	}
	for len(b.data.Random) < models {
		b.data.Random = append(b.data.Random, nil)
	}
	return models
}

// reread reads the bank by one of these models; only the one in work is in memory.
func (b *bed) reread(c *Call) func(int) ([]model.Array, error) {
	return func(seed int) ([]model.Array, error) {
		other := model.Init(c.Model.Config, rand.New(rand.NewPCG(uint64(seed), 0x72616e64)))
		return probe.Vectors(other, b.readings, b.sites, nil, c.pause)
	}
}

// told describes the bed, with the time since the call began.
func (b *bed) told(began time.Time) Bed {
	return Bed{Sites: places(b.sites), Sentences: len(b.corpus), Words: len(b.data.Sentence), LeftOut: b.leftOut, Millis: since(began)}
}

func since(began time.Time) float64 { return float64(time.Since(began).Microseconds()) / 1000 }

// layer is a place's number, checked.
func (b *bed) layer(field string, layer int) error {
	return problem.Within(field, layer, 0, len(b.sites)-1)
}

// wordOf is the sentence's one word, for a use of it.
func (u WordUse) sentence(field string) (probe.Sentence, error) {
	if u.Start < 0 || u.End <= u.Start || u.End > len(u.Text) {
		return probe.Sentence{}, problem.Unfit(field, fmt.Sprintf("a byte range within 0–%d", len(u.Text)), []int{u.Start, u.End})
	}
	return probe.Sentence{Text: u.Text, Words: []probe.Word{{Text: u.Text[u.Start:u.End], Start: u.Start, End: u.End}}}, nil
}
