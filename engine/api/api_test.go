package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"pellucid/engine/kernel"
	"pellucid/engine/model"
	"pellucid/engine/problem"
)

func TestTokenizeCoversTheText(t *testing.T) {
	s := translator(t)
	for _, text := range []string{
		"", "a", "猫", "今天天气很好。", "I like 猫!", "👨‍👩‍👧 family", "𠮷野家", "e\u0301", "<b>bold</b> <script>", "\xff\xfe 猫", "  \n\t ",
		strings.Repeat("word ", 500),
	} {
		result, err := tokenize(&Call{OpenModel: s}, TokenizeParams{Text: text})
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		at := 0
		for i, tok := range result.Tokens.Tokens {
			if tok.Start != at || tok.Bytes != hexPairs([]byte(text[tok.Start:tok.End])) {
				t.Fatalf("%q: token %d is %+v, want it to begin at %d", text, i, tok, at)
			}
			at = tok.End
		}
		joined := ""
		for _, g := range result.Groups {
			joined += g.Text
		}
		if at != len(text) || joined != text && !strings.Contains(text, "\xff") {
			t.Errorf("%q: tokens end at %d of %d, groups join to %q", text, at, len(text), joined)
		}
	}
}

func TestRareCharacterIsOneGroup(t *testing.T) {
	result, _ := call[TokenizeResult](t, translator(t), "tokenize", TokenizeParams{Text: "𠮷"})
	if len(result.Groups) != 1 || result.Groups[0].Text != "𠮷" || len(result.Tokens.Tokens) < 2 || result.Tokens.Tokens[0].Text != "" {
		t.Errorf("got %+v, want one group of several tokens that are no characters", result)
	}
}

func TestMergesEndInTheTokens(t *testing.T) {
	s := translator(t)
	result, _ := call[MergesResult](t, s, "merges", MergesParams{Word: "weather"})
	tokens, _ := call[TokenizeResult](t, s, "tokenize", TokenizeParams{Text: "weather"})
	last := result.Steps[len(result.Steps)-1].Pieces
	if len(result.Steps[0].Pieces) != 7 || len(last) != len(tokens.Tokens.Tokens) {
		t.Errorf("%d bytes at first and %d pieces at last; want 7 and %d", len(result.Steps[0].Pieces), len(last), len(tokens.Tokens.Tokens))
	}
}

func TestVocabularyOfThePage(t *testing.T) {
	s := translator(t)
	_, _, err := try[TokenizeResult](t, s, "tokenize", TokenizeParams{Text: "hi", Vocab: "gpt2"})
	wantCode(t, err, "unknown-vocab")
	_, _, err = s.Call("vocab", json.RawMessage(`{"name":"gpt2"}`), []byte("no vocabulary"), nil, nil)
	wantCode(t, err, "bad-vocab")
	var ranks strings.Builder
	for i := range 256 {
		fmt.Fprintf(&ranks, "%s %d\n", base64.StdEncoding.EncodeToString([]byte{byte(i)}), i)
	}
	_, _, err = s.Call("vocab", json.RawMessage(`{"name":"nobody"}`), []byte(ranks.String()), nil, nil)
	wantCode(t, err, "bad-vocab")
}

func TestForwardNamesItsTensors(t *testing.T) {
	s := translator(t)
	result, tail := call[ForwardResult](t, s, "forward", ForwardParams{
		Input: Input{Text: "猫在桌子上。", Target: "The cat"}, Keep: []string{"encoder.*.attn.hook_pattern", "decoder.1.cross_attn.hook_pattern"},
		Logits: "last", Top: 3,
	})
	names := []string{"encoder.0.attn.hook_pattern", "encoder.1.attn.hook_pattern", "decoder.1.cross_attn.hook_pattern", "logits"}
	if len(result.Tensors) != len(names) || len(tail) != len(names) {
		t.Fatalf("got %d tensors and %d arrays, want %d", len(result.Tensors), len(tail), len(names))
	}
	source, target := len(result.Source.Tokens), len(result.Target.Tokens)
	shapes := [][]int{{4, source, source}, {4, source, source}, {4, target, source}, {1, s.Model.Config.Vocab}}
	for i, tensor := range result.Tensors {
		count := 1
		for _, n := range tensor.Shape {
			count *= n
		}
		if tensor.Name != names[i] || !slices.Equal(tensor.Shape, shapes[i]) || len(tail[tensor.Part]) != count ||
			len(tensor.Axes) != len(tensor.Shape) {
			t.Errorf("tensor %d is %s %v %v with %d values, want %s %v", i, tensor.Name, tensor.Shape, tensor.Axes,
				len(tail[tensor.Part]), names[i], shapes[i])
		}
	}
	for row := range source {
		sum := 0.0
		for _, v := range tail[0][row*source : (row+1)*source] {
			sum += float64(v)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("row %d of a pattern sums to %v", row, sum)
		}
	}
	if !result.Source.Tokens[0].Special || result.Source.Tokens[0].Text != "<2en>" || result.Target.Tokens[0].Text != "<begin>" {
		t.Errorf("read %+v, wrote %+v", result.Source.Tokens[0], result.Target.Tokens[0])
	}
	if len(result.Top) != target || len(result.Top[0]) != 3 || len(result.LogProb) != target-1 {
		t.Errorf("%d rows of candidates, %d log-probabilities; want %d and %d", len(result.Top), len(result.LogProb), target, target-1)
	}
}

func TestForwardFollowsTheGreedyOutput(t *testing.T) {
	s := translator(t)
	in := Input{Text: "我喜欢猫。"}
	generated, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: in})
	result, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Top: 1})
	for i, step := range generated.Steps {
		if i < len(result.Top) && result.Top[i][0].Token.ID != step.Token.ID {
			t.Errorf("step %d: forward's best is %d, generate chose %d", i, result.Top[i][0].Token.ID, step.Token.ID)
		}
		if i < len(result.LogProb) && math.Abs(math.Exp(float64(result.LogProb[i]))-float64(step.Prob)) > 1e-4 {
			t.Errorf("step %d: forward gives %v, generate %v", i, math.Exp(float64(result.LogProb[i])), step.Prob)
		}
	}
}

func TestEditsChangeTheOutput(t *testing.T) {
	s := translator(t)
	in := Input{Text: "今天天气很好。", Target: "The weather"}
	plain, before := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Logits: "all"})
	_, after := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Logits: "all",
		Edits: []Edit{{Site: "decoder.0.hook_mlp_out", Op: "zero"}}})
	if slices.Equal(before[plain.Tensors[0].Part], after[0]) {
		t.Error("switching a layer's MLP off changed no logit")
	}
	_, _, err := try[ForwardResult](t, s, "forward", ForwardParams{Input: in, Edits: []Edit{{Site: "decoder.9.hook_mlp_out", Op: "zero"}}})
	wantCode(t, err, "bad-site")
	_, _, err = try[ForwardResult](t, s, "forward", ForwardParams{Input: in, Edits: []Edit{{Site: "decoder.0.hook_mlp_out", Op: "explode"}}})
	wantCode(t, err, "bad-edit")
	_, _, err = try[ForwardResult](t, s, "forward", ForwardParams{Input: in, Keep: []string{"nowhere.*"}})
	wantCode(t, err, "bad-site")
}

func TestGenerateIsTheSameWithAndWithoutCache(t *testing.T) {
	for _, kind := range []string{"encoder-decoder", "decoder"} {
		s := session(t, kind, "rotary")
		stack := map[string]string{"encoder-decoder": "decoder.", "decoder": "blocks."}[kind]
		params := GenerateParams{Input: Input{Text: "I like cats"}, Sampling: Sampling{MaxTokens: 12}}
		cached, _ := call[GenerateResult](t, s, "generate", params)
		params.Edits = []Edit{{Site: stack + "0.hook_mlp_out", Op: "scale", Factor: 1}} // no change, but every step is a whole pass
		whole, _ := call[GenerateResult](t, s, "generate", params)
		if len(cached.Steps) == 0 || cached.Text != whole.Text {
			t.Errorf("%s: %q with cache, %q without", kind, cached.Text, whole.Text)
		}
		for i := range cached.Steps {
			if math.Abs(float64(cached.Steps[i].Prob-whole.Steps[i].Prob)) > 1e-5 {
				t.Errorf("%s, step %d: %v with cache, %v without", kind, i, cached.Steps[i].Prob, whole.Steps[i].Prob)
			}
		}
	}
}

func TestGenerateGoesBackAndOn(t *testing.T) {
	s := session(t, "decoder", "learned")
	params := GenerateParams{Input: Input{Text: "The cat"}, Sampling: Sampling{Temperature: 1, TopK: 20, TopP: 0.9, Seed: 5, MaxTokens: 10}}
	first, _ := call[GenerateResult](t, s, "generate", params)
	for _, step := range first.Steps[:4] {
		params.Forced = append(params.Forced, step.Token.ID)
	}
	again, _ := call[GenerateResult](t, s, "generate", params)
	if again.Text != first.Text || len(again.Steps) != len(first.Steps) {
		t.Errorf("going on from step 4 gives %q, want %q", again.Text, first.Text)
	}
}

func TestGenerateStreamsItsSteps(t *testing.T) {
	s := translator(t)
	var steps []GenerateStep
	_, _, err := s.Call("generate", json.RawMessage(`{"input":{"text":"猫"},"sampling":{"max_tokens":5}}`), nil, nil,
		func(head []byte, _ [][]float32) {
			var step GenerateStep
			if err := json.Unmarshal(head, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		})
	if err != nil || len(steps) == 0 {
		t.Fatalf("%d steps, error %v", len(steps), err)
	}
	for i, step := range steps {
		sum := 0.0
		for _, c := range step.Candidates {
			sum += float64(c.Prob)
		}
		if step.Index != i || sum > 1.0001 || step.Candidates[0].Chance != 1 {
			t.Errorf("step %d is %+v", i, step)
		}
	}
}

func TestCancelEndsACall(t *testing.T) {
	s := translator(t)
	stop := errors.New("stop")
	left := 3
	_, _, err := s.Call("generate", json.RawMessage(`{"input":{"text":"猫"},"sampling":{"max_tokens":40}}`), nil, func() error {
		if left--; left < 0 {
			return stop
		}
		return nil
	}, nil)
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of the cancelled breath", err)
	}
}

func TestBeamOfOneIsGreedy(t *testing.T) {
	for _, kind := range []string{"encoder-decoder", "decoder"} {
		s := session(t, kind, "learned")
		in := Input{Text: "I like cats"}
		greedy, _ := call[GenerateResult](t, s, "generate", GenerateParams{Input: in, Sampling: Sampling{MaxTokens: 8}})
		one, _ := call[BeamResult](t, s, "beam", BeamParams{Input: in, Width: 1, MaxTokens: 8})
		four, _ := call[BeamResult](t, s, "beam", BeamParams{Input: in, Width: 4, MaxTokens: 8})
		if one.Hypotheses[0].Text != greedy.Text {
			t.Errorf("%s: beam of one writes %q, greedy %q", kind, one.Hypotheses[0].Text, greedy.Text)
		}
		if len(four.Hypotheses) != 4 || four.Hypotheses[0].LogProb < one.Hypotheses[0].LogProb-1e-4 {
			t.Errorf("%s: beam of four finds %d, the best at %v; beam of one found %v", kind, len(four.Hypotheses),
				four.Hypotheses[0].LogProb, one.Hypotheses[0].LogProb)
		}
		sum := 0.0
		for _, p := range four.Hypotheses[0].Probs {
			sum += math.Log(float64(p))
		}
		if math.Abs(sum-float64(four.Hypotheses[0].LogProb)) > 1e-3 {
			t.Errorf("%s: probabilities multiply to log %v, want %v", kind, sum, four.Hypotheses[0].LogProb)
		}
	}
}

func TestPositionsOfTheInput(t *testing.T) {
	for _, position := range []string{"learned", "sinusoidal", "rotary"} {
		s := session(t, "encoder-decoder", position)
		in := Input{Text: "I like cats and dogs.", Target: "猫"}
		_, usual := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Keep: []string{"encoder.1.hook_resid_post"}})
		in.Positions = "none"
		bare, without := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Keep: []string{"encoder.1.hook_resid_post"}})
		if slices.Equal(usual[0], without[0]) {
			t.Errorf("%s: removing positions changed nothing", position)
		}
		in.Positions, in.Seed = "shuffled", 3
		dealt, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: in, Keep: []string{"encoder.1.hook_resid_post"}})
		ids := func(r ForwardResult) (list []int32) {
			for _, tok := range r.Source.Tokens {
				list = append(list, tok.ID)
			}
			return
		}
		if slices.Equal(ids(bare), ids(dealt)) || !slices.Equal(slices.Sorted(slices.Values(ids(bare))),
			slices.Sorted(slices.Values(ids(dealt)))) {
			t.Errorf("%s: shuffled %v into %v", position, ids(bare), ids(dealt))
		}
	}
}

func TestWithoutPositionsTheOrderIsInvisible(t *testing.T) {
	s := translator(t)
	keep := []string{"decoder.1.hook_resid_post"}
	_, a := call[ForwardResult](t, s, "forward", ForwardParams{Input: Input{Text: "猫狗", To: "en", Target: "x", Positions: "none"}, Keep: keep})
	_, b := call[ForwardResult](t, s, "forward", ForwardParams{Input: Input{Text: "狗猫", To: "en", Target: "x", Positions: "none"}, Keep: keep})
	for i := range a[0] {
		if math.Abs(float64(a[0][i]-b[0][i])) > 1e-4 {
			t.Fatalf("value %d differs: %v and %v", i, a[0][i], b[0][i])
		}
	}
}

func TestLanguageFollowsTheScript(t *testing.T) {
	for text, want := range map[string]string{
		"今天天气很好。": "en", "The weather is nice.": "zh", "我喜欢Python": "en", "I like 猫": "zh", "123": "zh", "": "zh", "👨‍👩‍👧": "zh", "𠮷": "en",
	} {
		if got := otherLanguage(text); got != want {
			t.Errorf("%q goes into %s, want %s", text, got, want)
		}
	}
}

func TestInputsThatCannotBeRead(t *testing.T) {
	s := translator(t)
	for _, c := range []struct {
		in   Input
		code problem.Code
	}{
		{Input{}, "empty"},
		{Input{Text: strings.Repeat("word ", 500)}, "too-long"},
		{Input{Text: "hi", To: "fr"}, "bad-params"},
		{Input{Text: "hi", Positions: "upside down"}, "bad-params"},
		{Input{Text: "hi", TargetIDs: []int32{99999}}, "bad-token"},
		{Input{Text: "hi", Target: strings.Repeat("猫", 100)}, "too-long"},
	} {
		_, _, err := try[ForwardResult](t, s, "forward", ForwardParams{Input: c.in})
		wantCode(t, err, c.code)
		_, _, err = try[GenerateResult](t, s, "generate", GenerateParams{Input: c.in})
		wantCode(t, err, c.code)
	}
	_, _, err := try[ForwardResult](t, s, "forward", map[string]any{"inptu": 1})
	wantCode(t, err, "bad-params")
	_, _, err = try[ForwardResult](t, s, "fly", nil)
	wantCode(t, err, "unknown-method")
}

// TestOutputThatFillsTheContext: what a model writes until there is no room left can be forced again; one token more cannot.
func TestOutputThatFillsTheContext(t *testing.T) {
	s := session(t, "decoder", "learned")
	prompt := Input{Text: "The cat"}
	read, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: prompt})
	room := s.Model.Config.Context - len(read.Target.Tokens) + 1
	for _, more := range []int{0, 1} {
		in := prompt
		in.TargetIDs = make([]int32, room+more)
		for i := range in.TargetIDs {
			in.TargetIDs[i] = int32('a')
		}
		result, _, err := try[ForwardResult](t, s, "forward", ForwardParams{Input: in, Top: 1})
		if more > 0 {
			wantCode(t, err, "too-long")
			continue
		}
		if err != nil || len(result.Target.Tokens) != s.Model.Config.Context || len(result.LogProb) != len(result.Target.Tokens) {
			t.Errorf("%d tokens forced: read %d, judged %d: %v", room, len(result.Target.Tokens), len(result.LogProb), err)
		}
		if _, _, err := try[AttributionResult](t, s, "attribute", AttributeParams{Method: "occlusion",
			Explained: Explained{Input: in}}); err != nil {
			t.Errorf("occlusion of a full context: %v", err)
		}
	}
}

func TestDecoderReadsAPrompt(t *testing.T) {
	s := session(t, "decoder", "learned")
	result, _ := call[ForwardResult](t, s, "forward", ForwardParams{Input: Input{Text: "The cat", Target: " is on"},
		Keep: []string{"blocks.*.attn.hook_pattern"}, Top: 2})
	if len(result.Source.Tokens) != 0 || len(result.Top) != len(result.Target.Tokens) || len(result.LogProb) != len(result.Target.Tokens)-1 {
		t.Errorf("got %d source and %d target tokens, %d rows, %d log-probabilities", len(result.Source.Tokens),
			len(result.Target.Tokens), len(result.Top), len(result.LogProb))
	}
	empty, _ := call[GenerateResult](t, s, "generate", GenerateParams{Sampling: Sampling{MaxTokens: 3}})
	if len(empty.Steps) == 0 {
		t.Error("nothing is written from an empty prompt")
	}
}

func TestNeighbours(t *testing.T) {
	s := translator(t)
	for _, centered := range []bool{false, true} {
		result, _ := call[NeighboursResult](t, s, "neighbours", NeighboursParams{Text: "猫", K: 5, Centered: centered})
		again, _ := call[NeighboursResult](t, s, "neighbours", NeighboursParams{ID: &result.Of.ID, K: 5, Centered: centered})
		if len(result.Neighbours) != 5 || again.Neighbours[0] != result.Neighbours[0] || result.RandomN != randomPairCount ||
			result.RandomSD <= 0 {
			t.Errorf("got %+v, then %+v", result, again)
		}
		for i, n := range result.Neighbours {
			if n.Token.ID == result.Of.ID || n.Token.Special || n.Cosine > 1 || i > 0 && n.Cosine > result.Neighbours[i-1].Cosine {
				t.Errorf("neighbour %d is %+v", i, n)
			}
		}
	}
	_, _, err := try[NeighboursResult](t, s, "neighbours", NeighboursParams{K: 3})
	wantCode(t, err, "empty")
}

func TestMap(t *testing.T) {
	s := translator(t)
	result, _ := call[MapResult](t, s, "map", MapParams{Words: []string{"猫", "狗", "cat", "dog", "桌子"}})
	if len(result.Points) != 5 || result.Explained[0] < result.Explained[1] || result.Explained[0]+result.Explained[1] > 1.000001 {
		t.Errorf("got %+v", result)
	}
	for i := range result.Cosine {
		if math.Abs(float64(result.Cosine[i][i])-1) > 1e-6 {
			t.Errorf("cosine of word %d with itself is %v", i, result.Cosine[i][i])
		}
	}
	for _, words := range [][]string{{}, {"猫"}, {"猫", "狗"}, {"猫", "猫", "猫"}} {
		if result, _ := call[MapResult](t, s, "map", MapParams{Words: words}); len(result.Points) != len(words) ||
			math.IsNaN(result.Explained[0]) {
			t.Errorf("%v: got %+v", words, result)
		}
	}
	_, _, err := try[MapResult](t, s, "map", MapParams{Words: []string{"a", ""}})
	wantCode(t, err, "empty")
}

// Principal components by way of inner products are those of gonum's singular value decomposition.
func TestProject(t *testing.T) {
	const words, width = 7, 12
	random := rand.New(rand.NewPCG(3, 4))
	values := make([]float64, words*width)
	for i := range values {
		values[i] = random.NormFloat64() + 5
	}
	var pc stat.PC
	if !pc.PrincipalComponents(mat.NewDense(words, width, slices.Clone(values)), nil) {
		t.Fatal("no principal components")
	}
	variances := pc.VarsTo(nil)
	var directions, places mat.Dense
	pc.VectorsTo(&directions)
	result := MapResult{Points: make([]MapPoint, words), Explained: []float64{0, 0}}
	vectors := mat.NewDense(words, width, values)
	if err := project(vectors, &result); err != nil {
		t.Fatal(err)
	}
	places.Mul(vectors, &directions) // vectors are centred now
	for axis := range 2 {
		if want := variances[axis] / floats.Sum(variances); math.Abs(result.Explained[axis]-want) > 1e-9 {
			t.Errorf("axis %d explains %v, want %v", axis, result.Explained[axis], want)
		}
		sign := math.Copysign(1, farthest(mat.Col(nil, axis, &places)))
		for i, p := range result.Points {
			if got, want := []float64{p.X, p.Y}[axis], sign*places.At(i, axis); math.Abs(got-want) > 1e-9 {
				t.Errorf("word %d, axis %d: at %v, want %v", i, axis, got, want)
			}
		}
	}
}

func TestPositionTables(t *testing.T) {
	for _, c := range []struct {
		position string
		kind     Encoding
		want     string
		width    int
	}{{"sinusoidal", "", "positions", 32}, {"learned", "", "positions", 32}, {"rotary", "", "angles", 4}, {"learned", "rotary",
		"angles", 4}, {"rotary", "sinusoidal", "positions", 32}} {
		result, tail := call[PositionsResult](t, session(t, "encoder-decoder", c.position), "positions", PositionsParams{Length: 10,
			Kind: c.kind})
		if result.Tensors[0].Name != c.want || !slices.Equal(result.Tensors[0].Shape, []int{10, c.width}) || len(tail[0]) != 10*c.width {
			t.Errorf("%+v: got %+v with %d values", c, result, len(tail[0]))
		}
	}
	s := session(t, "decoder", "rotary")
	_, _, err := try[PositionsResult](t, s, "positions", PositionsParams{Length: 10, Kind: "learned"})
	wantCode(t, err, "wrong-kind")
	_, _, err = try[PositionsResult](t, s, "positions", PositionsParams{})
	wantCode(t, err, "bad-params")
}

func TestInfoCountsParameters(t *testing.T) {
	result, _ := call[InfoResult](t, translator(t), "info", nil)
	sum := 0
	for part, count := range result.Parameters {
		if part != "total" {
			sum += count
		}
	}
	if sum != result.Parameters["total"] || result.Bytes != 4*sum || result.Parameters["unembed"] != 0 || !slices.ContainsFunc(result.Sites, func(p Place) bool { return p.Site == "decoder.1.cross_attn.hook_pattern" }) {
		t.Errorf("got %+v", result)
	}
}

func TestChances(t *testing.T) {
	logits := []float32{1, 3, 2, 0}
	for _, c := range []struct {
		s    Sampling
		want []float64
	}{
		{Sampling{}, []float64{0, 1, 0, 0}},
		{Sampling{Temperature: 1, TopK: 1}, []float64{0, 1, 0, 0}},
		{Sampling{Temperature: 1, TopK: 2}, []float64{0, 0.7311, 0.2689, 0}},
		{Sampling{Temperature: 1, TopP: 0.7}, []float64{0, 0.7311, 0.2689, 0}},
		{Sampling{Temperature: 1}, []float64{0.0871, 0.6439, 0.2369, 0.0321}},
		{Sampling{Temperature: 2}, []float64{0.1674, 0.4551, 0.2760, 0.1015}},
	} {
		chance := []float32{9, 9, 9, 9} // left over from another step
		chances(chance, logits, model.Argmax(logits), c.s)
		for i, got := range chance {
			if math.Abs(float64(got)-c.want[i]) > 1e-4 {
				t.Errorf("%+v: chance of %d is %v, want %v", c.s, i, got, c.want[i])
			}
		}
	}
}

func TestBest(t *testing.T) {
	values := make([]float32, 300)
	for i := range values {
		values[i] = float32((i * 37) % 101)
	}
	all := model.Top(values, 300)
	for n := range 300 {
		if got := model.Top(values, n); !slices.Equal(got, all[:n]) {
			t.Fatalf("best %d: got %v, want %v", n, got, all[:n])
		}
	}
}

func TestEntropy(t *testing.T) {
	for _, logits := range [][]float32{{1, 3, 2, 0}, {0, 0, 0, 0}, {-80, 5, 5, -80}, {200, 0, -200, 1}, {7}, {1, float32(math.Inf(-1)), 0}} {
		sum, want := 0.0, 0.0
		for _, v := range logits {
			sum += math.Exp(float64(v))
		}
		probs := make([]float32, len(logits))
		for i, v := range logits {
			p := math.Exp(float64(v)) / sum
			if probs[i] = float32(p); p > 0 {
				want -= p * math.Log(p)
			}
		}
		if got := entropy(kernel.Best(), logits, probs, model.Argmax(logits)); math.Abs(float64(got)-want) > 1e-6 {
			t.Errorf("%v: entropy %v, want %v", logits, got, want)
		}
	}
}
