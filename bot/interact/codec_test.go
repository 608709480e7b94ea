package interact_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

func TestButtonsOfOldMessagesGoOnWorking(t *testing.T) {
	// These stand under messages that people have: a change is a broken button.
	c := codec(t, "bot token")
	for _, tt := range []struct {
		id, address string
		want        interact.Pressed
	}{
		{"1x-QnNYTY7-Pa0M78BHBhZ2UBAnF1ZXJ5", "", interact.Pressed{Action: "page", State: []byte{2}, Shared: []byte("query")}},
		{
			"2eftwwtWaFAU0vTdfBHBhZ2UBAg",
			"https://verbatim.invalid/" + strings.Repeat("bG9uZyBxdWVyeSBsb25nIHF1ZXJ5IGxvbmcgcXVlcnkg", 3) + "bG9uZyBxdWVyeSA",
			interact.Pressed{Action: "page", State: []byte{2}, Shared: bytes.Repeat([]byte("long query "), 10)},
		},
	} {
		got, ok := c.Decode(tt.id, tt.address)
		if !ok || got.Action != tt.want.Action || !bytes.Equal(got.State, tt.want.State) || !bytes.Equal(got.Shared, tt.want.Shared) {
			t.Errorf("Decode(%q, %q) = %q, %v, want %q", tt.id, tt.address, got, ok, tt.want)
		}
		id, address, err := c.Encode(tt.want)
		if err != nil || id != tt.id || address != tt.address {
			t.Errorf("Encode(%q) = %q, %q, %v, want %q, %q", tt.want, id, address, err, tt.id, tt.address)
		}
	}
}

func TestAButtonSaysWhatItWasGiven(t *testing.T) {
	c := codec(t, "bot token")
	for _, shared := range [][]byte{nil, []byte("four score"), bytes.Repeat([]byte("x"), 57), bytes.Repeat([]byte("x"), 58), bytes.Repeat([]byte("ы"), 600)} {
		in := interact.Pressed{Action: "page", State: []byte{1, 2, 3}, Shared: shared}
		id, address, err := c.Encode(in)
		if err != nil {
			t.Fatal(err)
		}
		if len(id) > 100 || len(address) > 2048 {
			t.Errorf("%d bytes: a custom_id of %d and an address of %d characters", len(shared), len(id), len(address))
		}
		out, ok := c.Decode(id, address)
		if !ok || out.Action != in.Action || !bytes.Equal(out.State, in.State) || !bytes.Equal(out.Shared, in.Shared) {
			t.Errorf("%q came back as %q, %v", in, out, ok)
		}
		if _, ok := codec(t, "another token").Decode(id, address); ok {
			t.Error("a button is good for a bot with another token")
		}
		if address == "" {
			if _, ok := c.Decode(id, "https://example.org/"); !ok {
				t.Error("a message with another address stops its button")
			}
			continue
		}
		for _, other := range []string{"", "https://verbatim.invalid/", address + "AAAA", address[:len(address)-4], strings.Replace(address, "invalid", "example", 1)} {
			if _, ok := c.Decode(id, other); ok {
				t.Errorf("the button is good with the address %q", other)
			}
		}
	}
}

func TestNobodyCanMakeUpAButton(t *testing.T) {
	c := codec(t, "bot token")
	id, _, err := c.Encode(interact.Pressed{Action: "page", State: []byte{2}, Shared: []byte("query")})
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(id) {
		for _, r := range "12ABab09-_ =" {
			forged := id[:i] + string(r) + id[i+1:]
			if _, ok := c.Decode(forged, ""); ok && forged != id {
				t.Errorf("%q is good as well as %q", forged, id)
			}
		}
		if _, ok := c.Decode(id[:i], ""); ok {
			t.Errorf("the beginning %q is good", id[:i])
		}
	}
}

func TestAButtonRefusesWhatDoesNotFit(t *testing.T) {
	c := codec(t, "bot token")
	for name, p := range map[string]interact.Pressed{
		"action": {Action: strings.Repeat("x", 17)},
		"state":  {State: make([]byte, 25)},
		"shared": {Shared: make([]byte, 2000)},
	} {
		if _, _, err := c.Encode(p); !errors.Is(err, interact.ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMessageCarriesWhatItsButtonsShare(t *testing.T) {
	long := bytes.Repeat([]byte("long query "), 20)
	for name, tt := range map[string]struct {
		shared  []byte
		embeds  []*discordgo.MessageEmbed
		buttons bool
	}{
		"a short query":                       {[]byte("q"), nil, true},
		"a long one":                          {long, []*discordgo.MessageEmbed{{Description: "a"}, {Description: "b"}}, true},
		"a long one with nothing to carry it": {long, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			router, d, _ := setUp(t)
			router.Command("quote search", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				return interact.Reply{Content: "hit", Embeds: tt.embeds, Shared: tt.shared, Buttons: []interact.ButtonSpec{
					{Label: "Previous", Action: "page", State: []byte{0}, Disabled: true},
					{Label: "Next", Action: "page", State: []byte{1}},
				}}, nil
			}})
			var pressed *interact.Request
			router.Button("page", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
				pressed = r
				return interact.Reply{}, nil
			}})
			router.Handle(t.Context(), slash("quote search"))
			data := d.last().body["data"].(map[string]any)
			rows := data["components"].([]any)
			if !tt.buttons {
				if len(rows) != 0 || data["content"] != "hit" {
					t.Errorf("sent %v", data)
				}
				return
			}
			buttons := rows[0].(map[string]any)["components"].([]any)
			back, on := buttons[0].(map[string]any), buttons[1].(map[string]any)
			if back["disabled"] != true || on["disabled"] != false || on["label"] != "Next" || back["custom_id"] == on["custom_id"] {
				t.Errorf("the buttons are %v", buttons)
			}
			address := ""
			if len(tt.embeds) > 0 {
				address, _ = data["embeds"].([]any)[0].(map[string]any)["url"].(string)
				if tt.embeds[0].URL != "" {
					t.Error("the handler's embed was changed")
				}
			}
			router.Handle(t.Context(), press(on["custom_id"].(string), address))
			if pressed == nil || pressed.Name != "page" || !bytes.Equal(pressed.State, []byte{1}) || !bytes.Equal(pressed.Shared, tt.shared) {
				t.Errorf("pressing it gives %+v", pressed)
			}
		})
	}
}

func TestPickingFromAMenuReachesItsRoute(t *testing.T) {
	long := bytes.Repeat([]byte("long query "), 20)
	for name, tt := range map[string]struct {
		embeds []*discordgo.MessageEmbed
		menus  int
	}{
		"signed":                  {[]*discordgo.MessageEmbed{{Description: "a"}}, 2},
		"with nothing to sign it": {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			router, d, _ := setUp(t)
			router.Command("quote search", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				options := []interact.Option{{Label: "The first", Value: "one", Description: "of two"}, {Label: "The second", Value: "two"}}
				return interact.Reply{Content: "hit", Embeds: tt.embeds, Shared: long, Menus: []interact.MenuSpec{
					{Placeholder: "Pick one", Action: "open", State: []byte{0}, Options: options},
					{Placeholder: "Or here", Action: "open", State: []byte{1}, Options: options[1:]},
				}}, nil
			}})
			var picked *interact.Request
			router.Button("open", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
				picked = r
				return interact.Reply{}, nil
			}})
			router.Handle(t.Context(), slash("quote search"))
			data := d.last().body["data"].(map[string]any)
			rows := data["components"].([]any)
			if len(rows) != tt.menus {
				t.Fatalf("sent %v", data)
			}
			if tt.menus == 0 {
				return
			}
			menu := rows[0].(map[string]any)["components"].([]any)[0].(map[string]any)
			first := menu["options"].([]any)[0].(map[string]any)
			if menu["placeholder"] != "Pick one" || first["label"] != "The first" || first["value"] != "one" || first["description"] != "of two" {
				t.Errorf("the menu is %v", menu)
			}
			i := press(menu["custom_id"].(string), data["embeds"].([]any)[0].(map[string]any)["url"].(string))
			pick := i.MessageComponentData()
			pick.Values = []string{"two"}
			i.Data = pick
			router.Handle(t.Context(), i)
			if picked == nil || picked.Picked != "two" || !bytes.Equal(picked.State, []byte{0}) || !bytes.Equal(picked.Shared, long) {
				t.Errorf("picking gives %+v", picked)
			}
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
				shared := bytes.Repeat([]byte("long query "), 20)
				router.Command("quote search", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
					<-time.After(tt.slow)
					return interact.Reply{}, &interact.Error{
						Code: interact.NotFound, Sentence: "There is none.", Shared: shared,
						Buttons: []interact.ButtonSpec{{Label: "Try another", Action: "again"}},
					}
				}})
				var pressed *interact.Request
				router.Button("again", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
					pressed = r
					return interact.Reply{}, nil
				}})
				router.Handle(t.Context(), slash("quote search"))
				body := d.last().body
				if data, ok := body["data"].(map[string]any); ok {
					body = data
				}
				embed := body["embeds"].([]any)[0].(map[string]any)
				button := body["components"].([]any)[0].(map[string]any)["components"].([]any)[0].(map[string]any)
				if d.whats() != tt.want || embed["description"] != "There is none." || button["label"] != "Try another" {
					t.Errorf("sent %q: %v", d.whats(), body)
				}
				if !strings.Contains(log.String(), `"outcome":"not_found"`) {
					t.Errorf("the log says %s", log)
				}
				router.Handle(t.Context(), press(button["custom_id"].(string), embed["url"].(string)))
				if pressed == nil || !bytes.Equal(pressed.Shared, shared) {
					t.Errorf("pressing it gives %+v", pressed)
				}
			})
		})
	}
}

func FuzzAButtonSaysWhatItWasGiven(f *testing.F) {
	f.Add("page", []byte{2}, []byte("query"))
	c, err := interact.NewCodec("bot token")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, action string, state, shared []byte) {
		id, address, err := c.Encode(interact.Pressed{Action: action, State: state, Shared: shared})
		if err != nil {
			if len(action) <= 16 && len(state) <= 24 && len(shared) <= 1500 {
				t.Errorf("%v", err)
			}
			return
		}
		out, ok := c.Decode(id, address)
		if !ok || out.Action != action || !bytes.Equal(out.State, state) || !bytes.Equal(out.Shared, shared) || len(id) > 100 {
			t.Errorf("%q (%d) came back as %q, %v", id, len(id), out, ok)
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
		id, address, _ := other.Encode(interact.Pressed{Action: "page", State: []byte{1}, Shared: []byte(shared)})
		f.Add(id, address)
	}
	f.Add("1", "")
	f.Add("2AAAAAAAAAAAAAAAAAAAA", "https://verbatim.invalid/")
	f.Fuzz(func(t *testing.T, id, address string) {
		if p, ok := c.Decode(id, address); ok {
			t.Errorf("%q with %q is the button %q", id, address, p)
		}
	})
}
