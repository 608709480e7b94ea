package grammar

import (
	"slices"
	"strings"
	"unicode"
)

// subject is a phrase that can be the subject of a verb of saying: a name, with what is
// said of it, a role or a body alone, or a pronoun.
type subject struct {
	span
	run     int // of the name, -1 without one
	head    int // the token of role, body or pronoun; -1 without one
	pronoun bool
	leftOut bool // the text has none: the verb stands in its place
	feat    feature
	near    bool // nothing stands between it and the verb
	omitted bool // the language leaves it out
	joined  bool // somebody else speaks with it
	spoken  bool // it stands beside speech that a dash opens
	ok      bool
}

// at returns the phrase of which [first, last) is the name run or the head.
func (d *doc) nameSubject(first int, r int) subject {
	return subject{span: span{first, d.runs[r].last}, run: r, head: -1, ok: true}
}

// skipAdverbial returns where the words end that may stand between a verb and its subject.
func (d *doc) skipAdverbial(k, hi int) int {
	for n := 0; n < 4 && k < hi; n++ {
		t := &d.toks[k]
		switch {
		case t.kind == word && t.is(clsDet) && t.is(clsAdv) && k+1 < hi && d.toks[k+1].is(clsRole|clsBody|clsTitle|clsAdjective) && !d.toks[k+1].is(cue):
			return k // "la artista" begins with no pronoun
		case t.kind == word && t.is(clsAdv|clsTime|clsAux) && t.run == 0 && !t.is(clsRole|clsBody) && !(t.is(clsPron) && !t.is(clsAdv)):
			k++
		case t.kind == number, t.kind == quoted && !d.spokenAt(k) && !d.lang.on("nouns have capitals"), t.is(clsPron) && t.has(oblique) && t.run == 0 && !t.has(possessive):
			k++
		case t.kind == word && t.is(clsDet) && t.run == 0 && d.lang.caseless() && k+1 < hi && d.toks[k+1].is(clsTime) && !d.toks[k+1].is(clsDet|clsRole|clsAdjective) && d.toks[k+1].run == 0:
			k += 2 // "ce mercredi", "la semaine dernière"
		case t.kind == other:
			e := k + 1 // a name in marks, inside the narration of a dialogue
			for e < hi && e < k+6 && d.toks[e].kind == word {
				e++
			}
			if e >= hi || d.toks[e].kind != other {
				return k
			}
			k = e + 1
		case t.kind == word && t.is(clsPrep) && k+1 < hi:
			e := k + 1
			for e < hi && e < k+3 && d.toks[e].is(clsDet|clsAdjective) {
				e++
			}
			if e >= hi || !(d.toks[e].is(clsTime) || d.toks[e].kind == number) {
				return k
			}
			k = e + 1
		default:
			return k
		}
	}
	return k
}

// behind reads the phrase that begins at token i and must end before hi.
func (d *doc) behind(i, hi int) subject {
	k := d.skipAdverbial(i, hi)
	if e := d.addressed(k, hi); e > k {
		k = d.skipAdverbial(e, hi)
	}
	if k >= hi || d.toks[k].kind != word {
		return subject{}
	}
	if d.beside(k, hi) {
		k++ // "respondió gozoso el alcalde"
	}
	first, near := k, k == i
	t := &d.toks[k]
	if t.is(clsPrep) && len(d.lang.endings) > 0 && d.lang.on("no articles") {
		s := d.behindPlace(k, hi)
		if !s.ok || s.run < 0 || !d.lang.latin && d.inLatin(d.runs[s.run].first) {
			if far := d.nameAtEnd(k, hi); far.ok {
				s = far
			}
		}
		if s.ok {
			s.first = max(s.first, first)
		}
		return s
	}
	if t.is(clsPron) && t.run == 0 && !t.has(possessive|oblique|indefinite) && t.feat&(gender|plural) != 0 {
		return subject{span: span{k, k + 1}, run: -1, head: k, pronoun: true, feat: t.feat, near: near, ok: true}
	}
	if e := d.phraseEnd(k, hi, clsPron); e > k+1 {
		return subject{span: span{k, e}, run: -1, head: k, pronoun: true, feat: d.phraseFeature(k, e), near: near, ok: true}
	}
	k = d.toldBody(k, hi)
	s := d.nounPhrase(k, hi)
	if !s.ok || s.run < 0 || !d.lang.latin && d.inLatin(d.runs[s.run].first) {
		if far := d.nameAtEnd(k, hi); far.ok {
			s = far
		}
	}
	if !s.ok {
		s = d.described(k, hi)
	}
	if !s.ok && d.toks[k].is(clsPrep) && d.lang.caseless() && !d.infinitive(k+1, hi) {
		if n := d.skipPhrases(k, hi); n > k && n < hi && (d.toks[n].run > 0 || d.toks[n].is(clsDet|clsRole|clsTitle)) {
			first, near = n, false // "dijo a la agencia Efe el ministro"
			s = d.nounPhrase(n, hi)
		}
	}
	if !s.ok && k > 0 && len(d.lang.endings) > 0 && d.lang.on("no articles") {
		if s = d.behindPlace(k-1, hi); s.ok { // "обратил внимание директор"
			return s
		}
	}
	s.near = near && (d.lang.caseless() || !s.ok || s.head >= 0 || s.run < 0 || d.runs[s.run].first == k)
	s.first = first
	return s
}

// beside reports whether a word of which nothing is known stands at token k before a role or
// a name, of whom it tells how he said it.
func (d *doc) beside(k, hi int) bool {
	t := &d.toks[k]
	if !d.lang.caseless() || t.cls != 0 || t.run > 0 || t.caps != small || k+2 >= hi {
		return false
	}
	n := &d.toks[k+1]
	return n.is(clsDet) && !n.has(indefinite) && n.run == 0 && (d.toks[k+2].is(clsRole|clsTitle) || d.toks[k+2].run > 0)
}

// phraseFeature is what the phrase [k, e) tells: "cette dernière".
func (d *doc) phraseFeature(k, e int) feature {
	for _, p := range d.lang.phrases[d.toks[k].low] {
		if len(p.words) == e-k && d.reads(k, p.words) {
			return p.feat
		}
	}
	return 0
}

// nounPhrase reads a role, a body or a name with what belongs to it, from token i on.
func (d *doc) nounPhrase(i, hi int) subject {
	head, loose := -1, 0          // loose counts words of which nothing is known
	closed := false               // no more words belong to the name of a body
	apart, second := false, false // a preposition that joins no two nouns, and a role behind it
	verb, lost := false, false    // what may be the verb of the phrase, and a preposition behind it
	told := false                 // somebody stands there in another case: whom it is told
	i = d.ownParticles(i, hi)
	if k := d.oneOf(i, hi); k > i {
		return d.nameSubject(i, d.toks[k].run-1)
	}
	end := i
	for k := i; k < hi && k < i+24; k++ {
		if e := d.stub(k); e > k {
			k = e
			continue
		}
		t := &d.toks[k]
		switch {
		case t.run > 0:
			r := t.run - 1
			if k > i && (d.completes(k, i, head) || d.isOblique(r)) {
				if head < 0 {
					return subject{}
				}
				if k = d.runs[r].last - 1; !verb {
					end = k + 1
				}
				continue // "голова фонду Марії Коваль Іван Петренко"
			}
			if k == i && d.isOblique(r) {
				if n := &d.runs[r]; d.lang.on("nouns have capitals") && len(n.words) == 1 && n.last < hi && d.toks[n.last].is(clsRole) && d.toks[n.last].run == 0 {
					continue // "Voss' Trainer", "Kesslers Sprecher Olaf Wintermann"
				}
				return subject{}
			}
			if told && head < 0 && d.mayBeOblique(r) {
				return subject{}
			}
			if d.beginsBody(r, hi) {
				continue // "Wojewódzka Stacja Sanitarna"
			}
			if k > i && d.lang.subjectsStand() && d.toks[k-1].is(clsDet) && d.toks[k-1].has(indefinite) && d.shouted(&d.runs[r]) {
				return d.headAlone(i, end, head) // "un CRS"
			}
			if k > i && head < 0 && (d.namesThing(k) || d.lang.age(d.toks[k-1].low) && len(d.runs[r].words) == 1 && !t.is(clsFirst)) {
				return subject{}
			}
			if d.complements(i, k, r, head, hi) {
				k = d.runs[r].last - 1
				if head >= 0 && !lost && d.toks[head].is(clsBody) && !d.toks[head].is(clsRole) {
					end = k + 1
				}
				continue
			}
			if lost {
				return d.headAlone(i, end, head) // "the council wants to thank the mayor, Smith"
			}
			s := d.nameSubject(i, r)
			s.head = head
			if head >= 0 && d.determinerOf(i, head) == masculine {
				return subject{} // "sagte er der Sprecherin Anna Seidl"
			}
			if head >= 0 {
				s.feat = d.toks[head].feat & (gender | plural)
			}
			s.joined = d.alsoSpeaks(s.last, hi)
			return s
		case t.kind == quoted, t.kind == other && head >= 0 && d.lang.on("dash opens speech"):
			if head < 0 {
				return subject{}
			}
			end = k + 1
		case t.kind == openParen && head >= 0 && d.lang.caseless() && d.closedBy(k, hi) > k:
			k = d.closedBy(k, hi) // "the head of the agency (NSA), Ivan Petrenko"
		case t.kind == number && d.lang.caseless() && k+1 < hi && d.toks[k+1].kind == word && d.toks[k+1].start == t.end:
			k++ // "il 45enne Ugo Marbelli"
		case t.kind == number && head >= 0 && !d.lang.caseless():
		case t.kind != word:
			if t.kind == comma && second {
				return d.headAlone(i, end, head) // "the mayor at a feast for the singer, Smith"
			}
			if t.kind == comma && head >= 0 && k+1 < hi && (d.toks[k+1].run > 0 && !d.isOblique(d.toks[k+1].run-1) || d.toks[k+1].is(clsRole) && d.toks[k+1].has(nominative) || d.toks[k+1].is(clsTitle) && d.lang.caseless() && k+2 < hi && d.toks[k+2].run > 0) {
				continue // "the head of the office, Ivan Petrenko"; "the head of the office, minister Ivan Petrenko"
			}
			if e := d.skipPhrases(k+1, hi); t.kind == comma && head >= 0 && d.lang.caseless() && e > k+1 && e+1 < hi && d.toks[e].kind == comma && d.toks[e+1].run > 0 && d.closes(d.runs[d.toks[e+1].run-1].last) {
				k = e // "the teacher at Northwind, in Sussex, Lucy Martin"
				continue
			}
			if t.kind == comma && head >= 0 && i > 0 && d.toks[i-1].is(cue) && !d.toks[head].is(clsBody) && d.namesIt(k+1, hi) {
				continue // "a mãe, a costureira Lívia da Silva"
			}
			if t.kind == dash && head >= 0 && k+1 < hi && d.toks[k+1].is(clsRole) && d.toks[k+1].has(nominative) {
				continue
			}
			return d.headAlone(i, end, head)
		case head >= 0 && d.toks[head].is(clsBody) && k+1 < hi && d.joinsBody(k):
			if k++; d.toks[k].run > 0 {
				k = d.runs[d.toks[k].run-1].last - 1
			}
			end = k + 1
		case t.is(clsConj) && head >= 0 && k > head+1 && d.leadsToName(k+1, hi):
		case t.is(clsConj) && head >= 0 && k+1 < hi && d.toks[k+1].is(clsRole) && d.toks[k+1].has(nominative) && d.sameGender(head, k+1):
			// "the head of the office and mayor Ivan Petrenko"
		case t.is(clsRole|clsBody) && t.has(oblique) && head < 0:
			told = true
		case t.is(clsRole | clsTitle):
			if t.has(oblique) && head < 0 {
				return subject{}
			}
			second = second || head >= 0 && apart
			if head < 0 {
				head = k
			}
			if !verb {
				end = k + 1
			}
		case t.is(clsBody):
			if head < 0 {
				head = k
			}
			if !closed {
				end = k + 1
			}
		case t.is(cue | clsThat | clsNeg | clsThink | clsIf | clsConj), t.is(clsPron) && !t.has(possessive) && !t.is(clsDet), t.is(clsAux) && head >= 0:
			return d.headAlone(i, end, head)
		case t.is(clsPrep) && (t.caps == small || d.sentenceStart(k)):
			if e := d.attributeEnd(i, k, hi); e > k {
				k = e
				continue
			}
			if head < 0 {
				return subject{}
			}
			if d.toks[head].is(clsBody) && !(d.lang.caseless() && t.is(clsParticle)) {
				return d.headAlone(i, end, head)
			}
			apart = apart || d.lang.caseless() && !t.is(clsParticle)
			lost = lost || verb && !t.genitive()
			closed = closed || d.lang.caseless() && !t.is(clsParticle) // "la empresa en un comunicado"
		case t.is(clsDet) && t.has(oblique) && d.lang.on("nouns have capitals"):
			return d.headAlone(i, end, head) // "sagte ein Sprecher dem Kollegen Voss"
		case t.is(clsDet | clsPron | clsAdjective):
			closed = closed || head >= 0 && t.has(possessive) && d.lang.on("nouns have capitals")
			if head >= 0 && !closed && end == k && t.caps == small && !t.is(clsDet|clsPron) && d.lang.subjectsStand() && d.toks[head].is(clsBody) && !d.toks[head].is(clsRole) && !(d.toks[head].is(clsGeneric) && k == head+1) {
				end = k + 1 // "la préfecture de police nationale"
			}
		default:
			if loose++; head < 0 && (loose > 3 || k == i && d.lang.caseless() && !d.callsName(k, hi)) {
				return subject{}
			}
			if head >= 0 && d.lang.caseless() && t.caps == small && (!d.toks[k-1].is(clsPrep|clsDet) || t.is(clsTime)) && !(d.lang.subjectsStand() && !t.is(clsTime|clsAdv) && !(d.toks[head].is(clsGeneric) && k == head+1) && (t.is(clsNoun) || d.closes(k+1))) {
				closed, verb = true, true // the verb of another clause, perhaps
			}
			if head >= 0 && d.lang.on("verb second") && t.caps == small && d.toks[head].is(clsBody) {
				closed = true // "begründet das Gericht knapp"
			}
			if head >= 0 && !closed {
				end = k + 1
			}
		}
	}
	return d.headAlone(i, end, head)
}

// beginsBody reports whether the name of a run is the adjective with which the name of a
// body begins.
func (d *doc) beginsBody(r, hi int) bool {
	n := &d.runs[r]
	return n.last < hi && len(d.lang.oblique) > 0 && len(n.words) == 1 && !d.toks[n.first].is(clsFirst) && d.toks[n.last].is(clsBody) && !d.toks[n.last].is(clsRole) && d.toks[n.last].caps == initial && d.toks[n.last].run == 0
}

// ownParticles returns where the particles in small letters end, from token i on, with which
// the article has the name behind them elsewhere: "sagt von der Leyen", "zegt el Assal".
func (d *doc) ownParticles(i, hi int) int {
	k := i
	for k < hi && k < i+3 && d.toks[k].kind == word && d.toks[k].is(clsParticle) && d.toks[k].caps == small && d.toks[k].run == 0 {
		k++
	}
	if k == i || k >= hi || d.toks[k].run == 0 {
		return i
	}
	if e := d.runs[d.toks[k].run-1].ent; e < 0 || !slices.Contains(d.ents[e].words, d.toks[i].low) {
		return i
	}
	return k
}

// complements reports whether the name at token k of the phrase from i on is no person
// but belongs to what stands around it: "Полтавської" academy, the singer on "ICTV".
func (d *doc) complements(i, k, r, head, hi int) bool {
	n := &d.runs[r]
	if head >= 0 && (d.shouted(n) || d.tellsBody(k)) {
		return true
	}
	if head >= 0 && !d.toks[n.first].is(clsFirst) && !d.lang.on("nouns have capitals") &&
		(n.last < hi && d.toks[n.last].run > 0 && d.toks[n.last].is(clsFirst) || k > i && d.toks[k-1].is(clsBody) && d.toks[k-1].caps == initial) {
		return true // "the president of Northwind John Brown", "the Hospital Saint Mary"
	}
	if head >= 0 && k > head+1 && d.toks[k-1].is(clsWork) && d.ofSmallNoun(k) {
		return true // "the manager of the restaurant Paul"
	}
	if d.toks[n.first].is(clsFirst) {
		return false
	}
	if head >= 0 && d.lang.subjectsStand() && n.last < hi && d.toks[n.last].kind == openParen {
		if c := d.closedBy(n.last, hi); c > n.last && c+1 < hi && d.toks[c+1].run > 0 && d.toks[c+1].is(clsFirst) {
			return true // "the deputy The Greens (LV) Lucy Martin"
		}
	}
	if head >= 0 && k-2 > head && len(d.lang.endings) > 0 && d.behindSmallNoun(k) {
		return true // "the leader in a talk with the channel Northwind Today"
	}
	if len(n.words) > 1 {
		return false
	}
	if n.last < hi {
		if t := &d.toks[n.last]; t.kind == word && t.caps == small && t.cls&(function|cue|clsTime|clsThink|clsParticiple|clsMood) == 0 && len(d.lang.endings) > 0 && !d.lang.on("nouns have capitals") {
			return true
		}
	}
	if head < 0 {
		return false
	}
	if k == head+1 {
		return d.isBody(r) || d.clearlyOblique(n) || (d.toks[head].is(clsKin) || d.onlyHere(r)) && d.mayBeOblique(r)
	}
	if d.isBody(r) || n.last < hi && d.toks[n.last].run > 0 {
		return true // "the head of the Bolshoi John Brown"
	}
	for j := head + 1; j < k; j++ {
		if d.toks[j].is(clsPrep) {
			return true
		}
	}
	return d.mayBeOblique(r)
}

// behindSmallNoun reports whether a preposition and one word of which nothing is known stand
// before token k.
func (d *doc) behindSmallNoun(k int) bool {
	t := &d.toks[k-1]
	return t.kind == word && t.caps == small && t.run == 0 && t.cls&^(clsBody|clsGeneric) == 0 && d.toks[k-2].is(clsPrep)
}

// completes reports whether the name at token k belongs to the phrase from token i on as
// "Dijon" does to "the mayor of Dijon".
func (d *doc) completes(k, i, head int) bool {
	if d.lang.on("subject left out") && head >= 0 && d.toks[head].is(clsKin) && d.toks[head+1].genitive() && d.wordsBetween(head, k) {
		return true // "the wife of the Mexican president Smith"
	}
	if d.lang.caseless() && head >= 0 && !d.roleIn(head+1, k) && d.toks[k-1].is(clsBody) && d.toks[k-1].caps == initial && len(d.runs[d.toks[k].run-1].words) > 1 {
		return false // "le vice-président de la Commission Lucie Martin"
	}
	if d.lang.caseless() && head >= 0 && !d.roleIn(head+1, k) && d.toks[k-1].is(clsAdjective) && !d.toks[k-1].is(clsDet|clsPrep) && len(d.runs[d.toks[k].run-1].words) > 1 {
		return false // "le chef du gouvernement italien Lucie Martin"
	}
	if d.lang.caseless() && head >= 0 {
		return d.governed(k, i)
	}
	if head >= 0 && head == k-2 && d.lang.on("nouns have capitals") && d.toks[k-1].is(clsPrep) {
		e := d.runs[d.toks[k].run-1].ent // "the head of Hertha Northwind", but "minister von Voss"
		return e < 0 || !slices.Contains(d.ents[e].words, d.toks[k-1].low)
	}
	return d.toks[k-1].is(clsPrep) && !d.toks[k-1].is(clsParticle)
}

// namesThing reports whether the name at token k is that of no person: an article stands
// before it, where people have none.
func (d *doc) namesThing(k int) bool {
	n := &d.runs[d.toks[k].run-1]
	p := &d.toks[k-1]
	if !d.lang.on("no article before names") || !p.is(clsDet) || p.has(possessive) || d.toks[k].caps == all || d.abbreviates(k) {
		return false
	}
	return p.has(plural) || len(n.words) == 1 && !d.toks[k].is(clsFirst) && (n.ent < 0 || len(d.ents[n.ent].words) == 1)
}

// abbreviates reports whether the word at token k has a capital inside, as "RvS".
func (d *doc) abbreviates(k int) bool {
	w := d.text[d.toks[k].start:d.toks[k].end]
	return len(w) < 6 && strings.ContainsFunc(w[1:], unicode.IsUpper)
}

// headAlone is a role or a body without a name.
func (d *doc) headAlone(first, end, head int) subject {
	if head < 0 && first < len(d.toks) && len(d.byRole[d.toks[first].low]) == 1 && d.toks[first].cls == 0 && d.closes(first+1) {
		head = first // a word that is no role, but stood before the name of somebody
	}
	if head < 0 || d.toks[head].is(clsTitle) && !d.toks[head].is(clsRole) || d.determinerOf(first, head) != 0 {
		return subject{}
	}
	if d.lang.on("nouns have capitals") && d.toks[head].is(clsBody) && !d.toks[head].is(clsRole) {
		end = d.bodyEnd(head, end)
	}
	s := subject{span: span{first, max(end, head+1)}, run: -1, head: head, feat: d.toks[head].feat & (gender | plural), ok: true}
	if first < head && s.feat&gender == 0 && d.lang.caseless() && d.toks[first].is(clsDet) {
		s.feat |= d.toks[first].feat & gender // "la artista"
	}
	return s
}

// isOblique reports whether a name stands in a case in which no subject stands.
func (d *doc) isOblique(r int) bool {
	n := &d.runs[r]
	for k := n.first; k < n.last; k++ {
		if t := &d.toks[k]; t.is(clsFirst) && t.has(oblique) && !t.has(nominative) {
			return true
		}
	}
	if n.first > 0 && len(d.languageAt(n.first).endings) > 0 && !d.apart(n.first) {
		if p := &d.toks[n.first-1]; p.kind == word && p.is(clsKin) && p.has(oblique) && !p.has(nominative|plural) {
			return true // "left the house of her daughter Chelsea"
		}
	}
	return n.ent >= 0 && !d.looksNominative(n, &d.ents[n.ent]) || d.declined(n)
}

// declined reports whether a word of a name ends as only adjectives in another case do, and
// no first name in the nominative stands before it: "Komisji Europejskiej".
func (d *doc) declined(n *run) bool {
	lang := d.languageAt(n.first)
	for k := n.first; k < n.last && len(lang.oblique) > 0; k++ {
		t := &d.toks[k]
		if t.is(clsFirst) && (!t.has(oblique) || t.has(nominative)) {
			return false
		}
		if !t.is(clsFirst) && slices.ContainsFunc(lang.oblique, func(e string) bool { return strings.HasSuffix(t.low, e) && len(t.low) > len(e)+2 }) {
			return true
		}
	}
	return false
}
