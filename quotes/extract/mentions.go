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
		last = d.namedOnce(i, last)
		d.addMention(s, i, last)
		i = last + 1
	}
}

// namedOnce returns where the name of the tokens [first, last] ends if it stands there
// twice, as where a caption runs into the text: "Jane Smith Jane Smith opened".
func (d *prose) namedOnce(first, last int) int {
	for n := (last - first + 1) / 2; n >= 2; n-- {
		same := true
		for k := 0; k < n && same; k++ {
			same = d.str(last-k) == d.str(last-n-k)
		}
		if same {
			return last - n
		}
	}
	return last
}

// addMention keeps the name of the tokens [first, last] and decides which part of
// them is the name and what kind of name it is.
func (d *cast) addMention(s sentence, first, last int) {
	m := mention{first: first, last: last, ent: -1}
	d.partRole(&m)
	d.judge(&m)
	d.tellSex(&m)
	if d.isDateline(s, &m) {
		m.kind = place
	}
	id := len(d.mentions)
	d.mentions = append(d.mentions, m)
	for i := first; i <= last; i++ {
		d.mentionAt[i] = int32(id + 1)
	}
}

// partRole sets where the name begins: behind the last word for a role or a
// title, and behind the office that goes on with "of".
func (d *cast) partRole(m *mention) {
	m.kind, m.nameFrom = unknown, m.first
	if d.peopleFor(m) || d.ownedOffice(m) || m.last > m.first && d.toks[m.last].kind == number && d.low(m.last-1) == "number" {
		m.kind = body
		return
	}
	end := d.nameLast(m)
	for i := m.first; i <= end; i++ {
		c := d.toks[i].cls | d.hyphenRole(i)
		if d.bornAs(i, m) || i > m.first && royal[d.str(i)] && d.surnames[d.str(i)] && (i == m.last || suffix(d.str(i+1))) {
			continue // "Martin Luther King Jr."
		}
		if c.is(clsTitle|clsRole) && !c.is(clsFirst) {
			m.sex |= c & (sexM | sexF)
		}
		if !c.is(clsRole|clsTitle) || i == end || c.is(clsFirst) && i == m.nameFrom && !c.is(clsTitle) {
			continue
		}
		m.nameFrom = d.behindOffice(i+1, m.last)
		if m.nameFrom > m.last {
			m.kind, m.nameFrom = roleOnly, m.first
			return
		}
		i = max(i, m.nameFrom-1)
	}
	if w := d.low(m.first); m.nameFrom > m.first && (w == "office" || w == "bureau") && d.low(m.first+1) == "of" && !d.toks[m.nameFrom].cls.is(clsFirst) {
		m.kind, m.nameFrom = body, m.first // "Office of the Chief Medical Examiner"
	}
}

// nameLast returns the last token of a mention's name, in front of the letters of an
// honour or a seat: "Jane Smith MSP". A party or a place before them is no name: "the
// Labour MP", "the Milton Keynes MP".
func (d *prose) nameLast(m *mention) int {
	last := m.last
	for last > m.nameFrom && honour(d.str(last)) {
		last--
	}
	titled, seat := m.nameFrom > m.first, m.first > 0 && d.toks[m.first-1].cls.is(clsDet)
	if last == m.last || titled || last > m.nameFrom && d.toks[m.nameFrom].cls.is(clsFirst) && !seat {
		return last
	}
	return m.last
}

// bornAs reports whether a word for a role or a rank is a name where it stands: "Fan
// Mengguang", "Marine Le Pen", "Defence Minister Gen Nakatani".
func (d *prose) bornAs(i int, m *mention) bool {
	switch d.low(i) {
	case "fan":
		return i == m.first
	case "marine":
		return i == m.first && i < m.last && d.lex.nameParticles[d.low(i+1)]
	case "gen":
		return i > m.first && i == m.last-1 && !d.toks[i-1].cls.is(clsTitle)
	}
	return false
}

// peopleFor reports whether a name is that of people who have joined: "Doctors for
// Camp Closure", "Mothers Against Drunk Driving".
func (d *cast) peopleFor(m *mention) bool {
	if m.last-m.first < 2 || !d.toks[m.first].cls.is(clsRole) || !pluralNoun(d.low(m.first)) {
		return false
	}
	switch d.low(m.first + 1) {
	case "for", "against", "without":
		return true
	}
	return false
}

// ownedOffice reports whether a name is that of somebody's office: "the U.S.
// Attorney’s Office for the Western District", "the People’s Daily".
func (d *cast) ownedOffice(m *mention) bool {
	for i := m.first; i < m.last; i++ {
		if d.ownsBody(i) {
			return true
		}
	}
	return false
}

// hyphenRole tells the role in a word with a hyphen ("Secretary-Treasurer",
// "Oscar-winner") and in the letters for a district attorney and an attorney general,
// which in small ones are other words.
func (d *prose) hyphenRole(i int) class {
	w := d.str(i)
	if w == "DA" || w == "AG" {
		return clsRole
	}
	k := strings.LastIndexByte(w, '-')
	if k <= 0 {
		return 0
	}
	if modifier(w) || strings.HasSuffix(strings.ToLower(w), "-in-charge") {
		return clsRole
	}
	return d.lex.look(w[k+1:]) & (clsRole | sexM | sexF)
}

// behindOffice moves over the rest of an office behind its first word: "of State
// John Kerry", "of Health and Human Services Sylvia Burwell".
func (d *cast) behindOffice(i, last int) int {
	if of := i + 1 + b2i(d.low(i+1) == "the"); last > of && d.low(i) == "of" && d.lex.look(d.text[d.toks[of].start:d.toks[last].end]).is(clsPlace) {
		return last + 1 // "Republican of New York", "President of the United States"
	}
	if d.low(i) == "in" && d.low(i+1) == "charge" {
		return i + 2 // "Special Agent in Charge"
	}
	office := false
	for i < last && d.toks[i].caps == lower && bodyJoints[d.low(i)] {
		office = true
		i += 2
		if i <= last && d.toks[i-1].caps == lower {
			i++
		}
	}
	for office && i < last && d.toks[i].cls.is(clsBody|clsField) && !d.toks[i].cls.is(clsFirst) {
		i++
	}
	if office && i == last && d.toks[i].cls.is(clsField) && !d.toks[i].cls.is(clsFirst) && !d.surnames[d.str(i)] {
		return last + 1 // "Commissioner for Human Rights"
	}
	return i
}

// judge sets what kind of name a mention is.
func (d *cast) judge(m *mention) {
	if m.kind == roleOnly || m.kind == body {
		return // an office alone, or what is one body by its form
	}
	if d.headsBody(m) {
		m.kind, m.nameFrom = roleOnly, m.first
		return
	}
	titled, end := m.nameFrom > m.first, d.nameLast(m)
	bodies, places := 0, 0
	for i := m.nameFrom; i <= end; i++ {
		c := d.toks[i].cls
		if c.is(clsBody) && !c.is(clsFirst) {
			bodies++
		}
		if c.is(clsPlace|clsPeople) && (!c.is(clsFirst) || m.last == m.nameFrom && c.is(clsPlace)) && !(m.last == m.nameFrom && d.surnames[d.str(m.last)]) {
			places++
		}
	}
	if n := m.last - m.first + 1; n >= 2 && n <= 4 && d.lex.look(d.text[d.toks[m.first].start:d.toks[m.last].end]).is(clsPlace) {
		places, m.nameFrom = n, m.first // "New Hampshire"
	}
	last := &d.toks[end]
	n := end - m.nameFrom + 1
	first := d.toks[m.nameFrom].cls.is(clsFirst | clsCommonName)
	surname := d.surnames[d.str(end)]
	switch {
	case last.cls.is(clsRole|clsTitle) && !(first && n == 2) && !surname:
		m.kind = roleOnly
		m.nameFrom = m.first
		if titled && n == 1 && !last.cls.is(clsRole) {
			m.kind = unknown
		}
	case last.cls.is(clsBody) && !surname, bodies > 0 && !first && !titled, !titled && d.jointed(m):
		m.kind = body
		m.nameFrom = m.first
	case last.caps == all && n == 1 && !titled && last.end-last.start <= 6:
		m.kind = body
	case titled && (d.toks[m.nameFrom].caps == lower || n > 2 && d.jointed(m)):
		m.kind = roleOnly
		m.nameFrom = m.first
	case titled && places < n:
		m.kind = person
	case places == n:
		m.kind = place
	case n > 2 && d.low(m.nameFrom+1) == "of" && !d.surnames[d.str(end)]:
		m.kind = body // "the Bill of Rights"
	case first && n >= 2 && (n <= 4 || n == 5 && last.caps != all):
		m.kind = person
	case n == 1 && first && d.located[d.str(end)] && !surname:
		m.kind = place // "in Charlotte"
	case n == 1 && (first && !last.cls.is(clsCommonName) || surname):
		m.kind = person
	default:
		m.kind = unknown
	}
}

// headsBody reports whether a name is the office of whoever leads a body: "Chair of the
// Harbour Association", not "Prince of Wales Trust".
func (d *prose) headsBody(m *mention) bool {
	last, c := &d.toks[m.last], d.toks[m.first].cls
	return m.last > m.first+2 && d.low(m.first+1) == "of" && d.low(m.first+2) == "the" && last.cls.is(clsBody) && c.is(clsRole) && !c.is(clsBody) && !royal[d.str(m.first)] && !pluralNoun(d.low(m.first)) && !last.possessive()
}

// jointed reports whether "and" or a sign stands in a name, as only a body's has.
func (d *prose) jointed(m *mention) bool {
	for i := m.nameFrom; i <= m.last; i++ {
		if d.toks[i].kind != word && d.toks[i].kind != number || d.toks[i].caps == lower && d.low(i) == "and" {
			return true
		}
	}
	return false
}

// tellSex adds what a first name tells to what the title told.
func (d *cast) tellSex(m *mention) {
	if m.kind == person {
		switch first := d.toks[m.nameFrom].cls; {
		case m.last > m.nameFrom && first.is(clsFirst) && m.sex == 0,
			m.last == m.nameFrom && m.nameFrom == m.first && first.is(clsFirst):
			m.sex |= first & (sexM | sexF)
		}
	}
	if m.sex == sexM|sexF {
		m.sex = 0
	}
}

// isDateline reports whether a name in capitals begins its paragraph as the place
// that the article was sent from: "CHARLOTTE, N.C. —".
func (d *prose) isDateline(s sentence, m *mention) bool {
	if d.toks[m.first].caps != all || m.kind != person || m.first != s.first || m.last+1 >= s.last || m.nameFrom > m.first {
		return false
	}
	switch d.toks[m.last+1].kind {
	case comma, dash, openParen:
		return d.skipDateline(m.first, s.last) > m.first
	}
	return false
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
