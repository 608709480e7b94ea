package snapshot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/search/index"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// The list of people tells by which names people call somebody; the corpus writes
// his name in ways of its own, sources theirs. A person is found in the corpus by
// his canonical name and his aliases, and by his surname where what stands there
// may be his name and nobody else's who is quoted more.

// Person is somebody of the list as the corpus has him.
type Person struct {
	Canonical string
	Speakers  []vocabulary.Entry // the names under which he is quoted, the most frequent first
}

// Shown returns the name that people are shown: the canonical one if he is quoted
// under it, else the most frequent.
func (p Person) Shown() string {
	for _, s := range p.Speakers {
		if s.Text == p.Canonical {
			return s.Text
		}
	}
	return p.Speakers[0].Text
}

// count is how many quotations he has, about: some may be under two names.
func (p Person) count() (n int) {
	for _, s := range p.Speakers {
		n += s.Count
	}
	return n
}

// Called returns those whom a name means by the list of people and whom the
// corpus quotes, the most quoted first.
func (v Snapshot) Called(name string) []Person { return v.quoted(v.People.Named(name)) }

// Starting returns those of the list whom the corpus quotes and one of whose names
// starts with prefix, or goes on so from one of its words on, the most quoted
// first: so many of them at most.
func (v Snapshot) Starting(prefix string, most int) []Person {
	count := map[string]int{} // under the canonical name, which most are quoted under
	names := v.People.Starting(prefix, maxStarting)
	for _, name := range names {
		count[name] = v.countCalled(name)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	return v.quoted(names[:min(len(names), most)])
}

// countCalled returns how many quotations are under a canonical name, and keeps it for
// the next time: who types one letter has hundreds of people looked up.
func (v Snapshot) countCalled(canonical string) (n int) {
	if known, ok := v.Edits.Called.Load(canonical); ok {
		return known.(int)
	}
	for _, e := range v.Vocabulary.SpeakersCalled(canonical) {
		n += e.Count
	}
	v.Edits.Called.Store(canonical, n)
	return n
}

// maxStarting is how many people of the list are looked at whose names start alike.
const maxStarting = 256

func (v Snapshot) quoted(canonical []string) []Person {
	var out []Person
	for _, name := range canonical {
		if p := v.person(name); len(p.Speakers) > 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Person) int { return cmp.Compare(b.count(), a.count()) })
	return out
}

// Names returns all names that the corpus has for somebody.
func (p Person) Names() []string { return vocabulary.Texts(p.Speakers) }

// sameSurname is how many of those who share a surname, the most quoted ones, are
// looked at when a person is looked for.
const sameSurname = 256

// person finds somebody of the list in the corpus, and keeps it for the next time.
func (v Snapshot) person(canonical string) Person {
	if known, ok := v.Edits.Persons.Load(canonical); ok {
		return known.(Person)
	}
	p := v.lookFor(canonical)
	v.Edits.Persons.Store(canonical, p)
	return p
}

func (v Snapshot) lookFor(canonical string) Person {
	p := Person{Canonical: canonical}
	seen := map[uint32]bool{}
	add := func(e vocabulary.Entry) {
		if !seen[e.ID] {
			seen[e.ID] = true
			p.Speakers = append(p.Speakers, e)
		}
	}
	names := []string{canonical}
	for _, alias := range v.People.Names(canonical) {
		if utf8.RuneCountInString(alias) > 1 && len(v.People.Named(alias)) == 1 {
			names = append(names, alias)
		}
	}
	surnames := map[string][]text.Person{} // and the full names that end in it
	for _, name := range names {
		for _, e := range v.Vocabulary.SpeakersCalled(name) {
			add(e)
		}
		if full := text.ParsePerson(name); full.Full() {
			surnames[full.Surname()] = append(surnames[full.Surname()], full)
		}
	}
	for surname, of := range surnames {
		for _, e := range bearersOf(v.Vocabulary.SpeakersWith(surname, sameSurname), surname, of) {
			add(e)
		}
	}
	slices.SortFunc(p.Speakers, func(a, b vocabulary.Entry) int { return cmp.Compare(a.ID, b.ID) })
	return p
}

// bearersOf returns those of the bearers of a surname who are the person of these
// names. A surname alone, or with an initial, is his if of those who may be meant
// he is quoted most.
func bearersOf(bearers []vocabulary.Entry, surname string, names []text.Person) []vocabulary.Entry {
	type bearer struct {
		vocabulary.Entry
		text.Person
	}
	var his []vocabulary.Entry
	var others, short []bearer
	own := 0
	for _, e := range bearers {
		b := bearer{e, text.ParsePerson(e.Text)}
		if b.Surname() != surname { // it is another word of the name
			continue
		}
		switch same := slices.ContainsFunc(names, b.Same); {
		case same && b.Full():
			his = append(his, e)
			own += e.Count
		case same:
			short = append(short, b)
		default:
			others = append(others, b)
		}
	}
	for _, b := range short {
		foreign := 0
		for _, o := range others {
			if b.Same(o.Person) {
				foreign += o.Count
			}
		}
		if foreign <= own {
			his = append(his, b.Entry)
		}
	}
	return his
}

// SpeakersNamed returns the speakers whom a name means: those on the list who are
// called so, by all names that the corpus has for them, and those of whose name these
// are words. What stands for somebody by one letter or two is no word of a name.
func (v Snapshot) SpeakersNamed(typed string) []string {
	var names []string
	people := v.Called(typed)
	for _, p := range people {
		names = append(names, p.Names()...)
	}
	if len(people) > 0 && len(strings.Join(vocabulary.Folded(typed), "")) <= FewLetters {
		return names
	}
	found := v.Vocabulary.SpeakersNamed(typed, MaxNamed)
	names = append(names, vocabulary.Texts(found)...)
	if len(found) <= fewNamesakes {
		for _, e := range found {
			if right, ok := v.Vocabulary.Rightly(e); ok {
				names = append(names, right.Text)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// fewNamesakes: of so many at most it is looked whether one is a bad spelling.
const fewNamesakes = 24

// FewLetters is how long a name is, in bytes, that means somebody only if nothing else
// is asked for: "W", "TR", but not "孔子".
const FewLetters = 2

// SaidBy returns the documents of what is said by speakers of these names.
func SaidBy(ctx context.Context, terms *index.Terms, names []string) (index.Docs, error) {
	of := make([]string, len(names))
	for i, n := range names {
		of[i] = index.SpeakerTerm(n)
	}
	return terms.Union(ctx, index.Filters, of)
}
