package grammar

import (
	"slices"

	"verbatim/quotes"
)

// omitted is the subject of the verb at token v where the language leaves it out: “...”,
// dijo. The verb begins its clause [lo, hi), and nothing that can be a subject follows it.
func (d *doc) omitted(v, lo, hi int) subject {
	first := v
	for first > lo && d.toks[first-1].is(clsAux) && d.toks[first-1].kind == word {
		first--
	}
	if first > 0 && d.toks[first-1].is(clsReflexive) && d.toks[first-1].kind == word {
		return subject{} // "se considera", "se ha dicho"
	}
	if !d.lang.on("subject left out") || d.toks[v].feat&plural != 0 || !d.beginsClause(v, lo) || !d.ungoverned(v+1, hi) || d.followsComma(v+1, hi) {
		return subject{}
	}
	return subject{span: span{v, v + 1}, run: -1, head: -1, omitted: true, ok: true}
}

// followsComma reports whether a subject stands behind what commas insert from token k on:
// "disse, dias depois, o ministro".
func (d *doc) followsComma(k, hi int) bool {
	if k >= hi || d.toks[k].kind != comma {
		return false
	}
	for j := k + 1; j+1 < hi && j < k+12; j++ {
		if d.toks[j].kind != comma {
			continue
		}
		n := &d.toks[j+1]
		return n.run > 0 || n.is(clsTitle|clsRole) || n.is(clsDet) && j+2 < hi && (d.toks[j+2].is(clsRole|clsBody|clsAdjective) || d.toks[j+2].run > 0)
	}
	return false
}

// nextComma returns the first comma from token k on, hi-1 if there is none.
func (d *doc) nextComma(k, hi int) int {
	for k < hi-1 && d.toks[k].kind != comma {
		k++
	}
	return k
}

// beginsClause reports whether nothing that can be a subject stands before the verb at
// token v in the clause that begins at lo.
func (d *doc) beginsClause(v, lo int) bool {
	k := v - 1
	for k >= lo && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsAux|clsAdv|clsNeg) && !d.toks[k].is(clsRole) {
		k--
	}
	if k < lo || d.toks[k].kind != word && d.toks[k].kind != number {
		return true
	}
	if d.toks[k].is(clsConj) {
		return !d.namesSubject(lo, k)
	}
	start := lo
	for j := k; j >= lo; j-- {
		if d.toks[j].kind == comma || d.toks[j].kind == quoted {
			start = j + 1
			break
		}
	}
	return d.skipPhrases(start, v) > k
}

// namesSubject reports whether a full name, or one that nothing governs, stands in [lo, hi).
func (d *doc) namesSubject(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if n := d.toks[k].run; n > 0 && d.runs[n-1].first == k && (len(d.runs[n-1].words) > 1 || !d.governed(k, lo)) {
			return true
		}
		if t := &d.toks[k]; t.kind == word && t.run == 0 && t.caps == initial && t.cls&^clsNoun == 0 && !d.sentenceStart(k) && !d.governed(k, lo) {
			return true // it may be the name of somebody
		}
	}
	return false
}

// ungoverned reports whether no noun stands in [k, hi), up to the end of the clause, but
// behind prepositions.
func (d *doc) ungoverned(k, hi int) bool {
	for k < hi {
		t := &d.toks[k]
		if t.kind != word && t.kind != number || t.is(clsThat|clsConj) {
			return t.kind != quoted || !d.toks[k-1].is(clsDet) // "dijo la “voz”"
		}
		if j := d.infinitiveFrom(k, hi); j > k {
			return d.nobodyNamed(j+1, hi)
		}
		if k+1 < hi && t.is(clsDet) && !t.is(clsPrep) && d.toks[k+1].kind == word && d.toks[k+1].cls == 0 {
			return false // "ha dichiarato lo staff"
		}
		if t.kind == word && t.run == 0 && t.is(clsPron) && !t.is(clsAdv|clsPrep|clsThat|clsConj) && !t.has(oblique|possessive) {
			return false // "ha dichiarato uno degli interessati"
		}
		if n := d.skipPhrases(k, hi); n > k {
			k = n
			continue
		}
		if t.cls != 0 || t.caps != small || t.run > 0 || k+1 < hi && d.toks[k+1].is(clsParticle) {
			return false // "diz trecho de um relatório"
		}
		k++ // "dijo visiblemente", "dijo tras"
	}
	return true
}

// skipPhrases returns where adverbs, times and phrases behind prepositions end that stand
// from token k on.
func (d *doc) skipPhrases(k, hi int) int {
	for k < hi {
		t := &d.toks[k]
		switch {
		case t.kind == number, t.kind == word && t.run == 0 && t.is(clsAdv|clsTime|clsOpener) && !t.is(clsRole|clsBody|clsPrep|clsDet|cue) && !t.is(clsPron):
			k++
		case t.kind == word && t.is(clsAdv) && !t.is(clsPrep|cue|clsRole|clsBody):
			k++
		case t.kind == word && t.is(clsPrep) && t.run == 0:
			e := d.phraseBehind(k, hi)
			if e == k {
				return k
			}
			k = e
		default:
			return k
		}
	}
	return k
}

// phraseBehind returns where the phrase ends that the preposition at token k governs.
func (d *doc) phraseBehind(k, hi int) int {
	from := k
	for k++; k < hi && d.toks[k].run == 0 && (d.toks[k].is(clsDet|clsAdjective) || d.toks[k].kind == number || d.toks[k].has(possessive)); k++ {
	}
	if k >= hi {
		return hi
	}
	t := &d.toks[k]
	switch {
	case t.run > 0:
		k = d.runs[t.run-1].last
	case t.kind == quoted, t.kind == word && !t.is(cue|clsThat):
		k++
	default:
		if k == from+1 {
			return from
		}
		return k
	}
	for n := 0; k < hi; {
		t := &d.toks[k]
		switch {
		case t.run > 0 && !t.is(clsFirst) && d.toks[k-1].run == 0 && (d.toks[k-1].is(clsBody|clsWork|clsAdjective) || d.toks[k-1].caps == initial) && len(d.runs[t.run-1].words) < 3 && !d.namesBroadcaster(k-1, t.run-1):
			k = d.runs[t.run-1].last // "la agencia Efe"
		case t.kind == word && t.run == 0 && t.caps != small && d.toks[k-1].caps != small && d.toks[k-1].kind == word && t.is(clsNoun|clsBody) && !t.is(clsDet|clsPrep|cue):
			k++ // "a BBC Mundo"
		case t.kind == word && (t.is(clsAdjective|clsTime) || t.is(clsDet) && t.caps == initial) && !t.is(cue), t.kind == number:
			k++
		case t.kind == word && t.run == 0 && t.cls&^(clsWords|clsBody|clsWork|clsNoun) == 0 && t.caps == small && n < 2:
			k++
			n++
		case t.kind == word && t.is(clsPrep):
			e := d.phraseBehind(k, hi)
			if e == k {
				return k
			}
			return e
		default:
			return k
		}
	}
	return k
}

// antecedent reads the phrase that a relative pronoun before the verb at token v takes up:
// "the mayor, who said". ok is false if none does.
func (d *doc) antecedent(v, lo int) subject {
	k := v - 1
	for k > lo && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsAux|clsReflexiveAux|clsAdv|clsNeg) {
		k--
	}
	k = d.relativeBefore(k, lo)
	if k-2 < lo || !d.toks[k].is(clsRelative) {
		return subject{}
	}
	behindComma := d.toks[k-1].kind == comma
	if d.toks[k].is(clsThat) && !behindComma {
		return subject{}
	}
	if behindComma {
		k--
	}
	if t := &d.toks[k-1]; t.run > 0 {
		if f := d.runs[t.run-1].first; f-1 >= lo && d.toks[f-1].is(clsPrep) && d.toks[f-1].caps == small && d.lang.on("subject in the sentence before") {
			if behindComma {
				return d.beforeRole(k, lo)
			}
			return subject{} // "the wife of Smith, who said"
		}
		if f := d.runs[t.run-1].first; d.namesThing(f) || !behindComma && d.lang.subjectsStand() && !d.toks[f].is(clsFirst) && d.ofTheThing(f) || d.ofSmallNoun(f) {
			return subject{} // "une Charte qui dit", "un analyste de la Place Beauvau qui"
		}
		s := d.nameSubject(d.runs[t.run-1].first, t.run-1)
		s.near = true
		return s
	} else if t.is(clsRole) && !t.is(clsPlural) {
		s := d.headAlone(k-1, k, d.roleHead(k-1, lo))
		s.near = true
		return s
	}
	if behindComma {
		return d.beforeRole(k, lo)
	}
	return subject{}
}

// relativeBefore returns the relative pronoun of which nothing but phrases behind prepositions
// part token k: "the mayor, who in his speech said"; k if there is none.
func (d *doc) relativeBefore(k, lo int) int {
	for j := k - 1; j > lo && j > k-10 && d.toks[j].kind == word && !d.toks[k].is(clsRelative); j-- {
		if d.toks[j].is(clsRelative) && d.toks[j].run == 0 && d.toks[j-1].kind == comma {
			if d.skipPhrases(j+1, k+1) > k {
				return j
			}
			break
		}
	}
	return k
}

// beforeRole reads the name before the apposition that ends at the comma at token k and begins
// with a role: "Smith, head of the works in Northwind, who said".
func (d *doc) beforeRole(k, lo int) subject {
	for j := k - 1; j > lo && j > k-12; j-- {
		if d.toks[j].kind != comma {
			continue
		}
		n := j + 1
		for n < k && d.toks[n].is(clsDet|clsAdjective) {
			n++
		}
		if d.toks[j-1].run == 0 || !d.toks[n].is(clsRole) {
			return subject{}
		}
		s := d.nameWithRole(d.toks[j-1].run-1, lo)
		s.near = s.ok
		return s
	}
	return subject{}
}

// about is whom a sentence is about, by its first phrase: known is false where it begins
// with no person, and ent is -1 where nobody can tell with whom.
func (r *reader) about(s span) (v voice, known bool) {
	if rd := r.accordingFirst(s); rd.found() {
		return r.lead(rd.who, rd.who.first), true
	}
	k := s.first
	for k < s.last {
		n := r.skipPhrases(r.behindComparison(k, s.last), s.last)
		if n < s.last && (r.toks[n].kind == comma || r.toks[n].is(clsConj) && n == k) {
			n++
		}
		if n == k {
			break
		}
		k = n
	}
	if k >= s.last || r.toks[k].kind != word {
		return voice{ent: -1}, false
	}
	if r.toks[k].is(cue) {
		k++
	}
	who := r.behind(k, s.last)
	if !who.ok {
		who, says := r.statement(s)
		if says && who.ok && (who.omitted || who.run >= 0) {
			return r.lead(who, who.first), true
		}
		if n := k + 1; r.toks[k].is(clsDet) && n < s.last && r.toks[n].cls == 0 && r.toks[n].caps == small {
			r.vague = true // "la vedette": nobody knows whether it is a person
			return voice{ent: -1}, r.lang.on("subject in the sentence before")
		}
		if who = r.firstPerson(s); who.ok && !says {
			return r.lead(who, who.first), true
		}
		return voice{ent: -1}, says
	}
	if who.run >= 0 && (r.runs[who.run].ent < 0 || !r.likelyPerson(r.runs[who.run].ent) && !r.isBody(who.run)) {
		return voice{ent: -1}, true
	}
	if who.run >= 0 {
		if h := r.roleBefore(who.first); h >= s.first && h < who.first && r.governed(h, s.first) {
			return voice{ent: -1}, true // "criticised by the mayor, Smith, ..."
		}
	}
	return r.lead(who, who.first), true
}

// firstPerson is the first name of a person in a sentence that no preposition governs, if
// it has no other.
func (r *reader) firstPerson(s span) (who subject) {
	for k := s.first; k < s.last; k++ {
		if r.toks[k].is(clsThat|clsRelative) && r.toks[k].run == 0 {
			break // "que conheceu Pedro": he may be the object
		}
		if r.toks[k].is(clsPrep) && r.toks[k].run == 0 {
			k = max(k, r.phraseBehind(k, s.last)-1)
			continue
		}
		n := r.toks[k].run
		if n == 0 {
			continue
		}
		if w := r.nameWithRole(n-1, s.first); w.ok && r.runs[n-1].ent >= 0 && r.surelyPerson(r.runs[n-1].ent) {
			if who.ok && r.runs[who.run].ent != r.runs[n-1].ent {
				return subject{}
			}
			if !who.ok {
				who = w
			}
		}
		k = r.runs[n-1].last - 1
	}
	return who
}

// note remembers whom a sentence is about, the turns from before on standing in it.
func (r *reader) note(s span, before int) {
	if !r.lang.on("subject left out") {
		return
	}
	for i := len(r.turns) - 1; i >= before; i-- {
		if t := &r.turns[i]; t.read.found() && t.read.by != carried && t.read.by != reported {
			r.topic, r.topicPara, r.topicAt, r.vague = t.voice, r.para, s.last-1, false
			return
		}
	}
	if r.captioned(s) {
		return
	}
	v, known := r.about(s)
	if !known && r.lang.on("subject in the sentence before") {
		v, known = voice{ent: -1}, true
	}
	if known {
		r.topic, r.topicPara, r.topicAt, r.vague = v, r.para, s.last-1, false
	}
}

// nothingBefore reports whether nothing that can be a subject stands in [lo, v).
func (d *doc) nothingBefore(v, lo int) bool {
	for k := lo; k < v; {
		if n := d.skipPhrases(k, v); n > k {
			k = n
			continue
		}
		if t := &d.toks[k]; t.kind == word && (t.run > 0 || !t.is(clsAux|clsAdv|clsConj|clsNeg)) {
			return false
		}
		k++
	}
	return true
}

// leadOmitted leads a subject that is left out to who spoke before it in the sentence, else
// to whom the sentence or the one before it is about.
func (r *reader) leadOmitted(s subject) voice {
	sent := r.sents[r.toks[s.first].sent]
	v, known := voice{ent: -1}, false
	if n := len(r.turns); n > 0 && r.turns[n-1].read.found() && r.turns[n-1].pieces[0] < len(r.pieces) {
		last := &r.turns[n-1]
		cue := last.read.verb
		if cue < 0 {
			cue = last.read.cue.first // a colon
		}
		if cue >= sent.first && cue < s.first {
			v, known = last.voice, true
		}
	}
	inserted := !known && r.inserted(s)
	if !known && !inserted {
		if v, known = r.about(span{sent.first, s.first}); v.ent >= 0 && r.namesOther(v.ent, sent.first, s.first) {
			v = voice{ent: -1}
		}
	}
	strict := r.lang.on("subject in the sentence before")
	if !known && r.para-r.topicPara <= 1 && (!strict || r.nothingBefore(s.first, sent.first)) && (!r.vague || r.aloneSince(s.first)) && r.topicHolds(s.first) {
		v = r.topic
	}
	if inserted && v.ent >= 0 && r.namedFrom(v.ent, sent.first, s.first) {
		v = voice{ent: -1} // of whom somebody else says it
	}
	if strict && s.spoken && v.ent >= 0 && v.ent == r.topic.ent && !r.aloneSince(s.first) {
		v = voice{ent: -1} // in a conversation the other one may go on
	}
	if !known && !v.known() && r.nothingBefore(s.first, sent.first) {
		if e := r.saidLast(s.first); e >= 0 {
			return voice{ent: e, sure: .87}
		}
	}
	if !v.known() || v.ent < 0 && strict || r.lang.caseless() && !(v.ent >= 0 && r.likelyPerson(v.ent)) && !r.spoke(v) {
		return voice{ent: -1, why: quotes.DoubtPronoun}
	}
	v.sure, v.role = .87, ""
	return v
}

// spoke reports whether one of the last turns names somebody as its speaker.
func (r *reader) spoke(v voice) bool {
	for i := len(r.turns) - 1; i >= max(0, len(r.turns)-20); i-- {
		if t := &r.turns[i]; t.read.found() && !t.read.who.omitted && t.voice.known() && t.voice.ent == v.ent && t.voice.body == v.body {
			return true
		}
	}
	return false
}

// aloneSince reports whether the article has nobody speak but whom the last sentences are
// about, and speaks of nobody else from the paragraph before token at on, but behind
// prepositions.
func (r *reader) aloneSince(at int) bool {
	ent := r.topic.ent
	if ent < 0 {
		return false
	}
	for _, t := range r.turns {
		if t.voice.known() && t.voice.ent != ent {
			return false
		}
	}
	lo := r.first[r.topicPara]
	for k := lo; k < at; k++ {
		t := &r.toks[k]
		switch n := t.run; {
		case n > 0 && r.runs[n-1].ent != ent && !r.governed(r.runs[n-1].first, lo), t.is(clsPlural) && n == 0 && !r.governed(k, lo):
			return false
		case n == 0 && t.is(clsRole) && !r.governed(k, lo) && !slices.Contains(r.ents[ent].roles, r.roleKey(k)):
			return false
		}
	}
	return true
}

// mentionBefore is the last mention of an entity before a verb whose subject is left out;
// the verb itself where there is none near.
func (r *reader) mentionBefore(ent int, s subject) subject {
	for k := s.first - 1; k >= 0 && k > s.first-1000 && ent >= 0; k-- {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent == ent {
			return subject{span: span{r.runs[n-1].first, r.runs[n-1].last}, run: n - 1, head: -1, ok: true}
		}
	}
	s.run = -1
	return s
}

// surelyPerson reports whether a first name or a role tells that somebody is a person:
// things have names of several words too.
func (r *reader) surelyPerson(ent int) bool {
	e := &r.ents[ent]
	if e.body {
		return false
	}
	return e.feat&gender != 0 || len(e.roles) > 0 || r.toks[r.runs[r.longest(ent)].first].is(clsFirst) || ent == r.last && len(e.words) == 1
}

// isThing reports whether an article stands before what could be somebody's name, as before
// "o Hino Nacional": no first name and no role tells of a person.
func (r *reader) isThing(ent int) bool {
	e := &r.ents[ent]
	if !r.lang.caseless() || len(e.words) < 2 && !r.lang.subjectsStand() || len(e.roles) > 0 || e.feat&gender != 0 {
		return false
	}
	for _, n := range e.runs[:min(len(e.runs), 40)] {
		if f := r.runs[n].first; f > 0 && !r.toks[f].is(clsFirst) && r.toks[f-1].is(clsDet|clsWithArticle) && !r.toks[f-1].has(possessive) && r.toks[f-1].caps == small {
			return true
		}
	}
	return false
}

// longest is the run in which somebody has the longest name.
func (r *reader) longest(ent int) int {
	e := &r.ents[ent]
	for _, n := range e.runs {
		if len(r.runs[n].words) == len(e.words) {
			return n
		}
	}
	return e.runs[0]
}
