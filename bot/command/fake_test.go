package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// library is what the commands ask; a function that is not set answers that
// nothing was found.
type library struct {
	search     func(search.Query) (search.Result, error)
	suggest    func(search.Field, string, search.Filter, int) ([]search.Suggestion, error)
	suggestIDs func(string, search.Filter, int) ([]quotes.Quote, error)
	get        func(quotes.ID, string) (quotes.Quote, error)
	random     func(search.Filter) (quotes.Quote, error)
	daily      func(f search.Filter, who string, days int) (quotes.Quote, error)
	languages  func(search.Filter) []search.Language
	busy       bool // no languages are told
	speaker    func(string, search.Filter) (search.SpeakerInfo, error)
	source     func(string, search.Filter) (search.SourceInfo, error)
	check      func(passage, speaker string) (search.Checked, error)
	edit       func(search.Edit) (search.Edit, error)
	edits      []search.Edit
	tasks      []search.Review
	status     search.Status
	corpus     string // as it is now
}

func (l *library) Search(_ context.Context, q search.Query) (search.Result, error) {
	if l.search == nil {
		return search.Result{}, nil
	}
	return l.search(q)
}

func (l *library) Suggest(_ context.Context, field search.Field, prefix string, f search.Filter, n int) ([]search.Suggestion, error) {
	if l.suggest == nil {
		return nil, nil
	}
	return l.suggest(field, prefix, f, n)
}

func (l *library) SuggestIDs(_ context.Context, prefix string, f search.Filter, n int) ([]quotes.Quote, error) {
	if l.suggestIDs == nil {
		return nil, nil
	}
	return l.suggestIDs(prefix, f, n)
}

func (l *library) Get(_ context.Context, id quotes.ID, scope string) (quotes.Quote, error) {
	if l.get == nil {
		return quotes.Quote{}, search.ErrNotFound
	}
	return l.get(id, scope)
}

func (l *library) Random(_ context.Context, f search.Filter) (quotes.Quote, error) {
	if l.random == nil {
		return quotes.Quote{}, search.ErrNotFound
	}
	return l.random(f)
}

func (l *library) Daily(_ context.Context, f search.Filter, who string, days int) (quotes.Quote, error) {
	if l.daily == nil {
		return quotes.Quote{}, search.ErrNotFound
	}
	return l.daily(f, who, days)
}

func (l *library) Languages(_ context.Context, f search.Filter) ([]search.Language, error) {
	if l.busy {
		return nil, search.ErrBusy
	}
	if l.languages == nil {
		return nil, nil
	}
	return l.languages(f), nil
}

func (l *library) Speaker(_ context.Context, name string, f search.Filter) (search.SpeakerInfo, error) {
	if l.speaker == nil {
		return search.SpeakerInfo{}, search.ErrNotFound
	}
	return l.speaker(name, f)
}

func (l *library) Source(_ context.Context, title string, f search.Filter) (search.SourceInfo, error) {
	if l.source == nil {
		return search.SourceInfo{}, search.ErrNotFound
	}
	return l.source(title, f)
}

func (l *library) Check(_ context.Context, passage, speaker string, _ search.Filter) (search.Checked, error) {
	if l.check == nil {
		return search.Checked{Verdict: search.Nothing, Claimed: speaker}, nil
	}
	return l.check(passage, speaker)
}

func (l *library) Edit(_ context.Context, e search.Edit) (search.Edit, error) {
	if l.edit == nil {
		return search.Edit{}, search.ErrNotFound
	}
	return l.edit(e)
}

// Forget forgets nothing: nobody added what is there.
func (l *library) Forget(context.Context, quotes.ID, string, search.Edit) error {
	return search.ErrNotAdded
}

func (l *library) Purge(context.Context) error { return nil }

func (l *library) Status() search.Status { return l.status }

// left are the edits of a quotation that nothing undoes.
func (l *library) left(id quotes.ID, edits []search.Edit) (d search.Decision, undone map[uint64]bool) {
	undone = map[uint64]bool{}
	for _, e := range slices.Backward(edits) {
		if e.Op == search.Undo && !undone[e.Seq] {
			undone[e.Undoes] = true
		}
	}
	for _, e := range edits {
		if e.ID == id && !undone[e.Seq] {
			d = d.With(e)
		}
	}
	return d, undone
}

// Moderated gets what everybody may, and edits that say otherwise.
func (l *library) Moderated(ctx context.Context, id quotes.ID, scope string) (search.Moderated, error) {
	found, err := l.Get(ctx, id, scope)
	m := search.Moderated{Quote: found, Found: found}
	m.Decision, _ = l.left(id, l.edits)
	if name := m.Correct.Speaker; name != "" {
		m.Quote, _ = m.Corrected(found)
	}
	return m, err
}

func (l *library) Hidden(context.Context) ([]search.Edit, error) {
	var all []search.Edit
	for _, e := range slices.Backward(l.edits) {
		if d, _ := l.left(e.ID, l.edits); d.Hide == e {
			all = append(all, e)
		}
	}
	return all, nil
}

func (l *library) History(_ context.Context, id quotes.ID) ([]search.Decided, error) {
	var all []search.Decided
	_, undone := l.left(id, l.edits)
	for i, e := range l.edits {
		if e.ID == id {
			before, _ := l.left(id, l.edits[:i])
			after, _ := l.left(id, l.edits[:i+1])
			all = append(all, search.Decided{Edit: e, Before: before, After: after, Undone: undone[e.Seq]})
		}
	}
	return all, nil
}

// NextTask goes through the tasks as if nobody decided anything.
func (l *library) NextTask(_ context.Context, _ string, after search.Task, take func(search.Task) bool) (search.Review, error) {
	start := slices.IndexFunc(l.tasks, func(r search.Review) bool { return r.Task == after }) + 1
	for i := range l.tasks {
		at := (start + i) % len(l.tasks)
		if r := l.tasks[at]; take(r.Task) {
			r.Place, r.Total = at+1, len(l.tasks)
			return r, nil
		}
	}
	return search.Review{Total: len(l.tasks)}, search.ErrNoTask
}

func (l *library) Task(_ context.Context, _ string, t search.Task) (search.Review, error) {
	for _, r := range l.tasks {
		if r.Task == t {
			return r, nil
		}
	}
	return search.Review{}, search.ErrNoTask
}

func (l *library) fingerprint(context.Context) (string, error) {
	if l.corpus == "gone" {
		return "", errors.New("no such folder")
	}
	return l.corpus, nil
}

// posts is a Poster that keeps one setting for each server.
type posts struct {
	set map[string]daily.Setting
	err error // of setting one
}

func (p *posts) Set(_ context.Context, server string, s daily.Setting) error {
	if p.err == nil {
		p.set[server] = s
	}
	return p.err
}

func (p *posts) Setting(server string) (daily.Setting, bool) {
	s, ok := p.set[server]
	return s, ok
}

func (p *posts) Off(_ context.Context, server string) (bool, error) {
	_, ok := p.set[server]
	delete(p.set, server)
	return ok, nil
}

// builder is a Rebuilder.
type builder struct {
	start   func(by string) (*reindex.Run, error)
	compare func(by string) (*reindex.Run, error)
	status  func() reindex.State
}

func (b *builder) Compare(_ context.Context, by string) (*reindex.Run, error) { return b.compare(by) }

func (b *builder) Start(_ context.Context, by string) (*reindex.Run, error) { return b.start(by) }

func (b *builder) Status() reindex.State {
	if b.status == nil {
		return reindex.State{}
	}
	return b.status()
}

// screen is what people see: it takes answers and holds the message.
type screen struct {
	t       testing.TB
	mu      sync.Mutex
	states  []interact.Message // the message, each time it changed
	private bool
	updated bool // the message with the button was changed
	choices []interact.Choice
}

func (s *screen) Callback(_ context.Context, _ interact.Target, cb interact.Callback) error {
	switch cb.Type {
	case discordgo.InteractionApplicationCommandAutocompleteResult:
		s.choices = cb.Choices
	case discordgo.InteractionResponseDeferredChannelMessageWithSource:
		s.private = cb.Message.Ephemeral
	default:
		s.private = cb.Message.Ephemeral
		s.updated = cb.Type == discordgo.InteractionResponseUpdateMessage
		s.show(cb.Message)
	}
	return nil
}

func (s *screen) Edit(_ context.Context, _ interact.Target, m interact.Message) error {
	s.show(m)
	return nil
}

func (s *screen) FollowUp(_ context.Context, _ interact.Target, m interact.Message) error {
	s.show(m)
	return nil
}

func (s *screen) show(m interact.Message) {
	if _, err := json.Marshal(m); err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.states = append(s.states, m)
}

func (s *screen) message() interact.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.states) == 0 {
		s.t.Fatal("nobody was answered")
	}
	return s.states[len(s.states)-1]
}

// walk calls a function for each component of a message, in order.
func walk(all []discordgo.MessageComponent, see func(discordgo.MessageComponent)) {
	for _, c := range all {
		see(c)
		switch c := c.(type) {
		case discordgo.Container:
			walk(c.Components, see)
		case discordgo.Section:
			walk(c.Components, see)
			see(c.Accessory)
		case discordgo.ActionsRow:
			walk(c.Components, see)
		}
	}
}

// drawn is everything that is written in the components, a line for each text.
func drawn(all []discordgo.MessageComponent) string {
	var parts []string
	walk(all, func(c discordgo.MessageComponent) {
		if text, ok := c.(discordgo.TextDisplay); ok {
			parts = append(parts, text.Content)
		}
	})
	return strings.Join(parts, "\n")
}

// text is everything that is written in the message, and "[2 / 3]" for a button
// that says which of the hits it shows.
func text(m interact.Message) string {
	written := drawn(m.Components)
	for _, b := range allButtons(m) {
		if strings.Contains(b.Label, " / ") {
			written += "\n[" + b.Label + "]"
		}
	}
	return written
}

func (s *screen) text() string { return text(s.message()) }

// allButtons are those of a message, in order.
func allButtons(m interact.Message) []discordgo.Button {
	var found []discordgo.Button
	walk(m.Components, func(c discordgo.MessageComponent) {
		if b, ok := c.(discordgo.Button); ok {
			found = append(found, b)
		}
	})
	return found
}

// button returns the custom_id of the button with a label, and whether it can
// be pressed.
func button(m interact.Message, label string) (id string, enabled bool) {
	for _, b := range allButtons(m) {
		if b.Label == label {
			return b.CustomID, !b.Disabled
		}
	}
	return "", false
}

// buttons returns the labels of all buttons but links.
func buttons(m interact.Message) []string {
	var labels []string
	for _, b := range allButtons(m) {
		if b.URL == "" {
			labels = append(labels, b.Label)
		}
	}
	return labels
}

// menus returns the menus of a message.
func menus(m interact.Message) []discordgo.SelectMenu {
	var all []discordgo.SelectMenu
	walk(m.Components, func(c discordgo.MessageComponent) {
		if menu, ok := c.(discordgo.SelectMenu); ok {
			all = append(all, menu)
		}
	})
	return all
}

// blocks draws blocks as a message has them.
func blocks(t testing.TB, all []interact.Block) string {
	t.Helper()
	m := draw(t, interact.Reply{Blocks: all})
	return text(m)
}

// draw is a reply as it is sent.
func draw(t testing.TB, r interact.Reply) interact.Message {
	t.Helper()
	s := &screen{t: t}
	router := newRouter(t, s)
	router.Command("x", interact.Route{Handle: func(context.Context, *interact.Request) (interact.Reply, error) { return r, nil }})
	router.Handle(t.Context(), &discordgo.InteractionCreate{Interaction: &discordgo.Interaction{
		ID: "1", Type: discordgo.InteractionApplicationCommand, Data: discordgo.ApplicationCommandInteractionData{Name: "x"},
	}})
	return s.message()
}

const (
	asker     = "770000000000000001"
	stranger  = "770000000000000002"
	moderator = "300000000000000001"
	homeGuild = "100000000000000001"
)

// person uses the commands.
type person struct {
	t        *testing.T
	id       string
	guild    string
	commands *command.Commands
	router   *interact.Router
	screen   *screen
	posts    *posts
	rights   int64 // in the server
}

func use(t *testing.T, l *library, b *builder) *person {
	t.Helper()
	kept := &posts{set: map[string]daily.Setting{}}
	d := command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Review: l, Corpus: l.fingerprint, Posts: kept, Forget: l}
	if b != nil {
		d.Rebuild = b
	}
	p := &person{t: t, id: asker, guild: homeGuild, commands: command.New(d), screen: &screen{t: t}, posts: kept}
	p.router = newRouter(t, p.screen)
	p.commands.Routes(p.router)
	return p
}

func newRouter(t testing.TB, r interact.Responder) *interact.Router {
	t.Helper()
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	return interact.NewRouter(interact.Config{
		Responder: r, Codec: codec, Moderators: interact.Moderators{HomeGuilds: []string{homeGuild, discordtest.Guild}, Users: []string{moderator}, Roles: []string{moderatorRole}},
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
}

func (p *person) by(id string) *person {
	other := *p
	other.id = id
	return &other
}

func (p *person) interaction(kind discordgo.InteractionType) *discordgo.InteractionCreate {
	p.t.Helper()
	return &discordgo.InteractionCreate{Interaction: &discordgo.Interaction{
		ID: "1000", AppID: "2000", Token: "token", Type: kind, GuildID: p.guild, Locale: "en-US",
		Member: &discordgo.Member{User: &discordgo.User{ID: p.id}, Permissions: p.rights},
	}}
}

// options makes the options of a command from names and values in turn; a name
// with a star is the one that is being typed.
func options(path string, pairs []any) discordgo.ApplicationCommandInteractionData {
	var given []*discordgo.ApplicationCommandInteractionDataOption
	for i := 0; i+1 < len(pairs); i += 2 {
		name, focused := strings.CutSuffix(pairs[i].(string), "*")
		kind := discordgo.ApplicationCommandOptionString
		if _, isFlag := pairs[i+1].(bool); isFlag {
			kind = discordgo.ApplicationCommandOptionBoolean
		}
		given = append(given, &discordgo.ApplicationCommandInteractionDataOption{Name: name, Type: kind, Value: pairs[i+1], Focused: focused})
	}
	words := strings.Fields(path)
	for _, name := range slices.Backward(words[1:]) {
		given = []*discordgo.ApplicationCommandInteractionDataOption{{Name: name, Type: discordgo.ApplicationCommandOptionSubCommand, Options: given}}
	}
	return discordgo.ApplicationCommandInteractionData{Name: words[0], Options: given}
}

// run sends a command and returns what is then read.
func (p *person) run(path string, pairs ...any) string {
	p.t.Helper()
	i := p.interaction(discordgo.InteractionApplicationCommand)
	i.Data = options(path, pairs)
	p.router.Handle(p.t.Context(), i)
	return p.screen.text()
}

// completions types a command and returns the choices' names and values.
func (p *person) completions(path string, pairs ...any) []interact.Choice {
	p.t.Helper()
	i := p.interaction(discordgo.InteractionApplicationCommandAutocomplete)
	i.Data = options(path, pairs)
	p.router.Handle(p.t.Context(), i)
	return p.screen.choices
}

// press presses a button of a message, as Discord tells of it.
func (p *person) press(m interact.Message, label string) string {
	p.t.Helper()
	id, enabled := button(m, label)
	if !enabled {
		p.t.Fatalf("there is no button %q to press", label)
	}
	return p.pressID(id, m)
}

// pressID presses a button, or picks values from a menu, of a message.
func (p *person) pressID(id string, m interact.Message, values ...string) string {
	p.t.Helper()
	i := p.interaction(discordgo.InteractionMessageComponent)
	i.Data = discordgo.MessageComponentInteractionData{CustomID: id, ComponentType: discordgo.ButtonComponent, Values: values}
	raw, err := json.Marshal(m)
	if err != nil {
		p.t.Fatal(err)
	}
	i.Message = new(discordgo.Message)
	if err := json.Unmarshal(raw, i.Message); err != nil {
		p.t.Fatal(err)
	}
	p.router.Handle(p.t.Context(), i)
	return p.screen.text()
}

// said is a curated quotation of a speaker.
func said(words, by string) quotes.Quote {
	return quote(words, quotes.Attribution{
		Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: by}}, Source: quotes.Source{Title: "A Book"},
	})
}
