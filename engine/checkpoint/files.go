package checkpoint

// A model folder without paths. The engine never opens a file: a native program hands in os.DirFS, a page hands in
// the File objects that the reader dropped on it as a FileMap, a test an fstest.MapFS.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"pellucid/engine/problem"
	"slices"
	"strings"
	"time"
)

// Files is a model folder.
type Files = fs.FS

// Source is one file of a FileMap.
type Source struct {
	Size int64 // bytes; -1 if unknown
	Open func() (io.ReadCloser, error)
}

// FileMap is a folder of readers by name.
type FileMap map[string]Source

// Bytes is a Source that holds its content.
func Bytes(content []byte) Source {
	return Source{Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

// Open opens a file, or the folder itself as ".".
func (m FileMap) Open(name string) (fs.File, error) {
	if name == "." {
		return &openFolder{entries: m.entries()}, nil
	}
	source, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	r, err := source.Open()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{ReadCloser: r, info: info{name, source.Size}}, nil
}

func (m FileMap) entries() []fs.DirEntry {
	var list []fs.DirEntry
	for name, source := range m {
		list = append(list, fs.FileInfoToDirEntry(info{name, source.Size}))
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list
}

type openFile struct {
	io.ReadCloser
	info info
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }

type openFolder struct{ entries []fs.DirEntry }

func (f *openFolder) Stat() (fs.FileInfo, error) { return info{".", 0}, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: ".", Err: errors.New("is a folder")}
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.entries)
	} else if len(f.entries) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.entries))
	list := f.entries[:n]
	f.entries = f.entries[n:]
	return list, nil
}

// info is the little that is known of a file in memory.
type info struct {
	name string
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.name == "." }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.IsDir() {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

// folder is a Files with what Open needs of it.
type folder struct{ files Files }

// names lists the files in the folder.
func (f folder) names() ([]string, error) {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return nil, fmt.Errorf("listing the model folder: %w", err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// missing is the error of a folder without a file that it needs.
func missing(name string) error {
	return problem.New(problem.MissingFile, problem.Values{"file": name}, "the model folder has no file %s", quoted(name))
}

// rooted is the folder at the root of dropped ones: a FileMap's names may be paths, of which the root's files are the
// model's, never those of a folder inside (checkpoints, other formats) that happen to have the same name. Where the root
// holds no model but one folder inside does, it is that one; where several do, the reader must choose.
func (f folder) rooted() (folder, error) {
	files, ok := f.files.(FileMap)
	if !ok {
		return f, nil
	}
	for {
		inside := map[string]FileMap{} // by folder; "" is the root
		models := map[string]bool{}
		for name, source := range files {
			top, rest, nested := strings.Cut(name, "/")
			if !nested {
				top, rest = "", name
			}
			if inside[top] == nil {
				inside[top] = FileMap{}
			}
			inside[top][rest] = source
			if base := path.Base(rest); base == PackFile || base == "config.json" || strings.HasSuffix(strings.ToLower(base), ".gguf") {
				models[top] = true
			}
		}
		switch {
		case models[""] || len(models) == 0:
			return folder{orElseMap(inside[""])}, nil
		case len(models) > 1:
			list := slices.Sorted(maps.Keys(models))
			return f, fmt.Errorf("there are models in several folders (%s); choose one of them", shownNames(list))
		}
		for top := range models {
			files = inside[top]
		}
	}
}

func orElseMap(m FileMap) FileMap {
	if m == nil {
		return FileMap{}
	}
	return m
}

// open opens a file and tells its size, -1 if unknown.
func (f folder) open(name string) (io.ReadCloser, int64, error) {
	file, err := f.files.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, 0, missing(name)
		}
		return nil, 0, fmt.Errorf("opening %s: %w", quoted(name), err)
	}
	stat, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, 0, fmt.Errorf("opening %s: %w", quoted(name), err)
	}
	return file, stat.Size(), nil
}

// read returns a whole file of at most limit bytes.
func (f folder) read(name string, limit int64) ([]byte, error) {
	r, size, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size <= limit {
		content, err := io.ReadAll(io.LimitReader(r, limit+1))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", quoted(name), err)
		}
		if int64(len(content)) <= limit {
			return content, nil
		}
	}
	return nil, fmt.Errorf("%s is larger than the %d bytes that such a file may have", quoted(name), limit)
}
