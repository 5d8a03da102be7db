// Command edge is a worker at the network's edge (github.com/syumai/workers): it answers those calls of the engine over
// HTTP that need no model and little time, with tiktoken-go for the published vocabularies. Compiled for JavaScript
// (`make edge`) it runs in workerd; natively it serves on $PORT, for a look at what it answers.
//
//	POST /tokenize {"text": "…", "vocab": "cl100k"} → what the engine's call "tokenize" answers
//
// Vocabularies are the site's own static files. Calls that need a model are answered 501 with the reason.
package main

import "net/http"

func main() {
	serve(newEdge(assets()))
}

// edge answers requests.
type edge struct {
	*http.ServeMux
	engine *engine
}

func newEdge(read vocabularyReader) *edge {
	e := &edge{http.NewServeMux(), newEngine(read)}
	for _, call := range calls {
		e.HandleFunc("/"+call.name, e.engine.answer(call))
	}
	e.HandleFunc("/", notFound)
	return e
}

func notFound(w http.ResponseWriter, r *http.Request) {
	refuse(w, http.StatusNotFound, "there is nothing at this address; calls are POST /tokenize and POST /merges")
}
