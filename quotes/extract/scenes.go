package extract

import (
	"slices"
	"strings"

	"verbatim/quotes/article"
)

// standing is how a person takes part in a sentence.
type standing uint8

const (
	asAsked standing = iota // somebody put a question to him: he answers
	asSubject
	asObject
	asOwner    // "Smith's lawyer"
	asGoverned // behind a preposition
)

// part is a named person in a sentence.
type part struct {
	ent   int
	how   standing
	fresh bool // the article names him here for the first time
}

// scene is whom a sentence is about.
type scene struct {
	sent  int
	parts []part
	// stranger says that the subject is a person without a name ("the soldier with
	// the card"), and of which sex, if the noun tells.
	stranger     bool
	strangerSex  class
	strangerName string // the words that bring him in, if they do
	questioned   bool   // somebody put a question to him
	asks         bool   // somebody asks something in it
	asker        int    // entity that does, or -1
	// speaksTo is the sex of a pronoun that is an object: it is not the subject.
	speaksTo class
}

// scenesKept is how many sentences back a pronoun may reach.
const scenesKept = 10

// note keeps whom sentence si is about, once everything in it is read.
func (d *reader) note(si int) {
	s := d.sents[si]
	sc := scene{sent: si, asker: -1}
	if !d.captions(s) {
		sc = d.sceneOf(si, s.last)
	}
	if len(sc.parts) == 0 && !sc.stranger && !d.narrates(s) {
		return
	}
	if n := len(d.said.scenes); n == scenesKept {
		copy(d.said.scenes, d.said.scenes[1:])
		d.said.scenes = d.said.scenes[:n-1]
	}
	d.said.scenes = append(d.said.scenes, sc)
}

// captions reports whether a sentence is a line of its own below the first that tells of
// a picture, say, and not of what the text around it tells: it does not end as a
// sentence does, and is longer than a name.
func (d *cast) captions(s sentence) bool {
	p := &d.paras[s.para]
	if s.para == 0 || p.lastSent-p.firstSent > 2 || len(p.regions) > 0 || s.last-s.first > 60 || endsAsSpeech(d.text[p.start:p.end]) || s.para+1 >= len(d.paras) || d.marked(s.para, article.Heading) {
		return false
	}
	m := d.mention(s.first)
	return m == nil || m.last+1 < s.last || m.kind == unknown && m.last > m.first+1 && (m.ent < 0 || d.reg.ents[m.ent].named == 1) // "Role Slowly Emerged"
}

// narrates reports whether a sentence has words outside of quotation marks.
func (d *prose) narrates(s sentence) bool {
	for i := s.first; i < s.last; i++ {
		if d.toks[i].kind == word {
			return true
		}
	}
	return false
}

// sceneOf reads whom the tokens of sentence si before end are about.
func (d *reader) sceneOf(si, end int) scene {
	sc := scene{sent: si, asker: -1}
	s := d.sents[si]
	s.first = max(s.first, min(end, s.last)-reach) // a sentence without an end
	if end < s.last {
		s.first = d.anew(s.first, end)
	}
	if end <= s.first {
		return sc
	}
	for k := s.first; k < end; k++ {
		sc.asks = sc.asks || d.toks[k].kind == word && questioning[d.low(k)]
	}
	subject, _, ok := d.clauseSubject(s.first, end, true)
	if spoke := d.said.lastSpeaker; spoke >= 0 && d.said.lastAt == si && end == s.last {
		sc.add(part{ent: spoke, how: asSubject})
	}
	if ok && subject.name == nil {
		d.addSubject(&sc, subject)
	}
	if w := d.low(subject.head); !ok || (subject.name == nil || !d.named(subject.name)) && !(subject.pronoun && (w == "i" || w == "we")) {
		d.addInside(&sc, s.first, end)
	}
	for k := subject.last + 1; ok && k < end && d.toks[k].kind == word && !d.toks[k].cls.is(clsSub); k++ {
		sc.speaksTo |= d.objectPronoun(k, end)
	}
	if sc.asks {
		sc.asker = d.askerIn(s.first, end)
	}
	s.last = end
	if p, found := d.stranger(s); found && !sc.stranger {
		sc.stranger, sc.strangerSex, sc.strangerName = true, d.sexOf(d.str(p.head)), d.nameStranger(p)
		sc.questioned = p.first > s.first && questioning[d.low(p.first-1)]
	}
	d.addNamed(&sc, s, subject, ok)
	return sc
}

// askerIn returns who puts a question between two tokens, to nobody in particular: "Smith
// asked about the pier", "Where, Smith asked, is it?"; -1 if nobody does.
func (d *cast) askerIn(first, end int) int {
	for v := first + 1; v < end; v++ {
		if w := d.wordAt(v); w != "asked" && w != "asks" {
			continue
		}
		switch w := d.wordAt(v + 1); {
		case w == "about", w == "whether", w == "if", w == "" && v+1 < end && d.toks[v+1].kind == comma:
		default:
			continue
		}
		m := d.mention(d.prevWord(v, first))
		if m != nil && m.last == d.prevWord(v, first) && d.named(m) && (m.first == first || d.toks[m.first-1].kind == comma || d.toks[m.first-1].cls.is(clsRole)) {
			return m.ent
		}
	}
	return -1
}

// anew returns where a sentence that ran on begins behind the last quotation before token
// end that a full stop closes: “...!” Jane Smith, the owner, said he had.
func (d *prose) anew(first, end int) int {
	for q := end - 2; q > first; q-- {
		if d.toks[q].kind == quoted && strings.ContainsRune(".?!", d.signOf(q)) && d.toks[q+1].kind == word && d.toks[q+1].caps != lower {
			return q + 1
		}
	}
	return first
}

// add enters somebody once, by how he takes part the most.
func (sc *scene) add(p part) {
	for i := range sc.parts {
		if old := &sc.parts[i]; old.ent == p.ent {
			old.how = min(old.how, p.how)
			return
		}
	}
	if len(sc.parts) < 12 {
		sc.parts = append(sc.parts, p)
	}
}

// addSubject enters the one whom a subject without a name means: "he", "the
// senator", or nobody whom the article names ("a pensioner").
func (d *reader) addSubject(sc *scene, subject np) {
	if w := d.low(subject.head); subject.pronoun {
		if w != "he" && w != "she" || len(sc.parts) > 0 {
			return
		}
		switch ent, sure := d.antecedent(subject.head, sc.sent, ""); {
		case ent >= 0 && sure >= .85:
			sc.add(part{ent: ent, how: asSubject})
		case ent == strangerEnt:
			sc.stranger, sc.strangerSex = true, pronounSex(w)
		}
		return
	}
	if ent, _, known := d.takenUp(subject, sc.sent); known {
		if !d.reg.ents[ent].body {
			sc.add(part{ent: ent, how: asSubject})
		}
	} else if d.strange(subject) || d.age(subject.head) || d.taken(subject) {
		sc.stranger, sc.strangerSex, sc.strangerName = true, d.sexOf(d.str(subject.head)), d.nameStranger(subject)
	}
}

// taken reports whether a subject with "the" is of somebody without a name whom the text
// has just brought in: "A veteran was asked how. The veteran had been a gunner."
func (d *cast) taken(p np) bool {
	at, told := d.introduced[d.low(p.head)]
	return told && at < p.first && p.first-at < 150 && d.low(p.first) == "the" && p.last == p.first+1 && d.toks[p.head].cls.is(clsRole)
}

// addInside enters whom the first "he" or "she" inside a sentence means that is about
// nobody else: "The worst was the hour that he spent praising Smith."
func (d *reader) addInside(sc *scene, first, end int) {
	for k := first + 1; k < end && len(sc.parts) == 0 && !sc.stranger; k++ {
		w := d.wordAt(k)
		if w != "he" && w != "she" {
			continue
		}
		if best, margin := leading(d.candidates(k, sc.sent, pronounSex(w))); best.ent >= 0 && sureBy(margin) >= .94 {
			sc.add(part{ent: best.ent, how: asSubject})
		}
		return
	}
}

// stranger finds somebody without a name inside a sentence, besides its subject:
// the subject of a clause behind "that", else somebody new.
func (d *cast) stranger(s sentence) (np, bool) {
	for k := s.first + 1; k+1 < s.last; k++ {
		// "The agency said that the soldier ...": he may be taken up as well.
		if d.toks[k].kind == word && d.low(k) == "that" && d.toks[k-1].cls.is(anyCue) {
			if p, ok := d.phraseAt(k+1, s.last); ok && p.name == nil && !p.pronoun && d.strange(p) {
				return p, true
			}
		}
	}
	for k := s.first; k+1 < s.last; k++ {
		if w := d.wordAt(k); w == "a" || w == "an" {
			if p, ok := d.broughtIn(k, s); ok {
				return p, true
			}
		}
	}
	return np{}, false
}

// broughtIn reads somebody new at the article at token k: "In Foss a farmer was
// digging", "At the gate stood an old man"; not where the words tell what somebody
// else is.
func (d *cast) broughtIn(k int, s sentence) (np, bool) {
	stands := d.stands(k-1, s.first) || k > s.first && questioning[d.low(k-1)]
	if d.appended(k, s.first) {
		return np{}, false
	}
	before := k == s.first || stands || d.mention(k-1) != nil || d.toks[k-1].kind == word && !d.toks[k-1].cls.is(clsPrep|clsAux|anyForm)
	if !before {
		return np{}, false
	}
	p, ok := d.describedAt(k, s.last)
	if !ok || p.name != nil || p.last <= k || !d.strange(p) {
		return np{}, false
	}
	n := d.behindAside(p.last+1, s.last)
	return p, stands || n < s.last && d.toks[n].cls.is(clsAux|formPast|formThird)
}

// appended reports whether the article at token k begins what somebody with a name is: "Dr.
// Smith, now an executive with a bank, started".
func (d *cast) appended(k, first int) bool {
	j := d.prevWord(k, first)
	if w := d.low(k); j <= first || w != "a" && w != "an" || d.toks[j].kind != comma {
		return false
	}
	m := d.mention(j - 1)
	return m != nil && m.kind == person
}

// addNamed enters the people whom a sentence names, at most forty; subject is its
// subject, if it has one.
func (d *cast) addNamed(sc *scene, s sentence, subject np, ok bool) {
	asked := -1
	if ok {
		asked = d.askedBehind(subject, s.last)
	}
	for k, seen := s.first, 0; k < s.last && seen < 40; k++ {
		m := d.mention(k)
		if m == nil || m.first != k {
			continue
		}
		k = m.last
		seen++
		if !d.named(m) {
			continue
		}
		how := d.standingOf(m, s)
		switch {
		case !ok || d.toks[m.last].possessive():
		case d.within(m, subject), subject.also != nil && m.last == subject.also.last:
			how = asSubject
		case m.first >= subject.first && m.last <= subject.last:
			how = asOwner // "Smith campaign manager Ida Low"
		case m.first == asked:
			how = asAsked
		}
		sc.add(part{m.ent, how, d.reg.ents[m.ent].seen == m.first})
	}
}

// within reports whether a name is that of the subject, or nobody else's stands in
// it: "the Smith campaign".
func (d *cast) within(m *mention, subject np) bool {
	return m.first >= subject.first && m.last <= subject.last && (subject.name == nil || subject.name == m)
}

// askedBehind returns the token where somebody begins to whom the subject puts a
// question: "A reporter asked Smith how he felt"; -1 if there is nobody.
func (d *cast) askedBehind(subject np, limit int) int {
	_, behind := d.withTail(subject, limit)
	v, doubt := d.skipAdverbs(behind, limit)
	if doubt || v+1 >= limit {
		return -1
	}
	at := v + 1
	if !questioning[d.low(v)] {
		if at = d.calledOn(subject, v, limit); at < 0 {
			return -1
		}
	}
	if p, ok := d.phraseAt(at, limit); ok && p.name != nil {
		return p.name.first
	}
	return -1
}

// calledOn returns the token at which somebody may begin whom the writer, "I" or
// "we", spoke to by the verb at token v: "I spoke to Smith last week", "we met
// Smith"; -1 if it says nothing of the kind.
func (d *cast) calledOn(subject np, v, limit int) int {
	if w := d.low(subject.head); !subject.pronoun || w != "i" && w != "we" {
		return -1
	}
	switch w := d.low(v); {
	case w == "met", w == "interviewed", w == "phoned", w == "rang", w == "visited":
		return v + 1
	case d.lex.interviewVerbs[w]:
		for k := v + 1; k < limit && k <= v+3; k++ {
			if d.low(k) == "to" || d.low(k) == "with" {
				return k + 1
			}
		}
	}
	return -1
}

// wasAsked reports whether the sentence before si puts a question to somebody who can
// be of that sex.
func (d *reader) wasAsked(si int, sex class) bool {
	n := len(d.said.scenes)
	if n == 0 || d.said.scenes[n-1].sent >= si {
		return false
	}
	return slices.ContainsFunc(d.said.scenes[n-1].parts, func(p part) bool {
		e := &d.reg.ents[p.ent]
		return p.how == asAsked && (e.sex == 0 || e.sex == sex)
	})
}

// questioning are the verbs whose object is to answer.
var questioning = map[string]bool{"asked": true, "asks": true, "pressed": true, "presses": true, "questioned": true, "questions": true, "quizzed": true, "grilled": true}

// standingOf tells how somebody takes part who is not the subject of the sentence.
func (d *cast) standingOf(m *mention, s sentence) standing {
	switch {
	case d.toks[m.last].possessive():
		return asOwner
	case m.first > s.first && d.low(m.first-1) == "with" && d.toks[m.first-2+b2i(m.first == s.first+1)].kind == comma:
		return asSubject // ", with Smith saying"
	case m.first == s.first+1 && (d.low(s.first) == "to" || d.low(s.first) == "for") && m.last+1 < s.last && d.toks[m.last+1].kind == comma:
		return asSubject // "To Smith, the bridge was a toy."
	case m.first > s.first && d.toks[m.first-1].cls.is(clsPrep) && d.mention(m.first-1) == nil:
		return asGoverned
	}
	return asObject
}

// speaksTo returns the sex of the pronoun that the sentence before si has for an
// object.
func (d *reader) speaksTo(si int) class {
	for _, sc := range slices.Backward(d.said.scenes) {
		if sc.sent < si {
			return sc.speaksTo
		}
	}
	return 0
}

// objectPronoun returns the sex of the pronoun at token k if it is an object: "told
// him", "put it to her that"; 0 otherwise.
func (d *prose) objectPronoun(k, end int) class {
	if d.toks[k].kind != word || d.toks[k-1].kind != word {
		return 0
	}
	switch d.low(k) {
	case "him":
		return sexM
	case "her":
		if k+1 >= end || d.toks[k+1].kind != word || d.toks[k+1].cls.is(clsPrep|clsSub|clsConj|clsDet) || d.low(k+1) == "that" {
			return sexF
		}
	}
	return 0
}

// strange reports whether a common noun stands for one person without a name: "a
// pensioner".
func (d *cast) strange(p np) bool {
	h := &d.toks[p.head]
	if d.low(p.first) == "no" {
		return false // "no other senator"
	}
	if d.low(p.first) == "one" && d.low(p.last+1) == "of" {
		q, ok := d.phraseAt(p.last+2, min(p.last+8, len(d.toks)))
		return ok && q.name == nil && d.toks[q.head].cls.is(clsRole) // "one of the men"
	}
	if n := p.last + 1; d.low(p.first) == "the" && (n+1 >= len(d.toks) || d.low(n) == "of" && d.toks[n+1].kind == number || !d.toks[n].cls.is(clsPrep|clsSub) && d.low(n) != "that") {
		return false // "the singer": somebody who was named before
	}
	return h.cls.is(clsRole) && h.caps == lower && !pluralNoun(d.str(p.head))
}

// stands reports whether the verb at token i, behind a place that opens the
// sentence, brings somebody in: "At the gate stood an old man".
func (d *prose) stands(i, first int) bool {
	if i <= first || !d.toks[first].cls.is(clsPrep) && d.low(first) != "there" {
		return false
	}
	switch d.low(i) {
	case "stood", "sat", "lay", "knelt", "waited", "came", "was", "is", "lived", "stands", "sits":
		return true
	}
	return false
}

// named reports whether a mention leads to somebody who can be a person.
func (d *cast) named(m *mention) bool {
	if m.first == m.last && d.low(m.first-1) == "the" {
		return false // "The Hill"
	}
	return m.ent >= 0 && m.kind != body && m.kind != place && m.kind != roleOnly && !d.reg.ents[m.ent].body
}
