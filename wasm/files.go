//go:build js && wasm

package main

// The files of a model, read from JavaScript piece by piece as the checkpoint reader asks for them, so that a large
// file is never held twice. Files that a manifest vouches for are checked against its SHA-256 sums on the way.

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"syscall/js"

	"pellucid/engine/api"
	"pellucid/engine/checkpoint"
	"pellucid/engine/problem"
)

// files is what JavaScript offers: a list of {name, size, sha256?}, and read(name), which gives a function that
// hands its callback the next piece, or null at the end, or an error's JSON.
type files struct {
	list []*file
	read js.Value
}

type file struct {
	name   string
	size   int64
	sha256 string // "" if nobody vouches for it
	got    string // the sum of what was read, once all of it was
	failed *api.Error
}

func newFiles(list, read js.Value) *files {
	f := &files{read: read}
	for i := range list.Length() {
		entry := list.Index(i)
		one := &file{name: entry.Get("name").String(), size: int64(entry.Get("size").Float())}
		if sum := entry.Get("sha256"); sum.Truthy() {
			one.sha256 = sum.String()
		}
		f.list = append(f.list, one)
	}
	return f
}

// size is that of all files together.
func (f *files) size() (bytes int64) {
	for _, one := range f.list {
		bytes += one.size
	}
	return bytes
}

// folder is the files as the checkpoint reader takes them.
func (f *files) folder() fs.FS {
	folder := checkpoint.FileMap{}
	for _, one := range f.list {
		folder[one.name] = checkpoint.Source{Size: one.size, Open: func() (io.ReadCloser, error) {
			r := &reader{file: one, next: f.read.Invoke(one.name)}
			if one.sha256 != "" {
				r.sum = checkpoint.NewSum()
			}
			// A header is read in pieces of a few bytes, and each call of JavaScript leaves a finaliser that the heap never gives back.
			return buffered{bufio.NewReaderSize(r, 64<<10), r}, nil
		}}
	}
	return folder
}

type buffered struct {
	*bufio.Reader
	io.Closer
}

// open reads the model. Where the manifest vouches for the weights, their sum is taken on the way to check it, and is
// their hash as well: a second one would take as long as all the rest of the reading.
func (f *files) open() (*api.OpenModel, error) {
	var vouched *file
	for _, one := range f.list {
		if one.name == checkpoint.PackFile && one.sha256 != "" {
			vouched = one
		}
	}
	open, err := api.OpenWith(f.folder(), checkpoint.Options{Hash: vouched == nil})
	if mismatch := f.check(); mismatch != nil {
		return nil, mismatch
	}
	if err == nil && vouched != nil {
		open.Meta.Hash = vouched.got
	}
	return open, err
}

// check reports a file that did not arrive, or is not the one that was promised; both explain better than whatever the
// checkpoint reader made of it.
func (f *files) check() error {
	for _, one := range f.list {
		if one.failed != nil {
			return one.failed
		}
		if one.sha256 != "" && one.got != "" && one.got != one.sha256 {
			return problem.New(problem.WrongFile, problem.Values{"file": one.name, "want": one.sha256, "got": one.got},
				"%s is not the file that the model's manifest promises (SHA-256 wanted %s, got %s)", one.name, one.sha256, one.got)
		}
	}
	return nil
}

// reader reads one file.
type reader struct {
	file  *file
	next  js.Value
	piece js.Value
	at    int // in the piece
	total int64
	sum   *checkpoint.Sum // nil if nobody vouches for the file
	err   error
}

func (r *reader) Read(p []byte) (int, error) {
	for r.err == nil && (r.piece.IsUndefined() || r.at == r.piece.Length()) {
		r.err = r.fetch()
	}
	if r.err != nil {
		return 0, r.err
	}
	n := min(len(p), r.piece.Length()-r.at)
	js.CopyBytesToGo(p[:n], r.piece.Call("subarray", r.at, r.at+n))
	r.at += n
	r.total += int64(n)
	if r.sum != nil {
		r.sum.Write(p[:n])
		if r.total == r.file.size {
			r.file.got = r.sum.String()
		}
	}
	return n, nil
}

// fetch waits for the next piece.
func (r *reader) fetch() error {
	arrived := make(chan error, 1)
	callback := js.FuncOf(func(_ js.Value, arguments []js.Value) any {
		piece, failure := arguments[0], arguments[1]
		switch {
		case failure.Truthy():
			r.file.failed = &api.Error{
				Code:    problem.Code(failure.Get("code").String()),
				Message: failure.Get("message").String(),
				Values:  map[string]any{"file": r.file.name},
			}
			arrived <- r.file.failed
		case piece.IsNull():
			arrived <- io.EOF
		default:
			r.piece, r.at = piece, 0
			arrived <- nil
		}
		return nil
	})
	defer callback.Release()
	r.next.Invoke(callback)
	return <-arrived
}

func (r *reader) Close() error {
	if r.err == nil {
		r.err = errors.New("read after close")
	}
	return nil
}
