package messages

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/bot/messages/messagestest"
)

var places = regexp.MustCompile(`\{(\w+)(\?[^}]*)?\}`)

// placesOf returns the names of the parameters of a sentence, sorted.
func placesOf(text string) []string {
	var names []string
	for _, m := range places.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryLanguageHasEverySentence(t *testing.T) {
	for _, l := range languages {
		for k := range keys {
			text := l.texts[k]
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: sentence %d is missing; in English it is %q", l.tag, k, english.texts[k])
			}
			if got, want := placesOf(text), placesOf(english.texts[k]); !slices.Equal(got, want) {
				t.Errorf("%s: %q has the places %q, English has %q", l.tag, text, got, want)
			}
			for _, m := range places.FindAllStringSubmatch(text, -1) {
				if forms := strings.Count(m[2], "|") + 1; m[2] != "" && forms != l.forms {
					t.Errorf("%s: %q has %d forms of a plural, want %d", l.tag, m[0], forms, l.forms)
				}
			}
			if active := messagestest.Active(places.ReplaceAllString(text, "x")); len(active) > 0 {
				t.Errorf("%s: %q holds markup: %v", l.tag, text, active)
			}
		}
		for path := range english.commands {
			// "Application Commands": a description has 1 to 100 characters.
			if d := l.commands[path]; d == "" || Len16(d) > 100 {
				t.Errorf("%s: the description of %q is %q", l.tag, path, d)
			}
		}
		if link := l.texts[openSource]; Escape(link) != link {
			t.Errorf("%s: %q is the text of a link, where Discord knows no backslash", l.tag, link)
		}
		for i, m := range l.months {
			if m == "" {
				t.Errorf("%s: month %d has no name", l.tag, i+1)
			}
		}
		for n := range 200 {
			if f := l.form(n); f < 0 || f >= l.forms {
				t.Errorf("%s: %d has form %d of %d", l.tag, n, f, l.forms)
			}
		}
	}
}

// say fills every parameter of a method of the catalogue.
func fill(method reflect.Value, text string) []reflect.Value {
	var in []reflect.Value
	for i := range method.Type().NumIn() {
		switch p := method.Type().In(i); p {
		case reflect.TypeFor[string]():
			in = append(in, reflect.ValueOf(text))
		case reflect.TypeFor[[]string]():
			in = append(in, reflect.ValueOf([]string{text, text, text, text}))
		case reflect.TypeFor[int]():
			in = append(in, reflect.ValueOf(1234567))
		case reflect.TypeFor[time.Time]():
			in = append(in, reflect.ValueOf(time.Unix(1700000000, 0)))
		case reflect.TypeFor[time.Duration]():
			in = append(in, reflect.ValueOf(90*time.Second))
		case reflect.TypeFor[Progress]():
			in = append(in, reflect.ValueOf(Progress{Step: text, Done: 3, Total: 7}))
		case reflect.TypeFor[*Progress]():
			in = append(in, reflect.ValueOf(&Progress{Step: text, Done: 3}))
		default:
			panic("no value for a parameter of type " + p.String())
		}
	}
	return in
}

func eachSentence(t *testing.T, c *Catalogue, text string, check func(name, sentence string)) {
	t.Helper()
	v := reflect.ValueOf(c)
	n := 0
	for i := range v.NumMethod() {
		m := v.Method(i)
		if m.Type().NumOut() != 1 || m.Type().Out(0) != reflect.TypeFor[string]() {
			continue
		}
		n++
		check(v.Type().Method(i).Name, m.Call(fill(m, text))[0].String())
	}
	if n < int(keys)/2 {
		t.Fatalf("only %d methods give sentences", n)
	}
}

func TestEverySentenceIsWholeAndBounded(t *testing.T) {
	c := For("en")
	long := strings.Repeat("a very long text ", 500)
	for _, medium := range []*Catalogue{c, c.Plain()} {
		eachSentence(t, medium, long, func(name, s string) {
			if strings.ContainsAny(s, "{}") && name != "Date" && name != "Command" {
				t.Errorf("%s gives %q", name, s)
			}
			// Discord's limit for a message is 2000; a few sentences must fit.
			if Len16(s) > 1000 && name != "Date" {
				t.Errorf("%s repeats %d units of what somebody wrote", name, Len16(s))
			}
		})
	}
}

func TestNoSentenceLetsTextOfOthersAct(t *testing.T) {
	const nasty = "@everyone <@123456789012345678> [x](https://evil.example) **b** `c` ||s|| :smile: {n} \u202e\n# loud\n> q"
	eachSentence(t, For("en"), nasty, func(name, s string) {
		if name == "Date" { // a piece: the sentences that hold one escape it
			return
		}
		s = regexp.MustCompile(`<t:1700000000:f>`).ReplaceAllString(s, "")
		if active := messagestest.Active(s); len(active) > 0 {
			t.Errorf("%s gives %q, in which there is %q", name, s, active)
		}
		if strings.ContainsRune(s, '\n') {
			t.Errorf("%s gives more than one line: %q", name, s)
		}
	})
	eachSentence(t, For("en").Plain(), nasty, func(name, s string) {
		if strings.ContainsAny(s, "\\\u202e\n") {
			t.Errorf("in plain text %s gives %q", name, s)
		}
	})
}

func TestLanguagesAreFoundByLocale(t *testing.T) {
	for locale, want := range map[string]string{"en-US": "en", "en-GB": "en", "": "en", "xx": "en", "e": "en"} {
		if got := For(locale).language.tag; got != want {
			t.Errorf("For(%q) speaks %q, want %q", locale, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	c := For("en")
	at := time.Date(2024, 5, 1, 10, 30, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{c.TooFast(0), "That was too fast for Verbatim. Try again in 1 second."},
		{c.TooFast(1500 * time.Millisecond), "That was too fast for Verbatim. Try again in 2 seconds."},
		{c.NothingFound("a*b", ""), `No quotation has “a\*b”. Try fewer words, or other ones.`},
		{c.Plain().NothingFound("a*b", "a b"), `No quotation has “a*b”. Try “a b”.`},
		{c.NothingFound("שלום", ""), "No quotation has “\u2068שלום\u2069”. Try fewer words, or other ones."},
		{c.WordsUnknown([]string{"glitterz"}, []string{"glisters", "glitters"}, ""), "No quotation has “glitterz”. Did you mean “glisters” or “glitters”?"},
		{c.WordsUnknown([]string{"a*b", "שלום"}, []string{"<@1>"}, ""), `No quotation has “a\*b” or “` + "\u2068שלום\u2069" + `”. Did you mean “\<\@1>”?`},
		{c.WordsUnknown([]string{"a", "b", "c"}, nil, ""), "No quotation has “a”, “b” or “c”. Try other words."},
		{c.WordsUnknown([]string{"a", "b", "c", "d"}, nil, "e f"), "No quotation has “a”, “b”, “c” or 1 more of these words. Try “e f”."},
		{c.WordsUnknown([]string{"a", "b", "c", "d", "e"}, nil, ""), "No quotation has “a”, “b”, “c” or 2 more of these words. Try other words."},
		{c.WordsUnknown([]string{strings.Repeat("щ", 64)}, nil, ""), "No quotation has “" + strings.Repeat("щ", 39) + "…”. Try other words."},
		{c.WordsApart("gold dice"), "No quotation has all these words together. Try “gold dice”."},
		{c.NotExactly(1), "No quotation has exactly these words in a row. Without the quotation marks 1 is found."},
		{c.NotExactly(1200), "No quotation has exactly these words in a row. Without the quotation marks 1,200 are found."},
		{c.WithoutSpeaker("Lincoln", 3), "With the speaker “Lincoln” nothing is found; without it 3 quotations are."},
		{c.WithoutSource("@here", 1), `With the source “\@here” nothing is found; without it 1 quotation is.`},
		{c.WithoutDates(2), "With these dates nothing is found; without them 2 quotations are."},
		{c.WithoutKind(2), "With this kind of quotation nothing is found; with any kind 2 quotations are."},
		{c.WithoutFilter(1), "With these filters nothing is found; without them 1 quotation is."},
		{c.UnknownSpeaker("Lincon", []string{"Abraham Lincoln"}, 3), "Nobody called “Lincon” is quoted here. Did you mean “Abraham Lincoln”?"},
		{c.UnknownSpeaker("Nemo", nil, 3), "Nobody called “Nemo” is quoted here. Without it 3 quotations are found."},
		{c.UnknownSource("Nothing", nil, 0), "No source called “Nothing” is quoted here. Leave it out, and try fewer words or other ones."},
		{c.Place(2, 14396), "2 of 14,396"},
		{c.ReportRejected(1), "1 record or file was rejected:"},
		{c.ReportRejected(1200), "1,200 records or files were rejected:"},
		{c.ReportStale(2, "a, b"), "2 decisions by moderators no longer apply: a, b."},
		{c.Problem("a_b.csv", 3, "no *words*"), `a\_b\.csv, line 3: no \*words\*`},
		{c.Plain().Problem("a_b.csv", 0, "too long"), `a_b.csv: too long`},
		{c.Date("2024-05-01"), "1 May 2024"},
		{c.Date("2024-05"), "May 2024"},
		{c.Date("2024"), "2024"},
		{c.Date("January 13"), "January 13"},
		{c.Date(" 13\n\u202eJanuary"), "13 January"},
		{c.Plain().Time(at), "1 May 2024 10:30 UTC"},
		{c.Time(at), "<t:1714559400:f>"},
		{c.Time(time.Time{}), "—"},
		{c.Duration(59 * time.Second), "59 s"},
		{c.Duration(61 * time.Second), "1 min 1 s"},
		{c.Number(0), "0"},
		{c.Number(-1000), "-1,000"},
		{c.Number(999), "999"},
		{c.Number(1234567), "1,234,567"},
		{c.Reading(nil), "Verbatim is reading the corpus for the first time. Try again in a minute."},
		{c.Reading(&Progress{Step: "indexing", Done: 3100, Total: 14396, Took: time.Minute}), "Verbatim is reading the corpus for the first time: sorting, 3,100 of 14,396 quotations in 1 min 0 s. Try again when it is done."},
		{c.Progress(Progress{Done: 1, Took: time.Second}), "Reading the corpus: reading, 1 quotation in 1 s."},
		{c.StartedBy("123456789012345678"), "started by <@123456789012345678>"},
		{c.StartedBy("@everyone"), `started by \@everyone`},
		{c.StartedBy(""), "started by Verbatim itself"},
		{c.NoSuchSpeaker("Zelenski", "Volodymyr Zelenskyy"), "Nobody called “Zelenski” is quoted here. Pick a name from the list that appears while you type. The nearest one is “Volodymyr Zelenskyy”."},
	} {
		if tt.got != tt.want {
			t.Errorf("got  %q\nwant %q", tt.got, tt.want)
		}
	}
}
