// Names of sites, and which sites an architecture has.

package model

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// points is how many Points there are.
const points = int(HeadLN) + 1

var pointNames = [points]string{
	Embed: "hook_embed", PosEmbed: "hook_pos_embed", ResidPre: "hook_resid_pre",
	EmbedLNScale: "embed_ln.hook_scale", EmbedLN: "embed_ln.hook_normalized",
	QNorm: "attn.q_norm.hook_normalized", KNorm: "attn.k_norm.hook_normalized",
	LN1PostScale: "ln1_post.hook_scale", LN1Post: "ln1_post.hook_normalized",
	LN2PostScale: "ln2_post.hook_scale", LN2Post: "ln2_post.hook_normalized",
	HeadPre: "head.hook_pre", HeadPost: "head.hook_post", HeadLNScale: "head_ln.hook_scale", HeadLN: "head_ln.hook_normalized",
	LN1Scale: "ln1.hook_scale", LN1: "ln1.hook_normalized",
	Q: "attn.hook_q", K: "attn.hook_k", V: "attn.hook_v", RotQ: "attn.hook_rot_q", RotK: "attn.hook_rot_k",
	AttnScores: "attn.hook_attn_scores", Pattern: "attn.hook_pattern", Z: "attn.hook_z", Result: "attn.hook_result",
	AttnOut: "hook_attn_out", ResidMid: "hook_resid_mid",
	LNCrossScale: "ln_cross.hook_scale", LNCross: "ln_cross.hook_normalized",
	CrossQ: "cross_attn.hook_q", CrossK: "cross_attn.hook_k", CrossV: "cross_attn.hook_v",
	CrossScores: "cross_attn.hook_attn_scores", CrossPattern: "cross_attn.hook_pattern",
	CrossZ: "cross_attn.hook_z", CrossResult: "cross_attn.hook_result",
	CrossOut: "hook_cross_attn_out", ResidCross: "hook_resid_cross",
	LN2Scale: "ln2.hook_scale", LN2: "ln2.hook_normalized",
	MLPPre: "mlp.hook_pre", MLPPreLinear: "mlp.hook_pre_linear", MLPPost: "mlp.hook_post", MLPOut: "hook_mlp_out",
	ResidPost: "hook_resid_post", FinalScale: "ln_final.hook_scale", Final: "ln_final.hook_normalized",
}

var stackNames = [...]string{Blocks: "blocks", Encoder: "encoder", Decoder: "decoder"}

func (s Stack) String() string {
	if int(s) < len(stackNames) {
		return stackNames[s]
	}
	return "stack(" + strconv.Itoa(int(s)) + ")"
}

// String is the last part of the hook name, e.g. "attn.hook_pattern".
func (p Point) String() string {
	if int(p) < points {
		return pointNames[p]
	}
	return "point(" + strconv.Itoa(int(p)) + ")"
}

// outside says whether a point stands outside the layers (Site.Layer is -1).
func (p Point) outside() bool { return p <= EmbedLN || p >= FinalScale }

// String is the hook name.
func (s Site) String() string {
	switch {
	case s.Layer >= 0:
		return s.Stack.String() + "." + strconv.Itoa(s.Layer) + "." + s.Point.String()
	case s.Stack == Blocks:
		return s.Point.String()
	}
	return s.Stack.String() + "." + s.Point.String()
}

// ParseSite reads a hook name, the inverse of [Site.String]. It knows the form of names, not whether a model has the
// site: that is [Config.HasSite].
func ParseSite(name string) (Site, error) {
	s, rest := Site{Layer: -1}, name
	for stack, prefix := range stackNames {
		if after, ok := strings.CutPrefix(name, prefix+"."); ok {
			s.Stack, rest = Stack(stack), after
		}
	}
	if number, after, ok := strings.Cut(rest, "."); ok && number != "" && strings.Trim(number, "0123456789") == "" {
		layer, err := strconv.Atoi(number)
		if err != nil {
			return Site{}, fmt.Errorf("site %q: layer %q is not a number", name, number)
		}
		s.Layer, rest = layer, after
	}
	for point, known := range pointNames {
		s.Point = Point(point)
		if known == rest && s.Point.outside() == (s.Layer < 0) && s.String() == name {
			return s, nil
		}
	}
	return Site{}, fmt.Errorf("site %q: want a name such as %q, %q or %q", name,
		"hook_embed", "blocks.0.attn.hook_pattern", "decoder.1.hook_resid_post")
}

// Sites yields every site of the architecture, in forward order.
func (c Config) Sites() iter.Seq[Site] {
	return func(yield func(Site) bool) {
		switch c.Kind {
		case EncoderDecoder:
			_ = c.stackSites(Encoder, c.EncoderLayers, yield) && c.stackSites(Decoder, c.DecoderLayers, yield)
		case EncoderOnly:
			c.stackSites(Blocks, c.EncoderLayers, yield)
		default:
			c.stackSites(Blocks, c.DecoderLayers, yield)
		}
	}
}

// HasSite says whether the architecture has a site.
func (c Config) HasSite(s Site) bool {
	for have := range c.Sites() {
		if have == s {
			return true
		}
	}
	return false
}

func (c Config) stackSites(stack Stack, layers int, yield func(Site) bool) bool {
	each := func(layer int, list ...Point) bool {
		for _, p := range list {
			if !yield(Site{stack, layer, p}) {
				return false
			}
		}
		return true
	}
	before := []Point{Embed}
	if c.Position.Added() {
		before = append(before, PosEmbed)
	}
	if c.EmbedNorm {
		before = append(before, EmbedLNScale, EmbedLN)
	}
	if !each(-1, before...) {
		return false
	}
	for layer := range layers {
		if !each(layer, c.layerPoints(stack == Decoder, layer)...) {
			return false
		}
	}
	if c.NormPlace != PostNorm && !each(-1, FinalScale, Final) {
		return false
	}
	return !c.hasHead(stack) || each(-1, HeadPre, HeadPost, HeadLNScale, HeadLN)
}

// hasHead says whether the masked-word head follows a stack.
func (c Config) hasHead(stack Stack) bool { return c.Head && stack != Encoder }

// layerPoints lists the points of one layer in forward order.
func (c Config) layerPoints(cross bool, layer int) []Point {
	list := []Point{ResidPre}
	sublayer := func(scale, normalized, resid Point, body ...Point) {
		switch {
		case c.Parallel && resid == ResidMid:
			list = append(append(list, scale, normalized), body...)
		case c.NormPlace != PostNorm:
			list = append(append(append(list, scale, normalized), body...), resid)
		default:
			list = append(append(append(list, body...), resid), scale, normalized)
		}
	}
	post := func(scale, normalized, out Point) []Point {
		if c.NormPlace == BothNorm {
			return []Point{scale, normalized, out}
		}
		return []Point{out}
	}
	attn := []Point{Q, K, V}
	if c.QKNorm {
		attn = append(attn, QNorm, KNorm)
	}
	if c.rotated(layer) {
		attn = append(attn, RotQ, RotK)
	}
	attn = append(attn, AttnScores, Pattern, Z, Result)
	sublayer(LN1Scale, LN1, ResidMid, append(attn, post(LN1PostScale, LN1Post, AttnOut)...)...)
	if cross {
		sublayer(LNCrossScale, LNCross, ResidCross,
			CrossQ, CrossK, CrossV, CrossScores, CrossPattern, CrossZ, CrossResult, CrossOut)
	}
	mlp := []Point{MLPPre}
	if c.Activation.Gated() {
		mlp = append(mlp, MLPPreLinear)
	}
	sublayer(LN2Scale, LN2, ResidPost, append(append(mlp, MLPPost), post(LN2PostScale, LN2Post, MLPOut)...)...)
	return list
}
