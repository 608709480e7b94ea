package generation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// A quotation whose bounds changed between two builds, because the extraction
// got better or a curated line was amended, has another wording and so another
// ID. The old ID leads to the new one when both stand at one place (same file
// and overlapping spans; in curated files, which have no spans, the same line)
// and share most words: what stands elsewhere, or is something else, is not the
// quotation that somebody linked to.

// redirector finds what became of quotations that left.
type redirector struct {
	new      *occurrences
	previous *store.Records
	byPlace  []uint32 // occurrences by file and start
	longest  uint32   // bytes from start to end of the longest reading out of an article
}

// redirects returns where each ID of the previous generation that the new
// occurrences lack has gone to, if anywhere, and the file where it stood.
func redirects(ctx context.Context, new *occurrences, previous *store.Records) (moved map[store.PackedID]store.PackedID, files map[store.PackedID]string, err error) {
	m := &redirector{new: new, previous: previous}
	moved, files = map[store.PackedID]store.PackedID{}, map[store.PackedID]string{}
	for n := range uint32(previous.Len()) {
		id := previous.PackedAt(n)
		if new.has(id) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		q, err := previous.At(n)
		if err != nil {
			return nil, nil, err
		}
		if len(q.Attributions) > 0 {
			files[id] = q.Attributions[0].Source.File
		}
		to, ok, err := m.successor(q)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			moved[id] = to
		}
	}
	return moved, files, nil
}

// successor returns the reading that has the quotation's words now: one that
// is new before one that was there already, then the one with the largest
// overlap, then the first.
func (m *redirector) successor(q quotes.Quote) (best store.PackedID, found bool, err error) {
	type rank struct {
		known   bool
		overlap uint32
	}
	var bestRank rank
	for _, a := range q.Attributions {
		file, ok := m.new.numbers[a.Source.File]
		if !ok || a.Source.File == "" {
			continue
		}
		was := placeIn(a.Source)
		for _, i := range m.near(file, was) {
			r := m.new.all[i]
			overlap := was.overlap(r.place)
			if overlap == 0 {
				continue
			}
			now, err := m.new.at(int(i))
			if err != nil {
				return best, false, err
			}
			if !sharesWords(q.Words, now.Words) {
				continue
			}
			_, known := m.previous.FindPacked(r.id)
			if !found || !known && bestRank.known || known == bestRank.known && overlap > bestRank.overlap {
				best, bestRank, found = r.id, rank{known, overlap}, true
			}
		}
	}
	return best, found, nil
}

// near returns the occurrences of a file that may overlap a place, in the order of
// their places.
func (m *redirector) near(file uint32, at place) []uint32 {
	all := m.new.all
	if m.byPlace == nil {
		m.byPlace = make([]uint32, len(all))
		for i, r := range all {
			m.byPlace[i] = uint32(i)
			if r.place.article {
				m.longest = max(m.longest, r.place.end-r.place.start)
			}
		}
		slices.SortFunc(m.byPlace, func(a, b uint32) int {
			p, q := all[a].place, all[b].place
			return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.start, q.start), cmp.Compare(a, b))
		})
	}
	from := at.start
	if at.article {
		from -= min(from, m.longest)
	}
	edge := func(start uint32) int {
		i, _ := slices.BinarySearchFunc(m.byPlace, start, func(i, start uint32) int {
			p := all[i].place
			return cmp.Or(cmp.Compare(p.file, file), cmp.Compare(p.start, start))
		})
		return i
	}
	return m.byPlace[edge(from):edge(at.end)]
}

// overlap is the length of what two places in one file have in common.
func (p place) overlap(q place) uint32 {
	start, end := max(p.start, q.start), min(p.end, q.end)
	if p.article != q.article || !p.article && p.start == 0 || end <= start {
		return 0
	}
	return end - start
}

// sharesWords reports whether two wordings have at least half of the words of
// the shorter one in common, or one contains the other.
func sharesWords(a, b string) bool {
	a, b = quotes.Normalize(a), quotes.Normalize(b)
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return a != "" && b != ""
	}
	counts := map[string]int{}
	of, in := strings.Fields(a), strings.Fields(b)
	for _, w := range of {
		counts[w]++
	}
	shared := 0
	for _, w := range in {
		if counts[w] > 0 {
			counts[w]--
			shared++
		}
	}
	return shared > 0 && 2*shared >= min(len(of), len(in))
}
