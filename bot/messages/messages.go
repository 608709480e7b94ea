// Package messages holds every sentence that a person can read in Discord and
// on a card, by language, and the functions that let text of others into them.
// The sentences stand in catalogue/, one file for each language.
//
// A [Catalogue] has one method for each sentence. What others wrote (words of a
// query, names, reasons) is a parameter; the catalogue cleans it and, for
// Discord, escapes it, so that a translation cannot forget to. Sentences hold
// no markup of their own.
//
// How sentences are worded stands atop catalogue/en.yaml.
package messages

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	bcp47 "golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Catalogue speaks one language to one medium. It is a small value without
// mutable state, safe for concurrent use.
type Catalogue struct {
	language *language
	plain    bool
}

// For returns the catalogue for a Discord locale such as "en-GB" or "uk",
// speaking Discord's markdown. A language that is not there is English.
func For(locale string) *Catalogue {
	l, ok := find(locale)
	if !ok {
		l, _ = find(fallback)
	}
	return &Catalogue{language: l()}
}

// find returns the language of a locale, or the one without a country.
func find(locale string) (func() *language, bool) {
	l, ok := languages()[locale]
	if !ok {
		base, _, _ := strings.Cut(locale, "-")
		l, ok = languages()[base]
	}
	return l, ok
}

// MarksOf returns the quotation marks of the language that a text is in, where there
// is a catalogue of it, else those of this one.
func (c *Catalogue) MarksOf(lang string) (open, shut string) {
	if l, ok := find(lang); ok {
		return l().marks.open, l().marks.shut
	}
	return c.Marks()
}

// Plain returns the same language for places where nothing is markup: a
// terminal, a footer, a button.
func (c *Catalogue) Plain() *Catalogue { return &Catalogue{language: c.language, plain: true} }

// Command returns what a command, subcommand or option is for, by its path:
// "quote search speaker". It is empty for a path that is not there.
func (c *Catalogue) Command(path string) string { return c.language.commands[path].Description }

// CommandName returns how a command, subcommand, option or choice is called in the
// language, by its path, which has the English names.
func (c *Catalogue) CommandName(path string) string { return c.language.commands[path].Name }

// Localized returns by locale how a command, option or choice is called and what
// it is for, where that is not as in English.
func Localized(path string) (names, descriptions map[string]string) {
	names, descriptions = make(map[string]string), make(map[string]string)
	all := languages()
	english := all[fallback]().commands[path]
	for locale, l := range all {
		named := l().commands[path]
		if named.Name != english.Name {
			names[locale] = named.Name
		}
		if named.Description != english.Description {
			descriptions[locale] = named.Description
		}
	}
	return names, descriptions
}

// param fills one place of a sentence.
type param struct {
	name string
	text string
	n    int // for plurals
}

// maxWords bounds in UTF-16 code units what a sentence repeats of a person's
// own words.
const maxWords = 120

// maxReason bounds what a sentence repeats of a reason that a program gave.
const maxReason = 400

// theirs is a parameter that somebody else wrote.
func (c *Catalogue) theirs(name, text string) param { return c.upTo(maxWords, name, text) }

func (c *Catalogue) upTo(limit int, name, text string) param {
	text = Shorten(oneLine(text), limit)
	if c.plain {
		return param{name: name, text: isolate(text)}
	}
	return param{name: name, text: Escape(text)}
}

// ours is a parameter that the catalogue or a person who runs Verbatim made.
func ours(name, text string) param { return param{name: name, text: text} }

func (c *Catalogue) count(name string, n int) param {
	return param{name: name, text: c.Number(n), n: n}
}

// number is a parameter that is a number but no amount: its digits stay together.
func number(name string, n int) param { return param{name: name, text: strconv.Itoa(n), n: n} }

// say fills in the places of a sentence.
func (c *Catalogue) say(k key, params ...param) string {
	var b strings.Builder
	c.fill(&b, c.language.texts[k], params)
	return b.String()
}

func (c *Catalogue) fill(b *strings.Builder, p pattern, params []param) {
	for _, piece := range p {
		if piece.place == "" {
			b.WriteString(piece.text)
			continue
		}
		i := slices.IndexFunc(params, func(p param) bool { return p.name == piece.place })
		switch {
		case i < 0:
			b.WriteString(c.named(piece.place))
		case piece.forms != nil:
			c.fill(b, piece.forms[c.language.form(params[i].n)], params)
		default:
			b.WriteString(params[i].text)
		}
	}
}

// named fills a place with the name of a command or an option: "/corpus status"
// and "option quote search private".
func (c *Catalogue) named(place string) string {
	if path, ok := strings.CutPrefix(place, "option "); ok {
		return c.CommandName(path)
	}
	if path, ok := strings.CutPrefix(place, "/"); ok {
		return c.Invocation(path)
	}
	return "{" + place + "}"
}

// Invocation returns a command as people type it, by its path.
func (c *Catalogue) Invocation(path string) string {
	var names []string
	words := strings.Fields(path)
	for i := range words {
		names = append(names, c.CommandName(strings.Join(words[:i+1], " ")))
	}
	return "/" + strings.Join(names, " ")
}

// Known reports whether there is a catalogue for a locale, or for its language.
func Known(locale string) bool {
	_, ok := find(locale)
	return ok
}

// Locales returns the locales that there is a catalogue for, sorted.
func Locales() []string { return slices.Sorted(maps.Keys(languages())) }

// Number writes a whole number with its digits in groups of three.
func (c *Catalogue) Number(n int) string {
	s, how := strconv.Itoa(n), c.language.numbers
	if max(n, -n) < how.GroupedFrom {
		return s
	}
	digits := strings.TrimPrefix(s, "-")
	sign := s[:len(s)-len(digits)]
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + how.Separator + digits[i:]
	}
	return sign + digits
}

// Date writes a date of the form 2024, 2024-05 or 2024-05-01; any other text
// comes back clean.
func (c *Catalogue) Date(date string) string {
	how := c.language.dates
	for _, form := range []struct {
		layout, pattern string
		months          []string
	}{
		{time.DateOnly, how.Day, how.Months},
		{"2006-01", how.Month, how.MonthsAlone},
		{"2006", how.Year, how.Months},
	} {
		t, err := time.Parse(form.layout, date)
		if err != nil {
			continue
		}
		day := strconv.Itoa(t.Day())
		if t.Day() == 1 {
			day = cmp.Or(how.First, day)
		}
		return strings.NewReplacer("{day}", day, "{month}", form.months[t.Month()-1], "{year}", strconv.Itoa(t.Year())).Replace(form.pattern)
	}
	return oneLine(date)
}

// Time writes a moment: in Discord so that each reader sees it in their own
// time zone, elsewhere in UTC.
func (c *Catalogue) Time(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	if c.plain {
		t = t.UTC()
		return c.Date(t.Format(time.DateOnly)) + t.Format(" 15:04 UTC")
	}
	// "Message Formatting", Discord's developer reference: a short date and time.
	return "<t:" + strconv.FormatInt(t.Unix(), 10) + ":f>"
}

// LanguageName returns how the language of a BCP 47 tag is called, in this language;
// the tag if nobody knows.
func (c *Catalogue) LanguageName(tag string) string {
	name := tag
	if t, err := bcp47.Parse(tag); err == nil {
		in := display.Languages(c.language.tag)
		if in == nil {
			in = display.Languages(bcp47.English)
		}
		name = cmp.Or(in.Name(t), tag)
	}
	return c.theirs("", name).text
}

// Duration writes a time that passed, in seconds or in minutes and seconds.
func (c *Catalogue) Duration(d time.Duration) string {
	d = d.Round(time.Second)
	if d < time.Minute {
		return c.say(seconds, c.count("s", int(d/time.Second)))
	}
	return c.say(minutes, c.count("m", int(d/time.Minute)), c.count("s", int(d%time.Minute/time.Second)))
}

// Quoted puts text of others between the language's quotation marks, on one line.
func (c *Catalogue) Quoted(text string) string {
	return c.language.marks.open + c.theirs("", text).text + c.language.marks.shut
}

// Marks returns the language's quotation marks.
func (c *Catalogue) Marks() (open, shut string) { return c.language.marks.open, c.language.marks.shut }
