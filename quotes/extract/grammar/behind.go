package grammar

import (
	"strings"
)

// verbFrom returns the verb of saying that stands at token k, or behind what can stand
// before it: "a déclaré", "так сказав". -1 if none does.
func (d *doc) verbFrom(k, hi int) int {
	for n := 0; n < 5 && k < hi && d.toks[k].kind == word; n++ {
		if d.toks[k].is(cue|clsSeparable) && d.toks[k].caps == small {
			return k
		}
		if !d.toks[k].is(clsAux|clsAdv) && !(d.toks[k].is(clsReflexiveAux) && d.toks[k-1].is(clsReflexive)) || d.toks[k].run > 0 {
			return -1
		}
		k++
	}
	return -1
}

// readBehind reads the cue behind the words: “...”, said Smith; “...”, Smith said.
func (d *doc) readBehind(q int, s span) reading {
	k := q + 1
	for k < s.last && (d.toks[k].kind == comma || d.toks[k].kind == semicolon && d.lang.caseless() || d.toks[k].kind == dash || d.toks[k].kind == other) {
		k++
	}
	if q > s.first && d.toks[q-1].kind == word && d.lang.caseless() && (d.nameInMarks(q) || k == q+1 && d.toks[q-1].is(clsPrep) || d.toks[q-1].is(cue) && d.toks[q-1].run == 0 && !d.toks[max(s.first, q-2)].is(clsReflexive)) {
		return reading{} // when asked “...”, Smith said
	}
	if q > s.first && k == q+2 && d.toks[q+1].kind == comma && d.toks[q-1].kind == word && d.toks[q-1].run == 0 && d.toks[q-1].is(cue) && !d.lang.caseless() && d.lang.on("no articles") {
		return reading{} // he cried “...”, Smith said
	}
	if q > s.first && d.toks[q-1].is(clsWork|clsBody) && !d.lang.caseless() && d.nameInMarks(q) {
		return reading{} // according to the paper “Northwind”, the council said
	}
	if d.romance() && q > s.first && d.toks[q-1].kind == colon && k > q+1 && d.toks[q+1].kind == semicolon {
		return reading{} // "Smith commented: “...”; Brown says"
	}
	p := &d.pieces[d.toks[q].piece]
	if n, _ := d.wordsOf(p); n < 6 && endsInNumber(d.text[p.start:p.end]) && !d.lang.caseless() {
		return reading{}
	}
	if n, small := d.wordsOf(p); small && n < 3 && q > s.first && d.terms[termOf(d.text[p.start:p.end])] > 2 {
		return reading{} // "eight hundred “yellow vests”, according to the police"
	}
	if k >= s.last || d.toks[k].kind != word || k == q+1 && d.lang.on("comma before the cue") && !d.endsWithSign(q) {
		return reading{}
	}
	if k == q+1 && q > s.first && d.toks[q-1].kind == colon && d.lang.on("nouns have capitals") {
		return reading{} // the chief asked: “...?” Northwind says
	}
	if r := d.accordingAt(k, s.last); r.found() && (d.lang.caseless() || !d.oneName(q)) {
		r.by = inverted
		return r
	}
	hi := s.last
	if v := d.verbBehindObject(k, hi); v >= 0 && (q == s.first || d.toks[q-1].kind != word) {
		if who := d.behind(v+1, hi); who.ok && who.near && !who.pronoun && d.agrees(who, v) {
			return d.verdict(reading{by: inverted, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
	}
	if v := d.verbFrom(k, hi); v >= 0 && d.lang.on("behind: verb, subject") {
		if d.lang.caseless() && v+1 < hi && d.toks[v+1].is(clsThat) {
			return reading{} // “...”, he said that
		}
		if who := d.behind(v+1, hi); who.ok && d.agrees(who, v) {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		if d.followsComma(v+1, hi) {
			if who := d.behind(d.nextComma(v+2, hi)+1, hi); who.ok && who.near && d.agrees(who, v) {
				return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s) // “...”, said, moved, Smith
			}
		}
		if who := d.saidAt(v, hi); who.ok {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 2}, verb: v}, s)
		}
		if who := d.bodyPlace(v, hi); who.ok {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		if who := d.omitted(v, k, hi); who.ok {
			if n, small := d.wordsOf(&d.pieces[d.toks[q].piece]); small && n < 4 && q > s.first && d.toks[q-1].kind == word && d.romance() {
				return reading{} // "he left his “post”, says that"
			}
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		if who := d.leftOut(v, k, hi); who.ok {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	if r := d.readParticiple(k, s); r.found() {
		return r
	}
	if r := d.readOpenVerb(q, k, s); r.found() {
		return r
	}
	if !d.lang.on("behind: subject, verb") || q > s.first && d.toks[q-1].kind == word && (d.toks[q-1].is(clsPrep) || !d.lang.caseless() || d.lang.on("verb second")) {
		return reading{} // to the question of “...”, Smith said
	}
	if n, small := d.wordsOf(&d.pieces[d.toks[q].piece]); k == q+1 && n < 4 && small && d.lang.caseless() {
		return reading{} // the “virtual” visit
	}
	if d.lang.caseless() && d.toks[k].is(clsPrep|clsConj) && k+2 < hi && (d.toks[k+1].is(clsThat) || d.toks[k+2].is(clsThat)) {
		return reading{} // “...”, for which Smith said
	}
	who := d.behind(k, hi)
	if !who.ok {
		return reading{}
	}
	e := who.last
	if e < hi && d.toks[e].kind == comma { // an apposition
		for j := e + 1; j < hi && j < e+20; j++ {
			if d.toks[j].kind == comma && d.verbFrom(j+1, hi) >= 0 {
				e = j + 1
				break
			}
		}
	}
	if v := d.verbFrom(d.skipAdverbial(e, hi), hi); v >= 0 && d.agrees(who, v) {
		return d.verdict(reading{by: after, who: who, cue: span{v, v + 1}, verb: v}, s)
	}
	return reading{}
}

// verbBehindObject returns the verb of saying behind a few words from token k on that can be
// no subject: "— своими впечатлениями поделился Петров", "— сиплым голосом спросил он". -1
// if none stands there.
func (d *doc) verbBehindObject(k, hi int) int {
	if d.lang.caseless() || !d.lang.on("no articles") {
		return -1
	}
	for v := k; v < hi && v < k+5 && d.toks[v].kind == word; v++ {
		t := &d.toks[v]
		if t.is(cue) && t.caps == small && v > k {
			return v
		}
		if t.is(cue|clsThat|clsConj|clsNeg|clsIf|clsRelative|clsThink|clsSaying) || t.run > 0 || t.caps != small || t.is(clsRole|clsBody) && !t.has(oblique) || t.is(clsPron) && !t.has(oblique) && !t.has(possessive) {
			return -1
		}
	}
	return -1
}

// oneName reports whether the piece at token q is one word without a sign, as names are.
func (d *doc) oneName(q int) bool {
	n, _ := d.wordsOf(&d.pieces[d.toks[q].piece])
	return n < 2 && !d.endsWithSign(q)
}

// saidAt reads a body as the place where nobody in particular says something: "dit-on au
// ministère".
func (d *doc) saidAt(v, hi int) subject {
	if v+3 >= hi || !d.toks[v+1].is(clsPron) || !d.toks[v+1].has(indefinite) || !d.toks[v+2].is(clsPrep) {
		return subject{}
	}
	k := v + 3
	for k < hi && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsDet|clsPrep) {
		k++
	}
	if k >= hi || !d.toks[k].is(clsBody) || d.toks[k].is(clsGeneric) {
		return subject{}
	}
	return d.nounPhrase(k, hi)
}

// bodyPlace reads a body as the place where many say something: "зазначили у прокуратурі".
func (d *doc) bodyPlace(v, hi int) subject {
	if !d.lang.on("they say at a body") || d.toks[v].feat&plural == 0 || v+2 >= hi || !d.toks[v+1].is(clsPrep) {
		return subject{}
	}
	k := v + 2
	if t := &d.toks[k]; t.run > 0 && d.inLatin(k) && !d.lang.latin && d.isBody(t.run-1) && d.closesName(d.runs[t.run-1].last) {
		return d.nameSubject(k, t.run-1) // "сообщили в Northwind"
	}
	for n := 0; n < 3 && k < hi && d.toks[k].kind == word && !d.toks[k].is(clsBody) && d.toks[k].run == 0 && !d.toks[k].is(function); n++ {
		k++
	}
	if k >= hi || !d.toks[k].is(clsBody) {
		return subject{}
	}
	end := k + 1
	for end < hi && end < k+6 && (d.toks[end].kind == word || d.toks[end].kind == quoted && !d.spokenAt(end)) && !d.toks[end].is(function|cue|clsTime) {
		end++
	}
	return subject{span: span{v + 2, end}, run: -1, head: k, feat: plural, ok: true, near: true}
}

// readParticiple reads an auxiliary, the subject, and the participle at the end of the
// clause: “...”, hatte Smith gesagt.
func (d *doc) readParticiple(k int, s span) reading {
	if !d.lang.on("auxiliary, subject, participle") || !d.toks[k].is(clsAux) || d.toks[k].is(clsPassive) {
		return reading{}
	}
	who := d.behind(k+1, s.last)
	if !who.ok || !who.near || !d.agrees(who, k) {
		return reading{}
	}
	for v := who.last; v < s.last && v < who.last+15; v++ {
		switch t := &d.toks[v]; {
		case t.is(clsParticiple):
			r := d.verdict(reading{by: inverted, who: who, cue: span{v, v + 1}, verb: k}, s)
			r.doubted = r.doubted || d.toks[k].is(clsIf|clsWeak) // "zou Smith gezegd hebben", "hätte Smith gesagt"
			return r
		case t.kind == comma, t.kind == quoted, t.is(clsNeg):
			return reading{}
		}
	}
	return reading{}
}

// endsWithSign reports whether the words at token q end with a sign.
func (d *doc) endsWithSign(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	return strings.ContainsRune(",.!?…-–—", lastSign(d.text[p.start:p.end]))
}

// readOpenVerb reads a verb that the language's file does not have, between words that
// open their sentence and a name or a pronoun: “...”, deadpanned Smith.
func (d *doc) readOpenVerb(q, k int, s span) reading {
	v := &d.toks[k]
	if q != s.first || k == q+1 || k+1 >= s.last || v.caps != small || v.cls != 0 || !d.lang.opens(v.low) {
		return reading{}
	}
	if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 3 && !d.endsWithSign(q) {
		return reading{}
	}
	who := d.behind(k+1, s.last)
	if !who.ok || !who.near || who.run < 0 && !who.pronoun || who.run >= 0 && (d.runs[who.run].first != k+1 && (d.lang.caseless() || !d.plainlyNominative(&d.runs[who.run])) || d.mayBeOblique(who.run)) {
		return reading{}
	}
	return d.verdict(reading{by: opened, who: who, cue: span{k, k + 1}, verb: k}, s)
}

// opens reports whether a word ends as a finite verb does.
func (l *language) opens(w string) bool {
	for _, s := range l.finite {
		if strings.HasSuffix(w, s) && len(w) > len(s)+3 {
			return true
		}
	}
	return false
}

// readPerfect reads a participle before a colon and its auxiliary: Smith had in May said:
func (d *doc) readPerfect(lo, k int, s span) reading {
	if !d.lang.on("auxiliary, subject, participle") || k-1 <= lo || !d.toks[k-1].is(clsParticiple) {
		return reading{}
	}
	for a := k - 2; a >= lo; a-- {
		if d.toks[a].is(clsAux) {
			if d.toks[a].is(clsPassive) {
				return reading{} // "Smith was blamed:"
			}
			if who := d.subjectOf(a, lo, k-1); who.ok {
				r := d.verdict(reading{by: led, who: who, cue: span{k - 1, k}, verb: a}, s)
				r.doubted = r.doubted || d.toks[a].is(clsWeak) // "Smith hätte gesagt:"
				return r
			}
			return reading{}
		}
	}
	return reading{}
}
