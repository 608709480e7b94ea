package command_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/bot/messages/messagestest"
	"verbatim/quotes"
)

func TestAReportSaysFirstWhetherItWasSaid(t *testing.T) {
	lee, ray := quotes.Speaker{Name: "Ann Lee"}, quotes.Speaker{Name: "Bob Ray", Role: "mayor"}
	for _, tt := range []struct {
		polarity quotes.Polarity
		by       []quotes.Speaker
		want     string
	}{
		{quotes.Asserted, []quotes.Speaker{lee}, "-# Reported, not quoted · **Ann Lee** said this"},
		{quotes.Denied, []quotes.Speaker{lee, ray}, "-# Reported, not quoted · **Ann Lee** and **Bob Ray** (mayor) denied or doubted this, or didn’t say it"},
		{quotes.Asked, []quotes.Speaker{ray, lee, lee}, "-# Reported, not quoted · **Bob Ray** (mayor), **Ann Lee** and **Ann Lee** asked this"},
		{quotes.Conditional, nil, "-# Reported, not quoted · somebody the source doesn’t name said this with a condition attached, or might say it"},
		{"of a later version", nil, "-# Reported, not quoted · somebody the source doesn’t name said this with a condition attached, or might say it"},
	} {
		const words = "the bridge was old"
		for what, a := range map[string]quotes.Attribution{
			"with its sentence": reportIn("It was said that ["+words+"] and long.", tt.polarity, tt.by...),
			"the clause alone":  {Kind: quotes.Indirect, Status: quotes.Curated, Polarity: tt.polarity, Speakers: tt.by},
			"a wrong span":      {Kind: quotes.Indirect, Status: quotes.Curated, Polarity: tt.polarity, Speakers: tt.by, Context: "Short.", ContextSpans: []quotes.Span{{Start: 3, End: 30}}},
		} {
			text := blocks(t, command.NewCard(quote(words, a), nil, 0, 0, messages.For("en")).Blocks(messages.For("en")))
			if first, _, _ := strings.Cut(text, "\n"); first != tt.want {
				t.Errorf("%s, %s: the first line is %q, want %q", tt.polarity, what, first, tt.want)
			}
			if !strings.Contains(text, "**"+words+"**") {
				t.Errorf("%s, %s: the clause is not bold in %q", tt.polarity, what, text)
			}
			for _, mark := range []string{"> ", "“" + words, "\"" + words, "\n— "} {
				if strings.Contains(text, mark) {
					t.Errorf("%s, %s: it reads like the speaker's words (%q): %q", tt.polarity, what, mark, text)
				}
			}
		}
	}
}

func TestMatchedWordsStandInTheSentence(t *testing.T) {
	const words = "the bridge was old and long"
	two := reportIn("He said [the bridge was old], he said, [and long].", quotes.Asserted)
	for _, tt := range []struct {
		name    string
		words   string
		matched []quotes.Span
		want    string // {reported}, *matched*
	}{
		{"in a segment", words, spans(words, "bridge"), "He said {the }{*bridge*}{ was old}, he said, {and long}."},
		{"over two", words, spans(words, "old and"), "He said {the bridge was }{*old*}, he said, {*and*}{ long}."},
		{"one beside the joint", words, spans(words, "old", "and"), "He said {the bridge was }{*old*}, he said, {*and*}{ long}."},
		{"all", words, spans(words, words), "He said {*the bridge was old*}, he said, {*and long*}."},
		{"nothing", words, nil, "He said {the bridge was old}, he said, {and long}."},
		{"of other words", words + "er", spans(words, "bridge"), "He said {the bridge was old}, he said, {and long}."},
	} {
		var b strings.Builder
		for _, r := range command.NewCard(quote(tt.words, two), tt.matched, 1, 1, messages.For("en")).Words {
			text := r.Text
			if r.Matched {
				text = "*" + text + "*"
			}
			if r.Reported {
				text = "{" + text + "}"
			}
			b.WriteString(text)
		}
		if b.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, b.String(), tt.want)
		}
	}
}

func TestAClauseAloneShowsWhereItWasInterrupted(t *testing.T) {
	const words = "the bridge was old and long"
	a := quotes.Attribution{Kind: quotes.Indirect, Status: quotes.Extracted, Source: quotes.Source{Title: "T", Spans: []quotes.Span{{Start: 8, End: 26}, {Start: 37, End: 45}}}}
	got := command.NewCard(quote(words, a), spans(words, "old and"), 1, 1, messages.For("en")).Words
	want := []command.Run{
		{Text: "the bridge was ", Reported: true},
		{Text: "old ", Reported: true, Matched: true},
		{Text: quotes.PartingMark + " ", Reported: true},
		{Text: "and", Reported: true, Matched: true},
		{Text: " long", Reported: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALongReportIsCutLikeAnyOther(t *testing.T) {
	clause := strings.Repeat("the *ship* was __old__ and ", 400) + "sank"
	a := reportIn("He denied that ["+clause+"].", quotes.Denied, quotes.Speaker{Name: strings.Repeat("N*", 400), Role: strings.Repeat("r_", 400)})
	card := command.NewCard(quote(clause, a), []quotes.Span{{Start: 4, End: len(clause)}}, 1, 1, messages.For("en"))
	checkCard(t, card)
	text := blocks(t, card.Blocks(messages.For("en")))
	if !strings.Contains(text, "characters shown") || !strings.Contains(text, "denied or doubted this") {
		t.Errorf("the card reads %q", text)
	}
}

// FuzzNoReportActs holds that whatever stands in a sentence, and wherever spans
// lie in it, the card acts in no other way than it means to and shows all of it, or says
// how much it shows.
func FuzzNoReportActs(f *testing.F) {
	f.Add("aid was late", "She denied that aid was late.", "Ann", 16, 28, 0, 3)
	f.Add(nastyWords, "__"+nastyWords+"__", "@here", 2, 80, 5, 20)
	f.Add("_a_", "*_a_*", "_", 1, 4, 0, 3)
	f.Add("שלום", "אמר שלום.", "ב", 7, 15, 0, 8)
	f.Fuzz(func(t *testing.T, words, sentence, name string, from, to, start, end int) {
		if len(words)+len(sentence)+len(name) > 1000 || from < 0 || to < from {
			t.Skip("the model reads a text once for each of its characters")
		}
		a := quotes.Attribution{
			Kind: quotes.Indirect, Polarity: quotes.Denied, Status: quotes.Extracted, Context: sentence,
			ContextSpans: []quotes.Span{{Start: from, End: to}}, Speakers: []quotes.Speaker{{Name: name, Role: words}, {Name: words}},
		}
		card := command.NewCard(quote(words, a), []quotes.Span{{Start: start, End: end}}, 1, 1, messages.For("en"))
		checkCard(t, card)
		var shown strings.Builder
		for _, r := range card.Words {
			shown.WriteString(r.Text)
		}
		want := words
		if from < to && to <= len(sentence) {
			want = sentence
		}
		if want = strings.ReplaceAll(messages.Clean(want), "\n", " "); shown.String() != want {
			t.Errorf("it shows %q, want %q", shown.String(), want)
		}
		if text := blocks(t, card.Blocks(messages.For("en"))); !strings.Contains(text, " characters shown") && !strings.Contains(messagestest.Visible(strings.NewReplacer("**", "", "__", "").Replace(text)), want) && !strings.ContainsAny(want, "*_\\") {
			t.Errorf("what is read in %q is not %q", text, want)
		}
	})
}
