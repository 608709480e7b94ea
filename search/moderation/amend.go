package moderation

import (
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/vocabulary"
)

// withAdds returns a record with what moderators added to it. What one server alone
// may read counts only where the corpus has nothing of it to show: a quotation is
// everyone's or one server's.
func (d Decision) withAdds(q quotes.Quote) quotes.Quote {
	if len(d.Adds) == 0 {
		return q
	}
	if !slices.ContainsFunc(q.Attributions, func(a quotes.Attribution) bool { _, served := d.reviewed(a); return served }) {
		q.Scope, q.Attributions = d.Adds[0].Quote.Scope, nil
		if slices.ContainsFunc(d.Adds, func(e store.Edit) bool { return e.Quote.Scope == "" }) {
			q.Scope = ""
		}
	}
	for _, e := range d.Adds {
		if e.Quote.Scope == q.Scope {
			q = quotes.Merge(q, curated(*e.Quote, q.ID))
		}
	}
	return q
}

// curated returns what a moderator wrote as a quotation: it stands in no file.
func curated(q quotes.Quote, id quotes.ID) quotes.Quote {
	q.ID = id
	all := slices.Clone(q.Attributions)
	if len(all) == 0 {
		all = make([]quotes.Attribution, 1)
	}
	for i := range all {
		a := &all[i]
		a.Status, a.Source.File, a.Source.Line, a.Source.Spans, a.ContextSpans = quotes.Curated, "", 0, nil, nil
		if a.Kind == "" {
			a.Kind = quotes.Direct
		}
	}
	q.Attributions = all
	return q
}

// amended returns the attribution that leads as moderators amended it. The place in
// the corpus where it was read stays.
func (d Decision) amended(a quotes.Attribution) quotes.Attribution {
	if d.Attribution.Seq > 0 {
		by := d.Attribution.Quote.Attributions[0]
		a.Speakers, a.Said = by.Speakers, by.Said
	}
	if d.Source.Seq > 0 {
		was := a.Source
		a.Source = d.Source.Quote.Attributions[0].Source
		a.Source.File, a.Source.Line, a.Source.Spans = was.File, was.Line, was.Spans
	}
	return a
}

// reworded returns a quotation with the words that moderators gave it, of which no
// source says where they stand.
func (d Decision) reworded(q quotes.Quote) quotes.Quote {
	if len(d.Words) == 0 {
		return q
	}
	words := d.Words[len(d.Words)-1].Quote.Words
	if words == q.Words {
		return q
	}
	q.ID, q.Words, q.Edited = quotes.IDOf(words), words, true
	q.Attributions = slices.Clone(q.Attributions)
	for i := range q.Attributions {
		a := &q.Attributions[i]
		a.Source.Spans, a.ContextSpans = nil, nil
		if a.Kind == quotes.Indirect { // of which the sentence is shown
			a.Context = ""
		}
	}
	return q
}

// renamed returns a quotation with those names gone that others took the place of. A
// source that writes the name that goes is told to have done so. q is not changed.
func renamed(q quotes.Quote, names []store.Edit) quotes.Quote {
	if len(names) == 0 {
		return q
	}
	cloned := false
	for i, a := range q.Attributions {
		for k, s := range a.Speakers {
			name := nameOf(s.Name, names)
			if name == s.Name {
				continue
			}
			if !cloned {
				q.Attributions, cloned = slices.Clone(q.Attributions), true
			}
			if &q.Attributions[i].Speakers[0] == &a.Speakers[0] {
				q.Attributions[i].Speakers = slices.Clone(a.Speakers)
			}
			now := &q.Attributions[i].Speakers[k]
			if now.Name = name; now.AsWritten == "" {
				now.AsWritten = s.Name
			}
			if now.AsWritten == name {
				now.AsWritten = ""
			}
		}
	}
	if cloned {
		slices.SortFunc(q.Attributions, quotes.Attribution.Compare)
		q.Attributions = slices.CompactFunc(q.Attributions, func(a, b quotes.Attribution) bool { return a.Compare(b) == 0 })
	}
	return q
}

// nameOf returns what somebody is called after names went, in order.
func nameOf(name string, names []store.Edit) string {
	key := vocabulary.Key(name)
	for _, e := range names {
		if vocabulary.Key(e.From) == key {
			name, key = e.Speaker, vocabulary.Key(e.Speaker)
		}
	}
	return name
}
