package token

// A model gives its output token by token, and a token may end in the middle of a character: a stream holds back the
// bytes of a character that has only begun.

import "unicode/utf8"

// Stream decodes ids one by one.
type Stream struct {
	tokenizer Tokenizer
	context   []int32 // the last id that read as something, and the special ids after it
	pending   []byte
}

// NewStream returns a stream at the beginning of a text.
func NewStream(t Tokenizer) *Stream { return &Stream{tokenizer: t} }

// NewStreamAfter returns a stream that goes on after the ids of a text, so that a space that begins its first word stays.
func NewStreamAfter(t Tokenizer, before []int32) *Stream {
	s := NewStream(t)
	for _, id := range before {
		s.Push(id)
	}
	s.pending = s.pending[:0]
	return s
}

// EncodeAfter is Encode for a text that goes on after another: no space is put before it.
func EncodeAfter(t Tokenizer, text string) []Token {
	if s, ok := t.(*SentencePiece); ok {
		bare := *s
		bare.v.AddSpace = false
		t = &bare
	}
	return t.Encode(text)
}

// Push takes the next id and returns the characters that are now whole, often one or none. All that Push and the last
// Flush return, joined, is what Decode of all ids returns; bytes that can be no character are passed on as they are.
func (s *Stream) Push(id int32) string {
	// What an id reads as can depend on the one before it (the space at the beginning of a text, between words), and on no
	// other.
	before := len(s.tokenizer.Decode(s.context))
	s.context = append(s.context, id)
	decoded := s.tokenizer.Decode(s.context)
	if len(decoded) > before {
		s.context = append(s.context[:0], id)
	}
	s.pending = append(s.pending, decoded[before:]...)
	whole := len(s.pending) - incomplete(s.pending)
	out := string(s.pending[:whole])
	s.pending = append(s.pending[:0], s.pending[whole:]...)
	return out
}

// Flush returns the bytes of a character that was begun and not ended.
func (s *Stream) Flush() string {
	out := string(s.pending)
	s.pending = s.pending[:0]
	return out
}

// incomplete returns how many bytes at the end of b are the beginning of a character.
func incomplete(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}
