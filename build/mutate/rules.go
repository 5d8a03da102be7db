package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// What is left out of the draw, because a change there is another way to be right, or tells the reader nothing:
//
//   - files that this machine's tests do not run: other processors', generated ones, and kerneltest, which is a test;
//   - sizes given to make, what panics or errors say, and what is returned beside an error made on the spot;
//   - the second number of a PCG source: every stream is as random;
//   - the edge of an order of floats (< against <=), which differs only where two are equal: the order is turned instead;
//   - numbers whose comment says "speed only": how many at a time;
//   - the edge of an order whose line says "either way": both branches give the same there, and a test says so;
//   - a number whose line says "any other would do".

func inDraw(path string) bool {
	for _, part := range []string{"_amd64.go", "_js.go", "_other.go", ".gen.go", "/kerneltest/"} {
		if strings.Contains(path, part) {
			return false
		}
	}
	return true
}

// inspect reports the changes of one node of Go, and whether to look into it.
func (p *goPackage) inspect(n ast.Node, add func(operator string, whole ast.Node, pos token.Pos, old, changed string)) bool {
	change := func(whole ast.Node, pos token.Pos, op string, operands ast.Expr) {
		either := p.either[p.set.Position(pos).Filename][p.set.Position(pos).Line]
		for _, kind := range []string{"arithmetic", "edge", "turn", "equal", "logic"} {
			if changed, ok := other[kind][op]; ok && (kind != "edge" || !p.float(operands) && !either) && (kind != "turn" || p.float(operands)) {
				add(kind, whole, pos, op, changed)
			}
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		switch name := called(n); name {
		case "make", "panic", "Errorf", "New":
			return false
		case "NewPCG":
			ast.Inspect(n.Args[0], func(n ast.Node) bool { return p.inspect(n, add) })
			return false
		}
	case *ast.ReturnStmt:
		if len(n.Results) > 1 {
			last, ok := n.Results[len(n.Results)-1].(*ast.CallExpr)
			return !ok || called(last) != "Errorf" && called(last) != "New"
		}
	case *ast.ValueSpec:
		return n.Comment == nil || !strings.Contains(n.Comment.Text(), "speed only")
	case *ast.GenDecl:
		return n.Tok != token.IMPORT && (n.Doc == nil || !strings.Contains(n.Doc.Text(), "speed only"))
	case *ast.BinaryExpr:
		change(n, n.OpPos, n.Op.String(), n.X)
	case *ast.AssignStmt:
		change(n, n.TokPos, n.Tok.String(), n.Lhs[0])
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			add("not", n, n.OpPos, "!", "")
		}
	case *ast.BasicLit:
		at := p.set.Position(n.Pos())
		if value, err := strconv.Atoi(n.Value); err == nil && n.Kind == token.INT && !p.anyNumber[at.Filename][at.Line] {
			add("number", n, n.Pos(), n.Value, strconv.Itoa(value+1))
		}
	}
	return true
}

// called is the name of a function that is called, without its package.
func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func (p *goPackage) float(e ast.Expr) bool {
	t := p.info.Types[e].Type
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsFloat != 0
	case *types.Interface: // of a type parameter: all of ours are floats
		return true
	}
	return false
}

// linesThatSay are the lines of a file with a comment of these words.
func linesThatSay(words string, set *token.FileSet, file *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.Contains(c.Text, words) {
				lines[set.Position(c.Pos()).Line] = true
			}
		}
	}
	return lines
}
