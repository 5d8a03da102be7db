package main

// What fills the slots of frames. Most kinds are lists in pairs/lexicon.tsv; numbers, prices, times and dates are made here.

import (
	"fmt"
	"strings"
)

// entry is a line of the lexicon: forms in both languages.
type entry struct{ english, chinese []string }

func readLexicon() (map[string][]entry, error) {
	lines, err := readLines("lexicon.tsv", 3)
	lexicon := map[string][]entry{}
	for _, f := range lines {
		lexicon[f[0]] = append(lexicon[f[0]], entry{strings.Split(f[1], "|"), strings.Split(f[2], "|")})
	}
	return lexicon, err
}

// formNames are the names of the English forms of a kind, in the order of the lexicon; other kinds have the plain one.
var formNames = map[string][]string{
	"country": {"", "adjective"},
	"verb":    {"", "s", "past", "pp", "ing"},
	"act":     {"", "past", "pp"},
	"trait":   {"", "more"},
	"adj":     {"", "more"},
	"any":     {"", "ing", "pp"},
	"ride":    {"", "take", "took"},
	"pro":     {"good", "bad"},
	"weather": {"", "past", "will", "if", "bare"},
	"q":       {"", "be", "was", "dont", "have", "his", "him"},
}

// entryOf draws an entry of a kind, another one than this pair has already.
func (g *generator) entryOf(kind string) (entry, error) {
	list := g.lexicon[kind]
	for range 50 {
		if len(list) == 0 {
			break
		}
		i := g.random.IntN(len(list))
		if key := fmt.Sprint(kind, list[i].chinese[0]); !g.used[key] {
			g.used[key] = true
			return list[i], nil
		}
	}
	return entry{}, fmt.Errorf("no (more) entries of kind %q", kind)
}

// same is a filling with one form in each language.
func same(english, chinese string) forms {
	return forms{map[string]string{"": english, "s": english}, map[string]string{"": chinese, "s": chinese}}
}

// draw fills a slot of a kind.
func (g *generator) draw(kind string) (forms, error) {
	if made, ok := makers[kind]; ok {
		return made(g)
	}
	e, err := g.entryOf(kind)
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	names := formNames[kind]
	for i, name := range names {
		v.english[name] = e.english[i]
		v.chinese[name] = e.chinese[min(i, len(e.chinese)-1)]
	}
	return v, nil
}

// makers make the fillings that are more than a line of the lexicon.
var makers = map[string]func(*generator) (forms, error){
	"name": person, "mname": named("m"), "fname": named("f"), "kin": whoever, "place": place, "thing": thing,
	"ware": ware, "sight": sight, "sc": counted("sight", nil),
	"people": (*generator).peopleOf, "verb": verb, "weather": weather, "q": subjectOf, "event": event,
	"c": counted("thing", nil), "meal": counted("thing", edible), "cup": counted("thing", drinkable), "sib": counted("sibling", nil),
	"num": anyNumber, "no": label, "ord": ordinalNumber, "age": whole(4, 90, "", ""), "small": whole(2, 12, "", ""),
	"big":  whole(20, 2000, "", ""),
	"page": whole(5, 300, "", ""), "weight": whole(40, 95, "", ""),
	"n": years, "a": sum("a"), "b": sum("b"), "a+b": sum("a+b"), "times": times, "dur": duration, "minutes": whole(2, 55, " minutes", "分钟"),
	"price": price, "percent": percent, "temp": temperature, "height": height, "digits": digits, "room": room,
	"clock": clockTime, "hour": hour, "date": date, "month": month, "year": year, "tpast": tpast, "tfut": tfut,
}

var edible = map[string]bool{"苹果": true, "香蕉": true, "橙子": true, "梨": true, "鸡蛋": true, "米饭": true, "面条": true, "面包": true, "蛋糕": true}
var drinkable = map[string]bool{"水": true, "葡萄酒": true, "啤酒": true, "咖啡": true, "茶": true, "牛奶": true, "果汁": true}

var pronouns = map[string][]string{"m": {"he", "him", "his", "他"}, "f": {"she", "her", "her", "她"}}

func (g *generator) personOf(kind string) (forms, error) {
	e, err := g.entryOf(kind)
	if err != nil {
		return forms{}, err
	}
	v, p := same(e.english[0], e.chinese[0]), pronouns[e.english[1]]
	v.english["he"], v.english["him"], v.english["his"], v.chinese["he"] = p[0], p[1], p[2], p[3]
	v.english["of"], v.english["of.s"] = e.english[0]+"'s", e.english[0]+"'s"
	return v, nil
}

func person(g *generator) (forms, error) { return g.personOf("name") }

// named is a person of one gender, m or f.
func named(gender string) func(*generator) (forms, error) {
	return func(g *generator) (forms, error) {
		for {
			v, err := g.personOf("name")
			if err != nil || v.english["he"] == pronouns[gender][0] {
				return v, err
			}
		}
	}
}

// whoever is somebody of the speaker's life, or somebody told apart by a look: "that young singer".
func whoever(g *generator) (forms, error) {
	if g.random.IntN(3) > 0 {
		return g.personOf("kin")
	}
	v, err := g.personOf("somebody")
	if err != nil {
		return v, err
	}
	look, err := g.entryOf("look")
	if err != nil {
		return v, err
	}
	english, chinese := v.english[""], v.chinese[""]
	switch g.random.IntN(3) {
	case 0:
		english, chinese = "the "+english, "那位"+chinese
	case 1:
		english, chinese = "the "+look.english[0]+" "+english, look.chinese[0]+chinese
	default:
		english, chinese = "that "+look.english[0]+" "+english, "那个"+look.chinese[0]+chinese
	}
	for _, form := range []string{"", "s"} {
		v.english[form], v.chinese[form] = english, chinese
	}
	v.english["of"], v.english["of.s"] = english+"'s", english+"'s"
	return v, nil
}

// article is a noun with "a" or "an".
func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) && !strings.HasPrefix(noun, "uni") {
		return "an " + noun
	}
	return "a " + noun
}

func place(g *generator) (forms, error) {
	e, err := g.entryOf("place")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	v.english["in"], v.english["bare"] = e.english[1]+" "+e.english[0], e.english[0]
	v.english["a"] = article(strings.TrimPrefix(e.english[0], "the "))
	return v, nil
}

func event(g *generator) (forms, error) {
	e, err := g.entryOf("event")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	v.english["a"] = article(strings.TrimPrefix(e.english[0], "the "))
	return v, nil
}

// nounOf is a noun that can be counted.
func (g *generator) nounOf(kind string) (forms, error) {
	e, err := g.entryOf(kind)
	if err != nil {
		return forms{}, err
	}
	noun, measure := e.chinese[0], e.chinese[1]
	bare := e.english[0][strings.Index(e.english[0], " ")+1:]
	v := same(e.english[0], noun)
	v.english["pl"], v.english["bare"], v.english["my"], v.english["art"] = e.english[1], bare, "my "+bare, e.english[0]
	v.chinese["noun"], v.chinese["mw"], v.chinese["one"] = noun, measure, "一"+measure+noun
	return v, nil
}

func thing(g *generator) (forms, error) { return g.nounOf("thing") }

func sight(g *generator) (forms, error) { return g.nounOf("sight") }

// ware is a certain thing that is for sale: of the lexicon, or any thing that is pointed at.
func ware(g *generator) (forms, error) {
	if g.random.IntN(3) == 0 {
		e, err := g.entryOf("ware")
		if err != nil {
			return forms{}, err
		}
		return same(e.english[0], e.chinese[0]), nil
	}
	v, err := thing(g)
	if err != nil {
		return v, err
	}
	point := [][2]string{{"this ", "这"}, {"this ", "这"}, {"that ", "那"}}[g.random.IntN(3)]
	return same(point[0]+v.english["bare"], point[1]+v.chinese["mw"]+v.chinese["noun"]), nil
}

func (g *generator) peopleOf() (forms, error) {
	v, err := g.nounOf("people")
	if err != nil {
		return v, err
	}
	n := g.number(2, 60)
	english, chinese := g.write(n, true)
	for _, form := range []string{"c", "c.s"} {
		v.english[form], v.chinese[form] = english+" "+v.english["pl"], chinese+v.chinese["mw"]+v.chinese["noun"]
	}
	return v, nil
}

// counted is a number of things, mostly few; only, if not nil, lists the Chinese nouns allowed.
func counted(kind string, only map[string]bool) func(*generator) (forms, error) {
	return func(g *generator) (forms, error) {
		for range 200 {
			e, err := g.entryOf(kind)
			if err != nil {
				return forms{}, err
			}
			if only != nil && !only[e.chinese[0]] {
				delete(g.used, fmt.Sprint(kind, e.chinese[0]))
				continue
			}
			high := 10
			switch {
			case kind == "sibling":
				high = 4
			case g.random.IntN(4) == 0:
				high = 99
			}
			n := g.number(1, high)
			english, chinese := g.write(n, true)
			if n == 1 {
				return one(e, kind), nil
			}
			return same(english+" "+e.english[1], chinese+e.chinese[1]+e.chinese[0]), nil
		}
		return forms{}, fmt.Errorf("no %s fits", kind)
	}
}

// one of a thing: with its article, or "one" for people of a family.
func one(e entry, kind string) forms {
	text := e.english[0]
	if kind == "sibling" {
		text = "one " + text
	}
	return same(text, "一"+e.chinese[1]+e.chinese[0])
}

// wholeVerbs are Chinese verbs of two characters without an object inside.
var wholeVerbs = []string{"打扫", "锻炼", "工作", "旅行", "购物"}

func verb(g *generator) (forms, error) {
	e, err := g.entryOf("verb")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	for i, name := range formNames["verb"] {
		v.english[name], v.chinese[name] = e.english[i], e.chinese[0]
	}
	runes := []rune(e.chinese[0])
	v.chinese["guo"] = string(runes[:1]) + "过" + string(runes[1:])
	for _, whole := range wholeVerbs {
		if rest, ok := strings.CutPrefix(e.chinese[0], whole); ok {
			v.chinese["guo"] = whole + "过" + rest
		}
	}
	return v, nil
}

func weather(g *generator) (forms, error) {
	e, err := g.entryOf("weather")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	for i, name := range formNames["weather"] {
		v.english[name] = e.english[i]
	}
	v.english["isnt"] = "it isn't " + v.english["bare"]
	return v, nil
}

func subjectOf(g *generator) (forms, error) {
	e, err := g.entryOf("q")
	if err != nil {
		return forms{}, err
	}
	v := same(e.english[0], e.chinese[0])
	for i, name := range formNames["q"] {
		v.english[name] = e.english[i]
	}
	s := ""
	if v.english["be"] == "is" {
		s = "s"
	}
	for _, verb := range []string{"come", "live", "get"} {
		v.english[verb] = verb + s
	}
	v.english["3s"] = s
	v.english["acc"], v.english["acc.low"] = e.english[0], e.english[0]
	v.chinese["acc"], v.chinese["acc.low"] = e.chinese[0], e.chinese[0]
	return v, nil
}
