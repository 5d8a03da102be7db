package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
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
	{"a call that needs a model", "POST", "/forward", `{"input":{"text":"a"}}`, 501},
}

// ask puts a request to a handler.
func ask(h http.Handler, c request) (int, []byte) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, strings.NewReader(c.body)))
	return w.Code, w.Body.Bytes()
}

func TestAnswers(t *testing.T) {
	e := newEdge(assets())
	for _, c := range requests {
		status, body := ask(e, c)
		if status != c.status {
			t.Errorf("%s: got %d %.300s, want %d", c.name, status, body, c.status)
		}
		var failure problem.Error
		if status == 200 {
			continue
		}
		if err := json.Unmarshal(body, &failure); err != nil || failure.Code == "" || failure.Message == "" {
			t.Errorf("%s: the answer has no code and sentence: %s", c.name, body)
		}
		if bytes.Contains(body, []byte("<script>")) {
			t.Errorf("%s: the request comes back as markup: %s", c.name, body)
		}
	}
}

// TestPublishedIDs holds /tokenize to the token ids of other implementations.
func TestPublishedIDs(t *testing.T) {
	e := newEdge(assets())
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
	e := newEdge(assets())
	for name := range embedded {
		file, err := assets()(nil, name)
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
