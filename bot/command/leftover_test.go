package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/interact"
	"verbatim/bot/reindex"
	"verbatim/search"
)

// useKeeping is use with a file for the answer that is being written to.
func useKeeping(t *testing.T, l *library, b *builder, file string) *person {
	t.Helper()
	p := use(t, l, b).by(moderator)
	p.commands = command.New(command.Deps{Find: l, Get: l, About: l, Decide: l, Moderate: l, Review: l, Rebuild: b, Corpus: l.fingerprint, LeftoverFile: file})
	p.router = newRouter(t, p.screen)
	p.commands.Routes(p.router)
	return p
}

func exists(t *testing.T, file string) bool {
	t.Helper()
	_, err := os.Stat(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

func TestWhoIsToldOfAReadingIsOnDiskAsLongAsItLasts(t *testing.T) {
	for name, end := range map[string]func(*person){
		"the reading ends": func(*person) { time.Sleep(time.Minute) },
		"the program stops": func(p *person) {
			if err := p.router.Drain(p.t.Context()); err != nil {
				p.t.Error(err)
			}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "answer.json")
			p := useKeeping(t, &library{}, newReading(time.Minute, nil).builder, file)
			go p.run("corpus reindex")
			time.Sleep(10 * time.Second)
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var kept []map[string]any
			if err := json.Unmarshal(raw, &kept); err != nil || len(kept) != 1 {
				t.Fatal(len(kept), err)
			}
			if keys := slices.Sorted(maps.Keys(kept[0])); !slices.Equal(keys, []string{"app", "locale", "received", "token"}) {
				t.Errorf("%s: %q are kept", name, keys)
			}
			info, err := os.Stat(file)
			if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("%s: the mode is %v, %v", name, info.Mode(), err)
			}
			end(p)
			synctest.Wait()
			if left, err := filepath.Glob(file + "*"); err != nil || len(left) > 0 {
				t.Errorf("%s: %q is left", name, left)
			}
		})
	}
}

func TestAnAnswerThatAKilledProcessLeftIsEnded(t *testing.T) {
	const brokeOff = "I was stopped while reading the corpus."
	for _, tt := range []struct {
		name  string
		after time.Duration // since the interaction came
		built time.Duration // since then, what serves was built
		err   error         // of the edit
		want  string        // the last word; "": none
		again bool          // it is tried again
	}{
		{name: "in time", after: time.Minute, built: -time.Hour, want: brokeOff},
		{name: "after the switch", after: time.Minute, built: 30 * time.Second, want: "I’ve read the corpus in"},
		{name: "too late", after: 15 * time.Minute, built: -time.Hour, err: interact.ErrExpired},
		{name: "the message is gone", after: time.Minute, built: -time.Hour, err: &interact.StatusError{Status: 404, Code: 10008}},
		{name: "Discord fails", after: time.Minute, built: -time.Hour, err: &interact.StatusError{Status: 503}, again: true},
		{name: "no network", after: time.Minute, built: -time.Hour, err: errors.New("no route to host"), again: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "answer.json")
			came := time.Now()
			killed := useKeeping(t, &library{}, newReading(time.Hour, nil).builder, file)
			go killed.run("corpus reindex")
			synctest.Wait()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(tt.after)

			l := &library{status: search.Status{Generation: 1, Built: came.Add(tt.built)}}
			next := useKeeping(t, l, &builder{status: func() reindex.State { return reindex.State{Last: report(0)} }}, file)
			var told []string
			edit := func(_ context.Context, to interact.Target, reply interact.Reply) error {
				if to.Token == "" || !strings.Contains(string(raw), to.Token) || !to.Received.Equal(came) {
					t.Errorf("%s: told to the interaction of %v", tt.name, to.Received)
				}
				if tt.err != nil {
					return tt.err
				}
				return next.router.Edit(t.Context(), to, reply)
			}
			err = next.commands.EndLeftover(t.Context(), edit)
			if (err != nil) != (tt.err != nil && !errors.Is(tt.err, interact.ErrExpired)) {
				t.Errorf("%s: %v", tt.name, err)
			}
			if exists(t, file) != tt.again {
				t.Errorf("%s: the token is on disk: %v, want %v", tt.name, !tt.again, tt.again)
			}
			if tt.want != "" && !strings.HasPrefix(next.screen.text(), tt.want) {
				t.Errorf("%s: told %q, want %q", tt.name, next.screen.text(), tt.want)
			}
			tt.err = nil
			if err := next.commands.EndLeftover(t.Context(), func(context.Context, interact.Target, interact.Reply) error {
				told = append(told, "again")
				return nil
			}); err != nil || len(told) > 0 != tt.again || exists(t, file) {
				t.Errorf("%s: a second time: told %q, %v", tt.name, told, err)
			}
			if err := killed.router.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnOldAnswerDoesNotCostTheNewOneItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "answer.json")
		const old = `[{"app": "1", "token": "old", "received": "2000-01-01T00:00:00Z", "locale": "en-US"}]`
		if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
			t.Fatal(err)
		}
		p := useKeeping(t, &library{}, newReading(time.Minute, nil).builder, file)
		go p.run("corpus reindex")
		synctest.Wait()
		if err := p.commands.EndLeftover(t.Context(), func(_ context.Context, to interact.Target, _ interact.Reply) error {
			if to.Token != "old" {
				t.Error("the answer of this process was ended")
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
		if !exists(t, file) {
			t.Error("the new answer is no longer on disk")
		}
		time.Sleep(2 * time.Minute)
		if exists(t, file) {
			t.Error("the new answer is still on disk")
		}
	})
}

func TestAFileThatIsNoAnswerIsRemoved(t *testing.T) {
	for name, content := range map[string]string{"torn": `[{"app": "1", "token": "s3cr3t`, "of another kind": `[{"token": ["s3cr3t"]}]`} {
		file := filepath.Join(t.TempDir(), "answer.json")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		p := useKeeping(t, &library{}, &builder{}, file)
		err := p.commands.EndLeftover(t.Context(), func(context.Context, interact.Target, interact.Reply) error {
			t.Errorf("%s: somebody was told", name)
			return nil
		})
		if err == nil || strings.Contains(err.Error(), "s3cr3t") || exists(t, file) {
			t.Errorf("%s: %v; the file is there: %v", name, err, exists(t, file))
		}
	}
}

func TestStatusTellsOfAReadingThatBrokeOff(t *testing.T) {
	state := reindex.State{BrokeOff: time.Unix(946684800, 0), Last: report(0)}
	l := &library{status: search.Status{Generation: 1}}
	got := use(t, l, &builder{status: func() reindex.State { return state }}).by(moderator).run("corpus status")
	const want = "I was stopped during the reading that began <t:946684800:f>. /corpus reindex starts it again."
	if !strings.Contains(got, want) {
		t.Errorf("/corpus status says %q, want %q in it: %s", got, want, cmp.Diff(want, got))
	}
}
