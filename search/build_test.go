package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// said returns a curated quotation.
func said(speaker, words string) quotes.Quote {
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{
		Speakers: []quotes.Speaker{{Name: speaker}}, Kind: quotes.Direct, Status: quotes.Curated,
		Source: quotes.Source{Title: "Collected sayings", File: "sayings.csv"},
	}}}
}

// reported returns a quotation that was read out of an article.
func reported(file string, start int, words string, status quotes.Status) quotes.Quote {
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{
		Speakers: []quotes.Speaker{{Name: "Ada Lovelace", Role: "Countess"}}, Kind: quotes.Direct, Status: status,
		Source: quotes.Source{File: file, Line: 1 + start/80, Spans: []quotes.Span{{Start: start, End: start + len(words)}}},
	}}}
}

// reading yields quotations one after the other.
func reading(qs ...quotes.Quote) Input {
	return func(yield func(quotes.Quote, error) bool) {
		for _, q := range qs {
			if !yield(q, nil) {
				return
			}
		}
	}
}

// sayings are n quotations that share no words but a few.
func sayings(n int) []quotes.Quote {
	var qs []quotes.Quote
	for i := range n {
		qs = append(qs, said(fmt.Sprintf("Speaker%d Jones", i%7), fmt.Sprintf("saying%d about thing%d and other%d matters", i, i*7, i*13)))
	}
	return qs
}

func mustBuild(t testing.TB, dir string, qs ...quotes.Quote) BuildReport {
	t.Helper()
	r, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(qs...)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNobodyElseReadsTheDataFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	dir := filepath.Join(t.TempDir(), "data")
	mustBuild(t, dir, sayings(3)...)
	mustOpen(t, dir, Options{})
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, dir string, o Options) *Library {
	t.Helper()
	l, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func mustRefresh(t testing.TB, l *Library) {
	t.Helper()
	if switched, err := l.Refresh(t.Context()); !switched || err != nil {
		t.Fatalf("Refresh: %v, %v", switched, err)
	}
}

// serves checks that the library has exactly these quotations.
func serves(t testing.TB, l *Library, qs ...quotes.Quote) {
	t.Helper()
	for _, want := range qs {
		got, err := l.Get(t.Context(), want.ID, "")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", want.Words, err, diff)
		}
	}
	if got := l.Status().Quotations; got != len(qs) {
		t.Errorf("%d quotations are served, want %d", got, len(qs))
	}
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestABuildIsServedByWhoeverOpensTheFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "is", "made")
	var steps []string
	var last Progress
	qs := sayings(1200)
	r, err := Build(t.Context(), BuildOptions{
		DataDir: dir, Corpus: "fingerprint", Quotes: reading(qs...),
		Progress: func(p Progress) {
			if p.Step != last.Step {
				steps = append(steps, p.Step)
			} else if p.Done < last.Done {
				t.Errorf("progress goes back from %+v to %+v", last, p)
			}
			last = p
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := BuildReport{Generation: 1, Quotations: 1200, Read: 1200, Added: 1200}
	if diff := cmp.Diff(want, r, cmpopts.IgnoreFields(BuildReport{}, "Took", "Came")); diff != "" || r.Took <= 0 || len(r.Came) != generation.MaxListed {
		t.Errorf("report, took %v: %s", r.Took, diff)
	}
	if diff := cmp.Diff([]string{"reading", "indexing", "verifying", "switching"}, steps); diff != "" {
		t.Errorf("progress: %s", diff)
	}
	l := mustOpen(t, dir, Options{})
	serves(t, l, qs...)
	s := l.Status()
	if s.Generation != 1 || s.Corpus != "fingerprint" || s.Speakers != 7 || s.Sources != 1 || time.Since(s.Built) > time.Hour {
		t.Errorf("status %+v", s)
	}
}

func TestReadingsOfOneWordingAreOneQuotation(t *testing.T) {
	dir := t.TempDir()
	a, b := said("Ada", "No comment."), said("Bea", "no comment")
	c := reported("a.txt", 10, "No comment", quotes.Extracted)
	other := said("Cid", "Something else")
	r := mustBuild(t, dir, b, other, c, a, b)
	if r.Read != 5 || r.Merged != 3 || r.Quotations != 2 || r.Added != 2 {
		t.Errorf("report %+v", r)
	}
	serves(t, mustOpen(t, dir, Options{}), quotes.Merge(quotes.Merge(b, c), a), other)
}

func TestTwoWordingsWithOneIDFailTheBuild(t *testing.T) {
	dir := t.TempDir()
	a, b := said("Ada", "These words"), said("Bea", "Those words")
	b.ID = a.ID
	_, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(a, b)})
	if !errors.Is(err, generation.ErrCollision) {
		t.Errorf("%v, want a collision", err)
	}
	if diff := cmp.Diff([]string{"build.lock"}, names(t, dir)); diff != "" {
		t.Errorf("left behind: %s", diff)
	}
}

func TestWhatIsNotServedIsKeptAndCounted(t *testing.T) {
	dir := t.TempDir()
	shown, review := said("Ada", "shown to all"), reported("a.txt", 0, "not sure who said it", quotes.Review)
	both := quotes.Merge(said("Bea", "sure and unsure"), reported("a.txt", 90, "sure and unsure", quotes.Review))
	r := mustBuild(t, dir, shown, review, both)
	if r.Quotations != 2 || r.InReview != 2 {
		t.Errorf("report %+v", r)
	}
	l := mustOpen(t, dir, Options{})
	served := both
	served.Attributions = both.Attributions[:1]
	serves(t, l, shown, served)
	if _, err := l.Get(t.Context(), review.ID, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("a quotation in review: %v", err)
	}
	if s := l.Status(); s.InReview != 2 {
		t.Errorf("status %+v", s)
	}
}

func TestTheReportSaysWhatBecameDifferent(t *testing.T) {
	dir := t.TempDir()
	stays, moves, changes, goes := said("Ada", "it stays"), said("Ada", "it stands elsewhere"), said("Ada", "it changes"), said("Ada", "it goes")
	mustBuild(t, dir, stays, moves, changes, goes)
	further := said("Ada", "it stands elsewhere")
	further.Attributions[0].Source.Line = 17
	changed := said("Bea", "it changes")
	r := mustBuild(t, dir, stays, further, changed, said("Ada", "it comes"))
	listed := func(words string) []Listed { return []Listed{{ID: quotes.IDOf(words), Words: words}} }
	want := BuildReport{
		Generation: 2, Quotations: 4, Read: 4, Added: 1, Changed: 1, Gone: 1,
		Came: listed("it comes"), Altered: listed("it changes"), Went: listed("it goes"),
	}
	if diff := cmp.Diff(want, r, cmpopts.IgnoreFields(BuildReport{}, "Took")); diff != "" {
		t.Error(diff)
	}

	// A dry run finds the same, and changes nothing.
	before := names(t, dir)
	dry, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(stays, said("Ada", "it comes later")), DryRun: true})
	want = BuildReport{Generation: 3, Quotations: 2, Read: 2, Added: 1, Gone: 3, Came: listed("it comes later")}
	if diff := cmp.Diff(want, dry, cmpopts.IgnoreFields(BuildReport{}, "Took", "Went")); diff != "" || len(dry.Went) != 3 || err != nil {
		t.Error(diff, dry.Went, err)
	}
	if diff := cmp.Diff(before, names(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestACorpusOfNothingCanBeServed(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir)
	l := mustOpen(t, dir, Options{})
	if s := l.Status(); s.Generation != 1 || s.Quotations != 0 {
		t.Errorf("status %+v", s)
	}
	if _, err := l.Search(t.Context(), Query{Words: "anything"}); err != nil {
		t.Error(err)
	}
	if _, err := l.Random(t.Context(), Filter{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a draw from nothing: %v", err)
	}
	mustBuild(t, dir, sayings(3)...)
	mustRefresh(t, l)
	serves(t, l, sayings(3)...)
}

func TestOneProcessBuildsAtATime(t *testing.T) {
	dir := t.TempDir()
	_, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: func(yield func(quotes.Quote, error) bool) {
		_, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading()})
		if !errors.Is(err, ErrBuilding) {
			t.Errorf("a build inside a build: %v", err)
		}
		yield(said("Ada", "words"), nil)
	}})
	if err != nil {
		t.Fatal(err)
	}
	mustBuild(t, dir, sayings(1)...)
}

var errStop = errors.New("stopped here")

func TestAFailureAtAnyStepLeavesTheOldGeneration(t *testing.T) {
	old, next := sayings(20), sayings(30)[10:]
	for _, at := range generation.BuildSteps() {
		t.Run(at, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, old...)
			l := mustOpen(t, dir, Options{})
			b := BuildOptions{DataDir: dir, Quotes: reading(next...)}
			b.Step = func(step string) error {
				if step == at {
					return errStop
				}
				return nil
			}
			_, err := Build(t.Context(), b)
			if at == "sweepmore" { // the new one serves: that it tidied up nothing is no failure
				if err != nil {
					t.Fatal(err)
				}
				mustRefresh(t, l)
				serves(t, l, next...)
				return
			}
			if !errors.Is(err, errStop) {
				t.Fatalf("the build: %v", err)
			}
			if switched, err := l.Refresh(t.Context()); switched || err != nil {
				t.Errorf("Refresh after a failed build: %v, %v", switched, err)
			}
			serves(t, l, old...)
			if got := names(t, dir); !slices.Equal(got, []string{generation.CurrentName, "build.lock", store.CopyName, store.LogName, "edits.lock", "gen-000001"}) {
				t.Errorf("left behind: %v", got)
			}
			mustBuild(t, dir, next...)
			mustRefresh(t, l)
			serves(t, l, next...)
		})
	}
}

func TestTheEndOfTheContextEndsABuildAtAnyStep(t *testing.T) {
	for _, at := range generation.BuildSteps()[:len(generation.BuildSteps())-1] {
		t.Run(at, func(t *testing.T) {
			dir := t.TempDir()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			b := BuildOptions{DataDir: dir, Quotes: reading(sayings(50)...)}
			b.Step = func(step string) error {
				if step == at {
					cancel()
				}
				return nil
			}
			_, err := Build(ctx, b)
			if at == "switch" { // too late to stop
				if err != nil {
					t.Errorf("cancelled while switching: %v", err)
				}
				return
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want context.Canceled", err)
			}
			if l := mustOpen(t, dir, Options{}); l.Status().Generation != 0 {
				t.Error("an unfinished generation serves")
			}
		})
	}
}

func TestTheEndOfTheContextEndsABuildInTheMiddleOfAStep(t *testing.T) {
	for _, step := range []string{"reading", "indexing", "verifying"} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Build(ctx, BuildOptions{DataDir: dir, Quotes: reading(sayings(20_000)...), Progress: func(p Progress) {
			if p.Step == step && p.Done > 0 {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) || errors.Is(err, generation.ErrUnverified) {
			t.Errorf("%s: %v, want context.Canceled", step, err)
		}
		if diff := cmp.Diff([]string{"build.lock"}, names(t, dir)); diff != "" {
			t.Errorf("%s: left behind: %s", step, diff)
		}
	}
}

func TestAnInputThatFailsFailsTheBuild(t *testing.T) {
	dir := t.TempDir()
	_, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: func(yield func(quotes.Quote, error) bool) {
		_ = yield(said("Ada", "words"), nil) && yield(quotes.Quote{}, errStop)
	}})
	if !errors.Is(err, errStop) {
		t.Errorf("%v, want the input's error", err)
	}
}

func TestACrashAtAnyStepLeavesAGoodGeneration(t *testing.T) {
	old, next := sayings(20), sayings(30)[10:]
	dir := t.TempDir()
	mustBuild(t, dir, old...)
	mustBuild(t, dir, old...)
	// A copy of the folder at a step is what a kill at that step leaves.
	crashed := map[string]string{}
	b := BuildOptions{DataDir: dir, Quotes: reading(next...)}
	b.Step = func(step string) error {
		crashed[step] = filepath.Join(t.TempDir(), step)
		return os.CopyFS(crashed[step], os.DirFS(dir))
	}
	if _, err := Build(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, at := range generation.BuildSteps() {
		t.Run(at, func(t *testing.T) {
			dir := crashed[at]
			l := mustOpen(t, dir, Options{})
			if at == "sweepmore" {
				serves(t, l, next...)
			} else {
				serves(t, l, old...)
			}
			if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
				t.Errorf("problems %v, %v", problems, err)
			}
			r := mustBuild(t, dir, next...)
			mustRefresh(t, l)
			serves(t, l, next...)
			// What the crash left is gone; the generation before is kept.
			c, err := generation.Folder(dir).List()
			if err != nil || len(c.Whole) != 2 || c.Whole[1] != r.Generation || len(c.Unfinished)+len(c.Trash)+len(c.Bad) > 0 {
				t.Errorf("the folder has %+v, %v", c, err)
			}
		})
	}
}

func TestAGenerationThatDoesNotVerifyIsNotServed(t *testing.T) {
	for _, file := range []string{"records.dat", "vocabulary", "history.dat", "index/0/store/000000000002.zap", "index/0/store/root.bolt"} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, sayings(20)...)
			b := BuildOptions{DataDir: dir, Quotes: reading(sayings(40)...)}
			b.Step = func(step string) error {
				if step != "verify" {
					return nil
				}
				// The disk gives back something else than was written.
				path := filepath.Join(generation.Folder(dir).Path(2), filepath.FromSlash(file))
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				for i := len(data) / 3; i < len(data)/3+8 && i < len(data); i++ {
					data[i] ^= 0x55
				}
				if file == "index/0/store/root.bolt" {
					clear(data)
				}
				return os.WriteFile(path, data, 0o600)
			}
			if _, err := Build(t.Context(), b); !errors.Is(err, generation.ErrUnverified) {
				t.Fatalf("%v, want generation.ErrUnverified", err)
			}
			l := mustOpen(t, dir, Options{})
			serves(t, l, sayings(20)...)
			if c, err := generation.Folder(dir).List(); err != nil || !slices.Equal(c.Bad, []int{2}) {
				t.Errorf("the bad generation is not kept: %+v, %v", c, err)
			}
			if r := mustBuild(t, dir, sayings(40)...); r.Generation != 3 {
				t.Errorf("the next generation is %d", r.Generation)
			}
		})
	}
}

func TestOnlyTheLastBadGenerationIsKept(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		b := BuildOptions{DataDir: dir, Quotes: reading(sayings(3)...)}
		b.Step = func(step string) error {
			if step == "verify" {
				c, err := generation.Folder(dir).List()
				return errors.Join(err, os.Truncate(filepath.Join(generation.Folder(dir).Path(c.Unfinished[0]), "records.dat"), 20))
			}
			return nil
		}
		if _, err := Build(t.Context(), b); !errors.Is(err, generation.ErrUnverified) {
			t.Fatal(err)
		}
	}
	mustBuild(t, dir, sayings(3)...)
	c, err := generation.Folder(dir).List()
	if err != nil || !slices.Equal(c.Bad, []int{3}) || !slices.Equal(c.Whole, []int{4}) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestBuildTimesAreKept(t *testing.T) {
	dir := t.TempDir()
	at := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	b := BuildOptions{DataDir: dir, Quotes: reading(sayings(1)...)}
	b.Now = func() time.Time { return at }
	if _, err := Build(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if got := mustOpen(t, dir, Options{}).Status().Built; !got.Equal(at) {
		t.Errorf("built %v, want %v", got, at)
	}
}
