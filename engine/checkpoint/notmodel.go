package checkpoint

// What a file is that is not what its name says: the usual accidents of downloading, each by its name.

import (
	"bytes"
	"strings"
)

// otherThing says what a file of weights is instead, by its first four to eight bytes; "" if nothing known.
func otherThing(start []byte) string {
	is := func(text string) bool {
		n := min(len(start), len(text))
		return n >= 2 && string(start[:n]) == text[:n]
	}
	switch {
	case is("version https"):
		return "is a Git LFS pointer, a few lines that stand for the real file; download the file itself"
	case is("<!DOCTYPE"), is("<!doctype"), is("<html"), is("<HTML"), is("<?xml"):
		return "is a web page; download the file itself (the link that says \"download\" or \"resolve\")"
	case is("PK\x03\x04"):
		return "is a ZIP archive or a PyTorch file; this page reads safetensors and GGUF files"
	case is("\x1f\x8b\x08\x00"), is("7z\xbc\xaf"), is("Rar!"):
		return "is an archive; unpack it first"
	case is("\x80\x02\x8a\x0a"), is("\x80\x02}q"), is("\x80\x04\x95"):
		return "is a Python pickle; this page reads safetensors and GGUF files"
	case is("\x89HDF\r\n"):
		return "is a TensorFlow or Keras file; this page reads safetensors and GGUF files"
	case is("lmgg"), is("ggjt"), is("fmgg"), is("tjgg"), is("ggml"):
		return "is of the format before GGUF; convert it, or download a GGUF file"
	}
	return ""
}

// unreadable says which files of weights a folder has instead of those that are read; "" for none.
func unreadable(names []string) string {
	for _, name := range names {
		switch lower := strings.ToLower(name); {
		case strings.HasSuffix(lower, ".bin"), strings.HasSuffix(lower, ".pt"), strings.HasSuffix(lower, ".pth"),
			strings.HasSuffix(lower, ".ckpt"):
			return quoted(name) + " is a PyTorch file, which can hold programs and is not read here; use the model's safetensors or GGUF files"
		case strings.HasSuffix(lower, ".h5"), strings.HasSuffix(lower, ".msgpack"), strings.HasSuffix(lower, ".onnx"),
			strings.HasSuffix(lower, ".tflite"):
			return quoted(name) + " is a file of another framework; use the model's safetensors or GGUF files"
		case strings.HasSuffix(lower, ".safetensors"):
			return quoted(name) + " is one part of a model, and the list of parts (model.safetensors.index.json) is not here; choose the whole folder"
		}
	}
	return ""
}

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
