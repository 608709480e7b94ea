package find

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"verbatim/search/index"
	"verbatim/search/query"
	"verbatim/search/rank"
	"verbatim/search/snapshot"
	"verbatim/search/text"
	"verbatim/search/vocabulary"
)

// Words of a query in a row may name somebody ("the bard", "jane austen", "plato")
// or a work ("pride and prejudice"): then what he said, or what stands there, is
// meant, and not what is said about him. The words may be in none of his names.

// understood is a parsed query, and whom and what runs of its words name.
type understood struct {
	query.Query
	named []naming
}

// naming is what a run of words names.
type naming struct {
	from, to int        // the words of the query: from, and up to to
	work     bool       // a title, else a speaker
	as       string     // as the corpus writes the name
	docs     index.Docs // what he said, or what stands there
	count    int        // how many these are
	alias    bool       // its words need not be words of the name
	bonus    float64    // what it weighs, besides the words, that the run is the whole name
	number   uint32     // stands for it among the numbers of words of names, or of titles
}

// firstNamed is above the number of any word of a name or a title.
const firstNamed = 1 << 29

const (
	maxRun     = 6  // words that a name or a title has; the longest alias of the list has as many
	maxMeant   = 4  // people whom one name is taken for
	maxNamings = 12 // of one query
	together   = 20 // times as often as by chance words of a name stand together
	fewBearers = 24 // of a surname, among whom the most quoted one is looked for
	// A name or a title that no list has is one if so many quotations are under it.
	fewQuoted = 3
	// Of those who share a name, the one on the list, or the one who is quoted most,
	// is meant a little more.
	mostQuoted = 0.5
)

// name finds the runs of a query's words that name somebody or something.
func (v Finder) name(ctx context.Context, terms *index.Terms, typed string, q *understood) error {
	n := namer{Snapshot: v.Snapshot, terms: terms, typed: query.Readable(typed), q: q}
	for _, w := range q.Words {
		name, _ := v.Vocabulary.Name(w.Text)
		title, _ := v.Vocabulary.Title(w.Text)
		n.names, n.titles = append(n.names, name.Count), append(n.titles, title.Count)
	}
	for i := 0; i < len(q.Words) && len(q.named) < maxNamings; {
		if err := ctx.Err(); err != nil {
			return err
		}
		next, longest := i+1, n.longest(i)
		n.speakers, n.works = true, true
		if longest > i+2 {
			beginning := n.written(i, i+2)
			n.speakers, n.works = v.Vocabulary.SpeakersGoOn(beginning), v.Vocabulary.SourcesGoOn(beginning)
		}
		for j := longest; j > i; j-- {
			found, err := n.run(ctx, i, j)
			if err != nil {
				return err
			}
			if found {
				next = j
				break
			}
		}
		i = next
	}
	return nil
}

type namer struct {
	snapshot.Snapshot
	terms *index.Terms
	typed string
	q     *understood
	// How many quotations have each of the words in a name, and in a title.
	names, titles []int
	// Whether names, and titles, have the first two words of a run.
	speakers, works bool
}

// longest returns the end of the longest run from word i on: of words that were
// typed in a row, none of them inside quotation marks.
func (n namer) longest(i int) int {
	j := i
	for j < len(n.q.Words) && j < i+maxRun && !n.q.Words[j].Exact && n.q.Words[j].Position == n.q.Words[i].Position+j-i {
		j++
	}
	return j
}

// written returns a run as it was typed.
func (n namer) written(i, j int) string {
	last := n.q.Words[j-1]
	if last.Text != last.Token.Text { // a genitive, or a letter of initials
		return n.typed[n.q.Words[i].Token.Start:last.Token.Start] + last.Text
	}
	return n.typed[n.q.Words[i].Token.Start:last.Token.End]
}

// run finds what the words from i up to j name. A name on the list comes first, then
// one that the corpus has, whole or as one word of it.
func (n namer) run(ctx context.Context, i, j int) (found bool, err error) {
	whole := j-i == len(n.q.Words)
	name := n.written(i, j)
	letters := 0
	for _, w := range n.q.Words[i:j] {
		letters += len(w.Text)
	}
	if letters > snapshot.FewLetters || whole {
		for _, p := range first(n.Called(name), maxMeant) {
			added, err := n.add(ctx, naming{from: i, to: j, as: p.Shown(), alias: true, bonus: mostQuoted}, p.Names())
			if err != nil {
				return false, err
			}
			found = found || added
		}
	}
	if letters <= snapshot.FewLetters {
		return found, nil
	}
	if !found || j-i == 1 { // others may have the word in their names
		speaker, err := n.speaker(ctx, i, j, name)
		if err != nil {
			return false, err
		}
		found = found || speaker
	}
	work, err := n.work(ctx, i, j, name)
	return found || work, err
}

func first[T any](all []T, most int) []T { return all[:min(len(all), most)] }

// add adds what the run names, if something is quoted under these names.
func (n namer) add(ctx context.Context, a naming, names []string) (bool, error) {
	if len(names) == 0 {
		return false, nil
	}
	var err error
	if a.work {
		of := make([]string, len(names))
		for i, name := range names {
			of[i] = index.SourceTerm(name)
		}
		a.docs, err = n.terms.Union(ctx, index.Filters, of)
	} else {
		a.docs, err = snapshot.SaidBy(ctx, n.terms, names)
	}
	if err != nil {
		return false, err
	}
	return n.enter(a), nil
}

// enter enters what a run names, if enough is quoted.
func (n namer) enter(a naming) bool {
	if a.count = a.docs.Len(); a.count == 0 || !a.alias && a.count < fewQuoted {
		return false
	}
	if bonus := n.bonus(a); bonus > 0 {
		a.bonus += bonus
	} else {
		a.bonus = 0
	}
	a.number = firstNamed + uint32(len(n.q.named))
	n.q.named = append(n.q.named, a)
	return true
}

func (n namer) last() naming { return n.q.named[len(n.q.named)-1] }

// bonus returns what it weighs that a run is a whole name: as much as that its words
// stand in a row, and what outweighs that they do so in a text about the bearer.
// That the words are rather a name than a saying must be seen from how many
// quotations are under it, and how many have the rarest word of it.
func (n namer) bonus(a naming) float64 {
	p := rank.DefaultParams()
	inText, letters := n.inText(a.from, a.to), 0
	for _, w := range n.q.Words[a.from:a.to] {
		letters += len(w.Text)
	}
	several, whole := a.to-a.from > 1, a.to-a.from == len(n.q.Words)
	share := 2
	switch {
	case whole && a.alias && (several || letters <= snapshot.FewLetters):
		inText = 0
	case whole && !several && a.work: // it may be the one word that is remembered
		share = 1
	case whole:
		share = 4
	}
	if share*a.count < inText {
		return 0
	}
	return p.Named + p.Next*float64(a.to-a.from-1)
}

// inText estimates how many quotations have words in a row: as many as have the
// rarest of them, if each of the others stands beside it so many times as often as
// its frequency says.
func (n namer) inText(from, to int) int {
	words := n.q.Words[from:to]
	rarest := slices.MinFunc(words, func(a, b query.Word) int { return cmp.Compare(a.Entry.Count, b.Entry.Count) })
	estimate := float64(rarest.Entry.Count)
	docs := float64(n.Vocabulary.Len() + vocabulary.Assumed)
	for _, w := range words {
		if w.Position != rarest.Position {
			estimate *= min(1, together*float64(w.Entry.Count)/docs)
		}
	}
	return int(estimate)
}

// speaker finds speakers of the corpus who are called as a run of words: all of the
// name, or of one word the surname or the first name. A word that is rather used as
// a word is no name.
func (n namer) speaker(ctx context.Context, i, j int, name string) (bool, error) {
	if j-i > 1 {
		if !n.speakers || slices.Min(n.names[i:j]) < fewQuoted {
			return false, nil
		}
		all := n.Vocabulary.SpeakersCalled(name)
		return n.add(ctx, naming{from: i, to: j, as: name}, vocabulary.Texts(all))
	}
	w := n.q.Words[i]
	e, ok := n.Vocabulary.Misspelt(w.Text)
	if !ok {
		e, ok = n.Vocabulary.Name(w.Text)
	}
	if !ok || e.Count < fewQuoted || 4*e.Count < w.Entry.Count {
		return false, nil
	}
	docs, err := n.terms.Docs(index.Names, e.Text)
	if err != nil {
		return false, err
	}
	if !n.enter(naming{from: i, to: j, as: e.Text, docs: docs}) || n.last().bonus == 0 {
		return true, nil
	}
	bearers := n.Vocabulary.SpeakersWith(e.Text, fewBearers)
	if len(bearers) == 0 {
		return true, nil
	}
	most := text.ParsePerson(bearers[0].Text)
	bearers = slices.DeleteFunc(bearers, func(e vocabulary.Entry) bool { return !most.Same(text.ParsePerson(e.Text)) })
	return n.add(ctx, naming{from: i, to: j, as: bearers[0].Text, bonus: mostQuoted}, vocabulary.Texts(bearers))
}

// work finds the titles that a run of words is.
func (n namer) work(ctx context.Context, i, j int, name string) (bool, error) {
	if slices.Min(n.titles[i:j]) < fewQuoted || !n.works && j-i > 1 || j-i == 1 && 4*n.titles[i] < n.q.Words[i].Entry.Count {
		return false, nil
	}
	return n.add(ctx, naming{from: i, to: j, as: name, work: true}, vocabulary.Texts(n.Vocabulary.SourcesCalled(name)))
}

// notQuoted returns the somebody of the list of people whose words a line asks for, or
// who is all of it, if nothing is quoted of him, "" if there is nobody. What was found
// for a question is not what was asked for then; a name alone may be a word.
func (v Finder) notQuoted(line string, q understood, c *Confidence) string {
	asks := q.Asks()
	if !asks && *c == Found {
		return ""
	}
	n := namer{Snapshot: v.Snapshot, typed: line, q: &q}
	for i := 0; i < len(q.Words); {
		j := i + 1
		for limit := n.longest(i); j < limit && q.Words[j].Asked == q.Words[i].Asked; {
			j++
		}
		if q.Words[i].Asked == asks && (asks || j-i == len(q.Words)) {
			name := n.written(i, j)
			if bare := strings.TrimRight(strings.TrimSuffix(name, "s"), "'’"); !v.People.Knows(name) && v.People.Knows(bare) {
				name = bare
			}
			if called := v.People.Named(name); len(called) > 0 && len(v.Called(name)) == 0 {
				if *c == Found {
					*c = Closest
				}
				if len(called) == 1 {
					name = called[0]
				}
				return name
			}
		}
		i = j
	}
	return ""
}

// namings appends those whom a run with word i names, perhaps by other words than
// those of their names.
func (q understood) namings(out []expansion, i int) []expansion {
	for k := range q.named {
		if a := &q.named[k]; a.alias && a.from <= i && i < a.to {
			entry := vocabulary.Entry{ID: a.number, Text: a.as, Count: a.count}
			out = append(out, expansion{entry: entry, name: !a.work, title: a.work, naming: a})
		}
	}
	return out
}

// addNamed appends to the words of a quotation's names and titles what of the named
// it is of.
func (v Finder) addNamed(doc *vocabulary.Doc, record uint32, q understood) {
	for _, a := range q.named {
		if !v.Index.Has(a.docs, record) {
			continue
		}
		if a.work {
			doc.Titles = append(doc.Titles, a.number)
		} else {
			doc.Names = append(doc.Names, a.number)
		}
	}
}
