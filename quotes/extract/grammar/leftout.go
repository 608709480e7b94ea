package grammar

import (
	"strings"

	"verbatim/quotes"
)

// leftOut reads the verb at token v as one whose subject the text leaves out: “...”, dodał.
// The clause is [lo, hi), and nothing else in it can be the subject.
func (d *doc) leftOut(v, lo, hi int) subject {
	if !d.lang.on("subject left out, verb tells gender") || d.toks[v].has(plural) && d.toks[v].feat&gender == 0 || !d.noSubject(lo, v) || d.hasNominative(lo, v) || !d.noSubject(v+1, hi) {
		return subject{}
	}
	s := subject{span: span{v, v + 1}, run: -1, head: v, pronoun: true, leftOut: true, feat: d.toks[v].feat & gender, near: true, ok: true}
	if s.feat == 0 {
		s.feat = masculine | feminine
	}
	return s
}

// noSubject reports whether tokens [lo, hi), up to a comma, hold nothing but adverbs, and
// prepositions with what they govern.
func (d *doc) noSubject(lo, hi int) bool {
	governed := 0 // words that a preposition can still govern
	for k := lo; k < hi; k++ {
		switch t := &d.toks[k]; {
		case t.kind == quoted:
			governed = 0
		case t.kind == number, t.kind == openParen, t.kind == closeParen:
		case t.kind != word:
			return true
		case t.is(clsThat):
			return true
		case t.is(clsPrep):
			governed = 4
		case t.is(clsRole|clsBody) && !t.has(oblique) && t.run == 0 && !(governed > 0 && d.toks[k-1].is(clsPrep)):
			return false
		case t.is(clsAdv | clsAux | clsTime | clsConj), t.is(clsPron) && t.has(oblique), t.is(clsPron) && t.has(possessive):
		case t.is(clsPron):
			return false
		case governed > 0:
			governed--
		default:
			return false
		}
	}
	return true
}

// hasNominative reports whether a name or a role that can be a subject, or another verb of
// saying, stands among tokens [lo, hi).
func (d *doc) hasNominative(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		switch t := &d.toks[k]; {
		case t.run > 0 && d.runs[t.run-1].first == k && !d.isOblique(t.run-1) && !d.belongs(t.run-1),
			t.run == 0 && t.is(clsRole) && t.has(nominative), t.is(cue):
			return true
		}
	}
	return false
}

// behindPlace reads the subject behind what tells where or in what something is said, from
// the preposition at token i on: "powiedział na konferencji rzecznik Jan Nowak".
func (d *doc) behindPlace(i, hi int) subject {
	for k := i + 1; k < hi && k < i+12 && d.toks[k].kind != stop && d.toks[k].kind != comma; k++ {
		switch t := &d.toks[k]; {
		case t.is(cue|clsThat) && t.run == 0:
			return subject{}
		case d.toks[k-1].is(clsPrep):
			if t.run > 0 {
				k = d.runs[t.run-1].last - 1
			}
		case t.run > 0:
			r := t.run - 1
			if !d.toks[k-1].is(clsRole|clsBody) && !d.isOblique(r) && !d.mayBeOblique(r) && !d.isBody(r) {
				return d.nounPhrase(k, hi)
			}
			k = d.runs[r].last - 1
		case t.is(clsRole) && t.has(nominative) && !t.has(plural):
			if s := d.nounPhrase(k, hi); s.ok && s.run >= 0 {
				return s
			}
		}
	}
	return subject{}
}

// recent is how many sentences before its own, in a paragraph of many, a subject that is left
// out can be named in.
const recent = 8

// leadLeftOut leads a subject that is left out to the one person of the verb's gender who
// is a subject in the paragraph so far or in the one before, or who spoke last.
func (r *reader) leadLeftOut(s subject, at int) voice {
	none := voice{ent: -1, why: quotes.DoubtPronoun}
	fits := func(e int) bool {
		f := r.ents[e].feat & gender
		return r.isPerson(e) && (f&s.feat != 0 || f == 0 && (e == r.last || e == r.heard.ent || len(r.ents[e].roles) > 0 || r.toks[r.runs[r.longest(e)].first].is(clsFirst)))
	}
	if e := r.spokeLast(s, at, fits); e >= 0 && fits(e) && r.justSaid(at) < 0 {
		return voice{ent: e, sure: .87}
	}
	one, several, nearest := -1, false, -1
	add := func(e int) {
		if one < 0 {
			one = e
		}
		several = several || e != one
	}
	lo := max(r.first[max(0, r.para-1)], r.sents[max(0, r.toks[at].sent-recent)].first)
	for k := at - 1; k >= lo; k-- {
		n := r.toks[k].run
		if n > 0 && r.runs[n-1].first == k && r.runs[n-1].ent < 0 && !r.belongs(n-1) {
			return none // nobody knows whom it means
		}
		if n == 0 || r.runs[n-1].first != k || r.runs[n-1].ent < 0 || !fits(r.runs[n-1].ent) || r.isOblique(n-1) || r.belongs(n-1) {
			continue
		}
		add(r.runs[n-1].ent)
		if nearest < 0 {
			nearest = r.runs[n-1].ent
		}
	}
	if r.last >= 0 && r.para-r.lastPara <= 3 && (r.lastPara < r.para || r.lastAt >= lo) && fits(r.last) {
		add(r.last)
	}
	if r.bodySaid(at) {
		return none
	}
	if e := r.justSaid(at); e >= 0 && fits(e) && !s.spoken {
		return voice{ent: e, sure: .87}
	}
	if e, role := r.roleSpoke(at); role {
		if e >= 0 && fits(e) && r.justSaid(at) < 0 {
			return voice{ent: e, sure: .86}
		}
		if e != r.last {
			return none
		}
	}
	if r.unnamed >= r.first[max(0, r.para-1)] && r.unnamed < at && r.unnamed > r.lastAt && !s.spoken {
		return none
	}
	if one < 0 || several && (s.spoken || nearest != r.last || r.lastPara < r.para) || r.stranger(s, max(0, r.first[max(0, r.para-1)]), at) {
		return none
	}
	if several {
		one = r.last // who has just spoken, and whom the text named last
	}
	return voice{ent: one, sure: .86}
}

// spokeLast is who said something last, in his words or not and in the paragraph before at
// the earliest, if nobody else who can be meant is the subject of anything behind the mention
// of him; -1 otherwise. In a tale a dash opens the words of another.
func (r *reader) spokeLast(s subject, at int, fits func(int) bool) int {
	who, para, from := r.last, r.lastPara, r.lastAt
	if r.source.known() && r.sourceAt > from {
		who, para, from = r.source.ent, r.sourcePara, r.sourceAt
	}
	if who < 0 || r.para-para > 1 || s.spoken && r.tale || r.unnamed > from && r.unnamed < at || r.stranger(s, from, at) {
		return -1
	}
	named := from // the last token that names him
	for k := from; k < at; k++ {
		n := r.toks[k].run
		switch {
		case n == 0 || r.runs[n-1].first != k:
			if r.toks[k].is(clsSay) && n == 0 && r.toks[k].sent > r.toks[from].sent && r.toks[named].sent != r.toks[k].sent && !r.noSubject(k+1, r.sents[r.toks[k].sent].last) {
				return -1 // of whom nothing is known
			}
			if r.saysByRole(k) && r.leadRole(r.headAlone(k, k+1, k)).ent != who {
				return -1
			}
		case r.runs[n-1].ent == who:
			named = k
		case r.runs[n-1].ent < 0 && !r.belongs(n-1), r.runs[n-1].ent >= 0 && fits(r.runs[n-1].ent) && r.mayAct(n-1, r.toks[named].sent == r.toks[k].sent):
			return -1
		}
	}
	return who
}

// roleSpoke is who says something by a role alone behind the last mention of who spoke last,
// in this paragraph or the one before; role is whether anybody does.
func (r *reader) roleSpoke(at int) (ent int, role bool) {
	for k := at - 1; k > r.lastAt && k >= r.first[max(0, r.para-1)]; k-- {
		if r.saysByRole(k) {
			return r.leadRole(r.headAlone(k, k+1, k)).ent, true
		}
	}
	return -1, false
}

// saysByRole reports whether a role alone stands at token k, beside a verb of saying.
func (r *reader) saysByRole(k int) bool {
	t := &r.toks[k]
	if k == 0 || t.run > 0 || !t.is(clsRole) || t.is(clsTitle) || t.has(oblique) && !t.has(nominative) {
		return false
	}
	return r.toks[k-1].is(clsSay) && r.toks[k-1].run == 0 || k+1 < len(r.toks) && r.toks[k+1].is(clsSay) && r.toks[k+1].run == 0
}

// mayAct reports whether the name of a run can be a subject; behind another one in its
// sentence, a man's surname in -a is another case.
func (r *reader) mayAct(run int, behind bool) bool {
	n := &r.runs[run]
	if r.isOblique(run) || r.belongs(run) || r.clearlyOblique(n) {
		return false
	}
	last := n.words[len(n.words)-1]
	return !behind || !r.mayBeOblique(run) && !(len(n.words) > 1 && r.toks[n.first].has(masculine) && (strings.HasSuffix(last, "a") || strings.HasSuffix(last, "а")))
}

// justSaid is who says something, in no words of his, in the sentence before that of token
// at; -1 for nobody.
func (r *reader) justSaid(at int) int {
	n := r.toks[at].sent
	if r.heard.known() && r.heardSent == n-1 {
		return r.heard.ent
	}
	if c, ok := r.closing[r.para-1]; ok && r.sents[n].first == r.first[r.para] {
		return c.voice.ent
	}
	return -1
}

// bodySaid reports whether a body, or what is no person, says something in the sentence before
// that of token at.
func (r *reader) bodySaid(at int) bool {
	return r.heard.known() && r.heardSent == r.toks[at].sent-1 && (r.heard.ent < 0 || !r.isPerson(r.heard.ent))
}

// belongs reports whether a preposition or a body governs the name of a run: "z Big Cyca",
// "zespołu Big Cyc".
func (d *doc) belongs(run int) bool {
	n := &d.runs[run]
	if n.first == 0 || d.apart(n.first) {
		return false
	}
	t := &d.toks[n.first-1]
	if t.kind == word && t.caps == small && t.cls&^clsAdjective == 0 && n.first > 1 && d.toks[n.first-2].is(clsBody) {
		t = &d.toks[n.first-2] // "w serwisie społecznościowym Fala"
	}
	return t.is(clsPrep) && !t.is(clsParticle) || t.is(clsBody) && t.has(oblique) || d.mayBeOblique(run) && d.clearlyOblique(n)
}
