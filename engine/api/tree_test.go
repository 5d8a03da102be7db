package api

import "testing"

func TestTreeLightsOnePath(t *testing.T) {
	s := translator(t)
	for _, c := range []struct {
		text  string
		class int
	}{{"今天会下雨吗", 1}, {"银行在河边。", 0}, {"我知道他住在哪儿。", 0}, {"", 0}} {
		r, _ := call[TreeResult](t, s, "tree", TreeParams{Text: c.text})
		if r.Path[0] != 0 {
			t.Errorf("%q: path %v does not begin at the root", c.text, r.Path)
		}
		for i, at := range r.Path[1:] {
			from := r.Nodes[r.Path[i]]
			want := from.No
			if r.Answers[from.Feature] {
				want = from.Yes
			}
			if at != want {
				t.Errorf("%q: from node %d to %d, want %d", c.text, r.Path[i], at, want)
			}
		}
		if leaf := r.Nodes[r.Path[len(r.Path)-1]]; leaf.Feature != -1 || leaf.Class != c.class {
			t.Errorf("%q ends at %+v, want class %d", c.text, leaf, c.class)
		}
	}
	_, _, err := try[TreeResult](t, s, "tree", TreeParams{Depth: 9})
	wantCode(t, err, "bad-params")
}
