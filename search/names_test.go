package search_test

import (
	"fmt"
	"strings"
	"testing"

	"verbatim/search"
)

// Each says the same, so that the name alone decides.
func TestNamesAreFoundInOtherSpellings(t *testing.T) {
	var lines []line
	for _, name := range []string{
		"Søren Kierkegaard", "Arthur Schopenhauer", "William Shakespeare", "Socrates", "Plato", "Epictetus", "Oscar Wilde",
		"Ernest Hemingway", "Thomas Aquinas", "Jean-Jacques Rousseau", "Leo Tolstoy", "Володимир Зеленський", "Martha Holloway", "Холловей Киевский",
	} {
		lines = append(lines, line{words: "So said " + name + " of wisdom and of the days to come", speaker: name})
	}
	l := library(t, lines...)
	for _, tt := range []struct{ query, want string }{
		{"wisdom кьеркегор", "Søren Kierkegaard"},
		{"шопенгауэр wisdom", "Arthur Schopenhauer"},
		{"шекспир wisdom", "William Shakespeare"},
		{"сократ wisdom", "Socrates"},
		{"эпиктет wisdom", "Epictetus"},
		{"уайльд wisdom", "Oscar Wilde"},
		{"хемингуэй wisdom", "Ernest Hemingway"},
		{"руссо wisdom", "Jean-Jacques Rousseau"},
		{"толстой wisdom", "Leo Tolstoy"},
		{"zelensky wisdom", "Володимир Зеленський"},
		{"холловей wisdom", "Холловей Киевский"}, // as it is written before what sounds like it
	} {
		r, err := l.Search(t.Context(), search.Query{Words: tt.query, Explain: true})
		if err != nil || len(r.Hits) == 0 || !strings.Contains(first(r), " "+tt.want+" ") {
			t.Errorf("%q finds %q, %v; want %s", tt.query, first(r), err, tt.want)
			continue
		}
		for _, reading := range r.Hits[0].Explanation.Readings {
			if reading.Name && reading.How != search.Respelt && reading.Typed != reading.As {
				t.Errorf("%q: %+v, want %q", tt.query, reading, search.Respelt)
			}
		}
	}
}

func TestAWholeNameAsksForWordsByItsBearer(t *testing.T) {
	var lines []line
	for i := range 6 {
		lines = append(lines, line{words: fmt.Sprintf("Even Ada Lovelace was number %d once", i), speaker: "Somebody"})
	}
	lines = append(lines,
		line{words: "Ada Lovelace was the first of all", speaker: "A biographer"},
		line{words: "The engine weaves algebraic patterns", speaker: "Ada Lovelace"},
	)
	l := library(t, lines...)
	for query, want := range map[string]string{
		"ada lovelace":          "The engine weaves algebraic patterns",
		"lovelace ada":          "The engine weaves algebraic patterns",
		"ada lovelce":           "The engine weaves algebraic patterns",
		"even ada lovelace was": "Even Ada Lovelace was number",
		`"ada lovelace" first`:  "Ada Lovelace was the first",
	} {
		r, err := l.Search(t.Context(), search.Query{Words: query})
		if err != nil || !strings.HasPrefix(first(r), want) {
			t.Errorf("%s finds %q, %v; want %q", query, first(r), err, want)
		}
	}
}
