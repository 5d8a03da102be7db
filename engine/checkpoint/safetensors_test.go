package checkpoint

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// safetensorsFile is a file with that header text and n bytes of data.
func safetensorsFile(header string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	b = append(b, header...)
	return append(b, make([]byte, n)...)
}

// readAll reads every tensor of a stream.
func readAll(r io.Reader, size int64) (map[string]Values, *Stream, error) {
	s, err := ReadSafetensors(r, size)
	if err != nil {
		return nil, nil, err
	}
	all := map[string]Values{}
	for {
		e, v, err := s.Next(nil)
		if errors.Is(err, io.EOF) {
			return all, s, nil
		}
		if err != nil {
			return nil, s, err
		}
		all[e.Name] = v
	}
}

func ramp(n int) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = float32(i%61)/8 - 3 // exact in every type
	}
	return values
}

func sampleTensors() []Out {
	bytes := make([]int8, 3*40000)
	for i := range bytes {
		bytes[i] = int8(i * 7)
	}
	return []Out{
		{"single", "F32", Values{Shape: []int{7, 30000}, F32: ramp(210000)}}, // more than one chunk
		{"half", "F16", Values{Shape: []int{2, 3, 5}, F32: ramp(30)}},
		{"brain", "BF16", Values{Shape: []int{50001}, F32: ramp(50001)}},
		{"int", "I8", Values{Shape: []int{3, 40000}, I8: bytes}},
		{"scalar", "F32", Values{Shape: []int{}, F32: []float32{42}}},
		{"empty", "F32", Values{Shape: []int{0, 4}, F32: []float32{}}},
		{"名\"\n", "I8", Values{Shape: []int{1}, I8: []int8{-128}}},
	}
}

func TestSafetensorsRoundTrip(t *testing.T) {
	want := sampleTensors()
	var file bytes.Buffer
	metadata := map[string]string{"licence": "MIT", "名": "通透"}
	if err := WriteSafetensors(&file, metadata, want); err != nil {
		t.Fatal(err)
	}
	content := file.Bytes()
	if n := binary.LittleEndian.Uint64(content); n%8 != 0 {
		t.Errorf("the header has %d bytes; wanted a multiple of 8", n)
	}
	readers := map[string]struct {
		r    io.Reader
		size int64
	}{
		"known size":   {bytes.NewReader(content), int64(len(content))},
		"unknown size": {bytes.NewReader(content), -1},
		"small reads":  {iotest.HalfReader(bytes.NewReader(content)), -1},
		"data and EOF": {iotest.DataErrReader(bytes.NewReader(content)), int64(len(content))},
	}
	for name, from := range readers {
		got, s, err := readAll(from.r, from.size)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !reflect.DeepEqual(s.Metadata, metadata) {
			t.Errorf("%s: metadata: wanted %v, got %v", name, metadata, s.Metadata)
		}
		for _, w := range want {
			if !reflect.DeepEqual(got[w.Name], w.Values) {
				t.Errorf("%s: %q differs", name, w.Name)
			}
		}
	}
	f, err := OpenSafetensors(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	for i := len(want) - 1; i >= 0; i-- {
		got, err := f.Read(want[i].Name)
		if err != nil || !reflect.DeepEqual(got, want[i].Values) {
			t.Errorf("random access: %q differs (%v)", want[i].Name, err)
		}
	}
	if _, err := f.Read("other"); err == nil {
		t.Error("random access: wanted an error for a name that is not there")
	}
}

func TestStreamSkipsWhatIsNotWanted(t *testing.T) {
	var file bytes.Buffer
	if err := WriteSafetensors(&file, nil, sampleTensors()); err != nil {
		t.Fatal(err)
	}
	s, err := ReadSafetensors(&file, int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	e, v, err := s.Next(func(e Entry) bool { return e.Name == "int" })
	if err != nil || e.Name != "int" || len(v.I8) != 3*40000 || v.I8[1] != 7 {
		t.Errorf("wanted the tensor int, got %q with %d values (%v)", e.Name, len(v.I8), err)
	}
}

// TestSafetensorsTypesWeDoNotDecode: a file may hold a mask of booleans that nobody asks for.
func TestSafetensorsTypesWeDoNotDecode(t *testing.T) {
	file := safetensorsFile(`{"mask":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"I8","shape":[1],"data_offsets":[4,5]}}`, 5)
	if _, _, err := readAll(bytes.NewReader(file), int64(len(file))); err == nil || !strings.Contains(err.Error(), "BOOL") {
		t.Errorf("wanted an error that names BOOL, got %v", err)
	}
	s, err := ReadSafetensors(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if e, _, err := s.Next(func(e Entry) bool { return e.Type == "I8" }); err != nil || e.Name != "w" {
		t.Errorf("wanted w, got %q (%v)", e.Name, err)
	}
}

var brokenSafetensors = []struct {
	name, header string
	data         int
	want         string // part of the error
}{
	{"no object", `[]`, 0, "not a JSON object"},
	{"empty header", ``, 0, "not a JSON object"},
	{"cut JSON", `{"a":{"dtype":"F32"`, 0, "not valid JSON"},
	{"no JSON", `{nonsense`, 0, "not valid JSON"},
	{"after the object", `{}{}`, 0, "goes on after"},
	{"truncated", `{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`, 15, "truncated"},
	{"oversized", `{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`, 17, "the rest belongs to no tensor"},
	{"hostile size", `{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}`, 4, "truncated"},
	{"product overflows", `{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,4]}}`, 4, "too large"},
	{"number overflows", `{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}`, 4, "whole number"},
	{"negative", `{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4, "whole number"},
	{"fraction", `{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}`, 4, "whole number"},
	{"many axes", `{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}`, 4, "more than 8"},
	{"overlap", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[4],"data_offsets":[2,6]}}`, 6, "overlaps"},
	{"same place", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}`, 4, "overlaps"},
	{"gap", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"I8","shape":[4],"data_offsets":[6,10]}}`, 10,
		"belong to no tensor"},
	{"gap at the start", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[4,8]}}`, 8, "belong to no tensor"},
	{"backwards", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[4,0]}}`, 4, "before its start"},
	{"span and shape differ", `{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,5]}}`, 5, "takes 4 bytes"},
	{"unknown type", `{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}`, 4, "unknown type"},
	{"no type", `{"a":{"shape":[1],"data_offsets":[0,4]}}`, 4, "must have"},
	{"no offsets", `{"a":{"dtype":"I8","shape":[1]}}`, 1, "must have"},
	{"one offset", `{"a":{"dtype":"I8","shape":[0],"data_offsets":[0]}}`, 0, "must have"},
	{"three offsets", `{"a":{"dtype":"I8","shape":[0],"data_offsets":[0,0,0]}}`, 0, "more than 2"},
	{"unknown field", `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1],"x":1}}`, 1, "has a field"},
	{"field twice", `{"a":{"dtype":"I8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, 1, "twice"},
	{"name twice", `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}}`,
		2, "described twice"},
	{"metadata twice", `{"__metadata__":{},"__metadata__":{}}`, 0, "described twice"},
	{"metadata key twice", `{"__metadata__":{"k":"v","k":"w"}}`, 0, "twice"},
	{"metadata not text", `{"__metadata__":{"k":1}}`, 0, "wanted a string"},
	{"tensor not an object", `{"a":1}`, 0, `wanted "{"`},
	{"tensor null", `{"a":null}`, 0, `wanted "{"`},
	{"deep", `{"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, 0, `wanted "{"`},
}

func TestSafetensorsRefusesBrokenHeaders(t *testing.T) {
	for _, c := range brokenSafetensors {
		file := safetensorsFile(c.header, c.data)
		expectError(t, c.name, c.want, func() error {
			_, _, err := readAll(bytes.NewReader(file), int64(len(file)))
			return err
		})
		if _, _, err := readAll(bytes.NewReader(file), -1); err == nil {
			t.Errorf("%s: wanted an error with an unknown size too", c.name)
		}
		if _, err := OpenSafetensors(bytes.NewReader(file), int64(len(file))); err == nil {
			t.Errorf("%s: wanted an error with random access too", c.name)
		}
	}
	whole := safetensorsFile(`{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`, 16)
	for n := range whole {
		if _, _, err := readAll(bytes.NewReader(whole[:n]), int64(n)); err == nil {
			t.Errorf("cut to %d bytes: wanted an error", n)
		}
		if _, _, err := readAll(bytes.NewReader(whole[:n]), -1); err == nil {
			t.Errorf("cut to %d bytes, unknown size: wanted an error", n)
		}
	}
	expectError(t, "header longer than the format allows", "the format allows", func() error {
		_, err := ReadSafetensors(strings.NewReader("\xff\xff\xff\xff\xff\xff\xff\xff"), -1)
		return err
	})
	expectError(t, "reader fails", "disk", func() error {
		_, _, err := readAll(io.MultiReader(bytes.NewReader(whole[:70]), iotest.ErrReader(errors.New("disk"))), int64(len(whole)))
		return err
	})
}

// expectError fails unless run returns one error line that contains want.
func expectError(t *testing.T, name, want string, run func() error) {
	t.Helper()
	err := run()
	switch {
	case err == nil:
		t.Errorf("%s: wanted an error with %q, got none", name, want)
	case !strings.Contains(err.Error(), want):
		t.Errorf("%s: wanted an error with %q, got: %v", name, want, err)
	case len(err.Error()) > 4000:
		t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
	}
}

func TestWriteSafetensorsRefuses(t *testing.T) {
	cases := []struct {
		name string
		out  []Out
		want string
	}{
		{"wrong length", []Out{{"a", "F32", Values{Shape: []int{2}, F32: []float32{1}}}}, "wants 2 values"},
		{"wrong kind", []Out{{"a", "I8", Values{Shape: []int{1}, F32: []float32{1}}}}, "got 0"},
		{"unknown type", []Out{{"a", "F64", Values{Shape: []int{1}, F32: []float32{1}}}}, "cannot be written"},
		{"name taken", []Out{{"a", "I8", Values{Shape: []int{0}}}, {"a", "I8", Values{Shape: []int{0}}}}, "is taken"},
		{"reserved", []Out{{"__metadata__", "I8", Values{Shape: []int{0}}}}, "is taken"},
	}
	for _, c := range cases {
		expectError(t, c.name, c.want, func() error { return WriteSafetensors(io.Discard, nil, c.out) })
	}
}

func TestBrainFloatRounds(t *testing.T) {
	cases := []struct{ value, want float32 }{
		{0, 0}, {1, 1}, {-2.5, -2.5},
		{1 + 1.0/256, 1},            // a tie goes to the even neighbour below
		{1 + 3.0/256, 1 + 4.0/256},  // and above
		{1 + 1.01/256, 1 + 2.0/256}, // past the tie
		{math.MaxFloat32, float32(math.Inf(1))},
		{float32(math.Inf(-1)), float32(math.Inf(-1))},
	}
	for _, c := range cases {
		if got := fromBrain(toBrain(c.value)); got != c.want {
			t.Errorf("%v: wanted %v, got %v", c.value, c.want, got)
		}
	}
	if got := fromBrain(toBrain(float32(math.NaN()))); got == got {
		t.Errorf("NaN became %v", got)
	}
}

func TestProgressCanCancel(t *testing.T) {
	var file bytes.Buffer
	if err := WriteSafetensors(&file, nil, []Out{{"a", "F32", Values{Shape: []int{1 << 20}, F32: make([]float32, 1<<20)}}}); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	calls := 0
	s, err := readSafetensors(newSource(&file, int64(file.Len()), func(done, total int64) error {
		if calls++; calls == 2 {
			return stop
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Next(nil); !errors.Is(err, stop) || calls != 2 {
		t.Errorf("wanted the callback's error at its second call, got %v after %d", err, calls)
	}
}
