package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/bot/messages/messagestest"
	"verbatim/quotes"
	"verbatim/search"
)

func TestASearchThatFindsNothingSaysWhyAndWhatToDo(t *testing.T) {
	near := func(typed string, near ...string) search.Unknown { return search.Unknown{Text: typed, Near: near} }
	lost := near("Lincon", "Abraham Lincoln", "Robert Lincoln")
	gone := near("Gettisburg", "Gettysburg Address")
	nobody := near("Nemo")
	bySpeaker := search.Without{Parts: []search.Part{search.SpeakerPart}, Found: 3}
	bySource := search.Without{Parts: []search.Part{search.SourcePart}, Found: 1}
	byDates := search.Without{Parts: []search.Part{search.DatesPart}, Found: 1200}
	all := search.Without{Parts: []search.Part{search.SpeakerPart, search.DatesPart}, Found: 2}
	for _, tt := range []struct {
		name       string
		missing    search.ZeroResult
		suggestion string
		options    []any // besides words
		want       string
	}{
		{"one unknown word", search.ZeroResult{Words: []search.Unknown{near("glitterz", "glisters", "glitters")}}, "", nil, "I found no quote mentioning “glitterz”. Did you mean “glisters” or “glitters”?"},
		{"the suggestion is the nearest word", search.ZeroResult{Words: []search.Unknown{near("glitterz", "glisters", "glitters")}}, "glisters", nil, "I found no quote mentioning “glitterz”. Did you mean “glisters” or “glitters”?"},
		{"a whole query to try", search.ZeroResult{Words: []search.Unknown{near("glitterz", "glisters", "glitters")}}, "all that glisters", nil, "I found no quote mentioning “glitterz”. Try “all that glisters”."},
		{"several words", search.ZeroResult{Words: []search.Unknown{near("glitterz", "glisters", "glitters"), near("xyzzy"), near("goldd", "gold")}}, "", nil, "I found no quote mentioning “glitterz”, “xyzzy” or “goldd”. Did you mean “glisters” or “gold”?"},
		{"more than a reader takes in", search.ZeroResult{Words: []search.Unknown{near("a"), near("b"), near("c"), near("d"), near("e")}}, "", nil, "I found no quote mentioning “a”, “b”, “c” or 2 other words you typed. Try different words."},
		{"no quotation has them together", search.ZeroResult{Apart: true}, "gold dice", nil, "No quote has all of those words together. Try “gold dice”."},
		{"the speaker", search.ZeroResult{Without: []search.Without{bySpeaker}}, "", []any{"speaker", "Lincoln"}, "No results from “Lincoln”, but 3 from other speakers."},
		{"the source", search.ZeroResult{Without: []search.Without{bySource}}, "", []any{"source", "A <@1> Book"}, `No results from “A \<\@1> Book”, but 1 from another source.`},
		{"the dates, since people are surer of who said it", search.ZeroResult{Without: []search.Without{bySpeaker, byDates}}, "", []any{"speaker", "Lincoln", "since", "2024"}, "No results for those dates, but 1,200 without them."},
		{"all filters together", search.ZeroResult{Without: []search.Without{all}}, "", []any{"speaker", "Lincoln", "since", "2024"}, "No results with those filters, but 2 without them."},
		{"an unknown speaker", search.ZeroResult{Speaker: &lost, Without: []search.Without{bySpeaker}}, "", []any{"speaker", "Lincon"}, "I have no quotes from anyone called “Lincon”. Did you mean “Abraham Lincoln” or “Robert Lincoln”?"},
		{"nobody like it", search.ZeroResult{Speaker: &nobody, Without: []search.Without{bySpeaker}}, "", []any{"speaker", "Nemo"}, "I have no quotes from anyone called “Nemo”. Without that filter, I found 3 quotes."},
		{"nobody like it, and nothing without it", search.ZeroResult{Speaker: &nobody, Words: []search.Unknown{near("xyzzy")}}, "", []any{"speaker", "Nemo"}, "I have no quotes from anyone called “Nemo”. Leave it out and try different words."},
		{"an unknown source", search.ZeroResult{Source: &gone}, "", []any{"source", "Gettisburg"}, "I have no source called “Gettisburg”. Did you mean “Gettysburg Address”?"},
		{"nothing to say", search.ZeroResult{}, "", nil, "I found no quote mentioning “ab c”. Try fewer or different words."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, &library{search: func(search.Query) (search.Result, error) {
				return search.Result{ZeroResult: &tt.missing, Suggestion: tt.suggestion}, nil
			}}, nil)
			if got := p.run("quote search", append([]any{"words", "ab c"}, tt.options...)...); got != tt.want {
				t.Errorf("the person reads\n%s\nwant\n%s", got, tt.want)
			}
			if !p.screen.private {
				t.Error("everybody reads it")
			}
		})
	}
}

func TestAButtonAsksWhatTheSentenceProposes(t *testing.T) {
	near := func(near ...string) *search.Unknown { return &search.Unknown{Text: "typed", Near: near} }
	found := func(parts ...search.Part) []search.Without { return []search.Without{{Parts: parts, Found: 3}} }
	for _, tt := range []struct {
		name       string
		missing    search.ZeroResult
		suggestion string
		label      string       // empty: there is no button
		want       search.Query // what differs from the query below
	}{
		{"unknown words", search.ZeroResult{Words: []search.Unknown{*near("a", "b")}}, "four score", "Search for “four score”", search.Query{Words: "four score"}},
		{"words that are apart", search.ZeroResult{Apart: true}, "שלום", "Search for “\u2068שלום\u2069”", search.Query{Words: "שלום"}},
		{"a long suggestion", search.ZeroResult{Apart: true}, strings.Repeat("gold ", 30), "Search for “gold gold gold gold gold gold gold gold…”", search.Query{Words: strings.Repeat("gold ", 30)}},
		{"the speaker", search.ZeroResult{Without: found(search.SpeakerPart)}, "", "Search all speakers", search.Query{Filter: search.Filter{Speaker: "-"}}},
		{"the source", search.ZeroResult{Without: found(search.SourcePart)}, "", "Search all sources", search.Query{Filter: search.Filter{Source: "-"}}},
		{"the dates", search.ZeroResult{Without: found(search.DatesPart)}, "", "Search all dates", search.Query{Filter: search.Filter{Since: "-", Until: "-"}}},
		{"the language", search.ZeroResult{Without: found(search.LanguagePart)}, "", "Search all languages", search.Query{Filter: search.Filter{Language: "-"}}},
		{"all of them", search.ZeroResult{Without: found(search.SpeakerPart, search.SourcePart, search.DatesPart)}, "", "Search without filters", search.Query{Filter: search.Filter{Speaker: "-", Source: "-", Since: "-", Until: "-"}}},
		{"a speaker near the name", search.ZeroResult{Speaker: near("Ann Lee", "An Li"), Without: found(search.SpeakerPart)}, "", "Try “Ann Lee”", search.Query{Filter: search.Filter{Speaker: "Ann Lee"}}},
		{"nobody near the name", search.ZeroResult{Speaker: near(), Without: found(search.SpeakerPart)}, "", "Search all speakers", search.Query{Filter: search.Filter{Speaker: "-"}}},
		{"a source near the title", search.ZeroResult{Source: near("A Book")}, "", "Try “A Book”", search.Query{Filter: search.Filter{Source: "A Book"}}},
		{"no source near the title", search.ZeroResult{Source: near(), Without: found(search.SourcePart)}, "", "Search all sources", search.Query{Filter: search.Filter{Source: "-"}}},
		{"nobody near the name, and nothing without it", search.ZeroResult{Speaker: near()}, "", "", search.Query{}},
		{"words that nothing is near", search.ZeroResult{Words: []search.Unknown{*near()}}, "", "", search.Query{}},
		{"several words near", search.ZeroResult{Words: []search.Unknown{*near("a"), *near("b")}}, "", "", search.Query{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked []search.Query
			p := use(t, &library{search: func(q search.Query) (search.Result, error) {
				if asked = append(asked, q); len(asked) == 1 {
					return search.Result{ZeroResult: &tt.missing, Suggestion: tt.suggestion}, nil
				}
				return search.Result{Total: 1, Hits: []search.Hit{{Quote: said("four score", "Ann Lee")}}}, nil
			}, get: func(quotes.ID, string) (quotes.Quote, error) { return said("four score", "Ann Lee"), nil }, languages: func(search.Filter) []search.Language {
				return []search.Language{{Tag: "uk", Count: 1}}
			}}, nil)
			p.run("quote search", "words", `"x y"`, "speaker", "Lee", "source", "Book", "since", "1900", "until", "2024", "language", "uk")
			labels := buttons(p.screen.message())
			if tt.label == "" {
				if len(labels) > 0 {
					t.Errorf("there are the buttons %q", labels)
				}
				return
			}
			if diff := cmp.Diff([]string{tt.label}, labels); diff != "" {
				t.Fatal(diff)
			}
			if got := p.press(p.screen.message(), tt.label); !strings.HasPrefix(got, "### “four score”\n") {
				t.Errorf("after the press the person reads %q", got)
			}
			want := asked[0]
			for _, change := range []struct{ text, to *string }{
				{&want.Words, &tt.want.Words},
				{&want.Filter.Speaker, &tt.want.Filter.Speaker},
				{&want.Filter.Source, &tt.want.Filter.Source},
				{&want.Filter.Language, &tt.want.Filter.Language},
				{(*string)(&want.Filter.Since), (*string)(&tt.want.Filter.Since)},
				{(*string)(&want.Filter.Until), (*string)(&tt.want.Filter.Until)},
			} {
				if *change.to != "" {
					*change.text = strings.TrimPrefix(*change.to, "-")
				}
			}
			asked[1].Limit = 1 // of a question that is too long for a button its first hits are asked for
			if diff := cmp.Diff(want, asked[1]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsProposedIsAnsweredToThoseWhomTheSearchWasFor(t *testing.T) {
	suggesting := &library{search: func(q search.Query) (search.Result, error) {
		if q.Words != "four score" {
			return search.Result{Suggestion: "four score"}, nil
		}
		return search.Result{Total: 2, Hits: []search.Hit{{Quote: said("four score", "Ann Lee")}}}, nil
	}}
	const label = "Search for “four score”"
	for _, tt := range []struct {
		name              string
		by                string
		private           bool // was asked for
		alone, inItsPlace bool
	}{
		{"a search for everyone", asker, false, false, false},
		{"a private search", asker, true, false, true}, // in a message that only they see
		{"somebody else", stranger, false, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := use(t, suggesting, nil)
			p.run("quote search", "words", "fuor scoer", "private", tt.private)
			if !p.screen.private {
				t.Error("everybody reads that there is nothing")
			}
			first := p.screen.message()
			restarted := use(t, suggesting, nil).by(tt.by)
			restarted.press(first, label)
			if s := restarted.screen; s.private != tt.alone || s.updated != tt.inItsPlace {
				t.Errorf("the answer is for the person alone: %v, in place of the sentence: %v", s.private, s.updated)
			}
			restarted.press(restarted.screen.message(), "Next")
			if !restarted.screen.updated {
				t.Error("the pages of the answer do not turn")
			}
		})
	}
}

func TestWhatIsMissingIsSaidShortlyAndCannotAct(t *testing.T) {
	nasty := search.Unknown{Text: strings.Repeat(nastyWords, 60), Near: []string{nastyWords, darwish, strings.Repeat("щ", 6000)}}
	filter := search.Filter{Speaker: nastyWords, Source: strings.Repeat(darwish, 300), Since: "2024", Language: nastyWords, Kinds: []quotes.Kind{quotes.Direct}}
	parts := []search.Part{search.SpeakerPart, search.SourcePart, search.DatesPart, search.LanguagePart, search.KindPart}
	all := []search.ZeroResult{
		{},
		{Words: []search.Unknown{nasty}},
		{Words: []search.Unknown{nasty, nasty, nasty, nasty, nasty}},
		{Speaker: &nasty},
		{Source: &nasty},
		{Apart: true},
		{Speaker: &search.Unknown{}, Without: []search.Without{{Parts: parts[:1], Found: 3}}},
		{Without: []search.Without{{Parts: parts, Found: 3}}},
	}
	for i := range parts {
		all = append(all, search.ZeroResult{Without: []search.Without{{Parts: parts[i : i+1], Found: 3}}})
	}
	for _, missing := range all {
		for _, suggestion := range []string{"", strings.Repeat(nastyWords, 60)} {
			q := search.Query{Words: strings.Repeat(nastyWords, 60), Filter: filter}
			r := search.Result{ZeroResult: &missing, Suggestion: suggestion}
			got, again := command.NothingFound(messages.For("en"), q, r)
			if active := messagestest.Active(got); len(active) > 0 {
				t.Errorf("in %q there is %q", got, active)
			}
			// Three words and a few near ones, each 40 units, or a suggestion of 120,
			// every character escaped.
			if n := messages.Len16(got); n > 700 || strings.ContainsAny(got, "\n\u202e") {
				t.Errorf("%d units: %q", n, got)
			}
			// "Component Reference": a button's label has at most 80 units.
			if messages.Len16(again.Label) > 80 || strings.ContainsAny(again.Label, "\\\n\u202e") {
				t.Errorf("the button %q", again.Label)
			}
			if plain, _ := command.NothingFound(messages.For("en").Plain(), q, r); messages.Len16(plain) > 400 || strings.ContainsAny(plain, "\\\n\u202e") {
				t.Errorf("in plain text %d units: %q", messages.Len16(plain), plain)
			}
		}
	}
}

// TestTheClosestIsNotShownAsIfItWereFound: what only comes nearest says so first,
// and which words it lacks, which are a stranger's text.
func TestTheClosestIsNotShownAsIfItWereFound(t *testing.T) {
	for _, tt := range []struct {
		confidence search.Confidence
		unfound    []string
		readAs     string
		unquoted   bool
		want       string // what the answer begins with
	}{
		{search.Found, []string{"the"}, "", false, "### “"},
		{search.Found, nil, "hello *world*", false, "Showing results for “hello \\*world\\*”:\n### “"},
		{search.Closest, nil, "", false, "Nothing matches exactly. The closest is:\n### “"},
		{search.Closest, []string{"dream", "<@1>"}, "", false, "No quote has all of those words. The closest, without “dream”, “\\<\\@1>”:\n### “"},
		{search.Found, nil, "", true, "No quote has exactly those words in a row. Without the quotation marks:\n### “"},
	} {
		p := use(t, &library{search: func(search.Query) (search.Result, error) {
			return search.Result{
				Hits: []search.Hit{{Quote: said("Four score and seven", "Abraham Lincoln")}}, Total: 1, Confidence: tt.confidence, Unfound: tt.unfound, ReadAs: tt.readAs, Unquoted: tt.unquoted,
			}, nil
		}}, nil)
		got := p.run("quote search", "words", "i have a dream")
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s without %q: the person reads\n%s\nwant it to begin with\n%s", tt.confidence, tt.unfound, got, tt.want)
		}
	}
}

// TestSomebodyOfWhomNothingIsQuoted: what comes nearest is never shown as his.
func TestSomebodyOfWhomNothingIsQuoted(t *testing.T) {
	m := messages.For("en")
	result := search.Result{NotQuoted: "John F. Kennedy", Confidence: search.Closest, Unfound: []string{"jfk"}}
	const over = "I have no quotes from John F. Kennedy. No quote has all of those words. The closest, without “jfk”:"
	if got := (command.Card{}).WithConfidence(result, m).Head.Parts[0].Text; got != over {
		t.Errorf("over the card stands %q, want %q", got, over)
	}
	result = search.Result{NotQuoted: "John F. Kennedy", Confidence: search.NothingClose, ZeroResult: &search.ZeroResult{Words: []search.Unknown{{Text: "jfk"}}}}
	const nothing = "I have no quotes from John F. Kennedy. Try fewer or different words."
	if got, _ := command.NothingFound(m, search.Query{Words: "jfk quotes"}, result); got != nothing {
		t.Errorf("the person reads %q, want %q", got, nothing)
	}
}
