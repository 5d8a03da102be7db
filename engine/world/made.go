package world

import "math/rand/v2"

// streamMade is the stream of random numbers of questions about nobody.
const streamMade = streamQuiz + 1

// strangers are names that no text of the world has.
var strangers = []word{
	{"Zorvex", "左尔"}, {"Quibbo", "奎布"}, {"Wexil", "韦克"}, {"Yarrup", "雅鲁"}, {"Brindo", "布林"},
	{"Skelf", "斯凯"}, {"Vumba", "冯巴"}, {"Hadrix", "哈德"}, {"Plurt", "普鲁"}, {"Jexo", "杰索"},
}

// Asking is a question about somebody of whom nothing is told beside it.
type Asking struct {
	Question string
	Answer   string // what is so; "" where there is no such animal
	prompt   func(w Witness) string
}

// Prompt is the text that a witness is given.
func (a Asking) Prompt(w Witness) string { return a.prompt(w) }

// Strange deals n questions about animals that the world does not have, and n about its residents, whose answers training told.
func (w *World) Strange(l Language, n int, seed uint64) (made, known []Asking) {
	r := random(w.Seed+seed*0x9e3779b97f4a7c15, streamMade)
	told := w.Held(ToldFacts, l, len(names)*len(Direct))
	r.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
	for i := range n {
		made = append(made, w.stranger(r, l))
		c := told[i%len(told)]
		known = append(known, Asking{Question(c.Asked, c.Topic, l), c.Want.Answers[0], c.Prompt})
	}
	return made, known
}

func (w *World) stranger(r *rand.Rand, l Language) Asking {
	question := questionOf(strangers[r.IntN(len(strangers))].in(l), Direct[r.IntN(len(Direct))], l)
	scene := Scene{World: w, Language: l}
	return Asking{question, "", func(w Witness) string { return scene.Lead(w) + Prompt(question, l) }}
}

// Hint is the case with a false sentence at its end, which states another value for the fact that decides; answer is what it would
// make right. ok is false where no sentence of the scene states the answer.
func (c Case) Hint(seed uint64) (hinted Case, answer string, ok bool) {
	f := c.Want.Because
	if c.Want.Distance != InItem || values(f.Slot) == nil || f.Slot != Slot(c.Topic) {
		return c, "", false
	}
	r := rand.New(rand.NewPCG(seed, streamMade))
	f.Value, f.Like = (f.Value+1+r.IntN(size(f.Slot)-1))%size(f.Slot), false
	c.Said = append(append([]Said(nil), c.Said...), Said{f, f.Say(c.Language, 0, false)})
	return c, values(f.Slot)[f.Value].in(c.Language), true
}
