package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// TestServeMayFailInEachSystemCall has serve, while it starts, answers, takes decisions
// and reads the corpus, fail in each call of the system that opens, reads, changes or
// sends something, or end there with SIGKILL. Whatever comes of it: no answer shows what
// is hidden, it does not panic, what it says when it gives up is a sentence, and the next
// process on that folder has every decision that was acknowledged and answers.
// VERBATIM_SERVE_FAULTS=N tries each Nth call, and one of each kind at least. The calls are counted in each thread, and
// which thread makes one is chance, so that a number may be several calls or none.
func TestServeMayFailInEachSystemCall(t *testing.T) {
	stride, err := strconv.Atoi(os.Getenv("VERBATIM_SERVE_FAULTS"))
	if err != nil || stride < 1 {
		t.Skip("VERBATIM_SERVE_FAULTS is no number")
	}
	if out, err := exec.Command("strace", "-o/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace does not work here: %v %s", err, out)
	}
	startsProcesses(t)
	k := newKilledServe(t)
	k.deaf = true
	// Of the processor's time, most threads wait: with one they are fewer, and their calls more.
	k.settings["GOMAXPROCS"] = "1"
	most := k.count(failingCalls)
	began, faults, gaveUp, kills := time.Now(), 0, 0, 0
	for _, call := range failingCalls {
		for _, kind := range failures {
			for n := firstFault(call, kind, most[call], stride); n <= most[call]; n += stride {
				faults++
				what := fmt.Sprintf("%s of %s %d", kind, call, n)
				byItself := k.fails(call, kind, n)
				switch {
				case k.b.cmd.ProcessState.Sys().(syscall.WaitStatus).Signaled():
					kills++
				case byItself:
					gaveUp++
				}
				k.recovers()
				if t.Failed() {
					t.Fatalf("after %s", what)
				}
			}
		}
		t.Logf("%s: %d calls in a thread, %d faults so far", call, most[call], faults)
	}
	k.end()
	if kills == 0 {
		t.Error("nothing was killed")
	}
	t.Logf("%d faults in %s: %d processes killed, %d gave up; %d answers, %d acknowledged decisions and %d that were not",
		faults, time.Since(began).Round(time.Second), kills, gaveUp, k.answered.Load(), len(k.acked), k.unacked)
}

// used starts serve behind other programs, uses it and ends it, and reports whether it
// had ended by itself.
func (k *killedServe) used(before ...string) (gaveUp bool) {
	k.t.Helper()
	k.fresh()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	k.failing = true
	defer func() { k.failing = false }()
	k.b = launchBot(k.t, k.d, k.settings, before...)
	defer k.b.kill()
	select {
	case <-k.b.done:
		return true
	case <-ctx.Done():
		k.t.Error("it neither connects nor gives up")
		return false
	case err := <-k.connected(ctx):
		if err != nil {
			return false
		}
	}
	for _, i := range []discordtest.Interaction{
		find("miller river high"), find("sealed vault"), discordtest.Complete("quote search", discordtest.Typing("words", "the mil")),
	} {
		if a, ok := k.soon(ctx, i.By(k.visitor())); ok {
			k.staysSealed(a.Message())
		}
	}
	for range 2 {
		within, cancel := context.WithTimeout(ctx, 5*time.Second)
		k.decide(within, k.random)
		cancel()
	}
	if a, ok := k.soon(ctx, discordtest.Slash("corpus reindex").By(k.moderator())); ok {
		within, cancel := context.WithTimeout(ctx, 10*time.Second)
		said, err := a.Until(within, func(m discordtest.Message) bool {
			return ended(m) || strings.Contains(visible(m), "Reading the corpus failed")
		})
		if err == nil {
			k.staysSealed(said)
			k.inASentence(said)
		}
		cancel()
	}
	_ = k.b.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-k.b.done:
	case <-ctx.Done():
		k.t.Error("it does not stop")
	}
	return false
}

// inASentence looks for what is meant for the log.
func (k *killedServe) inASentence(m discordtest.Message) {
	if text := visible(m); strings.Contains(text, "gen-0000") || strings.Contains(text, k.settings["DATA_DIR"]) {
		k.t.Errorf("it says %s", text)
	}
}

// soon does an interaction that a failure may cut off.
func (k *killedServe) soon(ctx context.Context, i discordtest.Interaction) (discordtest.Answer, bool) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return k.try(ctx, i)
}

// fresh lets no process before count for the next one.
func (k *killedServe) fresh() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	if err := os.RemoveAll(filepath.Join(k.settings["DATA_DIR"], "state.json")); err != nil {
		k.t.Fatal(err)
	}
	k.d.ForgetSessions()
	if err := k.d.WaitGateway(ctx, "the last process to be gone", func(g discordtest.Gateway) bool { return g.Live == 0 }); err != nil {
		k.t.Fatal(err)
	}
}

// count returns how often a thread of serve makes each call at the most.
func (k *killedServe) count(calls []string) map[string]int {
	k.t.Helper()
	log := filepath.Join(k.t.TempDir(), "calls")
	if k.used("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace="+strings.Join(calls, ","), "-o", log) {
		k.t.Fatal("it ended by itself")
	}
	data, err := os.ReadFile(log)
	if err != nil {
		k.t.Fatal(err)
	}
	of, most := map[string]int{}, map[string]int{}
	for line := range bytes.Lines(data) {
		thread, rest, _ := bytes.Cut(line, []byte(" "))
		if call, _, ok := bytes.Cut(bytes.TrimSpace(rest), []byte("(")); ok {
			key := string(thread) + " " + string(call)
			of[key]++
			most[string(call)] = max(most[string(call)], of[key])
		}
	}
	return most
}

// panicked is what a program says that did not mean to end.
var panicked = regexp.MustCompile(`(?m)^(panic: |goroutine \d)`)

// fails uses a process whose nth call in each thread fails, and reports whether it gave up.
func (k *killedServe) fails(call, kind string, n int) bool {
	k.t.Helper()
	gaveUp := k.used(append([]string{"strace", "-D"}, injecting(call, kind, n)...)...)
	said := k.b.stderr.String()
	if panicked.MatchString(said) && !strings.Contains(said, "runtime: ") { // Go's runtime itself ends with that
		k.t.Errorf("it panicked:\n%s", said)
	}
	if gaveUp && kind != killed && strings.TrimSpace(said) == "" {
		k.t.Error("it ended without a word")
	}
	k.b.keepsSecrets()
	return gaveUp
}

// recovers has a process without failures look at everything.
func (k *killedServe) recovers() {
	k.t.Helper()
	k.fresh()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	k.b = launchBot(k.t, k.d, k.settings)
	defer k.b.kill()
	select {
	case <-k.b.done:
		k.t.Errorf("the next one ended by itself: %s", k.b.stderr.String())
	case err := <-k.connected(ctx):
		if err != nil {
			k.t.Fatal(err)
		}
		k.holds(ctx)
	}
	if k.t.Failed() {
		k.b.logAll()
	}
}
