//go:build js && wasm

package main

import (
	"fmt"
	"io"
	"net/http"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/fetch"
)

// serve answers for as long as the instance lives. workers.Serve would end the program after its first response, and
// the glue (worker.mjs) makes one instance for all requests.
func serve(e *edge) {
	workers.ServeNonBlock(e)
	workers.Ready()
	select {}
}

// assets reads vocabularies from the site's static files.
func assets() vocabularyReader {
	files := fetch.NewClient(fetch.WithBinding(cloudflare.GetBinding("ASSETS"))).HTTPClient(fetch.RedirectModeManual)
	return func(r *http.Request, name string) (io.ReadCloser, error) {
		response, err := files.Get("https://assets.invalid/vocab/" + name + ".tiktoken")
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
