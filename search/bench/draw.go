package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"verbatim/quotes"
	"verbatim/search"
	"verbatim/search/text"
)

// drawn is everything that is asked at one size, the same for the same seed.
type drawn struct {
	// Queries are those that every engine is asked: of each class as many, class
	// after class in turn, so that a pass that ends early has asked of all.
	Queries []query
	// All are all queries about a quotation of the corpus, which Verbatim is asked.
	All       []query
	Beginning []beginning
	Passages  []passage
	Hidden    []quotes.ID
	Corrected []quotes.ID
}

// beginning is what somebody has typed of a name or a word.
type beginning struct {
	Class string
	Field search.Field
	Typed string
}

// passage is a text with quotations of the corpus in it.
type passage struct {
	Text    string
	Planted []string // the last one is misquoted
}

const (
	planted = 3 // quotations in a passage

	// spareQuotations are drawn for everything that is made of quotations.
	spareQuotations = 20_000
)

// draw draws what is asked, writes it down and returns how many queries.
func draw(j job) (done, error) {
	f, err := os.Open(j.Queries)
	if err != nil {
		return done{}, err
	}
	defer f.Close()
	there := map[string]bool{}
	spare := newReservoir(j.Seed)
	err = eachOf(j.Corpus, func(q quotation) error {
		there[q.Text] = true
		spare.add(q)
		return nil
	})
	if err != nil {
		return done{}, err
	}
	var d drawn
	for decoder := json.NewDecoder(f); decoder.More(); {
		var q query
		if err := decoder.Decode(&q); err != nil {
			return done{}, fmt.Errorf("%s: %w", j.Queries, err)
		}
		if there[q.Words] {
			d.All = append(d.All, q)
		}
	}
	if len(d.All) == 0 {
		return done{}, errors.New("no query is about a quotation of the corpus")
	}
	random := rand.New(rand.NewPCG(j.Seed, 2))
	d.Queries = roundsOf(d.All, j.Sample, random)
	from := spare.drawn(random)
	d.Beginning = beginnings(from, j.Beginnings, random)
	var prose [][]string
	if err := readJSON(filepath.Join(filepath.Dir(j.Corpus), proseName), &prose); err != nil {
		return done{}, err
	}
	d.Passages = passages(from, prose[:min(len(prose), j.Passages)], random)
	d.edits(from, j.Edits, random)
	drew := done{Warmly: len(d.Queries), Coldly: len(firstOf(d.Queries, j.Cold)), Query: d.Queries[0].Query}
	return drew, writeJSON(j.Drawn, d)
}

// drawnFor reads what draw wrote.
func drawnFor(j job) (d drawn, err error) {
	err = readJSON(j.Drawn, &d)
	return d, err
}

// roundsOf draws n queries of each class.
func roundsOf(all []query, n int, random *rand.Rand) (out []query) {
	classes := map[string][]query{}
	var names []string
	for _, q := range all {
		if len(classes[q.Class]) == 0 {
			names = append(names, q.Class)
		}
		classes[q.Class] = append(classes[q.Class], q)
	}
	slices.Sort(names)
	for _, name := range names {
		qs := classes[name]
		random.Shuffle(len(qs), func(a, b int) { qs[a], qs[b] = qs[b], qs[a] })
	}
	for i := range n {
		for _, name := range names {
			if i < len(classes[name]) {
				out = append(out, classes[name][i])
			}
		}
	}
	return out
}

// firstOf returns the first n queries of each class.
func firstOf(queries []query, n int) (out []query) {
	seen := map[string]int{}
	for _, q := range queries {
		if seen[q.Class]++; seen[q.Class] <= n {
			out = append(out, q)
		}
	}
	return out
}

// reservoir keeps a sample of all quotations that go by, each as likely as any
// other (Vitter, Random Sampling with a Reservoir, 1985, algorithm R).
type reservoir struct {
	random *rand.Rand
	kept   []quotation
	seen   int
}

func newReservoir(seed uint64) *reservoir {
	return &reservoir{random: rand.New(rand.NewPCG(seed, 4))}
}

func (r *reservoir) add(q quotation) {
	r.seen++
	if len(r.kept) < spareQuotations {
		r.kept = append(r.kept, q)
	} else if i := r.random.IntN(r.seen); i < len(r.kept) {
		r.kept[i] = q
	}
}

// drawn returns a function that gives one quotation after the other which is good
// for something; when there are no more, from the first one on again.
func (r *reservoir) drawn(random *rand.Rand) func(good func(quotation) bool) (quotation, bool) {
	random.Shuffle(len(r.kept), func(a, b int) { r.kept[a], r.kept[b] = r.kept[b], r.kept[a] })
	next := 0
	return func(good func(quotation) bool) (quotation, bool) {
		for range r.kept {
			q := r.kept[next%len(r.kept)]
			if next++; good(q) {
				return q, true
			}
		}
		return quotation{}, false
	}
}

// mistypedClass names the beginnings with a typing error.
const mistypedClass = "mistyped"

// beginnings makes n of every kind: one to four letters of a speaker, a source, a
// word of a quotation; five to eight letters one of which is wrong; two letters
// after two words of a quotation.
func beginnings(from func(func(quotation) bool) (quotation, bool), n int, random *rand.Rand) (out []beginning) {
	add := func(class string, field search.Field, make func(quotation) string) {
		for range n {
			var typed string
			if _, ok := from(func(q quotation) bool { typed = make(q); return typed != "" }); ok {
				out = append(out, beginning{string(field) + ", " + class, field, typed})
			}
		}
	}
	fields := []struct {
		field search.Field
		of    func(quotation) string
	}{
		{search.SpeakerField, func(q quotation) string { return nameOrSurname(q.Speaker, random) }},
		{search.SourceField, func(q quotation) string { return q.Source }},
		{search.WordsField, func(q quotation) string { return oneOf(strings.FieldsFunc(q.Text, notLetter), random) }},
	}
	for _, f := range fields {
		for _, letters := range []int{1, 2, 3, 4} {
			class := fmt.Sprintf("%d letters", letters)
			if letters == 1 {
				class = "1 letter"
			}
			add(class, f.field, func(q quotation) string { return startOf(f.of(q), letters) })
		}
		add(mistypedClass, f.field, func(q quotation) string { return mistyped(startOf(f.of(q), 5+random.IntN(4)), random) })
	}
	add("2 letters after 2 words", search.WordsField, func(q quotation) string {
		words := strings.Fields(q.Text)
		if len(words) < 3 {
			return ""
		}
		i := random.IntN(len(words) - 2)
		last := startOf(strings.TrimLeftFunc(words[i+2], notLetter), 2)
		if last == "" {
			return ""
		}
		return words[i] + " " + words[i+1] + " " + last
	})
	return out
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// nameOrSurname returns a name from its beginning, or from that of its last word.
func nameOrSurname(name string, random *rand.Rand) string {
	if i := strings.LastIndexByte(name, ' '); i >= 0 && random.IntN(2) == 0 {
		return name[i+1:]
	}
	return name
}

func oneOf(words []string, random *rand.Rand) string {
	if len(words) == 0 {
		return ""
	}
	return words[random.IntN(len(words))]
}

// startOf returns the first n letters, "" if there are fewer.
func startOf(s string, n int) string {
	runes := []rune(s)
	if len(runes) < n {
		return ""
	}
	return string(runes[:n])
}

// mistyped leaves out a letter that is not the first, doubles it, swaps it with
// the next one, or replaces it.
func mistyped(s string, random *rand.Rand) string {
	runes := []rune(s)
	if len(runes) == 0 {
		return ""
	}
	i := 1 + random.IntN(len(runes)-2)
	switch random.IntN(4) {
	case 0:
		runes = slices.Delete(runes, i, i+1)
	case 1:
		runes = slices.Insert(runes, i, runes[i])
	case 2:
		runes[i], runes[i+1] = runes[i+1], runes[i]
	default:
		runes[i] = 'a' + rune(random.IntN(26))
	}
	return string(runes)
}

// passages plants quotations into prose.
func passages(from func(func(quotation) bool) (quotation, bool), prose [][]string, random *rand.Rand) (out []passage) {
	for _, words := range prose {
		var p passage
		var parts [][]string
		for range planted {
			q, ok := from(func(q quotation) bool {
				n := len(text.Tokens(q.Text))
				return n >= 8 && n <= 30 && len(strings.Fields(q.Text)) >= 8
			})
			if ok {
				parts = append(parts, strings.Fields(q.Text))
				p.Planted = append(p.Planted, q.Text)
			}
		}
		if len(parts) < planted {
			return out
		}
		// One word is another one, one is missing.
		last := slices.Clone(parts[planted-1])
		last[random.IntN(len(last))] = words[random.IntN(len(words))]
		parts[planted-1] = slices.Delete(last, len(last)/2, len(last)/2+1)
		p.Text = plant(words, parts, random)
		out = append(out, p)
	}
	return out
}

// plant puts each part into a stretch of its own of the words and cuts what is
// too long for a passage at its end, but no part.
func plant(words []string, parts [][]string, random *rand.Rand) string {
	room := search.MaxPassage
	for _, p := range parts {
		room -= len(text.Tokens(strings.Join(p, " ")))
	}
	fit := 0
	for n := 0; fit < len(words); fit++ {
		if n += len(text.Tokens(words[fit])); n > room {
			break
		}
	}
	var out []string
	stretch := fit / len(parts)
	for i, p := range parts {
		at := i*stretch + random.IntN(stretch+1)
		out = append(out, words[i*stretch:at]...)
		out = append(out, p...)
		end := (i + 1) * stretch
		if i == len(parts)-1 {
			end = fit
		}
		out = append(out, words[at:end]...)
	}
	return strings.Join(out, " ")
}

// edits draws n quotations to be edited, half of them to be hidden: every other
// one is what a query is about, as long as there are enough.
func (d *drawn) edits(from func(func(quotation) bool) (quotation, bool), n int, random *rand.Rand) {
	edited := map[quotes.ID]bool{}
	asked := random.Perm(len(d.Queries))
	for i := 0; len(edited) < n && i < 4*n; i++ { // a small corpus may not have so many
		q := quotation{}
		if i%2 == 0 && i/2 < len(asked) {
			q.Text = d.Queries[asked[i/2]].Words
		} else {
			q, _ = from(func(quotation) bool { return true })
		}
		id := quotes.IDOf(q.Text)
		switch {
		case edited[id]:
			continue
		case len(d.Hidden) <= len(d.Corrected):
			d.Hidden = append(d.Hidden, id)
		default:
			d.Corrected = append(d.Corrected, id)
		}
		edited[id] = true
	}
}
