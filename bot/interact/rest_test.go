package interact_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/bot/interact"
)

// wire is what one request said.
type wire struct {
	Method, Path, Auth, Agent, Type string
	Body                            string
}

// listen starts a server that notes requests and answers with a status and a
// body.
func listen(t *testing.T, status int, body string) (*interact.REST, *[]wire) {
	t.Helper()
	var got []wire
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		got = append(got, wire{r.Method, r.URL.RequestURI(), r.Header.Get("Authorization"), r.UserAgent(), r.Header.Get("Content-Type"), string(raw)})
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &interact.REST{Base: base, Client: server.Client()}, &got
}

func target() interact.Target {
	return interact.Target{ID: "1000", AppID: "2000", Token: token, Received: time.Now()}
}

// TestFilesAreSentBesideTheMessage: "Uploading Files" in Discord's reference.
func TestFilesAreSentBesideTheMessage(t *testing.T) {
	rest, got := listen(t, http.StatusNoContent, "")
	m := interact.Message{
		Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: "words"}},
		Files:      []interact.File{{Name: "a-1.png", Alt: "what “it” shows", Data: []byte("\x89PNG\r\n\x1a\nrest")}, {Name: "b.txt", Data: []byte("text")}},
	}
	const listed = `"attachments":[{"id":"0","filename":"a-1.png","description":"what “it” shows"},{"id":"1","filename":"b.txt"}]`
	for name, send := range map[string]func() error{
		"callback":  func() error { return rest.Callback(t.Context(), target(), interact.Callback{Type: 4, Message: m}) },
		"edit":      func() error { return rest.Edit(t.Context(), target(), m) },
		"follow-up": func() error { return rest.FollowUp(t.Context(), target(), m) },
	} {
		*got = nil
		if err := send(); err != nil {
			t.Fatal(err)
		}
		_, params, err := mime.ParseMediaType((*got)[0].Type)
		if err != nil {
			t.Fatal(err)
		}
		form, err := multipart.NewReader(strings.NewReader((*got)[0].Body), params["boundary"]).ReadForm(1 << 20)
		if err != nil {
			t.Fatal(err)
		}
		if json := strings.Join(form.Value["payload_json"], "|"); !strings.Contains(json, listed) {
			t.Errorf("%s: %s", name, json)
		}
		var files []string
		for i := range 2 {
			for _, h := range form.File[fmt.Sprintf("files[%d]", i)] {
				f, err := h.Open()
				if err != nil {
					t.Fatal(err)
				}
				data, _ := io.ReadAll(f)
				files = append(files, fmt.Sprintf("%s %s %q", h.Filename, h.Header.Get("Content-Type"), data))
			}
		}
		want := []string{`a-1.png image/png "\x89PNG\r\n\x1a\nrest"`, `b.txt text/plain; charset=utf-8 "text"`}
		if diff := cmp.Diff(want, files); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatIsSentToDiscord(t *testing.T) {
	rest, got := listen(t, http.StatusNoContent, "")
	card := interact.Message{Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: "> words"}}}
	private := card
	private.Ephemeral = true
	row := discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.Button{Label: "Next", Style: discordgo.SecondaryButton, CustomID: "1abc"}}}
	buttons := interact.Message{Components: []discordgo.MessageComponent{row}}
	replacing := buttons
	replacing.Replaces = true
	ctx := t.Context()
	const (
		callback = "POST /api/v10/interactions/1000/" + token + "/callback"
		original = "PATCH /api/v10/webhooks/2000/" + token + "/messages/@original"
		further  = "POST /api/v10/webhooks/2000/" + token
		none     = `"allowed_mentions":{"parse":[]}`
	)
	for _, tt := range []struct {
		name string
		send func() error
		to   string
		body string
	}{
		{
			"a message", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 4, Message: card}) }, callback,
			`{"type":4,"data":{"components":[{"content":"\u003e words","type":10}],` + none + `,"flags":32768}}`,
		},
		{
			"a message for one person", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 4, Message: private}) }, callback,
			`{"type":4,"data":{"components":[{"content":"\u003e words","type":10}],` + none + `,"flags":32832}}`,
		},
		{
			"a deferral", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 5}) }, callback,
			`{"type":5}`,
		},
		{
			"a deferral for one person", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 5, Message: private}) }, callback,
			`{"type":5,"data":{"flags":64}}`,
		},
		{
			"a deferred update", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 6}) }, callback,
			`{"type":6}`,
		},
		{
			"an update", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 7, Message: buttons}) }, callback,
			`{"type":7,"data":{"components":[{"components":[{"label":"Next","style":2,"disabled":false,"custom_id":"1abc","type":2}],"type":1}],` + none + `,"flags":32768,"attachments":[]}}`,
		},
		{
			"an update of a message of before", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 7, Message: replacing}) }, callback,
			`{"type":7,"data":{"content":null,"embeds":null,"components":[{"components":[{"label":"Next","style":2,"disabled":false,"custom_id":"1abc","type":2}],"type":1}],` + none + `,"flags":32768,"attachments":[]}}`,
		},
		{
			"choices", func() error {
				return rest.Callback(ctx, target(), interact.Callback{Type: 8, Choices: []interact.Choice{{Name: "a", Value: "b"}}})
			}, callback,
			`{"type":8,"data":{"choices":[{"name":"a","value":"b"}]}}`,
		},
		{
			"no choices", func() error { return rest.Callback(ctx, target(), interact.Callback{Type: 8}) }, callback,
			`{"type":8,"data":{"choices":[]}}`,
		},
		{
			"an edit", func() error { return rest.Edit(ctx, target(), private) }, original,
			`{"components":[{"content":"\u003e words","type":10}],` + none + `,"flags":32768,"attachments":[]}`,
		},
		{
			"a follow-up", func() error { return rest.FollowUp(ctx, target(), private) }, further,
			`{"components":[{"content":"\u003e words","type":10}],` + none + `,"flags":32832}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			*got = nil
			if err := tt.send(); err != nil {
				t.Fatal(err)
			}
			method, path, _ := strings.Cut(tt.to, " ")
			want := []wire{{method, path, "", "DiscordBot (verbatim, 1)", "application/json", tt.body}}
			if diff := cmp.Diff(want, *got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheBotsOwnRequests(t *testing.T) {
	rest, got := listen(t, http.StatusOK, `[{"id":"1","name":"quote"}]`)
	rest.Base.Path = "/proxy" // a REST proxy may live under a path
	var out []*discordgo.ApplicationCommand
	err := rest.Do(t.Context(), http.MethodPut, []string{"applications", "2000", "commands"}, url.Values{"with": {"a b"}}, func() string { return "bot.token" }, []string{}, &out)
	if err != nil || len(out) != 1 || out[0].Name != "quote" {
		t.Errorf("got %v, %v", out, err)
	}
	want := []wire{{http.MethodPut, "/proxy/api/v10/applications/2000/commands?with=a+b", "Bot bot.token", "DiscordBot (verbatim, 1)", "application/json", "[]"}}
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Error(diff)
	}
	rest, _ = listen(t, http.StatusOK, "<html>")
	if err := rest.Do(t.Context(), http.MethodGet, []string{"x"}, nil, nil, nil, &out); err == nil {
		t.Error("a page that is no JSON is taken for an answer")
	}
}

// attempt answers one request, or fails it on the way.
type attempt func(ctx context.Context) (status int, body string, err error)

func status(code int, body string) attempt {
	return func(context.Context) (int, string, error) { return code, body, nil }
}

func lost(context.Context) (int, string, error) {
	return 0, "", errors.New("connection reset by peer")
}

func hangs(ctx context.Context) (int, string, error) {
	<-ctx.Done()
	return 0, "", ctx.Err()
}

// transport gives each attempt in turn, the last one for ever, and notes when
// they came.
type transport struct {
	attempts []attempt
	start    time.Time
	at       []time.Duration
}

func (tr *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if tr.start.IsZero() {
		tr.start = time.Now()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a := tr.attempts[min(len(tr.at), len(tr.attempts)-1)]
	tr.at = append(tr.at, time.Since(tr.start))
	code, body, err := a(r.Context())
	if err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	if after, found := strings.CutPrefix(body, "after "); found {
		rec.Header().Set("Retry-After", after)
		body = ""
	}
	rec.WriteHeader(code)
	_, _ = rec.WriteString(body)
	return rec.Result(), nil
}

func TestAFirstResponseThatIsLostIsSentAgain(t *testing.T) {
	const ok = http.StatusNoContent
	const untilTheEnd = -1
	for _, tt := range []struct {
		name     string
		after    time.Duration // since the interaction came
		attempts []attempt
		n        int // attempts that are made
		want     string
	}{
		{"it arrives", 0, []attempt{status(ok, "")}, 1, ""},
		{"lost once", 0, []attempt{lost, status(ok, "")}, 2, ""},
		{"lost three times", 0, []attempt{lost, lost, lost, status(ok, "")}, 4, ""},
		{"Discord fails once", 0, []attempt{status(502, "<html>"), status(ok, "")}, 2, ""},
		{"a connection that hangs", 0, []attempt{hangs, status(ok, "")}, 2, ""},
		{"the first one did arrive", 0, []attempt{lost, status(400, `{"code":40060,"message":"Interaction has already been acknowledged."}`)}, 2, interact.ErrAnswered.Error()},
		{"a limit that passes in time", 0, []attempt{status(429, `{"retry_after":0.4,"message":"You are being rate limited."}`), status(ok, "")}, 2, ""},
		{"a limit in the header", 0, []attempt{status(429, "after 1"), status(ok, "")}, 2, ""},
		{"a limit that lasts too long", 0, []attempt{status(429, "after 30"), status(ok, "")}, 1, "POST /interactions/{id}/{token}/callback: Discord answered 429 (code 0): Too Many Requests"},
		{"what Discord refuses", 0, []attempt{status(400, `{"code":50035,"message":"Invalid Form Body"}`)}, 1, "POST /interactions/{id}/{token}/callback: Discord answered 400 (code 50035): Invalid Form Body"},
		{"too late for Discord", 0, []attempt{status(404, `{"code":10062,"message":"Unknown interaction"}`)}, 1, "POST /interactions/{id}/{token}/callback: Discord answered 404 (code 10062): Unknown interaction"},
		{"lost for good", 0, []attempt{lost}, untilTheEnd, "POST /interactions/{id}/{token}/callback: connection reset by peer"},
		{"hanging for good", 0, []attempt{hangs}, 3, "POST /interactions/{id}/{token}/callback: context deadline exceeded"},
		{"lost when no time is left", 2510 * time.Millisecond, []attempt{lost}, 1, "POST /interactions/{id}/{token}/callback: connection reset by peer"},
		{"hanging when little time is left", 2400 * time.Millisecond, []attempt{hangs}, 1, "POST /interactions/{id}/{token}/callback: context deadline exceeded"},
		{"after three seconds", 3 * time.Second, []attempt{status(ok, "")}, 0, "POST /interactions/{id}/{token}/callback: context deadline exceeded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				to := target()
				time.Sleep(tt.after)
				tr := &transport{attempts: tt.attempts}
				rest := &interact.REST{Client: &http.Client{Transport: tr}}
				err := rest.Callback(t.Context(), to, interact.Callback{Type: 5})
				if got := fmt.Sprint(err); err == nil && tt.want != "" || err != nil && got != tt.want {
					t.Errorf("error %q, want %q", got, tt.want)
				}
				switch {
				case tt.n == untilTheEnd && (len(tr.at) < 5 || tr.at[len(tr.at)-1] != 2500*time.Millisecond):
					t.Errorf("attempts at %v, want some until 2.5 s", tr.at)
				case tt.n != untilTheEnd && len(tr.at) != tt.n:
					t.Errorf("%d attempts (at %v), want %d", len(tr.at), tr.at, tt.n)
				}
				if took := time.Since(to.Received); took > 3*time.Second {
					t.Errorf("it took %v", took)
				}
				for _, at := range tr.at[min(1, len(tr.at)):] {
					if at+tt.after > 2500*time.Millisecond {
						t.Errorf("an attempt began after %v", at+tt.after)
					}
				}
			})
		})
	}
}

func TestEditsAreRepeatedAndFollowUpsAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := &transport{attempts: []attempt{lost, hangs, status(503, ""), status(429, "after 2"), status(200, "{}")}}
		rest := &interact.REST{Client: &http.Client{Transport: tr}}
		if err := rest.Edit(t.Context(), target(), interact.Message{}); err != nil || len(tr.at) != 5 {
			t.Errorf("edit: %v after %d attempts", err, len(tr.at))
		}
		tr = &transport{attempts: []attempt{status(429, "after 2"), lost}}
		rest.Client.Transport = tr
		if err := rest.FollowUp(t.Context(), target(), interact.Message{}); err == nil || len(tr.at) != 2 {
			t.Errorf("follow-up: %v after %d attempts", err, len(tr.at))
		}
		tr = &transport{attempts: []attempt{status(503, "")}}
		rest.Client.Transport = tr
		ctx, cancel := context.WithTimeout(t.Context(), 120*time.Millisecond)
		defer cancel()
		if err := rest.Edit(ctx, target(), interact.Message{}); err == nil || len(tr.at) > 2 {
			t.Errorf("edit without time: %v after %d attempts", err, len(tr.at))
		}
	})
}

func TestNothingIsSentWithADeadToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := &transport{attempts: []attempt{status(200, "{}")}}
		rest := &interact.REST{Client: &http.Client{Transport: tr}}
		to := target()
		time.Sleep(14*time.Minute + 50*time.Second)
		if err := rest.Edit(t.Context(), to, interact.Message{}); err != nil {
			t.Errorf("before the end: %v", err)
		}
		time.Sleep(6 * time.Second)
		if err := rest.Edit(t.Context(), to, interact.Message{}); !errors.Is(err, interact.ErrExpired) {
			t.Errorf("edit: %v", err)
		}
		if err := rest.FollowUp(t.Context(), to, interact.Message{}); !errors.Is(err, interact.ErrExpired) {
			t.Errorf("follow-up: %v", err)
		}
		if len(tr.at) != 1 {
			t.Errorf("%d requests, want 1", len(tr.at))
		}
	})
}

func TestNoErrorAndNoPrintingShowsAToken(t *testing.T) {
	to := target()
	to.Received = time.Now().Add(-2600 * time.Millisecond) // no time for a second attempt
	nowhere := &interact.REST{Base: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}}
	odd := &interact.REST{Base: &url.URL{Scheme: "gopher", Host: "x"}}
	bad := &interact.REST{Base: &url.URL{Scheme: "http", Host: "a b\x7f"}}
	html, _ := listen(t, http.StatusForbidden, "<html>"+token)
	for name, rest := range map[string]*interact.REST{"nobody listens": nowhere, "no such scheme": odd, "no such host": bad, "a proxy": html} {
		for _, err := range []error{
			rest.Callback(t.Context(), to, interact.Callback{Type: 5}),
			rest.FollowUp(t.Context(), to, interact.Message{}),
			rest.Do(t.Context(), "GET", []string{"x"}, nil, func() string { return token }, make(chan int), nil),
		} {
			if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), token) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	request := &interact.Request{Target: to}
	js, err := json.Marshal(struct{ T interact.Target }{to})
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{
		fmt.Sprint(to), fmt.Sprintf("%v %+v %#v %s %q %d", to, to, to, to, to, to), fmt.Sprintf("%+v", request), fmt.Sprintf("%#v", request), string(js),
	} {
		if strings.Contains(printed, token) {
			t.Errorf("printed: %s", printed)
		}
	}
}
