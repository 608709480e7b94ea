package extract

import (
	"strings"
	"unicode"
)

// noteRole keeps the role that stands before a name, or behind it as an
// apposition, and the nouns by which it can be taken up.
func (d *cast) noteRole(m *mention) {
	e := &d.reg.ents[m.ent]
	if e.body || d.toks[m.first].display || m.first < d.titleEnd {
		return // "Defendant Offered to Walk Victim Home"
	}
	e.spoke = e.spoke || m.first >= d.titleEnd && d.speaksNext(m)
	if e.kind == unknown && m.last > m.nameFrom && m.first >= d.titleEnd && d.speaksNext(m) {
		e.kind = person // nobody knows the first name, but it speaks
	}
	if i := m.first - 2; e.kind == unknown && i >= 0 && d.toks[i+1].kind == comma && d.toks[i].kind == word && d.toks[i].caps == lower && d.toks[i].cls.is(clsRole) && m.first >= d.titleEnd {
		e.kind = person // "her uncle, Mikkel"
		d.roleHeads(e, i, i+1)
	}
	if start := d.roleStart(m); start < m.nameFrom && !d.modifies(m, start) {
		d.roleHeads(e, start, m.nameFrom)
		if e.kind == unknown && m.last > m.nameFrom && m.first > 0 && d.toks[m.first-1].caps == lower && d.toks[m.first-1].cls.is(clsRole) {
			e.kind = person // "the climber Aigerim Seitkali"
		}
		if from := d.trimRole(start, m); from-start <= 1 {
			d.keepRole(m, d.frontRole(from, m.nameFrom))
		}
	}
	if from, to, ok := d.apposition(m.last); ok {
		d.roleHeads(e, from, to)
		d.keepRole(m, d.roleText(from, to))
	}
	if i := d.identified(m); i >= 0 {
		d.roleHeads(e, i, i+1)
	}
}

// modifies reports whether a name only tells more of the noun behind it, as in "a
// major Emanuel foe": then what stands before it, from token start on, is not his. A
// title is.
func (d *cast) modifies(m *mention, start int) bool {
	k := m.last + 1
	if k >= len(d.toks) || d.toks[m.last].possessive() || d.toks[m.nameFrom-1].caps != lower && d.toks[m.nameFrom-1].cls.is(clsRole|clsTitle) {
		return false
	}
	t := &d.toks[k]
	if t.kind != word || t.caps != lower {
		return false
	}
	w := d.low(k)
	return t.cls.is(clsRole) && !t.cls.is(function|formPast|formThird) || start == m.nameFrom-1 && t.cls == 0 && !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ly")
}

// identified returns the noun of which an article says that the mention is its name:
// "the defendant, John Marsh, 36," and "identified the defendant as John Marsh"; -1
// if there is none.
func (d *cast) identified(m *mention) int {
	i := m.first - 2
	if i < 1 || m.last == m.nameFrom {
		return -1
	}
	t := &d.toks[i]
	if t.kind != word || t.caps != lower || !t.cls.is(clsRole) || d.low(i-1) != "the" {
		return -1
	}
	switch {
	case d.toks[i+1].kind == comma && m.last+1 < len(d.toks) && d.toks[m.last+1].kind == comma:
		return i
	case d.low(i+1) == "as" && i > 1 && (d.low(i-2) == "identified" || d.low(i-2) == "named"):
		return i
	}
	return -1
}

// keepRole gives an entity a role, if it has none yet or only an abbreviation
// ("Sen.") that the longer one makes plain.
func (d *cast) keepRole(m *mention, role string) {
	e := &d.reg.ents[m.ent]
	if m.first < d.titleEnd {
		return // where every word is capitalised nobody knows where the role begins
	}
	if role == "" || e.role != "" && (!d.rankOnly(e.role) || len(role) <= len(e.role)) {
		return
	}
	e.role = role
}

// rankOnly reports whether a role is only an abbreviation: "Sen.", "Lt Col".
func (d *prose) rankOnly(role string) bool {
	if strings.HasSuffix(role, ".") {
		return true
	}
	for w := range strings.FieldsSeq(strings.ToLower(role)) {
		if !d.lex.look(w).is(clsTitle) || d.lex.roleOf[w] == "" {
			return false
		}
	}
	return true
}

// frontRole returns the role that the tokens [from, to) in front of a name give;
// "" when it is only a form of address.
func (d *cast) frontRole(from, to int) string {
	from = d.behindHeadline(d.behindAdverb(from, to), to)
	plain := false
	for i := from; i < to; i++ {
		plain = plain || d.toks[i].caps == lower && d.toks[i].cls.is(clsRole)
	}
	for to > from && (d.formOfAddress(to-1, to) || plain && d.toks[to-1].caps != lower && d.low(to-1) == "professor") {
		to-- // "vice-chancellor Professor Dame"
	}
	return d.ofOne(d.roleText(from, to))
}

// behindHeadline returns where a role in front of a name begins behind a headline that ran
// into it: "Gale Sinks Boat After Flood President Jane Smith".
func (d *prose) behindHeadline(from, to int) int {
	first := from
	if from > 1 && d.capitalWord(from-2) && d.adjacent(from-1) {
		first-- // it may end right before
	}
	for i := to - 1; i >= first; i-- {
		if t := &d.toks[i]; t.caps != initial || !t.cls.is(clsPrep|clsSub|clsConj) || t.cls.is(clsRole|clsTitle) {
			continue
		}
		for i++; i < to && !d.toks[i].cls.is(clsRole|clsTitle|clsRank); i++ {
		}
		return i
	}
	return from
}

// ofOne returns the role of each of several people before whom one title stands:
// "Sens. Rand Paul and Marco Rubio".
func (d *prose) ofOne(role string) string {
	w := lastWord(role)
	one := strings.TrimSuffix(w, "s")
	if dotted, ok := strings.CutSuffix(w, "s."); ok {
		one = dotted + "."
	}
	if one == w || strings.Contains(role, " of ") || !unicode.IsUpper(firstRune(w)) || strings.HasSuffix(w, "ss") || !d.lex.look(strings.ToLower(one)).is(clsRole|clsTitle) {
		return role
	}
	return strings.TrimSuffix(role, w) + one
}

// behindAdverb returns where a role in front of a name begins behind a verb that has
// slipped in with its adverb: "could more eloquently honor President Kennedy".
func (d *cast) behindAdverb(from, to int) int {
	for i := to - 1; i > from; i-- {
		if t := &d.toks[i]; t.caps == lower || !t.cls.is(clsRole|clsTitle) || d.toks[i-1].caps != lower {
			continue
		}
		for k := from; k < i; k++ {
			if w := d.str(k); d.toks[k].caps == lower && d.toks[k].cls&^clsAdv == 0 && len(w) > 6 && strings.HasSuffix(w, "ly") && w != "elderly" && w != "monthly" {
				return i
			}
		}
		return from
	}
	return from
}

// roleText returns the tokens [from, to) as a role; "" when they are not clearly
// one: a clause has slipped in, or they only describe somebody ("a 40-year-old
// man", "his friend").
func (d *cast) roleText(from, to int) string {
	for from < to && d.leadsRole(from, to) {
		from++
	}
	for from < to && d.toks[to-1].kind == word && d.toks[to-1].caps == lower && d.toks[to-1].cls.is(clsAdv) && !d.toks[to-1].cls.is(clsRole) {
		to-- // "an operative currently"
	}
	if from >= to || to-from > 16 {
		return ""
	}
	for i := from; i < to; i++ {
		if !d.inRole(i, from) {
			return ""
		}
	}
	if from > 0 && d.low(from-1) == "only" {
		return "" // "the only doctor on stage"
	}
	head := d.roleHead(from, to)
	if head < 0 || !d.tellsOffice(head, from, to) {
		return ""
	}
	if end := &d.toks[to-1]; end.possessive() || end.cls.is(function) && !end.cls.is(clsRole|clsTitle) && end.caps == lower {
		return ""
	}
	return d.text[d.toks[from].start:d.toks[to-1].full]
}

// leadsRole reports whether token from stands before a role without belonging to
// it: "her senior adviser", "a 55-year-old entrepreneur", "also a hopeful", "his
// wife, the actress", "fellow candidate".
func (d *cast) leadsRole(from, to int) bool {
	t := &d.toks[from]
	switch {
	case d.low(from) == "fellow" && from+1 < to:
		return d.toks[from+1].kind == word && !d.toks[from+1].cls.is(clsPrep)
	case t.cls.is(clsRole|clsRank) && !d.lex.family[d.low(from)]:
		return false
	case t.cls.is(clsPoss), d.age(from), t.caps == lower && d.lex.plainWords[d.low(from)] && d.low(from+1) != "estate":
		return true
	case from+1 >= to || t.kind != word:
		return false
	case d.lex.family[d.low(from)]:
		return !d.toks[from+1].cls.is(function)
	}
	return d.madeIn(from) || t.caps == lower && (t.cls.is(clsAdv) || t.cls.is(clsDet) && !t.cls.is(clsPrep))
}

// roleHead returns the noun that says what the role is: the last one before "of",
// "for" and the like; -1 when there is none.
func (d *prose) roleHead(from, to int) int {
	head := -1
	for i := from; i < to; i++ {
		t := &d.toks[i]
		if head >= 0 && (t.cls.is(clsPrep) && !t.cls.is(clsRole) || t.possessive() && i > head) {
			break
		}
		if (t.cls | d.hyphenRole(i)).is(clsRole|clsTitle) && !t.possessive() && !modifier(d.str(i)) {
			head = i
		}
	}
	return head
}

// tellsOffice reports whether the noun at token head tells an office or a trade of
// one person, and nothing but what it is of follows it.
func (d *cast) tellsOffice(head, from, to int) bool {
	if d.severalPeople(head) {
		return false
	}
	w := d.low(head)
	owned := head > from && d.toks[head-1].possessive()
	if d.lex.describing[w] || d.lex.family[w] && !owned || from+1 == to && d.lex.relational[w] {
		return false
	}
	if head+1 == to {
		return true
	}
	next := &d.toks[head+1]
	return next.kind != word || next.caps != lower || next.cls.is(clsPrep|clsConj|clsAdv|formPart) || strings.HasSuffix(d.str(head+1), "ed")
}

// severalPeople reports whether token i is a noun for several people, which is
// nobody's role: "Syrian refugees".
func (d *cast) severalPeople(i int) bool {
	w := d.low(i)
	opens := i == 0 || d.toks[i-1].kind == stop
	return (d.toks[i].caps == lower || opens) && d.toks[i].cls.is(clsRole) && pluralNoun(w) && !d.toks[i].cls.is(clsRank) && (d.lex.look(w[:len(w)-1]).is(clsRole) || w == "celebrities")
}

// madeIn reports whether token i tells where somebody lives or comes from:
// "London-based".
func (d *prose) madeIn(i int) bool {
	return d.toks[i].caps != lower && (strings.HasSuffix(d.low(i), "-based") || strings.HasSuffix(d.low(i), "-born"))
}

// age reports whether token i tells an age: "43-year-old".
func (d *prose) age(i int) bool { return strings.HasSuffix(d.low(i), "-old") }

// runTogether reports whether an article's page has run two words into one, as in
// "DoeASSOCIATED".
func (d *prose) runTogether(i int) bool {
	w, capitals, small := d.str(i), 0, 0
	for _, r := range w {
		switch {
		case r >= 'a' && r <= 'z':
			small++
			if capitals >= 3 && small > 3 {
				return true
			}
		case r >= 'A' && r <= 'Z' && small >= 3:
			capitals++
		}
	}
	return capitals >= 3
}

// inRole reports whether token i can stand in a role that begins at token from.
func (d *cast) inRole(i, from int) bool {
	t := &d.toks[i]
	switch {
	case t.kind == number, d.age(i), d.runTogether(i), d.low(i) == "years" || d.low(i) == "ago", t.kind != word && t.kind != comma && t.kind != other && t.kind != dash:
		return false
	case t.caps != lower:
		// "police officer Betty Shelby": the name of the next one.
		m := d.mention(i)
		return m == nil || m.first != i || m.kind != person || m.nameFrom > m.first || i == from || d.toks[m.last].possessive() || !d.toks[i-1].cls.is(clsRole) || d.toks[i-1].cls.is(function)
	case t.cls.is(clsAux|clsSub) && !t.cls.is(clsPrep|clsRole):
		return false
	case t.cls.is(clsPron) && !t.cls.is(clsPoss|clsDet|clsRole), t.cls.is(clsPoss) && t.caps == lower && !t.possessive() && i > from:
		return false
	case t.cls.is(speech) && t.cls.is(formPast|formThird|formBase) && !t.cls.is(clsNounlike|clsRole|clsBody|clsRank|clsField):
		return false
	case i > from && !d.turned(i) && strings.HasSuffix(d.low(i), "ed") && d.toks[i-1].cls.is(clsRole) && (d.toks[i-1].caps == lower || pluralNoun(d.low(i-1))) && !d.toks[min(i+1, len(d.toks)-1)].cls.is(clsPrep):
		return false // "husband attended", not "broker based in Tampa"
	case i > from && strings.HasSuffix(d.low(i), "ing") && (d.low(i-1) == "for" || d.low(i-1) == "by"):
		return false
	}
	return true
}

// speaksNext reports whether a verb of speech follows the name.
func (d *prose) speaksNext(m *mention) bool {
	v, _ := d.skipAdverbs(m.last+1, min(m.last+4, len(d.toks)))
	return !d.toks[m.last].possessive() && v < len(d.toks) && d.toks[v].kind == word && d.toks[v].caps == lower && d.toks[v].cls.is(clsSay|clsTell|clsJudge) && d.toks[v].cls.is(formPast|formThird)
}

// formOfAddress reports whether the tokens are only Mr., Dr. and the like, which
// tell no role.
func (d *prose) formOfAddress(from, to int) bool {
	for i := from; i < to; i++ {
		c := d.toks[i].cls
		if !c.is(clsTitle) || c.is(clsRole) || d.lex.roleOf[d.low(i)] != "" && d.low(i) != "dr." && d.low(i) != "dr" {
			return false
		}
	}
	return true
}

func (d *prose) roleHeads(e *entity, from, to int) {
	for i := from; i < to && len(e.heads) < 40; i++ {
		c := d.toks[i].cls
		if !c.is(clsRole | clsTitle) {
			continue
		}
		head := d.low(i)
		if role := d.lex.roleOf[head]; role != "" {
			head = role
		}
		e.heads = append(e.heads, head)
		if e.sex == 0 && !c.is(clsFirst) && c&(sexM|sexF) != sexM|sexF {
			e.sex = c & (sexM | sexF)
		}
	}
}

// roleStart walks left from a name over the words of a role: "White House press
// secretary" in front of Josh Earnest, "Central Bank of Aldora governor".
func (d *cast) roleStart(m *mention) int {
	start := m.first
	if start == m.nameFrom && !d.endsRole(start-1) {
		return start
	}
	for n := 0; start > 0 && n < 10; n++ {
		if next := d.roleBefore(start, m); next < start {
			start = next
			continue
		}
		break
	}
	return start
}

// endsRole reports whether token i can be the last word of a role in front of a
// name.
func (d *cast) endsRole(i int) bool {
	if i < 0 {
		return false
	}
	t := &d.toks[i]
	return t.kind == word && t.cls.is(clsRole|clsTitle) && !t.possessive() && d.adjacent(i) && (!t.cls.is(function&^clsPron) || t.cls.is(clsRole))
}

// roleBefore returns where the role that begins at token start really begins, one
// word or one name farther left; start itself when it begins there.
func (d *cast) roleBefore(start int, m *mention) int {
	i := start - 1
	t := &d.toks[i]
	office := t.possessive() && ofTheState[fold(strings.TrimRight(d.str(i), "'’s"))]
	if t.kind != word || t.possessive() && !office || !d.adjacent(i) {
		return start
	}
	if p := d.mention(i); p != nil && p != m {
		if p.kind == person && !office || d.toks[p.first].cls.is(clsMonth|clsWeekday|clsTime) && p.first == p.last {
			return start
		}
		return p.first
	}
	switch {
	case d.verbEnding(i) && !t.cls.is(clsRank) && (d.low(start) == "retired" || d.low(start) == "former"):
		return start // "the spot features retired Gen. Jane Smith"
	case d.low(i) == "and" && d.sharesName(i):
		return i - 1
	case d.turned(i):
		return i - 1
	case t.cls.is(function|clsAdv) && !t.cls.is(clsRole),
		t.caps == lower && t.cls.is(formPast|formThird|formPart|formIng) && !t.cls.is(clsRole|clsBody|clsRank),
		t.caps == lower && (t.cls.is(clsShow) || i > 0 && d.verbEnding(i) && d.endsPerson(i-1)) && !t.cls.is(clsRole|clsBody), // "Perez faces Congressman Keith Ellison"
		t.caps == lower && t.cls.is(clsStarter) && !t.cls.is(clsRole|clsBody), t.cls.is(clsMonth | clsWeekday | clsTime):
		return start
	case t.caps == lower && t.cls.is(clsRole|clsBody) && strings.HasSuffix(d.str(i), "s") && !strings.HasSuffix(d.str(i), "ss") && !t.cls.is(clsRank|clsField):
		return start // "security guards threw reporter Jorge Ramos"
	}
	return i
}

// endsPerson reports whether somebody's name ends at token i, who owns nothing behind it.
func (d *cast) endsPerson(i int) bool {
	m := d.mention(i)
	return m != nil && m.last == i && m.kind == person && !d.toks[i].possessive()
}

// ofTheState are those whose a lawyer is by office: "State's Attorney".
var ofTheState = map[string]bool{"state": true, "commonwealth": true, "king": true, "queen": true}

// sharesName reports whether the "and" at token i joins two roles of one person:
// "Snapfact checker and staff writer Dale Embry". An article before the first
// would tell of somebody else.
func (d *cast) sharesName(i int) bool {
	if i > 1 && d.toks[i-2].cls.is(clsRank) && d.toks[i-2].caps == lower && d.capitalWord(i-1) && d.capitalWord(i+1) {
		return true // "former Rovers and Scotland winger"
	}
	if i == 0 || !d.toks[i-1].cls.is(clsRole) || d.toks[i-1].kind != word || d.toks[i-1].caps != lower || pluralNoun(d.str(i-1)) {
		return false
	}
	for k := i - 2; k >= 0 && k > i-10; k-- {
		t := &d.toks[k]
		switch {
		case t.kind != word:
			return true
		case t.possessive() || t.cls.is(clsDet|clsPoss) && !t.cls.is(clsPrep) || d.low(k) == "and":
			return false
		case t.cls.is(function) && d.mention(k) == nil || t.cls.is(speech) && t.caps == lower && !t.cls.is(clsRole|clsBody):
			return true
		}
	}
	return true
}

// trimRole cuts words off the left of a role that may be a verb ("threw reporter
// Jorge Ramos") unless what stands before shows that the role begins there. When
// more than one has to go nobody knows where it begins.
func (d *cast) trimRole(start int, m *mention) int {
	if start > 0 && start+1 < m.nameFrom && d.toks[start-1].kind == quoted && d.toks[start].caps == lower && strings.HasSuffix(d.str(start), "ed") {
		return start + 1 // “...,” shared Professor Jane Smith
	}
	if start > 0 && d.opensPhrase(start-1, start) && (d.toks[start-1].kind != quoted || d.toks[start].caps == lower) {
		return start
	}
	for ; start < m.nameFrom; start++ {
		t := &d.toks[start]
		first := start == 0 || d.toks[start-1].kind != word
		if t.cls.is(clsRole|clsTitle|clsBody|clsField|clsPeople|clsPlace|clsRank) || t.caps != lower && (!first || d.plainWord(start)) || d.mention(start) != nil || strings.Contains(d.str(start), "-") && !strings.HasSuffix(d.str(start), "ing") {
			break
		}
	}
	return start
}

// plainWord reports whether the capitalised word at token i, which begins a
// sentence, can only be a noun or an adjective: "Harbour pilot Ewan Stroud".
func (d *prose) plainWord(i int) bool {
	w := d.low(i)
	return !d.toks[i].cls.is(function|clsAdv|clsStarter|clsTime|anyForm|clsPast) && !strings.HasSuffix(w, "ing") && !strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ly")
}

// opensPhrase reports whether token i shows that a noun phrase begins behind it
// at token start: an article, a preposition, "said".
func (d *cast) opensPhrase(i, start int) bool {
	t := &d.toks[i]
	switch {
	case t.possessive():
		return true
	case t.kind == comma || t.kind == quoted || t.kind == dash:
		return !strings.HasSuffix(d.low(start), "ing") && !d.toks[start].cls.is(formPast)
	case t.kind != word:
		return false
	}
	return t.cls.is(clsDet|clsPoss) && !t.cls.is(clsSub) || t.cls.is(clsPrep) && d.low(i) != "to" || t.cls.is(speech) && t.cls.is(formPast|formThird)
}
