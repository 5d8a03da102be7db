package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// source is a file that can be changed.
type source interface {
	name() string
	// mutants lists every change of the file, by operator.
	mutants() (map[string][]mutant, error)
	// compiles is whether a change does.
	compiles(m mutant) bool
}

// sources lists the files of the engine and of site/state, in one order.
func sources() ([]source, error) {
	list, err := engine()
	if err != nil {
		return nil, err
	}
	scripts, err := filepath.Glob("site/state/*.ts")
	if err != nil {
		return nil, err
	}
	for _, path := range scripts {
		list = append(list, script(path))
	}
	return list, nil
}

// goPackage is a package of the engine with its types.
type goPackage struct {
	path  string
	files map[string]*ast.File // by path
	names []string             // paths in order
	set   *token.FileSet
	info  types.Info
	from  types.Importer

	either, anyNumber map[string]map[int]bool // lines whose comments leave them out, by path
}

// goFile is one of its files.
type goFile struct {
	of   *goPackage
	path string
}

// engine lists the engine's files, types known.
func engine() ([]source, error) {
	exports := map[string]string{}
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./engine/...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = file
	}
	if out, err = exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .GoFiles}} {{.}}{{end}}`, "./engine/...").Output(); err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var list []source
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		p := &goPackage{path: fields[0], set: token.NewFileSet(), files: map[string]*ast.File{},
			either: map[string]map[int]bool{}, anyNumber: map[string]map[int]bool{}}
		p.from = importer.ForCompiler(p.set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
		folder := strings.TrimPrefix(fields[0], "pellucid/")
		for _, name := range fields[1:] {
			path := folder + "/" + name
			if p.files[path], err = parser.ParseFile(p.set, path, nil, parser.ParseComments); err != nil {
				return nil, err
			}
			p.either[path] = linesThatSay("either way", p.set, p.files[path])
			p.anyNumber[path] = linesThatSay("any other would do", p.set, p.files[path])
			p.names = append(p.names, path)
			if inDraw(path) {
				list = append(list, goFile{p, path})
			}
		}
	}
	return list, nil
}

// check gives the package's types, with other texts of some of its files, and further files.
func (p *goPackage) check(texts map[string][]byte, info *types.Info) error {
	var files []*ast.File
	for _, name := range p.names {
		if texts[name] == nil {
			files = append(files, p.files[name])
		}
	}
	for name, text := range texts {
		file, err := parser.ParseFile(p.set, name, text, 0)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	_, err := (&types.Config{Importer: p.from}).Check(p.path, p.set, files, info)
	return err
}

func (f goFile) name() string { return f.path }

func (f goFile) compiles(m mutant) bool {
	text, err := m.changed()
	return err == nil && f.check(map[string][]byte{f.path: text}) == nil
}

func (f goFile) check(texts map[string][]byte) error { return f.of.check(texts, nil) }

func (f goFile) mutants() (map[string][]mutant, error) {
	if f.of.info.Types == nil {
		f.of.info.Types = map[ast.Expr]types.TypeAndValue{}
		if err := f.of.check(nil, &f.of.info); err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	found := map[string][]mutant{}
	offset := func(pos token.Pos) int { return f.of.set.Position(pos).Offset }
	add := func(operator string, whole ast.Node, pos token.Pos, old, changed string) {
		at := f.of.set.Position(pos)
		if at.Offset+len(old) <= len(text) && bytes.HasPrefix(text[at.Offset:], []byte(old)) {
			m := mutant{
				File: f.path, From: at.Offset, To: at.Offset + len(old), Old: old, New: changed, Operator: operator, Line: at.Line,
				around: lineAt(text, at.Offset)}
			if e, ok := whole.(ast.Expr); !ok {
				m.WholeFrom, m.WholeTo = offset(whole.Pos()), offset(whole.End())
			} else if m.Type = f.of.named(e); m.Type != "" {
				m.WholeFrom, m.WholeTo = offset(whole.Pos()), offset(whole.End())
			}
			found[operator] = append(found[operator], m)
		}
	}
	ast.Inspect(f.of.files[f.path], func(n ast.Node) bool { return f.of.inspect(n, add) })
	return found, nil
}

// named is the name of an expression's type where it can be written anywhere in the package, else "".
func (p *goPackage) named(e ast.Expr) string {
	switch t := types.Default(p.info.Types[e].Type).(type) {
	case *types.Basic:
		return t.Name()
	case *types.Named:
		if t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == p.path && t.TypeArgs() == nil {
			return t.Obj().Name()
		}
	}
	return ""
}

// lineAt is the line of a text that a place is in, and how far into it.
func lineAt(text []byte, at int) string {
	start := bytes.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := bytes.Cut(text[start:], []byte("\n"))
	return fmt.Sprint(at-start, string(line))
}
