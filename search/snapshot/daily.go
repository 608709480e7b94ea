package snapshot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"
	"time"

	"verbatim/quotes"
	"verbatim/search/generation"
	"verbatim/search/index"
)

// DaysOf numbers the days of a calendar: t's, in its time zone, 1 January 2026
// being 0. Days before that are 0 as well.
func DaysOf(t time.Time) int {
	year, month, day := t.Date()
	first := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	return max(0, int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(first)/(24*time.Hour)))
}

// Daily returns the quotation of a day for a server, or for whoever else is named:
// the same one all day, and another one each day until all that may be drawn were
// shown.
//
// Records stand in the order of their IDs, which are hashes, in a ring. A hash of
// the server and the day is a place on that ring, and the day has the
// first quotation from there on that no day before it has; after as many days as
// there are quotations the ring is full, and the next round begins. So nothing is
// kept: the days of this round are gone through, a microsecond each.
//
// A corpus that changes moves a few days only: those into whose gap on the ring
// something new falls, or whose quotation left. While it does not, nothing comes
// twice in a round. Days after a change may have what an earlier one had before it:
// where 1,000 quotations become 1,100 on day 300, 18 of the next 200 days do, and 54
// would if each day drew anew. Rounds then begin at other days, too.
func (v Snapshot) Daily(ctx context.Context, f Filter, who string, days int) (quotes.Quote, error) {
	see, left, err := v.drawable(ctx, f)
	if err != nil || left.n == 0 {
		return quotes.Quote{}, cmp.Or(err, generation.ErrNotFound)
	}
	record := uint32(0)
	for day := days - days%left.n; day <= days; day++ {
		if err := ctx.Err(); err != nil {
			return quotes.Quote{}, err
		}
		from, _ := v.Records.FindPacked(place(who, day))
		record = left.take(from)
	}
	for {
		if err := ctx.Err(); err != nil {
			return quotes.Quote{}, err
		}
		q, ok, err := v.Read(record, &see)
		if lead, _ := q.Lead(); ok && lead.Kind != quotes.Indirect || err != nil {
			return q, err
		}
		if left.n == 0 {
			return quotes.Quote{}, generation.ErrNotFound
		}
		record = left.take(record)
	}
}

// place is where on the ring a day begins to look: an ID as records have it.
func place(who string, day int) (id [9]byte) {
	// The day first, as it always has 8 bytes; there is no secret to keep.
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(make([]byte, 0, 64), uint64(day)), who...))
	copy(id[:], sum[:])
	id[8] &= 0x80 // an ID has 65 bits
	return id
}

// drawable returns the records that may be drawn: the filter lets them through, and
// what leads is no report.
func (v Snapshot) drawable(ctx context.Context, f Filter) (Visible, *ring, error) {
	f, ok := f.verbatim()
	r := &ring{words: make([]uint64, (v.Records.Len()+63)/64)}
	if !ok {
		return Visible{}, r, nil
	}
	see, err := v.Apply(ctx, v.Terms(), f)
	if err != nil {
		return Visible{}, nil, err
	}
	looked := 0
	for record := range v.Index.Records(see.Docs) {
		if looked++; looked%4096 == 0 && ctx.Err() != nil {
			return Visible{}, nil, ctx.Err()
		}
		if v.Vocabulary.Lead(record) != quotes.Indirect {
			r.words[record/64] |= 1 << (record % 64)
			r.n++
		}
	}
	return see, r, nil
}

// ring is a set of records.
type ring struct {
	words []uint64 // a bit for each record
	n     int
}

// take removes a record, the first from one on and then from the start, and
// returns it. There must be one.
func (r *ring) take(from uint32) uint32 {
	r.n--
	at := int(from/64) % len(r.words) // from may be behind the last one
	word := r.words[at] >> (from % 64) << (from % 64)
	for word == 0 {
		at = (at + 1) % len(r.words)
		word = r.words[at]
	}
	bit := bits.TrailingZeros64(word)
	r.words[at] &^= 1 << bit
	return uint32(at*64 + bit)
}

// Language is a language of the corpus.
type Language struct {
	Tag   string // see [quotes.Language]
	Count int    // quotations
}

// Languages returns the languages of what the filter lets through and may be
// drawn, the one with the most quotations first.
func (v Snapshot) Languages(ctx context.Context, f Filter) ([]Language, error) {
	f, ok := f.verbatim()
	if !ok {
		return nil, nil
	}
	terms := v.Terms()
	see, err := v.Apply(ctx, terms, f)
	if err != nil {
		return nil, err
	}
	var all []Language
	for _, tag := range v.Manifest.Languages {
		docs, err := terms.Docs(index.Filters, index.LanguageTerm(tag))
		if err != nil {
			return nil, err
		}
		if n := see.Docs.LenAnd(docs); n > 0 {
			all = append(all, Language{tag, n})
		}
	}
	slices.SortStableFunc(all, func(a, b Language) int { return cmp.Compare(b.Count, a.Count) })
	return all, nil
}
