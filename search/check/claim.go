package check

import (
	"regexp"
	"strings"
	"sync"

	"verbatim/quotes/people"
	"verbatim/search/text"
)

// claim is a passage as it is checked: without what says who said it.
type claim struct {
	text    string // of the passage's length: an attribution is blanked
	speaker string // the one whom it names, if any
	// sure says that quotation marks part the attribution from the words. Without
	// them it may be the words' own beginning or end.
	sure bool
	// bare says that no verb tells that the name is one: "Warning: ..."
	bare bool
	// around says that nothing tells what is around the words to be an attribution.
	around bool
}

// What an attribution is made of. A name has capitals, or is in a script that has
// none; "he" and "my mother" name nobody.
const (
	nameWord  = `(?:\p{Lu}[\p{L}\p{M}'’.-]*|\p{Lo}[\p{Lo}\p{M}·・]*)`
	nameLink  = `(?:(?:of|the|de|da|di|du|do|dos|del|della|van|von|vom|der|den|ter|zu|la|le|bin|ibn|al|el|y|e) )*`
	namePart  = nameWord + `(?:,? (?:Jr|Sr)\b\.?| ` + nameLink + nameWord + `){0,6}`
	aName     = `(?:[Tt]he )?` + namePart
	anyName   = `(?:[Tt]he )?` + nameWord + `(?: [\p{L}\p{M}'’.-]+){0,6}?` // beside quotation marks
	nobody    = `(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I|[Yy]ou|[Ss]ome(?:one|body)?|[Ee]very(?:one|body)|[Pp]eople|[Oo]thers|[Oo]ne|[Mm]any)\b|(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Aa]n?|[Tt]he)(?: \p{Ll}+){1,5}?\b`
	who       = `(?:` + nobody + `|(` + aName + `))`
	anyone    = `(?:` + nobody + `|(` + anyName + `))`
	apart     = `(?:\s*,[^,:"“”„«»]+,|\s*\([^()"“”„«»]+\))?` // ", the author,"
	adverb    = `(?:(?:once|famously|also|later|reportedly|himself|herself|rightly|wisely|often|always|supposedly|allegedly|has|have|had|would|used to) )*`
	verb      = adverb + `(?:(?:said|says?|wrote|writes?|put it|puts it|declared|remarked|observed|noted|quipped|stated|argued|claimed|warned|told us|told me|exclaimed|explained|added|asked|taught|tweeted)\b|(?:sagte|schrieb|meinte|a dit|disait|écrivait|dijo|escribió|disse|scrisse|говорила?|сказала?|писала?))`
	more      = `(?:[^"“”„«»:\n]*?)` // "in a letter to his wife"
	moreWords = `(?: (?:in|to|at|on|of|about|during|after|before) (?:[^\s:,"“”„«»]+ ?){1,5})?`
	itsSource = `(?:[,(\n][^"“”]*)?`
	dash      = `[-–—―~]{1,3}`

	noWord    = `[^\p{L}\p{N}]*`
	begin     = `^[\s>*•–—-]*(?:[Ii]n \d{4},? )?`
	asSaid    = `(?:[Aa]s\s+` + who + apart + `\s+` + verb + `|(?:According to|In the words of|To quote|Quoting)\s+(` + aName + `)|` + inOthers + `)`
	inOthers  = `(?:[Кк]ак|[Яя]к|[Ww]ie|[Cc]omme|[Cc]omo|[Cc]ome)\s+(?:` + verb + `\s+(` + aName + `)|(` + aName + `)\s+` + verb + `)`
	asAnySaid = `(?:[Aa]s\s+` + anyone + apart + `\s+` + verb + `|(?:According to|In the words of|To quote|Quoting)\s+(` + aName + `)|` + inOthers + `)`
	theySaid  = who + apart + `\s+` + verb
	anySaid   = anyone + apart + `\s+` + verb
	saidThey  = verb + `\s+(` + aName + `)`
	wordsTo   = `["”»’'“]`
	wordsFrom = `(?:["“„«]|(?:^|[\s:,])['‘])` // an apostrophe begins nothing
	quoted    = wordsFrom + `(?P<words>.+?)` + wordsTo + `?[\s.]*$`
	quotedTo  = `^\s*["“„«‘'](?P<words>.+)` + wordsTo + `[,.]*\s*`
)

// attribution is a form in which passages name a speaker. The first group that is
// not called "words" is the name; everything but the words is blanked.
type attribution struct {
	form       *regexp.Regexp
	sure, bare bool // as in [claim]
}

// attributions returns the forms, the surest first.
var attributions = sync.OnceValue(func() []attribution {
	form := func(s string) *regexp.Regexp { return regexp.MustCompile(`(?s)` + s) }
	return []attribution{
		// “Imagination,” Einstein said, “is more important than knowledge.”
		{form(`^\s*["“„«](?P<words>[^"“”«»]+)["”»“]\s+(?:` + anySaid + `|` + saidThey + `)` + more + `[,.:;]?\s*` + quoted), true, false},
		// As Twain said, “...”
		{form(begin + asAnySaid + more + `\s*[,:]?\s*` + quoted), true, false},
		// Twain once said: “...”
		{form(begin + anySaid + more + `\s*(?:,|:|that)?\s*` + quoted), true, false},
		// Twain: “...”
		{form(begin + anyone + apart + `\s*:\s*` + quoted), true, true},
		// “...” said Twain; “...,” he said
		{form(quotedTo + `(?:` + dash + `\s*)?(?:` + anySaid + `|` + saidThey + `)(?:[,( ]` + more + `)?[\s.]*$`), true, false},
		// “...” - Twain, in a letter; “...” (Twain)
		{form(quotedTo + `(?:` + dash + `|\(|\n|\bby\b)\s*(` + anyName + `)` + itsSource + `` + noWord + `$`), true, true},
		// The same without quotation marks.
		{form(`^` + noWord + `` + asSaid + `\s*[,:]\s*(?P<words>.+)$`), false, false},
		{form(begin + theySaid + moreWords + `(?:\s*[:,]| that)\s+(?P<words>.+)$`), false, false},
		{form(`^` + noWord + `` + who + `\s*:\s+(?P<words>.+)$`), false, true},
		{form(`^(?P<words>.+[.,!?…])\s+(?:` + theySaid + `|` + saidThey + `)[\s.]*$`), false, false},
		{form(`^(?P<words>.+?)(?:\s` + dash + `|[.!?…]` + dash + `|\s\(|\n)\s*(` + aName + `)` + itsSource + `` + noWord + `$`), false, true},
		{form(`^(?P<words>.+?)\s` + dash + `\s*(\p{Ll}[\p{Ll}\p{M}.]*(?: \p{Ll}[\p{Ll}\p{M}.]*){0,3})` + noWord + `$`), false, true},
	}
})

// inside is a passage that has its words between quotation marks, and others
// around them.
var inside = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[^"“”„«»]*["“„«](?P<words>[^"“”„«»]+)["”»“][^"“”„«»]*$`)
})

// fewestWords is how many words have to be left of a passage without its
// attribution.
const fewestWords = 2

// fewestInside is how many words between quotation marks are no mere term.
const fewestInside = 5

// ClaimedSpeaker returns whom a passage names for what stands in it between quotation
// marks, "" for nobody.
func ClaimedSpeaker(passage string) string {
	if c := readClaim(passage); c.sure {
		return c.speaker
	}
	return ""
}

// readClaim parts a passage into words and the one who is claimed to have said
// them.
func readClaim(passage string) claim {
	for _, a := range attributions() {
		m := a.form.FindStringSubmatchIndex(passage)
		if m == nil {
			continue
		}
		c := claim{sure: a.sure, bare: a.bare}
		blank := []byte(strings.Repeat(" ", len(passage)))
		for i, group := range a.form.SubexpNames() {
			switch from, to := m[2*i], m[2*i+1]; {
			case i == 0 || from < 0:
			case group == "words":
				copy(blank[from:to], passage[from:to])
			case c.speaker == "":
				c.speaker = trimmed(passage[from:to])
			}
		}
		c.text = string(blank)
		if len(text.Tokens(c.text)) >= fewestWords && !firstPerson(c.speaker) && (!lower(c.speaker) || len(people.Builtin().Named(c.speaker)) > 0) {
			return c
		}
	}
	if m := inside().FindStringSubmatchIndex(passage); m != nil {
		if c := only(passage, m[2], m[3]); len(text.Tokens(c)) >= fewestInside {
			return claim{text: c, around: true}
		}
	}
	return claim{text: passage, sure: true}
}

// firstPerson reports whether what looks like a name is "I'd" or "I'm".
func firstPerson(name string) bool {
	return strings.HasPrefix(name, "I'") || strings.HasPrefix(name, "I’")
}

// trimmed leaves out the full stop behind a name, but for that of an initial or of
// "Jr."
func trimmed(name string) string {
	name = strings.TrimSpace(name)
	if last := name[strings.LastIndex(name, " ")+1:]; len(last) > len("Jr.") && strings.Count(last, ".") == 1 {
		name = strings.TrimSuffix(name, ".")
	}
	return name
}

// lower reports whether a name is written without capitals, as people do who
// write everything so: then it has to be a known one.
func lower(name string) bool {
	return name != "" && name == strings.ToLower(name) && name != strings.ToUpper(name)
}
