package grammar

import "verbatim/quotes"

// Where the verb is second, a subject need not be named again: behind "and" it is that of the
// verb before, and a pronoun right behind a verb is its subject.

// andSays gives the piece at token q to who speaks in prev, if "and" and another verb of saying
// lead from there to it: Voss called it “...” and said: “...”
func (r *reader) andSays(prev, t *turn, q int) bool {
	at := r.pieces[prev.pieces[len(prev.pieces)-1]].at
	if !r.lang.on("verb second") || r.toks[at].sent != r.toks[q].sent || !prev.voice.known() || prev.read.doubted || at+3 > q || !r.toks[at+1].is(clsConj) || r.toks[q-1].kind != colon && r.toks[q-1].kind != comma {
		return false
	}
	v := -1
	for k := at + 2; k < q-1; k++ {
		w := &r.toks[k]
		if w.kind != word || w.run > 0 || w.is(clsRole|clsBody|clsThat|clsPron) && !w.is(clsAdv) {
			return false
		}
		if w.is(cue|clsSeparable) && v < 0 {
			v = k
		}
	}
	if v < 0 || v > at+3 {
		return false
	}
	t.read, t.voice = prev.read, prev.voice
	t.read.by, t.read.verb, t.read.cue, t.voice.role = led, v, span{v, v + 1}, ""
	return true
}

// behindVerb reports whether the pronoun at token k stands right behind the verb of a sentence
// that begins with something else: "In den Wochen davor dachte sie viel nach".
func (r *reader) behindVerb(k, lo int) bool {
	if !r.lang.on("nouns have capitals") || k-1 <= lo {
		return false
	}
	if !r.secondVerb(k - 1) {
		return false
	}
	for j := lo; j < k-1; j++ {
		if r.toks[j].kind == comma || r.toks[j].is(clsThat|clsIf) {
			return false
		}
	}
	return true
}

// behindSecond is the person whose name stands right behind the verb of a sentence that begins
// with something else: he is the subject, whoever else is named behind him. "Nun hat Voss einen
// Rat für Anna Seidl."
func (r *reader) behindSecond(s span) (who subject, v voice) {
	none := voice{ent: -1}
	for k := s.first + 1; k < s.last && k < s.first+8; k++ {
		t := &r.toks[k]
		if t.kind != word && t.kind != number || t.run > 0 || t.is(clsThat|clsIf|clsRelative) {
			return subject{}, none
		}
		if !r.secondVerb(k) {
			continue
		}
		j := k + 1
		for j < s.last && j < k+5 && r.toks[j].kind == word && r.toks[j].run == 0 && r.toks[j].is(clsRole|clsTitle|clsDet|clsAdjective) && !r.toks[j].has(oblique) {
			j++
		}
		if j+1 >= s.last || r.toks[j].run == 0 {
			return subject{}, none
		}
		n := &r.runs[r.toks[j].run-1]
		if n.ent < 0 || n.first != j || r.isOblique(r.toks[j].run-1) || r.isBody(r.toks[j].run-1) || !r.surelyPerson(n.ent) && !r.saysBesides(n.ent) || r.endsWithAnother(n.last, s.last, n.ent) {
			return subject{}, none
		}
		return r.nameSubject(j, r.toks[j].run-1), voice{ent: n.ent, sure: .97}
	}
	return subject{}, none
}

// secondVerb reports whether the word at token k can be the verb of a sentence.
func (r *reader) secondVerb(k int) bool {
	t := &r.toks[k]
	if t.kind != word || t.caps != small || t.run > 0 || t.feat&plural != 0 {
		return false
	}
	return t.is(cue|clsSeparable|clsAux|clsThink) && !t.is(clsPrep) || t.cls == 0 && r.lang.opens(t.low)
}

// readCalledAhead reads words with which a sentence begins that somebody calls something:
// “...” nannte Voss den Plan; als “...” bezeichnete Voss ihn.
func (d *doc) readCalledAhead(q int, s span) reading {
	v := q + 1
	if !d.lang.on("verb second") || q > s.first+2 || v+1 >= s.last || !d.toks[v].is(clsJudge) || d.toks[v].caps != small || d.nameInMarks(q) {
		return reading{}
	}
	for k := s.first; k < q; k++ {
		if t := &d.toks[k]; t.kind != word || t.run > 0 || !t.is(clsDet|clsOpener|clsAs) {
			return reading{}
		}
	}
	if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 2 {
		return reading{}
	}
	who := d.behind(v+1, s.last)
	if !who.ok || !who.near || who.joined || !d.agrees(who, v) {
		return reading{}
	}
	return d.verdict(reading{by: judged, who: who, cue: span{v, v + 1}, verb: v}, s)
}

// citesOthers reports whether the clause [lo, k) tells that somebody quotes what is no speech of
// his: "Voss zitiert den Absatz", but not "zitiert Voss mit den Worten", "Voss wird zitiert".
func (d *doc) citesOthers(lo, k int) bool {
	if !d.lang.on("verb second") || d.toks[k-1].is(clsCite) {
		return false
	}
	cites := false
	for j := lo; j < k; j++ {
		if d.toks[j].is(clsWords) {
			return false
		}
		cites = cites || d.toks[j].is(clsCite)
	}
	return cites
}

// ledWithRole sets who speaks in turn t, at token q, where a clause about somebody leads to the
// words with a colon and a role behind them takes him up: "Voss hofft auf den Frühling: “...”,
// sagte der Wirt". If the article gives the role to another, nobody can tell.
func (r *reader) ledWithRole(t *turn, q int) {
	who, k := t.read.who, q-1
	if !r.lang.on("verb second") || t.read.by != inverted || who.run >= 0 || who.pronoun || who.head < 0 || k < 1 || r.toks[k].kind != colon || r.toks[q].sent != r.toks[k].sent {
		return
	}
	s := r.around(k)
	_, v := r.opensWith(span{r.clauseStart(k, s), k})
	switch {
	case v.ent < 0 || v.ent == t.voice.ent:
	case t.voice.known():
		t.voice = voice{ent: -1, why: quotes.DoubtSpeaker}
	case r.toks[who.head].is(clsRole) && !r.toks[who.head].is(clsPlural) && who.feat&plural == 0 && r.toks[who.first].is(clsDet) && !r.toks[who.first].has(indefinite):
		t.voice = v
	}
}

// manySay reports whether a verb of saying in [lo, hi) has several subjects: what the sentence
// reports is theirs.
func (d *doc) manySay(lo, hi int) bool {
	v := d.lastCue(lo, hi)
	return v >= 0 && d.lang.on("verb second") && d.toks[v].feat&plural != 0
}

// lastMayBe reports whether a role may be that of who spoke last, though the article only gives it
// to somebody whom neither this paragraph nor the one before names: "die Senatorin" of two.
func (r *reader) lastMayBe(ent int, s subject) bool {
	if !r.lang.on("verb second") || r.last < 0 || ent == r.last || r.para-r.lastPara > 1 || r.ents[r.last].body {
		return false
	}
	f := r.ents[r.last].feat & gender
	return f&s.feat != 0 && !r.namedFrom(ent, r.first[max(0, r.para-1)], s.first)
}
