package api

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pellucid/engine/problem"
)

// hand hands over the project's own bank.
func hand(t *testing.T, s *OpenModel, language Language) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "bank", string(language)+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	params, _ := json.Marshal(BankParams{Language: language})
	if _, _, err := s.Call("bank", params, data, nil, nil); err != nil {
		t.Fatal(err)
	}
}

// TestClinicOfATranslator asks everything that the clinic's panels ask, of the frozen translator.
func TestClinicOfATranslator(t *testing.T) {
	if testing.Short() {
		t.Skip("trains some thirty probes")
	}
	s := frozen(t)
	hand(t, s, Chinese)
	source := ProbeSource{Language: Chinese, Sentences: 50}
	began := time.Now()
	lap := func(what string) {
		t.Logf("%s: %v", what, time.Since(began).Round(time.Millisecond))
		began = time.Now()
	}
	table, _ := call[ProbeResult](t, s, "probe", ProbeParams{Source: source, Task: PartOfSpeech, Seeds: 1})
	lap("probe")
	if n := len(table.Bed.Sites); n != len(table.Table.Rows) || table.RandomModels != 1 || table.Bed.Sentences != 50 {
		t.Errorf("%d places, %+v", n, table.Bed)
	}
	for i, row := range table.Table.Rows {
		t.Logf("%s: %.2f, control %.2f, over memoriser %+.2f, over random %+.2f", table.Bed.Sites[i].Site, row.Accuracy.Value,
			row.Control.Value, row.OverMemoriser.Value, row.OverRandom.Value)
		if row.Accuracy.Low < table.Table.Majority.High {
			t.Errorf("%s: a trained translator's words say their part of speech no better than chance: %+v", table.Bed.Sites[i].Site, row)
		}
	}
	trees, _ := call[ProbeTreesResult](t, s, "probe_trees", ProbeTreesParams{Source: source})
	lap("trees")
	if best := trees.Table.Rows[len(trees.Table.Rows)-1]; best.UUAS.Value < trees.Table.Random.High {
		t.Errorf("trees no better than random ones: %+v", best)
	}
	text, spans := cutWords("我的", "猫", "喜欢", "睡", "在", "窗边", "。")
	applied, _ := call[ProbeApplyResult](t, s, "probe_apply", ProbeApplyParams{Source: source, Input: Input{Text: text}, Spans: spans,
		Tasks: []ProbeTask{PartOfSpeech, Relation}, Trees: true})
	lap("apply")
	for layer, edges := range applied.Trees {
		if len(edges) != 5 || len(applied.Tasks[0].Top[layer]) != 7 {
			t.Errorf("layer %d: %d edges and %d words, want 5 and 7", layer, len(edges), len(applied.Tasks[0].Top[layer]))
		}
	}
	if last := applied.Tasks[0].Top[len(applied.Trees)-1]; last[1][0].Class != "NOUN" || last[6][0].Class != "PUNCT" {
		t.Errorf("猫 is told as %+v, 。 as %+v", last[1], last[6])
	}
	erased, _ := call[EraseResult](t, s, "erase",
		EraseParams{Source: source, Task: PartOfSpeech, Layer: 2, Input: Input{Text: text}, Random: 3})
	lap("erase")
	t.Logf("%+v", erased)
	if erased.Probe.Directions == 0 || erased.Probe.After.Value > erased.Probe.Before.Value-0.2 ||
		erased.Probe.Random.Value < erased.Probe.After.Value || len(erased.RandomDivergence) != 3 || erased.Text == "" {
		t.Errorf("erased: %+v", erased)
	}
}

// TestOverLayers: two uses of one word are the same vector before the first layer but for their position, and apart after.
func TestOverLayers(t *testing.T) {
	s := frozen(t)
	hand(t, s, Chinese)
	source := ProbeSource{Language: Chinese}
	senses, _ := call[BankSensesResult](t, s, "bank_senses", BankSensesParams{source})
	apart := 0
	var word BankWord
	for _, w := range senses.Words {
		if w.Word == "打" {
			word = w
		}
		if last := len(w.Chance) - 1; w.Chance[last] < 0.05 {
			apart++
		}
	}
	t.Logf("%d of %d words stand apart after the last layer; 打: %+v", apart, len(senses.Words), word.Chance)
	if len(senses.Words) < 30 || len(word.Uses) < 6 {
		t.Fatalf("%d words of several senses; 打 has %d uses", len(senses.Words), len(word.Uses))
	}
	uses := []WordUse{word.Uses[0].WordUse, word.Uses[1].WordUse, word.Uses[len(word.Uses)-1].WordUse}
	r, _ := call[OverLayersResult](t, s, "over_layers", OverLayersParams{Source: source, Uses: uses})
	first, last := r.Layers[0], r.Layers[len(r.Layers)-1]
	t.Logf("cosines %v to %v, random %.2f to %.2f, explained %v",
		first.Cosine[0], last.Cosine[0], first.RandomMean, last.RandomMean, r.Explained)
	if first.Cosine[0][2] < last.Cosine[0][2] {
		t.Errorf("two senses of 打 come nearer: %.2f to %.2f", first.Cosine[0][2], last.Cosine[0][2])
	}
	if len(first.Neighbours[0]) != 5 || first.Neighbours[0][0].Text[first.Neighbours[0][0].Start:first.Neighbours[0][0].End] != "打" {
		t.Errorf("nearest to 打 before the first layer: %+v", first.Neighbours[0])
	}
	if len(r.Path) != 3 || len(r.Path[0]) != len(r.Layers) || len(r.CKA) != len(r.Layers) || r.CKA[1][1] != 1 || r.CKA[0][1] != r.CKA[1][0] {
		t.Errorf("path %d × %d, CKA %v", len(r.Path), len(r.Path[0]), r.CKA)
	}
}

// TestOwnIdea tells two lists apart that differ, and says when a list is too short.
func TestOwnIdea(t *testing.T) {
	s := frozen(t)
	lists := [][]string{strings.Fields("吃 喝 看 买 写 说 跑 走"), strings.Fields("书 水 车 门 饭 桌子 房子 钱")}
	r, _ := call[ProbeOwnResult](t, s, "probe_own", ProbeOwnParams{Lists: lists})
	best := 0.0
	for i, idea := range r.Layers {
		t.Logf("%s: %.2f, shuffled %.2f", r.Sites[i].Site, idea.Accuracy, idea.Control)
		best = max(best, idea.Accuracy)
	}
	t.Logf("%.0f ms", r.Millis)
	if best < 0.9 || len(r.Layers[0].Right) != 16 || len(r.Layers) != len(r.Sites) {
		t.Errorf("verbs and things: %.2f at best, %+v", best, r.Layers)
	}
	_, _, err := try[ProbeOwnResult](t, s, "probe_own", ProbeOwnParams{Lists: [][]string{lists[0], lists[1][:3]}})
	wantCode(t, err, problem.TooShort)
}

// TestQuestionsByProbeAndTree: the tree's own figures stand beside the probe's, on the same sentences.
func TestQuestionsByProbeAndTree(t *testing.T) {
	s := frozen(t)
	r, _ := call[ProbeQuestionsResult](t, s, "probe_questions", ProbeQuestionsParams{})
	tree, _ := call[TreeResult](t, s, "tree", TreeParams{Text: "你好吗"})
	if r.Held != tree.Held || r.Train != tree.Train || r.Tree.Value != tree.Right {
		t.Errorf("tree %.3f of %d (%d trained), by its own call %.3f of %d (%d)",
			r.Tree.Value, r.Held, r.Train, tree.Right, tree.Held, tree.Train)
	}
	last := len(r.Sites) - 1
	for i, p := range r.Probe {
		t.Logf("%s: %.2f (%.2f to %.2f), over the tree %+.2f (%+.2f to %+.2f)",
			r.Sites[i].Site, p.Value, p.Low, p.High, r.Over[i].Value, r.Over[i].Low, r.Over[i].High)
		if off := p.Value - r.Tree.Value - r.Over[i].Value; off > 1e-9 || off < -1e-9 {
			t.Errorf("%s: over the tree by %.3f, which is not %.3f less %.3f", r.Sites[i].Site, r.Over[i].Value, p.Value, r.Tree.Value)
		}
	}
	if r.Probe[last].Value <= tree.Majority {
		t.Errorf("the last layer tells questions no better than always saying statement: %.2f", r.Probe[last].Value)
	}
}

// TestClinicWorksWithOtherModels: a decoder and an encoder of random weights answer too, and large models look at fewer layers.
func TestClinicWorksWithOtherModels(t *testing.T) {
	for _, kind := range []string{"decoder", "encoder"} {
		s := session(t, kind, "learned")
		hand(t, s, English)
		source := ProbeSource{Language: English, Sentences: 60}
		text := "The cat is on the table."
		spans := [][2]int{{0, 3}, {4, 7}, {8, 10}, {11, 13}, {14, 17}, {18, 23}, {23, 24}}
		r, _ := call[ProbeApplyResult](t, s, "probe_apply", ProbeApplyParams{Source: source, Input: Input{Text: text}, Spans: spans,
			Tasks: []ProbeTask{PartOfSpeech}, Trees: true})
		if len(r.Bed.Sites) != 3 || r.Bed.Sites[0].Stack != Blocks || len(r.Tasks[0].Top) != 3 || !r.Words[6].Mark {
			t.Errorf("%s: %+v", kind, r)
		}
		e, _ := call[EraseResult](t, s, "erase", EraseParams{Source: source, Task: PartOfSpeech, Layer: 1, Input: Input{Text: text}, Random: 2})
		if (kind == "encoder") != (len(e.RandomDivergence) == 0) || e.Probe.Directions == 0 {
			t.Errorf("%s: %+v", kind, e)
		}
	}
	if got := evenly([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}, 3); got[0] != 0 || got[1] != 4 || got[2] != 8 {
		t.Errorf("three of nine: %v", got)
	}
}

// TestClinicStopsAtOnce gives up every long call of the clinic at its third chance to.
func TestClinicStopsAtOnce(t *testing.T) {
	s := translator(t)
	hand(t, s, English)
	text := "The cat is on the table."
	source := ProbeSource{Language: English, Sentences: 30}
	for method, params := range map[string]any{
		"probe":       ProbeParams{Source: source, Task: Relation},
		"probe_trees": ProbeTreesParams{source},
		"probe_apply": ProbeApplyParams{Source: source, Input: Input{Text: text}, Spans: [][2]int{{0, 3}}, Tasks: []ProbeTask{PartOfSpeech}},
		"probe_own":   ProbeOwnParams{Lists: [][]string{strings.Fields("a b c d"), strings.Fields("e f g h")}},
		"over_layers": OverLayersParams{Source: source, Uses: []WordUse{{text, 0, 3}, {text, 4, 7}}},
		"erase":       EraseParams{Source: source, Task: PartOfSpeech, Input: Input{Text: text}},
	} {
		raw, _ := json.Marshal(params)
		chances, gone := 0, errors.New("gone")
		_, _, err := s.Call(method, raw, nil, func() error {
			if chances++; chances == 3 {
				return gone
			}
			return nil
		}, nil)
		if !errors.Is(err, gone) || chances != 3 {
			t.Errorf("%s ended with %v after %d chances to stop", method, err, chances)
		}
	}
}

// TestShippedProbesOfStories reads an English sentence with the probes that are shipped for the story model, which know the
// plain words, and are refused by a model of other weights.
func TestShippedProbesOfStories(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a shipped model")
	}
	s, err := Open(os.DirFS(filepath.Join("..", "..", "assets", "models", "stories")))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join("..", "..", "assets", "probes", "stories", "probes.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	hand := func(s *OpenModel) (ProbesResult, error) {
		var r ProbesResult
		head, _, err := s.Call("probes", json.RawMessage(`{}`), data, nil, nil)
		if err == nil {
			err = json.Unmarshal(head, &r)
		}
		return r, err
	}
	told, err := hand(s)
	if err != nil || told.Licence != "CC BY-SA 4.0" || len(told.Tasks) != 6 {
		t.Fatalf("%+v, %v", told, err)
	}
	text := "The little dog ran to the big house."
	var spans [][2]int
	for at, word := 0, ""; at < len(text)-1; at += len(word) + 1 {
		word, _, _ = strings.Cut(strings.TrimSuffix(text[at:], "."), " ")
		spans = append(spans, [2]int{at, at + len(word)})
	}
	spans = append(spans, [2]int{len(text) - 1, len(text)})
	r, _ := call[ProbeApplyResult](t, s, "probe_apply", ProbeApplyParams{Source: ProbeSource{Language: English}, Input: Input{Text: text},
		Spans: spans, Tasks: []ProbeTask{PartOfSpeech}, Trees: true, Shipped: true})
	right := 0
	for layer, top := range r.Tasks[0].Top {
		for i, want := range strings.Fields("DET ADJ NOUN VERB ADP DET ADJ NOUN PUNCT") {
			if top[i][0].Class == want {
				right++
			}
		}
		if len(r.Trees[layer]) != 7 {
			t.Errorf("layer %d: %d edges, want 7", layer, len(r.Trees[layer]))
		}
	}
	if all := 9 * len(r.Tasks[0].Top); right < all*9/10 {
		t.Errorf("%d of %d tags of a plain sentence are right", right, all)
	}
	_, err = hand(translator(t))
	wantCode(t, err, problem.WrongFile)
}
