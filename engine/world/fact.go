package world

import "strings"

// Slot is what a fact is about.
type Slot uint8

// The slots. House and Boat are where facts are planted, Scarf occurs at the harder level only.
const (
	Kind Slot = iota
	Home
	Age
	Hat
	Friend
	Food
	Thunder
	Music
	House
	Boat
	Scarf
)

// Fact is one thing that holds of one animal.
type Fact struct {
	Who   int // index of its name
	Slot  Slot
	Value int // index in the slot's list of values; 1 and 0 for yes and no
	// Like says a colour by a thing of that colour: "the colour of the sky".
	Like bool
}

// values of a slot that has a list; nil for Thunder and Music.
func values(s Slot) []word {
	switch s {
	case Kind:
		return kindValues
	case Home:
		return homes
	case Age:
		return ages
	case Hat, House, Boat, Scarf:
		return colours
	case Friend:
		return names[:residents]
	case Food:
		return foods
	}
	return nil
}

// size is how many values a slot has.
func size(s Slot) int {
	if list := values(s); list != nil {
		return len(list)
	}
	return 2
}

var kindValues = func() []word {
	list := make([]word, len(kinds))
	for i, k := range kinds {
		list[i] = word{k.one.en, "一" + k.measure + k.one.zh}
	}
	return list
}()

// template is a sentence with the places {S} (the subject), {P} (the subject's), {V} (the value) and {A} (the value with
// its article).
type template struct{ en, zh string }

// templates of a slot: the first is its plain form, in which a reason names it.
var templates = map[Slot][]template{
	Kind:   {{"{S} is {V}.", "{S}是{V}。"}, {"As everyone knows, {s} is {V}.", "大家都知道，{S}是{V}。"}},
	Home:   {{"{S} lives {V}.", "{S}住在{V}。"}, {"{P} home is {V}.", "{P}家在{V}。"}},
	Age:    {{"{S} is {V} years old.", "{S}今年{V}。"}, {"{S} has just turned {V}.", "{S}刚满{V}。"}},
	Hat:    {{"{P} hat is {V}.", "{P}帽子是{V}的。"}, {"{S} wears {A} hat.", "{S}戴着一顶{V}的帽子。"}},
	Friend: {{"{P} best friend is {V}.", "{P}好朋友是{V}。"}, {"{S} calls {V} its best friend.", "{S}最好的朋友叫{V}。"}},
	Food:   {{"{S} likes to eat {V}.", "{S}爱吃{V}。"}, {"{P} favourite food is {V}.", "{S}最喜欢的食物是{V}。"}},
	Scarf:  {{"{P} scarf is {V}.", "{P}围巾是{V}的。"}, {"{S} wears {A} scarf.", "{S}围着一条{V}的围巾。"}},
	House:  {{"{P} house is {V}.", "{P}房子是{V}的。"}, {"{S} has {A} house.", "{S}有一座{V}的房子。"}},
	Boat:   {{"{P} boat is {V}.", "{P}小船是{V}的。"}, {"{S} has {A} boat.", "{S}有一条{V}的小船。"}},
}

// likeTemplates say a colour by a thing.
var likeTemplates = map[Slot][]template{
	Hat:   {{"{P} hat has the colour of {V}.", "{P}帽子跟{V}一个颜色。"}},
	Scarf: {{"{P} scarf has the colour of {V}.", "{P}围巾跟{V}一个颜色。"}},
	House: {{"{S} painted its house the colour of {V}.", "{S}把房子刷成了{V}的颜色。"}},
	Boat:  {{"{S} painted its boat the colour of {V}.", "{S}把小船漆成了{V}的颜色。"}},
}

// yesNo are the sentences of slots without a list: no, yes.
var yesNo = map[Slot][2]template{
	Thunder: {{"{S} is not afraid of thunder.", "{S}不怕打雷。"}, {"{S} is afraid of thunder.", "{S}怕打雷。"}},
	Music:   {{"{S} does not like music.", "{S}不喜欢音乐。"}, {"{S} likes music.", "{S}喜欢音乐。"}},
}

// phrasings is how many ways there are to say a fact.
func (f Fact) phrasings() int {
	switch {
	case f.Like || values(f.Slot) == nil:
		return 1
	}
	return len(templates[f.Slot])
}

// Say is the fact as a sentence: in its plain form (phrasing 0) or another, with the name or a pronoun.
func (f Fact) Say(l Language, phrasing int, pronoun bool) string {
	var t template
	value := word{}
	switch {
	case values(f.Slot) == nil:
		t = yesNo[f.Slot][f.Value]
	case f.Like:
		t, value = likeTemplates[f.Slot][0], things[f.Value]
	default:
		t, value = templates[f.Slot][phrasing], values(f.Slot)[f.Value]
	}
	text, v := t.en, value.in(l)
	subject, middle, owner := names[f.Who].en, names[f.Who].en, names[f.Who].en+"'s"
	if pronoun {
		subject, middle, owner = "It", "it", "Its"
	}
	if l == Chinese {
		text, subject = t.zh, names[f.Who].zh
		if pronoun {
			subject = "它"
		}
		owner = subject + "的"
	}
	return strings.NewReplacer("{S}", subject, "{s}", middle, "{P}", owner, "{V}", v, "{A}", article(v)).Replace(text)
}

// article puts a or an before an English word.
func article(w string) string {
	if w != "" && strings.ContainsRune("aeiou", rune(w[0])) {
		return "an " + w
	}
	return "a " + w
}

// clause is the plain form with the name, as it stands after "because".
func (f Fact) clause(l Language) string {
	text := f.Say(l, 0, false)
	return strings.TrimSuffix(strings.TrimSuffix(text, "."), "。")
}
