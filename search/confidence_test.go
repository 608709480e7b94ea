package search_test

import (
	"os"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

func starterLibrary(t *testing.T) *search.Library {
	t.Helper()
	reader := &corpus.Reader{FS: corpus.Starter()}
	return libraryOf(t, search.Input(reader.Read(t.Context(), &corpus.Report{})))
}

func linesOf(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n")
}

// TestFamousWordsThatAreNotThereAreNeverFound asks the starter corpus for words
// that everybody knows and that it has not.
func TestFamousWordsThatAreNotThereAreNeverFound(t *testing.T) {
	l := starterLibrary(t)
	for _, query := range linesOf(t, "testdata/absent.txt") {
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil {
			t.Fatal(err)
		}
		if r.Confidence != search.Closest && r.Confidence != search.NothingClose {
			t.Errorf("%q is %s: %q", query, r.Confidence, first(r))
		}
		if (r.Confidence == search.NothingClose) != (len(r.Hits) == 0) {
			t.Errorf("%q is %s, with %d hits", query, r.Confidence, len(r.Hits))
		}
		for _, word := range r.Unfound {
			if !strings.Contains(query, word) {
				t.Errorf("%q: nobody typed %q", query, word)
			}
		}
	}
}

// TestWhatIsThereIsFoundAsPeopleAskForIt asks the starter corpus half remembered
// words and questions. The numbers are what was reached; a fall is a step back.
func TestWhatIsThereIsFoundAsPeopleAskForIt(t *testing.T) {
	const wantFirst, wantFound = 56, 46
	l := starterLibrary(t)
	lines := linesOf(t, "testdata/present.tsv")
	right, found := 0, 0
	for _, line := range lines {
		query, fragment, _ := strings.Cut(line, "\t")
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(quotes.Normalize(first(r)), quotes.Normalize(fragment)) {
			t.Logf("%q finds %q", query, first(r))
			continue
		}
		right++
		if r.Confidence == search.Found {
			found++
		}
	}
	t.Logf("of %d: %d right, of these %d found", len(lines), right, found)
	if right < wantFirst || found < wantFound {
		t.Errorf("of %d %d are right and %d of these found, want %d and %d", len(lines), right, found, wantFirst, wantFound)
	}
}

// TestSomebodyKnownOfWhomNothingIsQuoted: of somebody of the list of people nothing is
// found, whatever else has the words.
func TestSomebodyKnownOfWhomNothingIsQuoted(t *testing.T) {
	l := library(t,
		line{words: "The moon belongs to those who walk at night", speaker: "Somebody A"},
		line{words: "Ask not the moon for its light", speaker: "Somebody B"},
		line{words: "The prince went on to be a king", speaker: "Somebody C"},
		line{words: "What you do in haste you do twice", speaker: "Mark Twain"},
	)
	for _, tt := range []struct {
		query, notQuoted string
		confidence       search.Confidence
	}{
		{"jfk quotes", "John F. Kennedy", search.NothingClose},
		{"quotes by jfk about the moon", "John F. Kennedy", search.Closest},
		{"what did oscar wilde say about the moon", "Oscar Wilde", search.Closest},
		{"jfk", "John F. Kennedy", search.NothingClose},
		{"mark twain quotes", "", search.Found},
		{"the prince went on to be", "", search.Found},
		{"prince", "", search.Found},
		{"what did mark twain say about haste", "", search.Found},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil {
			t.Fatal(err)
		}
		if r.NotQuoted != tt.notQuoted || r.Confidence != tt.confidence {
			t.Errorf("%q finds %q, %s, and nothing of %q, want %s and %q", tt.query, first(r), r.Confidence, r.NotQuoted, tt.confidence, tt.notQuoted)
		}
	}
}

// TestWhatANewcomerAsks asks the starter corpus what people type first. What it has
// is to come first; what nobody may pass on freely is to be found by nobody.
func TestWhatANewcomerAsks(t *testing.T) {
	const wantUseful = 40
	l := starterLibrary(t)
	useful := 0
	for _, line := range linesOf(t, "testdata/newcomer.tsv") {
		query, fragment, _ := strings.Cut(line, "\t")
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil {
			t.Fatal(err)
		}
		has := fragment != "" && strings.Contains(quotes.Normalize(first(r)), quotes.Normalize(fragment))
		switch {
		case has:
			useful++
		case r.Confidence == search.Found:
			t.Errorf("%q is found: %q", query, first(r))
		case fragment != "":
			t.Logf("%q is %s: %q", query, r.Confidence, first(r))
		}
	}
	t.Logf("%d are useful", useful)
	if useful < wantUseful {
		t.Errorf("%d are useful, want %d", useful, wantUseful)
	}
}
