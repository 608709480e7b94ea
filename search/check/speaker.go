package check

import (
	"slices"

	"verbatim/quotes"
	"verbatim/quotes/people"
	"verbatim/search/duplicate"
)

// whose tells who said a quotation, seen from the claim.
type whose int

const (
	anotherSpeaker whose = iota
	nobodyNamed          // neither for the claim nor against it
	claimedSpeaker
)

// says reports whether the claimed speaker said a quotation. Without a claim it is
// nobody's.
func (p *reading) says(q quotes.Quote) whose {
	speakers := speakersOf(q)
	if p.claimed == "" || duplicate.NobodyNamed([]quotes.Speaker{{Name: p.claimed}}) || duplicate.NobodyNamed(speakers) {
		return nobodyNamed
	}
	for _, name := range namesOf(p.claimed) {
		for _, s := range speakers {
			for _, other := range append(namesOf(s.Name), s.AsWritten) {
				if duplicate.SameSpeakers([]quotes.Speaker{{Name: name, Body: s.Body}}, []quotes.Speaker{{Name: other, Body: s.Body}}) {
					return claimedSpeaker
				}
			}
		}
	}
	return anotherSpeaker
}

// namesOf returns a name and the canonical names of those whom it may mean.
func namesOf(name string) []string {
	return slices.Compact(append([]string{name}, people.Builtin().Named(name)...))
}
