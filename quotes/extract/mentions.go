package extract

import "strings"

type mentionKind uint8

const (
	person  mentionKind = iota // a name that looks like a person's
	body                       // an organisation's
	place                      // a place or a people
	unknown                    // a capitalised word that could be any of them
	roleOnly
)

// mention is a name in the narration: the tokens [first, last], of which those
// from nameFrom on are the name and those before it a title or a role.
type mention struct {
	first, last, nameFrom int
	kind                  mentionKind
	ent                   int // index of its entity, or -1
	sex                   class
}

// particles join the parts of one person's name.
var nameParticles = map[string]bool{
	"de": true, "del": true, "la": true, "van": true, "von": true, "der": true, "den": true, "bin": true,
	"ibn": true, "al": true, "el": true, "da": true, "di": true, "du": true, "dos": true, "le": true, "ter": true, "ten": true, "y": true,
}

// bodyJoints join the parts of a body's name or of an office.
var bodyJoints = map[string]bool{"of": true, "for": true, "on": true, "at": true, "the": true, "and": true}

// str returns the word of a token without a possessive ending; "" beyond the
// text's ends.
func (d *prose) str(i int) string {
	if i < 0 || i >= len(d.toks) {
		return ""
	}
	return d.text[d.toks[i].start:d.toks[i].end]
}

// low returns it in lower case.
func (d *prose) low(i int) string { return strings.ToLower(d.str(i)) }

// adjacent reports whether only space stands between tokens i and i+1.
func (d *prose) adjacent(i int) bool {
	return strings.TrimLeft(d.text[d.toks[i].full:d.toks[i+1].start], " \u00a0\u202f") == ""
}

// findMentions reads the names of one sentence.
func (d *cast) findMentions(s sentence) {
	for i := s.first; i < s.last; {
		last := d.nameEnd(s, i)
		if last < i {
			i++
			continue
		}
		d.addMention(s, i, last)
		i = last + 1
	}
}

// nameEnd returns the last token of the name that begins at token i, or i-1.
func (d *cast) nameEnd(s sentence, i int) int {
	t := &d.toks[i]
	if t.kind != word || t.caps == lower {
		return i - 1
	}
	followedByName := i+1 < s.last && d.toks[i+1].kind == word && d.toks[i+1].caps != lower && !t.possessive() && d.adjacent(i)
	if i+2 < s.last && t.cls.is(clsRole|clsBody) && !t.possessive() && d.low(i+1) == "of" && d.toks[i+2].kind == word && d.toks[i+2].caps != lower {
		followedByName = true // "Secretary of State"
	}
	if modifier(d.str(i)) {
		return i - 1
	}
	switch {
	case t.cls.is(clsMonth|clsWeekday) && (!followedByName || !t.cls.is(clsFirst|clsCommonName)):
		return i - 1
	case t.cls.is(clsStarter) && !(followedByName && t.cls.is(clsFirst|clsCommonName)):
		return i - 1
	case t.cls.is(clsPron) && t.caps == initial:
		return i - 1
	case i == s.first && !followedByName && t.caps == initial && !d.knownName(i):
		return i - 1
	}
	last, joined, isBody := i, false, false
	for j := i; j < s.last; {
		t := &d.toks[j]
		last = j
		isBody = isBody || t.cls.is(clsBody|clsRole|clsTitle) || t.cls.is(clsPlace) && j > i
		if t.possessive() || j+1 >= s.last || !d.adjacent(j) {
			break
		}
		n := &d.toks[j+1]
		switch {
		case n.kind != word:
			return last
		case n.caps != lower:
			if n.cls.is(clsWeekday|clsMonth) && !n.cls.is(clsFirst|clsCommonName) || n.cls.is(clsPron) && n.cls.is(clsStarter) {
				return last
			}
			if n.cls.is(clsTitle) && !d.toks[j].cls.is(clsRole|clsTitle|clsPlace|clsPeople) && d.toks[j].caps != all && !d.toks[j].dotted && n.dotted && d.low(j+1) != "st." && d.toks[j].cls.is(clsFirst) {
				return last
			}
			j++
		default:
			w := d.low(j + 1)
			k := j + 2
			if w == "de" && k < s.last && (d.low(k) == "la" || d.low(k) == "los") {
				k++
			}
			if bodyJoints[w] && k < s.last && d.low(k) == "the" {
				k++
			}
			if k >= s.last || d.toks[k].kind != word || d.toks[k].caps == lower || d.toks[k].cls.is(clsWeekday|clsMonth) || d.toks[k].cls.is(clsStarter) && d.toks[k].cls.is(clsPron|clsConj) {
				return last
			}
			switch {
			case nameParticles[w]:
				j = k
			case w == "of" && isBody, (w == "for" || w == "on") && d.toks[j].cls.is(clsBody|clsRole):
				joined = true
				j = k
			case w == "and" && joined && isBody && d.toks[k].caps == initial && !d.toks[k].cls.is(clsFirst|clsTitle|clsPlace):
				j = k
			case w == "at" && joined && d.toks[k].caps == initial && d.toks[i].cls.is(clsBody) && d.low(i) == "university":
				j = k
			default:
				return last
			}
		}
	}
	return last
}

// modifier reports whether a capitalised word only describes what follows:
// "Oscar-winning", "Miami-based". (Not "Ki-moon".)
func modifier(w string) bool {
	i := strings.LastIndexByte(w, '-')
	if i <= 0 {
		return false
	}
	switch w[i+1:] {
	case "winner", "winning", "born", "based", "backed", "led", "run", "elect", "style", "era", "educated", "funded", "sponsored",
		"nominated", "area", "only", "owned", "trained", "friendly", "bound", "turned", "affiliated", "linked", "aligned", "leaning",
		"wide", "made", "related", "controlled", "inspired", "appointed", "speaking", "language", "produced", "held", "dominated":
		return true
	}
	return false
}

// knownName reports whether a capitalised first word of a sentence is a name and
// not just the first word.
func (d *cast) knownName(i int) bool {
	t := &d.toks[i]
	if t.caps == all || t.cls.is(clsFirst|clsPlace) && !t.cls.is(clsCommonName|anyForm) {
		return true
	}
	if t.dotted && t.cls.is(clsTitle) {
		return true
	}
	return d.midCapital[d.str(i)] && !d.lowerSeen[d.low(i)] || d.surnames[d.str(i)]
}

// noteCapitals remembers which words stand capitalised inside a sentence: at the
// beginning of another one they are names too.
func (d *cast) noteCapitals(s sentence) {
	headline := d.headline(s)
	for i := s.first; i < s.last; i++ {
		t := &d.toks[i]
		if t.kind != word {
			continue
		}
		switch {
		case t.caps == lower && t.cls&clsStarter == 0:
			if len(d.lowerSeen) < 1<<17 {
				d.lowerSeen[d.str(i)] = true
			}
		case t.caps != lower && i > s.first && t.cls&(function|clsStarter) == 0 && d.toks[i-1].kind == word && !headline:
			if len(d.midCapital) < 1<<17 {
				d.midCapital[d.str(i)] = true
			}
			if w := d.low(i - 1); (w == "in" || w == "near" || w == "outside" || w == "across") && t.cls.is(clsFirst) && !t.possessive() && len(d.located) < 1<<12 {
				d.located[d.str(i)] = true
			}
			// A first name or a title before it makes it a surname.
			if d.adjacent(i-1) && (i+1 >= s.last || d.toks[i+1].caps == lower || d.toks[i].possessive()) && d.toks[i-1].cls.is(clsFirst|clsTitle) && d.toks[i-1].caps != lower && (!t.cls.is(clsBody|clsRole|clsPlace) || d.toks[i-1].cls.is(clsFirst) && !d.toks[i-1].cls.is(clsPlace|clsTitle|clsRole|clsCommonName) && !t.cls.is(clsPlace)) && len(d.surnames) < 1<<16 {
				d.surnames[d.str(i)] = true
			}
		}
	}
}

// headline reports whether most words of a sentence are capitalised, so that a
// capital says nothing.
func (d *prose) headline(s sentence) bool {
	caps, words := 0, 0
	for i := s.first; i < s.last && words < 40; i++ {
		if t := &d.toks[i]; t.kind == word && t.cls&function == 0 {
			words++
			if t.caps != lower {
				caps++
			}
		}
	}
	return words >= 5 && caps*3 > words*2
}

// addMention decides which part of the tokens [first, last] is the name.
func (d *cast) addMention(s sentence, first, last int) {
	m := mention{first: first, last: last, nameFrom: first, ent: -1, kind: unknown}
	bodies, firsts, places := 0, 0, 0
	// The name begins behind the last word for a role or a title.
	for i := first; i <= last; i++ {
		c := d.toks[i].cls
		m.sex |= c & (sexM | sexF) & -b2c(c.is(clsTitle|clsRole) && !c.is(clsFirst))
		if c.is(clsRole|clsTitle) && i < last && !(c.is(clsFirst) && i == m.nameFrom && !c.is(clsTitle)) {
			m.nameFrom = i + 1
			for m.nameFrom < last && d.toks[m.nameFrom].caps == lower && bodyJoints[d.low(m.nameFrom)] {
				// "Secretary of State John Kerry": the office goes on.
				m.nameFrom += 2
				if m.nameFrom <= last && d.toks[m.nameFrom-1].caps == lower {
					m.nameFrom++
				}
			}
			m.nameFrom = min(m.nameFrom, last)
			i = max(i, m.nameFrom-1)
		}
	}
	for i := m.nameFrom; i <= last; i++ {
		c := d.toks[i].cls
		if c.is(clsBody) && !c.is(clsFirst) {
			bodies++
		}
		if c.is(clsPlace|clsPeople) && (!c.is(clsFirst) || last == m.nameFrom && c.is(clsPlace)) && !(last == m.nameFrom && d.surnames[d.str(last)]) {
			places++
		}
	}
	if n := last - first + 1; n >= 2 && n <= 4 && d.lex.look(d.text[d.toks[first].start:d.toks[last].end]).is(clsPlace) {
		places, m.nameFrom = n, first // "New Hampshire"
	}
	if d.toks[m.nameFrom].cls.is(clsFirst | clsCommonName) {
		firsts++
	}
	lastC := d.toks[last].cls
	n := last - m.nameFrom + 1
	titled := m.nameFrom > first
	switch {
	case lastC.is(clsRole|clsTitle) && !(firsts > 0 && n == 2) && !d.surnames[d.str(last)]:
		m.kind = roleOnly
		m.nameFrom = first
		if titled && n == 1 && !lastC.is(clsRole) {
			m.kind = unknown
		}
	case lastC.is(clsBody) && !d.surnames[d.str(last)], bodies > 0 && firsts == 0 && !titled:
		m.kind = body
		m.nameFrom = first
	case d.toks[last].caps == all && n == 1 && !titled && d.toks[last].end-d.toks[last].start <= 6:
		m.kind = body
	case titled && d.toks[m.nameFrom].caps == lower:
		m.kind = roleOnly
		m.nameFrom = first
	case titled && places < n:
		m.kind = person
	case places == n:
		m.kind = place
	case firsts > 0 && n >= 2 && n <= 5 && d.toks[last].caps != all:
		m.kind = person
	case firsts > 0 && n >= 2 && n <= 4:
		m.kind = person
	case n == 1 && firsts > 0 && d.located[d.str(last)] && !d.surnames[d.str(last)]:
		m.kind = place // "in Charlotte"
	case n == 1 && (firsts > 0 && !lastC.is(clsCommonName) || d.surnames[d.str(last)]):
		m.kind = person
	}
	if n >= 2 && m.kind == person && d.toks[m.nameFrom].cls.is(clsFirst) {
		m.sex |= d.toks[m.nameFrom].cls & (sexM | sexF) & -b2c(m.sex == 0)
	} else if n == 1 && m.kind == person && !titled {
		m.sex |= lastC & (sexM | sexF) & -b2c(lastC.is(clsFirst))
	}
	if m.sex == sexM|sexF {
		m.sex = 0
	}
	if d.toks[first].caps == all && m.kind == person && first == s.first && last+1 < s.last && !titled && (d.toks[last+1].kind == comma || d.toks[last+1].kind == dash || d.toks[last+1].kind == openParen) && d.skipDateline(first, s.last) > first {
		m.kind = place // the dateline: "CHARLOTTE, N.C. —"
	}
	id := len(d.mentions)
	d.mentions = append(d.mentions, m)
	for i := first; i <= last; i++ {
		d.mentionAt[i] = int32(id + 1)
	}
}

// b2c returns 1 for true, so that -b2c(x) is a mask.
func b2c(b bool) class {
	if b {
		return 1
	}
	return 0
}

// mention returns the name that token i belongs to, or nil.
func (d *cast) mention(i int) *mention {
	if i < 0 || i >= len(d.mentionAt) || d.mentionAt[i] == 0 {
		return nil
	}
	return &d.mentions[d.mentionAt[i]-1]
}
