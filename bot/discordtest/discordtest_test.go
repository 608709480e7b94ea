package discordtest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// client is a bot that says exactly what the test tells it.
type client struct {
	t *testing.T
	d *discordtest.Server
}

type answer struct {
	status int
	code   int // Discord's error code
	body   map[string]any
	raw    string
	header http.Header
}

func (c client) do(method, path string, body any) answer {
	c.t.Helper()
	a, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

func (c client) try(method, path string, body any) (answer, error) {
	c.t.Helper()
	var in io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(body)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	return c.request(method, path, "application/json", in)
}

// send is do with a body of another type.
func (c client) send(method, path, media string, in io.Reader) answer {
	c.t.Helper()
	a, err := c.request(method, path, media, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

func (c client) request(method, path, media string, in io.Reader) (answer, error) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.d.URL()+"/api/v10"+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	r.Header.Set("Authorization", "Bot "+c.d.Token())
	r.Header.Set("Content-Type", media)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, raw: string(raw), header: res.Header}
	_ = json.Unmarshal(raw, &a.body) // not every body is an object
	if code, ok := a.body["code"].(float64); ok {
		a.code = int(code)
	}
	return a, nil
}

func (c client) offer(i discordtest.Interaction) (*discordgo.InteractionCreate, *discordtest.Pending) {
	c.t.Helper()
	event, pending, err := c.d.Offer(i)
	if err != nil {
		c.t.Fatal(err)
	}
	return event, pending
}

func (c client) callback(i *discordgo.InteractionCreate, kind int, data any) answer {
	c.t.Helper()
	return c.do(http.MethodPost, "/interactions/"+i.ID+"/"+i.Token+"/callback", map[string]any{"type": kind, "data": data})
}

func (c client) webhook(i *discordgo.InteractionCreate) string {
	return "/webhooks/" + c.d.AppID() + "/" + i.Token
}

func want(t *testing.T, what string, a answer, status, code int) {
	t.Helper()
	if a.status != status || a.code != code {
		t.Errorf("%s: got status %d, code %d, want %d and %d\n%s", what, a.status, a.code, status, code, a.raw)
	}
}

func wantNothing(t *testing.T, d *discordtest.Server) {
	t.Helper()
	for _, v := range d.TakeViolations() {
		t.Errorf("a violation: %s", v)
	}
}

func newClient(t *testing.T, options ...discordtest.Option) client {
	return client{t, discordtest.New(t, append([]discordtest.Option{discordtest.AnyCommand()}, options...)...)}
}

// body is a message that pings nobody, with more fields.
func body(fields map[string]any) map[string]any {
	m := map[string]any{"allowed_mentions": map[string]any{"parse": []string{}}}
	for k, v := range fields {
		m[k] = v
	}
	return m
}

func said(content string) map[string]any { return body(map[string]any{"content": content}) }

func row(components ...any) []any {
	return []any{map[string]any{"type": 1, "components": components}}
}

func button(id, label string) map[string]any {
	return map[string]any{"type": 2, "style": 2, "custom_id": id, "label": label}
}

func repeat(n int, f func(int) any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = f(i)
	}
	return list
}

func TestAnAnswerIsTakenOnceAndInTime(t *testing.T) {
	c := newClient(t)
	i, pending := c.offer(discordtest.Slash("help"))
	want(t, "the first answer", c.callback(i, 4, said("one")), http.StatusNoContent, 0)
	want(t, "a second answer", c.callback(i, 4, said("two")), http.StatusBadRequest, 40060)
	a, err := pending.Answer(t.Context())
	if err != nil || a.Message().Content != "one" || a.Deferred() {
		t.Errorf("got %+v, %v", a.Message(), err)
	}

	i, _ = c.offer(discordtest.Slash("help"))
	right := i.Token
	i.Token = "wrong"
	want(t, "a wrong token", c.callback(i, 4, said("x")), http.StatusNotFound, 10062)
	i.Token = right
	c.d.Advance(2900 * time.Millisecond)
	want(t, "an answer with a response", c.do(http.MethodPost, "/interactions/"+i.ID+"/"+i.Token+"/callback?with_response=true",
		map[string]any{"type": 4, "data": said("in time")}), http.StatusOK, 0)

	i, pending = c.offer(discordtest.Slash("help"))
	c.d.Advance(3100 * time.Millisecond)
	want(t, "a late answer", c.callback(i, 4, said("x")), http.StatusNotFound, 10062)
	if _, err := pending.Answer(t.Context()); err == nil || !strings.Contains(err.Error(), discordtest.ErrUnanswered.Error()) {
		t.Errorf("waiting for an answer that never came ended with %v", err)
	}
}

func TestADeferralIsFollowedByAnEdit(t *testing.T) {
	c := newClient(t)
	i, pending := c.offer(discordtest.Slash("help"))
	want(t, "an edit before the answer", c.do(http.MethodPatch, c.webhook(i)+"/messages/@original", said("x")), http.StatusNotFound, 10015)
	want(t, "a deferral with text", c.callback(i, 5, said("x")), http.StatusBadRequest, 50035)
	want(t, "a deferral without embeds", c.callback(i, 5, map[string]any{"flags": 4}), http.StatusBadRequest, 50035)
	want(t, "a private deferral", c.callback(i, 5, map[string]any{"flags": 64}), http.StatusNoContent, 0)
	a, err := pending.Answer(t.Context())
	if err != nil || !a.Deferred() || !a.Message().Waiting {
		t.Fatalf("got %+v, %v", a, err)
	}
	got := c.do(http.MethodGet, c.webhook(i)+"/messages/@original", nil)
	if flags := got.body["flags"]; flags != float64(64|128) {
		t.Errorf("a waiting message has the flags %v", flags)
	}
	want(t, "the edit", c.do(http.MethodPatch, c.webhook(i)+"/messages/@original", said("done")), http.StatusOK, 0)
	m, err := a.Final(t.Context())
	if err != nil || m.Content != "done" || !m.Ephemeral() || m.Waiting {
		t.Errorf("got %+v, %v", m, err)
	}
	c.d.Advance(15*time.Minute + time.Second)
	want(t, "an edit after the token's end", c.do(http.MethodPatch, c.webhook(i)+"/messages/@original", said("x")), http.StatusUnauthorized, 50027)
	want(t, "a follow-up after the token's end", c.do(http.MethodPost, c.webhook(i), said("x")), http.StatusUnauthorized, 50027)
}

func TestFollowUpsAreMessagesOfTheirOwn(t *testing.T) {
	c := newClient(t)
	in := discordtest.Slash("help")
	in.UserInstalled = true
	i, pending := c.offer(in)
	want(t, "an answer", c.callback(i, 5, nil), http.StatusNoContent, 0)
	want(t, "what takes the place of the deferral", c.do(http.MethodPost, c.webhook(i), said("one")), http.StatusOK, 0)
	a, err := pending.Answer(t.Context())
	if err != nil || a.Message().Content != "one" {
		t.Fatalf("got %+v, %v", a.Message(), err)
	}
	for range 5 {
		want(t, "a follow-up", c.do(http.MethodPost, c.webhook(i), said("more")), http.StatusOK, 0)
	}
	want(t, "the sixth follow-up of a user's application", c.do(http.MethodPost, c.webhook(i), said("more")), http.StatusBadRequest, 40094)
	first := a.FollowUps()[0]
	want(t, "an edit of a follow-up", c.do(http.MethodPatch, c.webhook(i)+"/messages/"+first.ID, said("edited")), http.StatusOK, 0)
	want(t, "the end of a follow-up", c.do(http.MethodDelete, c.webhook(i)+"/messages/"+first.ID, nil), http.StatusNoContent, 0)
	want(t, "an edit of what is gone", c.do(http.MethodPatch, c.webhook(i)+"/messages/"+first.ID, said("x")), http.StatusNotFound, 10008)
	want(t, "the end of the answer", c.do(http.MethodDelete, c.webhook(i)+"/messages/@original", nil), http.StatusNoContent, 0)
	want(t, "another application", c.do(http.MethodPost, "/webhooks/1/"+i.Token, said("x")), http.StatusNotFound, 10015)
	want(t, "a token that nobody has", c.do(http.MethodPost, "/webhooks/"+c.d.AppID()+"/x", said("x")), http.StatusUnauthorized, 50027)
}

func TestAButtonChangesItsMessage(t *testing.T) {
	c := newClient(t)
	i, pending := c.offer(discordtest.Slash("help"))
	c.callback(i, 4, body(map[string]any{"content": "page 1", "components": row(button("next", "Next"))}))
	a, err := pending.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	page := a.Message()
	if _, _, err := c.d.Offer(discordtest.Press(page, "previous")); err == nil {
		t.Error("a button that is not there can be pressed")
	}
	i, pending = c.offer(discordtest.Press(page, "next"))
	if i.Message.Content != "page 1" || i.MessageComponentData().CustomID != "next" {
		t.Errorf("the press carries %+v", i.Interaction)
	}
	disabled := button("next", "Next")
	disabled["disabled"] = true
	want(t, "the update", c.callback(i, 7, body(map[string]any{"content": "page 2", "components": row(disabled)})), http.StatusNoContent, 0)
	b, err := pending.Answer(t.Context())
	if err != nil || b.Message().ID != page.ID || a.Message().Content != "page 2" {
		t.Errorf("got %+v, %v", b.Message(), err)
	}
	if _, _, err := c.d.Offer(discordtest.Press(b.Message(), "next")); err == nil {
		t.Error("a disabled button can be pressed")
	}

	// Deferred, the same message changes later.
	i, pending = c.offer(discordtest.Slash("help"))
	c.callback(i, 4, body(map[string]any{"content": "page 1", "components": row(button("next", "Next"))}))
	if a, err = pending.Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	i, pending = c.offer(discordtest.Press(a.Message(), "next"))
	want(t, "the deferral", c.callback(i, 6, nil), http.StatusNoContent, 0)
	if b, err = pending.Answer(t.Context()); err != nil || !b.Deferred() || b.Message().Content != "page 1" {
		t.Errorf("got %+v, %v", b.Message(), err)
	}
	want(t, "the edit", c.do(http.MethodPatch, c.webhook(i)+"/messages/@original", said("page 2")), http.StatusOK, 0)
	if m, err := b.Final(t.Context()); err != nil || m.Content != "page 2" || len(m.Buttons) != 1 {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestAMenuOffersWhatItShows(t *testing.T) {
	c := newClient(t)
	i, pending := c.offer(discordtest.Slash("help"))
	menu := map[string]any{"type": 3, "custom_id": "open", "placeholder": "Pick", "options": []any{map[string]any{"label": "A", "value": "a"}}}
	c.callback(i, 4, body(map[string]any{"content": "page 1", "components": row(menu)}))
	a, err := pending.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := a.Message()
	if len(m.Menus) != 1 || m.Menus[0].Placeholder != "Pick" || m.Menus[0].Options[0].Label != "A" {
		t.Errorf("the menus are %+v", m.Menus)
	}
	for _, wrong := range []discordtest.Interaction{discordtest.Pick(m, "open", "b"), discordtest.Pick(m, "shut", "a"), discordtest.Press(m, "open")} {
		if _, _, err := c.d.Offer(wrong); err == nil {
			t.Errorf("%q can be picked from %q", wrong.Picked, wrong.CustomID)
		}
	}
	i, _ = c.offer(discordtest.Pick(m, "open", "a"))
	if data := i.MessageComponentData(); data.ComponentType != discordgo.SelectMenuComponent || len(data.Values) != 1 || data.Values[0] != "a" {
		t.Errorf("the choice carries %+v", data)
	}
}

func TestAnAnswerFitsItsInteraction(t *testing.T) {
	c := newClient(t)
	slash, typing := discordtest.Slash("help"), discordtest.Complete("help", discordtest.Typing("id", "a"))
	for _, tt := range []struct {
		in   discordtest.Interaction
		kind int
		data any
	}{
		{slash, 1, nil},
		{slash, 6, nil},
		{slash, 7, said("x")},
		{slash, 8, map[string]any{"choices": []any{}}},
		{typing, 4, said("x")},
		{typing, 5, nil},
		{slash, 9, map[string]any{"title": strings.Repeat("x", 46), "custom_id": "x", "components": repeat(1, func(int) any { return map[string]any{} })}},
		{slash, 9, map[string]any{"title": "x", "custom_id": "x", "components": []any{}}},
	} {
		i, _ := c.offer(tt.in)
		want(t, "the answer", c.callback(i, tt.kind, tt.data), http.StatusBadRequest, 50035)
	}
}

func TestCompletions(t *testing.T) {
	c := newClient(t)
	choice := func(name string, value any) any { return map[string]any{"name": name, "value": value} }
	for _, tt := range []struct {
		name    string
		data    any
		refused bool
	}{
		{"none", map[string]any{"choices": []any{}}, false},
		{"25", map[string]any{"choices": repeat(25, func(int) any { return choice("a", "b") })}, false},
		{"26", map[string]any{"choices": repeat(26, func(int) any { return choice("a", "b") })}, true},
		{"no key", map[string]any{}, true},
		{"null", map[string]any{"choices": nil}, true},
		{"100 units in a name", map[string]any{"choices": []any{choice(strings.Repeat("😀", 50), "b")}}, false},
		{"101 characters in a name", map[string]any{"choices": []any{choice(strings.Repeat("a", 101), "b")}}, true},
		{"102 units in a name", map[string]any{"choices": []any{choice(strings.Repeat("😀", 51), "b")}}, true},
		{"101 characters in a value", map[string]any{"choices": []any{choice("a", strings.Repeat("b", 101))}}, true},
		{"no name", map[string]any{"choices": []any{choice("", "b")}}, true},
		{"no value", map[string]any{"choices": []any{map[string]any{"name": "a"}}}, true},
		{"a number for a text", map[string]any{"choices": []any{choice("a", 5)}}, true},
	} {
		i, pending := c.offer(discordtest.Complete("help", discordtest.Typing("id", "a")))
		a := c.callback(i, 8, tt.data)
		if tt.refused {
			want(t, tt.name, a, http.StatusBadRequest, 50035)
			continue
		}
		want(t, tt.name, a, http.StatusNoContent, 0)
		if _, err := pending.Answer(t.Context()); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestTroubleOnTheWay(t *testing.T) {
	c := newClient(t)
	i, pending := c.offer(discordtest.Slash("help"))
	path := "/interactions/" + i.ID + "/" + i.Token + "/callback"
	answer := map[string]any{"type": 4, "data": said("x")}

	c.d.Inject(discordtest.Fault{Op: discordtest.OpCallback, Status: http.StatusTooManyRequests, RetryAfter: 1500 * time.Millisecond})
	a := c.do(http.MethodPost, path, answer)
	want(t, "a limit", a, http.StatusTooManyRequests, 0)
	if a.header.Get("Retry-After") != "2" || a.body["retry_after"] != 1.5 {
		t.Errorf("the limit says %v, %v", a.header, a.body)
	}
	c.d.Inject(discordtest.Fault{Op: discordtest.OpCallback, Status: http.StatusInternalServerError, Times: 2})
	for range 2 {
		want(t, "an error of the server's", c.do(http.MethodPost, path, answer), http.StatusInternalServerError, 0)
	}
	c.d.Inject(discordtest.Fault{Op: discordtest.OpCallback, Lose: true})
	if _, err := c.try(http.MethodPost, path, answer); err == nil {
		t.Error("a lost request was answered")
	}
	c.d.Inject(discordtest.Fault{Op: discordtest.OpEdit, Lose: true})
	c.d.Inject(discordtest.Fault{Op: discordtest.OpCallback, LoseAnswer: true})
	if _, err := c.try(http.MethodPost, path, answer); err == nil {
		t.Error("a lost answer arrived")
	}
	want(t, "the repetition after a lost answer", c.do(http.MethodPost, path, answer), http.StatusBadRequest, 40060)
	if got, err := pending.Answer(t.Context()); err != nil || got.Message().Content != "x" {
		t.Errorf("got %+v, %v", got.Message(), err)
	}

	i, pending = c.offer(discordtest.Slash("help"))
	arrived, release := c.d.Hold(discordtest.OpCallback)
	var held sync.WaitGroup
	held.Go(func() { c.callback(i, 4, said("held")) })
	<-arrived
	c.d.Advance(time.Second)
	release()
	held.Wait()
	if got, err := pending.Answer(t.Context()); err != nil || got.Took < time.Second {
		t.Errorf("held back: %+v, %v", got, err)
	}
	var statuses []int
	for _, r := range c.d.Requests(discordtest.OpCallback) {
		statuses = append(statuses, r.Status)
	}
	if len(statuses) != 7 {
		t.Errorf("the server noted %v", statuses)
	}
}

func TestTheBotTokenIsWanted(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/users/@me", "/applications/@me", "/oauth2/applications/@me", "/gateway/bot", "/applications/" + c.d.AppID() + "/commands"} {
		want(t, path, c.do(http.MethodGet, path, nil), http.StatusOK, 0)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.d.URL()+"/api/v10"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s without a token: %s", path, res.Status)
		}
	}
}
