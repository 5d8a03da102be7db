package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pellucid/engine/problem"
	"pellucid/engine/token"
)

// request is one request and the status that it must get.
type request struct {
	name, method, path, body string
	status                   int
}

// embedOf asks how a page of the site is embedded.
func embedOf(page string) string { return "/oembed?url=" + url.QueryEscape("http://own.example/"+page) }

// sharedState is one that a link may carry.
var sharedState = "at=tokens&text=" + url.QueryEscape("我的猫 & <b>") + "&theme=dark"

var requests = []request{
	{"chinese", "POST", "/tokenize", `{"text":"今天天气很好，我们去公园。","vocab":"cl100k"}`, 200},
	{"mixed", "POST", "/tokenize", `{"text":"I like 猫 👨‍👩‍👧 <|endoftext|>","vocab":"gpt2"}`, 200},
	{"empty text", "POST", "/tokenize", `{"text":"","vocab":"gpt2"}`, 200},
	{"merges", "POST", "/merges", `{"word":"unhappiness","vocab":"gpt2"}`, 200},
	{"no vocabulary", "POST", "/tokenize", `{"text":"a"}`, 400},
	{"an unknown vocabulary", "POST", "/tokenize", `{"text":"a","vocab":"klingon"}`, 400},
	{"a path for a vocabulary", "POST", "/tokenize", `{"text":"a","vocab":"../../etc/passwd"}`, 400},
	{"an unknown field", "POST", "/tokenize", `{"text":"a","vocab":"gpt2","<script>":1}`, 400},
	{"no JSON", "POST", "/tokenize", `text=a`, 400},
	{"no body", "POST", "/tokenize", ``, 400},
	{"too much", "POST", "/tokenize", `{"text":"` + strings.Repeat("a", longestBody) + `","vocab":"gpt2"}`, 413},
	{"another verb", "PUT", "/tokenize", ``, 405},
	{"a card", "GET", "/card.svg?text=" + url.QueryEscape("我的猫 <b>"), "", 200},
	{"a card without a sentence", "GET", "/card.svg", "", 400},
	{"a card of a long text", "GET", "/card.svg?text=" + strings.Repeat("a", 200), "", 400},
	{"a card in no vocabulary", "GET", "/card.svg?text=a&vocab=klingon", "", 400},
	{"a shared figure", "GET", "/share?" + sharedState, "", 200},
	{"a shared page of nothing", "GET", "/share", "", 200},
	{"a shared script", "GET", "/share?at=tokens&text=" + url.QueryEscape(`"><script>alert(1)</script>`), "", 200},
	{"a figure that is none", "GET", "/share?at=%3Cscript%3E", "", 400},
	{"a setting that is none", "GET", "/share?next=https://evil.example/", "", 400},
	{"a setting twice", "GET", "/share?at=tokens&at=walk", "", 400},
	{"a shared page that is too long", "GET", "/share?text=" + strings.Repeat("a", longestState), "", 400},
	{"another verb for a page", "POST", "/share", "", 405},
	{"an embed", "GET", "/oembed?url=" + url.QueryEscape("http://own.example/#"+sharedState), "", 200},
	{"an embed by the frame's address", "GET", embedOf("embed.html?figure=tokens&text=a"), "", 200},
	{"an embed by the shared page", "GET", embedOf("share?"+sharedState) + "&format=json&maxwidth=400", "", 200},
	{"the whole page", "GET", "/oembed?url=" + url.QueryEscape("http://own.example/"), "", 200},
	{"an embed of nothing", "GET", "/oembed", "", 400},
	{"an embed of no address", "GET", "/oembed?url=tokens", "", 400},
	{"an embed of a script", "GET", "/oembed?url=" + url.QueryEscape("javascript:alert(1)"), "", 400},
	{"an embed of another site", "GET", "/oembed?url=" + url.QueryEscape("http://evil.example/#at=tokens"), "", 404},
	{"another site behind our name", "GET", "/oembed?url=" + url.QueryEscape("http://own.example@evil.example/#at=tokens"), "", 404},
	{"a user before our name", "GET", "/oembed?url=" + url.QueryEscape("http://evil@own.example/#at=tokens"), "", 404},
	{"an embed of another path", "GET", "/oembed?url=" + url.QueryEscape("http://own.example/models/"), "", 404},
	{"an embed of no figure", "GET", "/oembed?url=" + url.QueryEscape("http://own.example/#at=klingon"), "", 400},
	{"an embed in XML", "GET", "/oembed?format=xml&url=" + url.QueryEscape("http://own.example/"), "", 501},
	{"an embed of no width", "GET", "/oembed?maxwidth=-1&url=" + url.QueryEscape("http://own.example/"), "", 400},
	{"a short link", "POST", "/short", `{"state":"lesson=note&lock=1"}`, 201},
	{"a short link to no lesson", "POST", "/short", `{"state":"at=tokens"}`, 400},
	{"a short link to a lesson that is none", "POST", "/short", `{"state":"lesson=klingon"}`, 400},
	{"a short link to elsewhere", "POST", "/short", `{"state":"https://evil.example/"}`, 400},
	{"a long short link", "POST", "/short", `{"state":"lesson=note&text=` + strings.Repeat("a", longestShort) + `"}`, 400},
	{"no state", "POST", "/short", `state=1`, 400},
	{"a short link by GET", "GET", "/short", ``, 405},
	{"a short link that was never made", "GET", "/s/aaaaaaaa", ``, 404},
	{"a short link that is none", "GET", "/s/%3Cscript%3E", ``, 404},
	{"a call that needs a model", "POST", "/forward", `{"input":{"text":"a"}}`, 501},
}

// ask puts a request to a handler.
func ask(h http.Handler, c request) (int, []byte) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(c.method, "http://own.example"+c.path, strings.NewReader(c.body)))
	return w.Code, w.Body.Bytes()
}

func TestAnswers(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	for _, c := range requests {
		status, body := ask(e, c)
		if status != c.status {
			t.Errorf("%s: got %d %.300s, want %d", c.name, status, body, c.status)
		}
		var failure problem.Error
		if bytes.Contains(body, []byte("<script>")) || bytes.Contains(body, []byte("evil.example")) {
			t.Errorf("%s: the request comes back: %s", c.name, body)
		}
		if status < 300 {
			continue
		}
		if err := json.Unmarshal(body, &failure); err != nil || failure.Code == "" || failure.Message == "" {
			t.Errorf("%s: the answer has no code and sentence: %s", c.name, body)
		}
	}
}

// TestPublishedIDs holds /tokenize to the token ids of other implementations.
func TestPublishedIDs(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	for _, c := range []struct {
		vocab, text string
		want        []int32
	}{
		// From tiktoken 0.12 (github.com/openai/tiktoken), README and tests/test_encoding.py.
		{"gpt2", "hello world", []int32{31373, 995}},
		{"cl100k", "hello world", []int32{15339, 1917}},
	} {
		body, err := json.Marshal(map[string]string{"text": c.text, "vocab": c.vocab})
		if err != nil {
			t.Fatal(err)
		}
		_, answer := ask(e, request{method: "POST", path: "/tokenize", body: string(body)})
		if got := ids(t, answer); !slices.Equal(got, c.want) {
			t.Errorf("%s %q: got %v, want %v", c.vocab, c.text, got, c.want)
		}
	}
}

// TestAgreesWithTheLibraryOnRealText compares every vocabulary with the ids that were published beside it.
func TestAgreesWithTheLibraryOnRealText(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	for name := range vocabularies {
		file, err := site()(nil, "vocab/"+name+".tiktoken")
		if err != nil {
			t.Fatal(err)
		}
		own, err := token.ReadPublished(name, file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join("..", "..", "README.zh.md"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(map[string]string{"text": string(text), "vocab": name})
		if err != nil {
			t.Fatal(err)
		}
		status, answer := ask(e, request{method: "POST", path: "/tokenize", body: string(body)})
		if want := token.IDs(own.Encode(string(text))); status != 200 || !slices.Equal(ids(t, answer), want) {
			t.Errorf("%s: the ids differ from the library's (%s)", name, fmt.Sprint(status))
		}
	}
}
