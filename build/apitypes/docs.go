package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// docs holds the comments of one Go package: of types ("Token"), fields ("Token.Text") and functions ("forward").
type docs map[string]string

// readDocs parses the Go files of a folder, tests excluded.
func readDocs(folder string) (docs, error) {
	found := docs{}
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

func (d docs) add(declaration ast.Decl) {
	switch declaration := declaration.(type) {
	case *ast.FuncDecl:
		if declaration.Recv == nil {
			d[declaration.Name.Name] = clean(declaration.Doc)
		}
	case *ast.GenDecl:
		for _, spec := range declaration.Specs {
			named, ok := spec.(*ast.TypeSpec)
			if !ok {
				continue
			}
			d[named.Name.Name] = clean(named.Doc, declaration.Doc)
			if structure, ok := named.Type.(*ast.StructType); ok {
				d.addFields(named.Name.Name, structure)
			}
		}
	}
}

func (d docs) addFields(owner string, structure *ast.StructType) {
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			d[owner+"."+name.Name] = clean(field.Doc, field.Comment)
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
