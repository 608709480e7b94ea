package quotes_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

func TestNormalizeFoldsWhatReadersDoNotHear(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"case", "To BE or Not", "to be or not"},
		{"punctuation", "To be, or not to be — that…", "to be or not to be that"},
		{"curly and straight apostrophes", "don’t", "dont"},
		{"straight", "don't", "dont"},
		{"a mark at the edge", "'tis the dogs' day", "tis the dogs day"},
		{"decomposed", "cafe\u0301", "café"},
		{"ligature and full width", "ﬁne ＡＢＣ", "fine abc"},
		{"sharp s", "Straße STRASSE", "strasse strasse"},
		{"soft hyphen and zero width space", "quo\u00adta\u200btion", "quotation"},
		{"editorial brackets", "[Russian leader Vladimir] Putin", "russian leader vladimir putin"},
		{"line ends", "one\ntwo\r\nthree", "one two three"},
		{"a mark behind an invisible character", "cafe\u200d\u0301", "café"},
		{"marks that change places", "s\u0301\u202c\u0323", "\u1e63\u0301"},
		{"a symbol behind a broken character", "\xf0\u03d3", "\ufffd\u03cd"},
		{"numbers and money", "It costs $5.00!", "it costs $5 00"},
		{"only punctuation", " ?! ", "?!"},
		{"nothing", "", ""},
		{"Cyrillic", "Зеленський", "зеленський"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := quotes.Normalize(tt.in); got != tt.want {
				t.Errorf("Normalize(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzNormalizeIsAFixedPoint(f *testing.F) {
	f.Add("To be, or not to be")
	f.Add("\u0345ΐ’s ﬁ")
	f.Add("e\u200d\u0301 \u0385\u202c\u0650")
	f.Fuzz(func(t *testing.T, s string) {
		once := quotes.Normalize(s)
		if twice := quotes.Normalize(once); twice != once {
			t.Errorf("Normalize(%q) = %q, again %q", s, once, twice)
		}
		id := quotes.IDOf(s)
		parsed, err := quotes.ParseID(string(id))
		if err != nil || parsed != id {
			t.Errorf("ParseID(%q) = %q, %v", id, parsed, err)
		}
	})
}

func TestIDsStayTheSameForEver(t *testing.T) {
	// These stand in messages that people have sent: a change is a broken link.
	for words, want := range map[string]quotes.ID{
		"To be, or not to be": "5teq59sknsd6r",
		"to be or not to be":  "5teq59sknsd6r",
		"Зеленський":          "fxy5wjgb89jk0",
	} {
		if got := quotes.IDOf(words); got != want {
			t.Errorf("IDOf(%q) = %s, want %s", words, got, want)
		}
	}
}

func TestParseIDReadsWhatPeopleType(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want quotes.ID
	}{
		{"0123456789abc", "0123456789abc"},
		{"O123-4567 89ABC", "0123456789abc"},
		{"oi23456789abl", "0123456789ab1"},
	} {
		got, err := quotes.ParseID(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseID(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
	for _, in := range []string{"", "0123456789ab", "0123456789abcd", "0123456789abu", "0123456789abé"} {
		if got, err := quotes.ParseID(in); !errors.Is(err, quotes.ErrBadID) {
			t.Errorf("ParseID(%q) = %q, %v, want ErrBadID", in, got, err)
		}
	}
}

func TestDates(t *testing.T) {
	for _, tt := range []struct {
		in          string
		want        quotes.Date
		first, last string
	}{
		{"1863", "1863", "1863-01-01", "1863-12-31"},
		{"2024-02", "2024-02", "2024-02-01", "2024-02-29"},
		{"2024-05-01", "2024-05-01", "2024-05-01", "2024-05-01"},
		{"2024-05-01T23:30:00-04:00", "2024-05-01", "2024-05-01", "2024-05-01"},
		{"May 1, 2024", "2024-05-01", "2024-05-01", "2024-05-01"},
		{"1  May 2024", "2024-05-01", "2024-05-01", "2024-05-01"},
		{"January 2024", "2024-01", "2024-01-01", "2024-01-31"},
	} {
		got, err := quotes.ParseDate(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
		if first, last, ok := got.Range(); first != tt.first || last != tt.last || !ok {
			t.Errorf("%q.Range() = %q, %q, %v, want %q, %q", got, first, last, ok, tt.first, tt.last)
		}
	}
	for _, in := range []string{"", "soon", "3/4/2024", "2024-13", "2023-02-29", "January 13"} {
		if got, err := quotes.ParseDate(in); !errors.Is(err, quotes.ErrBadDate) {
			t.Errorf("ParseDate(%q) = %q, %v, want ErrBadDate", in, got, err)
		}
	}
	if _, _, ok := quotes.Date("January 13").Range(); ok {
		t.Error("a date without a year can be filtered on")
	}
}

func TestTheLeadAttributionIsTheBestSourced(t *testing.T) {
	att := func(s quotes.Status, k quotes.Kind, d quotes.Date, file string) quotes.Attribution {
		return quotes.Attribution{Status: s, Kind: k, Said: d, Source: quotes.Source{File: file}}
	}
	// From the best to the worst: each one leads all that follow it.
	order := []quotes.Attribution{
		att(quotes.Curated, quotes.Indirect, "", "z"),
		att(quotes.Extracted, quotes.Direct, "1999", "z"),
		att(quotes.Extracted, quotes.Direct, "2001-05", "a"),
		att(quotes.Extracted, quotes.Direct, "January 13", "a"),
		att(quotes.Extracted, quotes.Direct, "", "b"),
		att(quotes.Extracted, quotes.Partial, "1900", "a"),
		att(quotes.Extracted, quotes.Indirect, "1900", "a"),
		{Status: quotes.Extracted, Kind: quotes.Indirect, Polarity: quotes.Denied, Said: "1800", Source: quotes.Source{File: "a"}},
	}
	for i, best := range order {
		for _, worse := range order[i+1:] {
			lead, ok := quotes.Quote{Attributions: []quotes.Attribution{worse, best}}.Lead()
			if !ok || !cmp.Equal(lead, best) {
				t.Errorf("lead of %v and %v is %v", best, worse, lead)
			}
		}
	}
	if _, ok := (quotes.Quote{Attributions: []quotes.Attribution{att(quotes.Review, quotes.Direct, "", ""), att(quotes.Hidden, quotes.Direct, "", "")}}).Lead(); ok {
		t.Error("an attribution under review or hidden leads")
	}
}

func TestMergeKeepsEveryAttributionOnce(t *testing.T) {
	extracted := quotes.Attribution{Status: quotes.Extracted, Kind: quotes.Direct, Speakers: []quotes.Speaker{{Name: "A"}}, Source: quotes.Source{File: "a.txt", Line: 3}}
	curated := quotes.Attribution{Status: quotes.Curated, Kind: quotes.Direct, Speakers: []quotes.Speaker{{Name: "B"}}, Source: quotes.Source{File: "b.csv", Line: 1}}
	a := quotes.Quote{ID: "x", Words: "no comment", Tags: []string{"one"}, Attributions: []quotes.Attribution{extracted}}
	b := quotes.Quote{ID: "x", Words: "No comment.", Lang: "en", Tags: []string{"two", "one"}, Attributions: []quotes.Attribution{curated}}
	want := quotes.Quote{ID: "x", Words: "No comment.", Lang: "en", Tags: []string{"two", "one"}, Attributions: []quotes.Attribution{curated, extracted}}
	for name, got := range map[string]quotes.Quote{"a, b": quotes.Merge(a, b), "b, a": quotes.Merge(b, a), "twice": quotes.Merge(quotes.Merge(a, b), a)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestManyReadingsAreMergedAsTwoAre(t *testing.T) {
	var all []quotes.Quote
	for i := range 20 {
		a := quotes.Attribution{Status: quotes.Extracted, Kind: quotes.Direct, Source: quotes.Source{File: "a.txt", Line: i * 7 % 10}}
		all = append(all, quotes.Quote{ID: "x", Words: "Words.", Tags: []string{"t"}, Attributions: []quotes.Attribution{a}})
	}
	one := all[0]
	for _, q := range all[1:] {
		one = quotes.Merge(one, q)
	}
	if diff := cmp.Diff(one, quotes.Merge(all...)); diff != "" || len(one.Attributions) != 10 {
		t.Errorf("%d attributions, %s", len(one.Attributions), diff)
	}
}
