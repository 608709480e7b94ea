package daily_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/daily"
	"verbatim/bot/interact"
	"verbatim/quotes"
	"verbatim/quotes/store"
)

// The clock of a synctest bubble begins at midnight UTC on 1 January 2000, in Kyiv
// at two.
const server, channel = "100", "200"

// discord takes posts, and notes when, by the clock of the bubble.
type discord struct {
	t      *testing.T
	mu     sync.Mutex // guards what follows, and what a world draws
	posts  []string   // "01-02 15:04 channel"
	nonces []string
	get    error
	post   error // after it was taken
	refuse error // before
	file   string
}

func (d *discord) Do(_ context.Context, method string, path []string, _ url.Values, token func() string, in, _ any) error {
	if token() != "token" {
		d.t.Error("without the token")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if method == http.MethodGet {
		return d.get
	}
	if d.refuse != nil {
		return d.refuse
	}
	if kept, err := os.ReadFile(d.file); err != nil || !strings.Contains(string(kept), `"last":"`+time.Now().UTC().Format(time.DateOnly)) {
		d.t.Errorf("the day is not written down before the request: %s, %v", kept, err)
	}
	m := in.(interact.Message)
	d.nonces = append(d.nonces, m.Nonce)
	d.posts = append(d.posts, time.Now().UTC().Format("01-02 15:04 ")+path[1])
	return d.post
}

func status(code, discordCode int) error {
	return &interact.StatusError{Route: "x", Status: code, Code: discordCode}
}

// world is a program that may be started again.
type world struct {
	*discord
	draw error
}

func newWorld(t *testing.T) *world {
	return &world{discord: &discord{t: t, file: filepath.Join(t.TempDir(), "daily.json")}}
}

// start starts the program for a time, or until the test ends it.
func (w *world) start(run func(*daily.Posts)) {
	w.t.Helper()
	log := slog.New(slog.NewTextHandler(w.t.Output(), nil))
	file, err := daily.OpenFile(w.file, log)
	if err != nil {
		w.t.Fatal(err)
	}
	p := daily.New(daily.Options{
		Store: file, API: w, Token: func() string { return "token" }, Logger: log,
		Draw: func(_ context.Context, _ string, _ daily.Setting, day time.Time) (interact.Message, quotes.ID, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return interact.Message{}, quotes.IDOf(day.Format(time.DateOnly)), w.draw
		},
	})
	ctx, stop := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); p.Run(ctx) }()
	run(p)
	stop()
	<-done
}

// with lets a function read or change what Discord does while the program runs.
func (w *world) with(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *world) want(what string, posts ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if diff := cmp.Diff(posts, w.posts); diff != "" {
		w.t.Errorf("%s (- want, + got):\n%s", what, diff)
	}
	w.posts = nil
}

func (w *world) set(p *daily.Posts, at int) {
	w.t.Helper()
	if err := p.Set(w.t.Context(), server, daily.Setting{Channel: channel, Minute: at, Zone: "Europe/Kyiv", Locale: "uk"}); err != nil {
		w.t.Fatal(err)
	}
}

func TestOnePostADayAtItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start(func(p *daily.Posts) {
			w.set(p, 9*60)
			w.want("the first at once", "01-01 00:00 200")
			w.set(p, 10*60)
			w.want("another time, the same day")
			time.Sleep(3*24*time.Hour + time.Minute)
			w.want("three days", "01-02 08:00 200", "01-03 08:00 200")
			if s, _ := p.Setting(server); s.Quote != quotes.IDOf("2000-01-03") {
				t.Errorf("kept is %+v", s)
			}
			if there, err := p.Off(t.Context(), server); !there || err != nil {
				t.Error(there, err)
			}
			time.Sleep(48 * time.Hour)
			w.want("after the end")
		})
		if len(slices.Compact(slices.Sorted(slices.Values(w.nonces)))) != len(w.nonces) || len(w.nonces[0]) > 25 {
			t.Errorf("the nonces are %q", w.nonces)
		}
	})
}

func TestSummerTimeTakesAndRepeatsNoPost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		time.Sleep(time.Until(time.Date(2000, 3, 24, 12, 0, 0, 0, time.UTC)))
		w.start(func(p *daily.Posts) {
			w.set(p, 3*60+30) // there is no half past three on 26 March
			time.Sleep(3 * 24 * time.Hour)
			w.want("in spring", "03-24 12:00 200", "03-25 01:30 200", "03-26 01:30 200", "03-27 00:30 200")
		})
		time.Sleep(time.Until(time.Date(2000, 10, 28, 12, 0, 0, 0, time.UTC)))
		w.start(func(*daily.Posts) {
			time.Sleep(2 * 24 * time.Hour) // half past three comes twice on 29 October
			w.want("in autumn", "10-28 12:00 200", "10-29 01:30 200", "10-30 01:30 200")
		})
	})
}

func TestOneIsMadeUpForAfterDowntime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start(func(p *daily.Posts) { w.set(p, 9*60) })
		w.want("the first", "01-01 00:00 200")
		time.Sleep(4*24*time.Hour + 12*time.Hour)
		w.start(func(*daily.Posts) { time.Sleep(time.Hour) })
		w.want("after four days", "01-05 12:00 200")
		w.start(func(*daily.Posts) { time.Sleep(time.Hour) })
		w.want("started again the same day")
	})
}

func TestWhatMayHaveArrivedIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start(func(p *daily.Posts) {
			w.set(p, 9*60)
			w.with(func() { w.posts, w.post = nil, errors.New("the connection broke") })
			time.Sleep(2*24*time.Hour + 8*time.Hour)
			w.want("each is tried once", "01-02 07:00 200", "01-03 07:00 200")
		})
		w.start(func(*daily.Posts) { time.Sleep(time.Hour) })
		w.want("nor after a restart")
	})
}

func TestWhatWasNotSentIsTriedAgain(t *testing.T) {
	for name, fail := range map[string]func(w *world, err error){
		"Discord cannot be reached":    func(w *world, err error) { w.get = err },
		"Discord has troubles":         func(w *world, err error) { w.get = map[bool]error{true: status(503, 0)}[err != nil] },
		"there are no quotations yet":  func(w *world, err error) { w.draw = err },
		"requests are held back":       func(w *world, err error) { w.refuse = map[bool]error{true: interact.ErrHeld}[err != nil] },
		"Discord refuses everything":   func(w *world, err error) { w.get = map[bool]error{true: status(403, 0)}[err != nil] },
		"the token is not taken (yet)": func(w *world, err error) { w.get = map[bool]error{true: status(401, 0)}[err != nil] },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.start(func(p *daily.Posts) {
					w.set(p, 9*60)
					w.with(func() { w.posts = nil; fail(w, errors.New("down")) })
					time.Sleep(32 * time.Hour) // since 7:00 it is due
					w.with(func() { fail(w, nil) })
					time.Sleep(3 * time.Minute)
					w.with(func() {
						if len(w.posts) != 1 || !strings.HasPrefix(w.posts[0], "01-02 0") {
							t.Errorf("posted was %q", w.posts)
						}
					})
				})
			})
		})
	}
}

func TestAChannelThatRefusesIsTold(t *testing.T) {
	for code, refuse := range map[int]func(*world, error){
		50001: func(w *world, err error) { w.get = err },
		50013: func(w *world, err error) { w.refuse = err },
		10003: func(w *world, err error) { w.get = err },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.start(func(p *daily.Posts) {
				w.with(func() { refuse(w, status(403, code)) })
				err := p.Set(t.Context(), server, daily.Setting{Channel: channel, Zone: "UTC"})
				if _, kept := p.Setting(server); !errors.Is(err, daily.ErrNoAccess) || kept {
					t.Errorf("%d at once: %v, kept: %v", code, err, kept)
				}
				w.with(func() { refuse(w, nil) })
				w.set(p, 9*60)
				w.with(func() { refuse(w, status(403, code)) })
				other := daily.Setting{Channel: "300", Minute: 5, Zone: "UTC"}
				if err := p.Set(t.Context(), server, other); !errors.Is(err, daily.ErrNoAccess) {
					t.Errorf("%d for another channel: %v", code, err)
				}
				if s, _ := p.Setting(server); s.Channel != channel || s.Refused {
					t.Errorf("%d: what was chosen before became %+v", code, s)
				}
				time.Sleep(32 * time.Hour)
				if s, _ := p.Setting(server); !s.Refused || s.Quote != "" {
					t.Errorf("%d the next day: %+v", code, s)
				}
				w.with(func() { refuse(w, nil) })
				w.with(func() { w.posts = nil })
				time.Sleep(24 * time.Hour)
				w.want("allowed again", "01-03 07:00 200")
				if s, _ := p.Setting(server); s.Refused {
					t.Error("it is still told as refused")
				}
			})
		})
	}
}

func TestADamagedFileIsSetAside(t *testing.T) {
	w := newWorld(t)
	if err := os.WriteFile(w.file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, damaged := range []bool{true, false} {
		p, err := daily.OpenFile(w.file, slog.New(slog.DiscardHandler))
		if _, kept := p.Get(server); kept || (err != nil) != damaged {
			t.Errorf("damaged %v: %v", damaged, err)
		}
	}
}

func TestADamagedFileIsPutBackFromItsCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start(func(p *daily.Posts) { w.set(p, 0) })
		beside := strings.TrimSuffix(w.file, ".json") + ".copy.json"
		for what, damage := range map[string]func() error{
			"missing":      func() error { return os.Remove(w.file) },
			"damaged":      func() error { return os.WriteFile(w.file, []byte("{}"), 0o600) },
			"copy missing": func() error { return os.Remove(beside) },
			"copy damaged": func() error { return os.Truncate(beside, 9) },
		} {
			if err := damage(); err != nil {
				t.Fatal(err)
			}
			for _, again := range []bool{false, true} {
				p, err := daily.OpenFile(w.file, slog.New(slog.DiscardHandler))
				if s, ok := p.Get(server); err != nil || !ok || s.Channel != channel {
					t.Fatalf("%s, again %v: %+v, %v", what, again, s, err)
				}
			}
		}
	})
}

// The clock went ahead for a while, by a day or by a year, and posts were made: the
// days until it is right again have none, but a week at the most.
func TestAClockThatWasAheadEndsNoPosts(t *testing.T) {
	for last, want := range map[string][]string{
		"2000-01-01": {"01-02 08:00 200"},
		"2000-01-02": nil,
		"2000-01-08": nil,
		"2001-01-01": {"01-01 09:00 200", "01-02 08:00 200"},
		"2039-12-31": {"01-01 09:00 200", "01-02 08:00 200"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			sealed, err := store.Seal(map[string]daily.Setting{server: {Channel: channel, Minute: 10 * 60, Zone: "Europe/Kyiv", Last: last}})
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(w.file, sealed, 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(9 * time.Hour)
			w.start(func(*daily.Posts) { time.Sleep(24 * time.Hour) })
			w.want("the last one on "+last, want...)
		})
	}
}

func TestTimeZones(t *testing.T) {
	for typed, want := range map[string]string{
		"Europe/Kyiv": "Europe/Kyiv", "europe/kyiv": "Europe/Kyiv", "kyiv": "Europe/Kyiv", " New York ": "America/New_York",
		"Europe/Kiev": "Europe/Kiev", "utc": "UTC", "": "", "Local": "", "Atlantis": "", "../../etc/passwd": "",
	} {
		if got, ok := daily.FindZone(typed); got != want || ok != (want != "") {
			t.Errorf("%q is %q, %v, want %q", typed, got, ok, want)
		}
	}
	for _, name := range daily.Zones("", 1000) {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"America/New_York", "America/Argentina/San_Juan"}, slices.Concat(daily.Zones("new y", 25), daily.Zones("argentina/san_j", 25))); diff != "" {
		t.Error(diff)
	}
	if n := len(daily.Zones("a", 25)); n != 25 {
		t.Errorf("%d choices", n)
	}
}
