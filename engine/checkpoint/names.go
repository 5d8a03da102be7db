package checkpoint

// Tables of tensor names, one a family: data, which takes a tenth of the room in the page's engine that code takes.

import (
	"strconv"
	"strings"

	"pellucid/engine/model"
)

// Our names that a family's code needs.
const (
	embedName    = "embed.weight"
	positionName = "pos_embed.weight"
	unembedName  = "unembed.weight"
)

// tableOf reads tables of names. A line is a tensor's name in the file and that of our weight: of several, joined by
// commas, if they share its rows, "-" for none. "#" stands for the number of every layer that our stack has, ".*" for
// .weight and for .bias. Words behind say how the tensor is stored:
//
//	turned    [in, out] where we have [out, in]
//	heads     the rows of several weights alternate by head
//	less-one  gains are stored less one
//	flat      a vector as one row [1, n]
//	spare     taken only if no other tensor of the file is for these weights
//	added     its first row is added to every row of our weight
//	divisors  of rotary positions
//
// A later line for the same tensor replaces an earlier one.
func tableOf(c model.Config, tables ...string) naming {
	n := naming{}
	for _, table := range tables {
		for line := range strings.Lines(table) {
			if words := strings.Fields(line); len(words) > 0 {
				n.line(c, words[0], words[1], words[2:])
			}
		}
	}
	return n
}

// line adds what one line says of theirs and ours.
func (n naming) line(c model.Config, theirs, ours string, how []string) {
	switch {
	case strings.Contains(theirs, "#"):
		count := c.EncoderLayers + c.DecoderLayers
		if strings.HasPrefix(ours, "encoder.") {
			count = c.EncoderLayers
		} else if strings.HasPrefix(ours, "decoder.") {
			count = c.DecoderLayers
		}
		for i := range count {
			number := strconv.Itoa(i)
			n.line(c, strings.ReplaceAll(theirs, "#", number), strings.ReplaceAll(ours, "#", number), how)
		}
	case strings.HasSuffix(theirs, ".*"):
		for _, kind := range []string{"weight", "bias"} {
			n.line(c, theirs[:len(theirs)-1]+kind, strings.ReplaceAll(ours, "*", kind), how)
		}
	default:
		n[theirs] = partOf(c, ours, how)
	}
}

// partOf is a line's right side. An output matrix goes into the embedding where they are tied, if the file has no other.
func partOf(c model.Config, ours string, how []string) part {
	if ours == unembedName && c.TiedUnembed {
		return part{names: []string{embedName}, fallback: true}
	}
	var p part
	if ours != "-" {
		p.names = strings.Split(ours, ",")
	}
	for _, word := range how {
		switch word {
		case "turned":
			p.transposed = true
		case "heads":
			p.heads = c.Heads
		case "less-one":
			p.plus = 1
		case "flat":
			p.flat = true
		case "spare":
			p.fallback = true
		case "added":
			p.addTo, p.names = ours, nil
		case "divisors":
			p.divisors = true
		default:
			panic("checkpoint: no tensor is stored as " + word)
		}
	}
	return p
}
