//go:build !js

package main

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	library "github.com/pkoukk/tiktoken-go-loader/assets"
	"github.com/syumai/workers"
)

func serve(e *edge) { workers.Serve(e) }

// vocabularies are the files that tiktoken-go-loader has of the published vocabularies.
var vocabularies = map[string]string{
	"gpt2": "r50k_base.tiktoken", "p50k": "p50k_base.tiktoken", "cl100k": "cl100k_base.tiktoken", "o200k": "o200k_base.tiktoken",
}

// site reads vocabularies from tiktoken-go-loader, and what else is asked for from the site as it was last built.
func site() fileReader {
	return func(_ *http.Request, name string) (io.ReadCloser, error) {
		vocabulary, is := strings.CutPrefix(name, "vocab/")
		if !is {
			return os.Open(filepath.Join("dist", filepath.FromSlash(name)))
		}
		file := vocabularies[strings.TrimSuffix(vocabulary, ".tiktoken")]
		if file == "" {
			return nil, errors.Join(errors.New(name), fs.ErrNotExist)
		}
		return library.Assets.Open(file)
	}
}

// shelf keeps short links for as long as the program runs.
func shelf() store { return &memory{texts: map[string]string{}} }

// memory is a store for a look, and for tests: it forgets nothing by itself.
type memory struct {
	turn  sync.Mutex
	texts map[string]string
}

func (m *memory) get(name string) (string, error) {
	m.turn.Lock()
	defer m.turn.Unlock()
	return m.texts[name], nil
}

func (m *memory) put(name, text string, _ time.Duration) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	m.texts[name] = text
	return nil
}
