package interact_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

func always(s interact.Shape) func(*interact.Request) interact.Shape {
	return func(*interact.Request) interact.Shape { return s }
}

func TestACommandGetsExactlyOneAnswerInTime(t *testing.T) {
	for _, tt := range []struct {
		name   string
		route  interact.Route
		want   string        // what is sent
		text   string        // what the person reads at the end
		flags  any           // of the first
		within time.Duration // for the first
	}{
		{"a quick one", interact.Route{Handle: says("here", time.Second)}, "message", "here", nil, time.Second},
		{"a quick one for one person", interact.Route{Handle: says("here", 0), Shape: always(interact.Private)}, "message", "here", 64.0, 0},
		{"a slow one", interact.Route{Handle: says("here", 10*time.Second)}, "deferral edit", "here", nil, 2 * time.Second},
		{"a slow one for one person", interact.Route{Handle: says("here", 10*time.Second), Shape: always(interact.Private)}, "deferral edit", "here", 64.0, 2 * time.Second},
		{"one that starts slowly", interact.Route{Handle: says("here", 0), DeferAtOnce: true}, "deferral edit", "here", nil, 0},
		{"one that takes for ever", interact.Route{Handle: says("", time.Hour)}, "deferral edit", "That took too long. Try again with fewer words.", nil, 2 * time.Second},
		{
			"a defect", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				return interact.Reply{}, fmt.Errorf("searching: %w", errBroken)
			}}, "message", "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000.", 64.0, 0,
		},
		{
			"a panic", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				panic("index out of range")
			}}, "message", "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000.", 64.0, 0,
		},
		{
			"a slow panic", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				time.Sleep(3 * time.Second)
				panic("index out of range")
			}}, "deferral edit", "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000.", nil, 2 * time.Second,
		},
		{
			"a failure that has a sentence", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) {
				return interact.Reply{}, &interact.Error{Code: interact.NotFound, Sentence: "There is no such quotation."}
			}}, "message", "There is no such quotation.", 64.0, 0,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, _ := setUp(t)
				router.Command("quote search", tt.route)
				router.Handle(t.Context(), slash("quote search"))
				if got := d.whats(); got != tt.want {
					t.Fatalf("sent %q, want %q", got, tt.want)
				}
				if got := d.last().text(); got != tt.text {
					t.Errorf("the person reads %q, want %q", got, tt.text)
				}
				if first := d.sent[0]; first.at > tt.within || first.flags() != tt.flags {
					t.Errorf("the first response came after %v with flags %v, want %v and %v", first.at, first.flags(), tt.within, tt.flags)
				}
			})
		})
	}
}

func TestAButtonChangesItsMessage(t *testing.T) {
	failing := func(after time.Duration) interact.Handler {
		return func(context.Context, *interact.Request) (interact.Reply, error) {
			time.Sleep(after)
			return interact.Reply{}, &interact.Error{Code: interact.NotFound, Sentence: "It is gone."}
		}
	}
	for _, tt := range []struct {
		name, want string
		route      interact.Route
		text       string
		flags      any // of the last
	}{
		{"quickly", "update", interact.Route{Handle: says("page 2", 0)}, "page 2", nil},
		{"slowly", "deferred update edit", interact.Route{Handle: says("page 2", 5*time.Second)}, "page 2", nil},
		{"unless it fails: the message stays", "message", interact.Route{Handle: failing(0)}, "It is gone.", 64.0},
		{"nor does it change when it fails slowly", "deferred update follow-up", interact.Route{Handle: failing(4 * time.Second)}, "It is gone.", 64.0},
		{"or gives one of their own", "message", interact.Route{Handle: says("page 2", 0), Shape: always(interact.Private)}, "page 2", 64.0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, _ := setUp(t)
				router.Button("page", tt.route)
				router.Handle(t.Context(), press(sealed(t, "bot token", interact.Pressed{Action: "page", State: []byte{2}}), ""))
				if got := d.whats(); got != tt.want {
					t.Fatalf("sent %q, want %q", got, tt.want)
				}
				if last := d.last(); last.text() != tt.text || last.flags() != tt.flags {
					t.Errorf("the person reads %q with flags %v, want %q and %v", last.text(), last.flags(), tt.text, tt.flags)
				}
			})
		})
	}
}

func TestCompletionsAreNeverDeferredAndEmptyWhenAnythingIsWrong(t *testing.T) {
	offer := func(n int) interact.Handler {
		return func(context.Context, *interact.Request) (interact.Reply, error) {
			var r interact.Reply
			for i := range n {
				r.Choices = append(r.Choices, interact.Choice{Name: fmt.Sprint("name ", i), Value: fmt.Sprint(i)})
			}
			return r, nil
		}
	}
	for _, tt := range []struct {
		name   string
		handle interact.Handler
		want   int
	}{
		{"some", offer(3), 3},
		{"none", offer(0), 0},
		{"more than Discord takes", offer(40), 25},
		{"slow", says("", time.Minute), 0},
		{"deaf to its context", func(context.Context, *interact.Request) (interact.Reply, error) {
			time.Sleep(time.Minute)
			return interact.Reply{}, nil
		}, 0},
		{"failing", func(context.Context, *interact.Request) (interact.Reply, error) { return interact.Reply{}, errBroken }, 0},
		{"panicking", func(context.Context, *interact.Request) (interact.Reply, error) { panic("no") }, 0},
		{"what Discord would refuse", func(context.Context, *interact.Request) (interact.Reply, error) {
			return interact.Reply{Choices: []interact.Choice{
				{Name: "", Value: "x"},
				{Name: "x", Value: ""},
				{Name: strings.Repeat("😀", 51), Value: "x"},
				{Name: strings.Repeat("😀", 50), Value: "kept"},
				{Name: "long", Value: strings.Repeat("x", 101)},
				{Name: "twice", Value: "kept"},
				{Name: "twice", Value: "other"},
			}}, nil
		}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				router, d, _ := setUp(t)
				router.Autocomplete("quote search", false, tt.handle)
				router.Handle(t.Context(), typing("quote search", "words", "the people"))
				if got := d.whats(); got != "choices" {
					t.Fatalf("sent %q, want choices alone", got)
				}
				raw, there := d.last().body["data"].(map[string]any)["choices"]
				if choices, isList := raw.([]any); !there || !isList || len(choices) != tt.want {
					t.Errorf("choices are %v, want a list of %d", raw, tt.want)
				}
				if at := d.last().at; at > 1500*time.Millisecond {
					t.Errorf("they came after %v", at)
				}
				if err := router.Drain(t.Context()); err != nil { // the deaf one
					t.Error(err)
				}
			})
		})
	}
}

func TestHandlersSeeWhatThePersonGave(t *testing.T) {
	router, _, _ := setUp(t)
	var got *interact.Request
	router.Command("quote search", interact.Route{Handle: func(_ context.Context, r *interact.Request) (interact.Reply, error) {
		got = r
		return interact.Reply{}, nil
	}})
	i := slash("quote search",
		&discordgo.ApplicationCommandInteractionDataOption{Name: "words", Type: discordgo.ApplicationCommandOptionString, Value: "four score"},
		nil,
		&discordgo.ApplicationCommandInteractionDataOption{Name: "private", Type: discordgo.ApplicationCommandOptionBoolean, Value: true},
		&discordgo.ApplicationCommandInteractionDataOption{Name: "limit", Type: discordgo.ApplicationCommandOptionInteger, Value: 3.0},
		&discordgo.ApplicationCommandInteractionDataOption{Name: "odd", Type: discordgo.ApplicationCommandOptionString, Value: nil},
	)
	i.Member.Roles = []string{"20"}
	router.Handle(t.Context(), i)
	if got == nil {
		t.Fatal("the handler was not called")
	}
	if got.Text("words") != "four score" || !got.Flag("private") || got.Text("limit") != "" || got.Text("absent") != "" ||
		got.Name != "quote search" || got.UserID != "77" || got.GuildID != "10" ||
		got.Locale != "en-US" || !got.Moderator || got.ID != "1000" || got.AppID != "2000" {
		t.Errorf("the handler sees %+v", got)
	}
}

func TestModeratorsAreThoseOfTheHomeGuild(t *testing.T) {
	for _, tt := range []struct {
		name        string
		guild, user string
		roles       []string
		permissions int64
		want        bool
	}{
		{"with the role at home", "10", "77", []string{"19", "20"}, 0, true},
		{"with the role elsewhere", "11", "77", []string{"20"}, 0, false},
		{"with the role in a direct message", "", "77", []string{"20"}, 0, false},
		{"without the role at home", "10", "77", []string{"21"}, 0, false},
		{"the administrator of some guild", "11", "77", nil, discordgo.PermissionAdministrator, false},
		{"an administrator at home", "10", "77", nil, discordgo.PermissionAdministrator, false},
		{"a named user at home", "10", "30", nil, 0, true},
		{"a named user elsewhere", "11", "30", nil, 0, false},
		{"a named user in a direct message", "", "30", nil, 0, false},
		{"nobody", "10", "", []string{"20"}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, kind := range []string{"command", "completion", "button"} {
				router, d, _ := setUp(t)
				called := false
				handle := func(context.Context, *interact.Request) (interact.Reply, error) {
					called = true
					return interact.Tell("done"), nil
				}
				router.Command("corpus hide", interact.Route{Handle: handle, Moderators: true})
				router.Autocomplete("corpus hide", true, handle)
				router.Button("problems", interact.Route{Handle: handle, Moderators: true})
				i := slash("corpus hide")
				switch kind {
				case "completion":
					i = typing("corpus hide", "id", "x")
				case "button":
					i = press(sealed(t, "bot token", interact.Pressed{Action: "problems"}), "")
				}
				i.GuildID = tt.guild
				i.Member.Roles, i.Member.Permissions, i.Member.User.ID = tt.roles, tt.permissions, tt.user
				if tt.guild == "" {
					i.User, i.Member = i.Member.User, nil
				}
				router.Handle(t.Context(), i)
				if called != tt.want {
					t.Errorf("the %s was handled: %v, want %v", kind, called, tt.want)
				}
				if !tt.want && kind != "completion" && d.last().text() != "That command is only for this bot’s moderators. Ask one of them." {
					t.Errorf("the person reads %q", d.last().text())
				}
			}
		})
	}
}

func TestWhatIsNotKnownIsAnsweredToo(t *testing.T) {
	stolen := sealed(t, "another token", interact.Pressed{Action: "page"})
	unrouted := sealed(t, "bot token", interact.Pressed{Action: "gone"})
	noData := slash("x")
	noData.Data = nil
	selectMenu := press("menu", "")
	selectMenu.Data = discordgo.MessageComponentInteractionData{CustomID: "menu", ComponentType: discordgo.SelectMenuComponent}
	newer := slash("x")
	newer.Type, newer.Data = 99, nil
	modal := slash("x")
	modal.Type, modal.Data = discordgo.InteractionModalSubmit, discordgo.ModalSubmitInteractionData{CustomID: "x"}
	lonely := slash("quote search")
	lonely.Member, lonely.User = nil, nil
	for name, tt := range map[string]struct {
		in   *discordgo.InteractionCreate
		want string
	}{
		"a command of another version":       {slash("quote sing"), "I no longer know that command."},
		"a button signed with another key":   {press(stolen, ""), "This button no longer works."},
		"a button of another version":        {press(unrouted, ""), "This button no longer works."},
		"a button that was made up":          {press("1AAAA", ""), "This button no longer works."},
		"a button without an identifier":     {press("", ""), "This button no longer works."},
		"a menu":                             {selectMenu, "This button no longer works."},
		"an interaction without data":        {noData, "I no longer know that command."},
		"a form":                             {modal, "This button no longer works."},
		"a kind that is newer than Verbatim": {newer, "I no longer know that command."},
		"a command by nobody":                {lonely, "fine"},
	} {
		t.Run(name, func(t *testing.T) {
			router, d, _ := setUp(t)
			router.Command("quote search", interact.Route{Handle: says("fine", 0)})
			router.Handle(t.Context(), tt.in)
			if d.whats() != "message" || !strings.HasPrefix(d.last().text(), tt.want) {
				t.Errorf("sent %q, the person reads %q, want %q", d.whats(), d.last().text(), tt.want)
			}
		})
	}
	router, d, _ := setUp(t)
	router.Handle(t.Context(), nil)
	router.Handle(t.Context(), &discordgo.InteractionCreate{})
	if len(d.sent) != 0 {
		t.Errorf("nothing was answered with %q", d.whats())
	}
}

func TestAPanicAnywhereIsAnswered(t *testing.T) {
	explode := func(*interact.Request) interact.Shape { panic("no shape") }
	growing := func(context.Context, *interact.Request) (interact.Reply, error) {
		return interact.Reply{Later: func(context.Context) iter.Seq[interact.Reply] { panic("no states") }, Blocks: interact.Tell("here").Blocks}, nil
	}
	for name, tt := range map[string]struct {
		route interact.Route
		want  string
	}{
		"before the handler": {interact.Route{Handle: says("x", 0), Shape: explode}, "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000."},
		"after the answer":   {interact.Route{Handle: growing}, "here"},
	} {
		router, d, log := setUp(t)
		router.Command("help", tt.route)
		router.Handle(t.Context(), slash("help"))
		if d.whats() != "message" || d.last().text() != tt.want {
			t.Errorf("%s: sent %q, the person reads %q", name, d.whats(), d.last().text())
		}
		if !strings.Contains(log.String(), `"outcome":"panic"`) || !strings.Contains(log.String(), `"stack":`) {
			t.Errorf("%s: the log says %s", name, log)
		}
	}
}

func TestWhoAsksTooFastIsToldWhenToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, _ := setUp(t)
		router.Command("help", interact.Route{Handle: says("help", 0)})
		ask := func(user string) string {
			i := slash("help")
			i.Member.User.ID = user
			router.Handle(t.Context(), i)
			return d.last().text()
		}
		answered := 0
		for range 50 {
			if ask("77") == "help" {
				answered++
			}
		}
		if answered != 20 {
			t.Errorf("%d of 50 at once were answered, want 20", answered)
		}
		if got := ask("77"); got != "You’re going too fast. Try again in 1 second." {
			t.Errorf("the person reads %q", got)
		}
		if got := ask("78"); got != "help" {
			t.Errorf("somebody else reads %q", got)
		}
		time.Sleep(time.Second)
		if got := ask("77"); got != "help" {
			t.Errorf("a second later the person reads %q", got)
		}
	})
}

func TestAnAnswerThatDiscordRefusesIsReplacedByASentence(t *testing.T) {
	refuse := &interact.StatusError{Route: "x", Status: http.StatusBadRequest, Code: 50035, Message: "Invalid Form Body"}
	const want = "Discord wouldn’t accept my answer. If it keeps happening, give the bot’s owner this code: 1000."
	synctest.Test(t, func(t *testing.T) {
		router, d, log := setUp(t)
		d.callback = func(n int, cb interact.Callback) error {
			if hasText(cb.Message, "too long") {
				return refuse
			}
			return nil
		}
		d.edit = func(n int, m interact.Message) error {
			if hasText(m, "too long") {
				return refuse
			}
			return nil
		}
		withFile := func(after time.Duration) interact.Handler {
			return func(ctx context.Context, r *interact.Request) (interact.Reply, error) {
				reply, err := says("too long", after)(ctx, r)
				reply.Files = []interact.File{{Name: "a.png"}}
				return reply, err
			}
		}
		router.Command("quick", interact.Route{Handle: withFile(0)})
		router.Command("slow", interact.Route{Handle: withFile(5 * time.Second)})
		router.Handle(t.Context(), slash("quick"))
		if d.whats() != "message message" || d.last().text() != want {
			t.Errorf("sent %q, at last %q", d.whats(), d.last().text())
		}
		router.Handle(t.Context(), slash("slow"))
		if d.whats() != "message message deferral edit edit" || d.last().text() != want {
			t.Errorf("sent %q, at last %q", d.whats(), d.last().text())
		}
		if d.last().body["attachments"] != nil {
			t.Errorf("the sentence keeps the files: %v", d.last().body)
		}
		if n := strings.Count(log.String(), `"outcome":"refused"`); n != 2 {
			t.Errorf("the log says so %d times:\n%s", n, log)
		}
	})
}

func TestAnsweredAlreadyCountsAsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, log := setUp(t)
		d.callback = func(int, interact.Callback) error { return interact.ErrAnswered }
		router.Command("slow", interact.Route{Handle: says("here", 5*time.Second)})
		router.Handle(t.Context(), slash("slow"))
		if d.whats() != "deferral edit" || !strings.Contains(log.String(), `"outcome":"ok"`) {
			t.Errorf("sent %q, logged %s", d.whats(), log)
		}
	})
}

func TestNothingFollowsWhenTheDeferralIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router, d, log := setUp(t)
		d.callback = func(int, interact.Callback) error { return errBroken }
		ended := false
		router.Command("slow", interact.Route{Handle: func(ctx context.Context, _ *interact.Request) (interact.Reply, error) {
			<-ctx.Done()
			ended = true
			return interact.Reply{}, ctx.Err()
		}})
		router.Handle(t.Context(), slash("slow"))
		synctest.Wait()
		if d.whats() != "deferral" || !ended || !strings.Contains(log.String(), `"outcome":"unanswered"`) {
			t.Errorf("sent %q, the handler was ended: %v, logged %s", d.whats(), ended, log)
		}
	})
}
