//go:build js && wasm

package main

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/fetch"
	"github.com/syumai/workers/cloudflare/kv"
)

// serve answers for as long as the instance lives. workers.Serve would end the program after its first response, and
// the glue (worker.mjs) makes one instance for all requests.
func serve(e *edge) {
	workers.ServeNonBlock(e)
	workers.Ready()
	select {}
}

// site reads the site's static files.
func site() fileReader {
	files := fetch.NewClient(fetch.WithBinding(cloudflare.GetBinding("ASSETS"))).HTTPClient(fetch.RedirectModeManual)
	return func(r *http.Request, name string) (io.ReadCloser, error) {
		response, err := files.Get("https://assets.invalid/" + name)
		if err != nil {
			return nil, err
		}
		if response.StatusCode != http.StatusOK {
			response.Body.Close()
			return nil, fmt.Errorf("status %d", response.StatusCode)
		}
		return response.Body, nil
	}
}

// shelf is the KV namespace LINKS; a deployment without one keeps no short links.
func shelf() store {
	space, err := kv.NewNamespace("LINKS")
	if err != nil {
		return nil
	}
	return namespace{space}
}

type namespace struct{ *kv.Namespace }

func (n namespace) get(name string) (string, error) {
	text, err := n.GetString(name, nil)
	if text == "<null>" { // as the library writes JavaScript's null: there is nothing of that name
		text = ""
	}
	return text, err
}

func (n namespace) put(name, text string, life time.Duration) error {
	return n.PutString(name, text, &kv.PutOptions{ExpirationTTL: int(life.Seconds())})
}
