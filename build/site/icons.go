package main

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
)

// iconFile is the one drawing from which every icon is made: a square of 32 units, in rectangles.
const iconFile = "site/icon.svg"

// drawing is what of an SVG file the icons use.
type drawing struct {
	Rects []struct {
		X      float64 `xml:"x,attr"`
		Y      float64 `xml:"y,attr"`
		Width  float64 `xml:"width,attr"`
		Height float64 `xml:"height,attr"`
		Round  float64 `xml:"rx,attr"`
		Fill   string  `xml:"fill,attr"`
	} `xml:"rect"`
}

// icon is one picture of the drawing. A system cuts a maskable one to a shape of its own: only the middle four fifths
// are safe, and the ground reaches to the edge.
type icon struct {
	name     string
	size     int
	maskable bool
}

var icons = []icon{{"192", 192, false}, {"512", 512, false}, {"maskable", 512, true}, {"apple", 180, true}}

// icons draws the icons and writes the web manifest that names them.
func (b *builder) icons() error {
	text, d, err := readDrawing()
	if err != nil {
		return err
	}
	type entry struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	entries := []entry{{"icons/icon.svg", "any", "image/svg+xml", ""}}
	if err := b.write("icons/icon.svg", text); err != nil {
		return err
	}
	for _, i := range icons {
		picture, err := d.png(i)
		if err != nil {
			return err
		}
		name := "icons/" + i.name + ".png"
		if err := b.write(name, picture); err != nil {
			return err
		}
		purpose := ""
		if i.maskable {
			purpose = "maskable"
		}
		if i.name != "apple" { // the page's head names that one
			entries = append(entries, entry{name, fmt.Sprintf("%dx%[1]d", i.size), "image/png", purpose})
		}
	}
	return b.writeJSON("app.webmanifest", map[string]any{
		"id": "./", "start_url": "./", "scope": "./", "display": "standalone", "name": "通透 Pellucid", "short_name": "通透", "lang": "zh-Hans",
		"description":      "看懂语言模型，全部在本页计算。 A transformer you can look into, wholly in your browser.",
		"background_color": "#fbfaf6", "theme_color": "#0f6b66", "categories": []string{"education"}, "icons": entries,
	})
}

// readDrawing reads the drawing, as it stands and taken apart.
func readDrawing() (text []byte, d drawing, err error) {
	if text, err = os.ReadFile(iconFile); err != nil {
		return nil, d, err
	}
	if err := xml.Unmarshal(text, &d); err != nil {
		return nil, d, fmt.Errorf("%s: %w", iconFile, err)
	}
	return text, d, nil
}

// png is the drawing as a PNG file.
func (d drawing) png(i icon) ([]byte, error) {
	picture, err := d.draw(i)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	err = png.Encode(&file, picture)
	return file.Bytes(), err
}

// samples are taken of each pixel, across and down.
const samples = 4

// draw is the drawing as pixels.
func (d drawing) draw(i icon) (image.Image, error) {
	picture := image.NewNRGBA(image.Rect(0, 0, i.size, i.size))
	fills := make([]color.NRGBA, len(d.Rects))
	for r, rect := range d.Rects {
		if _, err := fmt.Sscanf(rect.Fill, "#%02x%02x%02x", &fills[r].R, &fills[r].G, &fills[r].B); err != nil {
			return nil, fmt.Errorf("%s: a fill is written as #rrggbb: %w", iconFile, err)
		}
	}
	scale, shift := 32/float64(i.size), 0.0
	if i.maskable {
		scale, shift = scale/0.8, -4
	}
	for y := range i.size {
		for x := range i.size {
			var sum [4]int
			for s := range samples * samples {
				across := (float64(x)+(float64(s%samples)+0.5)/samples)*scale + shift
				down := (float64(y)+(float64(s/samples)+0.5)/samples)*scale + shift
				if at := d.at(across, down, i.maskable); at >= 0 {
					c := fills[at]
					sum = [4]int{sum[0] + int(c.R), sum[1] + int(c.G), sum[2] + int(c.B), sum[3] + 1}
				}
			}
			if n := sum[3]; n > 0 {
				alpha := uint8(255 * n / (samples * samples))
				picture.SetNRGBA(x, y, color.NRGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), alpha})
			}
		}
	}
	return picture, nil
}

// at is the uppermost rectangle at a point, or -1; the first is the ground.
func (d drawing) at(x, y float64, whole bool) int {
	for r := len(d.Rects) - 1; r >= 0; r-- {
		rect := d.Rects[r]
		if r == 0 && whole {
			return 0
		}
		across, down := min(x-rect.X, rect.X+rect.Width-x), min(y-rect.Y, rect.Y+rect.Height-y)
		inCorner := across < rect.Round && down < rect.Round
		dx, dy := rect.Round-across, rect.Round-down
		if across >= 0 && down >= 0 && !(inCorner && dx*dx+dy*dy > rect.Round*rect.Round) {
			return r
		}
	}
	return -1
}

// withIcon puts the drawing into a page, so that a tab has its icon without another file. In pixels: browsers take the
// icon anew whenever the address changes, as it does while a reader types, and an SVG file is a document to them.
func withIcon(text string) (string, error) {
	if !strings.Contains(text, `"icon.svg"`) {
		return text, nil
	}
	_, d, err := readDrawing()
	if err != nil {
		return "", err
	}
	picture, err := d.png(icon{size: 64})
	if err != nil {
		return "", err
	}
	address := "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture)
	return strings.Replace(text, `"icon.svg"`, `"`+address+`"`, 1), nil
}
