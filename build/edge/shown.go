package main

// What a link shows: its state, read and checked, and the words for it. The site's build lists fields, figures and
// lessons in share.json, so that nothing about them is said twice.

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"unicode"
)

// longestState bounds the state in a link, bytes as they are sent.
const longestState = 4000

// both is a text in both languages.
type both struct{ En, Zh string }

func (b both) in(lang string) string {
	if lang == "zh" {
		return b.Zh
	}
	return b.En
}

// figure is one that can be shown by itself.
type figure struct {
	Name  string
	Door  int
	Title both
}

// shareList is the site's file share.json.
type shareList struct {
	Site    both
	About   both
	Fields  []string
	Figures []figure
	Lessons map[string]both
}

// shown reads share.json once, or as often as the first requests come at the same time.
type shown struct {
	read fileReader
	list atomic.Pointer[shareList]
}

func (s *shown) get(r *http.Request) (*shareList, error) {
	if list := s.list.Load(); list != nil {
		return list, nil
	}
	file, err := s.read(r, "share.json")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	list := &shareList{}
	if err := json.NewDecoder(file).Decode(list); err != nil {
		return nil, err
	}
	s.list.Store(list)
	return list, nil
}

// view is what one link shows.
type view struct {
	list   *shareList
	state  url.Values
	figure *figure // nil for the whole page
	lang   string
}

// errState is what is told about a link that is none; what stood in it is not said again.
var errState = errors.New("this is no link of this site: it names a setting, a figure or a lesson that the site does not have, " +
	"or it is too long. Copy the link again from the page")

// viewOf reads a state, "at=attention&text=…". What it lets through is made of known names and is encoded anew.
func (l *shareList) viewOf(query string) (*view, error) {
	if len(query) > longestState {
		return nil, errState
	}
	state, err := url.ParseQuery(query)
	if err != nil {
		return nil, errState
	}
	v := &view{list: l, state: state}
	known := map[string]bool{"figure": true}
	for _, name := range l.Fields {
		known[name] = true
	}
	for key, values := range state {
		if !known[key] || len(values) != 1 {
			return nil, errState
		}
	}
	if name := state.Get("figure"); name != "" { // as embed.html has it
		state.Set("at", name)
	}
	state.Del("figure")
	if name := state.Get("at"); name != "" {
		if v.figure = l.figureNamed(name); v.figure == nil {
			return nil, errState
		}
	}
	if name := state.Get("lesson"); name != "" && l.Lessons[name] == (both{}) {
		return nil, errState
	}
	v.lang = languageOf(state)
	return v, nil
}

func (l *shareList) figureNamed(name string) *figure {
	for i := range l.Figures {
		if l.Figures[i].Name == name {
			return &l.Figures[i]
		}
	}
	return nil
}

// languageOf is the language that a link asks for, or that its sentence is written in; Chinese without either.
func languageOf(state url.Values) string {
	if lang := state.Get("lang"); lang == "en" || lang == "zh" {
		return lang
	}
	if text := state.Get("text"); text != "" && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "en"
	}
	return "zh"
}

// title is what stands above a card: the lesson, the figure with its sentence, or the site.
func (v *view) title() string {
	site := v.list.Site.in(v.lang)
	if lesson, found := v.list.Lessons[v.state.Get("lesson")]; found {
		return lesson.in(v.lang) + " · " + site
	}
	if v.figure == nil {
		return site
	}
	return v.figure.Title.in(v.lang) + " · " + site
}

// about is the line below it: the sentence, or what the site is.
func (v *view) about() string {
	text := []rune(v.state.Get("text"))
	switch {
	case len(text) == 0:
		return v.list.About.in(v.lang)
	case len(text) > 200:
		return string(text[:200]) + "…"
	}
	return string(text)
}

// page is the state for the whole page's address, behind "#".
func (v *view) page() string { return v.state.Encode() }

// frame is the state for embed.html's query.
func (v *view) frame() string {
	query := url.Values{"figure": {v.figure.Name}}
	for key, values := range v.state {
		switch key {
		case "at", "door", "depth", "lesson", "step", "lock", "present":
		default:
			query[key] = values
		}
	}
	return query.Encode()
}
