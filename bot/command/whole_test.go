package command_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"verbatim/bot/command"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// numbered is a text of sentences that can be told apart.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "This is sentence number %d, and *it* says so. ", i+1)
	}
	return strings.TrimSpace(b.String())
}

func TestALongQuotationShowsThePartWithTheMatchedWords(t *testing.T) {
	long := numbered(400)
	hostile := strings.Repeat("||x|| _y_ # ", 500) + nastyWords + strings.Repeat("\n> @everyone `z", 500)
	arabic := strings.Repeat("على هذه الأرض ما يستحق الحياة. ", 300) + "رائحة الخبز في الفجر" + strings.Repeat(" تردد إبريل", 300)
	cjk := strings.Repeat("千里之行始於足下。", 700) + "合抱之木生於毫末。" + strings.Repeat("九層之臺起於累土。", 700)
	m := messages.For("en")
	curated := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{Title: "A Book"}}
	clause := strings.TrimSuffix(strings.Repeat("the *ship* was __old__ and ", 300), " ") + " sank twice " + strings.Repeat("in the _bay_, ", 300) + "at last"
	report := reportIn("He denied that ["+clause+"].", quotes.Denied, quotes.Speaker{Name: "Ann Lee"})
	for _, tt := range []struct {
		name    string
		words   string
		matched []quotes.Span
		by      quotes.Attribution
	}{
		{"excerpt_middle", long, spans(long, "sentence number 200", "says so. This is sentence number 203"), curated},
		{"excerpt_end", long, spans(long, "number 400"), curated},
		{"excerpt_densest", long, spans(long, "number 9,", "number 300", "number 302", "number 305"), curated},
		{"excerpt_start", long, spans(long, "number 7,"), curated},
		{"excerpt_hostile", hostile, spans(hostile, "[click]", "@everyone <@", "smile"), curated},
		{"excerpt_right_to_left", arabic, spans(arabic, "الخبز"), curated},
		{"excerpt_without_spaces", cjk, spans(cjk, "合抱"), curated},
		{"excerpt_report", clause, spans(clause, "sank twice"), report},
	} {
		t.Run(tt.name, func(t *testing.T) {
			card := command.NewCard(quote(tt.words, tt.by), tt.matched, 1, 1, m)
			checkCard(t, card)
			text := blocks(t, card.Blocks(m))
			shown := text[:strings.LastIndex(text, "\n*A Book*")+strings.LastIndex(text, "\n*Captured*")+1]
			if n := messages.Len16(text); n < 900 {
				t.Errorf("only %d units are used", n)
			}
			if strings.Count(shown, "__") == 0 {
				t.Error("nothing that was matched is shown")
			}
			// The ends and what is matched tell what the whole of it would.
			first, _, _ := strings.Cut(strings.TrimPrefix(shown, "-# Reported, not quoted · **Ann Lee** denied or doubted this, or didn’t say it\n"), "__")
			last := shown[strings.LastIndex(shown, "__"):]
			golden(t, tt.name, ends(first)+"\n[matched]\n"+ends(last)+"\n"+text[len(shown)+1:]+"\n")
		})
	}
}

// ends is a text with its middle left out.
func ends(s string) string {
	r := []rune(s)
	if len(r) < 170 {
		return s
	}
	return string(r[:80]) + "[and so on]" + string(r[len(r)-80:])
}

func TestAllOfALongQuotationIsAButtonAway(t *testing.T) {
	words := numbered(400)
	l := hits(3, nil)
	l.search = func(search.Query) (search.Result, error) {
		return search.Result{Total: 3, Hits: []search.Hit{{Quote: said(words, "Ann Lee"), Matched: spans(words, "number 200")}}}, nil
	}
	l.get = func(id quotes.ID, scope string) (quotes.Quote, error) {
		if id != quotes.IDOf(words) || scope != homeGuild {
			return quotes.Quote{}, search.ErrHidden
		}
		return said(words, "Ann Lee"), nil
	}
	p := use(t, l, nil)
	p.run("quote search", "words", strings.Repeat("a query too long for a custom_id ", 5))
	hit := p.screen.message()
	got := p.by(stranger).press(hit, "Show all")
	if !p.screen.private || p.screen.updated || !strings.Contains(got, "> This is sentence number 1,") || !strings.Contains(got, "part 1 of 12") {
		t.Fatalf("private %v, in place of the first %v: %q", p.screen.private, p.screen.updated, got)
	}
	var read strings.Builder
	for n := 1; ; n++ {
		m := p.screen.message()
		if part := fmt.Sprintf("part %d of 12", n); !strings.Contains(text(m), part) || !strings.Contains(text(m), "Ann Lee") {
			t.Fatalf("page %d is %q", n, text(m))
		}
		page, _, _ := strings.Cut(text(m), "\n**Ann Lee")
		page = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(page, "> "), "… "), " …")
		if !strings.HasSuffix(page, "says so.") {
			t.Errorf("page %d ends in %q", n, page[len(page)-40:])
		}
		read.WriteString(page + " ")
		if _, on := button(m, "Next"); !on {
			break
		}
		restarted := use(t, l, nil)
		restarted.press(m, "Next")
		if p = restarted; !p.screen.updated {
			t.Error("the page does not turn in place")
		}
	}
	if got := strings.TrimSpace(read.String()); got != messages.Escape(words) {
		t.Errorf("the pages together are %q", got)
	}

	l.get = func(quotes.ID, string) (quotes.Quote, error) { return quotes.Quote{}, search.ErrHidden }
	if got := use(t, l, nil).press(hit, "Show all"); !strings.Contains(got, "A moderator has hidden") {
		t.Errorf("of a hidden quotation a person reads %q", got)
	}
	l.get = func(quotes.ID, string) (quotes.Quote, error) { return said("Short now.", "Ann Lee"), nil }
	p = use(t, l, nil)
	if got := p.press(hit, "Show all"); !strings.HasPrefix(got, "### “Short now.”") || len(buttons(p.screen.message())) != 0 {
		t.Errorf("of a short quotation a person reads %q", got)
	}
	l.get = func(quotes.ID, string) (quotes.Quote, error) { return quotes.Quote{}, errors.New("disk") }
	if got := use(t, l, nil).press(hit, "Show all"); !strings.Contains(got, "Something went wrong") {
		t.Errorf("when it fails a person reads %q", got)
	}
}

func TestAShortQuotationHasNoButtonToTheRest(t *testing.T) {
	p := use(t, &library{random: func(search.Filter) (quotes.Quote, error) { return said("Short.", "A"), nil }}, nil)
	if p.run("quote random"); len(buttons(p.screen.message())) != 2 {
		t.Errorf("the buttons are %q", buttons(p.screen.message()))
	}
	p = use(t, &library{random: func(search.Filter) (quotes.Quote, error) { return said(numbered(400), "A"), nil }}, nil)
	if p.run("quote random"); len(buttons(p.screen.message())) != 3 {
		t.Errorf("the buttons are %q", buttons(p.screen.message()))
	}
}

func TestAButtonWithAStateOfNothingNoLongerWorks(t *testing.T) {
	codec, err := interact.NewCodec("bot token")
	if err != nil {
		t.Fatal(err)
	}
	for _, state := range [][]byte{nil, []byte("short"), []byte("0123456789abc"), append([]byte("0123456789abc"), 0xff, 0xff)} {
		ids, err := codec.Seal([]interact.Pressed{{Action: "whole", State: state}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := use(t, &library{}, nil).pressID(ids[0], interact.Message{}); !strings.Contains(got, "no longer works") {
			t.Errorf("%q: %q", state, got)
		}
	}
}

func FuzzEveryExcerptFitsAndIsAPart(f *testing.F) {
	f.Add("One. Two, three! 漢字。 ", 300, 100, 120)
	f.Add("👩\u200d👩\u200d👧 *b* ", 350, 4000, 4001)
	f.Add("x", 9000, 8000, 8001)
	m := messages.For("en")
	f.Fuzz(func(t *testing.T, piece string, times, start, end int) {
		if len(piece) > 200 || times < 0 || times > 10000 || len(piece)*times > 9000 {
			t.Skip("longer than what tells more")
		}
		words := strings.Repeat(piece, times)
		card := command.NewCard(quote(words, quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}), []quotes.Span{{Start: start, End: end}}, 1, 1, m)
		text := blocks(t, card.Blocks(m))
		if n := messages.Len16(text); n > interact.MaxText {
			t.Errorf("texts of %d units", n)
		}
		shown, _, _ := strings.Cut(text, "\nspeaker not named in the source")
		// Words of two directions are isolated, the ellipses with them.
		drawn := strings.NewReplacer("__", "", "\n> ", "\n", "\u2068", "", "\u2069", "").Replace(strings.TrimPrefix(shown, "> "))
		drawn = strings.TrimSuffix(strings.TrimPrefix(drawn, "### “"), "”")
		drawn = strings.TrimSuffix(strings.TrimPrefix(drawn, "… "), " …")
		drop := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) || strings.ContainsRune("\\_\u2068\u2069", r) {
					return -1
				}
				return r
			}, s)
		}
		if shown != text && !strings.Contains(drop(messages.Escape(words)), drop(drawn)) {
			t.Errorf("%q is no part of the words", drawn)
		}
	})
}
