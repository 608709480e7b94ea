package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// wit is a quotation as the starter corpus has them, and near it what else a small
// library holds: a phrase out of an article, a report, a dispute, a poem.
var (
	wit = quote("Brevity is the soul of wit",
		quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "William Shakespeare", Role: "playwright"}},
			Source: quotes.Source{Title: "Hamlet", Place: "Act 2, Scene 2", Published: "1623", URL: "https://example.org/hamlet", File: "plays/hamlet.csv", Line: 90},
		},
		quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Shakespeare"}},
			Source: quotes.Source{Title: "A Treasury of Sayings", Published: "1890", URL: "https://example.org/treasury"},
		})
	warfare = quote("lack of understanding of modern warfare", quotes.Attribution{
		Kind: quotes.Partial, Status: quotes.Extracted, Cue: "describes", Via: "the morning bulletin",
		Speakers: []quotes.Speaker{{Name: "Office of Public Safety", AsWritten: "the office", Body: true}},
		Context:  "The office describes a “lack of understanding of modern warfare” among the recruits.",
		Source:   quotes.Source{Title: "Recruits sent home", Publisher: "Valley Courier", Published: "2025-01-13", URL: "https://example.org/recruits", File: "news/recruits.md", Line: 12, Spans: []quotes.Span{{Start: 240, End: 279}}},
	})
	late = quote("aid was late", quotes.Attribution{
		Kind: quotes.Indirect, Polarity: quotes.Denied, Status: quotes.Extracted, Cue: "denied",
		Speakers: []quotes.Speaker{{Name: "Ondřej Malík", Role: "agriculture minister"}},
		Context:  "Agriculture minister Ondřej Malík denied that aid was late.", ContextSpans: []quotes.Span{{Start: 48, End: 60}},
		Source: quotes.Source{Title: "Orchard growers warn of a lost season", Publisher: "Valley Courier", Published: "2025-04-02", File: "news/orchards.md", Line: 8},
	})
	cake = quote("Let them eat cake.",
		quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Marie Antoinette"}}, Source: quotes.Source{Title: "A Book of Sayings", Published: "1900"}},
		quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "A great princess"}}, Source: quotes.Source{Title: "Confessions", Author: "Jean-Jacques Rousseau", Published: "1782"}},
	)
	roads = quote("Two roads diverged in a yellow wood,\nAnd sorry I could not travel both\nAnd be one traveler, long I stood\nAnd looked down one as far as I could\nTo where it bent in the undergrowth;", quotes.Attribution{
		Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Robert Frost", Role: "poet"}}, Source: quotes.Source{Title: "The Road Not Taken", Published: "1916"},
	})
	speech = said(numbered(60), "Ann Lee")
	wits   = said("Brevity is the sister of talent", "Anton Chekhov")
)

// tasks are what waits for its moderators: a report of a reader, and two things that an
// article says.
func tasks() []search.Review {
	unsure := func(words string, a quotes.Attribution) search.Review {
		q := quote(words, a)
		return search.Review{
			Task: search.Task{ID: q.ID, File: search.FileKey(a.Source.File)}, Moderated: search.Moderated{Quote: q, Found: q}, Unsure: a, Waits: true,
		}
	}
	article := quotes.Source{Title: "A bridge for the valley", Publisher: "Valley Courier", Published: "2025-06-04", URL: "https://example.org/bridge", File: "news/bridge.md", Line: 14}
	reported := search.Review{
		Task: search.Task{ID: cake.ID, Report: 9}, Moderated: search.Moderated{Quote: cake, Found: cake}, Unsure: cake.Attributions[0], Waits: true,
	}
	reported.Reports = []search.Edit{
		{Seq: 9, At: demoDay.Add(-3 * time.Hour), By: asker, Guild: discordtest.Guild, Op: search.Mistake, ID: cake.ID, Reason: "She never said it: see “Confessions”, which was written when she was a child."},
		{Seq: 10, At: demoDay.Add(-time.Hour), By: stranger, Op: search.Mistake, ID: cake.ID, Reason: "@everyone [wrong](https://evil.example)"},
	}
	return []search.Review{
		reported,
		unsure("We will not wait for another winter", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Review, Unsure: quotes.DoubtUnsaid, Cue: "said", Speakers: []quotes.Speaker{{Name: "Ann Lee", AsWritten: "Lee", Role: "mayor"}},
			Context: "Asked whether Lee had ever said “We will not wait for another winter”, her office said nothing.", Source: article,
		}),
		unsure("a matter of weeks", quotes.Attribution{
			Kind: quotes.Partial, Status: quotes.Review, Unsure: quotes.DoubtPronoun, Cue: "called",
			Context: "He called it “a matter of weeks”, and left.", Source: quotes.Source{File: "news/ferry.txt", Line: 3},
		}),
	}
}

// demoDay is when people look into it.
var demoDay = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

func demoProgram() command.Program {
	return command.Program{Started: demoDay.Add(-26 * time.Hour), Version: "v1.2.0", Go: "1.26.8", Servers: 12, RoundTrip: 43 * time.Millisecond}
}

// demo is a library of these.
func demo() *library {
	all := []quotes.Quote{wit, warfare, late, cake, roads, speech, said("Wit is the salt of conversation, not the food", "William Hazlitt")}
	find := func(id quotes.ID) (quotes.Quote, bool) {
		i := slices.IndexFunc(all, func(q quotes.Quote) bool { return q.ID == id })
		if i < 0 {
			return quotes.Quote{}, false
		}
		return all[i], true
	}
	marks := map[quotes.ID][]string{wit.ID: {"Brevity", "soul of wit"}, late.ID: {"late"}, warfare.ID: {"modern warfare"}, roads.ID: {"roads diverged"}, speech.ID: {"sentence number 40"}}
	return &library{
		search: func(q search.Query) (search.Result, error) {
			first := map[string]quotes.Quote{"modern warfare": warfare, "aid late": late, "cake": cake, "roads diverged": roads, "sentence number 40": speech}
			hits := slices.Clone(all)
			if lead, ok := first[q.Words]; ok {
				hits = []quotes.Quote{lead}
			}
			r := search.Result{Total: len(hits)}
			switch {
			case q.Words == "einstein cake recipe":
				return search.Result{ZeroResult: &search.ZeroResult{Words: []search.Unknown{{Text: "einstein", Near: []string{"eisenstein"}}}}, Suggestion: "cake"}, nil
			case q.Filter.Speaker == "Nobody Known":
				return search.Result{ZeroResult: &search.ZeroResult{Without: []search.Without{{Parts: []search.Part{search.SpeakerPart}, Found: 3}}}}, nil
			case q.Words == "busy":
				return search.Result{}, search.ErrBusy
			case q.Words == "i have a dream":
				r.Confidence, r.Unfound = search.Closest, []string{"dream"}
			case q.Words == "ghbdtn":
				r.ReadAs = "привет"
			}
			for _, quote := range hits[min(q.Offset, len(hits)):min(len(hits), q.Offset+q.Limit)] {
				hit := search.Hit{Quote: quote, Matched: spans(quote.Words, marks[quote.ID]...)}
				if quote.ID == wit.ID {
					hit.NearDuplicates = []quotes.Quote{wits}
				}
				r.Hits = append(r.Hits, hit)
			}
			return r, nil
		},
		get: func(id quotes.ID, _ string) (quotes.Quote, error) {
			if q, ok := find(id); ok {
				return q, nil
			}
			return quotes.Quote{}, map[quotes.ID]error{"0000000000000": search.ErrHidden, "1111111111111": search.ErrGone}[id]
		},
		suggestIDs: func(typed string, _ search.Filter, _ int) ([]quotes.Quote, error) {
			if typed != "wit" {
				return nil, nil
			}
			return []quotes.Quote{wit, all[6]}, nil
		},
		random: func(f search.Filter) (quotes.Quote, error) {
			if f.Speaker != "" {
				return quotes.Quote{}, search.ErrNotFound
			}
			return roads, nil
		},
		daily:     func(search.Filter, string, int) (quotes.Quote, error) { return wit, nil },
		languages: func(search.Filter) []search.Language { return []search.Language{{Tag: "en", Count: 31}} },
		speaker: func(name string, _ search.Filter) (search.SpeakerInfo, error) {
			if name != "William Shakespeare" {
				return search.SpeakerInfo{}, search.ErrNotFound
			}
			return search.SpeakerInfo{
				Name: name, Roles: []string{"playwright", "poet"}, Since: "1593", Until: "1623-11", Aliases: []string{"Shakespeare", "the Bard"}, Quotations: 31, Examples: []quotes.Quote{wit},
				Sources: []search.Suggestion{{Text: "Hamlet", Count: 20}, {Text: "A Treasury of Sayings", Count: 11}},
			}, nil
		},
		source: func(title string, _ search.Filter) (search.SourceInfo, error) {
			return search.SourceInfo{Source: late.Attributions[0].Source, Quotations: 2, Speakers: []search.Suggestion{{Text: "Ondřej Malík", Count: 2}}, Examples: []quotes.Quote{late}}, nil
		},
		edit: func(e search.Edit) (search.Edit, error) {
			switch e.Seq = 8; e.Op {
			case search.Undo:
				e.ID, e.Undoes = cake.ID, 6
			case search.Accept:
				e.Speaker = "Ann Lee"
			}
			return e, nil
		},
		edits: []search.Edit{
			{Seq: 5, At: demoDay.Add(-48 * time.Hour), By: moderator, Op: search.Correct, ID: cake.ID, Speaker: "A great princess", Reason: "so Rousseau"},
			{Seq: 6, At: demoDay.Add(-24 * time.Hour), By: moderator, Op: search.Hide, ID: cake.ID, Reason: "a copy"},
			{Seq: 7, At: demoDay.Add(-time.Hour), Op: search.Hide, ID: late.ID},
		},
		tasks:  tasks(),
		status: search.Status{Generation: 12, Built: time.Date(2025, 4, 2, 9, 30, 0, 0, time.UTC), Quotations: 14396, InReview: 212, Reports: 1, Hidden: 3, Speakers: 2110, Sources: 640, Edits: 2, Corpus: "now"},
		corpus: "now",
	}
}

// theater lets people use the commands at a strict Discord and keeps what they see.
type theater struct {
	t      *testing.T
	d      *discordtest.Server
	router *interact.Router
	desk   *desk
	locale string
	people int
	seen   []reply
	// lenient: hostile texts may leave an answer without a button, of which then no
	// use is made.
	lenient bool
}

// reply is one answer, as bot/preview takes it.
type reply struct {
	Title   string          `json:"title"`
	Message json.RawMessage `json:"message"`
	Open    string          `json:"open,omitempty"`
}

func newTheater(t *testing.T, l *library, b command.Rebuilder, locale string) *theater {
	t.Helper()
	th := &theater{t: t, d: discordtest.New(t), desk: newDesk(), locale: locale}
	base, err := url.Parse(th.d.URL())
	if err != nil {
		t.Fatal(err)
	}
	rest := &interact.REST{Base: base}
	th.router = newRouter(t, rest)
	commands := command.New(command.Deps{Find: l, Get: l, About: l, Check: l, Decide: l, Moderate: l, Review: l, Rebuild: b, Intake: th.desk, Forget: l, Export: exporter{wit, roads, cake, late}, Corpus: l.fingerprint, Posts: &posts{set: map[string]daily.Setting{}}, Program: demoProgram, Now: func() time.Time { return demoDay }})
	commands.Routes(th.router)
	registration := command.Registration{API: rest, AppID: th.d.AppID(), Token: th.d.Token, HomeGuilds: []string{discordtest.Guild}, Public: true}
	for _, place := range registration.Places() {
		if _, err := commands.Register(t.Context(), registration, place); err != nil {
			t.Fatal(err)
		}
	}
	return th
}

// does lets somebody do something, whom no rate limit concerns yet.
func (th *theater) does(title string, i discordtest.Interaction) discordtest.Message {
	th.t.Helper()
	if i.User.ID == "" {
		th.people++
		i = i.By(discordtest.User{ID: fmt.Sprint(770000000000000100 + th.people)})
	}
	event, pending, err := th.d.Offer(i.Speaking(th.locale, th.locale))
	if err != nil {
		th.t.Fatalf("%s: %v", title, err)
	}
	ctx, cancel := context.WithTimeout(th.t.Context(), 20*time.Second)
	defer cancel()
	th.router.Handle(interact.WithAttachmentLimit(ctx, i.Limit), event)
	a, err := pending.Answer(ctx)
	if err != nil {
		th.t.Fatalf("%s: %v", title, err)
	}
	m, err := a.Final(ctx)
	if err != nil {
		th.t.Fatalf("%s: %v", title, err)
	}
	if title != "" {
		th.seen = append(th.seen, reply{Title: title, Message: m.Raw})
	}
	return m
}

// presses a button by its action, as labels speak the person's language.
func (th *theater) presses(title string, m discordtest.Message, action string, by ...discordtest.User) discordtest.Message {
	th.t.Helper()
	id, ok := findButton(th.t, m, action)
	switch {
	case !ok && th.lenient:
		return m
	case !ok:
		th.t.Fatalf("no button does %q", action)
	}
	i := discordtest.Press(m, id)
	if len(by) > 0 {
		i = i.By(by[0])
	}
	return th.does(title, i)
}

// buttonFor returns the custom_id of the button with an action; of two that turn pages
// that of the one that goes on.
func buttonFor(t *testing.T, m discordtest.Message, action string) string {
	t.Helper()
	id, ok := findButton(t, m, action)
	if !ok {
		t.Fatalf("no button does %q", action)
	}
	return id
}

func findButton(t *testing.T, m discordtest.Message, action string) (customID string, ok bool) {
	t.Helper()
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	raw := new(discordgo.Message)
	if err := json.Unmarshal(m.Raw, raw); err != nil {
		t.Fatal(err)
	}
	for _, b := range slices.Backward(m.Buttons) {
		if p, ok := codec.Open(b.CustomID, raw); ok && p.Action == action && !b.Disabled {
			return b.CustomID, true
		}
	}
	return "", false
}

// TestEveryReply holds every kind of answer in two languages, drawn by
//
//	go test ./bot/preview -run Draw -draw DIR -in ../command/testdata/replies/en-US.json
func TestEveryReply(t *testing.T) {
	for _, locale := range []string{"en-US", "uk"} {
		t.Run(locale, func(t *testing.T) {
			done := reindex.State{Last: report(3)}
			th := newTheater(t, demo(), &builder{
				start: func(string) (*reindex.Run, error) {
					return nil, &reindex.RunningError{Since: time.Unix(1743586200, 0), By: "1"}
				},
				compare: func(by string) (*reindex.Run, error) {
					would := *done.Last
					done.Compared = &would
					return &reindex.Run{By: by, DryRun: true}, nil
				},
				status: func() reindex.State { return done },
			}, locale)
			th.everybody()
			th.managers()
			th.moderators()
			th.bringing()
			th.exporting()
			th.failures()
			golden(t, "replies/"+locale+".json", th.json())
		})
	}
}

func (th *theater) json() string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(th.seen); err != nil {
		th.t.Fatal(err)
	}
	return commandID.ReplaceAllString(b.String(), "$1:1$2") // Discord gives another one each time
}

var commandID = regexp.MustCompile(`(\\u003c/[a-z -]+):\d+(\\u003e)`)

func slash(path string, options ...string) discordtest.Interaction {
	var given []discordtest.CommandOption
	for i := 0; i+1 < len(options); i += 2 {
		given = append(given, discordtest.Opt(options[i], options[i+1]))
	}
	return discordtest.Slash(path, given...)
}

func (th *theater) everybody() {
	me := discordtest.User{ID: "770000000000000099"}
	found := th.does("/quote search words: brevity soul of wit", slash("quote search", "words", "brevity soul of wit").By(me))
	open := th.presses("the list of results", found, "jump", me)
	shut := th.presses("", open, "shut", me)
	th.presses("Context", shut, "ctx")
	more := th.presses("More", shut, "more")
	for _, tab := range [][2]string{{"All sources", "srcs"}, {"Other wordings", "same"}, {"Cite", "cite"}, {"Copy as text", "copy"}, {"Picture", "pict"}, {"More by the speaker", "by"}, {"Share", "share"}} {
		th.presses(tab[0], more, tab[1])
	}
	th.presses("Next", shut, "page", me)
	partial := th.does("a phrase out of an article", slash("quote search", "words", "modern warfare"))
	th.presses("the context of a phrase", partial, "ctx")
	denied := th.does("a report of what was denied", slash("quote search", "words", "aid late"))
	th.presses("the context of a report", denied, "ctx")
	th.does("disputed", slash("quote search", "words", "cake"))
	th.does("a poem", slash("quote search", "words", "roads diverged"))
	long := th.does("a long quotation", slash("quote search", "words", "sentence number 40"))
	th.presses("all of it", long, "whole")
	th.does("a question too long for its buttons", slash("quote search", "words", strings.Repeat("여행길 ", 40)))
	th.does("only what comes nearest", slash("quote search", "words", "i have a dream"))
	th.does("read otherwise", slash("quote search", "words", "ghbdtn"))
	th.does("/quote random", slash("quote random"))
	th.does("/quote daily", slash("quote daily"))
	th.does("/quote show", slash("quote show", "id", string(roads.ID)))
	th.does("/quote forget, by who did not write it", slash("quote forget", "id", string(roads.ID)))
	speaker := th.does("/speaker", slash("speaker", "name", "William Shakespeare").By(me))
	th.presses("all quotations of a speaker", speaker, "again", me)
	th.does("/source", slash("source", "title", "Orchard growers"))
	th.does("/help", slash("help"))
}

func (th *theater) managers() {
	by := discordtest.User{ID: "770000000000000098", Permissions: discordgo.PermissionManageGuild}
	set := slash("daily set", "channel", "1042000000000000030", "time", "9:00", "timezone", "Europe/Kyiv")
	th.does("/help for who may manage the server", slash("help").By(by))
	th.does("/daily show, where there is nothing", slash("daily show").By(by))
	th.does("/daily set", set.By(by))
	th.does("/daily show", slash("daily show").By(by))
	th.does("/daily set, no time of day", slash("daily set", "channel", "1042000000000000030", "time", "soon", "timezone", "UTC").By(by))
	th.does("/daily set, no time zone", slash("daily set", "channel", "1042000000000000030", "time", "9:00", "timezone", "Atlantis").By(by))
	th.does("/daily off", slash("daily off").By(by))
	th.does("/daily set, by somebody else", set)
}

func (th *theater) moderators() {
	by := discordtest.User{ID: moderator}
	would := th.does("/corpus reindex dry-run", discordtest.Slash("corpus reindex", discordtest.Opt("dry-run", true)).By(by))
	th.presses("which would go", would, "diffs", by)
	for _, c := range []struct {
		title string
		i     discordtest.Interaction
	}{
		{"/help for a moderator", slash("help")},
		{"/corpus status", slash("corpus status")},
		{"/corpus reindex, under way already", slash("corpus reindex")},
		{"/corpus problems", slash("corpus problems")},
		{"/corpus hide", slash("corpus hide", "id", string(wit.ID), "reason", "twice")},
		{"/corpus restore", slash("corpus restore", "id", string(cake.ID))},
		{"/corpus restore of what is not hidden", slash("corpus restore", "id", string(wit.ID))},
		{"/corpus hide with words for an ID", slash("corpus hide", "id", "wit", "reason", "twice")},
		{"/corpus undo", slash("corpus undo")},
		{"/corpus hidden", slash("corpus hidden")},
		{"/quote forget, of what the corpus has", slash("quote forget", "id", string(roads.ID))},
		{"/corpus history", slash("corpus history", "id", string(cake.ID))},
	} {
		th.does(c.title, c.i.By(by))
	}
	reported := th.does("/corpus review: a report", slash("corpus review").By(by))
	unsure := th.presses("/corpus review: what is not sure enough", reported, "rset", by)
	last := th.presses("/corpus review: another one", unsure, "racc", by)
	th.presses("/corpus review, the first one again", last, "rskp", by)
}

func (th *theater) failures() {
	nothing := th.does("nothing found", slash("quote search", "words", "einstein cake recipe"))
	th.presses("what was proposed instead", nothing, "again")
	for _, c := range []struct {
		title string
		i     discordtest.Interaction
	}{
		{"nothing with this speaker", slash("quote search", "words", "wit", "speaker", "Nobody Known")},
		{"no words", slash("quote search", "words", "\u200b")},
		{"a date that is none", slash("quote search", "words", "wit", "since", "some day")},
		{"dates in the wrong order", slash("quote search", "words", "wit", "since", "2025", "until", "2024")},
		{"too many searches", slash("quote search", "words", "busy")},
		{"no such language", slash("quote daily", "language", "Klingon")},
		{"nothing to draw", slash("quote random", "speaker", "Nobody Known")},
		{"hidden", slash("quote show", "id", "0000000000000")},
		{"gone", slash("quote show", "id", "1111111111111")},
		{"no ID", slash("quote show", "id", "@everyone")},
		{"no such speaker", slash("speaker", "name", "Nobody Known")},
		{"not for everybody", slash("corpus status")},
	} {
		th.does(c.title, c.i)
	}
}
