package suggest

import (
	"context"
	"slices"

	"verbatim/search/index"
	"verbatim/search/snapshot"
	"verbatim/search/vocabulary"
)

const (
	// maxPeople of the list of people are looked at, who have a name that starts as
	// typed.
	maxPeople = 24
	// maxRare of the speakers that were found and have few quotations are looked at
	// for whether they are bad spellings of others.
	maxRare = 8
	fewSaid = 3
)

// suggestSpeakers completes the name of a speaker: one that the corpus has, or
// another name of somebody whom the list of people has. Somebody is suggested once,
// however the corpus spells his name.
func (v Suggester) suggestSpeakers(ctx context.Context, terms *index.Terms, see snapshot.Visible, typed string, n int) ([]Suggestion, error) {
	shown := map[string]bool{} // the names of people of the list who are suggested
	starting := map[string]*snapshot.Person{}
	from := func(prefix string, max int) (out []vocabulary.Entry) {
		for _, p := range v.Starting(typed, maxPeople) {
			starting[p.Speakers[0].Text] = &p
			out = append(out, p.Speakers[0])
		}
		return append(out, v.withRight(v.Vocabulary.SpeakersFrom(prefix, max))...)
	}
	listers := []lister{from, v.Vocabulary.SpeakersLike, v.Vocabulary.SpeakersSounding}
	return nearestFirst(ctx, vocabulary.Key(typed), n, listers, func(e vocabulary.Entry) (Suggestion, error) {
		if shown[e.Text] {
			return Suggestion{}, nil
		}
		names, as := []string{e.Text}, e.Text
		p := starting[e.Text]
		if p == nil {
			p = v.personOf(e.Text)
		}
		if p != nil {
			names, as = p.Names(), p.Shown()
			for _, n := range names {
				shown[n] = true
			}
		}
		docs, err := snapshot.SaidBy(ctx, terms, names)
		if err != nil {
			return Suggestion{}, err
		}
		return Suggestion{Text: as, Count: docs.LenAnd(see.Docs)}, nil
	})
}

// personOf returns who of the list of people is called so, if it is one, and the
// corpus has the name for him.
func (v Suggester) personOf(speaker string) *snapshot.Person {
	all := v.Called(speaker)
	if len(all) != 1 || !slices.Contains(all[0].Names(), speaker) {
		return nil
	}
	return &all[0]
}

// withRight adds to speakers those of whom some are bad spellings: they have more
// quotations, and so come first.
func (v Suggester) withRight(speakers []vocabulary.Entry) []vocabulary.Entry {
	rare := 0
	for _, e := range speakers {
		if e.Count > fewSaid {
			continue
		}
		if right, ok := v.Vocabulary.Rightly(e); ok {
			speakers = append(speakers, right)
		}
		if rare++; rare == maxRare {
			break
		}
	}
	return speakers
}
