package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pellucid/engine/checkpoint"
)

// ask makes one call and reads its answer.
func callWorld[R any](t *testing.T, s *OpenModel, name, params string, binary []byte) R {
	t.Helper()
	head, _, err := s.Call(name, json.RawMessage(params), binary, nil, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var result R
	if err := json.Unmarshal(head, &result); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return result
}

// A run that is saved and taken up in another session makes the very steps of one that was left alone; it can be looked
// at with every other call, asked, and kept as files that open again.
func TestWorldRunsOn(t *testing.T) {
	const begin = `{"seed":3,"language":"en","steps":30}`
	alone, first, second := New(nil, nil, checkpoint.Meta{}), New(nil, nil, checkpoint.Meta{}), New(nil, nil, checkpoint.Meta{})
	callWorld[WorldRun](t, alone, "world_begin", begin, nil)
	whole := callWorld[WorldStepsResult](t, alone, "world_steps", `{"steps":12}`, nil)
	callWorld[WorldRun](t, first, "world_begin", begin, nil)
	callWorld[WorldStepsResult](t, first, "world_steps", `{"steps":7}`, nil)
	saved := callWorld[WorldStateResult](t, first, "world_state", `{}`, nil)
	run := callWorld[WorldRun](t, second, "world_begin", begin, saved.State)
	if run.Step != 7 || run.Tokens != saved.Run.Tokens || run.Tokens == 0 {
		t.Fatalf("taken up at %+v, saved at %+v", run, saved.Run)
	}
	rest := callWorld[WorldStepsResult](t, second, "world_steps", `{"steps":5}`, nil)
	for i, loss := range rest.Loss {
		if loss != whole.Loss[7+i] {
			t.Errorf("step %d has the loss %g after it was taken up, %g otherwise", 8+i, loss, whole.Loss[7+i])
		}
	}
	if rest.Run.Tokens != whole.Run.Tokens || rest.Run.Parameters > 200_000 {
		t.Errorf("taken up: %+v, otherwise %+v; want the same tokens and at most 200,000 parameters", rest.Run, whole.Run)
	}
	asked := callWorld[WorldAskResult](t, second, "world_ask", `{"most":4,"samples":1}`, nil)
	if len(asked.Scores) != 3 || len(asked.Samples) != 3 || asked.Samples[0].Want == "" || asked.Scores[0].Right.N != 4 {
		t.Errorf("asked: %+v", asked)
	}
	callWorld[WorldRun](t, second, "world_look", `{}`, nil)
	if info := callWorld[InfoResult](t, second, "info", `{}`, nil); info.Name != "world-live" || info.Parameters["total"] != rest.Run.Parameters {
		t.Errorf("the model that was opened is %+v", info)
	}
	callWorld[GenerateResult](t, second, "generate", `{"input":{"text":"Question: Can Pip fly? Answer:"},"sampling":{"max_tokens":3}}`, nil)
	kept := callWorld[WorldFilesResult](t, second, "world_files", `{}`, nil)
	files := checkpoint.FileMap{}
	for name, content := range kept.Files {
		files[name] = checkpoint.Bytes(content)
	}
	opened, err := Open(files)
	if err != nil {
		t.Fatal(err)
	}
	if !opened.Model.Quantised() || opened.Tokenizer.Size() != rest.Run.Vocab {
		t.Errorf("the kept model has a vocabulary of %d, want %d", opened.Tokenizer.Size(), rest.Run.Vocab)
	}
}

func TestWorldRefuses(t *testing.T) {
	s := New(nil, nil, checkpoint.Meta{})
	for _, name := range []string{"world_steps", "world_ask", "world_state", "world_look", "world_files"} {
		_, _, err := s.Call(name, json.RawMessage(`{}`), nil, nil, nil)
		wantCode(t, err, "closed")
	}
	_, _, err := s.Call("world_begin", json.RawMessage(`{"seed":1,"language":"fr"}`), nil, nil, nil)
	wantCode(t, err, "bad-params")
	_, _, err = s.Call("world_begin", json.RawMessage(`{"seed":1,"steps":20001}`), nil, nil, nil)
	wantCode(t, err, "bad-params")
	_, _, err = s.Call("world_begin", json.RawMessage(`{"seed":1,"steps":5}`), []byte("no state"), nil, nil)
	wantCode(t, err, "bad-params")
	stop := errors.New("stop")
	_, _, err = s.Call("world_begin", json.RawMessage(`{"seed":1,"steps":5}`), nil, func() error { return stop }, nil)
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want it cancelled", err)
	}
	callWorld[WorldRun](t, s, "world_begin", `{"seed":1,"language":"zh","steps":5}`, nil)
	_, _, err = s.Call("world_steps", json.RawMessage(`{"steps":6}`), nil, nil, nil)
	wantCode(t, err, "bad-params")
	_, _, err = s.Call("world_ask", json.RawMessage(`{"sorts":["riddles"]}`), nil, nil, nil)
	wantCode(t, err, "bad-params")
}

// TestCarriedMembersAreNames: what may be left out ("data?") is found under its name.
func TestCarriedMembersAreNames(t *testing.T) {
	for _, c := range Calls {
		for _, name := range []string{c.Bytes, c.Vocabulary, c.Tensors} {
			if strings.ContainsAny(name, "?: ") {
				t.Errorf("%s carries %q", c.Name, name)
			}
		}
	}
}
