package snapshot

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Filter narrows what is searched, suggested and drawn: to quotations one
// attribution of which satisfies all of it. The zero Filter lets everything
// through that is served to everyone.
//
// A date is that on which the words were said, else published. It lies between
// Since and Until if any day does that it may mean, those two included; one
// without a year does not.
//
// Speaker, Since and Until ask who said something and when: a report of what
// somebody denied, asked or said with a condition satisfies none of them.
type Filter struct {
	Speaker string // a name as people type it; matched by folded name, alias or surname
	Source  string // a title or publisher, matched the same way
	Since   quotes.Date
	Until   quotes.Date // "": no bound, as for Since
	// Language is a BCP 47 tag, of which script and region do not count. Words whose
	// language nobody told are in none.
	Language string
	Kinds    []quotes.Kind // empty: all
	Scope    string        // guild ID whose own quotations are included
}

// Part is a part of a [Filter].
type Part string

// The parts of a filter.
const (
	SpeakerPart  Part = "speaker"
	SourcePart   Part = "source"
	DatesPart    Part = "dates" // Since and Until
	LanguagePart Part = "language"
	KindPart     Part = "kind"
)

// Parts returns the parts that a filter has, in the order of the constants.
func (f Filter) Parts() []Part {
	var parts []Part
	for _, p := range []struct {
		part Part
		has  bool
	}{
		{SpeakerPart, f.Speaker != ""},
		{SourcePart, f.Source != ""},
		{DatesPart, f.Since != "" || f.Until != ""},
		{LanguagePart, f.Language != ""},
		{KindPart, len(f.Kinds) > 0},
	} {
		if p.has {
			parts = append(parts, p.part)
		}
	}
	return parts
}

// Without returns the filter with a part left out.
func (f Filter) Without(p Part) Filter {
	switch p {
	case SpeakerPart:
		f.Speaker = ""
	case SourcePart:
		f.Source = ""
	case DatesPart:
		f.Since, f.Until = "", ""
	case LanguagePart:
		f.Language = ""
	case KindPart:
		f.Kinds = nil
	}
	return f
}

// Visible is what one request may see: the documents that the filter lets
// through, hidden ones left out.
type Visible struct {
	Docs    index.Docs
	Filter  Filter
	inScope index.Docs // what is served to who asks
	parts   map[Part]letThrough
}

// letThrough is what a part of a filter lets through.
type letThrough struct {
	docs index.Docs
	// names are what the part means besides what has all its words, as
	// [vocabulary.Key]s.
	names map[string]bool
	alias bool // the speaker is nobody's name, but one that sources write
}

const (
	// MaxNamed is how many speakers or sources a filter may mean ("john").
	MaxNamed = 4000
	// More than fewNamed speakers or sources are not looked up one by one, which
	// takes 5 microseconds for each.
	fewNamed = 300
	// maxBeginning is how many names and titles, the most frequent, are meant by a
	// beginning.
	maxBeginning = 1000
)

// Apply applies the filter. The index knows which documents have an
// attribution by the speaker and one of the day; that one attribution has both
// is for fits to say, once the record is read.
func (v Snapshot) Apply(ctx context.Context, terms *index.Terms, f Filter) (Visible, error) {
	f.Speaker, f.Source = ReadableName(f.Speaker), ReadableName(f.Source)
	s := Visible{Filter: f, parts: map[Part]letThrough{}}
	var err error
	if s.inScope, err = v.visible(terms, f.Scope); err != nil {
		return s, err
	}
	for _, p := range f.Parts() {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		by := map[Part]func(context.Context, *index.Terms, Filter) (letThrough, error){
			SpeakerPart: v.bySpeaker, SourcePart: v.bySource, DatesPart: v.byDate, LanguagePart: v.byLanguage, KindPart: v.byKind,
		}[p]
		if s.parts[p], err = by(ctx, terms, f); err != nil {
			return s, err
		}
	}
	return s, s.narrow(terms)
}

// narrow finds the documents that all parts let through.
func (s *Visible) narrow(terms *index.Terms) (err error) {
	s.Docs = s.inScope
	for _, p := range s.Filter.Parts() {
		s.Docs = s.Docs.And(s.parts[p].docs)
	}
	if s.Filter.said() {
		s.Docs, err = WithoutUnsaid(terms, s.Docs)
	}
	return err
}

// With returns what is seen with another filter that has some of the parts of this
// one and no others.
func (s Visible) With(terms *index.Terms, f Filter) (Visible, error) {
	s.Filter = f
	err := s.narrow(terms)
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

// ReadableName returns what of a filter's name is read: its first MaxWords words,
// more than any name has. Each is compared with the words of thousands of names.
func ReadableName(typed string) string {
	typed = query.Readable(typed)
	if tokens := text.Tokens(typed); len(tokens) > query.MaxWords {
		return typed[:tokens[query.MaxWords-1].End]
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

func (v Snapshot) bySpeaker(ctx context.Context, terms *index.Terms, f Filter) (letThrough, error) {
	typed := f.Speaker
	names := v.SpeakersNamed(typed)
	if 0 < len(names) && len(names) <= fewNamed {
		return v.oneOf(ctx, terms, index.SpeakerTerm, names)
	}
	// So many that their words are faster; or no canonical name, but all its words
	// may stand as a source writes the name.
	docs, err := withAll(ctx, terms, index.Names, vocabulary.Folded(typed))
	if err != nil {
		return letThrough{}, err
	}
	switch {
	case docs != nil && !docs.Empty():
		return letThrough{docs: docs, alias: len(names) == 0}, nil
	case len(names) == 0:
		names = vocabulary.Texts(startingLike(typed, v.Vocabulary.SpeakersFrom, v.Vocabulary.SpeakersLike))
	}
	return v.oneOf(ctx, terms, index.SpeakerTerm, names[:min(len(names), maxBeginning)]) // beginning so, or in other spellings
}

// oneOf lets through what has one of some names or titles.
func (v Snapshot) oneOf(ctx context.Context, terms *index.Terms, term func(string) string, names []string) (out letThrough, err error) {
	out.names = make(map[string]bool, len(names))
	of := make([]string, len(names))
	for i, name := range names {
		of[i] = term(name)
		out.names[vocabulary.Key(name)] = true
	}
	out.docs, err = terms.Union(ctx, index.Filters, of)
	return out, err
}

// withAll returns the documents that have all terms of a field, nil for no terms.
func withAll(ctx context.Context, terms *index.Terms, field string, all []string) (index.Docs, error) {
	var docs index.Docs
	for _, term := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b, err := terms.Docs(field, term)
		if err != nil {
			return nil, err
		}
		if docs != nil {
			b = docs.And(b)
		}
		if docs = b; docs.Empty() {
			break
		}
	}
	return docs, nil
}

// startingLike returns the names that start as typed, but for one typing error
// unless that leaves hardly a letter.
func startingLike(typed string, from, like func(string, int) []vocabulary.Entry) []vocabulary.Entry {
	switch letters := utf8.RuneCountInString(vocabulary.Key(typed)); {
	case letters == 0:
		return nil
	case letters < text.MinTypo:
		return from(typed, maxBeginning)
	}
	return like(typed, maxBeginning)
}

func (v Snapshot) bySource(ctx context.Context, terms *index.Terms, f Filter) (out letThrough, err error) {
	typed := f.Source
	sources := v.Vocabulary.SourcesNamed(typed, MaxNamed)
	if len(sources) == 0 {
		return v.oneOf(ctx, terms, index.SourceTerm, vocabulary.Texts(startingLike(typed, v.Vocabulary.SourcesFrom, v.Vocabulary.SourcesLike)))
	}
	many := len(sources) > fewNamed
	var of []string
	for _, e := range sources {
		if !many || strings.Contains(e.Text, ".") && len(of) < maxBeginning {
			of = append(of, index.SourceTerm(e.Text))
		}
	}
	if out.docs, err = terms.Union(ctx, index.Filters, of); err != nil || !many {
		return out, err
	}
	// So many that their words are faster, but for the names of files, which are
	// no words of titles.
	titled, err := withAll(ctx, terms, index.Titles, vocabulary.Folded(typed))
	if titled != nil {
		out.docs = out.docs.Or(titled)
	}
	return out, err
}

func (v Snapshot) byKind(ctx context.Context, terms *index.Terms, f Filter) (out letThrough, err error) {
	var of []string
	for _, k := range f.Kinds {
		of = append(of, index.KindTerm(k))
	}
	out.docs, err = terms.Union(ctx, index.Filters, of)
	return out, err
}

func (v Snapshot) byLanguage(_ context.Context, terms *index.Terms, f Filter) (out letThrough, err error) {
	out.docs, err = terms.Docs(index.Filters, index.LanguageTerm(f.Language))
	return out, err
}

func (v Snapshot) byDate(ctx context.Context, terms *index.Terms, f Filter) (out letThrough, err error) {
	var of []string
	since, until := f.days()
	for _, d := range v.Vocabulary.Dates() {
		if first, last := days(d); last >= since && first <= until {
			of = append(of, index.DateTerm(d))
		}
	}
	out.docs, err = terms.Union(ctx, index.Filters, of)
	return out, err
}

// Empty reports whether the filter narrows nothing within its scope.
func (f Filter) Empty() bool {
	return f.Speaker == "" && f.Source == "" && f.Since == "" && f.Until == "" && f.Language == "" && len(f.Kinds) == 0
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
	f := s.Filter
	if !inScope(q, f.Scope) {
		return false
	}
	if f.Empty() {
		return true
	}
	if f.Language != "" && quotes.Language(q.Lang) != quotes.Language(f.Language) {
		return false
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
		if s.parts[SpeakerPart].alias {
			names = append(names, strings.Join(vocabulary.NameWords(one), " "))
		}
		return (f.Speaker == "" || named(f.Speaker, names, s.parts[SpeakerPart].names, true)) &&
			(f.Source == "" || named(f.Source, vocabulary.Sources(one), s.parts[SourcePart].names, false))
	})
}

// named reports whether one of the names is among those that were found for what
// was typed or has all its words, a person's in any spelling.
func named(typed string, names []string, found map[string]bool, person bool) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return len(found) > 0 && found[vocabulary.Key(name)] || vocabulary.Named(name, typed, person)
	})
}
