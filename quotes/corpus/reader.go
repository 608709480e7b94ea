package corpus

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"runtime"
	"slices"
	"sync"

	"verbatim/quotes"
	"verbatim/quotes/corpus/format"
)

// Reader reads the corpus that lies in a file system. It may be used again, but
// not by two goroutines at once.
type Reader struct {
	FS fs.FS
	// Limits that are zero are those of [DefaultLimits].
	Limits Limits
	// Progress may be nil. It is called from the goroutine that reads, after
	// every file and every few hundred records.
	Progress func(Progress)
	// Reading may be nil. It is called with the largest of the files that are being
	// read, each time that it is another one, and with "" when all are small: what is
	// to blame if memory runs out. Several goroutines call it, one at a time.
	Reading func(file string)
}

// Read yields every quotation of the corpus, one attribution each, in an order
// that depends on the files alone, and fills report (which must not be nil and
// not be looked at before the sequence ended). What is wrong with a file or a
// record goes into the report; an error means that the corpus could not be read
// to its end: the folder is unreadable, or ctx is done. Files are parsed ahead
// by a few goroutines, all of which have ended when the sequence has.
func (r *Reader) Read(ctx context.Context, report *Report) iter.Seq2[quotes.Quote, error] {
	return func(yield func(quotes.Quote, error) bool) {
		if err := r.read(ctx, report, yield); err != nil {
			yield(quotes.Quote{}, err)
		}
	}
}

// workers is how many files are parsed at once. More would not be faster: what
// takes the quotations merges and indexes them.
func workers() int { return min(runtime.GOMAXPROCS(0), 4) }

// ahead is how many files may be finished before their turn comes. Each holds at
// most three batches.
const ahead = 32

// job is one file on its way through the workers.
type job struct {
	entry
	out chan batch
}

// read returns nil after yield returned false: nothing more may be yielded then.
func (r *Reader) read(ctx context.Context, report *Report, yield func(quotes.Quote, error) bool) error {
	*report = Report{}
	limits := r.Limits.orDefault()
	found, err := walk(ctx, r.FS, limits)
	if err != nil {
		return err
	}
	report.Rejections, report.Notices = found.rejections, found.notices
	if report.Fingerprint, err = fingerprint(ctx, r.FS, found.files); err != nil {
		return err
	}

	ctx, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()

	p := parser{fsys: r.FS, limits: limits, big: make(chan struct{}, 1), large: large{tell: r.Reading}}
	var files []entry
	for _, f := range found.files {
		read := p.speakersFile
		switch base := path.Base(f.name); {
		case isMappingFile(base):
			read = p.mappingFile
		case !isSpeakersFile(base):
			files = append(files, f)
			continue
		}
		if err := read(ctx, f, report); err != nil {
			return err
		}
	}
	report.Notices = append(report.Notices, p.people.settle()...)
	report.People = p.people.listed()

	work := make(chan job)
	turns := make(chan job, ahead)
	all.Go(func() {
		defer close(turns)
		defer close(work)
		for _, f := range files {
			j := job{f, make(chan batch, 2)}
			// In its turn first, so that the file that is waited for is always
			// one that a worker has or will take next.
			for _, to := range []chan<- job{turns, work} {
				select {
				case to <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for range workers() {
		all.Go(func() {
			for j := range work {
				p.file(ctx, j)
			}
		})
	}

	total := len(found.files)
	for j := range turns {
		if err := r.take(ctx, j, report, total, yield); err == errStopped {
			return nil
		} else if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// take passes on what a file holds. It returns errStopped when yield returned
// false, and the error of ctx.
func (r *Reader) take(ctx context.Context, j job, report *Report, total int, yield func(quotes.Quote, error) bool) error {
	for {
		var b batch
		var more bool
		select {
		case b, more = <-j.out:
		case <-ctx.Done():
			return ctx.Err()
		}
		report.add(b)
		if r.Progress != nil {
			r.Progress(Progress{Files: report.Files, TotalFiles: total, Records: report.Records})
		}
		for _, q := range b.quotes {
			if q.Attributions[0].Status == quotes.Review {
				report.InReview++
			}
			report.Quotations++
			if !yield(q, nil) {
				return errStopped
			}
		}
		if !more {
			return nil
		}
	}
}

func (r *Report) add(b batch) {
	r.Files += b.files
	r.Articles += b.articles
	for _, tag := range b.unread {
		r.unread(tag)
	}
	r.Records += b.records
	r.Rejected += b.rejected
	r.Rejections = append(r.Rejections, b.rejections...)
	r.Notices = append(r.Notices, b.notices...)
	r.Recognised = append(r.Recognised, b.formats[:min(len(b.formats), max(maxRecognised-len(r.Recognised), 0))]...)
}

// maxRecognised bounds what a report tells of single files.
const maxRecognised = 1000

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, p := range []struct {
		to   *int64
		from int64
	}{{&l.FileBytes, d.FileBytes}, {&l.WholeBytes, d.WholeBytes}, {&l.RecordBytes, d.RecordBytes}} {
		if *p.to == 0 {
			*p.to = p.from
		}
	}
	if l.Depth == 0 {
		l.Depth = d.Depth
	}
	if l.Files == 0 {
		l.Files = d.Files
	}
	return l
}

// parser reads files, several at once.
type parser struct {
	fsys   fs.FS
	limits Limits
	people *speakers
	// mappings are those of the files mapping.yaml, by their folders.
	mappings map[string]*mapping
	// big is held by the one large article that is in memory: as a tree it
	// takes many times its size.
	big   chan struct{}
	large large
}

// bigArticle is the size in bytes from which articles are read one at a time.
const bigArticle = 1 << 20

// large knows the largest file that is being read.
type large struct {
	tell func(string)

	mu    sync.Mutex
	files []entry // those of at least bigArticle
	told  string
}

func (l *large) begin(e entry) {
	if l.tell != nil && e.size >= bigArticle {
		l.change(func() { l.files = append(l.files, e) })
	}
}

func (l *large) end(e entry) {
	if l.tell != nil && e.size >= bigArticle {
		l.change(func() { l.files = slices.DeleteFunc(l.files, func(f entry) bool { return f.name == e.name }) })
	}
}

func (l *large) change(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
	var largest entry
	for _, f := range l.files {
		if f.size > largest.size {
			largest = f
		}
	}
	if largest.name != l.told {
		l.told = largest.name
		l.tell(l.told)
	}
}

// file reads one file and closes its channel.
func (p *parser) file(ctx context.Context, j job) {
	defer close(j.out)
	emit := func(b batch) bool {
		select {
		case j.out <- b:
			return true
		case <-ctx.Done():
			return false
		}
	}
	p.large.begin(j.entry)
	defer p.large.end(j.entry)
	p.parse(ctx, j.entry, emit)
}

// parse reads one file and emits what it holds, in batches.
func (p *parser) parse(ctx context.Context, e entry, emit func(batch) bool) {
	out := &sink{file: e.name, limits: p.limits, people: p.people, mapping: p.mappings[path.Dir(e.name)].of(path.Base(e.name)), emit: emit}
	out.now.files = 1
	// One file must not cost the others: a panic is a defect of this program,
	// which the report then shows with the file that brings it about.
	defer func() {
		var err error
		if v := recover(); v != nil {
			err = out.problem(0, fmt.Sprintf("reading it failed, which is a defect of this program: %v", v))
		}
		if err == nil {
			_ = out.finish() // errStopped: nobody listens any more
		}
	}()
	if err := p.content(ctx, e, out); err != nil && err != errStopped {
		_ = out.problem(0, err.Error()) // errStopped again
	}
}

// speakersFile reads a speakers.yaml, which is before all others.
func (p *parser) speakersFile(ctx context.Context, e entry, report *Report) error {
	if p.people == nil {
		p.people = &speakers{}
	}
	return p.before(ctx, e, report, p.people.read)
}

// before reads a file that says how others are read.
func (p *parser) before(ctx context.Context, e entry, report *Report, read func(*format.Input, *sink) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	out := &sink{file: e.name, limits: p.limits, emit: func(b batch) bool {
		report.add(b)
		return true
	}}
	out.now.files = 1
	err := func() error {
		o, err := open(p.fsys, e.name, p.limits.WholeBytes)
		if err != nil {
			return err
		}
		defer func() { _ = o.f.Close() }()
		if err := o.look(ctx, p.limits); err != nil {
			return err
		}
		in, err := o.input(ctx, p.limits)
		if err != nil {
			return err
		}
		return read(in, out)
	}()
	if err == errStopped {
		return ctx.Err()
	}
	if err != nil {
		err = out.problem(0, err.Error())
	}
	if finishErr := out.finish(); err == nil {
		err = finishErr
	}
	return err
}
