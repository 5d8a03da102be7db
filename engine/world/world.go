package world

import "math/rand/v2"

// World is what holds.
type World struct {
	Seed uint64
	// Small says that the texts tell of a few residents only, in single sentences and questions without a bluffer: what a
	// page can teach in a minute.
	Small bool
	// Facts of each resident, by slot. Thunder and Music are drawn by the chance of the kind and never told.
	Facts [residents][Boat + 1]Fact
	// Told says whether a fact is told from the start of training. All are, but Thunder and Music, of which only the chance is
	// known, and half of House and Boat, which are planted later.
	Told [residents][Boat + 1]bool
	// Tenths of each kind that are afraid of thunder, and that like music: 1 … 9, never 5.
	Tenths [2][]int
}

// Names is how many animals the world has: Residents first, then visitors.
func Names() int { return len(names) }

// smallResidents is how many residents the texts of a small world tell of.
const smallResidents = 12

// Residents is how many of them the texts tell of.
func (w *World) Residents() int {
	if w.Small {
		return smallResidents
	}
	return residents
}

// streams of random numbers, so that what is drawn for one purpose does not move another.
const (
	streamFacts = iota + 1
	streamText
	streamTest
	streamPlant
)

func random(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream<<32|0x776f726c64))
}

// New makes the world of a seed.
func New(seed uint64) *World {
	w := &World{Seed: seed}
	r := random(seed, streamFacts)
	for i := range w.Tenths {
		w.Tenths[i] = deal(r, []int{1, 2, 3, 4, 6, 7, 8, 9}, len(kinds))
	}
	for slot := Kind; slot <= Food; slot++ {
		for who, value := range deal(r, count(size(slot)), residents) {
			if slot == Friend && value == who { // nobody is its own best friend
				value = (who + 1) % residents // any other would do
			}
			w.Facts[who][slot] = Fact{Who: who, Slot: slot, Value: value}
			w.Told[who][slot] = true
		}
	}
	for who := range residents {
		kind := w.Facts[who][Kind].Value
		for slot := Thunder; slot <= Music; slot++ {
			value := 0
			if r.IntN(10) < w.Tenths[slot-Thunder][kind] {
				value = 1
			}
			w.Facts[who][slot] = Fact{Who: who, Slot: slot, Value: value}
		}
	}
	w.colour(random(seed, streamPlant))
	return w
}

// colour gives each resident a house and a boat. One of the two is told from the start, the other is planted; of both
// sorts, half are said by a thing of that colour, which no search for the colour finds.
func (w *World) colour(r *rand.Rand) {
	first := r.Perm(residents)
	for i, who := range first {
		for j, slot := range []Slot{House, Boat} {
			w.Facts[who][slot] = Fact{Who: who, Slot: slot, Value: r.IntN(len(colours)), Like: (i/2)%2 == 0}
			w.Told[who][slot] = i%2 == j
		}
	}
}

// Planted is the facts that training does not tell before Parts' PartPlanted.
func (w *World) Planted() []Fact {
	var list []Fact
	for who := range residents {
		for slot := House; slot <= Boat; slot++ {
			if !w.Told[who][slot] {
				list = append(list, w.Facts[who][slot])
			}
		}
	}
	return list
}

// deal shuffles a list again and again until n are dealt, so that each comes about equally often.
func deal(r *rand.Rand, list []int, n int) []int {
	var dealt []int
	for len(dealt) < n {
		round := append([]int(nil), list...)
		r.Shuffle(len(round), func(i, j int) { round[i], round[j] = round[j], round[i] })
		dealt = append(dealt, round...)
	}
	return dealt[:n]
}

func count(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// held says whether a visitor's name and a value are kept apart in training, about one pair in six, and which
// questions about residents are never asked there, about one in five, and one in ten in a small world.
func (w *World) held(who int, s Slot, value int) bool {
	return w.mix(uint64(who), uint64(s), uint64(value))%6 == 0
}

func (w *World) heldQuestion(who int, t Topic) bool {
	share := uint64(5)
	switch Slot(t) {
	case House, Boat:
		return !w.Told[who][t]
	case Thunder, Music:
		share = 3
	}
	if w.Small {
		share = 10
	}
	return w.mix(uint64(who), uint64(t)+100)%share == 0
}

// mix is splitmix64 (Steele et al. 2014) over the seed and some numbers.
func (w *World) mix(numbers ...uint64) uint64 {
	z := w.Seed
	for _, n := range numbers {
		z += n*0x9e3779b97f4a7c15 + 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
	}
	return z
}
