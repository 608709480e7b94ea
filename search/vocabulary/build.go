package vocabulary

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"

	"verbatim/search/text"
)

// Builder collects a vocabulary. It is not safe for concurrent use.
type Builder struct {
	words, names      counter
	titles            counter // the words of titles
	speakers, sources counter
	dates             counter
	docs              []byte   // as written, with numbers by first appearance
	starts            []uint32 // of each document in docs
	seen              map[uint32]bool
}

// counter numbers texts by first appearance and counts the quotations of each.
type counter struct {
	ids    map[string]uint32
	texts  []string
	shown  []string // how a person reads them; of words "" for as folded, none of the words of names and titles
	votes  []uint32 // of words: how often shown stood there more than anything else
	counts []uint32
	last   []uint32 // the last quotation + 1 that counted
}

// id returns the number of a text that quotation n has.
func (c *counter) id(s string, n int) uint32 {
	id, ok := c.ids[s]
	if !ok {
		id = uint32(len(c.texts))
		s = strings.Clone(s) // s may be a slice of a long text
		c.ids[s] = id
		c.texts = append(c.texts, s)
		c.counts = append(c.counts, 0)
		c.last = append(c.last, 0)
	}
	if c.last[id] != uint32(n)+1 {
		c.last[id] = uint32(n) + 1
		c.counts[id]++
	}
	return id
}

// byFrequency returns for each number its new one, and the order of the old
// ones: the most frequent first, then by text.
func (c *counter) byFrequency() (renumber, order []uint32) {
	order = make([]uint32, len(c.texts))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(c.counts[b], c.counts[a]), cmp.Compare(c.texts[a], c.texts[b]))
	})
	renumber = make([]uint32, len(order))
	for i, old := range order {
		renumber[old] = uint32(i)
	}
	return renumber, order
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	b := &Builder{seen: map[uint32]bool{}}
	for _, c := range []*counter{&b.words, &b.names, &b.titles, &b.speakers, &b.sources, &b.dates} {
		c.ids = map[string]uint32{}
	}
	return b
}

// Add takes the next record. It is called for every record in the order of the
// records; one without a served attribution counts nowhere but keeps its number.
func (b *Builder) Add(t Terms) {
	q, n := t.Quote, len(b.starts)
	b.starts = append(b.starts, uint32(len(b.docs)))
	if !q.Served() {
		b.docs = append(b.docs, 0, 0, 0, 0, 0, 0, 0)
		return
	}
	b.docs = append(b.docs, meta(q))
	b.docs = binary.AppendUvarint(b.docs, dayOf(q))
	b.distinct(&b.names, n, t.Names)
	b.distinct(&b.titles, n, t.Titles)
	b.docs = binary.AppendUvarint(b.docs, uint64(len(t.Tokens)))
	for _, token := range t.Tokens {
		id := b.words.id(token.Text, n)
		b.words.vote(id, q.Words[token.Start:token.End])
		b.docs = binary.AppendUvarint(b.docs, uint64(id))
	}
	b.distinctShown(&b.speakers, n, t.Speakers)
	b.distinctShown(&b.sources, n, t.Sources)
	for _, a := range q.Attributions {
		if d := Date(a); a.Status.Served() && d != "" {
			b.dates.id(string(d), n)
		}
	}
}

// vote counts how a word is written, case apart: the writing that more than half
// have is left in the end (Boyer, Moore: MJRTY, A Fast Majority Vote Algorithm,
// 1981), another frequent one if there is no such.
func (c *counter) vote(id uint32, written string) {
	if int(id) == len(c.shown) {
		c.shown, c.votes = append(c.shown, ""), append(c.votes, 0)
	}
	if strings.EqualFold(written, c.texts[id]) {
		written = ""
	}
	switch {
	case strings.EqualFold(written, c.shown[id]):
		c.votes[id]++
	case c.votes[id] > 0:
		c.votes[id]--
	default:
		c.shown[id], c.votes[id] = strings.ToLower(written), 1
	}
}

// distinct appends the numbers of texts, each once.
func (b *Builder) distinct(c *counter, n int, ss []string) {
	clear(b.seen)
	var ids []uint32
	for _, s := range ss {
		if id := c.id(s, n); !b.seen[id] {
			b.seen[id] = true
			ids = append(ids, id)
		}
	}
	b.docs = binary.AppendUvarint(b.docs, uint64(len(ids)))
	for _, id := range ids {
		b.docs = binary.AppendUvarint(b.docs, uint64(id))
	}
}

// distinctShown does so for names and titles, which are one under their key and
// shown as first read, with capitals if any reading has them.
func (b *Builder) distinctShown(c *counter, n int, shown []string) {
	ss := make([]string, len(shown))
	for i, s := range shown {
		ss[i] = Key(s)
	}
	b.distinct(c, n, ss)
	for i, s := range shown {
		switch id := c.ids[ss[i]]; {
		case int(id) >= len(c.shown):
			c.shown = append(c.shown, strings.Clone(s))
		case shows(c.shown[id], s):
			c.shown[id] = strings.Clone(s)
		}
	}
}

// shows reports whether a name or title that was shown one way so far is shown
// as a later quotation writes it: the first writing with a capital letter is
// shown, without one the first.
func shows(shown, later string) bool {
	return shown == strings.ToLower(shown) && later != strings.ToLower(later)
}

// Write writes the vocabulary to a new file at path, which the caller makes durable.
func (b *Builder) Write(path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("writing the vocabulary: %w", err)
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			err = fmt.Errorf("writing the vocabulary: %w", err)
		}
	}()
	w, err := newWriter(f)
	if err != nil {
		return err
	}
	if err := b.write(w); err != nil {
		return err
	}
	return w.finish()
}

func (b *Builder) write(w *writer) error {
	wordNumbers, wordOrder := b.words.byFrequency()
	nameNumbers, nameOrder := b.names.byFrequency()
	speakerNumbers, speakerOrder := b.speakers.byFrequency()
	sourceNumbers, sourceOrder := b.sources.byFrequency()
	titleNumbers, titleOrder := b.titles.byFrequency()
	dates := slices.Sorted(slices.Values(b.dates.texts))
	words := keysOf(&b.words, wordOrder)
	names := keysOf(&b.names, nameOrder)
	titles := keysOf(&b.titles, titleOrder)
	speakers := rotations(&b.speakers, speakerOrder)
	sources := rotations(&b.sources, sourceOrder)
	starts, docs, err := b.renumbered([...][]uint32{nameNumbers, titleNumbers, wordNumbers, speakerNumbers, sourceNumbers})
	if err != nil {
		return err
	}
	var written []uint32
	var writings []string
	for i, old := range wordOrder {
		if shown := b.words.shown[old]; shown != "" {
			written, writings = append(written, uint32(i)), append(writings, shown)
		}
	}
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error {
			_, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(b.starts))))
			return err
		},
		words.writeFST, b.words.countsIn(wordOrder), textsOf(b.words.texts, wordOrder), words.writeTops, words.writeOrder, words.writeEnds,
		numbersOf(written), func(w io.Writer) error { return writeTexts(w, writings) },
		names.writeFST, b.names.countsIn(nameOrder), textsOf(b.names.texts, nameOrder), names.writeOrder, names.writeEnds,
		titles.writeFST, b.titles.countsIn(titleOrder), textsOf(b.titles.texts, titleOrder), titles.writeOrder, titles.writeEnds,
		nameKeys(&b.names, nameOrder).writeFST,
		speakers.writeFST, b.speakers.countsIn(speakerOrder), textsOf(b.speakers.shown, speakerOrder), speakers.writeTops,
		sources.writeFST, b.sources.countsIn(sourceOrder), textsOf(b.sources.shown, sourceOrder), sources.writeTops,
		func(w io.Writer) error { _, err := io.WriteString(w, strings.Join(dates, "\n")); return err },
		numbersOf(starts),
		func(w io.Writer) error { _, err := w.Write(docs); return err },
	} {
		if err := w.section(write); err != nil {
			return err
		}
	}
	return nil
}

// renumbered returns the documents with the final numbers.
func (b *Builder) renumbered(lists [5][]uint32) (starts []uint32, docs []byte, err error) {
	docs = make([]byte, 0, len(b.docs))
	starts = make([]uint32, 0, len(b.starts)+1)
	for at := 0; at < len(b.docs); {
		starts = append(starts, uint32(len(docs)))
		_, size := binary.Uvarint(b.docs[at+1:])
		docs = append(docs, b.docs[at:at+1+size]...)
		at += 1 + size
		for _, numbers := range lists {
			n, size := binary.Uvarint(b.docs[at:])
			at += size
			docs = binary.AppendUvarint(docs, n)
			for range n {
				id, size := binary.Uvarint(b.docs[at:])
				at += size
				docs = binary.AppendUvarint(docs, uint64(numbers[id]))
			}
		}
	}
	if uint64(len(b.docs)) >= 1<<32 {
		return nil, nil, fmt.Errorf("more than 4 GiB of words")
	}
	return append(starts, uint32(len(docs))), docs, nil
}

func (c *counter) countsIn(order []uint32) func(io.Writer) error {
	counts := make([]uint32, len(order))
	for i, old := range order {
		counts[i] = c.counts[old]
	}
	return numbersOf(counts)
}

func textsOf(texts []string, order []uint32) func(io.Writer) error {
	return func(w io.Writer) error {
		ss := make([]string, len(order))
		for i, old := range order {
			ss[i] = texts[old]
		}
		return writeTexts(w, ss)
	}
}

// keys are texts under which numbers are found, sorted by text.
type keys []key

type key struct {
	text string
	id   uint32 // the smaller, the more frequent
}

func (k keys) sorted() keys {
	slices.SortFunc(k, func(a, b key) int { return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.id, b.id)) })
	return slices.CompactFunc(k, func(a, b key) bool { return a.text == b.text })
}

func keysOf(c *counter, order []uint32) keys {
	out := make(keys, len(order))
	for i, old := range order {
		out[i] = key{c.texts[old], uint32(i)}
	}
	return out.sorted()
}

// nameKeys finds names by what their spellings have in common.
func nameKeys(c *counter, order []uint32) keys {
	out := make(keys, 0, len(order))
	for i, old := range order {
		for _, k := range text.NameKeys(c.texts[old]) {
			out = append(out, key{k + "\x00" + c.texts[old], uint32(i)})
		}
	}
	return out.sorted()
}

// maxRotation is how much of a long name or title can be typed to complete it.
const maxRotation = 48

// rotations finds a name by the beginning of each of its words.
func rotations(c *counter, order []uint32) keys {
	out := make(keys, 0, 2*len(order))
	for i, old := range order {
		words := strings.Fields(c.texts[old])
		for w := range words {
			s := rotation(strings.Join(words[w:], " "))
			out = append(out, key{s + "\x00" + string(binary.BigEndian.AppendUint32(nil, uint32(i))), uint32(i)})
			if w == 7 { // the eighth word of a title is nobody's beginning
				break
			}
		}
	}
	return out.sorted()
}

// rotation returns what of a name is a key.
func rotation(s string) string {
	if len(s) > maxRotation {
		return strings.ToValidUTF8(s[:maxRotation], "")
	}
	return s
}

// writeOrder writes the numbers in the order of the keys.
func (k keys) writeOrder(w io.Writer) error {
	ids := make([]uint32, len(k))
	for i, key := range k {
		ids[i] = key.id
	}
	return writeNumbers(w, ids)
}

// writeEnds writes the numbers in the order of the keys read from their last byte
// to their first.
func (k keys) writeEnds(w io.Writer) error {
	byEnd := slices.Clone(k)
	slices.SortFunc(byEnd, func(a, b key) int { return compareEnds(a.text, b.text) })
	return byEnd.writeOrder(w)
}

func (k keys) writeFST(w io.Writer) error {
	var buf bytes.Buffer
	b, err := vellum.New(&buf, &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: max(1, min(len(k), 10000)), RegistryMRUSize: 2})
	if err != nil {
		return err
	}
	for _, key := range k {
		if err := b.Insert([]byte(key.text), uint64(key.id)); err != nil {
			return err
		}
	}
	if err := b.Close(); err != nil {
		return err
	}
	_, err = w.Write(buf.Bytes())
	return err
}

// Beginnings that many keys have are answered from a table instead of a walk.
const (
	manyKeys = 512 // a walk of so many keys takes about 50 microseconds
	topSize  = 448 // 400 are asked for
)

// writeTops writes for each beginning of one to four characters that more than
// manyKeys keys have the topSize most frequent numbers: an FST from beginning
// to the place in the list, its length, then the list.
func (k keys) writeTops(w io.Writer) error {
	var tops keys
	var list []uint32
	for _, runes := range []int{1, 2, 3, 4} {
		for i := 0; i < len(k); {
			prefix := firstRunes(k[i].text, runes)
			j := i + 1
			for j < len(k) && strings.HasPrefix(k[j].text, prefix) {
				j++
			}
			if prefix != "" && j-i > manyKeys {
				ids := make([]uint32, 0, j-i)
				for _, key := range k[i:j] {
					ids = append(ids, key.id)
				}
				slices.Sort(ids)
				ids = slices.Compact(ids)
				ids = ids[:min(len(ids), topSize)]
				tops = append(tops, key{prefix, uint32(len(list))})
				list = append(list, uint32(len(ids)))
				list = append(list, ids...)
			}
			i = j
		}
	}
	var fst bytes.Buffer
	if err := tops.sorted().writeFST(&fst); err != nil {
		return err
	}
	if err := writeNumbers(w, []uint32{uint32(fst.Len())}); err != nil {
		return err
	}
	if _, err := w.Write(fst.Bytes()); err != nil {
		return err
	}
	return writeNumbers(w, list)
}

// firstRunes returns the first n characters of s, or "" if it has fewer.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	if n == 0 {
		return s
	}
	return ""
}
