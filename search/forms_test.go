package search_test

import (
	"testing"

	"verbatim/search"
)

func TestOtherFormsOfAWordAreFound(t *testing.T) {
	l := library(t,
		line{words: "Winter will not kill the rose"}, line{words: "We don't see things plainly"}, line{words: "Friends I make of enemies at court"},
		line{words: "All you need is love"}, line{words: "Music hath great charms"}, line{words: "She thought of a distant star"},
	)
	for _, tt := range []struct{ name, query, typed, as string }{
		{"two words as one", "winter wont kill the rose", "wont", "not"},
		{"one word as two", "we do not see things plainly", "not", "dont"},
		{"the e before an ending", "friends making enemies at court", "making", "make"},
		{"in haste", "all you need is luv", "luv", "love"},
		{"an older form", "music has great charms", "has", "hath"},
		{"another beginning", "she thinks of a distant star", "thinks", "thought"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := l.Search(t.Context(), search.Query{Words: tt.query, Explain: true})
			if err != nil || len(r.Hits) == 0 {
				t.Fatal(r, err)
			}
			for _, reading := range r.Hits[0].Explanation.Readings {
				if reading.Typed == tt.typed && reading.As != tt.as {
					t.Errorf("%q is taken for %q, want %q", tt.typed, reading.As, tt.as)
				}
			}
		})
	}
}

// TestALongerWordIsNoFormOfOneThatEverybodyUses: "force" only begins with "for", but
// "says" is a form of "say".
func TestALongerWordIsNoFormOfOneThatEverybodyUses(t *testing.T) {
	l := library(t,
		line{words: "Leave it for the herring"}, line{words: "A bridge for the bank"}, line{words: "Rain for the mill, they say"},
		line{words: "They say it snows"}, line{words: "Who can say"}, line{words: "I say nothing"}, line{words: "We say it for them"},
	)
	for query, want := range map[string]string{"the force bridge bank": "", "she says nothing": "say"} {
		r, err := l.Search(t.Context(), search.Query{Words: query, Explain: true})
		if err != nil || len(r.Hits) == 0 {
			t.Fatal(r, err)
		}
		for _, reading := range r.Hits[0].Explanation.Readings {
			if (reading.Typed == "force" || reading.Typed == "says") && reading.As != want {
				t.Errorf("%q: %q is taken for %q, want %q", query, reading.Typed, reading.As, want)
			}
		}
	}
}

func TestWhoAsksWhatSomebodySaidGetsHisWords(t *testing.T) {
	l := library(t,
		line{words: "That which does not kill us makes us stronger", speaker: "Friedrich Nietzsche"},
		line{words: "You see that what you lied about is why I no longer believe you", speaker: "Friedrich Nietzsche"},
		line{words: "God is dead and we have killed him", speaker: "Friedrich Nietzsche"},
		line{words: "What makes people laugh is a mystery to me", speaker: "Mary Morony"},
	)
	const query = "what is nietzsche's quote about what makes people stronger"
	r, err := l.Search(t.Context(), search.Query{Words: query})
	if err != nil {
		t.Fatal(err)
	}
	if want := "That which does not kill us makes us stronger"; first(r) != want {
		t.Errorf("%q finds %q, want %q", query, first(r), want)
	}
}
