package extract

import "strings"

// np is a noun phrase that may name a speaker: the tokens [first, last].
type np struct {
	first, last int
	head        int      // the token that says what it is: the noun, the pronoun, the name's last word
	name        *mention // nil for a pronoun or a common noun
	pronoun     bool
	role        *np // a common noun in apposition: "Carter's press secretary, Peter Cook"
	also        *np // the second of two speakers
}

var subjectPronouns = map[string]bool{
	"he": true, "she": true, "they": true, "it": true, "i": true, "we": true, "who": true, "you": true,
}

// phraseAt reads the noun phrase that begins at token i and ends before token
// limit. A verb, a preposition or a sign ends it.
func (d *cast) phraseAt(i, limit int) (np, bool) {
	if i >= limit || d.toks[i].kind != word && d.toks[i].kind != number {
		return np{}, false
	}
	if subjectPronouns[d.low(i)] && d.mention(i) == nil && !d.toks[i].possessive() {
		return np{first: i, last: i, head: i, pronoun: true}, true
	}
	if t := &d.toks[i]; t.kind == word && t.caps == lower && strings.HasSuffix(d.str(i), "ing") && !t.cls.is(clsRole|clsBody) && d.mention(i) == nil && d.low(i) != "nothing" {
		return np{}, false // "drawing cheers"
	}
	if p, ok := d.someOf(i, limit); ok {
		return p, true
	}
	p := d.nounsAt(i, limit)
	if p.last < i || p.head < 0 {
		return np{}, false
	}
	d.leaveVerb(&p)
	if d.toks[p.last].possessive() {
		return np{}, false // "Trump's" without what it is that he owns
	}
	if p.name == nil {
		h := &d.toks[p.head]
		if h.cls.is(clsDet|clsPoss) && p.last == p.first && !h.cls.is(clsPron) {
			return np{}, false
		}
		d.findHead(&p)
		d.officeOf(&p, limit)
	}
	return p, true
}

// someOf reads "two of Low's supporters", a number of people with a name or a role.
func (d *cast) someOf(i, limit int) (np, bool) {
	if i+2 >= limit || d.low(i+1) != "of" || !counting[d.low(i)] {
		return np{}, false
	}
	p, ok := d.phraseAt(i+2, limit)
	if !ok || p.pronoun || p.name != nil || !d.toks[p.head].cls.is(clsRole) {
		return np{}, false
	}
	p.first = i
	return p, true
}

// counting are the numbers that stand before "of" where some of several are meant.
var counting = map[string]bool{"two": true, "three": true, "four": true, "five": true, "six": true, "seven": true, "eight": true, "nine": true, "ten": true, "dozens": true, "hundreds": true, "thousands": true}

// officeOf widens an office to the name behind it: "former secretary of state Jane
// Smith", "chief of staff Jane Smith". Whose friend or brother somebody is leads to
// somebody else, and so does what he is of another who has a role.
func (d *cast) officeOf(p *np, limit int) {
	k := p.last + 1
	if k+2 < limit && d.low(k) == "in" && d.low(k+1) == "charge" {
		k++ // "special agent in charge Jane Smith"
	}
	if k+2 >= limit || d.low(k) != "of" && k == p.last+1 || p.head != p.last || !d.toks[p.head].cls.is(clsRole) || d.toks[p.head].cls.is(clsMouth) || pluralNoun(d.low(p.head)) || d.lex.family[d.low(p.head)] {
		return
	}
	switch d.low(p.head) {
	case "friend", "supporter", "ally", "colleague", "fan", "critic", "rival", "opponent", "victim", "member", "aide", "adviser", "advisor":
		return
	}
	for k++; k < limit && k <= p.last+5; k++ {
		t := &d.toks[k]
		if m := d.mention(k); m != nil {
			if m.first == k && m.nameFrom == k && k > p.last+2 && d.fullName(m) && (m.kind == person || m.kind == unknown && m.last == k+1) && m.last < limit && !d.toks[m.last].possessive() {
				role := *p
				role.last = k - 1
				p.last, p.head, p.name, p.role = m.last, m.last, m, &role
			}
			return
		}
		if d.low(k) == "and" && k > p.last+2 {
			continue // "minister of mines and energy Jane Smith"
		}
		if t.kind != word || t.caps != lower || t.possessive() || t.cls.is(function) || t.cls.is(clsRole) && d.mention(k+1) != nil {
			return // "lawyer of the singer Jane Smith"
		}
	}
}

// nounsAt reads the run of words and names of a noun phrase at token i.
func (d *cast) nounsAt(i, limit int) np {
	p := np{first: i, last: i - 1, head: -1}
	for j := i; j < limit && j < i+24; j++ {
		t := &d.toks[j]
		if t.kind != word && t.kind != number {
			break
		}
		if m := d.mention(j); m != nil && m.first <= j {
			if j > i && !d.leadsToName(i, j) {
				break
			}
			p.last, p.head, p.name = m.last, m.last, m
			if d.toks[m.last].possessive() || m.kind == roleOnly {
				p.name = nil
			}
			j = m.last
			if !d.toks[m.last].possessive() && !d.ownsNext(m, limit) {
				break
			}
			continue
		}
		if !d.inPhrase(p, j, i) {
			break
		}
		p.last, p.head = j, j
		if !t.cls.is(clsDet) && !t.cls.is(clsPoss) {
			p.name = nil
		}
	}
	return p
}

// leaveVerb takes a verb in its base form off the end of a subject: "the two
// write".
func (d *cast) leaveVerb(p *np) {
	t := &d.toks[p.last]
	if p.name == nil && p.last > p.first+b2i(d.toks[p.first].cls.is(clsDet)) && t.caps == lower && t.cls.is(clsSay|clsTell) && t.cls.is(formBase) && !t.cls.is(clsRole|clsBody) {
		p.last--
		p.head = p.last
	}
}

// findHead finds the noun that says what a phrase without a name is. It comes
// last, but a verb that the lists do not know may have slipped in behind it, or
// an adjective may follow: "another source familiar".
func (d *cast) findHead(p *np) {
	for k := p.last; k > p.first; k-- {
		if d.toks[k].cls.is(clsRole|clsBody) && d.toks[k].caps == lower && k < p.last && d.verbEnding(k+1) {
			p.last, p.head = k, k
			break
		}
	}
	for k := p.first; k < p.last; k++ {
		if d.toks[k].cls.is(clsRole) && d.participle(k+1) && (k > p.first || pluralNoun(d.low(k))) {
			p.last, p.head = k, k // "students queueing", "a woman passing"
			break
		}
	}
	if d.toks[p.head].cls.is(clsRole | clsBody) {
		return
	}
	for k := p.last - 1; k > p.first && k >= p.last-2; k-- {
		if d.toks[k].cls.is(clsRole|clsBody) && d.toks[k].caps == lower && !d.toks[k].possessive() {
			p.head = k
			return
		}
	}
}

// participle reports whether token i, behind a noun, tells what somebody does:
// "queueing outside". A noun ("meeting") has nothing behind it that it governs.
func (d *prose) participle(i int) bool {
	t := &d.toks[i]
	if t.kind != word || t.caps != lower || !strings.HasSuffix(d.str(i), "ing") || len(d.str(i)) < 6 || t.cls.is(clsRole|clsBody|clsField) || i+1 >= len(d.toks) {
		return false
	}
	n := &d.toks[i+1]
	return n.kind == word && (n.cls.is(clsPrep|clsDet|clsPoss) && d.low(i+1) != "of" || d.low(i+1) == "him" || d.low(i+1) == "them")
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// leadsToName reports whether the words [i, j) can stand before a name in one
// phrase: a role, an article, an article with one adjective. "The videos show
// Scott" is two phrases.
func (d *cast) leadsToName(i, j int) bool {
	t := &d.toks[j-1]
	if d.mention(j-1) != nil || t.possessive() || t.kind == number || t.cls.is(clsDet|clsPoss|clsRole|clsTitle|clsPeople) || t.caps != lower {
		return true
	}
	if m := d.mention(j); m.kind == person && m.nameFrom == m.first && t.cls.is(clsBody) && !t.cls.is(clsRole) && d.toks[i].cls.is(clsDet) && m.last+1 < len(d.toks) && d.finite(m.last+1, j) {
		return false // "the group Smith calls"
	} else if m.kind != person && t.cls.is(clsBody|clsMediumWord) && !(m.last+1 < len(d.toks) && d.finite(m.last+1, j)) {
		return true // "the media tracking firm AdImpact"
	}
	if b, m := d.mention(j-2), d.mention(j); b != nil && b.kind == body && m.kind == person && m.last > m.nameFrom && t.cls&^clsField == 0 && !d.verbEnding(j-1) {
		return true // "Hull University postdoc Jane Smith"
	}
	k := j - 1
	for k > i && d.toks[k].caps == lower && !d.toks[k].cls.is(function) && d.mention(k) == nil && !d.toks[k].possessive() {
		k--
	}
	return j-1-k <= 1 && (k == i || d.toks[k].cls.is(clsDet|clsPoss|clsRole)) && !d.toks[j-1].cls.is(clsShow|formPast)
}

// ownsNext reports whether the word behind a name belongs to the same phrase:
// "Trump campaign officials", "New York attorney", not "Trump replied".
func (d *cast) ownsNext(m *mention, limit int) bool {
	i := m.last + 1
	if i >= limit || d.toks[i].kind != word {
		return false
	}
	t := &d.toks[i]
	if d.mention(i) != nil {
		return true
	}
	if t.caps != lower || t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) || t.cls.is(function|clsAdv|clsTime) && !t.cls.is(clsRole) {
		return t.kind == word && t.cls.is(clsRole) && t.caps == lower && !t.cls.is(clsSay|clsTell)
	}
	if t.cls.is(clsRole | clsBody) {
		return true
	}
	if n := d.mention(i + 1); n != nil && m.kind == body && n.kind == person && n.nameFrom == i+1 && n.last > n.nameFrom && i+1 < limit && t.cls&^clsField == 0 && !d.verbEnding(i) {
		return true // "Hull University postdoc Jane Smith"
	}
	// Any other noun, if a role or a body follows it: "Clinton campaign press
	// secretary", "Obama administration official".
	for k := i + 1; k < limit && k < i+3 && d.toks[k].kind == word; k++ {
		if c := d.toks[k].cls; c.is(clsRole|clsBody) && d.toks[k].caps == lower && !d.verbEnding(i) {
			return true
		} else if c.is(function) {
			return false
		}
	}
	return false
}

// inPhrase reports whether token j may stand inside the phrase p, begun at i.
func (d *prose) inPhrase(p np, j, i int) bool {
	t := &d.toks[j]
	first := j == i
	c := t.cls
	switch {
	case c.is(clsDet | clsPoss):
		return first || !c.is(clsPron) && !c.is(clsPrep) && d.toks[j-1].cls.is(clsDet) || c.is(clsDet) && !c.is(clsSub|clsPron) && j == i+1 && d.toks[i].cls.is(clsDet) || first
	case c.is(clsPrep|clsConj|clsSub) && !c.is(clsRole):
		return false
	case c.is(clsAux) && !(c.is(clsMonth) && t.caps != lower):
		return false
	case c.is(clsPron):
		return first
	case c.is(clsAdv) && !c.is(clsRole|clsBody) && t.caps == lower:
		return j == i+1 && d.between(j)
	case c.is(clsWeekday), c.is(clsMonth) && t.caps != lower:
		return j == i+1 && d.toks[i].cls.is(clsDet) // "a Wednesday editorial"
	case c.is(clsRole | clsBody), d.turned(j):
		return true
	case c.is(clsPast) && t.caps == lower && (j >= i+2 || j > i && pluralNoun(d.low(j-1))) && d.toks[j-1].cls.is(clsRole|clsBody):
		return false // "the campaign sent out", "protesters held signs"
	case c.is(formPast|formThird) && c.is(anyCue) && !first:
		return d.toks[j-1].cls.is(clsDet) && !(j > 1 && d.low(j-2) == "of" && d.lex.vague[d.low(j-1)]) || d.toks[j-1].possessive()
	case c.is(formIng) && c.is(anyCue) && !first:
		// "policy planning director", not "staff helping officials"
		n := &d.toks[min(j+1, len(d.toks)-1)]
		return !c.is(speech|clsJudge) && n.cls.is(clsRole) && n.caps == lower && !pluralNoun(d.low(j+1))
	case t.caps == lower && j >= i+2 && strings.HasSuffix(d.str(j), "ed") && !strings.Contains(d.str(j), "-") && !d.toks[j-1].cls.is(clsDet|clsPoss|clsAdv) && d.toks[j-1].kind == word && !strings.HasSuffix(d.str(j-1), "ly"):
		return false // "his face darted"
	case t.caps == lower && strings.HasSuffix(d.str(j), "ly") && len(d.str(j)) > 4 && !first && p.last >= i && !d.toks[p.last].cls.is(clsDet):
		return false
	}
	return true
}

// between reports whether the adverb at token j stands between an article and what it
// tells more of: "the first lady", "a visibly shaken Smith".
func (d *prose) between(j int) bool {
	if j == 0 || j+1 >= len(d.toks) || !d.toks[j-1].cls.is(clsDet) || d.toks[j-1].cls.is(clsPrep|clsSub|clsPron) {
		return false
	}
	n := &d.toks[j+1]
	return n.kind == word && !n.cls.is(function|clsAux) && (d.low(j) == "first" || strings.HasSuffix(d.low(j), "ly"))
}

// turned reports whether token j joins what somebody was to what he is: "winger
// turned pundit".
func (d *prose) turned(j int) bool {
	return j > 0 && j+1 < len(d.toks) && d.low(j) == "turned" && d.toks[j-1].cls.is(clsRole) && d.toks[j+1].cls.is(clsRole)
}

// verbEnding reports whether a word that no list knows looks like a finite verb.
func (d *prose) verbEnding(i int) bool {
	t := &d.toks[i]
	if t.kind != word || t.caps != lower || t.cls.is(clsRole|clsBody|function) {
		return false
	}
	w := d.str(i)
	return len(w) > 3 && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"))
}

// skipAdverbs moves over adverbs and auxiliaries that stand between a subject
// and its verb. It tells whether one of them denies or supposes.
func (d *prose) skipAdverbs(i, limit int) (at int, doubt bool) {
	for ; i < limit; i++ {
		t := &d.toks[i]
		if t.kind != word {
			break
		}
		w := d.low(i)
		if t.cls.is(clsAux|clsNeg) && !t.cls.is(clsMonth) {
			doubt = doubt || d.doubts(i)
			continue
		}
		if t.caps == lower && (t.cls.is(clsAdv) || len(w) > 4 && strings.HasSuffix(w, "ly")) && !t.cls.is(speech&^0) {
			continue
		}
		break
	}
	return i, doubt
}

// doubts reports whether token i says that something was not said, or was only
// thought of: "never", "might", "would have".
func (d *prose) doubts(i int) bool {
	t := &d.toks[i]
	if t.cls.is(clsNeg) {
		return true
	}
	switch d.low(i) {
	case "might", "could", "should", "may", "must":
		return true
	case "would", "'d", "’d":
		return d.low(i+1) == "have" || d.low(i+2) == "if" || d.low(i+3) == "if"
	}
	return false
}

// expected reports whether the verb at token v tells what is still to be said:
// "is expected to confirm", "is due to announce", "will tell".
func (d *prose) expected(v, lb int) bool {
	for i := v - 1; i >= lb && i > v-16; i-- {
		t := &d.toks[i]
		if t.kind != word && t.kind != number {
			return false
		}
		switch d.low(i) {
		case "expected", "expects", "expect", "due", "likely", "poised", "scheduled", "hopes", "hope", "plans", "plan", "planning", "planned", "preparing", "prepares":
			return true
		case "set", "about", "going":
			return d.low(i+1) == "to"
		case "will", "'ll", "’ll", "won't":
			return v-i <= 3
		}
		if t.cls.is(clsSub) || d.low(i) == "that" {
			return false
		}
	}
	return false
}

// unsaid reports whether the words before the verb at token v take back that it
// happened: "refused to say", "denied calling", "accused him of saying", "if he
// says".
func (d *prose) unsaid(v, lb int) bool {
	for i := v - 1; i >= lb && i > v-6; i-- {
		t := &d.toks[i]
		if t.kind != word {
			return false
		}
		switch w := d.low(i); w {
		case "refused", "refuses", "refuse", "refusing", "declined", "declines", "decline", "declining", "failed", "fails", "denied", "denies", "deny", "denying",
			"accused", "accuses", "accuse", "accusing", "pretended", "pretends", "if", "unless", "hesitated", "avoided", "avoids", "avoid", "stopped", "imagine", "imagined", "suppose", "neither", "nor", "nobody", "none":
			return true
		}
	}
	return false
}
