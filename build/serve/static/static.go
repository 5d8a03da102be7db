// Package static serves a folder of files as a good static host would: precompressed copies (x.br, x.gz) to those who
// accept them, right types, ranges, and caching for ever where a name or a query names the content.
package static

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

// Types are the ones that matter here, by the ending of a name; a system's own table may lack them or disagree.
var Types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".json":        "application/json",
	".wasm":        "application/wasm",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".txt":         "text/plain; charset=utf-8",
	".map":         "application/json",
	".tiktoken":    "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// Hashed is the pattern of names that esbuild made of the content.
const Hashed = `-[A-Z0-9]{8}\.[a-z]+$`

var hashed = regexp.MustCompile(Hashed)

// How long a file may be kept without asking: one whose name or query names its content, and any other.
const (
	Forever    = "public, max-age=31536000, immutable"
	Revalidate = "no-cache"
)

// Handler serves the files of a folder; index.html stands for the folder it is in.
func Handler(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if info, err := fs.Stat(files, cmp.Or(name, ".")); err == nil && info.IsDir() {
			if !strings.HasSuffix(r.URL.Path, "/") {
				http.Redirect(w, r, path.Base(r.URL.Path)+"/", http.StatusMovedPermanently)
				return
			}
			name = path.Join(name, "index.html")
		}
		serveFile(w, r, files, name)
	})
}

func serveFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	if _, err := fs.Stat(files, name); err != nil {
		http.Error(w, "not found: "+name, http.StatusNotFound)
		return
	}
	head := w.Header()
	kind, ok := Types[path.Ext(name)]
	if !ok {
		kind = "application/octet-stream"
	}
	head.Set("Content-Type", kind)
	Dress(head)
	head.Set("Vary", "Accept-Encoding")
	if hashed.MatchString(name) || r.URL.Query().Has("v") {
		head.Set("Cache-Control", Forever)
	} else {
		head.Set("Cache-Control", Revalidate)
	}
	chosen := name
	for _, encoding := range []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if _, err := fs.Stat(files, name+encoding.suffix); err == nil && r.Header.Get("Range") == "" && accepts(r, encoding.name) {
			chosen = name + encoding.suffix
			head.Set("Content-Encoding", encoding.name)
			break
		}
	}
	send(w, r, files, chosen)
}

// accepts is whether a request's Accept-Encoding names an encoding without refusing it.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == encoding {
			quality = strings.ReplaceAll(quality, " ", "")
			return quality != "q=0" && quality != "q=0.0"
		}
	}
	return false
}

func send(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	file, err := files.Open(name)
	if err != nil {
		http.Error(w, "cannot open "+name, http.StatusInternalServerError)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		http.Error(w, "cannot read "+name, http.StatusInternalServerError)
		return
	}
	w.Header().Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), path.Ext(name)))
	content, ok := file.(io.ReadSeeker)
	if !ok {
		all, err := io.ReadAll(file)
		if err != nil {
			http.Error(w, "cannot read "+name, http.StatusInternalServerError)
			return
		}
		content = bytes.NewReader(all)
	}
	if w.Header().Get("Content-Encoding") != "" {
		// ServeContent leaves the length out for encoded content, for which the page's progress bar would be blind.
		w.Header().Set("Content-Length", fmt.Sprint(info.Size()))
	}
	http.ServeContent(w, r, name, info.ModTime(), content)
}
