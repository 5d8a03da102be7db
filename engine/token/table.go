package token

// The vocabulary table: the bytes of every token in one string, and a hash from bytes to id. For 200 000 tokens it
// takes 4 MB where a Go map from strings takes 14, which matters in a page.

import (
	"fmt"
	"hash/maphash"
	"strconv"
)

// table maps ids to bytes and bytes to ids. Ids without a token have no bytes.
type table struct {
	blob    string   // the bytes of all tokens, by id
	offsets []uint32 // [size+1] token id is blob[offsets[id]:offsets[id+1]]
	slots   []int32  // open addressing, id+1, 0 for an empty slot; a power of two, at most half full
	seed    maphash.Seed
	single  [256]int32 // ids of single bytes, -1 where there is none
}

// newTable makes a table; tokens[id] is the bytes of id, "" for ids that have none. Two ids with the same bytes are an
// error, unless unlisted says that the id is not to be found by its bytes.
func newTable(tokens []string, unlisted func(id int32) bool) (*table, error) {
	total := 0
	for _, s := range tokens {
		total += len(s)
	}
	if total > 1<<31 {
		return nil, fmt.Errorf("vocabulary has %d bytes of tokens; at most %d can be held", total, 1<<31)
	}
	blob := make([]byte, 0, total)
	t := &table{offsets: make([]uint32, len(tokens)+1), seed: maphash.MakeSeed()}
	for id, s := range tokens {
		blob = append(blob, s...)
		t.offsets[id+1] = uint32(len(blob))
	}
	t.blob = string(blob)
	size := 4
	for size < 2*len(tokens) {
		size *= 2
	}
	t.slots = make([]int32, size)
	for i := range t.single {
		t.single[i] = -1
	}
	for id := range tokens {
		if err := t.insert(int32(id), unlisted); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *table) insert(id int32, unlisted func(id int32) bool) error {
	s := t.bytes(id)
	if s == "" || (unlisted != nil && unlisted(id)) {
		return nil
	}
	mask := uint64(len(t.slots) - 1)
	slot := maphash.String(t.seed, s) & mask
	for ; t.slots[slot] != 0; slot = (slot + 1) & mask {
		if other := t.slots[slot] - 1; t.bytes(other) == s {
			return fmt.Errorf("vocabulary has the token %s twice, as %d and %d", quote(s), other, id)
		}
	}
	t.slots[slot] = id + 1
	if len(s) == 1 {
		t.single[s[0]] = id
	}
	return nil
}

// size is one more than the largest id.
func (t *table) size() int { return len(t.offsets) - 1 }

// bytes returns the bytes of id, "" if it has none.
func (t *table) bytes(id int32) string {
	if id < 0 || int(id) >= t.size() {
		return ""
	}
	return t.blob[t.offsets[id]:t.offsets[id+1]]
}

// find returns the id of the token with exactly these bytes.
func (t *table) find(s string) (int32, bool) {
	if len(s) == 1 {
		id := t.single[s[0]]
		return id, id >= 0
	}
	mask := uint64(len(t.slots) - 1)
	for slot := maphash.String(t.seed, s) & mask; t.slots[slot] != 0; slot = (slot + 1) & mask {
		if id := t.slots[slot] - 1; t.bytes(id) == s {
			return id, true
		}
	}
	return 0, false
}

// missingBytes is an error that lists the single bytes without a token, or nil.
func (t *table) missingBytes() error {
	n, first := 0, -1
	for b, id := range t.single {
		if id < 0 {
			if n == 0 {
				first = b
			}
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("vocabulary lacks tokens for %d of the 256 single bytes, 0x%02X first, so some texts could not be encoded", n, first)
}

// quote shows a token in an error, shortened if it is long.
func quote(s string) string {
	if len(s) > 40 {
		return strconv.Quote(s[:40]) + "…"
	}
	return strconv.Quote(s)
}
