package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// sight is what one request may see: the documents that the filter lets
// through, hidden ones left out.
type sight struct {
	filter Filter
	// What the filter's speaker and source may be, as [vocabulary.Key]s.
	speakers, sources map[string]bool
	alias             bool // the speaker is nobody's name, but one that sources write
	docs              *roaring.Bitmap
}

// A filter may mean so many speakers or sources ("john"); more than fewNamed
// speakers are not looked up one by one.
const (
	maxNamed = 4000
	fewNamed = 300
)

// see applies the filter. The index knows which documents have an
// attribution by the speaker and one of the day; that one attribution has both
// is for fits to say, once the record is read.
func (v view) see(ctx context.Context, l *lookup, f Filter) (sight, error) {
	f.Speaker, f.Source = readableName(f.Speaker), readableName(f.Source)
	s := sight{filter: f, speakers: map[string]bool{}, sources: map[string]bool{}}
	var err error
	if s.docs, err = v.visible(l, f.Scope); err != nil {
		return s, err
	}
	for _, narrow := range []func(*lookup, *sight) (*roaring.Bitmap, error){v.bySpeaker, v.bySource, v.byDate, v.byKind} {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		only, err := narrow(l, &s)
		if err != nil {
			return s, err
		}
		if only != nil {
			s.docs = roaring.And(s.docs, only)
		}
	}
	if f.said() {
		s.docs, err = withoutUnsaid(l, s.docs)
	}
	return s, err
}

// said reports whether the filter asks who said something, or when.
func (f Filter) said() bool { return f.Speaker != "" || f.Since != "" || f.Until != "" }

// withoutUnsaid leaves out the documents of what nobody says.
func withoutUnsaid(l *lookup, docs *roaring.Bitmap) (*roaring.Bitmap, error) {
	unsaid, err := l.bitmap(factsField, factUnsaid)
	if err != nil || unsaid.IsEmpty() {
		return docs, err
	}
	return roaring.AndNot(docs, unsaid), nil
}

// readableName returns what of a filter's name is read: its first maxWords words,
// more than any name has. Each is compared with the words of thousands of names.
func readableName(typed string) string {
	typed = readable(typed)
	if tokens := text.Tokens(typed); len(tokens) > maxWords {
		return typed[:tokens[maxWords-1].End]
	}
	return typed
}

func inScope(q quotes.Quote, scope string) bool { return q.Scope == "" || q.Scope == scope }

// visible returns the documents that may be served to everyone and to a guild.
func (v view) visible(l *lookup, scope string) (*roaring.Bitmap, error) {
	docs, err := l.bitmap(factsField, factServed)
	if err != nil {
		return nil, err
	}
	if scope != "" {
		own, err := l.bitmap(factsField, factScope+scope)
		if err != nil {
			return nil, err
		}
		if !own.IsEmpty() {
			docs = roaring.Or(docs, own)
		}
	}
	if !v.patch.masked.IsEmpty() {
		docs = roaring.AndNot(docs, v.patch.masked)
	}
	return docs, nil
}

// union returns the documents that have any of the facts.
func union(l *lookup, facts []string) (*roaring.Bitmap, error) {
	bitmaps := make([]*roaring.Bitmap, 0, len(facts))
	for _, f := range facts {
		b, err := l.bitmap(factsField, f)
		if err != nil {
			return nil, err
		}
		bitmaps = append(bitmaps, b)
	}
	switch len(bitmaps) {
	case 0:
		return roaring.New(), nil
	case 1:
		return bitmaps[0], nil
	}
	return roaring.FastOr(bitmaps...), nil
}

func (v view) bySpeaker(l *lookup, s *sight) (*roaring.Bitmap, error) {
	f := s.filter
	if f.Speaker == "" {
		return nil, nil
	}
	var facts []string
	add := func(found []vocabulary.Entry) {
		for _, e := range found {
			facts = append(facts, speakerFact(e.Text))
			s.speakers[vocabulary.Key(e.Text)] = true
		}
	}
	add(v.vocab.SpeakersNamed(f.Speaker, maxNamed))
	if 0 < len(facts) && len(facts) <= fewNamed {
		return union(l, facts)
	}
	// So many that their words are faster; or no canonical name, but all its words
	// may stand as a source writes the name.
	var docs *roaring.Bitmap
	for _, w := range vocabulary.Folded(f.Speaker) {
		b, err := l.bitmap(namesField, w)
		if err != nil {
			return nil, err
		}
		if docs != nil {
			b = roaring.And(docs, b)
		}
		docs = b
	}
	if len(facts) > fewNamed {
		return docs, nil
	}
	if docs != nil && !docs.IsEmpty() {
		s.alias = true
		return docs, nil
	}
	add(startingLike(f.Speaker, v.vocab.SpeakersFrom, v.vocab.SpeakersLike))
	return union(l, facts)
}

// startingLike returns the names that start as typed, but for one typing error
// unless that leaves hardly a letter.
func startingLike(typed string, from, like func(string, int) []vocabulary.Entry) []vocabulary.Entry {
	switch letters := utf8.RuneCountInString(vocabulary.Key(typed)); {
	case letters == 0:
		return nil
	case letters < minTypo:
		return from(typed, maxNamed)
	}
	return like(typed, maxNamed)
}

func (v view) bySource(l *lookup, s *sight) (*roaring.Bitmap, error) {
	f := s.filter
	if f.Source == "" {
		return nil, nil
	}
	var facts []string
	found := v.vocab.SourcesNamed(f.Source, maxNamed)
	if len(found) == 0 {
		found = startingLike(f.Source, v.vocab.SourcesFrom, v.vocab.SourcesLike)
	}
	for _, e := range found {
		facts = append(facts, sourceFact(e.Text))
		s.sources[vocabulary.Key(e.Text)] = true
	}
	return union(l, facts)
}

func (v view) byKind(l *lookup, s *sight) (*roaring.Bitmap, error) {
	if len(s.filter.Kinds) == 0 {
		return nil, nil
	}
	var facts []string
	for _, k := range s.filter.Kinds {
		facts = append(facts, factKind+string(k))
	}
	return union(l, facts)
}

func (v view) byDate(l *lookup, s *sight) (*roaring.Bitmap, error) {
	f := s.filter
	if f.Since == "" && f.Until == "" {
		return nil, nil
	}
	var facts []string
	since, until := f.days()
	for _, d := range v.vocab.Dates() {
		if first, last := days(d); last >= since && first <= until {
			facts = append(facts, factDate+string(d))
		}
	}
	return union(l, facts)
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
func (s *sight) fits(q quotes.Quote) bool {
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
