package vocabulary

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"verbatim/quotes"
)

// Change is a record that is served otherwise than when the vocabulary was
// built.
type Change struct {
	Record uint32 // below [Vocabulary.Len]
	// Quote is the record as it is served now; without a served attribution it
	// counts nowhere.
	Quote quotes.Quote
}

// With returns the vocabulary as it would be if it were built of the records as
// they are served now: the same counts, the same texts in the same order, the
// same documents. Only numbers are others: a text keeps its own, and new ones
// have numbers from the last one up. Each record may be in changes once.
//
// Where quotations write a name in several ways, and some of them changed, only
// their records tell how it is shown now: speaker and source are asked, with the
// name as it was shown, see [Shows]; nil leaves it as it was. Their errors are
// returned, and that of ctx.
//
// It shares all that is large with v, which it does not change; v must be as it
// was opened. What it costs, in time and memory, is that of a vocabulary of the
// changed records and of the texts of which they change the count: about 2 KB
// and 50 microseconds for each.
func (v *Vocabulary) With(ctx context.Context, changes []Change, speaker, source func(was string) (string, error)) (*Vocabulary, error) {
	if len(changes) == 0 {
		return v, nil
	}
	b := NewBuilder()
	lost := [5]lostCounts{{}, {}, {}, {}, {}}
	var d Doc
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Doc(c.Record, &d)
		for i, ids := range [...][]uint32{d.Names, d.Titles, d.Words, d.Speakers, d.Sources} {
			lost[i].add(ids)
		}
		b.Add(c.Quote)
	}
	out := *v
	var numbers [5][]uint32 // in the order of renumbered
	for i, one := range []struct {
		to    *dictionary
		c     *counter
		keys  func(*counter, []uint32) keys
		shown func(string) (string, error)
	}{
		{&out.names, &b.names, keysOf, nil},
		{&out.titles, &b.titles, keysOf, nil},
		{&out.words, &b.words, keysOf, nil},
		{&out.speakers, &b.speakers, rotations, speaker},
		{&out.sources, &b.sources, rotations, source},
	} {
		err := ctx.Err()
		if err != nil {
			return nil, err
		}
		if numbers[i], err = one.to.recount(one.c, lost[i], one.keys, one.shown); err != nil {
			return nil, err
		}
	}
	out.shownSince = b.newWords(numbers[2], v.words.counts.len())
	starts, docs, err := b.renumbered(numbers)
	if err != nil {
		return nil, err
	}
	out.changed = make(map[uint32][]byte, len(changes))
	for i, c := range changes {
		out.changed[c.Record] = docs[starts[i]:starts[i+1]]
	}
	out.dates = slices.Clone(v.dates)
	for _, d := range b.dates.texts {
		out.dates = append(out.dates, quotes.Date(d))
	}
	slices.Sort(out.dates)
	out.dates = slices.Compact(out.dates)
	return &out, nil
}

// newWords returns how the words with numbers from some on are written, of those
// that are written otherwise than folded.
func (b *Builder) newWords(numbers []uint32, from int) map[uint32]string {
	out := map[uint32]string{}
	for i, shown := range b.words.shown {
		if shown != "" && int(numbers[i]) >= from {
			out[numbers[i]] = shown
		}
	}
	return out
}

// lostCounts says how many documents fewer a number has.
type lostCounts map[uint32]int

// add counts each of the numbers once.
func (l lostCounts) add(ids []uint32) {
	once := slices.Clone(ids)
	slices.Sort(once)
	for _, id := range slices.Compact(once) {
		l[id]++
	}
}

// since is what of a dictionary is otherwise since it was built: the texts with
// another count, among them new ones and those that nothing has any more.
type since struct {
	place map[uint32]int // of a number in list; -1: nothing has it any more
	ids   []uint32       // the numbers of what list has
	list  dictionary     // numbered by place, the most frequent first
	texts int            // how many the dictionary has now
}

// recount sets d.since to what documents that were lost, and those that c has
// counted, make of the counts. It returns the number of each text of c.
func (d *dictionary) recount(c *counter, lost lostCounts, keysOf func(*counter, []uint32) keys, shown func(string) (string, error)) ([]uint32, error) {
	s := &since{place: map[uint32]int{}, texts: d.counts.len()}
	var now counter
	var ids []uint32
	put := func(id uint32, key, shown string, count int) {
		s.place[id] = -1
		if count <= 0 {
			s.texts--
			return
		}
		ids = append(ids, id)
		now.texts, now.shown, now.counts = append(now.texts, key), append(now.shown, shown), append(now.counts, uint32(count))
	}
	change := func(id uint32, key string, more int) (err error) {
		was, count := d.texts.at(id), int(d.counts.at(id))+more
		is := was
		if shown != nil && count > 0 {
			is, err = shown(was)
		}
		if more != 0 || is != was {
			put(id, key, is, count)
		}
		return err
	}
	numbers := make([]uint32, len(c.texts))
	next := uint32(d.counts.len())
	for i, text := range c.texts {
		id, ok := d.number(text)
		if ok {
			numbers[i] = id
			more := int(c.counts[i]) - lost[id]
			delete(lost, id)
			if err := change(id, text, more); err != nil {
				return nil, err
			}
			continue
		}
		numbers[i] = next
		next++
		s.texts++
		if d.shown {
			put(numbers[i], text, c.shown[i], int(c.counts[i]))
		} else {
			put(numbers[i], text, text, int(c.counts[i]))
		}
	}
	for id, less := range lost {
		if err := change(id, d.key(d.texts.at(id)), -less); err != nil {
			return nil, err
		}
	}
	if len(s.place) == 0 {
		return numbers, nil
	}
	_, order := now.byFrequency()
	for place, i := range order {
		s.ids = append(s.ids, ids[i])
		s.place[ids[i]] = place
	}
	var err error
	if s.list, err = dictionaryOf(&now, order, keysOf); err != nil {
		return nil, err
	}
	if d.nameKeys != nil {
		s.list.nameKeys, err = nameKeys(&now, order).load()
	}
	s.list.shown = d.shown
	d.since = s
	return numbers, err
}

// dictionaryOf makes in memory what Open reads.
func dictionaryOf(c *counter, order []uint32, keysOf func(*counter, []uint32) keys) (d dictionary, err error) {
	var counts, texts bytes.Buffer
	if err := c.countsIn(order)(&counts); err != nil {
		return d, err
	}
	if err := textsOf(c.shown, order)(&texts); err != nil {
		return d, err
	}
	d.counts, d.texts = counts.Bytes(), texts.Bytes()
	keys := keysOf(c, order)
	var byText, byEnd bytes.Buffer
	if err := errors.Join(keys.writeOrder(&byText), keys.writeEnds(&byEnd)); err != nil {
		return d, err
	}
	d.byText, d.byEnd = byText.Bytes(), byEnd.Bytes()
	d.fst, err = keys.load()
	return d, err
}

// load makes the FST of the keys in memory.
func (k keys) load() (*vellum.FST, error) {
	var buf bytes.Buffer
	if err := k.writeFST(&buf); err != nil {
		return nil, err
	}
	return vellum.Load(buf.Bytes())
}

// number returns the number that a text, of names and titles their key, was
// given when the dictionary was built.
func (d *dictionary) number(text string) (uint32, bool) {
	if !d.shown {
		id, ok, err := d.fst.Get([]byte(text))
		return uint32(id), ok && err == nil
	}
	from := rotation(text)
	it, err := d.fst.Iterator([]byte(from+"\x00"), []byte(from+"\x01"))
	for ; err == nil; err = it.Next() {
		if _, id := it.Current(); Key(d.texts.at(uint32(id))) == text {
			return uint32(id), true
		}
	}
	return 0, false
}

// key returns what a text is found by.
func (d *dictionary) key(text string) string {
	if d.shown {
		return Key(text)
	}
	return text
}

// stale reports whether what was built has another count of this number.
func (d *dictionary) stale(id uint32) bool {
	if d.since == nil {
		return false
	}
	_, stale := d.since.place[id]
	return stale
}

// entrySince is entry for a number that is stale.
func (d *dictionary) entrySince(id uint32) Entry {
	place := d.since.place[id]
	if place < 0 {
		return Entry{ID: id, Text: d.texts.at(id)}
	}
	e := d.since.list.entry(uint32(place))
	e.ID = id
	return e
}

// findSince is find in a dictionary with changes.
func (d *dictionary) findSince(s string) (Entry, bool) {
	if place, ok, err := d.since.list.fst.Get([]byte(s)); ok && err == nil {
		return d.entry(d.since.ids[place]), true
	}
	id, ok, err := d.fst.Get([]byte(s))
	if !ok || err != nil || d.stale(uint32(id)) {
		return Entry{}, false
	}
	return d.entry(uint32(id)), true
}

// before reports whether a has a lower number than b would have if the
// dictionary were built now.
func (d *dictionary) before(a, b Entry) bool {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(d.key(a.Text), d.key(b.Text))) < 0
}

// merged returns the first max of two lists, both in the order of before.
func (d *dictionary) merged(a, b []Entry, max int) []Entry {
	out := make([]Entry, 0, min(len(a)+len(b), max))
	for len(out) < max && len(a)+len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && d.before(a[0], b[0]) {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// addSince returns the first max of built, what find finds of what has no
// changes, and of what it finds of the changes.
func (d *dictionary) addSince(built []Entry, max int, find finder) []Entry {
	ids, _ := find(&d.since.list)
	own := d.since.list.frequent(ids, max)
	for i, e := range own {
		own[i].ID = d.since.ids[e.ID]
	}
	return d.merged(built, own, max)
}

// topSince returns the first max of the texts that start with prefix, top being
// the first of those that were built; false when that is too short a list.
func (d *dictionary) topSince(top []uint32, prefix string, max int) ([]Entry, bool) {
	var built []Entry
	for _, id := range top {
		if !d.stale(id) {
			built = append(built, d.entry(id))
		}
	}
	out := d.addSince(built, max, starting(prefix))
	if len(out) < max || len(top) == 0 {
		return out, false
	}
	// Whatever is not in top and did not change comes after its last one.
	last := top[len(top)-1]
	return out, !d.before(Entry{Count: int(d.counts.at(last)), Text: d.texts.at(last)}, out[max-1])
}

// each calls visit for each text of which a key starts with prefix, once for
// each key, of at most maxWalk keys.
func (d *dictionary) each(prefix string, visit func(Entry)) {
	walk := func(of *dictionary, visit func(id uint32)) {
		it, err := of.fst.Iterator([]byte(prefix), after(prefix))
		for n := 0; err == nil && n < maxWalk; n++ {
			_, id := it.Current()
			visit(uint32(id))
			err = it.Next()
		}
	}
	walk(d, func(id uint32) {
		if !d.stale(id) {
			visit(d.entry(id))
		}
	})
	if d.since != nil {
		walk(&d.since.list, func(place uint32) { visit(d.entry(d.since.ids[place])) })
	}
}

// sort sorts entries, each of another text, as they would be numbered if the
// dictionary were built now.
func (d *dictionary) sort(entries []Entry) {
	if d.since == nil {
		slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
		return
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		if d.before(a, b) {
			return -1
		}
		return 1
	})
}
