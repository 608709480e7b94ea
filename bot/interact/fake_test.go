package interact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/interact"
)

const token = "aW50ZXJhY3Rpb246dG9rZW4"

// sent is one request that reached Discord.
type sent struct {
	what string // "callback 4", "edit", "follow-up"
	at   time.Duration
	body map[string]any
}

// text is what a person reads of it.
func (s sent) text() string {
	data := s.body
	if d, ok := s.body["data"].(map[string]any); ok {
		data = d
	}
	components, _ := data["components"].([]any)
	return strings.Join(texts(components), "\n")
}

// texts are those of components, in their order.
func texts(components []any) []string {
	var all []string
	for _, c := range components {
		c := c.(map[string]any)
		if text, ok := c["content"].(string); ok {
			all = append(all, text)
		}
		inner, _ := c["components"].([]any)
		all = append(all, texts(inner)...)
	}
	return all
}

// flags are those beside the one of messages made of components, nil if there are
// none.
func (s sent) flags() any {
	flags := s.body["flags"]
	if d, ok := s.body["data"].(map[string]any); ok {
		flags = d["flags"]
	}
	const components = 1 << 15
	switch n, _ := flags.(float64); {
	case flags == nil || n == components:
		return nil
	case n > components:
		return n - components
	}
	return flags
}

func (s sent) choices() []any {
	c, _ := s.body["data"].(map[string]any)["choices"].([]any)
	return c
}

// discord is a Responder that notes what it is sent. Each function that is set
// decides about one kind of request.
type discord struct {
	callback func(n int, cb interact.Callback) error
	edit     func(n int, m interact.Message) error
	followUp func(n int, m interact.Message) error

	t     *testing.T
	mu    sync.Mutex
	start time.Time
	sent  []sent
	n     map[string]int
}

func newDiscord(t *testing.T) *discord {
	return &discord{t: t, start: time.Now(), n: make(map[string]int)}
}

func (d *discord) note(kind, what string, body any) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Errorf("%s: %v", what, err)
	}
	s := sent{what: what, at: time.Since(d.start)}
	if err := json.Unmarshal(raw, &s.body); err != nil {
		d.t.Errorf("%s: %v", what, err)
	}
	d.sent = append(d.sent, s)
	d.n[kind]++
	return d.n[kind]
}

func (d *discord) Callback(_ context.Context, _ interact.Target, cb interact.Callback) error {
	what := map[discordgo.InteractionResponseType]string{
		4: "message", 5: "deferral", 6: "deferred update", 7: "update", 8: "choices", 9: "form",
	}[cb.Type]
	if n := d.note("callback", what, cb); d.callback != nil {
		return d.callback(n, cb)
	}
	return nil
}

func (d *discord) Edit(_ context.Context, _ interact.Target, m interact.Message) error {
	if n := d.note("edit", "edit", m); d.edit != nil {
		return d.edit(n, m)
	}
	return nil
}

func (d *discord) FollowUp(_ context.Context, _ interact.Target, m interact.Message) error {
	if n := d.note("follow-up", "follow-up", m); d.followUp != nil {
		return d.followUp(n, m)
	}
	return nil
}

// whats returns what was sent, "message deferral edit".
func (d *discord) whats() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var w []string
	for _, s := range d.sent {
		w = append(w, s.what)
	}
	return strings.Join(w, " ")
}

func (d *discord) last() sent {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.sent) == 0 {
		d.t.Fatal("nothing was sent")
	}
	return d.sent[len(d.sent)-1]
}

// setUp returns a router whose log is kept, and what it sends.
func setUp(t *testing.T) (*interact.Router, *discord, *bytes.Buffer) {
	t.Helper()
	d := newDiscord(t)
	log := new(bytes.Buffer)
	router := interact.NewRouter(interact.Config{
		Responder:  d,
		Codec:      codec(t, "bot token"),
		Moderators: interact.Moderators{HomeGuilds: []string{"10"}, Roles: []string{"20"}, Users: []string{"30"}},
		Logger:     slog.New(slog.NewJSONHandler(&locked{w: log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	return router, d, log
}

// locked makes a buffer safe for the goroutines of a router.
type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func codec(t *testing.T, botToken string) *interact.Codec {
	t.Helper()
	c, err := interact.NewCodec(botToken)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// command is the interaction of a slash command, its name and the options'
// values in turn.
func command(kind discordgo.InteractionType, path string, options ...*discordgo.ApplicationCommandInteractionDataOption) *discordgo.InteractionCreate {
	words := strings.Fields(path)
	for _, name := range slices.Backward(words[1:]) {
		options = []*discordgo.ApplicationCommandInteractionDataOption{{
			Name: name, Type: discordgo.ApplicationCommandOptionSubCommand, Options: options,
		}}
	}
	return &discordgo.InteractionCreate{Interaction: &discordgo.Interaction{
		ID: "1000", AppID: "2000", Token: token, Type: kind, GuildID: "10", Locale: "en-US",
		Member: &discordgo.Member{User: &discordgo.User{ID: "77"}},
		Data:   discordgo.ApplicationCommandInteractionData{Name: words[0], Options: options},
	}}
}

func slash(path string, options ...*discordgo.ApplicationCommandInteractionDataOption) *discordgo.InteractionCreate {
	return command(discordgo.InteractionApplicationCommand, path, options...)
}

func typing(path, option, text string) *discordgo.InteractionCreate {
	return command(discordgo.InteractionApplicationCommandAutocomplete, path, &discordgo.ApplicationCommandInteractionDataOption{
		Name: option, Type: discordgo.ApplicationCommandOptionString, Value: text, Focused: true,
	})
}

func press(customID, address string) *discordgo.InteractionCreate {
	i := slash("x")
	i.Type = discordgo.InteractionMessageComponent
	i.Data = discordgo.MessageComponentInteractionData{CustomID: customID, ComponentType: discordgo.ButtonComponent}
	i.Message = &discordgo.Message{Embeds: []*discordgo.MessageEmbed{{URL: address}}}
	return i
}

// says is a handler that answers after a while, unless its context ends.
func says(content string, after time.Duration) interact.Handler {
	return func(ctx context.Context, _ *interact.Request) (interact.Reply, error) {
		select {
		case <-time.After(after):
			return interact.Tell(content), nil
		case <-ctx.Done():
			return interact.Reply{}, ctx.Err()
		}
	}
}

var errBroken = errors.New("the disk is broken")

// sealed is the custom_id of the only button of a message.
func sealed(t *testing.T, botToken string, p interact.Pressed) string {
	t.Helper()
	ids, err := codec(t, botToken).Seal([]interact.Pressed{p}, p.Shared)
	if err != nil {
		t.Fatal(err)
	}
	return ids[0]
}

// hasText reports whether a message is one text.
func hasText(m interact.Message, text string) bool {
	return len(m.Components) == 1 && m.Components[0] == discordgo.MessageComponent(discordgo.TextDisplay{Content: text})
}
