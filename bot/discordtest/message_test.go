package discordtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

func TestMessagesBeyondDiscordsLimitsAreRefused(t *testing.T) {
	c := newClient(t)
	text := func(n int) string { return strings.Repeat("x", n) }
	embeds := func(e ...any) map[string]any { return body(map[string]any{"embeds": e}) }
	describe := func(n int) map[string]any { return map[string]any{"description": text(n)} }
	field := func(name, value string) map[string]any {
		return map[string]any{"fields": []any{map[string]any{"name": name, "value": value}}}
	}
	components := func(list ...any) map[string]any { return body(map[string]any{"components": list}) }
	buttons := func(n int) []any {
		return row(repeat(n, func(i int) any { return button(text(i+1), "x") })...)
	}
	link := func(url string) any { return map[string]any{"type": 2, "style": 5, "label": "x", "url": url} }
	for _, tt := range []struct {
		name string
		data map[string]any
		code int
	}{
		{"2000 units", said(strings.Repeat("😀", 1000)), 0},
		{"2002 units in 1001 characters", said(strings.Repeat("😀", 1001)), 50035},
		{"nothing", body(nil), 50006},
		{"spaces", said(" \n"), 50006},
		{"4096 in a description", embeds(describe(4096)), 0},
		{"4097 in a description", embeds(describe(4097)), 50035},
		{"257 in a title", embeds(map[string]any{"title": text(257)}), 50035},
		{"6000 in all embeds", embeds(describe(4000), describe(2000)), 0},
		{"6001 in all embeds", embeds(describe(4000), describe(2001)), 50035},
		{"11 embeds", embeds(repeat(11, func(int) any { return describe(1) })...), 50035},
		{"2049 in a footer", embeds(map[string]any{"description": "x", "footer": map[string]any{"text": text(2049)}}), 50035},
		{"257 in an author", embeds(map[string]any{"author": map[string]any{"name": text(257)}}), 50035},
		{"a field without a value", embeds(field("x", " ")), 50035},
		{"1025 in a field", embeds(field("x", text(1025))), 50035},
		{"26 fields", embeds(map[string]any{"fields": repeat(26, func(int) any { return map[string]any{"name": "x", "value": "x"} })}), 50035},
		{"an address that is none", embeds(map[string]any{"title": "x", "url": "not one"}), 50035},
		{"an address of a file", embeds(map[string]any{"title": "x", "url": "file://host/etc"}), 50035},
		{"a colour beyond white", embeds(map[string]any{"title": "x", "color": 1 << 24}), 50035},
		{"five buttons", components(buttons(5)...), 0},
		{"six buttons in a row", components(buttons(6)...), 50035},
		{"six rows", components(repeat(6, func(i int) any { return row(button(text(i+1), "x"))[0] })...), 50035},
		{"a button without a row", components(button("x", "x")), 50035},
		{"81 in a label", components(row(button("x", text(81)))...), 50035},
		{"a button without a label", components(row(button("x", ""))...), 50035},
		{"a button without an ID", components(row(button("", "x"))...), 50035},
		{"100 in an ID", components(row(button(text(100), "x"))...), 0},
		{"101 in an ID", components(row(button(text(101), "x"))...), 50035},
		{"an ID twice", components(row(button("x", "a"), button("x", "b"))...), 50035},
		{"an empty row", components(row()...), 50035},
		{"a link", components(row(link("https://example.org"))...), 0},
		{"a link of 513", components(row(link("https://example.org/" + text(493)))...), 50035},
		{"a link to nowhere", components(row(link(""))...), 50035},
		{"a text component without its flag", components(map[string]any{"type": 10, "content": "x"}), 50035},
		{"a text component", body(map[string]any{"flags": 1 << 15, "components": []any{map[string]any{"type": 10, "content": "x"}}}), 0},
		{"text beside components v2", body(map[string]any{"flags": 1 << 15, "content": "x", "components": []any{map[string]any{"type": 10, "content": "x"}}}), 50035},
		{"a flag that only Discord sets", body(map[string]any{"content": "x", "flags": 128}), 50035},
		{"text that is a number", body(map[string]any{"content": 5}), 50035},
		{"an unknown component", components(map[string]any{"type": 99}), 50035},
	} {
		for _, kind := range []int{4, 7} {
			i, pending := c.offer(discordtest.Slash("help"))
			if kind == 7 {
				c.callback(i, 4, body(map[string]any{"content": "x", "components": row(button("go", "Go"))}))
				before, err := pending.Answer(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				i, _ = c.offer(discordtest.Press(before.Message(), "go"))
				if tt.code == 50006 || tt.data["flags"] != nil {
					continue // an edit keeps what it does not name
				}
			}
			status := http.StatusNoContent
			if tt.code != 0 {
				status = http.StatusBadRequest
			}
			want(t, tt.name, c.callback(i, kind, tt.data), status, tt.code)
		}
	}
	wantNothing(t, c.d)
}

func TestWhatDiscordTakesButNobodyWantsIsAViolation(t *testing.T) {
	c := newClient(t)
	fresh := func() *discordgo.InteractionCreate {
		i, _ := c.offer(discordtest.Slash("help"))
		return i
	}
	answered := func() *discordgo.InteractionCreate {
		i := fresh()
		c.callback(i, 4, said("x"))
		return i
	}
	for name, act := range map[string]func(){
		"no allowed_mentions": func() { c.callback(fresh(), 4, map[string]any{"content": "x"}) },
		"allowed_mentions with null": func() {
			c.callback(fresh(), 4, map[string]any{"content": "x", "allowed_mentions": map[string]any{"parse": nil}})
		},
		"allowed_mentions with users": func() {
			c.callback(fresh(), 4, map[string]any{"content": "x", "allowed_mentions": map[string]any{"parse": []string{"users"}}})
		},
		"an edit without them": func() {
			c.do(http.MethodPatch, c.webhook(answered())+"/messages/@original", map[string]any{"content": "y"})
		},
		"a follow-up without them": func() { c.do(http.MethodPost, c.webhook(answered()), map[string]any{"content": "y"}) },
		"a public answer becomes private": func() {
			c.do(http.MethodPatch, c.webhook(answered())+"/messages/@original", body(map[string]any{"content": "y", "flags": 64}))
		},
		"an endpoint that does not exist": func() { c.do(http.MethodGet, "/quotes", nil) },
	} {
		act()
		if got := c.d.TakeViolations(); len(got) != 1 {
			t.Errorf("%s: %d violations: %q", name, len(got), got)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.d.URL()+"/api/v10/gateway", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if got := c.d.TakeViolations(); len(got) != 1 || !strings.Contains(got[0], "User-Agent") {
		t.Errorf("Go's own User-Agent: %q", got)
	}
}
