// Command faithful measures how faithful the explanation methods are to the shipped translator, and writes the table
// of docs/faithfulness.md:
//
//	GOEXPERIMENT=simd go run ./build/faithful -data ../shared/data > docs/faithfulness.md
//
// For held-out sentences, half to English and half to Chinese, every method ranks the words of the input by their
// credit for the model's own greedy output. The words are then hidden in that order, in a way other than the one that
// made the scores, and the fall of the output's probability is compared with that under random orders.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pellucid/engine/api"
	"pellucid/engine/explain"
	"pellucid/engine/train"
)

func main() {
	log.SetFlags(0)
	folder := flag.String("model", "assets/models/zh-en", "folder of the model")
	data := flag.String("data", "../shared/data", "folder with mt/")
	count := flag.Int("n", 200, "sentences")
	flag.Parse()
	session, err := api.Open(os.DirFS(*folder))
	if err != nil {
		log.Fatalf("faithful: %v", err)
	}
	file, err := os.Open(filepath.Join(*data, "mt", "dev.tsv"))
	if err != nil {
		log.Fatalf("faithful: the held-out sentences are not here: %v", err)
	}
	defer file.Close()
	inputs, err := readInputs(file, *count)
	if err != nil {
		log.Fatalf("faithful: %v", err)
	}
	report := newReport(session.Meta.Name, session.Meta.Hash)
	for i, input := range inputs {
		if err := report.add(session, input); err != nil {
			log.Fatalf("faithful: sentence %d: %v", i, err)
		}
	}
	report.write(os.Stdout)
}

// readInputs takes the first sentences with at least six tokens' worth of text, turn and turn about from each side.
func readInputs(r io.Reader, count int) ([]api.Input, error) {
	var inputs []api.Input
	lines := bufio.NewScanner(r)
	for lines.Scan() && len(inputs) < count {
		sides := strings.Split(lines.Text(), "\t")
		if len(sides) < 2 {
			return nil, fmt.Errorf("a line with %d columns, want 2", len(sides))
		}
		input := api.Input{Text: sides[0], To: "zh"}
		if len(inputs)%2 == 0 {
			input = api.Input{Text: sides[1], To: "en"}
		}
		if n := len([]rune(input.Text)); n >= 8 && n <= 60 {
			inputs = append(inputs, input)
		}
	}
	return inputs, lines.Err()
}

// reversed turns occlusion's order around: the worst that a method could do.
const reversed = "reversed occlusion"

// methods are the rows of the table: every method there is, and occlusion reversed.
var methods = append(explain.IDs(), reversed)

// evaluations are the tables: the masking that scores, and the one that judges.
var evaluations = []struct{ score, judge explain.Mask }{{explain.Replace, explain.Blank}, {explain.Blank, explain.Delete}}

type report struct {
	name, hash string
	sentences  int
	units      int
	// values[evaluation][method] holds one entry a sentence.
	values [][][]explain.Faithfulness
	random [][]float64 // mean random deletion area, [evaluation][sentence]
}

func newReport(name, hash string) *report {
	r := &report{name: name, hash: hash, values: make([][][]explain.Faithfulness, len(evaluations)), random: make([][]float64,
		len(evaluations))}
	for e := range r.values {
		r.values[e] = make([][]explain.Faithfulness, len(methods))
	}
	return r
}

func (r *report) add(session *api.OpenModel, input api.Input) error {
	subject, err := session.Subject(api.Explained{Input: input, Units: "word"})
	if err != nil {
		return err
	}
	if len(subject.Units) < explain.MinUnits {
		return nil
	}
	for e, masks := range evaluations {
		q := &explain.Question{Subject: subject, Options: explain.Options{
			Masking: explain.Masking{Mask: masks.score, Neutral: session.Neutral()}, Seed: 1,
		}}
		var rankings [][]int
		for _, method := range methods {
			credit, err := credits(q, method)
			if err != nil {
				return fmt.Errorf("%s: %w", method, err)
			}
			rankings = append(rankings, explain.Ranking(credit))
		}
		judge, err := explain.NewScorer(subject, explain.Target{}, explain.Masking{Mask: masks.judge, Neutral: session.Neutral()})
		if err != nil {
			return err
		}
		judged, err := explain.Faithful(judge, rankings, nil, explain.RandomOrders, uint64(r.sentences), nil)
		if err != nil {
			return err
		}
		for m, f := range judged.Methods {
			r.values[e][m] = append(r.values[e][m], f)
		}
		r.random[e] = append(r.random[e], judged.Mean)
	}
	r.sentences++
	r.units += len(subject.Units)
	return nil
}

// credits is one method's credit of the units for the whole output.
func credits(q *explain.Question, method string) ([]float64, error) {
	id := method
	if method == reversed {
		id = "occlusion"
	}
	a, err := explain.Attribute(explain.Find(id), q, nil)
	if err != nil {
		return nil, err
	}
	if method == reversed {
		for i := range a.Seq {
			a.Seq[i] = -a.Seq[i]
		}
	}
	return a.Seq, nil
}

func (r *report) write(w io.Writer) {
	fmt.Fprintf(w, "# How faithful are the explanations?\n\n")
	fmt.Fprintf(w, "Model `%s` (weights %.12s…), %d held-out Tatoeba sentences (development split, first side long enough, half in each direction), %.1f units a sentence on average: words in English, single characters in Chinese, and marks. Each method ranks the units by their credit for the model's own greedy output; they are hidden in that order and p(y), the geometric mean of the output tokens' probabilities, is recorded. *Gain* is by how much the area under that curve is below the mean of all orders of the units, or of %d random ones where there are more than eight (above 0: better than chance), relative to p(y) with nothing hidden; intervals are 95 %% bootstrap over sentences. *Beats chance* is the share of sentences with a positive gain. The masking that judges differs from the one that scored.\n\nMade by `GOEXPERIMENT=simd go run ./build/faithful -data ../shared/data > docs/faithfulness.md`.\n", r.name, r.hash, r.sentences, float64(r.units)/float64(r.sentences), explain.RandomOrders)
	for e, masks := range evaluations {
		fmt.Fprintf(w, "\n## Scored with masking “%s”, judged with “%s”\n\n", masks.score, masks.judge)
		fmt.Fprintf(w, "| method | gain over random order | beats chance | comprehensiveness | sufficiency (low is good) | insertion area |\n|---|---|---|---|---|---|\n")
		r.writeRows(w, e)
	}
	r.conclude(w)
}

func (r *report) writeRows(w io.Writer, e int) {
	for m, method := range methods {
		values, n := r.values[e][m], float64(r.sentences)
		wins, comprehensive, sufficient, insertion := 0.0, 0.0, 0.0, 0.0
		for _, f := range values {
			if f.Gain > 0 {
				wins++
			}
			comprehensive += f.Comprehensiveness / n
			sufficient += f.Sufficiency / n
			insertion += f.InsertionAUC / n
		}
		gain, low, high := r.gain(e, m)
		fmt.Fprintf(w, "| %s | %+.3f (%+.3f to %+.3f) | %.0f %% | %.3f | %.3f | %.3f |\n", label(method), gain, low, high,
			100*wins/n, comprehensive, sufficient, insertion)
	}
}

// gain is the mean relative gain with its interval.
func (r *report) gain(e, m int) (mean, low, high float64) {
	relative := make([]float64, r.sentences)
	for i, f := range r.values[e][m] {
		relative[i] = f.Gain / f.Deletion[0]
		mean += relative[i] / float64(r.sentences)
	}
	low, high = train.Bootstrap(len(relative), 1000, 1, mean, func(pick []int) float64 {
		sum := 0.0
		for _, i := range pick {
			sum += relative[i]
		}
		return sum / float64(len(pick))
	})
	return mean, low, high
}

func label(method string) string {
	if card, ok := explain.CardOf(method); ok {
		return card.Name.En
	}
	return strings.ToUpper(method[:1]) + method[1:]
}

// conclude says which methods are surely better than chance, and which surely not, from the intervals.
func (r *report) conclude(w io.Writer) {
	fmt.Fprintf(w, "\n## What it shows\n")
	for e, masks := range evaluations {
		type row struct {
			name            string
			mean, low, high float64
		}
		var rows []row
		for m, method := range methods {
			mean, low, high := r.gain(e, m)
			rows = append(rows, row{label(method), mean, low, high})
		}
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.mean, a.mean) })
		var better, unclear, worse []string
		for _, x := range rows {
			switch {
			case x.low > 0:
				better = append(better, x.name)
			case x.high < 0:
				worse = append(worse, x.name)
			default:
				unclear = append(unclear, x.name)
			}
		}
		fmt.Fprintf(w, "\nJudged with “%s”, best first. Better than random order, the whole interval above 0: %s. Not distinguishable from it: %s. Worse: %s.\n",
			masks.judge, list(better), list(unclear), list(worse))
	}
}

func list(names []string) string {
	if names == nil {
		return "none"
	}
	return strings.Join(names, ", ")
}
