package grammar

import (
	"slices"
	"strings"
	"sync"
)

// Page is what the pages around articles say in a language, in small letters. The phrases
// have spaces between their words.
type Page struct {
	Months    map[string]int  // every form and abbreviation, without a full stop: 1 to 12
	Time      map[string]bool // weekdays, parts of the day
	Byline    []string        // what stands before the name of who wrote: "par"
	Published []string        // what stands before the date: "publié le"
}

// pages read what is said of pages once for each language, and of its file nothing else:
// the rest takes a hundred times as long.
var pages = sync.OnceValue(func() map[string]func() Page {
	m := map[string]func() Page{}
	for _, tag := range known() {
		m[tag] = sync.OnceValue(func() Page {
			b, err := files.ReadFile("languages/" + tag + ".txt")
			if err != nil {
				panic(err) // the files are part of the program
			}
			return parsePage(string(b))
		})
	}
	return m
})

// PageWords returns the words of the pages in the language of a tag without a region; ok is
// false for one that is not read.
func PageWords(tag string) (p Page, ok bool) {
	f, ok := pages()[tag]
	if !ok {
		return Page{}, false
	}
	return f(), true
}

// Month returns the month, 1 to 12, that a word is the name of in any language that is
// read, or 0. No two of them give one name to two months.
func Month(word string) int {
	word = strings.TrimSuffix(strings.ToLower(word), ".")
	for _, f := range pages() {
		if n := f().Months[word]; n > 0 {
			return n
		}
	}
	return 0
}

func parsePage(file string) Page {
	p := Page{Months: map[string]int{}, Time: map[string]bool{}}
	for i, line := range section(file, "month") {
		for _, w := range strings.Fields(line) {
			p.Months[strings.TrimSuffix(w, ".")] = i + 1
		}
	}
	for _, line := range section(file, "time") {
		for _, w := range strings.Fields(line) {
			p.Time[w] = true
		}
	}
	p.Byline, p.Published = phrasesOf(file, "byline"), phrasesOf(file, "published")
	return p
}

// phrasesOf returns the words and phrases of a group, the longest first.
func phrasesOf(file, group string) []string {
	var out []string
	for _, line := range section(file, group) {
		for _, w := range strings.Fields(line) {
			out = append(out, strings.ReplaceAll(w, "_", " "))
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// section returns the lines of a group, without remarks and empty lines.
func section(file, group string) []string {
	var out []string
	for {
		_, rest, found := strings.Cut(file, "\n["+group+"]")
		if !found {
			return out
		}
		_, rest, _ = strings.Cut(rest, "\n")
		for line := range strings.Lines(rest) {
			if strings.HasPrefix(line, "[") {
				break
			}
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
		file = "\n" + rest
	}
}
