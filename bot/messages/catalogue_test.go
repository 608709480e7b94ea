package messages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/feature/plural"

	"verbatim/bot/messages/messagestest"
)

// every returns the catalogue of each language, by its locale.
func every(t *testing.T) map[string]*Catalogue {
	t.Helper()
	all := make(map[string]*Catalogue)
	for locale := range languages() {
		l, err := load(files, locale)
		if err != nil {
			t.Fatal(err)
		}
		all[locale] = &Catalogue{language: l}
	}
	if len(all) == 0 {
		t.Fatal("there is no catalogue")
	}
	return all
}

// declared returns the keys of keys.go.
func declared(t *testing.T) []key {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []key
	for _, d := range f.Decls {
		constants, ok := d.(*ast.GenDecl)
		if !ok || constants.Tok != token.CONST {
			continue
		}
		for _, s := range constants.Specs {
			c := s.(*ast.ValueSpec)
			if len(c.Values) != 1 || c.Values[0].(*ast.BasicLit).Value != strconv.Quote(c.Names[0].Name) {
				t.Errorf("the key %s has another value than its name", c.Names[0].Name)
			}
			all = append(all, key(c.Names[0].Name))
		}
	}
	slices.Sort(all)
	return all
}

// placesOf returns the names of the parameters of a sentence.
func placesOf(p pattern) map[string]bool {
	names := make(map[string]bool)
	for _, piece := range p {
		if piece.place != "" {
			names[piece.place] = true
		}
		for _, form := range piece.forms {
			maps.Copy(names, placesOf(form))
		}
	}
	return names
}

// categories returns how many of the numbers to a thousand take which category.
func categories(l *language) map[plural.Form]int {
	taken := make(map[plural.Form]int)
	for n := range 1001 {
		taken[l.form(n)]++
	}
	return taken
}

// checkPlurals reports plurals that lack a category that whole numbers have in
// the language, or have another one, and forms that lack a parameter: only a form
// for a single number ("one" in English, not in Ukrainian, where 21 takes it too)
// may leave the number out.
func checkPlurals(t *testing.T, l *language, k key, p pattern) {
	t.Helper()
	taken := categories(l)
	for _, piece := range p {
		if piece.forms == nil {
			continue
		}
		if !maps.EqualFunc(piece.forms, taken, func(pattern, int) bool { return true }) {
			t.Errorf("%s: %s has the plural categories %v, the language has %v", l.locale, k, slices.Collect(maps.Keys(piece.forms)), slices.Collect(maps.Keys(taken)))
		}
		whole := placesOf(pattern{piece})
		delete(whole, piece.place)
		for category, form := range piece.forms {
			places := placesOf(form)
			withNumber := places[piece.place]
			delete(places, piece.place)
			if !maps.Equal(places, whole) {
				t.Errorf("%s: %s has other parameters in one form of the plural than in another", l.locale, k)
			}
			for other, f := range piece.forms {
				if taken[category] > 1 && !withNumber && placesOf(f)[piece.place] {
					t.Errorf("%s: %s has {%s} in form %v of the plural but not in %v", l.locale, k, piece.place, other, category)
				}
			}
			checkPlurals(t, l, k, form)
		}
	}
}

func TestEveryLanguageHasEverySentence(t *testing.T) {
	all, keys := every(t), declared(t)
	english := all[fallback].language
	for _, c := range all {
		l := c.language
		if diff := cmp.Diff(keys, slices.Sorted(maps.Keys(l.texts))); diff != "" {
			t.Errorf("%s has other sentences than keys.go (-) names:\n%s", l.locale, diff)
		}
		for _, k := range keys {
			p := l.texts[k]
			if got, want := placesOf(p), placesOf(english.texts[k]); !maps.Equal(got, want) {
				t.Errorf("%s: %s has the parameters %v, English has %v", l.locale, k, got, want)
			}
			checkPlurals(t, l, k, p)
			for place := range placesOf(p) {
				if strings.ContainsAny(place, "/ ") && strings.ContainsAny(c.named(place), "{}") {
					t.Errorf("%s: %s names %q, which nobody can type", l.locale, k, place)
				}
			}
			var filled []param
			for place := range placesOf(p) {
				filled = append(filled, param{name: place, text: "x", n: 1})
			}
			text := c.say(k, filled...)
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", l.locale, k)
			}
			if active := messagestest.Active(text); len(active) > 0 {
				t.Errorf("%s: %q holds markup: %v", l.locale, text, active)
			}
		}
		if link := c.OpenSource(); Escape(link) != link {
			t.Errorf("%s: %q is the text of a link, where Discord knows no backslash", l.locale, link)
		}
		for _, months := range [][]string{l.dates.Months, l.dates.MonthsAlone} {
			if len(months) != 12 || slices.Contains(months, "") || l.dates.Day == "" || l.dates.Month == "" {
				t.Errorf("%s: the months are %q", l.locale, months)
			}
		}
		if l.marks.open == "" || l.marks.shut == "" || l.numbers.GroupedFrom < 1000 {
			t.Errorf("%s lacks quotation marks, or says not how numbers are written", l.locale)
		}
	}
}

// commandName: "Application Commands", naming. A name is lowercase besides.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func TestEveryLanguageNamesEveryCommandAsDiscordTakesIt(t *testing.T) {
	all := every(t)
	english := all[fallback].language.commands
	for locale, c := range all {
		siblings := make(map[string]bool)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(c.language.commands))); diff != "" {
			t.Errorf("%s has other commands than English (-):\n%s", locale, diff)
		}
		for path, named := range c.language.commands {
			if menu := strings.ToUpper(path[:1]) == path[:1]; menu { // used on a message
				if n := Len16(named.Name); n == 0 || n > 32 || named.Description != "" {
					t.Errorf("%s: a menu has no room for %q, described as %q", locale, named.Name, named.Description)
				}
				continue
			}
			if !commandName.MatchString(named.Name) || strings.ToLower(named.Name) != named.Name {
				t.Errorf("%s: Discord does not take %q for the name of %q", locale, named.Name, path)
			}
			// "Application Commands": a description has 1 to 100 characters.
			if n := Len16(named.Description); n == 0 || n > 100 {
				t.Errorf("%s: the description of %q has %d units", locale, path, n)
			}
			parent := path[:strings.LastIndexByte(path, ' ')+1]
			if siblings[parent+named.Name] {
				t.Errorf("%s: two of %q are called %q", locale, parent, named.Name)
			}
			siblings[parent+named.Name] = true
			if locale == fallback && !strings.HasSuffix(" "+path, " "+named.Name) {
				t.Errorf("the program calls %q what English calls %q", path, named.Name)
			}
		}
	}
}

func TestLabelsFitIntoButtonsAndMenus(t *testing.T) {
	// "Component Reference": units of a button's label and a menu's placeholder.
	limits := map[string]int{
		"Previous": 80, "Next": 80, "Place": 80, "ShowWhole": 80, "SearchFor": 80, "SearchWith": 80, "SearchWithoutSpeaker": 80,
		"SearchWithoutSource": 80, "SearchWithoutDates": 80, "SearchAllLanguages": 80, "SearchWithoutFilters": 80, "PickWording": 150,
	}
	for locale, c := range every(t) {
		seen := 0
		eachSentence(t, c.Plain(), strings.Repeat("word ", 100), func(name, s string) {
			if limit := limits[name]; limit > 0 {
				if seen++; Len16(s) > limit {
					t.Errorf("%s: %s has %d units: %q", locale, name, Len16(s), s)
				}
			}
		})
		if seen != len(limits) {
			t.Errorf("%d of %d labels are there", seen, len(limits))
		}
	}
}

func TestPatternsThatAreNone(t *testing.T) {
	for _, s := range []string{
		"{", "}", "{}", "{n", "{n,", "{n, plural", "{n, plural, one", "{n, plural, one {x}", "{n, plural, one {x} one {y}}",
		"{n, plural, some {x}}", "{n, select, one {x}}", "{n, plural, one {x}}}", "a {n, plural, one {{} other {y}}",
	} {
		if p, err := parsePattern(s); err == nil {
			t.Errorf("%q is parsed as %v", s, p)
		}
	}
}

// fill fills every parameter of a method of the catalogue.
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
		if name := v.Type().Method(i).Name; name == "Command" || name == "CommandName" || name == "Invocation" {
			continue // of paths, not of texts
		}
		if m.Type().NumOut() != 1 || m.Type().Out(0) != reflect.TypeFor[string]() {
			continue
		}
		n++
		check(v.Type().Method(i).Name, m.Call(fill(m, text))[0].String())
	}
	if n < len(declared(t))/2 {
		t.Fatalf("only %d methods give sentences", n)
	}
}

func TestEverySentenceIsWholeAndBounded(t *testing.T) {
	long := strings.Repeat("a very long text ", 500)
	for locale, c := range every(t) {
		for _, medium := range []*Catalogue{c, c.Plain()} {
			eachSentence(t, medium, long, func(name, s string) {
				if strings.ContainsAny(s, "{}") && name != "Date" {
					t.Errorf("%s: %s gives %q", locale, name, s)
				}
				// Discord's limit for a message is 2000; a few sentences must fit.
				if Len16(s) > 1000 && name != "Date" {
					t.Errorf("%s: %s repeats %d units of what somebody wrote", locale, name, Len16(s))
				}
			})
		}
	}
}

func TestNoSentenceLetsTextOfOthersAct(t *testing.T) {
	const nasty = "@everyone <@123456789012345678> [x](https://evil.example) **b** `c` ||s|| :smile: {n} \u202e\n# loud\n> q"
	for locale, c := range every(t) {
		eachSentence(t, c, nasty, func(name, s string) {
			if name == "Date" { // a piece: the sentences that hold one escape it
				return
			}
			s = regexp.MustCompile(`<t:1700000000:f>`).ReplaceAllString(s, "")
			if active := messagestest.Active(s); len(active) > 0 {
				t.Errorf("%s: %s gives %q, in which there is %q", locale, name, s, active)
			}
			if strings.ContainsRune(s, '\n') {
				t.Errorf("%s: %s gives more than one line: %q", locale, name, s)
			}
		})
		eachSentence(t, c.Plain(), nasty, func(name, s string) {
			if strings.ContainsAny(s, "\\\u202e\n") {
				t.Errorf("%s: in plain text %s gives %q", locale, name, s)
			}
		})
	}
}

func TestLanguagesAreFoundByLocale(t *testing.T) {
	for locale, want := range map[string]string{"en-US": "en-US", "en-GB": "en", "uk": "uk", "de": "de", "de-AT": "de", "fr": "fr", "es-ES": "es-ES", "es-419": "es-419", "ko": "ko", "ja": "en", "": "en", "xx": "en", "e": "en"} {
		if got := For(locale).language.locale; got != want {
			t.Errorf("For(%q) speaks %q, want %q", locale, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	c := For("en")
	at := time.Date(2024, 5, 1, 10, 30, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{c.TooFast(0), "You’re going too fast. Try again in 1 second."},
		{c.TooFast(1500 * time.Millisecond), "You’re going too fast. Try again in 2 seconds."},
		{c.NothingFound("a*b", ""), `I found no quote mentioning “a\*b”. Try fewer or different words.`},
		{c.Plain().NothingFound("a*b", "a b"), `I found no quote mentioning “a*b”. Try “a b”.`},
		{c.NothingFound("שלום", ""), "I found no quote mentioning “\u2068שלום\u2069”. Try fewer or different words."},
		{c.WordsUnknown([]string{"glitterz"}, []string{"glisters", "glitters"}, ""), "I found no quote mentioning “glitterz”. Did you mean “glisters” or “glitters”?"},
		{c.WordsUnknown([]string{"a*b", "שלום"}, []string{"<@1>"}, ""), `I found no quote mentioning “a\*b” or “` + "\u2068שלום\u2069" + `”. Did you mean “\<\@1>”?`},
		{c.WordsUnknown([]string{"a", "b", "c"}, nil, ""), "I found no quote mentioning “a”, “b” or “c”. Try different words."},
		{c.WordsUnknown([]string{"a", "b", "c", "d"}, nil, "e f"), "I found no quote mentioning “a”, “b”, “c” or 1 other word you typed. Try “e f”."},
		{c.WordsUnknown([]string{"a", "b", "c", "d", "e"}, nil, ""), "I found no quote mentioning “a”, “b”, “c” or 2 other words you typed. Try different words."},
		{c.WordsUnknown([]string{strings.Repeat("щ", 64)}, nil, ""), "I found no quote mentioning “" + strings.Repeat("щ", 39) + "…”. Try different words."},
		{c.WordsApart("gold dice"), "No quote has all of those words together. Try “gold dice”."},
		{c.NoQuotesOf("John F. Kennedy"), "I have no quotes from John F. Kennedy."},
		{c.NothingOf("John F. Kennedy", ""), "I have no quotes from John F. Kennedy. Try fewer or different words."},
		{c.NothingOf("@everyone", "jfk"), "I have no quotes from \\@everyone. Try “jfk”."},
		{c.NotExactly(), "No quote has exactly those words in a row. Without the quotation marks:"},
		{c.WithoutSpeaker("Lincoln", 3), "No results from “Lincoln”, but 3 from other speakers."},
		{c.WithoutSource("@here", 1), `No results from “\@here”, but 1 from another source.`},
		{c.WithoutDates(2), "No results for those dates, but 2 without them."},
		{c.WithoutKind(2), "No results of that kind, but 2 of other kinds."},
		{c.WithoutLanguage("uk", 1200), "No results in Ukrainian, but 1,200 in other languages."},
		{c.NoSuchLanguage("Klingon"), "I have no quotes in “Klingon”. Pick a language from the list that appears as you type."},
		{c.LanguageName("xx"), "xx"},
		{c.DailyTitle("2026-11-30"), "Quote of the day, 30 November 2026"},
		{c.WithoutFilter(1), "No results with those filters, but 1 without them."},
		{c.UnknownSpeaker("Lincon", []string{"Abraham Lincoln"}, 3), "I have no quotes from anyone called “Lincon”. Did you mean “Abraham Lincoln”?"},
		{c.UnknownSpeaker("Nemo", nil, 3), "I have no quotes from anyone called “Nemo”. Without that filter, I found 3 quotes."},
		{c.UnknownSource("Nothing", nil, 0), "I have no source called “Nothing”. Leave it out and try different words."},
		{c.Place(2, 14396), "2 of 14,396"},
		{c.ReportRejected(1), "1 record or file couldn’t be used:"},
		{c.ReportRejected(1200), "1,200 records or files couldn’t be used:"},
		{c.ReportCrowded(1, "a"), "1 quote was found in more places than I can keep, so I left some out: a."},
		{c.ReportStale(2, "a, b"), "2 decisions by moderators no longer apply: a, b."},
		{c.Problem("a_b.csv", 3, "no *words*"), `a\_b\.csv, line 3: no \*words\*`},
		{c.Plain().Problem("a_b.csv", 0, "too long"), `a_b.csv: too long`},
		{c.Date("2024-05-01"), "1 May 2024"},
		{c.Date("2024-05"), "May 2024"},
		{c.Date("2024"), "2024"},
		{c.StarterCorpus(2211, 262), "This is the small starter corpus: 2,211 quotes from 262 speakers. To search your own, put the files into a folder and name it in CORPUS_DIR."},
		{c.Date("0180"), "180"},
		{c.Date("0180-03-01"), "1 March 180"},
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
		{c.Reading(nil), "I’m reading the corpus for the first time. Try again in a minute."},
		{c.Reading(&Progress{Step: "indexing", Done: 3100, Total: 14396, Took: time.Minute}), "I’m reading the corpus for the first time: sorting, 3,100 of 14,396 quotes in 1 min 0 s. Try again when I’m done."},
		{c.Progress(Progress{Done: 1, Took: time.Second}), "Reading the corpus: collecting, 1 quote in 1 s."},
		{c.StartedBy("123456789012345678"), "started by <@123456789012345678>"},
		{c.StartedBy("@everyone"), `started by \@everyone`},
		{c.StartedBy(""), "started automatically"},
		{c.NoSuchSpeaker("Zelenski", "Volodymyr Zelenskyy"), "I have no quotes from anyone called “Zelenski”. Pick a name from the list that appears as you type. The closest is “Volodymyr Zelenskyy”."},
	} {
		if tt.got != tt.want {
			t.Errorf("got  %q\nwant %q", tt.got, tt.want)
		}
	}
}

// What a language writes in its own way: forms of a plural, dates, numbers,
// quotation marks, and commands as its speakers type them.
func TestEachLanguageWritesAsItsSpeakersDo(t *testing.T) {
	for locale, want := range map[string][]string{
		"en": {
			"1 May 2024", "May 2024", "2024", "said on 1 May 2024", "said in May 2024", "said in 2024", "1,234", "1,234,567",
			"1 quote", "2 quotes", "5 quotes", "21 quotes", "“a”", "/quote search",
		},
		"en-US": {
			"May 1, 2024", "May 2024", "2024", "said on May 1, 2024", "said in May 2024", "said in 2024", "1,234", "1,234,567",
			"1 quote", "2 quotes", "5 quotes", "21 quotes", "“a”", "/quote search",
		},
		"uk": {
			"1 травня 2024 року", "травень 2024 року", "2024", "сказано 1 травня 2024 року", "сказано: травень 2024 року", "сказано 2024 року", "1\u00a0234", "1\u00a0234\u00a0567",
			"1 цитата", "2 цитати", "5 цитат", "21 цитата", "«a»", "/цитата пошук",
		},
		"de": {
			"1. Mai 2024", "Mai 2024", "2024", "gesagt am 1. Mai 2024", "gesagt im Mai 2024", "gesagt 2024", "1.234", "1.234.567",
			"1 Zitat", "2 Zitate", "5 Zitate", "21 Zitate", "„a“", "/zitat suche",
		},
		"fr": {
			"1er mai 2024", "mai 2024", "2024", "dit le 1er mai 2024", "dit en mai 2024", "dit en 2024", "1\u202f234", "1\u202f234\u202f567",
			"1 citation", "2 citations", "5 citations", "21 citations", "«\u00a0a\u00a0»", "/citation chercher",
		},
		"es-ES": {
			"1 de mayo de 2024", "mayo de 2024", "2024", "dicho el 1 de mayo de 2024", "dicho en mayo de 2024", "dicho en 2024", "1234", "1.234.567",
			"1 cita", "2 citas", "5 citas", "21 citas", "«a»", "/cita buscar",
		},
		"es-419": {
			"1 de mayo de 2024", "mayo de 2024", "2024", "dicho el 1 de mayo de 2024", "dicho en mayo de 2024", "dicho en 2024", "1234", "1,234,567",
			"1 cita", "2 citas", "5 citas", "21 citas", "“a”", "/cita buscar",
		},
		"ko": {
			"2024년 5월 1일", "2024년 5월", "2024년", "2024년 5월 1일 발언", "2024년 5월 발언", "2024년 발언", "1,234", "1,234,567",
			"인용문 1개", "인용문 2개", "인용문 5개", "인용문 21개", "‘a’", "/인용 검색",
		},
	} {
		c := For(locale).Plain()
		got := []string{
			c.Date("2024-05-01"), c.Date("2024-05"), c.Date("2024"), c.Said("2024-05-01"), c.Said("2024-05"), c.Said("2024"),
			c.Number(1234), c.Number(1234567),
			c.QuotationCount(1), c.QuotationCount(2), c.QuotationCount(5), c.QuotationCount(21), c.Quoted("a"), c.Invocation("quote search"),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", locale, diff)
		}
	}
}
