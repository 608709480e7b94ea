package corpus

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/corpus/record"
)

func TestAnAttributionIsTakenApartOnlyWhereItsFormLeavesNoDoubt(t *testing.T) {
	one := func(name string) []quotes.Speaker { return []quotes.Speaker{{Name: name}} }
	for _, tt := range []struct {
		line     string
		speakers []quotes.Speaker
		source   quotes.Source
	}{
		{"Mark Twain", one("Mark Twain"), quotes.Source{}},
		{"Plato", one("Plato"), quotes.Source{}},
		{"J. R. R. Tolkien", one("J. R. R. Tolkien"), quotes.Source{}},
		{"Ludwig van Beethoven", one("Ludwig van Beethoven"), quotes.Source{}},
		{"Jean le Rond d'Alembert", one("Jean le Rond d'Alembert"), quotes.Source{}},
		{"Antoine de Saint-Exupéry", one("Antoine de Saint-Exupéry"), quotes.Source{}},
		{"Francis of Assisi", one("Francis of Assisi"), quotes.Source{}},
		{"Pliny the Elder", one("Pliny the Elder"), quotes.Source{}},
		{`Jack "Legs" Diamond`, one(`Jack "Legs" Diamond`), quotes.Source{}},
		{"Martin Luther King, Jr.", one("Martin Luther King, Jr."), quotes.Source{}},
		{`Martin Luther King, Jr., "Letter"`, one("Martin Luther King, Jr."), quotes.Source{Title: "Letter"}},
		{`Mark Twain, "Pudd'nhead Wilson's Calendar"`, one("Mark Twain"), quotes.Source{Title: "Pudd'nhead Wilson's Calendar"}},
		{`Mark Twain, “Roughing It”`, one("Mark Twain"), quotes.Source{Title: "Roughing It"}},
		{`Stephen Leacock, _Frenzied_`, one("Stephen Leacock"), quotes.Source{Title: "Frenzied"}},
		{`Shakespeare, "Julius Caesar" 3,1`, one("Shakespeare"), quotes.Source{Title: "Julius Caesar", Place: "3,1"}},
		{`Kirk, "Space Seed," stardate 3141.9`, one("Kirk"), quotes.Source{Title: "Space Seed", Place: "stardate 3141.9"}},
		{`Robert Burns, "To a Mouse" (1785)`, one("Robert Burns"), quotes.Source{Title: "To a Mouse", Published: "1785"}},
		{`Robert Burns, "To a Mouse", 1785.`, one("Robert Burns"), quotes.Source{Title: "To a Mouse", Published: "1785"}},
		{`Alex in "Clockwork Orange"`, one("Alex"), quotes.Source{Title: "Clockwork Orange"}},
		{`Darwin Porter "Scandinavia On $50 A Day"`, one("Darwin Porter"), quotes.Source{Title: "Scandinavia On $50 A Day"}},
		{"Larry Wall in <6909@jpl-devvax.JPL.NASA.GOV>", one("Larry Wall"), quotes.Source{Title: "<6909@jpl-devvax.JPL.NASA.GOV>"}},
		{`The Centurion, "Balance of Terror", stardate 1709.2`, one("The Centurion"), quotes.Source{Title: "Balance of Terror", Place: "stardate 1709.2"}},
		{"Someone, 1984", one("Someone"), quotes.Source{Published: "1984"}},
		{"George Orwell, 1984", one("George Orwell"), quotes.Source{Title: "1984"}},
		{"Author (1900-1980)", []quotes.Speaker{{Name: "Author", AsWritten: "Author (1900-1980)"}}, quotes.Source{}},
		{"H. R. J. Grosch (attributed)", []quotes.Speaker{{Name: "H. R. J. Grosch", AsWritten: "H. R. J. Grosch (attributed)"}}, quotes.Source{}},
		{"Alan Cox <alan@example.org>", []quotes.Speaker{{Name: "Alan Cox", AsWritten: "Alan Cox <alan@example.org>"}}, quotes.Source{}},
		{"Ken Olsen (President of DEC), in Boston", []quotes.Speaker{{Name: "Ken Olsen", AsWritten: "Ken Olsen (President of DEC)", Role: "President of DEC"}}, quotes.Source{Title: "in Boston"}},
		{"Ray Kroc, founder of McDonald's", []quotes.Speaker{{Name: "Ray Kroc", Role: "founder of McDonald's"}}, quotes.Source{}},
		{"Robert Heinlein, Stranger in a Strange Land", one("Robert Heinlein"), quotes.Source{Title: "Stranger in a Strange Land"}},
		{"Addison Mizner and Oliver Herford", []quotes.Speaker{{Name: "Addison Mizner"}, {Name: "Oliver Herford"}}, quotes.Source{}},
		{"Spock and Nomad", one("Spock and Nomad"), quotes.Source{}},
		{"Rich Hall & Friends", one("Rich Hall & Friends"), quotes.Source{}},
		// What is kept as it was written.
		{`"Mirror, Mirror", stardate unknown`, nil, quotes.Source{Title: "Mirror, Mirror", Place: "stardate unknown"}},
		{`"Sniglets", Rich Hall & Friends`, nil, quotes.Source{Title: `"Sniglets", Rich Hall & Friends`}},
		{"Frogs (1972)", nil, quotes.Source{Title: "Frogs (1972)"}},
		{"The Merchant of Venice", nil, quotes.Source{Title: "The Merchant of Venice"}},
		{"Chinese proverb", nil, quotes.Source{Title: "Chinese proverb"}},
		{"Murphy's Law", nil, quotes.Source{Title: "Murphy's Law"}},
		{"seen on a wall in Berkeley", nil, quotes.Source{Title: "seen on a wall in Berkeley"}},
		{"Alan Turing on the possibilities of a thinking machine, 1943.", nil, quotes.Source{Title: "Alan Turing on the possibilities of a thinking machine, 1943."}},
		{"Branden Robinson, Oliver Elphick, and Chris Waters in a message", nil, quotes.Source{Title: "Branden Robinson, Oliver Elphick, and Chris Waters in a message"}},
		{"MGM executive Irving Thalberg to Louis B. Mayer", nil, quotes.Source{Title: "MGM executive Irving Thalberg to Louis B. Mayer"}},
		{"Job 16:3", nil, quotes.Source{Title: "Job 16:3"}},
	} {
		got := record.ParseAttribution(tt.line)
		if diff := cmp.Diff(quotes.Attribution{Speakers: tt.speakers, Source: tt.source}, got); diff != "" {
			t.Errorf("%s: %s", tt.line, diff)
		}
	}
}

func TestWordsAreToldFromTheirAttribution(t *testing.T) {
	for _, tt := range []struct {
		name, record, words, shown, note string // shown: speaker, role and title
	}{
		{"tabs", "Words.\n\t\t-- Mark Twain", "Words.", "Mark Twain", ""},
		{"spaces", "Words.\n        -- Mark Twain", "Words.", "Mark Twain", ""},
		{"at the margin, in marks", "\"Words.\"\n-- Mark Twain", "Words.", "Mark Twain", ""},
		{"without a space", "Words.\n\t--Mark Twain", "Words.", "Mark Twain", ""},
		{"a long dash", "Words.\n— Mark Twain", "Words.", "Mark Twain", ""},
		{"going on in the next line", "Words.\n\t\t-- Mark Twain, \"A Connecticut\n\t\t   Yankee\"", "Words.", "Mark Twain|A Connecticut Yankee", ""},
		{"at the end of the words, far to the right", "First,\nlast.        -- Ian Jackson", "First,\nlast.", "Ian Jackson", ""},
		{"a note of the editor", "Words.\n\t\t-- Mark Twain\n\t[Or was it? Ed.]", "Words.", "Mark Twain", "[Or was it? Ed.]"},
		{"a note after a blank line", "Words.\n\t\t-- Mark Twain\n\n(It was\nnot.)", "Words.", "Mark Twain", "(It was not.)"},
		{"no dashes, no speaker", "Just words.\nMore -- of them.", "Just words.\nMore -- of them.", "", ""},
		{"a dash before the last words", "Like I always say -- nothing can beat it", "Like I always say -- nothing can beat it", "", ""},
		{"dashes around", "-- I have seen the FUN --", "-- I have seen the FUN --", "", ""},
		{"a heading between dashes", "-- Gifts --\n\nWords.\n\t\t-- Dave Barry", "-- Gifts --\n\nWords.", "Dave Barry", ""},
		{"a sentence that is broken at its dash", "the living\n-- and the dying.\n\t\t-- Dr. Boyce", "the living\n-- and the dying.", "Dr. Boyce", ""},
		{"and goes on", "in front sneeze\n-- Booth went round to see\nthe inventor.\n\t\t-- Stephen Pile", "in front sneeze\n-- Booth went round to see\nthe inventor.", "Stephen Pile", ""},
		{"a sum of money is not a speaker's name", "listed: \"Bad debt\n-- $40,000.\"", "listed: \"Bad debt\n-- $40,000.\"", "", ""},
		// What cannot be told apart is kept whole, attributions and all.
		{"two speakers", "To be.\n\t\t-- Kant\nTo do.\n\t\t-- Sartre", "To be.\n\t\t-- Kant\nTo do.\n\t\t-- Sartre", "", ""},
		{"one at the margin, one indented", "\"How?\"\n-- Fergal Toomey\n\n\"So.\"\n\t\t-- Barry Kort", "\"How?\"\n-- Fergal Toomey\n\n\"So.\"\n\t\t-- Barry Kort", "", ""},
		{"a list", "I can't, but\n\t-- my cat is ill.\n\t\t-- I have to go.", "I can't, but\n\t-- my cat is ill.\n\t\t-- I have to go.", "", ""},
		{"words after the attribution", "Law.\n\t\t-- N. Maier\n\nCorollary:\n\t(1) More.", "Law.\n\t\t-- N. Maier\n\nCorollary:\n\t(1) More.", "", ""},
		{"words right below it", "Months.\n--Brad Sherman\nBy the way.", "Months.\n--Brad Sherman\nBy the way.", "", ""},
		{"a drawing", "----==-- _\n--==---(_)__\nTeam", "----==-- _\n--==---(_)__\nTeam", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, report := readFiles(t, map[string]string{"f": tt.record + "\n%\n"})
			if len(all) != 1 {
				t.Fatal(report.Rejections)
			}
			a := all[0].Attributions[0]
			shown := ""
			for _, s := range a.Speakers {
				shown += s.Name + s.Role
			}
			if a.Source.Title != "" {
				shown += "|" + a.Source.Title
			}
			if all[0].Words != tt.words || shown != tt.shown || a.Context != tt.note {
				t.Errorf("words %q, attribution %q, note %q", all[0].Words, shown, a.Context)
			}
		})
	}
}

func TestAnAttributionWithoutWordsIsRejected(t *testing.T) {
	all, report := readFiles(t, map[string]string{"f": "One\n%\n\t\t-- Owen Meredith\n%\n"})
	if len(all) != 1 {
		t.Error(short(all))
	}
	matches(t, report, []lineReason{{3, "an attribution without words before it"}})
}

var (
	separator = regexp.MustCompile(`(?m)^%\n`)
	dashes    = regexp.MustCompile(`(?m)^[ \t]*--`)
)

// The fortunes of Debian are what people have: 40 files in the package fortunes,
// three more in fortunes-min.
func TestDebiansFortunesAreAllAccountedFor(t *testing.T) {
	const dir = "/usr/share/games/fortunes"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the package fortunes is not installed")
	}
	reader, closer, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	all, report := readAll(t, reader)

	records, dashed, count := 0, 0, 0
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || filepath.Ext(e.Name()) == ".dat" {
			continue
		}
		count++
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range separator.Split(string(data), -1) {
			if strings.TrimSpace(r) == "" {
				continue
			}
			records++
			if dashes.MatchString(r) {
				dashed++
			}
		}
	}
	if report.Files != count || report.Records != records {
		t.Errorf("%d records in %d files, read %d in %d", records, count, report.Records, report.Files)
	}
	if report.Rejected*1000 > records {
		t.Errorf("%d of %d records are rejected", report.Rejected, records)
	}
	spoken, attributed := 0, 0
	for _, q := range all {
		a := q.Attributions[0]
		if len(a.Speakers) > 0 {
			spoken++
		}
		if len(a.Speakers) > 0 || a.Source.Title != "" {
			attributed++
		}
		if bytes.ContainsAny([]byte(q.Words), "\b\a\r") {
			t.Errorf("%s:%d: control characters in %q", a.Source.File, a.Source.Line, q.Words)
		}
	}
	t.Logf("%d records, %d with dashes, %d attributed, %d of them to a speaker", records, dashed, attributed, spoken)
	if attributed*100 < dashed*97 || spoken*100 < dashed*85 {
		t.Errorf("%d of %d records with dashes are attributed, %d to a speaker", attributed, dashed, spoken)
	}
}
