package cli

import (
	"bytes"
	"strings"
	"testing"
)

// TestAConversationGoesOnUntilItIsEnded types keys and looks at what is shown.
func TestAConversationGoesOnUntilItIsEnded(t *testing.T) {
	useCache(t)
	cache := open(t, speeches(t))
	const bridge, bank, library = "stand for a hundred years", "between two banks", "library is a town asleep"
	for _, c := range []struct {
		name, typed string
		shown, not  []string
	}{
		{"one question", "bridge hundred\r", []string{bridge}, nil},
		{"the next quotation", "bridge\rn", []string{bridge, bank}, []string{"last one"}},
		{"and no more", "library asleep\rn", []string{library, "That was the last one."}, nil},
		{"its sources", "library asleep\rs", []string{"Jan Nowak · Collected Letters · 1950", "speeches.csv:4"}, nil},
		{"no context", "library asleep\rc", []string{"context"}, nil},
		{"an arrow is no key", "library asleep\r\x1b[Bs", []string{"speeches.csv:4"}, nil},
		{"the next question by its first letter", "bridge hundred\rlibrary asleep\r", []string{bridge, library}, nil},
		{"or after Enter", "bridge hundred\r\rnowak library\r", []string{bridge, library}, nil},
		{"nothing is found", "zebra crossing\rlibrary asleep\r", []string{library}, []string{bridge}},
		{"q ends it", "bridge hundred\rqlibrary asleep\r", []string{bridge}, []string{library}},
		{"so does Ctrl-C", "bridge hundred\r\x03library asleep\r", []string{bridge}, []string{library}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			p := Program{Getenv: func(string) string { return "" }, Stdin: strings.NewReader(c.typed), Stdout: &out}
			if err := converse(t.Context(), p, cache, Query{Limit: conversed}, newTerminal(&out, p.Getenv)); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.shown {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is not in\n%s", want, out.String())
				}
			}
			for _, not := range c.not {
				if strings.Contains(out.String(), not) {
					t.Errorf("%q is in\n%s", not, out.String())
				}
			}
		})
	}
}

// starter is a corpus that was not named.
type starter struct{ folder }

func (starter) Dir() string { return "" }

func TestTheStarterCorpusIsToldOfOnce(t *testing.T) {
	useCache(t)
	cache := open(t, starter{speeches(t)})
	const sentence = "This is the small starter corpus: 3 quotes from 2 speakers."
	for _, c := range []struct {
		name, typed string
		times       int
	}{
		{"what is found is found", "bridge hundred\r", 0},
		{"nothing is found", "zebra crossing\r", 1},
		{"nothing is found twice", "zebra crossing\rzebra hunting\r", 1},
		{"only something close", "bridge made of zebras stands\r", 1},
	} {
		cache.toldOfStarter = false
		var out bytes.Buffer
		p := Program{Getenv: func(string) string { return "" }, Stdin: strings.NewReader(c.typed), Stdout: &out}
		if err := converse(t.Context(), p, cache, Query{Limit: conversed}, newTerminal(&out, p.Getenv)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), sentence); got != c.times {
			t.Errorf("%s: told %d times, want %d\n%s", c.name, got, c.times, out.String())
		}
	}
}

func TestNobodyIsAskedWithoutATerminal(t *testing.T) {
	p := Program{Getenv: func(string) string { return "" }, Stdin: strings.NewReader("bridge\n"), Stdout: &bytes.Buffer{}}
	if err := Converse(t.Context(), p, speeches(t), Query{}); err != ErrNoTerminal {
		t.Errorf("got %v", err)
	}
}
