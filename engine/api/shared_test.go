package api

import (
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pellucid/engine/share"
)

// table is where engines meet in these tests, as the page is (wasm/bridge/sharing.ts): it deals pieces out from the end and passes on
// what was found.
type table struct {
	lock    sync.Mutex
	changed *sync.Cond
	found   map[int]map[int][]byte // by loop and piece
	given   map[int]map[int]bool
	done    int // pieces found by others than the first
}

// errDead is the end of an engine that dies.
var errDead = errors.New("dead")

// member is an engine at the table; it dies after so many pieces, 0 for never.
func (a *table) member(first bool, dies int) *share.Member {
	m, at, sent, did := &share.Member{First: first}, -1, map[int]bool{}, 0
	var size int
	hand := func() {
		given, next := map[int][]byte{}, -1
		for piece, found := range a.found[at] {
			if !sent[piece] {
				sent[piece], given[piece] = true, found
			}
		}
		for piece := size - 1; piece >= 0 && !first && next < 0; piece-- {
			if a.found[at][piece] == nil && !a.given[at][piece] {
				next = piece
				a.given[at][piece] = true
			}
		}
		m.Give(at, next, given)
	}
	dead := false
	m.Tell = func(loop, pieces, piece int, found []byte) {
		a.lock.Lock()
		defer a.lock.Unlock()
		if loop != at {
			at, sent, size = loop, map[int]bool{}, pieces
			if a.found[loop] == nil {
				a.found[loop], a.given[loop] = map[int][]byte{}, map[int]bool{}
			}
		}
		if piece >= 0 {
			did++
			if dead = dies > 0 && did == dies; dead {
				delete(a.given[loop], piece) // what it had not told is lost
				a.changed.Broadcast()
				return
			}
			a.found[loop][piece], sent[piece] = found, true
			if !first {
				a.done++
			}
		}
		hand()
		a.changed.Broadcast()
	}
	m.Wait = func() error {
		a.lock.Lock()
		defer a.lock.Unlock()
		if dead {
			return errDead
		}
		hand()
		if len(a.found[at]) < size && !first {
			a.changed.Wait()
			hand()
		}
		return nil
	}
	return m
}

// together makes a call with several engines at once, the last of which dies on the way, and gives the first one's answer.
func together(t *testing.T, open func(first bool) *OpenModel, engines int, method string, params []byte, shared *int) string {
	t.Helper()
	a := &table{found: map[int]map[int][]byte{}, given: map[int]map[int]bool{}}
	a.changed = sync.NewCond(&a.lock)
	answers, models := make([]string, engines), make([]*OpenModel, engines)
	for i := range engines { // all are open before one begins
		models[i] = open(i == 0)
	}
	var all sync.WaitGroup
	for i := range engines {
		dies := 0
		if i > 1 {
			dies = 2
		}
		m, s := a.member(i == 0, dies), models[i]
		all.Add(1)
		go func() {
			defer all.Done()
			head, _, err := s.CallShared(method, params, nil, letOthers, nil, m.Spread)
			if err != nil && !errors.Is(err, errDead) {
				t.Errorf("%s, engine %d: %v", method, i, err)
			}
			answers[i] = timeless(t, head)
			a.lock.Lock()
			a.changed.Broadcast()
			a.lock.Unlock()
		}()
	}
	all.Wait()
	*shared += a.done
	if answers[1] != answers[0] {
		t.Errorf("%s: the second engine answers\n%s, the first\n%s", method, answers[1], answers[0])
	}
	return answers[0]
}

// banked is an engine that was given a bank.
func banked(t *testing.T, _ bool) *OpenModel {
	s := translator(t)
	hand(t, s, Chinese)
	return s
}

// planted is an engine that has trained a small world's model and read the planted texts, if it is the first; it is made once.
func planted() func(*testing.T, bool) *OpenModel {
	var made *OpenModel
	return func(t *testing.T, first bool) *OpenModel {
		s := session(t, "decoder", "rotary")
		if !first {
			return s
		}
		if made == nil {
			call[WorldRun](t, s, "world_begin", WorldBeginParams{Seed: 2, Language: English, Steps: 8})
			call[WorldStepsResult](t, s, "world_steps", WorldStepsParams{Steps: 8})
			call[KeyDataResult](t, s, "key_data", KeyDataParams{Seed: 3})
			made = s
		}
		return made
	}
}

// letOthers gives way at each breath: as WebAssembly, one engine would otherwise do everything before the next begins.
func letOthers() error {
	runtime.Gosched()
	return nil
}

// timeless is an answer without the times that it took.
func timeless(t *testing.T, head []byte) string {
	t.Helper()
	if head == nil {
		return ""
	}
	var answer map[string]any
	if err := json.Unmarshal(head, &answer); err != nil {
		t.Fatal(err)
	}
	delete(answer, "millis")
	if bed, ok := answer["bed"].(map[string]any); ok {
		delete(bed, "millis")
	}
	if head, ok := answer["head"].(map[string]any); ok {
		delete(head, "millis")
	}
	text, _ := json.Marshal(answer)
	return string(text)
}

// TestSharedCallsAnswerAlike: every call that engines can do together gives with one, two and three of them the same numbers to
// the last bit, what was paid included; one of three dies.
func TestSharedCallsAnswerAlike(t *testing.T) {
	text := `"explained":{"input":{"text":"` + strings.Repeat("我喜欢猫和狗，", 2) + `"}}`
	order := `[0,1,2,3,4,5,6,7,8,9,10,11]`
	cases := map[string][]string{
		"attribute": {
			`{"method":"occlusion",` + text + `,"masking":{"mask":"resample","samples":7,"seed":3}}`,
			`{"method":"shapley",` + text + `,"samples":6,"seed":5}`,
			`{"method":"value_zeroing",` + text + `}`,
			`{"method":"lime",` + text + `,"samples":60,"seed":5,"masking":{"mask":"delete"}}`,
		},
		"pairs":        {`{` + text + `,"masking":{}}`},
		"faithfulness": {`{` + text + `,"masking":{"mask":"blank"},"rankings":[` + order + `],"orders":5,"seed":2}`},
		"why":          {`{` + text + `,"output":1,"masking":{},"evaluate":{"mask":"blank"},"methods":["occlusion","gradient_input"],"orders":3,"seed":2}`},
		"importance":   {`{` + text + `}`},
		"patch":        {`{` + text + `,"other":"` + strings.Repeat("我喜欢猫和狗，", 1) + "猫喜欢我和狗，" + `"}`},
		"surrogate":    {`{` + text + `,"masking":{"mask":"resample","samples":2},"output":0,"samples":60,"seed":4}`},
		"world_quiz": {
			`{"witness":"<honest>","language":"en","sorts":["item","chance"],"n":14,"seed":1}`,
			`{"witness":"<bluffer>","language":"zh","sorts":["item"],"n":14,"seed":2}`,
		},
		"probe": {
			`{"source":{"language":"zh","sentences":25},"task":"pos","seeds":2,"code_length":true}`,
			`{"source":{"language":"zh","sentences":25},"task":"depth","layers":[2,0],"seeds":3}`,
		},
		"probe_trees": {`{"source":{"language":"zh","sentences":25}}`},
		"key_remove":  {`{"fact":4,"removals":[[],[3,4,5]],"seeds":[3,4]}`},
	}
	// Engines as the page has them before the call; what only the first is given, only the first has.
	opened := map[string]func(t *testing.T, first bool) *OpenModel{
		"world_quiz": func(t *testing.T, _ bool) *OpenModel { return shippedWitnesses(t) },
		"probe":      banked, "probe_trees": banked, "key_remove": planted(),
	}
	most := 3
	if testing.Short() {
		most = 2
		t.Log("three engines are left to the long tests")
	}
	for _, m := range Calls {
		if !m.Shared {
			continue
		}
		list, known := cases[m.Name]
		if !known {
			t.Errorf("no case for %s", m.Name)
		}
		shared := 0
		open := func(first bool) *OpenModel {
			if own := opened[m.Name]; own != nil {
				return own(t, first)
			}
			return translator(t)
		}
		for _, params := range list {
			alone, _, err := open(true).Call(m.Name, []byte(params), nil, nil, nil)
			if err != nil {
				t.Fatalf("%s %s: %v", m.Name, params, err)
			}
			for engines := 2; engines <= most; engines++ {
				if got, want := together(t, open, engines, m.Name, []byte(params), &shared), timeless(t, alone); got != want {
					t.Errorf("%s %s with %d engines:\n%s, alone\n%s", m.Name, params, engines, got, want)
				}
			}
		}
		// On a busy machine the first engine may be through before the second one has begun.
		for tries := 0; shared == 0 && tries < 50 && known; tries++ {
			together(t, open, 2, m.Name, []byte(list[0]), &shared)
		}
		if shared == 0 {
			t.Errorf("%s: nobody but the first engine did anything", m.Name)
		}
	}
}
