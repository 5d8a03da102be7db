package main

import (
	"bytes"
	"fmt"
	"strings"

	"pellucid/engine/api"
	"pellucid/engine/problem"
)

// writeCarried writes which calls carry more than JSON, and in which members.
func writeCarried(file *bytes.Buffer, methods []api.Signature) {
	file.WriteString("/**\n * What goes beside the JSON of a call, or has to be there before it, by the name of the member that\n" +
		" * holds it: raw bytes of the params, a published vocabulary that the params name and that has to be handed over first, tensors of the result.\n */\n" +
		"export interface Carried {\n  bytes?: string;\n  vocabulary?: string;\n  tensors?: string;\n}\n\n" +
		"/** The calls that carry something. */\nexport const carried: { readonly [C in CallName]?: Carried } = {\n")
	for _, m := range methods {
		if m.Bytes+m.Vocabulary+m.Tensors == "" {
			continue
		}
		fmt.Fprintf(file, "  %s: {", key(m.Name))
		separator := " "
		for _, kind := range []struct{ name, member string }{{"bytes", m.Bytes}, {"vocabulary", m.Vocabulary}, {"tensors", m.Tensors}} {
			if kind.member != "" {
				fmt.Fprintf(file, "%s%s: '%s'", separator, kind.name, kind.member)
				separator = ", "
			}
		}
		file.WriteString(" },\n")
	}
	file.WriteString("};\n\n")
}

// writeShared writes which calls engines can do together, and which calls end that.
func writeShared(file *bytes.Buffer, methods []api.Signature) {
	file.WriteString("/**\n * The calls whose work several engines with the same model can do together, with the calls whose last params each of them must\n" +
		" * have been given before.\n */\nexport const shared: { readonly [C in CallName]?: readonly CallName[] } = {\n")
	for _, m := range methods {
		if m.Shared {
			fmt.Fprintf(file, "  %s: [", key(m.Name))
			file.WriteString(quoted(m.After))
			file.WriteString("],\n")
		}
	}
	file.WriteString("};\n\n/** The calls after which another engine with the same model would compute something else. */\n" +
		"export const alters: readonly CallName[] = [")
	names := func(of func(api.Signature) bool) string {
		var list []string
		for _, m := range methods {
			if of(m) {
				list = append(list, m.Name)
			}
		}
		return quoted(list) + "];\n\n"
	}
	file.WriteString(names(func(m api.Signature) bool { return m.Alters }))
	file.WriteString("/** The calls of which many are made, each by whichever engine is free. */\nexport const apart: readonly CallName[] = [")
	file.WriteString(names(func(m api.Signature) bool { return m.Apart }))
}

// quoted is a list of names as TypeScript writes it, without its brackets.
func quoted(names []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = "'" + name + "'"
	}
	return strings.Join(list, ", ")
}

// writeCodes writes the codes of errors with the values that come with each.
func writeCodes(file *bytes.Buffer) {
	file.WriteString("/** The codes of the engine's errors, each with the values that always come with it. */\nexport const codes = {\n")
	for _, code := range problem.Sorted() {
		fmt.Fprintf(file, "  %s: [", key(string(code)))
		file.WriteString(quoted(problem.Codes[code]))
		file.WriteString("],\n")
	}
	file.WriteString("} as const satisfies Record<string, readonly string[]>;\n\n" +
		"/** The code of an error of the engine. */\nexport type Code = keyof typeof codes;\n")
}
