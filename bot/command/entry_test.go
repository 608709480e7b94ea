package command_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// bureau lets moderators write into a library of their own, at a strict Discord, and
// keeps what they see.
type bureau struct {
	*testing.T
	l      *search.Library
	d      *discordtest.Server
	router *interact.Router
	locale string
	seen   strings.Builder
	people int
	dir    string // of the data
	corpus []quotes.Quote
}

// build reads the corpus.
func (b *bureau) build(ctx context.Context) error {
	_, err := search.Build(ctx, search.BuildOptions{DataDir: b.dir, Quotes: func(yield func(quotes.Quote, error) bool) {
		for _, q := range b.corpus {
			if !yield(q, nil) {
				return
			}
		}
	}})
	return err
}

// rebuilder reads the corpus while it is asked to.
func (b *bureau) rebuilder() *builder {
	return &builder{start: func(by string) (*reindex.Run, error) {
		err := b.build(b.Context())
		if err == nil {
			_, err = b.l.Refresh(b.Context())
		}
		return &reindex.Run{Since: time.Now(), By: by}, err
	}}
}

func newBureau(t *testing.T, locale string, qs ...quotes.Quote) *bureau {
	t.Helper()
	b := &bureau{T: t, d: discordtest.New(t), locale: locale, dir: t.TempDir(), corpus: qs}
	if err := b.build(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := search.Open(b.dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	b.l = l
	base, err := url.Parse(b.d.URL())
	if err != nil {
		t.Fatal(err)
	}
	rest := &interact.REST{Base: base}
	b.router = newRouter(t, rest)
	commands := command.New(command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Forget: l, Rebuild: b.rebuilder()})
	commands.Routes(b.router)
	registration := command.Registration{API: rest, AppID: b.d.AppID(), Token: b.d.Token, HomeGuilds: []string{discordtest.Guild}, Public: true}
	for _, place := range registration.Places() {
		if _, err := commands.Register(t.Context(), registration, place); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// does lets a moderator do something, and keeps what comes of it.
func (b *bureau) does(title string, i discordtest.Interaction) discordtest.Answer {
	b.Helper()
	if i.User.ID == "" {
		b.people++ // whom no rate limit concerns yet
		i = i.By(discordtest.User{ID: fmt.Sprint(770000000000000100 + b.people), Roles: []string{moderatorRole}, Permissions: 8192})
	}
	event, pending, err := b.d.Offer(i.Speaking(b.locale, b.locale))
	if err != nil {
		b.Fatalf("%s: %v", title, err)
	}
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Second)
	defer cancel()
	b.router.Handle(ctx, event)
	a, err := pending.Answer(ctx)
	if err != nil {
		b.Fatalf("%s: %v", title, err)
	}
	fmt.Fprintf(&b.seen, "== %s\n", title)
	if a.Modal != nil {
		w, err := a.Window()
		if err != nil {
			b.Fatalf("%s: %v", title, err)
		}
		fmt.Fprintf(&b.seen, "[%s]\n", w.Title)
		for _, f := range w.Fields {
			fmt.Fprintf(&b.seen, "%s: %q\n", f.Label, f.Value)
		}
		return a
	}
	m, err := a.Final(ctx)
	if err != nil {
		b.Fatalf("%s: %v", title, err)
	}
	fmt.Fprintln(&b.seen, m.Text())
	for _, button := range m.Buttons {
		if button.URL == "" && strings.Contains(title, "/") {
			fmt.Fprintf(&b.seen, "(%s)\n", button.Label)
		}
	}
	return a
}

func (b *bureau) undo(title string, a discordtest.Answer) discordtest.Answer {
	b.Helper()
	m := a.Message()
	for _, button := range m.Buttons {
		if button.Label == messages.For(b.locale).Plain().UndoButton() {
			return b.does(title, discordtest.Press(m, button.CustomID))
		}
	}
	b.Fatalf("%s: there is nothing to undo it with", title)
	return discordtest.Answer{}
}

// shown is the card of an ID, for everyone.
func (b *bureau) shown(title string, id quotes.ID) {
	b.Helper()
	b.does(title, discordtest.Slash("quote show", discordtest.Opt("id", string(id))).By(discordtest.User{ID: fmt.Sprint(780000000000000000 + b.seen.Len())}))
}

// TestAMessageIsSavedForItsServer alone: its author is named without a ping, everyone
// reads the answer, and nobody else may save one.
func TestAMessageIsSavedForItsServer(t *testing.T) {
	b := newBureau(t, "en-US", said("Brevity is the soul of wit", "William Shakespeare"))
	author := discordtest.User{ID: "770000000000000777", Name: "Wintermute", Roles: []string{moderatorRole}, Permissions: 8192}
	save := func(title string, by discordtest.User, text string) discordtest.Message {
		return b.does(title, discordtest.Interaction{Type: discordgo.InteractionApplicationCommand, Command: "Save as quotation", Posted: &discordtest.Posted{Content: text}}.By(by)).Message()
	}
	m := save("saved", author, "The **sky** above the port\nwas the color of television")
	if m.Ephemeral() || !strings.Contains(m.Text(), "<@"+author.ID+">") || !strings.Contains(string(m.Raw), `"allowed_mentions":{"parse":[]}`) {
		t.Errorf("the answer is %q, alone: %v, %s", m.Text(), m.Ephemeral(), m.Raw)
	}
	id := quotes.IDOf("The sky above the port\nwas the color of television")
	here, err := b.l.Get(t.Context(), id, discordtest.Guild)
	if err != nil || here.Attributions[0].Speakers[0].Name != "Wintermute" || !strings.HasPrefix(here.Attributions[0].Source.URL, "https://discord.com/channels/"+discordtest.Guild+"/") {
		t.Errorf("saved is %+v, %v", here, err)
	}
	for _, elsewhere := range []string{"", "100000000000000009"} {
		if q, err := b.l.Get(t.Context(), id, elsewhere); err == nil {
			t.Errorf("in server %q it is %q", elsewhere, q.Words)
		}
	}
	mended := b.does("its words", discordtest.Submit(b.does("its words", discordtest.Slash("corpus edit", discordtest.Opt("id", string(id)))), "words", "The sky was gray"))
	for _, of := range []quotes.ID{id, quotes.IDOf("The sky was gray")} {
		history := discordtest.Slash("corpus history", discordtest.Opt("id", string(of)))
		if got := b.does("its history", history).Message().Text(); !strings.Contains(got, "The sky above") || !strings.Contains(got, "gray") {
			t.Errorf("its history here is %q", got)
		}
		if got := b.does("its history elsewhere", history.In(homeGuild).Forged()).Message().Text(); strings.Contains(got, "sky") || !strings.Contains(got, "no quote with the ID") {
			t.Errorf("its history in another server is %q", got)
		}
	}
	edit := mended.Message()
	if got := b.does("its words undone elsewhere", discordtest.Press(edit, edit.Buttons[0].CustomID).In(homeGuild).Forged()).Message().Text(); strings.Contains(got, "sky") {
		t.Errorf("undone in another server it is %q", got)
	}
	made := len(b.l.Edits())
	if got := save("nothing in it", author, "<:smile:123456789012345678>").Text(); !strings.Contains(got, "text") || len(b.l.Edits()) != made {
		t.Errorf("a message without words: %q", got)
	}
	stranger := discordtest.User{ID: "770000000000000778", Permissions: 8192}
	if got := save("by a reader", stranger, "anything at all"); got.Text() != messages.For("en-US").NotAllowed() || len(b.l.Edits()) != made {
		t.Errorf("a reader saves: %q", got.Text())
	}
	b.undo("undone", b.does("saved again", discordtest.Interaction{Type: discordgo.InteractionApplicationCommand, Command: "Save as quotation", Posted: &discordtest.Posted{Content: "another line"}}.By(author)))
	if _, err := b.l.Get(t.Context(), quotes.IDOf("another line"), discordtest.Guild); err == nil {
		t.Error("what was saved is there once it is undone")
	}
}

// TestTooManyWordsForAForm are told how else they are changed.
func TestTooManyWordsForAForm(t *testing.T) {
	long := said(strings.Repeat("never ", 700), "Tolstoy")
	b := newBureau(t, "en-US", long)
	a := b.does("too long", discordtest.Slash("corpus edit", discordtest.Opt("id", string(long.ID))))
	if got := a.Message().Text(); a.Modal != nil || !strings.Contains(got, "4,000 characters") {
		t.Errorf("a form for too many words: %q", got)
	}
	if a = b.does("its source", discordtest.Slash("corpus edit", discordtest.Opt("id", string(long.ID)), discordtest.Opt("part", "source"))); a.Modal == nil {
		t.Errorf("its source: %q", a.Message().Text())
	}
}

// TestModeratorsWrite goes the ways by which moderators write, in two languages: what
// they are shown, what everybody is shown since, and what an undo leaves.
func TestModeratorsWrite(t *testing.T) {
	for _, locale := range []string{"en-US", "uk"} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			wit, cake := said("Brevity is the soul of wit", "William Shakespeare"), said("Let them eat cake", "Marie Antoinette")
			for i, q := range []*quotes.Quote{&wit, &cake} {
				q.Attributions[0].Source = quotes.Source{Title: "A Treasury of Sayings", File: "sayings.csv", Line: i + 1}
			}
			b := newBureau(t, locale, wit, cake)

			words := "Nobody has ever been bored by a lighthouse."
			form := b.does("/corpus add", discordtest.Slash("corpus add"))
			b.does("a bad date", discordtest.Submit(form, "words", words, "said", "yesterday"))
			b.does("a bad link", discordtest.Submit(form, "words", words, "link", "javascript:alert(1)"))
			added := b.does("/corpus add, sent", discordtest.Submit(form, "words", words, "speaker", "Ann *Lee*", "title", "Lights", "link", "https://lights.example/1", "said", "2024-05"))
			b.shown("what was added", quotes.IDOf(words))
			b.undo("/undone", added)
			b.shown("what was added, undone", quotes.IDOf(words))
			b.does("/corpus add, with nothing but words", discordtest.Submit(b.does("/corpus add again", discordtest.Slash("corpus add")), "words", "Lamps are lit for those who come late."))
			b.shown("what has no source", quotes.IDOf("Lamps are lit for those who come late."))

			other := "Brevity is the soul of lingerie"
			edited := b.does("/corpus edit, words, sent", discordtest.Submit(b.does("/corpus edit, words", discordtest.Slash("corpus edit", discordtest.Opt("id", string(wit.ID)))), "words", other))
			b.shown("by its old ID", wit.ID)
			b.does("/corpus undo", discordtest.Slash("corpus undo", discordtest.Opt("id", string(quotes.IDOf(other)))))
			b.shown("undone", wit.ID)
			b.shown("undone, by the ID that it had meanwhile", quotes.IDOf(other))
			b.does("undone already", discordtest.Press(edited.Message(), edited.Message().Buttons[0].CustomID))
			part := func(title, name string, filled ...string) discordtest.Answer {
				return b.does(title+", sent", discordtest.Submit(b.does(title, discordtest.Slash("corpus edit", discordtest.Opt("id", string(cake.ID)), discordtest.Opt("part", name))), filled...))
			}
			part("/corpus edit, attribution", "attribution", "speaker", "Rousseau; A great princess", "role", "philosopher", "said", "1765")
			source := part("/corpus edit, source", "source", "title", "Confessions", "author", "Rousseau", "published", "1782", "link", "https://confessions.example")
			b.shown("amended twice", cake.ID)
			b.undo("/the source undone", source)
			b.does("no such part", discordtest.Slash("corpus edit", discordtest.Opt("id", string(cake.ID)), discordtest.Opt("part", "place")))

			merged := b.does("/corpus merge-speakers", discordtest.Slash("corpus merge-speakers", discordtest.Opt("from", "William Shakespeare"), discordtest.Opt("into", "Shakespeare")))
			b.shown("by the other name", wit.ID)
			b.undo("/the names are apart again", merged)
			b.does("nobody is called so", discordtest.Slash("corpus merge-speakers", discordtest.Opt("from", "Nobody Known"), discordtest.Opt("into", "Shakespeare")))
			golden(t, "entries_"+locale, b.seen.String())
		})
	}
}
