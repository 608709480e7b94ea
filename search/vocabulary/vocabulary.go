// Package vocabulary keeps what a generation knows besides its records: words,
// speakers and sources with the number of quotations of each, found by text,
// by beginning, with typing errors and across transliterations; and every
// quotation as the numbers of its words, so that many candidates can be
// compared with a query without reading their records.
//
// It is loaded into memory as a whole; automata (vellum) walk it in the
// caller's goroutine. An open Vocabulary never changes and is safe for
// concurrent use.
package vocabulary

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"slices"
	"sort"

	"github.com/blevesearch/vellum"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/text"
)

// Vocabulary is an open vocabulary. Words, words of names and of titles, speakers
// and sources are numbered from 0, the most frequent first.
//
// Its methods take words as [text.Fold] folds them, names and titles as people
// type them. Those with a bound return at most max entries, the most frequent first
// unless they say otherwise; where more than 20,000 texts would have to be looked
// at, the most frequent of so many. A number that is not below the count of its kind makes them panic.
type Vocabulary struct {
	len                  int
	words, names, titles dictionary
	speakers, sources    dictionary
	shownWords           numbers
	shownTexts           texts
	dates                []quotes.Date
	offsets              numbers
	docs                 []byte
	release              func() error      // of the memory
	more                 *Vocabulary       // see With; nil: nothing
	others               map[uint32]uint32 // records whose documents are those of more
	remembered           *remembered       // see ForOneSearch; nil: nothing
}

// dictionary is one kind of texts.
type dictionary struct {
	fst     *vellum.FST
	counts  numbers
	texts   texts
	byText  numbers     // see order.go
	byEnd   numbers     // the same
	tops    *vellum.FST // may be nil
	topList numbers

	nameKeys *vellum.FST // of names only
	shown    bool        // texts are as people read them, and found by their Key
	more     *more       // see With; nil: nothing
}

// Open loads the vocabulary at path and verifies its checksum. The error wraps
// [ErrDamaged] when the file is not as it was written.
func Open(path string) (v *Vocabulary, err error) {
	data, release, err := load(path)
	if err != nil {
		return nil, fmt.Errorf("reading the vocabulary: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, release())
		}
	}()
	v, err = parse(data, path)
	if err == nil {
		v.release = release
	}
	return v, err
}

// load reads a file into memory that the collector does not count: a generation that
// was left would stay until it collects.
func load(path string) (data []byte, release func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.Size() == 0 || info.Size() != int64(int(info.Size())) {
		return nil, nil, fmt.Errorf("%w: %s has %d bytes", ErrDamaged, path, info.Size())
	}
	data, release, err = store.Uncounted(int(info.Size()))
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, nil, errors.Join(err, release())
	}
	return data, release, nil
}

// parse reads what [Builder.Write] wrote to path.
func parse(data []byte, path string) (v *Vocabulary, err error) {
	s, err := sectionsOf(data, path)
	if err != nil {
		return nil, err
	}
	v = &Vocabulary{
		offsets: s[secDocOffsets], docs: s[secDocs],
		shownWords: s[secShownWords], shownTexts: s[secShownTexts],
	}
	const none = -1
	for _, d := range []struct {
		to                               *dictionary
		fst, counts, texts, order, tops_ int
	}{
		{&v.words, secWordFST, secWordCounts, secWordTexts, secWordOrder, secWordTops},
		{&v.names, secNameFST, secNameCounts, secNameTexts, secNameOrder, none},
		{&v.titles, secTitleFST, secTitleCounts, secTitleTexts, secTitleOrder, none},
		{&v.speakers, secSpeakerFST, secSpeakerCounts, secSpeakerTexts, none, secSpeakerTops},
		{&v.sources, secSourceFST, secSourceCounts, secSourceTexts, none, secSourceTops},
	} {
		d.to.counts, d.to.texts = s[d.counts], s[d.texts]
		if d.to.fst, err = vellum.Load(s[d.fst]); err != nil {
			return nil, fmt.Errorf("%w: %w in %s", ErrDamaged, err, path)
		}
		if d.order != none {
			d.to.byText, d.to.byEnd = s[d.order], s[d.order+1]
		}
		if d.tops_ == none {
			continue
		}
		tops := s[d.tops_]
		n := binary.LittleEndian.Uint32(tops)
		if d.to.tops, err = vellum.Load(tops[4 : 4+n]); err != nil {
			return nil, fmt.Errorf("%w: %w in %s", ErrDamaged, err, path)
		}
		d.to.topList = numbers(tops[4+n:])
	}
	v.speakers.shown, v.sources.shown = true, true
	if v.names.nameKeys, err = vellum.Load(s[secNameKeys]); err != nil {
		return nil, fmt.Errorf("%w: %w in %s", ErrDamaged, err, path)
	}
	v.len = int(binary.LittleEndian.Uint64(s[secStats]))
	if v.offsets.len() != v.len+1 {
		return nil, fmt.Errorf("%w: number of quotations in %s", ErrDamaged, path)
	}
	for line := range bytes.SplitSeq(s[secDates], []byte("\n")) {
		if len(line) > 0 {
			v.dates = append(v.dates, quotes.Date(line))
		}
	}
	return v, nil
}

// Close releases the memory; the vocabulary must not be used after it.
func (v *Vocabulary) Close() error { return v.release() }

// Len returns the number of records, unserved ones included.
func (v *Vocabulary) Len() int { return v.len }

// Words returns how many distinct words there are.
func (v *Vocabulary) Words() int { return v.words.len() }

// Speakers returns how many speakers there are.
func (v *Vocabulary) Speakers() int { return v.speakers.len() }

// Sources returns how many titles and publishers there are.
func (v *Vocabulary) Sources() int { return v.sources.len() }

// Dates returns every date that [Date] gives for an attribution, sorted as text.
// The caller must not change it.
func (v *Vocabulary) Dates() []quotes.Date { return v.dates }

// Entry is a text of the vocabulary.
type Entry struct {
	ID     uint32
	Count  int // quotations that have it, scoped ones included
	Text   string
	Errors int // typing errors between it and what was looked for; only of WordsLike, NamesLike, TitlesLike
}

func (d *dictionary) len() int { return d.counts.len() + d.more.len() }

func (d *dictionary) entry(id uint32) Entry {
	return Entry{ID: id, Count: d.count(id), Text: string(d.text(id))}
}

// count returns how many documents have a text.
func (d *dictionary) count(id uint32) (n int) {
	if int(id) < d.counts.len() {
		n = int(d.counts.at(id))
	}
	if d.more != nil {
		n += d.more.counts[id]
	}
	return n
}

// text returns a text without copying it. It must not be changed or kept.
func (d *dictionary) text(id uint32) []byte {
	if built := d.counts.len(); int(id) >= built {
		return d.more.texts.bytes(d.more.own[int(id)-built])
	}
	return d.texts.bytes(id)
}

// Word finds a folded word.
func (v *Vocabulary) Word(word string) (Entry, bool) { return v.words.find(word) }

// Name finds a folded word of a speaker's name.
func (v *Vocabulary) Name(word string) (Entry, bool) { return v.names.find(word) }

// Title finds a folded word of a title, a publisher or a place in a source.
func (v *Vocabulary) Title(word string) (Entry, bool) { return v.titles.find(word) }

func (d *dictionary) find(s string) (Entry, bool) {
	id, ok, err := d.fst.Get([]byte(s))
	if err == nil && ok {
		if e := d.entry(uint32(id)); e.Count > 0 { // else nothing has it any more
			return e, true
		}
		return Entry{}, false
	}
	if d.more != nil {
		if e, ok := d.more.find(s); ok {
			return d.entry(d.more.ids[e.ID]), true
		}
	}
	return Entry{}, false
}

// WordAt returns the word with a number below [Vocabulary.Words].
func (v *Vocabulary) WordAt(id uint32) Entry { return v.words.entry(id) }

// WordStarts reports whether the word with a number below [Vocabulary.Words]
// starts with prefix.
func (v *Vocabulary) WordStarts(id uint32, prefix string) bool { return v.words.starts(id, prefix) }

func (d *dictionary) starts(id uint32, prefix string) bool {
	return compareStart(d.text(id), prefix) == 0
}

// WordShown returns the word with a number below [Vocabulary.Words] as texts write
// it mostly, in lower case: with its diacritics and apostrophes.
func (v *Vocabulary) WordShown(id uint32) string {
	if built := v.words.counts.len(); int(id) >= built {
		return v.more.WordShown(v.words.more.own[int(id)-built])
	}
	at := sort.Search(v.shownWords.len(), func(i int) bool { return v.shownWords.at(uint32(i)) >= id })
	if at < v.shownWords.len() && v.shownWords.at(uint32(at)) == id {
		return v.shownTexts.at(uint32(at))
	}
	return v.words.entry(id).Text
}

// NameAt returns the word of a name with this number.
func (v *Vocabulary) NameAt(id uint32) Entry { return v.names.entry(id) }

// TitleAt returns the word of a title with this number.
func (v *Vocabulary) TitleAt(id uint32) Entry { return v.titles.entry(id) }

// SpeakerAt returns the speaker with a number below [Vocabulary.Speakers].
func (v *Vocabulary) SpeakerAt(id uint32) Entry { return v.speakers.entry(id) }

// SourceAt returns the title or publisher with a number below [Vocabulary.Sources].
func (v *Vocabulary) SourceAt(id uint32) Entry { return v.sources.entry(id) }

// maxWalk bounds how many keys an expansion looks at; a key takes about 0.1
// microseconds.
const maxWalk = 20000

// WordsFrom returns the words that start with prefix.
func (v *Vocabulary) WordsFrom(prefix string, max int) []Entry { return v.words.from(prefix, max) }

// NamesFrom returns the words of names that start with prefix.
func (v *Vocabulary) NamesFrom(prefix string, max int) []Entry { return v.names.from(prefix, max) }

// TitlesFrom returns the words of titles, publishers and places that start with
// prefix.
func (v *Vocabulary) TitlesFrom(prefix string, max int) []Entry { return v.titles.from(prefix, max) }

// SpeakersFrom returns the speakers of whose name a word starts with prefix; a
// prefix of several words may go on in the next ones.
func (v *Vocabulary) SpeakersFrom(prefix string, max int) []Entry {
	return v.speakers.from(Key(prefix), max)
}

// SourcesFrom does for titles and publishers what [Vocabulary.SpeakersFrom] does.
func (v *Vocabulary) SourcesFrom(prefix string, max int) []Entry {
	return v.sources.from(Key(prefix), max)
}

func (d *dictionary) from(prefix string, max int) []Entry {
	if prefix == "" { // everything starts so, the most frequent first
		out := make([]Entry, min(d.len(), max))
		for i := range out {
			out[i] = d.entry(uint32(i))
		}
		return out
	}
	top := d.top(prefix)
	if top == nil {
		out, _ := d.most(max, starting(prefix))
		return out
	}
	return d.frequent(append(top, d.added(starting(prefix))...), max)
}

// top returns the numbers that writeTops wrote for a prefix, nil if there are
// none.
func (d *dictionary) top(prefix string) []uint32 {
	if d.tops == nil {
		return nil
	}
	at, ok, err := d.tops.Get([]byte(prefix))
	if err != nil || !ok {
		return nil
	}
	out := make([]uint32, d.topList.at(uint32(at)))
	for i := range out {
		out[i] = d.topList.at(uint32(at) + 1 + uint32(i))
	}
	return out
}

// after returns the smallest key that is greater than all that start with
// prefix, nil if there is none.
func after(prefix string) []byte {
	end := []byte(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// finder finds texts in what was built of a dictionary: their numbers, in any
// order and some of them perhaps twice, and whether that is all of them.
type finder func(*dictionary) (ids []uint32, whole bool)

// walk collects what an iterator gives.
func walk(it vellum.Iterator, err error) (ids []uint32, whole bool) {
	for ; err == nil && len(ids) < maxWalk; err = it.Next() {
		_, id := it.Current()
		ids = append(ids, uint32(id))
	}
	return ids, err != nil
}

// most returns the most frequent of the texts that find finds, at most max; false
// when there are so many that not all were looked at.
func (d *dictionary) most(max int, find finder) (out []Entry, whole bool) {
	ids, whole := find(d)
	return d.frequent(append(ids, d.added(find)...), max), whole
}

// frequent returns the most frequent of some texts. It changes ids.
func (d *dictionary) frequent(ids []uint32, max int) []Entry {
	ids = d.inOrder(ids)
	out := make([]Entry, min(len(ids), max))
	for i := range out {
		out[i] = d.entry(ids[i])
	}
	return out
}

// inOrder sorts numbers and keeps one of each that something has.
func (d *dictionary) inOrder(ids []uint32) []uint32 {
	if d.more != nil {
		ids = slices.DeleteFunc(ids, func(id uint32) bool { return d.count(id) == 0 })
	}
	if words := d.len()/64 + 1; len(ids) > words/8 {
		set := make([]uint64, words)
		for _, id := range ids {
			set[id/64] |= 1 << (id % 64)
		}
		ids = ids[:0]
		for i, bitset := range set {
			for ; bitset != 0; bitset &= bitset - 1 {
				ids = append(ids, uint32(i*64+bits.TrailingZeros64(bitset)))
			}
		}
		return ids
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// WordsLike returns the words within so many errors (1 or 2) of word, those with
// fewer first, then the most frequent; at most max with the same number of errors.
// Word itself is among them if there is such a word.
func (v *Vocabulary) WordsLike(word string, errors, max int) []Entry {
	return v.like(&v.words, word, errors, max)
}

// NamesLike does for the words of names what [Vocabulary.WordsLike] does.
func (v *Vocabulary) NamesLike(word string, errors, max int) []Entry {
	return v.like(&v.names, word, errors, max)
}

// TitlesLike does so for the words of titles, publishers and places.
func (v *Vocabulary) TitlesLike(word string, errors, max int) []Entry {
	return v.like(&v.titles, word, errors, max)
}

func (v *Vocabulary) like(d *dictionary, word string, most, max int) []Entry {
	found := v.remembered.like(d, word, most)
	var counts [3]int
	out := make([]Entry, 0, min(len(found), (most+1)*max))
	for _, e := range found {
		if counts[e.Errors]++; counts[e.Errors] <= max {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(a.Errors, b.Errors) })
	return out
}

// like returns the texts with so many errors at most, of which it says how many, the
// most frequent first.
func (d *dictionary) like(word string, most int) []Entry {
	find := oneError(word)
	if most == 2 {
		automaton := newErrorAutomaton(word, 2)
		if automaton == nil {
			return nil
		}
		find = func(d *dictionary) ([]uint32, bool) { return walk(d.fst.Search(automaton, nil, nil)) }
	}
	found, _ := d.most(maxLike, find)
	for i, e := range found {
		found[i].Errors = min(text.Errors(word, e.Text), most)
	}
	return found
}

// maxLike is how many texts that are like a word are looked at.
const maxLike = 1000

// SpeakersLike returns the speakers of whose name a word, or the words from one
// on, start with prefix but for one typing error.
func (v *Vocabulary) SpeakersLike(prefix string, max int) []Entry {
	return v.likePrefix(&v.speakers, Key(prefix), max)
}

// SourcesLike does for titles and publishers what [Vocabulary.SpeakersLike] does.
func (v *Vocabulary) SourcesLike(prefix string, max int) []Entry {
	return v.likePrefix(&v.sources, Key(prefix), max)
}

// WordsLikeFrom returns the words that start with prefix but for one typing error.
func (v *Vocabulary) WordsLikeFrom(prefix string, max int) []Entry {
	return v.likePrefix(&v.words, prefix, max)
}

func (v *Vocabulary) likePrefix(d *dictionary, prefix string, max int) []Entry {
	automaton := newErrorAutomaton(prefix, 1)
	if automaton == nil || prefix == "" {
		return nil
	}
	out, _ := d.most(max, func(d *dictionary) ([]uint32, bool) {
		return walk(d.fst.Search(prefixOf{automaton}, nil, nil))
	})
	return out
}

// prefixOf accepts every key that starts with one that its automaton accepts.
type prefixOf struct{ vellum.Automaton }

const accepted = -1 // no automaton of vellum has such a state

func (p prefixOf) IsMatch(s int) bool { return s == accepted || p.Automaton.IsMatch(s) }

func (p prefixOf) CanMatch(s int) bool { return s == accepted || p.Automaton.CanMatch(s) }

func (p prefixOf) WillAlwaysMatch(s int) bool { return s == accepted }

func (p prefixOf) Accept(s int, b byte) int {
	if s == accepted || p.Automaton.IsMatch(s) {
		return accepted
	}
	return p.Automaton.Accept(s, b)
}
