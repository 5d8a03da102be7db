package api

import (
	"pellucid/engine/explain"
	"pellucid/engine/model"
)

// Explained says what is to be explained: an input, its output held fixed, the units that get credit, and the scale.
type Explained struct {
	Input Input    `json:"input"`           // without a target, the greedy output is explained
	Units UnitKind `json:"units,omitempty"` // what gets credit, "token" unless told otherwise
	// Spans are byte ranges [start, end) of the text, for "word" and "spans"; what lies between them is no unit. A token
	// that reaches into two spans goes with the first.
	Spans   [][2]int        `json:"spans,omitempty"`
	Measure explain.Measure `json:"measure,omitempty"` // "log_prob" unless told otherwise
	Foils   []Foil          `json:"foils,omitempty"`   // for "contrast"
}

// UnitKind is what credit is given to.
type UnitKind string

// The kinds of units.
const (
	TokenUnits UnitKind = "token" // groups of tokens, never half a character
	WordUnits  UnitKind = "word"  // Explained.Spans if given, else runs of letters, single Han characters and single marks
	SpanUnits  UnitKind = "spans" // Explained.Spans
)

// Foil is the other token y′ of a contrast at one output.
type Foil struct {
	Output int   `json:"output"`
	Token  int32 `json:"token"`
}

// Masking says how units are hidden, by "replace" unless told otherwise.
type Masking struct {
	Mask    explain.Mask `json:"mask,omitempty"`
	Neutral *int32       `json:"neutral,omitempty"` // token of "replace"; the model's own choice if absent
	Samples int          `json:"samples,omitempty"` // draws of "resample"; 0 is 8
	Seed    uint64       `json:"seed,omitempty"`
}

// Unit is one thing that credit is given to.
type Unit struct {
	Text   string `json:"text"`
	Start  int    `json:"start"`  // byte range in the input text
	End    int    `json:"end"`    //
	Tokens []int  `json:"tokens"` // positions in Head.Read
}

// Head is what every explanation begins with: what was explained, how, and at what price.
type Head struct {
	Method  string          `json:"method"` // id of the card
	Card    explain.Card    `json:"card"`
	Read    Tokens          `json:"read"`    // what the model read, special tokens included
	Units   []Unit          `json:"units"`   // columns
	Written Tokens          `json:"written"` // the explained output tokens: rows
	Probs   []float64       `json:"probs"`   // p of each written token, nothing hidden
	Measure explain.Measure `json:"measure"`
	Mask    explain.Mask    `json:"mask,omitempty"`
	Neutral *Token          `json:"neutral,omitempty"`
	Seed    uint64          `json:"seed"`
	Paid    model.Meter     `json:"paid"` // the passes that were made, as the model counted them
	Millis  float64         `json:"millis"`
	Model   string          `json:"model"`
	Hash    string          `json:"hash"` // of the weights
}

// CostParams asks what the methods would cost before they are run.
type CostParams struct {
	Explained Explained `json:"explained"`
	Masking   Masking   `json:"masking"`
	Outputs   []int     `json:"outputs,omitempty"` // of how many outputs, for methods that work output by output; none is all
	Seed      uint64    `json:"seed,omitempty"`
	Card      *CardPlan `json:"card,omitempty"` // also the price of this why-card
}

// CardPlan is what a why-card's price depends on; see WhyParams.
type CardPlan struct {
	Output   int      `json:"output"`
	Methods  []string `json:"methods,omitempty"`
	Evaluate Masking  `json:"evaluate"`
	Orders   int      `json:"orders,omitempty"`
}

// CostResult lists prices in passes for this input, and the time that one forward pass of it just took.
type CostResult struct {
	Units  int                      `json:"units"`
	Prices map[string]explain.Price `json:"prices"` // by id of every method and analysis, with the standard settings
	Exact  map[string]explain.Price `json:"exact"`  // of the methods that can try every variant of this input
	Masks  map[string]explain.Price `json:"masks"`  // of occlusion, by masking
	Pairs  int                      `json:"pairs"`  // the price of pairs is for so many units
	Card   *explain.Price           `json:"card,omitempty"`
	Millis float64                  `json:"millis"` // of one pass
}

// AttributeParams asks one method for credit.
type AttributeParams struct {
	Explained Explained `json:"explained"`
	Method    string    `json:"method"`            // id of a method of credit; cards.gen.ts lists them
	Outputs   []int     `json:"outputs,omitempty"` // rows of the result, in this order; none is all
	// What follows is ignored by methods to which it means nothing.
	Masking   Masking          `json:"masking"`
	Samples   int              `json:"samples,omitempty"`    // variants of LIME, orders of Shapley values, nodes of integrated gradients; 0 is the standard
	Exact     bool             `json:"exact,omitempty"`      // Shapley values: all sets of units, of at most 10
	Seed      uint64           `json:"seed,omitempty"`       // of what is drawn
	Baseline  explain.Baseline `json:"baseline,omitempty"`   // of integrated gradients: "mean" unless told otherwise
	HideSinks bool             `json:"hide_sinks,omitempty"` // attention: leave out the special tokens the model adds, where weight collects
}

// AttributionResult is credit in Captum's shape.
type AttributionResult struct {
	Head      Head        `json:"head"`
	TokenAttr [][]float64 `json:"token_attr"`      // [output][unit]
	SeqAttr   []float64   `json:"seq_attr"`        // [unit], sum over outputs
	Base      []float64   `json:"base,omitempty"`  // [output], of methods that have one
	Error     [][]float64 `json:"error,omitempty"` // standard errors of sampled methods
	Total     []float64   `json:"total,omitempty"` // what the credits should add up to, by output
	Gap       []float64   `json:"gap,omitempty"`   // by how much they do not
	Fit       []float64   `json:"fit,omitempty"`   // R², LIME
}

// AttributionPartial is one unit's finished column of occlusion, sent as it is done; other methods send Progress alone.
type AttributionPartial struct {
	Unit   int       `json:"unit"`
	Column []float64 `json:"column"` // [output asked for]
	Done   int       `json:"done"`
	Total  int       `json:"total"`
}

// PairsParams asks for the interaction of chosen units; none is all (at most 24).
type PairsParams struct {
	Explained Explained `json:"explained"`
	Masking   Masking   `json:"masking"`
	Chosen    []int     `json:"chosen,omitempty"`
}

// PairsResult is the symmetric interaction matrix over Chosen, of the whole output.
type PairsResult struct {
	Head        Head        `json:"head"`
	Chosen      []int       `json:"chosen"`
	Interaction [][]float64 `json:"interaction"`
}

// HeadsParams asks for the metrics of every head on this input, or, with Random > 0, on Random random tokens said twice.
type HeadsParams struct {
	Explained Explained `json:"explained"`
	Random    int       `json:"random,omitempty"`
	Seed      uint64    `json:"seed,omitempty"`
}

// HeadsResult lists heads in forward order.
type HeadsResult struct {
	Head  Head         `json:"head"`
	Heads []HeadMetric `json:"heads"`
	// Uniform has the metrics of heads that would look everywhere alike, one for each of Heads: what a score must rise above.
	Uniform []HeadMetric `json:"uniform"`
}

// HeadMetric is what one head does; see explain.HeadMetrics. A metric that does not apply is null.
type HeadMetric struct {
	Place              // of its pattern
	Entropy   *float64 `json:"entropy"` // 1 is uniform
	Distance  *float64 `json:"distance"`
	First     *float64 `json:"first"`
	Last      *float64 `json:"last"`
	Previous  *float64 `json:"previous"`
	Self      *float64 `json:"self"`
	Duplicate *float64 `json:"duplicate"`
	Induction *float64 `json:"induction"`
	Alignment *float64 `json:"alignment"`
}

// FaithfulnessParams judges rankings of the units, best supporter first, on chosen outputs (none is all).
type FaithfulnessParams struct {
	Explained Explained `json:"explained"`
	Masking   Masking   `json:"masking"` // the evaluating mask
	Rankings  [][]int   `json:"rankings"`
	Outputs   []int     `json:"outputs,omitempty"`
	Orders    int       `json:"orders,omitempty"` // random ones; 0 is 20
	Seed      uint64    `json:"seed,omitempty"`
}

// FaithfulnessResult has the curves of every ranking, and what they were compared with.
type FaithfulnessResult struct {
	Head     Head     `json:"head"`
	Methods  []Curves `json:"methods"`
	Compared Compared `json:"compared"`
}

// Compared is what rankings were compared with: all orders of the units where they are few, else random ones.
type Compared struct {
	Band     [][]float64 `json:"band"`     // 5 %, 50 % and 95 % of these orders' deletion curves
	Orders   int         `json:"orders"`   // how many
	All      bool        `json:"all"`      // all there are
	Mean     float64     `json:"mean"`     // of their areas under the deletion curve
	Best     float64     `json:"best"`     // the smallest
	Tied     float64     `json:"tied"`     // share of them that is as good as the best
	Decisive int         `json:"decisive"` // the unit that only has to come first, −1 if there is none or it is not known
}

// Curves is the faithfulness of one ranking; see explain.Faithfulness.
type Curves struct {
	Deletion          []float64 `json:"deletion"`
	Insertion         []float64 `json:"insertion"`
	DeletionAUC       float64   `json:"deletion_auc"`
	InsertionAUC      float64   `json:"insertion_auc"`
	Comprehensiveness float64   `json:"comprehensiveness"`
	Sufficiency       float64   `json:"sufficiency"`
	Gain              float64   `json:"gain"`   // over the mean order; above 0 is better than chance
	Share             float64   `json:"share"`  // of the other orders that are better; a tie counts half
	Regret            float64   `json:"regret"` // what the best order would still gain
}

// WhyParams asks for the why-card of one output token: several methods' rows, how they agree, how faithful each is.
type WhyParams struct {
	Explained Explained `json:"explained"`
	Output    int       `json:"output"`
	Masking   Masking   `json:"masking"`           // of methods that hide units
	Evaluate  Masking   `json:"evaluate"`          // of the faithfulness test; must differ from Masking
	Methods   []string  `json:"methods,omitempty"` // ids; none is explain.DefaultWhy
	Orders    int       `json:"orders,omitempty"`  // random ones; 0 is 20
	Seed      uint64    `json:"seed,omitempty"`
	Guess     *int      `json:"guess,omitempty"` // the unit the reader thinks matters most
}

// WhyRow is one method's credit; it is sent as soon as it is known, its judgement later.
type WhyRow struct {
	Method string    `json:"method"`
	Credit []float64 `json:"credit"` // [unit]
	Curves *Curves   `json:"curves,omitempty"`
}

// WhyResult is the whole card. TooShort says that there are too few units to judge an order; Conclusion is one
// sentence made from the numbers.
type WhyResult struct {
	Head       Head         `json:"head"`
	Output     int          `json:"output"`
	Rows       []WhyRow     `json:"rows"`
	Kendall    [][]float64  `json:"kendall"` // between rows
	Top        [][]float64  `json:"top"`     // overlap of the top K
	K          int          `json:"k"`
	Chance     float64      `json:"chance"` // of Top
	Compared   *Compared    `json:"compared,omitempty"`
	TooShort   bool         `json:"too_short"`
	HiddenProb []float64    `json:"hidden_prob"` // p of the output with each unit hidden
	Conclusion explain.Text `json:"conclusion"`
	Verdict    explain.Text `json:"verdict"` // the part of it that says which orders are faithful; empty if too short
}

// ImportanceParams asks for each head's and MLP's effect when switched off, by "mean" unless told otherwise.
type ImportanceParams struct {
	Explained Explained        `json:"explained"`
	Ablation  explain.Ablation `json:"ablation,omitempty"`
}

// ImportanceResult lists parts in forward order.
type ImportanceResult struct {
	Head  Head   `json:"head"`
	Parts []Part `json:"parts"`
}

// Part is a head (Head ≥ 0, Site its hook_z) or an MLP (Head −1, Site its hook_mlp_out), the edit that switches it off,
// and what that costs: score with it minus without.
type Part struct {
	Place
	Edit  Edit      `json:"edit"`
	Drop  []float64 `json:"drop"` // [output]
	Total float64   `json:"total"`
}

// PatchParams compares Explained with another text of as many tokens, at one output. Foil is the token that the other
// text gives there; absent, the model is asked.
type PatchParams struct {
	Explained Explained  `json:"explained"`
	Other     string     `json:"other"`
	Output    int        `json:"output"`
	Foil      *int32     `json:"foil,omitempty"`
	Point     PatchPoint `json:"point,omitempty"` // "resid_pre" unless told otherwise
}

// PatchPoint is where activations are exchanged.
type PatchPoint string

// The points of patching.
const (
	PatchStream    PatchPoint = "resid_pre"
	PatchAttention PatchPoint = "attn_out"
	PatchMLP       PatchPoint = "mlp_out"
)

// PatchResult is the grid of restored share, [layer][position read].
type PatchResult struct {
	Head      Head        `json:"head"`
	OtherRead Tokens      `json:"other_read"`
	Sites     []Place     `json:"sites"`
	Effect    [][]float64 `json:"effect"`
	Clean     float64     `json:"clean"`   // log p(y) − log p(y′) with the original
	Corrupt   float64     `json:"corrupt"` // and with the other text
	Answer    Token       `json:"answer"`
	Foil      Token       `json:"foil"`
}

// LensParams asks for the logit lens; Watch are tokens whose rank is followed.
type LensParams struct {
	Explained Explained `json:"explained"`
	Top       int       `json:"top,omitempty"` // 0 is 5
	Watch     []int32   `json:"watch,omitempty"`
}

// LensResult has a cell a layer and position; Positions are the tokens read at the columns, Next those written after them.
type LensResult struct {
	Head      Head         `json:"head"`
	Sites     []Place      `json:"sites"`
	Positions Tokens       `json:"positions"`
	Next      []Token      `json:"next"`
	Cells     [][]LensCell `json:"cells"`
	Watch     []Token      `json:"watch"`
	Ranks     [][][]int    `json:"ranks"` // [watched][layer][position]
}

// LensCell is one cell of the lens.
type LensCell struct {
	Top     []TokenProb `json:"top"`
	KL      float64     `json:"kl"` // nats from the final distribution
	Entropy float64     `json:"entropy"`
	Next    float64     `json:"next"` // probability of the token really written
}

// TokenProb is a token and its probability.
type TokenProb struct {
	Token Token   `json:"token"`
	Prob  float64 `json:"prob"`
}

// DirectParams asks what each part adds straight to an output's logit, or with Foil to the difference of two.
type DirectParams struct {
	Explained Explained `json:"explained"`
	Output    int       `json:"output"`
	Foil      *int32    `json:"foil,omitempty"`
}

// DirectResult adds up: Σ components + constant = logit + gap.
type DirectResult struct {
	Head       Head        `json:"head"`
	Components []Component `json:"components"`
	Constant   float64     `json:"constant"`
	Logit      float64     `json:"logit"`
	Gap        float64     `json:"gap"`
}

// Component is one summand.
type Component struct {
	Place
	Bias  bool    `json:"bias,omitempty"` // an attention's output bias, which belongs to no head
	Logit float64 `json:"logit"`
}

// SurrogateParams asks for the best small tree that imitates the model near this input at one output.
type SurrogateParams struct {
	Explained Explained `json:"explained"`
	Masking   Masking   `json:"masking"`
	Output    int       `json:"output"`
	Depth     int       `json:"depth,omitempty"`   // 0 is 3
	Samples   int       `json:"samples,omitempty"` // 0 is the default
	Seed      uint64    `json:"seed,omitempty"`
}

// TreeNode is one node of a tree, in preorder; Yes and No are indices into the list, −1 in a leaf.
type TreeNode struct {
	Feature int   `json:"feature"` // unit or question asked; −1 in a leaf
	Yes     int   `json:"yes"`
	No      int   `json:"no"`
	Class   int   `json:"class"`
	Counts  []int `json:"counts"`
}

// SurrogateResult is the tree, its path for the untouched input, and how well it imitates.
type SurrogateResult struct {
	Head     Head       `json:"head"`
	Nodes    []TreeNode `json:"nodes"`
	Path     []int      `json:"path"` // nodes lit by the whole input
	Classes  []Token    `json:"classes"`
	Fidelity float64    `json:"fidelity"`
	Majority float64    `json:"majority"`
	Train    int        `json:"train"`
	Held     int        `json:"held"`
}
