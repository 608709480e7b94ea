package extract_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

var update = flag.Bool("update", false, "write the figures in testdata anew")

const (
	shared  = "../../../shared/"
	figures = "testdata/polnear.txt"
	// developed is how many lines of train.jsonl may be looked at; the others
	// are held out.
	developed = 640
)

func readGold(t *testing.T, name string) []goldArticle {
	t.Helper()
	f, err := os.Open(shared + "polnear/" + name)
	if err != nil {
		t.Skip("the annotated articles are not here: ", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	var gold []goldArticle
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var d goldArticle
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		gold = append(gold, d)
	}
	return gold
}

// TestFiguresDoNotFall scores the annotated articles and compares the figures
// with the committed ones; none may be lower by more than half a point. With
// -update it writes them.
func TestFiguresDoNotFall(t *testing.T) {
	dev := measure(readGold(t, "dev.jsonl"))
	train := readGold(t, "train.jsonl.gz")
	var b strings.Builder
	b.WriteString(preface)
	dev.write(&b, "dev (84 articles)")
	measure(train[:developed]).write(&b, "train, lines 1-640 (developed on)")
	measure(train[developed:]).write(&b, "train, lines 641-840 (held out)")
	b.WriteString(goldErrors)
	if *update {
		if err := os.WriteFile(figures, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got := compareFigures(t, figures, b.String(), .005)
	for name, least := range targets {
		if v, ok := got[name]; !ok || v < least {
			t.Errorf("%s is %.3f, must be %.3f", name, v, least)
		}
	}
}

// compareFigures reports the figures that are lower than the committed ones by
// more than fall, and returns all of them.
func compareFigures(t *testing.T, file, figures string, fall float64) map[string]float64 {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, committed := parseFigures(figures), parseFigures(string(want))
	for name, v := range got {
		was, ok := committed[name]
		switch {
		case !ok:
			t.Errorf("%s is not committed; write the figures anew with -update", name)
		case v < was-fall:
			t.Errorf("%s fell from %.3f to %.3f", name, was, v)
		}
	}
	return got
}

// targets are the figures that extraction must reach on dev.
var targets = map[string]float64{
	"dev (84 articles)/quote P": .98, "dev (84 articles)/quote R": .93,
	"dev (84 articles)/pair P": .95, "dev (84 articles)/pair R": .80,
	"dev (84 articles)/resolved P": .93, "dev (84 articles)/resolved R": .75,
	"dev (84 articles)/quote P, any length": .95,
	"dev (84 articles)/report P":            .90, "dev (84 articles)/report R": .22,
	"dev (84 articles)/report speaker": .96,
}

type measured struct{ long, any counts }

func measure(gold []goldArticle) measured {
	var m measured
	for _, d := range gold {
		qs := extract.Of(article.Article{Text: d.Text})
		var served []extract.Quotation
		for _, q := range qs {
			report := q.Kind == quotes.Indirect
			if q.Status == quotes.Extracted {
				served = append(served, q)
			}
			switch {
			case report && q.Status == quotes.Extracted:
				m.long.reportsServed++
			case report:
				m.long.reportsKept++
			case q.Status == quotes.Extracted:
				m.long.quotationsServed++
				m.long.speakerless += b2i(len(q.Speakers) == 0)
			default:
				m.long.quotationsKept++
			}
		}
		p := codePoints(d.Text, served)
		m.long.score(d, p, 5)
		m.any.score(d, p, 1)
		m.long.scoreReports(d, p)
	}
	return m
}

func (m measured) write(w io.Writer, name string) {
	c := m.long
	fmt.Fprintf(w, "[%s]\n", name)
	figure(w, "quote P", c.quoteTP, c.quotePred)
	figure(w, "quote R", c.quoteTP, c.quoteGold)
	figure(w, "pair P", c.pairTP, c.spoken)
	figure(w, "pair R", c.pairTP, c.goldSource)
	figure(w, "resolved P", c.resolvedTP, c.spoken)
	figure(w, "resolved R", c.resolvedTP, c.goldSource)
	figure(w, "quote P, any length", m.any.quoteTP, m.any.quotePred)
	figure(w, "quote R, any length", m.any.quoteTP, m.any.quoteGold)
	figure(w, "report P", c.reportTP, c.reportPred)
	figure(w, "report R", c.reportIndirect, c.reportGold)
	figure(w, "report speaker", c.reportSpeaker, c.reportSource)
	fmt.Fprintf(w, "# quotations: %d served (%d of them without a speaker), %d in review; reports: %d served, %d in review\n",
		c.quotationsServed, c.speakerless, c.quotationsKept, c.reportsServed, c.reportsKept)
	fmt.Fprintln(w, "# pairs:")
	c.trust.write(w)
	fmt.Fprintln(w)
}

// figure writes the share that a is of b, in the form that parseFigures reads.
func figure(w io.Writer, name string, a, b int) {
	fmt.Fprintf(w, "%-24s %.3f  (%d of %d)\n", name, float64(a)/float64(max(b, 1)), a, b)
}

// parseFigures reads "name value" lines under their headings.
func parseFigures(s string) map[string]float64 {
	out := map[string]float64{}
	section := ""
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]") + "/"
			continue
		}
		if line == "" || line[0] == '#' || len(line) < 30 {
			continue
		}
		if v, err := strconv.ParseFloat(strings.Fields(line[24:])[0], 64); err == nil {
			out[section+strings.TrimSpace(line[:24])] = v
		}
	}
	return out
}

// TestPredictions writes what is read out of PRED_IN, one {"id", "text"} a line,
// to PRED_OUT in the form that score.py takes; for error analysis by hand.
func TestPredictions(t *testing.T) {
	in, out := os.Getenv("PRED_IN"), os.Getenv("PRED_OUT")
	if in == "" {
		t.Skip("PRED_IN is not set")
	}
	f, err := os.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	enc := json.NewEncoder(w)
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var d struct{ ID, Text string }
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		list := []map[string]any{}
		qs, patterns := extract.Patterns(article.Article{Text: d.Text})
		for i, q := range qs {
			m := map[string]any{
				"segments": q.Segments, "type": q.Kind, "status": q.Status, "speaker_span": q.SpeakerSpan,
				"cue_span": q.CueSpan, "cue": q.Cue, "polarity": q.Polarity, "confidence": q.Confidence, "pattern": patterns[i],
			}
			if len(q.Speakers) > 0 {
				m["speaker"] = q.Speakers[0].Name
			}
			list = append(list, m)
		}
		if err := enc.Encode(map[string]any{"id": d.ID, "quotes": list}); err != nil {
			t.Fatal(err)
		}
	}
}
