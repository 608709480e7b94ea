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
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"verbatim/quotes"
	"verbatim/search/text"
)

// Vocabulary is an open vocabulary. Words, words of names, speakers and sources
// are numbered from 0, the most frequent first.
type Vocabulary struct {
	len                             int
	words, names, speakers, sources dictionary
	nameKeys                        *vellum.FST
	dates                           []quotes.Date
	offsets                         numbers
	docs                            []byte
	edits                           [2]*levenshtein.LevenshteinAutomatonBuilder // for 1 and 2 errors
}

// dictionary is one kind of texts.
type dictionary struct {
	fst     *vellum.FST
	counts  numbers
	texts   texts
	tops    *vellum.FST // may be nil
	topList numbers
}

// Open loads the vocabulary at path and verifies its checksum. The error wraps
// [ErrDamaged] when the file is not as it was written.
func Open(path string) (*Vocabulary, error) {
	s, err := readSections(path)
	if err != nil {
		return nil, err
	}
	v := &Vocabulary{offsets: s[secDocOffsets], docs: s[secDocs]}
	for _, d := range []struct {
		to                        *dictionary
		fst, counts, texts, tops_ int
	}{
		{&v.words, secWordFST, secWordCounts, secWordTexts, secWordTops},
		{&v.names, secNameFST, secNameCounts, secNameTexts, -1},
		{&v.speakers, secSpeakerFST, secSpeakerCounts, secSpeakerTexts, secSpeakerTops},
		{&v.sources, secSourceFST, secSourceCounts, secSourceTexts, secSourceTops},
	} {
		d.to.counts, d.to.texts = s[d.counts], s[d.texts]
		if d.to.fst, err = vellum.Load(s[d.fst]); err != nil {
			return nil, fmt.Errorf("%w: %w in %s", ErrDamaged, err, path)
		}
		if d.tops_ < 0 {
			continue
		}
		tops := s[d.tops_]
		n := binary.LittleEndian.Uint32(tops)
		if d.to.tops, err = vellum.Load(tops[4 : 4+n]); err != nil {
			return nil, fmt.Errorf("%w: %w in %s", ErrDamaged, err, path)
		}
		d.to.topList = numbers(tops[4+n:])
	}
	if v.nameKeys, err = vellum.Load(s[secNameKeys]); err != nil {
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
	for i := range v.edits {
		// Damerau's distance: neighbours that changed places are one error.
		if v.edits[i], err = levenshtein.NewLevenshteinAutomatonBuilder(uint8(i+1), true); err != nil {
			return nil, fmt.Errorf("preparing for typing errors: %w", err)
		}
	}
	return v, nil
}

// Close releases the memory; the vocabulary must not be used after it.
func (v *Vocabulary) Close() error { return nil }

// Len returns the number of records, unserved ones included.
func (v *Vocabulary) Len() int { return v.len }

// Words returns how many distinct words there are.
func (v *Vocabulary) Words() int { return v.words.counts.len() }

// Speakers returns how many speakers there are.
func (v *Vocabulary) Speakers() int { return v.speakers.counts.len() }

// Sources returns how many titles and publishers there are.
func (v *Vocabulary) Sources() int { return v.sources.counts.len() }

// Dates returns every date that [Date] gives for an attribution, sorted as text.
func (v *Vocabulary) Dates() []quotes.Date { return v.dates }

// Entry is a text of the vocabulary.
type Entry struct {
	ID     uint32
	Count  int // quotations that have it, scoped ones included, edits left out
	Text   string
	Errors int // typing errors between it and what was looked for; only of WordsLike and NamesLike
}

func (d *dictionary) entry(id uint32) Entry {
	return Entry{ID: id, Count: int(d.counts.at(id)), Text: d.texts.at(id)}
}

// Word finds a folded word.
func (v *Vocabulary) Word(word string) (Entry, bool) { return v.words.find(word) }

// Name finds a folded word of a speaker's name.
func (v *Vocabulary) Name(word string) (Entry, bool) { return v.names.find(word) }

func (d *dictionary) find(s string) (Entry, bool) {
	id, ok, err := d.fst.Get([]byte(s))
	if err != nil || !ok {
		return Entry{}, false
	}
	return d.entry(uint32(id)), true
}

// WordAt returns the word with a number below [Vocabulary.Words].
func (v *Vocabulary) WordAt(id uint32) Entry { return v.words.entry(id) }

// NameAt returns the word of a name with this number.
func (v *Vocabulary) NameAt(id uint32) Entry { return v.names.entry(id) }

// SpeakerAt returns the speaker with a number below [Vocabulary.Speakers].
func (v *Vocabulary) SpeakerAt(id uint32) Entry { return v.speakers.entry(id) }

// SourceAt returns the title or publisher with a number below [Vocabulary.Sources].
func (v *Vocabulary) SourceAt(id uint32) Entry { return v.sources.entry(id) }

// maxWalk bounds how many keys an expansion looks at; a key takes about 0.1
// microseconds.
const maxWalk = 20000

// WordsFrom returns the words that start with prefix, the most frequent first,
// at most max.
func (v *Vocabulary) WordsFrom(prefix string, max int) []Entry { return v.words.from(prefix, max) }

// NamesFrom returns the words of names that start with prefix.
func (v *Vocabulary) NamesFrom(prefix string, max int) []Entry { return v.names.from(prefix, max) }

// SpeakersFrom returns the speakers of whose name a word starts with prefix; a
// prefix of several words may go on in the next ones.
func (v *Vocabulary) SpeakersFrom(prefix string, max int) []Entry {
	return v.speakers.from(Key(prefix), max)
}

// SourcesFrom does the same for titles and publishers.
func (v *Vocabulary) SourcesFrom(prefix string, max int) []Entry {
	return v.sources.from(Key(prefix), max)
}

func (d *dictionary) from(prefix string, max int) []Entry {
	if d.tops != nil {
		if at, ok, err := d.tops.Get([]byte(prefix)); err == nil && ok {
			n := min(d.topList.at(uint32(at)), uint32(max))
			out := make([]Entry, n)
			for i := range out {
				out[i] = d.entry(d.topList.at(uint32(at) + 1 + uint32(i)))
			}
			return out
		}
	}
	it, err := d.fst.Iterator([]byte(prefix), after(prefix))
	return d.collect(it, err, max)
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

// collect takes the most frequent of what an iterator gives.
func (d *dictionary) collect(it vellum.Iterator, err error, max int) []Entry {
	var ids []uint32
	for n := 0; err == nil && n < maxWalk; n++ {
		_, id := it.Current()
		ids = append(ids, uint32(id))
		err = it.Next()
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	ids = ids[:min(len(ids), max)]
	out := make([]Entry, len(ids))
	for i, id := range ids {
		out[i] = d.entry(id)
	}
	return out
}

// WordsLike returns the words within so many errors (1 or 2) of word, those with
// fewer first, then the most frequent; at most max with the same number of errors.
// Word itself is among them if there is such a word.
func (v *Vocabulary) WordsLike(word string, errors, max int) []Entry {
	return v.like(&v.words, word, errors, max)
}

// NamesLike does the same for the words of names.
func (v *Vocabulary) NamesLike(word string, errors, max int) []Entry {
	return v.like(&v.names, word, errors, max)
}

func (v *Vocabulary) like(d *dictionary, word string, errors, max int) []Entry {
	dfa, err := v.edits[errors-1].BuildDfa(word, uint8(errors))
	if err != nil {
		return nil
	}
	it, err := d.fst.Search(dfa, nil, nil)
	found := d.collect(it, err, maxLike)
	var counts [3]int
	out := found[:0]
	for _, e := range found {
		e.Errors = min(text.Errors(word, e.Text), errors)
		if counts[e.Errors]++; counts[e.Errors] <= max {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return cmp.Compare(a.Errors, b.Errors) })
	return out
}

// maxLike is how many texts that are like a word are looked at.
const maxLike = 1000

// NamesByKey returns the words of names that have this one of [text.NameKeys].
func (v *Vocabulary) NamesByKey(key string, max int) []Entry {
	if key == "" {
		return nil
	}
	it, err := v.nameKeys.Iterator([]byte(key+"\x00"), []byte(key+"\x01"))
	return v.names.collect(it, err, max)
}

// SpeakersLike returns the speakers of whose name a word, or the words from one
// on, start with prefix but for one typing error.
func (v *Vocabulary) SpeakersLike(prefix string, max int) []Entry {
	return v.likePrefix(&v.speakers, Key(prefix), max)
}

// SourcesLike does the same for titles and publishers.
func (v *Vocabulary) SourcesLike(prefix string, max int) []Entry {
	return v.likePrefix(&v.sources, Key(prefix), max)
}

// WordsLikeFrom does the same for words.
func (v *Vocabulary) WordsLikeFrom(prefix string, max int) []Entry {
	return v.likePrefix(&v.words, prefix, max)
}

func (v *Vocabulary) likePrefix(d *dictionary, prefix string, max int) []Entry {
	dfa, err := v.edits[0].BuildDfa(prefix, 1)
	if err != nil || prefix == "" {
		return nil
	}
	it, err := d.fst.Search(prefixOf{dfa}, nil, nil)
	return d.collect(it, err, max)
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

// SpeakersNamed returns the speakers whose name has all the words of name, each
// exactly or in another spelling; all of them, in the order of their numbers.
func (v *Vocabulary) SpeakersNamed(name string, max int) []Entry {
	return v.named(&v.speakers, name, max)
}

// SourcesNamed does the same for titles and publishers.
func (v *Vocabulary) SourcesNamed(title string, max int) []Entry {
	return v.named(&v.sources, title, max)
}

func (v *Vocabulary) named(d *dictionary, name string, max int) []Entry {
	words := Folded(name)
	if len(words) == 0 {
		return nil
	}
	// The longest word finds the candidates by its rotation, the others check.
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	forms := []string{longest}
	if d == &v.speakers {
		for _, key := range text.NameKeys(longest) {
			for _, e := range v.NamesByKey(key, 50) {
				if e.Text != longest {
					forms = append(forms, e.Text)
				}
			}
		}
	}
	exact, spelt := []Entry{}, []Entry{}
	seen := map[uint32]bool{}
	for _, form := range forms {
		for _, end := range []string{"\x00", " "} { // the last word, or one of several
			it, err := d.fst.Iterator([]byte(form+end), after(form+end))
			for n := 0; err == nil && n < maxWalk; n++ {
				_, id := it.Current()
				if e := d.entry(uint32(id)); !seen[e.ID] {
					seen[e.ID] = true
					switch has := Folded(e.Text); {
					case hasAll(has, words, false):
						exact = append(exact, e)
					case d == &v.speakers && hasAll(has, words, true):
						spelt = append(spelt, e)
					}
				}
				err = it.Next()
			}
		}
	}
	if len(exact) == 0 {
		exact = spelt
	}
	slices.SortFunc(exact, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return exact[:min(len(exact), max)]
}

// Named reports whether a name or title has all the words of what was typed, as
// [Vocabulary.SpeakersNamed] (person) and [Vocabulary.SourcesNamed] do.
func Named(name, typed string, person bool) bool {
	words := Folded(typed)
	return len(words) > 0 && hasAll(Folded(name), words, person)
}

func hasAll(has, words []string, spelt bool) bool {
	for _, w := range words {
		if !slices.ContainsFunc(has, func(h string) bool {
			return h == w || spelt && (text.SameName(h, w) || len(w) == 1 && strings.HasPrefix(h, w))
		}) {
			return false
		}
	}
	return true
}
