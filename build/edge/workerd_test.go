package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pellucid/build/serve/static"
)

// config is how the tests start workerd: the worker, and services that stand for the static files and for Workers KV.
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.mjs", esModule = embed "worker.mjs"),
        (name = "wasm_exec.js", esModule = embed "wasm_exec.js"),
        (name = "app.wasm", wasm = embed "app.wasm"),
      ],
      compatibilityDate = "2026-01-01",
      bindings = [(name = "ASSETS", service = "files"), (name = "LINKS", kvNamespace = "kept")],
    )),
    (name = "files", external = (address = "127.0.0.1:%d", http = ())),
    (name = "kept", external = (address = "127.0.0.1:%d", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")],
);
`

// startWorkerd builds the worker and runs it in workerd; it returns its address and the process.
func startWorkerd(t *testing.T, files, kept http.Handler) (string, *os.Process) {
	t.Helper()
	binary, err := filepath.Abs(filepath.Join("node_modules", ".bin", "workerd"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(binary); err != nil {
		t.Skip("workerd is not installed: run `npm ci --prefix build/edge`, as make test does")
	}
	folder := t.TempDir()
	if said, err := exec.Command("go", "run", "pellucid/build/edge/pack", "-out", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	port := freePort(t)
	text := fmt.Sprintf(config, listen(t, files), listen(t, kept), port)
	path := filepath.Join(folder, "config.capnp")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var said bytes.Buffer
	command := exec.CommandContext(ctx, binary, "serve", path)
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = command.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address, command.Process
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("workerd did not start")
	return "", nil
}

// listen serves on a port of its own until the test ends.
func listen(t *testing.T, handler http.Handler) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// staticFiles stands for the site: its vocabularies, its list for links, and a few files.
func staticFiles(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/mistaken")
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch name {
	case "", "engine.wasm", "page-ABCDEFGH.js", "app.webmanifest":
		fmt.Fprint(w, "a file")
		return
	}
	file, err := stand(site())(r, name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	_, _ = io.Copy(w, file)
}

// keptTexts stands for Workers KV as workerd asks for it: a text an address, which ends after a while.
type keptTexts struct {
	turn  sync.Mutex
	texts map[string]string
	lives map[string]string
}

func (k *keptTexts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.turn.Lock()
	defer k.turn.Unlock()
	name, err := url.QueryUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	text, found := k.texts[name]
	switch {
	case r.Method == http.MethodPut:
		body, _ := io.ReadAll(r.Body)
		k.texts[name], k.lives[name] = string(body), r.URL.Query().Get("expiration_ttl")
	case !found:
		http.NotFound(w, r)
	default:
		fmt.Fprint(w, text)
	}
}

// asked is one request to the worker, under the name of a host of its own, and its answer.
func asked(t *testing.T, address string, c request) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(c.method, address+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "own.example"
	response, err := http.DefaultTransport.RoundTrip(r) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// TestInWorkerd drives the worker, in the runtime that it is for, with the same requests as the native handler.
func TestInWorkerd(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the worker is compiled and started")
	}
	kept := &keptTexts{texts: map[string]string{}, lives: map[string]string{}}
	address, process := startWorkerd(t, http.HandlerFunc(staticFiles), kept)
	native := newEdge(stand(site()), shelf())
	for _, c := range requests {
		t.Run(c.name, func(t *testing.T) {
			response, body := asked(t, address, c)
			status, want := ask(native, c)
			if response.StatusCode != status || !bytes.Equal(body, want) {
				t.Errorf("got %d %.300s, natively %d %.300s", response.StatusCode, body, status, want)
			}
		})
	}
	t.Run("files", func(t *testing.T) { testFiles(t, address) })
	t.Run("short links", func(t *testing.T) { testShort(t, address, kept) })
	t.Run("many at once", func(t *testing.T) { testManyAtOnce(t, address, native) })
	embed := request{method: "GET", path: "/oembed?url=" + url.QueryEscape("http://own.example/#"+sharedState)}
	cut := request{method: "POST", path: "/tokenize", body: `{"text":"今天天气很好。","vocab":"cl100k"}`}
	share := request{method: "GET", path: "/share?" + sharedState}
	// Workers have 10 ms of a processor for a request on the free plan; one instance serves them all.
	for _, c := range []struct {
		name string
		request
		n     int
		limit time.Duration
	}{{"oEmbed", embed, 1000, 5 * time.Millisecond}, {"/tokenize", cut, 100, 15 * time.Millisecond},
		{"a shared page", share, 100, 15 * time.Millisecond}} {
		before := processorTime(t, process.Pid)
		for range c.n {
			if response, body := asked(t, address, c.request); response.StatusCode != 200 {
				t.Fatalf("%s: got %d %s", c.name, response.StatusCode, body)
			}
		}
		each := (processorTime(t, process.Pid) - before) / time.Duration(c.n)
		t.Logf("processor time of one answer of %d, %s: %v", c.n, c.name, each)
		if each > c.limit {
			t.Errorf("%s takes %v of a processor, want at most %v", c.name, each, c.limit)
		}
	}
}

// testFiles holds static files to the headers, types and times that `make serve` gives them.
func testFiles(t *testing.T, address string) {
	for path, want := range map[string][2]string{
		"/":                 {"text/html; charset=utf-8", static.Revalidate},
		"/engine.wasm":      {"application/wasm", static.Revalidate},
		"/engine.wasm?v=12": {"application/wasm", static.Forever},
		"/page-ABCDEFGH.js": {"text/javascript; charset=utf-8", static.Forever},
		"/app.webmanifest":  {"application/manifest+json", static.Revalidate},
	} {
		response, body := asked(t, address, request{method: "GET", path: path})
		if got := [2]string{response.Header.Get("Content-Type"), response.Header.Get("Cache-Control")}; string(body) != "a file" || got != want {
			t.Errorf("%s: got %q and %q, want %q", path, got, body, want)
		}
		for name, value := range static.Headers {
			if got := response.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
	response, _ := asked(t, address, request{method: "GET", path: "/"})
	link := `<http://own.example/oembed?url=http%3A%2F%2Fown.example%2F>; rel="alternate"; type="application/json+oembed"`
	if got := response.Header.Get("Link"); got != link {
		t.Errorf("the page's discovery link is %s, want %s", got, link)
	}
	for _, c := range []request{{method: "GET", path: "/nothing.js", status: 404}, {method: "POST", path: "/", status: 405}} {
		if response, _ := asked(t, address, c); response.StatusCode != c.status {
			t.Errorf("%s %s: got %d, want %d", c.method, c.path, response.StatusCode, c.status)
		}
	}
}

// testShort makes a short link and follows it; what is kept has an end.
func testShort(t *testing.T, address string, kept *keptTexts) {
	_, body := asked(t, address, request{method: "POST", path: "/short", body: `{"state":"lesson=note&step=3"}`})
	var made struct{ URL string }
	if err := json.Unmarshal(body, &made); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	response, page := asked(t, address, request{method: "GET", path: strings.TrimPrefix(made.URL, "http://own.example")})
	if response.StatusCode != 200 || !bytes.Contains(page, []byte("url=/#lesson=note&amp;step=3")) {
		t.Errorf("%s: got %d %s", made.URL, response.StatusCode, page)
	}
	kept.turn.Lock()
	defer kept.turn.Unlock()
	for name := range kept.texts {
		if seconds, _ := strconv.Atoi(kept.lives[name]); seconds < 1 || seconds > int(linkLife.Seconds()) {
			t.Errorf("%s is kept for %q seconds, want at most %v", name, kept.lives[name], linkLife)
		}
	}
}

// testManyAtOnce has the one instance serve many readers at the same time, who wait for files and for the store.
func testManyAtOnce(t *testing.T, address string, native http.Handler) {
	var readers sync.WaitGroup
	for i := range 40 {
		readers.Add(1)
		go func() {
			defer readers.Done()
			c := request{method: "POST", path: "/short", body: fmt.Sprintf(`{"state":"lesson=note&step=%d"}`, 10+i)}
			if i%2 == 0 { // a vocabulary that nobody has asked for yet, and a small one: each of them reads it
				text := strings.Repeat("猫", i+1)
				c = request{method: "POST", path: "/tokenize", body: fmt.Sprintf(`{"text":%q,"vocab":"p50k"}`, text)}
			}
			response, body := asked(t, address, c)
			if status, want := ask(native, c); response.StatusCode != status || i%2 == 0 && !bytes.Equal(body, want) {
				t.Errorf("got %d %.200s, natively %d %.200s", response.StatusCode, body, status, want)
			}
		}()
	}
	readers.Wait()
}

// processorTime is what a process has used, from Linux' /proc; elsewhere the test is left out.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Skipf("no processor times here: %v", err)
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	var user, system int64
	fmt.Sscan(fields[11], &user)
	fmt.Sscan(fields[12], &system)
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100
}

// ids are the tokens of an answer.
func ids(t *testing.T, body []byte) []int32 {
	t.Helper()
	var answer struct{ Tokens []struct{ ID int32 } }
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	list := []int32{}
	for _, token := range answer.Tokens {
		list = append(list, token.ID)
	}
	return list
}
