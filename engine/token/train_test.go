package token

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// corpus is the text the small vocabulary of these tests is trained on.
var corpus = []string{
	"The cat sat on the mat.", "The dog sat on the log.", "A cat and a dog don't sit on the same mat.",
	"猫坐在垫子上。", "狗坐在木头上。", "猫和狗不坐在一起，是吗？", "这只猫很小，那只狗很大。",
	"I have 2 cats and 13 dogs.", "我有2只猫和13只狗。", "It's the cat's mat; that's that.",
	"Where is the cat? The cat is on the mat.", "猫在哪里？猫在垫子上。",
}

func smallVocabulary(t testing.TB) *BPE {
	t.Helper()
	b, err := Train(slices.Values(corpus), Options{Name: "small", Vocab: 290, HanSingle: true, Special: []string{"<pad>", "<s>", "</s>"}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTrainGivesOutIdsAsDocumented(t *testing.T) {
	b := smallVocabulary(t)
	if b.Size() != 290 {
		t.Fatalf("wanted 290 ids, got %d", b.Size())
	}
	for i := range int32(256) {
		if got := b.Bytes(i); !bytes.Equal(got, []byte{byte(i)}) {
			t.Fatalf("wanted id %d to be the byte itself, got %q", i, got)
		}
	}
	for i, want := range []string{"<pad>", "<s>", "</s>"} {
		id, ok := FindSpecial(b, want)
		if !ok || id != int32(287+i) || string(b.Bytes(id)) != want {
			t.Errorf("wanted special %s at %d, got %d %v", want, 287+i, id, ok)
		}
	}
	if string(b.Bytes(256)) != "猫" { // seen most often
		t.Errorf("wanted 猫 at 256, got %q", b.Bytes(256))
	}
}

func TestHanSingle(t *testing.T) {
	b := smallVocabulary(t)
	for id := range int32(b.Size() - 3) {
		s := string(b.Bytes(id))
		if utf8.ValidString(s) && utf8.RuneCountInString(s) > 1 && strings.ContainsFunc(s,
			func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("token %d joins a Han character to something: %q", id, s)
		}
	}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"猫和狗", []string{"猫", "和", "狗"}},
		{" the猫 the", []string{" the", "猫", " the"}},
		{"龘", []string{"\xe9", "\xbe", "\x98"}}, // never seen: bytes
		{"吗", []string{"\xe5", "\x90", "\x97"}}, // seen once, less than MinCount
		{" cat，cat", []string{" cat", "，", "c", "at"}},
	} {
		var got []string
		for _, token := range b.Encode(c.text) {
			got = append(got, string(b.Bytes(token.ID)))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: wanted %q, got %q", c.text, c.want, got)
		}
	}
}

func TestTrainDoesNotDependOnOrder(t *testing.T) {
	var want, got bytes.Buffer
	smallVocabulary(t).WriteRanks(&want)
	shuffled := slices.Clone(corpus)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	b, err := Train(slices.Values(shuffled), Options{Vocab: 290, HanSingle: true, Special: []string{"a", "b", "c"}})
	if err != nil {
		t.Fatal(err)
	}
	b.WriteRanks(&got)
	if !bytes.Equal(want.Bytes(), got.Bytes()) {
		t.Error("the same sentences in another order gave another vocabulary")
	}
}

func TestTrainMergesTheMostFrequentPairFirst(t *testing.T) {
	// The textbook example of Sennrich et al. 2016: e+s, then es+t, then l+o, then lo+w.
	b, err := TrainCounts(map[string]int{"low": 5, "lower": 2, "newest": 6, "widest": 3}, Options{Vocab: 260})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"es", "est", "lo", "low"} {
		if got := string(b.Bytes(int32(256 + i))); got != want {
			t.Errorf("merge %d: wanted %q, got %q", i, want, got)
		}
	}
}

// TestTrainAgreesWithCountingAfresh holds the incremental counts against a trainer that recounts everything before each merge.
func TestTrainAgreesWithCountingAfresh(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		counts := map[string]int{}
		for range 40 {
			word := make([]byte, 1+random.IntN(9))
			for i := range word {
				word[i] = "abc"[random.IntN(3)]
			}
			counts[string(word)] += 1 + random.IntN(5)
		}
		b, err := TrainCounts(counts, Options{Vocab: 300})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for id := range int32(b.Size() - 256) {
			got = append(got, string(b.Bytes(id+256)))
		}
		if want := recountingTrainer(counts, 44, 2); !slices.Equal(got, want) {
			t.Fatalf("wanted %q, got %q", want, got)
		}
	}
}

func recountingTrainer(counts map[string]int, merges, minPair int) []string {
	ids, tokens := map[string]int32{}, []string{}
	for i := range 256 {
		tokens = append(tokens, string([]byte{byte(i)}))
		ids[tokens[i]] = int32(i)
	}
	words := map[string][]int32{}
	for word := range counts {
		for i := range len(word) {
			words[word] = append(words[word], int32(word[i]))
		}
	}
	for len(tokens) < 256+merges {
		pairs := map[pair]int{}
		for word, spelled := range words {
			for i := range len(spelled) - 1 {
				pairs[pair{spelled[i], spelled[i+1]}] += counts[word]
			}
		}
		var queue pairQueue
		for p, n := range pairs {
			queue = append(queue, queued{n, p})
		}
		if len(queue) == 0 {
			break
		}
		slices.SortFunc(queue, func(a, b queued) int {
			if (pairQueue{a, b}).Less(0, 1) {
				return -1
			}
			return 1
		})
		best := queue[0]
		if best.count < minPair {
			break
		}
		joined := tokens[best.left] + tokens[best.right]
		id, ok := ids[joined]
		if !ok {
			id = int32(len(tokens))
			ids[joined] = id
			tokens = append(tokens, joined)
		}
		for word, spelled := range words {
			var out []int32
			for i := 0; i < len(spelled); i++ {
				if i+1 < len(spelled) && spelled[i] == best.left && spelled[i+1] == best.right {
					out = append(out, id)
					i++
				} else {
					out = append(out, spelled[i])
				}
			}
			words[word] = out
		}
	}
	return tokens[256:]
}

func TestTrainRefusesAVocabularyThatIsTooSmall(t *testing.T) {
	for _, o := range []Options{{Vocab: 10}, {Vocab: 258, Special: []string{"a", "b", "c"}}, {Vocab: 260, HanSingle: true}} {
		if _, err := Train(slices.Values(corpus), o); err == nil {
			t.Errorf("wanted an error for %+v", o)
		}
	}
}

func TestVocabularyFileRoundTrip(t *testing.T) {
	b := smallVocabulary(t)
	var file bytes.Buffer
	if err := b.WriteRanks(&file); err != nil {
		t.Fatal(err)
	}
	again, err := Read(b.Header(), bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if again.Size() != b.Size() || again.Name() != "small" || !slices.Equal(again.Specials(), b.Specials()) {
		t.Errorf("wanted the vocabulary that was written, got %+v", again.Header())
	}
	for _, text := range corpus {
		if !slices.Equal(b.Encode(text), again.Encode(text)) {
			t.Errorf("%q is encoded differently after writing and reading", text)
		}
	}
}
