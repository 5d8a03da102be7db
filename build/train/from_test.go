package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFrom starts a run from the half-precision weights that another one left, and exports a blend of both.
func TestFrom(t *testing.T) {
	folder := t.TempDir()
	at := func(parts ...string) string { return filepath.Join(append([]string{folder}, parts...)...) }
	first := []string{"-recipe", "small", "-steps", "3", "-workers", "1", "-state", at("first"), "-out", at("out")}
	if err := command(first); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{headerFile, vocabFile} {
		if err := os.WriteFile(at("first", file), mustRead(t, at("out", file)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	start := at("first", "half.safetensors")
	second := []string{"-recipe", "small", "-steps", "2", "-workers", "1", "-from", start, "-blend", "1",
		"-state", at("second"), "-out", at("out2")}
	if err := command(second); err != nil {
		t.Fatal(err)
	}
	// With all of the start blended in, what is exported is the start.
	want, _, _, err := readStart(start)
	if err != nil {
		t.Fatal(err)
	}
	got, facts, _, err := readStart(at("second", weightsFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range want.Config.Specs() {
		a, b := want.Weight(spec.Name).F32, got.Weight(spec.Name).F32
		for i := range a {
			if math.Abs(float64(a[i]-b[i])) > 1e-6 {
				t.Fatalf("%s[%d]: want %g, got %g", spec.Name, i, a[i], b[i])
			}
		}
	}
	if before, _, _, _ := readStart(at("first", weightsFile)); before == nil || facts.Tokens == 0 {
		t.Errorf("want the tokens of both runs said, got %d", facts.Tokens)
	}
	// A pack of int8 is refused by name.
	if err := os.WriteFile(at("first", "int8.safetensors"), mustRead(t, at("out", weightsFile)), 0o644); err != nil {
		t.Fatal(err)
	}
	err = command([]string{"-recipe", "small", "-steps", "1", "-from", at("first", "int8.safetensors"),
		"-state", at("third"), "-out", at("out3")})
	if err == nil || !strings.Contains(err.Error(), "quantised") {
		t.Errorf("want quantised weights refused, got %v", err)
	}
}
