package record

import (
	"strings"
	"unicode"

	"verbatim/quotes"
)

// An attribution line is prose that people abbreviate in a hundred ways. What
// follows takes it apart only where its form leaves no doubt:
//
//	Mark Twain                                     a name
//	Mark Twain (1835-1910)                         a name with dates
//	Mark Twain, "Pudd'nhead Wilson's Calendar"     a name and a work
//	Shakespeare, "Julius Caesar" 3,1               ... and a place in it
//	Ray Kroc, founder of McDonald's                a name and a role
//	Douglas Adams, 1984                            a name and a year
//	Robert Heinlein, Stranger in a Strange Land    a name and the rest
//	Larry Wall in <6909@jpl-devvax.JPL.NASA.GOV>   a name and a message
//	Alan Cox <alan@example.org>                    a name and an address
//	"Mirror, Mirror", stardate unknown             a work
//
// Any other line is kept word for word as the source's title, with no speaker:
// then what is shown is what the file says, no more and no less.

const (
	// A word of a name: "Mark", "O'Brien", "d'Alembert", "J.R.R.", "Saint-Exupéry",
	// `"Legs"`.
	nameWord = `(?:(?:d'|d’|l'|al-|el-)?\p{Lu}[\p{L}\p{M}\p{N}'’.\-]*)`
	nickname = `(?:"\p{Lu}[\p{L}'’.\- ]*"|'\p{Lu}[\p{L}.\- ]*')`
	// Words in the middle of a name that may have a small letter.
	nameParticle = `(?:de|del|della|der|den|des|di|da|dos|du|la|le|las|los|el|al|bin|ibn|ben|van|von|vom|zu|zur|ten|ter|y|e|of|the|and|&|und|et)`
	aName        = `(?:` + nickname + ` )?` + nameWord + `(?:,? (?:Jr|Sr|Esq)\b\.?|,? (?:II|III|IV|Ph\.? ?D|M\.? ?D|D\.D|S\.J)\b\.?| (?:` + nameParticle + ` ){0,2}(?:` + nickname + ` )?` + nameWord + `){0,5}`
)

var (
	nameInWork  = expression(`^(` + aName + `),? in ((?:"[^"]+"|“[^”]+”|_[^_]+_)[.]?|<[^<>\s]+>)$`)
	nameMail    = expression(`^(` + aName + `) (<[^<>\s]+@[^<>\s]+>)$`)
	nameWork    = expression(`^(` + nameWord + `(?: ` + nameWord + `){1,3}) ((?:"[^"]+"|“[^”]+”)[.]?)$`)
	twoNames    = expression(`^(` + nameWord + `(?: ` + nameWord + `){1,3}) (?:and|&) (` + nameWord + `(?: ` + nameWord + `){1,3})$`)
	moreNames   = expression(`^(?:` + aName + `, )*(?:and|&) \p{Lu}`)
	inBrackets  = expression(`^(?:\[([^\[\]]+)\]|\(([^()]+)\))$`)
	nameBarWork = expression(`^([^/|·–—]{3,60}?) (?:[/|·–—-]) ([\p{Lu}"“„«*_].{1,120})$`)
	headAndRest = expression(`^(` + aName + `)( \([^()]*\))?(?:,\s*(.*))?$`)
	workFirst   = expression(`^(?:from )?["“_][^"”_]+["”_]`)
	oneWork     = expression(`^(?:"([^"]+?),?"|“([^”]+?),?”|_([^_]+)_)[,.]?(?:\s+(.*))?$`)
	placeIn     = expression(`^(?:[\dIVXLCivxlc][\dIVXLCivxlc.,:;\s-]*|(?:(?i:act|scene|canto|chapter|chap\.|ch\.|book|part|vol\.|volume|verse|line|lines|p\.|pp\.|page|no\.|number|episode|stardate|stanza|section))\s.{1,60})$`)
	yearOnly    = expression(`^\(?(1\d{3}|20[0-4]\d)\)?\.?$`)
	// roles begin what people say of a person after the comma.
	aRole = expression(`^(?i:(?:the |a |an |former |then |late |retired |first |chief |executive |senior |vice )*(?:president|vice-president|creator|co-author|lecturer|scientist|lawyer|founder|co-founder|chairman|chairwoman|chair|director|editor|author|inventor|professor|senator|congressman|governor|mayor|king|queen|prince|princess|duke|earl|pope|bishop|archbishop|general|admiral|colonel|captain|minister|secretary|ambassador|lawyer|attorney|judge|justice|physicist|mathematician|chemist|biologist|astronomer|philosopher|poet|novelist|playwright|composer|architect|actor|actress|comedian|coach|owner|winner|runner-up|spokesman|spokeswoman|manager|head|member|student|engineer|programmer|developer|designer|columnist|critic|journalist|reporter|historian|economist|psychologist|psychiatrist|surgeon|doctor|physician|pianist|singer|guitarist|drummer|painter|sculptor))\b`)
)

// ParseAttribution reads what stands after the dashes.
func ParseAttribution(text string) quotes.Attribution {
	text = strings.TrimSpace(text)
	if m := inBrackets().FindStringSubmatch(text); m != nil && LooksLikeName(m[1]+m[2]) {
		text = m[1] + m[2]
	}
	if by, ok := strings.CutPrefix(text, "By "); ok {
		if head, _, _ := strings.Cut(by, ","); LooksLikeName(head) {
			text = by
		}
	}
	if bare := withoutStop(text); LooksLikeName(bare) {
		text = bare
	}
	if m := nameBarWork().FindStringSubmatch(text); m != nil && LooksLikeName(m[1]) && !IsKnownPerson(m[2]) {
		text = m[1] + ", " + m[2]
	}
	var att quotes.Attribution
	if IsNobody(text) {
		return att
	}
	if att, ok := foreignAttribution(text); ok {
		return att
	}
	if workFirst().MatchString(text) {
		att.Source.Title, att.Source.Place, att.Source.Published = splitWork(text)
		return att
	}
	if m := nameInWork().FindStringSubmatch(text); m != nil && isName(m[1]) {
		att.Speakers = speakersNamed(m[1])
		att.Source.Title, _, _ = splitWork(m[2])
		return att
	}
	if m := nameWork().FindStringSubmatch(text); m != nil && isName(m[1]) {
		att.Speakers = speakersNamed(m[1])
		att.Source.Title, _, _ = splitWork(m[2])
		return att
	}
	if m := nameMail().FindStringSubmatch(text); m != nil && isName(m[1]) {
		att.Speakers = []quotes.Speaker{{Name: m[1], AsWritten: text}}
		return att
	}
	m := headAndRest().FindStringSubmatch(text)
	// "The Centurion" alone may be a title; before a work it is who speaks there.
	if m == nil || !isName(m[1]) && !(strings.HasPrefix(m[1], "The ") && oneWork().MatchString(m[3])) || moreNames().MatchString(m[3]) {
		att.Source.Title = text
		return att
	}
	name, bracket, rest := strings.TrimSpace(m[1]), m[2], m[3]
	if yearOnly().MatchString(strings.TrimSpace(bracket)) {
		// "Frogs (1972)" is a film, "Albert Einstein (1954)" a person.
		att.Source.Title = text
		return att
	}
	s := quotes.Speaker{Name: name}
	if bracket != "" {
		s.AsWritten = name + bracket
		if inside := strings.Trim(bracket, " ()"); aRole().MatchString(inside) {
			s.Role = inside
		}
	}
	switch {
	case rest == "":
	case yearOnly().MatchString(rest) && !(strings.HasSuffix(name, "Orwell") && strings.HasPrefix(rest, "1984")):
		att.Source.Published = quotes.Date(yearOnly().FindStringSubmatch(rest)[1])
	case s.Role == "" && aRole().MatchString(rest):
		s.Role = rest
	default:
		att.Source.Title, att.Source.Place, att.Source.Published = splitWork(rest)
	}
	if att.Speakers = []quotes.Speaker{s}; s.AsWritten == "" && s.Role == "" {
		att.Speakers = speakersNamed(name)
	}
	return att
}

// speakersNamed tells two full names apart; "Sears and Roebuck" is one.
func speakersNamed(name string) []quotes.Speaker {
	if m := twoNames().FindStringSubmatch(name); m != nil && !aBody().MatchString(name) {
		return []quotes.Speaker{{Name: m[1]}, {Name: m[2]}}
	}
	return []quotes.Speaker{{Name: name}}
}

// splitWork takes a work in quotation marks apart from a year or a place after
// it. Anything else stays one text.
func splitWork(s string) (title, place string, year quotes.Date) {
	m := oneWork().FindStringSubmatch(strings.TrimPrefix(s, "from "))
	if m == nil {
		return s, "", ""
	}
	title = strings.TrimSpace(m[1] + m[2] + m[3])
	rest := strings.TrimSpace(m[4])
	switch {
	case rest == "":
		return title, "", ""
	case yearOnly().MatchString(rest):
		return title, "", quotes.Date(yearOnly().FindStringSubmatch(rest)[1])
	case placeIn().MatchString(rest):
		return title, strings.TrimRight(rest, "."), ""
	}
	return s, "", ""
}

// isName rejects what is capitalised like a name but is a title or a phrase.
func isName(s string) bool {
	if len(s) > 80 {
		return false
	}
	words := strings.Fields(s)
	switch strings.ToLower(strings.Trim(words[0], `"`)) {
	case "the", "a", "an", "from", "on", "in", "at", "to", "as", "after", "why", "how", "what", "when", "who", "quoted",
		"seen", "found", "overheard", "message", "graffiti", "graffito", "bumper", "button", "sign", "unknown", "law", "rule",
		"my", "your", "our", "his", "her", "their", "this", "that", "some", "one", "two", "three", "no", "not":
		return false
	}
	lower := 0
	for i, w := range words {
		if r := []rune(w); unicode.IsLower(r[0]) {
			lower++
		}
		switch strings.ToLower(strings.TrimRight(w, ".,")) {
		case "proverb", "saying", "sticker", "poster", "ad", "advertisement", "slogan", "motto", "magazine", "times", "news",
			"journal", "manual", "handbook", "dictionary", "encyclopedia", "commercial", "cartoon", "film", "movie", "album",
			"episode", "theorem", "corollary", "axiom", "postulate", "maxim", "lemma", "definition", "quote", "quotes", "editorial", "prayer":
			return false
		}
		if i+1 < len(words) && (strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s")) {
			return false // "Murphy's Law"
		}
	}
	return lower <= 3
}
