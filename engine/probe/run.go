package probe

import (
	"fmt"
	"math"
	"math/rand/v2"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/share"
	"pellucid/engine/train"
)

// Strength is the L2 penalty a training word (λ = Strength·n), on standardised values. It was fixed before any result was seen and
// is the same everywhere, so that no layer, task or control has more capacity than another.
const Strength = 0.01

// effort of the probes of a table: enough that another step changes no third digit of an accuracy. Within shapedIterations
// all probes of the translator come as near to the minimum as without a shape within tableIterations, the slowest nearer.
const (
	tableIterations  = 60
	shapedIterations = 35
	tableTolerance   = 1e-4
)

// Data are annotated words as the layers of a model see them.
type Data struct {
	Kernels  kernel.Kernels
	Sentence []int           // of each word, ascending from 0
	Type     []int32         // word type of each word, from 0
	Layers   []model.Array   // [words, width], one a layer
	Random   [][]model.Array // likewise, of random weights; seeds take turns; Options.Read adds what is nil; may be empty
	Test     []bool          // by sentence: always tested, never trained on; nil draws a fifth of the sentences by each seed

	shapes map[shapeOf][]float32
}

// NewData reads the words of a corpus at sites of a model; random models may be none.
func NewData(m *model.Model, random []*model.Model, corpus []Sentence, readings []Reading, sites []model.Site, yield Yield) (*Data, error) {
	d := &Data{Kernels: m.Kernels}
	types := map[string]int32{}
	for i, s := range corpus {
		for _, w := range s.Words {
			if _, ok := types[Type(w)]; !ok {
				types[Type(w)] = int32(len(types))
			}
			d.Sentence = append(d.Sentence, i)
			d.Type = append(d.Type, types[Type(w)])
		}
	}
	var err error
	if d.Layers, err = Vectors(m, readings, sites, nil, yield); err != nil {
		return nil, err
	}
	for _, other := range random {
		layers, err := Vectors(other, readings, sites, nil, yield)
		if err != nil {
			return nil, err
		}
		d.Random = append(d.Random, layers)
	}
	return d, nil
}

// Interval is a value with its 95 % interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Row is what probes of one layer reach on test words.
type Row struct {
	Layer       int      `json:"layer"` // number in Data.Layers
	Accuracy    Interval `json:"accuracy"`
	Control     Interval `json:"control"`     // accuracy on the control task
	Selectivity Interval `json:"selectivity"` // accuracy less control
	Random      Interval `json:"random"`      // accuracy from random weights; 0 without them
	// OverMemoriser and OverRandom are how much the probe is above these two.
	OverMemoriser Interval `json:"over_memoriser"`
	OverRandom    Interval `json:"over_random"`
	Bits          float64  `json:"bits"` // online code length a training word, mean over seeds; 0 if it was not asked for
}

// Table is the result of one task.
type Table struct {
	Task      string   `json:"task"`
	Classes   []string `json:"classes"`
	Words     int      `json:"words"`     // that the task labels
	Tested    int      `json:"tested"`    // words tested, all seeds together
	Sentences int      `json:"sentences"` // that were tested with at least one seed
	Uniform   float64  `json:"uniform"`   // bits of a label if all classes were as likely
	Majority  Interval `json:"majority"`  // accuracy of always guessing the most frequent class
	Memoriser Interval `json:"memoriser"` // of each word's most frequent class in training, the most frequent of all for new words
	Rows      []Row    `json:"rows"`
}

// Options of [Data.Probe].
type Options struct {
	Layers     []int // nil is all
	Seeds      []uint64
	CodeLength bool
	Resamples  int // for the intervals; 0 is 500
	// Read makes the layers of a random model that Data.Random has not yet.
	Read   func(model int) ([]model.Array, error)
	Spread share.Spread // over probes of a seed and layer; nil is all here
}

// Probe trains and tests a linear probe for the task on each layer, with all its controls.
func (d *Data) Probe(t Task, o Options, yield Yield) (*Table, error) {
	if err := d.check(t, &o); err != nil {
		return nil, err
	}
	table := &Table{Task: t.ID, Classes: t.Classes, Uniform: math.Log2(float64(len(t.Classes)))}
	c := &contest{Data: d, task: t, options: o, hits: map[player][]float64{}, tested: make([]float64, d.sentences()),
		bits: make([]float64, len(o.Seeds)*len(o.Layers))}
	for _, seed := range o.Seeds {
		if err := c.draw(seed); err != nil {
			return nil, err
		}
	}
	done := 0
	inside := func(int, int) error { return yield.call(done, len(c.bits)) }
	err := o.Spread.Over(len(c.bits), func(piece int) ([]byte, error) { return c.piece(piece, inside) }, func(piece int, found []byte) error {
		c.take(piece, found)
		done++
		return inside(0, 0)
	})
	if err != nil {
		return nil, err
	}
	for _, l := range t.Label {
		if l >= 0 {
			table.Words++
		}
	}
	c.fill(table)
	return table, nil
}

func (d *Data) sentences() int { return d.Sentence[len(d.Sentence)-1] + 1 }

func (d *Data) check(t Task, o *Options) error {
	if len(t.Label) != len(d.Sentence) {
		return fmt.Errorf("probe: want a label for each of %d words, got %d", len(d.Sentence), len(t.Label))
	}
	if len(t.Classes) < 2 {
		return fmt.Errorf("probe: task %s has %d classes in these sentences; a probe needs two to tell apart", t.ID, len(t.Classes))
	}
	if len(o.Seeds) == 0 {
		return fmt.Errorf("probe: no seeds")
	}
	if o.Layers == nil {
		for i := range d.Layers {
			o.Layers = append(o.Layers, i)
		}
	}
	for _, l := range o.Layers {
		if l < 0 || l >= len(d.Layers) {
			return fmt.Errorf("probe: layer %d; want 0 to %d", l, len(d.Layers)-1)
		}
	}
	if o.Resamples == 0 {
		o.Resamples = defaultResamples
	}
	return nil
}

// player is one that guesses labels: a probe of a kind at a layer, or one that looks at no layer (-1).
type player struct {
	kind  string // "real", "control", "random", "majority", "memoriser"
	layer int
}

// Train is the probe of a layer to be kept: trained, like those of a table, on all labelled words but those that are always tested,
// and put in terms of the layer's own values.
func (d *Data) Train(t Task, layer int, yield Yield) (*Linear, error) {
	if err := d.check(t, &Options{Layers: []int{layer}, Seeds: []uint64{0}}); err != nil {
		return nil, err
	}
	var words []int
	for w, l := range t.Label {
		if l >= 0 && !(d.Test != nil && d.Test[d.Sentence[w]]) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("probe: task %s labels no words to train on", t.ID)
	}
	s := standardise(d.Layers[layer], words, nil)
	l, err := Fit(d.Kernels, s.train, pick(t.Label, words), len(t.Classes), tableEffort(len(words), d.shape(shapeOf{-1, layer})), yield)
	if err != nil {
		return nil, err
	}
	for c := range l.Classes {
		for j := range l.Width {
			l.W[c*l.Width+j] *= s.scale[j]
			l.B[c] -= l.W[c*l.Width+j] * s.mean[j]
		}
	}
	return l, nil
}

// contest counts, for each player and sentence, the words that it got right over all seeds.
type contest struct {
	*Data
	task    Task
	options Options
	draws   []draw // by number in options.Seeds
	hits    map[player][]float64
	tested  []float64 // words tested by sentence
	bits    []float64 // by piece
}

// draw is what a seed decides: the words trained and tested on, and the labels of the control task.
type draw struct {
	train, test []int
	control     []int32
}

// draw does all of a seed that looks at no layer.
func (c *contest) draw(seed uint64) error {
	random := rand.New(rand.NewPCG(seed, 0x70726f6265))
	train, test := c.split(random)
	if len(train) == 0 || len(test) == 0 {
		return fmt.Errorf("probe: task %s labels %d words to train on and %d to test; there are too few sentences",
			c.task.ID, len(train), len(test))
	}
	for _, w := range test {
		c.tested[c.Sentence[w]]++
	}
	c.memorise(train, test)
	c.draws = append(c.draws, draw{train, test, c.control(random, train)})
	return nil
}

// kinds of probes, in the order in which a piece finds them.
var kinds = []string{"real", "control", "random"}

// of is the seed's number and the layer's number in options that a piece is about.
func (c *contest) of(piece int) (seed, layer int) {
	return piece / len(c.options.Layers), piece % len(c.options.Layers)
}

// piece trains a probe of each kind for a seed at a layer. It finds the code length, and of each test word and kind whether it was
// right.
func (c *contest) piece(piece int, yield Yield) ([]byte, error) {
	number, at := c.of(piece)
	layer, drawn := c.options.Layers[at], c.draws[number]
	s := standardise(c.Layers[layer], drawn.train, drawn.test)
	s.shape = c.shape(shapeOf{-1, layer})
	bits, err := c.code(s, drawn.train, yield)
	if err != nil {
		return nil, err
	}
	found := share.Pack([]float64{bits})
	for _, kind := range kinds {
		labels := c.task.Label
		switch {
		case kind == "control":
			labels = drawn.control
		case kind == "random" && len(c.Random) == 0:
			return found, nil
		case kind == "random":
			model := number % len(c.Random)
			if err := c.read(model); err != nil {
				return nil, err
			}
			s = standardise(c.Random[model][layer], drawn.train, drawn.test)
			s.shape = c.shape(shapeOf{model, layer})
		}
		right, err := c.play(s, labels, drawn.train, drawn.test, yield)
		if err != nil {
			return nil, err
		}
		found = append(found, right...)
	}
	return found, nil
}

// read has the layers of a random model made if they are not there.
func (c *contest) read(model int) (err error) {
	if c.Random[model] == nil {
		c.Random[model], err = c.options.Read(model)
	}
	return err
}

// take counts what a piece has found.
func (c *contest) take(piece int, found []byte) {
	number, at := c.of(piece)
	c.bits[piece], found = share.Unpack[float64](found[:8])[0], found[8:]
	test := c.draws[number].test
	for i := 0; i*len(test) < len(found); i++ {
		c.countAll(player{kinds[i], c.options.Layers[at]}, test, found[i*len(test):])
	}
}

// split deals the labelled words, by sentence, to training and test. Training sentences come in random order, for code length.
func (c *contest) split(random *rand.Rand) (train, test []int) {
	words := make([][]int, c.sentences())
	for w, l := range c.task.Label {
		if l >= 0 {
			words[c.Sentence[w]] = append(words[c.Sentence[w]], w)
		}
	}
	for at, s := range random.Perm(len(words)) {
		if c.Test != nil && c.Test[s] || c.Test == nil && at < (len(words)+4)/5 {
			test = append(test, words[s]...)
		} else {
			train = append(train, words[s]...)
		}
	}
	return train, test
}

// control gives each word type a label of its own, drawn from those of the training words, so that a control task has the
// same frequent classes.
func (c *contest) control(random *rand.Rand, train []int) []int32 {
	labels, of := make([]int32, len(c.Type)), map[int32]int32{}
	for w, t := range c.Type {
		if _, ok := of[t]; !ok {
			of[t] = c.task.Label[train[random.IntN(len(train))]]
		}
		labels[w] = of[t]
	}
	return labels
}

// memorise plays the two that look at no layer.
func (c *contest) memorise(train, test []int) {
	all, byType := make([]int, len(c.task.Classes)), map[int32][]int{}
	for _, w := range train {
		counts := byType[c.Type[w]]
		if counts == nil {
			counts = make([]int, len(c.task.Classes))
			byType[c.Type[w]] = counts
		}
		counts[c.task.Label[w]]++
		all[c.task.Label[w]]++
	}
	for _, w := range test {
		counts := byType[c.Type[w]]
		if counts == nil {
			counts = all
		}
		c.count(player{"majority", -1}, w, most(all) == c.task.Label[w])
		c.count(player{"memoriser", -1}, w, most(counts) == c.task.Label[w])
	}
}

func most(counts []int) int32 {
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return int32(best)
}

func (c *contest) count(p player, word int, right bool) {
	if c.hits[p] == nil {
		c.hits[p] = make([]float64, c.sentences())
	}
	if right {
		c.hits[p][c.Sentence[word]]++
	}
}

// play trains one probe and says of each test word whether it is right: 1, or 0.
func (c *contest) play(s standardised, labels []int32, train, test []int, yield Yield) ([]byte, error) {
	l, err := Fit(c.Kernels, s.train, pick(labels, train), len(c.task.Classes), tableEffort(len(train), s.shape), yield)
	if err != nil {
		return nil, err
	}
	right := make([]byte, len(test))
	for i, guess := range l.Classify(c.Kernels, s.test) {
		if guess == labels[test[i]] {
			right[i] = 1
		}
	}
	return right, nil
}

func (c *contest) countAll(p player, test []int, right []byte) {
	for i, word := range test {
		c.count(p, word, right[i] == 1)
	}
}

func tableEffort(rows int, shape []float32) FitOptions {
	o := FitOptions{Lambda: Strength * float64(rows), Iterations: tableIterations, Tolerance: tableTolerance, Shape: shape}
	if shape != nil {
		o.Iterations = shapedIterations
	}
	return o
}

// code is the online code length of the training words, bits a word; 0 if it was not asked for.
func (c *contest) code(s standardised, train []int, yield Yield) (float64, error) {
	if !c.options.CodeLength {
		return 0, nil
	}
	effort := func(rows int) FitOptions { return tableEffort(rows, s.shape) }
	bits, err := CodeLength(c.Kernels, s.train, pick(c.task.Label, train), len(c.task.Classes), Parts(len(train)), effort, yield)
	return bits / float64(len(train)*len(c.options.Seeds)), err
}

func pick(labels []int32, words []int) []int32 {
	list := make([]int32, len(words))
	for i, w := range words {
		list[i] = labels[w]
	}
	return list
}

// standardised are the training and test words of a layer, each value less the training words' mean and divided by their deviation.
type standardised struct {
	train, test model.Array
	mean, scale []float32
	shape       []float32 // of the layer
}

func standardise(layer model.Array, train, test []int) standardised {
	width := layer.Shape[1]
	mean, square := make([]float64, width), make([]float64, width)
	for _, w := range train {
		for j, v := range layer.Data[w*width : (w+1)*width] {
			mean[j] += float64(v)
			square[j] += float64(v) * float64(v)
		}
	}
	for j := range mean {
		mean[j] /= float64(len(train))
		square[j] /= float64(len(train))
	}
	s := standardised{mean: make([]float32, width), scale: make([]float32, width)}
	rounding := 0.0 // variance that float32 alone can make, after an erasure too
	for _, v := range square {
		rounding += 1e-10 * v / float64(width)
	}
	for j := range mean {
		s.mean[j] = float32(mean[j])
		if variance := square[j] - mean[j]*mean[j]; variance > rounding {
			s.scale[j] = float32(1 / math.Sqrt(variance))
		}
	}
	s.train, s.test = s.take(layer, train), s.take(layer, test)
	return s
}

func (s standardised) take(layer model.Array, words []int) model.Array {
	width := len(s.mean)
	a := model.Array{Data: make([]float32, len(words)*width), Shape: []int{len(words), width}}
	for i, w := range words {
		for j, v := range layer.Data[w*width : (w+1)*width] {
			a.Data[i*width+j] = (v - s.mean[j]) * s.scale[j]
		}
	}
	return a
}

// fill writes the table from the counts.
func (c *contest) fill(t *Table) {
	for _, n := range c.tested {
		t.Tested += int(n)
		if n > 0 {
			t.Sentences++
		}
	}
	memoriser := player{"memoriser", -1}
	t.Majority, t.Memoriser = c.share(player{"majority", -1}, nil), c.share(memoriser, nil)
	for i, layer := range c.options.Layers {
		real, control := player{"real", layer}, player{"control", layer}
		row := Row{Layer: layer, Accuracy: c.share(real, nil), Control: c.share(control, nil),
			Selectivity: c.share(real, &control), OverMemoriser: c.share(real, &memoriser)}
		if random := (player{"random", layer}); c.hits[random] != nil {
			row.Random, row.OverRandom = c.share(random, nil), c.share(real, &random)
		}
		for at := i; at < len(c.bits); at += len(c.options.Layers) {
			row.Bits += c.bits[at]
		}
		t.Rows = append(t.Rows, row)
	}
}

// share is the share of tested words that a player got right, less that of another, with its interval over sentences.
func (c *contest) share(p player, less *player) Interval {
	var hits, tested []float64
	for s, n := range c.tested {
		if n == 0 {
			continue
		}
		h := c.hits[p][s]
		if less != nil {
			h -= c.hits[*less][s]
		}
		hits, tested = append(hits, h), append(tested, n)
	}
	return ratio(hits, tested, c.options.Resamples)
}

// Against is the share of true values, and how much it is above that of a rival on the same things.
func Against(right, rival []bool) (share, over Interval) {
	hits, more, all := make([]float64, len(right)), make([]float64, len(right)), make([]float64, len(right))
	number := map[bool]float64{true: 1}
	for i := range right {
		hits[i], more[i], all[i] = number[right[i]], number[right[i]]-number[rival[i]], 1
	}
	return ratio(hits, all, defaultResamples), ratio(more, all, defaultResamples)
}

// defaultResamples are those of an interval.
const defaultResamples = 500

// ratio is Σ above / Σ below with its interval over resampled pairs.
func ratio(above, below []float64, resamples int) Interval {
	of := func(pick []int) float64 {
		a, b := 0.0, 0.0
		for _, i := range pick {
			a += above[i]
			b += below[i]
		}
		return a / b
	}
	all := make([]int, len(above))
	for i := range all {
		all[i] = i
	}
	v := Interval{Value: of(all)}
	v.Low, v.High = train.Bootstrap(len(all), resamples, 1, v.Value, of)
	return v
}
