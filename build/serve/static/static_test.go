package static

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

var folder = fstest.MapFS{
	"index.html":             {Data: []byte("<p>page")},
	"app-ABCDEFG1.js":        {Data: []byte("plain")},
	"app-ABCDEFG1.js.br":     {Data: []byte("brotli")},
	"app-ABCDEFG1.js.gz":     {Data: []byte("gzip")},
	"e.wasm":                 {Data: []byte("\x00asm")},
	"models/m/w.safetensors": {Data: []byte("0123456789")},
	"models/m/index.html":    {Data: []byte("model")},
}

func TestHandler(t *testing.T) {
	const forever, revalidate = "public, max-age=31536000, immutable", "no-cache"
	for _, c := range []struct {
		path, accept, span           string
		status                       int
		body, encoding, kind, caches string
	}{
		{"/", "", "", 200, "<p>page", "", "text/html; charset=utf-8", revalidate},
		{"/app-ABCDEFG1.js", "gzip, deflate, br", "", 200, "brotli", "br", "text/javascript; charset=utf-8", forever},
		{"/app-ABCDEFG1.js", "gzip", "", 200, "gzip", "gzip", "text/javascript; charset=utf-8", forever},
		{"/app-ABCDEFG1.js", "br;q=0, gzip;q=0", "", 200, "plain", "", "text/javascript; charset=utf-8", forever},
		{"/app-ABCDEFG1.js", "", "", 200, "plain", "", "text/javascript; charset=utf-8", forever},
		{"/e.wasm", "br", "", 200, "\x00asm", "", "application/wasm", revalidate},
		{"/models/m/w.safetensors?v=12", "br", "bytes=4-", 206, "456789", "", "application/octet-stream", forever},
		{"/models/m/", "", "", 200, "model", "", "text/html; charset=utf-8", revalidate},
		{"/../index.html", "", "", 200, "<p>page", "", "text/html; charset=utf-8", revalidate},
		{"/nothing", "", "", 404, "not found: nothing\n", "", "text/plain; charset=utf-8", ""},
	} {
		request := httptest.NewRequest(http.MethodGet, c.path, nil)
		request.Header.Set("Accept-Encoding", c.accept)
		if c.span != "" {
			request.Header.Set("Range", c.span)
		}
		recorder := httptest.NewRecorder()
		Handler(folder).ServeHTTP(recorder, request)
		got := recorder.Result()
		body, _ := io.ReadAll(got.Body)
		if got.StatusCode != c.status || string(body) != c.body || got.Header.Get("Content-Encoding") != c.encoding ||
			got.Header.Get("Content-Type") != c.kind || got.Header.Get("Cache-Control") != c.caches {
			t.Errorf("%s (%s): got %d %q %v, want %+v", c.path, c.accept, got.StatusCode, body, got.Header, c)
		}
		for name, value := range Headers {
			if got.StatusCode < 400 && got.Header.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", c.path, name, got.Header.Get(name), value)
			}
		}
	}
}

func TestFolderWithoutSlash(t *testing.T) {
	recorder := httptest.NewRecorder()
	Handler(folder).ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/models/m", nil))
	if recorder.Code != http.StatusMovedPermanently || recorder.Header().Get("Location") != "/models/m/" {
		t.Errorf("got %d to %q, want 301 to /models/m/", recorder.Code, recorder.Header().Get("Location"))
	}
}

func TestOnlyReading(t *testing.T) {
	recorder := httptest.NewRecorder()
	Handler(folder).ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/", nil))
	if recorder.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: got %d, want 405", recorder.Code)
	}
}
