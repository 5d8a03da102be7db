package main

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// policy is the content security policy of every page: nothing but the site's own files, no inline script but those that
// inlineScripts has put there, no eval.
// Style attributes are allowed because the templates set them; style elements are not. Text becomes markup or a script's
// address only through lit's templates and wasm/bridge/trusted.ts, where the browser has Trusted Types.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data: blob:; connect-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types lit-html pellucid"

// page is an HTML page as it is written by hand: its scripts and styles are named by their sources.
type page struct {
	folder string // of the source
	name   string // in the site
	text   string
}

// reference matches the src of a script and the href of a style sheet in a page's source, as in
// <script type="module" src="playground.ts"> and <link rel="stylesheet" href="styles/page.css">.
var reference = regexp.MustCompile(`(?:src|href)="([^":?#]+\.(?:ts|css))"`)

// pages reads the pages, and with the gallery its pages too; entries are the scripts and styles that they need.
func (b *builder) pages() (pages []page, entries []string, err error) {
	folders := map[string]string{"site": ""}
	if b.gallery {
		folders[gallery] = "gallery/"
	}
	for folder, prefix := range folders {
		found, err := filepath.Glob(folder + "/*.html")
		if err != nil {
			return nil, nil, err
		}
		for _, file := range found {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, nil, err
			}
			p := page{folder, prefix + filepath.Base(file), string(text)}
			pages = append(pages, p)
			for _, source := range p.sources() {
				if entry := path.Join(folder, source); !slices.Contains(entries, entry) {
					entries = append(entries, entry)
				}
			}
		}
	}
	slices.Sort(entries)
	return pages, entries, nil
}

// sources lists the scripts and style sheets that a page refers to.
func (p page) sources() []string {
	var list []string
	for _, match := range reference.FindAllStringSubmatch(p.text, -1) {
		list = append(list, match[1])
	}
	return list
}

// page writes an HTML page with the policy in its head and the hashed names of what it loads.
func (b *builder) page(p page, outputs map[string]string) error {
	up := strings.Repeat("../", strings.Count(p.name, "/"))
	text, preloads := p.text, ""
	for _, source := range p.sources() {
		output := outputs[path.Join(p.folder, source)]
		held, err := b.held(output)
		if err != nil {
			return err
		}
		text = strings.ReplaceAll(text, `"`+source+`"`, `"`+up+output+`"`+held)
		for _, imported := range b.imported(output) {
			if held, err = b.held(imported); err != nil {
				return err
			}
			preloads += "<link rel=\"modulepreload\" href=\"" + up + imported + "\"" + held + ">\n"
		}
	}
	if p.name == "index.html" {
		text = b.withAddress(text)
	}
	text, err := withIcon(text)
	if err != nil {
		return err
	}
	text, rules, err := b.inlineStyles(b.withFirst(text, up))
	if err != nil {
		return err
	}
	text, scripts, err := b.inlineScripts(text)
	if err != nil {
		return err
	}
	own := strings.NewReplacer("style-src 'self'", "style-src 'self'"+rules, "script-src 'self'", "script-src 'self'"+scripts).Replace(policy)
	text, own = b.withHubs(text, own)
	before, after, found := strings.Cut(text, "<head>")
	if !found {
		return fmt.Errorf("%s has no <head>", p.name)
	}
	meta := "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"" + own + "\">"
	return b.write(p.name, []byte(before+meta+strings.Replace(after, "</head>", preloads+"</head>", 1)))
}

// stillPart matches the part of a page that shows one language's first result where no script runs.
var stillPart = regexp.MustCompile(`(?s)<!-- first (\w+) -->\n(.*?)<!-- /first -->\n`)

// withFirst puts the first results into the parts of a page that are marked for them: the addresses of their files, and
// for readers without scripts the sentence, the output, and each of its tokens with its probability.
func (b *builder) withFirst(text, up string) string {
	return stillPart.ReplaceAllStringFunc(text, func(part string) string {
		match := stillPart.FindStringSubmatch(part)
		f, found := b.firsts[match[1]]
		if !found {
			return ""
		}
		tokens := ""
		for _, step := range f.Generate.Steps {
			if token := strings.TrimSpace(step.Token.Text); token != "" && !step.Token.Special {
				tokens += fmt.Sprintf("<li>%s <b>%.0f%%</b></li>\n", html.EscapeString(token), 100*step.Prob)
			}
		}
		return strings.NewReplacer(`"first.json"`, `"`+up+f.file+`"`, ` data-first `, ` data-first="`+f.sum+`" `,
			"<!-- input -->", html.EscapeString(f.Input.Text), "<!-- output -->", html.EscapeString(f.Generate.Text),
			"<!-- tokens -->\n", tokens).Replace(match[2])
	})
}

// sheet matches a link to a style sheet beside the page.
var sheet = regexp.MustCompile(`<link rel="stylesheet" href="([^"/]+)"[^>]*>`)

// inlineStyles puts style sheets into the page and lists their sums for its policy: a sheet that does not come would
// keep the whole page white.
func (b *builder) inlineStyles(text string) (page, sums string, err error) {
	page = sheet.ReplaceAllStringFunc(text, func(link string) string {
		content, problem := os.ReadFile(filepath.Join(b.out, sheet.FindStringSubmatch(link)[1]))
		if problem != nil {
			err = problem
		}
		sums += " 'sha256-" + integrity(content) + "'"
		return "<style>" + string(content) + "</style>"
	})
	return page, sums, err
}

// inline matches a script that is to stand in the page itself, named by its source in site/.
var inline = regexp.MustCompile(`<script data-inline="([^"/]+)"></script>`)

// inlineScripts puts scripts into the page and lists their sums for its policy, which lets no other inline script run.
func (b *builder) inlineScripts(text string) (page, sums string, err error) {
	page = inline.ReplaceAllStringFunc(text, func(element string) string {
		script, problem := b.classic("site/"+inline.FindStringSubmatch(element)[1], "")
		if problem != nil {
			err = problem
		}
		script = bytes.TrimSpace(script)
		sums += " 'sha256-" + integrity(script) + "'"
		return "<script>" + string(script) + "</script>"
	})
	return page, sums, err
}

// held is the attribute that holds a script or a style sheet to its sum: a browser runs no other.
func (b *builder) held(name string) (string, error) {
	content, err := os.ReadFile(filepath.Join(b.out, name))
	if err != nil {
		return "", err
	}
	return ` integrity="sha256-` + integrity(content) + `"`, nil
}

// imported is every script that a script needs before it runs, so that a browser fetches them all at once.
func (b *builder) imported(script string) []string {
	list := slices.Clone(b.imports[script])
	for i := 0; i < len(list); i++ {
		for _, next := range b.imports[list[i]] {
			if !slices.Contains(list, next) {
				list = append(list, next)
			}
		}
	}
	return list
}
