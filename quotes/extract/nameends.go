package extract

import "strings"

// bodyJoints join the parts of a body's name or of an office.
var bodyJoints = map[string]bool{"of": true, "for": true, "on": true, "at": true, "the": true, "and": true}

// run is a name while it is read: the tokens [first, last].
type run struct {
	first, last int
	body        bool // one of them says that it is a body or an office
	joined      bool // "of" or "for" has joined two parts of it
}

// nameEnd returns the last token of the name that begins at token i, or i-1.
func (d *cast) nameEnd(s sentence, i int) int {
	if !d.beginsName(s, i) {
		return i - 1
	}
	r := run{first: i, last: i}
	for {
		t := &d.toks[r.last]
		r.body = r.body || t.cls.is(clsBody|clsRole|clsTitle) || t.cls.is(clsPlace) && r.last > i
		if t.possessive() && d.ownsBody(r.last) {
			r.body = true
			r.last++
			continue
		}
		if t.possessive() || r.last+1 >= s.last {
			return r.last
		}
		next := d.nextOfName(s, &r)
		if next < 0 {
			return r.last
		}
		r.last = next
	}
}

// ownsBody reports whether the possessive at token i and the word behind it belong
// to the name of one body: "Attorney’s Office", "People’s Daily".
func (d *prose) ownsBody(i int) bool {
	t := &d.toks[i]
	if !t.possessive() || i+1 >= len(d.toks) || t.caps != initial || !d.capitalWord(i+1) {
		return false
	}
	switch d.low(i) {
	case "people", "women", "men", "children", "veterans", "farmers", "workers", "reader", "readers":
		return d.toks[i+1].cls.is(clsBody | clsMediumWord)
	}
	w := d.low(i + 1)
	return t.cls.is(clsRole) && (w == "office" || w == "department")
}

// beginsName reports whether a name begins at token i.
func (d *cast) beginsName(s sentence, i int) bool {
	t := &d.toks[i]
	if t.kind != word || t.caps == lower || modifier(d.str(i)) || t.dotted && d.low(i) == "no." {
		return false
	}
	followed := i+1 < s.last && d.capitalWord(i+1) && !t.possessive() && d.adjacent(i) ||
		i+2 < s.last && t.cls.is(clsRole|clsBody) && !t.possessive() && d.low(i+1) == "of" && d.capitalWord(i+2) || // "Secretary of State"
		d.officeFor(i, s.last)
	fields := t.cls.is(clsField) && i+2 < s.last && (d.low(i+1) == "and" || d.toks[i+1].kind == comma) && d.capitalWord(i+2) && d.toks[i+2].cls.is(clsField)
	switch {
	case i == s.first && followed && d.outlined(s):
		return false
	case d.ownsBody(i):
		return true
	case t.cls.is(clsTime) && timeMarks[d.str(i)]:
		return false
	case t.cls.is(clsMonth|clsWeekday) && (!followed || !t.cls.is(clsFirst|clsCommonName)):
		return false
	case t.cls.is(clsStarter) && !(followed && t.cls.is(clsFirst|clsCommonName)):
		return false
	case t.cls.is(clsPron) && t.caps == initial, t.headline && t.cls.is(clsModal):
		return false
	case followed && d.onlyOpens(s, i):
		return false
	case i == s.first && !followed && !fields && t.caps == initial && !d.knownName(i):
		return false
	}
	return true
}

// officeFor reports whether an office for a field begins at token i: "Minister for
// Regional Development", not "Lawyer for Smith".
func (d *prose) officeFor(i, limit int) bool {
	t := &d.toks[i]
	if i+3 >= limit || !t.cls.is(clsRole) || t.cls.is(clsMouth) || t.possessive() || pluralNoun(d.low(i)) || d.low(i+1) != "for" || !d.capitalWord(i+2) {
		return false
	}
	return d.toks[i+2].cls.is(clsField) || d.capitalWord(i+3) && d.toks[i+3].cls.is(clsField)
}

// onlyOpens reports whether the word at token i has its capital only because a
// sentence begins with it, and the name begins behind it: "Suddenly Dallas stopped",
// "Encouraging Wren, she", "Imagine Sophia".
func (d *cast) onlyOpens(s sentence, i int) bool {
	t, n := &d.toks[i], &d.toks[i+1]
	if i > s.first && d.toks[i-1].kind == word || t.caps != initial || t.cls.is(clsFirst|clsTitle|clsRole|clsBody|clsPlace|clsPeople|clsMonth|clsWeekday) || d.midCapital[d.str(i)] || d.surnames[d.str(i)] {
		return false
	}
	if !n.cls.is(clsFirst|clsTitle) && !d.midCapital[d.str(i+1)] || n.cls.is(clsBody|clsField) {
		return false
	}
	w := d.low(i)
	if t.cls.is(clsAdv|clsPrep|clsSub|clsAux) || t.cls.is(formBase) && n.cls.is(clsFirst) || d.lex.plainWords[w] {
		return true
	}
	return len(w) > 5 && (strings.HasSuffix(w, "ly") || strings.HasSuffix(w, "ing") || strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "upon")) && (d.lowerSeen[w] || t.cls == 0 || t.cls.is(anyForm))
}

// outlined reports whether a sentence is a heading with the letter or the Roman
// numeral of an outline before it: "I. Oracle's Appeal", "B. Fair Use".
func (d *prose) outlined(s sentence) bool {
	p := &d.paras[s.para]
	if int(d.toks[s.first].start) != p.start || p.end-p.start > 120 || p.lastSent-p.firstSent > 2 || endsAsSpeech(d.text[p.start:p.end]) {
		return false
	}
	w, dotted := strings.CutSuffix(d.str(s.first), ".")
	return dotted && (strings.Trim(w, "IVX") == "" || len(w) == 1 && w <= "H")
}

func (d *prose) capitalWord(i int) bool {
	return d.toks[i].kind == word && d.toks[i].caps != lower
}

// nextOfName returns the next token of a name that goes on, or -1.
func (d *cast) nextOfName(s sentence, r *run) int {
	j := r.last
	n := &d.toks[j+1]
	switch {
	case n.kind == other && d.text[n.start:n.end] == "&":
		if j+2 < s.last && d.capitalWord(j+2) && !d.toks[j+2].cls.is(clsTitle) && !(j > r.first && d.toks[r.first].cls.is(clsFirst)) {
			r.body, r.joined = true, true
			return j + 2
		}
		return -1
	case n.kind == number && d.low(j) == "number" && r.first == j && !n.possessive():
		r.body = true
		return j + 1 // "Number 10"
	case n.kind == comma:
		return d.overList(s, r)
	case n.kind == quoted:
		return d.overNickname(s, r)
	case n.kind != word || !d.adjacent(j):
		return -1
	case n.caps != lower:
		if d.beginsAnew(j + 1) {
			return -1
		}
		return j + 1
	}
	return d.overJoint(s, r)
}

// overNickname returns the token of a name that goes on behind a nickname in
// quotation marks, or -1: Wanda “The Hammer” Kowal.
func (d *cast) overNickname(s sentence, r *run) int {
	k := r.last + 2
	if r.first != r.last || k >= s.last || !d.toks[r.first].cls.is(clsFirst) || !d.capitalWord(k) || d.toks[k].cls.is(function|clsTitle|clsRole|clsBody|clsWeekday|clsMonth) {
		return -1
	}
	if nick := strings.Trim(d.wordsAt(r.last+1), " "); wordCount(nick) > 3 || !startsUpper(nick) || strings.ContainsAny(nick, ",.;:?!") {
		return -1
	}
	return k
}

// beginsAnew reports whether the capitalised token i is no part of the name
// before it: a day, a pronoun, the title of the next person.
func (d *cast) beginsAnew(i int) bool {
	t, before := &d.toks[i], &d.toks[i-1]
	if t.headline && (t.cls.is(function) || t.cls.is(anyCue) && t.cls.is(formThird|formPast) && !t.cls.is(clsFirst|clsCommonName)) {
		return true // "Jane Smith Calls", "Bias When"
	}
	if t.cls.is(clsWeekday|clsMonth) && !t.cls.is(clsFirst|clsCommonName) && !(before.dotted && before.cls.is(clsTitle)) || t.cls.is(clsPron) && t.cls.is(clsStarter) {
		return true
	}
	if d.endsMedium(i-1) && d.surnames[d.str(i)] {
		return true // "Speaking to the Daily Mail Smith said"
	}
	if d.endsPost(i-1) && !t.cls.is(clsBody|clsField|clsPlace|clsPeople|clsRole) && !d.lex.look(d.text[before.start:t.end]).is(clsPlace) {
		return true
	}
	return t.cls.is(clsTitle) && t.dotted && d.low(i) != "st." && before.cls.is(clsFirst) &&
		!before.cls.is(clsRole|clsTitle|clsPlace|clsPeople) && before.caps != all && !before.dotted
}

// endsMedium reports whether the name of a paper of two words ends at token i.
func (d *prose) endsMedium(i int) bool {
	return i > 1 && d.low(i-2) == "the" && d.toks[i].kind == word && d.toks[i-1].kind == word && d.toks[i].caps != lower && d.toks[i-1].caps != lower && d.mediumWord(i) && d.mediumWord(i-1)
}

// endsPost reports whether the place at token i, a name of one word, tells where
// somebody is posted whose name follows: "envoy to Norvia Anna Low".
func (d *prose) endsPost(i int) bool {
	if i < 2 || d.toks[i].caps == lower || d.toks[i].possessive() || i+2 >= len(d.toks) || !d.capitalWord(i+2) {
		return false
	}
	k := i - 1
	if w := d.low(i); w == "nations" || w == "union" {
		k = i - 2 - b2i(d.low(i-2) == "the") // "ambassador to the United Nations Jane Smith"
	} else if !d.toks[i].cls.is(clsPlace) {
		return false
	}
	return k > 0 && (d.low(k) == "to" || d.low(k) == "from") && d.toks[k-1].kind == word && d.toks[k-1].cls.is(clsRole)
}

// overJoint returns the token of a name that goes on behind a small word, or -1:
// "Ursula von der Leyen", "Secretary of State", "World Hotel and Tourism Council".
func (d *cast) overJoint(s sentence, r *run) int {
	j := r.last
	w, k := d.low(j+1), j+2
	if w == "de" && k < s.last && (d.low(k) == "la" || d.low(k) == "los") || w == "van" && k < s.last && (d.low(k) == "der" || d.low(k) == "den") {
		k++
	}
	if bodyJoints[w] && k < s.last && d.low(k) == "the" {
		k++
	}
	if k >= s.last || !d.capitalWord(k) {
		return -1
	}
	t := &d.toks[k]
	if t.cls.is(clsWeekday|clsMonth) || t.cls.is(clsStarter) && t.cls.is(clsPron|clsConj) {
		return -1
	}
	switch {
	case d.lex.nameParticles[w], w == "in" && d.low(k) == "charge" && d.toks[j].cls.is(clsRole):
		return k
	case w == "of" && r.body && d.ownsOffice(r), (w == "for" || w == "on") && d.toks[j].cls.is(clsBody|clsRole):
		r.joined = true
		return k
	case w == "and" && r.joined && r.body && t.caps == initial && !t.cls.is(clsFirst|clsTitle|clsPlace):
		return k
	case w == "and" && k == j+2 && (d.oneBody(s, r, k) || d.oneChief(r, k)):
		return k
	case w == "at" && r.joined && t.caps == initial && d.low(r.first) == "university":
		return k
	}
	return -1
}

// ownsOffice reports whether "of" behind the run goes on with its name: "Bank of
// Aldora", "Secretary of State", but not "Representative Charles Rangel of New
// York".
func (d *cast) ownsOffice(r *run) bool {
	for i := r.first; i < r.last; i++ {
		if c := d.toks[i].cls; c.is(clsFirst) && !c.is(clsRole|clsBody) && (i == r.first || d.toks[i-1].cls.is(clsRole|clsTitle) || d.low(i-1) == "charge") {
			return false
		}
	}
	if d.toks[r.last].cls.is(clsBody | clsRole | clsField | clsTitle) {
		return true
	}
	return !d.toks[r.first].cls.is(clsRole | clsTitle)
}

// oneBody reports whether the run and the capitalised words from token k on,
// joined by "and", are the name of one body: those words end in what it is
// ("World Hotel and Tourism Council"), or both sides name what it deals with
// ("Parks and Recreation").
func (d *cast) oneBody(s sentence, r *run, k int) bool {
	if !d.plain(r.first, r.last) {
		return false
	}
	end := d.plainEnd(s, k)
	if end < k {
		return false
	}
	switch last := &d.toks[end]; {
	case last.cls.is(clsBody) && end > k:
		return true
	case !d.toks[r.last].cls.is(clsField):
		return false
	case d.toks[k].cls.is(clsField):
		return true
	default:
		return !last.possessive() && end+1 < s.last && d.adjacent(end) && d.toks[end+1].caps == lower && d.toks[end+1].cls.is(clsRole) && !strings.HasSuffix(d.str(end+1), "s")
	}
}

// oneChief reports whether the run and the capitalised words from token k on tell of
// what one is the chief: "Chief Marketing and Product Officer Jane Smith".
func (d *cast) oneChief(r *run, k int) bool {
	if r.last == r.first || d.low(r.last-1) != "chief" || d.toks[r.last].possessive() || d.surnames[d.str(r.last)] {
		return false
	}
	for i := k; i < k+3 && i+1 < len(d.toks) && d.capitalWord(i) && !d.toks[i].cls.is(clsBody|clsFirst); i++ {
		if d.low(i+1) == "officer" {
			return true
		}
	}
	return false
}

// overList returns the second item of a list that is the name of one body, or
// -1: "the Oil, Gas and Chemicals Workers Union".
func (d *cast) overList(s sentence, r *run) int {
	if !(r.joined && r.body) && !d.plain(r.first, r.last) || !d.toks[r.last].cls.is(clsField) {
		return -1
	}
	for n, k := 0, r.last+2; n < 5 && k < s.last && d.capitalWord(k) && d.plain(k, k); n++ {
		if k+1 >= s.last || !d.toks[k].cls.is(clsField) {
			return -1
		}
		joint := k + 1
		if d.toks[joint].kind == comma && joint+1 < s.last && d.low(joint+1) == "and" {
			joint++ // "Firearms, and Explosives"
		}
		if d.low(joint) == "and" && joint+1 < s.last && d.capitalWord(joint+1) {
			if end := d.plainEnd(s, joint+1); end > joint && d.toks[end].cls.is(clsBody|clsField) {
				return r.last + 2
			}
			return -1
		}
		if d.toks[joint].kind != comma {
			return -1
		}
		k = joint + 1
	}
	return -1
}

// plain reports whether none of the tokens can be a person's, a place's or a
// whole body's name: they may be the first half of a longer one.
func (d *cast) plain(first, last int) bool {
	for i := first; i <= last; i++ {
		t := &d.toks[i]
		if t.possessive() || t.caps == all {
			return false
		}
		if t.cls.is(clsField) {
			continue
		}
		if t.cls.is(clsFirst|clsTitle|clsRole|clsBody|clsPeople) && !(t.cls.is(clsPeople) && i < last) || t.cls.is(clsPlace) && i == last || d.surnames[d.str(i)] {
			return false
		}
	}
	return true
}

// plainEnd returns the last of the capitalised words from token k on that name a
// body, or k-1 when one of them names somebody.
func (d *cast) plainEnd(s sentence, k int) int {
	end := k
	for ; end < s.last && end < k+5 && d.capitalWord(end); end++ {
		t := &d.toks[end]
		if !t.cls.is(clsBody|clsField) && (t.caps == all || t.cls.is(clsStarter|clsFirst|clsTitle|clsRole|clsPlace) || d.surnames[d.str(end)]) {
			return k - 1
		}
		if end+1 < s.last && (t.possessive() || !d.adjacent(end)) {
			return end
		}
	}
	return end - 1
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
