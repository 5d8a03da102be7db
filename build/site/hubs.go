package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"slices"
	"strings"
)

// hub is a place of models that the page may ask when its reader says so.
type hub struct {
	Name      string   `json:"name"`
	URL       string   `json:"url"`
	Redirects []string `json:"redirects,omitempty"` // origins that it sends a browser on to, as a policy names them
}

//go:embed hubs.json
var hubsText []byte

// readHubs reads a list of hubs: the project's own for "", none for "none", else a file's.
func readHubs(from string) ([]hub, error) {
	text := hubsText
	switch from {
	case "":
	case "none":
		return nil, nil
	default:
		var err error
		if text, err = os.ReadFile(from); err != nil {
			return nil, err
		}
	}
	var list []hub
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("the list of hubs: %w", err)
	}
	for _, h := range list {
		for _, origin := range append([]string{h.URL}, h.Redirects...) {
			u, err := url.Parse(origin)
			if err != nil || u.Host == "" || u.Path != "" || strings.ContainsAny(origin, " ;,'\"") || u.Scheme != "https" && u.Scheme != "http" {
				return nil, fmt.Errorf("the list of hubs: %s: %q is no origin such as https://huggingface.co", h.Name, origin)
			}
		}
	}
	return list, nil
}

// hubsMeta is the place in a page for the list; a page without it asks nobody but its own host.
const hubsMeta = `<meta name="hubs" content="">`

// withHubs puts the list of hubs into a page that has a place for it, and their origins into its policy: both are made
// of one list, so that the page never offers what its policy forbids.
func (b *builder) withHubs(text, policy string) (page, allowed string) {
	if len(b.hubs) == 0 || !strings.Contains(text, hubsMeta) {
		return text, policy
	}
	var origins []string
	type named struct { // what the page needs to know
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	var list []named
	for _, h := range b.hubs {
		list = append(list, named{h.Name, h.URL})
		for _, origin := range append([]string{h.URL}, h.Redirects...) {
			if !slices.Contains(origins, origin) {
				origins = append(origins, origin)
			}
		}
	}
	page = strings.Replace(text, hubsMeta, `<meta name="hubs" content="`+html.EscapeString(literal(list))+`">`, 1)
	return page, strings.Replace(policy, "connect-src 'self' blob:", "connect-src 'self' blob: "+strings.Join(origins, " "), 1)
}
