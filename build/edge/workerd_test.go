package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pellucid/build/serve/static"
)

// config is how the tests start workerd: the worker, and a service that stands for the static files.
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
      bindings = [(name = "ASSETS", service = "files")],
    )),
    (name = "files", external = (address = "127.0.0.1:%d", http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:%d", http = (), service = "main")],
);
`

// startWorkerd builds the worker and runs it in workerd; it returns its address and the process.
func startWorkerd(t *testing.T, files http.Handler) (string, *os.Process) {
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
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: files, ReadHeaderTimeout: time.Second}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	port := freePort(t)
	text := fmt.Sprintf(config, listener.Addr().(*net.TCPAddr).Port, port)
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

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// staticFiles stands for the site: its vocabularies, and one page.
func staticFiles(w http.ResponseWriter, r *http.Request) {
	name, isVocabulary := strings.CutPrefix(r.URL.Path, "/vocab/")
	if !isVocabulary {
		fmt.Fprint(w, "a page")
		return
	}
	file, err := assets()(r, strings.TrimSuffix(name, ".tiktoken"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	_, _ = io.Copy(w, file)
}

// TestInWorkerd drives the worker, in the runtime that it is for, with the same requests as the native handler.
func TestInWorkerd(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the worker is compiled and started")
	}
	address, process := startWorkerd(t, http.HandlerFunc(staticFiles))
	native := newEdge(assets())
	for _, c := range requests {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequest(c.method, address+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			status, want := ask(native, c)
			if response.StatusCode != status || !bytes.Equal(body, want) {
				t.Errorf("got %d %.300s, natively %d %.300s", response.StatusCode, body, status, want)
			}
		})
	}
	if response, err := http.Get(address + "/"); err != nil {
		t.Error(err)
	} else if body, _ := io.ReadAll(response.Body); string(body) != "a page" {
		t.Errorf("a static file: %d %s", response.StatusCode, body)
	} else {
		for name, value := range static.Headers {
			if got := response.Header.Get(name); got != value {
				t.Errorf("a static file's %s is %q, want %q", name, got, value)
			}
		}
	}
	before := processorTime(t, process.Pid)
	const n = 300
	for range n {
		response, err := http.Post(address+"/tokenize", "application/json", strings.NewReader(`{"text":"今天天气很好。","vocab":"cl100k"}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	each := (processorTime(t, process.Pid) - before) / n
	t.Logf("processor time of one /tokenize: %v", each)
	if each > 15*time.Millisecond {
		t.Errorf("one /tokenize takes %v of a processor, want at most 15ms", each)
	}
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
