package checkpoint

// What a file is that is not what its name says: the usual accidents of downloading, each by its name.

import (
	"bytes"
)

// notJSON says what a text that should be JSON is instead, "" if nothing known.
func notJSON(text []byte) string {
	trimmed := bytes.TrimLeft(text, " \t\r\n\ufeff")
	switch {
	case bytes.HasPrefix(trimmed, []byte("version https://git-lfs")):
		return "is a Git LFS pointer, a few lines that stand for the real file; download the file itself"
	case len(trimmed) > 0 && trimmed[0] == '<':
		return "is a web page; download the file itself (the link that says \"download\" or \"resolve\")"
	case bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return "is a ZIP archive; unpack it first"
	case len(trimmed) == 0:
		return "is empty"
	}
	return ""
}
