package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// other is what each operator becomes.
var other = map[token.Token]string{
	token.ADD: "-", token.SUB: "+", token.MUL: "/", token.QUO: "*", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.EQL: "!=", token.NEQ: "==", token.LAND: "||", token.LOR: "&&",
}

// mutants lists every change of an operator or a whole number in the Go files of the folders, tests aside. Sizes, error
// texts and cards are left alone: constants of a make or of a message are no definitions.
func mutants(folders []string) ([]mutant, error) {
	var all []mutant
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			found, err := ofFile(path)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func ofFile(path string) ([]mutant, error) {
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, path, nil, 0)
	if err != nil {
		return nil, err
	}
	var found []mutant
	add := func(pos token.Pos, old, changed string) {
		at := files.Position(pos)
		found = append(found, mutant{File: path, From: at.Offset, To: at.Offset + len(old), Old: old, New: changed, Line: at.Line})
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && (name.Name == "make" || name.Name == "panic") {
				return false
			}
			if name, ok := n.Fun.(*ast.SelectorExpr); ok && (name.Sel.Name == "Errorf" || name.Sel.Name == "New") {
				return false
			}
		case *ast.BinaryExpr:
			if changed, ok := other[n.Op]; ok {
				add(n.OpPos, n.Op.String(), changed)
			}
		case *ast.BasicLit:
			if value, err := strconv.Atoi(n.Value); err == nil && n.Kind == token.INT {
				add(n.Pos(), n.Value, strconv.Itoa(value+1))
			}
		}
		return true
	})
	return found, nil
}
