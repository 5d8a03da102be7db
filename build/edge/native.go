//go:build !js

package main

import (
	"errors"
	"io"
	"io/fs"
	"net/http"

	library "github.com/pkoukk/tiktoken-go-loader/assets"
	"github.com/syumai/workers"
)

func serve(e *edge) { workers.Serve(e) }

// embedded are the files that tiktoken-go-loader has of the published vocabularies.
var embedded = map[string]string{
	"gpt2": "r50k_base.tiktoken", "p50k": "p50k_base.tiktoken", "cl100k": "cl100k_base.tiktoken", "o200k": "o200k_base.tiktoken",
}

// assets reads vocabularies from tiktoken-go-loader.
func assets() vocabularyReader {
	return func(_ *http.Request, name string) (io.ReadCloser, error) {
		if embedded[name] == "" {
			return nil, errors.Join(errors.New(name), fs.ErrNotExist)
		}
		return library.Assets.Open(embedded[name])
	}
}
