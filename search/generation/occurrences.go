package generation

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// occurrences holds what a build read in a file, an external sort run, and in memory only where they
// are: some 48 bytes each, so that a million quotations need not fit.
type occurrences struct {
	file    *os.File
	out     *bufio.Writer
	size    int64
	all     []occurrence
	files   []string // corpus files by number
	numbers map[string]uint32
	json    bytes.Buffer
	enc     *json.Encoder
	buf     []byte
	crowded []Crowded // found in more places than were kept, by the merge
}

// occurrence is one place where a quotation was read, in the file of occurrences.
type occurrence struct {
	offset int64
	length uint32
	place  place
	id     store.PackedID
}

// place is where an occurrence stands in the corpus. Those out of articles have
// spans, others a line.
type place struct {
	file       uint32 // in occurrences.files
	start, end uint32 // bytes into the article's text, or the line and the next
	article    bool
}

// newOccurrences creates the file, which lasts until close.
func newOccurrences(path string) (*occurrences, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keeping what was read: %w", err)
	}
	s := &occurrences{file: file, out: bufio.NewWriterSize(file, 1<<20), numbers: map[string]uint32{}}
	s.enc = json.NewEncoder(&s.json)
	s.enc.SetEscapeHTML(false)
	return s, nil
}

// close removes the file.
func (s *occurrences) close() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

// add keeps a reading.
func (s *occurrences) add(q quotes.Quote) error {
	if q.ID == "" {
		q.ID = quotes.IDOf(q.Words)
	}
	id, err := store.Pack(q.ID)
	switch {
	case err != nil:
		return fmt.Errorf("reading %s: %w", whereOf(q), err)
	case !utf8.ValidString(q.Words):
		return fmt.Errorf("reading %s: the words are not UTF-8", whereOf(q))
	}
	s.json.Reset()
	if err := s.enc.Encode(q); err != nil {
		return fmt.Errorf("keeping what was read: %w", err)
	}
	if s.json.Len() > store.MaxEntry {
		return fmt.Errorf("reading %s: %d bytes are more than %d", whereOf(q), s.json.Len(), store.MaxEntry)
	}
	if _, err := s.out.Write(s.json.Bytes()); err != nil {
		return fmt.Errorf("keeping what was read: %w", err)
	}
	s.all = append(s.all, occurrence{
		offset: s.size, length: uint32(s.json.Len()), place: s.placeOf(q), id: id,
	})
	s.size += int64(s.json.Len())
	return nil
}

func whereOf(q quotes.Quote) string {
	if len(q.Attributions) == 0 {
		return string(q.ID)
	}
	src := q.Attributions[0].Source
	return fmt.Sprintf("%s, line %d", cmp.Or(src.File, src.Title, string(q.ID)), src.Line)
}

func (s *occurrences) placeOf(q quotes.Quote) place {
	if len(q.Attributions) == 0 {
		return place{}
	}
	src := q.Attributions[0].Source
	n, ok := s.numbers[src.File]
	if !ok {
		n = uint32(len(s.files))
		s.files = append(s.files, src.File)
		s.numbers[src.File] = n
	}
	p := placeIn(src)
	p.file = n
	return p
}

func placeIn(src quotes.Source) place {
	if n := len(src.Spans); n > 0 {
		return place{start: uint32(src.Spans[0].Start), end: uint32(src.Spans[n-1].End), article: true}
	}
	return place{start: uint32(src.Line), end: uint32(src.Line) + 1}
}

// sort orders the occurrences by ID, those of one ID as they were read, and makes
// all of them readable.
func (s *occurrences) sort() error {
	slices.SortFunc(s.all, func(a, b occurrence) int {
		return cmp.Or(a.id.Compare(b.id), cmp.Compare(a.offset, b.offset))
	})
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("keeping what was read: %w", err)
	}
	return nil
}

// find returns the first reading of an ID, and whether there is one. The
// occurrences have to be sorted.
func (s *occurrences) find(id store.PackedID) (int, bool) {
	return slices.BinarySearchFunc(s.all, id, func(r occurrence, id store.PackedID) int { return r.id.Compare(id) })
}

// distinct returns how many wordings were read.
func (s *occurrences) distinct() int {
	n := 0
	for i := range s.all {
		if i == 0 || s.all[i].id != s.all[i-1].id {
			n++
		}
	}
	return n
}

// has reports whether any reading has the ID.
func (s *occurrences) has(id store.PackedID) bool {
	_, ok := s.find(id)
	return ok
}

// at reads the reading back.
func (s *occurrences) at(i int) (quotes.Quote, error) {
	r := s.all[i]
	s.buf = slices.Grow(s.buf[:0], int(r.length))[:r.length]
	var q quotes.Quote
	_, err := s.file.ReadAt(s.buf, r.offset)
	if err == nil {
		err = json.Unmarshal(s.buf, &q)
	}
	if err != nil {
		return q, fmt.Errorf("going back to what was read: %w", err)
	}
	return q, nil
}

// ErrCollision fails a build: two wordings have one ID.
var ErrCollision = errors.New("two different wordings have the same ID")

// merged calls do with each quotation in the order of IDs: all occurrences of one
// wording are one.
func (s *occurrences) merged(ctx context.Context, do func(quotes.Quote) error) error {
	for i, end := 0, 0; i < len(s.all); i = end {
		for end = i + 1; end < len(s.all) && s.all[end].id == s.all[i].id; end++ {
		}
		q, err := s.merge(ctx, i, end)
		if err != nil {
			return err
		}
		if err := do(q); err != nil {
			return err
		}
	}
	return nil
}

// maxMerged bounds in bytes the occurrences that one quotation is made of, some
// 20,000, so that a wording which a file repeats without end fits into a record
// that can be shown. Beyond it the best attributions are kept.
const maxMerged = 4 << 20

// merge makes one quotation of the occurrences from i to end, which have one ID.
func (s *occurrences) merge(ctx context.Context, i, end int) (quotes.Quote, error) {
	var all []quotes.Quote
	var first, normal string
	size, left := 0, 0
	for n := i; n < end; n++ {
		if err := ctx.Err(); err != nil {
			return quotes.Quote{}, err
		}
		q, err := s.at(n)
		if err != nil {
			return q, err
		}
		if n == i {
			first = q.Words
		} else if q.Words != first {
			if normal == "" {
				normal = quotes.Normalize(first)
			}
			if normal != quotes.Normalize(q.Words) {
				return q, fmt.Errorf("%w, %s: %q (%s) and %q (%s); change or leave out one of them",
					ErrCollision, q.ID, first, whereOf(all[0]), q.Words, whereOf(q))
			}
		}
		all = append(all, q)
		if size += int(s.all[n].length); size > 2*maxMerged {
			q, n := best(quotes.Merge(all...), maxMerged)
			all, size, left = append(all[:0], q), maxMerged, left+n
		}
	}
	q := quotes.Merge(all...)
	if size > maxMerged {
		var n int
		q, n = best(q, maxMerged)
		left += n
	}
	if left > 0 {
		s.crowded = append(s.crowded, Crowded{q.ID, len(q.Attributions), left})
	}
	return q, nil
}

// best keeps the best attributions and the first tags of a quotation, as many as
// fit into so many bytes, at least one attribution. left is how many attributions it
// leaves out.
func best(q quotes.Quote, limit int) (kept quotes.Quote, left int) {
	size := len(q.Words)
	for i, tag := range q.Tags {
		if size += len(tag); size > limit/4 {
			q.Tags = q.Tags[:i]
			break
		}
	}
	for i, a := range q.Attributions {
		data, err := json.Marshal(a)
		if err != nil { // it was read from JSON
			break
		}
		if size += len(data); size > limit && i > 0 {
			left = len(q.Attributions) - i
			q.Attributions = q.Attributions[:i]
			break
		}
	}
	return q, left
}
