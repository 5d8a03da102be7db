package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestServeAnswersEveryLine(t *testing.T) {
	missing := t.TempDir() + "/missing"
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"\n \n", ""},
		{`{"id": 7, "model": "` + missing + `", "method": "info", "params": {}}`, `{"id":7,"error":{"code":"failed"`},
		{`{"id": 8, "model": "` + t.TempDir() + `", "method": "info", "params": {}}` + "\n", `{"id":8,"error":{"code":"bad-model"`},
	} {
		var out bytes.Buffer
		o := oracle{}
		if err := o.serve(strings.NewReader(c.in), &out); err != nil {
			t.Fatalf("%q: %v", c.in, err)
		}
		if !strings.HasPrefix(out.String(), c.want) || (c.want == "") != (out.Len() == 0) {
			t.Errorf("%q: want %q, got %q", c.in, c.want, out.String())
		}
	}
}

func TestServeRefusesWhatIsNoJSON(t *testing.T) {
	o := oracle{}
	if err := o.serve(strings.NewReader("hello\n"), &bytes.Buffer{}); err == nil {
		t.Error("want an error, got none")
	}
}
