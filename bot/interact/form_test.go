package interact_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
)

// naming is a form with two fields.
func naming(state []byte) *interact.Form {
	return &interact.Form{
		Title: "Who said it?", Action: "name", State: state, Shared: []byte("shared"),
		Fields: []interact.Field{
			{Name: "who", Label: "Name", Value: "Ann", Max: 20, Required: true},
			{Name: "why", Label: "Why", Placeholder: "if you like", Max: 100, Lines: true},
		},
	}
}

// TestAFormIsOpenedAndSent at a Discord that checks what it gets: by a command and by a
// button, whose message the form then changes.
func TestAFormIsOpenedAndSent(t *testing.T) {
	d := discordtest.New(t)
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	router := interact.NewRouter(interact.Config{Responder: &interact.REST{Base: base}, Codec: codec(t, "bot token")})
	var got *interact.Request
	opens := func(context.Context, *interact.Request) (interact.Reply, error) {
		return interact.Reply{Form: naming([]byte{7})}, nil
	}
	router.Command("open", interact.Route{Handle: opens, Opens: true})
	router.Command("show", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
		return interact.Reply{Blocks: []interact.Block{interact.Text("nobody"), interact.Row{{Label: "Name", Action: "open"}}}}, nil
	}})
	router.Button("open", interact.Route{Handle: opens, Opens: true})
	router.Form("name", interact.Route{
		Shape: func(r *interact.Request) interact.Shape {
			if len(r.Texts) > 0 {
				return interact.Update
			}
			return interact.Private
		},
		Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
			got = r
			return interact.Tell("it was " + r.Text("who")), nil
		},
	})
	does := func(i discordtest.Interaction) discordtest.Answer {
		t.Helper()
		event, pending, err := d.Offer(i)
		if err != nil {
			t.Fatal(err)
		}
		router.Handle(t.Context(), event)
		a, err := pending.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	opened := does(discordtest.Slash("open").Forged())
	window, err := opened.Window()
	if err != nil || window.Title != "Who said it?" || len(window.Fields) != 2 || window.Fields[0].Value != "Ann" || window.Fields[1].Style != 2 {
		t.Fatalf("opened is %+v, %v", window, err)
	}
	sent := does(discordtest.Submit(opened, "who", "Bob"))
	if m := sent.Message(); m.Text() != "it was Bob" || !m.Ephemeral() {
		t.Errorf("sent, it says %q, alone: %v", m.Text(), m.Ephemeral())
	}
	if got.Kind != interact.Modal || !slices.Equal(got.State, []byte{7}) || string(got.Shared) != "shared" || got.Text("why") != "" {
		t.Errorf("the handler sees %+v", got)
	}
	shown := does(discordtest.Slash("show").Forged()).Message()
	changed := does(discordtest.Submit(does(discordtest.Press(shown, shown.Buttons[0].CustomID)), "why", "line\nline")).Message()
	if changed.ID != shown.ID || changed.Text() != "it was Ann" || got.Text("why") != "line\nline" {
		t.Errorf("the button's message says %q, and why is %q", changed.Text(), got.Text("why"))
	}
	for name, i := range map[string]discordtest.Interaction{
		"too long":           discordtest.Submit(opened, "who", strings.Repeat("x", 21)),
		"nothing":            discordtest.Submit(opened, "who", ""),
		"a field of another": discordtest.Submit(opened, "when", "x"),
	} {
		if _, _, err := d.Offer(i); err == nil {
			t.Errorf("%s can be sent", name)
		}
	}
}

func TestAFormDoesNotFollowADeferral(t *testing.T) {
	slow := func(after time.Duration, r interact.Reply) interact.Handler {
		return func(context.Context, *interact.Request) (interact.Reply, error) {
			time.Sleep(after)
			return r, nil
		}
	}
	form := interact.Reply{Form: naming(nil)}
	long := interact.Reply{Form: naming([]byte(strings.Repeat("x", 25)))}
	for _, tt := range []struct {
		name, want, text string
		route            interact.Route
	}{
		{"in time", "form", "", interact.Route{Handle: slow(time.Second, form), Opens: true}},
		{"too late", "message", "That took too long.", interact.Route{Handle: slow(10*time.Second, form), Opens: true}},
		{"too late, deferred", "deferral edit", "That took too long.", interact.Route{Handle: slow(10*time.Second, form)}},
		{"with a state that is too long", "message", "Something went wrong on my side.", interact.Route{Handle: slow(0, long), Opens: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, _ := setUp(t)
				router.Command("open", tt.route)
				router.Handle(t.Context(), slash("open"))
				synctest.Wait()
				if got := d.whats(); got != tt.want {
					t.Fatalf("sent %q, want %q", got, tt.want)
				}
				if tt.text == "" {
					return
				}
				if got := d.last(); !strings.HasPrefix(got.text(), tt.text) {
					t.Errorf("the person reads %q", got.text())
				}
				time.Sleep(20 * time.Second) // for the handler to end
			})
		})
	}
}
