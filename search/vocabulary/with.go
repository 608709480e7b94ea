package vocabulary

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// With returns the vocabulary with other documents of some records, and with those of
// records that it has none of, numbered on from [Vocabulary.Len] without a gap. What
// only they have is numbered behind all that was built, whatever its frequency. v must
// be as it was opened, and stay open. It takes some 30 microseconds a document.
func (v *Vocabulary) With(documents map[uint32]Terms) (*Vocabulary, error) {
	if len(documents) == 0 {
		return v, nil
	}
	out, b := *v, NewBuilder()
	out.others = make(map[uint32]uint32, len(documents))
	var lost [5]map[uint32]int
	var d Doc
	for i, record := range slices.Sorted(maps.Keys(documents)) {
		b.Add(documents[record])
		out.others[record] = uint32(i)
		if int(record) >= v.len {
			out.len++
			continue
		}
		v.Doc(record, &d)
		for k, ids := range [...][]uint32{d.Words, d.Names, d.Titles, d.Speakers, d.Sources} {
			lost[k] = less(lost[k], ids)
		}
	}
	var err error
	if out.more, err = b.inMemory(); err != nil {
		return nil, fmt.Errorf("adding to the vocabulary: %w", err)
	}
	for k, d := range [...]struct{ built, own *dictionary }{
		{&out.words, &out.more.words},
		{&out.names, &out.more.names},
		{&out.titles, &out.more.titles},
		{&out.speakers, &out.more.speakers},
		{&out.sources, &out.more.sources},
	} {
		d.built.more = besides(d.built, d.own, lost[k])
	}
	out.dates = slices.Concat(v.dates, out.more.dates)
	slices.Sort(out.dates)
	out.dates = slices.Compact(out.dates)
	return &out, nil
}

// inMemory returns the vocabulary without writing a file.
func (b *Builder) inMemory() (*Vocabulary, error) {
	var buf bytes.Buffer
	w, err := newWriter(&buf)
	if err == nil {
		err = b.write(w)
	}
	if err == nil {
		err = w.finish()
	}
	if err != nil {
		return nil, err
	}
	return parse(buf.Bytes(), "memory")
}

// less takes one off for each of a document's numbers.
func less(counts map[uint32]int, ids []uint32) map[uint32]int {
	if counts == nil {
		counts = map[uint32]int{}
	}
	once := slices.Clone(ids)
	slices.Sort(once)
	for _, id := range slices.Compact(once) {
		counts[id]--
	}
	return counts
}

// more is what a dictionary has beside what was built.
type more struct {
	*dictionary                // numbered on its own
	ids         []uint32       // the number that each of its texts has in the one that it is beside
	own         []uint32       // its texts that this one lacks, in the order of their numbers there
	counts      map[uint32]int // by number there: documents more, below 0 fewer, than were built
}

// besides returns what one dictionary is beside another, some of whose counts
// changed.
func besides(built, own *dictionary, counts map[uint32]int) *more {
	m := &more{dictionary: own, ids: make([]uint32, own.len()), counts: counts}
	if m.counts == nil {
		m.counts = map[uint32]int{}
	}
	for i := range m.ids {
		e := own.entry(uint32(i))
		id, ok := built.number(e.Text)
		if !ok {
			id = uint32(built.counts.len() + len(m.own))
			m.own = append(m.own, uint32(i))
		}
		m.ids[i] = id
		m.counts[id] += e.Count
	}
	return m
}

// len returns how many texts there are that were not built.
func (m *more) len() int {
	if m == nil {
		return 0
	}
	return len(m.own)
}

// renumber turns its own numbers into those of the dictionary that it is beside.
func (m *more) renumber(ids []uint32) {
	for i, id := range ids {
		ids[i] = m.ids[id]
	}
}

// renumber does so for the words of a document.
func (v *Vocabulary) renumber(d *Doc) {
	v.words.more.renumber(d.Words)
	v.names.more.renumber(d.Names)
	v.titles.more.renumber(d.Titles)
}

// added returns what find finds of what is beside the dictionary.
func (d *dictionary) added(find finder) []uint32 {
	if d.more == nil {
		return nil
	}
	ids, _ := find(d.more.dictionary)
	d.more.renumber(ids)
	return ids
}

// number returns the number that a text was given when the dictionary was built.
func (d *dictionary) number(text string) (uint32, bool) {
	if !d.shown {
		id, ok, err := d.fst.Get([]byte(text))
		return uint32(id), ok && err == nil
	}
	key := Key(text)
	ids, _ := starting(rotation(key) + "\x00")(d)
	for _, id := range ids {
		if Key(d.texts.at(id)) == key {
			return id, true
		}
	}
	return 0, false
}
