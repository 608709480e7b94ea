package extract

import (
	"slices"
	"strings"

	"verbatim/quotes"
)

// People of a story who have no name but are always called the same: "the lama", "the
// old man". They take part in a conversation as those with a name do.

// firstPlain is the number of the first of them in a conversation; the others count down
// from there.
const firstPlain = -10

// plainPerson returns the number of somebody under a description that begins with "the",
// or who is kin of the one who tells the story ("my uncle"); unclear where the description does not mean one person.
func (d *reader) plainPerson(v voice) int {
	if v.ent >= 0 || v.writer || len(v.speakers) != 1 || v.sure < .85 || v.speakers[0].Body {
		return unclear
	}
	name := v.speakers[0].Name
	if !strings.HasPrefix(strings.ToLower(name), "the ") && !strings.HasPrefix(name, "my ") || pluralNoun(name) || strings.Contains(name, " of ") {
		return unclear
	}
	i := slices.IndexFunc(d.plain, func(o quotes.Speaker) bool { return strings.EqualFold(o.Name, name) })
	if i < 0 {
		i = len(d.plain)
		d.plain = append(d.plain, quotes.Speaker{Name: name, Short: true})
	}
	return firstPlain - i
}

// spokeBefore reports whether a voice is that of somebody without a name who has spoken
// in the lines so far, and calls him as they did.
func (d *reader) spokeBefore(v *voice) bool {
	if len(v.speakers) != 1 {
		return false
	}
	i := slices.IndexFunc(d.plain, func(o quotes.Speaker) bool { return strings.EqualFold(o.Name, v.speakers[0].Name) })
	if i >= 0 {
		v.speakers = []quotes.Speaker{d.plain[i]}
	}
	return i >= 0
}

// partaker reports whether a line's speaker is a person of the article, with a name or
// without.
func partaker(who int) bool { return who >= 0 || who <= firstPlain }

// sexIn returns of which sex somebody is who takes part in a conversation; "I" is never
// "he" or "she".
func (d *reader) sexIn(who int) class {
	switch {
	case who >= 0:
		return d.reg.ents[who].sex
	case who <= firstPlain:
		return d.sexOf(d.plain[firstPlain-who].Name)
	}
	return sexM | sexF
}

// speakerIn returns somebody who takes part in a conversation, as the phrase p writes
// him.
func (d *reader) speakerIn(who int, p np, written string) quotes.Speaker {
	switch {
	case who >= 0:
		return d.entityMeant(p, who, 1, written).Speaker
	case who == narrator:
		return d.narrator
	}
	s := d.plain[firstPlain-who]
	if p.pronoun {
		s.AsWritten = written
	}
	return s
}
