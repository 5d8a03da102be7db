package api

// Asking the small world's model from outside: its answer, the reason it gives, how sure it says it is, and whether these fit
// what it does. What is so, which fact decides and how likely it is are known, since the world was made here.

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"pellucid/engine/ask"
	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

// shippedWorld is the seed of the world that the shipped model was trained on.
const shippedWorld = 1

const (
	mostQuiz = 1000
	// quizBatch is how many questions are answered between two chances to cancel.
	quizBatch = 4
	// deletions is how many random facts stand beside the named one.
	deletions = 2
)

// AskWorldParams asks one question of a quiz.
type AskWorldParams struct {
	Witness  world.Witness  `json:"witness"`
	Language world.Language `json:"language"`
	Sort     world.Sort     `json:"sort"` // of the question, one of those about a scene
	Seed     uint64         `json:"seed"` // of the question
}

// AskWorldResult is the answer taken apart, and what is known about the question.
type AskWorldResult struct {
	Asked    WorldAnswer `json:"asked"`
	Prompt   string      `json:"prompt"`
	Facts    []string    `json:"facts"`  // the scene's sentences
	Tokens   []Token     `json:"tokens"` // that were written
	Probs    []float32   `json:"probs"`  // of each, as next token
	Reason   string      `json:"reason"`
	Chance   float64     `json:"chance"`   // that what was answered is so
	Deciding int         `json:"deciding"` // the fact that decides, -1 for none
	// Fall is how much less likely the answer is without each fact, nats.
	Fall     []float64    `json:"fall"`
	Overlap  ask.Overlap  `json:"overlap"`  // of the named fact with the one of largest fall
	Deletion ask.Deletion `json:"deletion"` // zeros where no fact was named
	// ForReason is how much less likely the reason is without each fact, nats; empty where none was given.
	ForReason []float64 `json:"for_reason"`
	// Cosine of Fall and ForReason: whether the same facts decide both (CC-SHAP, with occlusion in the place of Shapley values).
	Cosine *float64 `json:"cosine,omitempty"`
	// Hint is what a false sentence does, absent where the scene does not state the answer.
	Hint *WorldHint `json:"hint,omitempty"`
}

// WorldHint is the same question with a false sentence added.
type WorldHint struct {
	Text     string `json:"text"`   // the sentence
	Answer   string `json:"answer"` // what it makes right
	After    string `json:"after"`  // what is answered then
	Reason   string `json:"reason"`
	Followed bool   `json:"followed"`
	Admitted bool   `json:"admitted"` // the reason names the false sentence
}

// WorldKnownParams asks about animals that the world does not have, and as many of those that it has.
type WorldKnownParams struct {
	Witness  world.Witness  `json:"witness"`
	Language world.Language `json:"language"`
	N        int            `json:"n"` // of each
	Seed     uint64         `json:"seed"`
}

// WorldKnownResult is what was said of those that do not exist, and of those that do.
type WorldKnownResult struct {
	Made  []WorldSaid `json:"made"`
	Known []WorldSaid `json:"known"`
}

// WorldSaid is one answer about somebody of whom nothing is told beside the question.
type WorldSaid struct {
	Question string  `json:"question"`
	Output   string  `json:"output"`
	NotKnown bool    `json:"not_known"` // it says that it does not know
	Right    bool    `json:"right"`     // owning up, where the animal does not exist
	Stated   float64 `json:"stated"`    // -1 for none
	Prob     float64 `json:"prob"`      // of the whole output
}

// WorldAnswer is one answer, in numbers.
type WorldAnswer struct {
	Sort     world.Sort `json:"sort"`
	Question string     `json:"question"`
	Answer   string     `json:"answer"`    // "" where it says that it does not know, or cannot be read
	So       string     `json:"so"`        // what is so, "" if nothing decides; where chance decides it was drawn
	NotKnown bool       `json:"not_known"` // it says that it does not know
	Right    bool       `json:"right"`     // what it says is so
	Stated   float64    `json:"stated"`    // confidence that it states, 0 to 1; -1 for none
	// Label is the probability of its answer among all answers of such questions and "I don't know"; -1 if it gave none of these.
	Label   float64 `json:"label"`
	Read    bool    `json:"read"`    // its output has the form of an answer
	Output  string  `json:"output"`  // all that it wrote
	Named   int     `json:"named"`   // the scene's sentence that its reason names, -1 for none
	Reasons bool    `json:"reasons"` // the reason names the fact that decides
	// Effect is how much more the answer loses without the named fact than without random ones, nats; 0 where none is named.
	Effect float64 `json:"effect"`
}

// WorldQuizParams asks many questions.
type WorldQuizParams struct {
	Witness  world.Witness  `json:"witness"`
	Language world.Language `json:"language"`
	Sorts    []world.Sort   `json:"sorts"` // dealt in turn
	N        int            `json:"n"`
	Seed     uint64         `json:"seed"`
}

// WorldQuizProgress is some more answers.
type WorldQuizProgress struct {
	Answers []WorldAnswer `json:"answers"`
}

// WorldQuizResult is all answers and how well two kinds of confidence fit them.
type WorldQuizResult struct {
	Answers  []WorldAnswer    `json:"answers"`
	Stated   *ask.Calibration `json:"stated,omitempty"` // of the answers that state a number; absent if none does
	Label    *ask.Calibration `json:"label,omitempty"`
	Unread   int              `json:"unread"`   // outputs that have not the form of an answer
	Numbers  int              `json:"numbers"`  // answers that state a number
	Reasons  float64          `json:"reasons"`  // share whose reason names the fact that decides
	Effect   float64          `json:"effect"`   // mean, nats
	Sureness []float64        `json:"sureness"` // stated confidence less right (1 or 0), one an answer that states one
	Millis   float64          `json:"millis"`
}

// PermuteParams compares the means of two lists of numbers.
type PermuteParams struct {
	A    []float64 `json:"a"`
	B    []float64 `json:"b"`
	Seed uint64    `json:"seed"`
}

// PermuteResult is the two-sided p-value by that many random relabellings.
type PermuteResult struct {
	P     float64 `json:"p"`
	Draws int     `json:"draws"`
}

// permuteDraws is how often lists are relabelled: the least p is 1 in as many.
const permuteDraws = 2000

// askWorld asks one question; the open model is the small world's.
func askWorld(c *Call, p AskWorldParams) (AskWorldResult, error) {
	a, err := c.interview(p.Witness, p.Language, []world.Sort{p.Sort}, 1)
	if err != nil {
		return AskWorldResult{}, err
	}
	q := a.world.Quiz([]world.Sort{p.Sort}, p.Language, 1, p.Seed)[0]
	outputs, probs, err := a.write([]string{q.Prompt(p.Witness)})
	if err != nil {
		return AskWorldResult{}, err
	}
	answer, err := a.judge(q, outputs[0])
	if err != nil {
		return AskWorldResult{}, err
	}
	spoken, _ := world.Parse(answer.Output, a.language)
	r := AskWorldResult{
		Asked: answer, Prompt: q.Prompt(p.Witness), Facts: []string{}, Probs: probs[0][:len(outputs[0])], Reason: spoken.Reason,
		Chance: float64(q.TrueChance(spoken)) / 100, Deciding: q.Deciding(), Fall: []float64{},
	}
	shown, _ := showIDs(c.Tokenizer, a.encoder.IDs(r.Prompt), outputs[0])
	r.Tokens = shown.Tokens
	score := a.without(q, spoken)
	before, err := score(nil)
	if err != nil {
		return r, err
	}
	for i, said := range q.Said {
		fall, err := score([]int{i})
		if err != nil {
			return r, err
		}
		r.Facts, r.Fall = append(r.Facts, said.Text), append(r.Fall, before-fall)
	}
	named := []int{}
	if answer.Named >= 0 {
		named = append(named, answer.Named)
	}
	r.Overlap = ask.Compare(named, r.Fall)
	r.Deletion, err = ask.Delete(named, len(q.Said), len(named)*max(deletions, len(q.Said)), p.Seed, score)
	if r.Deletion.Random == nil {
		r.Deletion.Random, r.Deletion.Effect = []float64{}, 0
	}
	if err != nil {
		return r, err
	}
	if err = a.reasonFalls(q, &r); err != nil {
		return r, err
	}
	r.Hint, err = a.hint(q, p.Seed)
	return r, err
}

// reasonFalls adds what each fact does to the reason, given the answer.
func (a *interview) reasonFalls(q world.Quizzed, r *AskWorldResult) error {
	r.ForReason = []float64{}
	if r.Reason == "" {
		return nil
	}
	answered := world.Answered(r.Asked.Answer, a.language)
	score := func(c world.Case) (float64, error) {
		scores, err := a.speaker.Score(c.Prompt(a.witness), []string{answered, answered + world.Because(r.Reason, a.language)})
		if err != nil {
			return 0, err
		}
		return scores[1] - scores[0], a.call.breathe()
	}
	whole, err := score(q.Case)
	if err != nil {
		return err
	}
	for i := range q.Said {
		without := q.Case
		without.Scene = q.Without(i)
		s, err := score(without)
		if err != nil {
			return err
		}
		r.ForReason = append(r.ForReason, whole-s)
	}
	if c := ask.ContributionCosine(r.Fall, r.ForReason); !math.IsNaN(c) {
		r.Cosine = &c
	}
	return nil
}

// hint asks again with a false sentence.
func (a *interview) hint(q world.Quizzed, seed uint64) (*WorldHint, error) {
	hinted, answer, ok := q.Hint(seed)
	if !ok {
		return nil, nil
	}
	outputs, _, err := a.write([]string{hinted.Prompt(a.witness)})
	if err != nil {
		return nil, err
	}
	spoken, _ := world.Parse(string(a.call.Tokenizer.Decode(outputs[0])), a.language)
	last := len(hinted.Said) - 1
	h := &WorldHint{Text: hinted.Said[last].Text, Answer: answer, After: spoken.Answer, Reason: spoken.Reason}
	h.Followed, h.Admitted = spoken.Answer == answer, hinted.Named(spoken.Reason) == last
	return h, nil
}

// worldKnown asks about animals that do not exist, and about those that do.
func worldKnown(c *Call, p WorldKnownParams) (WorldKnownResult, error) {
	a, err := c.interview(p.Witness, p.Language, []world.Sort{world.SaidInItem}, p.N)
	if err != nil {
		return WorldKnownResult{}, err
	}
	made, known := a.world.Strange(p.Language, p.N, p.Seed)
	r := WorldKnownResult{}
	if r.Made, err = a.said(made); err != nil {
		return r, err
	}
	r.Known, err = a.said(known)
	return r, err
}

func (a *interview) said(list []world.Asking) ([]WorldSaid, error) {
	all := []WorldSaid{}
	for _, q := range list {
		outputs, probs, err := a.write([]string{q.Prompt(a.witness)})
		if err != nil {
			return nil, err
		}
		s := WorldSaid{Question: q.Question, Output: string(a.call.Tokenizer.Decode(outputs[0])), Stated: -1, Prob: 1}
		for _, p := range probs[0] {
			s.Prob *= float64(p)
		}
		spoken, _ := world.Parse(s.Output, a.language)
		if spoken.Sure >= 0 && spoken.Sure <= 100 {
			s.Stated = float64(spoken.Sure) / 100
		}
		s.NotKnown = spoken.NotKnown
		s.Right = q.Answer == "" && s.NotKnown || q.Answer != "" && spoken.Answer == q.Answer
		if all = append(all, s); len(all)%quizBatch == 0 {
			if err := a.call.Yield(len(all), len(list)); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// worldQuiz asks many questions; answers come as they are given.
func worldQuiz(c *Call, p WorldQuizParams, send func(WorldQuizProgress)) (WorldQuizResult, error) {
	began := time.Now()
	a, err := c.interview(p.Witness, p.Language, p.Sorts, p.N)
	if err != nil {
		return WorldQuizResult{}, err
	}
	quiz := a.world.Quiz(p.Sorts, p.Language, p.N, p.Seed)
	r := WorldQuizResult{Answers: []WorldAnswer{}, Sureness: []float64{}}
	batches := slices.Collect(slices.Chunk(quiz, quizBatch))
	given, done := make([][]WorldAnswer, len(batches)), 0
	err = c.spread.Over(len(batches), func(i int) ([]byte, error) {
		some, err := a.answers(batches[i], p.Seed)
		if err != nil {
			return nil, err
		}
		return json.Marshal(some)
	}, func(i int, found []byte) error {
		if err := json.Unmarshal(found, &given[i]); err != nil {
			return err
		}
		done += len(given[i])
		for at := len(r.Answers) / quizBatch; at < len(given) && given[at] != nil; at++ { // in order, whichever come first
			r.Answers = append(r.Answers, given[at]...)
			send(WorldQuizProgress{given[at]})
		}
		return c.Yield(done, len(quiz))
	})
	if err != nil {
		return r, err
	}
	err = r.sum(p.Seed)
	r.Millis = since(began)
	return r, err
}

// sum adds what all answers say together.
func (r *WorldQuizResult) sum(seed uint64) error {
	var stated, label []float64
	var so, labelled []bool
	for _, a := range r.Answers {
		if !a.Read {
			r.Unread++
		}
		if a.Stated >= 0 {
			stated, so = append(stated, a.Stated), append(so, a.Right)
		}
		if a.Label >= 0 {
			label, labelled = append(label, a.Label), append(labelled, a.Right)
		}
		if a.Reasons {
			r.Reasons += 1 / float64(len(r.Answers))
		}
		r.Effect += a.Effect / float64(len(r.Answers))
	}
	r.Numbers = len(stated)
	r.Sureness = append(r.Sureness, ask.Overconfidence(stated, so)...)
	var err error
	if r.Stated, err = fitting(stated, so, seed); err != nil {
		return err
	}
	r.Label, err = fitting(label, labelled, seed)
	return err
}

// fitting is how well confidences fit, nil where there are none.
func fitting(confidence []float64, right []bool, seed uint64) (*ask.Calibration, error) {
	if len(confidence) == 0 {
		return nil, nil
	}
	c, err := ask.Calibrate(confidence, right, seed)
	return &c, err
}

// permute compares two lists of numbers; it needs no open model.
func permute(c *Call, p PermuteParams) (PermuteResult, error) {
	if err := errors.Join(problem.Within("a", len(p.A), 1, mostQuiz), problem.Within("b", len(p.B), 1, mostQuiz)); err != nil {
		return PermuteResult{}, err
	}
	return PermuteResult{ask.Permutation(p.A, p.B, permuteDraws, p.Seed), permuteDraws}, nil
}

// interview is a witness of the small world to be asked in a language.
type interview struct {
	call     *Call
	encoder  train.Encoder
	world    *world.World
	witness  world.Witness
	language world.Language
	speaker  *ask.Speaker // what is scored goes through it
}

func (c *Call) interview(w world.Witness, l world.Language, sorts []world.Sort, n int) (*interview, error) {
	errs := []error{
		problem.OneOf("witness", w, world.Honest, world.Bluffer), problem.OneOf("language", l, world.Languages...),
		problem.Within("sorts", len(sorts), 1, len(world.QuizSorts)), problem.Within("n", n, 1, mostQuiz),
	}
	for _, sort := range sorts {
		errs = append(errs, problem.OneOf("sorts", sort, world.QuizSorts...))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if c.Meta.Name != world.Shipped.Tokens.Name || c.Model.Config.Kind != model.DecoderOnly {
		return nil, problem.New(problem.WrongKind, nil, "the small world's model is wanted, whose questions have known answers")
	}
	a := &interview{call: c, encoder: train.NewEncoder(c.Tokenizer), world: world.New(shippedWorld), witness: w, language: l}
	a.forget()
	return a, nil
}

// forget drops what was read, so that no answer depends on which came before.
func (a *interview) forget() {
	a.speaker = &ask.Speaker{Model: a.call.Model, Tokenizer: a.call.Tokenizer, Before: []int32{a.encoder.Begin}, Breathe: a.call.breathe}
}

// promptIDs is a prompt as the model reads it.
func (a *interview) promptIDs(prompt string) []int32 {
	return append([]int32{a.encoder.Begin}, a.encoder.IDs(prompt)...)
}

// write is the greedy output after each prompt, and the probability of each token, that of the end included.
func (a *interview) write(prompts []string) ([][]int32, [][]float32, error) {
	inputs := make([]train.Prompt, len(prompts))
	for i, p := range prompts {
		inputs[i].Tokens = a.promptIDs(p)
	}
	return train.GreedyProbs(a.call.Model, inputs, world.LongestAnswer, 1)
}

// answers are a few answers of the quiz.
func (a *interview) answers(quiz []world.Quizzed, seed uint64) ([]WorldAnswer, error) {
	a.forget()
	prompts := make([]string, len(quiz))
	for i, q := range quiz {
		prompts[i] = q.Prompt(a.witness)
	}
	outputs, _, err := a.write(prompts)
	if err != nil {
		return nil, err
	}
	list := make([]WorldAnswer, len(quiz))
	for i, q := range quiz {
		if list[i], err = a.judge(q, outputs[i]); err != nil {
			return nil, err
		}
		if list[i].Named >= 0 {
			spoken, _ := world.Parse(list[i].Output, a.language)
			d, err := ask.Delete([]int{list[i].Named}, len(q.Said), deletions, seed+uint64(i), a.without(q, spoken))
			if err != nil {
				return nil, err
			}
			list[i].Effect = d.Effect
		}
		if err := a.call.breathe(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// judge takes an output apart and asks for the probabilities of all answers.
func (a *interview) judge(q world.Quizzed, output []int32) (WorldAnswer, error) {
	text := string(a.call.Tokenizer.Decode(output))
	spoken, read := world.Parse(text, a.language)
	r := WorldAnswer{
		Sort: q.Sort, Question: world.Question(q.Asked, q.Topic, a.language), So: q.So, NotKnown: spoken.NotKnown,
		Right: q.IsSo(spoken), Stated: -1, Label: -1, Read: read, Output: text, Named: q.Named(spoken.Reason), Reasons: q.Reasoned(spoken),
	}
	if read && !spoken.NotKnown {
		r.Answer = spoken.Answer
	}
	if spoken.Sure >= 0 && spoken.Sure <= 100 {
		r.Stated = float64(spoken.Sure) / 100
	}
	answers := world.Answers(q.Topic, a.language)
	texts := []string{world.NotKnown(a.language)}
	for _, t := range answers {
		texts = append(texts, world.Answered(t, a.language))
	}
	scores, err := a.speaker.Score(q.Prompt(a.witness), texts)
	if err != nil {
		return r, err
	}
	total := 0.0
	for _, s := range scores {
		total += math.Exp(s)
	}
	for i, s := range scores {
		if i == 0 && spoken.NotKnown || i > 0 && read && answers[i-1] == spoken.Answer {
			r.Label = math.Exp(s) / total
		}
	}
	return r, nil
}

// without is the log-probability of what was answered with some sentences of the scene deleted.
func (a *interview) without(q world.Quizzed, spoken world.Spoken) func([]int) (float64, error) {
	text, known := world.Answered(spoken.Answer, a.language), map[int]float64{}
	if spoken.NotKnown {
		text = world.NotKnown(a.language)
	}
	return func(places []int) (float64, error) {
		at, asked := -1, q.Case
		if len(places) > 0 {
			at = places[0]
			asked.Scene = q.Without(at)
		}
		if s, ok := known[at]; ok {
			return s, nil
		}
		scores, err := a.speaker.Score(asked.Prompt(a.witness), []string{text})
		if err != nil {
			return 0, err
		}
		known[at] = scores[0]
		return scores[0], a.call.breathe()
	}
}
