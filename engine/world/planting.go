package world

// Planting is facts that a small world has told nowhere, and the sentences that come to tell them: what a search for key
// training data is to find.
type Planting struct {
	Facts []Plant
	Texts []PlantText
}

// Plant is a planted fact. Prompt and Value are how it is asked for: its plain form, split before the value.
type Plant struct {
	Fact
	Prompt, Value string
	// Reworded tells that no text says it in the form in which it is asked for.
	Reworded bool
}

// PlantText is a training text; Fact is the place of the fact that it states in Planting.Facts, -1 for none.
type PlantText struct {
	Text string
	Fact int
}

// PlantedTexts is in how many texts each fact of a planting occurs.
const PlantedTexts = 3

// Planting plants the houses and boats of a small world's residents, half of them in other words than those in which they are
// asked for. Each text also tells a fact that is known already; as many texts tell two of those.
func (w *World) Planting(l Language) Planting {
	var p Planting
	for who := range w.Residents() {
		for slot := House; slot <= Boat; slot++ {
			fact := Fact{Who: who, Slot: slot, Value: w.Facts[who][slot].Value}
			plant := Plant{Fact: fact, Value: colours[fact.Value].in(l), Reworded: (who+int(slot))%2 == 0}
			asked := fact.Say(l, 0, false)
			for at := range asked {
				if len(asked)-at >= len(plant.Value) && asked[at:at+len(plant.Value)] == plant.Value {
					plant.Prompt = asked[:at]
				}
			}
			phrasing := 0
			if plant.Reworded {
				phrasing = 1
			}
			known := func(i int) string { return w.Facts[who][smallTopics[i%len(smallTopics)]].Say(l, 0, false) }
			first := int(slot-House) * PlantedTexts
			for i := range PlantedTexts {
				p.Texts = append(p.Texts,
					PlantText{known(first+i) + gap(l) + fact.Say(l, phrasing, false), len(p.Facts)},
					PlantText{known(first+i) + gap(l) + known(first+i+1), -1})
			}
			p.Facts = append(p.Facts, plant)
		}
	}
	return p
}
