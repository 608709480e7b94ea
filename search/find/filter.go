package find

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/index"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Visible is what one request may see: the documents that the filter lets
// through, hidden ones left out.
type Visible struct {
	Docs   index.Docs
	filter Filter
	// What the filter's speaker and source may be, as [vocabulary.Key]s.
	speakers, sources map[string]bool
	alias             bool // the speaker is nobody's name, but one that sources write
}

// A filter may mean so many speakers or sources ("john"); more than fewNamed
// speakers are not looked up one by one.
const (
	MaxNamed = 4000
	fewNamed = 300
)

// Apply applies the filter. The index knows which documents have an
// attribution by the speaker and one of the day; that one attribution has both
// is for fits to say, once the record is read.
func (v Snapshot) Apply(ctx context.Context, terms *index.Terms, f Filter) (Visible, error) {
	f.Speaker, f.Source = readableName(f.Speaker), readableName(f.Source)
	s := Visible{filter: f, speakers: map[string]bool{}, sources: map[string]bool{}}
	var err error
	if s.Docs, err = v.visible(terms, f.Scope); err != nil {
		return s, err
	}
	for _, narrow := range []func(*index.Terms, *Visible) (index.Docs, error){v.bySpeaker, v.bySource, v.byDate, v.byKind} {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		only, err := narrow(terms, &s)
		if err != nil {
			return s, err
		}
		if only != nil {
			s.Docs = s.Docs.And(only)
		}
	}
	if f.said() {
		s.Docs, err = WithoutUnsaid(terms, s.Docs)
	}
	return s, err
}

// said reports whether the filter asks who said something, or when.
func (f Filter) said() bool { return f.Speaker != "" || f.Since != "" || f.Until != "" }

// WithoutUnsaid leaves out the documents of what nobody says.
func WithoutUnsaid(terms *index.Terms, docs index.Docs) (index.Docs, error) {
	unsaid, err := terms.Docs(index.Filters, index.UnsaidTerm)
	if err != nil || unsaid.Empty() {
		return docs, err
	}
	return docs.AndNot(unsaid), nil
}

// readableName returns what of a filter's name is read: its first MaxWords words,
// more than any name has. Each is compared with the words of thousands of names.
func readableName(typed string) string {
	typed = readable(typed)
	if tokens := text.Tokens(typed); len(tokens) > MaxWords {
		return typed[:tokens[MaxWords-1].End]
	}
	return typed
}

func inScope(q quotes.Quote, scope string) bool { return q.Scope == "" || q.Scope == scope }

// visible returns the documents that may be served to everyone and to a guild.
func (v Snapshot) visible(terms *index.Terms, guild string) (index.Docs, error) {
	docs, err := terms.Docs(index.Filters, index.VisibleTerm(""))
	if err != nil || guild == "" {
		return docs, err
	}
	own, err := terms.Docs(index.Filters, index.VisibleTerm(guild))
	if err != nil || own.Empty() {
		return docs, err
	}
	return docs.Or(own), nil
}

func (v Snapshot) bySpeaker(terms *index.Terms, s *Visible) (index.Docs, error) {
	typed := s.filter.Speaker
	if typed == "" {
		return nil, nil
	}
	var of []string
	add := func(names ...string) {
		for _, name := range names {
			of = append(of, index.SpeakerTerm(name))
			s.speakers[vocabulary.Key(name)] = true
		}
	}
	add(v.SpeakersNamed(typed)...)
	if 0 < len(of) && len(of) <= fewNamed {
		return terms.Union(index.Filters, of)
	}
	// So many that their words are faster; or no canonical name, but all its words
	// may stand as a source writes the name.
	var docs index.Docs
	for _, w := range vocabulary.Folded(typed) {
		b, err := terms.Docs(index.Names, w)
		if err != nil {
			return nil, err
		}
		if docs != nil {
			b = docs.And(b)
		}
		docs = b
	}
	if len(of) > fewNamed {
		return docs, nil
	}
	if docs != nil && !docs.Empty() {
		s.alias = true
		return docs, nil
	}
	add(textsOf(startingLike(typed, v.Vocabulary.SpeakersFrom, v.Vocabulary.SpeakersLike))...)
	return terms.Union(index.Filters, of)
}

func textsOf(entries []vocabulary.Entry) []string {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	return texts
}

// startingLike returns the names that start as typed, but for one typing error
// unless that leaves hardly a letter.
func startingLike(typed string, from, like func(string, int) []vocabulary.Entry) []vocabulary.Entry {
	switch letters := utf8.RuneCountInString(vocabulary.Key(typed)); {
	case letters == 0:
		return nil
	case letters < text.MinTypo:
		return from(typed, MaxNamed)
	}
	return like(typed, MaxNamed)
}

func (v Snapshot) bySource(terms *index.Terms, s *Visible) (index.Docs, error) {
	typed := s.filter.Source
	if typed == "" {
		return nil, nil
	}
	sources := v.Vocabulary.SourcesNamed(typed, MaxNamed)
	if len(sources) == 0 {
		sources = startingLike(typed, v.Vocabulary.SourcesFrom, v.Vocabulary.SourcesLike)
	}
	var of []string
	for _, name := range textsOf(sources) {
		of = append(of, index.SourceTerm(name))
		s.sources[vocabulary.Key(name)] = true
	}
	return terms.Union(index.Filters, of)
}

func (v Snapshot) byKind(terms *index.Terms, s *Visible) (index.Docs, error) {
	if len(s.filter.Kinds) == 0 {
		return nil, nil
	}
	var of []string
	for _, k := range s.filter.Kinds {
		of = append(of, index.KindTerm(k))
	}
	return terms.Union(index.Filters, of)
}

func (v Snapshot) byDate(terms *index.Terms, s *Visible) (index.Docs, error) {
	f := s.filter
	if f.Since == "" && f.Until == "" {
		return nil, nil
	}
	var of []string
	since, until := f.days()
	for _, d := range v.Vocabulary.Dates() {
		if first, last := days(d); last >= since && first <= until {
			of = append(of, index.DateTerm(d))
		}
	}
	return terms.Union(index.Filters, of)
}

// empty reports whether the filter narrows nothing within its scope.
func (f Filter) empty() bool {
	return f.Speaker == "" && f.Source == "" && f.Since == "" && f.Until == "" && len(f.Kinds) == 0
}

// days returns the first and the last day of the filter's range; days compare as
// text.
func (f Filter) days() (since, until string) {
	since, until = "", "9999-12-31"
	if first, _, ok := f.Since.Range(); ok {
		since = first
	}
	if _, last, ok := f.Until.Range(); ok {
		until = last
	}
	return since, until
}

// days is [quotes.Date.Range] of a date that is known to be one, thirty times
// faster. Every month ends on the 31st here, which no comparison minds.
func days(d quotes.Date) (first, last string) {
	switch len(d) {
	case len("2024"):
		return string(d + "-01-01"), string(d + "-12-31")
	case len("2024-05"):
		return string(d + "-01"), string(d + "-31")
	}
	return string(d), string(d)
}

// between reports whether a date may lie in the filter's range: any day that it
// may mean does. A date without a year lies in none.
func between(d quotes.Date, f Filter) bool {
	first, last, ok := d.Range()
	since, until := f.days()
	return ok && last >= since && first <= until
}

// fits reports whether a quotation may be seen: it is in scope, and one of its
// attributions satisfies the whole filter.
func (s *Visible) fits(q quotes.Quote) bool {
	f := s.filter
	if !inScope(q, f.Scope) {
		return false
	}
	if f.empty() {
		return true
	}
	return slices.ContainsFunc(q.Attributions, func(a quotes.Attribution) bool {
		if !a.Status.Served() || len(f.Kinds) > 0 && !slices.Contains(f.Kinds, a.Kind) {
			return false
		}
		if f.said() && !vocabulary.Says(a) {
			return false
		}
		if (f.Since != "" || f.Until != "") && !between(vocabulary.Date(a), f) {
			return false
		}
		one := quotes.Quote{Attributions: []quotes.Attribution{a}}
		names := vocabulary.Speakers(one)
		if s.alias {
			names = append(names, strings.Join(vocabulary.NameWords(one), " "))
		}
		return (f.Speaker == "" || named(f.Speaker, names, s.speakers, true)) &&
			(f.Source == "" || named(f.Source, vocabulary.Sources(one), s.sources, false))
	})
}

// named reports whether one of the names is among those that were found for what
// was typed or has all its words, a person's in any spelling.
func named(typed string, names []string, found map[string]bool, person bool) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return found[vocabulary.Key(name)] || vocabulary.Named(name, typed, person)
	})
}
