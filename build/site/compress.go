package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// compressible are the kinds of file that gain by compression; weights hardly do.
var compressible = []string{".html", ".js", ".css", ".json", ".wasm", ".svg", ".txt", ".tiktoken", ".webmanifest"}

// compress writes x.br and x.gz beside every file x that gains by it.
func (b *builder) compress() error {
	var paths []string
	err := filepath.WalkDir(b.out, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && slices.Contains(compressible, filepath.Ext(path)) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	cache := cacheFolder()
	results := make([]error, len(paths))
	sizes := make([]size, len(paths))
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for i, path := range paths {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			sizes[i], results[i] = b.compressFile(path, cache)
		})
	}
	wait.Wait()
	for i, err := range results {
		if err != nil {
			return err
		}
		if sizes[i].raw > 20000 && !strings.HasSuffix(paths[i], ".tiktoken") {
			sizes[i].name, _ = filepath.Rel(b.out, paths[i])
			b.sizes = append(b.sizes, sizes[i])
		}
	}
	return nil
}

// brotli compresses with the largest window that browsers take.
func (b *builder) brotli(path string) func(io.Writer) io.WriteCloser {
	options := brotli.WriterOptions{Quality: b.brotliLevel(path), LGWin: 24}
	return func(w io.Writer) io.WriteCloser { return brotli.NewWriterOptions(w, options) }
}

func (b *builder) compressFile(path, cache string) (size, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return size{}, err
	}
	done := size{raw: len(content), brotli: len(content)}
	for _, encoding := range []struct {
		suffix string
		writer func(io.Writer) io.WriteCloser
	}{
		{".br", b.brotli(path)},
		{".gz", func(w io.Writer) io.WriteCloser { z, _ := gzip.NewWriterLevel(w, gzip.BestCompression); return z }},
	} {
		packed, err := cached(filepath.Join(cache, fmt.Sprintf("%d-24", b.brotliLevel(path))), content, encoding.suffix, encoding.writer)
		if err != nil {
			return size{}, err
		}
		if len(packed) >= len(content)*19/20 {
			continue
		}
		if encoding.suffix == ".br" {
			done.brotli = len(packed)
		}
		if err := os.WriteFile(path+encoding.suffix, packed, 0o644); err != nil {
			return size{}, err
		}
	}
	return done, nil
}

// brotliLevel is the best for what every reader loads. Vocabularies are megabytes that few ask for, and gain little by it.
func (b *builder) brotliLevel(path string) int {
	switch {
	case b.quick:
		return 4
	case strings.HasSuffix(path, ".tiktoken"):
		return 6
	}
	return brotli.BestCompression
}

// cached compresses a content, or finds the result of an earlier build.
func cached(cache string, content []byte, suffix string, writer func(io.Writer) io.WriteCloser) ([]byte, error) {
	sum := sha256.Sum256(content)
	path := filepath.Join(cache, hex.EncodeToString(sum[:])+suffix)
	if found, err := os.ReadFile(path); err == nil {
		return found, nil
	}
	var packed bytes.Buffer
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	w := writer(&packed)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	scratch, err := os.CreateTemp(cache, "new-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(scratch.Name())
	if _, err := scratch.Write(packed.Bytes()); err != nil {
		return nil, err
	}
	if err := scratch.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), os.Rename(scratch.Name(), path)
}

// cacheFolder is where compressed copies are kept between builds.
func cacheFolder() string {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "pellucid", "compressed")
}
