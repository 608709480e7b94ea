package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"verbatim/quotes"
	"verbatim/search/vocabulary"
)

// SpeakerInfo is what is known about a speaker. Role, Body and Aliases are those of
// the 60 best sourced quotations, the sources are counted in 20,000 of them.
type SpeakerInfo struct {
	Name       string
	Role       string         // as written most often; "" when no source gives one
	Body       bool           // an organisation
	Aliases    []string       // at most 10 other writings of the name, the most frequent first
	Quotations int            // that the filter lets through
	Sources    []Suggestion   // at most 10 where they stand, the most frequent first
	Examples   []quotes.Quote // at most 5, the best sourced ones
}

// SourceInfo is what is known about a source.
type SourceInfo struct {
	Source     quotes.Source  // as of the first example, without the place of its words
	Quotations int            // that the filter lets through
	Speakers   []Suggestion   // at most 10, the most frequent first, counted as in [SpeakerInfo]
	Examples   []quotes.Quote // at most 5, the best sourced ones
}

const (
	infoDocs     = 20000 // documents that are looked through for companions
	infoRecords  = 60    // records that are read for roles and aliases
	infoExamples = 5
	infoList     = 10
)

// subject is everything that a name or title has.
type subject struct {
	name      string
	docs      *roaring.Bitmap
	records   []quotes.Quote // a sample, the best sourced first
	companion *tally         // speakers of a source, sources of a speaker
}

func (s subject) count() int { return int(s.docs.GetCardinality()) }

// exactShare is how much of the most frequent name's quotations the name exactly
// as typed must have to be meant: "Einstein" is Albert Einstein, although eleven
// quotations may be by a plain "Einstein".
const exactShare = 0.25

// about collects what is known about the best reading of a name: the one with the
// most quotations, or the entry with exactly this name.
func (v view) about(ctx context.Context, typed string, f Filter, fact func(string) string, found []vocabulary.Entry, companion func(*vocabulary.Doc) []uint32, text func(uint32) vocabulary.Entry) (subject, error) {
	l := v.lookup()
	see, err := v.see(ctx, l, f)
	if err != nil {
		return subject{}, err
	}
	candidates := make([]string, 0, len(found)+1)
	for _, e := range found {
		candidates = append(candidates, e.Text)
	}
	best, exact := subject{docs: roaring.New()}, subject{docs: roaring.New()}
	for i, name := range candidates {
		if i%32 == 0 && ctx.Err() != nil {
			return subject{}, ctx.Err()
		}
		b, err := l.bitmap(factsField, fact(name))
		if err != nil {
			return subject{}, err
		}
		s := subject{name: name, docs: roaring.And(see.docs, b), companion: newTally()}
		if vocabulary.Key(name) == vocabulary.Key(typed) {
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
		return subject{}, ErrNotFound
	}
	return best, v.sample(ctx, &best, &see, companion, text)
}

// sample counts companions and reads the best sourced records.
func (v view) sample(ctx context.Context, s *subject, see *sight, companion func(*vocabulary.Doc) []uint32, text func(uint32) vocabulary.Entry) error {
	type ranked struct {
		record  uint32
		quality int
	}
	var records []ranked
	var doc vocabulary.Doc
	counts := map[uint32]int{}
	for it := s.docs.Iterator(); it.HasNext() && len(records) < infoDocs; {
		if len(records)%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		record := v.posts.record[it.Next()]
		v.vocab.Doc(record, &doc)
		for _, id := range companion(&doc) {
			counts[id]++
		}
		records = append(records, ranked{record, quality(doc)})
	}
	for id, n := range counts {
		s.companion.add(text(id).Text, n)
	}
	slices.SortFunc(records, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.quality, b.quality), cmp.Compare(a.record, b.record))
	})
	for _, r := range records[:min(len(records), infoRecords)] {
		if err := ctx.Err(); err != nil {
			return err
		}
		q, ok, err := v.read(r.record, see)
		if err != nil {
			return err
		}
		if ok {
			s.records = append(s.records, q)
		}
	}
	return nil
}

func (v view) speaker(ctx context.Context, name string, f Filter) (SpeakerInfo, error) {
	found := v.vocab.SpeakersNamed(name, maxNamed)
	if len(found) == 0 && len(name) >= minTypo {
		found = v.vocab.SpeakersLike(name, infoList)
	}
	s, err := v.about(ctx, name, f, speakerFact, found, func(d *vocabulary.Doc) []uint32 { return d.Sources }, v.vocab.SourceAt)
	if err != nil {
		return SpeakerInfo{}, err
	}
	info := SpeakerInfo{Name: s.name, Quotations: s.count(), Sources: s.companion.top(infoList), Examples: s.examples()}
	roles, aliases := newTally(), newTally()
	for _, q := range s.records {
		for _, a := range q.Attributions {
			for _, sp := range a.Speakers {
				if vocabulary.Key(sp.Name) != vocabulary.Key(s.name) {
					continue
				}
				info.Body = info.Body || sp.Body
				if sp.Role != "" {
					roles.add(sp.Role, 1)
				}
				if sp.AsWritten != "" {
					aliases.add(sp.AsWritten, 1)
				}
			}
		}
	}
	if top := roles.top(1); len(top) > 0 {
		info.Role = top[0].Text
	}
	for _, a := range aliases.top(infoList) {
		info.Aliases = append(info.Aliases, a.Text)
	}
	return info, nil
}

func (v view) source(ctx context.Context, title string, f Filter) (SourceInfo, error) {
	found := v.vocab.SourcesNamed(title, maxNamed)
	if len(found) == 0 && len(title) >= minTypo {
		found = v.vocab.SourcesLike(title, infoList)
	}
	s, err := v.about(ctx, title, f, sourceFact, found, func(d *vocabulary.Doc) []uint32 { return d.Speakers }, v.vocab.SpeakerAt)
	if err != nil {
		return SourceInfo{}, err
	}
	info := SourceInfo{Quotations: s.count(), Speakers: s.companion.top(infoList), Examples: s.examples()}
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
