// Package reindex rebuilds the index in a child process, one at a time.
//
// Reading a corpus and building an index takes memory and, on a hostile corpus
// or a faulty disk, may crash. Both happen in a child of the same binary
// (the index subcommand), which has limits of time and memory and dies with
// its parent, while the parent serves the old generation. When the child ends
// well the [Runner] has the library move over to the new generation; when it
// does not, nothing changes but [State.LastErr], which says in one sentence
// what failed and names no path of the host.
package reindex

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"verbatim/search"
)

// Errors that callers decide on.
var (
	// ErrRunning: a build runs already. The error is a [*RunningError].
	ErrRunning = errors.New("the corpus is being read already")
	// ErrClosed: the runner was closed.
	ErrClosed = errors.New("the program is shutting down")
)

// RunningError says which build is in the way.
type RunningError struct {
	Since time.Time
	By    string // as given to Start
}

// Error returns the sentence.
func (e *RunningError) Error() string {
	return fmt.Sprintf("%v, since %s", ErrRunning, e.Since.Format(time.TimeOnly))
}

// Is makes errors.Is(err, ErrRunning) hold.
func (e *RunningError) Is(target error) bool { return target == ErrRunning }

// Library moves over to the newest generation and knows how the one that serves
// came to be (search.Library).
type Library interface {
	Refresh(ctx context.Context) (switched bool, err error)
	Status() search.Status
	Report() (search.Report, error)
}

// Defaults for the fields of [Options] that are zero.
const (
	// DefaultTimeout is sixty times what half a million quotations take on
	// one busy core (two minutes).
	DefaultTimeout = 2 * time.Hour
	// DefaultMemory is more than twice what a build of half a million
	// quotations takes (430 MB, measured with verbatim index).
	DefaultMemory = 1 << 30
)

// Options says what to run.
type Options struct {
	Exe  string   // the binary
	Args []string // its arguments: index --progress=json ...
	Env  []string // the child's environment; nil: this process's. Leave secrets out.

	Timeout time.Duration
	Memory  int64 // bytes; the child's GOMEMLIMIT; far beyond it, it ends ([LimitMemory])

	Library Library
	Logger  *slog.Logger
	// Names are paths of the host, each with what people are told in its place:
	// "/srv/quotes" -> "the corpus folder".
	Names map[string]string
	// Elsewhere, which may be nil, is asked before each build. It reports whether another
	// process has to build, and then has it do so and returns when Library can move
	// over. An error that is no [*Error] is for the log.
	Elsewhere func(ctx context.Context, by string, dryRun bool) (bool, error)
	// Marker is a file that is there while a build runs, so that the next process
	// knows of one that broke off. Empty: none.
	Marker string
}

// Runner runs builds. It is safe for concurrent use; make it with [New] and
// end it with [Runner.Close].
type Runner struct {
	o Options

	mu       sync.Mutex
	current  *Run // nil: none runs
	closed   bool
	report   *Report // of the last build or the last generation that was asked for; nil: not known
	about    int     // the number of its generation
	compared *Report // of the last dry run
	lastErr  error
	lastEnd  time.Time
	// brokeOff is when the build began that an earlier process did not bring to
	// its end; zero: there is none.
	brokeOff time.Time
	stop     context.CancelFunc // ends the current run
	runs     sync.WaitGroup
}

// New returns a runner that has started nothing.
func New(o Options) *Runner {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Runner{o: o}
	var err error
	if r.brokeOff, err = readMarker(o.Marker); err != nil {
		o.Logger.Warn("whether the last build broke off is not known", "err", err)
	}
	return r
}

// State is what a [Runner] does and did.
type State struct {
	Running  bool
	Since    time.Time // of the running build
	By       string
	Progress Progress

	// Last is the report of the generation that serves, whoever built it; nil
	// when there is none or nobody kept its report.
	Last *Report
	// Compared is the report of the last dry run that this runner started; nil: none.
	Compared *Report
	// LastErr is nil or why the last build that this runner started failed, if
	// nothing newer serves.
	LastErr error
	// BrokeOff is when the last build began, if the program ended before it did
	// and nothing newer serves; otherwise it is zero.
	BrokeOff time.Time
}

// Status returns the state at this moment. Its report must not be changed.
func (r *Runner) Status() State {
	serving := r.o.Library.Status()
	last := r.reportOf(serving.Generation)
	r.mu.Lock()
	defer r.mu.Unlock()
	s := State{Last: last, Compared: r.compared, LastErr: r.lastErr, BrokeOff: r.brokeOff}
	if serving.Built.After(r.lastEnd) {
		s.LastErr = nil // it was cured by hand
	}
	if serving.Built.After(r.brokeOff) {
		s.BrokeOff = time.Time{}
	}
	if r.current != nil {
		s.Running, s.Since, s.By = true, r.current.Since, r.current.By
		s.Progress = r.current.Progress()
	}
	return s
}

// reportOf returns the report of the generation that serves. It is read once.
func (r *Runner) reportOf(generation int) *Report {
	r.mu.Lock()
	report, about := r.report, r.about
	r.mu.Unlock()
	switch generation {
	case 0:
		return nil
	case about:
		return report
	}
	stored, err := r.o.Library.Report()
	if err == nil {
		report, err = kept(stored)
	}
	if err != nil {
		r.o.Logger.Warn("how the corpus was read is not known", "err", err)
		return nil
	}
	r.mu.Lock()
	r.report, r.about = report, stored.Build.Generation
	r.mu.Unlock()
	return report
}

// Run is one build.
type Run struct {
	Since  time.Time
	By     string
	DryRun bool

	done   chan struct{}
	report Report // report and err are set before done is closed
	err    error

	mu       sync.Mutex
	progress Progress
}

// Done is closed when the build has ended and, after a good one, the library
// has moved over.
func (r *Run) Done() <-chan struct{} { return r.done }

// Progress returns how far the build is.
func (r *Run) Progress() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.progress
}

// Wait waits for the end of the build or of ctx and returns the report. The
// error of a failed build is a [*Error]; otherwise it is that of ctx.
func (r *Run) Wait(ctx context.Context) (Report, error) {
	select {
	case <-r.done:
		return r.report, r.err
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
}

// Compare is [Runner.Start] of a dry run, which finds out what a build would change
// and changes nothing; its report is [State.Compared].
func (r *Runner) Compare(ctx context.Context, by string) (*Run, error) {
	return r.begin(ctx, &Run{By: by, DryRun: true})
}

// Start begins a build. It takes from ctx only the values: the build outlives
// whoever asked for it, and ends by itself, by its time limit or by
// [Runner.Close]. The by is a Discord user ID, or "" for the program itself.
// The error is a [*RunningError] or [ErrClosed].
func (r *Runner) Start(ctx context.Context, by string) (*Run, error) {
	return r.begin(ctx, &Run{By: by})
}

func (r *Runner) begin(ctx context.Context, run *Run) (*Run, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, ErrClosed
	}
	if r.current != nil {
		return nil, &RunningError{Since: r.current.Since, By: r.current.By}
	}
	run.Since, run.done = time.Now(), make(chan struct{})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.o.Timeout)
	r.current, r.stop, r.brokeOff = run, cancel, time.Time{}
	if err := writeMarker(r.o.Marker, run.Since); err != nil {
		r.o.Logger.Warn("if the build breaks off, the next start will not know it", "err", err)
	}
	r.runs.Go(func() {
		defer cancel()
		run.report, run.err = r.build(ctx, run)
		r.finish(run)
	})
	return run, nil
}

// finish records the end of a run before anybody who waits for it learns of it.
func (r *Runner) finish(run *Run) {
	r.mu.Lock()
	r.current, r.stop = nil, nil
	r.lastEnd, r.lastErr = time.Now(), run.err
	if !r.closed || run.err == nil { // closing breaks it off
		if err := removeMarker(r.o.Marker); err != nil {
			r.o.Logger.Warn("the next start will believe that the build broke off", "err", err)
		}
	}
	switch {
	case run.err != nil:
	case run.DryRun:
		r.compared = &run.report
	default:
		r.report, r.about = &run.report, run.report.Index.Generation
	}
	r.mu.Unlock()
	close(run.done)
}

// Close ends a build that runs and waits for it. Nothing can be started after.
func (r *Runner) Close() {
	r.mu.Lock()
	r.closed = true
	if r.stop != nil {
		r.stop()
	}
	r.mu.Unlock()
	r.runs.Wait()
}

// Error says why a build failed.
type Error struct {
	Sentence string // for a person; no path of the host in it
	Err      error  // for the log
}

// Error returns the details.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// gracePeriod is how long a child that was asked to stop may take to tidy up
// before it is killed. A kill at any moment leaves the data folder whole; this
// and the wait for answers fit into the time that service managers give.
const gracePeriod = 2 * time.Second

// maxStderr bounds what is kept of the child's standard error in bytes: the
// beginning, where the sentence or the first line of a crash stands.
const maxStderr = 32 << 10

// build runs the child and moves the library over.
func (r *Runner) build(ctx context.Context, run *Run) (Report, error) {
	log := r.o.Logger.With("by", run.By, "dry_run", run.DryRun)
	log.Info("reindex started")
	elsewhere, err := r.elsewhere(ctx, run)
	var report Report
	if err == nil && !elsewhere {
		report, err = r.child(ctx, run)
	}
	if err == nil && !run.DryRun {
		if _, refreshErr := r.o.Library.Refresh(ctx); refreshErr != nil {
			err = &Error{
				Sentence: "the index was built but could not be opened; the log has the details",
				Err:      fmt.Errorf("opening the new generation: %w", refreshErr),
			}
		}
	}
	if elsewhere && err == nil {
		if last := r.reportOf(r.o.Library.Status().Generation); last != nil {
			report = *last
		}
	}
	took := time.Since(run.Since).Round(time.Millisecond)
	if err != nil {
		log.Error("reindex failed", "err", err, "took", took)
		return Report{}, err
	}
	log.Info("reindex ended", "generation", report.Index.Generation, "quotations", report.Index.Quotations,
		"added", report.Index.Added, "changed", report.Index.Changed, "gone", report.Index.Gone,
		"rejected", report.Rejections, "took", took)
	return report, nil
}

// elsewhere has another process build, if that has to. The error is an *Error.
func (r *Runner) elsewhere(ctx context.Context, run *Run) (bool, error) {
	if r.o.Elsewhere == nil {
		return false, nil
	}
	done, err := r.o.Elsewhere(ctx, run.By, run.DryRun)
	if err == nil {
		return done, nil
	}
	if _, told := errors.AsType[*Error](err); told {
		return done, err
	}
	sentence := "the reading by another process failed; the log has the details"
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		sentence = fmt.Sprintf("the build did not end within %v", r.o.Timeout)
	case ctx.Err() != nil:
		sentence = "the program is shutting down; another process may still be reading the corpus"
	}
	return done, &Error{Sentence: sentence, Err: fmt.Errorf("having another process build: %w", err)}
}

// child runs the process and returns its report; the error is an *Error.
func (r *Runner) child(ctx context.Context, run *Run) (Report, error) {
	args := r.o.Args
	if run.DryRun {
		args = append(args[:len(args):len(args)], "--dry-run")
	}
	cmd := exec.CommandContext(ctx, r.o.Exe, args...)
	cmd.Args[0] = os.Args[0] // the name that lists of processes show
	cmd.Env = r.o.Env
	if cmd.Env == nil {
		cmd.Env = os.Environ()
	}
	cmd.Env = append(cmd.Env[:len(cmd.Env):len(cmd.Env)], fmt.Sprintf("GOMEMLIMIT=%d", r.o.Memory))
	out := &receiver{onProgress: run.setProgress}
	stderr := &head{max: maxStderr}
	cmd.Stdout, cmd.Stderr = out, stderr
	// The child reads its standard input until it ends, which it does when this
	// process is gone, however it went: a sign on every system.
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return Report{}, &Error{Sentence: "the build could not be started; the log has the details", Err: fmt.Errorf("making a pipe: %w", err)}
	}
	cmd.Cancel = stdin.Close
	cmd.WaitDelay = gracePeriod

	err = runTied(cmd)
	stdin.Close()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Report{}, &Error{
			Sentence: fmt.Sprintf("the build did not end within %v and was stopped", r.o.Timeout),
			Err:      fmt.Errorf("building: %w", ctx.Err()),
		}
	case ctx.Err() != nil:
		return Report{}, &Error{Sentence: "the build was stopped because the program is shutting down", Err: fmt.Errorf("building: %w", ctx.Err())}
	case err != nil && cmd.ProcessState == nil:
		return Report{}, &Error{Sentence: "the build could not be started; the log has the details", Err: fmt.Errorf("starting %s: %w", r.o.Exe, err)}
	case err != nil:
		return Report{}, &Error{
			Sentence: r.sentence(stderr.String(), run.Progress().Reading),
			Err:      fmt.Errorf("building: %w: %s", err, strings.TrimSpace(stderr.String())),
		}
	case out.problem != nil:
		return Report{}, &Error{Sentence: out.problem.Error(), Err: fmt.Errorf("reading what the build reports: %w", out.problem)}
	case out.report == nil:
		return Report{}, &Error{Sentence: errGarbage.Error(), Err: errors.New("building: the child ended without a report")}
	}
	return *out.report, nil
}

func (r *Run) setProgress(p Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress = p
}

// head keeps the first max bytes that are written to it.
type head struct {
	max int
	buf bytes.Buffer
}

func (h *head) Write(p []byte) (int, error) {
	h.buf.Write(p[:min(len(p), h.max-h.buf.Len())])
	return len(p), nil
}

func (h *head) String() string { return h.buf.String() }
