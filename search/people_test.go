package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/people"
	"verbatim/search"
)

// quotedPeople are quoted several times each, and talked about by others.
func quotedPeople() []line {
	var lines []line
	for name, n := range map[string]int{
		"John F. Kennedy": 6, "William Shakespeare": 9, "Shakespeare, William": 3, "Plato": 8, "Ann Plato": 3, "Confucius": 4, "Mark Twain": 5,
		"Samuel L. Clemens": 3, "Stephen King": 12, "Martin Luther King Jr.": 6, "Samuel Johnson": 7, "Boris Johnson": 4, "Agnes Holloway": 5,
		"George W. Bush": 4, "W. S. Quill": 3,
	} {
		for i := range n {
			lines = append(lines, line{words: fmt.Sprintf("The %d rivers of %s run slowly", i, "x"+strings.Join(strings.Fields(name), "")), speaker: name, source: "A Book"})
		}
	}
	for i, about := range []string{"JFK was here", "Plato was dull", "Ask a plumber about Plato", "The bard sang", "Mark Twain told me", "Johnson went out", "Agnes Holloway left"} {
		lines = append(lines, line{words: about, speaker: fmt.Sprintf("Somebody %c", 'A'+i)})
	}
	for i := range 4 {
		lines = append(lines, line{words: fmt.Sprintf("Slowly rose hill number %d", i), speaker: "Martha Quill", source: "The Long Orchard"})
	}
	return append(lines, line{words: "I have been to the long orchard", speaker: "Somebody Z"})
}

func TestANameAsksForWordsByItsBearer(t *testing.T) {
	l := library(t, quotedPeople()...)
	for _, tt := range []struct{ query, want string }{
		{"jfk", "John F. Kennedy"},
		{"J.F.K.", "John F. Kennedy"},
		{"the bard", "William Shakespeare"},
		{"the bard rivers", "William Shakespeare"},
		{"孔子", "Confucius"},
		{"Шекспир", "William Shakespeare"},
		{"sam clemens slowly", "Samuel L. Clemens"},
		{"plato", "Plato"},
		{"dr king slowly", "Martin Luther King Jr."},
		{"mlk", "Martin Luther King Jr."},
		{"king", "Stephen King"},
		{"johnson", "Samuel Johnson"},
		{"samuel johnson", "Samuel Johnson"},
		{"boris johnson rivers", "Boris Johnson"},
		{"agnes holloway", "Agnes Holloway"},
		{"agnes holloway slowly", "Agnes Holloway"},
		{"long orchard hill", "Martha Quill"},
		{"W", "George W. Bush"},
		{"w quill", "W. S. Quill"}, // a letter is somebody by itself only

		{"the bard sang", "Somebody D"}, // the words of a whole quotation come before whom some of them name
		{"ask a plumber about plato", "Somebody C"},
		{`"jfk"`, "Somebody A"},
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query})
		if err != nil || len(r.Hits) == 0 {
			t.Errorf("%q finds %d, %v", tt.query, len(r.Hits), err)
			continue
		}
		if by := r.Hits[0].Quote.Attributions[0].Speakers[0].Name; by != tt.want {
			t.Errorf("%q finds %q by %s, want %s", tt.query, first(r), by, tt.want)
		}
	}
}

func TestAFilterKnowsPeopleByTheirOtherNames(t *testing.T) {
	l := library(t, quotedPeople()...)
	for _, tt := range []struct {
		speaker string
		want    int
	}{
		{"JFK", 6}, {"the bard", 12}, {"William Shakespeare", 12}, {"samuel clemens", 8}, {"Mark Twain", 8}, {"孔子", 4}, {"MLK", 6}, {"plato", 11}, {"W", 4},
	} {
		r, err := l.Search(t.Context(), search.Query{Filter: search.Filter{Speaker: tt.speaker}, Limit: 100})
		if err != nil || r.Total != tt.want {
			t.Errorf("%s has %d quotations, %v; want %d", tt.speaker, r.Total, err, tt.want)
		}
	}
}

func TestABadSpellingOfANameIsLedToItsBearer(t *testing.T) {
	var lines []line
	for i := range 24 {
		lines = append(lines, line{words: fmt.Sprintf("Time %d is what clocks show", i), speaker: "Albert Einstein"})
	}
	lines = append(lines,
		line{words: "Time is an illusion of mine", speaker: "Albert Einstien"},
		line{words: "Time is what a smith beats", speaker: "Jon Smyth"},
	)
	for i := range 24 {
		lines = append(lines, line{words: fmt.Sprintf("Iron %d is hot", i), speaker: "Adam Smith"})
	}
	l := library(t, lines...)
	for query, want := range map[string]string{
		"einstien": "Albert Einstein", "albert einstien time": "Albert Einstein", "einstein": "Albert Einstein",
		"jon smyth": "Jon Smyth", "smyth time": "Jon Smyth", // who is nobody else
	} {
		r, err := l.Search(t.Context(), search.Query{Words: query, Limit: 100})
		if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.Attributions[0].Speakers[0].Name != want {
			t.Errorf("%q finds %q, %v; want %s", query, first(r), err, want)
		}
	}
	r, err := l.Search(t.Context(), search.Query{Words: "einstien", Limit: 100})
	if err != nil || !slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return h.Quote.Attributions[0].Speakers[0].Name == "Albert Einstien" }) {
		t.Errorf("the bad spelling itself is not found among %d, %v", len(r.Hits), err)
	}
	r, err = l.Search(t.Context(), search.Query{Filter: search.Filter{Speaker: "einstien"}})
	if err != nil || r.Total != 25 {
		t.Errorf("a filter by a bad spelling finds %d, %v", r.Total, err)
	}
}

func TestPeopleAreSuggestedByTheirOtherNames(t *testing.T) {
	l := library(t, quotedPeople()...)
	for _, tt := range []struct{ typed, want string }{
		{"jf", "John F. Kennedy 6"},
		{"the ba", "William Shakespeare 12"},
		{"dr k", "Martin Luther King Jr. 6"},
		{"孔", "Confucius 4"},
		{"Шексп", "William Shakespeare 12"},
		{"clemens", "Mark Twain 8"},
		{"shakesp", "William Shakespeare 12"}, // once, however the corpus writes it
		{"plato", "Plato 8, Ann Plato 3"},
		{"水", ""},
	} {
		got, err := l.Suggest(t.Context(), search.SpeakerField, tt.typed, search.Filter{}, 5)
		var have []string
		for _, s := range got {
			have = append(have, fmt.Sprintf("%s %d", s.Text, s.Count))
		}
		if err != nil || strings.Join(have, ", ") != tt.want {
			t.Errorf("%q is completed to %q, %v; want %q", tt.typed, strings.Join(have, ", "), err, tt.want)
		}
	}
}

func TestWhatIsKnownOfAPersonIsOfAllSpellings(t *testing.T) {
	l := library(t, quotedPeople()...)
	for _, tt := range []struct {
		name, want string
		quotations int
		alias      string
	}{
		{"the bard", "William Shakespeare", 12, "Shakespeare, William"},
		{"Samuel Clemens", "Mark Twain", 8, "Samuel L. Clemens"},
		{"MLK", "Martin Luther King Jr.", 6, ""},
		{"johnson", "Samuel Johnson", 7, ""},
		{"Ann Plato", "Ann Plato", 3, ""},
	} {
		info, err := l.Speaker(t.Context(), tt.name, search.Filter{})
		if err != nil || info.Name != tt.want || info.Quotations != tt.quotations {
			t.Errorf("%s is %s with %d quotations, %v; want %s with %d", tt.name, info.Name, info.Quotations, err, tt.want, tt.quotations)
		}
		if tt.alias != "" && !slices.Contains(info.Aliases, tt.alias) {
			t.Errorf("%s is also written %q, want %s among them", tt.name, info.Aliases, tt.alias)
		}
	}
}

func TestTheCorpusSaysByWhichNamesItsPeopleAreCalled(t *testing.T) {
	dir := t.TempDir()
	lines := append(quotedPeople(), line{words: "The lamps are lit at dusk", speaker: "Sidney King"})
	_, err := search.Build(t.Context(), search.BuildOptions{
		DataDir: dir,
		Quotes: func(yield func(quotes.Quote, error) bool) {
			for _, l := range lines {
				if !yield(l.quote(), nil) {
					return
				}
			}
		},
		People: func() []people.Person {
			return []people.Person{{Name: "Agnes Holloway", Aliases: []string{"the Lamplighter"}}, {Name: "Sidney King", Aliases: []string{"Dr. King"}}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	for name, want := range map[string]string{
		"the lamplighter": "Agnes Holloway",
		"Dr. King":        "Sidney King", // who goes before whom the built-in list means
		"MLK":             "Martin Luther King Jr.",
	} {
		r, err := l.Search(t.Context(), search.Query{Words: name})
		if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.Attributions[0].Speakers[0].Name != want {
			t.Errorf("%s finds %q, %v; want words by %s", name, first(r), err, want)
		}
		if info, err := l.Speaker(t.Context(), name, search.Filter{}); err != nil || info.Name != want {
			t.Errorf("%s is %q, %v; want %s", name, info.Name, err, want)
		}
		if s, err := l.Suggest(t.Context(), search.SpeakerField, name, search.Filter{}, 1); err != nil || len(s) == 0 || s[0].Text != want {
			t.Errorf("%s is completed to %v, %v; want %s", name, s, err, want)
		}
	}
}
