package main

// Links as those meet them to whom they are sent: a page with a card, which leads on to the figure, and oEmbed, by which
// a blog turns a link into the figure.

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pellucid/build/serve/static"
)

// origin is the site's own address as the request has it, "https://pellucid.example".
func origin(r *http.Request) string {
	scheme, host := r.URL.Scheme, r.URL.Host
	if host == "" { // a native server
		scheme, host = "http", r.Host
	}
	return scheme + "://" + host
}

// cardPicture is what a card shows beside its words: the site's icon.
const cardPicture = "icons/512.png"

var errUnlisted = errors.New("the site's own files cannot be read just now; try again in a moment")

// listed is what a link may show, nil where the answer is that it cannot be told now.
func (e *edge) listed(w http.ResponseWriter, r *http.Request) *shareList {
	list, err := e.shown.get(r)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, errUnlisted.Error())
		return nil
	}
	return list
}

// share answers a link whose state stands in the query, which servers see, and not in the hash.
func (e *edge) share(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	list := e.listed(w, r)
	if list == nil {
		return
	}
	v, err := list.viewOf(r.URL.RawQuery)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	sharePage(w, origin(r), origin(r)+"/share?"+v.page(), v)
}

// sharePage writes the page with the card. It leads on by itself, to this site only.
func sharePage(w http.ResponseWriter, site, address string, v *view) {
	head := w.Header()
	static.Dress(head)
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *")
	head.Set("Cache-Control", "no-cache")
	lang, on := "en", "Open the page"
	if v.lang == "zh" {
		lang, on = "zh-Hans", "打开页面"
	}
	next, discover := "/#"+v.page(), site+"/oembed?url="+url.QueryEscape(address)
	fmt.Fprintf(w, `<!doctype html>
<html lang="%s"><head><meta charset="utf-8"><title>%s</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url=%s">
<link rel="alternate" type="application/json+oembed" href="%s" title="%[2]s">
`, lang, html.EscapeString(v.title()), html.EscapeString(next), html.EscapeString(discover))
	for _, card := range [][2]string{
		{"og:type", "website"}, {"og:site_name", v.list.Site.in(v.lang)}, {"og:title", v.title()}, {"og:description", v.about()},
		{"og:url", address}, {"og:image", site + "/" + cardPicture}, {"twitter:card", "summary"}, {"description", v.about()},
	} {
		kind := "name"
		if strings.HasPrefix(card[0], "og:") {
			kind = "property"
		}
		fmt.Fprintf(w, "<meta %s=\"%s\" content=\"%s\">\n", kind, card[0], html.EscapeString(card[1]))
	}
	fmt.Fprintf(w, "</head><body><h1>%s</h1><p>%s</p><p><a href=\"%s\">%s</a></p></body></html>\n",
		html.EscapeString(v.title()), html.EscapeString(v.about()), html.EscapeString(next), on)
}

// embedded is an answer of oEmbed 1.0 (oembed.com).
type embedded struct {
	Version      string `json:"version"`
	Type         string `json:"type"`
	Title        string `json:"title"`
	ProviderName string `json:"provider_name"`
	ProviderURL  string `json:"provider_url"`
	CacheAge     int    `json:"cache_age"`
	HTML         string `json:"html,omitempty"`
	Width        int    `json:"width,omitempty"`
	Height       int    `json:"height,omitempty"`
}

// The size of a frame, CSS pixels: how large without being asked, and the least that shows a figure.
const (
	frameWidth, frameHeight = 720, 560
	leastWidth, leastHeight = 280, 200
)

// oembed says how a link of this site is embedded: a figure as a frame, all else as a link.
func (e *edge) oembed(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	query := r.URL.Query()
	if format := query.Get("format"); format != "" && format != "json" {
		refuse(w, http.StatusNotImplemented, "this site answers oEmbed in JSON only: leave the format out, or ask for json")
		return
	}
	width, err := size(query, "maxwidth", frameWidth, leastWidth)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	height, err := size(query, "maxheight", frameHeight, leastHeight)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	v, status, err := e.linked(r, query.Get("url"))
	if err != nil {
		refuse(w, status, err.Error())
		return
	}
	site := origin(r)
	answer := embedded{Version: "1.0", Type: "link", Title: v.title(), ProviderName: "Pellucid 通透", ProviderURL: site + "/", CacheAge: 86400}
	if v.figure != nil {
		answer.Type, answer.Width, answer.Height = "rich", width, height
		answer.HTML = fmt.Sprintf(`<iframe src="%s" title="%s" width="%d" height="%d" loading="lazy"`+
			` sandbox="allow-scripts allow-popups" style="border:0"></iframe>`,
			html.EscapeString(site+"/embed.html?"+v.frame()), html.EscapeString(v.title()), width, height)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	send(w, http.StatusOK, text)
}

// size is a bound that the asker has set, within what makes sense here.
func size(query url.Values, name string, most, least int) (int, error) {
	given := query.Get(name)
	if given == "" {
		return most, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s is a whole number of pixels, such as %d", name, most)
	}
	return max(least, min(n, most)), nil
}

// linked reads an address of this site, in any of the forms in which it is passed on.
func (e *edge) linked(r *http.Request, address string) (*view, int, error) {
	list, err := e.shown.get(r)
	if err != nil {
		return nil, http.StatusServiceUnavailable, errUnlisted
	}
	to, err := url.Parse(address)
	if address == "" || err != nil || to.Host == "" {
		return nil, http.StatusBadRequest, fmt.Errorf("url is the whole address of a page of this site")
	}
	if own, _ := url.Parse(origin(r)); !strings.EqualFold(to.Host, own.Host) || to.Scheme != own.Scheme || to.User != nil {
		return nil, http.StatusNotFound, fmt.Errorf("that page is not on this site, and only pages of this site can be embedded from here")
	}
	state := to.RawQuery
	switch id, short := strings.CutPrefix(to.Path, "/s/"); {
	case short:
		if state, err = e.links.find(id); err != nil {
			return nil, http.StatusNotFound, err
		}
	case to.Path == "/" || to.Path == "" || to.Path == "/index.html":
		state = to.EscapedFragment()
	case to.Path != "/share" && to.Path != "/embed.html":
		return nil, http.StatusNotFound, fmt.Errorf("this site has no such page")
	}
	v, err := list.viewOf(state)
	return v, http.StatusBadRequest, err
}
