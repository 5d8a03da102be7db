package main

import (
	"encoding/json"
	"encoding/xml"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestIcons(t *testing.T) {
	t.Chdir("../..")
	b := &builder{out: t.TempDir()}
	if err := b.icons(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(b.out, "app.webmanifest"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Icons []struct{ Src, Sizes, Purpose string }
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, i := range manifest.Icons {
		if _, err := os.Stat(filepath.Join(b.out, i.Src)); err != nil {
			t.Errorf("the manifest names an icon that is not there: %v", err)
		}
	}
	var d drawing
	drawn, err := os.ReadFile(iconFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(drawn, &d); err != nil || len(d.Rects) < 2 {
		t.Fatalf("%v; %d rectangles", err, len(d.Rects))
	}
	for _, c := range []struct {
		name   string
		corner uint8 // how opaque the corner is
		size   int
	}{{"192", 0, 192}, {"512", 0, 512}, {"maskable", 255, 512}} {
		file, err := os.Open(filepath.Join(b.out, "icons", c.name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		if picture.Bounds().Dx() != c.size {
			t.Errorf("%s is %v wide", c.name, picture.Bounds().Dx())
		}
		corner := color.NRGBAModel.Convert(picture.At(0, 0)).(color.NRGBA)
		middle := color.NRGBAModel.Convert(picture.At(c.size/2, c.size/2)).(color.NRGBA)
		if corner.A != c.corner || middle != (color.NRGBA{0x0f, 0x6b, 0x66, 255}) {
			t.Errorf("%s: the corner is %v, the middle %v", c.name, corner, middle)
		}
	}
}
