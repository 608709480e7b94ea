package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/store"
)

// model is what edits come to for some quotations, told without any of the code that
// keeps them.
type model struct {
	corpus map[quotes.ID]quotes.Quote
	base   map[quotes.ID]quotes.ID // of words that were given to a quotation
	of     map[quotes.ID][]store.Edit
	names  []store.Edit
}

// modelOf keeps edits that nothing undoes by the quotations that they are about: those
// with words that were given to another count for that one, unless they are a
// quotation of their own.
func modelOf(qs []quotes.Quote, left []store.Edit) model {
	m := model{corpus: map[quotes.ID]quotes.Quote{}, base: map[quotes.ID]quotes.ID{}}
	for _, q := range qs {
		m.corpus[q.ID] = q
	}
	for range 2 {
		of := map[quotes.ID][]store.Edit{}
		m.names = nil
		for _, e := range left {
			if e.Op == store.Merge {
				m.names = append(m.names, e)
				continue
			}
			id := e.ID
			if e.Op != store.Add {
				id = m.baseOf(e.ID)
			}
			of[id] = append(of[id], e)
		}
		m.of, m.base = of, map[quotes.ID]quotes.ID{}
		var ids []quotes.ID
		for id := range of {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		for _, now := range []bool{true, false} {
			for _, id := range ids {
				words := m.edits(id, store.Amend, store.WordsPart)
				for i, e := range words {
					to := quotes.IDOf(e.Quote.Words)
					if _, taken := m.base[to]; to != id && !taken && m.has(id) && (!now || i == len(words)-1) {
						m.base[to] = id
					}
				}
			}
		}
	}
	return m
}

func (m model) edits(id quotes.ID, op store.Op, part store.Part) (out []store.Edit) {
	for _, e := range m.of[id] {
		if e.Op == op && e.Part == part {
			out = append(out, e)
		}
	}
	return out
}

func (m model) has(id quotes.ID) bool {
	_, read := m.corpus[id]
	return read || len(m.edits(id, store.Add, "")) > 0
}

func (m model) baseOf(id quotes.ID) quotes.ID {
	if base, ok := m.base[id]; ok && !m.has(id) {
		return base
	}
	return id
}

// state is what a server sees of an ID.
func (m model) state(id quotes.ID, guild string) string {
	id = m.baseOf(id)
	words := m.edits(id, store.Amend, store.WordsPart)
	for way := []quotes.ID{id}; len(words) > 0; way = append(way, id) {
		to := m.baseOf(quotes.IDOf(words[len(words)-1].Quote.Words))
		if i := slices.Index(way, to); i >= 0 { // they were given each other's words
			id = slices.Min(way[i:])
			break
		}
		if !m.has(to) {
			break
		}
		id = to
		words = m.edits(id, store.Amend, store.WordsPart)
	}
	words = m.edits(id, store.Amend, store.WordsPart)
	q, ok := m.shown(id)
	if _, read := m.corpus[id]; !ok && !read || q.Scope != "" && q.Scope != guild {
		return "not found"
	}
	hidden := false
	for _, e := range m.of[id] {
		if e.Op == store.Hide || e.Op == store.Restore {
			hidden = e.Op == store.Hide
		}
	}
	if hidden {
		return "hidden"
	}
	if !ok {
		return "not found"
	}
	if len(words) > 0 {
		q.Edited = q.Words != words[len(words)-1].Quote.Words
		q.Words = words[len(words)-1].Quote.Words
	}
	return stateOf(q)
}

// shown returns a quotation as it is shown, but for its words and whether it is hidden.
func (m model) shown(id quotes.ID) (quotes.Quote, bool) {
	q, read := m.corpus[id]
	var shown []quotes.Attribution
	for _, a := range q.Attributions {
		reviewed := store.Edit{}
		for _, e := range m.of[id] {
			if (e.Op == store.Accept || e.Op == store.Reject) && e.File == a.Source.File && a.Status != quotes.Curated {
				reviewed = e
			}
		}
		if reviewed.Op != "" {
			a.Status = map[store.Op]quotes.Status{store.Accept: quotes.Extracted, store.Reject: quotes.Hidden}[reviewed.Op]
			a.Speakers = []quotes.Speaker{{Name: reviewed.Speaker}}
		}
		if a.Status.Served() {
			shown = append(shown, a)
		}
	}
	adds := m.edits(id, store.Add, "")
	if len(shown) == 0 && len(adds) > 0 {
		q.Scope = adds[0].Quote.Scope
		if slices.ContainsFunc(adds, func(e store.Edit) bool { return e.Quote.Scope == "" }) {
			q.Scope = ""
		}
	}
	for _, e := range adds {
		if e.Quote.Scope == q.Scope {
			a := e.Quote.Attributions[0]
			a.Status, a.Kind = quotes.Curated, quotes.Direct
			shown = append(shown, a)
		}
	}
	if len(shown) == 0 {
		return q, false
	}
	if !read || !q.Served() {
		q.Words = adds0(adds, q.Words)
	}
	slices.SortStableFunc(shown, quotes.Attribution.Compare)
	shown = slices.CompactFunc(shown, func(a, b quotes.Attribution) bool { return a.Compare(b) == 0 })
	for _, e := range m.of[id] {
		switch {
		case e.Op == store.Correct:
			for i := range shown {
				shown[i].Speakers = []quotes.Speaker{{Name: e.Speaker}}
			}
		case e.Op == store.Amend && e.Part == store.AttributionPart:
			shown[0].Speakers = e.Quote.Attributions[0].Speakers
		case e.Op == store.Amend && e.Part == store.SourcePart:
			shown[0].Source.Title = e.Quote.Attributions[0].Source.Title
		}
	}
	for i := range shown {
		shown[i].Speakers = slices.Clone(shown[i].Speakers)
		for k := range shown[i].Speakers {
			for _, e := range m.names {
				if shown[i].Speakers[k].Name == e.From {
					shown[i].Speakers[k].Name = e.Speaker
				}
			}
		}
	}
	q.Attributions = shown
	return q, true
}

func adds0(adds []store.Edit, words string) string {
	if len(adds) > 0 {
		return adds[0].Quote.Words
	}
	return words
}

// stateOf tells what is shown of a quotation: the words, who said them and where.
func stateOf(q quotes.Quote) string {
	var titles []string
	for _, a := range q.Attributions {
		titles = append(titles, a.Source.Title)
	}
	slices.Sort(titles)
	return fmt.Sprintf("%q by %s in %q, edited %v, for %q", q.Words, speakersOf(q), slices.Compact(titles), q.Edited, q.Scope)
}

// shownAs is what a server sees of an ID in a library, by all ways that lead to it.
func shownAs(t *testing.T, l *Library, id quotes.ID, guild string) string {
	t.Helper()
	got, err := l.Get(t.Context(), id, guild)
	switch {
	case errors.Is(err, ErrHidden):
		return "hidden"
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrGone):
		return "not found"
	case err != nil:
		return err.Error()
	}
	is := func(q quotes.Quote) bool { return q.ID == got.ID && stateOf(q) == stateOf(got) }
	for _, words := range []string{got.Words, `"` + got.Words + `"`} {
		r, err := l.Search(t.Context(), Query{Words: words, Filter: Filter{Scope: guild}, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.Hits, func(h Hit) bool { return is(h.Quote) }) {
			return fmt.Sprintf("%s, but is not found by %s", stateOf(got), words)
		}
	}
	byID, err := l.SuggestIDs(t.Context(), string(got.ID)[:6], Filter{Scope: guild}, 3)
	if err != nil || !slices.ContainsFunc(byID, is) {
		return fmt.Sprintf("%s, but is not found by its ID: %v", stateOf(got), err)
	}
	lead, _ := got.Lead()
	if len(lead.Speakers) > 0 && lead.Speakers[0].Name != "" {
		name := lead.Speakers[0].Name
		r, err := l.Search(t.Context(), Query{Words: got.Words, Filter: Filter{Scope: guild, Speaker: name, Source: lead.Source.Title}, Limit: 3})
		if err != nil || !slices.ContainsFunc(r.Hits, func(h Hit) bool { return is(h.Quote) }) {
			return fmt.Sprintf("%s, but is not found by speaker and source: %v", stateOf(got), err)
		}
		s, err := l.Suggest(t.Context(), SpeakerField, name, Filter{Scope: guild}, 25)
		if err != nil || !slices.ContainsFunc(s, func(s Suggestion) bool { return s.Text == name }) {
			return fmt.Sprintf("%s, but the name is not completed: %v", stateOf(got), err)
		}
		info, err := l.Speaker(t.Context(), name, Filter{Scope: guild})
		if err != nil || info.Name != name {
			return fmt.Sprintf("%s, but the speaker is not known: %v, %v", stateOf(got), info.Name, err)
		}
	}
	passages, err := l.Locate(t.Context(), "He said: "+got.Words, Filter{Scope: guild})
	if err != nil || len(strings.Fields(got.Words)) > 5 && !slices.ContainsFunc(passages, func(p Located) bool { return is(p.Quote) }) {
		return fmt.Sprintf("%s, but is not located: %v", stateOf(got), err)
	}
	return stateOf(got)
}
