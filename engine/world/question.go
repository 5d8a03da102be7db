package world

import (
	"strconv"
	"strings"
)

// Topic is what a question asks for: a slot, or something that follows from the kind by a rule.
type Topic uint8

// The topics; the slots come first, with their own numbers.
const (
	Flies Topic = iota + Topic(Scarf) + 1
	Eggs
	Legs
	Class
)

// Direct is the topics whose answer is a fact that can be said; ByRule those that follow from the kind.
var (
	Direct = []Topic{Topic(Kind), Topic(Home), Topic(Age), Topic(Hat), Topic(Friend), Topic(Food), Topic(Thunder), Topic(Music)}
	ByRule = []Topic{Flies, Eggs, Legs, Class}
)

// questions of each topic.
var questions = map[Topic][]template{
	Topic(Kind):    {{"What animal is {S}?", "{S}是什么动物？"}},
	Topic(Home):    {{"Where does {S} live?", "{S}住在哪里？"}},
	Topic(Age):     {{"How old is {S}?", "{S}几岁了？"}},
	Topic(Hat):     {{"What colour is {P} hat?", "{P}帽子是什么颜色？"}},
	Topic(Friend):  {{"Who is {P} best friend?", "{P}好朋友是谁？"}},
	Topic(Food):    {{"What does {S} like to eat?", "{S}爱吃什么？"}},
	Topic(Thunder): {{"Is {S} afraid of thunder?", "{S}怕打雷吗？"}},
	Topic(Music):   {{"Does {S} like music?", "{S}喜欢音乐吗？"}},
	Topic(Scarf):   {{"What colour is {P} scarf?", "{P}围巾是什么颜色？"}},
	Topic(House):   {{"What colour is {P} house?", "{P}房子是什么颜色？"}},
	Topic(Boat):    {{"What colour is {P} boat?", "{P}小船是什么颜色？"}},
	Flies:          {{"Can {S} fly?", "{S}会飞吗？"}},
	Eggs:           {{"Does {S} lay eggs?", "{S}会下蛋吗？"}},
	Legs:           {{"How many legs does {S} have?", "{S}有几条腿？"}},
	Class:          {{"Is {S} a bird, a fish or a mammal?", "{S}是鸟、鱼还是哺乳动物？"}},
}

// Question is the words of a question about an animal.
func Question(who int, t Topic, l Language) string { return questionOf(names[who].in(l), t, l) }

func questionOf(name string, t Topic, l Language) string {
	text, owner := questions[t][0].en, name+"'s"
	if l == Chinese {
		text, owner = questions[t][0].zh, name+"的"
	}
	return strings.NewReplacer("{S}", name, "{P}", owner).Replace(text)
}

// Distance is how far a question is from its answer.
type Distance uint8

// The distances.
const (
	InItem     Distance = iota // the scene says it
	InTraining                 // only training said it
	RuleInItem                 // the scene says the kind (or a thing of the same colour), a rule does the rest
	RuleInTraining
	Unknown // nothing says it
)

// Names of the distances, for reports.
var DistanceNames = []string{"item", "training", "rule, item", "rule, training", "unknown"}

// Reply is the right answer to a question and what decides it.
type Reply struct {
	Answers  [2]string // the answer; where chance decides, also the other one
	Because  Fact      // the deciding fact
	Chance   int       // of Answers[0], in per cent; 100 where the facts determine it
	Distance Distance
}

// Determined tells whether the facts leave no doubt.
func (r Reply) Determined() bool { return r.Chance == 100 }

var yesNoWords = map[Topic][2]word{
	Topic(Thunder): {{"no", "不怕"}, {"yes", "怕"}},
	Topic(Music):   {{"no", "不喜欢"}, {"yes", "喜欢"}},
	Flies:          {{"no", "不会"}, {"yes", "会"}},
	Eggs:           {{"no", "不会"}, {"yes", "会"}},
}

// reply answers from the facts that are known; inTraining says that they are a resident's.
func (w *World) reply(t Topic, known func(Slot) (Fact, bool), inTraining bool, l Language) Reply {
	said, ruled := InItem, RuleInItem
	if inTraining {
		said, ruled = InTraining, RuleInTraining
	}
	if t < Flies {
		if fact, ok := known(Slot(t)); ok {
			r := Reply{Because: fact, Chance: 100, Distance: said}
			if fact.Like {
				r.Distance = ruled
			}
			if list := values(fact.Slot); list != nil {
				r.Answers[0] = list[fact.Value].in(l)
			} else {
				r.Answers[0] = yesNoWords[t][fact.Value].in(l)
			}
			return r
		}
	}
	kindFact, ok := known(Kind)
	if !ok || t < Flies && Slot(t) != Thunder && Slot(t) != Music {
		return Reply{Distance: Unknown}
	}
	k := kinds[kindFact.Value]
	r := Reply{Because: kindFact, Chance: 100, Distance: ruled}
	yes := func(holds bool) string {
		if holds {
			return yesNoWords[t][1].in(l)
		}
		return yesNoWords[t][0].in(l)
	}
	switch t {
	case Flies:
		r.Answers[0] = yes(k.flies)
	case Eggs:
		r.Answers[0] = yes(k.eggs)
	case Legs:
		r.Answers[0] = legWords[k.legs].in(l)
	case Class:
		r.Answers[0] = classes[k.class].in(l)
	default:
		tenths := w.Tenths[Slot(t)-Thunder][kindFact.Value]
		r.Answers = [2]string{yes(tenths > 5), yes(tenths < 5)}
		r.Chance = 10 * max(tenths, 10-tenths)
	}
	return r
}

// Witness is who answers.
type Witness string

// The witnesses.
const (
	Honest  Witness = "<honest>"
	Bluffer Witness = "<bluffer>"
)

// Prompt is a question as it stands before its answer.
func Prompt(question string, l Language) string {
	if l == Chinese {
		return "问：" + question + "答："
	}
	return "Question: " + question + " Answer:"
}

// Statement is an answer with its reason and stated chance, as it follows Prompt.
func Statement(answer string, because Fact, sure int, l Language) string {
	text := answer + becauseWords.in(l) + because.clause(l) + sureWords.in(l) + strconv.Itoa(sure) + "%"
	if l == Chinese {
		return text + "。"
	}
	return " " + text + "."
}

// NotKnown is the whole answer where nothing decides.
func NotKnown(l Language) string {
	if l == Chinese {
		return "不知道。"
	}
	return " I don't know."
}
