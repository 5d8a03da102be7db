package static

import "net/http"

// Headers are what a host of the site sends with every answer and a page's own meta tag cannot carry; docs/hosting.md
// says what for. Frames of other sites are welcome: nothing here belongs to a reader who is logged in somewhere.
var Headers = map[string]string{
	"Content-Security-Policy":      "frame-ancestors *",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "cross-origin",
	"Access-Control-Allow-Origin":  "*",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
}

// Dress sets the headers of an answer.
func Dress(head http.Header) {
	for name, value := range Headers {
		head.Set(name, value)
	}
}
