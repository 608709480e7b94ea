package grammar

import (
	"slices"
	"strings"
)

// before reads the phrase that ends at token v, the verb, and begins at lo or behind it.
func (d *doc) before(v, lo int) subject {
	k := v - 1
	for n := 0; n < 4 && k >= lo; n++ {
		t := &d.toks[k]
		if t.kind == number || t.kind == word && t.run == 0 && t.is(clsAdv|clsTime|clsAux|clsReflexiveAux) && !t.is(clsRole|clsBody) {
			k--
			continue
		}
		if t.kind == word && t.is(clsPrep) && k < v-1 {
			k--
			continue
		}
		break
	}
	if k < lo {
		return subject{}
	}
	near := k == v-1
	t := &d.toks[k]
	if t.kind == comma || t.kind == closeParen || t.kind == dash {
		return d.beforeApposition(k, lo)
	}
	if t.kind != word && t.kind != quoted {
		return subject{}
	}
	if t.is(clsPron) && t.run == 0 {
		if t.has(possessive) || t.has(oblique) || t.feat&(gender|plural) == 0 || k > lo && d.toks[k-1].is(clsPrep) {
			return subject{}
		}
		return subject{span: span{k, k + 1}, run: -1, head: k, pronoun: true, feat: t.feat, near: near, ok: true}
	}
	if b := d.toldBefore(k, lo); b < k {
		if b < lo {
			return subject{}
		}
		k, near = b, false
		t = &d.toks[k]
	}
	if t.run > 0 && !d.joinsBody(d.runs[t.run-1].first-1) {
		s := d.nameWithRole(t.run-1, lo)
		s.near = near
		if s.ok || !d.lang.caseless() && !d.lang.on("nouns have capitals") && !d.declined(&d.runs[t.run-1]) || d.lang.caseless() && !d.governed(d.runs[t.run-1].first, lo) {
			return s
		}
		k = d.runs[t.run-1].first - 1 // "the mayor of Northwind said"
	}
	// A role or a body with its complement: "міністр оборони сказав".
	for n := 0; k >= lo && n < 7; k, n = k-1, n+1 {
		t := &d.toks[k]
		switch {
		case t.run > 0 && !d.isOblique(t.run-1) && !d.clearlyOblique(&d.runs[t.run-1]) && !d.governed(d.runs[t.run-1].first, lo) && d.roleBefore(d.runs[t.run-1].first) >= 0:
			return d.nameWithRole(t.run-1, lo)
		case t.run > 0 && d.lang.on("nouns have capitals") && d.comesFrom(t.run-1, v) && !d.governed(d.runs[t.run-1].first, lo):
			return d.nameWithRole(t.run-1, lo)
		case t.kind == quoted, t.run > 0, d.endsName(k, lo), d.joinsBody(k):
			continue
		case t.kind != word || t.is(cue|clsThat|clsConj|clsThink|clsNeg):
			return subject{}
		case t.is(clsRole|clsBody) && !t.has(oblique) && k > lo && d.toks[k-1].kind == other && d.toks[k-1].end == t.start:
			return subject{} // "der CDU/CSU-Bundestagsfraktion"
		case t.is(clsRole|clsBody) && !t.has(oblique):
			k = d.roleHead(k, lo)
			b := k
			for b > lo && d.toks[b-1].kind == word && d.toks[b-1].is(clsDet|clsAdjective|clsRole) && !d.toks[b-1].is(clsPrep) && !d.toks[b-1].has(oblique) {
				if b--; d.toks[b].is(clsRole) {
					k = b // "the head of the party"
				}
			}
			for b > lo+1 && d.lang.on("nouns have capitals") && b == k && d.toks[k].is(clsBody) && d.toks[b-1].kind == word && d.toks[b-1].caps == initial && d.toks[b-1].cls == 0 && d.toks[b-1].run == 0 && strings.HasSuffix(d.toks[b-1].low, "e") {
				b-- // "das Auswärtige Amt"
			}
			if b > lo && (d.toks[b-1].is(clsPrep) || d.toks[b-1].is(clsDet) && d.toks[b-1].has(oblique) && d.lang.on("nouns have capitals")) {
				return subject{}
			}
			if b-2 >= lo && d.toks[b-1].kind == comma && d.toks[b-2].run > 0 && d.toks[k].is(clsRole) && !d.lang.caseless() {
				if s := d.nameWithRole(d.toks[b-2].run-1, lo); s.ok {
					return s // "Jan Nowak, minister obrony powiedział"
				}
			}
			end := v
			for end > k+1 && d.toks[end-1].is(clsAux|clsAdv|clsPron|clsNeg|clsDet|clsTime) && d.toks[end-1].run == 0 {
				end--
			}
			for e := k + 1; e < end && d.lang.on("verb second"); e++ {
				if t := &d.toks[e]; t.kind == word && t.is(clsAux) && t.caps == small && t.run == 0 {
					end = e // "die Universität hatte im Frühjahr erklärt"
				}
			}
			if e := end - 1; e > k+1 && d.lang.on("verb second") && d.toks[e].kind == word && d.toks[e].cls == 0 && d.toks[e].caps == small && d.toks[e-1].caps == initial {
				end-- // "de gemeente Noorderdam zojuist"
			}
			s := d.headAlone(b, end, k)
			s.last = min(s.last, v)
			for s.last-1 > s.head && d.toks[s.last-1].is(clsAux|clsNeg) {
				s.last--
			}
			s.near = near
			return s
		}
	}
	return subject{}
}

// joinsBody reports whether token k, "and", joins two words of the name of a body: "Ministerstwo
// Rozwoju i Technologii".
func (d *doc) joinsBody(k int) bool {
	if k < 2 || d.lang.caseless() || !d.toks[k].is(clsConj) || k+1 >= len(d.toks) || d.toks[k+1].kind != word || d.toks[k+1].caps != initial || d.toks[k+1].is(clsFirst) {
		return false
	}
	for j := k - 1; j > k-5 && j >= 0 && d.toks[j].kind == word && d.toks[j].caps == initial; j-- {
		if d.toks[j].is(clsBody) && !d.toks[j].is(clsRole) {
			return true
		}
	}
	return false
}

// nameWithRole is the name of a run, with the role before it.
func (d *doc) nameWithRole(r, lo int) subject {
	n := &d.runs[r]
	first, head := n.first, d.roleBefore(n.first)
	if d.lang.on("subject left out") && d.rightBehindPrep(n.first, lo) || d.goesOnAsThing(n) {
		return subject{}
	}
	if d.isOblique(r) || d.governed(n.first, lo) && (head < lo || !d.lang.caseless() && !d.surelyNominative(n) || d.governed(head, lo)) {
		return subject{}
	}
	if head >= lo && head < n.first-1 && d.toks[n.first-1].is(clsBody) && !d.toks[n.first].is(clsFirst) && !d.toks[head].has(oblique) {
		return d.headAlone(head, n.last, head) // "a member of the band Big Cyc"
	}
	if head >= lo && d.namesOrgan(head, n) {
		return d.headAlone(head, n.last, head)
	}
	if head >= 0 && (head < lo || d.toks[head].has(oblique)) {
		head = -1
	}
	if head >= 0 {
		first = head
		for first > lo && d.toks[first-1].kind == word && d.toks[first-1].is(clsDet|clsAdjective) && !(d.toks[first-1].is(clsPrep) && d.lang.caseless()) && (!d.toks[first].is(clsDet) || d.toks[first-1].is(clsDet)) {
			first-- // an adjective before the article belongs to what is before: "in una nota il sindaco"
		}
		if d.governed(first, lo) && (d.lang.caseless() || d.lang.on("nouns have capitals") || !d.toks[head].has(nominative) || d.toks[head].has(oblique)) {
			return subject{}
		}
	}
	s := d.nameSubject(first, r)
	s.head = head
	if head >= 0 {
		s.feat = d.toks[head].feat & (gender | plural)
	}
	s.joined = first-1 >= lo && d.toks[first-1].is(clsConj) && first-2 >= lo && d.toks[first-2].run > 0
	return s
}

// endsName reports whether the body at token k is the last word of a name with a preposition
// before it: "the president of Northwind Union".
func (d *doc) endsName(k, lo int) bool {
	t := &d.toks[k]
	if !d.lang.subjectsStand() || k-1 <= lo || t.kind != word || !t.is(clsBody) || t.caps != initial || d.toks[k-1].run == 0 || d.apart(k) {
		return false
	}
	return d.governed(d.runs[d.toks[k-1].run-1].first, lo)
}

// namesOrgan reports whether the one word of a name, which a preposition governs behind the
// role at token h, is that of what somebody heads: "the head of the state agency Rosvoda".
func (d *doc) namesOrgan(h int, n *run) bool {
	return d.romance() && h < n.first-1 && len(n.words) == 1 && !d.toks[n.first].is(clsFirst) && (n.ent < 0 || len(d.ents[n.ent].words) == 1) &&
		d.toks[n.first-1].kind == word && d.toks[n.first-1].caps == small && (!d.toks[n.first-1].is(clsPrep|clsDet|clsRole|clsTitle) && d.governed(n.first-1, h) || d.ofTheThing(n.first))
}

// ofTheThing reports whether a preposition and an article, which people's names have not, stand
// before the name at token i: "the minister of the Action".
func (d *doc) ofTheThing(i int) bool {
	p := &d.toks[i-1]
	return d.lang.subjectsStand() && p.is(clsDet) && (p.is(clsPrep) || i > 1 && d.toks[i-2].kind == word && d.toks[i-2].is(clsPrep))
}

// ofSmallNoun reports whether the one word of a name at token i, behind a noun with a small letter, is
// that of a place or a work: "in the grammar school Lumière", "of the restaurant Paul".
func (d *doc) ofSmallNoun(i int) bool {
	if !d.lang.subjectsStand() || i < 2 || d.apart(i) || len(d.runs[d.toks[i].run-1].words) > 1 {
		return false
	}
	p := &d.toks[i-1]
	return p.kind == word && p.caps == small && (p.is(clsWork) || p.cls == 0 && !d.toks[i].is(clsFirst)) && d.toks[i-2].is(clsDet|clsPrep)
}

// goesOnAsThing reports whether a name with an article is that of a thing and longer than the text
// shows: "la Manif pour tous", "le Livre des Proverbes".
func (d *doc) goesOnAsThing(n *run) bool {
	if !d.lang.subjectsStand() || n.first == 0 || n.last+1 >= len(d.toks) || !d.namesThing(n.first) {
		return false
	}
	t := &d.toks[n.last]
	return t.is(clsAccordingFirst) || t.kind == word && t.caps == small && t.is(clsPrep) && strings.HasPrefix(t.low, "d") && d.toks[n.last+1].kind == word && d.toks[n.last+1].caps != small
}

// comesFrom reports whether a full name, and behind it a preposition and where somebody is from,
// stand before the verb at token v: "Olaf Wintermann von der Warte bei Köln sagte".
func (d *doc) comesFrom(r, v int) bool {
	n := &d.runs[r]
	return len(n.words) > 1 && d.toks[n.first].is(clsFirst) && n.last+1 < v && d.toks[n.last].is(clsPrep) && d.toks[n.last].is(clsParticle|clsWithArticle)
}

// surelyNominative reports whether a name begins with a first name in the nominative and no
// other case: "постоянный представитель при ООН Анна Лозовая".
func (d *doc) surelyNominative(n *run) bool {
	t := &d.toks[n.first]
	return t.is(clsFirst) && t.has(nominative) && !t.has(oblique) && len(n.words) > 1
}

// governed reports whether a preposition stands before the phrase that begins at token i.
func (d *doc) governed(i, lo int) bool {
	i = d.ownStart(i, lo)
	if t := &d.toks[i]; t.is(clsDet) && !t.is(clsPrep) && t.run == 0 && d.romance() {
		return i > lo && d.toks[i-1].kind == word && d.toks[i-1].is(clsPrep) // "in a note the mayor wrote"
	}
	for k := i - 1; k >= lo && k >= i-3; k-- {
		t := &d.toks[k]
		if t.kind != word {
			return false
		}
		if t.is(clsPrep) && (t.caps == small || d.sentenceStart(k)) {
			return true
		}
		if !t.is(clsDet|clsAdjective|clsBody) && !(t.cls&^(clsWork|clsNoun) == 0 && t.caps == small && d.toks[i].caps == all && d.toks[i].run > 0 && d.lang.caseless()) { // "on the channel NTV"
			return false
		}
	}
	return false
}

// beforeApposition reads the name before an apposition that ends at token k: "Ivan
// Petrenko, the minister, said".
func (d *doc) beforeApposition(k, lo int) subject {
	opens := comma
	switch d.toks[k].kind {
	case closeParen:
		opens = openParen
	case dash:
		opens = dash
	}
	if t := &d.toks[k-1]; opens == comma && k-1 > lo && t.run > 0 && d.lang.caseless() {
		n := d.runs[t.run-1].first
		if n > lo && n < k-1 && d.toks[n-1].kind == comma && d.roleBefore(n) >= lo {
			return d.nameWithRole(t.run-1, lo) // "the head of the office, Ivan Petrenko, said"
		}
		if n-2 > lo && d.toks[n-1].is(clsTitle) && d.toks[n-2].is(clsDet) && d.toks[n-3].kind == comma && d.roleBefore(n-2) >= lo {
			return d.nameWithRole(t.run-1, lo) // "the head of the office, the engineer Ivan Petrenko, said"
		}
	}
	if last := d.behindBracket(k-1, lo); opens == comma && last > lo && d.toks[last].run > 0 && d.lang.on("nouns have capitals") {
		t := &d.toks[last]
		if n := &d.runs[t.run-1]; n.first > lo && len(n.words) > 1 && d.toks[n.first].is(clsFirst) && d.toks[n.first-1].kind == comma {
			return d.nameWithRole(t.run-1, n.first) // "the head of the union, Ivan Petrenko, said"
		}
	}
	if s := d.namedBetween(k, lo); s.ok {
		return s
	}
	if j := d.insertedAt(k, lo); j > lo && opens == comma {
		return d.before(j, lo) // "the mayor, however, said"
	}
	for j := k - 1; j > lo && j > k-25; j-- {
		if d.toks[j].kind != opens {
			if d.romance() && opens == comma && d.toks[j].is(clsRelative) && d.toks[j].run == 0 && d.toks[j-1].kind == comma && j-2 >= lo && d.toks[j-2].run > 0 {
				return d.nameWithRole(d.toks[j-2].run-1, lo) // "Ivan Petrenko, who leads the office in Northwind, said"
			}
			if d.toks[j].is(cue | clsThat) {
				return subject{}
			}
			continue
		}
		if d.toks[j-1].run == 0 {
			if opens == comma {
				continue
			}
			return subject{}
		}
		if opens == comma && d.anotherClause(j+1, k) {
			return subject{}
		}
		return d.nameWithRole(d.toks[j-1].run-1, lo)
	}
	return subject{}
}

// behindBracket returns the token before a few words in brackets that end at token k, k itself
// where no bracket closes: "Ivan Petrenko (SPD)".
func (d *doc) behindBracket(k, lo int) int {
	if d.toks[k].kind != closeParen {
		return k
	}
	for j := k - 1; j > lo && j > k-5; j-- {
		if d.toks[j].kind == openParen {
			return j - 1
		}
	}
	return k
}

// insertedAt returns the comma from which on nothing but adverbs and times stand before the
// comma at token k; -1 if something else does.
func (d *doc) insertedAt(k, lo int) int {
	j := k - 1
	for j > lo && j > k-4 && d.toks[j].kind == word && d.toks[j].run == 0 && d.toks[j].is(clsAdv|clsTime) && !d.toks[j].is(clsRole|clsBody) {
		j--
	}
	if j == k-1 || !d.lang.caseless() || d.toks[j].kind != comma {
		return -1
	}
	return j
}

// anotherClause reports whether tokens [i, k) are more than an apposition: names have one
// form only, and one that nothing governs stands there before another comma.
func (d *doc) anotherClause(i, k int) bool {
	named := false
	for ; i < k && d.lang.caseless(); i++ {
		t := &d.toks[i]
		if t.kind == comma && named {
			return true
		}
		named = named || t.run > 0 && d.runs[t.run-1].first == i && !d.governed(i, 0) && !d.toks[i-1].is(clsBody|clsRole|clsDet)
	}
	return false
}

// onlyName returns the name or the role and name that tokens [lo, hi) consist of.
func (d *doc) onlyName(lo, hi int) subject {
	if lo >= hi {
		return subject{}
	}
	s := d.nounPhrase(lo, hi)
	if !s.ok || s.run < 0 || s.joined {
		return subject{}
	}
	rest := d.toks[d.behindBrackets(s.last, hi):hi]
	switch {
	case len(rest) == 0:
	case rest[0].kind == openParen && rest[len(rest)-1].kind == closeParen:
	case rest[0].kind == comma && !slices.ContainsFunc(rest, func(t token) bool { return t.is(cue | clsThink | clsThat) }): // "Ivan Petrenko, minister:"
	default:
		return subject{}
	}
	return s
}

// behindBrackets returns the token behind the few words in brackets that may stand at token k,
// where a comma follows them: "Ivan Petrenko (NP), minister:".
func (d *doc) behindBrackets(k, hi int) int {
	if k < hi && d.toks[k].kind == openParen {
		if e := d.closedBy(k, hi) + 1; e > k+1 && e < hi && d.toks[e].kind == comma {
			return e
		}
	}
	return k
}

// agrees reports whether a subject can be that of a verb, as far as gender and number
// tell.
func (d *doc) agrees(s subject, v int) bool {
	verb := d.toks[v].feat & (gender | plural)
	if verb == 0 {
		return true
	}
	feat := s.feat & (gender | plural)
	if s.run >= 0 {
		if e := d.runs[s.run].ent; e >= 0 && d.ents[e].feat&gender != 0 {
			feat = d.ents[e].feat
		} else if e >= 0 && d.ents[e].body && !((d.lang.caseless() || d.lang.on("nouns have capitals")) && verb&plural != 0) {
			return true
		}
		if verb&plural != 0 && verb&gender == 0 && !s.joined {
			return false
		}
	}
	return feat&(gender|plural) == 0 || feat&verb != 0
}
