package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// singleLimit is how large the page of one file may be, bytes.
const singleLimit = 20_000_000

// singlePolicy lets the page run its own script and a worker that it makes itself, and asks nobody for anything.
const singlePolicy = "default-src 'none'; script-src 'sha256-SCRIPT' 'wasm-unsafe-eval' blob:; style-src SHEETS; style-src-attr 'unsafe-inline'; " +
	"img-src data: blob:; connect-src 'none'; worker-src blob:; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types lit-html pellucid"

// luxuries are files that the page of one file has as far as there is room, in this order: the page says of any other
// that it was left out.
var luxuries = []string{
	"vocab/gpt2.tiktoken", "learned/", "probes/zh-en.safetensors", "words/cos960.txt", "vocab/cl100k.tiktoken", "models/stories/",
	"probes/stories.safetensors", "vocab/o200k.tiktoken", "vocab/p50k.tiktoken",
}

// enclosure is a file inside the page.
type enclosure struct {
	name    string
	element string
}

// single writes the whole site as one HTML file that opens by a double click: script and styles inline, every other
// file as base64 in an element of its own (site/enclosure.ts reads them).
func (b *builder) single(out string) error {
	worker, err := b.classic("wasm/bridge/worker.ts", "")
	if err != nil {
		return err
	}
	const workerName = "worker.js"
	script, err := b.classic("site/single.ts", workerName)
	if err != nil {
		return err
	}
	text, err := b.singlePage(script)
	if err != nil {
		return err
	}
	needed, groups, err := b.enclosures()
	if err != nil {
		return err
	}
	needed = append(needed, enclose(workerName, worker))
	names := []string{}
	fits := func(group []enclosure) bool { return total(needed)+total(group)+len(text)+spare <= singleLimit }
	for i, group := range groups {
		if len(group) == 0 {
			continue
		}
		if !fits(group) {
			fmt.Printf("left out of %s: %s\n", out, luxuries[i])
			continue
		}
		needed = append(needed, group...)
		names = append(names, luxuries[i])
	}
	lists, err := b.singleLists(names)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	before, after, _ := strings.Cut(text, "</body>")
	page.WriteString(before)
	for _, file := range append(lists, needed...) {
		page.WriteString(file.element)
	}
	page.WriteString("</body>" + after)
	if page.Len() > singleLimit {
		return fmt.Errorf("the page of one file has %d bytes, more than %d", page.Len(), singleLimit)
	}
	fmt.Printf("%s: %d bytes\n", out, page.Len())
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, page.Bytes(), 0o644)
}

// spare is room for the lists of what is in the page, bytes.
const spare = 100_000

func total(files []enclosure) (sum int) {
	for _, file := range files {
		sum += len(file.element)
	}
	return sum
}

// classic bundles an entry point as a classic script, in which import.meta.url is what site/enclosure.ts has set.
func (b *builder) classic(entry, worker string) ([]byte, error) {
	options := b.options([]string{entry}, map[string]string{"WORKER_FILE": literal(worker), "import.meta.url": "globalThis.pellucidBase"})
	options.Format, options.Splitting, options.Write, options.LegalComments = api.FormatIIFE, false, false, api.LegalCommentsInline
	result := api.Build(options)
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	for _, file := range result.OutputFiles {
		if strings.HasSuffix(file.Path, ".js") {
			return file.Contents, nil
		}
	}
	return nil, fmt.Errorf("no output for %s", entry)
}

var moduleScript = regexp.MustCompile(`<script type="module"[^>]*></script>\n`)

// besideLinks are links to files that lie beside the page of a site: icons, and what an installed page is called.
var besideLinks = regexp.MustCompile(`<link rel="(?:apple-touch-icon|manifest)"[^>]*>\n`)

// singlePage is site/index.html with its styles and the script in it.
func (b *builder) singlePage(script []byte) (string, error) {
	// In HTML these would begin or end a script inside a script. The first stands in a text that the page writes for embeds.
	script = bytes.ReplaceAll(script, []byte("<script"), []byte(`\x3cscript`))
	for _, bad := range []string{"</script", "<script"} {
		if bytes.Contains(bytes.ToLower(script), []byte(bad)) {
			return "", fmt.Errorf("the script contains %s, which HTML would take for its own", bad)
		}
	}
	source, err := os.ReadFile("site/index.html")
	if err != nil {
		return "", err
	}
	text, err := withIcon(besideLinks.ReplaceAllString(moduleScript.ReplaceAllString(string(source), ""), ""))
	if err != nil {
		return "", err
	}
	sheets, err := b.scripts([]string{"site/styles/page.css"}, nil)
	if err != nil {
		return "", err
	}
	text = strings.ReplaceAll(text, `"styles/page.css"`, `"`+sheets["site/styles/page.css"]+`"`)
	text, sums, err := b.inlineStyles(b.withFirst(text, ""))
	if err != nil {
		return "", err
	}
	text, small, err := b.inlineScripts(text)
	if err != nil {
		return "", err
	}
	own := strings.NewReplacer("'sha256-SCRIPT'", "'sha256-"+integrity(script)+"'"+small,
		"SHEETS", strings.TrimSpace(sums)).Replace(singlePolicy)
	text = strings.Replace(text, "<head>", "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\""+own+"\">", 1)
	before, after, found := strings.Cut(text, "</body>")
	if !found {
		return "", errors.New("site/index.html has no </body>")
	}
	return before + "<script>" + string(script) + "</script>\n</body>" + after, nil
}

// enclosures are the files of the site that the page reads: those that it needs, and the luxuries, a group each.
func (b *builder) enclosures() (needed []enclosure, groups [][]enclosure, err error) {
	groups = make([][]enclosure, len(luxuries))
	err = filepath.WalkDir(b.out, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(b.out, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		if !read(name) {
			return nil
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(luxuries, func(luxury string) bool { return strings.HasPrefix(name, luxury) })
		if i < 0 {
			needed = append(needed, enclose(name, content))
		} else {
			groups[i] = append(groups[i], enclose(name, content))
		}
		return nil
	})
	return needed, groups, err
}

// read is whether the page reads a file of the site by itself: not scripts and pages, which are in it, nor the copies
// and lists that are for hosts or for people, nor the lists that singleLists writes anew.
func read(name string) bool {
	if strings.HasPrefix(name, "films/") {
		return name == "films/index.json" // there is no room for the moments, and the page says so
	}
	switch path.Ext(name) {
	case ".wasm", ".json", ".tiktoken", ".safetensors":
		return name != "models/index.json" && name != "share.json" && name != "probes/index.json"
	case ".txt":
		return strings.Contains(name, "/")
	}
	return false
}

// singleLists are the lists of models and probes with nothing on them that was left out.
func (b *builder) singleLists(luxuries []string) ([]enclosure, error) {
	models := index{Models: slices.Clone(b.index.Models)}
	models.Models = slices.DeleteFunc(models.Models, func(m manifest) bool { return leftOut("models/"+m.Name+"/", luxuries) })
	text, err := json.Marshal(models)
	if err != nil {
		return nil, err
	}
	list, err := os.ReadFile(filepath.Join(b.out, "probes", "index.json"))
	if err != nil {
		return nil, err
	}
	var probes []string
	if err := json.Unmarshal(list, &probes); err != nil {
		return nil, err
	}
	probes = slices.DeleteFunc(probes, func(name string) bool { return leftOut("probes/"+name+".safetensors", luxuries) })
	return []enclosure{enclose("models/index.json", text), enclose("probes/index.json", []byte(literal(probes)))}, nil
}

// leftOut is whether a luxury is not among those that had room.
func leftOut(name string, had []string) bool {
	return slices.Contains(luxuries, name) && !slices.Contains(had, name)
}

// enclose makes a file's element; it is compressed where that gains something.
func enclose(name string, content []byte) enclosure {
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".wasm" {
		kind = "application/wasm"
	}
	var packed bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = writer.Write(content) // a buffer takes everything
	_ = writer.Close()
	mark := ""
	if packed.Len() < len(content) {
		content, mark = packed.Bytes(), " data-gzip"
	}
	return enclosure{name, fmt.Sprintf("<script type=\"text/plain\" data-file=%q data-type=%q%s>%s</script>\n",
		html.EscapeString(name), html.EscapeString(kind), mark, base64.StdEncoding.EncodeToString(content))}
}
