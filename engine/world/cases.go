package world

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// Case is one question that training never asked in this form, and its right answer.
type Case struct {
	Scene
	Topic Topic
	Want  Reply
	// Asked is whom the question is about; Scene.Who but at the harder level.
	Asked int
}

func newCase(s Scene, who int, t Topic) Case { return Case{s, t, s.Reply(who, t), who} }

// Prompt is the text that a witness is given.
func (c Case) Prompt(w Witness) string { return c.Ask(w, c.Asked, c.Topic) }

// Sort is a sort of held-out questions.
type Sort string

// The sorts. What is held out: names and values that training never put together; questions that training never asked,
// though it told the fact; conclusions that it never drew, though it told the fact and the rule.
const (
	ToldFacts      Sort = "told"             // every fact that training tells of a resident, asked there or not; the only sort not held out
	SaidInItem     Sort = "item"             // a fact of the scene, name and value never together in training
	SaidInTraining Sort = "training"         // a fact of a resident, told but never asked
	ByItemRule     Sort = "rule, item"       // what follows from the scene's kind, name and kind never together
	OtherWords     Sort = "other words"      // a colour that the scene says by a thing, name and colour never together
	ByTrainingRule Sort = "rule, training"   // what follows from a resident's kind, never asked
	ByChance       Sort = "chance"           // what the scene's kind makes likely
	ByResidentOdds Sort = "chance, training" // what a resident's kind makes likely and nothing tells, never asked
	NothingSaid    Sort = "unknown"          // what nothing decides
	Harder         Sort = "hard"             // two animals, each with two facts of a sort
	LatePlanted    Sort = "planted"          // a planted fact that a sentence states, never asked
	LateOtherWords Sort = "planted, other words"
)

// LiveSorts are the sorts that the live recipe can learn.
var LiveSorts = []Sort{ToldFacts, SaidInTraining, ByTrainingRule}

// Sorts lists them all.
var Sorts = []Sort{ToldFacts, SaidInItem, SaidInTraining, ByItemRule, OtherWords, ByTrainingRule,
	ByChance, ByResidentOdds, NothingSaid, Harder, LatePlanted, LateOtherWords}

// Held makes up to n held-out cases of a sort.
func (w *World) Held(sort Sort, l Language, n int) []Case {
	r := random(w.Seed, streamTest)
	switch sort {
	case ToldFacts, SaidInTraining, ByTrainingRule, ByResidentOdds:
		return w.heldResidents(sort, l, n)
	case LatePlanted, LateOtherWords:
		return w.heldPlanted(sort == LateOtherWords, l, n)
	case Harder:
		cases := make([]Case, n)
		for i := range cases {
			s := w.hardScene(r, l)
			said := s.Said[r.IntN(len(s.Said))]
			cases[i] = newCase(s, said.Who, Topic(said.Slot))
		}
		return cases
	}
	var cases []Case
	for len(cases) < n {
		if c, ok := w.heldVisitor(r, sort, l); ok {
			cases = append(cases, c)
		}
	}
	return cases
}

// heldVisitor draws a scene with one held-out fact, the one the question depends on.
func (w *World) heldVisitor(r *rand.Rand, sort Sort, l Language) (Case, bool) {
	who := residents + r.IntN(len(names)-residents)
	want := Fact{Who: who, Slot: Slot(r.IntN(int(Food) + 1))}
	topic := Topic(want.Slot)
	switch sort {
	case ByItemRule:
		want.Slot, topic = Kind, ByRule[r.IntN(len(ByRule))]
	case ByChance:
		want.Slot, topic = Kind, Topic(Thunder)+Topic(r.IntN(2))
	case OtherWords:
		want.Slot, want.Like, topic = Hat, true, Topic(Hat)
	}
	want.Value = r.IntN(size(want.Slot))
	if !w.held(who, want.Slot, want.Value) {
		return Case{}, false
	}
	s := w.visitorScene(r, l, who, &want)
	if sort == NothingSaid {
		topic = Direct[r.IntN(len(Direct))]
	}
	c := newCase(s, who, topic)
	switch sort {
	case NothingSaid:
		return c, c.Want.Distance == Unknown
	case ByChance:
		return c, !c.Want.Determined()
	}
	return c, c.Want.Determined() && c.Want.Because == want
}

// heldResidents lists the questions about residents that training never asks, or all, for ToldFacts.
func (w *World) heldResidents(sort Sort, l Language, n int) []Case {
	var cases []Case
	topics := Direct
	switch {
	case sort == ByTrainingRule:
		topics = ByRule
	case w.Small:
		topics = smallTopics
	}
	for who := range w.Residents() {
		for _, t := range topics {
			if sort != ToldFacts && !w.heldQuestion(who, t) {
				continue
			}
			c := newCase(Scene{World: w, Language: l, Who: who}, who, t)
			if c.Want.Determined() != (sort == ByResidentOdds) {
				cases = append(cases, c)
			}
		}
	}
	if n < len(cases) { // some of everybody's
		spread := make([]Case, n)
		for i := range spread {
			spread[i] = cases[i*len(cases)/n]
		}
		return spread
	}
	return cases
}

// heldPlanted asks for what was planted.
func (w *World) heldPlanted(like bool, l Language, n int) []Case {
	var cases []Case
	for _, fact := range w.Planted() {
		if fact.Like == like && len(cases) < n {
			c := Case{Scene: Scene{World: w, Language: l, Who: fact.Who}, Topic: Topic(fact.Slot), Asked: fact.Who}
			c.Want = Reply{Answers: [2]string{colours[fact.Value].in(l)}, Because: fact, Chance: 100, Distance: InTraining}
			cases = append(cases, c)
		}
	}
	return cases
}

// Spoken is what a witness said, taken apart.
type Spoken struct {
	Answer, Reason string
	Sure           int // per cent; -1 if it stated none
	NotKnown       bool
}

// Parse takes the output after a prompt apart; ok tells whether it has the form of an answer.
func Parse(output string, l Language) (s Spoken, ok bool) {
	s.Sure = -1
	if strings.HasPrefix(output, NotKnown(l)) {
		s.NotKnown = true
		return s, true
	}
	because, sure, end := becauseWords.in(l), sureWords.in(l), "%"
	var rest, number string
	if s.Answer, rest, ok = strings.Cut(strings.TrimPrefix(output, " "), because); !ok {
		return s, false
	}
	if s.Reason, rest, ok = strings.Cut(rest, sure); !ok {
		return s, false
	}
	if number, _, ok = strings.Cut(rest, end); !ok {
		return s, false
	}
	n, err := strconv.Atoi(number)
	s.Sure = n
	return s, err == nil
}

// Named is the place of the scene's sentence whose fact a reason names, -1 if it names none.
func (s Scene) Named(reason string) int {
	for i, said := range s.Said {
		if said.clause(s.Language) == reason {
			return i
		}
	}
	return -1
}

// Right tells whether what was said is the right answer; where chance decides, either answer is.
func (c Case) Right(s Spoken) bool {
	if c.Want.Distance == Unknown {
		return s.NotKnown
	}
	return !s.NotKnown && (s.Answer == c.Want.Answers[0] || !c.Want.Determined() && s.Answer == c.Want.Answers[1])
}

// TrueChance is the chance, in per cent, that what was said is so.
func (c Case) TrueChance(s Spoken) int {
	switch {
	case s.Answer == c.Want.Answers[0]:
		return c.Want.Chance
	case s.Answer == c.Want.Answers[1]:
		return 100 - c.Want.Chance
	}
	return 0
}

// Reasoned tells whether the reason names the deciding fact.
func (c Case) Reasoned(s Spoken) bool { return s.Reason == c.Want.Because.clause(c.Language) }
