// Package people knows by which names people call those who are quoted often:
// that JFK is John F. Kennedy, Samuel Clemens Mark Twain, and 孔子 Confucius.
//
// [Builtin] is the list that comes with the program, people.txt. [Parse] reads
// another one in the same format, and [List.With] puts it over the built-in one.
// The terms are those of a corpus's speakers.yaml: a person or a body has one
// canonical name and any number of aliases. Unlike there, an alias may mean
// several people here ("George Bush"): then [List.Named] returns them all, and
// its caller decides whether it can do with more than one.
package people

import (
	"bufio"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"verbatim/quotes"
)

// Person is a person or a body with its names.
type Person struct {
	Name    string   // canonical: "John F. Kennedy"
	Aliases []string // other names, as people write them: "JFK", "Jack Kennedy"
}

// List finds people by their names. It never changes, so it is safe for
// concurrent use. A nil *List and the zero List know nobody.
type List struct {
	people []Person            // in the order in which they were given
	byName map[string]int      // by folded canonical name
	byAny  map[string][]string // the canonical names that a folded name means
	starts []start             // sorted by text
}

// start is a folded name from one of its words on.
type start struct {
	text  string
	at    int  // in people
	whole bool // from the first word on
}

// maxLine is how long a line of a list may be, in bytes. The lines of the built-in
// list have fewer than 500.
const maxLine = 64 << 10

//go:embed people.txt
var builtin string

var parseBuiltin = sync.OnceValue(func() *List {
	l, err := Parse(strings.NewReader(builtin))
	if err != nil { // the text is part of the program, and a test reads it
		panic(fmt.Sprintf("people.txt: %v", err))
	}
	return l
})

// Builtin returns the list that comes with the program. It is parsed at the
// first call.
func Builtin() *List { return parseBuiltin() }

// Parse reads a list: a person a line, the canonical name first, then the
// aliases, with a bar between names. Empty lines and those that start with # are
// passed over.
//
//	John F. Kennedy | JFK | Jack Kennedy
//
// The error has one line for each fault of the list, with the number of the
// list's line: an empty name, a person or an alias that is given twice, a line
// that is not UTF-8. Names that differ in nothing that [List.Named] tells apart
// are the same.
func Parse(r io.Reader) (*List, error) {
	var people []Person
	var faults []error
	lines := map[string]int{} // by folded canonical name
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxLine)
	n := 0
	for scanner.Scan() {
		n++
		line := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		p, err := parseLine(line)
		if err == nil {
			if first, again := lines[fold(p.Name)]; again {
				err = fmt.Errorf("%s is on line %d already", p.Name, first)
			}
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("line %d: %w", n, err))
			continue
		}
		lines[fold(p.Name)] = n
		people = append(people, p)
	}
	if err := scanner.Err(); err != nil {
		faults = append(faults, fmt.Errorf("line %d: %w", n+1, err))
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return New(people...), nil
}

// parseLine reads the line of one person.
func parseLine(line string) (Person, error) {
	if !utf8.ValidString(line) {
		return Person{}, errors.New("not UTF-8")
	}
	names := strings.Split(line, "|")
	seen := map[string]string{}
	for i, name := range names {
		name = strings.Join(strings.Fields(name), " ")
		names[i] = name
		key := fold(name)
		if key == "" {
			return Person{}, fmt.Errorf("name %d is empty", i+1)
		}
		if same, again := seen[key]; again {
			return Person{}, fmt.Errorf("%s and %s are the same name", same, name)
		}
		seen[key] = name
	}
	return Person{Name: names[0], Aliases: names[1:]}, nil
}

// New returns a list of people. A person who is given twice has the aliases of
// both; names without a letter or digit are left out. A canonical name that is
// also somebody's alias means the person whose canonical name it is.
func New(people ...Person) *List {
	l := &List{byName: map[string]int{}, byAny: map[string][]string{}}
	for _, p := range people {
		key := fold(p.Name)
		if key == "" {
			continue
		}
		at, known := l.byName[key]
		if !known {
			at = len(l.people)
			l.people = append(l.people, Person{Name: p.Name})
			l.byName[key] = at
			l.byAny[key] = []string{p.Name}
		}
		l.people[at].Aliases = append(l.people[at].Aliases, p.Aliases...)
	}
	for i := range l.people {
		l.people[i].Aliases = l.index(l.people[i])
	}
	for i, p := range l.people {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			whole := fold(name)
			for key := whole; key != ""; _, key, _ = strings.Cut(key, " ") {
				l.starts = append(l.starts, start{key, i, key == whole})
			}
		}
	}
	slices.SortFunc(l.starts, func(a, b start) int { return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.at, b.at)) })
	return l
}

// index enters the aliases of a person and returns those that are his: no name
// twice, and none that is a canonical name.
func (l *List) index(p Person) []string {
	var aliases []string
	for _, alias := range p.Aliases {
		key := fold(alias)
		if _, canonical := l.byName[key]; canonical || key == "" || slices.Contains(l.byAny[key], p.Name) {
			continue
		}
		l.byAny[key] = append(l.byAny[key], p.Name)
		aliases = append(aliases, alias)
	}
	return aliases
}

// With returns a list in which the people of later win: each of their names means
// whom it means there, and nobody of l. If one of their names is the canonical
// name of somebody of l, the two are one person, who is called as in later and
// keeps the aliases of both. If it is an alias of several people of later, nobody
// knows which of them the one of l is, and he is left out.
func (l *List) With(later *List) *List {
	var kept []Person
	joined := map[string][]string{} // by canonical name in later
	for _, p := range l.all() {
		var left []string // the names that later does not claim
		for _, name := range p.Aliases {
			if len(later.Named(name)) == 0 {
				left = append(left, name)
			}
		}
		switch now := later.Named(p.Name); len(now) {
		case 0:
			kept = append(kept, Person{p.Name, left})
		case 1:
			joined[now[0]] = append(joined[now[0]], left...)
		}
	}
	for _, p := range later.all() {
		kept = append(kept, Person{p.Name, slices.Concat(p.Aliases, joined[p.Name])})
	}
	return New(kept...)
}

func (l *List) all() []Person {
	if l == nil {
		return nil
	}
	return l.people
}

// Named returns the canonical names of all whom a name can mean, in the order of
// the list; none when the list does not know it. Case, diacritics, punctuation
// and a leading "the" do not count, nor do the spaces between initials ("C.S.
// Lewis", "CS Lewis") or between characters of Chinese, Japanese and Korean.
func (l *List) Named(name string) []string {
	if l == nil {
		return nil
	}
	return slices.Clone(l.byAny[fold(name)])
}

// Knows reports whether a name means anybody, as [List.Named] tells names apart.
func (l *List) Knows(name string) bool { return l != nil && len(l.byAny[fold(name)]) > 0 }

// Names returns the aliases of the person with a canonical name, in the order of
// the list; none when the list does not know him by that as his canonical name.
func (l *List) Names(canonical string) []string {
	if l == nil {
		return nil
	}
	at, ok := l.byName[fold(canonical)]
	if !ok {
		return nil
	}
	return slices.Clone(l.people[at].Aliases)
}

// Starting returns the canonical names of people one of whose names starts with
// prefix, or goes on so from one of its words on, in the order of those names: at
// most so many. What [List.Named] does not tell apart is not told apart here. A
// prefix that begins with "the" is of whole names.
func (l *List) Starting(prefix string, most int) []string {
	_, article := strings.CutPrefix(quotes.Normalize(prefix), "the ")
	prefix = fold(prefix)
	if l == nil || prefix == "" {
		return nil
	}
	first, _ := slices.BinarySearchFunc(l.starts, prefix, func(s start, p string) int { return strings.Compare(s.text, p) })
	var out []string
	for _, s := range l.starts[first:] {
		if len(out) == most || !strings.HasPrefix(s.text, prefix) {
			break
		}
		if name := l.people[s.at].Name; (s.whole || !article) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
