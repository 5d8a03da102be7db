package world

import (
	"math/rand/v2"
	"strings"
)

// Said is a fact as a scene tells it.
type Said struct {
	Fact
	Text string
}

// Scene is what an item tells before its questions: facts about a visitor, or nothing, when it asks about a resident.
type Scene struct {
	World    *World
	Language Language
	Who      int // whom the base level's questions are about
	Said     []Said
}

// Text is the scene's sentences.
func (s Scene) Text() string {
	var parts []string
	for _, said := range s.Said {
		parts = append(parts, said.Text)
	}
	return strings.Join(parts, gap(s.Language))
}

// gap stands between two sentences.
func gap(l Language) string {
	if l == Chinese {
		return ""
	}
	return " "
}

// Without is the scene with one sentence deleted.
func (s Scene) Without(i int) Scene {
	said := append([]Said(nil), s.Said[:i]...)
	s.Said = append(said, s.Said[i+1:]...)
	return s
}

// Reply is the right answer to a question about one of the scene's animals.
func (s Scene) Reply(who int, t Topic) Reply {
	if who < residents {
		return s.World.reply(t, func(slot Slot) (Fact, bool) {
			if slot > Boat {
				return Fact{}, false
			}
			return s.World.Facts[who][slot], s.World.Told[who][slot]
		}, true, s.Language)
	}
	return s.World.reply(t, func(slot Slot) (Fact, bool) {
		for _, said := range s.Said {
			if said.Who == who && said.Slot == slot {
				return said.Fact, true
			}
		}
		return Fact{}, false
	}, false, s.Language)
}

// Lead is the text before the first question: the witness and the facts.
func (s Scene) Lead(w Witness) string {
	text := string(w) + " "
	if len(s.Said) > 0 {
		text += s.Text() + gap(s.Language)
	}
	return text
}

// Ask is the whole prompt of one question.
func (s Scene) Ask(w Witness, who int, t Topic) string {
	return s.Lead(w) + Prompt(Question(who, t, s.Language), s.Language)
}

// answer is what a witness says. Where chance decides, the answer is drawn; the bluffer names a fact that decides nothing.
func (s Scene) answer(r *rand.Rand, w Witness, who int, t Topic) string {
	reply := s.Reply(who, t)
	if reply.Distance == Unknown {
		return NotKnown(s.Language)
	}
	answer, sure, because := reply.Answers[0], reply.Chance, reply.Because
	if r.IntN(100) >= reply.Chance {
		answer, sure = reply.Answers[1], 100-reply.Chance
	}
	if w == Bluffer {
		sure = 100
		if others := s.others(who, t, reply.Because); len(others) > 0 {
			because = others[r.IntN(len(others))]
		}
	}
	return Statement(answer, because, sure, s.Language)
}

// others are the facts at hand that have no bearing on a question: neither the deciding one nor, where chance could
// decide, the kind.
func (s Scene) others(who int, t Topic, deciding Fact) []Fact {
	var at []Fact
	if who < residents {
		at = s.World.Facts[who][:Food+1]
	}
	for _, said := range s.Said {
		at = append(at, said.Fact)
	}
	var list []Fact
	for _, fact := range at {
		if fact != deciding && (fact.Slot != Kind || t != Topic(Thunder) && t != Topic(Music)) {
			list = append(list, fact)
		}
	}
	return list
}

// visitorScene tells some facts of one visitor, each of another kind, with no held-out pair of name and value, but want, if
// given, which it tells.
func (w *World) visitorScene(r *rand.Rand, l Language, who int, want *Fact) Scene {
	s := Scene{World: w, Language: l, Who: who}
	slots := []Slot{Home, Age, Hat, Friend, Food}
	r.Shuffle(len(slots), func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
	slots = slots[:2+r.IntN(3)]
	for _, extra := range []Slot{Thunder, Music} {
		if r.IntN(4) == 0 {
			slots = append(slots, extra)
		}
	}
	if want != nil && want.Slot != Kind && !contains(slots, want.Slot) {
		slots[r.IntN(len(slots))] = want.Slot
	}
	r.Shuffle(len(slots), func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
	if at := r.IntN(12); want != nil && want.Slot == Kind || at < 11 { // most begin with the kind
		if at > len(slots) {
			at = 0
		}
		slots = append(slots[:at:at], append([]Slot{Kind}, slots[at:]...)...)
	}
	for i, slot := range slots {
		var fact Fact
		if want != nil && want.Slot == slot {
			fact = *want
		} else {
			fact = w.free(r, who, slot)
		}
		s.Said = append(s.Said, say(r, fact, l, i > 0))
	}
	return s
}

// say tells a fact in one of its ways; a pronoun may stand for the name after the first sentence.
func say(r *rand.Rand, f Fact, l Language, later bool) Said {
	phrasing := 0
	if r.IntN(4) == 0 {
		phrasing = r.IntN(f.phrasings())
	}
	return Said{f, f.Say(l, phrasing, later && r.IntN(2) == 0)}
}

// free draws a fact whose value may stand with the name in training.
func (w *World) free(r *rand.Rand, who int, slot Slot) Fact {
	f := Fact{Who: who, Slot: slot, Like: slot == Hat && r.IntN(3) == 0}
	for {
		f.Value = r.IntN(size(slot))
		if values(slot) == nil || !w.held(who, slot, f.Value) {
			return f
		}
	}
}

func contains(list []Slot, s Slot) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

// hardScene tells facts of two visitors, each with a hat and a scarf.
func (w *World) hardScene(r *rand.Rand, l Language) Scene {
	first := residents + r.IntN(len(names)-residents)
	second := residents + r.IntN(len(names)-residents-1)
	if second >= first {
		second++
	}
	s := Scene{World: w, Language: l, Who: first}
	for _, who := range []int{first, second} {
		slots := []Slot{Hat, Scarf, []Slot{Home, Age, Food}[r.IntN(3)]}
		r.Shuffle(len(slots), func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
		for i, slot := range slots {
			f := w.free(r, who, slot)
			f.Like = false
			s.Said = append(s.Said, Said{f, f.Say(l, 0, i > 0 && r.IntN(3) == 0)})
		}
	}
	return s
}
