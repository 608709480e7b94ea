package search

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
	"verbatim/search/moderation"
)

// Kills: a child process, which is this test binary, builds or edits and says
// on its standard output how far it is; the parent ends it with SIGKILL at a
// seeded moment of a chosen step and looks at what is left. VERBATIM_KILLS=full
// in the environment makes fifty kills of builds and twenty of edits; .ci/kill
// sets it.

const (
	killChild  = "VERBATIM_KILL_CHILD"  // what the child does: "build" or "edit"
	killDir    = "VERBATIM_KILL_DIR"    // the data folder
	killCorpus = "VERBATIM_KILL_CORPUS" // "even" or "odd"
)

func killCounts() (builds, edits int) {
	if os.Getenv("VERBATIM_KILLS") == "full" {
		return 50, 20
	}
	return 11, 3
}

// killQuotes are so many that each step of a build takes some milliseconds.
func killQuotes(corpus string) []quotes.Quote {
	qs := sayings(3000)
	if corpus == "odd" {
		return qs[1000:]
	}
	return qs[:2000]
}

// TestKillChild is the child.
func TestKillChild(t *testing.T) {
	dir := os.Getenv(killDir)
	switch os.Getenv(killChild) {
	case "build":
		corpus := os.Getenv(killCorpus)
		b := BuildOptions{DataDir: dir, Corpus: corpus, Quotes: reading(killQuotes(corpus)...)}
		b.Step = func(step string) error {
			fmt.Println("step", step)
			return nil
		}
		if _, err := Build(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		fmt.Println("done")
	case "edit":
		l := mustOpen(t, dir, Options{})
		ids := killQuotes("even")
		ops := []store.Op{store.Hide, store.Correct, store.Restore, store.Correct}
		last := uint64(len(l.Edits()))
		for n := int(last); ; n++ {
			e := store.Edit{Op: ops[n%len(ops)], ID: ids[(n*n+n)%97].ID}
			if e.Op == store.Correct {
				e.Speaker = fmt.Sprint("Speaker of edit ", n)
			}
			e, err := l.Edit(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			if e.Seq <= last { // it was so already
				continue
			}
			last = e.Seq
			ack, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("ack %s\n", ack)
		}
	default:
		t.Skip("it is the child of the kill tests")
	}
}

// child is a running child.
type child struct {
	cmd   *exec.Cmd
	lines chan string // what it says, closed at its end
}

func startChild(t *testing.T, ctx context.Context, task, dir, corpus string) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: exec.CommandContext(ctx, exe, "-test.run=^TestKillChild$", "-test.timeout=5m"), lines: make(chan string, 1<<16)}
	c.cmd.Env = append(os.Environ(), killChild+"="+task, killDir+"="+dir, killCorpus+"="+corpus)
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.Stderr = os.Stderr
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.lines)
		for in := bufio.NewReader(out); ; {
			line, err := in.ReadString('\n')
			if err == nil {
				c.lines <- strings.TrimSpace(line)
			}
			if err != nil {
				if err != io.EOF {
					c.lines <- "error " + err.Error()
				}
				return
			}
		}
	}()
	return c
}

// kill ends the child at once and returns what it had still said.
func (c *child) kill(t *testing.T) []string {
	t.Helper()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	var rest []string
	for line := range c.lines {
		rest = append(rest, line)
	}
	_ = c.cmd.Wait() // its error says that it was killed
	return rest
}

func TestKillsOfBuildsLeaveAGoodGeneration(t *testing.T) {
	kills, _ := killCounts()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	lasts := stepLengths(t, dir)
	hit, serving := map[string]int{}, "even"
	// A process that has a generation open all the while.
	reader := mustOpen(t, dir, Options{ReadOnly: true})
	for k, missed := 0, 0; k < kills; {
		// The step that was hit least; writing counts half, as the longest.
		at := slices.MinFunc(generation.BuildSteps(), func(a, b string) int { return cmp.Compare(weighed(hit, a), weighed(hit, b)) })
		next := map[string]string{"even": "odd", "odd": "even"}[serving]
		c := startChild(t, t.Context(), "build", dir, next)
		last := ""
		for line := range c.lines {
			if last, _ = strings.CutPrefix(line, "step "); last == at {
				break
			}
		}
		// The moment of the kill; rather early in the step, since it takes until
		// the line is read and the signal is there.
		part := random.Float64()
		time.Sleep(time.Duration(part * part * float64(lasts[at])))
		for _, line := range c.kill(t) {
			if step, ok := strings.CutPrefix(line, "step "); ok || line == "done" {
				last = step
			}
		}
		if last == "done" {
			serving = afterKill(t, dir, last, serving, next)
			if _, err := reader.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
			if missed++; missed > 10*kills {
				t.Fatal("the child is always faster")
			}
			continue
		}
		hit[last]++
		k++
		if q, err := reader.Get(t.Context(), killQuotes(serving)[7].ID, ""); err != nil {
			t.Errorf("the process that has it open: %q, %v", q.Words, err)
		}
		serving = afterKill(t, dir, last, serving, next)
		if _, err := reader.Refresh(t.Context()); err != nil || reader.Status().Corpus != serving {
			t.Errorf("the process that has it open moves over to %q, %v", reader.Status().Corpus, err)
		}
		if t.Failed() {
			t.Fatalf("after kill %d, which hit step %q", k, last)
		}
	}
	t.Logf("%d kills of builds:", kills)
	for _, step := range generation.BuildSteps() {
		t.Logf("%10s %d", step, hit[step])
	}
	if kills >= 50 && len(hit) < len(generation.BuildSteps()) {
		t.Errorf("the kills hit %d of %d steps", len(hit), len(generation.BuildSteps()))
	}
}

func weighed(hit map[string]int, step string) int {
	if step == "write" {
		return hit[step]
	}
	return 2 * hit[step]
}

// stepLengths builds once without a kill and returns how long each step took.
func stepLengths(t *testing.T, dir string) map[string]time.Duration {
	t.Helper()
	for range 2 { // so that a generation is there to compare with
		mustBuildCorpus(t, dir, "even")
	}
	lasts := map[string]time.Duration{}
	c := startChild(t, t.Context(), "build", dir, "even")
	step, since := "", time.Now()
	for line := range c.lines {
		now := time.Now()
		if step != "" {
			lasts[step] = now.Sub(since)
		}
		step, _ = strings.CutPrefix(line, "step ")
		since = now
	}
	if err := c.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return lasts
}

func mustBuildCorpus(t *testing.T, dir, corpus string) {
	t.Helper()
	if _, err := Build(t.Context(), BuildOptions{DataDir: dir, Corpus: corpus, Quotes: reading(killQuotes(corpus)...)}); err != nil {
		t.Fatal(err)
	}
}

// afterKill checks that the folder opens and answers with one corpus or the
// other, as the step says, and returns which.
func afterKill(t *testing.T, dir, step, before, after string) (serving string) {
	t.Helper()
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatalf("opening after a kill: %v", err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	s := l.Status()
	serving = s.Corpus
	switch {
	case s.Damage != nil || s.Generation == 0:
		t.Errorf("status %+v", s)
	case serving != before && slices.Contains(generation.BuildSteps()[:8], step):
		t.Errorf("%s serves, want %s", serving, before)
	case serving != after && (step == "sweepmore" || step == "done"):
		t.Errorf("%s serves, want %s", serving, after)
	}
	qs := killQuotes(serving)
	if s.Quotations != len(qs) {
		t.Errorf("%d quotations, want %d", s.Quotations, len(qs))
	}
	for i := 0; i < len(qs); i += 97 {
		if q, err := l.Get(t.Context(), qs[i].ID, ""); err != nil || q.Words != qs[i].Words {
			t.Errorf("%q: %q, %v", qs[i].Words, q.Words, err)
		}
		r, err := l.Search(t.Context(), Query{Words: qs[i].Words})
		if err != nil || len(r.Hits) == 0 || r.Hits[0].Quote.ID != qs[i].ID {
			t.Errorf("%q is not the first hit: %+v, %v", qs[i].Words, r, err)
		}
	}
	if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
		t.Errorf("problems %v, %v", problems, err)
	}
	return serving
}

func TestKillsDuringEditsLoseNoneThatWasAcknowledged(t *testing.T) {
	_, kills := killCounts()
	dir := t.TempDir()
	mustBuildCorpus(t, dir, "even")
	random := rand.New(rand.NewPCG(3, 4))
	var acknowledged []store.Edit
	unacknowledged := 0
	for range kills {
		c := startChild(t, t.Context(), "edit", dir, "even")
		var said []string
		for line := range c.lines {
			said = append(said, line)
			if len(said) > random.IntN(30) {
				break
			}
		}
		time.Sleep(time.Duration(random.Int64N(int64(4 * time.Millisecond)))) // the moment of the kill
		for _, line := range append(said, c.kill(t)...) {
			ack, ok := strings.CutPrefix(line, "ack ")
			if !ok {
				t.Fatalf("the child says %q", line)
			}
			var e store.Edit
			if err := json.Unmarshal([]byte(ack), &e); err != nil {
				t.Fatal(err)
			}
			acknowledged = append(acknowledged, e)
		}
		got, err := store.ReadLog(dir)
		if err != nil {
			t.Fatalf("the log after a kill: %v", err)
		}
		unacknowledged += editsAfterKill(t, dir, got, acknowledged)
		if t.Failed() {
			return
		}
		acknowledged = got // one that was not acknowledged holds from now on
	}
	t.Logf("%d kills during %d edits; %d times one more was written than acknowledged", kills, len(acknowledged), unacknowledged)
}

// editsAfterKill checks that every acknowledged edit is in the log and holds,
// and returns how many more there are: at most the one that was being written.
func editsAfterKill(t *testing.T, dir string, got, acknowledged []store.Edit) (more int) {
	t.Helper()
	more = len(got) - len(acknowledged)
	if more < 0 || more > 1 {
		t.Errorf("%d edits are in the log, %d were acknowledged", len(got), len(acknowledged))
		return more
	}
	for i, e := range acknowledged {
		if !got[i].At.Equal(e.At) || got[i].Seq != e.Seq || got[i].ID != e.ID || got[i].Op != e.Op || got[i].Speaker != e.Speaker {
			t.Errorf("edit %d is %+v, acknowledged was %+v", i, got[i], e)
		}
	}
	l := mustOpen(t, dir, Options{})
	defer func() { _ = l.Close() }()
	decided := map[quotes.ID]moderation.Decision{}
	for _, e := range got {
		decided[e.ID] = decided[e.ID].With(e)
	}
	for id, d := range decided {
		q, err := l.Get(t.Context(), id, "")
		switch name := d.Correct.Speaker; {
		case d.Hidden() && !errors.Is(err, ErrHidden):
			t.Errorf("%s is hidden, and Get says %v", id, err)
		case !d.Hidden() && err != nil:
			t.Errorf("%s: %v", id, err)
		case !d.Hidden() && name != "" && q.Attributions[0].Speakers[0].Name != name:
			t.Errorf("%s was said by %s, want %s", id, q.Attributions[0].Speakers[0].Name, name)
		}
	}
	return more
}
