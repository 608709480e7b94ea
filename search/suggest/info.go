package suggest

import (
	"cmp"
	"context"
	"slices"

	"verbatim/quotes"
	"verbatim/search/generation"
	"verbatim/search/index"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// SpeakerInfo is what is known about a speaker. Role, Body and Aliases are those of
// the 60 best sourced quotations, the sources are counted in 20,000 of them.
type SpeakerInfo struct {
	Name       string
	Roles      []string    // at most 5, as written, the most frequent first
	Since      quotes.Date // the earliest and the latest date; "" when none has one
	Until      quotes.Date
	Body       bool           // an organisation
	Aliases    []string       // at most 10 other writings of the name, the most frequent first
	Quotations int            // that the filter lets through
	Sources    []Suggestion   // at most 10 where they stand, the most frequent first
	Examples   []quotes.Quote // at most 5, the best sourced ones
}

// SourceInfo is what is known about a source.
type SourceInfo struct {
	Source     quotes.Source // as of the first example, without the place of its words
	Quotations int           // that the filter lets through
	Since      quotes.Date   // as of a speaker
	Until      quotes.Date
	Speakers   []Suggestion   // at most 10, the most frequent first, counted as in [SpeakerInfo]
	Examples   []quotes.Quote // at most 5, the best sourced ones
}

const (
	infoCompared = 1000  // names that are compared, the most frequent, besides the one that is exactly so
	infoDocs     = 20000 // documents that are looked through for companions
	infoRecords  = 60    // records that are read for roles and aliases
	infoExamples = 5
	infoRoles    = 5
	infoList     = 10
	infoNames    = 32 // speakers of one name at most who are looked for on the list of people
)

// subject is everything that a name or title has.
type subject struct {
	name      string
	names     []string // all that the corpus has for it
	docs      index.Docs
	records   []quotes.Quote // a sample, the best sourced first
	companion *tally         // speakers of a source, sources of a speaker
	since     vocabulary.Doc // of the earliest date, and the latest
	until     vocabulary.Doc
}

func (s subject) count() int { return s.docs.Len() }

// called reports whether a name is one of the subject's.
func (s subject) called(name string) bool {
	key := vocabulary.Key(name)
	return slices.ContainsFunc(s.names, func(n string) bool { return vocabulary.Key(n) == key })
}

// exactShare is how much of the most frequent name's quotations the name exactly
// as typed must have to be meant: "Einstein" is Albert Einstein, although eleven
// quotations may be by a plain "Einstein".
const exactShare = 0.25

// companions of a name are the sources of a speaker, or the speakers of a source.
type companions struct {
	of func(*vocabulary.Doc) []uint32
	at func(uint32) vocabulary.Entry
}

// best collects what is known about the best of what a name may mean, each all names
// of one: the one with the most quotations, or the one that is called exactly so.
func (v Suggester) best(ctx context.Context, typed string, f snapshot.Filter, meant [][]string, term func(string) string, c companions) (subject, error) {
	terms := v.Terms()
	see, err := v.Apply(ctx, terms, f)
	if err != nil {
		return subject{}, err
	}
	best, exact := subject{docs: v.Index.None()}, subject{docs: v.Index.None()}
	for i, names := range meant {
		if i%32 == 0 && ctx.Err() != nil {
			return subject{}, ctx.Err()
		}
		if i >= infoCompared && !(subject{names: names}).called(typed) {
			continue
		}
		of := make([]string, len(names))
		for j, name := range names {
			of[j] = term(name)
		}
		b, err := terms.Union(ctx, index.Filters, of)
		if err != nil {
			return subject{}, err
		}
		s := subject{name: names[0], names: names, docs: see.Docs.And(b), companion: newTally()}
		if s.called(typed) {
			exact = s
		}
		if s.count() > best.count() {
			best = s
		}
	}
	if float64(exact.count()) >= exactShare*float64(best.count()) {
		best = exact
	}
	if best.count() == 0 {
		return subject{}, generation.ErrNotFound
	}
	return best, v.sample(ctx, &best, &see, c)
}

// sample counts companions and reads the best sourced records.
func (v Suggester) sample(ctx context.Context, s *subject, see *snapshot.Visible, c companions) error {
	type ranked struct {
		record  uint32
		quality int
	}
	var records []ranked
	var doc vocabulary.Doc
	counts := map[uint32]int{}
	for record := range v.Index.Records(s.docs) {
		if len(records) == infoDocs {
			break
		}
		if len(records)%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v.Vocabulary.Doc(record, &doc)
		records = append(records, ranked{record, doc.Quality()})
		if doc.Date > 0 && (s.since.Date == 0 || doc.Date < s.since.Date) {
			s.since.Date = doc.Date
		}
		s.until.Date = max(s.until.Date, doc.Date)
		for _, id := range c.of(&doc) {
			counts[id]++
		}
	}
	for id, n := range counts {
		s.companion.add(c.at(id).Text, n)
	}
	slices.SortFunc(records, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.quality, b.quality), cmp.Compare(a.record, b.record))
	})
	for _, r := range records[:min(len(records), infoRecords)] {
		if err := ctx.Err(); err != nil {
			return err
		}
		q, ok, err := v.Read(r.record, see)
		if err != nil {
			return err
		}
		if ok {
			s.records = append(s.records, q)
		}
	}
	return nil
}

// Speaker tells about a speaker, [generation.ErrNotFound] when nobody is called so.
func (v Suggester) Speaker(ctx context.Context, name string, f snapshot.Filter) (SpeakerInfo, error) {
	names := v.SpeakersNamed(name)
	if len(names) == 0 && len(name) >= text.MinTypo {
		names = vocabulary.Texts(v.Vocabulary.SpeakersLike(name, infoList))
	}
	sources := companions{of: func(d *vocabulary.Doc) []uint32 { return d.Sources }, at: v.Vocabulary.SourceAt}
	s, err := v.best(ctx, name, f, v.meant(name, names), index.SpeakerTerm, sources)
	if err != nil {
		return SpeakerInfo{}, err
	}
	info := SpeakerInfo{
		Name: s.name, Quotations: s.count(), Since: s.since.Day(), Until: s.until.Day(),
		Sources: s.companion.top(infoList), Examples: s.examples(),
	}
	roles, aliases := newTally(), newTally()
	for _, q := range s.records {
		for _, a := range q.Attributions {
			for _, sp := range a.Speakers {
				if !s.called(sp.Name) {
					continue
				}
				if vocabulary.Key(sp.Name) != vocabulary.Key(s.name) {
					aliases.add(sp.Name, 1)
				}
				info.Body = info.Body || sp.Body
				if sp.Role != "" {
					roles.add(sp.Role, 1)
				}
				if sp.AsWritten != "" && sp.AsWritten != s.name {
					aliases.add(sp.AsWritten, 1)
				}
			}
		}
	}
	for _, role := range roles.top(infoRoles) {
		info.Roles = append(info.Roles, role.Text)
	}
	for _, a := range aliases.top(infoList) {
		info.Aliases = append(info.Aliases, a.Text)
	}
	return info, nil
}

// meant returns whom a name means, each with all his names, the one that is shown
// first: people of the list, of whom those names are, and others by their one name.
func (v Suggester) meant(typed string, names []string) [][]string {
	var out [][]string
	in := map[string]bool{}
	enter := func(p snapshot.Person) {
		all := p.Names()
		if in[all[0]] {
			return
		}
		shown := p.Shown()
		all = append([]string{shown}, slices.DeleteFunc(all, func(n string) bool { return n == shown })...)
		for _, n := range all {
			in[n] = true
		}
		out = append(out, all)
	}
	for _, p := range v.Called(typed) {
		enter(p)
	}
	if len(names) <= infoNames {
		for _, n := range names {
			if p := v.personOf(n); p != nil {
				enter(*p)
			}
		}
	}
	for _, n := range names {
		if !in[n] {
			out = append(out, []string{n})
		}
	}
	return out
}

// Source tells about a source, [generation.ErrNotFound] when nothing is called so.
func (v Suggester) Source(ctx context.Context, title string, f snapshot.Filter) (SourceInfo, error) {
	names := vocabulary.Texts(v.Vocabulary.SourcesNamed(title, snapshot.MaxNamed))
	if len(names) == 0 && len(title) >= text.MinTypo {
		names = vocabulary.Texts(v.Vocabulary.SourcesLike(title, infoList))
	}
	speakers := companions{
		of: func(d *vocabulary.Doc) []uint32 { return d.Speakers }, at: v.Vocabulary.SpeakerAt,
	}
	meant := make([][]string, len(names))
	for i, n := range names {
		meant[i] = []string{n}
	}
	s, err := v.best(ctx, title, f, meant, index.SourceTerm, speakers)
	if err != nil {
		return SourceInfo{}, err
	}
	info := SourceInfo{Quotations: s.count(), Since: s.since.Day(), Until: s.until.Day(), Speakers: s.companion.top(infoList), Examples: s.examples()}
	for _, q := range s.records {
		for _, a := range q.Attributions {
			one := quotes.Quote{Attributions: []quotes.Attribution{a}}
			if slices.ContainsFunc(vocabulary.Sources(one), func(n string) bool { return vocabulary.Key(n) == vocabulary.Key(s.name) }) {
				info.Source = a.Source
				info.Source.Place, info.Source.Line, info.Source.Spans = "", 0, nil
				return info, nil
			}
		}
	}
	return info, nil
}

func (s subject) examples() []quotes.Quote { return s.records[:min(len(s.records), infoExamples)] }
