package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

func newBuffered(w io.Writer) *bufio.Writer { return bufio.NewWriterSize(w, 1<<20) }

func sha256Of(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// compressedSize is a file's length after brotli at its best, kept in cache since ten megabytes take half a minute.
func compressedSize(path, cache string) (int, error) {
	sum, err := sha256Of(path)
	if err != nil {
		return 0, err
	}
	kept := filepath.Join(cache, sum+".br")
	if info, err := os.Stat(kept); err == nil {
		return int(info.Size()), nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	if _, err := w.Write(content); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return 0, err
	}
	return packed.Len(), os.WriteFile(kept, packed.Bytes(), 0o644)
}
