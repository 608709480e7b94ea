package reindex_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/reindex"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// The test binary plays the child, and once the parent, when these are set.
const (
	roleVar = "REINDEX_TEST_ROLE"
	callVar = "REINDEX_TEST_CALL" // an address to connect to, as a sign of life
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(play(role))
	}
	os.Exit(m.Run())
}

// play is the child. It returns the exit code.
func play(role string) int {
	if role == "parent" {
		run, err := newRunner("deaf", os.Getenv(callVar), refresh(nil)).Start(context.Background(), "")
		if err != nil {
			return 3
		}
		<-run.Done()
		return 0
	}
	var call net.Conn
	if address := os.Getenv(callVar); address != "" {
		var err error
		if call, err = net.Dial("tcp", address); err != nil {
			return 3
		}
	}
	switch role {
	case "no start":
		return 0
	case "garbage":
		fmt.Println("hello")
		return 0
	case "endless line":
		for range 3000 {
			fmt.Print(strings.Repeat("x", 10_000))
		}
		return 0
	case "other version":
		fmt.Println(`{"format":2}`)
		return 0
	case "sentence":
		if call != nil {
			_, _ = io.ReadAll(call) // until the test has looked
		}
		fmt.Fprintln(os.Stderr, "verbatim index: cannot read /srv/quotes/deep/a.txt: permission denied\nmore: /root/x")
		return 1
	case "crash":
		panic("at /root/secret/place")
	case "deaf":
		select {} // neither reads its input nor ends
	}
	out, err := reindex.NewReporter(os.Stdout)
	if err != nil {
		return 3
	}
	switch role {
	case "greedy":
		reindex.LimitMemory()
		if err := out.Progress(reindex.Progress{Step: "reading", Reading: "deep/huge.html"}); err != nil {
			return 3
		}
		var all [][]byte
		for range 400 { // 400 MiB
			all = append(all, bytes.Repeat([]byte("x"), 1<<20))
		}
		fmt.Fprintln(os.Stderr, len(all), "MiB were granted")
		return 1
	case "good":
		if err := out.Progress(reindex.Progress{Step: "reading", Files: 1, TotalFiles: 2, Done: 7}); err != nil {
			return 3
		}
		io.ReadAll(call) // until the test has looked
		var read corpus.Report
		for i := range reindex.MaxListed + 5 {
			read.Rejections = append(read.Rejections, corpus.Rejection{File: "a.csv", Line: i + 1, Reason: "no words"})
		}
		read.Rejected = len(read.Rejections)
		if err := out.Report(reindex.NewReport(read, search.BuildReport{Generation: 4, Added: 9}, time.Second)); err != nil {
			return 3
		}
	case "wait":
		io.ReadAll(os.Stdin)
		return 1
	case "environment":
		json.NewEncoder(call).Encode(os.Environ())
	case "arguments":
		json.NewEncoder(call).Encode(os.Args)
		if err := out.Report(reindex.NewReport(corpus.Report{}, search.BuildReport{Generation: 5, Added: 2}, time.Second)); err != nil {
			return 3
		}
	}
	return 0
}

// library is a search.Library.
type library struct {
	refresh func() error // nil: it works
	status  search.Status
	report  func() (search.Report, error) // nil: nobody may ask
}

func refresh(f func() error) *library {
	return &library{refresh: f, status: search.Status{Generation: 4}}
}

func (l *library) Refresh(context.Context) (bool, error) {
	if l.refresh == nil {
		return true, nil
	}
	return true, l.refresh()
}

func (l *library) Status() search.Status { return l.status }

func (l *library) Report() (search.Report, error) {
	if l.report == nil {
		return search.Report{}, search.ErrNoGeneration
	}
	return l.report()
}

func newRunner(role, call string, library reindex.Library) *reindex.Runner {
	return newMarkedRunner(role, call, library, "")
}

func newMarkedRunner(role, call string, library reindex.Library, marker string) *reindex.Runner {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return reindex.New(reindex.Options{
		Exe: exe, Env: append(os.Environ(), roleVar+"="+role, callVar+"="+call), Library: library,
		Names:  map[string]string{"/srv/quotes": "the corpus folder", "/srv": "the service"},
		Marker: marker,
	})
}

// listen returns an address and a function that waits for the child's call.
func listen(t *testing.T) (string, func() net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String(), func() net.Conn {
		t.Helper()
		l.(*net.TCPListener).SetDeadline(time.Now().Add(30 * time.Second))
		c, err := l.Accept()
		if err != nil {
			t.Fatalf("the child did not call: %v", err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
}

func start(t *testing.T, r *reindex.Runner) *reindex.Run {
	t.Helper()
	t.Cleanup(r.Close)
	run, err := r.Start(t.Context(), "42")
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestAGoodBuildEndsInItsReportAndTheLibraryMovesOver(t *testing.T) {
	address, accept := listen(t)
	var refreshed atomic.Int32
	r := newRunner("good", address, refresh(func() error { refreshed.Add(1); return nil }))
	ctx, cancel := context.WithCancel(t.Context())
	run, err := r.Start(ctx, "42")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	cancel() // whoever asked has gone; the build goes on
	call := accept()
	for run.Progress().Done == 0 {
		select {
		case <-run.Done():
			_, err := run.Wait(t.Context())
			t.Fatalf("the child ended early: %v", err)
		default:
			runtime.Gosched()
		}
	}
	if s := r.Status(); !s.Running || s.By != "42" || s.Progress != (reindex.Progress{Step: "reading", Files: 1, TotalFiles: 2, Done: 7}) {
		t.Errorf("while it runs: %+v", s)
	}
	call.Close()
	report, err := run.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if report.Index.Generation != 4 || report.Index.Added != 9 || report.Rejections != reindex.MaxListed+5 || len(report.Corpus.Rejections) != reindex.MaxListed {
		t.Errorf("report: generation %d, added %d, %d rejections of which %d are listed",
			report.Index.Generation, report.Index.Added, report.Rejections, len(report.Corpus.Rejections))
	}
	if s := r.Status(); s.Running || s.LastErr != nil || s.Last == nil || s.Last.Index.Generation != 4 {
		t.Errorf("after it: %+v", s)
	}
	if refreshed.Load() != 1 {
		t.Errorf("the library was refreshed %d times", refreshed.Load())
	}
}

func TestADryRunMovesNothingOver(t *testing.T) {
	address, accept := listen(t)
	var refreshed atomic.Int32
	r := newRunner("arguments", address, refresh(func() error { refreshed.Add(1); return nil }))
	t.Cleanup(r.Close)
	run, err := r.Compare(t.Context(), "42")
	if err != nil {
		t.Fatal(err)
	}
	var args []string
	if err := json.NewDecoder(bufio.NewReader(accept())).Decode(&args); err != nil {
		t.Fatal(err)
	}
	if report, err := run.Wait(t.Context()); report.Index.Added != 2 || err != nil || args[len(args)-1] != "--dry-run" {
		t.Errorf("started with %q it reports %+v, %v", args, report.Index, err)
	}
	if s := r.Status(); s.Last != nil || s.Compared == nil || s.Compared.Index.Added != 2 || refreshed.Load() != 0 {
		t.Errorf("after it %+v, refreshed %d times", s, refreshed.Load())
	}
}

func TestOnlyOneBuildRunsAndTheSecondLearnsSinceWhen(t *testing.T) {
	address, accept := listen(t)
	r := newRunner("wait", address, refresh(nil))
	run := start(t, r)
	accept()
	_, err := r.Start(t.Context(), "43")
	var running *reindex.RunningError
	if !errors.Is(err, reindex.ErrRunning) || !errors.As(err, &running) || !running.Since.Equal(run.Since) || running.By != "42" {
		t.Errorf("got %v", err)
	}
	r.Close()
	if _, err := run.Wait(t.Context()); sentence(err) != "the build was stopped because the program is shutting down" {
		t.Errorf("got %v", err)
	}
	if _, err := r.Start(t.Context(), "42"); !errors.Is(err, reindex.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestAnotherBuildMayFollow(t *testing.T) {
	r := newRunner("sentence", "", refresh(nil))
	for range 2 {
		if _, err := start(t, r).Wait(t.Context()); err == nil {
			t.Fatal("a failed build is no error")
		}
	}
}

func sentence(err error) string {
	var e *reindex.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Sentence
}

func TestABuildThatTakesTooMuchMemoryNamesTheFile(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the limit is a soft one here")
	}
	r := newRunner("greedy", "", refresh(nil))
	reindex.SetMemory(r, 64<<20)
	_, err := start(t, r).Wait(t.Context())
	const want = "deep/huge.html takes more memory than the 64 MB that reading the corpus may take: split the file or take it out"
	if got := sentence(err); got != want {
		t.Errorf("got %q, want %q (%v)", got, want, err)
	}
}

func TestAFailedBuildIsToldInOneSentenceAndNothingMovesOver(t *testing.T) {
	const garbage = "the build wrote what is no progress; the log has the details"
	for role, want := range map[string]string{
		"sentence":      "cannot read deep/a.txt: permission denied",
		"crash":         "the build crashed; the log has the details",
		"garbage":       garbage,
		"endless line":  garbage,
		"no start":      garbage,
		"other version": "the program on disk is of another version than the one that runs; restart the bot",
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			r := newRunner(role, "", refresh(func() error { t.Error("the library moved over"); return nil }))
			_, err := start(t, r).Wait(t.Context())
			if got := sentence(err); got != want {
				t.Errorf("got %q, want %q (%v)", got, want, err)
			}
			if s := r.Status(); s.Running || sentence(s.LastErr) != want || s.Last != nil {
				t.Errorf("status: %+v", s)
			}
		})
	}
}

func TestABuildThatTakesTooLongIsStopped(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r := reindex.New(reindex.Options{
		Exe: exe, Env: append(os.Environ(), roleVar+"=wait"), Library: refresh(nil), Timeout: time.Millisecond,
	})
	_, err = start(t, r).Wait(t.Context())
	if got := sentence(err); got != "the build did not end within 1ms and was stopped" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestABuildThatCannotBeStartedOrOpenedFails(t *testing.T) {
	r := reindex.New(reindex.Options{Exe: filepath.Join(t.TempDir(), "none"), Library: refresh(nil)})
	if _, err := start(t, r).Wait(t.Context()); sentence(err) != "the build could not be started; the log has the details" {
		t.Errorf("got %v", err)
	}
	address, accept := listen(t)
	r = newRunner("good", address, refresh(func() error { return errors.New("open /srv/data/gen-000004: checksum") }))
	run := start(t, r)
	accept().Close()
	if _, err := run.Wait(t.Context()); sentence(err) != "the index was built but could not be opened; the log has the details" {
		t.Errorf("got %q", sentence(err))
	}
}

func TestTheChildHasALimitOfMemory(t *testing.T) {
	address, accept := listen(t)
	run := start(t, newRunner("environment", address, refresh(nil)))
	var env []string
	if err := json.NewDecoder(bufio.NewReader(accept())).Decode(&env); err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	if last := env[len(env)-1]; !strings.Contains(strings.Join(env, "\n"), fmt.Sprintf("GOMEMLIMIT=%d", reindex.DefaultMemory)) {
		t.Errorf("no limit of memory; the last variable is %s", last)
	}
}

func TestAChildThatListensToNothingDiesWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere only the end of the standard input tells the child")
	}
	address, accept := listen(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(exe)
	parent.Env = append(os.Environ(), roleVar+"=parent", callVar+"="+address)
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	child := accept()
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	parent.Wait()
	child.SetReadDeadline(time.Now().Add(30 * time.Second))
	if _, err := child.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the child lives on")
	}
}

func TestTheReportIsThatOfTheGenerationThatServes(t *testing.T) {
	read := corpus.Report{Records: 3, Rejected: 1, Rejections: []corpus.Rejection{{File: "a.csv", Line: 2, Reason: "no words"}}}
	input, err := reindex.Keep(read)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	l := refresh(nil)
	l.report = func() (search.Report, error) {
		asked++
		return search.Report{Build: search.BuildReport{Generation: l.status.Generation, Added: 7}, Input: input}, nil
	}
	r := newRunner("sentence", "", l)
	want := reindex.NewReport(read, search.BuildReport{Generation: 4, Added: 7}, 0)
	for range 2 {
		if diff := cmp.Diff(&want, r.Status().Last); diff != "" {
			t.Errorf("after a restart: %s", diff)
		}
	}
	if asked != 1 {
		t.Errorf("it was read %d times", asked)
	}
	if _, err := start(t, r).Wait(t.Context()); err == nil || r.Status().LastErr == nil || r.Status().Last == nil {
		t.Errorf("after a build that failed: %v, %+v", err, r.Status())
	}

	// Somebody builds by hand.
	l.status = search.Status{Generation: 5, Built: time.Now().Add(time.Minute)}
	if s := r.Status(); s.Last == nil || s.Last.Index.Generation != 5 || s.LastErr != nil {
		t.Errorf("after a build by hand: %+v", s)
	}

	// An older program did, or the disk is damaged.
	l.status.Generation, input = 6, nil
	if s := r.Status(); s.Last != nil {
		t.Errorf("without a report: %+v", s.Last)
	}
	l.status.Generation, l.report = 7, nil
	if s := r.Status(); s.Last != nil {
		t.Errorf("with one that cannot be read: %+v", s.Last)
	}
}
