package endpoint_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
	"verbatim/bot/interact"
)

// site is an endpoint with a router behind it, and the Discord that posts to it.
type site struct {
	*discordtest.Server
	router  *interact.Router
	url     string
	handled atomic.Int64
	stop    func()
}

func newSite(t *testing.T) *site {
	t.Helper()
	return openSite(t, discordtest.New(t), nil)
}

// openSite opens one of several endpoints that one Discord posts to.
func openSite(t *testing.T, d *discordtest.Server, seen endpoint.Seen) *site {
	t.Helper()
	s := &site{Server: d}
	base, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	codec, err := interact.NewCodec(s.Token())
	if err != nil {
		t.Fatal(err)
	}
	e := endpoint.New(endpoint.Config{Key: key(t), Next: &interact.REST{Base: base}, Seen: seen})
	s.router = interact.NewRouter(interact.Config{Responder: e, Codec: codec})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.url = "http://" + l.Addr().String() + endpoint.Path
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- e.Serve(ctx, l, func(ctx context.Context, i *discordgo.InteractionCreate) {
			s.handled.Add(1)
			s.router.Handle(ctx, i)
		}, func(ctx context.Context) {
			if err := s.router.Drain(ctx); err != nil {
				t.Error(err)
			}
		})
	}()
	s.stop = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.stop)
	return s
}

func key(t *testing.T) ed25519.PublicKey {
	t.Helper()
	raw, err := hex.DecodeString(discordtest.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (s *site) answers(path, text string, route interact.Route) {
	route.Handle = func(context.Context, *interact.Request) (interact.Reply, error) { return interact.Tell(text), nil }
	s.router.Command(path, route)
}

// slash is a command that Discord need not know.
func slash(path string) discordtest.Interaction { return discordtest.Slash(path).Forged() }

func TestDiscordTakesTheEndpoint(t *testing.T) {
	s := newSite(t)
	if err := s.Verify(t.Context(), http.DefaultClient, s.url); err != nil {
		t.Error(err)
	}
}

func TestTheResponseIsTheAnswer(t *testing.T) {
	s := newSite(t)
	limit := 0
	s.router.Command("quote search", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
		limit = r.AttachmentLimit
		return interact.Tell("here"), nil
	}})
	s.answers("corpus reindex", "there", interact.Route{DeferAtOnce: true})
	s.router.Command("export", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
		reply := interact.Tell("a file")
		reply.Files = []interact.File{{Name: "a.csv", Data: []byte("a,b\n")}}
		return reply, nil
	}})
	for _, tt := range []struct {
		path, want string
		deferred   bool
	}{
		{"quote search", "here", false},
		{"corpus reindex", "there", true}, // its edit may overtake the response
		{"export", "a file", false},
	} {
		i := slash(tt.path)
		i.Limit = 25 << 20
		a, err := s.Post(t.Context(), http.DefaultClient, s.url, i)
		if err != nil {
			t.Errorf("%s: %v", tt.path, err)
			continue
		}
		m, err := a.Final(t.Context())
		if err != nil || !strings.Contains(m.Text(), tt.want) || a.Deferred() != tt.deferred {
			t.Errorf("%s: %q, deferred %v, %v", tt.path, m.Text(), a.Deferred(), err)
		}
		if files := len(m.Files); (files > 0) != (tt.path == "export") {
			t.Errorf("%s: the message has %d files", tt.path, files)
		}
	}
	if limit != 25<<20 {
		t.Errorf("a file of the answer may have %d bytes", limit)
	}
}

// forgeries is how many are tried; VERBATIM_FORGERIES says another number.
func forgeries(t *testing.T) int {
	if v := os.Getenv("VERBATIM_FORGERIES"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 200
}

func TestNothingIsTakenThatDiscordDidNotSignNow(t *testing.T) {
	s := newSite(t)
	s.answers("quote search", "here", interact.Route{})
	random := rand.New(rand.NewPCG(1, 2))
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(r discordtest.Signed, by ed25519.PrivateKey) discordtest.Signed {
		r.Signature = hex.EncodeToString(ed25519.Sign(by, append([]byte(r.Timestamp), r.Body...)))
		return r
	}
	kinds := map[string]struct {
		want   int
		change func(discordtest.Signed) discordtest.Signed
	}{
		"another body": {401, func(r discordtest.Signed) discordtest.Signed {
			r.Body = bytes.Clone(r.Body)
			r.Body[random.IntN(len(r.Body))] ^= byte(1 + random.IntN(255))
			return r
		}},
		"a body cut off": {401, func(r discordtest.Signed) discordtest.Signed {
			r.Body = r.Body[:random.IntN(len(r.Body))]
			return r
		}},
		"another time": {401, func(r discordtest.Signed) discordtest.Signed {
			n, _ := strconv.Atoi(r.Timestamp)
			r.Timestamp = strconv.Itoa(n + 1 + random.IntN(10))
			return r
		}},
		"a bit of the signature": {401, func(r discordtest.Signed) discordtest.Signed {
			raw, _ := hex.DecodeString(r.Signature)
			raw[random.IntN(len(raw))] ^= 1 << random.IntN(8)
			r.Signature = hex.EncodeToString(raw)
			return r
		}},
		"a signature cut off": {401, func(r discordtest.Signed) discordtest.Signed {
			r.Signature = r.Signature[:random.IntN(len(r.Signature))]
			return r
		}},
		"a stranger's signature": {401, func(r discordtest.Signed) discordtest.Signed { return sign(r, stranger) }},
		"a time that is none, signed": {401, func(r discordtest.Signed) discordtest.Signed {
			r.Timestamp = "now"
			return sign(r, stranger)
		}},
	}
	for n := range forgeries(t) {
		for name, kind := range kinds {
			signed, _, err := s.Prepare(slash("quote search"))
			if err != nil {
				t.Fatal(err)
			}
			status, _, err := kind.change(signed).To(t.Context(), http.DefaultClient, s.url)
			if err != nil || status != kind.want {
				t.Fatalf("%d, %s: %d, %v", n, name, status, err)
			}
		}
	}
	if n := s.handled.Load(); n != 0 {
		t.Errorf("%d of them were handled", n)
	}
}

func TestAnInteractionIsTakenOnce(t *testing.T) {
	s := newSite(t)
	s.answers("quote search", "here", interact.Route{})
	for range forgeries(t) / 10 {
		signed, p, err := s.Prepare(slash("quote search"))
		if err != nil {
			t.Fatal(err)
		}
		status, body, err := signed.To(t.Context(), http.DefaultClient, s.url)
		if err == nil {
			err = p.Respond(t.Context(), status, body)
		}
		if err != nil {
			t.Fatal(err)
		}
		if status, _, err := signed.To(t.Context(), http.DefaultClient, s.url); err != nil || status != http.StatusConflict {
			t.Errorf("the second time it is answered %d, %v", status, err)
		}
		if status, _, err := s.Sign(signed.Body).To(t.Context(), http.DefaultClient, s.url); err != nil || status != http.StatusConflict {
			t.Errorf("signed anew it is answered %d, %v", status, err)
		}
	}
	s.Advance(-time.Minute)
	late, _, err := s.Prepare(slash("quote search"))
	if err != nil {
		t.Fatal(err)
	}
	if status, _, err := late.To(t.Context(), http.DefaultClient, s.url); err != nil || status != http.StatusUnauthorized {
		t.Errorf("a minute old it is answered %d, %v", status, err)
	}
}

func TestWhatIsNotForTheEndpointIsRefused(t *testing.T) {
	s := newSite(t)
	for _, tt := range []struct {
		name, method, path string
		body               []byte
		want               int
	}{
		{"another path", "POST", "/", nil, 404},
		{"metrics", "GET", "/metrics", nil, 404},
		{"another method", "GET", endpoint.Path, nil, 405},
		{"no signature", "POST", endpoint.Path, []byte(`{"type":1}`), 401},
		{"too long", "POST", endpoint.Path, bytes.Repeat([]byte(" "), 600<<10), 413},
		{"signed, and no interaction", "POST", endpoint.Path, []byte(`{"type":2}`), 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, strings.TrimSuffix(s.url, endpoint.Path)+tt.path, bytes.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(tt.name, "signed") {
			signed := s.Sign(tt.body)
			r.Header.Set("X-Signature-Timestamp", signed.Timestamp)
			r.Header.Set("X-Signature-Ed25519", signed.Signature)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		_ = resp.Body.Close()
		if resp.StatusCode != tt.want {
			t.Errorf("%s: answered %d, want %d", tt.name, resp.StatusCode, tt.want)
		}
	}
}

// late is a Discord that does not know of an interaction's first response at first.
type late struct {
	interact.Responder
	refusals, asked int
}

func (l *late) Edit(context.Context, interact.Target, interact.Message) error {
	if l.asked++; l.asked <= l.refusals {
		return &interact.StatusError{Status: http.StatusNotFound, Code: 10008}
	}
	return nil
}

// TestAnEditThatOvertakesTheResponseIsSentAgain, but only while Discord may not know yet.
func TestAnEditThatOvertakesTheResponseIsSentAgain(t *testing.T) {
	for _, tt := range []struct {
		name     string
		refusals int
		age      time.Duration
		asked    int
		lost     bool
	}{
		{"at once", 0, 0, 1, false},
		{"a moment later", 3, 0, 4, false},
		{"never", 1000, 0, 8, true},
		{"a deleted message", 1000, time.Minute, 1, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			discord := &late{refusals: tt.refusals}
			e := endpoint.New(endpoint.Config{Key: key(t), Next: discord})
			err := e.Edit(t.Context(), interact.Target{ID: "1", Received: time.Now().Add(-tt.age)}, interact.Message{})
			if discord.asked != tt.asked || (err != nil) != tt.lost {
				t.Errorf("%s: asked %d times, %v", tt.name, discord.asked, err)
			}
		})
	}
}

func TestAPostThatNobodyAnswersEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := endpoint.New(endpoint.Config{Key: key(t)})
		body, err := json.Marshal(map[string]any{"id": "1", "token": "t", "type": 2, "data": map[string]any{"name": "x"}})
		if err != nil {
			t.Fatal(err)
		}
		stamp := strconv.FormatInt(time.Now().Unix(), 10)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, endpoint.Path, bytes.NewReader(body))
		r.Header.Set("X-Signature-Timestamp", stamp)
		r.Header.Set("X-Signature-Ed25519", sign(t, stamp, body))
		w := httptest.NewRecorder()
		began := time.Now()
		e.Handler(t.Context(), func(context.Context, *discordgo.InteractionCreate) {}).ServeHTTP(w, r)
		if took := time.Since(began); w.Code != http.StatusServiceUnavailable || took != 3*time.Second {
			t.Errorf("answered %d after %s", w.Code, took)
		}
	})
}

// sign signs as Discord does, without a server.
func sign(t *testing.T, stamp string, body []byte) string {
	t.Helper()
	return discordtest.SignedAt(stamp, body).Signature
}

func TestWhoAsksWhileTheProgramStopsIsTold(t *testing.T) {
	s := newSite(t)
	release, entered := make(chan struct{}), make(chan struct{})
	s.router.Command("slow", interact.Route{DeferAtOnce: true, Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
		close(entered)
		<-release
		return interact.Tell("here"), nil
	}})
	s.answers("quick", "quick", interact.Route{})
	a, err := s.Post(t.Context(), http.DefaultClient, s.url, slash("slow"))
	if err != nil {
		t.Fatal(err)
	}
	<-entered
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.stop()
	}()
	for n := 0; ; n++ { // until it stops, which begins at some moment
		b, err := s.Post(t.Context(), http.DefaultClient, s.url, slash("quick").By(discordtest.User{ID: fmt.Sprint(1042000000000001000 + n)}))
		if err != nil {
			t.Fatal(err)
		}
		if text := b.Message().Text(); strings.Contains(text, "restart") {
			break
		} else if text != "quick" {
			t.Fatalf("who asks is told %q", text)
		}
	}
	close(release)
	if m, err := a.Final(t.Context()); err != nil || m.Text() != "here" {
		t.Errorf("what was under way ends with %q, %v", m.Text(), err)
	}
	<-stopped
}
