package explain

import (
	"strings"
	"testing"
)

// A method is called the most faithful only where it is; methods whose orders lose the probability alike share the place.
func TestTiesHaveNoWinner(t *testing.T) {
	row := func(method string, gain float64) WhyRow {
		return WhyRow{Method: method, Curves: &Faithfulness{Deletion: []float64{0.9, 0.1}, Gain: gain}, Share: 0.1}
	}
	weaker := row("attention", 0.3)
	weaker.Share = 0.15
	for _, c := range []struct {
		name string
		rows []WhyRow
		want string
	}{
		{"one ahead", []WhyRow{row("occlusion", 0.3), row("attention", 0.2), row("weighted", 0.1)}, "遮挡：好过 90%"},
		{"all alike", []WhyRow{row("occlusion", 0.3), row("attention", 0.3), row("weighted", 0.3)}, "3 种方法在这里同样忠实"},
		{"two of three", []WhyRow{row("occlusion", 0.3), row("attention", 0.2), row("weighted", 0.3)}, "遮挡和加值注意力：都好过 90%"},
		{"two, one of them better than fewer orders", []WhyRow{row("occlusion", 0.3), weaker, row("weighted", 0.1)}, "都好过 85%"},
		{"none beats chance", []WhyRow{row("occlusion", 0.001), row("attention", 0)}, "没有哪个方法明显好过随机顺序"},
	} {
		if got := (&Why{Rows: c.rows}).faithPoint().Zh; !strings.Contains(got, c.want) {
			t.Errorf("%s: wanted %q in %q", c.name, c.want, got)
		}
	}
}
