package token

// SentencePiece's own files (.model, .spm): a protocol buffer, sentencepiece_model.proto, of which only what matters to
// encoding is read. Numbers of fields are the proto's.

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// ParseSentencePieceModel reads a .model file.
func ParseSentencePieceModel(name string, data []byte) (*SentencePiece, error) {
	v, err := readModelProto(name, data)
	if err != nil {
		return nil, &vocabularyError{name, err}
	}
	return NewSentencePiece(v)
}

// ParseMarian reads a Marian translator's pair: the .spm file says how text is cut, vocab.json which id a piece has.
func ParseMarian(name string, spm, vocabulary []byte) (*SentencePiece, error) {
	fail := func(err error) (*SentencePiece, error) { return nil, &vocabularyError{name, err} }
	v, err := readModelProto(name, spm)
	if err != nil {
		return fail(err)
	}
	var ids map[string]int32
	if err := json.Unmarshal(vocabulary, &ids); err != nil {
		return fail(fmt.Errorf("vocab.json: %w", err))
	}
	file := &hfFile{}
	tokens, types, err := hfTokens(ids, file)
	if err != nil {
		return fail(fmt.Errorf("vocab.json: %w", err))
	}
	scores := make([]float32, len(tokens))
	scored := map[string]float32{}
	for i, piece := range v.Tokens {
		if v.Types[i] == TypeNormal {
			scored[piece] = v.Scores[i]
		}
	}
	for id, text := range tokens {
		score, piece := scored[text]
		switch {
		case piece:
			scores[id] = score
		case text == "<unk>":
			types[id] = TypeUnknown
		case text == "</s>" || text == "<pad>" || len(text) > 4 && text[:2] == ">>" && text[len(text)-2:] == "<<":
			types[id] = TypeControl
		case types[id] == TypeNormal: // a piece of the other language: read, never written
			types[id] = typeForeign
		}
	}
	v.Tokens, v.Types, v.Scores = tokens, types, scores
	return NewSentencePiece(v)
}

// typeForeign is a token that no text is encoded to, but that reads as its text.
const typeForeign = -1

// readModelProto reads the message ModelProto.
func readModelProto(name string, data []byte) (SentencePieceVocabulary, error) {
	if len(data) > maxFile {
		return SentencePieceVocabulary{}, fmt.Errorf("more than %d bytes", maxFile)
	}
	v := SentencePieceVocabulary{Name: name, AddSpace: true}
	kind, extra, fallback := uint64(1), true, false // the proto's defaults
	var rules []byte
	err := eachField(data, func(number int, n uint64, text []byte) error {
		switch number {
		case 1:
			return v.piece(text)
		case 2:
			return eachField(text, func(number int, n uint64, _ []byte) error {
				switch number {
				case 3:
					kind = n
				case 35:
					fallback = n != 0
				case 24:
					if n != 0 {
						return errors.New("white space after words (treat_whitespace_as_suffix) is not supported")
					}
				}
				return nil
			})
		case 3:
			return eachField(text, func(number int, n uint64, text []byte) error {
				switch number {
				case 2:
					rules = text
				case 3:
					v.AddSpace = n != 0
				case 4:
					extra = n != 0
				case 5:
					if n == 0 {
						return errors.New("pieces with plain spaces (escape_whitespaces off) are not supported")
					}
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return v, err
	case len(v.Tokens) == 0:
		return v, errors.New("this is no SentencePiece model: it has no pieces")
	case kind != 1 && kind != 2:
		return v, fmt.Errorf("a model of type %d is not supported: wanted unigram (1) or BPE (2)", kind)
	}
	if !fallback {
		for id, t := range v.Types {
			if t == TypeByte {
				v.Types[id] = TypeControl
			}
		}
	}
	v.Unigram = kind == 1
	m, err := parseCharsmap(rules)
	if err != nil {
		return v, err
	}
	if len(rules) > 0 {
		v.steps = append(v.steps, m.longest)
	}
	if extra {
		v.steps = append(v.steps, noExtraSpaces)
	}
	return v, nil
}

// piece reads the message SentencePiece: text, score and type.
func (v *SentencePieceVocabulary) piece(data []byte) error {
	text, score, kind := "", float32(0), int32(TypeNormal)
	err := eachField(data, func(number int, n uint64, bytes []byte) error {
		switch number {
		case 1:
			text = string(bytes)
		case 2:
			score = math.Float32frombits(uint32(n))
		case 3:
			kind = int32(n)
		}
		return nil
	})
	v.Tokens, v.Scores, v.Types = append(v.Tokens, text), append(v.Scores, score), append(v.Types, kind)
	return err
}

// eachField visits the fields of a message: number, and either its value as bits or its bytes.
func eachField(data []byte, visit func(number int, n uint64, text []byte) error) error {
	short := errors.New("this is no SentencePiece model, or it is cut short")
	for len(data) > 0 {
		key, size := binary.Uvarint(data)
		if size <= 0 || key>>3 == 0 || key>>3 > 1<<29 {
			return short
		}
		data = data[size:]
		var n uint64
		var text []byte
		switch key & 7 {
		case 0:
			if n, size = binary.Uvarint(data); size <= 0 {
				return short
			}
		case 1:
			if size = 8; len(data) < size {
				return short
			}
			n = binary.LittleEndian.Uint64(data)
		case 2:
			length, head := binary.Uvarint(data)
			if head <= 0 || length > uint64(len(data)-head) {
				return short
			}
			size, text = head+int(length), data[head:head+int(length)]
		case 5:
			if size = 4; len(data) < size {
				return short
			}
			n = uint64(binary.LittleEndian.Uint32(data))
		default:
			return short
		}
		if err := visit(int(key>>3), n, text); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}
