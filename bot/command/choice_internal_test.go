package command

import (
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// FuzzChoices holds what is offered while words are typed to Discord's limits,
// whatever the corpus and a person write: the router would drop a choice that is
// beyond them, and Discord the whole list.
func FuzzChoices(f *testing.F) {
	f.Add("Ships come home", "Ann Lee", "ships", 0, 5, false)
	f.Add("# Free\n> [click](https://evil.example) @everyone \u202eevil\u202c", "[Bank](https://evil.example) @here — ", "— ", 3, 30, true)
	f.Add("على هذه الأرض ما يستحق الحياة", "محمود درويش", "على هذه", 0, 12, false)
	f.Add("على هذه الأرض ما يستحق الحياة "+strings.Repeat("light ", 40), strings.Repeat("على ", 20), strings.Repeat("هذه ", 30), 60, 90, true)
	f.Add(strings.Repeat("👨‍👩‍👧‍👦", 40), strings.Repeat("é̂̃", 60), strings.Repeat("字", 120), 50, 90, false)
	f.Add("\xff\xfe…", "\u202e…", " …", 0, 1, false)
	f.Fuzz(func(t *testing.T, words, speaker, typed string, start, end int, report bool) {
		a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: speaker}, {Name: words}}}
		if report {
			a.Kind = quotes.Indirect
		}
		q := quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{a}}
		check := func(c interact.Choice, ok bool) {
			if !ok {
				return
			}
			for _, text := range []string{c.Name, c.Value} {
				if n := messages.Len16(text); n == 0 || n > maxChoice || !utf8.ValidString(text) {
					t.Errorf("%d units: %q", n, text)
				}
			}
			if strings.ContainsAny(c.Name, "\n\r\x00\u202d\u202e\u2066\u2067") {
				t.Errorf("not one line that is read as written: %q", c.Name)
			}
		}
		c, ok := quotationChoice(&search.Hit{Quote: q, Matched: []quotes.Span{{Start: start, End: end}}}, messages.For("en"))
		check(c, ok)
		if ok && c.Value != string(q.ID) {
			t.Errorf("%q does not lead back to %s", c.Value, q.ID)
		}
		check(nextChoice(messages.Clean(typed)))
	})
}
