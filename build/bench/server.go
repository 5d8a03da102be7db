package main

// The server that the browser talks to: the built site, the peers' packages, the weights and the pages that run them,
// all from one origin, without the headers of cross-origin isolation, so that every engine has one thread.

import (
	"embed"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"pellucid/build/serve/static"
)

//go:embed pages
var pages embed.FS

// server notes which files of an engine a browser asked for: those are its download.
type server struct {
	folders map[string]string // URL prefix → folder
	origin  string

	mu      sync.Mutex
	fetched []string // paths on disk
}

// serve starts a server on a free port.
func serve(dist, peers, weights, kernels string) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{
		folders: map[string]string{"/site/": dist, "/peers/": peers, "/weights/": weights, "/kernels/": kernels},
		origin:  "http://" + listener.Addr().String(),
	}
	mux := http.NewServeMux()
	for prefix, folder := range s.folders {
		handler := http.StripPrefix(strings.TrimSuffix(prefix, "/"), static.Handler(os.DirFS(folder)))
		mux.HandleFunc(prefix, func(w http.ResponseWriter, r *http.Request) {
			s.note(filepath.Join(folder, filepath.FromSlash(strings.TrimPrefix(r.URL.Path, prefix))))
			handler.ServeHTTP(w, r)
		})
	}
	scripts, err := fs.Sub(pages, "pages")
	if err != nil {
		return nil, err
	}
	mux.Handle("/bench/", http.StripPrefix("/bench", static.Handler(scripts)))
	go (&http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}).Serve(listener)
	return s, nil
}

func (s *server) note(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.fetched, path) {
		s.fetched = append(s.fetched, path)
	}
}

// download is what a browser fetched of an engine, in bytes: scripts and WebAssembly, plain and as brotli, and the
// WebAssembly modules alone as brotli.
type download struct{ plain, packed, modules int }

// download is the size of what was fetched since the last call.
func (s *server) download(cache string) (d download, err error) {
	s.mu.Lock()
	fetched := s.fetched
	s.fetched = nil
	s.mu.Unlock()
	for _, path := range fetched {
		kind := filepath.Ext(path)
		if !slices.Contains([]string{".js", ".mjs", ".wasm"}, kind) {
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			continue // the browser was told so too
		}
		size, err := compressedSize(path, cache)
		if err != nil {
			return d, err
		}
		d.plain, d.packed = d.plain+int(info.Size()), d.packed+size
		if kind == ".wasm" {
			d.modules += size
		}
	}
	return d, nil
}
