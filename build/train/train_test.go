package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pellucid/engine/train"
)

// argumentsVariable makes the test binary behave as the command, so that a test can kill it.
const argumentsVariable = "PELLUCID_TRAIN_ARGUMENTS"

func TestMain(m *testing.M) {
	recipes = append(recipes, &small)
	if arguments := os.Getenv(argumentsVariable); arguments != "" {
		if err := command(strings.Split(arguments, "\n")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// small is tiny made quick, with everything on that a resume must bring back.
var small = func() recipe {
	r := tiny
	r.name, r.batch, r.scored, r.measured, r.moments = "small", 200, 0, 4, true
	r.options.Dropout, r.options.Average = 0.1, 0.9
	r.load = func(s settings) (*corpus, error) {
		c, err := loadDates(s)
		if err == nil {
			for i := range c.pools {
				c.pools[i].items = c.pools[i].items[:300]
			}
			c.phases = []train.Phase{{Until: 0.5, Weights: []float64{1, 0}}, {Until: 1, Weights: []float64{1, 1}}}
		}
		return c, err
	}
	return r
}()

// TestKilledRunResumesExactly kills a run with SIGKILL at random moments until it gets through, and wants the very losses
// of a run that was left alone, and the same weights.
func TestKilledRunResumesExactly(t *testing.T) {
	arguments := func(folder string) []string {
		return []string{"-recipe", "small", "-steps", "60", "-workers", "2", "-save-steps", "4", "-resume",
			"-state", filepath.Join(folder, "state"), "-out", filepath.Join(folder, "out")}
	}
	child := func(folder string) *exec.Cmd {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), argumentsVariable+"="+strings.Join(arguments(folder), "\n"))
		return c
	}
	whole, broken := t.TempDir(), t.TempDir()
	start := time.Now()
	if out, err := child(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(start)
	random := rand.New(rand.NewPCG(uint64(start.UnixNano()), 0))
	kills := 0
	for finished := false; !finished; {
		c := child(broken)
		var out bytes.Buffer
		c.Stdout, c.Stderr = &out, &out
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		wait := time.Hour
		if kills < 6 {
			wait = took/5 + time.Duration(random.Int64N(int64(took/2)))
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			finished = true
		case <-time.After(wait):
			_ = c.Process.Kill()
			<-ended
			kills++
		}
	}
	t.Logf("killed %d times", kills)
	for _, file := range []string{"state/loss.tsv", "out/weights.safetensors", "out/moments/3.safetensors"} {
		want, err := os.ReadFile(filepath.Join(whole, file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(broken, file))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, got) {
			t.Errorf("%s differs after %d kills", file, kills)
		}
	}
	if lines := bytes.Count(mustRead(t, filepath.Join(whole, "state/loss.tsv")), []byte("\n")); lines != 60 {
		t.Errorf("want 60 losses, got %d", lines)
	}
}

func mustReadCard(t *testing.T, path string) card {
	t.Helper()
	var c card
	if err := json.Unmarshal(mustRead(t, path), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestDamagedStateIsRefused flips one byte and cuts one off.
func TestDamagedStateIsRefused(t *testing.T) {
	folder := t.TempDir()
	arguments := []string{"-recipe", "small", "-steps", "3", "-workers", "1", "-state", folder, "-out", filepath.Join(folder, "out")}
	if err := command(arguments); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "state")
	whole := mustRead(t, path)
	for name, damaged := range map[string][]byte{
		"flipped": append(append(bytes.Clone(whole[:len(whole)/2]), whole[len(whole)/2]^1), whole[len(whole)/2+1:]...),
		"cut":     whole[:len(whole)-1],
		"empty":   {},
	} {
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := command(append(arguments, "-resume")); err == nil {
			t.Errorf("%s state: want an error", name)
		}
	}
}

// TestResumeOfAnEndedRun exports it anew: its history gets no second last point. With texts that give another vocabulary its
// numbers would mean other tokens, so it is refused.
func TestResumeOfAnEndedRun(t *testing.T) {
	folder := t.TempDir()
	history := filepath.Join(folder, "out", "history.json")
	arguments := []string{"-recipe", "small", "-steps", "3", "-workers", "1", "-state", folder, "-out", filepath.Dir(history)}
	if err := command(arguments); err != nil {
		t.Fatal(err)
	}
	want := mustRead(t, history)
	if err := command(append(arguments, "-resume")); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, history); !bytes.Equal(got, want) {
		t.Errorf("the history changed:\n%s\n%s", want, got)
	}
	load := small.load
	defer func() { small.load = load }()
	small.load = func(s settings) (*corpus, error) {
		c, err := load(s)
		texts := c.vocabulary
		c.vocabulary = func(yield func(string) bool) { texts(func(text string) bool { return yield(strings.ToUpper(text)) }) }
		return c, err
	}
	if err := command(append(arguments, "-resume")); err == nil || !strings.Contains(err.Error(), "vocabulary") {
		t.Errorf("another vocabulary: want an error about it, got %v", err)
	}
}

// TestTinyLearnsDates is the whole way from generated data to a scored int8 model.
func TestTinyLearnsDates(t *testing.T) {
	if testing.Short() {
		t.Skip("takes about a minute without SIMD: not with -short")
	}
	folder := t.TempDir()
	s := settings{state: filepath.Join(folder, "state"), out: filepath.Join(folder, "out"), workers: 2, saveEvery: time.Hour,
		scoreEvery: time.Hour}
	r := tiny
	r.scored = 2
	if err := trainRecipe(&r, s, nil); err != nil {
		t.Fatal(err)
	}
	if err := writeCard(&r, s); err != nil {
		t.Fatal(err)
	}
	card := mustReadCard(t, filepath.Join(s.out, cardFile))
	if len(card.Scores) != 4 {
		t.Fatalf("want float32 and int8 scores in two directions, got %+v", card.Scores)
	}
	for _, score := range card.Scores {
		if score.Value <= 95 {
			t.Errorf("%s %s: want more than 95 %% of the held-out dates exact, got %.1f", score.Weights, score.Data, score.Value)
		}
	}
	for _, sample := range card.Samples {
		t.Logf("%s → %s", sample.Input, sample.Output)
	}
}

func TestClockLandsAtItsEnd(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := clock{end: start.Add(100 * time.Minute)}
	at, tokens := start, int64(0)
	share := func(minute int) float64 {
		for at.Before(start.Add(time.Duration(minute) * time.Minute)) {
			at = at.Add(10 * time.Second)
			speed := int64(1000) // tokens a second
			if at.After(start.Add(50 * time.Minute)) {
				speed = 9000
			}
			tokens += 10 * speed
			c.share(at, tokens)
		}
		return c.share(at, tokens)
	}
	for _, want := range []struct {
		minute    int
		low, high float64
	}{
		{25, 0.24, 0.26}, {50, 0.49, 0.51}, // an even speed: work goes with time
		{60, 0.27, 0.29}, // (50 + 90)/500: nine times as fast, so only a little of the work is done
		{75, 0.54, 0.56}, {99, 0.97, 0.99}, {100, 1, 1},
	} {
		if got := share(want.minute); got < want.low || got > want.high {
			t.Errorf("after %d minutes: want a share of %g to %g, got %.3f", want.minute, want.low, want.high, got)
		}
	}
}

// TestClockAfterAResume: with no speed to go by yet a run is where it was saved, not at its first learning rate again.
func TestClockAfterAResume(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := clock{end: now.Add(10 * time.Minute), begun: 0.8}
	if got := c.share(now, 1000); got != 0.8 {
		t.Errorf("at once: want 0.8, got %g", got)
	}
	if got := c.share(now.Add(time.Minute), 1100); got < 0.52 || got > 0.56 { // 1,100 of 1,100 + 9 · 100
		t.Errorf("after a minute: want 0.55, got %g", got)
	}
}

func TestChooseMoments(t *testing.T) {
	var points []train.Point
	for _, step := range []int{0, 1, 3, 9, 12, 28, 95, 110, 310, 1000} {
		points = append(points, train.Point{Step: step})
	}
	want := []int{0, 9, 28, 95, 310, 1000}
	for i, m := range chooseMoments(points, 1000) {
		if m.Step != want[i] {
			t.Errorf("share %g: want step %d, got %d", momentShares[i], want[i], m.Step)
		}
	}
}
