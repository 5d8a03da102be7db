package world

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// streamQuiz is the stream of random numbers of quizzes.
const streamQuiz = streamPlant + 1

// Quizzed is a question of a quiz.
type Quizzed struct {
	Case
	Sort Sort
	// So is the answer that is so: the right one or, where chance decides, one drawn by the true chance; "" where nothing decides.
	So string
}

// QuizSorts are the sorts that a quiz may ask: those about a scene.
var QuizSorts = []Sort{SaidInItem, ByItemRule, OtherWords, ByChance, NothingSaid, Harder}

// Quiz deals n held-out questions of QuizSorts, one sort after the other, drawn by a seed.
func (w *World) Quiz(sorts []Sort, l Language, n int, seed uint64) []Quizzed {
	r := random(w.Seed+seed*0x9e3779b97f4a7c15, streamQuiz)
	list := make([]Quizzed, 0, n)
	for len(list) < n {
		sort := sorts[len(list)%len(sorts)]
		c, ok := w.quizCase(r, sort, l)
		if !ok {
			continue
		}
		q := Quizzed{c, sort, c.Want.Answers[0]}
		if c.Want.Distance != Unknown && r.IntN(100) >= c.Want.Chance {
			q.So = c.Want.Answers[1]
		}
		list = append(list, q)
	}
	return list
}

func (w *World) quizCase(r *rand.Rand, sort Sort, l Language) (Case, bool) {
	if sort != Harder {
		return w.heldVisitor(r, sort, l)
	}
	s := w.hardScene(r, l)
	said := s.Said[r.IntN(len(s.Said))]
	return newCase(s, said.Who, Topic(said.Slot)), true
}

// IsSo tells whether what was said is so.
func (q Quizzed) IsSo(s Spoken) bool {
	if q.Want.Distance == Unknown {
		return s.NotKnown
	}
	return !s.NotKnown && s.Answer == q.So
}

// Deciding is the place of the scene's sentence that decides, -1 if none does.
func (c Case) Deciding() int {
	if c.Want.Distance == Unknown {
		return -1
	}
	return slices.IndexFunc(c.Said, func(s Said) bool { return s.Fact == c.Want.Because })
}

// Answers are all answers that a topic's questions have.
func Answers(t Topic, l Language) []string {
	var list []word
	switch {
	case t == Legs:
		list = []word{legWords[0], legWords[2], legWords[4]}
	case t == Class:
		list = classes
	case t < Flies && values(Slot(t)) != nil:
		list = values(Slot(t))
	default:
		list = []word{yesNoWords[t][0], yesNoWords[t][1]}
	}
	answers := make([]string, len(list))
	for i, v := range list {
		answers[i] = v.in(l)
	}
	return answers
}

// Answered is the text of an answer after a prompt, up to where its reason begins.
func Answered(answer string, l Language) string {
	if l == Chinese {
		return answer + becauseWords.zh
	}
	return " " + answer + strings.TrimRight(becauseWords.en, " ") // the space belongs to the next word
}

// Because is a reason as it follows Answered.
func Because(reason string, l Language) string {
	if l == Chinese {
		return reason
	}
	return " " + reason
}
