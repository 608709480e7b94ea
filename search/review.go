package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/edits"
	"verbatim/search/generation"
	"verbatim/search/moderation"
)

// ErrNoTask: nothing waits for a moderator, or nothing that another one does not have.
var ErrNoTask = errors.New("nothing waits for a moderator")

// Task is something that waits for a moderator: reports of readers about a quotation,
// or words that one file has and that are not sure enough to be served. The zero Task
// is none.
type Task struct {
	ID     quotes.ID
	Report uint64 // the number of the first report that nobody settled; 0: unsure words
	File   uint64 // of unsure words: [FileKey] of where they stand
}

// FileKey is a number for the name of a file, see [Task].
func FileKey(file string) uint64 { return generation.FileKey(file) }

// Review is a [Task] and what a moderator has to know for it.
type Review struct {
	Task
	Moderated
	// Unsure is what waits, as it was read; of reports the lead attribution.
	Unsure quotes.Attribution
	Waits  bool // nobody has decided on it
	// Place is where it stands among all tasks, from 1, of which there are Total. They
	// are 0 where nobody counted.
	Place, Total int
}

// queued is a task and its place in the order of all tasks: reports first, the earliest
// first, then unsure words by their value.
type queued struct {
	Task
	at uint64
}

// maxReports is how many reports of one quotation wait at most.
const maxReports = 100

// afterReports is above the number of any edit.
const afterReports = 1 << 48

// tasks returns what waits for the moderators of a guild, in order; for "" what waits
// for those of none. everywhere asks for all of it.
func (s *served) tasks(ctx context.Context, pending *edits.Pending, scope string, everywhere bool) (tasks []queued, reports int, err error) {
	for id, d := range pending.Decisions() {
		if len(d.Reports) == 0 {
			continue
		}
		// One that left the corpus waits no more, and one that cannot be read is the
		// business of who verifies.
		if _, err := s.read(id, scope); err != nil && !(everywhere && errors.Is(err, ErrNotFound)) {
			continue
		}
		first := d.Reports[0].Seq
		tasks = append(tasks, queued{Task{ID: id, Report: first}, first})
	}
	slices.SortFunc(tasks, func(a, b queued) int { return cmp.Compare(a.at, b.at) })
	reports = len(tasks)
	waits, err := s.Waits(ctx)
	if err != nil {
		return nil, 0, err
	}
	for i, w := range waits {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		if !everywhere && w.Scope != "" && w.Scope != scope {
			continue
		}
		id := s.Records.IDAt(w.Record)
		if d := pending.Decision(id); !d.Hidden() && d.Review(w.File).Seq == 0 {
			tasks = append(tasks, queued{Task{ID: id, File: w.Key}, afterReports + uint64(i)})
		}
	}
	return tasks, reports, nil
}

// behind returns the place in the order from which on the tasks come after one.
func (s *served) behind(ctx context.Context, after Task) (uint64, error) {
	if after.Report > 0 || after.ID == "" {
		return after.Report + 1, nil
	}
	waits, err := s.Waits(ctx)
	if err != nil {
		return 0, err
	}
	n, ok, err := s.Records.Find(s.edits.Load().Record(after.ID))
	if err != nil || !ok {
		return 0, nil // one that left the corpus comes before all
	}
	i := slices.IndexFunc(waits, func(w generation.Wait) bool { return w.Record == n && w.Key == after.File })
	if i < 0 {
		return 0, nil
	}
	return afterReports + uint64(i) + 1, nil
}

// NextTask returns the first task of a guild's moderators behind one that they had, and
// then from the first one on, which take takes. [ErrNoTask] says that there is none;
// Review.Total tells how many others have. Reports come first, the earliest first; then
// words that are not sure enough to be served: by a named speaker before others, his
// own before reports, then the longest, then the latest.
func (l *Library) NextTask(ctx context.Context, scope string, after Task, take func(Task) bool) (Review, error) {
	s, err := l.acquire()
	if err != nil {
		return Review{}, err
	}
	defer s.release()
	tasks, _, err := s.tasks(ctx, s.edits.Load(), scope, false)
	if err != nil {
		return Review{}, l.damaged(s, err)
	}
	from, err := s.behind(ctx, after)
	if err != nil {
		return Review{}, l.damaged(s, err)
	}
	start, _ := slices.BinarySearchFunc(tasks, from, func(t queued, from uint64) int { return cmp.Compare(t.at, from) })
	for i := range tasks {
		at := (start + i) % len(tasks)
		if !take(tasks[at].Task) {
			continue
		}
		r, err := s.review(tasks[at].Task, scope)
		if err != nil {
			return Review{}, l.damaged(s, err)
		}
		r.Place, r.Total = at+1, len(tasks)
		return r, nil
	}
	return Review{Total: len(tasks)}, ErrNoTask
}

// Task returns a task as it is now, waiting or not. Errors are those of
// [Library.Moderated], and [ErrNoTask] where nothing is left that it could be about.
func (l *Library) Task(ctx context.Context, scope string, t Task) (Review, error) {
	if err := ctx.Err(); err != nil {
		return Review{}, err
	}
	s, err := l.acquire()
	if err != nil {
		return Review{}, err
	}
	defer s.release()
	r, err := s.review(t, scope)
	return r, l.damaged(s, err)
}

// review reads a task.
func (s *served) review(t Task, scope string) (Review, error) {
	m, err := s.moderated(t.ID, scope)
	if err != nil {
		return Review{}, err
	}
	r := Review{Task: t, Moderated: m}
	r.ID = m.Quote.ID
	if t.Report > 0 {
		r.Waits = len(m.Reports) > 0
		r.Unsure, _ = m.Quote.Lead()
		return r, nil
	}
	q, err := s.read(r.ID, scope)
	if err != nil {
		return Review{}, err
	}
	for _, a := range q.Attributions {
		if generation.FileKey(a.Source.File) != t.File {
			continue
		}
		var waits bool
		if r.Unsure, waits = moderation.Waiting(q, a.Source.File); !waits {
			r.Unsure = a
		}
		r.Waits = waits && m.Review(a.Source.File).Seq == 0
		return r, nil
	}
	return Review{}, fmt.Errorf("%w in such a file of %s", ErrNoTask, r.ID)
}

// damaged has damage looked into, and returns the error.
func (l *Library) damaged(s *served, err error) error {
	if errors.Is(err, store.ErrCorrupt) {
		l.distrust(s, err)
	}
	return err
}

// waiting is how many tasks there are beside some pending edits.
type waiting struct {
	beside         *edits.Pending
	words, reports int
}

// countTasks counts the unsure words and the quotations with reports that wait, of all
// guilds. Where what waits cannot be read it is as it was when the corpus was read.
func (s *served) countTasks(ctx context.Context) (words, reports int) {
	pending := s.edits.Load()
	if c := s.counted.Load(); c != nil && c.beside == pending {
		return c.words, c.reports
	}
	tasks, reports, err := s.tasks(ctx, pending, "", true)
	if err != nil {
		return s.Manifest.InReview, 0
	}
	s.counted.Store(&waiting{pending, len(tasks) - reports, reports})
	return len(tasks) - reports, reports
}

// reviewing completes what accepts or rejects, see [Library.Edit]. The caller holds
// l.editing.
func reviewing(p *edits.Pending, n uint32, d Decision, e Edit) (edit Edit, write bool, err error) {
	if was := d.Review(e.File); was.Seq > 0 {
		return was, false, ErrDecided
	}
	q, err := p.Records.At(n)
	if err != nil {
		return Edit{}, false, fmt.Errorf("reading what is decided on: %w", err)
	}
	a, waits := moderation.Waiting(q, e.File)
	if !waits {
		return Edit{}, false, ErrNotWaiting
	}
	if e.Op == Accept && e.Speaker == "" && len(a.Speakers) > 0 {
		e.Speaker = a.Speakers[0].Name
	}
	return e, true, nil
}
