// Package api is the list of calls a page can make to the engine: a typed request in, a typed
// response out. [Calls] lists them, one line a call; [OpenModel.Call] runs one. The same list is
// served to the page by wasm/ and described to TypeScript by build/apitypes.
//
// A response may hold [Tensor] values anywhere; their numbers travel beside the JSON as raw
// little-endian float32, in the order in which the tensors occur.
package api

import (
	"pellucid/engine/doubt"
	"pellucid/engine/model"
)

// Bytes of the params travel beside the JSON. They are a whole field of a call, never a part of one.
type Bytes []byte

// Vocabulary is a published vocabulary that texts can be shown in; the client hands it over first, by the call "vocab".
type Vocabulary string

// The published vocabularies, by the names of the models that made them known.
const (
	GPT2   Vocabulary = "gpt2"
	P50k   Vocabulary = "p50k"
	CL100k Vocabulary = "cl100k"
	O200k  Vocabulary = "o200k"
)

// Order is what becomes of the positions of an input's words.
type Order string

// The orders; "" is the usual one.
const (
	NoPositions Order = "none"     // no position information
	Shuffled    Order = "shuffled" // the words are dealt out in an order drawn from Input.Seed
)

// Op is what an edit does.
type Op string

// The operations; see the edits of the model.
const (
	Zero      Op = "zero"
	Mean      Op = "mean"
	Scale     Op = "scale"
	Add       Op = "add"
	Set       Op = "set"
	BlankKeys Op = "blank_keys"
)

// Axis names one dimension of a tensor.
type Axis string

// The axes.
const (
	HeadAxis   Axis = "head"
	QueryAxis  Axis = "query"
	KeyAxis    Axis = "key"
	SourceAxis Axis = "source" // a key of cross-attention
	PosAxis    Axis = "pos"
	WidthAxis  Axis = "width"
	HiddenAxis Axis = "hidden"
	DimAxis    Axis = "dim"
	HalfAxis   Axis = "half" // a pair of dimensions
	ScaleAxis  Axis = "scale"
	VocabAxis  Axis = "vocab"
	LayerAxis  Axis = "layer"
)

// Rows says whose logits are wanted.
type Rows string

// The rows; "" is none.
const (
	AllRows Rows = "all"
	LastRow Rows = "last"
)

// Stop is why an output ended.
type Stop string

// The ends of an output.
const (
	AtEnd    Stop = "end"    // the model wrote its end token
	AtLength Stop = "length" // there was no more room
)

// Encoding is a kind of position encoding.
type Encoding string

// The encodings; "" is the model's own.
const (
	Sinusoidal Encoding = "sinusoidal"
	Learned    Encoding = "learned"
	Rotary     Encoding = "rotary"
	// SinusoidalHalves has all sines before all cosines (Marian); Relative is a bias by distance and has no vectors (T5).
	SinusoidalHalves Encoding = "sinusoidal_halves"
	Relative         Encoding = "relative"
)

// Token is one token of a text as the page shows it.
type Token struct {
	ID      int32  `json:"id"`
	Text    string `json:"text"`    // what the token reads as; "" if its bytes are no whole characters (show Bytes then)
	Bytes   string `json:"bytes"`   // its bytes as upper-case hex pairs separated by spaces, "E4 BD A0"
	Start   int    `json:"start"`   // byte range in the text; Start == End for special tokens the model adds
	End     int    `json:"end"`     //
	Group   int    `json:"group"`   // index into Groups
	Special bool   `json:"special"` // a begin, end, language or padding token
}

// Group is a run of tokens that only together are whole grapheme clusters: one cell of the token strip.
type Group struct {
	Text  string `json:"text"`
	First int    `json:"first"` // token range [First, Last)
	Last  int    `json:"last"`
}

// Tokens is a tokenized text.
type Tokens struct {
	Tokens []Token `json:"tokens"`
	Groups []Group `json:"groups"`
}

// Input is a text given to the model. For the translator, To is the target language ("en", "zh",
// or "" to choose by the script of the text). Target forces the output text (teacher forcing); for a decoder-only model
// Text is the prompt and Target its continuation.
type Input struct {
	Text   string `json:"text"`
	To     string `json:"to,omitempty"`
	Target string `json:"target,omitempty"`
	// TargetIDs forces the output as token ids; it wins over Target.
	TargetIDs []int32 `json:"target_ids,omitempty"`
	Positions Order   `json:"positions,omitempty"` // the usual one unless told otherwise
	Seed      uint64  `json:"seed,omitempty"`
	// Around is whether the tokens that a model's files put around a text (begin, end) are there: as the files say, unless
	// told otherwise. Our own packs always have them.
	Around Around `json:"around,omitempty"`
	// Special takes the names of special tokens in the texts for those tokens, as in a chat or a masked sentence; otherwise
	// they are plain text. Encoder-only models always do so.
	Special bool `json:"special,omitempty"`
}

// Around says whether begin and end tokens are put around a text.
type Around string

// "" is as the model's files say.
const (
	WithAround    Around = "with"    // as the files say, or else the begin token
	WithoutAround Around = "without" // none
)

// Edit is a model.PlacedEdit as data.
type Edit struct {
	Site   string    `json:"site"`                                       // hook name
	Op     Op        `json:"op"`                                         //
	At     [][]int   `json:"at,omitempty" ts:"at?: (number[] | null)[]"` // indices an axis; null is all
	Value  []float32 `json:"value,omitempty"`                            //
	Factor float32   `json:"factor,omitempty"`                           //
	Keys   []int     `json:"keys,omitempty"`                             //
}

// Candidate is one possible next token.
type Candidate struct {
	Token Token   `json:"token"`
	Prob  float32 `json:"prob"`  // softmax at temperature 1, nothing cut off
	Logit float32 `json:"logit"` //
	// Chance is the probability that the sampling settings choose it: after temperature, top-k and top-p.
	Chance float32 `json:"chance"`
}

// Sampling says how the next token is chosen; the zero value is greedy.
type Sampling struct {
	Temperature float64 `json:"temperature,omitempty"` // 0 is greedy
	TopK        int     `json:"top_k,omitempty"`       // 0 is all
	TopP        float64 `json:"top_p,omitempty"`       // 0 is all
	Seed        uint64  `json:"seed,omitempty"`
	MaxTokens   int     `json:"max_tokens,omitempty"` // 0 is the model's default
}

// Tensor is a named array of float32, row-major. Its numbers are not part of the JSON:
// they follow it as raw little-endian float32.
type Tensor struct {
	Name  string `json:"name"` // e.g. a hook name
	Shape []int  `json:"shape"`
	Axes  []Axis `json:"axes"`
	// Part counts the arrays that follow the JSON; the bridge puts the array itself here.
	Part int       `json:"data" ts:"data: Float32Array"`
	Data []float32 `json:"-"`
}

// Progress says how much of a long call is done.
type Progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// InfoParams asks about the open model.
type InfoParams struct{}

// InfoResult describes the open model. Parameters is counted by part: "embed", "encoder", "decoder", "unembed", "total".
type InfoResult struct {
	Name       string         `json:"name"`
	Config     model.Config   `json:"config"`
	Card       any            `json:"card"` // card.json as it stands, or null
	Parameters map[string]int `json:"parameters"`
	Bytes      int            `json:"bytes"` // weights in memory
	Quantised  bool           `json:"quantised"`
	Format     string         `json:"format"`  // how most of the weights are stored: "F32", "Q8", "Q4_K" …
	Sites      []Place        `json:"sites"`   // every site, forward order
	Kernels    string         `json:"kernels"` // which implementation runs
	Hash       string         `json:"hash"`    // sha256 of the weights file
	// Family is what kind of checkpoint it was ("Qwen3"), "" for a pack; Files is what was opened of the folder.
	Family string   `json:"family"`
	Files  []string `json:"files"`
	// Before and After are the ids that the model's files put around a text.
	Before []int32 `json:"before"`
	After  []int32 `json:"after"`
	// BeginToken and EndToken are the texts of the tokens that begin and end a text, "" where there are none.
	BeginToken string `json:"begin_token"`
	EndToken   string `json:"end_token"`
	// MaskToken is what stands in a text for a word that an encoder-only model is to guess, "" where it has no such token.
	MaskToken string `json:"mask_token"`
	// ChatTemplate is the model's own, in Jinja; "" for a model that is not for chats.
	ChatTemplate string `json:"chat_template"`
}

// TokenizeParams asks for the tokens of a text in the model's own vocabulary (Vocab "")
// or a published one.
type TokenizeParams struct {
	Text  string     `json:"text"`
	Vocab Vocabulary `json:"vocab,omitempty"`
	// Special is as in [Input].
	Special bool `json:"special,omitempty"`
}

// TokenizeResult is the text as tokens, without the special tokens a model adds.
type TokenizeResult struct {
	Tokens
	Vocab string `json:"vocab"`
	Size  int    `json:"size"` // of the vocabulary
}

// VocabParams hands over a published vocabulary, so that texts can be shown in it too.
type VocabParams struct {
	Name Vocabulary `json:"name"`
	// Data is the vocabulary in tiktoken's format: a line for each token, its bytes in base64 and its rank.
	Data Bytes `json:"-" ts:"data: Uint8Array"`
}

// VocabResult confirms it.
type VocabResult struct {
	Name Vocabulary `json:"name"`
	Size int        `json:"size"` // tokens
}

// MergesParams asks how BPE builds the tokens of one word.
type MergesParams struct {
	Word  string     `json:"word"`
	Vocab Vocabulary `json:"vocab,omitempty"`
}

// MergesResult is the word's pieces after each merge; Steps[0] is single bytes (or characters).
type MergesResult struct {
	Steps []MergeStep `json:"steps"`
}

// MergeStep is the state after one merge: At is the piece just made (-1 in the first step) and Rank its place in the merge list.
type MergeStep struct {
	Pieces []Token `json:"pieces"`
	At     int     `json:"at"`
	Rank   int     `json:"rank"`
}

// ForwardParams runs the model once with teacher forcing. Without Target(IDs) an encoder–decoder first translates greedily.
type ForwardParams struct {
	Input  Input    `json:"input"`
	Keep   []string `json:"keep,omitempty"` // hook names; a trailing or inner "*" matches any layer: "encoder.*.attn.hook_pattern"
	Edits  []Edit   `json:"edits,omitempty"`
	Logits Rows     `json:"logits,omitempty"` // adds a tensor "logits" [pos, vocab]
	Top    int      `json:"top,omitempty"`    // adds the best candidates of every output position
}

// ForwardResult names the rows and columns of the tensors. For an encoder–decoder Source is what the encoder read
// (special tokens included) and Target what the decoder read; for a decoder, Source is empty.
type ForwardResult struct {
	Source  Tokens        `json:"source"`
	Target  Tokens        `json:"target"`
	Tensors []Tensor      `json:"tensors"`
	Top     [][]Candidate `json:"top,omitempty"` // [target pos][]
	// of target pos t+1 given the rows up to t; last is of the token after it if known, else absent
	LogProb []float32 `json:"log_prob,omitempty"`
}

// GenerateParams continues or translates Input. Forced, when given, are output tokens to keep before choosing begins
// (stepping back, or taking another candidate).
type GenerateParams struct {
	Input    Input    `json:"input"`
	Sampling Sampling `json:"sampling,omitzero"`
	Forced   []int32  `json:"forced,omitempty"`
	Edits    []Edit   `json:"edits,omitempty"` // at sites of the whole pass
	Top      int      `json:"top,omitempty"`   // candidates a step; 0 is 10
}

// GenerateStep is one chosen token; each is also sent as progress while generating.
type GenerateStep struct {
	Index      int         `json:"index"`
	Token      Token       `json:"token"`
	Prob       float32     `json:"prob"`
	Entropy    float32     `json:"entropy"` // nats, of the untempered distribution
	Candidates []Candidate `json:"candidates"`
	Text       string      `json:"text"` // all output so far, whole characters only
}

// GenerateResult is the whole output.
type GenerateResult struct {
	Source Tokens         `json:"source"`
	Output Tokens         `json:"output"` // without begin; with end if it was produced
	Steps  []GenerateStep `json:"steps"`
	Text   string         `json:"text"`
	Stop   Stop           `json:"stop"`
	// ReadAs is the input as the model reads it, tidied, if that differs from what was typed.
	ReadAs string `json:"read_as,omitempty"`
	// Surprise is the mean of −ln p over the output's tokens, nats.
	Surprise float64 `json:"surprise"`
	// Doubt is why a translation is taken for a guess, "" if it is not; the limit is the card's (doubt.limit).
	Doubt doubt.Reason `json:"doubt,omitempty"`
}

// BeamParams asks for the best outputs by beam search.
type BeamParams struct {
	Input         Input   `json:"input"`
	Width         int     `json:"width"`
	LengthPenalty float64 `json:"length_penalty,omitempty"` // Wu et al. 2016 (arXiv:1609.08144) α
	MaxTokens     int     `json:"max_tokens,omitempty"`
}

// BeamResult lists hypotheses, best first.
type BeamResult struct {
	Hypotheses []Hypothesis `json:"hypotheses"`
}

// Hypothesis is one output with its log-probability (nats) and length-normalised score.
type Hypothesis struct {
	Text    string    `json:"text"`
	Output  Tokens    `json:"output"`
	LogProb float32   `json:"log_prob"`
	Score   float32   `json:"score"`
	Probs   []float32 `json:"probs"` // of each token
}

// NeighboursParams asks for the tokens whose embeddings point most nearly the same way.
type NeighboursParams struct {
	Text     string `json:"text,omitempty"` // its first token, unless ID is given
	ID       *int32 `json:"id,omitempty"`
	K        int    `json:"k"`
	Centered bool   `json:"centered,omitempty"` // subtract the mean embedding first (Mu & Viswanath, arXiv:1702.01417)
}

// NeighboursResult has cosines from the full space, and what random pairs of tokens have.
type NeighboursResult struct {
	Of         Token       `json:"of"`
	Vector     []float32   `json:"vector"` // its embedding
	Neighbours []Neighbour `json:"neighbours"`
	RandomMean float64     `json:"random_mean"` // cosine of RandomN random pairs
	RandomSD   float64     `json:"random_sd"`
	RandomN    int         `json:"random_n"`
}

// Neighbour is a token and its cosine.
type Neighbour struct {
	Token  Token   `json:"token"`
	Cosine float32 `json:"cosine"`
}

// MapParams asks for a two-dimensional PCA of words' embeddings (a word of several tokens is their mean).
type MapParams struct {
	Words []string `json:"words"`
}

// MapResult places the words; Explained is the share of variance of each axis.
type MapResult struct {
	Points    []MapPoint  `json:"points"`
	Explained []float64   `json:"explained"`
	Cosine    [][]float32 `json:"cosine"` // between all words, full space
}

// MapPoint is one word's place.
type MapPoint struct {
	Word   string  `json:"word"`
	Tokens []Token `json:"tokens"`
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
}

// PositionsParams asks for the position encodings of the first Length positions.
type PositionsParams struct {
	Length int      `json:"length"`
	Kind   Encoding `json:"kind,omitempty"` // the model's own unless told otherwise; all but "learned" can be asked of any model
}

// PositionsResult has one tensor: "positions" [pos, width] (sinusoidal, learned) or "angles" [pos, half] in radians (rotary).
type PositionsResult struct {
	Kind    Encoding `json:"kind"`
	Tensors []Tensor `json:"tensors"`
}
