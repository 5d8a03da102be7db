package api

// The small world's model, trained where the reader can watch: a run lives in the session between calls, so that the page
// plays (steps), pauses (asks for none), looks at it (opens it as it is) and keeps it.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"pellucid/engine/checkpoint"
	"pellucid/engine/model"
	"pellucid/engine/problem"
	"pellucid/engine/world"
)

// WorldBeginParams begins a run of the live recipe. One seed gives the same world and the same run every time.
type WorldBeginParams struct {
	Seed     uint64         `json:"seed"`
	Language world.Language `json:"language,omitempty"` // "" for texts in both
	Steps    int            `json:"steps,omitempty"`    // of the whole run; 0 is the recipe's
	// Data is what world_state gave, to go on from there; the other fields must be those the run was begun with.
	Data Bytes `json:"-" ts:"data?: Uint8Array"`
}

// WorldRun is where a run stands.
type WorldRun struct {
	Step       int    `json:"step"`
	Steps      int    `json:"steps"`
	Tokens     int    `json:"tokens"` // trained on so far
	Parameters int    `json:"parameters"`
	Vocab      int    `json:"vocab"`
	Residents  int    `json:"residents"` // animals whose facts the texts tell
	Kernels    string `json:"kernels"`
}

// WorldStepsParams asks for some more steps.
type WorldStepsParams struct {
	Steps int `json:"steps"` // 0 asks only where the run stands
}

// WorldStepsResult has the loss of each new step, in nats a learned token.
type WorldStepsResult struct {
	Run    WorldRun  `json:"run"`
	Loss   []float64 `json:"loss"`
	Millis float64   `json:"millis"`
}

// WorldAskParams asks the model as it is now. Sorts are engine/world's sorts of questions; none are those that the live
// recipe can learn.
type WorldAskParams struct {
	Sorts   []world.Sort `json:"sorts,omitempty"`
	Most    int          `json:"most,omitempty"`    // questions a sort and language; 0 is 48
	Samples int          `json:"samples,omitempty"` // answers a sort and language that are sent along; 0 is 2
}

// WorldAskResult is what it answered.
type WorldAskResult struct {
	Scores  []world.Score `json:"scores"`
	Samples []WorldSample `json:"samples"`
}

// WorldSample is one question and the answers.
type WorldSample struct {
	Sort   world.Sort `json:"sort"`
	Prompt string     `json:"prompt"`
	Want   string     `json:"want"` // the right answer, without reason and chance
	Got    string     `json:"got"`  // all that the model writes
	Right  bool       `json:"right"`
}

// WorldParams takes nothing.
type WorldParams struct{}

// WorldStateResult is everything that the next step depends on.
type WorldStateResult struct {
	Run   WorldRun `json:"run"`
	State []byte   `json:"state" ts:"state: string"` // base64
}

// WorldFilesResult is the trained model as the files of a model folder, in base64: opened again, it serves everywhere.
type WorldFilesResult struct {
	Run   WorldRun          `json:"run"`
	Files map[string][]byte `json:"files" ts:"files: Record<string, string>"`
}

const (
	mostWorldSteps     = 20_000
	mostWorldQuestions = 1000
	worldQuestions     = 48
	worldSamples       = 2
)

// worldBegin makes the texts, their vocabulary and an untrained model, or takes up a saved run. It needs no open model.
func worldBegin(c *Call, p WorldBeginParams) (WorldRun, error) {
	languages := world.Languages
	if p.Language != "" {
		languages = []world.Language{p.Language}
	}
	if err := errors.Join(
		problem.OneOf("language", p.Language, "", world.English, world.Chinese),
		problem.Within("steps", p.Steps, 0, mostWorldSteps),
	); err != nil {
		return WorldRun{}, err
	}
	run, err := world.NewRun(world.Live, p.Seed, languages, p.Steps, c.breathe)
	if err != nil {
		return WorldRun{}, err
	}
	if len(p.Data) > 0 {
		note, err := run.Trainer.Restore(bytes.NewReader(p.Data))
		if err == nil {
			err = json.Unmarshal(note, &run.Tokens)
		}
		if err != nil {
			return WorldRun{}, problem.New(problem.BadParams, problem.Values{"field": "data", "want": "a saved run", "got": err.Error()},
				"the saved run cannot be taken up: %v", err)
		}
	}
	c.world = run
	return c.worldRun(), nil
}

// worldSteps trains on. Other calls are answered between its steps; one that is cancelled keeps the steps it has made.
func worldSteps(c *Call, p WorldStepsParams) (WorldStepsResult, error) {
	if err := c.hasWorld(); err != nil {
		return WorldStepsResult{}, err
	}
	if err := problem.Within("steps", p.Steps, 0, c.world.Steps-c.world.Trainer.Steps()); err != nil {
		return WorldStepsResult{}, err
	}
	start := time.Now()
	result := WorldStepsResult{}
	for done := range p.Steps {
		report, err := c.world.Next()
		if err != nil {
			return result, err
		}
		result.Loss = append(result.Loss, report.Loss)
		if err := c.Yield(done+1, p.Steps); err != nil {
			return result, err
		}
	}
	result.Run, result.Millis = c.worldRun(), float64(time.Since(start).Microseconds())/1000
	return result, nil
}

// worldAsk asks the averaged weights held-out questions, and those of the facts that the texts tell.
func worldAsk(c *Call, p WorldAskParams) (WorldAskResult, error) {
	if err := c.hasWorld(); err != nil {
		return WorldAskResult{}, err
	}
	if err := errors.Join(
		problem.Within("most", p.Most, 0, mostWorldQuestions),
		problem.Within("samples", p.Samples, 0, mostWorldQuestions),
	); err != nil {
		return WorldAskResult{}, err
	}
	if p.Sorts == nil {
		p.Sorts = world.LiveSorts
	}
	var result WorldAskResult
	for _, sort := range p.Sorts {
		if err := problem.OneOf("sorts", sort, world.Sorts...); err != nil {
			return result, err
		}
		for _, l := range c.world.Languages {
			if err := c.worldSort(&result, sort, l, cmp.Or(p.Most, worldQuestions), cmp.Or(p.Samples, worldSamples)); err != nil {
				return result, err
			}
		}
	}
	return result, nil
}

func (c *Call) worldSort(result *WorldAskResult, sort world.Sort, l world.Language, most, samples int) error {
	generate := func(prompts []string) ([]string, error) { return c.world.Generate(prompts, c.breathe) }
	score, err := c.world.World.Measure(generate, sort, l, world.Honest, most)
	if err != nil {
		return err
	}
	result.Scores = append(result.Scores, score)
	cases := c.world.World.Held(sort, l, most)
	var shown []world.Case
	var prompts []string
	for i := range min(samples, len(cases)) {
		shown = append(shown, cases[i*len(cases)/min(samples, len(cases))])
		prompts = append(prompts, shown[i].Prompt(world.Honest))
	}
	outputs, err := generate(prompts)
	for i, got := range outputs {
		spoken, _ := world.Parse(got, l)
		sample := WorldSample{sort, prompts[i], shown[i].Want.Answers[0], got, shown[i].Right(spoken)}
		result.Samples = append(result.Samples, sample)
	}
	return err
}

// worldState is the run as it stands, to be taken up by world_begin: in another worker, or after this one was lost.
func worldState(c *Call, _ WorldParams) (WorldStateResult, error) {
	if err := c.hasWorld(); err != nil {
		return WorldStateResult{}, err
	}
	note, err := json.Marshal(c.world.Tokens)
	if err != nil {
		return WorldStateResult{}, err
	}
	var state bytes.Buffer
	err = c.world.Trainer.Save(&state, note)
	return WorldStateResult{c.worldRun(), state.Bytes()}, err
}

// worldLook opens the averaged weights of the run as they are now, so that every other call shows them.
func worldLook(c *Call, _ WorldParams) (WorldRun, error) {
	if err := c.hasWorld(); err != nil {
		return WorldRun{}, err
	}
	err := c.world.Trainer.WithAverage(func() error {
		weights := map[string]*model.Tensor{}
		for _, spec := range c.world.Model.Config.Specs() {
			weights[spec.Name] = &model.Tensor{Shape: spec.Shape, F32: slices.Clone(c.world.Model.Weight(spec.Name).F32)}
		}
		copied, err := model.New(c.world.Model.Config, weights)
		if err == nil {
			looked := New(copied, c.world.Tokenizer, checkpoint.Meta{Format: "pellucid", Name: world.Live.Tokens.Name})
			looked.vocabularies, looked.world = c.vocabularies, c.world
			*c.OpenModel = *looked
		}
		return err
	})
	return c.worldRun(), err
}

// worldFiles is the trained model as files.
func worldFiles(c *Call, _ WorldParams) (WorldFilesResult, error) {
	if err := c.hasWorld(); err != nil {
		return WorldFilesResult{}, err
	}
	files, err := c.world.Files()
	return WorldFilesResult{c.worldRun(), files}, err
}

func (c *Call) hasWorld() error {
	if c.world == nil {
		return problem.New(problem.Closed, problem.Values{}, "no world is being trained; call world_begin first")
	}
	return nil
}

func (c *Call) worldRun() WorldRun {
	return WorldRun{
		Step: c.world.Trainer.Steps(), Steps: c.world.Steps, Tokens: c.world.Tokens, Parameters: c.world.Trainer.Parameters(),
		Vocab: c.world.Tokenizer.Size(), Residents: c.world.World.Residents(), Kernels: c.world.Model.Kernels.Name(),
	}
}
