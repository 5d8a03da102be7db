package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// source is what reflection does not see of a Go package: its comments, and the constants of its named strings.
type source struct {
	docs   map[string]string     // of types ("Token"), fields ("Token.Text") and functions ("forward")
	values map[string][]constant // of a named string: its constants, as they stand
}

// constant is one value that a named string may have.
type constant struct{ value, doc string }

// readSource parses the Go files of a folder, tests excluded.
func readSource(folder string) (*source, error) {
	found := &source{map[string]string{}, map[string][]constant{}}
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, declaration := range file.Decls {
			found.add(declaration)
		}
	}
	return found, nil
}

func (s *source) add(declaration ast.Decl) {
	switch declaration := declaration.(type) {
	case *ast.FuncDecl:
		if declaration.Recv == nil {
			s.docs[declaration.Name.Name] = clean(declaration.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range declaration.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				s.addConstant(declaration.Tok, spec)
			case *ast.TypeSpec:
				s.docs[spec.Name.Name] = clean(spec.Doc, declaration.Doc)
				if structure, ok := spec.Type.(*ast.StructType); ok {
					s.addFields(spec.Name.Name, structure)
				}
			}
		}
	}
}

// addConstant notes a constant such as `Delete Mask = "delete"`.
func (s *source) addConstant(kind token.Token, spec *ast.ValueSpec) {
	named, ok := spec.Type.(*ast.Ident)
	if kind != token.CONST || !ok {
		return
	}
	for _, value := range spec.Values {
		if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, err := strconv.Unquote(literal.Value)
			if err == nil {
				s.values[named.Name] = append(s.values[named.Name], constant{text, clean(spec.Doc, spec.Comment)})
			}
		}
	}
}

func (s *source) addFields(owner string, structure *ast.StructType) {
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			s.docs[owner+"."+name.Name] = clean(field.Doc, field.Comment)
		}
	}
}

// clean joins comment groups, wrapped lines of each as one paragraph.
func clean(groups ...*ast.CommentGroup) string {
	var parts []string
	for _, group := range groups {
		if text := strings.TrimSpace(group.Text()); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.ReplaceAll(strings.Join(parts, "\n"), "*/", "*\u200b/")
}
