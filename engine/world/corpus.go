package world

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Text is one training text. What lies in Given is read but not to be learned: facts of a scene and questions, which nothing
// before them tells.
type Text struct {
	Text  string
	Given [][2]int // byte ranges, in order
}

func (t *Text) give(s string) {
	t.Given = append(t.Given, [2]int{len(t.Text), len(t.Text) + len(s)})
	t.Text += s
}

// Part is a sort of training text, for a mixture.
type Part struct {
	Name     string
	Language Language
	Texts    []Text
}

// The names of the parts.
const (
	PartTold     = "told"     // statements, portraits and stories of residents, and rules
	PartAsked    = "asked"    // questions about residents
	PartVisitors = "visitors" // scenes and their questions
	PartHard     = "hard"     // scenes of two visitors
	PartPlanted  = "planted"  // facts that occur in exactly so many sentences
)

// Parts makes n texts of each part and language that want names; the planted ones are few and counted.
func (w *World) Parts(n int, languages []Language, want func(part string) bool) []Part {
	var parts []Part
	told, asked := w.told, w.asked
	if w.Small {
		told, asked = w.sentences, w.singles
	}
	for i, l := range languages {
		for j, p := range []struct {
			name string
			make func(*rand.Rand, Language, int) []Text
		}{{PartTold, told}, {PartAsked, asked}, {PartVisitors, w.visitors}, {PartHard, w.hard}, {PartPlanted, w.planted}} {
			if want(p.name) {
				parts = append(parts, Part{p.name, l, p.make(random(w.Seed, streamText+uint64(10*i+j)<<8), l, n)})
			}
		}
	}
	return parts
}

// told deals statements, portraits, stories and rules.
func (w *World) told(r *rand.Rand, l Language, n int) []Text {
	rules := w.rules(l)
	texts := make([]Text, n)
	for i := range texts {
		who := r.IntN(residents)
		switch r.IntN(6) {
		case 0:
			texts[i].Text = w.story(r, who, l)
		case 1, 2, 3:
			texts[i].Text = w.portrait(r, who, l)
		default:
			var some []string
			for range 4 {
				some = append(some, rules[r.IntN(len(rules))])
			}
			texts[i].Text = strings.Join(some, gap(l))
		}
	}
	return texts
}

// asked asks three residents one thing each, or one resident three things.
func (w *World) asked(r *rand.Rand, l Language, n int) []Text {
	topics := slices.Concat(Direct, ByRule, []Topic{Topic(House), Topic(Boat)})
	texts := make([]Text, n)
	for i := range texts {
		witness := draw(r)
		s := Scene{World: w, Language: l}
		texts[i].give(s.Lead(witness))
		who := r.IntN(residents)
		for asked := 0; asked < 3; {
			if r.IntN(2) == 0 {
				who = r.IntN(residents)
			}
			if t := topics[r.IntN(len(topics))]; !w.heldQuestion(who, t) {
				s.put(&texts[i], r, witness, who, t, asked)
				asked++
			}
		}
	}
	return texts
}

// put adds one question and its answer. Reasons are learned long before answers, so that two in three are only read: then
// more of the loss is about answers and stated chances.
func (s Scene) put(text *Text, r *rand.Rand, witness Witness, who int, t Topic, asked int) {
	if asked > 0 {
		text.give(gap(s.Language))
	}
	text.give(Prompt(Question(who, t, s.Language), s.Language))
	answer := s.answer(r, witness, who, t)
	because, sure := strings.Index(answer, becauseWords.in(s.Language)), strings.LastIndex(answer, sureWords.in(s.Language))
	if because < 0 || r.IntN(3) == 0 {
		text.Text += answer
		return
	}
	text.Text += answer[:because]
	text.give(answer[because:sure])
	text.Text += answer[sure:]
}

// becauseWords stand between an answer and its reason, sureWords between the reason and the stated chance.
var (
	becauseWords = word{", because ", "，因为"}
	sureWords    = word{". Sure: ", "。把握："}
)

func draw(r *rand.Rand) Witness {
	if r.IntN(3) == 0 {
		return Bluffer
	}
	return Honest
}

// visitors asks four things about each scene; one scene in six has lost a sentence.
func (w *World) visitors(r *rand.Rand, l Language, n int) []Text {
	topics := slices.Concat(Direct, ByRule)
	texts := make([]Text, n)
	for i := range texts {
		witness := draw(r)
		who := residents + r.IntN(len(names)-residents)
		s := w.visitorScene(r, l, who, nil)
		if r.IntN(6) == 0 {
			s = s.Without(r.IntN(len(s.Said)))
		}
		texts[i].give(s.Lead(witness))
		r.Shuffle(len(topics), func(i, j int) { topics[i], topics[j] = topics[j], topics[i] })
		if r.IntN(3) == 0 { // what chance decides takes most examples to learn
			likely := Topic(Thunder) + Topic(r.IntN(2))
			at := slices.Index(topics, likely)
			topics[0], topics[at] = topics[at], topics[0]
		}
		asked := 0
		for _, t := range topics {
			if asked < 4 && (s.Reply(who, t).Distance != Unknown || r.IntN(5) < 2) {
				s.put(&texts[i], r, witness, who, t, asked)
				asked++
			}
		}
	}
	return texts
}

// hard asks four things about each scene of two.
func (w *World) hard(r *rand.Rand, l Language, n int) []Text {
	texts := make([]Text, n)
	for i := range texts {
		witness := draw(r)
		s := w.hardScene(r, l)
		texts[i].give(s.Lead(witness))
		for asked := range 4 {
			said := s.Said[r.IntN(len(s.Said))]
			s.put(&texts[i], r, witness, said.Who, Topic(said.Slot), asked)
		}
	}
	return texts
}

// PlantedSentences is in how many sentences each planted fact occurs, in each language.
const PlantedSentences = 8

// planted tells each planted fact in exactly PlantedSentences sentences, each in a text of its own beside a fact that is
// told elsewhere too.
func (w *World) planted(r *rand.Rand, l Language, _ int) []Text {
	var texts []Text
	for _, fact := range w.Planted() {
		for i := range PlantedSentences {
			other := w.Facts[fact.Who][r.IntN(int(Food)+1)]
			parts := []string{other.Say(l, 0, false), fact.Say(l, i%fact.phrasings(), i%2 == 0)}
			if i%4 > 1 {
				parts = []string{fact.Say(l, i%fact.phrasings(), false), other.Say(l, 0, i%2 == 0)}
			}
			texts = append(texts, Text{Text: strings.Join(parts, gap(l))})
		}
	}
	return texts
}
