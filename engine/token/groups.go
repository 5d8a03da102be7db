package token

// What a reader sees as one character may be several tokens (a Chinese character of three bytes, an emoji joined of
// seven runes), and one token may hold several characters. A group is the least run of tokens that covers whole ones;
// it is the unit that is shown, occluded and scored.

import "github.com/rivo/uniseg"

// Group is the tokens [First, Last), which cover the bytes [Start, End) of the text.
type Group struct {
	First, Last int
	Start, End  int
}

// Groups joins the tokens of text (ordered, as Encode returns them) that only together cover whole grapheme clusters
// (Unicode Standard Annex 29). Each token is in one group. Where the tokens cover the text the groups do too; white space
// that no token covers (WordPiece) is in no group. A byte that is not UTF-8 is a character of its own. A token that
// covers no text is a group by itself, unless it stands inside a character.
func Groups(text string, tokens []Token) []Group {
	groups := make([]Group, 0, len(tokens))
	cursor := clusters{rest: text, state: -1}
	for first := 0; first < len(tokens); {
		g := Group{first, first + 1, tokens[first].Start, tokens[first].End}
		for g.Last < len(tokens) && (tokens[g.Last].Start < g.End || !cursor.boundary(g.End)) {
			g.End = max(g.End, tokens[g.Last].End)
			g.Last++
		}
		groups = append(groups, g)
		first = g.Last
	}
	return groups
}

// clusters walks over the ends of the grapheme clusters of a text.
type clusters struct {
	rest  string
	state int
	end   int // of the last cluster seen
}

// boundary tells whether a cluster ends at i; i must not fall from call to call.
func (c *clusters) boundary(i int) bool {
	for c.end < i && c.rest != "" {
		var cluster string
		cluster, c.rest, _, c.state = uniseg.FirstGraphemeClusterInString(c.rest, c.state)
		c.end += len(cluster)
	}
	return c.end == i
}
