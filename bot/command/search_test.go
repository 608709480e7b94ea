package command_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/interact"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// hits is a library that finds n quotations for any words.
func hits(n int, asked *[]search.Query) *library {
	return &library{search: func(q search.Query) (search.Result, error) {
		if asked != nil {
			*asked = append(*asked, q)
		}
		r := search.Result{Total: n}
		for i := q.Offset; i < min(n, q.Offset+q.Limit); i++ {
			words := fmt.Sprintf("quotation number %d", i+1)
			r.Hits = append(r.Hits, search.Hit{Quote: said(words, "Ann Lee"), Matched: []quotes.Span{{Start: 0, End: 9}}})
		}
		return r, nil
	}}
}

func TestASearchShowsTheBestHit(t *testing.T) {
	var asked []search.Query
	p := use(t, hits(17, &asked), nil)
	got := p.run("quote search", "words", " four  score ", "speaker", "Lee · 12", "source", "Book", "since", "may 2024", "until", "2025", "private", true)
	want := "### “__quotation__ number 1”\n**Ann Lee**\n*A Book*\n-# `" + string(quotes.IDOf("quotation number 1")) + "`\n[1 / 17]"
	if got != want {
		t.Errorf("the person reads\n%s\nwant\n%s", got, want)
	}
	if !p.screen.private {
		t.Error("everybody sees what was asked in private")
	}
	query := search.Query{Words: "four  score", Limit: 1, Filter: search.Filter{
		Speaker: "Lee", Source: "Book", Since: "2024-05", Until: "2025", Scope: homeGuild,
	}}
	if diff := cmp.Diff([]search.Query{query}, asked); diff != "" {
		t.Error(diff)
	}
	if _, enabled := button(p.screen.message(), "Back"); enabled {
		t.Error("there is something before the first hit")
	}
}

func TestTheButtonsTurnThePages(t *testing.T) {
	for _, words := range []string{"short", strings.Repeat("much longer than any custom_id ", 6), "слова " + strings.Repeat("щ", 190)} {
		var asked []search.Query
		p := use(t, hits(3, &asked), nil)
		p.run("quote search", "words", words, "speaker", "Зеленський", "since", "2024")
		first := p.screen.message()
		if got := p.press(first, "Next"); !strings.Contains(got, "[2 / 3]") || !p.screen.updated {
			t.Errorf("the next page is %q, in place of the first: %v", got, p.screen.updated)
		}
		// A restart: nothing is left of what the process knew.
		restarted := use(t, hits(3, &asked), nil)
		if got := restarted.press(p.screen.message(), "Next"); !strings.Contains(got, "[3 / 3]") {
			t.Errorf("after a restart the next page is %q", got)
		}
		last := restarted.screen.message()
		if _, enabled := button(last, "Next"); enabled {
			t.Error("there is something after the last hit")
		}
		if got := restarted.press(last, "Back"); !strings.Contains(got, "[2 / 3]") {
			t.Errorf("the page before is %q", got)
		}
		for i := range asked {
			asked[i].Offset = 0
			if diff := cmp.Diff(asked[0], asked[i]); diff != "" {
				t.Errorf("page %d asks for something else: %s", i, diff)
			}
		}
	}
}

func TestAStrangerGetsAPageOfTheirOwn(t *testing.T) {
	p := use(t, hits(3, nil), nil)
	p.run("quote search", "words", "x")
	public := p.screen.message()
	other := p.by(stranger)
	if got := other.press(public, "Next"); !strings.Contains(got, "[2 / 3]") || !p.screen.private || p.screen.updated {
		t.Errorf("a stranger reads %q, alone: %v, in place of the first: %v", got, p.screen.private, p.screen.updated)
	}
	if got := other.press(p.screen.message(), "Next"); !strings.Contains(got, "[3 / 3]") || !p.screen.updated {
		t.Errorf("the stranger's own page turns to %q, in place: %v", got, p.screen.updated)
	}
}

func TestPagesFollowTheCorpus(t *testing.T) {
	many := use(t, hits(9, nil), nil)
	many.run("quote search", "words", "x")
	for range 7 {
		many.press(many.screen.message(), "Next")
	}
	eighth := many.screen.message()
	fewer := use(t, hits(2, nil), nil)
	if got := fewer.press(eighth, "Next"); !strings.Contains(got, "[2 / 2]") {
		t.Errorf("of fewer hits the person reads %q", got)
	}
	none := use(t, hits(0, nil), nil)
	if got := none.press(eighth, "Next"); !strings.HasPrefix(got, "I found no quote mentioning “x”.") {
		t.Errorf("of no hits the person reads %q", got)
	}
}

func TestASingleHitHasNoPages(t *testing.T) {
	p := use(t, hits(1, nil), nil)
	p.run("quote search", "words", "x")
	if diff := cmp.Diff([]string{"Context", "More"}, buttons(p.screen.message())); diff != "" {
		t.Error(diff)
	}
}

func TestASearchExplainsWhyItShowsNothing(t *testing.T) {
	fails := func(err error) *library {
		return &library{search: func(search.Query) (search.Result, error) { return search.Result{}, err }}
	}
	reads := &builder{status: func() reindex.State {
		return reindex.State{Running: true, Since: time.Now(), Progress: reindex.Progress{Step: "indexing", Done: 5, Total: 9}}
	}}
	failed := &builder{status: func() reindex.State { return reindex.State{LastErr: errors.New("disk full at /srv/secret")} }}
	for _, tt := range []struct {
		name    string
		library *library
		builder *builder
		options []any
		want    string
	}{
		{"nothing", &library{}, nil, []any{"words", "ab*c"}, `I found no quote mentioning “ab\*c”. Try fewer or different words.`},
		{"a spelling that would do", &library{search: func(search.Query) (search.Result, error) { return search.Result{Suggestion: "four score"}, nil }}, nil, []any{"words", "fuor scoer"}, "I found no quote mentioning “fuor scoer”. Try “four score”."},
		{"nothing that is a word", &library{}, nil, []any{"words", "?!"}, "There’s nothing to search for. Type a few words from the quote."},
		{"no words", &library{}, nil, []any{"words", " \u200b "}, "There’s nothing to search for. Type a few words from the quote."},
		{"a date that is none", &library{}, nil, []any{"words", "x", "since", "3/4/2024"}, "I can’t read “3/4/2024” as a date for since. Write a year, a month or a day: 2024, May 2024 or 2024-05-01."},
		{"a date without a year", &library{}, nil, []any{"words", "x", "until", "January 13"}, "I can’t read “January 13” as a date for until. Write a year, a month or a day: 2024, May 2024 or 2024-05-01."},
		{"a date that pings", &library{}, nil, []any{"words", "x", "since", "<@1>"}, `I can’t read “\<\@1>” as a date for since. Write a year, a month or a day: 2024, May 2024 or 2024-05-01.`},
		{"dates in the wrong order", &library{}, nil, []any{"words", "x", "since", "2025", "until", "1 May 2024"}, "2025 comes after May 1, 2024. Swap the two dates."},
		{"a range inside one year", hits(1, nil), nil, []any{"words", "x", "since", "2024-05", "until", "2024"}, "### “__quotation__ number 1”\n**Ann Lee**\n*A Book*\n-# `" + string(quotes.IDOf("quotation number 1")) + "`"},
		{"too many searches", fails(search.ErrBusy), nil, []any{"words", "x"}, "I’m busy with other searches. Try again in a few seconds."},
		{"before the first reading", fails(search.ErrNoGeneration), nil, []any{"words", "x"}, "I’m reading the corpus for the first time. Try again in a minute."},
		{"during the first reading", fails(fmt.Errorf("x: %w", search.ErrNoGeneration)), reads, []any{"words", "x"}, "I’m reading the corpus for the first time: sorting, 5 of 9 quotes in 0 s. Try again when I’m done."},
		{"after the first reading failed", fails(search.ErrNoGeneration), failed, []any{"words", "x"}, "I have no quotes yet, because reading the corpus failed. A moderator can see why with /corpus status."},
		{"a defect", fails(errors.New("disk full at /srv/secret")), nil, []any{"words", "x"}, "Something went wrong on my side. Try again in a moment. If it keeps happening, give the bot’s owner this code: 1000."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, tt.library, tt.builder)
			if got := p.run("quote search", tt.options...); got != tt.want {
				t.Errorf("the person reads\n%s\nwant\n%s", got, tt.want)
			}
			if !p.screen.private && !strings.HasPrefix(tt.want, "#") {
				t.Error("everybody reads it")
			}
		})
	}
}

func TestShowFindsAQuotationByWhatWasGiven(t *testing.T) {
	q := said("four score and seven years ago", "Abraham Lincoln")
	l := &library{
		get: func(id quotes.ID, scope string) (quotes.Quote, error) {
			switch {
			case scope != homeGuild:
				return quotes.Quote{}, search.ErrNotFound
			case id == q.ID:
				return q, nil
			case id == "0000000000000":
				return quotes.Quote{}, search.ErrHidden
			case id == "1111111111111":
				return quotes.Quote{}, fmt.Errorf("reading: %w", search.ErrGone)
			}
			return quotes.Quote{}, search.ErrNotFound
		},
		suggestIDs: func(prefix string, f search.Filter, n int) ([]quotes.Quote, error) {
			switch prefix {
			case "four score":
				return []quotes.Quote{q}, nil
			case "four":
				return []quotes.Quote{q, said("four more years", "A Crowd")}, nil
			}
			return nil, nil
		},
	}
	card := "### “four score and seven years ago”\n**Abraham Lincoln**\n*A Book*\n-# `" + string(q.ID) + "`"
	id := string(q.ID)
	for given, want := range map[string]string{
		id:                             card,
		strings.ToUpper(id):            card,
		id[:4] + "-" + id[4:]:          card,
		id + " · four score and seve…": card,
		"\u2068" + id + " · x\u2069":   card,
		" four score ":                 card,
		"four":                         "“four” isn’t a quote ID. An ID has 13 letters and digits, and you’ll find it at the bottom of every answer.",
		"@everyone":                    `“\@everyone” isn’t a quote ID. An ID has 13 letters and digits, and you’ll find it at the bottom of every answer.`,
		"2222222222222":                "I have no quote with the ID 2222222222222. You’ll find the ID at the bottom of every answer.",
		"0000000000000":                "A moderator has hidden the quote 0000000000000.",
		"1111111111111":                "I no longer have the quote 1111111111111. It’s been taken out of the corpus.",
	} {
		if got := use(t, l, nil).run("quote show", "id", given); got != want {
			t.Errorf("/quote show %q:\n%s\nwant\n%s", given, got, want)
		}
	}
}

func TestRandomKeepsToItsFilter(t *testing.T) {
	var asked search.Filter
	l := &library{random: func(f search.Filter) (quotes.Quote, error) {
		asked = f
		return said("chance words", "Ann Lee"), nil
	}}
	p := use(t, l, nil)
	if got := p.run("quote random", "speaker", "Ann Lee · 3", "source", "A Book"); !strings.HasPrefix(got, "### “chance words”\n") {
		t.Errorf("the person reads %q", got)
	}
	if diff := cmp.Diff(search.Filter{Speaker: "Ann Lee", Source: "A Book", Scope: homeGuild}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestADrawWithoutAQuotationSaysWhy(t *testing.T) {
	missing := func(m search.ZeroResult) *library {
		return &library{search: func(search.Query) (search.Result, error) { return search.Result{ZeroResult: &m}, nil }}
	}
	without := []search.Without{{Parts: []search.Part{search.SourcePart}, Found: 2}}
	for _, tt := range []struct {
		name    string
		library *library
		options []any
		want    string
	}{
		{"no quotations at all", &library{}, nil, "I have no quotes yet. A moderator can see why with /corpus status."},
		{"an unknown speaker", missing(search.ZeroResult{Speaker: &search.Unknown{Text: "Lincon", Near: []string{"Abraham Lincoln"}}}), []any{"speaker", "Lincon"}, "I have no quotes from anyone called “Lincon”. Pick a name from the list that appears as you type. The closest is “Abraham Lincoln”."},
		{"an unknown source", missing(search.ZeroResult{Source: &search.Unknown{Text: "Nothing"}}), []any{"source", "Nothing"}, "I have no source called “Nothing”. Pick a title from the list that appears as you type."},
		{"a speaker who is not quoted there", missing(search.ZeroResult{Without: without}), []any{"speaker", "Lee", "source", "Book"}, "No results from “Book”, but 2 from other sources."},
		{"nothing but reports", &library{search: func(search.Query) (search.Result, error) { return search.Result{Total: 2}, nil }}, []any{"speaker", "Lee"}, "The only matches are reports of what somebody said, and I don’t pick those at random. /quote search finds them."},
		{"nobody knows why", &library{}, []any{"speaker", "Lee"}, "Nothing matches those filters. Leave one out."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, tt.library, nil)
			if got := p.run("quote random", tt.options...); got != tt.want || !p.screen.private {
				t.Errorf("the person reads, alone: %v\n%s\nwant\n%s", p.screen.private, got, tt.want)
			}
		})
	}
}

func TestCompletions(t *testing.T) {
	long := strings.Repeat("A Very Long Title ", 10)
	l := &library{
		suggest: func(field search.Field, prefix string, f search.Filter, n int) ([]search.Suggestion, error) {
			switch {
			case f.Scope != homeGuild || n > 25:
				return nil, errors.New("a wrong filter")
			case field == search.SpeakerField && prefix == "zel" && f.Source == "":
				return []search.Suggestion{{Text: "Volodymyr Zelenskyy", Count: 12}, {Text: "\u202eevil", Count: 1}, {Text: "محمود", Count: 2}}, nil
			case field == search.SourceField && prefix == "a very" && f.Speaker == "Ann":
				return []search.Suggestion{{Text: long, Count: 3}}, nil
			case field == search.WordsField && prefix == "four" && f.Speaker == "Ann":
				return []search.Suggestion{{Text: "four score", Count: 9}}, nil
			}
			return nil, fmt.Errorf("asked for %s %q", field, prefix)
		},
		suggestIDs: func(prefix string, f search.Filter, _ int) ([]quotes.Quote, error) {
			if prefix != "4sc" && prefix != "0123456789abc" {
				return nil, fmt.Errorf("asked for %q", prefix)
			}
			q := said(strings.Repeat("four score ", 30), "A")
			q.ID = "0123456789abc"
			return []quotes.Quote{q}, nil
		},
		languages: func(search.Filter) []search.Language {
			return []search.Language{{Tag: "en", Count: 70}, {Tag: "uk", Count: 7}}
		},
	}
	name := "0123456789abc · four score four score four score four score four score four score four score four…"
	for _, tt := range []struct {
		path    string
		options []any
		want    []interact.Choice
	}{
		{"quote search", []any{"words", "x", "speaker*", "zel"}, []interact.Choice{
			{Name: "Volodymyr Zelenskyy · 12", Value: "Volodymyr Zelenskyy"},
			{Name: "evil · 1", Value: "\u202eevil"},
			{Name: "\u2068محمود · 2\u2069", Value: "محمود"},
		}},
		{"speaker", []any{"name*", " zel "}, []interact.Choice{
			{Name: "Volodymyr Zelenskyy · 12", Value: "Volodymyr Zelenskyy"},
			{Name: "evil · 1", Value: "\u202eevil"},
			{Name: "\u2068محمود · 2\u2069", Value: "محمود"},
		}},
		{"quote random", []any{"speaker", "Ann", "source*", "a very"}, []interact.Choice{
			{Name: "A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very Long Title A… · 3", Value: "A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very"},
		}},
		{"quote search", []any{"speaker", "Ann", "words*", "four"}, []interact.Choice{{Name: "four score", Value: "four score"}}},
		{"quote random", []any{"language*", ""}, []interact.Choice{{Name: "English · 70", Value: "en"}, {Name: "Ukrainian · 7", Value: "uk"}}},
		{"quote daily", []any{"language*", "ukr"}, []interact.Choice{{Name: "Ukrainian · 7", Value: "uk"}}},
		{"quote show", []any{"id*", "4sc"}, []interact.Choice{{Name: name, Value: "0123456789abc"}}},
		{"quote show", []any{"id*", name}, []interact.Choice{{Name: name, Value: "0123456789abc"}}},
		{"source", []any{"title*", "unheard of"}, nil}, // the library fails: no choices
		{"quote search", []any{"since*", "20"}, nil},
	} {
		got := use(t, l, nil).completions(tt.path, tt.options...)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %q: %s", tt.path, tt.options, diff)
		}
	}
}

func TestWhatAClientSendsOfAChoiceIsResolved(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("A Very Long Title ", 10))
	var asked search.Filter
	l := &library{
		random: func(f search.Filter) (quotes.Quote, error) {
			asked = f
			return said("x", "y"), nil
		},
		suggest: func(_ search.Field, prefix string, _ search.Filter, n int) ([]search.Suggestion, error) {
			return []search.Suggestion{{Text: "A Vase"}, {Text: long}}[:min(n, 2)], nil
		},
	}
	for given, want := range map[string]string{
		"A Book":      "A Book",
		"A Book · 12": "A Book",
		"A · B · 12":  "A · B",
		"A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very": long,
		"A Very Long Title A Very Long Title A Very Long Title A Very Long Title A Very Long Title A… · 3": long,
		strings.Repeat("x", 95): strings.Repeat("x", 95),
	} {
		use(t, l, nil).run("quote random", "source", given)
		if asked.Source != want {
			t.Errorf("source:%q is taken for %q, want %q", given, asked.Source, want)
		}
	}
}

func TestPortraits(t *testing.T) {
	indirect := quote("the troops were told not to surrender", quotes.Attribution{Kind: quotes.Indirect, Status: quotes.Curated, Speakers: []quotes.Speaker{zelenskyy}})
	hidden := quote("unsure", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Review})
	l := &library{
		speaker: func(name string, _ search.Filter) (search.SpeakerInfo, error) {
			if name != "zelensky" {
				return search.SpeakerInfo{}, search.ErrNotFound
			}
			return search.SpeakerInfo{
				Name: "Volodymyr *Zelenskyy*", Roles: []string{"Ukrainian President"}, Since: "2024-05-01", Until: "2024-05-01", Body: true, Aliases: []string{"Зеленський", "Zelensky", "c", "d", "e", "f"}, Quotations: 1200,
				Sources:  []search.Suggestion{{Text: "The <@1> Paper", Count: 3}, {Text: "Two", Count: 1}, {Text: "3"}, {Text: "4"}, {Text: "5"}, {Text: "6"}, {Text: "7"}, {Text: "8"}, {Text: "9"}, {Text: "10"}},
				Examples: []quotes.Quote{hidden, said("**first**", "x"), indirect},
			}, nil
		},
		source: func(title string, _ search.Filter) (search.SourceInfo, error) {
			if title != "hamlet" {
				return search.SourceInfo{}, search.ErrNotFound
			}
			return search.SourceInfo{
				Source: quotes.Source{Title: "Hamlet", Author: "Shakespeare", Published: "1603", URL: "https://example.org/hamlet"}, Quotations: 1,
				Speakers: []search.Suggestion{{Text: "Hamlet", Count: 1}}, Examples: []quotes.Quote{said("To be", "Hamlet")},
			}, nil
		},
		suggest: func(field search.Field, prefix string, _ search.Filter, _ int) ([]search.Suggestion, error) {
			if prefix == "zel" {
				return []search.Suggestion{{Text: "Volodymyr Zelenskyy"}}, nil
			}
			return nil, nil
		},
	}
	p := use(t, l, nil)
	golden(t, "speaker", p.run("speaker", "name", "zelensky · 12")+"\n")
	golden(t, "source", p.run("source", "title", "hamlet")+"\n")
	golden(t, "help", p.run("help")+"\n")
	if !p.screen.private {
		t.Error("everybody reads the help")
	}
	golden(t, "help_moderator", p.by(moderator).run("help")+"\n")
	for _, tt := range []struct{ command, option, given, want string }{
		{"speaker", "name", "zel", "I have no quotes from anyone called “zel”. Pick a name from the list that appears as you type. The closest is “Volodymyr Zelenskyy”."},
		{"speaker", "name", "x", "I have no quotes from anyone called “x”. Pick a name from the list that appears as you type."},
		{"source", "title", "x", "I have no source called “x”. Pick a title from the list that appears as you type."},
		{"speaker", "name", " \u200b", "That doesn’t contain a name. Type the speaker’s name."},
		{"source", "title", "\u202e", "That doesn’t contain a title. Type the source’s title or publisher."},
	} {
		if got := p.by(stranger).run(tt.command, tt.option, tt.given); got != tt.want {
			t.Errorf("/%s %s: %q", tt.command, tt.given, got)
		}
	}
}
