package command_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/interact"
	"verbatim/quotes"
	"verbatim/search"
)

// offering is a library that offers quotations and next words for whatever is typed,
// and has the quotations.
func offering(next []string, hits ...search.Hit) *library {
	return &library{
		suggest: func(field search.Field, _ string, _ search.Filter, n int) (out []search.Suggestion, err error) {
			if field != search.WordsField {
				return nil, nil
			}
			for i := range hits {
				out = append(out, search.Suggestion{Text: hits[i].Quote.Words, Count: 1, Whole: &hits[i]})
			}
			for _, text := range next {
				out = append(out, search.Suggestion{Text: text, Count: 2})
			}
			return out[:min(n, len(out))], nil
		},
		get: func(id quotes.ID, _ string) (quotes.Quote, error) {
			i := slices.IndexFunc(hits, func(h search.Hit) bool { return h.Quote.ID == id })
			if i < 0 {
				return quotes.Quote{}, search.ErrNotFound
			}
			return hits[i].Quote, nil
		},
		search: func(search.Query) (search.Result, error) {
			return search.Result{Total: 1, Hits: []search.Hit{{Quote: said("Found by its words", "Ann Lee")}}}, nil
		},
	}
}

// typedIn is a hit in which some words were typed.
func typedIn(q quotes.Quote, words string) search.Hit {
	h := search.Hit{Quote: q}
	if at := strings.Index(q.Words, words); at >= 0 {
		h.Matched = []quotes.Span{{Start: at, End: at + len(words)}}
	}
	return h
}

func TestWholeQuotationsAreOffered(t *testing.T) {
	long := "One sentence opens the speech and nobody remembers it at all. " +
		"We keep the harbour light burning for the ships that never come back to us. " +
		"Another sentence closes the speech, and that one is carved above a door somewhere."
	report := quotes.Attribution{
		Kind: quotes.Indirect, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}},
	}
	denied := report
	denied.Polarity = quotes.Denied
	for _, tt := range []struct {
		name  string
		quote quotes.Quote
		typed string
		want  string // "" for none
	}{
		{"all of it", said("Ships come home by lamplight", "Ann Lee"), "Ships come", "Ships come home by lamplight — Ann Lee"},
		{"nobody is named", quote("Ships come home", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}), "Ships", "Ships come home — speaker not named in the source"},
		{"the beginning", said(long, "Ann Lee"), "One sentence", "One sentence opens the speech and nobody remembers it at all.… — Ann Lee"},
		{"around what was typed", said(long, "Ann Lee"), "harbour light burning", "…We keep the harbour light burning for the ships that never come back to us.… — Ann Lee"},
		{"several lines", said("Ships\n\ncome   home", "Ann\nLee"), "come", "Ships come home — Ann Lee"},
		{"several speakers", quote("Ships come home", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Ann Lee"}, {Name: "Bob Ray"}, {Name: "Cy Fox"}},
		}), "Ships", "Ships come home — Ann Lee and 2 more"},
		{"a long name", said("Ships come home", strings.Repeat("Maximilian ", 9)), "Ships", "Ships come home — Maximilian Maximilian Maximilian…"},
		{"a report", quote("ships would come home", report), "ships", "ships would come home — Reported: Ann Lee said this"},
		{"a report of what was denied", quote("ships would come home", denied), "ships", ""},
		{"under review", quote("ships", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Review}), "ships", ""},
		{"hostile", said("Ships \u202eemoc\u202c home @everyone \x00[free](https://evil.example)", "\u202eeeL nnA"), "home", "Ships emoc home @everyone [free](https://evil.example) — eeL nnA"},
		{"right to left", said(darwish, "محمود درويش"), "", "\u2068" + strings.ReplaceAll(darwish, "\n", " ") + "\u2069 — \u2068محمود درويش\u2069"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []interact.Choice
			if tt.want != "" {
				want = []interact.Choice{{Name: tt.want, Value: string(tt.quote.ID)}}
			}
			got := use(t, offering(nil, typedIn(tt.quote, tt.typed)), nil).completions("quote search", "words*", tt.typed+" x")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNextWordsFollowQuotations(t *testing.T) {
	fits, beyond := strings.Repeat("abcdefghi ", 9)+"0123456789", strings.Repeat("abcdefghi ", 9)+"0123456789a"
	p := use(t, offering([]string{"ships come home", fits, beyond}, typedIn(said("Ships come home", "Ann Lee"), "Ships")), nil)
	want := []interact.Choice{
		{Name: "Ships come home — Ann Lee", Value: string(quotes.IDOf("Ships come home"))},
		{Name: "ships come home", Value: "ships come home"},
		{Name: "…" + fits[10:], Value: fits},
	}
	if diff := cmp.Diff(want, p.completions("quote search", "words*", "ships come ")); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsAskedWhileTyping(t *testing.T) {
	var asked []string
	l := &library{suggest: func(_ search.Field, prefix string, f search.Filter, n int) ([]search.Suggestion, error) {
		asked = append(asked, fmt.Sprintf("%q %q %q %s-%s %s %d", prefix, f.Speaker, f.Source, f.Since, f.Until, f.Scope, n))
		return nil, errors.New("the library fails")
	}}
	p := use(t, l, nil)
	for _, options := range [][]any{
		{"words*", "  four score "},
		{"words*", "four\u00a0"},
		{"words*", " "},
		{"speaker", "Ann", "source", "Book", "since", "may 2024", "until", "soon", "words*", "four"},
	} {
		if got := p.completions("quote search", options...); len(got) != 0 {
			t.Errorf("%q: %v", options, got)
		}
	}
	want := []string{
		`"four score " "" "" - ` + homeGuild + " 25", `"four " "" "" - ` + homeGuild + " 25", `"" "" "" - ` + homeGuild + " 25",
		`"four" "Ann" "Book" 2024-05- ` + homeGuild + " 25",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

func TestAChosenQuotationIsShown(t *testing.T) {
	long := "One sentence opens the speech and nobody remembers it at all. " + strings.Repeat("We keep the harbour light burning for ships. ", 4)
	whole := []search.Hit{
		typedIn(said("Ships come home", "Ann Lee"), "Ships"),
		typedIn(said("Ships come home — or do not", "Bob Ray"), "Ships"),
		typedIn(said(long, "Cy Fox"), "harbour light"),
		typedIn(said(darwish, "محمود درويش"), ""),
	}
	l := offering(nil, whole...)
	p := use(t, l, nil)
	choices := p.completions("quote search", "words*", "ships come")
	if len(choices) != len(whole) {
		t.Fatalf("%d choices: %v", len(choices), choices)
	}
	for i, c := range choices {
		for _, sent := range []string{c.Value, c.Name} { // some clients send the name
			if got := p.run("quote search", "words", sent); !strings.HasSuffix(got, "`"+string(whole[i].Quote.ID)+"`") {
				t.Errorf("%q shows\n%s", sent, got)
			}
		}
	}
	for _, words := range []string{
		"ships come home", "Ships come home — Somebody Else", "Ships come back — Ann Lee",
		"bravebrethren", // as long as an ID, and of its letters
		strings.ToUpper(choices[0].Value),
	} {
		if got := p.run("quote search", "words", words); !strings.Contains(got, "Found by its words") {
			t.Errorf("%q is not searched for: %s", words, got)
		}
	}
	l.get = func(quotes.ID, string) (quotes.Quote, error) { return quotes.Quote{}, search.ErrHidden }
	if got := p.run("quote search", "words", choices[0].Value); !strings.Contains(got, choices[0].Value) || strings.Contains(got, "Ann Lee") {
		t.Errorf("hidden since it was chosen: %s", got)
	}
}
