package main

// Short links to lessons, for a blackboard: the state is kept for some months under a few letters that are made of it.

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// What is kept at most: links last a school term, and a day has no more new ones than a bounded store takes.
const (
	linkLife     = 180 * 24 * time.Hour
	linksADay    = 1000
	linksAMinute = 60 // of one instance
	longestShort = 1000
)

// store keeps texts under names for a while, as Workers KV does; a name that is not there has the text "".
type store interface {
	get(name string) (string, error)
	put(name, text string, life time.Duration) error
}

// links are the short links.
type links struct {
	kept   store      // nil: this deployment keeps none
	turn   sync.Mutex // never held while the store is asked, as in engine
	minute time.Time
	made   int // in that minute
	now    func() time.Time
}

func newLinks(kept store) *links { return &links{kept: kept, now: time.Now} }

// kept is one link as it is stored.
type keptLink struct {
	State string    `json:"state"`
	Until time.Time `json:"until"`
}

var (
	errNoStore = errors.New("this copy of the site keeps no short links; the long link works as well")
	errStore   = errors.New("short links cannot be kept just now; use the long link, or try again in a minute")
	errBusy    = errors.New("too many short links were made just now; use the long link, or try again later")
	errGone    = errors.New("there is no such short link: it has a letter wrong, or it was made more than half a year ago. Ask for a new one")
	linkName   = regexp.MustCompile(`^[a-z2-7]{8}$`)
)

// make keeps a state and returns its name and until when it is kept. The same state has the same name.
func (l *links) make(state string) (name string, until time.Time, err error) {
	if l.kept == nil {
		return "", until, errNoStore
	}
	now := l.now().UTC()
	until = now.Add(linkLife).Truncate(24 * time.Hour)
	sum := sha256.Sum256([]byte(state))
	letters := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:30]))
	for at := 0; at+8 <= len(letters); at += 8 {
		name = letters[at : at+8]
		found, err := l.read(name)
		switch {
		case err != nil && !errors.Is(err, errGone):
			return "", until, err
		case err == nil && found.State != state:
			continue // another link has this name
		case err == nil && found.Until.Sub(now) > linkLife/2:
			return name, found.Until, nil
		}
		if err := l.count(now); err != nil {
			return "", until, err
		}
		text, err := json.Marshal(keptLink{state, until})
		if err != nil {
			return "", until, err
		}
		if err := l.kept.put("s:"+name, string(text), until.Sub(now)); err != nil {
			return "", until, errStore
		}
		return name, until, nil
	}
	return "", until, errStore
}

// count lets a new link pass while there is room in this minute and on this day. The day's count is about right where
// many are made at the same time; the minute's is exact in each instance, and bounds the rest.
func (l *links) count(now time.Time) error {
	if !l.room(now) {
		return errBusy
	}
	day := "n:" + now.Format(time.DateOnly)
	text, err := l.kept.get(day)
	if err != nil {
		return errStore
	}
	today, _ := strconv.Atoi(text) // none yet reads as ""
	if today >= linksADay {
		return errBusy
	}
	if err := l.kept.put(day, strconv.Itoa(today+1), 48*time.Hour); err != nil {
		return errStore
	}
	return nil
}

// room is whether this minute has room for one more, and takes it.
func (l *links) room(now time.Time) bool {
	l.turn.Lock()
	defer l.turn.Unlock()
	if minute := now.Truncate(time.Minute); minute != l.minute {
		l.minute, l.made = minute, 0
	}
	l.made++
	return l.made <= linksAMinute
}

// find is the state of a short link.
func (l *links) find(name string) (string, error) {
	if l.kept == nil {
		return "", errNoStore
	}
	found, err := l.read(name)
	return found.State, err
}

func (l *links) read(name string) (found keptLink, err error) {
	if !linkName.MatchString(name) {
		return found, errGone
	}
	text, err := l.kept.get("s:" + name)
	if err != nil {
		return found, errStore
	}
	if json.Unmarshal([]byte(text), &found) != nil || l.now().After(found.Until) {
		return found, errGone
	}
	return found, nil
}

// shorten answers POST /short.
func (e *edge) shorten(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "a short link is made with POST and a JSON body")
		return
	}
	list := e.listed(w, r)
	if list == nil {
		return
	}
	state, err := lessonState(r, list)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	name, until, err := e.links.make(state)
	switch {
	case errors.Is(err, errNoStore):
		refuse(w, http.StatusNotImplemented, err.Error())
	case errors.Is(err, errBusy):
		w.Header().Set("Retry-After", "60")
		refuse(w, http.StatusTooManyRequests, err.Error())
	case err != nil:
		refuse(w, http.StatusServiceUnavailable, err.Error())
	default:
		send(w, http.StatusCreated, fmt.Appendf(nil, `{"url":%q,"until":%q}`, origin(r)+"/s/"+name, until.Format(time.DateOnly)))
	}
}

// lessonState is the state in a request for a short link: of a lesson, and short.
func lessonState(r *http.Request, list *shareList) (string, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 2*longestShort))
	var wants struct{ State string }
	if err != nil || json.Unmarshal(body, &wants) != nil || len(wants.State) > longestShort {
		return "", fmt.Errorf("the body is JSON with the state of a lesson's link, at most %d bytes, such as %s",
			longestShort, `{"state": "lesson=note&lock=1"}`)
	}
	v, err := list.viewOf(wants.State)
	if err != nil {
		return "", err
	}
	if v.state.Get("lesson") == "" {
		return "", errors.New("short links are kept for lessons only, and this state names none")
	}
	return v.page(), nil
}

// follow answers a short link with its card; the page leads on.
func (e *edge) follow(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	list := e.listed(w, r)
	if list == nil {
		return
	}
	state, err := e.links.find(strings.TrimPrefix(r.URL.Path, "/s/"))
	switch {
	case errors.Is(err, errStore):
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	case err != nil:
		refuse(w, http.StatusNotFound, err.Error())
		return
	}
	v, err := list.viewOf(state)
	if err != nil { // the site has lost the lesson since
		refuse(w, http.StatusNotFound, errGone.Error())
		return
	}
	sharePage(w, origin(r), origin(r)+r.URL.Path, v)
}
