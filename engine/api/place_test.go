package api

import (
	"strings"
	"testing"

	"pellucid/engine/model"
)

// TestPlaces holds the description of every site of every kind of model to its hook name.
func TestPlaces(t *testing.T) {
	for kind, position := range map[string]string{"encoder-decoder": "sinusoidal", "decoder": "rotary"} {
		s := session(t, kind, position)
		for site := range s.Model.Config.Sites() {
			p := place(site, 2)
			if p.Module == "" {
				t.Errorf("%s: the part is not known", p.Site)
			}
			inside, _ := model.ParseSite(p.Site)
			if p.Layer != inside.Layer || string(p.Stack) != inside.Stack.String() || !strings.HasSuffix(p.Site, p.Point) || p.Head != 2 {
				t.Errorf("%s is told as %+v", p.Site, p)
			}
			cross, other := strings.Contains(p.Site, "cross"), strings.Contains(p.Site, "resid") || strings.Contains(p.Site, "ln_")
			if cross != (p.Module == CrossModule) && !other {
				t.Errorf("%s is told as part of %s", p.Site, p.Module)
			}
		}
	}
}
