package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/search"
)

// TestEverySystemCallMayFail has a program that reads the corpus, decides or backs up
// fail in each call of the system that changes or opens something, or end there with
// SIGKILL: the data folder opens and answers, every decision that was acknowledged is
// there, nothing that was hidden is shown, and the same command then succeeds.
// VERBATIM_FAULTS=full tries each call, a number every so many, VERBATIM_FAULTS=short few of
// them. The calls are counted in each thread, so that one number may be several calls.
func TestEverySystemCallMayFail(t *testing.T) {
	stride := map[string]int{"full": 1, "short": 23}[os.Getenv("VERBATIM_FAULTS")]
	if n, err := strconv.Atoi(os.Getenv("VERBATIM_FAULTS")); err == nil {
		stride = n
	}
	if stride == 0 {
		t.Skip("VERBATIM_FAULTS is neither full nor short nor a number")
	}
	if out, err := exec.Command("strace", "-o/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace does not work here: %v %s", err, out)
	}
	base := t.TempDir()
	for name, text := range map[string]string{
		"before/q.csv": "text,speaker\nA quiet river carries the heaviest barges,Anna Kowalska\nNobody has ever seen the far end of it,Jan Nowak\nThe third of them stays hidden,Maria Santos\n",
		"after/q.csv":  "text,speaker\nA quiet river carries the heaviest barges,Anna Kowalska\nThe third of them stays hidden,Maria Santos\nWhat is new comes last,Jan Nowak\n",
	} {
		path := filepath.Join(base, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	const river, third = "88wkjjjwdpf90", "The third of them stays hidden"
	first := systemCalls{t: t, dir: base}
	first.must("index", "--corpus", "before", "--data", "data")
	first.must("index", "--corpus", "before", "--data", "data")
	first.must("edits", "--data", "data", "hide", first.idOf(third))
	before := first.exported()
	total, kills := 0, 0
	for _, command := range [][]string{
		{"index", "--corpus", "after", "--data", "data"},
		{"edits", "--data", "data", "correct", river, "Zoe Corrected"},
		{"edits", "--data", "data", "hide", river},
		{"backup", "--corpus", "before", "--data", "data", "b.zip"},
	} {
		whole := first.fresh()
		whole.must(command...)
		after := whole.exported()
		for _, call := range failingCalls {
			calls := first.fresh().count(call, command)
			for _, kind := range failures {
				for n := firstFault(call, kind, calls, stride); n <= calls; n += stride {
					s := first.fresh()
					total++
					what := fmt.Sprintf("%s: %s of %s %d", strings.Join(command, " "), kind, call, n)
					said, err := s.inject(call, kind, n, command)
					if kind == killed && err != nil {
						kills++
					}
					if got := s.exported(); err == nil && got != after || got != before && got != after {
						t.Errorf("%s: %v, %s; it shows\n%s", what, err, said, got)
					}
					if err != nil && kind != killed && regexp.MustCompile(`(?m)^(panic: |goroutine \d)`).MatchString(said) && !strings.Contains(said, "runtime: ") {
						t.Errorf("%s:\n%s", what, said)
					}
					s.holds(what)
					if command[0] != "backup" || err != nil {
						_ = os.Remove(filepath.Join(s.dir, "b.zip"))
						if out, err := s.run(command...); err != nil && !strings.Contains(out, "already") {
							t.Errorf("%s: again: %s", what, out)
						}
					}
					if got := s.exported(); got != after {
						t.Errorf("%s: again, it shows\n%s", what, got)
					}
					if t.Failed() {
						return
					}
				}
			}
		}
		t.Logf("%s: %d faults so far, %d of them kills", strings.Join(command, " "), total, kills)
	}
	if kills == 0 {
		t.Error("nothing was killed")
	}
}

// systemCalls is a folder in which the program runs.
type systemCalls struct {
	t   *testing.T
	dir string
}

// fresh returns a copy.
func (s systemCalls) fresh() systemCalls {
	to := s.t.TempDir()
	if err := os.CopyFS(to, os.DirFS(s.dir)); err != nil {
		s.t.Fatal(err)
	}
	return systemCalls{s.t, to}
}

func (s systemCalls) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "GOMAXPROCS=1"}
	return cmd
}

func (s systemCalls) run(args ...string) (string, error) {
	out, err := s.command("verbatim", args...).CombinedOutput()
	return string(out), err
}

func (s systemCalls) must(args ...string) {
	s.t.Helper()
	if out, err := s.run(args...); err != nil {
		s.t.Fatalf("%q: %v\n%s", args, err, out)
	}
}

// exported is all that the data folder shows.
func (s systemCalls) exported() string {
	s.t.Helper()
	l, err := search.Open(filepath.Join(s.dir, "data"), search.Options{ReadOnly: true})
	if err != nil {
		s.t.Errorf("opening: %v", err)
		return ""
	}
	defer func() { _ = l.Close() }()
	all := map[string]bool{}
	err = l.Each(s.t.Context(), search.Filter{}, func(q quotes.Quote) error {
		lead, _ := q.Lead()
		all[fmt.Sprintf("%s — %s", q.Words, lead.Speakers[0].Name)] = true
		return nil
	})
	if err != nil {
		s.t.Errorf("reading all: %v", err)
	}
	return strings.Join(slices.Sorted(maps.Keys(all)), "\n")
}

// holds checks that the decision of before is there, and that the folder has no problem.
func (s systemCalls) holds(what string) {
	s.t.Helper()
	l, err := search.Open(filepath.Join(s.dir, "data"), search.Options{})
	if err != nil {
		s.t.Errorf("%s: opening: %v", what, err)
		return
	}
	if edits := l.Edits(); len(edits) == 0 || edits[0].Op != search.Hide {
		s.t.Errorf("%s: the log has %v", what, edits)
	}
	if err := l.Close(); err != nil {
		s.t.Errorf("%s: closing: %v", what, err)
	}
	problems, err := search.Verify(s.t.Context(), filepath.Join(s.dir, "data"))
	problems = slices.DeleteFunc(problems, func(p search.Problem) bool { return strings.Contains(p.What, "nothing was lost") })
	if len(problems) > 0 || err != nil {
		s.t.Errorf("%s: problems %v, %v", what, problems, err)
	}
}

func (s systemCalls) idOf(words string) string {
	s.t.Helper()
	out, err := s.run("export", "--data", "data")
	if err != nil {
		s.t.Fatal(err)
	}
	_ = out
	l, err := search.Open(filepath.Join(s.dir, "data"), search.Options{ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	r, err := l.Search(s.t.Context(), search.Query{Words: words})
	if err != nil || len(r.Hits) == 0 {
		s.t.Fatal(r, err)
	}
	return string(r.Hits[0].Quote.ID)
}

// count returns how often a thread of a command makes a call at the most.
func (s systemCalls) count(call string, args []string) int {
	s.t.Helper()
	log := filepath.Join(s.t.TempDir(), "calls")
	cmd := s.command("strace", append([]string{"-f", "--seccomp-bpf", "-qq", "-e", "trace=" + call, "-o", log, "verbatim"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%q: %v\n%s", args, err, out)
	}
	data, err := os.ReadFile(log)
	if err != nil {
		s.t.Fatal(err)
	}
	of, most := map[string]int{}, 0
	for line := range bytes.Lines(data) {
		thread, rest, _ := bytes.Cut(line, []byte(" "))
		if bytes.HasPrefix(bytes.TrimSpace(rest), []byte(call+"(")) {
			of[string(thread)]++
			most = max(most, of[string(thread)])
		}
	}
	return most
}

// inject has the nth call of each thread fail.
func (s systemCalls) inject(call, kind string, n int, args []string) (string, error) {
	out, err := s.command("strace", append(append(injecting(call, kind, n), "verbatim"), args...)...).CombinedOutput()
	return string(out), err
}

// injecting are the arguments by which strace has the nth call of each thread of a program
// fail, or end it.
func injecting(call, kind string, n int) []string {
	args := []string{"-f", "-qq", "-e", "trace=" + call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call, kind, n), "-o", "/dev/null"}
	if kind != killed {
		args = append(args, "--seccomp-bpf") // faster, but strace sends no signals with it
	}
	return args
}

// firstFault is the first of every so many calls that are tried: not always the same, and
// one of the few calls where there are no more.
func firstFault(call, kind string, calls, stride int) int {
	return 1 + (len(call)+len(kind))%min(stride, max(calls, 1))
}

var (
	failingCalls = []string{"openat", "write", "pwrite64", "fsync", "renameat", "mkdirat", "unlinkat", "ftruncate", "flock", "getdents64", "pread64", "read", "close", "fstat"}
	failures     = []string{"error=EIO", "error=ENOSPC", killed}
)

const killed = "signal=KILL"
