package search_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"verbatim/quotes"
	"verbatim/search"
)

// typist is a text that is typed word by word, and what is meant.
type typist struct {
	class, text string
	means       func(quotes.Quote) bool
}

// typing returns the text after 2, 3 and 4 words, and in the middle of the last of
// them.
func (t typist) typing() map[string]string {
	out := map[string]string{}
	words := strings.Fields(t.text)
	for n := 2; n <= min(4, len(words)); n++ {
		before, last := strings.Join(words[:n-1], " ")+" ", []rune(words[n-1])
		out[fmt.Sprint(n)] = before + string(last)
		out[fmt.Sprintf("%d cut", n)] = before + string(last[:(len(last)+1)/2])
	}
	return out
}

// offered counts how often what is meant is offered.
type offered struct{ asked, first, five int }

// TestTyping measures how soon the quotation that somebody means is offered. It
// prints the shares of first suggestions and of the first five:
//
//	go test ./search -run '^TestTyping$' -v -relevance 548902
func TestTyping(t *testing.T) {
	if *relevanceQuotes == 0 {
		t.Skip("measured with -relevance N only: it takes a minute for each 100,000 quotations")
	}
	var typists []typist
	for _, a := range sharedQueries(t) {
		if a.Class == "a_consec" {
			typists = append(typists, typist{a.Class, a.Query, func(q quotes.Quote) bool { return alike(q.Words, a.Words) }})
		}
	}
	typists = append(typists, realTypists(t)...)
	l := relevanceLibrary(t)
	measures := map[string]map[string]*offered{}
	var took []time.Duration
	for _, typist := range typists {
		class := measures[typist.class]
		if class == nil {
			class = map[string]*offered{}
			measures[typist.class] = class
		}
		for stage, typed := range typist.typing() {
			start := time.Now()
			found, err := l.Suggest(t.Context(), search.WordsField, typed, search.Filter{}, 25)
			took = append(took, time.Since(start))
			if err != nil {
				t.Fatal(err)
			}
			if class[stage] == nil {
				class[stage] = &offered{}
			}
			class[stage].count(found, typist.means)
		}
	}
	slices.Sort(took)
	at := func(share float64) time.Duration { return took[int(share*float64(len(took)-1))] }
	t.Logf("\n%smedian %v, 99th percentile %v, longest %v", typingTable(measures), at(0.5), at(0.99), at(1))
}

func (o *offered) count(found []search.Suggestion, means func(quotes.Quote) bool) {
	o.asked++
	at := slices.IndexFunc(found, func(s search.Suggestion) bool { return s.Whole != nil && means(s.Whole.Quote) })
	if at == 0 {
		o.first++
	}
	if 0 <= at && at < 5 {
		o.five++
	}
}

func typingTable(measures map[string]map[string]*offered) string {
	var out bytes.Buffer
	stages := []string{"2 cut", "2", "3 cut", "3", "4 cut", "4"}
	fmt.Fprintf(&out, "%-10s", "class")
	for _, stage := range stages {
		fmt.Fprintf(&out, "  %14s", stage)
	}
	for _, class := range slices.Sorted(maps.Keys(measures)) {
		fmt.Fprintf(&out, "\n%-10s", class)
		for _, stage := range stages {
			o := measures[class][stage]
			if o == nil {
				o = &offered{}
			}
			of := float64(max(o.asked, 1))
			fmt.Fprintf(&out, "  %.2f %.3f %3d", float64(o.first)/of, float64(o.five)/of, o.asked)
		}
	}
	fmt.Fprintln(&out)
	return out.String()
}

// realTypists reads the queries of ../shared/quotes/real.jsonl, which its real.py
// judges as here. Somebody types the query of a class "real", and of a class
// "target" the quotation that it is about, from its beginning.
func realTypists(t *testing.T) (out []typist) {
	t.Helper()
	f, err := os.Open("../../shared/quotes/real.jsonl")
	if err != nil {
		t.Skipf("the queries are absent: %v", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct {
			Query, Set, Target string
			Accept             []string
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if q.Target != "" {
			out = append(out, typist{"target " + q.Set, q.Target, func(got quotes.Quote) bool { return alike(got.Words, q.Target) || accepted(q.Accept, got) }})
		}
		out = append(out, typist{"real " + q.Set, q.Query, func(got quotes.Quote) bool { return accepted(q.Accept, got) }})
	}
	return out
}

// accepted reports whether a quotation has all parts of one of the alternatives.
func accepted(alternatives []string, q quotes.Quote) bool {
	fold := func(s string) string {
		var b strings.Builder
		for _, r := range norm.NFKD.String(strings.ToLower(s)) {
			switch {
			case unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me), strings.ContainsRune("'’‘`´ʼ", r):
			case unicode.IsLetter(r), unicode.IsNumber(r):
				b.WriteRune(r)
			default:
				b.WriteByte(' ')
			}
		}
		return strings.Join(strings.Fields(b.String()), " ")
	}
	words, speaker := fold(q.Words), ""
	if len(q.Attributions) > 0 && len(q.Attributions[0].Speakers) > 0 {
		speaker = fold(q.Attributions[0].Speakers[0].Name)
	}
	return slices.ContainsFunc(alternatives, func(alternative string) bool {
		for part := range strings.SplitSeq(alternative, "&") {
			part = strings.TrimSpace(part)
			if who, ok := strings.CutPrefix(part, "@"); ok {
				if !strings.Contains(speaker, fold(who)) {
					return false
				}
			} else if !strings.Contains(words, fold(part)) {
				return false
			}
		}
		return true
	})
}
