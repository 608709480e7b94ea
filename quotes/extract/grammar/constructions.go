package grammar

import (
	"strings"
	"unicode/utf8"
)

// construction is how a text tells who speaks.
type construction uint8

const (
	none      construction = iota
	inverted               // “...”, said Smith
	after                  // “...”, Smith said
	opened                 // “...”, deadpanned Smith: a verb that the file does not have
	led                    // Smith said: “...”
	label                  // Smith: “...”
	neutral                // Smith was blunt: “...”
	that                   // Smith said that it “...”
	according              // according to Smith “...”
	trailing               // It is “...”, said Smith.
	judged                 // Smith called it “...”
	likewise               // “...”, as Smith said
	carried                // “...”, said Smith. It was late. “...”
	beat                   // — ..., — Smith put down his cup.
	replied                // “...”, said Smith. ¶ “...” ¶ “...”, said Smith.
	cited                  // “...”, the agency quotes Smith
	reported               // the same, in the mood of reported speech: it be “...”
)

// sure is how often each names the right speaker.
var sure = [...]float64{inverted: .97, after: .96, opened: .88, led: .95, label: .93, neutral: .86, that: .92, according: .92, cited: .93, trailing: .9, judged: .9, likewise: .93, carried: .88, reported: .9, replied: .84, beat: .9}

// reading is who speaks a piece, by which construction.
type reading struct {
	by      construction
	who     subject
	cue     span
	verb    int  // -1 without one
	doubted bool // denied, supposed or asked for
}

func (r reading) found() bool { return r.by != none }

// read finds the construction that attributes the piece at token q.
func (d *doc) read(q int) reading {
	s := d.around(q)
	for _, rule := range []func(int, span) reading{d.readCited, d.readBehind, d.readLed, d.readAccording, d.readThat, d.readJudged, d.readAs, d.readTrailing, d.readGoverned, d.readBeat} {
		if r := rule(q, s); r.found() {
			return r
		}
	}
	return reading{}
}

// widest is how many tokens of its sentence are read before and behind a piece of speech.
const widest = 120

// around returns the sentence of token q, or what stands near q in a very long one.
func (d *doc) around(q int) span {
	s := d.sents[d.toks[q].sent]
	return span{max(s.first, q-widest), min(s.last, q+widest)}
}

// verbFrom returns the verb of saying that stands at token k, or behind what can stand
// before it: "a déclaré", "так сказав". -1 if none does.
func (d *doc) verbFrom(k, hi int) int {
	for n := 0; n < 3 && k < hi && d.toks[k].kind == word; n++ {
		if d.toks[k].is(cue|clsSeparable) && d.toks[k].caps == small {
			return k
		}
		if !d.toks[k].is(clsAux|clsAdv) || d.toks[k].run > 0 {
			return -1
		}
		k++
	}
	return -1
}

// readBehind reads the cue behind the words: “...”, said Smith; “...”, Smith said.
func (d *doc) readBehind(q int, s span) reading {
	k := q + 1
	for k < s.last && (d.toks[k].kind == comma || d.toks[k].kind == dash || d.toks[k].kind == other) {
		k++
	}
	if q > s.first && d.toks[q-1].kind == word && d.lang.caseless() && d.nameInMarks(q) {
		return reading{}
	}
	if k >= s.last || d.toks[k].kind != word || k == q+1 && d.lang.on("comma before the cue") && !d.endsWithSign(q) {
		return reading{}
	}
	if r := d.accordingAt(k, s.last); r.found() {
		r.by = inverted
		return r
	}
	hi := s.last
	if v := d.verbFrom(k, hi); v >= 0 && d.lang.on("behind: verb, subject") {
		if who := d.behind(v+1, hi); who.ok && d.agrees(who, v) {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		if who := d.bodyPlace(v, hi); who.ok {
			return d.verdict(reading{by: inverted, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		if who := d.omitted(v, k, hi); who.ok {
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
	if !d.lang.on("behind: subject, verb") || q > s.first && d.lang.caseless() && d.toks[q-1].is(clsPrep) {
		return reading{} // to the question of “...”, Smith said
	}
	if n, small := d.wordsOf(&d.pieces[d.toks[q].piece]); k == q+1 && n < 4 && small && d.lang.caseless() {
		return reading{} // the “virtual” visit
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

// bodyPlace reads a body as the place where many say something: "зазначили у прокуратурі".
func (d *doc) bodyPlace(v, hi int) subject {
	if !d.lang.on("they say at a body") || d.toks[v].feat&plural == 0 || v+2 >= hi || !d.toks[v+1].is(clsPrep) {
		return subject{}
	}
	k := v + 2
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
	if !d.lang.on("auxiliary, subject, participle") || !d.toks[k].is(clsAux) {
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
			r.doubted = r.doubted || d.toks[k].is(clsIf) // "zou Smith gezegd hebben"
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
	if !who.ok || !who.near || who.run < 0 && !who.pronoun || who.run >= 0 && (d.runs[who.run].first != k+1 || d.mayBeOblique(who.run)) {
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
			if who := d.subjectOf(a, lo, k-1); who.ok {
				return d.verdict(reading{by: led, who: who, cue: span{k - 1, k}, verb: a}, s)
			}
			return reading{}
		}
	}
	return reading{}
}

// verdict marks a reading whose verb is denied or supposed.
func (d *doc) verdict(r reading, s span) reading {
	back := 3
	if d.lang.on("negation before the verb") {
		back = 1
	}
	for k := max(s.first, r.cue.first-back); k < r.cue.last; k++ {
		if k != r.who.first && d.toks[k].kind == word && d.toks[k].is(clsNeg) {
			r.doubted = true
		}
	}
	for k := s.first; k < r.cue.last; k++ {
		if t := &d.toks[k]; t.kind == word && t.is(clsIf) && k >= r.cue.first-8 && (!t.is(clsAux) || d.leadsTo(k+1, r.cue.last-1)) {
			r.doubted = true
		}
	}
	return r
}

// leadsTo reports whether nothing but what can follow an auxiliary stands in [k, v).
func (d *doc) leadsTo(k, v int) bool {
	for ; k < v; k++ {
		if !d.toks[k].is(clsAux | clsAdv | clsPron) {
			return false
		}
	}
	return true
}

// subjectOf finds the subject of the verb at token v in the clause [lo, hi).
func (d *doc) subjectOf(v, lo, hi int) subject {
	if v-1 > lo && d.toks[v-1].is(clsConj) {
		if s := d.firstOf(v, lo); s.ok && d.hasThat(s.last, v) {
			return s // "Smith denied that Brown had offered it, and said"
		}
		// "Smith thanked them and said": that of the verb before
		for k := v - 2; k >= lo; k-- {
			if d.toks[k].is(cue|clsJudge|clsSeparable) && d.toks[k].run == 0 {
				return d.subjectOf(k, lo, v-1)
			}
		}
	}
	if who := d.antecedent(v, lo); who.ok {
		return who
	}
	left := d.before(v, lo)
	if left.ok && !d.agrees(left, v) {
		left = subject{}
	}
	if left.ok && left.near {
		return left
	}
	right := d.behind(v+1, hi)
	if right.ok && !d.agrees(right, v) {
		right = subject{}
	}
	switch {
	case left.ok && right.ok:
		if right.near && right.run >= 0 && left.run < 0 {
			return right
		}
		return left
	case right.ok:
		return right
	case left.ok:
		return left
	}
	if who := d.omitted(v, lo, hi); who.ok {
		return who
	}
	if v > lo && d.toks[v-1].kind == word && d.toks[v-1].is(clsDet|clsPron) && !d.toks[v-1].has(oblique) {
		return subject{} // "that one said"
	}
	if s := d.onlySubject(v, lo); s.ok {
		return s
	}
	return d.leftOut(v, lo, hi)
}

func (d *doc) hasThat(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsThat) {
			return true
		}
	}
	return false
}

// onlySubject returns the one name before the verb that can be its subject: the clause
// begins with it.
func (d *doc) onlySubject(v, lo int) subject {
	found := subject{}
	for k := lo; k < v; k++ {
		t := &d.toks[k]
		if t.is(cue | clsThat) {
			return subject{}
		}
		if t.run == 0 {
			continue
		}
		r := t.run - 1
		if s := d.nameWithRole(r, lo); s.ok {
			if found.ok {
				return subject{}
			}
			found = s
		}
		k = d.runs[r].last - 1
	}
	if found.ok && !d.agrees(found, v) {
		return subject{}
	}
	return found
}

// clauseStart returns where the clause before token i begins: behind the last piece of
// speech of the sentence, or at its beginning.
func (d *doc) clauseStart(i int, s span) int {
	for k := i - 1; k >= s.first; k-- {
		switch t := &d.toks[k]; {
		case t.kind == semicolon, t.kind == quoted && d.spokenAt(k), t.kind == dash && k < i-1 && !d.lang.on("dash for is") && !d.pairedDash(k, s):
			return k + 1
		}
	}
	return s.first
}

// pairedDash reports whether the dash at token k closes what another one opens in its
// sentence.
func (d *doc) pairedDash(k int, s span) bool {
	n := 0
	for j := s.first; j < s.last; j++ {
		if d.toks[j].kind == dash {
			n++
		}
	}
	return n > 1 || d.apartBy(k)
}

// apartBy reports whether the dash at token k has no space on one of its sides: a hyphen.
func (d *doc) apartBy(k int) bool {
	return k == 0 || k+1 >= len(d.toks) || d.toks[k-1].end == d.toks[k].start || d.toks[k+1].start == d.toks[k].end
}

// spokenAt reports whether the piece at token q is more than a name in marks.
func (d *doc) spokenAt(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	return len(strings.Fields(d.text[p.start:p.end])) > 4
}

// lastCue returns the last verb of saying in [lo, hi), -1 if there is none.
func (d *doc) lastCue(lo, hi int) int {
	split := hi > lo && d.toks[hi-1].is(clsSplit)
	for k := hi - 1; k >= lo; k-- {
		if t := &d.toks[k]; t.kind == word && t.run == 0 && (t.is(cue) || split && t.is(clsSeparable)) {
			return k
		}
	}
	return -1
}

// readLed reads what leads to the words with a colon: Smith said: “...”; Smith: “...”.
func (d *doc) readLed(q int, s span) reading {
	k := q - 1
	if q == s.first && k > 0 && d.toks[k].kind == colon {
		s = d.sents[d.toks[k].sent] // the paragraph before leads to it
	}
	if k > s.first && d.toks[k].kind == dash && d.toks[k-1].kind == colon {
		k--
	}
	if k < s.first || d.toks[k].kind != colon && d.toks[k].kind != comma {
		return reading{}
	}
	if d.toks[k].kind == comma {
		if r := d.readMidst(k, s); r.found() || !d.lang.on("comma before words") && !d.beginsWithThat(q) {
			return r
		}
	}
	if v := d.lastCue(s.first, k); v >= 0 && d.toks[k].kind == comma && k-v > 4 && !d.beginsWithThat(q) {
		return reading{}
	}
	return d.ledBy(k, s)
}

// ledBy reads the clause of a sentence that ends at the colon or comma at token k.
func (d *doc) ledBy(k int, s span) reading {
	lo := d.clauseStart(k, s)
	if r := d.accordingIn(lo, k); r.found() && (k-r.who.last < 8 || !d.lang.caseless()) {
		return r
	}
	if v := d.lastCue(lo, k); v >= 0 {
		if d.worksIn(v+1, k) || d.othersIn(v+1, k) {
			return reading{}
		}
		if who := d.subjectOf(v, lo, k); who.ok && !(who.first > v && who.run >= 0 && d.mayBeOblique(who.run)) {
			return d.verdict(reading{by: led, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	if d.toks[k].kind != colon {
		return reading{}
	}
	if r := d.readPerfect(lo, k, s); r.found() {
		return r
	}
	for v := k - 2; d.lang.on("nouns have capitals") && v >= lo && v > k-16; v-- {
		if t := &d.toks[v]; t.kind == word && t.caps == small && t.cls == 0 && d.lang.opens(t.low) {
			if who := d.behind(v+1, k); who.ok && who.run >= 0 && who.last == k && !who.joined && !d.mayBeOblique(who.run) {
				return d.verdict(reading{by: opened, who: who, cue: span{v, v + 1}, verb: v}, s)
			}
		}
	}
	if r := d.wordsOfSomebody(lo, k); r.found() {
		return r
	}
	if who := d.onlyName(lo, k); who.ok && d.namesSomebody(who) {
		return reading{by: label, who: who, cue: span{k, k + 1}, verb: -1}
	}
	return d.readNeutral(lo, k)
}

// namesSomebody reports whether the name of a subject is a person's: it has a first name or
// a role, or the text has it again.
func (d *doc) namesSomebody(s subject) bool {
	n := &d.runs[s.run]
	for k := n.first; k < n.last; k++ {
		if d.toks[k].is(clsFirst) || d.toks[k].dotted {
			return true
		}
	}
	return s.head >= 0 || n.ent < 0 || len(d.ents[n.ent].runs) > 1
}

// wordsOfSomebody reads in [lo, k) a noun for words and whose they are: the answer of Smith: “...”.
func (d *doc) wordsOfSomebody(lo, k int) reading {
	for j := lo; j+2 < k; j++ {
		if !d.toks[j].is(clsWords) || !d.toks[j+1].is(clsParticle) {
			continue
		}
		if who := d.namedIn(j+2, k); who.ok && k-who.last < 4 {
			return d.verdict(reading{by: led, who: who, cue: span{j, j + 1}, verb: -1}, d.around(j))
		}
		break
	}
	return reading{}
}

// readMidst reads the cue that ends at the comma at token k and begins behind another: It
// is late, said Smith, “...”.
func (d *doc) readMidst(k int, s span) reading {
	if !d.lang.on("behind: verb, subject") {
		return reading{}
	}
	for j := k - 1; j > s.first && j > k-12; j-- {
		if t := &d.toks[j]; t.kind == quoted {
			return reading{}
		} else if t.kind != comma {
			continue
		}
		if v := d.verbFrom(j+1, k); v >= 0 {
			if who := d.behind(v+1, k); who.ok && who.near && who.last == k && d.agrees(who, v) {
				return d.verdict(reading{by: inverted, who: who, cue: span{j + 1, v + 1}, verb: v}, s)
			}
		}
		return reading{}
	}
	return reading{}
}

// beginsWithThat reports whether the words at token q begin with "that".
func (d *doc) beginsWithThat(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	w, _, _ := strings.Cut(strings.TrimSpace(d.text[p.start:p.end]), " ")
	return d.lang.words[strings.ToLower(w)].is(clsThat)
}

// readJudged reads: Smith called it “...”.
func (d *doc) readJudged(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	n, small := d.wordsOf(&d.pieces[d.toks[q].piece])
	object := small && n > 1 && d.lang.on("words as an object") // "warned of a “...”"
	for v := q - 1; v >= lo && v > q-14; v-- {
		t := &d.toks[v]
		if t.is(clsThat) && !t.is(clsJudge) && v > lo && d.toks[v-1].kind == comma {
			continue // a relative clause
		}
		if t.kind == quoted || t.kind == colon || t.kind == comma && v < q-12 || t.kind == word && t.is(cue|clsThat) && !t.is(clsJudge) && !(t.is(clsSay) && object) {
			return reading{}
		}
		object = object && t.kind == word
		if !t.is(clsJudge) && !(t.is(clsSay) && object) || t.run > 0 {
			continue
		}
		if who := d.subjectOf(v, lo, q); who.ok && !who.joined && !(t.feat&plural != 0 && who.run >= 0) { // "they call the HCV ..."
			return d.verdict(reading{by: judged, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// readBeat reads what somebody does between what he says, where dashes open speech: — ..., —
// Smith put down his cup.
func (d *doc) readBeat(q int, s span) reading {
	if p := &d.pieces[d.toks[q].piece]; !p.dashed || !p.narrated {
		return reading{}
	}
	k := q + 1
	if k+1 >= s.last || d.toks[k].kind != dash || d.toks[k+1].run == 0 {
		return reading{}
	}
	if r := d.toks[k+1].run - 1; d.runs[r].first == k+1 && !d.isOblique(r) && !d.clearlyOblique(&d.runs[r]) {
		return reading{by: beat, who: d.nameSubject(k+1, r), cue: d.runs[r].span, verb: -1}
	}
	return reading{}
}

// readAs reads a clause behind the words that has its verb at the end: “...”, as Smith on
// Monday said.
func (d *doc) readAs(q int, s span) reading {
	k := q + 1
	for n := 0; k < s.last && n < 8 && d.toks[k].kind != comma; n++ {
		k++
	}
	k++
	if k >= s.last || !d.toks[k].is(clsAs) {
		return reading{}
	}
	if v := d.verbFrom(k+1, s.last); v >= 0 {
		if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 2 {
			return reading{} // a word that is looked at
		}
		if who := d.behind(v+1, s.last); who.ok && d.agrees(who, v) {
			return d.verdict(reading{by: likewise, who: who, cue: span{k, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	who := d.behind(k+1, s.last)
	if !who.ok {
		return reading{}
	}
	for v := who.last; v < s.last && v < who.last+20; v++ {
		if d.toks[v].kind == comma || d.toks[v].kind == quoted {
			return reading{}
		}
		if d.toks[v].is(cue) && d.closes(v+1) && d.agrees(who, v) {
			return d.verdict(reading{by: likewise, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
	}
	return reading{}
}

// statement returns who says, by a verb of saying and no words in marks, what a sentence
// tells; cue tells whether it has such a verb at all.
func (d *doc) statement(s span) (who subject, cue bool) {
	if r := d.accordingIn(s.first, s.last); r.found() {
		return r.who, true
	}
	v := -1
	split := s.last-2 >= s.first && d.toks[s.last-2].is(clsSplit) && !d.toks[s.last-2].is(clsFirst)
	for k := s.first; k < s.last; k++ {
		if t := &d.toks[k]; t.kind == word && t.run == 0 && (t.is(clsSay) || split && t.is(clsSeparable)) {
			if v >= 0 {
				return subject{}, true
			}
			v = k
		}
	}
	if v < 0 {
		return subject{}, false
	}
	return d.subjectOf(v, s.first, s.last), true
}

// reportedMood reports whether a sentence is in the mood of reported speech, and nobody
// says "I" in it.
func (d *doc) reportedMood(s span) bool {
	found := false
	for k := s.first; k < s.last; k++ {
		t := &d.toks[k]
		if t.is(clsI) {
			return false
		}
		found = found || t.is(clsMood) && t.run == 0 && t.caps == small
	}
	return found
}

// strictMood reports whether a sentence has a verb in a mood that only reported speech
// has: whoever it names is spoken of.
func (d *doc) strictMood(s span) bool {
	for k := s.first; k < s.last; k++ {
		if t := &d.toks[k]; t.is(clsMood) && !t.is(clsWeak) && t.run == 0 && t.caps == small {
			return d.reportedMood(s)
		}
	}
	return false
}

// othersIn reports whether a long clause [lo, hi) behind "that" speaks of others, whose words
// may be those that it leads to.
func (d *doc) othersIn(lo, hi int) bool {
	if !d.lang.caseless() || hi-lo < 10 {
		return false
	}
	that := false
	for k := lo; k < hi; k++ {
		that = that || d.toks[k].is(clsThat)
		if that && d.toks[k].is(clsRole|clsPlural) && d.toks[k].caps == small && d.toks[k-1].is(clsDet) {
			return true
		}
	}
	return false
}

// worksIn reports whether a work stands in [lo, hi): "he wrote a book: “...”".
func (d *doc) worksIn(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if d.toks[k].is(clsWork) && d.toks[k-1].is(clsDet) && !d.toks[k].is(clsBody) && d.lang.caseless() && !d.governed(k, lo) {
			return true
		}
	}
	return false
}

// accordingIn reads "according to Smith" in the clause [lo, hi).
func (d *doc) accordingIn(lo, hi int) reading {
	for k := lo; k < hi; k++ {
		if r := d.accordingAt(k, hi); r.found() {
			return r
		}
	}
	return reading{}
}

// accordingAt reads "according to Smith" from token k on, or "Smith zufolge".
func (d *doc) accordingAt(k, hi int) reading {
	if e, feat := d.accordingHim(k, hi); e > k {
		who := subject{span: span{k, e}, run: -1, head: k, pronoun: true, feat: feat, ok: true}
		return reading{by: according, who: who, cue: span{k, e}, verb: -1}
	}
	e := d.phraseEnd(k, hi, clsAccording)
	if e == k && d.toks[k].is(clsAccordingFirst) && k == d.sents[d.toks[k].sent].first {
		if e++; e < hi && d.toks[e].run > 0 { // "Para Juan Pérez, ..."
			n := &d.runs[d.toks[e].run-1]
			if n.last >= hi || d.toks[n.last].kind != comma || n.ent < 0 {
				e = k
			}
		} else {
			e = k
		}
	}
	if e > k && e <= hi {
		if f := d.phraseGender(k, e); f != 0 {
			return reading{by: according, who: subject{span: span{k, e}, run: -1, head: k, pronoun: true, feat: f, ok: true}, cue: span{k, e}, verb: -1}
		}
		if who := d.namedIn(e, hi); who.ok { // nothing where e is hi
			return reading{by: according, who: who, cue: span{k, e}, verb: -1}
		}
	}
	if k > 1 && d.toks[k].kind == word && d.toks[k-1].run > 0 {
		// "nach Merkels Einschätzung"
		if n := &d.runs[d.toks[k-1].run-1]; n.first > 0 && d.opinion(n.first-1, k) {
			return reading{by: according, who: subject{span: n.span, run: d.toks[k-1].run - 1, head: -1, ok: true}, cue: span{n.first - 1, k + 1}, verb: -1}
		}
	}
	if d.toks[k].is(clsBehind) && k > 0 {
		lo := d.sents[d.toks[k].sent].first
		if t := &d.toks[k-1]; t.run > 0 {
			n := &d.runs[t.run-1]
			first := n.first
			if h := d.roleBefore(first); h >= lo {
				first = h
			}
			return reading{by: according, who: subject{span: span{first, n.last}, run: t.run - 1, head: -1, ok: true}, cue: span{k, k + 1}, verb: -1}
		}
	}
	return reading{}
}

// accordingHim returns where "according to him" ends that begins at token k, and what its
// pronoun tells: "за його словами".
func (d *doc) accordingHim(k, hi int) (end int, f feature) {
	for _, p := range d.lang.phrases[d.toks[k].low] {
		if p.is(clsHim) && k+len(p.words) <= hi && d.reads(k, p.words) {
			return k + len(p.words), p.feat
		}
	}
	return k, 0
}

// opinion reports whether tokens a and b lead to what the one named between them thinks:
// "nach ... Einschätzung".
func (d *doc) opinion(a, b int) bool {
	for _, p := range d.lang.phrases[d.toks[a].low] {
		if p.is(clsOpinion) && p.words[1] == d.toks[b].low {
			return true
		}
	}
	return false
}

// namedIn reads the phrase from token i on in any case: what "according to" governs.
func (d *doc) namedIn(i, hi int) subject {
	if d.lang.caseless() {
		return d.nounPhrase(i, hi)
	}
	head, k := -1, i
scan:
	for ; k < hi && k < i+10; k++ {
		t := &d.toks[k]
		switch {
		case t.run > 0 && head == k-1 && d.toks[head].is(clsKin) && len(d.runs[t.run-1].words) == 1 && !t.is(clsFirst),
			t.run > 0 && d.runs[t.run-1].last < hi && d.toks[d.runs[t.run-1].last].run > 0 && head >= 0:
			k = d.runs[t.run-1].last - 1 // of what: "the spokesman of Smith, John Brown"
		case t.run > 0:
			s := d.nameSubject(i, t.run-1)
			s.head = head
			s.joined = d.alsoSpeaks(s.last, hi)
			return s
		case t.kind == quoted && head >= 0:
		case t.kind == comma && head >= 0 && k+1 < hi && d.toks[k+1].run > 0 && d.isOblique(d.toks[k+1].run-1), t.kind == comma && head >= 0 && k+1 < hi && d.toks[k+1].is(clsRole):
		case t.kind != word || t.is(cue|clsThat|clsConj|clsPron|clsAux) && !t.has(possessive):
			break scan
		case t.is(clsRole|clsBody) && head < 0:
			head = k
		}
	}
	if head < 0 || d.toks[head].is(clsPlural) {
		return subject{}
	}
	end := head + 1
	if k < hi && d.toks[k].kind == comma && !d.lang.on("nouns have capitals") {
		end = k // its complement too: "за даними поліції Києва, ..."
	}
	s := d.headAlone(head, end, head)
	if head > i && d.toks[head-1].is(clsDet) {
		s.first = head - 1
	}
	return s
}

// phraseEnd returns where the word or the longest phrase of a class ends that begins at
// token k; k if none does.
func (d *doc) phraseEnd(k, hi int, c class) int {
	t := &d.toks[k]
	if t.kind != word {
		return k
	}
	end := k
	if t.is(c) {
		end = k + 1
	}
	for _, p := range d.lang.phrases[t.low] {
		if p.is(c) && k+len(p.words) <= hi && k+len(p.words) > end && d.reads(k, p.words) {
			end = k + len(p.words)
		}
	}
	return end
}

// phraseGender returns the gender of the pronoun in the phrase of tokens [k, end): "по его
// словам".
func (d *doc) phraseGender(k, end int) feature {
	for _, p := range d.lang.phrases[d.toks[k].low] {
		if p.is(clsAccording) && len(p.words) == end-k && d.reads(k, p.words) {
			return p.feat & gender
		}
	}
	return 0
}

func (d *doc) reads(k int, words []string) bool {
	for i, w := range words {
		if d.toks[k+i].kind != word || d.toks[k+i].low != w {
			return false
		}
	}
	return true
}

// readAccording reads "according to Smith" in the sentence of the words, where no verb of
// saying has them.
func (d *doc) readAccording(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	if d.lastCue(lo, q) >= 0 || d.lang.caseless() && q > lo && d.toks[q-1].kind == colon {
		return reading{}
	}
	if r := d.accordingIn(lo, q); r.found() && q-r.who.last < 40 {
		return r
	}
	// ..., so Smith.
	for k := q + 1; k+1 < s.last; k++ {
		if t := &d.toks[k]; t.kind == quoted && d.spokenAt(k) || t.is(cue) {
			return reading{}
		}
		if d.toks[k].kind != comma {
			continue
		}
		if r := d.accordingAt(k+1, s.last); r.found() && d.ends(r.who.last, s) {
			return r
		}
	}
	return reading{}
}

// ends reports whether nothing of a sentence but its last sign stands from token k on.
func (d *doc) ends(k int, s span) bool {
	return k >= s.last || k == s.last-1 && d.toks[k].kind == stop
}

// readThat reads: Smith said that it “...”.
func (d *doc) readThat(q int, s span) reading {
	if d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	at := -1
	for k := q - 1; k >= lo && k > q-40; k-- {
		t := &d.toks[k]
		if k == q-1 && t.kind == openParen {
			return reading{}
		}
		if t.kind == word && t.is(cue|clsThink) && at < 0 {
			break // of a clause inside
		}
		if t.kind == word && t.is(clsThat) {
			if at >= 0 && at-k < 3 {
				continue
			}
			at = k
			if v := d.cueBefore(at, lo); v >= 0 {
				if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n <= 2 && q-at > 12 && d.lang.caseless() {
					return reading{}
				}
				if who := d.subjectOf(v, lo, at); who.ok {
					return d.verdict(reading{by: that, who: who, cue: span{v, v + 1}, verb: v}, s)
				}
				return reading{}
			}
		}
	}
	return d.readWithoutThat(q, lo, s)
}

// readWithoutThat reads, where reported speech has a mood of its own: Smith said, it be
// “...”.
func (d *doc) readWithoutThat(q, lo int, s span) reading {
	mood := false
	for k := q - 1; k > lo && k > q-25; k-- {
		t := &d.toks[k]
		mood = mood || t.is(clsMood)
		if t.kind != comma {
			continue
		}
		v := d.cueBefore(k, lo)
		if v < 0 {
			continue
		}
		if !mood {
			mood = d.reportedMood(span{q + 1, s.last}) // ..., it “...” be
		}
		if who := d.subjectOf(v, lo, k); mood && who.ok {
			return d.verdict(reading{by: that, who: who, cue: span{v, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// cueBefore returns the verb of saying whose clause ends at the "that" at token k.
func (d *doc) cueBefore(k, lo int) int {
	for j := k - 1; j >= lo && j > k-10; j-- {
		t := &d.toks[j]
		if t.kind == comma && j < k-1 || t.kind == quoted || t.is(clsThat) {
			return -1
		}
		if t.kind == word && (t.is(cue) || t.is(clsSeparable) && d.toks[k-1].is(clsSplit)) {
			return j
		}
	}
	return -1
}

// readTrailing reads the cue at the end of the sentence: It is “...”, said Smith.
func (d *doc) readTrailing(q int, s span) reading {
	if d.nameInMarks(q) || !d.lang.on("behind: verb, subject") || d.lastCue(d.clauseStart(q, s), q) >= 0 {
		return reading{}
	}
	for k := s.last - 1; k > q+1 && k > s.last-40; k-- {
		if d.toks[k].kind == quoted {
			return reading{}
		}
		if d.toks[k].kind != comma {
			continue
		}
		v := d.verbFrom(k+1, s.last)
		if v < 0 {
			continue
		}
		who := d.behind(v+1, s.last)
		if !who.ok {
			who = d.omitted(v, k+1, s.last)
		}
		if who.ok && (who.near || who.omitted) && d.agrees(who, v) {
			return d.verdict(reading{by: trailing, who: who, cue: span{k + 1, v + 1}, verb: v}, s)
		}
		return reading{}
	}
	return reading{}
}

// readGoverned reads words that are the object of the verb, or the end of it: Smith called
// it a “...”.
func (d *doc) readGoverned(q int, s span) reading {
	if !d.lang.on("verb governs words") || d.nameInMarks(q) {
		return reading{}
	}
	lo := d.clauseStart(q, s)
	for k := q - 1; k >= lo && k >= q-7; k-- {
		t := &d.toks[k]
		switch {
		case t.kind != word || t.run > 0 || t.is(clsThat|clsThink):
			return reading{}
		case t.is(cue) && !t.is(clsJudge) && d.lang.judges && d.namedThing(q):
			return reading{} // "declared the “state of war”"
		case t.is(cue):
			if n, _ := d.wordsOf(&d.pieces[d.toks[q].piece]); n < 3 && !t.is(clsJudge) {
				return reading{} // a term, and nobody's words
			}
			if who := d.subjectOf(k, lo, k+1); who.ok && (who.last <= k || who.omitted) {
				return d.verdict(reading{by: judged, who: who, cue: span{k, k + 1}, verb: k}, s)
			}
			return reading{}
		}
	}
	return reading{}
}

// namedThing reports whether the piece at token q is a few words behind a definite
// determiner.
func (d *doc) namedThing(q int) bool {
	n, _ := d.wordsOf(&d.pieces[d.toks[q].piece])
	for k := q - 1; k > q-4 && k >= 0; k-- {
		if t := &d.toks[k]; t.is(clsDet) {
			return n < 4 && !t.has(indefinite)
		}
	}
	return false
}

// nameInMarks reports whether the words at token q are the name of a work, a firm, a
// place: short, with a capital, behind a noun; or in apposition to a name.
func (d *doc) nameInMarks(q int) bool {
	p := &d.pieces[d.toks[q].piece]
	words := d.text[p.start:p.end]
	n := len(strings.Fields(words))
	if q+2 < len(d.toks) && n <= 3 && d.toks[q+1].kind == dash && d.toks[q+2].run > 0 {
		return true // «word» — Name
	}
	if q > 0 && n < 16 && d.lang.caseless() && upperFirst(words) && d.toks[q-1].kind == word && d.toks[q-1].is(clsWork) {
		return true
	}
	if n > 6 || q == 0 || !upperFirst(words) {
		return false
	}
	if n > 1 && titleCase(words) {
		return true
	}
	t := &d.toks[q-1]
	if t.kind == comma && n <= 3 && q+1 < len(d.toks) && d.toks[q+1].kind == word {
		return true // not to see, say, “Name” as
	}
	if t.kind != word {
		return false
	}
	if t.is(clsWork | clsBody | clsRole) {
		return true
	}
	if d.lang.on("nouns have capitals") {
		return t.caps != small && !t.is(function)
	}
	if t.is(clsThat) {
		return n <= 3 && q+1 < len(d.toks) && d.toks[q+1].kind == word // said that “Name” is
	}
	return n <= 4 && !t.is(cue)
}

// titleCase reports whether every word has a capital.
func titleCase(words string) bool {
	for w := range strings.FieldsSeq(words) {
		if !upperFirst(w) {
			return false
		}
	}
	return true
}

// wordsOf counts the words of a piece and tells whether they begin with a small letter.
func (d *doc) wordsOf(p *piece) (n int, small bool) {
	s := strings.TrimSpace(d.text[p.start:p.end])
	r, _ := utf8.DecodeRuneInString(s)
	return len(strings.Fields(s)), strings.ToLower(string(r)) == string(r) && strings.ToUpper(string(r)) != string(r)
}
