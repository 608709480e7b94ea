package interact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

// with is a message with buttons of these custom_ids, as discordgo decodes it.
func with(ids ...string) *discordgo.Message {
	row := &discordgo.ActionsRow{}
	for _, id := range ids {
		row.Components = append(row.Components, &discordgo.Button{CustomID: id})
	}
	return &discordgo.Message{Components: []discordgo.MessageComponent{&discordgo.Container{Components: []discordgo.MessageComponent{row}}}}
}

// carrying is a message of before, whose embed has an address.
func carrying(address string) *discordgo.Message {
	return &discordgo.Message{Embeds: []*discordgo.MessageEmbed{{URL: address}}}
}

func TestButtonsOfOldMessagesGoOnWorking(t *testing.T) {
	// These stand under messages that people have: a change is a broken button.
	long := bytes.Repeat([]byte("long query "), 10)
	two := []string{
		"3GC2FEbTR1ZJ72tKBBHBhZ2UBAWxvbmcgcXVlcnkgbG9uZyBxdWVyeSBsb25nIHF1ZXJ5IGxvbmcgcXVlcnkgbG9uZyBxdWVyeSA",
		"3ovUXy1jv6T9U2tTeBHBhZ2UBAmxvbmcgcXVlcnkgbG9uZyBxdWVyeSBsb25nIHF1ZXJ5IGxvbmcgcXVlcnkgbG9uZyBxdWVyeSA",
	}
	c := codec(t, "bot token")
	for _, tt := range []struct {
		id   string
		m    *discordgo.Message
		want interact.Pressed
	}{
		{"1x-QnNYTY7-Pa0M78BHBhZ2UBAnF1ZXJ5", nil, interact.Pressed{Action: "page", State: []byte{2}, Shared: []byte("query")}},
		{
			"2eftwwtWaFAU0vTdfBHBhZ2UBAg",
			carrying("https://verbatim.invalid/" + strings.Repeat("bG9uZyBxdWVyeSBsb25nIHF1ZXJ5IGxvbmcgcXVlcnkg", 3) + "bG9uZyBxdWVyeSA"),
			interact.Pressed{Action: "page", State: []byte{2}, Shared: long},
		},
		{two[1], with(two...), interact.Pressed{Action: "page", State: []byte{2}, Shared: long}},
	} {
		got, ok := c.Open(tt.id, tt.m)
		if !ok || got.Action != tt.want.Action || !bytes.Equal(got.State, tt.want.State) || !bytes.Equal(got.Shared, tt.want.Shared) {
			t.Errorf("Open(%q) = %q, %v, want %q", tt.id, got, ok, tt.want)
		}
	}
	sealed, err := c.Seal([]interact.Pressed{{Action: "page", State: []byte{1}}, {Action: "page", State: []byte{2}}}, long)
	if err != nil || strings.Join(sealed, " ") != strings.Join(two, " ") {
		t.Errorf("sealing makes %q, %v, want %q", sealed, err, two)
	}
}

// row is what five buttons of a card carry.
func row() []interact.Pressed {
	var own []interact.Pressed
	for i := range byte(5) {
		own = append(own, interact.Pressed{Action: "page", State: []byte{i}})
	}
	return own
}

func TestAButtonSaysWhatItWasGiven(t *testing.T) {
	c := codec(t, "bot token")
	for _, shared := range [][]byte{nil, []byte("four score"), bytes.Repeat([]byte("x"), 55), bytes.Repeat([]byte("x"), 56), bytes.Repeat([]byte("ы"), 137)} {
		own := row()
		ids, err := c.Seal(own, shared)
		if err != nil {
			t.Fatal(err)
		}
		for i, id := range ids {
			if len(id) > 100 {
				t.Errorf("%d bytes: a custom_id of %d characters", len(shared), len(id))
			}
			out, ok := c.Open(id, with(ids...))
			if !ok || out.Action != own[i].Action || !bytes.Equal(out.State, own[i].State) || !bytes.Equal(out.Shared, shared) {
				t.Errorf("%q came back as %q, %v", own[i], out, ok)
			}
			if _, ok := codec(t, "another token").Open(id, with(ids...)); ok {
				t.Error("a button is good for a bot with another token")
			}
			if len(shared) <= 55 {
				if _, ok := c.Open(id, nil); !ok {
					t.Error("a button that has all of it needs its message")
				}
				continue
			}
			for name, m := range map[string]*discordgo.Message{
				"no message": nil, "a message of before": carrying("https://verbatim.invalid/"), "another order": with(ids[1], ids[0], ids[2], ids[3], ids[4]),
				"a button less": with(ids[:4]...), "a button twice": with(append(ids[:5:5], ids[4])...),
			} {
				if p, ok := c.Open(id, m); ok && !bytes.Equal(p.Shared, shared) {
					t.Errorf("the button is good in %s, and carries %q", name, p.Shared)
				}
			}
		}
	}
}

func TestNobodyCanMakeUpAButton(t *testing.T) {
	c := codec(t, "bot token")
	ids, err := c.Seal([]interact.Pressed{{Action: "page", State: []byte{2}}}, []byte("query"))
	if err != nil {
		t.Fatal(err)
	}
	id := ids[0]
	for i := range len(id) {
		for _, r := range "123ABab09-_ =" {
			forged := id[:i] + string(r) + id[i+1:]
			if _, ok := c.Open(forged, with(forged)); ok && forged != id {
				t.Errorf("%q is good as well as %q", forged, id)
			}
		}
		if _, ok := c.Open(id[:i], with(id[:i])); ok {
			t.Errorf("the beginning %q is good", id[:i])
		}
	}
}

func TestAButtonRefusesWhatDoesNotFit(t *testing.T) {
	c := codec(t, "bot token")
	for name, tt := range map[string]struct {
		own    []interact.Pressed
		shared int
	}{
		"action":                  {[]interact.Pressed{{Action: strings.Repeat("x", 17)}}, 0},
		"state":                   {[]interact.Pressed{{State: make([]byte, 25)}}, 0},
		"shared":                  {row(), 276},
		"shared, with one button": {row()[:1], 56},
	} {
		if _, err := c.Seal(tt.own, make([]byte, tt.shared)); !errors.Is(err, interact.ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	buttons := interact.Row{{Label: "a", Action: "page", State: []byte{0}}, {Label: "b", Action: "page", State: []byte{1}}}
	for n, want := range map[int]bool{0: true, 110: true, 111: false} {
		r := interact.Reply{Blocks: []interact.Block{buttons}, Shared: make([]byte, n)}
		_, err := c.Seal([]interact.Pressed{{Action: "page", State: []byte{0}}, {Action: "page", State: []byte{1}}}, r.Shared)
		if got := r.Fits(); got != want || (err == nil) != want {
			t.Errorf("%d bytes fit: %v, and are sealed with %v", n, got, err)
		}
	}
}

// opened draws the last message that was sent as discordgo decodes it, with the
// custom_id of each button and menu by its label or placeholder.
func opened(t *testing.T, d *discord) (*discordgo.Message, map[string]string) {
	t.Helper()
	body := d.last().body
	if data, ok := body["data"].(map[string]any); ok {
		body = data
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	m := new(discordgo.Message)
	if err := json.Unmarshal(raw, m); err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]string)
	var walk func([]discordgo.MessageComponent)
	walk = func(all []discordgo.MessageComponent) {
		for _, c := range all {
			switch c := c.(type) {
			case *discordgo.Container:
				walk(c.Components)
			case *discordgo.ActionsRow:
				walk(c.Components)
			case *discordgo.Button:
				ids[c.Label] = c.CustomID
			case *discordgo.SelectMenu:
				ids[c.Placeholder] = c.CustomID
			}
		}
	}
	walk(m.Components)
	return m, ids
}

func pressed(customID string, m *discordgo.Message, picked ...string) *discordgo.InteractionCreate {
	i := press(customID, "")
	data := i.MessageComponentData()
	data.Values = picked
	i.Data, i.Message = data, m
	return i
}

func TestAMessageCarriesWhatItsButtonsShare(t *testing.T) {
	for name, tt := range map[string]struct {
		shared  []byte
		buttons bool
	}{
		"a short query":             {[]byte("q"), true},
		"a long one, in parts":      {bytes.Repeat([]byte("long query "), 14), true},
		"one that fits into no way": {bytes.Repeat([]byte("long query "), 20), false},
	} {
		t.Run(name, func(t *testing.T) {
			router, d, log := setUp(t)
			router.Command("quote search", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				return interact.Reply{Accent: 0xC9A227, Shared: tt.shared, Blocks: []interact.Block{
					interact.Text("hit"),
					interact.Separator{},
					interact.Section{Text: "Source", Label: "Open", URL: "https://example.org"},
					interact.Row{
						{Label: "Back", Emoji: "◀️", Action: "page", State: []byte{0}, Disabled: true},
						{Label: "Next", Action: "page", State: []byte{1}},
					},
					interact.MenuSpec{Placeholder: "Pick one", Action: "open", Options: []interact.Option{
						{Label: "The first", Value: "one", Description: "of two", Chosen: true}, {Label: "The second", Value: "two"},
					}},
				}}, nil
			}})
			var got *interact.Request
			take := func(_ context.Context, r *interact.Request) (interact.Reply, error) {
				got = r
				return interact.Reply{}, nil
			}
			router.Button("page", interact.Route{Handle: take})
			router.Button("open", interact.Route{Handle: take})
			router.Handle(t.Context(), slash("quote search"))
			m, ids := opened(t, d)
			if text := d.last().text(); text != "hit\nSource" {
				t.Errorf("the message reads %q", text)
			}
			if !tt.buttons {
				if len(ids) != 0 || !strings.Contains(log.String(), "too long") {
					t.Errorf("the buttons are %q; the log says %s", ids, log)
				}
				return
			}
			container := m.Components[0].(*discordgo.Container)
			back := container.Components[3].(*discordgo.ActionsRow).Components[0].(*discordgo.Button)
			menu := container.Components[4].(*discordgo.ActionsRow).Components[0].(*discordgo.SelectMenu)
			if *container.AccentColor != 0xC9A227 || !back.Disabled || back.Emoji.Name != "◀️" || len(menu.Options) != 2 || !menu.Options[0].Default {
				t.Errorf("drawn as %+v", container)
			}
			router.Handle(t.Context(), pressed(ids["Next"], m))
			if got == nil || got.Name != "page" || !bytes.Equal(got.State, []byte{1}) || !bytes.Equal(got.Shared, tt.shared) {
				t.Errorf("pressing it gives %+v", got)
			}
			router.Handle(t.Context(), pressed(ids["Pick one"], m, "two"))
			if got.Name != "open" || got.Picked != "two" || len(got.State) != 0 || !bytes.Equal(got.Shared, tt.shared) {
				t.Errorf("picking gives %+v", got)
			}
		})
	}
}

func TestAMessageOfBeforeIsReplacedWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		flags discordgo.MessageFlags
		slow  time.Duration
		gone  bool
	}{
		"at once":            {0, 0, true},
		"slowly":             {0, 4 * time.Second, true},
		"of components":      {discordgo.MessageFlagsIsComponentsV2, 0, false},
		"of components late": {discordgo.MessageFlagsIsComponentsV2, 4 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, _ := setUp(t)
				router.Button("page", interact.Route{Handle: says("here", tt.slow)})
				i := press("1x-QnNYTY7-Pa0M78BHBhZ2UBAnF1ZXJ5", "")
				i.Message.Flags = tt.flags
				router.Handle(t.Context(), i)
				body := d.last().body
				if data, ok := body["data"].(map[string]any); ok {
					body = data
				}
				content, named := body["content"]
				if named != tt.gone || content != nil || d.last().text() != "here" {
					t.Errorf("sent %v", body)
				}
			})
		})
	}
}

func TestAFailureCanLeadOn(t *testing.T) {
	for _, tt := range []struct {
		name string
		slow time.Duration
		want string
	}{
		{"quickly", 0, "message"},
		{"slowly", 4 * time.Second, "deferral edit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, log := setUp(t)
				shared := []byte("long query long query")
				router.Command("quote search", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
					<-time.After(tt.slow)
					return interact.Reply{}, &interact.Error{
						Code: interact.NotFound, Sentence: "There is none.", Shared: shared,
						Buttons: []interact.ButtonSpec{{Label: "Try another", Action: "again"}},
					}
				}})
				var got *interact.Request
				router.Button("again", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
					got = r
					return interact.Reply{}, nil
				}})
				router.Handle(t.Context(), slash("quote search"))
				m, ids := opened(t, d)
				if d.whats() != tt.want || d.last().text() != "There is none." {
					t.Errorf("sent %q: %q", d.whats(), d.last().text())
				}
				if !strings.Contains(log.String(), `"outcome":"not_found"`) {
					t.Errorf("the log says %s", log)
				}
				router.Handle(t.Context(), pressed(ids["Try another"], m))
				if got == nil || !bytes.Equal(got.Shared, shared) {
					t.Errorf("pressing it gives %+v", got)
				}
			})
		})
	}
}

func FuzzAButtonSaysWhatItWasGiven(f *testing.F) {
	f.Add("page", []byte{2}, []byte("query"), byte(1))
	f.Add("more", []byte("state"), bytes.Repeat([]byte("query"), 40), byte(5))
	c, err := interact.NewCodec("bot token")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, action string, state, shared []byte, n byte) {
		var own []interact.Pressed
		for range n%5 + 1 {
			own = append(own, interact.Pressed{Action: action, State: state})
		}
		ids, err := c.Seal(own, shared)
		if err != nil {
			if len(action) <= 16 && len(state) <= 24 && len(shared) <= 20*len(own) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, id := range ids {
			out, ok := c.Open(id, with(ids...))
			if !ok || out.Action != action || !bytes.Equal(out.State, state) || !bytes.Equal(out.Shared, shared) || len(id) > 100 {
				t.Errorf("%q (%d) came back as %q, %v", id, len(id), out, ok)
			}
		}
	})
}

func FuzzNothingUnsignedIsAButton(f *testing.F) {
	c, err := interact.NewCodec("bot token")
	if err != nil {
		f.Fatal(err)
	}
	other, err := interact.NewCodec("another token")
	if err != nil {
		f.Fatal(err)
	}
	for _, shared := range []string{"", "query", strings.Repeat("long ", 30)} {
		ids, _ := other.Seal(row(), []byte(shared))
		f.Add(ids[0], ids[1], "")
	}
	f.Add("1", "", "")
	f.Add("2AAAAAAAAAAAAAAAAAAAA", "", "https://verbatim.invalid/")
	f.Fuzz(func(t *testing.T, id, beside, address string) {
		m := with(id, beside)
		m.Embeds = carrying(address).Embeds
		if p, ok := c.Open(id, m); ok {
			t.Errorf("%q with %q and %q is the button %q", id, beside, address, p)
		}
	})
}
