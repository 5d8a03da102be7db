// Command edge is a worker at the network's edge (github.com/syumai/workers). It answers what a folder of static files
// cannot: cards and embeds for those to whom a link is sent, short links to lessons, and those calls of the engine that
// need no model and little time, with tiktoken-go for the published vocabularies. Compiled for JavaScript (`make edge`)
// it runs in workerd; natively it serves on $PORT, for a look at what it answers.
//
//	POST /tokenize {"text": "…", "vocab": "cl100k"} → what the engine's call "tokenize" answers
//	GET  /oembed?url=…    → oEmbed 1.0: the figure that a link shows, as a frame
//	GET  /share?at=…      → a page with a card, which leads on to the figure
//	GET  /card.svg?text=… → the sentence in its tokens, as a picture
//	POST /short {"state": "lesson=note&lock=1"} → a short link to a lesson; GET /s/… follows it
//
// Everything else is a static file of the site, which the glue (worker.mjs) sends by itself. Calls that need a model are
// answered 501 with the reason.
package main

import (
	"net/http"

	"pellucid/build/edge/paths"
)

func main() {
	serve(newEdge(site(), shelf()))
}

// edge answers requests.
type edge struct {
	*http.ServeMux
	engine *engine
	links  *links
	shown  *shown
}

func newEdge(read fileReader, kept store) *edge {
	e := &edge{ServeMux: http.NewServeMux(), engine: newEngine(read), links: newLinks(kept), shown: &shown{read: read}}
	for _, call := range calls {
		e.HandleFunc("/"+call.name, e.engine.answer(call))
	}
	handlers := map[string]http.HandlerFunc{"/oembed": e.oembed, "/share": e.share, "/card.svg": e.card, "/short": e.shorten, "/s/": e.follow}
	for _, path := range paths.Own {
		e.HandleFunc(path, handlers[path])
	}
	e.HandleFunc("/", notFound)
	return e
}

func notFound(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, "there is nothing at this address; calls are POST /tokenize and POST /merges")
}

// onlyGet answers other verbs, and is whether the request was a reader's.
func onlyGet(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	refuse(w, http.StatusMethodNotAllowed, "this address is only read: use GET")
	return false
}
