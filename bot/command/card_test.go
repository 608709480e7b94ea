package command_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/messages/messagestest"
	"verbatim/quotes"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var zelenskyy = quotes.Speaker{Name: "Volodymyr Zelenskyy", Role: "Ukrainian President"}

// quote is a quotation with its words and one attribution for each argument.
func quote(words string, attributions ...quotes.Attribution) quotes.Quote {
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: attributions}
}

// reportIn is the report whose clause is in [brackets] in a sentence.
func reportIn(sentence string, p quotes.Polarity, by ...quotes.Speaker) quotes.Attribution {
	a := quotes.Attribution{Kind: quotes.Indirect, Polarity: p, Status: quotes.Extracted, Speakers: by, Source: quotes.Source{Title: "Captured", Published: "2025"}}
	nested := strings.NewReplacer("[click]", "\x01click\x02", "[Bank]", "\x01Bank\x02").Replace(sentence)
	for i, piece := range strings.FieldsFunc(nested, func(r rune) bool { return r == '[' || r == ']' }) {
		piece = strings.NewReplacer("\x01", "[", "\x02", "]").Replace(piece)
		if start := len(a.Context); i%2 == 1 {
			a.ContextSpans = append(a.ContextSpans, quotes.Span{Start: start, End: start + len(piece)})
		}
		a.Context += piece
	}
	return a
}

// spans returns where a text stands in words.
func spans(words string, texts ...string) []quotes.Span {
	var all []quotes.Span
	for _, text := range texts {
		if i := strings.Index(words, text); i >= 0 {
			all = append(all, quotes.Span{Start: i, End: i + len(text)})
		}
	}
	return all
}

const (
	wounded    = "Russian and North Korean forces often execute their own wounded to prevent evidence of North Korea’s involvement in the war"
	darwish    = "على هذه الأرض ما يستحق الحياة:\nتردد إبريل، رائحة الخبز في الفجر"
	nastyWords = "# Free gift\n> [click](https://evil.example) @everyone <@123456789012345678>\n- ||now|| `x` **y** <t:1:R> \u202eevil\u202c\u200b :smile: discord.gg/abc"
)

// cards are the cases of the golden files: name, quotation, matched words,
// place, total.
func cards() []struct {
	name         string
	q            quotes.Quote
	matched      []quotes.Span
	place, total int
} {
	article := quotes.Source{
		Title: "Captured", Publisher: "The Daily Paper", Author: "Jane Doe", Published: "2025-01-13",
		URL: "https://example.org/captured?a=(b)", File: "news/captured.md", Line: 12,
	}
	file := quotes.Source{File: "corpus/article.txt", Line: 7}
	hostileName := "[Bank](https://evil.example) @here"
	long := strings.Repeat("All work and no play makes Jack a dull boy, and *nobody* wonders. ", 120)
	type c = struct {
		name         string
		q            quotes.Quote
		matched      []quotes.Span
		place, total int
	}
	return []c{
		{"direct", quote(wounded, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{zelenskyy}, Cue: "explained", Source: article,
		}), spans(wounded, "execute their own", "wounded"), 2, 17},
		{"without_title", quote(wounded, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{zelenskyy}, Source: file,
		}), nil, 0, 0},
		{"partial", quote("lack of understanding of modern warfare", quotes.Attribution{
			Kind: quotes.Partial, Status: quotes.Extracted, Cue: "describes", Via: "Yonhap", Said: "January 13", Source: article,
			Speakers: []quotes.Speaker{{Name: "National Intelligence Service", AsWritten: "the agency", Body: true}},
			Context:  "The agency describes a “lack of understanding of modern warfare” among the troops.",
		}), spans("lack of understanding of modern warfare", "modern warfare"), 1, 1},
		{"indirect", quote("North Korean troops have reportedly been instructed to commit suicide", quotes.Attribution{
			Kind: quotes.Indirect, Status: quotes.Extracted, Cue: "according to", Via: "Yonhap", Source: article,
			Speakers: []quotes.Speaker{{Name: "National Intelligence Service", Body: true}},
			Context:  "North Korean troops have reportedly been instructed to commit suicide.",
		}), nil, 3, 1200},
		{"report_denied", quote("aid was late and scarce", reportIn("Asked on Monday, Malík denied that [aid was late and scarce], as [Bank](https://evil.example) had it.", quotes.Denied,
			quotes.Speaker{Name: "Jan Malík", Role: "health minister", AsWritten: "Malík"})), spans("aid was late and scarce", "late", "scarce"), 1, 2},
		{"report_interrupted", quote("the bridge might close if the ice came back", reportIn("Perhaps [the bridge might close], the two said, [if the ice came back].", quotes.Conditional,
			quotes.Speaker{Name: "Ann Lee", Role: "mayor"}, quotes.Speaker{Name: "Bob Ray"}, quotes.Speaker{Name: "Cy Fox"})), spans("the bridge might close if the ice came back", "might close if the"), 1, 1},
		{"report_of_nobody", quote("who would pay", reportIn("Somebody asked [who would pay].", quotes.Asked)), nil, 0, 0},
		{"report_hostile", quote(nastyWords, reportIn("@here __x__ ["+nastyWords+"]_ **y**", quotes.Denied,
			quotes.Speaker{Name: hostileName, Role: "`role`\n> quote", AsWritten: "__@everyone__"})), spans(nastyWords, "[click]", "**y**", "-"), 1, 1},
		{"interrupted", quote("They knew, Everybody on the quay knew.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}},
			Source: quotes.Source{Title: "On the Quay", Spans: []quotes.Span{{Start: 3, End: 13}, {Start: 29, End: 56}}},
		}), spans("They knew, Everybody on the quay knew.", "knew, Everybody"), 1, 1},
		{"denied_elsewhere", quote("We sold the ship.",
			quotes.Attribution{Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}}, Source: quotes.Source{Title: "First", Published: "2024"}},
			quotes.Attribution{Kind: quotes.Indirect, Polarity: quotes.Denied, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}}, Source: quotes.Source{Title: "Second", Published: "2025"}},
			quotes.Attribution{Kind: quotes.Indirect, Polarity: quotes.Denied, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}}, Source: quotes.Source{Title: "Second, reprinted", Published: "2025"}},
			quotes.Attribution{Kind: quotes.Indirect, Polarity: quotes.Asked, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Bob Ray"}}, Source: quotes.Source{Title: "Third", Published: "2025"}},
		), nil, 1, 1},
		{"no_speaker", quote("Nothing is as simple as it looks.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{File: "fortunes/wisdom", Line: 1042},
		}), nil, 5, 9},
		{"place_in_a_work", quote("In the beginning God created the heaven and the earth.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated,
			Source: quotes.Source{Title: "The Bible", Place: "Genesis 1:1", Published: "1611"},
		}), nil, 1, 2},
		{"two_speakers", quote("We agree.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{Title: "Joint statement", Published: "2024-05"},
			Speakers: []quotes.Speaker{{Name: "Ann Lee", Role: "minister"}, {Name: "Bob Ray"}},
		}), nil, 0, 0},
		{"sources_disagree", quote(
			"Let them eat cake.",
			quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Marie Antoinette"}}, Source: quotes.Source{Title: "A Book of Sayings", Published: "1900"}},
			quotes.Attribution{Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "A great princess"}}, Source: quotes.Source{Title: "Confessions", Author: "Rousseau", Published: "1782"}},
			quotes.Attribution{Kind: quotes.Indirect, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Maria Theresa"}}, Source: quotes.Source{File: "old/letters.txt", Line: 3}},
			quotes.Attribution{Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "MARIE ANTOINETTE"}}, Source: quotes.Source{Title: "Another Book", Published: "1950-01"}},
			quotes.Attribution{Kind: quotes.Direct, Status: quotes.Review, Speakers: []quotes.Speaker{{Name: "Nobody Sure"}}, Source: quotes.Source{Title: "Unsure"}},
		), nil, 1, 3},
		{"spellings_of_one_person", quote("To be, or not to be.", inBooks("William Shakespeare", "Shakespeare", "Shakespeare, William", "W. Shakespeare", "Anonymous")...), nil, 1, 1},
		{"many_disagree", quote("Be the change.", inBooks("Mahatma Gandhi", "Arleen Lorrance", "@everyone **B**", "Nelson Mandela", "Buddha", "Gandhi", "Lao Tzu")...), nil, 1, 1},
		{"named_elsewhere", quote("Know thyself.", inBooks("Anonymous", "Socrates", "Sokrates")...), nil, 1, 1},
		{"disputed_elsewhere", quote("Know thyself.", inBooks("", "Socrates", "Thales")...), nil, 1, 1},
		{"agrees_on_one_of_two", quote("We agree.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Ann Lee"}, {Name: "Bob Ray"}}, Source: quotes.Source{Title: "Joint statement", Published: "2001"},
		}, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Lee, Ann"}}, Source: quotes.Source{Title: "Her memoirs", Published: "2002"},
		}, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Tom Ray"}, {Name: "Una Fox"}, {Name: "Lex Orr"}}, Source: quotes.Source{Title: "Another statement", Published: "2003"},
		}), nil, 1, 1},
		{"reported_of_another", quote("the bridge will be closed", quotes.Attribution{
			Kind: quotes.Indirect, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}}, Source: article,
		}, quotes.Attribution{
			Kind: quotes.Indirect, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Tom Ray"}}, Source: file,
		}), nil, 1, 1},
		{"in_many_sources", quote("To be, or not to be.", func() []quotes.Attribution {
			var all []quotes.Attribution
			for _, title := range []string{"Hamlet", "Works", "Sayings", "Selections", "Reader", "Primer"} {
				all = append(all, quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Hamlet"}}, Source: quotes.Source{Title: title}})
			}
			return all
		}()...), nil, 1, 1},
		{"right_to_left", quote(darwish, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated,
			Speakers: []quotes.Speaker{{Name: "محمود درويش", Role: "شاعر فلسطيني"}}, Source: quotes.Source{Title: "ورد أقل", Published: "1986", Place: "12"},
		}), spans(darwish, "هذه الأرض", "الخبز"), 2, 4},
		{"poem", quote("Two roads diverged in a yellow wood,\n\n\nAnd sorry I could not travel both", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Robert Frost"}}, Source: quotes.Source{Title: "The Road Not Taken"},
		}), []quotes.Span{{Start: 28, End: 49}}, 1, 1},
		{"hostile", quote(nastyWords, quotes.Attribution{
			Kind: quotes.Partial, Status: quotes.Curated, Cue: "**said**", Via: "<@&5>", Said: "||when||", Context: "# context",
			Speakers: []quotes.Speaker{{Name: hostileName, Role: "`role`\n> quote", AsWritten: "@everyone"}},
			Source:   quotes.Source{Title: "](https://evil.example) **t**", Publisher: "https://evil.example", Author: "<#1>", Place: "-# x", URL: "javascript:alert(1)", Published: "# 2024"},
		}), spans(nastyWords, "[click]", "**y**", "-"), 1, 1},
		{"long", quote(long, quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Jack Torrance"}}, Source: quotes.Source{Title: "The Shining"},
		}), spans(long, "Jack a dull boy"), 1, 1},
		{"one_long_word", quote(strings.Repeat("𝕬漢字", 3000), quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Curated, Source: quotes.Source{File: "x"},
		}), []quotes.Span{{Start: 0, End: 30000}}, 1, 1},
		{"everything_is_long", quote(strings.Repeat("**", 5000), func() []quotes.Attribution {
			var all []quotes.Attribution
			for i := range 20 {
				s := strings.Repeat(string(rune('a'+i))+"_*", 700)
				all = append(all, quotes.Attribution{
					Kind: quotes.Partial, Status: quotes.Curated, Cue: s, Via: s, Said: quotes.Date(s), Context: s,
					Speakers: []quotes.Speaker{{Name: s, Role: s, AsWritten: s + "x"}, {Name: s + "y", Role: s}, {Name: "z"}},
					Source:   quotes.Source{Title: s, Publisher: s, Author: s, Place: s, Published: quotes.Date(s), URL: "https://example.org/" + strings.Repeat("a", 480)},
				})
			}
			return all
		}()...), []quotes.Span{{Start: 1, End: 9999}}, 1, 1},
		{"only_in_review", quote("This may be wrong.", quotes.Attribution{
			Kind: quotes.Direct, Status: quotes.Review, Speakers: []quotes.Speaker{{Name: "Somebody"}}, Source: article,
		}), nil, 1, 1},
		{"nothing_visible", quote("\u200b\u202e", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Source: file}), nil, 1, 1},
	}
}

// inBooks are attributions to each of these, the first one leading; "" is nobody.
func inBooks(speakers ...string) []quotes.Attribution {
	var all []quotes.Attribution
	for i, name := range speakers {
		a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}
		if name != "" {
			a.Speakers = []quotes.Speaker{{Name: name}}
		}
		a.Source = quotes.Source{Title: fmt.Sprintf("Book %d", i+1), Published: quotes.Date(fmt.Sprint(1901 + i))}
		all = append(all, a)
	}
	return all
}

func TestCards(t *testing.T) {
	m := messages.For("en")
	for _, tt := range cards() {
		t.Run(tt.name, func(t *testing.T) {
			card := command.NewCard(tt.q, tt.matched, tt.place, tt.total, m)
			checkCard(t, card)
			golden(t, tt.name, blocks(t, card.Blocks(m))+"\n")
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if filepath.Ext(name) == "" {
		file += ".golden"
	}
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update rewrites it):\n%s", file, diff)
	}
}

// checkCard holds what is true of every card: it fits, and nothing in it acts
// but what the card itself draws.
func checkCard(t *testing.T, card command.Card) {
	t.Helper()
	m := draw(t, interact.Reply{Blocks: card.Blocks(messages.For("en"))})
	total := 0
	walk(m.Components, func(c discordgo.MessageComponent) {
		switch c := c.(type) {
		case discordgo.TextDisplay:
			n := messages.Len16(c.Content)
			if total += n; n == 0 {
				t.Error("an empty text")
			}
			checkText(t, card, c.Content)
		case discordgo.Button:
			if c.Label != "Source" || !strings.HasPrefix(c.URL, "http") || len(c.URL) > 512 {
				t.Errorf("a button %q that leads to %q", c.Label, c.URL)
			}
		}
	})
	if total == 0 || total > interact.MaxText {
		t.Errorf("the texts have %d units", total)
	}
	for _, l := range card.Lines() {
		for _, p := range l.Parts {
			if strings.ContainsAny(p.Text, "\n\u202e") {
				t.Errorf("a part of a line is %q", p.Text)
			}
		}
	}
}

// checkText holds that nothing in a text of a card acts but what the card draws.
func checkText(t *testing.T, card command.Card, text string) {
	t.Helper()
	ours := []string{"header", "block quote", "underline", "bold", "subtext", "italic", "code"}
	if card.Kind == quotes.Indirect {
		ours = ours[2:]
	}
	for _, c := range messagestest.Active(text) {
		if !slices.Contains(ours, c.Name) || c.Name == "code" && c.Text != "`"+string(card.ID)+"`" {
			t.Errorf("a %s in the card: %q", c.Name, c.Text)
		}
	}
	for _, hidden := range "\u202e\u202c\u200b" {
		if strings.ContainsRune(text, hidden) {
			t.Errorf("%U in the card", hidden)
		}
	}
	if lines := strings.Split(text, "\n"); slices.ContainsFunc(lines, func(l string) bool {
		return strings.Count(l, "\u2068") != strings.Count(l, "\u2069")
	}) {
		t.Errorf("an isolate stays open in %q", text)
	}
}

func TestMatchedWordsAreRuns(t *testing.T) {
	for _, tt := range []struct {
		name    string
		words   string
		matched []quotes.Span
		want    []command.Run
	}{
		{"none", "one two", nil, []command.Run{{Text: "one two"}}},
		{"in order", "one two three", []quotes.Span{{Start: 0, End: 3}, {Start: 8, End: 13}}, []command.Run{{Text: "one", Matched: true}, {Text: " two "}, {Text: "three", Matched: true}}},
		{"out of order, touching and overlapping", "one two three", []quotes.Span{{Start: 4, End: 7}, {Start: 3, End: 5}, {Start: 0, End: 3}}, []command.Run{{Text: "one two", Matched: true}, {Text: " three"}}},
		{"outside the words", "one", []quotes.Span{{Start: -5, End: 1}, {Start: 2, End: 90}, {Start: 50, End: 60}, {Start: 2, End: 1}}, []command.Run{{Text: "o", Matched: true}, {Text: "n"}, {Text: "e", Matched: true}}},
		{"what is not shown", "\u200bone\u200b two", []quotes.Span{{Start: 0, End: 6}}, []command.Run{{Text: "one", Matched: true}, {Text: " two"}}},
		{"inside a character", "é!", []quotes.Span{{Start: 1, End: 3}}, []command.Run{{Text: "é"}, {Text: "!", Matched: true}}},
		{"nothing", "", []quotes.Span{{Start: 0, End: 1}}, nil},
	} {
		q := quote(tt.words, quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated})
		got := command.NewCard(q, tt.matched, 0, 0, messages.For("en")).Words
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func FuzzNoCardActsOrOverflows(f *testing.F) {
	for _, c := range cards() {
		a := quotes.Attribution{}
		if len(c.q.Attributions) > 0 {
			a = c.q.Attributions[0]
		}
		name := ""
		if len(a.Speakers) > 0 {
			name = a.Speakers[0].Name
		}
		if len(c.q.Words) < 1000 {
			f.Add(c.q.Words, name, a.Source.Title, a.Source.URL, a.Context, 3, 9)
		}
	}
	f.Fuzz(func(t *testing.T, words, name, title, address, context string, start, end int) {
		if len(words)+len(name)+len(title)+len(context) > 2000 || strings.Contains(address, "evil") {
			t.Skip("the model reads a text once for each of its characters")
		}
		q := quote(words, quotes.Attribution{
			Kind: quotes.Partial, Status: quotes.Curated, Context: context, Cue: title, Via: name,
			Speakers: []quotes.Speaker{{Name: name, Role: title, AsWritten: context}, {Name: title}},
			Source:   quotes.Source{Title: title, Publisher: name, URL: address, File: name, Line: start},
		}, quotes.Attribution{Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: context}}, Source: quotes.Source{File: title}})
		card := command.NewCard(q, []quotes.Span{{Start: start, End: end}}, start, end, messages.For("en"))
		checkCard(t, card)
		var b strings.Builder
		for _, r := range card.Words {
			b.WriteString(r.Text)
		}
		if b.String() != messages.Clean(words) {
			t.Errorf("the card's words are %q, want %q", b.String(), messages.Clean(words))
		}
	})
}

// BenchmarkTheLongestCard draws a record of the greatest size that a corpus
// takes, every second word of it matched.
func BenchmarkTheLongestCard(b *testing.B) {
	words := strings.Repeat("some *words* ", 5000)
	var matched []quotes.Span
	for i := 0; i < len(words); i += 13 {
		matched = append(matched, quotes.Span{Start: i, End: i + 4})
	}
	q := quote(words, quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated})
	m := messages.For("en")
	for b.Loop() {
		command.NewCard(q, matched, 1, 1, m).Blocks(m)
	}
}
