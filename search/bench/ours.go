package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"verbatim/quotes"
	"verbatim/search"
)

// suggestionsAsked is how many Discord shows.
const suggestionsAsked = 25

// openOurs opens what Verbatim built.
func openOurs(dir string, j job) (*search.Library, drawn, error) {
	ask, err := drawnFor(j)
	if err != nil {
		return nil, ask, err
	}
	l, err := search.Open(dir, search.Options{})
	return l, ask, err
}

// openWarm does so with the files in memory.
func openWarm(dir string, j job) (*search.Library, drawn, error) {
	if err := warm(j.Dir); err != nil {
		return nil, drawn{}, err
	}
	return openOurs(dir, j)
}

// suggest completes beginnings.
func suggest(ctx context.Context, j job) (d done, err error) {
	l, ask, err := openWarm(j.Dir, j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	for _, b := range ask.Beginning {
		started := time.Now()
		_, err := l.Suggest(ctx, b.Field, b.Typed, search.Filter{}, suggestionsAsked)
		took := time.Since(started)
		if err != nil {
			return d, fmt.Errorf("completing %q: %w", b.Typed, err)
		}
		d.Suggestions = append(d.Suggestions, answer{Class: b.Class, Took: took})
	}
	return d, nil
}

// locate looks for the quotations that were planted into passages, of each
// passage twice: cold, then with the files in memory.
func locate(ctx context.Context, j job) (d done, err error) {
	l, ask, err := openOurs(j.Dir, j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	locateIn := func(p passage, took *[]answer) ([]search.Located, error) {
		started := time.Now()
		located, err := l.Locate(ctx, p.Text, search.Filter{})
		*took = append(*took, answer{Class: "passages", Took: time.Since(started)})
		if err != nil {
			return nil, fmt.Errorf("looking for the quotations of %q: %w", p.Text, err)
		}
		return located, nil
	}
	for _, p := range ask.Passages {
		if _, err := locateIn(p, &d.PassagesCold); err != nil {
			return d, err
		}
	}
	if err := warm(j.Dir); err != nil {
		return d, err
	}
	for _, p := range ask.Passages {
		located, err := locateIn(p, &d.Passages)
		if err != nil {
			return d, err
		}
		for i, words := range p.Planted {
			d.Planted++
			switch found := slices.ContainsFunc(located, func(lo search.Located) bool { return alike(lo.Quote.Words, words) }); {
			case found && i == len(p.Planted)-1:
				d.Misquoted++
			case found:
				d.Exact++
			}
		}
	}
	return d, nil
}

// What is cancelled.
const (
	cancelledSearch = "searches"
	cancelledLocate = "passages"
)

// cancel cancels searches at moments between their beginning and the time that
// they take, and counts from there until they return. Every fifth one looks for
// the quotations of a passage.
func cancel(ctx context.Context, j job) (d done, err error) {
	l, ask, err := openWarm(j.Dir, j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	random := rand.New(rand.NewPCG(j.Seed, 5))
	searches := j.Cancellations
	passages := (j.Cancellations + 3) / 4
	if len(ask.Passages) == 0 {
		passages = 0
	}
	// Some end before: a hundred times as many is too many.
	for tries := 0; searches+passages > 0; tries++ {
		if tries > 100*(j.Cancellations+4) {
			return d, errors.New("searches end before they can be cancelled")
		}
		class := cancelledSearch
		var do func(context.Context) error
		if random.IntN(searches+passages) < searches {
			q := ask.All[random.IntN(len(ask.All))].Query
			do = func(ctx context.Context) error {
				_, err := l.Search(ctx, search.Query{Words: q})
				return err
			}
		} else {
			p := ask.Passages[random.IntN(len(ask.Passages))].Text
			class, do = cancelledLocate, func(ctx context.Context) error {
				_, err := l.Locate(ctx, p, search.Filter{})
				return err
			}
		}
		late, cancelled, err := cancelledAt(ctx, do, random.Float64())
		switch {
		case err != nil:
			return d, err
		case !cancelled:
			continue
		case class == cancelledSearch:
			searches--
		default:
			passages--
		}
		d.Cancelled = append(d.Cancelled, answer{Class: class, Took: late})
	}
	return d, nil
}

// cancelledAt does something twice: to its end, and cancelled after a share of
// the time that this took. It returns how long after that it returned; false if
// it had ended.
func cancelledAt(ctx context.Context, do func(context.Context) error, share float64) (late time.Duration, cancelled bool, err error) {
	started := time.Now()
	if err := do(ctx); err != nil {
		return 0, false, err
	}
	moment := time.Duration(share * float64(time.Since(started)))
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var at atomic.Pointer[time.Time]
	timer := time.AfterFunc(moment, func() {
		now := time.Now()
		at.Store(&now)
		stop()
	})
	defer timer.Stop()
	err = do(ctx)
	returned := time.Now()
	if err != nil && !errors.Is(err, context.Canceled) {
		return 0, false, err
	}
	then := at.Load()
	if then == nil || then.After(returned) {
		return 0, false, nil
	}
	return returned.Sub(*then), true, nil
}

// askBesideEdits asks what every engine is asked, then takes edits and asks the
// same again. The edits are taken in a data folder of their own, which has the
// same files.
func askBesideEdits(ctx context.Context, j job) (d done, err error) {
	dir := j.Dir + "-edited"
	if err := os.RemoveAll(dir); err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := linkGenerations(j.Dir, dir); err != nil {
		return d, err
	}
	l, ask, err := openWarm(dir, j)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	e := &withoutHidden{verbatim{job: j, library: l}, map[quotes.ID]bool{}}
	for range 2 { // the first time only warms up
		if d.Without, err = answers(ctx, j, e, ask.Queries); err != nil {
			return d, err
		}
	}
	take := func(id quotes.ID, edit search.Edit) error {
		edit.ID = id
		if _, err := l.Edit(ctx, edit); err != nil {
			return fmt.Errorf("editing %s: %w", id, err)
		}
		return nil
	}
	for _, id := range ask.Hidden {
		e.hidden[id] = true
		if err := take(id, search.Edit{Op: search.Hide}); err != nil {
			return d, err
		}
	}
	for i, id := range ask.Corrected {
		if err := take(id, search.Edit{Op: search.Correct, Speaker: fmt.Sprintf("Speaker of Edit %d", i)}); err != nil {
			return d, err
		}
	}
	d.Edits = l.Status().Edits
	d.With, err = answers(ctx, j, e, ask.Queries)
	return d, err
}

// withoutHidden is Verbatim, of which no search may find what is hidden.
type withoutHidden struct {
	verbatim
	hidden map[quotes.ID]bool
}

func (w *withoutHidden) search(ctx context.Context, words string) ([]string, error) {
	hits, err := w.verbatim.search(ctx, words)
	for _, h := range hits {
		if id := quotes.IDOf(h); w.hidden[id] {
			return nil, fmt.Errorf("%s is found, which is hidden", id)
		}
	}
	return hits, err
}

// linkGenerations makes a data folder with the same generations, which are not
// written any more. Edits and locks stay where they are.
func linkGenerations(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		case filepath.Dir(rel) == "." && rel != "CURRENT":
			return nil
		}
		return os.Link(path, filepath.Join(to, rel))
	})
}
