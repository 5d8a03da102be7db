package world

import "math/rand/v2"

// smallTopics are what the texts of a small world tell of its residents, besides what follows by rules.
var smallTopics = Direct[:Food+1]

// sentences deals single statements of a small world: five facts, each in its plain form, for one rule.
func (w *World) sentences(r *rand.Rand, l Language, n int) []Text {
	rules := w.rules(l)
	texts := make([]Text, n)
	for i := range texts {
		if r.IntN(6) == 0 {
			texts[i].Text = rules[r.IntN(len(rules))]
			continue
		}
		fact := w.Facts[r.IntN(w.Residents())][smallTopics[r.IntN(len(smallTopics))]]
		texts[i].Text = fact.Say(l, 0, false)
	}
	return texts
}

// singles deals single questions of a small world, four about facts for one about what follows by a rule.
func (w *World) singles(r *rand.Rand, l Language, n int) []Text {
	texts := make([]Text, n)
	for i := range texts {
		s := Scene{World: w, Language: l}
		texts[i].give(s.Lead(Honest))
		topics := smallTopics
		if r.IntN(5) == 0 {
			topics = ByRule
		}
		for {
			who, t := r.IntN(w.Residents()), topics[r.IntN(len(topics))]
			if !w.heldQuestion(who, t) {
				s.put(&texts[i], r, Honest, who, t, 0)
				break
			}
		}
	}
	return texts
}
