package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// list stands for share.json; TestShareList in build/site holds the real one to the same shape.
const list = `{"site":{"en":"Pellucid","zh":"通透"},"about":{"en":"See it think.","zh":"看懂语言模型。"},
"fields":["text","model","door","at","lang","theme","depth","lesson","step","lock","present"],
"figures":[{"name":"walk","door":1,"title":{"en":"The walk","zh":"走一遍"}},
 {"name":"tokens","door":1,"title":{"en":"Tokens","zh":"词元"}}],
"lessons":{"note":{"en":"The note","zh":"讲义"}}}`

// stand adds the list to a reader of files.
func stand(read fileReader) fileReader {
	return func(r *http.Request, name string) (io.ReadCloser, error) {
		if name == "share.json" {
			return io.NopCloser(strings.NewReader(list)), nil
		}
		return read(r, name)
	}
}

func TestEmbedsAFigure(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	_, body := ask(e, request{method: "GET", path: embedOf("#"+sharedState) + "&maxwidth=400&maxheight=9000"})
	var got embedded
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	src := `src="http://own.example/embed.html?figure=tokens&amp;text=%E6%88%91%E7%9A%84%E7%8C%AB+%26+%3Cb%3E&amp;theme=dark"`
	if got.Version != "1.0" || got.Type != "rich" || got.Width != 400 || got.Height != frameHeight ||
		!strings.Contains(got.HTML, src) || !strings.Contains(got.HTML, `sandbox="allow-scripts allow-popups"`) {
		t.Errorf("got %s", body)
	}
	_, body = ask(e, request{method: "GET", path: "/oembed?url=" + url.QueryEscape("http://own.example/")})
	if err := json.Unmarshal(body, &got); err != nil || got.Type != "link" {
		t.Errorf("the whole page is a %q, want a link: %s", got.Type, body)
	}
}

func TestASharedPageHasItsCardAndLeadsOn(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	_, body := ask(e, request{method: "GET", path: "/share?" + sharedState})
	encoded := "at=tokens&text=%E6%88%91%E7%9A%84%E7%8C%AB+%26+%3Cb%3E&theme=dark"
	for _, want := range []string{
		`<html lang="zh-Hans">`, `content="词元 · 通透"`, `property="og:description" content="我的猫 &amp; &lt;b&gt;"`,
		`content="http://own.example/icons/512.png"`,
		`content="0; url=/#` + strings.ReplaceAll(encoded, "&", "&amp;") + `"`,
		`type="application/json+oembed" href="http://own.example/oembed?url=` + url.QueryEscape("http://own.example/share?"+encoded) + `"`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	// The discovery link is answered.
	_, address, _ := strings.Cut(string(body), `href="http://own.example`)
	address, _, _ = strings.Cut(address, `"`)
	if status, answer := ask(e, request{method: "GET", path: address}); status != 200 || !strings.Contains(string(answer), `"rich"`) {
		t.Errorf("the discovery link gets %d %s", status, answer)
	}
}

// shortLink makes a short link and returns its name.
func shortLink(t *testing.T, e *edge, state string) (name string, status int) {
	t.Helper()
	status, body := ask(e, request{method: "POST", path: "/short", body: fmt.Sprintf(`{"state":%q}`, state)})
	var got struct{ URL string }
	if err := json.Unmarshal(body, &got); status == 201 && err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(got.URL, "http://own.example/s/"), status
}

func TestShortLinksEnd(t *testing.T) {
	kept := &memory{texts: map[string]string{}}
	e := newEdge(stand(site()), kept)
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	e.links.now = func() time.Time { return now }
	name, _ := shortLink(t, e, "lock=1&lesson=note")
	again, _ := shortLink(t, e, "lesson=note&lock=1")
	if name == "" || again != name || len(kept.texts) != 2 { // the link and the day's count
		t.Errorf("one state has the names %q and %q; kept: %v", name, again, kept.texts)
	}
	status, page := ask(e, request{method: "GET", path: "/s/" + name})
	if status != 200 || !strings.Contains(string(page), `url=/#lesson=note&amp;lock=1"`) || !strings.Contains(string(page), "讲义") {
		t.Errorf("got %d %s", status, page)
	}
	now = now.Add(linkLife + 24*time.Hour)
	if status, _ := ask(e, request{method: "GET", path: "/s/" + name}); status != 404 {
		t.Errorf("after its time a link gets %d, want 404", status)
	}
}

func TestShortLinksAreLimited(t *testing.T) {
	kept := &memory{texts: map[string]string{}}
	e := newEdge(stand(site()), kept)
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	e.links.now = func() time.Time { return now }
	made := 0
	for step := range 2 * linksADay {
		if step%linksAMinute == 0 {
			now = now.Add(time.Minute)
		}
		_, status := shortLink(t, e, fmt.Sprintf("lesson=note&step=%d", step))
		switch status {
		case 201:
			made++
		case 429:
		default:
			t.Fatalf("got %d", status)
		}
	}
	if made != linksADay || len(kept.texts) != linksADay+1 {
		t.Errorf("%d links were made on one day and %d texts kept, want %d", made, len(kept.texts), linksADay)
	}
	now = now.Add(24 * time.Hour)
	for step := range linksAMinute + 1 {
		if _, status := shortLink(t, e, fmt.Sprintf("lesson=note&step=%d", 5000+step)); (status == 201) != (step < linksAMinute) {
			t.Errorf("link %d of one minute got %d", step+1, status)
		}
	}
}

// broken is a store that is out of order.
type broken struct{}

func (broken) get(string) (string, error)              { return "", errors.New("out of order") }
func (broken) put(string, string, time.Duration) error { return errors.New("out of order") }

func TestWithoutAStore(t *testing.T) {
	if _, status := shortLink(t, newEdge(stand(site()), nil), "lesson=note"); status != 501 {
		t.Errorf("without a store: got %d, want 501", status)
	}
	if _, status := shortLink(t, newEdge(stand(site()), broken{}), "lesson=note"); status != 503 {
		t.Errorf("with a broken store: got %d, want 503", status)
	}
}
