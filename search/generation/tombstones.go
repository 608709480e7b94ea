package generation

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/moderation"
)

// tombstone is what became of an ID that an earlier generation had. A generation
// has a [store.Table] of these; none of their IDs has a record.
type tombstone struct {
	// To has the quotation's words now, under other bounds; "": nobody has.
	To quotes.ID `json:"to,omitempty"`
	// Since is when the first generation without the ID was built.
	Since time.Time `json:"since"`
	File  string    `json:"file,omitempty"` // where it stood, inside the corpus
}

// maxTombstones is how many tombstones a generation remembers; beyond that the
// earliest are forgotten.
const maxTombstones = 1_000_000

// GoneError says what is known of a quotation that left the corpus. It wraps
// [ErrGone].
type GoneError struct {
	ID    quotes.ID
	File  string    // the corpus file in which it was last read; may be ""
	Since time.Time // when the corpus was first read without it
}

// Error says so in words.
func (e *GoneError) Error() string {
	where := ""
	if e.File != "" {
		where = " of " + e.File
	}
	return fmt.Sprintf("%v: %s left it%s by %s", ErrGone, e.ID, where, e.Since.Format(time.DateOnly))
}

// Unwrap returns [ErrGone].
func (e *GoneError) Unwrap() error { return ErrGone }

// tombstones is an open file of them.
type tombstones struct{ table *store.Table }

func openTombstones(path string) (*tombstones, error) {
	t, err := store.OpenTable(path)
	if err != nil {
		return nil, fmt.Errorf("opening the history: %w", err)
	}
	return &tombstones{t}, nil
}

// Close closes the file.
func (t *tombstones) Close() error { return t.table.Close() }

// find returns what became of an ID; false when it never left.
func (t *tombstones) find(id store.PackedID) (tombstone, bool, error) {
	n, ok := t.table.FindPacked(id)
	if !ok {
		return tombstone{}, false, nil
	}
	d, err := t.at(n)
	return d, err == nil, err
}

func (t *tombstones) at(n uint32) (d tombstone, err error) {
	err = t.table.Raw(n, func(data []byte) error { return json.Unmarshal(data, &d) })
	if err != nil {
		return tombstone{}, fmt.Errorf("reading the history: %w", err)
	}
	return d, nil
}

// Resolve returns the record that an ID leads to now: its own, or the one that
// has its words since. Its error is [ErrNotFound], or a [GoneError].
func (g *Generation) Resolve(id quotes.ID) (n uint32, err error) {
	p, err := store.Pack(id)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	if n, ok := g.Records.FindPacked(p); ok {
		return n, nil
	}
	d, ok, err := g.tombstones.find(p)
	switch {
	case err != nil:
		return 0, err
	case !ok:
		return 0, ErrNotFound
	case d.To == "":
		return 0, &GoneError{ID: id, File: d.File, Since: d.Since}
	}
	n, ok, err = g.Records.Find(d.To)
	if err != nil || !ok {
		return 0, fmt.Errorf("%w: the history leads from %s to %s, which is not there", store.ErrCorrupt, id, d.To)
	}
	return n, nil
}

// Corpus tells which IDs the generation has.
func (g *Generation) Corpus() moderation.Corpus {
	return moderation.Corpus{Has: g.has, Canonical: g.Canonical}
}

// has reports whether a file has the words with the ID.
func (g *Generation) has(id quotes.ID) bool {
	_, ok, err := g.Records.Find(id)
	return ok && err == nil && !g.entries[id]
}

// Canonical returns the ID that an ID leads to in this generation; an ID that leads
// nowhere, or not for certain, is returned as it is.
func (g *Generation) Canonical(id quotes.ID) quotes.ID {
	n, err := g.Resolve(id)
	if err != nil {
		return id
	}
	return g.Records.IDAt(n)
}

// tombstoneWriter makes a generation's history out of the previous one's.
type tombstoneWriter struct {
	has   func(store.PackedID) bool // whether the new generation has the ID
	moved map[store.PackedID]store.PackedID
	files map[store.PackedID]string // of those that left now
	now   time.Time
	limit int
}

// write writes the history. Both lists are in the order of their IDs: what the
// previous generation had, and what had left before.
func (w *tombstoneWriter) write(path string, previous *Generation) (err error) {
	out, err := store.CreateTable(path)
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	if previous != nil {
		if err := w.merge(out, previous); err != nil {
			return errors.Join(fmt.Errorf("writing the history: %w", err), out.Abandon())
		}
	}
	return out.Finish()
}

func (w *tombstoneWriter) merge(out *store.TableWriter, previous *Generation) error {
	forgotten, err := w.cutoff(previous)
	if err != nil {
		return err
	}
	records, old := previous.Records, previous.tombstones.table
	for r, o := uint32(0), uint32(0); int(r) < records.Len() || int(o) < old.Len(); {
		// The smaller of the two next IDs; no ID is in both.
		if int(o) >= old.Len() || int(r) < records.Len() && records.PackedAt(r).Compare(old.PackedAt(o)) < 0 {
			id := records.PackedAt(r)
			r++
			if w.has(id) {
				continue
			}
			d := tombstone{Since: w.now, File: w.files[id]}
			if to, ok := w.moved[id]; ok {
				d.To = to.ID()
			}
			if _, err := out.Put(id.ID(), d); err != nil {
				return err
			}
			continue
		}
		id := old.PackedAt(o)
		d, err := previous.tombstones.at(o)
		o++
		if err != nil {
			return err
		}
		if w.has(id) || d.Since.Before(forgotten) {
			continue
		}
		if d, err = w.follow(d); err != nil {
			return err
		}
		if _, err := out.Put(id.ID(), d); err != nil {
			return err
		}
	}
	return nil
}

// follow brings an earlier departure up to date: what it led to may have moved
// on, or left.
func (w *tombstoneWriter) follow(d tombstone) (tombstone, error) {
	if d.To == "" {
		return d, nil
	}
	p, err := store.Pack(d.To)
	if err != nil {
		return d, err
	}
	if w.has(p) {
		return d, nil
	}
	if next, ok := w.moved[p]; ok {
		d.To = next.ID()
		return d, nil
	}
	return tombstone{Since: w.now, File: w.files[p]}, nil
}

// cutoff returns the time before which redirects are forgotten, so that at
// most limit are kept. Departures of one time go together.
func (w *tombstoneWriter) cutoff(previous *Generation) (time.Time, error) {
	total := previous.tombstones.table.Len()
	for n := range uint32(previous.Records.Len()) {
		if !w.has(previous.Records.PackedAt(n)) {
			total++
		}
	}
	if total <= w.limit {
		return time.Time{}, nil
	}
	at := map[time.Time]int{}
	for n := range uint32(previous.tombstones.table.Len()) {
		d, err := previous.tombstones.at(n)
		if err != nil {
			return time.Time{}, err
		}
		at[d.Since]++
	}
	for _, since := range slices.SortedFunc(maps.Keys(at), time.Time.Compare) {
		if total -= at[since]; total <= w.limit {
			return since.Add(1), nil
		}
	}
	return w.now, nil // what leaves now is remembered in any case
}
