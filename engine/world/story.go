package world

import (
	"math/rand/v2"
	"strings"
)

// stories tell a resident's facts in passing. {N} is its name, {kind}, {home}, {age}, {hat}, {friend} and {food} its values,
// {A hat} the colour with its article.
var stories = []template{
	{
		"One morning {N} put on its {hat} hat and left its home {home}. It went to see {friend}, its best friend. They ate {food} together until evening.",
		"一天早上，{N}戴上{hat}的帽子，离开了{home}的家，去看好朋友{friend}。它们一起吃{food}，一直玩到傍晚。",
	},
	{
		"Today is a birthday: {N} has just turned {age}. {friend}, its best friend, brings {food}, and everybody sings.",
		"今天有人过生日：{N}刚满{age}。好朋友{friend}带来了{food}，大家一起唱歌。",
	},
	{
		"The wind took {A hat} hat and carried it away. \"That is my hat!\" cried {N}. {friend} went after it and brought it back.",
		"风把一顶{hat}的帽子吹走了。“那是我的帽子！”{N}喊道。{friend}追上去，把它拿了回来。",
	},
	{
		"Who lives {home}? {N} lives {home}. {N} is {kind}, and it is {age} years old.",
		"谁住在{home}？{N}住在{home}。{N}是{kind}，今年{age}。",
	},
	{
		"Guess who it is. It is {kind}, it lives {home}, and it likes to eat {food}. Yes, it is {N}!",
		"猜猜它是谁。它是{kind}，住在{home}，爱吃{food}。对了，它就是{N}！",
	},
	{
		"{N} is hungry. \"What would you like to eat?\" asks {friend}. \"I like to eat {food},\" says {N}. So they eat {food}.",
		"{N}饿了。“你想吃什么？”{friend}问。“我爱吃{food}。”{N}说。于是它们吃了{food}。",
	},
	{
		"There is a picture on the wall: {kind} in {A hat} hat, {home}. \"That is {N},\" says {friend}, its best friend.",
		"墙上有一幅画：{kind}戴着{hat}的帽子，在{home}。“这是{N}。”{N}的好朋友{friend}说。",
	},
}

// story tells one of the stories about a resident.
func (w *World) story(r *rand.Rand, who int, l Language) string {
	facts := w.Facts[who]
	t := stories[r.IntN(len(stories))]
	text := t.en
	if l == Chinese {
		text = t.zh
	}
	pairs := []string{"{N}", names[who].in(l), "{A hat}", article(colours[facts[Hat].Value].en)}
	for slot, place := range []string{"{kind}", "{home}", "{age}", "{hat}", "{friend}", "{food}"} {
		pairs = append(pairs, place, values(Slot(slot))[facts[slot].Value].in(l))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// portrait tells all that is told of a resident, in any order. A pronoun stands where it can only be the resident: neither
// first nor behind its friend's name.
func (w *World) portrait(r *rand.Rand, who int, l Language) string {
	var parts []string
	last := Friend
	for _, slot := range r.Perm(int(Boat) + 1) {
		if fact := w.Facts[who][slot]; w.Told[who][slot] {
			parts = append(parts, fact.Say(l, r.IntN(fact.phrasings()), last != Friend && r.IntN(2) == 0))
			last = Slot(slot)
		}
	}
	return strings.Join(parts, gap(l))
}

// rules are the sentences that state what holds of classes and kinds, with what chance, and what colour things have.
func (w *World) rules(l Language) []string {
	var list []string
	add := func(t template, values ...string) {
		text := t.en
		if l == Chinese {
			text = t.zh
		}
		list = append(list, capital(strings.NewReplacer(values...).Replace(text)))
	}
	for c, many := range classesMany {
		flies, eggs, legs := classRule(class(c))
		for _, t := range propertySentences(flies, eggs, legs) {
			add(t, "{X}", many.in(l), "{legs}", legWords[legs].in(l))
		}
	}
	for i, k := range kinds {
		for _, t := range propertySentences(k.flies, k.eggs, k.legs) {
			add(t, "{X}", k.many.in(l), "{legs}", legWords[k.legs].in(l))
		}
		add(template{"{x} is {c}.", "{x}是{c}。"}, "{x}", k.one.in(l), "{c}", classes[k.class].in(l))
		for _, t := range exceptions(k) {
			add(t, "{x}", k.one.in(l), "{c}", classes[k.class].in(l), "{legs}", legWords[k.legs].in(l))
		}
		for which, forms := range chanceSentences {
			tenths := w.Tenths[which][i]
			add(forms[min(tenths, 2)-1], "{X}", k.many.in(l), "{n}", counts[tenths].in(l), "{m}", k.measure)
		}
	}
	for i, thing := range things {
		add(thingSentences[thing.en], "{X}", thing.in(l), "{c}", colours[i].in(l))
	}
	return list
}

// propertySentences state what holds of many.
func propertySentences(flies, eggs bool, legs int) []template {
	list := []template{
		{"{X} cannot fly.", "{X}不会飞。"}, {"{X} do not lay eggs.", "{X}不会下蛋。"}, {"{X} have {legs} legs.", "{X}有{legs}腿。"},
	}
	if flies {
		list[0] = template{"{X} can fly.", "{X}会飞。"}
	}
	if eggs {
		list[1] = template{"{X} lay eggs.", "{X}会下蛋。"}
	}
	if legs == 0 {
		list[2] = template{"{X} have no legs.", "{X}没有腿。"}
	}
	return list
}

// exceptions state in what a kind differs from its class.
func exceptions(k kind) []template {
	flies, eggs, legs := classRule(k.class)
	var list []template
	if k.flies != flies {
		list = append(list, map[bool]template{
			true:  {"{x} is {c}, but it can fly.", "{x}是{c}，可是会飞。"},
			false: {"{x} is {c}, but it cannot fly.", "{x}是{c}，可是不会飞。"},
		}[k.flies])
	}
	if k.eggs != eggs {
		list = append(list, map[bool]template{
			true:  {"{x} is {c}, but it lays eggs.", "{x}是{c}，可是会下蛋。"},
			false: {"{x} is {c}, but it does not lay eggs.", "{x}是{c}，可是不会下蛋。"},
		}[k.eggs])
	}
	if k.legs != legs {
		list = append(list, template{"{x} is {c}, but it has {legs} legs.", "{x}是{c}，可是有{legs}腿。"})
	}
	return list
}

// chanceSentences, of one and of more, about thunder and music.
var chanceSentences = [2][2]template{
	{
		{"Of ten {X}, one is afraid of thunder.", "十{m}{X}里只有一{m}怕打雷。"},
		{"Of ten {X}, {n} are afraid of thunder.", "十{m}{X}里有{n}{m}怕打雷。"},
	},
	{
		{"Of ten {X}, one likes music.", "十{m}{X}里只有一{m}喜欢音乐。"},
		{"Of ten {X}, {n} like music.", "十{m}{X}里有{n}{m}喜欢音乐。"},
	},
}

// thingSentences say that a thing has a colour, by its English name, for its number.
var thingSentences = func() map[string]template {
	sentences := map[string]template{}
	for _, thing := range things {
		sentences[thing.en] = template{"{X} are {c}.", "{X}是{c}的。"}
	}
	for _, one := range []string{"the sky", "grass", "snow", "coal"} {
		sentences[one] = template{"{X} is {c}.", "{X}是{c}的。"}
	}
	return sentences
}()

// capital begins an English sentence; a Chinese one stays as it is.
func capital(s string) string {
	if c := s[0]; c >= 'a' && c <= 'z' {
		return string(c-'a'+'A') + s[1:]
	}
	return s
}
