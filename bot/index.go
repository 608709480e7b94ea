package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/config"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

const indexHelp = `Usage: verbatim index [FLAGS]
       verbatim index --dry-run FILE...

Reads the corpus and builds the index that serve answers from. A bot that runs
moves over to it by itself. At the end stands what changed, and every record
that was not taken, with file, line and reason. With CLUSTER_URL one process at
a time builds, and all of them move over.

  --corpus DIR     the folder of quotations and articles (CORPUS_DIR; without
                   either, the starter corpus)
  --data DIR       the data folder (DATA_DIR)
  --progress HOW   auto: a bar if this is a terminal; none; or json: one JSON
                   object a line on the standard output
  --tied           the end of the standard input ends the build: for a program
                   that starts it and must not leave it behind
  --dry-run        change nothing: say what reading the corpus now would change;
                   with files or folders, show what would be read of each: its
                   format, its fields, the first quotations, what is not taken
  --strict         exit with 1 if anything was rejected
  --env FILE       the env file (.env)

Examples:
  verbatim index --corpus quotations --data data
  verbatim index --dry-run "My Clippings.txt" quotes.csv
`

func index(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	corpusDir := flags.String("corpus", "", "")
	dataDir := flags.String("data", "", "")
	progress := flags.String("progress", "auto", "")
	strict := flags.Bool("strict", false, "")
	dryRun := flags.Bool("dry-run", false, "")
	tied := flags.Bool("tied", false, "")
	env := envFlag(flags)
	files, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		if !*dryRun {
			return usage("%q is one argument too many; --dry-run shows what would be read of a file", cli.Shorten(files[0]))
		}
		rejected, err := cli.PreviewFiles(ctx, p.Program, files)
		if err == nil && *strict && rejected > 0 {
			err = fmt.Errorf("%d rejected, and --strict allows none", rejected)
		}
		return err
	}
	if *progress != "auto" && *progress != "json" && *progress != "none" {
		return usage("--progress is %q; expected auto, json or none", cli.Shorten(*progress))
	}
	settings, err := p.indexSettings(env, *tied)
	if err != nil {
		return err
	}
	// An empty --corpus is the starter corpus, whatever CORPUS_DIR says.
	if !given(flags, "corpus") {
		*corpusDir = settings.CorpusDir
	}
	*dataDir = cmp.Or(*dataDir, settings.DataDir)
	c, err := openCorpusDir(*corpusDir)
	if err != nil {
		return err
	}
	defer c.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if *tied {
		// Whoever holds the other end writes nothing: the end of the input means
		// that it is gone, or that it calls the build off. A read that never
		// returns ends with the process.
		go func() {
			_, _ = io.Copy(io.Discard, p.Stdin)
			cancel(errParentGone)
		}()
	}
	read := c.Build
	switch {
	case *dryRun:
		read = c.Compare
	case settings.ClusterURL != "":
		read = c.buildForAll(settings)
	}
	if *progress == "json" {
		return p.indexAsChild(ctx, read, *dataDir, *strict)
	}
	var bar *cli.ProgressBar
	if *progress == "auto" {
		bar = cli.NewProgressBar(p.Program)
	}
	start := time.Now()
	report, built, err := read(ctx, *dataDir, bar.Show)
	bar.End()
	if err != nil {
		return buildError(ctx, err, *dataDir)
	}
	if *dryRun {
		err = writeDifferences(p.Stdout, c.name(), built)
	} else {
		err = writeReport(p.Stdout, c.name(), report, built, time.Since(start))
	}
	return cmp.Or(err, strictly(*strict, report))
}

// indexSettings returns the settings. A child has what it needs in its environment, and
// reads no env file: the token is no business of it. What is wrong there was the business
// of its parent.
func (p program) indexSettings(env envFile, tied bool) (config.Config, error) {
	if !tied {
		return p.settings(env)
	}
	settings, _ := config.Load("", false, p.Getenv)
	return settings, nil
}

// builder reads a corpus, as [openCorpus.Build] does.
type builder func(ctx context.Context, dataDir string, progress func(reindex.Progress)) (corpus.Report, search.BuildReport, error)

// strictly is the error of --strict.
func strictly(strict bool, read corpus.Report) error {
	if n := read.Problems(); strict && n > 0 {
		return fmt.Errorf("%d rejected, and --strict allows none", n)
	}
	return nil
}

// buildError is what a person is told of a build that failed.
func buildError(ctx context.Context, err error, dataDir string) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	switch {
	case errors.Is(err, cluster.ErrHeld):
		return errors.New("another process of the cluster is building an index; wait until it has ended")
	case errors.Is(err, search.ErrBuilding):
		return fmt.Errorf("another process is building an index in %s; wait until it has ended", dataDir)
	case errors.Is(err, cluster.ErrStale):
		return errors.New("another process took over, as the cluster did not hear of this one; nothing was published")
	case errors.Is(err, cluster.ErrStarter):
		return errors.New("this process has no corpus folder (CORPUS_DIR), and the starter corpus does not take the place of the corpus that is served")
	case errors.Is(err, search.ErrLogBehind):
		return fmt.Errorf("%s lacks decisions of moderators that the cluster has; try again when it has them", dataDir)
	case errors.Is(err, cluster.ErrOtherHistory):
		return errors.New(otherHistory)
	case errors.Is(err, cluster.ErrUnreachable):
		return &toldError{"the NATS servers of CLUSTER_URL cannot be reached; try again when they can", err}
	case errors.Is(err, fs.ErrPermission):
		return &toldError{dataDir + " cannot be written to; choose another data folder (--data, DATA_DIR) or change its owner", err}
	case isReadOnly(err):
		return readOnlyError(dataDir, err)
	case isFull(err):
		return &toldError{"the disk of " + dataDir + " is full; make room and try again", err}
	}
	if isSystem(err, syscall.EIO) {
		return &toldError{"the disk of the corpus or of " + dataDir + " failed to read or write; see that it is sound, and try again", err}
	}
	return err
}

// isFull reports whether an error says that the disk is full.
func isFull(err error) bool { return isSystem(err, syscall.ENOSPC) }

// isReadOnly reports whether an error says that nothing can be written to the disk.
func isReadOnly(err error) bool { return isSystem(err, syscall.EROFS) }

// isSystem reports whether an error is one of the system's. bleve passes on only what the
// system says.
func isSystem(err error, no syscall.Errno) bool {
	return errors.Is(err, no) || err != nil && strings.Contains(err.Error(), no.Error())
}

// readOnlyError is what a person is told of that.
func readOnlyError(dataDir string, err error) error {
	return &toldError{dataDir + " is on a disk that can only be read; have it made writable, or choose another data folder (--data, DATA_DIR)", err}
}

// indexAsChild builds for bot/reindex, which started this process.
func (p program) indexAsChild(ctx context.Context, build builder, dataDir string, strict bool) error {
	preferAsVictim()
	reindex.LimitMemory()
	out, err := reindex.NewReporter(p.Stdout)
	if err != nil {
		return err
	}
	start := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	read, built, err := build(ctx, dataDir, func(now reindex.Progress) {
		if err := out.Progress(now); err != nil {
			cancel(err)
		}
	})
	if err != nil {
		return buildError(ctx, err, dataDir)
	}
	if err := out.Report(reindex.NewReport(read, built, time.Since(start))); err != nil {
		return err
	}
	return strictly(strict, read)
}

var errParentGone = errors.New("the program that started the build called it off")

// writeReport tells a person what a build did.
func writeReport(w io.Writer, name string, read corpus.Report, built search.BuildReport, took time.Duration) error {
	english := messages.For("en").Plain()
	number := english.Number
	b := &errWriter{w: w}
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return number(n) + " " + many
	}
	b.printf("Read %s: %s, %s, in %v.\n", name, count(read.Files, "file", "files"), count(read.Articles, "of them an article", "of them articles"), took.Round(time.Millisecond))
	unique := built.Read - built.Merged
	b.printf("%s = %s + %s merged with an equal wording + %s rejected.\n",
		count(read.Records, "record", "records"), count(unique, "quotation", "quotations"), number(built.Merged), number(read.Rejected))
	if whole := read.Problems() - read.Rejected; whole > 0 {
		b.printf("%s not read.\n", count(whole, "file, or part of one, was", "files, or parts of them, were"))
	}
	switch n := built.InReview; {
	case n == 1:
		b.printf("1 of the quotations is not sure enough to be served; verbatim review shows it.\n")
	case n > 1:
		b.printf("%s of the quotations are not sure enough to be served; verbatim review shows them.\n", number(n))
	}
	for _, u := range read.Unread {
		b.printf("%s\n", english.ReportUnread(u.Articles, u.Language))
	}
	b.printf("Generation %d: %s added, %s changed, %s gone.\n",
		built.Generation, number(built.Added), number(built.Changed), number(built.Gone))
	for _, kind := range []struct {
		heading string
		whole   bool
	}{{"Not taken", false}, {"Not read", true}} {
		for _, r := range read.Rejections {
			if r.Whole != kind.whole {
				continue
			}
			if kind.heading != "" {
				b.printf("\n%s:\n", kind.heading)
				kind.heading = ""
			}
			b.printf("  %s\n", cli.Place(r.File, r.Line, r.Reason))
		}
	}
	if n := len(read.Notices); n > 0 {
		b.printf("\nWorth knowing:\n")
		const most = 200
		for _, r := range read.Notices[:min(n, most)] {
			b.printf("  %s\n", cli.Place(r.File, r.Line, r.Reason))
		}
		if n > most {
			b.printf("  and %s more\n", number(n-most))
		}
	}
	if len(built.Crowded) > 0 {
		b.printf("\nFound in more places than one record holds:\n")
		for _, c := range built.Crowded {
			b.printf("  %s: the best %s are kept, %s are left out\n", c.ID, number(c.Kept), number(c.Left))
		}
	}
	if len(built.StaleEdits) > 0 {
		b.printf("\nModerators' edits of quotations that left the corpus:\n")
		for _, e := range built.StaleEdits {
			b.printf("  %s %s, %s\n", e.Op, e.ID, e.At.UTC().Format(time.DateOnly))
		}
	}
	if read.Records != read.Quotations+read.Rejected || read.Quotations != built.Read {
		b.printf("\nThe numbers do not add up: %d records, %d passed on, %d rejected, %d indexed or merged. This is a mistake in Verbatim.\n",
			read.Records, read.Quotations, read.Rejected, built.Read)
	}
	return b.err
}

// writeDifferences tells a person what a build would change.
func writeDifferences(w io.Writer, name string, would search.BuildReport) error {
	number := messages.For("en").Plain().Number
	b := &errWriter{w: w}
	b.printf("Nothing was changed. Reading %s now would add %s, change %s and remove %s.\n",
		name, number(would.Added), number(would.Changed), number(would.Gone))
	for _, kind := range []struct {
		heading string
		all     []search.Listed
		count   int
	}{{"New", would.Came, would.Added}, {"Changed", would.Altered, would.Changed}, {"Removed", would.Went, len(would.Went)}} {
		if len(kind.all) == 0 {
			continue
		}
		b.printf("\n%s:\n", kind.heading)
		for _, d := range kind.all {
			b.printf("  %s  %s\n", d.ID, strings.ReplaceAll(cli.Neutralise(d.Words), "\n", " "))
		}
		if more := kind.count - len(kind.all); more > 0 {
			b.printf("  and %s more\n", number(more))
		}
	}
	return b.err
}

// errWriter keeps the first error.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) Write(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	var n int
	n, e.err = e.w.Write(p)
	return n, e.err
}

func (e *errWriter) printf(format string, args ...any) {
	fmt.Fprintf(e, format, args...)
}

// absolute returns the path from the root, so that it means the same to a child.
// A link on the way stays one: where it leads may change.
func absolute(dir string) (string, error) {
	if dir == "" {
		return "", nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("finding the folder %s: %w", dir, err)
	}
	return abs, nil
}

// resolved is [absolute] with links followed, as long as there is something.
func resolved(dir string) (string, error) {
	abs, err := absolute(dir)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(abs)
	switch {
	case err == nil:
		return real, nil
	case !errors.Is(err, os.ErrNotExist):
		return "", cli.PlainPathError(err)
	}
	return abs, nil
}
