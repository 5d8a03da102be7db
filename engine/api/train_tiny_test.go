package api

import (
	"encoding/json"
	"errors"
	"testing"

	"pellucid/engine/checkpoint"
)

// A few dozen steps are enough to see that it learns, whichever kernels it runs on.
func TestTrainTinyLearns(t *testing.T) {
	const steps = 40
	closed := New(nil, nil, checkpoint.Meta{}) // no model is needed
	var reports []TrainTinyProgress
	turns := 0
	breathe := func() error { turns++; return nil }
	head, _, err := closed.Call("train_tiny", json.RawMessage(`{"seed":1,"steps":40,"report_every":4}`), nil, breathe,
		func(partial []byte, _ [][]float32) {
			var report TrainTinyProgress
			if err := json.Unmarshal(partial, &report); err != nil {
				t.Fatal(err)
			}
			reports = append(reports, report)
		})
	if err != nil {
		t.Fatal(err)
	}
	var result TrainTinyResult
	if err := json.Unmarshal(head, &result); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 10 || len(result.Loss) != 10 || result.Steps != steps || turns < steps {
		t.Fatalf("%d reports, %d losses, %d steps, %d turns; want 10, 10, %d and at least as many turns as steps", len(reports),
			len(result.Loss), result.Steps, turns, steps)
	}
	measured := 0
	for i, report := range reports {
		if report.Step != 4*(i+1) || report.Steps != steps || report.Loss != result.Loss[i].Loss || report.TokensPerSecond <= 0 {
			t.Errorf("report %d is %+v", i, report)
		}
		if report.Exact != nil {
			measured++
			if len(report.Examples) != 2*tinyExamples || report.Examples[0].Source == "" || report.Examples[0].Want == "" {
				t.Errorf("report %d has the examples %+v", i, report.Examples)
			}
		}
	}
	if measured < 5 || measured > tinyChecks+1 {
		t.Errorf("held-out items were tried %d times, want 5 to %d", measured, tinyChecks+1)
	}
	first, last := result.Loss[0].Loss, result.Loss[9].Loss
	if last > 0.6*first {
		t.Errorf("the loss falls from %.3f to %.3f, want to 60 %% or less", first, last)
	}
	if result.Items != 400 || result.Exact < 0 || result.Exact > 1 || result.Parameters < 100_000 || result.Millis <= 0 {
		t.Errorf("the result is %+v", result)
	}
	t.Logf("kernels %s: loss %.3f to %.3f, %.0f tokens/s, %.1f s in all", result.Kernels, first, last,
		reports[9].TokensPerSecond, result.Millis/1000)
}

func TestTrainTinyCanBeCancelled(t *testing.T) {
	stop := errors.New("stop")
	closed := New(nil, nil, checkpoint.Meta{})
	reports, late := 0, 0
	breathe := func() error {
		if reports == 2 {
			return stop
		}
		return nil
	}
	_, _, err := closed.Call("train_tiny", json.RawMessage(`{"seed":1,"steps":300,"report_every":1}`), nil, breathe,
		func([]byte, [][]float32) {
			if reports++; reports > 2 {
				late++
			}
		})
	if !errors.Is(err, stop) || late > 0 {
		t.Errorf("got %v and %d reports after it, want the error of the cancelled breath and none", err, late)
	}
	if _, _, err := closed.Call("train_tiny", json.RawMessage(`{"seed":1}`), nil, func() error { return stop }, nil); !errors.Is(err, stop) {
		t.Errorf("got %v, want it cancelled before the first step", err)
	}
}

func TestTrainTinyRefuses(t *testing.T) {
	for _, params := range []string{`{"seed":1,"steps":-1}`, `{"seed":1,"steps":5001}`, `{"seed":1,"report_every":-2}`} {
		_, _, err := New(nil, nil, checkpoint.Meta{}).Call("train_tiny", json.RawMessage(params), nil, nil, nil)
		wantCode(t, err, "bad-params")
	}
}
