package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestHubsAreOneList(t *testing.T) {
	list, err := readHubs("")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 || list[0].URL != "https://huggingface.co" {
		t.Fatalf("the build's own list: %v", list)
	}
	b := &builder{hubs: list}
	text, own := b.withHubs("<head>"+hubsMeta, policy)
	for _, h := range list {
		if !strings.Contains(text, "&#34;url&#34;:&#34;"+h.URL+"&#34;") {
			t.Errorf("the page does not know %s:\n%s", h.URL, text)
		}
		for _, origin := range append([]string{h.URL}, h.Redirects...) {
			if n := strings.Count(own+" ", " "+origin+" ") + strings.Count(own, " "+origin+";"); n != 1 {
				t.Errorf("the policy names %s %d times:\n%s", origin, n, own)
			}
		}
	}
	// A page without a place for the list, and a build without hubs, ask nobody.
	if _, own := b.withHubs("<head>", policy); own != policy {
		t.Errorf("a page without the list has the policy\n%s", own)
	}
	none, err := readHubs("none")
	if err != nil {
		t.Fatal(err)
	}
	if text, own := (&builder{hubs: none}).withHubs(hubsMeta, policy); text != hubsMeta || own != policy {
		t.Errorf("without hubs: %s\n%s", text, own)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "site", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), hubsMeta) {
		t.Error("site/index.html has no place for the list")
	}
}

func TestHubsOfAHost(t *testing.T) {
	for text, ok := range map[string]bool{
		`[{"name":"ours","url":"https://models.example","redirects":["https://*.models.example"]}]`: true,
		`[{"name":"ours","url":"https://models.example; script-src *"}]`:                            false,
		`[{"name":"ours","url":"https://models.example/path"}]`:                                     false,
		`[{"name":"ours","url":"models.example"}]`:                                                  false,
		`{}`: false,
	} {
		file := filepath.Join(t.TempDir(), "hubs.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readHubs(file); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}
