package find

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// How unlikely it is, in nats, that somebody who means one word types another.
const (
	oneError   = 5.0
	twoErrors  = 9.0
	inflected  = 2.0 // and perLetter for each letter that differs
	perLetter  = 0.5
	unfinished = 1.2 // the last word goes on
	joined     = 1.0 // "every day" for "everyday"

	nameSpelt    = 0.8 // another spelling with the same key, and perNameEdit
	perNameEdit  = 0.6
	nameNear     = 2.0 // another spelling with nearly the same key, and perNameEdit
	nameOneError = 3.0
	nameTwo      = 6.0

	notAsked = 2.5 // a quotation that has the name whose words are asked for
)

// What it weighs that a word was found at all, in nats, besides its idf:
// how seldom people remember a word that is not there.
const (
	foundWeight = 2.0
	// That a word that everybody uses was found says less, the more frequent it is: who
	// tells something in words of his own has it anyway. From this IDF on it says all.
	tellingIDF, leastFound = 5.0, 0.25
	nameWeight             = 2.5 // for a name
	nameShare              = 0.1 // how many words of queries are names

	// Few queries name the source, and words of titles are words of the language:
	// that a title has one says less.
	titleWeight = 1.0
	titleShare  = 0.02

	missingWeight = 8.0 // of a word that nothing is like

	// Who asks what somebody said is sure of the name, and tells the rest in words of
	// his own: these say less, and so does their order.
	askedWeight      = 3.0
	paraphrasedLess  = 1.5
	paraphrasedOrder = 0.8 // of what order weighs else
)

const (
	maxVariants    = 24  // of one word, besides completions, and so many of titles
	maxNames       = 64  // of one name
	maxKeyed       = 256 // names with a key that are compared, the most frequent
	rareName       = 20  // quotations; the bearer of a name with more is hardly meant to be another
	maxCompletions = 48  // of the last word, to choose candidates by

	// So many walks of an automaton one query may cost for words, and so many for
	// names; each takes 0.1 to 1 ms with a million quotations. Longer queries are found
	// by what is right in them.
	maxOneError, maxTwoErrors = 10, 2
)

// expansion is one thing that a word of the query may stand for.
type expansion struct {
	entry   vocabulary.Entry
	name    bool    // of a speaker's name
	title   bool    // of a title, a publisher or a place in a source
	naming  *naming // a speaker or a work that the word, with those beside it, names; else nil
	penalty float64 // how unlikely the word as typed is if this is meant
	weight  float64
}

// field is where the index has it.
func (s expansion) field() string {
	switch {
	case s.name:
		return index.Names
	case s.title:
		return index.Titles
	}
	return index.Words
}

// titleNumber tells a word of a title from a word of a name when both are
// compared with a query.
func titleNumber(id uint32) uint32 { return id | 1<<31 }

// expansions are what the words of a query may stand for, each word's by
// falling weight.
type expansions [][]expansion

// expand looks up in the vocabulary what the words may stand for, after calling name,
// which finds what runs of them name. This, and which names and titles they are words
// of, is looked up at the same time as the words themselves, which takes about as long.
func (v Finder) expand(ctx context.Context, q *understood, name func() error) (expansions, error) {
	var words expansions
	var failed error
	var others sync.WaitGroup
	defer others.Wait()
	parsed := *q
	others.Go(func() {
		failed = index.Recovered(func() (err error) {
			words, err = v.expander(parsed).each(ctx, parsed, (*expander).variants)
			return err
		})
	})
	if err := name(); err != nil {
		return nil, err
	}
	e := v.expander(parsed)
	out, err := e.each(ctx, parsed, (*expander).namesAndTitles)
	others.Wait()
	if err := cmp.Or(err, failed); err != nil {
		return nil, err
	}
	for i, w := range q.Words {
		var all []expansion
		if w.Known {
			all = append(all, expansion{entry: w.Entry})
		}
		all = append(append(all, words[i]...), out[i]...)
		if !w.Exact {
			all = q.namings(all, i)
		}
		out[i] = e.weigh(all, w)
	}
	return out, nil
}

type expander struct {
	v    *vocabulary.Vocabulary
	docs float64
	asks bool // the query asks what somebody said
	one  int  // walks for one error, so far
	two  int
}

func (v Finder) expander(q understood) *expander {
	return &expander{v: v.Vocabulary, docs: float64(max(v.Vocabulary.Len(), 1)), asks: q.Asks()}
}

// each returns the expansions of one kind of every word that is not to be taken as it
// was typed.
func (e *expander) each(ctx context.Context, q understood, of func(e *expander, q understood, i int) []expansion) (expansions, error) {
	out := make(expansions, len(q.Words))
	for i, w := range q.Words {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !w.Exact {
			out[i] = of(e, q, i)
		}
	}
	return out, nil
}

// errors returns for how many errors a word is looked up: two in a long word that
// is hardly known, if walks are left for it.
func (e *expander) errors(word string, two, one bool) int {
	switch {
	case text.HasNumber(word):
		return 0
	case two && utf8.RuneCountInString(word) >= 6 && e.two < maxTwoErrors:
		e.two++
		return 2
	case one && e.one < maxOneError:
		e.one++
		return 1
	}
	return 0
}

// weigh gives the expansions their weight. What is typed is explained by a quotation
// with one of the expansions, or else by chance, which is the more likely the more
// frequent all the expansions together are: so they share one idf.
func (e *expander) weigh(out []expansion, w query.Word) []expansion {
	if w.Asked {
		for i := range out {
			if !out[i].name {
				out[i].penalty += notAsked
			}
		}
	}
	chance, least := 0.0, 0.0
	for i, s := range out {
		if i == 0 || s.penalty < least {
			least = s.penalty
		}
		share := 1.0
		switch {
		case s.name && w.Asked:
		case s.name:
			share = nameShare
		case s.title:
			share = titleShare
		}
		chance += share * float64(s.entry.Count) * math.Exp(-s.penalty)
	}
	// Half a quotation for what the corpus has not shown yet.
	idf := e.v.IDF(max(chance, 0.5*math.Exp(-least)))
	for i := range out {
		found := foundWeight
		switch {
		case out[i].name:
			found = nameWeight
		case out[i].title:
			found = titleWeight
		case !w.Open: // one that goes on shares its IDF with all that it may become
			found *= min(1, max(idf/tellingIDF, leastFound))
		}
		switch {
		case out[i].name && w.Asked:
			found += askedWeight
		case !out[i].name && e.asks:
			found -= paraphrasedLess
		}
		out[i].weight = found + idf - out[i].penalty
	}
	return best(out)
}

// variants returns the words that people write as word i by mistake or in haste.
func (e *expander) variants(q understood, i int) (out []expansion) {
	w := q.Words[i]
	add := func(entry vocabulary.Entry, penalty float64) {
		if entry.Text != w.Text {
			out = append(out, expansion{entry: entry, penalty: penalty})
		}
	}
	// Who means a word that everybody uses hardly writes another known one.
	meant := func(entry vocabulary.Entry, likelier int) bool {
		return !w.Known || float64(entry.Count) < (e.docs+vocabulary.Assumed)/commonWord || entry.Count >= likelier*w.Entry.Count
	}
	length := utf8.RuneCountInString(w.Text)
	common := w.Known && float64(w.Entry.Count) > (e.docs+vocabulary.Assumed)/30
	if !common && length >= 3 && !text.HasNumber(w.Text) {
		for _, entry := range e.v.Inflections(w.Text) {
			if (meant(entry, math.MaxInt32) || entry.Count < 20*w.Entry.Count) && !e.onlyBegins(w.Text, entry) {
				add(entry, inflected+perLetter*float64(text.Differing(w.Text, entry.Text)))
			}
		}
		rare := !w.Known || float64(w.Entry.Count) < e.docs/200000
		errors := e.errors(w.Text, rare, rare || float64(w.Entry.Count) < e.docs/2000)
		if errors > 0 {
			for _, entry := range nearest(e.v.WordsLike, w.Text, errors, 8) {
				if !meant(entry, 1000) {
					continue
				}
				add(entry, [...]float64{0, oneError, twoErrors}[entry.Errors])
			}
		}
	}
	out = e.otherForms(out, q, i)
	if w.Open {
		for _, entry := range e.v.WordsFrom(w.Text, maxCompletions) {
			add(entry, unfinished)
		}
	}
	return out
}

// onlyBegins reports whether a longer word begins with a short one that everybody
// uses, and is no form of it: "force" and "for".
func (e *expander) onlyBegins(word string, short vocabulary.Entry) bool {
	ending, ok := strings.CutPrefix(word, short.Text)
	return ok && utf8.RuneCountInString(short.Text) == 3 && !e.v.Telling(short) &&
		!slices.Contains([]string{"s", "es", "d", "ed", "ing"}, ending)
}

// otherForms appends forms of a word that do not begin alike, and what it is together
// with a word beside it.
func (e *expander) otherForms(out []expansion, q understood, i int) []expansion {
	add := func(word string, penalty float64) {
		if entry, ok := e.v.Word(word); ok {
			out = append(out, expansion{entry: entry, penalty: penalty})
		}
	}
	for _, f := range forms()[q.Words[i].Text] {
		add(f.text, f.penalty)
	}
	for _, j := range []int{i - 1, i} {
		if j < 0 || j+1 >= len(q.Words) || q.Words[j].Exact || q.Words[j+1].Exact {
			continue
		}
		a, b := q.Words[j].Text, q.Words[j+1].Text
		add(a+b, joined)
		if short := contraction(a, b); short != "" {
			add(short, shortForm)
		}
	}
	return out
}

// commonWord: one of so many quotations has a word that everybody uses.
const commonWord = 15

// nearest looks for texts with one error and, if there are none, with as many as
// errors says: who is meant by a word with two is hardly a word with one, and
// looking for two takes ten times as long.
func nearest(like func(word string, errors, max int) []vocabulary.Entry, word string, errors, max int) []vocabulary.Entry {
	found := like(word, 1, max)
	if errors > 1 && !slices.ContainsFunc(found, func(e vocabulary.Entry) bool { return e.Text != word }) {
		return like(word, errors, max)
	}
	return found
}

// namesAndTitles returns the words of names, and of titles, that word i may be.
func (e *expander) namesAndTitles(q understood, i int) []expansion {
	if q.Repeats(i) {
		return nil
	}
	return e.titles(e.names(nil, q.Words[i]), q.Words[i])
}

// names appends the words of speakers' names that the word may be.
func (e *expander) names(out []expansion, w query.Word) []expansion {
	add := func(entry vocabulary.Entry, penalty float64) {
		out = append(out, expansion{entry: entry, name: true, penalty: penalty})
	}
	known, penalty := 0, 0.0
	if right, ok := e.v.Misspelt(w.Text); ok {
		add(right, 0)
		penalty = nameSpelt + perNameEdit
	}
	if entry, ok := e.v.Name(w.Text); ok {
		add(entry, penalty)
		known = entry.Count
	}
	length := utf8.RuneCountInString(w.Text)
	if length < 4 && len(w.Text) == length || w.Known && float64(w.Entry.Count) > e.docs/2000 {
		return out
	}
	out = e.spellings(out, w, known)
	if errors := e.errors(w.Text, known < 2 && (!w.Known || float64(w.Entry.Count) < e.docs/50000), known < 5); errors > 0 {
		for _, entry := range nearest(e.v.NamesLike, w.Text, errors, 16) {
			add(entry, [...]float64{0, nameOneError, nameTwo}[entry.Errors])
		}
	}
	if w.Open && length >= 3 {
		for _, entry := range e.v.NamesFrom(w.Text, 16) {
			add(entry, unfinished)
		}
	}
	return out
}

// spellings appends the names that w may be another spelling of, or a word of
// another script: those that sound alike, and where transliterations disagree,
// as on endings ("Сократ", "Socrates"), those that differ by one sound. In the
// script of most names only a word that is a name, and a rare one, is taken for
// one of these; typing errors are looked for besides.
func (e *expander) spellings(out []expansion, w query.Word, known int) []expansion {
	latin := text.Latin(w.Text)
	add := func(keys []string, penalty float64) {
		for _, key := range keys {
			if len(key) < 2 {
				continue
			}
			for _, entry := range e.v.NamesByKey(key, maxKeyed) {
				errors := text.Errors(latin, text.Latin(entry.Text))
				out = append(out, expansion{entry: entry, name: true, penalty: penalty + perNameEdit*float64(min(errors, 6))})
			}
		}
	}
	add(text.NameKeys(w.Text), nameSpelt)
	if foreign := latin != w.Text; foreign || !w.Known && 0 < known && known < rareName {
		add(text.NearNameKeys(w.Text), nameNear)
	}
	return out
}

// titles appends the words of titles that the word may be. One that quotations
// are full of names no title: "the" does not ask for The Tempest.
func (e *expander) titles(out []expansion, w query.Word) []expansion {
	if w.Known && float64(w.Entry.Count) > max(e.docs/30, 2) {
		return out
	}
	add := func(entry vocabulary.Entry, penalty float64) {
		out = append(out, expansion{entry: entry, title: true, penalty: penalty})
	}
	entry, known := e.v.Title(w.Text)
	if known {
		add(entry, 0)
	}
	length := utf8.RuneCountInString(w.Text)
	if !known && !w.Known && length >= 5 {
		for _, entry := range e.v.TitlesLike(w.Text, 1, 8) {
			add(entry, oneError)
		}
	}
	if w.Open && length >= 3 {
		for _, entry := range e.v.TitlesFrom(w.Text, 16) {
			add(entry, unfinished)
		}
	}
	return out
}

// best sorts expansions by weight, keeps one of each and at most maxVariants of words
// of names and of titles.
func best(rs []expansion) []expansion {
	rs = slices.DeleteFunc(rs, func(s expansion) bool { return s.weight < 0.3 })
	slices.SortStableFunc(rs, func(a, b expansion) int {
		return cmp.Or(
			cmp.Compare(b.weight, a.weight),
			cmp.Compare(b.entry.Count, a.entry.Count),
			strings.Compare(a.entry.Text, b.entry.Text),
		)
	})
	type what struct {
		field string
		id    uint32
	}
	seen := map[what]bool{}
	counts := map[string]int{}
	return slices.DeleteFunc(rs, func(r expansion) bool {
		k := what{r.field(), r.entry.ID}
		most := maxVariants
		if r.name {
			most = maxNames
		}
		if seen[k] || counts[k.field] > most && r.penalty != unfinished {
			return true
		}
		seen[k] = true
		counts[k.field]++
		return false
	})
}

// rankQuery turns expansions into what quotations are compared with.
func rankQuery(p rank.Params, v *vocabulary.Vocabulary, q understood, rs expansions) *rank.Query {
	out := rank.New(p)
	same := map[string]int{}
	for i, w := range q.Words {
		out.AddWord(w.Position, same[w.Text])
		same[w.Text]++
		completions := 0
		for _, r := range rs[i] {
			out.AddMissing(i, r.weight+r.penalty) // if it were there as typed
			switch {
			case r.name:
				out.AddName(i, r.entry.ID, r.weight)
			case r.title:
				out.AddTitle(i, titleNumber(r.entry.ID), r.weight)
			default:
				out.AddOption(i, r.entry.ID, r.weight)
				if r.penalty != unfinished {
					continue
				}
				// The word as typed may be one of them.
				if completions++; completions == maxCompletions-1 { // there may be more that start so
					out.AddOpen(i, r.weight, v.WordsStarting(w.Text).Has)
				}
			}
		}
		if len(rs[i]) == 0 {
			out.AddMissing(i, missingWeight)
		}
	}
	for _, a := range q.named {
		number := a.number
		if a.work {
			number = titleNumber(number)
		}
		out.AddRun(a.from, a.to, number, a.bonus)
	}
	return out
}
