package main

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
)

// shareWords prints what the edge worker says of a link: the names of the state's fields, and of figures their titles.
const shareWords = `import { en } from './site/i18n/en.ts';
import { zh } from './site/i18n/zh.ts';
import { places, stageOf } from './site/stages.ts';
import { fields } from './site/state/url.ts';
const both = (key) => ({ en: en[key], zh: zh[key] });
const titled = (place) => {
  const stage = stageOf(place), key = stage.figures[place];
  return { name: place, door: stage.door, title: both(/\{/.test(en[key] + zh[key]) ? stage.name : key) };
};
process.stdout.write(JSON.stringify({ site: both('title'), about: both('promise.text'), fields: Object.keys(fields),
  figures: places.map(titled) }));`

// shareList is what share.json holds; build/edge reads it.
type shareList struct {
	Site    map[string]string            `json:"site"`
	About   map[string]string            `json:"about"`
	Fields  []string                     `json:"fields"`
	Figures []shareFigure                `json:"figures"`
	Lessons map[string]map[string]string `json:"lessons"`
}

type shareFigure struct {
	Name  string            `json:"name"`
	Door  int               `json:"door"`
	Title map[string]string `json:"title"`
}

// shareList lists what a link may show, for the worker that makes cards and embeds of links.
func (b *builder) shareList() error {
	text, err := printed(shareWords)
	if err != nil {
		return err
	}
	list := shareList{Lessons: map[string]map[string]string{}}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return err
	}
	for _, lesson := range b.lessonList {
		list.Lessons[lesson.ID] = lesson.Title
	}
	return b.writeJSON("share.json", list)
}

// withAddress adds to the page what needs the site's own address: its card, and how blogs find out that it can be
// embedded.
func (b *builder) withAddress(text string) string {
	if b.address == "" {
		return text
	}
	discover := b.address + "oembed?url=" + url.QueryEscape(b.address)
	tags := fmt.Sprintf("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"%s\">\n",
		html.EscapeString(discover))
	tags += fmt.Sprintf("<meta name=\"edge\" content=\"%s\">\n", html.EscapeString(b.address)) // site/state/edge.ts reads it
	for _, tag := range [][2]string{
		{"og:type", "website"}, {"og:title", "通透 Pellucid"}, {"og:url", b.address}, {"og:image", b.address + "icons/512.png"},
	} {
		tags += fmt.Sprintf("<meta property=\"%s\" content=\"%s\">\n", tag[0], html.EscapeString(tag[1]))
	}
	return strings.Replace(text, "</head>", tags+"</head>", 1)
}

// siteAddress is the address of a site as a flag gives it, with the slash of its folder.
func siteAddress(given string) (string, error) {
	if given == "" {
		return "", nil
	}
	to, err := url.Parse(given)
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Scheme != "http" || to.RawQuery != "" || to.Fragment != "" {
		return "", fmt.Errorf("-edge takes the site's whole address, such as https://pellucid.example/")
	}
	return strings.TrimSuffix(to.String(), "/") + "/", nil
}
