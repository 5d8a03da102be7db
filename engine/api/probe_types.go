package api

// The protocol of the layer clinic: what a layer's output holds, read by small probes that are trained in the page.

import (
	"pellucid/engine/probe"
	"pellucid/engine/world"
)

// BankParams hands over annotated sentences, from which probes are trained; the other calls of the clinic name them by language.
type BankParams struct {
	Language Language `json:"language"`
	Data     Bytes    `json:"-" ts:"data: Uint8Array"` // a file of assets/bank
}

// Language is that of a bank of sentences.
type Language = world.Language

// The languages of the banks.
const (
	English = world.English
	Chinese = world.Chinese
)

// BankResult says what is in it.
type BankResult struct {
	Language  Language `json:"language"`
	Sentences int      `json:"sentences"`
	Words     int      `json:"words"`
}

// ProbeSource says whose words a probe is trained on, and where in the model.
type ProbeSource struct {
	Language  Language `json:"language"`            // of a bank that was handed over
	Stack     Stack    `json:"stack,omitempty"`     // "" is the encoder, or the only stack there is
	Sentences int      `json:"sentences,omitempty"` // at most so many of the bank, evenly chosen; 0 is all
}

// Bed is what probes were trained on.
type Bed struct {
	Sites     []Place `json:"sites"`     // places looked at, from the embedding up: every layer, or some of a large model, evenly chosen
	Sentences int     `json:"sentences"` // of the bank
	Words     int     `json:"words"`
	LeftOut   int     `json:"left_out"` // sentences that do not fit the model
	Millis    float64 `json:"millis"`   // that the call took
}

// ProbeTask is what a probe tells about a word.
type ProbeTask string

// The tasks that the banks have labels for.
const (
	PartOfSpeech ProbeTask = "pos"
	Relation     ProbeTask = "relation"
	DepthTask    ProbeTask = "depth"    // in the dependency tree
	PositionTask ProbeTask = "position" // in the sentence
	SentenceTask ProbeTask = "sentence" // question, exclamation or statement
	IdentityTask ProbeTask = "identity" // which of the 50 most frequent words
)

// Tasks of shipped probes alone: a treebank has labels for them.
const (
	NumberTask ProbeTask = "number" // of English nouns
	TenseTask  ProbeTask = "tense"  // of English finite verbs
	AspectTask ProbeTask = "aspect" // the particle after a Chinese verb
)

// ProbeParams asks for the table of a task: every layer with all its controls.
type ProbeParams struct {
	Source     ProbeSource `json:"source"`
	Task       ProbeTask   `json:"task"`
	Layers     []int       `json:"layers,omitempty"` // numbers in sites; all without it
	Seeds      int         `json:"seeds,omitempty"`  // splits, control tasks and random models; 0 is 3
	CodeLength bool        `json:"code_length,omitempty"`
}

// ProbeResult is the table. RandomModels is 0 for a model too large to be made a second time; its columns are then empty.
type ProbeResult struct {
	Bed          Bed         `json:"bed"`
	Table        probe.Table `json:"table"`
	Seeds        int         `json:"seeds"`
	RandomModels int         `json:"random_models"`
}

// ProbeTreesParams asks how well structural probes of distance draw the bank's trees.
type ProbeTreesParams struct {
	Source ProbeSource `json:"source"`
}

// ProbeTreesResult is the table of structural probes; every fifth sentence was kept for the test.
type ProbeTreesResult struct {
	Bed   Bed             `json:"bed"`
	Table probe.TreeTable `json:"table"`
}

// ProbeApplyParams asks what the probes read from a sentence. Spans are its words, byte ranges, white space left out.
type ProbeApplyParams struct {
	Source ProbeSource `json:"source"`
	Input  Input       `json:"input"`
	Spans  [][2]int    `json:"spans"`
	Tasks  []ProbeTask `json:"tasks"`
	Trees  bool        `json:"trees,omitempty"` // the trees of the structural probes too
	// Shipped takes the probes that were handed over by the call probes, instead of training some on the bank.
	Shipped bool `json:"shipped,omitempty"`
}

// ProbeApplyResult is what the probes, trained on all of the bank, say about each word at each layer.
type ProbeApplyResult struct {
	Bed   Bed           `json:"bed"`
	Words []AppliedWord `json:"words"`
	Tasks []AppliedTask `json:"tasks"`
	Trees [][][2]int    `json:"trees"` // [layer]: edges between words, of the spanning tree of predicted distances, marks left out
}

// AppliedWord is a word of the reader's sentence.
type AppliedWord struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Mark  bool   `json:"mark"` // no letter or digit in it
}

// AppliedTask is what one task's probes say.
type AppliedTask struct {
	Task    ProbeTask      `json:"task"`
	Classes int            `json:"classes"`
	Top     [][][]TagGuess `json:"top"` // [layer][word]: the likeliest three
}

// TagGuess is a class with its probability.
type TagGuess struct {
	Class string  `json:"class"`
	Prob  float32 `json:"prob"`
}

// ProbesParams hands over probes that were made ahead for this model's weights, on larger treebanks than the banks.
type ProbesParams struct {
	Data Bytes `json:"-" ts:"data: Uint8Array"` // probes.safetensors of build/probes
}

// ProbesResult says what they read, and whose data they were made of.
type ProbesResult struct {
	Licence string        `json:"licence"`
	Credit  string        `json:"credit"`
	Tasks   []ShippedTask `json:"tasks"`
}

// ShippedTask is a task of shipped probes.
type ShippedTask struct {
	Language Language `json:"language"`
	Task     string   `json:"task"`
}

// ProbeOwnParams asks whether lists of words can be told apart, layer by layer.
type ProbeOwnParams struct {
	Lists [][]string `json:"lists"` // two or more
	Stack Stack      `json:"stack,omitempty"`
	To    string     `json:"to,omitempty"` // as in Input
	Seed  uint64     `json:"seed,omitempty"`
}

// ProbeOwnResult has an Idea for each place.
type ProbeOwnResult struct {
	Sites  []Place      `json:"sites"`
	Layers []probe.Idea `json:"layers"`
	Words  int          `json:"words"`
	Millis float64      `json:"millis"`
}

// ProbeQuestionsParams asks how well each layer tells the questions among the sentences of the call tree.
type ProbeQuestionsParams struct {
	Stack Stack `json:"stack,omitempty"`
}

// ProbeQuestionsResult compares a linear probe of each place with the tree, on the sentences that neither was trained on.
type ProbeQuestionsResult struct {
	Sites  []Place          `json:"sites"`
	Probe  []probe.Interval `json:"probe"`     // accuracy by place
	Over   []probe.Interval `json:"over_tree"` // less the tree's, by place
	Tree   probe.Interval   `json:"tree"`
	Train  int              `json:"train"`
	Held   int              `json:"held"`
	Millis float64          `json:"millis"`
}

// BankSensesParams asks for the bank's words of several senses.
type BankSensesParams struct {
	Source ProbeSource `json:"source"`
}

// BankSensesResult lists them.
type BankSensesResult struct {
	Bed   Bed        `json:"bed"`
	Words []BankWord `json:"words"`
}

// BankWord is a word of several senses, with how far they stand apart in each layer. Gap is the mean cosine of uses of the same
// sense less that of uses of different senses; Nearest the share of uses whose nearest other use has the same sense; Chance how
// often a gap as large comes about when senses are dealt at random.
type BankWord struct {
	Word    string    `json:"word"`
	Uses    []BankUse `json:"uses"`
	Gap     []float64 `json:"gap"`
	Nearest []float64 `json:"nearest"`
	Chance  []float64 `json:"chance"`
}

// BankUse is a word in a sentence of the bank.
type BankUse struct {
	WordUse
	Sense string `json:"sense"`
}

// WordUse is a word in a sentence, its bytes [Start, End).
type WordUse struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// OverLayersParams asks how vectors of words in sentences change from layer to layer.
type OverLayersParams struct {
	Source     ProbeSource `json:"source"`
	Uses       []WordUse   `json:"uses"`                 // two to eight
	Neighbours int         `json:"neighbours,omitempty"` // of the bank for each use; 0 is 5
	To         string      `json:"to,omitempty"`         // as in Input
}

// OverLayersResult has a LayerView for each place. Path is [use][layer] on the first two principal components of all uses at
// all layers, each layer less the bank's mean there and divided by its deviation; Explained is their share of the variance. CKA
// compares the layers on the bank's words.
type OverLayersResult struct {
	Bed       Bed           `json:"bed"`
	Layers    []LayerView   `json:"layers"`
	Path      [][][]float64 `json:"path"`
	Explained []float64     `json:"explained"`
	CKA       [][]float64   `json:"cka"`
}

// LayerView is one layer. Cosine is between uses; RandomMean and RandomSD are of random pairs of the bank's words.
type LayerView struct {
	Cosine     [][]float64       `json:"cosine"`
	RandomMean float64           `json:"random_mean"`
	RandomSD   float64           `json:"random_sd"`
	Neighbours [][]BankNeighbour `json:"neighbours"` // by use: of the bank's words, after the layer's mean is taken away
}

// BankNeighbour is a word of the bank near to another.
type BankNeighbour struct {
	WordUse
	Cosine float64 `json:"cosine"`
}

// EraseParams asks what becomes of the output when what a task's probe reads at a layer is taken out.
type EraseParams struct {
	Source ProbeSource `json:"source"`
	Task   ProbeTask   `json:"task"`
	Layer  int         `json:"layer"` // number in sites
	Input  Input       `json:"input"`
	Random int         `json:"random,omitempty"` // random subspaces of the same size to compare with; 0 is 10
	Seed   uint64      `json:"seed,omitempty"`
}

// EraseResult compares. Divergence is the Kullback–Leibler divergence of the next-token probabilities from those without the
// edit, nats, mean over the output; RandomDivergence likewise for each random subspace. Text is the output without the edit,
// Erased and Random those with it and with the first random one. A model that only encodes has no output, and none of these.
type EraseResult struct {
	Bed              Bed           `json:"bed"`
	Place            Place         `json:"place"`
	Classes          int           `json:"classes"`
	Probe            probe.Erasure `json:"probe"`
	Divergence       float64       `json:"divergence"`
	RandomDivergence []float64     `json:"random_divergence"`
	Text             string        `json:"text"`
	Erased           string        `json:"erased"`
	Random           string        `json:"random"`
}
