package main

// Tales: what is known of some animals of a world of their own, told again and again. Nothing but the tale tells it, so that
// whoever looks back far enough is less surprised.

import (
	"math/rand/v2"
	"strings"

	"pellucid/engine/token"
	"pellucid/engine/train"
	"pellucid/engine/world"
)

// tale is a text of exactly so many rows.
type tale struct {
	example train.Example
	again   []bool // of each predicted token: it is the value of a fact that the tale told before, but not among the last far tokens
}

// told is a fact and its sentence.
type told struct {
	fact  world.Fact
	text  string
	value [2]int // bytes of text that are the value
}

// sentence says a fact in its plain form; what another value would change is the value.
func sentence(f world.Fact) told {
	text := f.Say(world.English, 0, false)
	other := f
	other.Value = (f.Value + 1) % 5 // every list of values is longer
	rest := other.Say(world.English, 0, false)
	from, to := 0, 0
	for i := 0; i < min(len(text), len(rest)) && text[i] == rest[i]; i++ {
		if text[i] == ' ' {
			from = i
		}
	}
	for to < min(len(text), len(rest))-from-1 && text[len(text)-1-to] == rest[len(rest)-1-to] {
		to++
	}
	return told{f, text, [2]int{from, len(text) - to}}
}

// sentences tells all facts of so many animals of a world in turn, each time in another order.
func sentences(seed uint64, residents int, yield func(told) bool) {
	w, random := world.New(seed), rand.New(rand.NewPCG(seed, 7))
	who := random.Perm(len(w.Facts))[:residents]
	var facts []world.Fact
	for _, i := range who {
		facts = append(facts, w.Facts[i][:world.Food+1]...)
	}
	for {
		for _, i := range random.Perm(len(facts)) {
			if !yield(sentence(facts[i])) {
				return
			}
		}
	}
}

// text is the beginning of a tale.
func text(seed uint64, residents, bytes int) string {
	var b strings.Builder
	sentences(seed, residents, func(s told) bool {
		b.WriteString(s.text + " ")
		return b.Len() < bytes
	})
	return b.String()
}

// newTale tells as many rows as wanted.
func newTale(e train.Encoder, seed uint64, p settings) tale {
	t := tale{example: train.Example{Target: []int32{e.Begin}}}
	last := map[world.Fact]int{}
	sentences(seed, p.residents, func(s told) bool {
		at, known := last[s.fact]
		for _, piece := range e.Tokenizer.Encode(s.text + " ") {
			place := len(t.example.Target)
			value := piece.Start < s.value[1] && piece.End > s.value[0]+1
			t.example.Target = append(t.example.Target, piece.ID)
			t.again = append(t.again, known && value && place-at > p.far)
		}
		last[s.fact] = len(t.example.Target)
		return len(t.example.Target) <= p.rows
	})
	t.example.Target, t.again = t.example.Target[:p.rows+1], t.again[:p.rows]
	return t
}

// vocabulary is learned from tales that nobody else reads.
func vocabulary(p settings) (train.Encoder, error) {
	tokenizer, err := token.Train(func(yield func(string) bool) {
		for i := range 60 {
			if !yield(text(uint64(1<<40+i), p.residents, 4000)) {
				return
			}
		}
	}, token.Options{Name: "tales", Vocab: p.vocab, MinPair: 20, Special: []string{train.PadToken, train.BeginToken, train.EndToken}})
	if err != nil {
		return train.Encoder{}, err
	}
	return train.NewEncoder(tokenizer), nil
}
