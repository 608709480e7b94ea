package search_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"

	"verbatim/quotes"
	"verbatim/search"
)

// labelled is a passage of ../shared/quotes/passages.jsonl: class says what was
// done to the true words, target and note are true words.
type labelled struct {
	Class, Query, Target, Note string
}

// verdicts are those that are right for a class. Of a parody any is but exact.
var verdicts = map[string]search.Verdict{
	"L_verbatim": search.Exact, "L_one_word": search.Altered, "L_negated": search.Reversed, "L_cut": search.Cut,
	"L_merged": search.Spliced, "L_spliced": search.Spliced, "L_wrong_speaker": search.AnotherSpeaker, "L_invented": search.Nothing,
}

// TestLabelledPassages checks the passages against what they are about and one in
// fifty of the other quotations; with -relevance 548902 against all of them.
func TestLabelledPassages(t *testing.T) {
	if *relevanceQuotes == 0 {
		t.Skip("measured with -relevance N only: it reads a hundred megabytes")
	}
	const file = "../../shared/quotes/passages.jsonl"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Skipf("the passages are absent: %v", err)
	}
	var passages []labelled
	for line := range bytes.Lines(data) {
		var p labelled
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		passages = append(passages, p)
	}
	var l *search.Library
	if *relevanceQuotes >= 548_902 {
		l = relevanceLibrary(t)
	} else {
		l = libraryOf(t, sampledQuotes(t, passages))
	}
	right, all := map[string]int{}, map[string]int{}
	for _, p := range passages {
		c, err := l.Check(t.Context(), p.Query, "", search.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		all[p.Class]++
		want, one := verdicts[p.Class]
		switch {
		case one && c.Verdict == want, !one && c.Verdict != search.Exact:
			right[p.Class]++
		default:
			t.Logf("%s is %s: %q %+v", p.Class, c.Verdict, p.Query, changed(p.Query, c))
		}
		if p.Class == "L_negated" && c.Verdict != search.Reversed {
			t.Errorf("%q is %s, not reversed", p.Query, c.Verdict)
		}
		if c.Verdict == search.Exact && p.Class != "L_verbatim" && p.Class != "L_parody" { // of some parodies there are quotations
			t.Errorf("%s is exact: %q", p.Class, p.Query)
		}
	}
	var table bytes.Buffer
	sum := 0
	for _, class := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&table, "%-16s %2d of %2d\n", class, right[class], all[class])
		sum += right[class]
	}
	t.Logf("%d of %d are right\n%s", sum, len(passages), &table)
	if float64(sum) < 0.93*float64(len(passages)) {
		t.Errorf("%d of %d verdicts are right; 0.93 are asked for", sum, len(passages))
	}
}

// sampledQuotes returns what the passages are about, and some others.
func sampledQuotes(t *testing.T, passages []labelled) search.Input {
	t.Helper()
	const every, key = 50, 24 // bytes of a text by which it is looked up
	short := func(s string) string { return s[:min(key, len(s))] }
	begin := []byte(`{"text": "`)
	wanted := map[string]bool{}
	for _, p := range passages {
		for _, words := range []string{p.Target, p.Note} {
			encoded, err := json.Marshal(words)
			if err != nil {
				t.Fatal(err)
			}
			if len(words) >= key {
				wanted[short(string(encoded[1:]))] = true
			}
		}
	}
	return func(yield func(quotes.Quote, error) bool) {
		f, err := os.Open("../../shared/quotes/quotes.jsonl.gz")
		if err != nil {
			yield(quotes.Quote{}, err)
			return
		}
		defer f.Close()
		unzipped, err := gzip.NewReader(f)
		if err != nil {
			yield(quotes.Quote{}, err)
			return
		}
		lines := bufio.NewScanner(unzipped)
		lines.Buffer(nil, 1<<22)
		for n := 0; lines.Scan(); n++ {
			if n%every != 0 && !wanted[short(string(bytes.TrimPrefix(lines.Bytes(), begin)))] {
				continue
			}
			q, err := sharedQuote(lines.Bytes(), n)
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}
