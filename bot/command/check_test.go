package command_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/messages/messagestest"
	"verbatim/quotes"
	"verbatim/search"
)

// checkedQuotes are what claims are checked against.
func checkedQuotes() []quotes.Quote {
	of := func(words, by, title string) quotes.Quote {
		a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{Title: title, Published: "1926"}}
		if by != "" {
			a.Speakers = []quotes.Speaker{{Name: by}}
		}
		return quotes.Quote{Words: words, Lang: "en", Attributions: []quotes.Attribution{a}}
	}
	report := of("the ferry is safe in a winter storm", "Jan Nowak", "The Harbour News")
	report.Attributions[0].Kind, report.Attributions[0].Status = quotes.Indirect, quotes.Extracted
	return []quotes.Quote{
		of("God does not play dice with the universe.", "Albert Einstein", "Letters"),
		of("Imagination is more important than knowledge.", "Albert Einstein", "An Interview"),
		of("We counted fifteen geese on the frozen canal this morning, and not one of them looked at us.", "Jan Nowak", "Diary"),
		of("The baker opens at six. Nobody has ever seen him asleep, and nobody asks why. His bread is the best in town.", "Anna Kowalska", "Letters"),
		of("Alas, poor miller! I knew him, Horatio; a fellow of infinite flour.", "Anna Kowalska", "Letters"),
		of("すべての人間は、生まれながらにして自由である。", "国際連合総会", "宣言"),
		of("The orchard belongs to those who prune it in winter.", "", "A Wall"),
		of("The **mill** is at <@123> https://evil.example/x and it turns @everyone into flour_flour.", "**Mr** <@5> __Hostile__", "](https://evil.example) **t**"),
		report,
	}
}

// checker lets the library of a test check and search for real.
func checker(t *testing.T) *library {
	t.Helper()
	dir := t.TempDir()
	input := func(yield func(quotes.Quote, error) bool) {
		for _, q := range checkedQuotes() {
			if !yield(q, nil) {
				return
			}
		}
	}
	if _, err := search.Build(t.Context(), search.BuildOptions{DataDir: dir, Quotes: input}); err != nil {
		t.Fatal(err)
	}
	l, err := search.Open(dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return &library{
		check:  func(p, s string) (search.Checked, error) { return l.Check(t.Context(), p, s, search.Filter{}) },
		search: func(q search.Query) (search.Result, error) { return l.Search(t.Context(), q) },
		get:    func(id quotes.ID, scope string) (quotes.Quote, error) { return l.Get(t.Context(), id, scope) },
	}
}

// seen is a message with its buttons and menus.
func seen(m interact.Message) string {
	s := text(m) + "\n"
	if b := buttons(m); len(b) > 0 {
		s += fmt.Sprintf("%q\n", b)
	}
	for _, menu := range menus(m) {
		s += menu.Placeholder + "\n"
		for _, o := range menu.Options {
			s += "  " + o.Label + "\n    " + o.Description + "\n"
		}
	}
	return s
}

func TestVerdictsAsPeopleReadThem(t *testing.T) {
	l := checker(t)
	for _, tt := range []struct{ name, words, speaker string }{
		{"exact", "Imagination is more important than knowledge", ""},
		{"exact_speaker", "As Einstein said, “Imagination is more important than knowledge”", ""},
		{"exact_report", "The ferry is safe in a winter storm", ""},
		{"exact_nobody", "The orchard belongs to those who prune it in winter", "Jan Nowak"},
		{"altered", "God does not play chess with the whole universe", ""},
		{"altered_misspelt", "Imagnation is more important than knowlege", ""},
		{"altered_in_a_row", "Alas poor miller, I knew him well and long", ""},
		{"altered_without_spaces", "すべての人間は、生れながらにして平等である", ""},
		{"altered_another", "God does not play chess with the universe", "Isaac Newton"},
		{"reversed", "God does play dice with the universe", "Albert Einstein"},
		{"reversed_number", "We counted fifty geese on the frozen canal this morning, and not one of them looked at us.", ""},
		{"cut", "Nobody has ever seen him asleep", ""},
		{"cut_within", "We counted fifteen geese this morning, and not one of them looked at us", ""},
		{"spliced", "Imagination is more important than knowledge, and we counted fifteen geese on the frozen canal this morning", ""},
		{"spliced_reversed", "God does play dice with the universe. His bread is the best in town. Imagination is more important than knowledge.", ""},
		{"another_speaker", "Imagination is more important than knowledge", "Isaac **Newton**"},
		{"another_speaker_cut", "God does not play dice", "Isaac Newton"},
		{"nothing", "A bicycle is a promise that the hill forgot to keep", "Jan Nowak"},
		{"hostile", "The **mill** was at <@123> https://evil.example/x and it turns @here into flour_flour _and_ [x](https://evil.example)", "@everyone"},
		{"long", "Imagination is more important than knowledge. " + strings.Repeat("so they say ", 400), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, l, nil)
			p.run("quote check", "words", tt.words, "speaker", tt.speaker)
			if !p.screen.private {
				t.Error("everybody reads what one person checks")
			}
			m := p.screen.message()
			golden(t, "check_"+tt.name, seen(m))
			checkVerdict(t, m)
			p.press(m, "Share")
			if p.screen.private {
				t.Error("what is shared is private")
			}
			shared := p.screen.message()
			plain := func(m interact.Message) string { return strings.ReplaceAll(text(m), "__", "") }
			if plain(shared) != plain(m) || firstText(shared) != firstText(m) {
				t.Errorf("shared is\n%s\nwas\n%s", text(shared), text(m))
			}
		})
	}
}

func firstText(m interact.Message) (first string) {
	walk(m.Components, func(c discordgo.MessageComponent) {
		if t, ok := c.(discordgo.TextDisplay); ok && first == "" {
			first = t.Content
		}
	})
	return first
}

// checkVerdict holds that an answer fits and nothing in it acts but what it draws.
func checkVerdict(t *testing.T, m interact.Message) {
	t.Helper()
	total := 0
	walk(m.Components, func(c discordgo.MessageComponent) {
		d, ok := c.(discordgo.TextDisplay)
		if !ok {
			return
		}
		total += messages.Len16(d.Content)
		for _, active := range messagestest.Active(d.Content) {
			if !slices.Contains([]string{"header", "block quote", "underline", "bold", "subtext", "italic", "code", "strikethrough", "strike", "list"}, active.Name) ||
				strings.Contains(active.Text, "https://evil") && active.Name == "link" {
				t.Errorf("a %s: %q", active.Name, active.Text)
			}
		}
	})
	if total > interact.MaxText {
		t.Errorf("the texts have %d units", total)
	}
}

// TestEveryVerdictInTwoLanguages holds them as they are sent, drawn as [TestEveryReply]
// says.
func TestEveryVerdictInTwoLanguages(t *testing.T) {
	for _, locale := range []string{"en-US", "uk"} {
		t.Run(locale, func(t *testing.T) {
			th := newTheater(t, checker(t), nil, locale)
			check := func(title, words, speaker string) discordtest.Message {
				return th.does(title, slash("quote check", "words", words, "speaker", speaker))
			}
			check("word for word", "Imagination is more important than knowledge", "Einstein")
			altered := check("other words", "God does not play chess with the whole universe", "")
			th.presses("shared", altered, "tell")
			check("the opposite", "God does play dice with the universe", "Isaac Newton")
			check("another number", "We counted fifty geese on the frozen canal this morning, and not one of them looked at us.", "")
			check("cut", "Nobody has ever seen him asleep", "")
			check("from two", "Imagination is more important than knowledge, and we counted fifteen geese on the frozen canal this morning", "")
			check("somebody else", "Imagination is more important than knowledge", "Isaac Newton")
			check("nobody knows who", "The orchard belongs to those who prune it in winter", "Jan Nowak")
			th.presses("not here, shared", check("not here", "A bicycle is a promise that the hill forgot to keep", ""), "tell")
			posted := discordtest.Posted{Content: "“God does not play dice with the universe.” — Newton\n“Imagination is more important than fishing”, and “nobody ever wrote this line about herrings”"}
			th.does("a message is checked", discordtest.OnPosted("Check quotation", posted))
			th.does("what a message quotes", discordtest.OnPosted("Find quotation", posted))
			golden(t, "replies/check-"+locale+".json", th.json())
		})
	}
}

// TestALongVerdictFits checks what is as long as can be, against the longest card.
func TestALongVerdictFits(t *testing.T) {
	nasty := strings.Repeat("*_~|`<@1> ", 400)
	for _, c := range cards() {
		words := c.q.Words
		half := len(words) / 2
		for half > 0 && words[half]&0xC0 == 0x80 {
			half--
		}
		f := search.Finding{Verdict: search.Reversed, Misattributed: true, Sentences: quotes.Span{End: len(words)}}
		f.Quote, f.Passage, f.Words = c.q, quotes.Span{End: len(nasty)}, quotes.Span{End: len(words)}
		for i := range 100 {
			change := search.Change{Reverses: true}
			change.Kind = search.Replaced
			change.Pair.Passage = quotes.Span{Start: 40 * i, End: 40*i + 20}
			change.Pair.Words = quotes.Span{End: half}
			f.Changes = append(f.Changes, change)
		}
		for _, v := range []search.Verdict{search.Exact, search.Altered, search.Reversed, search.Cut, search.AnotherSpeaker, search.Spliced} {
			f.Verdict = v
			checked := search.Checked{Verdict: v, Claimed: nasty, Found: []search.Finding{f}}
			if v == search.Spliced {
				checked.Found = slices.Repeat([]search.Finding{f}, 30)
			}
			l := &library{check: func(string, string) (search.Checked, error) { return checked, nil }}
			p := use(t, l, nil)
			p.run("quote check", "words", nasty)
			checkVerdict(t, p.screen.message())
		}
	}
}

// on uses a message command on a message.
func (p *person) on(command string, m *discordgo.Message) string {
	p.t.Helper()
	i := p.interaction(discordgo.InteractionApplicationCommand)
	i.Data = discordgo.ApplicationCommandInteractionData{
		Name: command, CommandType: discordgo.MessageApplicationCommand, TargetID: "7",
		Resolved: &discordgo.ApplicationCommandInteractionDataResolved{Messages: map[string]*discordgo.Message{"7": m}},
	}
	p.router.Handle(p.t.Context(), i)
	return p.screen.text()
}

func TestWhatAMessageQuotesIsCheckedAndFound(t *testing.T) {
	two := "Newton: “God does not play dice with the universe.”\nsomebody: “Imagination is more important than fishing.”\n“Nobody ever wrote this line about herrings.”"
	for _, tt := range []struct {
		name  string
		check string
		m     *discordgo.Message
	}{
		{"two", "Check quotation", &discordgo.Message{Content: two}},
		{"two_found", "Find quotation", &discordgo.Message{Content: two}},
		{"embed", "Check quotation", &discordgo.Message{Content: "lol", Embeds: []*discordgo.MessageEmbed{{
			Title: "Quote of the day", Description: "Imagination is more important than knowledge.", Footer: &discordgo.MessageEmbedFooter{Text: "— Isaac Newton"},
		}}}},
		{"components", "Check quotation", &discordgo.Message{Components: []discordgo.MessageComponent{&discordgo.Container{Components: []discordgo.MessageComponent{
			&discordgo.TextDisplay{Content: "### “God does __not__ play dice with the universe\\.”\n**Albert Einstein** · physicist"},
		}}}}},
		{"forwarded", "Find quotation", &discordgo.Message{MessageSnapshots: []discordgo.MessageSnapshot{{Message: &discordgo.Message{Content: "> God does not play dice with the universe"}}}}},
		{"long_found", "Find quotation", &discordgo.Message{Content: strings.Repeat("so they say. ", 100) + "God does not play dice with the universe. " + strings.Repeat("so they say. ", 300)}},
		{"no_text", "Check quotation", &discordgo.Message{Content: "<@123> https://example.org 🎲"}},
		{"no_text_found", "Find quotation", &discordgo.Message{}},
		{"unknown", "Find quotation", &discordgo.Message{Content: "“Zyxwv utsrq ponml kjihg”"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, checker(t), nil)
			p.on(tt.check, tt.m)
			if !p.screen.private {
				t.Error("everybody reads what one person looks up")
			}
			golden(t, "message_"+tt.name, seen(p.screen.message()))
			checkVerdict(t, p.screen.message())
		})
	}
}

// TestNothingOfAMessageIsLogged looks for its words in what the router writes.
func TestNothingOfAMessageIsLogged(t *testing.T) {
	p := use(t, checker(t), nil)
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	p.router = interact.NewRouter(interact.Config{Responder: p.screen, Codec: codec, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	p.commands.Routes(p.router)
	for _, command := range []string{"Check quotation", "Find quotation"} {
		for _, content := range []string{"Newton: “God does not play dice with the zyxwv universe”", "“Zyxwv newton utsrq”"} {
			p.on(command, &discordgo.Message{Content: content})
		}
	}
	written := strings.ToLower(log.String())
	if !strings.Contains(written, "check quotation") || strings.Contains(written, "zyxwv") || strings.Contains(written, "newton") {
		t.Errorf("the log has\n%s", written)
	}
}

// TestMessageCommandsEndToEnd uses them in a strict Discord: they are registered,
// offered on messages, answered in private and shared.
func TestMessageCommandsEndToEnd(t *testing.T) {
	d := discordtest.New(t)
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	l := checker(t)
	rest := &interact.REST{Base: base}
	router := newRouter(t, rest)
	commands := command.New(command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l})
	commands.Routes(router)
	if _, err := commands.Register(t.Context(), command.Registration{API: rest, AppID: d.AppID(), Token: d.Token, Public: true}, command.Everywhere); err != nil {
		t.Fatal(err)
	}
	if names := d.Commands(""); !slices.Contains(names, "Check quotation") || !slices.Contains(names, "Find quotation") {
		t.Fatalf("registered are %q", names)
	}
	answer := func(i discordtest.Interaction) discordtest.Message {
		t.Helper()
		event, pending, err := d.Offer(i)
		if err != nil {
			t.Fatal(err)
		}
		router.Handle(context.Background(), event)
		a, err := pending.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return a.Message()
	}
	posted := discordtest.Posted{Content: "lol “God does play dice with the universe” - Albert Einstein"}
	for where, i := range map[string]discordtest.Interaction{
		"in a server":         discordtest.OnPosted("Check quotation", posted),
		"in a direct message": discordtest.OnPosted("Check quotation", posted).InDM(),
		"in a forward":        discordtest.OnPosted("Check quotation", discordtest.Posted{Forwards: &posted}),
		"in components": discordtest.OnPosted("Check quotation", discordtest.Posted{Components: []any{
			map[string]any{"type": 17, "id": 1, "components": []any{map[string]any{"type": 10, "id": 2, "content": posted.Content}}},
		}}),
		"in an embed": discordtest.OnPosted("Check quotation", discordtest.Posted{Embeds: []any{map[string]any{"type": "rich", "description": posted.Content}}}),
	} {
		verdict := answer(i)
		if !verdict.Ephemeral() || !strings.Contains(verdict.Text(), "This says the opposite") {
			t.Errorf("%s: %q, private %v", where, verdict.Text(), verdict.Ephemeral())
		}
		share, ok := verdict.Button("Share")
		if !ok {
			t.Fatalf("%s: nothing to share", where)
		}
		if shared := answer(discordtest.Press(verdict, share.CustomID)); shared.Ephemeral() || !strings.Contains(shared.Text(), "This says the opposite") || !strings.Contains(shared.Text(), "Einstein") {
			t.Errorf("%s: shared is %q", where, shared.Text())
		}
	}
	card := answer(discordtest.OnPosted("Find quotation", posted))
	if !card.Ephemeral() || !strings.Contains(card.Text(), "dice") {
		t.Errorf("found is %q", card.Text())
	}
	if again := answer(discordtest.On("Check quotation", card)); !strings.Contains(again.Text(), "Word for word") {
		t.Errorf("a card of ours is checked as %q", again.Text())
	}
	if empty := answer(discordtest.OnPosted("Check quotation", discordtest.Posted{Content: "<@123456789012345678>"})); !empty.Ephemeral() || empty.Text() == "" {
		t.Errorf("a message without words is answered with %q", empty.Text())
	}
}
