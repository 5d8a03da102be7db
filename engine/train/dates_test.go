package train

import (
	"slices"
	"testing"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		year, month, day int
		want             Date
	}{
		{2026, 3, 5, Date{"二〇二六年三月五日", "5 March 2026"}},
		{1949, 10, 1, Date{"一九四九年十月一日", "1 October 1949"}},
		{2000, 2, 29, Date{"二〇〇〇年二月二十九日", "29 February 2000"}},
		{1910, 12, 31, Date{"一九一〇年十二月三十一日", "31 December 1910"}},
	} {
		if got := writeDate(c.year, c.month, c.day); got != c.want {
			t.Errorf("want %v, got %v", c.want, got)
		}
	}
	rest, dev, test := Dates()
	seen := map[Date]bool{}
	for _, date := range slices.Concat(dev, test) {
		seen[date] = true
	}
	for _, date := range rest {
		if seen[date] {
			t.Fatalf("%v is both held out and trained on, or there twice", date)
		}
		seen[date] = true
	}
	if want := 200*365 + 49; len(seen) != want || len(rest) != want-400 {
		t.Errorf("want every date of two centuries, %d, all but 400 to train on, got %d and %d", want, len(seen), len(rest))
	}
}

// What a model reads and writes of a date is whole, and fits its context.
func TestDatesFitTheTask(t *testing.T) {
	r, err := NewDateRun(1, 1, func() error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, pool := range r.Trainer.sampler.Pools {
		for _, example := range pool.Examples {
			if len(example.Source) > DateTask.Config.Context || len(example.Target)-2 > DateTask.Longest {
				t.Fatalf("%s: %d tokens to read and %d to write, at most %d and %d fit", pool.Name, len(example.Source),
					len(example.Target)-2, DateTask.Config.Context, DateTask.Longest)
			}
		}
	}
	for _, item := range BothWays(r.Test[:1]) {
		source, target := r.Encoder.Source(item.Source, item.To), r.Encoder.Target(item.Target)
		tag := map[string]int32{"en": r.Encoder.English, "zh": r.Encoder.Chinese}[item.To]
		if source[0] != tag || source[len(source)-1] != r.Encoder.End || target[0] != r.Encoder.Begin || target[len(target)-1] != r.Encoder.End {
			t.Errorf("%+v is read as %v and written as %v", item, source, target)
		}
		if got := string(r.Encoder.Tokenizer.Decode(target[1 : len(target)-1])); got != item.Target {
			t.Errorf("want %q back, got %q", item.Target, got)
		}
	}
}
