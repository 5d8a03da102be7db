package main

// The engine's calls over HTTP: the same handlers as in the page, on a session without a model.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"pellucid/build/serve/static"
	"pellucid/engine/api"
	"pellucid/engine/checkpoint"
	"pellucid/engine/problem"
)

// longestBody bounds a request, bytes: a text of some 20,000 Chinese characters.
const longestBody = 64 << 10

// fileReader opens one of the site's static files by its name, "vocab/cl100k.tiktoken".
type fileReader func(r *http.Request, name string) (io.ReadCloser, error)

// engine is the session and the vocabularies that it has been handed.
type engine struct {
	read    fileReader
	turn    sync.Mutex // a session answers one call at a time; never held while a file is read
	session *api.OpenModel
	has     map[string]bool
}

func newEngine(read fileReader) *engine {
	return &engine{read: read, session: api.New(nil, nil, checkpoint.Meta{}), has: map[string]bool{}}
}

// call is one call of the engine and whether it is answered here.
type call struct {
	name   string
	served bool
}

// calls are all calls of the engine. Those that need nothing but a vocabulary, which the request names, are served.
var calls = func() (list []call) {
	for _, m := range api.Calls {
		list = append(list, call{m.Name, m.Vocabulary != ""})
	}
	return list
}()

// answer is the handler of one call.
func (e *engine) answer(c call) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodOptions: // a page of another site asks whether it may
			static.Dress(w.Header())
			w.Header().Set("Access-Control-Allow-Methods", http.MethodPost)
			w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
			w.WriteHeader(http.StatusNoContent)
		case r.Method != http.MethodPost:
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, http.StatusMethodNotAllowed, "this call is made with POST and a JSON body")
		case !c.served:
			refuse(w, http.StatusNotImplemented, fmt.Sprintf(
				"%s needs a model, and a worker's time is too short for one: open the page, where the same call runs in your browser", c.name))
		default:
			e.post(c, w, r)
		}
	}
}

func (e *engine) post(c call, w http.ResponseWriter, r *http.Request) {
	if r.Body == nil {
		r.Body = http.NoBody // as a worker has it for a request without one
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, longestBody+1))
	if err != nil {
		refuse(w, http.StatusBadRequest, "the body did not arrive whole; send it again")
		return
	}
	if len(body) > longestBody {
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body has more than %d bytes; send a shorter text", longestBody))
		return
	}
	head, err := e.call(r, c.name, body)
	if err != nil {
		respond(w, http.StatusBadRequest, problem.As(err))
		return
	}
	send(w, http.StatusOK, head)
}

// call has the session answer a call whose params name a vocabulary.
func (e *engine) call(r *http.Request, name string, params []byte) ([]byte, error) {
	if err := e.hand(r, params); err != nil {
		return nil, err
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	head, _, err := e.session.Call(name, params, nil, nil, nil)
	return head, err
}

// hand gives the session the vocabulary that a request names, unless it has it. Nothing waits for another request's
// file: a worker's runtime takes a request that waits for anything but its own for one that hangs.
func (e *engine) hand(r *http.Request, body []byte) error {
	var wants struct{ Vocab string }
	_ = json.Unmarshal(body, &wants) // what is wrong with the body the call itself will say
	if e.knows(wants.Vocab) {
		return nil
	}
	if wants.Vocab == "" || strings.Trim(wants.Vocab, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return problem.Unfit("vocab", "the name of a published vocabulary, such as cl100k", wants.Vocab)
	}
	file, err := e.read(r, "vocab/"+wants.Vocab+".tiktoken")
	if err != nil {
		return problem.New(problem.UnknownVocab, problem.Values{"vocab": wants.Vocab}, "there is no vocabulary %q here", wants.Vocab)
	}
	ranks, err := io.ReadAll(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return problem.New(problem.BadVocab, problem.Values{"vocab": wants.Vocab}, "the vocabulary could not be read: %v", err)
	}
	params, err := json.Marshal(api.VocabParams{Name: api.Vocabulary(wants.Vocab)})
	if err != nil {
		return err
	}
	e.turn.Lock()
	defer e.turn.Unlock()
	if e.has[wants.Vocab] { // another request has been faster
		return nil
	}
	if _, _, err := e.session.Call("vocab", params, ranks, nil, nil); err != nil {
		return err
	}
	e.has[wants.Vocab] = true
	return nil
}

func (e *engine) knows(vocabulary string) bool {
	e.turn.Lock()
	defer e.turn.Unlock()
	return e.has[vocabulary]
}

// refuse answers with a sentence.
func refuse(w http.ResponseWriter, status int, sentence string) {
	respond(w, status, &problem.Error{Code: problem.Failed, Message: sentence})
}

func respond(w http.ResponseWriter, status int, failure *problem.Error) {
	text, err := json.Marshal(failure)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	send(w, status, text)
}

// send answers with JSON that other pages may read.
func send(w http.ResponseWriter, status int, body []byte) {
	head := w.Header()
	static.Dress(head)
	head.Set("Content-Type", "application/json; charset=utf-8")
	head.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may have gone
}
