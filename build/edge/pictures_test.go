package main

import (
	"bytes"
	"flag"
	"net/url"
	"os"
	"testing"
)

var takePictures = flag.Bool("pictures", false, "write docs/pictures/edge-*.svg anew")

// TestPicturesOfCards: the pictures in README are the cards that the worker draws now.
func TestPicturesOfCards(t *testing.T) {
	e := newEdge(stand(site()), shelf())
	for lang, text := range map[string]string{"en": "The little girl is reading a book.", "zh": "我的猫喜欢睡在窗边。"} {
		status, card := ask(e, request{method: "GET", path: "/card.svg?text=" + url.QueryEscape(text)})
		if status != 200 {
			t.Fatalf("%q: got %d %s", text, status, card)
		}
		file := "../../docs/pictures/edge-" + lang + ".svg"
		if *takePictures {
			if err := os.WriteFile(file, card, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if there, err := os.ReadFile(file); err != nil || !bytes.Equal(there, card) {
			t.Errorf("%s is not the card of %q (%v): run make pictures", file, text, err)
		}
	}
}
