package token

// Training of byte-level BPE (Sennrich et al. 2016, arXiv:1508.07909; over bytes as in GPT-2): count the pieces of the
// corpus once, then join the most frequent pair of neighbours, again and again. Counts of pairs are kept up to date as
// merges change the words, and a heap gives the largest, so the cost is that of the words touched, not of the corpus.

import (
	"container/heap"
	"fmt"
	"iter"
	"sort"
	"unicode/utf8"
)

// Options says what to train.
type Options struct {
	Name    string
	Vocab   int      // the number of ids, bytes and special tokens included; training stops short of it when no pair is left
	Special []string // get the last ids, in this order
	// HanSingle makes each Han character, and each CJK punctuation mark, a token that no merge joins to anything else.
	HanSingle bool
	// MinCount is how often such a character must be seen to get a token; rarer ones are encoded as bytes. 0 means 2.
	MinCount int
	// MinPair is how often a pair must be seen to be merged; 0 means 2.
	MinPair int
	// MaxBytes is the length of the longest token; 0 means 24.
	MaxBytes int
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		field *int
		value int
	}{{&o.MinCount, 2}, {&o.MinPair, 2}, {&o.MaxBytes, 24}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return o
}

func (o Options) splitName() string {
	if o.HanSingle {
		return SplitHan
	}
	return SplitWords
}

// Train makes a BPE vocabulary from texts, which are read once. Ids: 0–255 are the single bytes, then with HanSingle
// the Han characters and marks by falling count, then the merges in the order they were made, last the special tokens.
// The result depends on the texts' content only, not on their order.
func Train(texts iter.Seq[string], o Options) (*BPE, error) {
	counts := map[string]int{}
	split := ownSplit{o.HanSingle}
	for text := range texts {
		split.split(text, func(start, end int) {
			counts[text[start:end]]++
		})
	}
	return TrainCounts(counts, o)
}

// TrainCounts is Train for words that were cut and counted before; a word must be one piece of the pre-tokenizer.
func TrainCounts(counts map[string]int, o Options) (*BPE, error) {
	o = o.withDefaults()
	t := &trainer{options: o}
	if err := t.alphabet(counts); err != nil {
		return nil, err
	}
	t.words(counts)
	t.merge()
	return newOwn(o.Name, o.splitName(), t.tokens, o.Special)
}

type trainer struct {
	options Options
	tokens  []string // by id
	ids     map[string]int32
	spelled [][]int32 // each word as ids
	count   []int     // of each word
	pairs   map[pair]*pairInfo
	queue   pairQueue
}

type pair struct{ left, right int32 }

type pairInfo struct {
	count int
	words []int32 // where it is or was; a word may be listed though the pair has gone
}

// alphabet gives out the ids of bytes and of single characters.
func (t *trainer) alphabet(counts map[string]int) error {
	t.ids = map[string]int32{}
	for b := range 256 {
		t.add(string([]byte{byte(b)}))
	}
	var singles []string
	for word, n := range counts {
		if n >= t.options.MinCount && len(word) > 1 && t.isSingle(word) {
			singles = append(singles, word)
		}
	}
	if room := t.options.Vocab - 256 - len(t.options.Special); len(singles) > room {
		return fmt.Errorf("a vocabulary of %d has room for %d tokens beside 256 bytes and %d special tokens, but %d characters "+
			"are to have their own: raise Vocab or MinCount (now %d)",
			t.options.Vocab, max(room, 0), len(t.options.Special), len(singles), t.options.MinCount)
	}
	sort.Slice(singles, func(i, j int) bool {
		if counts[singles[i]] != counts[singles[j]] {
			return counts[singles[i]] > counts[singles[j]]
		}
		return singles[i] < singles[j]
	})
	for _, s := range singles {
		t.add(s)
	}
	return nil
}

// isSingle tells a word that is one Han character or CJK mark; no merge takes part in it.
func (t *trainer) isSingle(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	if n != len(word) || !t.options.HanSingle {
		return false
	}
	c := classOf(r)
	return c == han || c == mark
}

func (t *trainer) add(s string) int32 {
	if id, ok := t.ids[s]; ok { // two pairs can make the same bytes
		return id
	}
	id := int32(len(t.tokens))
	t.tokens = append(t.tokens, s)
	t.ids[s] = id
	return id
}

// words spells every word that merges may change in bytes and counts its pairs.
func (t *trainer) words(counts map[string]int) {
	sorted := make([]string, 0, len(counts))
	for word := range counts {
		if len(word) > 1 && !t.isSingle(word) {
			sorted = append(sorted, word)
		}
	}
	sort.Strings(sorted)
	t.pairs = map[pair]*pairInfo{}
	for _, word := range sorted {
		spelled := make([]int32, len(word))
		for i := range len(word) {
			spelled[i] = int32(word[i])
		}
		t.spelled = append(t.spelled, spelled)
		t.count = append(t.count, counts[word])
		for i := range len(spelled) - 1 {
			t.change(pair{spelled[i], spelled[i+1]}, counts[word], int32(len(t.spelled)-1))
		}
	}
	for p, info := range t.pairs {
		t.queue = append(t.queue, queued{info.count, p})
	}
	heap.Init(&t.queue)
}

// change adds n to a pair's count; a rise also lists the word.
func (t *trainer) change(p pair, n int, word int32) {
	info := t.pairs[p]
	if info == nil {
		info = &pairInfo{}
		t.pairs[p] = info
	}
	info.count += n
	if n > 0 && (len(info.words) == 0 || info.words[len(info.words)-1] != word) {
		info.words = append(info.words, word)
	}
}

func (t *trainer) merge() {
	limit := t.options.Vocab - len(t.options.Special)
	for len(t.tokens) < limit && len(t.queue) > 0 {
		top := heap.Pop(&t.queue).(queued)
		info := t.pairs[top.pair]
		if info == nil {
			continue
		}
		if info.count != top.count { // it fell since it was queued
			if info.count >= t.options.MinPair {
				heap.Push(&t.queue, queued{info.count, top.pair})
			}
			continue
		}
		if top.count < t.options.MinPair {
			return
		}
		joined := t.tokens[top.left] + t.tokens[top.right]
		if len(joined) > t.options.MaxBytes {
			continue
		}
		t.join(top.pair, t.add(joined), info.words)
	}
}

// join replaces the pair by id in the words, and brings the counts of its neighbours up to date.
func (t *trainer) join(p pair, id int32, words []int32) {
	risen := map[pair]bool{}
	for _, word := range words {
		spelled, n := t.spelled[word], t.count[word]
		out := spelled[:0]
		changed := false
		for i := 0; i < len(spelled); i++ {
			if i+1 == len(spelled) || spelled[i] != p.left || spelled[i+1] != p.right {
				out = append(out, spelled[i])
				continue
			}
			changed = true
			if len(out) > 0 {
				before := out[len(out)-1]
				t.change(pair{before, p.left}, -n, word)
				t.change(pair{before, id}, n, word)
				risen[pair{before, id}] = true
			}
			if i+2 < len(spelled) {
				after := spelled[i+2]
				t.change(pair{p.right, after}, -n, word)
				t.change(pair{id, after}, n, word)
				risen[pair{id, after}] = true
			}
			out = append(out, id)
			i++
		}
		if changed {
			t.spelled[word] = out
		}
	}
	delete(t.pairs, p)
	for r := range risen {
		if info := t.pairs[r]; info != nil && info.count >= t.options.MinPair {
			heap.Push(&t.queue, queued{info.count, r})
		}
	}
}

// queued is a pair with the count it had when it was queued. The order of equals is fixed, so that training is.
type queued struct {
	count int
	pair
}

type pairQueue []queued

func (q pairQueue) Len() int      { return len(q) }
func (q pairQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q pairQueue) Less(i, j int) bool {
	if q[i].count != q[j].count {
		return q[i].count > q[j].count
	}
	if q[i].left != q[j].left {
		return q[i].left < q[j].left
	}
	return q[i].right < q[j].right
}
func (q *pairQueue) Push(x any) { *q = append(*q, x.(queued)) }
func (q *pairQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
