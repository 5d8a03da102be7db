// Command expect answers the page's calls natively, so that end-to-end tests can compare what a browser shows with what
// the engine computes without WebAssembly. It reads one call a line and writes one answer a line:
//
//	{"id": 1, "model": "dist/models/zh-en", "method": "tokenize", "params": {"text": "你好"}}
//	{"id": 1, "result": {…}, "tail": ["base64 of little-endian float32", …]}
//	{"id": 1, "error": {"code": "too-long", "message": "…", "values": {…}}}
//
// "model" is a folder, or a single file. Published vocabularies that a call names are read from -vocab, banks of sentences from
// the folder bank beside it.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"pellucid/engine/api"
	"pellucid/engine/checkpoint"
)

func main() {
	log.SetFlags(0)
	vocab := flag.String("vocab", filepath.Join("dist", "vocab"), "the folder of published vocabularies")
	flag.Parse()
	o := oracle{vocab: *vocab, sessions: map[string]*api.OpenModel{}, given: map[string]bool{}}
	if err := o.serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// oracle keeps the models that were asked about open.
type oracle struct {
	vocab    string
	sessions map[string]*api.OpenModel
	given    map[string]bool // files, by model and name
}

// question is one call, answer what became of it.
type question struct {
	ID     int             `json:"id"`
	Model  string          `json:"model"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

type answer struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result,omitempty"`
	Tail   []string        `json:"tail,omitempty"`
	Error  *api.Error      `json:"error,omitempty"`
}

// serve answers questions until there are no more.
func (o *oracle) serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	encoder := json.NewEncoder(out)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var q question
			if err := json.Unmarshal(line, &q); err != nil {
				return fmt.Errorf("a question is no JSON: %w", err)
			}
			if err := encoder.Encode(o.answer(q)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (o *oracle) answer(q question) answer {
	head, tail, err := o.call(q)
	if err != nil {
		return answer{ID: q.ID, Error: api.AsError(err)}
	}
	a := answer{ID: q.ID, Result: head}
	for _, values := range tail {
		var content bytes.Buffer
		if err := binary.Write(&content, binary.LittleEndian, values); err != nil {
			return answer{ID: q.ID, Error: api.AsError(err)}
		}
		a.Tail = append(a.Tail, base64.StdEncoding.EncodeToString(content.Bytes()))
	}
	return a
}

func (o *oracle) call(q question) ([]byte, [][]float32, error) {
	session, err := o.open(q.Model)
	if err != nil {
		return nil, nil, err
	}
	var params struct {
		Vocab  string          `json:"vocab"`
		Source api.ProbeSource `json:"source"`
	}
	if err := json.Unmarshal(q.Params, &params); err == nil {
		if name := params.Vocab; name != "" {
			err = o.give(session, q.Model, filepath.Join(o.vocab, filepath.Base(name)+".tiktoken"), "vocab",
				api.VocabParams{Name: api.Vocabulary(name)})
		}
		if language := params.Source.Language; language != "" {
			err = o.give(session, q.Model, filepath.Join(filepath.Dir(o.vocab), "bank", filepath.Base(string(language))+".txt"), "bank",
				api.BankParams{Language: language})
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return session.Call(q.Method, q.Params, nil, nil, nil)
}

func (o *oracle) open(name string) (*api.OpenModel, error) {
	if session, ok := o.sessions[name]; ok {
		return session, nil
	}
	files, err := folder(name)
	if err != nil {
		return nil, err
	}
	session, err := api.Open(files)
	if err == nil {
		o.sessions[name] = session
	}
	return session, err
}

// folder is a model's folder, or a folder with nothing but the one file.
func folder(name string) (fs.FS, error) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		return os.DirFS(name), err
	}
	content, err := os.ReadFile(name)
	return checkpoint.FileMap{filepath.Base(name): checkpoint.Bytes(content)}, err
}

// give hands a file to a session by a call, once.
func (o *oracle) give(session *api.OpenModel, model, file, method string, params any) error {
	key := model + "\n" + file
	if o.given[key] {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if _, _, err := session.Call(method, head, content, nil, nil); err != nil {
		return err
	}
	o.given[key] = true
	return nil
}
