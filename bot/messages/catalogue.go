package messages

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	bcp47 "golang.org/x/text/language"
)

// files are the catalogues, one for each language, named for its locale as
// Discord writes it. CONTRIBUTING.md tells how to add one.
//
//go:embed catalogue/*.yaml
var files embed.FS

// fallback is the language that stands in for those that are not there.
const fallback = "en"

// language is everything that a catalogue gives.
type language struct {
	locale   string
	tag      bcp47.Tag
	texts    map[key]pattern
	commands map[string]Named // by the path of a command, option or choice
	marks    struct{ open, shut string }
	numbers  numbers
	dates    dates
}

// Named is how a command, a subcommand, an option or a choice is called and
// what it is for. A choice has no description.
type Named struct {
	Name, Description string
}

// numbers says how whole numbers are written. golang.org/x/text/number would
// know the separators, but writes 1.234 in Spanish, where numbers of four digits
// are not grouped, and gives French a wide space (as of v0.43, CLDR 32).
type numbers struct {
	Separator   string
	GroupedFrom int `yaml:"grouped_from"`
}

// dates says how dates are written: "{day} {month} {year}", "{month} {year}" and
// "{year}", which is that alone where it is empty.
type dates struct {
	Months []string
	// MonthsAlone are the months' names where no day stands with them, in
	// languages that decline them.
	MonthsAlone []string `yaml:"months_alone"`
	// First is the first day of a month where it is written otherwise: "1er".
	First            string
	Day, Month, Year string
}

// file is a catalogue as it is written.
type file struct {
	// BasedOn is a locale whose catalogue holds for what this one leaves out: for
	// the same language in another country.
	BasedOn string `yaml:"based_on"`
	Marks   struct {
		Open, Shut string
	} `yaml:"quotation_marks"`
	Numbers   numbers
	Dates     dates
	Sentences map[key]string
	Commands  map[string]Named
}

// languages gives every language by its locale. A language is read when it is
// first asked for: a command line speaks one of them.
var languages = sync.OnceValue(func() map[string]func() *language {
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	all := make(map[string]func() *language)
	for _, name := range names {
		locale := strings.TrimSuffix(path.Base(name), ".yaml")
		all[locale] = sync.OnceValue(func() *language {
			l, err := load(files, locale)
			if err != nil {
				panic(err) // it is part of the program, and a test reads each
			}
			return l
		})
	}
	return all
})

// load reads the catalogue of a locale, and those that it is based on.
func load(from fs.FS, locale string) (*language, error) {
	f, err := read(from, locale)
	if err != nil {
		return nil, err
	}
	l := &language{locale: locale, texts: make(map[key]pattern), commands: make(map[string]Named)}
	if f.BasedOn != "" {
		base, err := load(from, f.BasedOn)
		if err != nil {
			return nil, fmt.Errorf("what %s is based on: %w", locale, err)
		}
		*l = *base
		l.locale = locale
	}
	if l.tag, err = bcp47.Parse(locale); err != nil {
		return nil, fmt.Errorf("the locale %q: %w", locale, err)
	}
	if f.Marks.Open != "" {
		l.marks.open, l.marks.shut = f.Marks.Open, f.Marks.Shut
	}
	if f.Numbers.GroupedFrom != 0 {
		l.numbers = f.Numbers
	}
	if len(f.Dates.Months) > 0 {
		l.dates.Months, l.dates.MonthsAlone = f.Dates.Months, f.Dates.MonthsAlone
		if l.dates.MonthsAlone == nil {
			l.dates.MonthsAlone = f.Dates.Months
		}
	}
	l.dates.First = cmp.Or(f.Dates.First, l.dates.First)
	l.dates.Day, l.dates.Month, l.dates.Year = cmp.Or(f.Dates.Day, l.dates.Day), cmp.Or(f.Dates.Month, l.dates.Month), cmp.Or(f.Dates.Year, l.dates.Year, "{year}")
	maps.Copy(l.commands, f.Commands)
	var errs []error
	for k, text := range f.Sentences {
		l.texts[k], err = parsePattern(text)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("the catalogue of %s: %w", locale, err)
	}
	return l, nil
}

func read(from fs.FS, locale string) (*file, error) {
	in, err := from.Open("catalogue/" + locale + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("the catalogue of %s: %w", locale, err)
	}
	defer in.Close()
	d := yaml.NewDecoder(in)
	d.KnownFields(true)
	var f file
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("the catalogue of %s: %w", locale, err)
	}
	return &f, nil
}

// form returns the category of a whole number in CLDR's rules. Those of
// golang.org/x/text are of CLDR 32, which does not know yet that Spanish, French,
// Italian and Portuguese have a form of its own for 1,000,000 ("un millón de").
func (l *language) form(n int) plural.Form {
	return plural.Cardinal.MatchPlural(l.tag, max(n, -n)%10_000_000, 0, 0, 0, 0)
}
